import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import type { Tried, TryConnection } from '../../../bindings/commands';
import { messageOf, useWrite } from '../../../shared/api';
import { Notice } from '../../../shared/ui';
import classes from './Adding.module.css';

interface TryOutProps {
  /** Null while something that it takes is missing. */
  request: TryConnection | null;
  /** In a row of a table. */
  compact?: boolean;
  /** Which printer, for who does not see the row. */
  of?: string;
}

/** Tries a connection before it is written down, and says in words what is in its way. */
export function TryOut({ request, compact = false, of }: TryOutProps) {
  const attempt = useWrite('printers.try');
  const [seen, setSeen] = useState<{ body: string; tried: Tried | null; problem: string | null } | null>(null);
  const body = JSON.stringify(request);
  const run = () => {
    if (!request) return;
    attempt.run(request).then(
      (tried) => setSeen({ body, tried, problem: null }),
      (error: unknown) => setSeen({ body, tried: null, problem: messageOf(error) }),
    );
  };
  // What was typed since has not been tried.
  const current = seen?.body === body ? seen : null;
  return (
    <div className={classes.tryout}>
      <Group gap="xs">
        <Button
          size={compact ? 'compact-xs' : 'xs'} variant="default" leftSection={<IconPlugConnected size={14} aria-hidden />} loading={attempt.pending} disabled={!request} onClick={run}
          aria-label={of ? `Test the connection of ${of}` : undefined}
        >
          {compact ? 'Test' : 'Test the connection'}
        </Button>
        {!compact && !request && <Text size="xs" c="dimmed">Once everything it needs is entered.</Text>}
      </Group>
      <div aria-live="polite">
        {current?.tried?.ok && !current.tried.trouble && (
          <Text size="xs" className={classes.good}><IconCircleCheck size={14} aria-hidden /> {current.tried.text}{current.tried.firmware ? ` Firmware ${current.tried.firmware}.` : ''}</Text>
        )}
        {current?.tried?.ok && current.tried.trouble && <Notice tone="warn">{current.tried.text}</Notice>}
        {current?.tried && !current.tried.ok && <Notice tone="bad">{current.tried.text}</Notice>}
        {current?.problem && <Notice tone="bad">{current.problem}</Notice>}
      </div>
    </div>
  );
}
