import type { ComponentType } from 'react';

export interface PageRoute {
  /** `/orders`, `/orders/$id`. */
  path: string;
  title: string;
  /** Loaded when first visited; the module's `default` is the page. */
  load?: () => Promise<{ default: ComponentType }>;
  /** One sentence on what the page does, for a page that has no content yet. */
  purpose?: string;
  /** Absent: everyone who is signed in. */
  role?: 'staff' | 'admin';
}

/** A "go to" or "new" entry that works from everywhere, before any page of the feature is loaded. */
export interface GlobalAction {
  id: string;
  title: string;
  keys?: string;
  words?: string;
  /** Where it leads. */
  to: string;
  role?: 'staff' | 'admin';
}

/** What a feature folder offers to the frame: `features/<capability>/manifest.ts`. */
export interface Feature {
  pages: PageRoute[];
  actions?: GlobalAction[];
}

export const feature = (definition: Feature): Feature => definition;
