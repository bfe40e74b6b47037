import type { JobStatus, MaintenanceType, PrinterStatus, Protocol } from '../../bindings/commands';
import type { Tones } from '../../shared/ui';

/** What a printer does. */
export const PRINTER_TONES: Tones = {
  offline: ['Offline', 'idle'], connecting: ['Connecting', 'idle'], online: ['Online', 'good'], idle: ['Ready', 'good'],
  preparing: ['Preparing', 'active'], printing: ['Printing', 'active'], paused: ['Paused', 'warn'], finished: ['Finished', 'good'],
  cancelled: ['Stopped', 'good'], failed: ['Failed', 'bad'], busy: ['Busy', 'active'], attention: ['Needs somebody', 'bad'],
  error: ['Error', 'bad'], maintenance: ['Out of service', 'warn'],
} satisfies Record<PrinterStatus, readonly [string, string]> as Tones;

/** How far a print is. */
export const JOB_TONES: Tones = {
  queued: ['Waiting', 'idle'], sending: ['Sending', 'info'], printing: ['Printing', 'active'], paused: ['Paused', 'warn'],
  completed: ['Completed', 'good'], failed: ['Failed', 'bad'], cancelled: ['Cancelled', 'idle'],
} satisfies Record<JobStatus, readonly [string, string]> as Tones;

/** Why a printer was worked on. */
export const UPKEEP_TONES: Tones = {
  preventive: ['Preventive', 'good'], corrective: ['Repair', 'warn'], calibration: ['Calibration', 'info'],
} satisfies Record<MaintenanceType, readonly [string, string]> as Tones;

export const UPKEEP_KINDS: { value: MaintenanceType; label: string }[] = [
  { value: 'preventive', label: 'Preventive: before anything went wrong' },
  { value: 'corrective', label: 'Repair: something went wrong' },
  { value: 'calibration', label: 'Calibration: back into measure' },
];

/** The language a printer speaks, as people know it. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  bambu: 'Bambu Lab', moonraker: 'Klipper (Moonraker)', octoprint: 'OctoPrint', prusalink: 'PrusaLink', sdcp: 'Elegoo (SDCP)',
  elegoo_mqtt: 'Elegoo Centauri Carbon 2', creality: 'Creality', duet: 'Duet', generic: 'By hand',
};

/** Where printers without a place stand on the wall. */
export const NO_PLACE = 'Without a place';
