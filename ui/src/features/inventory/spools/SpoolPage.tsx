import { IconArrowsTransferDown, IconScale, IconTags } from '@tabler/icons-react';
import { useState } from 'react';
import type { SpoolPage as SpoolDetail, SpoolUse } from '../../../bindings/commands';
import { mayDo, useRead, useSession } from '../../../shared/api';
import { LinesGrid, type LineColumn } from '../../../shared/form';
import { useGo, useRouteParam } from '../../../shared/go';
import { DateText, DocumentPage, Facts, Gauge, LinkTo, Loaded, Notice, Section, Swatch } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { DocumentFiles } from '../../documents';
import { MovementsGrid } from '../MovementsGrid';
import { MoveSpoolDialog } from './MoveSpoolDialog';
import { WeighDialog } from './WeighDialog';
import { SPOOL_TONES } from './words';

const USES: LineColumn<SpoolUse>[] = [
  { id: 'code', header: 'Work order', width: 150, value: (u) => u.code, cell: (u) => <LinkTo to={`/work-orders/${u.production_order_id}`}>{u.code}</LinkTo> },
  { id: 'what', header: 'Made', grow: true, value: (u) => `${u.sku} ${u.name}`, cell: (u) => <><b style={{ fontWeight: 600 }}>{u.sku}</b> {u.name}</> },
  { id: 'used', header: 'Took', width: 120, align: 'right', value: (u) => u.used_g, cell: (u, f) => f.quantity(decimal.trim(u.used_g), 'g') },
  { id: 'last', header: 'Last', width: 185, value: (u) => u.last_at, cell: (u, f) => f.dateTime(u.last_at) },
];

/** One spool: what is on it, where it came from, what was printed from it. */
export default function SpoolPage() {
  const id = Number(useRouteParam());
  const spool = useRead('spools.get', { id });
  return <Loaded query={spool} what="The spool">{(page) => <SpoolDocument page={page} />}</Loaded>;
}

function SpoolDocument({ page }: { page: SpoolDetail }) {
  const { spool, uses } = page;
  const go = useGo();
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const [open, setOpen] = useState<'weigh' | 'move' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <DocumentPage
        title={spool.spool_number} state={spool.state} tones={SPOOL_TONES} subtitle={<><LinkTo to={`/items/${spool.product_id}`}>{spool.sku}</LinkTo> {spool.name}</>}
        badges={spool.color && <Swatch colour={spool.color_hex} name={spool.color} />}
        next={{ id: 'weigh', title: 'Weigh', icon: IconScale, run: () => setOpen('weigh') }}
        actions={[
          { id: 'move', title: 'Move to another place', icon: IconArrowsTransferDown, run: () => setOpen('move') },
          ...(spool.lot_id === null ? [] : [{ id: 'lot', title: `Open the lot ${spool.lot_number ?? ''}`, icon: IconTags, run: () => go(`/lots/${spool.lot_id}`) }]),
        ]}
        notices={page.blocked && spool.state !== 'empty' && <Notice tone="bad">{page.blocked} Nothing is taken from this spool.</Notice>}
        tabs={[
          { id: 'uses', title: 'Printed from it', count: uses.length, content: <LinesGrid label="Work orders" columns={USES} lines={uses} keyOf={(u) => String(u.production_order_id)} empty="Nothing yet: when an operation is reported with this spool, its work order stands here." /> },
          { id: 'moves', title: 'Movements', content: <MovementsGrid id="spool.moves" by="spool_id" of={spool.id} height={420} /> },
        ]}
        side={
          <>
            <Section title="What is left">
              <Gauge large percent={spool.left_percent}>
                <b>{format.quantity(decimal.trim(spool.left_g), 'g')}</b> of {format.quantity(decimal.trim(spool.full_g), 'g')} · {spool.left_percent} %
              </Gauge>
            </Section>
            <Section title="Spool">
              <Facts narrow facts={[
                ['Place', spool.location_name], ['Loaded in', spool.printer_name && [spool.printer_name, spool.printer_slot].filter(Boolean).join(' · ')],
                ['Material', spool.material], ['Empty reel', spool.reel_g && format.quantity(decimal.trim(spool.reel_g), 'g')],
                ['Expires', spool.expires_on && <DateText key="e" value={spool.expires_on} />], ['Tag', spool.tag_uid],
                ...(admin && spool.unit_cost ? [[`Cost per ${page.unit}`, format.unitCost(decimal.trim(spool.unit_cost))] as const] : []), ['Notes', spool.notes],
              ]} />
            </Section>
            <Section title="Where it came from">
              <Facts narrow facts={[
                ['Lot', spool.lot_id === null ? null : <LinkTo key="l" to={`/lots/${spool.lot_id}`}>{spool.lot_number}</LinkTo>], ["Supplier's lot", spool.supplier_lot_number],
                ['Purchase order', spool.purchase_order_id === null ? null : <LinkTo key="p" to={`/purchase-orders/${spool.purchase_order_id}?tab=receipts`}>{spool.po_number}</LinkTo>],
                ['Vendor', spool.vendor_name], ['Came', <DateText key="d" value={spool.received_on} />],
              ]} />
            </Section>
            <DocumentFiles owner="spool" id={spool.id} />
          </>
        }
      />
      {open === 'weigh' && <WeighDialog spool={spool} onClose={close} />}
      {open === 'move' && <MoveSpoolDialog spool={spool} onClose={close} />}
    </>
  );
}
