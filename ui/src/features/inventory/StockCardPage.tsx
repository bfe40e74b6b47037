import { Text } from '@mantine/core';
import { IconAdjustments, IconArrowsTransferDown, IconPackageExport } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { mayDo, useRead, useSession, type ResponseOf } from '../../shared/api';
import { useGo, useRouteParam } from '../../shared/go';
import { gridUrl } from '../../shared/grid';
import { LinesGrid, type LineColumn } from '../../shared/form';
import { DocumentPage, Facts, LinkTo, Loaded, Money, Quantity, Section } from '../../shared/ui';
import { decimal } from '../../shared/values';
import { AdjustDialog } from './AdjustDialog';
import { TakeDialog, TransferDialog } from './MoveDialogs';
import { MovementsGrid } from './MovementsGrid';
import type { Move } from './StockPage';
import type { Card } from './useCard';
import { holderPage, ITEM_TONES } from './words';

const LOT_WORDS: Readonly<Record<string, string>> = { active: 'Usable', depleted: 'Used up', expired: 'Expired', quarantine: 'In quarantine' };

type Place = Card['places'][number];
type Lot = Card['lots'][number];
type Holder = Card['holders'][number];
type Incoming = Card['incoming'][number];

const qty = <L,>(id: string, header: string, value: (l: L) => string, unit: string): LineColumn<L> => ({
  id, header, width: 120, align: 'right', value, cell: (l, f) => f.quantity(value(l), unit),
});

/** Everything about the stock of one item: where it lies, who holds it, what comes, what moved. */
export default function StockCardPage() {
  const id = Number(useRouteParam());
  const item = useRead('items.get', { id });
  const card = useRead('inventory.stock_card', { product_id: id });
  return (
    <Loaded query={item} what="The item">
      {(data) => <Loaded query={card} what="Its stock">{(stock) => <CardPage id={id} item={data} card={stock} />}</Loaded>}
    </Loaded>
  );
}

function CardPage({ id, item, card }: { id: number; item: ResponseOf<'items.get'>; card: Card }) {
  const admin = mayDo(useSession().user, 'admin');
  const go = useGo();
  const [open, setOpen] = useState<Move | null>(null);
  const { product } = item;
  const picked = { id, sku: product.sku, name: product.name, unit: card.unit };
  const close = () => setOpen(null);
  const reserved = decimal.sum(card.places.map((p) => p.allocated));
  return (
    <>
      <DocumentPage
        title={product.sku} subtitle={<LinkTo to={`/items/${id}`}>{product.name}</LinkTo>} state={product.item_type} tones={ITEM_TONES}
        next={{ id: 'adjust', title: 'Adjust', icon: IconAdjustments, run: () => setOpen('adjust') }}
        actions={[
          { id: 'transfer', title: 'Transfer', icon: IconArrowsTransferDown, refusal: card.places.some((p) => !decimal.isZero(p.on_hand)) ? null : 'Nothing lies anywhere.', run: () => setOpen('transfer') },
          { id: 'take', title: 'Take or scrap', icon: IconPackageExport, run: () => setOpen('take') },
          { id: 'moves', title: 'Show in Movements', run: () => go(gridUrl('/movements', [{ field: 'sku', op: 'eq', values: [product.sku] }])) },
        ]}
        tabs={[
          { id: 'places', title: 'Where it lies', count: card.places.length, content: <Places card={card} /> },
          { id: 'holders', title: 'Reserved', count: card.holders.length, content: <Holders card={card} /> },
          ...(card.lots.length > 0 ? [{ id: 'lots', title: 'Lots', count: card.lots.length, content: <Lots card={card} /> }] : []),
          { id: 'incoming', title: 'On its way', count: card.incoming.length, content: <OnItsWay card={card} /> },
          { id: 'moves', title: 'Movements', content: <MovementsGrid id="stock.card.moves" by="product_id" of={id} height={440} /> },
        ]}
        side={
          <Section title="Stock">
            <Facts narrow facts={[
              ['On hand', <Quantity key="o" value={card.on_hand} unit={card.unit} />], ['Reserved', <Quantity key="r" value={reserved} unit={card.unit} />],
              ['Free', <Quantity key="a" value={card.available} unit={card.unit} />],
              ...(admin ? [['Worth', <Money key="v" value={card.value} />] as const, [`Per ${card.unit}`, <UnitCost key="u" value={card.unit_cost} />] as const, ['Valued by', METHODS[card.cost_method] ?? card.cost_method] as const] : []),
            ]} />
          </Section>
        }
      />
      {open === 'adjust' && <AdjustDialog item={picked} onClose={close} />}
      {open === 'transfer' && <TransferDialog item={picked} locationId={onlyPlace(card)} onClose={close} />}
      {open === 'take' && <TakeDialog item={picked} locationId={onlyPlace(card)} onClose={close} />}
    </>
  );
}

