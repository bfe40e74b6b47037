import type { ReactNode } from 'react';
import { mayDo, useSession, nameOf } from '../shared/api';
import { EmptyState } from '../shared/ui/EmptyState';
import { Page } from '../shared/ui/Page';

interface RoleGateProps {
  role: 'staff' | 'admin' | undefined;
  title: string;
  children: ReactNode;
}

/** Says who may open the page, instead of a page full of refusals. */
export function RoleGate({ role, title, children }: RoleGateProps) {
  const { user } = useSession();
  if (mayDo(user, role)) return children;
  return (
    <Page title={title}>
      <EmptyState title="Only an admin opens this page" hint={`You are signed in as ${nameOf(user)} (staff). Ask an admin to do it, or to change your role.`} />
    </Page>
  );
}
