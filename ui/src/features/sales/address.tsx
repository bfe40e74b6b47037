import { SimpleGrid, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** A name and where it is, as a form holds it: empty is `''`. */
export interface AddressValues extends Record<string, string> {
  name: string;
  company: string;
  phone: string;
  line1: string;
  line2: string;
  city: string;
  state: string;
  zip: string;
  country: string;
}

export const NO_ADDRESS: AddressValues = { name: '', company: '', phone: '', line1: '', line2: '', city: '', state: '', zip: '', country: '' };

/** The parts of an address that say where it is, in the order they are written. */
export function addressLines(address: Partial<Record<keyof AddressValues, string | null | undefined>>): string[] {
  const town = [address.zip, address.city, address.state].filter(Boolean).join(' ');
  return [address.company, address.name, address.line1, address.line2, town, address.country]
    .filter((part): part is string => Boolean(part?.trim()))
    .filter((part, at, all) => all.indexOf(part) === at);
}

/** An address over several lines, or what stands in its place. */
export function AddressText({ address, none }: { address: Parameters<typeof addressLines>[0]; none: ReactNode }) {
  const lines = addressLines(address);
  if (lines.length === 0) return <span style={{ color: 'var(--mantine-color-dimmed)' }}>{none}</span>;
  return <>{lines.map((line) => <div key={line}>{line}</div>)}</>;
}

interface AddressFieldsProps {
  values: AddressValues;
  onChange: (patch: Partial<AddressValues>) => void;
  /** Errors by part: `line1`. */
  errors?: Readonly<Record<string, ReactNode>>;
  /** Which parts are asked for, beyond the place itself. */
  more?: readonly ('name' | 'company' | 'phone')[];
}

const LABELS: readonly (readonly [keyof AddressValues & string, string, string?])[] = [
  ['company', 'Company', 'organization'], ['name', 'Name', 'name'], ['phone', 'Phone', 'tel'], ['line1', 'Street', 'address-line1'],
  ['line2', 'Second line', 'address-line2'], ['zip', 'Postal code', 'postal-code'], ['city', 'City', 'address-level2'],
  ['state', 'State or region', 'address-level1'], ['country', 'Country', 'country-name'],
];

/** The fields of one address. */
export function AddressFields({ values, onChange, errors = {}, more = [] }: AddressFieldsProps) {
  const shown = LABELS.filter(([part]) => !['name', 'company', 'phone'].includes(part) || more.includes(part as 'name'));
  return (
    <SimpleGrid cols={2} spacing="xs" verticalSpacing={6}>
      {shown.map(([part, label]) => (
        <TextInput
          key={part} label={label} value={values[part] ?? ''} error={errors[part]} autoComplete="off"
          onChange={(event) => onChange({ [part]: event.target.value })}
        />
      ))}
    </SimpleGrid>
  );
}
