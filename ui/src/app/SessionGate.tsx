import { Loader, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { Platform } from '../platform';
import { call, forgetPreferences, SessionContext, useRead, type Session } from '../shared/api';
import { keepSession, leaveSession, resumeSession } from '../features/accounts/keep';
import type { Feature } from '../shared/feature';
import { ErrorPanel } from '../shared/ui/ErrorPanel';
import { JobFollower } from './JobFollower';
import { makeRouter } from './router';
import { TroublePage } from './TroublePage';

const SetupAssistant = lazy(() => import('../features/accounts/SetupAssistant'));
const SignIn = lazy(() => import('../features/accounts/SignIn'));

interface GateProps {
  platform: Platform;
  features: readonly Feature[];
}

/** Decides what the window shows: first start, sign-in, or the frame. */
export function SessionGate({ platform, features }: GateProps) {
  const client = useQueryClient();
  const [resumed, setResumed] = useState(false);
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: ['session.state'] }), [client]);

  useEffect(() => {
    void resumeSession().finally(() => setResumed(true));
  }, []);

  const state = useRead('session.state', {}, { enabled: resumed });
  const router = useMemo(() => makeRouter(features), [features]);

  const signOut = useCallback(() => {
    void call('session.sign_out', {}).catch(() => undefined).then(() => {
      leaveSession();
      forgetPreferences();
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session.state' });
      void router.navigate({ to: '/' });
      return refresh();
    });
  }, [client, refresh, router]);

  const session = useMemo<Session | null>(
    () =>
      state.data?.user && state.data.company
        ? { ...state.data, user: state.data.user, company: state.data.company, signOut }
        : null,
    [state.data, signOut],
  );

  if (state.error && !state.data) {
    return <ErrorPanel title="Spoolyard could not start" error={state.error} onRetry={() => void state.refetch()} page />;
  }
  if (!state.data) return <Waiting />;
  if (state.data.trouble) {
    return <TroublePage trouble={state.data.trouble} path={state.data.path} onOpened={() => void refresh()} />;
  }
  return (
    <Suspense fallback={<Waiting />}>
      {state.data.needs_setup ? (
        <SetupAssistant
          onDone={(signedIn) => {
            keepSession(signedIn);
            void refresh();
          }}
        />
      ) : session ? (
        <SessionContext value={session}>
          <JobFollower platform={platform} />
          <RouterProvider router={router} />
        </SessionContext>
      ) : (
        <SignIn
          company={state.data.company?.company_name ?? null}
          isSample={state.data.company?.farm_kind === 'sample'}
          version={state.data.version}
          onDone={(signedIn) => {
            keepSession(signedIn);
            void refresh();
          }}
        />
      )}
    </Suspense>
  );
}

function Waiting() {
  return (
    <Stack h="100vh" align="center" justify="center" aria-busy="true" aria-label="Opening Spoolyard">
      <Loader size="sm" type="dots" />
    </Stack>
  );
}
