import { useMemo } from 'react';
import { useList } from '../../../shared/api';
import { DataGrid, useGridView } from '../../../shared/grid';
import { JOB_COLUMNS, jobKey, jobTone, useJobActions } from '../jobs/jobs';

const COLUMNS = JOB_COLUMNS.filter((c) => c.id !== 'printer_code');

/** What this printer has printed, the latest first. */
export function Prints({ printer }: { printer: number }) {
  const initial = useMemo(() => ({ filters: [{ field: 'printer_id', op: 'eq' as const, values: [String(printer)] }] }), [printer]);
  const view = useGridView(`printer.prints.${printer}`, initial);
  const list = useList('print_jobs.list', view.request);
  const { rowActions, dialog } = useJobActions();
  return (
    <div style={{ height: 520, display: 'flex', flexDirection: 'column' }}>
      <DataGrid
        id="printer.prints" label="Prints" columns={COLUMNS} list={list} view={view} keyOf={jobKey} rowActions={rowActions} toneOf={jobTone} toolbar={false}
        empty={{ title: 'It has printed nothing yet', hint: 'Each print is written down by itself once the printer is connected.' }}
      />
      {dialog}
    </div>
  );
}
