import { SegmentedControl } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import type { PlannedOrderRow } from '../../bindings/commands';
import type { Filter } from '../../platform';
import { useList } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { DataGrid, useGridView } from '../../shared/grid';
import { LinkTo, Page } from '../../shared/ui';
import { useFormat } from '../../shared/values';
import { PLANNED_COLUMNS, plannedKey } from './columns';
import { usePlannedActions } from './plannedActions';

const is = (field: string, ...values: string[]): Filter => ({ field, op: 'in', values });
const OPEN = is('status', 'planned', 'firmed');
const SHOWN: Readonly<Record<string, { title: string; filters: (today: string) => Filter[] }>> = {
  open: { title: 'Open', filters: () => [OPEN] },
  now: { title: 'To start now', filters: (today) => [OPEN, { field: 'start_date', op: 'le', values: [today] }] },
  make: { title: 'Make', filters: () => [OPEN, is('order_type', 'production')] },
  buy: { title: 'Buy', filters: () => [OPEN, is('order_type', 'purchase')] },
  firmed: { title: 'Firmed', filters: () => [is('status', 'firmed')] },
  released: { title: 'Released', filters: () => [is('status', 'released')] },
};

/** What the plan proposes to make and to buy. */
export default function PlannedOrdersPage() {
  const go = useGo();
  const format = useFormat();
  const [asked, setShow] = useSearchParam('show');
  const show = asked && asked in SHOWN ? asked : 'open';
  const view = useGridView('planned-orders');
  const list = useList('plan.orders', { ...view.request, filters: [...view.request.filters, ...(SHOWN[show]?.filters(format.today()) ?? [])] });
  const { actionsOf, dialog } = usePlannedActions();
  const openItem = (row: PlannedOrderRow) => go(`/plan/${row.product_id}?tab=orders&peg=planned_order.${row.id}`);
  return (
    <Page
      title="Planned orders" fill
      aside={<SegmentedControl size="xs" aria-label="Which planned orders" value={show} onChange={(value) => setShow(value === 'open' ? undefined : value)} data={Object.entries(SHOWN).map(([value, { title }]) => ({ value, label: title }))} />}
    >
      <DataGrid
        id="planned-orders" label="Planned orders" columns={PLANNED_COLUMNS} list={list} view={view} keyOf={plannedKey} onOpen={openItem} toneOf={(r) => (r.days_late > 0 ? 'bad' : null)}
        rowActions={(row) => [{ id: 'item', title: 'Item over time', icon: IconChartLine, run: () => openItem(row) }, ...actionsOf([row])]} bulkActions={(rows, done) => actionsOf(rows, done).filter((a) => a.id !== 'change' && a.id !== 'split')}
        empty={{ title: 'No planned orders', hint: show === 'open' ? 'The plan proposes orders when sales orders, safety stock or reorder points ask for more than is there. Confirm a sales order, and what it needs shows here.' : 'None of this kind now.', action: <LinkTo to="/plan">To the plan</LinkTo> }}
      />
      {dialog}
    </Page>
  );
}
