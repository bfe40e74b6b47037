import { Button } from '@mantine/core';
import { useGo } from '../../../shared/go';
import { ListPage } from '../../../shared/grid';
import { useFloor } from '../live';
import { JOB_COLUMNS, jobKey, jobTone, useJobActions } from './jobs';

/** Every print: file, printer, grams, minutes and what became of it. */
export default function PrintJobsPage() {
  const go = useGo();
  useFloor();
  const { rowActions, dialog } = useJobActions();
  return (
    <>
      <ListPage
        id="print-jobs" title="Print jobs" command="print_jobs.list" columns={JOB_COLUMNS} keyOf={jobKey} rowActions={rowActions} toneOf={jobTone} searchable={false}
        onOpen={(job) => job.printer_id !== null && go(`/printers/${job.printer_id}?tab=prints`)}
        empty={{
          title: 'No prints yet', hint: 'Each print of a connected printer is written down by itself: when it began, how long it took, how much filament.',
          action: <Button variant="default" onClick={() => go('/printers')}>To the printers</Button>,
        }}
      />
      {dialog}
    </>
  );
}
