import { Select, type SelectProps } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useRead } from '../../shared/api';
import { ItemPicker } from '../catalog';

interface LocationSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  /** The place's row, as text; empty when none is chosen. */
  value?: string;
  onChange?: (value: string) => void;
  /** Leaves out this place. */
  except?: string;
}

/** Places goods may lie at, the default one marked. */
export function LocationSelect({ value, onChange, except, ...rest }: LocationSelectProps) {
  const places = useRead('locations.list', {}).data;
  const data = useMemo(
    () =>
      (places ?? [])
        .filter((p) => (p.active || String(p.id) === value) && String(p.id) !== except)
        .map((p) => ({ value: String(p.id), label: p.code && p.code !== p.name ? `${p.name} (${p.code})` : p.name })),
    [places, value, except],
  );
  const usual = places?.find((p) => p.is_default)?.name;
  return (
    <Select
      size="xs" searchable clearable={!rest.required} placeholder={usual ? `${usual} (default)` : 'Choose a place'} {...rest} data={data}
      value={value || null} onChange={(next) => onChange?.(next ?? '')}
    />
  );
}

interface ItemFieldProps {
  value: string;
  valueTitle?: string | null;
  onChange: (id: string, item: { sku: string; name: string; unit: string } | null) => void;
  error?: ReactNode;
  autoFocus?: boolean;
}

/** Chooses a stocked item by SKU or name. */
export function ItemField({ value, valueTitle, onChange, error, autoFocus = false }: ItemFieldProps) {
  return (
    <ItemPicker
      label="Item" filters={STOCKED} value={value || null} valueTitle={valueTitle ?? null} onChange={(key, row) => onChange(key ?? '', row)} error={error} required
      autoFocus={autoFocus} placeholder="SKU or name"
    />
  );
}

/** Services are never stocked. */
const STOCKED = [{ field: 'item_type', op: 'ne' as const, values: ['service'] }];
