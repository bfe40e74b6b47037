import type { QcStatus, Source, Verdict } from '../../bindings/commands';
import type { Tones } from '../../shared/ui';

export const WORK_ORDER_TONES: Tones = {
  draft: ['Draft', 'idle'], released: ['Released', 'info'], in_progress: ['In progress', 'active'], on_hold: ['On hold', 'warn'],
  completed: ['Completed', 'good'], cancelled: ['Cancelled', 'idle'],
};

export const OPERATION_TONES: Tones = {
  pending: ['Waiting', 'idle'], in_progress: ['In progress', 'active'], paused: ['Paused', 'warn'], completed: ['Done', 'good'], skipped: ['Skipped', 'idle'],
};

export const QC_TONES: Tones = {
  not_required: ['No inspection', 'idle'], pending: ['To inspect', 'info'], passed: ['Inspection passed', 'good'], failed: ['Inspection failed', 'bad'],
} satisfies Record<QcStatus, Tones[string]>;

export const SOURCES: Record<Source, string> = { manual: 'By hand', sales_order: 'Sales order', mrp: 'Planning' };

export const VERDICTS: Record<Verdict, string> = { passed: 'Passed: they may ship', rework: 'Failed: rework and inspect again', scrap: 'Failed: scrap them' };

export const PRIORITIES = [
  { value: '1', label: '1 · first' }, { value: '2', label: '2 · soon' }, { value: '3', label: '3 · normal' }, { value: '4', label: '4 · later' }, { value: '5', label: '5 · last' },
];

/** What happened to a work order, as a person says it. */
export const WORK_EVENTS: Readonly<Record<string, string>> = {
  'work_orders.create': 'Written', 'work_orders.update': 'Changed', 'work_orders.release': 'Released', 'work_orders.reserve': 'Materials reserved again',
  'work_orders.start': 'Work began', 'work_orders.report': 'Work reported', 'work_orders.complete': 'Completed', 'work_orders.close_short': 'Closed short',
  'work_orders.reverse_report': 'Report reversed', 'work_orders.substitute': 'Material replaced',
  'work_orders.hold': 'Put on hold', 'work_orders.resume': 'Resumed', 'work_orders.cancel': 'Cancelled', 'work_orders.split': 'Split',
  'work_orders.remake': 'Made again', 'work_orders.inspect': 'Inspected', 'work_orders.start_operation': 'Operation started',
  'work_orders.pause_operation': 'Operation paused', 'work_orders.skip_operation': 'Operation skipped', 'plan.release': 'Released from the plan',
};
