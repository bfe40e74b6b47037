import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  type QueryClient,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { newId, type ListRequest, type Page } from '../../platform';
import type { Commands } from '../../bindings/commands';
import { call, UnreachableError } from './client';
import { isStale, type CommandName, type RequestOf, type ResponseOf } from './commands';

type ReadOptions<T> = Omit<UseQueryOptions<T, Error, T>, 'queryKey' | 'queryFn'>;

/** Asks the core, keeps the answer, and asks again by itself when a watched table changes. */
export function useRead<N extends CommandName>(
  name: N,
  payload: RequestOf<N>,
  options?: ReadOptions<ResponseOf<N>>,
) {
  return useQuery<ResponseOf<N>, Error, ResponseOf<N>>({
    queryKey: [name, payload],
    queryFn: () => call(name, payload),
    ...options,
  });
}

/**
 * Carries out a command for a person. One press is one intent: a retry after a lost answer carries
 * the same id, so the core does it once. A refusal rejects with `CommandError`.
 */
export function useWrite<N extends CommandName>(name: N) {
  const unsettled = useRef<{ body: string; id: string } | null>(null);
  const mutation = useMutation<ResponseOf<N>, Error, RequestOf<N>>({
    mutationKey: [name],
    mutationFn: async (payload) => {
      const body = JSON.stringify(payload);
      if (unsettled.current?.body !== body) unsettled.current = { body, id: newId() };
      const { id } = unsettled.current;
      try {
        const answer = await retried(() => call(name, payload, id));
        unsettled.current = null;
        return answer;
      } catch (error) {
        if (!(error instanceof UnreachableError)) unsettled.current = null;
        throw error;
      }
    },
  });
  const { mutateAsync } = mutation;
  const run = useCallback((payload: RequestOf<N>) => mutateAsync(payload), [mutateAsync]);
  return { run, pending: mutation.isPending, error: mutation.error, reset: mutation.reset };
}

async function retried<T>(attempt: () => Promise<T>, tries = 3): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !(error instanceof UnreachableError)) throw error;
    }
  }
}

/** Names of commands that answer a `ListRequest` with a page of rows. */
export type ListName = {
  [N in CommandName]: Commands[N] extends { response: { rows: unknown[]; next: string | null } } ? N : never;
}[CommandName];
export type RowOf<N extends ListName> = ResponseOf<N> extends { rows: (infer R)[] } ? R : never;

export interface ListData<T> {
  rows: T[];
  /** Rows of the whole list, when the core says; else those loaded so far. */
  total: number | null;
  loading: boolean;
  error: Error | null;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
  /** Every row of the list, loaded or not: for exports. */
  all: () => Promise<T[]>;
}

/** Rows that are all here already, as a list: for a grid inside a page whose answer holds them. */
export function heldList<T>(rows: T[]): ListData<T> {
  return { rows, total: rows.length, loading: false, error: null, hasMore: false, loadingMore: false, loadMore: () => undefined, retry: () => undefined, all: () => Promise.resolve(rows) };
}

const FIRST_PAGE = 200;
const NEXT_PAGES = 1000;

/** A list that loads page after page as it is scrolled. `extra` is merged into the request. */
export function useList<N extends ListName>(
  name: N,
  request: Omit<ListRequest, 'after' | 'limit'>,
  extra?: Partial<RequestOf<N>>,
): ListData<RowOf<N>> {
  type P = Page<RowOf<N>>;
  const query = useInfiniteQuery({
    queryKey: [name, { ...request, ...extra }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      call(name, {
        ...request,
        ...extra,
        ...(pageParam === null ? {} : { after: pageParam }),
        limit: pageParam === null ? FIRST_PAGE : NEXT_PAGES,
      } as unknown as RequestOf<N>) as unknown as Promise<P>,
    getNextPageParam: (last: P) => last.next,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.rows), [pages]);
  const { fetchNextPage, refetch, hasNextPage, isFetching, isFetchingNextPage, isPlaceholderData } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const retry = useCallback(() => void refetch(), [refetch]);
  const body = JSON.stringify({ ...request, ...extra });
  const all = useCallback(() => everyRow<N>(name, JSON.parse(body) as object), [name, body]);
  return {
    rows,
    all,
    total: pages?.[0]?.total ?? null,
    loading: query.isPending || isPlaceholderData,
    error: query.error,
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    loadMore,
    retry,
  };
}

async function everyRow<N extends ListName>(name: N, request: object): Promise<RowOf<N>[]> {
  const rows: RowOf<N>[] = [];
  let after: string | null = null;
  do {
    const payload: unknown = { ...request, ...(after === null ? {} : { after }), limit: NEXT_PAGES };
    const page = (await call(name, payload as RequestOf<N>)) as unknown as Page<RowOf<N>>;
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

/** Marks stale what a change of `tables` may have touched, but for `except`; open pages ask again at once. */
export function invalidate(client: QueryClient, tables: readonly string[], except?: ReadonlySet<string>): void {
  void client.invalidateQueries({
    predicate: (query) => typeof query.queryKey[0] === 'string' && !except?.has(query.queryKey[0]) && isStale(query.queryKey[0], tables),
  });
}
