import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useList, useRead, type ResponseOf } from '../../shared/api';
import { useGo, useRouteParam, useSearchParam } from '../../shared/go';
import { DataGrid, useGridView } from '../../shared/grid';
import { DocumentPage, Facts, Loaded, Money, Page, Section } from '../../shared/ui';
import { counted, decimal, useFormat } from '../../shared/values';
import { DocumentFiles } from '../documents';
import { ORDER_COLUMNS, orderKey } from './orderColumns';
import { VendorForm } from './VendorForm';
import { VendorItems } from './VendorItems';

const TONES = { active: ['Active', 'good'], inactive: ['Inactive', 'idle'] } as const;

/** One vendor: how they keep their word, what they sell us, what was ordered. */
export default function VendorPage() {
  const id = Number(useRouteParam());
  const vendor = useRead('vendors.get', { id });
  const [edit, setEdit] = useSearchParam('edit');
  return (
    <Loaded query={vendor} what="The vendor">
      {(data) =>
        edit ? (
          <Page title={`Change ${data.name}`} crumbs={[{ title: data.name }]}>
            <VendorForm vendor={data} onSaved={() => setEdit(undefined)} onCancel={() => setEdit(undefined)} />
          </Page>
        ) : (
          <Vendor vendor={data} onEdit={() => setEdit('yes')} />
        )
      }
    </Loaded>
  );
}

function Vendor({ vendor, onEdit }: { vendor: ResponseOf<'vendors.get'>; onEdit: () => void }) {
  const go = useGo();
  const format = useFormat();
  const score = useRead('vendors.score', { id: vendor.id }).data;
  const items = useRead('vendors.items', { vendor_id: vendor.id }).data ?? [];
  const address = [vendor.address_line1, vendor.address_line2, [vendor.postal_code, vendor.city].filter(Boolean).join(' '), vendor.state, vendor.country].filter(Boolean).join(', ');
  return (
    <DocumentPage
      title={vendor.name} subtitle={vendor.code} state={vendor.is_active ? 'active' : 'inactive'} tones={TONES}
      next={{ id: 'buy', title: 'New purchase order', icon: IconPlus, refusal: vendor.is_active ? null : 'The vendor is inactive. Activate it first.', run: () => go(`/purchase-orders/new?vendor=${vendor.id}`) }}
      actions={[{ id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', run: onEdit }]}
      tabs={[
        { id: 'orders', title: 'Purchase orders', content: <VendorOrders id={vendor.id} /> },
        { id: 'items', title: 'What they sell us', count: items.length, content: <VendorItems vendor={vendor} /> },
      ]}
      side={
        <>
          <Section title="How they keep their word">
            <Facts narrow facts={[
              ['On time', score ? (!score.on_time_percent ? 'Nothing to measure yet' : format.percent(decimal.round(score.on_time_percent, 0))) : null],
              ['Takes on average', score?.average_lead_time_days ? counted(decimal.round(score.average_lead_time_days, 1), 'day', 'days', format.number) : null],
              ['Promises', vendor.lead_time_days === null ? null : counted(vendor.lead_time_days, 'day')], ['Spend', score ? <Money key="s" value={score.spend} /> : null],
              ['Orders', score ? `${score.orders}, ${score.delivered} delivered` : null], ['Last order', score?.last_order ? format.date(score.last_order) : null],
              ['Rating', vendor.rating === null ? null : `${format.number(vendor.rating)} of 5`],
            ]} />
          </Section>
          <DocumentFiles owner="vendor" id={vendor.id} />
          <Section title="Contact">
            <Facts narrow facts={[
              ['Contact', vendor.contact_name], ['Email', vendor.email], ['Phone', vendor.phone], ['Website', vendor.website], ['Address', address],
              ['Payment terms', vendor.payment_terms], ['Our account', vendor.account_number], ['Tax number', vendor.tax_id], ['Notes', vendor.notes],
            ]} />
          </Section>
        </>
      }
    />
  );
}

function VendorOrders({ id }: { id: number }) {
  const go = useGo();
  const initial = useMemo(() => ({ filters: [{ field: 'vendor_id', op: 'eq' as const, values: [String(id)] }] }), [id]);
  const view = useGridView(`vendor.orders.${id}`, initial);
  const list = useList('purchasing.list', view.request);
  const columns = useMemo(() => ORDER_COLUMNS.filter((c) => c.id !== 'vendor_name'), []);
  return (
    <div style={{ height: 420, display: 'flex', flexDirection: 'column' }}>
      <DataGrid
        id="vendor.orders" label="Purchase orders" columns={columns} list={list} view={{ ...view, narrowed: false }} keyOf={orderKey} onOpen={(o) => go(`/purchase-orders/${o.id}`)} toolbar={false}
        empty={{ title: 'Nothing ordered yet', hint: 'Orders to this vendor are listed here.' }}
      />
    </div>
  );
}
