import { Stack, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import type { PegNode, PlannedOrderRow, PlanOrderKind } from '../../bindings/commands';
import { useList, useRead } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { DataGrid, treeOfLevels, TreeTable, useGridView, type TreeColumn } from '../../shared/grid';
import { EmptyState, LinkTo, Loaded, Notice, Section } from '../../shared/ui';
import { PLANNED_COLUMNS, plannedKey } from './columns';
import { usePlannedActions } from './plannedActions';
import { documentUrl, NODE_KINDS } from './words';

const KINDS: readonly string[] = ['sales_order_line', 'planned_order', 'purchase_order_line', 'production_order'] satisfies PlanOrderKind[];

/** `planned_order.12`, as the address keeps it. */
export function pegOf(text: string | undefined): { order_type: PlanOrderKind; id: number } | null {
  const [kind = '', id = ''] = (text ?? '').split('.');
  return KINDS.includes(kind) && /^\d+$/.test(id) ? { order_type: kind as PlanOrderKind, id: Number(id) } : null;
}

/** The planned orders of an item; the chosen one's trees, both ways. */
export function ItemOrders({ productId }: { productId: number }) {
  const [asked, setPeg] = useSearchParam('peg');
  const view = useGridView('plan-item-orders');
  const list = useList('plan.orders', { ...view.request, filters: [{ field: 'product_id', op: 'eq', values: [String(productId)] }, { field: 'status', op: 'in', values: ['planned', 'firmed'] }] });
  const { actionsOf, dialog } = usePlannedActions();
  const first = list.rows[0];
  const peg = pegOf(asked) ?? (first ? { order_type: 'planned_order' as const, id: first.id } : null);
  const open = (row: PlannedOrderRow) => setPeg(`planned_order.${row.id}`);
  // Whoever comes from an order's line wants its tree, not the list.
  const ofLine = peg?.order_type === 'sales_order_line';
  return (
    <Stack gap="lg">
      {ofLine && <Pegging ask={peg} />}
      <Section title="Planned orders">
        {list.rows.length === 0 && !list.loading ? (
          <EmptyState compact title="No planned orders" hint="What is there and what is coming covers all that is needed." />
        ) : (
          <div style={{ height: Math.min(320, 230 + Math.max(0, list.rows.length - 4) * 30), display: 'flex', flexDirection: 'column' }}>
            <DataGrid
              id="plan-item-orders" label="Planned orders" toolbar={false} columns={PLANNED_COLUMNS.filter((c) => c.id !== 'sku' && c.id !== 'name')} list={list} view={view} keyOf={plannedKey} onOpen={open}
              toneOf={(r) => (r.days_late > 0 ? 'bad' : null)} rowActions={(row) => [{ id: 'peg', title: 'Show whom it serves', run: () => open(row) }, ...actionsOf([row])]} bulkActions={(rows, done) => actionsOf(rows, done)}
              empty={{ title: 'No planned orders' }}
            />
          </div>
        )}
      </Section>
      {peg && !ofLine && <Pegging ask={peg} />}
      {dialog}
    </Stack>
  );
}

/** The item over time, opened at this very order. */
const pegUrl = (n: PegNode) => `/plan/${n.product_id}${KINDS.includes(n.kind) ? `?tab=orders&peg=${n.kind}.${n.id}` : ''}`;

const COLUMNS: readonly TreeColumn<PegNode & { level: number }>[] = [
  {
    id: 'what', header: 'What',
    cell: (n) => {
      const to = documentUrl(n.kind, n.document_id);
      return (
        <>
          {n.is_critical && <IconClockExclamation size={14} stroke={1.5} role="img" aria-label="Decides the day" style={{ color: 'var(--sy-warn)', verticalAlign: -2, marginRight: 4 }} />}
          {NODE_KINDS[n.kind] ?? n.kind} {to && n.document_number ? <LinkTo to={to}>{n.document_number}</LinkTo> : (n.document_number ?? '')} <span style={{ color: 'var(--mantine-color-dimmed)' }}>{n.party}</span>
        </>
      );
    },
  },
  { id: 'sku', header: 'Item', width: 220, cell: (n) => <><LinkTo to={pegUrl(n)}>{n.sku}</LinkTo> <span style={{ color: 'var(--mantine-color-dimmed)' }}>{n.name}</span></> },
  { id: 'quantity', header: 'Quantity', width: 110, align: 'right', cell: (n, f) => f.quantity(n.quantity, n.unit) },
  { id: 'start', header: 'Start', width: 96, cell: (n, f) => (n.start_date ? f.date(n.start_date) : '–') },
  { id: 'due', header: 'Due', width: 96, cell: (n, f) => (n.due_date ? f.date(n.due_date) : '–') },
];

/** What serves an order down to the last purchase, and whom it serves up to the customer. */
export function Pegging({ ask }: { ask: { order_type: PlanOrderKind; id: number } }) {
  const trees = useRead('plan.pegging', ask);
  const go = useGo();
  const ofLine = ask.order_type === 'sales_order_line';
  const rows = (nodes: readonly PegNode[]) => treeOfLevels(nodes.map((n) => ({ ...n, level: n.depth })));
  const open = (n: PegNode) => go(documentUrl(n.kind, n.document_id) ?? pegUrl(n));
  return (
    <Loaded query={trees} what="The pegging">
      {(found) => (
        <>
          {found.is_cut && <Notice tone="info">The tree is too large to show whole; open one of its orders to see the rest.</Notice>}
          {!ofLine && (
            <Section title="Whom it serves">
              {found.serves.length === 0 ? <EmptyState compact title="Nobody" hint="It fills stock; no order needs it." /> : <TreeTable label="Whom it serves" columns={COLUMNS} roots={rows(found.serves)} onOpen={open} />}
            </Section>
          )}
          <Section title={ofLine ? 'What the order line takes' : 'What it takes'}>
            {found.supply.length === 0 ? <EmptyState compact title="Nothing below" hint="It is bought, or taken from the shelf." /> : <><TreeTable label="What it takes" columns={COLUMNS} roots={rows(found.supply)} onOpen={open} /><Text size="xs" c="dimmed" mt={4}>The clock marks the chain that has to start first: it decides when all of it is there.</Text></>}
          </Section>
        </>
      )}
    </Loaded>
  );
}
