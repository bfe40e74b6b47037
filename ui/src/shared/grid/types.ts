import type { ComponentType, ReactNode } from 'react';
import type { Format } from '../values';

export type ColumnFilter =
  | { kind: 'text' }
  | { kind: 'number' }
  | { kind: 'date' }
  | { kind: 'flag' }
  | { kind: 'choice'; options: readonly { value: string; label: string }[] };

export interface Column<T> {
  /** The field's name in the list request: sorting and filtering go by it. */
  id: string;
  header: string;
  hint?: string;
  /** The bare value: for copying, exporting and adding up. */
  value: (row: T) => string | null | undefined;
  /** What is drawn; the bare value when absent. */
  cell?: (row: T, format: Format) => ReactNode;
  width?: number;
  align?: 'right';
  sortable?: boolean;
  filter?: ColumnFilter;
  /** Adds up the selected rows' values and writes the sum. */
  total?: (sum: string, format: Format) => string;
  /** Hidden until the person shows it. */
  hidden?: boolean;
}

export interface RowAction {
  id: string;
  title: string;
  icon?: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** Why it cannot be done now; shown, and the entry is off. */
  refusal?: string | null;
  danger?: boolean;
  run: () => void;
}

export interface EmptyText {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
}

/** How a person arranged the columns. */
export interface GridLayout {
  order: string[];
  hidden: string[];
  shown: string[];
  widths: Record<string, number>;
}

export const NO_LAYOUT: GridLayout = { order: [], hidden: [], shown: [], widths: {} };
