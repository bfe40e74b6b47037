import type { BomLine, OperationMaterial, Resource } from '../../bindings/commands';
import type { Tones } from '../../shared/ui';

export const VERSION_TONES: Tones = { active: ['In use', 'good'], inactive: ['Not in use', 'idle'], template: ['Template', 'info'] };

export const STAGES: Readonly<Record<BomLine['consume_stage'], string>> = { production: 'When made', shipping: 'When shipped' };

export const PER: Readonly<Record<OperationMaterial['quantity_per'], string>> = { unit: 'For each unit', batch: 'For each cycle', order: 'Once an order' };

export const RESOURCE_TONES: Record<Resource['status'], Tones[string]> = {
  available: ['Available', 'good'], busy: ['Busy', 'active'], maintenance: ['In maintenance', 'warn'], offline: ['Offline', 'bad'],
};

export const YES_NO = [{ value: 'no', label: 'No' }, { value: 'yes', label: 'Yes' }] as const;
