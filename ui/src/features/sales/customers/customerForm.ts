import type { CreateCustomer, Customer } from '../../../bindings/commands';
import type { AddressValues } from '../address';

const TEXTS = [
  'first_name', 'last_name', 'company_name', 'email', 'phone', 'billing_address_line1', 'billing_address_line2', 'billing_city',
  'billing_state', 'billing_zip', 'billing_country', 'shipping_address_line1', 'shipping_address_line2', 'shipping_city',
  'shipping_state', 'shipping_zip', 'shipping_country', 'payment_terms', 'credit_limit', 'notes',
] as const;
type TextField = (typeof TEXTS)[number];

export interface CustomerValues extends Record<TextField, string>, Record<string, unknown> {
  tax_exempt: boolean;
  /** Goods go to the billing address. */
  same: boolean;
}

const PARTS = { line1: 'address_line1', line2: 'address_line2', city: 'city', state: 'state', zip: 'zip', country: 'country' } as const;
type Side = 'billing' | 'shipping';

export const fieldOf = (side: Side, part: string): TextField => `${side}_${PARTS[part as keyof typeof PARTS]}` as TextField;

/** One address of a customer, as the address fields want it. */
export function addressOf(values: CustomerValues, side: Side): AddressValues {
  const parts = Object.keys(PARTS).map((part) => [part, values[fieldOf(side, part)]]);
  return { name: '', company: '', phone: '', ...Object.fromEntries(parts) } as AddressValues;
}

/** A change of address fields as a change of the form. */
export function addressPatch(side: Side, patch: Partial<AddressValues>): Partial<CustomerValues> {
  return Object.fromEntries(Object.entries(patch).map(([part, value]) => [fieldOf(side, part), value]));
}

export function valuesOf(customer: Customer | null): CustomerValues {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, customer?.[field] ?? ''])) as Record<TextField, string>;
  const ships = Object.keys(PARTS).some((part) => texts[fieldOf('shipping', part)] !== '');
  return { ...texts, tax_exempt: customer?.tax_exempt ?? false, same: !ships || sameAddress(texts) };
}

function sameAddress(texts: Record<TextField, string>): boolean {
  return Object.keys(PARTS).every((part) => texts[fieldOf('shipping', part)] === texts[fieldOf('billing', part)]);
}

/** What the core is told. Staff never speak of a credit limit. */
export function requestOf(values: CustomerValues, admin: boolean): CreateCustomer {
  const shown = values.same
    ? { ...values, ...Object.fromEntries(Object.keys(PARTS).map((part) => [fieldOf('shipping', part), values[fieldOf('billing', part)]])) }
    : values;
  const texts = Object.fromEntries(TEXTS.map((field) => [field, shown[field].trim() || null]));
  return { ...texts, ...(admin ? {} : { credit_limit: null }), tax_exempt: values.tax_exempt } as CreateCustomer;
}
