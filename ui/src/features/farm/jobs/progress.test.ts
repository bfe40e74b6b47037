import { describe, expect, it } from 'vitest';
import { progressOf } from './Progress';

const job = { progress_percent: '0.000000', is_on_plate: true };
const live = { status: 'printing' as const, job: { progress_permille: 427 } };

describe('how far a print is', () => {
  it('is what its printer tells while it prints or stands', () => {
    expect(progressOf(job, live)).toBe('43');
    expect(progressOf(job, { ...live, status: 'paused' })).toBe('43');
    expect(progressOf(job, { ...live, status: 'offline' })).toBe('43');
  });

  it('is what was written down for every other print, and when the printer does not say', () => {
    expect(progressOf({ progress_percent: '100.000000', is_on_plate: false }, live)).toBe('100');
    expect(progressOf({ ...job, progress_percent: '12.600000' }, null)).toBe('13');
    expect(progressOf({ ...job, progress_percent: '12.600000' }, { status: 'printing', job: {} })).toBe('13');
    expect(progressOf({ ...job, progress_percent: '12.600000' }, { status: 'idle', job: { progress_permille: 1000 } })).toBe('13');
  });
});
