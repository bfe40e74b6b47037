import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconPalette, IconPencil, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ProductRow } from '../../../bindings/commands';
import type { Filter } from '../../../platform';
import { useActions } from '../../../shared/actions';
import { mayDo, useList, useRead, useSession } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { columnsOf, DataGrid, useGridView, type Column, type EmptyText } from '../../../shared/grid';
import { Keys, Page, Swatch } from '../../../shared/ui';
import { MakeMaterialItem } from '../materials/MakeMaterialItem';
import { ACTIVE_TONES, activeState, PROCUREMENT, STOCKING, TYPE_TONES } from '../words';

const col = columnsOf<ProductRow>();
const asTones = (words: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(words).map(([key, word]) => [key, [word, 'idle'] as const]));
const choiceOf = (words: Readonly<Record<string, string>>) => ({ kind: 'choice' as const, options: Object.entries(words).map(([value, label]) => ({ value, label })) });

/** Money is blank for staff, and nothing sorts or filters by it: its order would tell it. */
const unsorted = { sortable: false, filter: undefined };

function columnsFor(admin: boolean, categories: readonly string[]): Column<ProductRow>[] {
  const money = [
    col.money('unit_cost', 'Unit cost', (r) => r.unit_cost, { ...unsorted, width: 90, total: undefined, cell: (r, f) => (r.unit_cost === null ? '–' : f.unitCost(r.unit_cost)) }),
    col.money('selling_price', 'Price', (r) => r.selling_price, { ...unsorted, width: 90, total: undefined }),
    col.money('stock_value', 'Stock value', (r) => r.stock_value, unsorted),
  ];
  return [
    col.key('sku', 'SKU', (r) => r.sku, { width: 150 }),
    col.text('name', 'Name', (r) => r.name, { width: 210 }),
    col.status('item_type', 'Type', (r) => r.item_type, TYPE_TONES, { width: 126 }),
    col.text('color', 'Colour', (r) => r.color, {
      width: 120, cell: (r) => (r.color ? <Swatch colour={r.color_hex} second={r.color_hex_secondary} name={r.color} /> : null),
    }),
    col.quantity('on_hand', 'On hand', (r) => r.on_hand, (r) => r.unit, { width: 90 }),
    col.quantity('allocated', 'Reserved', (r) => r.allocated, (r) => r.unit, { width: 84 }),
    col.quantity('available', 'Available', (r) => r.available, (r) => r.unit, { width: 90, hint: 'On hand where it may be used, less what is reserved' }),
    col.quantity('reorder_point', 'Reorder at', (r) => r.reorder_point, (r) => r.unit, { width: 100, hidden: true }),
    col.flag('is_low', 'Short', (r) => r.is_low, {
      width: 80, hint: 'Fewer are available than the reorder point',
      cell: (r) => (r.is_low ? <span style={{ color: 'var(--sy-bad)', fontWeight: 600 }}>Reorder</span> : null),
    }),
    ...(admin ? money : []),
    col.status('procurement_type', 'Made or bought', (r) => r.procurement_type, asTones(PROCUREMENT), { width: 120, cell: (r) => PROCUREMENT[r.procurement_type] }),
    col.text('category', 'Category', (r) => r.category, { filter: choiceOf(Object.fromEntries(categories.map((name) => [name, name]))) }),
    col.text('material', 'Material', (r) => r.material, { width: 110, hidden: true }),
    col.text('vendor', 'Vendor', (r) => r.vendor, { hidden: true }),
    col.text('stocking_policy', 'Stocking', (r) => r.stocking_policy, { hidden: true, filter: choiceOf(STOCKING), cell: (r) => STOCKING[r.stocking_policy] }),
    col.flag('has_bom', 'BOM', (r) => r.has_bom, { hidden: true }),
    col.status('active', 'State', (r) => activeState(r.active), ACTIVE_TONES, { hidden: true, filter: { kind: 'flag' } }),
    col.dateTime('updated_at', 'Changed', (r) => r.updated_at, { hidden: true }),
  ];
}

const is = (field: string, ...values: string[]): Filter => ({ field, op: 'in', values });
const yes = (field: string, value = 'true'): Filter => ({ field, op: 'eq', values: [value] });

const SHOWN: Readonly<Record<string, { title: string; filters: readonly Filter[] }>> = {
  all: { title: 'All', filters: [yes('active')] },
  products: { title: 'Products', filters: [yes('active'), is('item_type', 'finished_good', 'component')] },
  materials: { title: 'Materials', filters: [yes('active'), is('item_type', 'material')] },
  supplies: { title: 'Supplies', filters: [yes('active'), is('item_type', 'supply', 'service')] },
  short: { title: 'To reorder', filters: [yes('active'), yes('is_low')] },
  inactive: { title: 'Inactive', filters: [yes('active', 'false')] },
};

const keyOf = (row: ProductRow) => String(row.id);

/** Everything that is made, kept or bought. */
export default function ItemsPage() {
  const go = useGo();
  const admin = mayDo(useSession().user, 'admin');
  const [asked, setShow] = useSearchParam('show');
  const show = asked && asked in SHOWN ? asked : 'all';
  const [making, setMaking] = useState(false);
  const categories = useRead('categories.list', {});
  const names = categories.data?.map((c) => c.name).join('\n') ?? '';
  const columns = useMemo(() => columnsFor(admin, names === '' ? [] : names.split('\n')), [admin, names]);
  const view = useGridView('items');
  const list = useList('items.list', { ...view.request, filters: [...view.request.filters, ...(SHOWN[show]?.filters ?? [])] });
  const add = () => go('/items/new');
  useActions([
    { id: 'items.add', title: 'New item', keys: 'n', when: () => admin, run: add },
    { id: 'items.make_material', title: 'New material item', words: 'filament spool colour', when: () => admin, run: () => setMaking(true) },
  ]);

  const buttons = admin && (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconPalette size={15} stroke={1.6} />} onClick={() => setMaking(true)}>New material item</Button>
      <Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={add}>New item</Button>
    </Group>
  );
  return (
    <Page
      title="Items" fill actions={buttons}
      aside={
        <SegmentedControl
          size="xs" aria-label="Which items" value={show} onChange={(value) => setShow(value === 'all' ? undefined : value)}
          data={Object.entries(SHOWN).map(([value, { title }]) => ({ value, label: title }))}
        />
      }
    >
      <DataGrid
        id="items" label="Items" columns={columns} list={list} view={view} keyOf={keyOf} onOpen={(row) => go(`/items/${row.id}`)}
        toneOf={(row) => (row.is_low && row.active ? 'warn' : null)} empty={emptyText(show, admin, buttons)}
        rowActions={(row) => (admin ? [{ id: 'edit', title: 'Edit', icon: IconPencil, run: () => go(`/items/${row.id}/edit`) }] : [])}
      />
      {making && <MakeMaterialItem onClose={() => setMaking(false)} onMade={(item) => go(`/items/${item.id}`)} />}
    </Page>
  );
}

function emptyText(show: string, admin: boolean, action: EmptyText['action']): EmptyText {
  if (show === 'short') return { title: 'Nothing is short', hint: 'No item is below its reorder point. Give items a reorder point, and they show here in time.' };
  if (show === 'inactive') return { title: 'No inactive items', hint: 'An item that is no longer made or bought is deactivated: it keeps its history and leaves the lists.' };
  return {
    title: show === 'all' ? 'No items yet' : 'None of these yet',
    hint: admin
      ? 'Items are what you sell, make, print with and buy. Begin with the filaments you have, one for each material and colour; then the products you print.'
      : 'An admin adds what the farm makes and buys.',
    action,
  };
}
