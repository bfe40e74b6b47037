import type { Tones } from '../../../shared/ui';

export const LOT_TONES: Tones = {
  active: ['Usable', 'good'], depleted: ['Used up', 'idle'], quarantine: ['Set aside', 'warn'], failed: ['Failed inspection', 'bad'], expired: ['Expired', 'bad'],
};

export const INSPECTION_TONES: Tones = { pending: ['Not inspected', 'idle'], passed: ['Passed', 'good'], failed: ['Failed', 'bad'] };

/** How a command reads in the history of a lot. */
export const LOT_WORDS: Readonly<Record<string, string>> = {
  'lots.quarantine': 'Set aside', 'lots.release': 'Let go again', 'lots.inspect': 'Inspected', 'attachments.add': 'File added', 'attachments.remove': 'File removed',
};
