import { IconClipboardList, IconFileTypography, IconLink, IconQuestionMark, IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { useGo } from '../../../shared/go';
import { columnsOf, type RowAction } from '../../../shared/grid';
import { LinkTo } from '../../../shared/ui';
import { decimal } from '../../../shared/values';
import files from '../files/Files.module.css';
import { PlatePicture } from '../files/pictures';
import { JOB_TONES } from '../words';
import { LinkDialog, SettleDialog, type Job } from './JobDialogs';
import { JobState, Progress } from './Progress';

const col = columnsOf<Job>();
const bare = { sortable: false, filter: undefined };
const minutes = (value: number | null) => (value === null ? null : String(value));
const hasEnded = (j: Job) => j.status === 'completed' || j.status === 'failed' || j.status === 'cancelled';
/** What was estimated says nothing any more of a print that has ended. */
const ahead = <T,>(j: Job, estimate: T | null): T | null => (hasEnded(j) ? null : estimate);

/** `12.4 g PLA from SPL-2026-0012, 3 g PETG`: what the print took of which spool, or was to take. */
export function slotsWords(job: Pick<Job, 'slots'>): string | null {
  if (!job.slots || job.slots.length === 0) return null;
  return job.slots.map((s) => {
    const grams = s.used_g ?? s.planned_g;
    return [grams && `${decimal.trim(decimal.round(grams, 1))} g`, s.material, s.spool_number && `from ${s.spool_number}`].filter(Boolean).join(' ');
  }).join(', ');
}

export const JOB_COLUMNS = [
  col.key('gcode_file', 'File', (j) => j.gcode_file ?? `Print ${j.id}`, {
    width: 230,
    cell: (j) => (
      <span className={files.name}>
        {j.print_plate_id !== null && <PlatePicture plate={j.has_picture ? j.print_plate_id : null} size={22} />}
        <b>{j.gcode_file ?? `Print ${j.id}`}</b>
      </span>
    ),
  }),
  col.status('status', 'State', (j) => j.status, JOB_TONES, { width: 140, cell: (j) => <JobState job={j} /> }),
  col.text('printer_code', 'Printer', (j) => j.printer_code, {
    width: 90, cell: (j) => (j.printer_id === null ? null : <LinkTo to={`/printers/${j.printer_id}`}>{j.printer_code}</LinkTo>),
  }),
  col.text('work_order', 'Work order', (j) => j.work_order, {
    ...bare, width: 128, cell: (j) => (j.production_order_id === null ? null : <LinkTo to={`/work-orders/${j.production_order_id}`}>{j.work_order}</LinkTo>),
  }),
  col.text('product_name', 'Makes', (j) => j.product_name, { ...bare, width: 150 }),
  col.number('progress_percent', 'Progress', (j) => j.progress_percent, {
    ...bare, width: 120, cell: (j) => <Progress job={j} />,
  }),
  col.number('actual_time_minutes', 'Took', (j) => minutes(j.actual_time_minutes ?? ahead(j, j.estimated_time_minutes)), {
    width: 110, hint: 'Estimated where it has not ended',
    cell: (j, f) => (j.actual_time_minutes !== null ? f.minutes(String(j.actual_time_minutes)) : ahead(j, j.estimated_time_minutes) !== null ? `~ ${f.minutes(String(j.estimated_time_minutes))}` : null),
  }),
  col.number('actual_material_grams', 'Filament', (j) => j.actual_material_grams ?? ahead(j, j.estimated_material_grams), {
    width: 95, hint: 'Estimated where it has not ended',
    cell: (j, f) => (j.actual_material_grams ? f.quantity(decimal.trim(j.actual_material_grams), 'g') : ahead(j, j.estimated_material_grams) ? `~ ${f.quantity(decimal.trim(j.estimated_material_grams ?? '0'), 'g')}` : null),
  }),
  col.text('slots', 'From', (j) => slotsWords(j), { ...bare, width: 220, hint: 'Grams of each slot and the spool they came from' }),
  col.dateTime('started_at', 'Began', (j) => j.started_at, { width: 160 }),
  col.dateTime('finished_at', 'Ended', (j) => j.finished_at, { width: 160 }),
  col.text('failure_reason', 'Why', (j) => j.failure_reason, { ...bare, width: 260 }),
  col.percent('variance_percent', 'More filament', (j) => j.variance_percent, { ...bare, width: 110, hidden: true, hint: 'Than estimated' }),
];

export const jobKey = (j: Job) => String(j.id);
/** A print that waits for a person's word stands out. */
export const jobTone = (j: Job) => (j.status === 'failed' ? ('bad' as const) : j.status === 'paused' ? ('warn' as const) : null);

/** What can be done with a print's row. */
export function useJobActions() {
  const go = useGo();
  const [open, setOpen] = useState<{ dialog: 'settle' | 'link'; job: Job } | null>(null);
  const close = () => setOpen(null);
  const rowActions = (job: Job): RowAction[] => [
    {
      id: 'again', title: 'Print again', icon: IconRepeat, refusal: job.can_print_again ? null : 'Its file is not in the library.',
      run: () => go(`/print-files/${job.print_file_id}?send=${job.printer_id ?? ''}`),
    },
    ...(job.can_print_again ? [{ id: 'file', title: 'Open its file', icon: IconFileTypography, run: () => go(`/print-files/${job.print_file_id}`) }] : []),
    { id: 'settle', title: 'Say how it came out', icon: IconQuestionMark, refusal: hasEnded(job) ? 'It has ended; what a print has come to stays.' : null, run: () => setOpen({ dialog: 'settle', job }) },
    { id: 'link', title: job.production_order_id === null ? 'Link to a work order' : 'Link to another work order', icon: IconLink, run: () => setOpen({ dialog: 'link', job }) },
    ...(job.production_order_id === null ? [] : [{ id: 'order', title: `Open ${job.work_order ?? 'the work order'}`, icon: IconClipboardList, run: () => go(`/work-orders/${job.production_order_id}`) }]),
  ];
  const dialog = open && (open.dialog === 'settle' ? <SettleDialog job={open.job} onClose={close} /> : <LinkDialog job={open.job} onClose={close} />);
  return { rowActions, dialog };
}
