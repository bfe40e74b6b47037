import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { fakePlatform, type Answer } from '../platform/fake';
import { connect } from '../shared/api';
import { FormatContext, makeFormat } from '../shared/values';

const format = { ...makeFormat('en-GB', 'EUR', 'UTC'), today: () => '2026-11-22' };

/** Draws a part of the window over a core that answers from memory. */
export function draw(part: ReactNode, answers: Record<string, Answer> = {}) {
  const platform = fakePlatform(answers);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  connect(platform);
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <FormatContext value={format}>
          <ModalsProvider>
            <Notifications />
            {part}
          </ModalsProvider>
        </FormatContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, platform, client };
}
