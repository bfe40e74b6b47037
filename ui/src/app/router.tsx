import {
  createRootRoute, createRoute, createRouter, lazyRouteComponent, type AnyRoute, type AnyRouter, type ErrorComponentProps,
} from '@tanstack/react-router';
import type { ComponentType, ReactNode } from 'react';
import type { Feature, PageRoute } from '../shared/feature';
import { CrashPage } from './CrashPage';
import { Frame } from './Frame';
import { NotFoundPage } from './NotFoundPage';
import { PurposePage } from './PurposePage';
import { RoleGate } from './RoleGate';

function PageCrash({ error, reset }: ErrorComponentProps) {
  return <CrashPage error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />;
}

type Loader = () => Promise<{ default: ComponentType }>;
type LoadedLater = (() => ReactNode) & { preload?: () => Promise<void> };

function componentOf(page: PageRoute): LoadedLater {
  if (!page.load) return () => <PurposePage title={page.title} purpose={page.purpose ?? ''} />;
  const Lazy = lazyRouteComponent(page.load as Loader, 'default') as unknown as LoadedLater;
  const { role } = page;
  if (!role) return Lazy;
  const Guarded: LoadedLater = () => (
    <RoleGate role={role} title={page.title}>
      <Lazy />
    </RoleGate>
  );
  if (Lazy.preload) Guarded.preload = Lazy.preload;
  return Guarded;
}

/** One route a page, from the manifests. Pages load on first visit, or when a link is pointed at. */
export function makeRouter(features: readonly Feature[]): AnyRouter {
  const root = createRootRoute({
    component: Frame,
    notFoundComponent: NotFoundPage,
    errorComponent: PageCrash,
    // Search values stay plain text: `?tab=lines`, nothing guessed into numbers.
    validateSearch: (search: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(search).map(([k, v]) => [k, v === undefined ? undefined : String(v)])),
  });
  const children: AnyRoute[] = features
    .flatMap((feature) => feature.pages)
    .map((page) =>
      createRoute({
        getParentRoute: () => root,
        path: page.path,
        component: componentOf(page),
        errorComponent: PageCrash,
        staticData: { title: page.title } as never,
      }),
    );
  return createRouter({
    routeTree: root.addChildren(children),
    context: { features },
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    scrollRestoration: false,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const kept = Object.entries(search).filter(([, v]) => v !== undefined && v !== '') as [string, string][];
      const text = new URLSearchParams(kept).toString();
      return text ? `?${text}` : '';
    },
  }) as AnyRouter;
}
