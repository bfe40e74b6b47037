import { useMemo } from 'react';
import { useList, type RowOf } from '../../../shared/api';
import { columnsOf, DataGrid, useGridView } from '../../../shared/grid';
import { UPKEEP_TONES } from '../words';
import { dayOf } from './upkeep';

export type LogRow = RowOf<'maintenance.list'>;
const col = columnsOf<LogRow>();
const bare = { sortable: false, filter: undefined };

export const LOG_COLUMNS = [
  col.dateTime('performed_at', 'Done', (r) => r.performed_at, { width: 165 }),
  col.key('printer_code', 'Printer', (r) => r.printer_code, { width: 90 }),
  col.text('printer_name', 'Name', (r) => (r.printer_name === r.printer_code ? null : r.printer_name), { ...bare, width: 130 }),
  col.status('maintenance_type', 'Kind', (r) => r.maintenance_type, UPKEEP_TONES, { width: 110 }),
  col.text('description', 'What was done', (r) => r.description, { width: 270 }),
  col.text('performed_by', 'By', (r) => r.performed_by, { ...bare, width: 130 }),
  col.date('next_due_at', 'Due again', (r) => r.next_due_at, { width: 115, cell: (r, f) => (r.next_due_at ? f.date(dayOf(r.next_due_at, f.timezone)) : '–') }),
  col.number('downtime_minutes', 'Stood still', (r) => r.downtime_minutes?.toString(), { width: 100, cell: (r, f) => (r.downtime_minutes === null ? null : f.minutes(String(r.downtime_minutes))) }),
  col.money('cost', 'Cost', (r) => r.cost, { ...bare, width: 90 }),
  col.text('parts_used', 'Parts', (r) => r.parts_used, { ...bare, hidden: true }),
  col.text('notes', 'Notes', (r) => r.notes, { ...bare, hidden: true }),
];
const keyOf = (r: LogRow) => String(r.id);
const OF_ONE = LOG_COLUMNS.filter((c) => c.id !== 'printer_code' && c.id !== 'printer_name');

/** Work that was done, of one printer or of all. */
export function LogGrid({ printer, height }: { printer?: number; height?: number }) {
  const extraView = useMemo(() => (printer === undefined ? undefined : { filters: [{ field: 'printer_id', op: 'eq' as const, values: [String(printer)] }] }), [printer]);
  const view = useGridView(printer === undefined ? 'maintenance' : `maintenance.${printer}`, extraView);
  const list = useList('maintenance.list', view.request);
  return (
    <div style={{ height: height ?? '100%', flex: height ? undefined : 1, minHeight: 220, display: 'flex', flexDirection: 'column' }}>
      <DataGrid
        id={printer === undefined ? 'maintenance' : 'printer.maintenance'} label="Work that was done" counted={['entry', 'entries']} columns={printer === undefined ? LOG_COLUMNS : OF_ONE} list={list} view={view} keyOf={keyOf} toolbar={printer === undefined} searchable={false}
        empty={{ title: 'Nothing written down yet', hint: 'Write down what is done on a printer and when it is due again: then nobody has to remember it.' }}
      />
    </div>
  );
}
