import { Autocomplete, Checkbox, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { Customer } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { FormShell, MoneyField, useDocForm } from '../../../shared/form';
import { useGo, useRouteParam } from '../../../shared/go';
import { Loaded, Page, Section, toast } from '../../../shared/ui';
import { AddressFields } from '../address';
import { TERMS } from './terms';
import { addressOf, addressPatch, fieldOf, requestOf, valuesOf, type CustomerValues } from './customerForm';

export default function CustomerFormPage() {
  const id = useRouteParam();
  return id ? <EditCustomer id={Number(id)} /> : <CustomerForm customer={null} />;
}

function EditCustomer({ id }: { id: number }) {
  const customer = useRead('customers.get', { id });
  return <Loaded query={customer} what="The customer">{(data) => <CustomerForm customer={data} />}</Loaded>;
}

function CustomerForm({ customer }: { customer: Customer | null }) {
  const go = useGo();
  const { user } = useSession();
  const admin = mayDo(user, 'admin');
  const create = useWrite('customers.create');
  const update = useWrite('customers.update');
  const doc = useDocForm<CustomerValues, Customer>({
    initial: valuesOf(customer),
    save: (values) => {
      const request = requestOf(values, admin);
      return customer ? update.run({ id: customer.id, customer: request }) : create.run(request);
    },
    onSaved: (_, { id, name }) => {
      toast.good(`${name} was ${customer ? 'saved' : 'added'}`);
      go(`/customers/${id}`, { replace: true });
    },
  });
  const { form } = doc;
  const errorsOf = (side: 'billing' | 'shipping') =>
    Object.fromEntries(['line1', 'line2', 'city', 'state', 'zip', 'country'].map((part) => [part, form.errors[fieldOf(side, part)]]));

  return (
    <Page
      title={customer ? `Edit ${customer.name}` : 'New customer'}
      crumbs={customer ? [{ title: customer.name, to: `/customers/${customer.id}` }, { title: 'Edit' }] : [{ title: 'New' }]}
    >
      <FormShell doc={doc} verb={customer ? 'Save the customer' : 'Add the customer'} fallback={customer ? `/customers/${customer.id}` : '/customers'}>
        <Section title="Who">
          <SimpleGrid cols={3} spacing="sm" verticalSpacing={6}>
            <TextInput label="Company" autoFocus {...form.getInputProps('company_name')} />
            <TextInput label="First name" {...form.getInputProps('first_name')} />
            <TextInput label="Last name" {...form.getInputProps('last_name')} />
            <TextInput label="E-mail" inputMode="email" {...form.getInputProps('email')} />
            <TextInput label="Phone" inputMode="tel" {...form.getInputProps('phone')} />
          </SimpleGrid>
        </Section>
        <SimpleGrid cols={2} spacing="xl">
          <Section title="Billing address">
            <AddressFields values={addressOf(form.values, 'billing')} errors={errorsOf('billing')} onChange={(patch) => form.setValues(addressPatch('billing', patch))} />
          </Section>
          <Section title="Shipping address">
            <Stack gap="xs">
              <Checkbox label="Same as the billing address" {...form.getInputProps('same', { type: 'checkbox' })} />
              {!form.values.same && (
                <AddressFields values={addressOf(form.values, 'shipping')} errors={errorsOf('shipping')} onChange={(patch) => form.setValues(addressPatch('shipping', patch))} />
              )}
            </Stack>
          </Section>
        </SimpleGrid>
        <Section title="Money">
          <SimpleGrid cols={3} spacing="sm" verticalSpacing={6}>
            <Autocomplete label="Payment terms" data={TERMS} placeholder="Net 30" {...form.getInputProps('payment_terms')} />
            {admin && (
              <MoneyField label="Credit limit" description="Empty: no limit" inputWrapperOrder={['label', 'input', 'description', 'error']} {...form.getInputProps('credit_limit')} />
            )}
            <Checkbox mt={24} label="Tax exempt: orders bear no tax" {...form.getInputProps('tax_exempt', { type: 'checkbox' })} />
          </SimpleGrid>
        </Section>
        <Textarea label="Notes" description="Only colleagues see them" autosize minRows={2} {...form.getInputProps('notes')} />
      </FormShell>
    </Page>
  );
}
