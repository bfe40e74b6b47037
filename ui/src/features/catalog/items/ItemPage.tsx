import { Stack, Text } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconCopy, IconListTree, IconPencil, IconRoute, IconTrash } from '@tabler/icons-react';
import type { ProductDetail } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { useGo, useRouteParam } from '../../../shared/go';
import { confirmDestroy, DocumentPage, Facts, LinkTo, Loaded, Money, Notice, Quantity, Section, StatusBadge, Swatch, toast, type DocAction } from '../../../shared/ui';
import { counted, decimal, useFormat } from '../../../shared/values';
import { DocumentFiles } from '../../documents';
import { VendorItems } from '../../purchasing';
import { CostView } from '../parts/CostView';
import { History } from '../parts/History';
import { WhereUsed } from '../parts/WhereUsed';
import { ACTIVE_TONES, activeState, CHANNELS, COST_METHODS, COST_SOURCES, LOT_POLICIES, PROCUREMENT, STOCKING, TYPE_TONES } from '../words';
import { Alternates, useAlternatesForm } from './Alternates';
import { OpenWork, StockByPlace } from './ItemStock';

const WORDS = {
  'items.save': 'Added or changed', 'items.deactivate': 'Deactivated', 'items.reactivate': 'Reactivated', 'items.set_alternates': 'Alternates changed',
  'materials.make_item': 'Made from a material and a colour', 'inventory.opening_stock': 'Opening stock entered', 'inventory.adjust': 'Stock adjusted', 'inventory.issue': 'Taken from stock',
  'inventory.transfer': 'Stock transferred', 'inventory.post_count': 'Counted', 'attachments.add': 'File added', 'attachments.remove': 'File removed',
};

/** One item: where it lies, what wants it, what it goes into, what it costs. */
export default function ItemPage() {
  const id = Number(useRouteParam());
  const query = useRead('items.get', { id });
  return <Loaded query={query} what="The item">{(detail) => <Item key={id} detail={detail} />}</Loaded>;
}

function Item({ detail }: { detail: ProductDetail }) {
  const { product, names } = detail;
  const admin = mayDo(useSession().user, 'admin');
  const actions = useItemActions(detail);
  const alternates = useAlternatesForm(product, detail.alternates);
  const edit = actions.find((action) => action.id === 'edit');
  const low = product.reorder_point !== null && decimal.compare(detail.available, product.reorder_point) < 0;
  return (
    <DocumentPage
      title={product.sku} subtitle={product.name} state={activeState(product.active)} tones={ACTIVE_TONES}
      badges={
        <>
          <StatusBadge state={product.item_type} tones={TYPE_TONES} />
          {names.color && <Swatch colour={names.color_hex} second={names.color_hex_secondary} name={names.color} />}
        </>
      }
      next={admin && edit ? edit : null} actions={admin ? actions.filter((action) => action.id !== 'edit') : []}
      notices={
        low && product.active && (
          <Notice tone="warn">
            <Quantity value={detail.available} unit={product.unit} /> available, fewer than the <Quantity value={product.reorder_point} unit={product.unit} /> at which it is reordered.
          </Notice>
        )
      }
      tabs={[
        {
          id: 'stock', title: 'Stock',
          content: (
            <Stack gap="lg">
              <StockByPlace detail={detail} />
              <OpenWork detail={detail} />
            </Stack>
          ),
        },
        { id: 'used', title: 'Where used', count: detail.used_in.length, content: <WhereUsed productId={product.id} /> },
        ...(admin ? [{ id: 'cost', title: 'Cost', content: <CostView productId={product.id} /> }] : []),
        ...(product.item_type === 'service' ? [] : [{ id: 'vendors', title: 'Vendors', content: <VendorItems item={{ id: product.id, sku: product.sku }} /> }]),
        { id: 'alternates', title: 'Alternates', count: detail.alternates.length, content: <Alternates product={product} doc={alternates} editable={admin} /> },
        { id: 'details', title: 'All details', content: <Details detail={detail} /> },
      ]}
      side={
        <>
          <Section title="Item">
            <Facts
              narrow
              facts={[
                ['Comes', PROCUREMENT[product.procurement_type]], ['Category', names.category], ['Material', names.material], ['Vendor', names.vendor], ['For', names.customer],
                ['Bill of material', names.bom_id ? <LinkTo key="b" to={`/boms/${names.bom_id}`}>Open the BOM</LinkTo> : admin && product.procurement_type === 'make' ? <LinkTo key="b" to={`/boms/new?product=${product.id}`}>Write one</LinkTo> : null],
                ['Routing', names.routing_id ? <LinkTo key="r" to={`/routings/${names.routing_id}`}>Open the routing</LinkTo> : admin && product.procurement_type === 'make' ? <LinkTo key="r" to={`/routings/new?product=${product.id}`}>Write one</LinkTo> : null],
                ...(admin ? [['Price', <Money key="p" value={product.selling_price} />] as const, ['Unit cost', <UnitCost key="c" detail={detail} />] as const] : []),
                ['Notes', product.notes],
              ]}
            />
          </Section>
          <DocumentFiles owner="product" id={product.id} />
          <Section title="History">
            <History kind="product" id={product.id} words={WORDS} />
          </Section>
        </>
      }
    />
  );
}

