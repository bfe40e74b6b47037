import { Checkbox, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { ResponseOf } from '../../shared/api';
import { useWrite } from '../../shared/api';
import { DecimalField, FormShell, orNone, textOf, useDocForm, wholeOrNone } from '../../shared/form';
import { Section, toast } from '../../shared/ui';

const TEXTS = ['code', 'contact_name', 'email', 'phone', 'website', 'address_line1', 'address_line2', 'city', 'state', 'postal_code', 'country', 'payment_terms', 'account_number', 'tax_id', 'notes'] as const;
type Field = (typeof TEXTS)[number];
type Values = Record<Field, string> & { name: string; lead_time_days: string; rating: string; is_active: boolean };

/** A vendor's values as the form keeps them; blank ones for a new vendor. */
function valuesOf(vendor?: ResponseOf<'vendors.get'>): Values {
  const texts = Object.fromEntries(TEXTS.map((f) => [f, textOf(vendor?.[f])])) as Record<Field, string>;
  return { ...texts, name: vendor?.name ?? '', lead_time_days: textOf(vendor?.lead_time_days), rating: textOf(vendor?.rating), is_active: vendor?.is_active ?? true };
}

interface VendorFormProps {
  vendor?: ResponseOf<'vendors.get'>;
  onSaved: (id: number) => void;
  onCancel?: () => void;
}

/** All that is kept of a vendor. */
export function VendorForm({ vendor, onSaved, onCancel }: VendorFormProps) {
  const save = useWrite('vendors.save');
  const doc = useDocForm({
    initial: valuesOf(vendor),
    validate: { name: (v: string) => (v.trim() ? null : 'Give the vendor a name.') },
    save: (v) => {
      const texts: Partial<Record<Field, string>> = {};
      for (const f of TEXTS) {
        const text = orNone(v[f]);
        if (text !== undefined) texts[f] = text;
      }
      const days = wholeOrNone(v.lead_time_days);
      const rating = orNone(v.rating);
      return save.run({
        ...(vendor ? { id: vendor.id } : {}), ...texts, name: v.name, is_active: v.is_active, ...(days === undefined ? {} : { lead_time_days: days }),
        ...(rating === undefined ? {} : { rating }),
      });
    },
    onSaved: (v, answer) => {
      toast.good(vendor ? 'Vendor saved' : 'Vendor added', v.name);
      onSaved(answer.id);
    },
  });
  const { getInputProps } = doc.form;
  return (
    <FormShell doc={doc} verb={vendor ? 'Save' : 'Add the vendor'} fallback="/vendors" {...(onCancel ? { onCancel } : {})}>
      <Section title="Vendor">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <TextInput label="Name" required data-autofocus autoFocus={!vendor} {...getInputProps('name')} />
          <TextInput label="Code" placeholder="Formed from the name" {...getInputProps('code')} />
          <DecimalField label="Lead time" unit="days" {...getInputProps('lead_time_days')} />
          <DecimalField label="Rating" unit="of 5" {...getInputProps('rating')} />
          <TextInput label="Payment terms" placeholder="30 days" {...getInputProps('payment_terms')} />
          <TextInput label="Our account number" {...getInputProps('account_number')} />
          <TextInput label="Tax number" {...getInputProps('tax_id')} />
          <Checkbox size="xs" mt={26} label="Active: may be ordered from" {...getInputProps('is_active', { type: 'checkbox' })} />
        </SimpleGrid>
      </Section>
      <Section title="Contact">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <TextInput label="Contact" {...getInputProps('contact_name')} />
          <TextInput label="Email" type="email" {...getInputProps('email')} />
          <TextInput label="Phone" {...getInputProps('phone')} />
          <TextInput label="Website" {...getInputProps('website')} />
        </SimpleGrid>
      </Section>
      <Section title="Address">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <TextInput label="Street" {...getInputProps('address_line1')} />
          <TextInput label="Second line" {...getInputProps('address_line2')} />
          <TextInput label="City" {...getInputProps('city')} />
          <TextInput label="State" {...getInputProps('state')} />
          <TextInput label="Postal code" {...getInputProps('postal_code')} />
          <TextInput label="Country" {...getInputProps('country')} />
        </SimpleGrid>
      </Section>
      <Textarea label="Notes" autosize minRows={2} {...getInputProps('notes')} />
    </FormShell>
  );
}
