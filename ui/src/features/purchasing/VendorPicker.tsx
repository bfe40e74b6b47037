import type { ReactNode } from 'react';
import { EntityPicker } from '../../shared/form';
import type { RowOf } from '../../shared/api';

interface VendorPickerProps {
  label?: string;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  value: string | null;
  valueTitle?: string | null;
  onChange: (id: string | null, vendor: RowOf<'vendors.list'> | null) => void;
  autoFocus?: boolean;
}

const ACTIVE = { filters: [{ field: 'is_active', op: 'eq' as const, values: ['true'] }] };

/** Chooses a vendor by name or code. Only active ones are offered. */
export function VendorPicker({ label = 'Vendor', ...rest }: VendorPickerProps) {
  return <EntityPicker {...rest} label={label} command="vendors.list" extra={ACTIVE} keyOf={(v) => String(v.id)} titleOf={(v) => v.name} hintOf={(v) => v.code} />;
}
