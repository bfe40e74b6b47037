import { Button, Group, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DecimalField } from '../../shared/form';
import { useFormat } from '../../shared/values';
import { evenSpools, weighed } from './arithmetic';

interface SpoolWeightsProps {
  sku: string;
  spools: readonly string[];
  /** What came, in the stock unit. */
  stock: string | null;
  unit: string;
  error?: ReactNode;
  onChange: (spools: string[]) => void;
}

/** The spools of a line: their weights have to add up to what came. */
export function SpoolWeights({ sku, spools, stock, unit, error, onChange }: SpoolWeightsProps) {
  const format = useFormat();
  const check = weighed(stock, unit, spools);
  if (check === null) return null;
  const spread = (count: number) => onChange(evenSpools(check.want, count));
  return (
    <Group gap={8} mt={6} align="center">
      {spools.map((weight, i) => (
        <DecimalField key={i} aria-label={`Spool ${i + 1} of ${sku}, kilograms`} unit="kg" w={92} value={weight} onChange={(v) => onChange(spools.map((s, at) => (at === i ? v : s)))} />
      ))}
      <Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} />} onClick={() => spread(spools.length + 1)}>{spools.length === 0 ? 'Enter spools' : 'One more spool'}</Button>
      {spools.length > 0 && <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconX size={12} />} onClick={() => onChange(spools.slice(0, -1))}>One less</Button>}
      {spools.length > 0 && (
        <Text size="xs" role="status" c={check.matches ? 'var(--sy-good)' : 'var(--sy-bad)'}>
          {check.matches ? `${format.quantity(check.sum, 'kg')}: adds up` : `${format.quantity(check.sum, 'kg')} of ${format.quantity(check.want, 'kg')}`}
        </Text>
      )}
      {error && <Text size="xs" c="var(--sy-bad)" role="alert">{error}</Text>}
    </Group>
  );
}
