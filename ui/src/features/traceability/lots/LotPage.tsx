import { useMemo } from 'react';
import type { LotPage as LotDetail, LotPlace, LotReceipt, LotUse, SpoolRow } from '../../../bindings/commands';
import { mayDo, useRead, useSession } from '../../../shared/api';
import { LinesGrid, type LineColumn } from '../../../shared/form';
import { useRouteParam } from '../../../shared/go';
import { DateText, DocumentPage, Facts, Gauge, LinkTo, Loaded, Notice, Section, StatusBadge } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { History } from '../../catalog';
import { DocumentFiles } from '../../documents';
import { MovementsGrid, SPOOL_TONES } from '../../inventory';
import { useLotActions } from './lotActions';
import { INSPECTION_TONES, LOT_TONES, LOT_WORDS } from './words';

/** One lot: where it came from, where it lies, what it went into. */
export default function LotPage() {
  const id = Number(useRouteParam());
  const lot = useRead('lots.get', { id });
  return <Loaded query={lot} what="The lot">{(page) => <LotDocument page={page} />}</Loaded>;
}

function LotDocument({ page }: { page: LotDetail }) {
  const { lot, refusals } = page;
  const { actionsOf, dialog } = useLotActions();
  const { quarantine, release, inspect } = actionsOf(lot, refusals);
  const next = lot.status === 'quarantine' ? release : lot.status === 'active' && lot.inspection_status === 'pending' ? inspect : null;
  const columns = useMemo(() => ({ uses: usesColumns(lot.unit), places: placeColumns(lot.unit), receipts: receiptColumns(lot), spools: SPOOL_COLUMNS }), [lot]);
  const barred = lot.blocked !== null && lot.state !== 'depleted';
  return (
    <>
      <DocumentPage
        title={lot.lot_number} state={lot.state} tones={LOT_TONES} subtitle={<><LinkTo to={`/items/${lot.product_id}`}>{lot.sku}</LinkTo> {lot.name}</>}
        badges={lot.state === 'failed' || lot.inspection_status === 'pending' ? null : <StatusBadge state={lot.inspection_status} tones={INSPECTION_TONES} />}
        next={next} actions={[quarantine, release, inspect].filter((a) => a !== next)}
        notices={barred && (
          <Notice tone={lot.state === 'quarantine' ? 'warn' : 'bad'}>
            It {lot.blocked}, so nothing is taken from it.{lot.state === 'quarantine' && lot.quarantine_reason ? ` Why: ${lot.quarantine_reason}` : ''}
          </Notice>
        )}
        tabs={[
          { id: 'uses', title: 'Where it went', count: page.uses.length, content: <LinesGrid label="Where it went" columns={columns.uses} lines={page.uses} keyOf={(u) => `${u.kind}${u.document_id}`} empty="Nothing was taken from it yet." /> },
          { id: 'places', title: 'Where it lies', count: page.places.length, content: <LinesGrid label="Where it lies" columns={columns.places} lines={page.places} keyOf={(p) => String(p.location_id)} empty="Nothing of it is left." /> },
          ...(page.spools.length > 0 ? [{ id: 'spools', title: 'Spools', count: page.spools.length, content: <LinesGrid label="Spools" columns={columns.spools} lines={page.spools} keyOf={(s) => String(s.id)} /> }] : []),
          ...(page.receipts.length > 0 ? [{ id: 'receipts', title: 'Receipts', count: page.receipts.length, content: <LinesGrid label="Receipts" columns={columns.receipts} lines={page.receipts} keyOf={(r) => String(r.id)} /> }] : []),
          { id: 'moves', title: 'Movements', content: <MovementsGrid id="lot.moves" by="lot_id" of={lot.id} height={420} /> },
        ]}
        side={<Side page={page} />}
      />
      {dialog}
    </>
  );
}

