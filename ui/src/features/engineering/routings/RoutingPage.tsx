import { IconArrowUp, IconBox, IconCopy, IconGitBranch } from '@tabler/icons-react';
import { useState } from 'react';
import type { RoutingDetail } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { useGo, useRouteParam } from '../../../shared/go';
import { confirmGo, DateText, DocumentPage, Facts, LinkTo, Loaded, Money, Notice, Section, StatusBadge, toast, type DocAction } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { CostView, History } from '../../catalog';
import { CopyModal } from '../boms/CopyModal';
import { VERSION_TONES } from '../words';
import { saveOf, valuesOf } from './routingForm';
import { stateOf } from './RoutingsPage';
import { RoutingSteps, useRoutingForm } from './RoutingSteps';

const WORDS = { 'routings.save': 'Written or changed', 'routings.activate': 'Put in use', 'routings.copy': 'Copied from another product' };

/** One version of a routing. */
export default function RoutingPage() {
  const id = Number(useRouteParam());
  const query = useRead('routings.get', { id });
  return <Loaded query={query} what="The routing">{(detail) => <RoutingOf key={id} detail={detail} />}</Loaded>;
}

function RoutingOf({ detail }: { detail: RoutingDetail }) {
  const { routing, operations, versions } = detail;
  const admin = mayDo(useSession().user, 'admin');
  const format = useFormat();
  const go = useGo();
  const [copying, setCopying] = useState(false);
  const copy = useWrite('routings.copy');
  const activate = useWrite('routings.activate');
  const again = useWrite('routings.save');
  const failed = (error: unknown) => toast.error('That did not work', error);
  const doc = useRoutingForm(valuesOf(detail), routing.product_id ?? undefined, routing.id, (saved) => toast.good(`Routing ${saved.routing.code} saved`));
  const used = versions.find((v) => v.is_active && v.id !== routing.id);

  const putInUse = async () => {
    const what = used ? `Version ${used.version} goes out of use and stays readable. Released work orders keep their steps.` : 'What is planned and made from now on follows it.';
    if (!(await confirmGo(`Put version ${routing.version} of ${routing.code} in use?`, what, 'Put it in use'))) return;
    await activate.run({ id: routing.id });
    toast.good(`Version ${routing.version} is in use`, routing.code, used ? { undo: () => activate.run({ id: used.id }) } : {});
  };
  const newVersion = async () => {
    const now = valuesOf(detail);
    const fresh = { ...now, operations: now.operations.map((o) => ({ ...o, id: undefined })), materials: now.materials.map((m) => ({ ...m, id: undefined })) };
    const made = await again.run({ ...saveOf(fresh, routing.product_id ?? undefined), activate: false });
    toast.good(`Version ${made.routing.version} made`, 'Change its steps, then put it in use.');
    go(`/routings/${made.routing.id}`);
  };
  const version: DocAction = { id: 'version', title: 'New version', icon: IconGitBranch, busy: again.pending, run: () => void newVersion().catch(failed) };
  const startable = !routing.is_active && !routing.is_template;
  const next: DocAction = startable ? { id: 'activate', title: 'Put in use', icon: IconArrowUp, busy: activate.pending, run: () => void putInUse().catch(failed) } : version;

  return (
    <>
      <DocumentPage
        title={`Routing ${routing.code}`} subtitle={`${routing.product_name ?? 'Template'} · version ${routing.version}`} state={stateOf(routing)} tones={VERSION_TONES}
        next={admin ? next : null}
        actions={
          admin
            ? [
                ...(startable ? [version] : []),
                { id: 'copy', title: 'Copy to another product', icon: IconCopy, run: () => setCopying(true) },
                ...(routing.product_id ? [{ id: 'item', title: 'Open the item', icon: IconBox, run: () => go(`/items/${routing.product_id}`) }] : []),
              ]
            : []
        }
        notices={startable && used && <Notice tone="info" remedy={{ title: `Open version ${used.version}`, run: () => go(`/routings/${used.id}`) }}>Version {used.version} is in use. This one is not planned, made or costed by.</Notice>}
        tabs={[
          { id: 'steps', title: 'Steps', count: operations.length, content: <RoutingSteps doc={doc} editable={admin} verb="Save the steps" /> },
          ...(admin && routing.product_id ? [{ id: 'cost', title: 'Cost', content: <CostView productId={routing.product_id} /> }] : []),
          { id: 'versions', title: 'Versions', count: versions.length, content: <Versions detail={detail} admin={admin} /> },
        ]}
        side={
          <>
            <Section title="Routing">
              <Facts narrow facts={[
                ['Makes', routing.product_id && <LinkTo key="p" to={`/items/${routing.product_id}`}>{routing.sku ?? ''}</LinkTo>], ['Revision', routing.revision],
                ['Setup in all', routing.total_setup_time_minutes && format.minutes(routing.total_setup_time_minutes)], ['A cycle in all', routing.total_run_time_minutes && format.minutes(routing.total_run_time_minutes)],
                ...(admin ? [['Work on one', <Money key="c" value={routing.total_cost} />] as const] : []), ['Notes', routing.notes],
              ]} />
            </Section>
            <Section title="History"><History kind="routing" id={routing.id} words={WORDS} /></Section>
          </>
        }
      />
      {copying && (
        <CopyModal
          what={`routing ${routing.code}`} onClose={() => setCopying(false)} copy={(product_id) => copy.run({ id: routing.id, product_id })}
          onCopied={(made) => { setCopying(false); toast.good(`Copied to ${made.routing.code}`); go(`/routings/${made.routing.id}`); }}
        />
      )}
    </>
  );
}

function Versions({ detail, admin }: { detail: RoutingDetail; admin: boolean }) {
  return (
    <table className="sy-plain" aria-label="Versions">
      <thead><tr><th>Version</th><th>State</th><th data-align="right">Steps</th>{admin && <th data-align="right">Work on one</th>}<th>Changed</th></tr></thead>
      <tbody>
        {detail.versions.map((v) => (
          <tr key={v.id}>
            <td>{v.id === detail.routing.id ? <b>Version {v.version}, this one</b> : <LinkTo to={`/routings/${v.id}`}>{`Version ${v.version}`}</LinkTo>}</td>
            <td><StatusBadge state={stateOf(v)} tones={VERSION_TONES} /></td>
            <td data-align="right">{v.operation_count}</td>
            {admin && <td data-align="right"><Money value={v.total_cost} /></td>}
            <td><DateText value={v.updated_at} time /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
