import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { Platform } from '../platform';
import { CommandError, connect } from '../shared/api';
import type { Feature } from '../shared/feature';
import { CrashBoundary } from './CrashBoundary';
import { SessionGate } from './SessionGate';
import { cssVariables, theme } from './theme';

/** The cache, with the platform behind it before the first question goes out. */
function openClient(platform: Platform): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // Data goes stale by events, not by age.
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        networkMode: 'always',
        retry: (failures, error) => !(error instanceof CommandError) && failures < 2,
        retryDelay: 300,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  connect(platform, () => void client.invalidateQueries({ queryKey: ['session.state'] }));
  return client;
}

export interface AppProps {
  platform: Platform;
  features: readonly Feature[];
}

/** The whole window. */
export function App({ platform, features }: AppProps) {
  const [client] = useState(() => openClient(platform));
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <CrashBoundary>
        <QueryClientProvider client={client}>
          <DatesProvider settings={{ firstDayOfWeek: 1, weekendDays: [0, 6] }}>
            <ModalsProvider labels={{ confirm: 'OK', cancel: 'Cancel' }}>
              <Notifications position="bottom-right" limit={4} />
              <SessionGate platform={platform} features={features} />
            </ModalsProvider>
          </DatesProvider>
        </QueryClientProvider>
      </CrashBoundary>
    </MantineProvider>
  );
}
