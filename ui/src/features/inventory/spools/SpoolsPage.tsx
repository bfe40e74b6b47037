import { Button } from '@mantine/core';
import { IconArrowsTransferDown, IconScale, IconTags, IconTruckDelivery } from '@tabler/icons-react';
import { useState } from 'react';
import type { RowOf } from '../../../shared/api';
import { useGo } from '../../../shared/go';
import { columnsOf, ListPage, type RowAction } from '../../../shared/grid';
import { Gauge, Swatch } from '../../../shared/ui';
import { MoveSpoolDialog } from './MoveSpoolDialog';
import { WeighDialog } from './WeighDialog';
import { shownGrams } from './weighing';
import { SPOOL_TONES } from './words';

export type Spool = RowOf<'spools.list'>;
const col = columnsOf<Spool>();
const bare = { sortable: false, filter: undefined };

export const SPOOL_COLUMNS = [
  col.key('spool_number', 'Spool', (s) => s.spool_number, { width: 132 }),
  col.text('name', 'Filament', (s) => s.name, { width: 200, cell: (s) => <Swatch colour={s.color_hex} name={s.name} /> }),
  col.number('left_g', 'Left', (s) => s.left_g, { width: 150, hint: 'Grams of filament', cell: (s, f) => <Gauge percent={s.left_percent}>{f.quantity(shownGrams(s.left_g), 'g')}</Gauge> }),
  col.status('state', 'State', (s) => s.state, SPOOL_TONES, { width: 110 }),
  col.text('location_name', 'Place', (s) => s.location_name, { width: 115 }),
  col.text('printer_name', 'Loaded in', (s) => (s.printer_name ? [s.printer_name, s.printer_slot].filter(Boolean).join(' · ') : null), { width: 110 }),
  col.text('lot_number', 'Lot', (s) => s.lot_number, { width: 130 }),
  col.due('expires_on', 'Expires', (s) => s.expires_on, (s) => s.state === 'active', { width: 95 }),
  col.date('received_on', 'Came', (s) => s.received_on, { width: 105 }),
  col.text('material', 'Material', (s) => s.material, { width: 90, hidden: true }),
  col.text('sku', 'SKU', (s) => s.sku, { width: 160, hidden: true }),
  col.text('color', 'Colour', (s) => s.color, { width: 120, hidden: true }),
  col.number('left_percent', 'Left, %', (s) => String(s.left_percent), { width: 80, hidden: true }),
  col.text('supplier_lot_number', "Supplier's lot", (s) => s.supplier_lot_number, { width: 130, hidden: true }),
  col.text('po_number', 'Purchase order', (s) => s.po_number, { width: 130, hidden: true }),
  col.text('vendor_name', 'Vendor', (s) => s.vendor_name, { width: 160, hidden: true }),
  col.number('full_g', 'Full', (s) => s.full_g, { ...bare, width: 90, hidden: true, cell: (s, f) => f.quantity(s.full_g, 'g') }),
];
export const spoolKey = (s: Spool) => String(s.id);

/** Each spool: what is on it, where it is, and which lot it came from. */
export default function SpoolsPage() {
  const go = useGo();
  const [open, setOpen] = useState<{ dialog: 'weigh' | 'move'; spool: Spool } | null>(null);
  const close = () => setOpen(null);
  const rowActions = (spool: Spool): RowAction[] => [
    { id: 'weigh', title: 'Weigh', icon: IconScale, run: () => setOpen({ dialog: 'weigh', spool }) },
    { id: 'move', title: 'Move to another place', icon: IconArrowsTransferDown, run: () => setOpen({ dialog: 'move', spool }) },
    ...(spool.lot_id === null ? [] : [{ id: 'lot', title: `Open the lot ${spool.lot_number ?? ''}`, icon: IconTags, run: () => go(`/lots/${spool.lot_id}`) }]),
  ];
  return (
    <>
      <ListPage
        id="spools" title="Spools" command="spools.list" columns={SPOOL_COLUMNS} keyOf={spoolKey} onOpen={(s) => go(`/spools/${s.id}`)} rowActions={rowActions}
        toneOf={(s) => (s.state === 'blocked' || s.state === 'expired' ? 'bad' : null)}
        empty={{
          title: 'No spools yet', hint: 'Spools come with a delivery: when you receive filament, enter what each spool weighs. From then on you see what is left on it and what was printed from it.',
          action: <Button leftSection={<IconTruckDelivery size={15} />} onClick={() => go('/receiving')}>Go to Receiving</Button>,
        }}
      />
      {open?.dialog === 'weigh' && <WeighDialog spool={open.spool} onClose={close} />}
      {open?.dialog === 'move' && <MoveSpoolDialog spool={open.spool} onClose={close} />}
    </>
  );
}
