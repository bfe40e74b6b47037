import { IconArrowUp, IconBox, IconCopy, IconGitBranch, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { BomDetail } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { useGo, useRouteParam } from '../../../shared/go';
import { confirmDestroy, confirmGo, DateText, DocumentPage, Facts, LinkTo, Loaded, Money, Notice, Section, toast, type DocAction } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { CostView, History } from '../../catalog';
import { VERSION_TONES } from '../words';
import { valuesOf } from './bomForm';
import { BomLines } from './BomLines';
import { BomTree } from './BomTree';
import { BomVersions } from './BomVersions';
import { CopyModal } from './CopyModal';
import { useBomForm } from './useBomForm';

const WORDS = {
  'boms.save': 'Written or changed', 'boms.new_version': 'Made as a new version', 'boms.activate': 'Put in use', 'boms.deactivate': 'Taken out of use', 'boms.copy': 'Copied from another product',
};

/** One version of a bill of material. */
export default function BomPage() {
  const id = Number(useRouteParam());
  const query = useRead('boms.get', { id });
  return <Loaded query={query} what="The bill of material">{(detail) => <BomOf key={id} detail={detail} />}</Loaded>;
}

function BomOf({ detail }: { detail: BomDetail }) {
  const { bom, lines, versions } = detail;
  const admin = mayDo(useSession().user, 'admin');
  const format = useFormat();
  const go = useGo();
  const [copying, setCopying] = useState(false);
  const copy = useWrite('boms.copy');
  const form = useBomForm(valuesOf(detail), bom.product_id, bom.id, (saved) => toast.good(`BOM of ${saved.bom.sku} saved`));
  const item = useRead('items.get', { id: bom.product_id });
  const { next, actions } = useBomActions(detail, () => setCopying(true));
  const used = versions.find((v) => v.active);
  return (
    <>
      <DocumentPage
        title={`BOM ${bom.sku}`} subtitle={`${bom.product_name} · version ${bom.version}${bom.revision ? `, revision ${bom.revision}` : ''}`} state={bom.active ? 'active' : 'inactive'} tones={VERSION_TONES}
        next={admin ? next : null} actions={admin ? actions : []}
        notices={!bom.active && used && <Notice tone="info" remedy={{ title: `Open version ${used.version}`, run: () => go(`/boms/${used.id}`) }}>Version {used.version} is in use. This one is not planned, made or costed by.</Notice>}
        tabs={[
          { id: 'lines', title: 'Lines', count: lines.length, content: <BomLines form={form} editable={admin} verb="Save the lines" /> },
          { id: 'tree', title: 'Tree', content: <BomTree productId={bom.product_id} unit={item.data?.product.unit ?? ''} /> },
          ...(admin ? [{ id: 'cost', title: 'Cost', content: <CostView productId={bom.product_id} /> }] : []),
          { id: 'versions', title: 'Versions', count: versions.length, content: <BomVersions detail={detail} admin={admin} /> },
        ]}
        side={
          <>
            <Section title="Bill of material">
              <Facts narrow facts={[
                ['Makes', <LinkTo key="p" to={`/items/${bom.product_id}`}>{bom.sku}</LinkTo>], ['Code', bom.code], ...(admin ? [['Unit cost', <Money key="c" value={bom.total_cost} />] as const] : []),
                ['Assembly', bom.assembly_time_minutes === null ? null : format.minutes(String(bom.assembly_time_minutes))], ['Valid from', bom.effective_date && <DateText key="d" value={bom.effective_date} />], ['Notes', bom.notes],
              ]} />
            </Section>
            <Section title="History"><History kind="bom" id={bom.id} words={WORDS} /></Section>
          </>
        }
      />
      {copying && (
        <CopyModal
          what={`BOM of ${bom.sku}`} onClose={() => setCopying(false)} copy={(product_id) => copy.run({ id: bom.id, product_id })}
          onCopied={(made) => { setCopying(false); toast.good(`Copied to ${made.bom.sku}`); go(`/boms/${made.bom.id}`); }}
        />
      )}
    </>
  );
}

function useBomActions({ bom, versions }: BomDetail, onCopy: () => void): { next: DocAction; actions: DocAction[] } {
  const go = useGo();
  const version = useWrite('boms.new_version');
  const activate = useWrite('boms.activate');
  const deactivate = useWrite('boms.deactivate');
  const failed = (error: unknown) => toast.error('That did not work', error);
  const used = versions.find((v) => v.active);
  const putInUse = async () => {
    const what = used ? `Version ${used.version} goes out of use and stays readable. What is planned from now on follows version ${bom.version}; released work orders keep what they were released with.` : `What is planned and made from now on follows version ${bom.version}.`;
    if (!(await confirmGo(`Put version ${bom.version} of ${bom.sku} in use?`, what, 'Put it in use'))) return;
    await activate.run({ id: bom.id });
    toast.good(`Version ${bom.version} is in use`, bom.sku, used ? { undo: () => activate.run({ id: used.id }) } : {});
  };
  const again: DocAction = {
    id: 'version', title: 'New version', icon: IconGitBranch, busy: version.pending,
    run: () => void version.run({ id: bom.id, activate: false }).then((made) => { toast.good(`Version ${made.bom.version} made`, 'Change its lines, then put it in use.'); go(`/boms/${made.bom.id}`); }, failed),
  };
  const actions: DocAction[] = [
    { id: 'copy', title: 'Copy to another product', icon: IconCopy, run: onCopy },
    { id: 'item', title: 'Open the item', icon: IconBox, run: () => go(`/items/${bom.product_id}`) },
  ];
  if (!bom.active) return { next: { id: 'activate', title: 'Put in use', icon: IconArrowUp, busy: activate.pending, run: () => void putInUse().catch(failed) }, actions: [again, ...actions] };
  return {
    next: again,
    actions: [
      ...actions,
      {
        id: 'deactivate', title: 'Take out of use', icon: IconPlayerStop, danger: true,
        run: () => confirmDestroy({
          title: `Take the BOM of ${bom.sku} out of use?`, verb: 'Take it out of use',
          what: `No version is in use then: ${bom.sku} cannot be planned or made from a bill until one is. The lines stay readable.`,
          run: () => deactivate.run({ id: bom.id }).then(() => toast.good('Out of use', bom.sku, { undo: () => activate.run({ id: bom.id }) })),
        }),
      },
    ],
  };
}
