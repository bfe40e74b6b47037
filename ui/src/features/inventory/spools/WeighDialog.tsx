import { Checkbox, Text, TextInput } from '@mantine/core';
import { useWrite } from '../../../shared/api';
import { FormModal, QuantityField, useDocForm } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import type { Spool } from './SpoolsPage';
import { netGrams } from './weighing';

/** A spool on the scale: what is on it now, and the stock with it. */
export function WeighDialog({ spool, onClose }: { spool: Spool; onClose: () => void }) {
  const format = useFormat();
  const weigh = useWrite('spools.weigh');
  const doc = useDocForm({
    initial: { weight_g: '', with_reel: spool.reel_g !== null, reel_g: spool.reel_g ? decimal.trim(spool.reel_g) : '', correct_stock: true, reason: '' },
    validate: { weight_g: (v: string) => (v === '' ? 'Enter what the scale shows.' : null) },
    save: (v) =>
      weigh.run({
        id: spool.id, weight_g: v.weight_g, with_reel: v.with_reel, correct_stock: v.correct_stock,
        ...(v.reel_g === '' ? {} : { reel_g: v.reel_g }), ...(v.reason.trim() ? { reason: v.reason.trim() } : {}),
      }),
    onSaved: (_, made) => {
      toast.good(`${spool.spool_number} weighed`, `${format.quantity(decimal.trim(made.left_g), 'g')} are on it.${decimal.isZero(made.corrected) ? '' : ' The stock follows.'}`);
      onClose();
    },
  });
  const { values, getInputProps } = doc.form;
  const net = netGrams(values.weight_g, values.with_reel, values.reel_g);
  const change = net === null ? null : decimal.subtract(net, spool.left_g);
  return (
    <FormModal title={`Weigh ${spool.spool_number}`} doc={doc} verb="Write it down" onClose={onClose}>
      <Text size="sm" c="dimmed">{spool.name}. The book says {format.quantity(spool.left_g, 'g')} of {format.quantity(spool.full_g, 'g')}.</Text>
      <QuantityField label="The scale shows" unit="G" required data-autofocus {...getInputProps('weight_g')} />
      <Checkbox size="xs" label="The reel is on the scale too" {...getInputProps('with_reel', { type: 'checkbox' })} />
      {values.with_reel && <QuantityField label="The empty reel weighs" unit="G" description="Remembered for the next time" {...getInputProps('reel_g')} />}
      <Checkbox size="xs" label="Correct the stock by the same amount" {...getInputProps('correct_stock', { type: 'checkbox' })} />
      <TextInput label="Why it differs" placeholder="Optional" maxLength={200} {...getInputProps('reason')} />
      <Text size="sm" role="status">
        {net !== null && change !== null && !decimal.isNegative(net) && (
          <>{format.quantity(net, 'g')} are on it: {decimal.isZero(change) ? 'the book is right.' : <b>{decimal.isNegative(change) ? '' : '+'}{format.quantity(decimal.trim(change), 'g')}</b>}</>
        )}
      </Text>
    </FormModal>
  );
}
