import { describe, expect, it } from 'vitest';
import { endedUnseen, progressOf } from './Progress';

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

describe('a print that waits for a word', () => {
  const paused = { status: 'paused' as const, is_on_plate: true };

  it('is one that stands as paused while its printer prints nothing, or another one', () => {
    expect(endedUnseen(paused, { status: 'idle', is_stale: false })).toBe(true);
    expect(endedUnseen({ ...paused, is_on_plate: false }, { status: 'printing', is_stale: false })).toBe(true);
  });

  it('is none that may still go on', () => {
    expect(endedUnseen(paused, { status: 'paused', is_stale: false })).toBe(false);
    expect(endedUnseen(paused, { status: 'offline', is_stale: true })).toBe(false);
    expect(endedUnseen(paused, null)).toBe(false);
    expect(endedUnseen({ ...paused, status: 'completed' }, { status: 'idle', is_stale: false })).toBe(false);
  });
});
