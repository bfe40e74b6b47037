import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Bom } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { mayDo, useList, useSession } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { columnsOf, DataGrid, useGridView } from '../../../shared/grid';
import { Keys, Page } from '../../../shared/ui';
import { VERSION_TONES } from '../words';

const col = columnsOf<Bom>();
const STAFF = [
  col.key('sku', 'SKU', (r) => r.sku, { width: 150 }),
  col.text('product_name', 'Makes', (r) => r.product_name, { width: 280 }),
  col.number('version', 'Version', (r) => String(r.version), { width: 80 }),
  col.text('revision', 'Revision', (r) => r.revision, { width: 90, sortable: false, filter: undefined }),
  col.status('active', 'State', (r) => (r.active ? 'active' : 'inactive'), VERSION_TONES, { filter: { kind: 'flag' } }),
  col.number('line_count', 'Lines', (r) => String(r.line_count), { width: 80, sortable: false, filter: undefined }),
  col.date('effective_date', 'Valid from', (r) => r.effective_date),
  col.text('code', 'Code', (r) => r.code, { width: 120, hidden: true }),
  col.dateTime('created_at', 'Written', (r) => r.created_at),
];
const ADMIN = [...STAFF.slice(0, 6), col.money('total_cost', 'Unit cost', (r) => r.total_cost, { sortable: false, filter: undefined, total: undefined }), ...STAFF.slice(6)];
const keyOf = (row: Bom) => String(row.id);

/** The bills of material: the versions in use, or all of them. */
export default function BomsPage() {
  const go = useGo();
  const admin = mayDo(useSession().user, 'admin');
  const [show, setShow] = useSearchParam('show');
  const view = useGridView('boms');
  const all = show === 'all';
  const list = useList('boms.list', all ? view.request : { ...view.request, filters: [...view.request.filters, { field: 'active', op: 'eq', values: ['true'] }] });
  const add = () => go('/boms/new');
  useActions([{ id: 'boms.add', title: 'New bill of material', keys: 'n', when: () => admin, run: add }]);
  const button = admin && <Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={add}>New BOM</Button>;
  return (
    <Page
      title="BOMs" fill actions={button}
      aside={<SegmentedControl size="xs" aria-label="Which versions" value={all ? 'all' : 'used'} onChange={(v) => setShow(v === 'all' ? 'all' : undefined)} data={[{ value: 'used', label: 'In use' }, { value: 'all', label: 'All versions' }]} />}
    >
      <DataGrid
        id="boms" label="Bills of material" counted={['bill of material', 'bills of material']} columns={admin ? ADMIN : STAFF} list={list} view={view} keyOf={keyOf} onOpen={(row) => go(`/boms/${row.id}`)}
        empty={{ title: 'No bills of material yet', hint: 'A bill of material says what one unit of a product takes: grams of filament, bought parts, other made items, the box it ships in.', action: button }}
      />
    </Page>
  );
}
