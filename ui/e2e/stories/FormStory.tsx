import { SimpleGrid, Stack, Textarea } from '@mantine/core';
import { call } from '../../src/shared/api';
import { DateField, EntityPicker, FormShell, LinesGrid, MinutesField, MoneyField, QuantityField, useDocForm } from '../../src/shared/form';
import { useGo, useRouteParam } from '../../src/shared/go';
import { Page, toast } from '../../src/shared/ui';
import { STORY_LINES, storyLineColumns, type StoryLine } from './lines';

const INITIAL = { customer: '3', due: '2026-12-10', weight: '1500', setup: '95', shipping: '14.90', note: '', lines: STORY_LINES };
const NEW: StoryLine = { sku: '', name: '', quantity: '', unit: 'EA', price: '', due: '' };

export default function FormStory() {
  const id = useRouteParam();
  const go = useGo();
  const doc = useDocForm({
    initial: INITIAL,
    save: (values) => call('story.save', values),
    onSaved: () => {
      toast.good('Order saved');
      go(`/orders/${id}`);
    },
  });
  const { form } = doc;
  return (
    <Page title="Edit the order" crumbs={[{ title: 'SO-2026-0007', to: `/orders/${id}` }, { title: 'Edit' }]}>
      <FormShell doc={doc} verb="Save the order" fallback={`/orders/${id}`}>
        <SimpleGrid cols={3} spacing="sm">
          <EntityPicker
            label="Customer" required command="story.orders" keyOf={(r) => r.id} titleOf={(r) => r.customer} hintOf={(r) => r.number}
            value={form.values.customer} valueTitle={form.values.customer === '3' ? 'Brightwell Robotics' : null}
            onChange={(key) => form.setFieldValue('customer', key ?? '')} error={form.errors['customer']}
          />
          <DateField label="Promised" required {...form.getInputProps('due')} />
          <MoneyField label="Shipping" {...form.getInputProps('shipping')} />
          <QuantityField label="Weight" unit="G" {...form.getInputProps('weight')} />
          <MinutesField label="Setup" {...form.getInputProps('setup')} />
        </SimpleGrid>
        <Stack gap={4}>
          <LinesGrid
            label="Lines" columns={storyLineColumns} lines={form.values.lines} keyOf={(_, i) => String(i)} errors={form.errors}
            onChange={(i, patch) => form.setFieldValue(`lines.${i}`, { ...(form.values.lines[i] ?? NEW), ...patch })}
            onAdd={() => form.insertListItem('lines', NEW)} onRemove={(i) => form.removeListItem('lines', i)}
          />
        </Stack>
        <Textarea label="Note" autosize minRows={2} {...form.getInputProps('note')} />
      </FormShell>
    </Page>
  );
}
