import { call, CommandError, setToken, type SetUpDone, type SignedIn } from '../../shared/api';

const REFRESH = 'spoolyard.refresh';
const TOKEN = 'spoolyard.session';

/** Remembers the session for this window, and beyond it when the person asked to stay signed in. */
export function keepSession(signedIn: SignedIn | SetUpDone): void {
  setToken(signedIn.token);
  sessionStorage.setItem(TOKEN, signedIn.token);
  if ('refresh_token' in signedIn && signedIn.refresh_token) localStorage.setItem(REFRESH, signedIn.refresh_token);
}

export function leaveSession(): void {
  setToken(null);
  sessionStorage.removeItem(TOKEN);
  localStorage.removeItem(REFRESH);
}

/** Takes up the session of before, if there is one. Never rejects. */
export async function resumeSession(): Promise<void> {
  const token = sessionStorage.getItem(TOKEN);
  if (token) {
    setToken(token);
    // A core that was started again does not know it any more.
    const state = await call('session.state', {}).catch(() => null);
    if (state === null || state.user) return;
    setToken(null);
    sessionStorage.removeItem(TOKEN);
  }
  const refresh_token = localStorage.getItem(REFRESH);
  if (!refresh_token) return;
  try {
    keepSession(await call('session.resume', { refresh_token }));
  } catch (error) {
    // Revoked or expired: sign in again. Unreachable: keep it, the next start may work.
    if (error instanceof CommandError) localStorage.removeItem(REFRESH);
  }
}