function UnitCost({ detail }: { detail: ProductDetail }) {
  const format = useFormat();
  return (
    <>
      {detail.unit_cost === null || detail.cost_source === 'missing' ? '–' : format.unitCost(detail.unit_cost)}{' '}
      <Text span size="xs" c="dimmed">{COST_SOURCES[detail.cost_source].toLowerCase()}</Text>
    </>
  );
}

/** Which products stop being makeable, in words. */
function usedWords({ used_in }: ProductDetail): string {
  const names = [...new Set(used_in.map((use) => use.sku))];
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}

function useItemActions(detail: ProductDetail): DocAction[] {
  const { product, names } = detail;
  const go = useGo();
  const deactivate = useWrite('items.deactivate');
  const reactivate = useWrite('items.reactivate');
  const remove = useWrite('items.delete');
  const used = detail.used_in.length > 0;
  const back = () => reactivate.run({ id: product.id }).then(() => toast.good(`${product.sku} is active again`));
  const failed = (error: unknown) => toast.error('That did not work', error);
  const stock = decimal.isZero(detail.on_hand) ? '' : ` ${detail.on_hand} ${product.unit} stay on hand.`;
  return [
    { id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', run: () => go(`/items/${product.id}/edit`) },
    ...(names.bom_id ? [{ id: 'bom', title: 'Open its BOM', icon: IconListTree, run: () => go(`/boms/${names.bom_id}`) }] : []),
    ...(names.routing_id ? [{ id: 'routing', title: 'Open its routing', icon: IconRoute, run: () => go(`/routings/${names.routing_id}`) }] : []),
    { id: 'again', title: 'New item like this', icon: IconCopy, run: () => go(`/items/new?type=${product.item_type}`) },
    product.active
      ? {
          id: 'deactivate', title: 'Deactivate', icon: IconArchive, danger: true,
          run: () =>
            confirmDestroy({
              title: `Deactivate ${product.sku}?`, verb: 'Deactivate the item',
              what: `It leaves the lists and cannot be ordered, bought or made; its history stays.${used ? ` It goes into ${usedWords(detail)}: those cannot be made as they are written until it is replaced.` : ''}${stock}`,
              run: () => deactivate.run({ id: product.id, accept_where_used: used }).then(() => toast.good(`${product.sku} deactivated`, product.name, { undo: back })),
            }),
        }
      : { id: 'reactivate', title: 'Reactivate', icon: IconArchiveOff, run: () => void back().catch(failed) },
    {
      id: 'delete', title: 'Delete', icon: IconTrash, danger: true,
      run: () =>
        confirmDestroy({
          title: `Delete ${product.sku}?`, verb: 'Delete the item',
          what: `${product.name} is gone for good. This works only while no document speaks of it; an item with history is deactivated instead.`,
          run: () => remove.run({ id: product.id }).then(() => { toast.good(`${product.sku} deleted`); go('/items', { replace: true }); }),
        }),
    },
  ];
}

function Details({ detail: { product: p } }: { detail: ProductDetail }) {
  const format = useFormat();
  const q = (value: string | null) => (value === null ? null : format.quantity(value, p.unit));
  const days = (value: string | number | null) => (value === null ? null : counted(value, 'day'));
  const bought = p.purchase_uom === p.unit ? p.unit : `${p.purchase_uom}${p.purchase_factor ? ` of ${format.quantity(p.purchase_factor, p.unit)}` : ''}`;
  return (
    <Stack gap="lg">
      {p.description && <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>{p.description}</Text>}
      <Section title="Purchase">
        <Facts facts={[['Stock unit', p.unit], ['Bought in', bought], ['Lead time', days(p.lead_time_days)], ['And for each unit', days(p.lead_time_per_unit_days)], ['Order at least', q(p.min_order_qty)], ['Order at most', q(p.max_order_qty)], ['In multiples of', q(p.order_multiple)]]} />
      </Section>
      <Section title="Planning">
        <Facts facts={[['Stocking', STOCKING[p.stocking_policy]], ['Reorder below', q(p.reorder_point)], ['Safety stock', q(p.safety_stock)], ['Order size', LOT_POLICIES[p.lot_policy]], ['Lot', q(p.lot_size)], ['Days of need', days(p.poq_days)], ['Yield', format.percent(p.yield_percent)], ['Phantom', p.is_phantom ? 'Yes' : null]]} />
      </Section>
      <Section title="Value">
        <Facts facts={[['Valued by', COST_METHODS[p.cost_method]], ['Standard cost', p.standard_cost && format.unitCost(p.standard_cost)], ['Average cost', p.average_cost && format.unitCost(p.average_cost)], ['Last cost', p.last_cost && format.unitCost(p.last_cost)], ['Offered to', CHANNELS[p.sales_channel]]]} />
      </Section>
      <Section title="Dimensions, tracking, files">
        <Facts facts={[['Weight', p.weight_oz && format.quantity(p.weight_oz, 'oz')], ['Length', p.length_in && format.quantity(p.length_in, 'in')], ['Width', p.width_in && format.quantity(p.width_in, 'in')], ['Height', p.height_in && format.quantity(p.height_in, 'in')], ['Lots', p.track_lots ? 'Tracked' : 'Not tracked'], ['Serial numbers', p.track_serials ? 'Tracked' : 'Not tracked'], ['Bar code', p.upc], ['Print file', p.gcode_file_path], ['Former SKU', p.legacy_sku], ['Added', format.dateTime(p.created_at)], ['Changed', format.dateTime(p.updated_at)]]} />
      </Section>
    </Stack>
  );
}
