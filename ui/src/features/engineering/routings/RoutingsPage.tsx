import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Routing } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { mayDo, useList, useSession } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { columnsOf, DataGrid, useGridView } from '../../../shared/grid';
import { Keys, Page } from '../../../shared/ui';
import { VERSION_TONES } from '../words';

export const stateOf = (r: Routing) => (r.is_template ? 'template' : r.is_active ? 'active' : 'inactive');

const col = columnsOf<Routing>();
const COLUMNS = [
  col.key('code', 'Code', (r) => r.code, { width: 170 }),
  col.text('sku', 'SKU', (r) => r.sku, { width: 150 }),
  col.text('product_name', 'Makes', (r) => r.product_name, { width: 240 }),
  col.number('version', 'Version', (r) => String(r.version), { width: 80 }),
  col.status('is_active', 'State', stateOf, VERSION_TONES, { filter: { kind: 'flag' } }),
  col.number('operation_count', 'Steps', (r) => String(r.operation_count), { width: 80, sortable: false, filter: undefined }),
  col.number('total_run_time_minutes', 'A cycle in all', (r) => r.total_run_time_minutes, { width: 120, cell: (r, f) => (r.total_run_time_minutes ? f.minutes(r.total_run_time_minutes) : '–') }),
  col.flag('is_template', 'Template', (r) => r.is_template, { width: 90 }),
  col.dateTime('updated_at', 'Changed', (r) => r.updated_at),
];
const keyOf = (row: Routing) => String(row.id);

/** How things are made: steps, places, minutes. */
export default function RoutingsPage() {
  const go = useGo();
  const admin = mayDo(useSession().user, 'admin');
  const [show, setShow] = useSearchParam('show');
  const view = useGridView('routings');
  const all = show === 'all';
  const list = useList('routings.list', all ? view.request : { ...view.request, filters: [...view.request.filters, { field: 'is_active', op: 'eq', values: ['true'] }] });
  const add = () => go('/routings/new');
  useActions([{ id: 'routings.add', title: 'New routing', keys: 'n', when: () => admin, run: add }]);
  const button = admin && <Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={add}>New routing</Button>;
  return (
    <Page
      title="Routings" fill actions={button}
      aside={<SegmentedControl size="xs" aria-label="Which versions" value={all ? 'all' : 'used'} onChange={(v) => setShow(v === 'all' ? 'all' : undefined)} data={[{ value: 'used', label: 'In use' }, { value: 'all', label: 'All versions' }]} />}
    >
      <DataGrid
        id="routings" label="Routings" columns={COLUMNS} list={list} view={view} keyOf={keyOf} onOpen={(row) => go(`/routings/${row.id}`)}
        empty={{ title: 'No routings yet', hint: 'A routing says in which steps a product is made, where, and how long each takes: print, clean, assemble, pack. Plans and costs follow it.', action: button }}
      />
    </Page>
  );
}
