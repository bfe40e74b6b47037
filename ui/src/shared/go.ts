import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Goes to an address inside the window: `go('/orders/42')`. `replace` leaves no step in the history. */
export function useGo(): (url: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (url, options) => {
      const [path = '/', query = ''] = url.split('?');
      void navigate({
        to: path,
        search: Object.fromEntries(new URLSearchParams(query)) as never,
        replace: options?.replace ?? false,
      });
    },
    [navigate],
  );
}

/** One step back, or to `fallback` when this window has nothing to go back to. */
export function useGoBack(fallback = '/'): () => void {
  const router = useRouter();
  const go = useGo();
  return useCallback(() => {
    if (router.history.canGoBack()) router.history.back();
    else go(fallback);
  }, [router, go, fallback]);
}

/** The `$id` (or other) part of the page's address. */
export function useRouteParam(name = 'id'): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  return params[name] ?? '';
}

/** A value behind `?` in the address, and the way to change it without a step in the history. */
export function useSearchParam(name: string): [string | undefined, (value: string | undefined) => void] {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const set = useCallback(
    (value: string | undefined) => {
      void navigate({ to: '.', search: ((old: object) => ({ ...old, [name]: value })) as never, replace: true });
    },
    [navigate, name],
  );
  return [search[name], set];
}

const PAGES: Record<string, string> = {
  order: '/orders', item: '/items', work_order: '/work-orders', purchase_order: '/purchase-orders', customer: '/customers',
  vendor: '/vendors', printer: '/printers', lot: '/lots', spool: '/spools', shipment: '/orders', invoice: '/orders', payment: '/orders',
};

/** Where on the order's page these stand. */
const TABS: Record<string, string> = { invoice: '?tab=payments', payment: '?tab=payments' };

/** The page of something that the search found. */
export const pageOf = (hit: { kind: string; id: number; title: string }): string =>
  hit.kind === 'serial' ? `/lots?tab=serials&q=${encodeURIComponent(hit.title)}` : `${PAGES[hit.kind] ?? ''}/${hit.id}${TABS[hit.kind] ?? ''}`;
