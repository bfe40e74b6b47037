import { useMemo } from 'react';
import type { MrpStatus, OrderChange, WhatIf, WhatIfFigures, WhatIfOrder } from '../../bindings/commands';
import { heldList } from '../../shared/api';
import { useGo } from '../../shared/go';
import { columnsOf, DataGrid, useGridView, type Column } from '../../shared/grid';
import { LinkTo, Money, StatusBadge, type Tones } from '../../shared/ui';
import { decimal, type Format } from '../../shared/values';
import { TYPE_TONES } from './words';

const CHANGES: Tones = { new: ['New', 'good'], gone: ['Gone', 'idle'], moved: ['Moved', 'warn'], resized: ['Other size', 'info'], changed: ['Changed', 'warn'] } satisfies Record<OrderChange, Tones[string]>;
const STANDS: Tones = { covered: ['Covered', 'good'], planned: ['Planned', 'info'], late: ['Late', 'bad'], short: ['Not served', 'bad'] } satisfies Record<MrpStatus, Tones[string]>;

/** The core answers them in the order in which they start; a supposed plan has nothing to ask again by. */
const as = { sortable: false, filter: undefined } as const;
const ROW = 30;
/** As tall as its rows, up to what fits a page; beyond that it scrolls by itself. */
const box = (rows: number, most: number) => ({ height: Math.min(most, Math.max(222, 64 + rows * ROW)), display: 'flex', flexDirection: 'column' as const });

type Differing = WhatIfOrder & { at: string };
const col = columnsOf<Differing>();
const days = (f: WhatIfFigures | null | undefined, format: Format) => (f ? `${format.date(f.start_date)} – ${format.date(f.due_date)}` : '–');
const quantity = (f: WhatIfFigures | null | undefined, unit: string, format: Format) => (f ? format.quantity(f.quantity, unit) : '–');
const period = (f: WhatIfFigures | null | undefined) => (f ? `${f.start_date} ${f.due_date}` : null);

const DIFFERING: Column<Differing>[] = [
  col.status('change', 'What', (o) => o.change, CHANGES, { ...as, width: 106 }),
  col.status('order_type', 'Kind', (o) => o.order_type, TYPE_TONES, { ...as, width: 82 }),
  col.key('sku', 'SKU', (o) => o.sku, { ...as, width: 140, cell: (o) => <LinkTo to={`/plan/${o.product_id}`}>{o.sku}</LinkTo> }),
  col.text('name', 'Item', (o) => o.name, { ...as, width: 160 }),
  col.text('live_quantity', 'Now', (o) => o.live?.quantity, { ...as, width: 104, align: 'right', cell: (o, f) => quantity(o.live, o.unit, f) }),
  col.text('live_days', 'Start – due now', (o) => period(o.live), { ...as, width: 168, cell: (o, f) => days(o.live, f) }),
  col.text('supposed_quantity', 'If', (o) => o.supposed?.quantity, { ...as, width: 104, align: 'right', cell: (o, f) => quantity(o.supposed, o.unit, f) }),
  col.text('supposed_days', 'Start – due if', (o) => period(o.supposed), { ...as, width: 168, cell: (o, f) => days(o.supposed, f) }),
  col.money('value_change', 'Money', (o) => o.value_change, { ...as, cell: (o) => (!o.value_change || decimal.isZero(o.value_change) ? '·' : <Money value={o.value_change} />) }),
];
const differingKey = (o: Differing) => o.at;

/** Planned orders that would be other ones. */
export function DifferingGrid({ answer }: { answer: WhatIf }) {
  const go = useGo();
  const view = useGridView('what-if-orders');
  const list = useMemo(() => heldList(answer.orders.map((o, at) => ({ ...o, at: String(at) }))), [answer.orders]);
  return (
    <div style={box(list.rows.length, 520)}>
      <DataGrid id="what-if-orders" label="Orders that differ" toolbar={false} columns={DIFFERING} list={list} view={view} keyOf={differingKey} onOpen={(o) => go(`/plan/${o.product_id}`)} empty={{ title: 'No order differs' }} />
    </div>
  );
}

interface Served {
  key: string;
  order: string;
  to: string | null;
  customer: string | null;
  live: MrpStatus | null;
  supposed: MrpStatus | null;
}
const who = columnsOf<Served>();
const SERVED: Column<Served>[] = [
  who.key('order', 'Order', (s) => s.order, { ...as, width: 260, cell: (s) => (s.to ? <LinkTo to={s.to}>{s.order}</LinkTo> : s.order) }),
  who.text('customer', 'Customer', (s) => s.customer, { ...as, width: 240 }),
  who.status('live', 'Now', (s) => s.live, STANDS, { ...as, width: 130 }),
  who.status('supposed', 'If', (s) => s.supposed, STANDS, { ...as, width: 130, cell: (s) => (s.supposed ? <StatusBadge state={s.supposed} tones={STANDS} /> : 'called off') }),
];
const servedKey = (s: Served) => s.key;

/** Sales orders that would stand otherwise, what is supposed first. */
export function ServedGrid({ answer }: { answer: WhatIf }) {
  const go = useGo();
  const view = useGridView('what-if-served');
  const list = useMemo(() => heldList<Served>([
    ...answer.demands.map((d) => ({ key: `d${d.index}`, order: `Supposed: ${answer.names[d.index] ?? ''}`, to: null, customer: null, live: null, supposed: d.status })),
    ...answer.sales.map((s) => ({ key: String(s.order_id), order: s.order_number, to: `/orders/${s.order_id}`, customer: s.customer ?? null, live: s.live ?? null, supposed: s.supposed ?? null })),
  ]), [answer]);
  return (
    <div style={box(list.rows.length, 320)}>
      <DataGrid id="what-if-served" label="Who is served otherwise" toolbar={false} columns={SERVED} list={list} view={view} keyOf={servedKey} onOpen={(s) => { if (s.to) go(s.to); }} empty={{ title: 'Everybody is served as before' }} />
    </div>
  );
}
