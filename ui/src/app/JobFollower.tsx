import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Platform } from '../platform';
import { followEvents, isTold } from '../shared/api';
import { toast } from '../shared/ui/toast';
import { jobName, saidOf, TOLD_BY_ITS_PAGE } from './jobName';

/** Keeps the window current, and says when a background job has ended. */
export function JobFollower({ platform }: { platform: Platform }) {
  const client = useQueryClient();
  useEffect(
    () =>
      followEvents(platform, client, (job) => {
        if (TOLD_BY_ITS_PAGE.has(job.command) || isTold(job.command)) return;
        if (job.state === 'failed') toast.bad(`${jobName(job)} failed`, job.error?.message);
        if (job.state === 'done') toast.good(saidOf(job) ?? `${jobName(job)} is done`);
      }),
    [platform, client],
  );
  return null;
}
