import { Skeleton, Stack } from '@mantine/core';
import { useContext, type ReactNode } from 'react';
import { CommandError } from '../api';
import { EmptyState } from './EmptyState';
import { ErrorPanel } from './ErrorPanel';
import { UnderHeading } from './heading';

interface LoadedProps<T> {
  /** What `useRead` returned. */
  query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  /** `this order` in "this order could not be loaded". */
  what: string;
  children: (data: T) => ReactNode;
}

/** Draws `children` once the answer is there; before that its outline, or what went wrong. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  const page = !useContext(UnderHeading);
  if (query.data !== undefined) return children(query.data);
  if (query.error instanceof CommandError && query.error.code === 'not_found') {
    return <EmptyState page={page} title="It is not here" hint={query.error.message} />;
  }
  if (query.error) return <ErrorPanel heading={page} title={`${what} could not be loaded`} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack p="md" gap="sm" role="status" aria-busy="true" aria-label="Loading">
      <Skeleton h={26} w={260} />
      <Skeleton h={120} />
      <Skeleton h={220} />
    </Stack>
  );
}
