import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { VendorItemRow } from '../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../shared/api';
import { LinesGrid, type LineColumn } from '../../shared/form';
import { confirmDestroy, LinkTo, StatusBadge, toast } from '../../shared/ui';
import { counted, decimal } from '../../shared/values';
import { VendorItemForm } from './VendorItemForm';

interface VendorItemsProps {
  vendor?: { id: number; name: string };
  item?: { id: number; sku: string };
}

const PREFERRED = { yes: ['Asked first', 'good'] } as const;

/** What a vendor sells us, or who sells an item: number, pack, price, lead time. Admins change it. */
export function VendorItems({ vendor, item }: VendorItemsProps) {
  const admin = mayDo(useSession().user, 'admin');
  const rows = useRead('vendors.items', { ...(vendor ? { vendor_id: vendor.id } : {}), ...(item ? { product_id: item.id } : {}) }).data ?? [];
  const [editing, setEditing] = useState<VendorItemRow | 'new' | null>(null);
  const forget = useWrite('vendors.delete_item');
  const { run } = forget;
  const columns = useMemo(() => columnsOf(item !== undefined, admin, setEditing, (row) =>
    confirmDestroy({
      title: `Forget ${row.vendor_sku} of ${row.vendor_name}?`, what: 'New lines are no longer filled from it. Orders keep what stands on them.', verb: 'Forget it',
      run: () => run({ id: row.id }).then(() => toast.good(`${row.vendor_sku} forgotten`)),
    })), [item, admin, run]);
  return (
    <div>
      <LinesGrid
        label={item ? 'Vendors of the item' : 'Vendor items'} columns={columns} lines={rows} keyOf={(i) => String(i.id)}
        empty={item ? 'No vendor yet: what is ordered is remembered with number, pack and price, or add one.' : 'Nothing yet: what is ordered here is remembered with number, pack and price, or add an item.'}
      />
      {admin && <Button mt={6} variant="subtle" color="gray" leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>{item ? 'Add a vendor' : 'Add an item'}</Button>}
      {editing && <VendorItemForm row={editing === 'new' ? null : editing} {...(vendor ? { vendor } : {})} {...(item ? { item } : {})} onClose={() => setEditing(null)} />}
    </div>
  );
}

function columnsOf(ofItem: boolean, admin: boolean, onEdit: (row: VendorItemRow) => void, onForget: (row: VendorItemRow) => void): LineColumn<VendorItemRow>[] {
  const who: LineColumn<VendorItemRow> = ofItem
    ? { id: 'vendor', header: 'Vendor', grow: true, width: 130, value: (i) => i.vendor_name, cell: (i) => (admin ? <LinkTo to={`/vendors/${i.vendor_id}`}>{i.vendor_name}</LinkTo> : i.vendor_name) }
    : { id: 'sku', header: 'Our item', grow: true, width: 130, value: (i) => i.sku ?? '', cell: (i) => (i.product_id === null ? '–' : <LinkTo to={`/items/${i.product_id}`}>{i.sku}</LinkTo>) };
  return [
    who,
    { id: 'vendor_sku', header: 'Their number', width: 150, value: (i) => i.vendor_sku, cell: (i) => <b style={{ fontWeight: 600 }}>{i.vendor_sku}</b> },
    { id: 'unit', header: 'Pack', width: 120, value: (i) => i.default_purchase_unit ?? '', cell: (i, f) => <>{i.default_purchase_unit}{i.purchase_factor && <Text span size="xs" c="dimmed"> of {f.number(decimal.trim(i.purchase_factor))}</Text>}</> },
    ...(admin ? [{ id: 'cost', header: 'Price', width: 90, align: 'right', value: (i) => i.last_unit_cost ?? '', cell: (i, f) => (i.last_unit_cost === null ? '–' : f.unitCost(decimal.trim(i.last_unit_cost))) } as LineColumn<VendorItemRow>] : []),
    { id: 'lead', header: 'Takes', width: 75, align: 'right', value: (i) => String(i.lead_time_days ?? ''), cell: (i) => (i.lead_time_days === null ? '–' : counted(i.lead_time_days, 'day')) },
    { id: 'times', header: 'Ordered', width: 72, align: 'right', value: (i) => `${i.times_ordered} ×`, cell: (i, f) => <span title={i.last_seen_at ? `Last on ${f.date(i.last_seen_at.slice(0, 10))}` : undefined}>{i.times_ordered} ×</span> },
    { id: 'preferred', header: '', width: 108, value: () => '', cell: (i) => (i.is_preferred ? <StatusBadge state="yes" tones={PREFERRED as never} /> : '') },
    ...(admin ? [{
      id: 'more', header: '', width: 44, value: () => '',
      cell: (i) => (
        <Menu position="bottom-end">
          <Menu.Target><ActionIcon size="sm" aria-label={`More to do with ${i.vendor_sku}`}><IconDots size={15} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={14} stroke={1.5} />} onClick={() => onEdit(i)}>Change</Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={14} stroke={1.5} />} onClick={() => onForget(i)}>Forget it</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ),
    } as LineColumn<VendorItemRow>] : []),
  ];
}
