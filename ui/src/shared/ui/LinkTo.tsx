import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A link inside the window: `<LinkTo to="/orders/42">SO-2026-0042</LinkTo>`. */
export function LinkTo({ to, children }: { to: string; children: ReactNode }) {
  const [path = '/', query = ''] = to.split('?');
  return (
    <Link to={path} search={Object.fromEntries(new URLSearchParams(query)) as never} className="sy-link">
      {children}
    </Link>
  );
}
