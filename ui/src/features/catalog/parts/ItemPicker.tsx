import type { ReactNode } from 'react';
import type { ProductRow } from '../../../bindings/commands';
import type { Filter } from '../../../platform';
import { EntityPicker } from '../../../shared/form';

interface ItemPickerProps {
  label?: string;
  'aria-label'?: string;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  placeholder?: string;
  value: string | null;
  valueTitle?: string | null;
  /** Beyond "active": only what is made, only materials. */
  filters?: readonly Filter[];
  onChange: (id: string | null, row: ProductRow | null) => void;
  clearable?: boolean;
  autoFocus?: boolean;
}

const ACTIVE: Filter = { field: 'active', op: 'eq', values: ['true'] };
const NONE: readonly Filter[] = [];

/** Chooses an item by SKU or name. Only active ones are offered. */
export function ItemPicker({ filters = NONE, ...rest }: ItemPickerProps) {
  return (
    <EntityPicker
      {...rest} command="items.list" extra={{ filters: [ACTIVE, ...filters] }} keyOf={(row) => String(row.id)}
      titleOf={(row) => `${row.sku} · ${row.name}`} hintOf={(row) => `${row.available} ${row.unit}`}
    />
  );
}
