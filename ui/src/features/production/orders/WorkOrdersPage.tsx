import { Button, SegmentedControl } from '@mantine/core';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { WorkOrder } from '../../../bindings/commands';
import type { Filter } from '../../../platform';
import { useActions } from '../../../shared/actions';
import { mayDo, messageOf, useList, useSession, useWrite } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { DataGrid, inTurn, useGridView, type EmptyText } from '../../../shared/grid';
import { Keys, Page, toast } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { columnsFor, isOpen } from './columns';

const is = (field: string, ...values: string[]): Filter => ({ field, op: 'in', values });
const OPEN = is('status', 'draft', 'released', 'in_progress', 'on_hold');

const SHOWN: Readonly<Record<string, { title: string; filters: (today: string) => Filter[] }>> = {
  open: { title: 'Open', filters: () => [OPEN] },
  late: { title: 'Late', filters: (today) => [OPEN, { field: 'due_date', op: 'lt', values: [today] }] },
  draft: { title: 'To release', filters: () => [is('status', 'draft')] },
  inspect: { title: 'To inspect', filters: () => [is('status', 'completed'), is('qc_status', 'pending', 'failed')] },
  over: { title: 'Over', filters: () => [is('status', 'completed', 'cancelled')] },
  all: { title: 'All', filters: () => [] },
};

const keyOf = (row: WorkOrder) => String(row.id);

/** What is being made, and what waits to be. */
export default function WorkOrdersPage() {
  const go = useGo();
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const [asked, setShow] = useSearchParam('show');
  const show = asked && asked in SHOWN ? asked : 'open';
  const columns = useMemo(() => columnsFor(admin), [admin]);
  const view = useGridView('work-orders');
  const list = useList('work_orders.list', { ...view.request, filters: [...view.request.filters, ...(SHOWN[show]?.filters(format.today()) ?? [])] });
  const release = useWrite('work_orders.release');
  const add = () => go('/work-orders/new');
  useActions([{ id: 'work_orders.add', title: 'New work order', keys: 'n', run: add }]);

  async function releaseAll(rows: readonly WorkOrder[], done: (refused: readonly WorkOrder[]) => void) {
    const { done: released, refused } = await inTurn(rows, (row) => release.run({ id: row.id }));
    if (released.length > 0) toast.good(`${released.length} released`, 'Their materials are reserved and their operations wait in the queue.');
    if (refused.length > 0) toast.bad(`${refused.length} not released`, refused.slice(0, 4).map(({ row, why }) => `${row.code}: ${messageOf(why)}`).join(' '));
    done(refused.map(({ row }) => row));
  }

  return (
    <Page
      title="Work orders" fill
      actions={<Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={add}>New work order</Button>}
      aside={
        <SegmentedControl
          size="xs" aria-label="Which work orders" value={show} onChange={(value) => setShow(value === 'open' ? undefined : value)}
          data={Object.entries(SHOWN).map(([value, { title }]) => ({ value, label: title }))}
        />
      }
    >
      <DataGrid
        id="work-orders" label="Work orders" columns={columns} list={list} view={view} keyOf={keyOf} onOpen={(row) => go(`/work-orders/${row.id}`)}
        toneOf={(row) => (row.is_late ? 'bad' : row.short_materials > 0 && isOpen(row) ? 'warn' : null)} empty={emptyText(show, add)}
        bulkActions={(rows, done) => [
          {
            id: 'release', title: 'Release', icon: IconPlayerPlay, run: () => void releaseAll(rows.filter((r) => r.status === 'draft'), done),
            refusal: rows.some((r) => r.status === 'draft') ? null : 'Only drafts are released; none is selected.',
          },
        ]}
      />
    </Page>
  );
}

function emptyText(show: string, add: () => void): EmptyText {
  if (show === 'late') return { title: 'Nothing is late', hint: 'No open work order is past its day.' };
  if (show === 'inspect') return { title: 'Nothing waits for inspection', hint: 'Goods of work orders that ask for an inspection show here once they are made.' };
  if (show === 'over') return { title: 'Nothing is finished yet', hint: 'Completed and cancelled work orders are kept here.' };
  return {
    title: show === 'draft' ? 'Nothing to release' : 'No open work orders',
    hint: 'A work order says what to make, how many and until when. The plan proposes them from sales orders and stock; you can also write one yourself.',
    action: <Button leftSection={<IconPlus size={15} />} onClick={add}>New work order</Button>,
  };
}
