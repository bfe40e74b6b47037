import { Select, SimpleGrid, TextInput } from '@mantine/core';
import type { Company } from '../../bindings/commands';
import { useRead, useWrite } from '../../shared/api';
import { DecimalField, FormShell, orNone, textOf, useDocForm } from '../../shared/form';
import { Section, toast } from '../../shared/ui';
import { decimal } from '../../shared/values';
import { CURRENCIES, timeZones } from '../accounts';

const LOCALES = ['en-GB', 'en-US', 'de-DE', 'de-CH', 'fr-FR', 'es-ES', 'it-IT', 'nl-NL', 'pl-PL', 'pt-PT', 'pt-BR', 'sv-SE', 'da-DK', 'cs-CZ', 'ja-JP'];
/** As the core counts them: 0 is Monday. */
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The company as it stands on documents, and what holds for everything. */
export function CompanyForm({ company: c }: { company: Company }) {
  const save = useWrite('settings.update_company');
  const centers = useRead('work_centers.list', {});
  const locations = useRead('locations.list', {});
  const doc = useDocForm({
    initial: {
      company_name: textOf(c.company_name), address_line1: textOf(c.address_line1), address_line2: textOf(c.address_line2), city: textOf(c.city), state: textOf(c.state), postal_code: textOf(c.postal_code),
      country: textOf(c.country), phone: textOf(c.phone), email: textOf(c.email), website: textOf(c.website), tax_id: textOf(c.tax_id), timezone: c.timezone ?? 'UTC', locale: c.locale, currency_code: c.currency_code,
      paper_size: c.paper_size, week_start: String(c.week_start), default_tax_rate: decimal.percentOf(c.default_tax_rate), over_receipt_percent: c.over_receipt_percent, default_lead_time_days: String(c.default_lead_time_days),
      default_work_center_id: textOf(c.default_work_center_id), default_location_id: textOf(c.default_location_id),
    },
    validate: { company_name: (v: string) => (v.trim() ? null : 'Give the company a name. It stands on every document.') },
    save: (v) => save.run({
      ...v, address_line1: orNone(v.address_line1), address_line2: orNone(v.address_line2), city: orNone(v.city), state: orNone(v.state), postal_code: orNone(v.postal_code), country: orNone(v.country), phone: orNone(v.phone),
      email: orNone(v.email), website: orNone(v.website), tax_id: orNone(v.tax_id), week_start: Number(v.week_start), default_tax_rate: decimal.fractionOf(v.default_tax_rate || '0'), over_receipt_percent: v.over_receipt_percent || '0',
      default_lead_time_days: Number(v.default_lead_time_days || 0), default_location_id: v.default_location_id ? Number(v.default_location_id) : null, default_work_center_id: v.default_work_center_id ? Number(v.default_work_center_id) : null,
    }),
    onSaved: () => toast.good('Company saved'),
  });
  const { form } = doc;
  const text = (field: string, label: string) => <TextInput key={field} label={label} {...form.getInputProps(field)} />;
  return (
    <FormShell doc={doc} verb="Save the company" fallback="/settings" onCancel={() => form.reset()}>
      <Section title="On documents">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <TextInput label="Company name" required style={{ gridColumn: 'span 2' }} {...form.getInputProps('company_name')} />
          {text('tax_id', 'Tax number')}{text('website', 'Website')}{text('email', 'Email')}{text('phone', 'Phone')}{text('address_line1', 'Address')}{text('address_line2', 'Address, second line')}
          {text('postal_code', 'Postal code')}{text('city', 'City')}{text('state', 'State or region')}{text('country', 'Country')}
        </SimpleGrid>
      </Section>
      <Section title="How things are written">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <Select label="Currency" searchable allowDeselect={false} data={CURRENCIES} {...form.getInputProps('currency_code')} />
          <Select label="Numbers and dates" searchable allowDeselect={false} data={[...new Set([...LOCALES, c.locale])]} {...form.getInputProps('locale')} />
          <Select label="Time zone" searchable allowDeselect={false} limit={60} data={timeZones()} {...form.getInputProps('timezone')} />
          <Select label="Paper" allowDeselect={false} data={[{ value: 'a4', label: 'A4' }, { value: 'letter', label: 'Letter' }]} {...form.getInputProps('paper_size')} />
          <Select label="Week begins on" allowDeselect={false} data={DAYS.map((label, i) => ({ value: String(i), label }))} {...form.getInputProps('week_start')} />
        </SimpleGrid>
      </Section>
      <Section title="When nothing else is said">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <DecimalField label="Tax" unit="%" {...form.getInputProps('default_tax_rate')} />
          <DecimalField label="May be received above the order" unit="%" {...form.getInputProps('over_receipt_percent')} />
          <DecimalField label="Lead time" unit="days" inputMode="numeric" {...form.getInputProps('default_lead_time_days')} />
          <Select label="Place of stock" clearable data={(locations.data ?? []).map((l) => ({ value: String(l.id), label: l.name }))} {...form.getInputProps('default_location_id')} value={form.values.default_location_id || null} onChange={(v) => form.setFieldValue('default_location_id', v ?? '')} />
          <Select label="Work center" clearable data={(centers.data ?? []).filter((w) => w.is_active).map((w) => ({ value: String(w.id), label: w.name }))} {...form.getInputProps('default_work_center_id')} value={form.values.default_work_center_id || null} onChange={(v) => form.setFieldValue('default_work_center_id', v ?? '')} />
        </SimpleGrid>
      </Section>
    </FormShell>
  );
}
