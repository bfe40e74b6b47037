import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useActions } from '../../shared/actions';
import { useRead, type ResponseOf, type RowOf } from '../../shared/api';
import { useGo } from '../../shared/go';
import { columnsOf, ListPage } from '../../shared/grid';
import { decimal } from '../../shared/values';

type Row = RowOf<'vendors.list'>;
type Score = ResponseOf<'vendors.scores'>[number];
const col = columnsOf<Row>();
const keyOf = (v: Row) => String(v.id);
const bare = { sortable: false, filter: undefined };
/** Measured figures as a person reads them. */
const rounded = (value: string | null | undefined, digits: number) => (value ? decimal.trim(decimal.round(value, digits)) : null);

const columns = (scores: ReadonlyMap<number, Score>) => [
  col.key('name', 'Vendor', (v) => v.name, { width: 220 }),
  col.text('code', 'Code', (v) => v.code, { width: 110 }),
  col.percent('on_time', 'On time', (v) => rounded(scores.get(v.id)?.on_time_percent, 0), { ...bare, width: 90, hint: 'Orders whose last delivery came by the day expected' }),
  col.number('measured', 'Takes, days', (v) => rounded(scores.get(v.id)?.average_lead_time_days, 1), { ...bare, width: 110, hint: 'From the order to its last delivery, on average' }),
  col.number('lead_time_days', 'Promises, days', (v) => (v.lead_time_days === null ? null : String(v.lead_time_days)), { width: 120 }),
  col.money('spend', 'Spend', (v) => scores.get(v.id)?.spend, bare),
  col.number('open_orders', 'Open orders', (v) => String(v.open_orders), { ...bare, width: 100 }),
  col.date('last_order', 'Last order', (v) => scores.get(v.id)?.last_order, bare),
  col.number('rating', 'Rating', (v) => v.rating, { width: 80 }),
  col.text('contact_name', 'Contact', (v) => v.contact_name, { ...bare, hidden: true }),
  col.text('email', 'Email', (v) => v.email, { ...bare, hidden: true, width: 190 }),
  col.text('phone', 'Phone', (v) => v.phone, { ...bare, hidden: true }),
  col.flag('is_active', 'Active', (v) => v.is_active),
];

/** Who the farm buys from, and how they keep their word. */
export default function VendorsPage() {
  const go = useGo();
  const scores = useRead('vendors.scores', {}).data;
  const shown = useMemo(() => columns(new Map((scores ?? []).map((s) => [s.vendor_id, s]))), [scores]);
  useActions([{ id: 'vendors.add', title: 'New vendor', keys: 'n', run: () => go('/vendors/new') }]);
  const add = <Button leftSection={<IconPlus size={15} />} onClick={() => go('/vendors/new')}>New vendor</Button>;
  return (
    <ListPage
      id="vendors" title="Vendors" command="vendors.list" columns={shown} keyOf={keyOf} actions={add} onOpen={(v) => go(`/vendors/${v.id}`)}
      rowActions={(v) => [{ id: 'buy', title: 'New purchase order', icon: IconPlus, refusal: v.is_active ? null : 'The vendor is inactive.', run: () => go(`/purchase-orders/new?vendor=${v.id}`) }]}
      empty={{ title: 'No vendors yet', hint: 'Add who you buy filament, parts and packaging from; their prices and lead times are measured by themselves.', action: add }}
    />
  );
}
