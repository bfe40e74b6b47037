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
const quantity = (f: WhatIfFigures | null | undefined, unit: string, format: Format) => (f ? format.quantity(f.quantity, unit) : '–');

/** What is compared stands first: it fits a small screen, and the rest is a scroll away. */
const DIFFERING: Column<Differing>[] = [
  col.status('change', 'What', (o) => o.change, CHANGES, { ...as, width: 100 }),
  col.status('order_type', 'Kind', (o) => o.order_type, TYPE_TONES, { ...as, width: 80 }),
  col.key('sku', 'SKU', (o) => o.sku, { ...as, width: 148, cell: (o) => <LinkTo to={`/plan/${o.product_id}`}>{o.sku}</LinkTo> }),
  col.text('live_quantity', 'Now', (o) => o.live?.quantity, { ...as, width: 94, align: 'right', cell: (o, f) => quantity(o.live, o.unit, f) }),
  col.text('supposed_quantity', 'If', (o) => o.supposed?.quantity, { ...as, width: 94, align: 'right', cell: (o, f) => quantity(o.supposed, o.unit, f) }),
  col.date('live_due', 'Due now', (o) => o.live?.due_date, { ...as, width: 106 }),
  col.date('supposed_due', 'Due if', (o) => o.supposed?.due_date, { ...as, width: 106 }),
  col.money('value_change', 'Money', (o) => o.value_change, { ...as, width: 94, cell: (o) => (!o.value_change || decimal.isZero(o.value_change) ? '·' : <Money value={o.value_change} />) }),
  col.date('live_start', 'Start now', (o) => o.live?.start_date, { ...as, width: 106 }),
  col.date('supposed_start', 'Start if', (o) => o.supposed?.start_date, { ...as, width: 106 }),
  col.text('name', 'Item', (o) => o.name, { ...as, width: 220 }),
];
const differingKey = (o: Differing) => o.at;

/** Planned orders that would be other ones. */
export function DifferingGrid({ answer }: { answer: WhatIf }) {
  const go = useGo();
  const view = useGridView('what-if-orders');
  const list = useMemo(() => heldList(answer.orders.map((o, at) => ({ ...o, at: String(at) }))), [answer.orders]);
  return (
    <div style={box(list.rows.length, 520)}>
      <DataGrid id="what-if-orders" label="Orders that differ" counted={['order differs', 'orders differ']} toolbar={false} columns={DIFFERING} list={list} view={view} keyOf={differingKey} onOpen={(o) => go(`/plan/${o.product_id}`)} empty={{ title: 'No order differs' }} />
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
      <DataGrid id="what-if-served" label="Orders served otherwise" counted={['order served otherwise', 'orders served otherwise']} toolbar={false} columns={SERVED} list={list} view={view} keyOf={servedKey} onOpen={(s) => { if (s.to) go(s.to); }} empty={{ title: 'Everybody is served as before' }} />
    </div>
  );
}
