import { SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { mayDo, useSession, useWrite } from '../../shared/api';
import { DateField, FormModal, MoneyField, QuantityField, useDocForm } from '../../shared/form';
import { toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { changeOf, type AdjustWay } from './adjusting';
import { ItemField, LocationSelect } from './pickers';
import { lotChoices, type Picked } from './picked';
import { useCard, useShelf } from './useCard';

const WAYS = [
  { value: 'counted', label: 'I counted' }, { value: 'found', label: 'More is there' }, { value: 'missing', label: 'Less is there' },
];

/** Corrects the book to the shelf: by what was counted, found or is missing. */
export function AdjustDialog({ item, locationId = '', onClose }: { item?: Picked | null; locationId?: string; onClose: () => void }) {
  const admin = mayDo(useSession().user, 'admin');
  const format = useFormat();
  const adjust = useWrite('inventory.adjust');
  const undo = useWrite('inventory.reverse');
  const [title, setTitle] = useState(item ? `${item.sku} · ${item.name}` : null);
  // What the book says of the chosen shelf: known only once the form stands.
  const known = useRef('0');
  const doc = useDocForm({
    initial: { product_id: item ? String(item.id) : '', location_id: locationId, way: 'counted', change: '', lot_id: '', unit_cost: '', reason: '', date: '' },
    validate: {
      product_id: (v) => (v === '' ? 'Choose an item.' : null),
      change: (v) => (v === '' ? 'Say how much.' : null),
      reason: (v) => (v.trim() === '' ? 'Say why: it stays beside the movement.' : null),
    },
    save: (v) =>
      adjust
        .run({
          product_id: Number(v.product_id), change: changeOf(v.way as AdjustWay, v.change, known.current), reason: v.reason,
          ...(v.location_id ? { location_id: Number(v.location_id) } : {}), ...(v.lot_id ? { lot_id: Number(v.lot_id) } : {}),
          ...(v.unit_cost ? { unit_cost: v.unit_cost } : {}), ...(v.date ? { date: v.date } : {}),
        })
        .then((made) =>
          toast.good('Stock corrected', title ?? undefined, admin ? { undo: () => undo.run({ id: made.id, reason: 'Taken back right after it was entered' }) } : undefined),
        ),
    onSaved: onClose,
  });
  const { values, getInputProps, setFieldValue } = doc.form;
  const card = useCard(values.product_id);
  const shelf = useShelf(card, values.location_id);
  const lots = lotChoices(card, shelf.name, format);
  const lot = card?.lots.find((l) => String(l.lot_id) === values.lot_id && l.location_name === shelf.name);
  const book = values.lot_id ? (lot?.quantity ?? '0') : shelf.on_hand;
  useEffect(() => {
    known.current = book;
  }, [book]);
  const change = values.change === '' ? null : changeOf(values.way as AdjustWay, values.change, book);
  const unit = card?.unit ?? '';

  return (
    <FormModal title="Adjust stock" doc={doc} verb="Adjust stock" onClose={onClose}>
      <ItemField
        value={values.product_id} valueTitle={title} error={doc.form.errors['product_id']} autoFocus={!item}
        onChange={(id, row) => { doc.form.setValues({ product_id: id, lot_id: '' }); setTitle(row ? `${row.sku} · ${row.name}` : null); }}
      />
      <LocationSelect label="Place" {...getInputProps('location_id')} />
      {lots.length > 0 && <Select label="Lot" data={lots} clearable searchable {...getInputProps('lot_id')} value={values.lot_id || null} onChange={(v) => setFieldValue('lot_id', v ?? '')} />}
      <SegmentedControl size="xs" fullWidth data={WAYS} aria-label="What you know" {...getInputProps('way')} />
      <QuantityField
        label={values.way === 'counted' ? 'On the shelf' : values.way === 'found' ? 'Found' : 'Missing'} unit={unit} required data-autofocus={item ? true : undefined} {...getInputProps('change')}
        description={card ? `The book says ${format.quantity(book, unit)}.${change && !decimal.isZero(change) ? ` It becomes ${format.quantity(decimal.add(book, change), unit)} (${decimal.isNegative(change) ? '' : '+'}${format.number(decimal.trim(change))}).` : ''}` : undefined}
      />
      {admin && change !== null && !decimal.isNegative(change) && !decimal.isZero(change) && (
        <MoneyField label={`Worth per ${unit}`} description={card?.unit_cost ? `Left empty: ${format.unitCost(card.unit_cost)}` : undefined} {...getInputProps('unit_cost')} />
      )}
      <TextInput label="Reason" required placeholder="Recount, damaged, found behind the shelf" {...getInputProps('reason')} />
      <DateField label="On" placeholder="Today" {...getInputProps('date')} />
      {values.way === 'counted' && change !== null && decimal.isZero(change) && <Text size="xs" c="dimmed">The book is right: nothing to correct.</Text>}
    </FormModal>
  );
}
