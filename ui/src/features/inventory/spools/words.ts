import type { Tones } from '../../../shared/ui';

export const SPOOL_TONES: Tones = {
  active: ['In use', 'good'], empty: ['Empty', 'idle'], blocked: ['Not to be used', 'bad'], expired: ['Expired', 'bad'],
};
