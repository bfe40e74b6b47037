import { Checkbox, NumberInput, SimpleGrid } from '@mantine/core';
import type { PlanSettings } from '../../bindings/commands';
import { useRead, useWrite } from '../../shared/api';
import { DecimalField, FormShell, useDocForm } from '../../shared/form';
import { useGo } from '../../shared/go';
import { Loaded, Page, Section, toast } from '../../shared/ui';
import { decimal } from '../../shared/values';

/** How planning behaves, each rule with what it is good for. */
export default function PlanSettingsPage() {
  const settings = useRead('plan.settings', {});
  return <Loaded query={settings} what="How it plans">{(found) => <SettingsForm settings={found} />}</Loaded>;
}

function SettingsForm({ settings }: { settings: PlanSettings }) {
  const save = useWrite('plan.update_settings');
  const go = useGo();
  const doc = useDocForm({
    initial: { ...settings, dampening_quantity: decimal.trim(settings.dampening_quantity), holding_percent_per_year: decimal.trim(settings.holding_percent_per_year) },
    save: (v) => save.run({ ...v, dampening_quantity: v.dampening_quantity || '0', holding_percent_per_year: v.holding_percent_per_year || '0' }),
    onSaved: () => { toast.good('Saved', 'The next run plans like this.'); go('/plan'); },
  });
  const { form } = doc;
  return (
    <Page title="How it plans" crumbs={[{ title: 'Plan', to: '/plan' }, { title: 'How it plans' }]}>
      <FormShell doc={doc} verb="Save" fallback="/plan">
        <Section title="When it plans">
          <Checkbox label="Follow every change by itself" description="Off: the plan changes only when somebody presses Run planning." {...form.getInputProps('auto', { type: 'checkbox' })} />
        </Section>
        <Section title="What it may ask of open orders">
          <Checkbox label="Ask a late receipt to come earlier before ordering anew" description="A purchase that comes a little late, inside its own lead time, is expedited instead of bought twice. Off is strict netting." {...form.getInputProps('use_late_receipts', { type: 'checkbox' })} />
          <Checkbox mt="xs" label="Expedite for safety stock too" description="On: a dip below safety stock alone pulls a receipt in. Off: that is what safety stock is for." {...form.getInputProps('strict_safety_stock', { type: 'checkbox' })} />
        </Section>
        <Section title="How calm it is">
          <SimpleGrid cols={3} spacing="lg">
            <NumberInput label="Firm fence, days" description="Nothing due within so many days is replanned." min={0} max={365} {...form.getInputProps('firm_fence_days')} />
            <NumberInput label="Silent up to, days" description="An order that should move by no more is left in peace." min={0} max={365} {...form.getInputProps('dampening_days')} />
            <DecimalField label="Silent below, quantity" description="Too much or too little of less than this is not told." {...form.getInputProps('dampening_quantity')} />
          </SimpleGrid>
        </Section>
        <Section title="What holding stock costs">
          <SimpleGrid cols={3} spacing="lg">
            <DecimalField label="In a year" unit="%" description="Of the value. The lot rules that weigh ordering against holding use it." {...form.getInputProps('holding_percent_per_year')} />
          </SimpleGrid>
        </Section>
      </FormShell>
    </Page>
  );
}
