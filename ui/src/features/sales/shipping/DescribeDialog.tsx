import { SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { ShipmentRow } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { FormModal, orNone, useDocForm } from '../../../shared/form';
import { toast } from '../../../shared/ui';

/** What became known of a parcel after it left. */
export function DescribeDialog({ parcel, onClose }: { parcel: ShipmentRow; onClose: () => void }) {
  const describe = useWrite('shipments.describe');
  const doc = useDocForm({
    initial: { carrier: parcel.carrier ?? '', service: parcel.service ?? '', tracking_number: parcel.tracking_number ?? '', notes: parcel.notes ?? '' },
    save: (v) => describe.run({ id: parcel.id, carrier: orNone(v.carrier), service: orNone(v.service), tracking_number: orNone(v.tracking_number), notes: orNone(v.notes) }),
    onSaved: () => {
      toast.good(`${parcel.shipment_number} saved`);
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={`Carrier and tracking of ${parcel.shipment_number}`} doc={doc} onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Carrier" data-autofocus {...form.getInputProps('carrier')} />
        <TextInput label="Service" {...form.getInputProps('service')} />
      </SimpleGrid>
      <TextInput label="Tracking number" description="As the carrier gave it" {...form.getInputProps('tracking_number')} />
      <Textarea label="Notes" autosize minRows={1} {...form.getInputProps('notes')} />
    </FormModal>
  );
}
