import { Text } from '@mantine/core';
import { useWrite } from '../../../shared/api';
import { FormModal, useDocForm } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { LocationSelect } from '../pickers';
import type { Spool } from './SpoolsPage';

/** A spool goes to another place, and its filament with it. */
export function MoveSpoolDialog({ spool, onClose }: { spool: Spool; onClose: () => void }) {
  const format = useFormat();
  const move = useWrite('spools.move');
  const doc = useDocForm({
    initial: { location_id: '' },
    validate: { location_id: (v: string) => (v === '' ? 'Choose where it goes.' : null) },
    save: (v) => move.run({ id: spool.id, location_id: Number(v.location_id) }),
    onSaved: () => { toast.good(`${spool.spool_number} moved`); onClose(); },
  });
  return (
    <FormModal title={`Move ${spool.spool_number}`} doc={doc} verb="Move the spool" onClose={onClose}>
      <Text size="sm" c="dimmed">{spool.location_name ? `It lies at ${spool.location_name}.` : 'Nobody said where it lies.'} Its {format.quantity(spool.left_g, 'g')} are transferred with it.</Text>
      <LocationSelect label="Goes to" required data-autofocus except={spool.location_id === null ? undefined : String(spool.location_id)} {...doc.form.getInputProps('location_id')} />
    </FormModal>
  );
}
