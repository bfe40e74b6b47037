import { toast } from '../ui/toast';
import { toTsv } from './exporting';
import type { Column } from './types';

/** Puts rows on the clipboard so that a spreadsheet takes them cell by cell. */
export function copyRows<T>(columns: readonly Column<T>[], rows: readonly T[]): void {
  if (rows.length === 0) return;
  navigator.clipboard.writeText(toTsv(columns, rows)).then(
    () => toast.info(rows.length === 1 ? 'Copied one row' : `Copied ${rows.length} rows`),
    (error: unknown) => toast.error('Nothing was copied', error),
  );
}