const METHODS: Readonly<Record<string, string>> = { average: 'Moving average', fifo: 'First in, first out', standard: 'Standard cost' };

/** Where the goods lie when they lie at one place only. */
function onlyPlace(card: Card): string {
  const filled = card.places.filter((p) => !decimal.isZero(p.on_hand));
  return filled.length === 1 && filled[0] ? String(filled[0].location_id) : '';
}

function UnitCost({ value }: { value: string | null }) {
  return value === null ? <>–</> : <Money value={decimal.trim(value)} />;
}

const placeColumns = (unit: string): LineColumn<Place>[] => [
  { id: 'place', header: 'Place', grow: true, value: (p) => p.location_name, cell: (p) => <>{p.location_name}{!p.is_nettable && <Text span size="xs" c="dimmed"> · not to be promised</Text>}</> },
  qty('on_hand', 'On hand', (p) => p.on_hand, unit), qty('allocated', 'Reserved', (p) => p.allocated, unit), qty('available', 'Free', (p) => p.available, unit),
  { id: 'counted', header: 'Last counted', width: 160, value: (p) => p.last_counted ?? '', cell: (p, f) => (p.last_counted ? f.dateTime(p.last_counted) : 'Never') },
];

function Places({ card }: { card: Card }) {
  const columns = useMemo(() => placeColumns(card.unit), [card.unit]);
  return <LinesGrid label="Places" columns={columns} lines={card.places} keyOf={(p) => String(p.location_id)} empty="Nothing lies anywhere yet. Receive a purchase order or adjust the stock." />;
}

const holderColumns = (unit: string): LineColumn<Holder>[] => [
  {
    id: 'document', header: 'Held by', grow: true, value: (h) => h.document_number ?? '',
    cell: (h) => { const page = holderPage(h.holder_type, h.document_id); return page ? <LinkTo to={page}>{h.document_number}</LinkTo> : h.document_number; },
  },
  { id: 'kind', header: 'For', width: 150, value: (h) => (h.holder_type === 'sales_order_line' ? 'A customer' : 'Production') },
  { id: 'place', header: 'At', width: 180, value: (h) => h.location_name }, qty('quantity', 'Quantity', (h) => h.quantity, unit),
];

function Holders({ card }: { card: Card }) {
  const columns = useMemo(() => holderColumns(card.unit), [card.unit]);
  return <LinesGrid label="Reservations" columns={columns} lines={card.holders} keyOf={(h, i) => `${h.holder_type}${h.holder_id}-${i}`} empty="Nobody holds any of it: all of it is free." />;
}

const lotColumns = (unit: string): LineColumn<Lot>[] => [
  { id: 'lot', header: 'Lot', width: 150, value: (l) => l.lot_number, cell: (l) => <LinkTo to={`/lots/${l.lot_id}`}>{l.lot_number}</LinkTo> },
  { id: 'vendor', header: "Vendor's lot", width: 150, value: (l) => l.vendor_lot_number ?? '' }, { id: 'place', header: 'At', grow: true, value: (l) => l.location_name },
  { id: 'status', header: 'State', width: 120, value: (l) => LOT_WORDS[l.status] ?? l.status },
  { id: 'expires', header: 'Expires', width: 120, value: (l) => l.expiration_date ?? '', cell: (l, f) => (l.expiration_date ? f.date(l.expiration_date) : '–') },
  qty('quantity', 'Quantity', (l) => l.quantity, unit),
];

function Lots({ card }: { card: Card }) {
  const columns = useMemo(() => lotColumns(card.unit), [card.unit]);
  return <LinesGrid label="Lots" columns={columns} lines={card.lots} keyOf={(l, i) => `${l.lot_id}-${i}`} />;
}

const incomingColumns = (unit: string): LineColumn<Incoming>[] => [
  { id: 'po', header: 'Purchase order', width: 150, value: (i) => i.po_number, cell: (i) => <LinkTo to={`/purchase-orders/${i.purchase_order_id}`}>{i.po_number}</LinkTo> },
  { id: 'vendor', header: 'From', grow: true, value: (i) => i.vendor_name }, { id: 'due', header: 'Expected', width: 130, value: (i) => i.expected_date ?? '', cell: (i, f) => (i.expected_date ? f.date(i.expected_date) : 'No date') },
  qty('quantity', 'Still to come', (i) => i.quantity, unit),
];

function OnItsWay({ card }: { card: Card }) {
  const columns = useMemo(() => incomingColumns(card.unit), [card.unit]);
  return <LinesGrid label="On its way" columns={columns} lines={card.incoming} keyOf={(i, n) => `${i.purchase_order_id}-${n}`} empty="Nothing is on order." />;
}
