import { QueryClient } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CoreEvent, JobProgress, Platform } from '../../platform';
import { followEvents, isTold, tellJobsOf, useJobs } from './events';

const job = (id: string, state: JobProgress['state']): CoreEvent => ({
  kind: 'job', job: { id, command: 'print_files.send', title: id, state, done: 0, total: 1, result: null, error: null } as unknown as JobProgress,
});

describe('background jobs', () => {
  it('are all there, also when one file goes to a hundred printers', () => {
    let tell: (event: CoreEvent) => void = () => undefined;
    const platform = { listen: (hear: typeof tell) => { tell = hear; return () => undefined; } } as unknown as Platform;
    const stop = followEvents(platform, new QueryClient(), () => undefined);
    const { result } = renderHook(() => useJobs());
    const ids = Array.from({ length: 100 }, (_, i) => `job ${i}`);
    act(() => ids.forEach((id) => tell(job(id, 'running'))));
    act(() => ids.forEach((id) => tell(job(id, 'done'))));
    expect(new Set(result.current.map((one) => one.id))).toEqual(new Set(ids));
    expect(result.current.every((one) => one.state === 'done')).toBe(true);
    stop();
  });

  it('are told by an open dialog, and by everybody again when the last one closes', () => {
    const first = tellJobsOf('print_files.send');
    const second = tellJobsOf('print_files.send');
    first();
    expect(isTold('print_files.send')).toBe(true);
    second();
    expect(isTold('print_files.send')).toBe(false);
  });
});

describe('what refreshes the window', () => {
  afterEach(() => vi.useRealTimers());

  it('is what somebody did, soon; and what printers tell, once a second and without what comes by itself', () => {
    vi.useFakeTimers();
    let tell: (event: CoreEvent) => void = () => undefined;
    const platform = { listen: (hear: typeof tell) => { tell = hear; return () => undefined; } } as unknown as Platform;
    const client = new QueryClient();
    client.setQueryData(['printers.list', {}], []);
    client.setQueryData(['printers.live', {}], []);
    const stale = (name: string) => client.getQueryState([name, {}])?.isInvalidated;
    const fresh = () => ['printers.list', 'printers.live'].forEach((name) => client.setQueryData([name, {}], []));
    const stop = followEvents(platform, client, () => undefined);

    tell({ kind: 'seen', tables: ['printers'] });
    vi.advanceTimersByTime(200);
    expect([stale('printers.list'), stale('printers.live')]).toEqual([true, false]);
    fresh();
    tell({ kind: 'seen', tables: ['print_jobs'] });
    vi.advanceTimersByTime(500);
    expect(stale('printers.list')).toBe(false);
    vi.advanceTimersByTime(500);
    expect(stale('printers.list')).toBe(true);

    fresh();
    tell({ kind: 'seen', tables: ['print_jobs'] });
    tell({ kind: 'changed', tables: ['printers'] });
    vi.advanceTimersByTime(200);
    expect([stale('printers.list'), stale('printers.live')]).toEqual([true, true]);
    stop();
  });
});
