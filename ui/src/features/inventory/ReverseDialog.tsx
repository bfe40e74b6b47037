import { Text, TextInput } from '@mantine/core';
import { useWrite, type RowOf } from '../../shared/api';
import { FormModal, useDocForm } from '../../shared/form';
import { toast } from '../../shared/ui';
import { useFormat } from '../../shared/values';

/** Undoes a movement with a second one; both stay in the book. */
export function ReverseDialog({ movement, onClose }: { movement: RowOf<'inventory.movements'>; onClose: () => void }) {
  const format = useFormat();
  const reverse = useWrite('inventory.reverse');
  const doc = useDocForm({
    initial: { reason: '' },
    validate: { reason: (v) => (v.trim() === '' ? 'Say why: it stays beside the movement.' : null) },
    save: (v) => reverse.run({ id: movement.id, reason: v.reason }).then(() => toast.good('Reversed', `${movement.sku}: ${format.quantity(movement.quantity, movement.unit)}`)),
    onSaved: onClose,
  });
  return (
    <FormModal title={`Reverse movement ${movement.id}?`} doc={doc} verb="Reverse the movement" onClose={onClose} danger>
      <Text size="sm">
        {format.quantity(movement.quantity, movement.unit)} of {movement.sku}{movement.location_name ? ` at ${movement.location_name}` : ''} is taken back by a second movement. Both stay in the book.
      </Text>
      <TextInput label="Reason" required data-autofocus {...doc.form.getInputProps('reason')} />
    </FormModal>
  );
}
