import { createContext, useContext } from 'react';
import type { Account, Company, SessionState } from './commands';

export interface Session extends SessionState {
  user: Account;
  company: Company;
  signOut: () => void;
}

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in, for which company. Only inside the frame. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('This page is drawn outside the signed-in frame.');
  return session;
}

/** True when this person may do what asks for `role`. The core decides; this only hides. */
export function mayDo(user: Account, role: 'staff' | 'admin' | 'anyone' | undefined): boolean {
  return role !== 'admin' || user.role === 'admin';
}
