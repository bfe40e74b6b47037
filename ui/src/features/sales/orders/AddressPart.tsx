import { Button, Group, Text } from '@mantine/core';
import { IconPencil, IconX } from '@tabler/icons-react';
import { AddressFields, AddressText, NO_ADDRESS, type AddressValues } from '../address';
import classes from '../sales.module.css';

interface AddressPartProps {
  label: string;
  /** What was written for this order alone; null: the usual one. */
  value: AddressValues | null;
  usual: AddressValues | null;
  more: readonly ('name' | 'company' | 'phone')[];
  onChange: (next: AddressValues | null) => void;
}

/** An address that is the customer's until somebody writes another for this order. */
export function AddressPart({ label, value, usual, more, onChange }: AddressPartProps) {
  return (
    <section aria-label={label}>
      <Group gap={4} mb={2}>
        <Text size="xs" fw={550}>{label}</Text>
        {value ? (
          <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconX size={12} />} onClick={() => onChange(null)}>As it was</Button>
        ) : (
          <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconPencil size={12} />} aria-label={`Change: ${label}`} onClick={() => onChange(usual ?? NO_ADDRESS)}>Change</Button>
        )}
      </Group>
      {value ? (
        <AddressFields values={value} more={more} onChange={(patch) => onChange({ ...value, ...patch } as AddressValues)} />
      ) : (
        <div className={classes['address']}>
          <AddressText address={usual ?? {}} none={usual ? 'No address yet' : 'Comes with the customer'} />
        </div>
      )}
    </section>
  );
}
