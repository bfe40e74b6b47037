import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { mayDo, useSession, useWrite } from '../../shared/api';
import { FormModal, QuantityField, useDocForm } from '../../shared/form';
import { toast } from '../../shared/ui';
import { useFormat } from '../../shared/values';
import { ItemField, LocationSelect } from './pickers';
import { lotChoices, type Picked } from './picked';
import { useCard, useShelf } from './useCard';

interface MoveDialogProps {
  item?: Picked | null;
  locationId?: string;
  onClose: () => void;
}

const titleOf = (item?: Picked | null) => (item ? `${item.sku} · ${item.name}` : null);
const chosen = (v: string) => (v === '' ? 'Choose an item.' : null);
const some = (v: string) => (v === '' ? 'Say how much.' : null);

/** Goods change their place; what they are worth stays. */
export function TransferDialog({ item, locationId = '', onClose }: MoveDialogProps) {
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const transfer = useWrite('inventory.transfer');
  const undo = useWrite('inventory.reverse');
  const [title, setTitle] = useState(titleOf(item));
  const doc = useDocForm({
    initial: { product_id: item ? String(item.id) : '', from_location_id: locationId, to_location_id: '', quantity: '', lot_id: '', reason: '' },
    validate: { product_id: chosen, quantity: some, from_location_id: (v) => (v ? null : 'Choose where it lies.'), to_location_id: (v) => (v ? null : 'Choose where it goes.') },
    save: (v) =>
      transfer
        .run({
          product_id: Number(v.product_id), from_location_id: Number(v.from_location_id), to_location_id: Number(v.to_location_id), quantity: v.quantity,
          ...(v.lot_id ? { lot_id: Number(v.lot_id) } : {}), ...(v.reason.trim() ? { reason: v.reason } : {}),
        })
        .then((made) => toast.good('Transferred', title ?? undefined, admin ? { undo: () => undo.run({ id: made.id, reason: 'Taken back right after it was entered' }) } : undefined)),
    onSaved: onClose,
  });
  const { values, getInputProps, setFieldValue } = doc.form;
  const card = useCard(values.product_id);
  const from = useShelf(card, values.from_location_id);
  const lots = lotChoices(card, values.from_location_id ? from.name : undefined, format);
  return (
    <FormModal title="Transfer stock" doc={doc} verb="Transfer" onClose={onClose}>
      <ItemField
        value={values.product_id} valueTitle={title} error={doc.form.errors['product_id']} autoFocus={!item}
        onChange={(id, row) => { doc.form.setValues({ product_id: id, lot_id: '' }); setTitle(row ? `${row.sku} · ${row.name}` : null); }}
      />
      <Group grow align="flex-start">
        <LocationSelect label="From" required {...getInputProps('from_location_id')} />
        <LocationSelect label="To" required except={values.from_location_id} {...getInputProps('to_location_id')} />
      </Group>
      {lots.length > 0 && <Select label="Lot" placeholder="The one that expires first" data={lots} clearable {...getInputProps('lot_id')} value={values.lot_id || null} onChange={(v) => setFieldValue('lot_id', v ?? '')} />}
      <QuantityField
        label="Quantity" unit={card?.unit ?? ''} required data-autofocus={item ? true : undefined} {...getInputProps('quantity')}
        description={values.from_location_id && card ? `${format.quantity(from.available, card.unit)} free of ${format.quantity(from.on_hand, card.unit)} there` : undefined}
      />
      <TextInput label="Reason" {...getInputProps('reason')} />
    </FormModal>
  );
}

/** Goods are taken by hand, or thrown away. What is not there waits for an admin. */
export function TakeDialog({ item, locationId = '', onClose }: MoveDialogProps) {
  const format = useFormat();
  const take = useWrite('inventory.issue');
  const [title, setTitle] = useState(titleOf(item));
  const doc = useDocForm({
    initial: { product_id: item ? String(item.id) : '', location_id: locationId, quantity: '', lot_id: '', is_scrap: false, reason: '' },
    validate: { product_id: chosen, quantity: some, reason: (v) => (v.trim() === '' ? 'Say why: it stays beside the movement.' : null) },
    save: (v) =>
      take
        .run({
          product_id: Number(v.product_id), quantity: v.quantity, is_scrap: v.is_scrap, reason: v.reason,
          ...(v.location_id ? { location_id: Number(v.location_id) } : {}), ...(v.lot_id ? { lot_id: Number(v.lot_id) } : {}),
        })
        .then((made) =>
          made.waits
            ? toast.info('Waits for an admin', 'There is not enough, so nothing has moved yet.')
            : toast.good(v.is_scrap ? 'Scrapped' : 'Taken from stock', title ?? undefined),
        ),
    onSaved: onClose,
  });
  const { values, getInputProps, setFieldValue } = doc.form;
  const card = useCard(values.product_id);
  const shelf = useShelf(card, values.location_id);
  const lots = lotChoices(card, shelf.name, format);
  return (
    <FormModal title="Take from stock" doc={doc} verb={values.is_scrap ? 'Scrap it' : 'Take it'} onClose={onClose}>
      <ItemField
        value={values.product_id} valueTitle={title} error={doc.form.errors['product_id']} autoFocus={!item}
        onChange={(id, row) => { doc.form.setValues({ product_id: id, lot_id: '' }); setTitle(row ? `${row.sku} · ${row.name}` : null); }}
      />
      <LocationSelect label="From" {...getInputProps('location_id')} />
      {lots.length > 0 && <Select label="Lot" placeholder="The one that expires first" data={lots} clearable {...getInputProps('lot_id')} value={values.lot_id || null} onChange={(v) => setFieldValue('lot_id', v ?? '')} />}
      <QuantityField
        label="Quantity" unit={card?.unit ?? ''} required data-autofocus={item ? true : undefined} {...getInputProps('quantity')}
        description={card ? `${format.quantity(shelf.available, card.unit)} free there` : undefined}
      />
      <Checkbox size="xs" label="Thrown away: book it as scrap" {...getInputProps('is_scrap', { type: 'checkbox' })} />
      <TextInput label="Reason" required placeholder="Test print, sample for a customer, damaged" {...getInputProps('reason')} />
    </FormModal>
  );
}