function Side({ page: { lot } }: { page: LotDetail }) {
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  return (
    <>
      <Section title="What is left">
        <Gauge large percent={lot.left_percent}>
          <b>{format.quantity(decimal.trim(lot.left), lot.unit)}</b> of {format.quantity(decimal.trim(lot.received), lot.unit)} · {lot.left_percent} %
        </Gauge>
      </Section>
      <Section title="Where it came from">
        <Facts narrow facts={[
          ['Vendor', lot.vendor_id === null ? null : admin ? <LinkTo key="v" to={`/vendors/${lot.vendor_id}`}>{lot.vendor_name}</LinkTo> : lot.vendor_name], ["Vendor's lot", lot.vendor_lot_number],
          ['Purchase order', lot.purchase_order_id === null ? null : <LinkTo key="p" to={`/purchase-orders/${lot.purchase_order_id}?tab=receipts`}>{lot.po_number}</LinkTo>],
          ['Made by', lot.production_order_id === null ? null : <LinkTo key="w" to={`/work-orders/${lot.production_order_id}`}>{lot.work_order_code}</LinkTo>],
          ['Came', <DateText key="c" value={lot.received_date} />], ['Made on', lot.manufactured_date && <DateText key="m" value={lot.manufactured_date} />],
          ['Expires', lot.expiration_date && <DateText key="e" value={lot.expiration_date} />],
          ...(admin && lot.unit_cost ? [[`Cost per ${lot.unit}`, format.unitCost(decimal.trim(lot.unit_cost))] as const] : []), ['Notes', lot.notes],
        ]} />
      </Section>
      <DocumentFiles owner="lot" id={lot.id} />
      <Section title="History"><History kind="lot" id={lot.id} words={LOT_WORDS} /></Section>
    </>
  );
}

const amount = <L,>(value: (l: L) => string, unit: string, header = 'Quantity'): LineColumn<L> => ({ id: 'quantity', header, width: 130, align: 'right', value, cell: (l, f) => f.quantity(decimal.trim(value(l)), unit) });

const usesColumns = (unit: string): LineColumn<LotUse>[] => [
  { id: 'document', header: 'Document', width: 150, value: (u) => u.document_number, cell: (u) => <LinkTo to={`${u.kind === 'wo' ? '/work-orders' : '/orders'}/${u.document_id}`}>{u.document_number}</LinkTo> },
  { id: 'kind', header: 'What', width: 120, value: (u) => (u.kind === 'wo' ? 'Work order' : 'Sales order') },
  { id: 'what', header: 'Made, or sent to', grow: true, value: (u) => u.what ?? '' }, amount((u) => u.quantity, unit),
  { id: 'last', header: 'Last', width: 110, value: (u) => u.last_on ?? '', cell: (u, f) => (u.last_on ? f.date(u.last_on) : '') },
];

const placeColumns = (unit: string): LineColumn<LotPlace>[] => [{ id: 'place', header: 'Place', grow: true, value: (p) => p.location_name }, amount((p) => p.quantity, unit)];

const receiptColumns = (lot: LotDetail['lot']): LineColumn<LotReceipt>[] => [
  { id: 'number', header: 'Receipt', width: 150, value: (r) => r.receipt_number, cell: (r) => (lot.purchase_order_id === null ? r.receipt_number : <LinkTo to={`/purchase-orders/${lot.purchase_order_id}?tab=receipts`}>{r.receipt_number}</LinkTo>) },
  { id: 'date', header: 'Date', grow: true, value: (r) => r.received_date, cell: (r, f) => f.date(r.received_date) }, amount((r) => r.quantity, lot.unit),
];

const SPOOL_COLUMNS: LineColumn<SpoolRow>[] = [
  { id: 'number', header: 'Spool', width: 150, value: (s) => s.spool_number, cell: (s) => <LinkTo to={`/spools/${s.id}`}>{s.spool_number}</LinkTo> },
  { id: 'left', header: 'Left', width: 200, value: (s) => s.left_g, cell: (s, f) => <Gauge percent={s.left_percent}>{f.quantity(decimal.trim(decimal.round(s.left_g, 1)), 'g')}</Gauge> },
  { id: 'state', header: 'State', width: 130, value: (s) => s.state, cell: (s) => <StatusBadge state={s.state} tones={SPOOL_TONES} /> },
  { id: 'place', header: 'Place', grow: true, value: (s) => [s.location_name, s.printer_name].filter(Boolean).join(' · ') },
];
