import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormat } from '../values';
import classes from './DocumentPage.module.css';

export interface TimelineEvent {
  id: string;
  /** RFC 3339. */
  at: string;
  title: string;
  who?: string | null;
  detail?: ReactNode;
  tone?: 'good' | 'warn' | 'bad' | null;
}

/** What happened to a document, the newest first. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  const format = useFormat();
  if (events.length === 0) return <Text size="sm" c="dimmed">Nothing happened yet.</Text>;
  return (
    <ol className={classes.timeline}>
      {events.map((event) => (
        <li key={event.id} data-tone={event.tone ?? undefined}>
          {event.title}
          {event.detail && <div style={{ color: 'var(--mantine-color-dimmed)' }}>{event.detail}</div>}
          <small>
            <time dateTime={event.at}>{format.dateTime(event.at)}</time>
            {event.who && ` · ${event.who}`}
          </small>
        </li>
      ))}
    </ol>
  );
}
