import { Button } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './DocumentPage.module.css';

interface NoticeProps {
  tone: 'bad' | 'warn' | 'info';
  children: ReactNode;
  /** The remedy, in one click. */
  remedy?: { title: string; run: () => void };
}

/** What stands in the way, with the cause, the date and the remedy. */
export function Notice({ tone, children, remedy }: NoticeProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden />
      <p>{children}</p>
      {remedy && (
        <Button size="compact-xs" variant="default" onClick={remedy.run}>
          {remedy.title}
        </Button>
      )}
    </div>
  );
}
