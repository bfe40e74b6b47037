import { describe, expect, it } from 'vitest';
import type { PlateFit } from '../../../bindings/commands';
import { requestFor, slotFor, whyNot, withoutSlot, type Picks } from './targets';

const fit: PlateFit = {
  printer_id: 7, code: 'P07', name: 'P07', location: null, status: 'idle', refusal: null, start_refusal: null, misfits: [], takes_slots: true, lies_there: false,
  slots: [{ slot: '0/0', label: 'AMS 1 slot 1', material: 'PLA', colour: 'FFFFFF', spool_number: null, suits: [0] }, { slot: '0/1', label: 'AMS 1 slot 2', material: 'PETG', colour: '000000', spool_number: null, suits: [] }],
  choices: [{ filament: 0, slot: '0/0' }, { filament: 2, slot: null }],
};
const NONE: Picks = new Map();
const OPTIONS = { level_bed: true, timelapse: false };

describe('where a plate is sent', () => {
  it('takes a file on a busy printer, but no start', () => {
    const busy = { ...fit, start_refusal: 'The printer is printing.' };
    expect(whyNot(busy, false)).toBeNull();
    expect(whyNot(busy, true)).toBe('The printer is printing.');
    expect(whyNot({ ...busy, refusal: 'It is not reached now.' }, false)).toBe('It is not reached now.');
  });

  it('proposes what the core proposes, until a person picks', () => {
    expect(slotFor(fit, 0, NONE)).toBe('0/0');
    expect(withoutSlot(fit, NONE)).toEqual([2]);
    const picks: Picks = new Map([[7, new Map([[0, '0/1'], [2, '0/1']])]]);
    expect(slotFor(fit, 0, picks)).toBe('0/1');
    expect(withoutSlot(fit, picks)).toEqual([]);
    expect(withoutSlot({ ...fit, takes_slots: false }, NONE)).toEqual([]);
  });

  it('says slots and options only when it starts', () => {
    expect(requestFor(fit, 3, true, NONE, OPTIONS)).toEqual({ plate_id: 3, printer_id: 7, start: true, slots: [{ filament: 0, slot: '0/0' }], level_bed: true, timelapse: false });
    expect(requestFor(fit, 3, false, NONE, OPTIONS)).toEqual({ plate_id: 3, printer_id: 7, start: false, slots: [] });
  });
});
