import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCopy, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Printer, RecordedFrameView } from '../../../bindings/commands';
import { call, messageOf } from '../../../shared/api';
import { toast } from '../../../shared/ui';
import classes from './Printer.module.css';

const MARKS: Readonly<Record<string, string>> = { in: '<', out: '>', note: '#' };

/** Frames as one text: what came, what went, what Spoolyard noticed. */
export const framesText = (frames: readonly RecordedFrameView[]): string =>
  frames.map((f) => `${f.at} ${MARKS[f.direction] ?? f.direction} ${f.subject} ${f.text}`.trimEnd()).join('\n');

/** The last words between Spoolyard and the printer, without secrets, for whoever helps. */
export function Frames({ printer }: { printer: Printer }) {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  function read() {
    setBusy(true);
    setProblem(null);
    void call('printers.recording', { id: printer.id }).then((frames) => setText(framesText(frames)), (e: unknown) => setProblem(messageOf(e))).finally(() => setBusy(false));
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">The last frames between Spoolyard and {printer.code}: passwords, codes and keys are blanked. Add them when you report a problem.</Text>
      <Group gap="xs">
        <Button variant="default" leftSection={<IconRefresh size={15} />} loading={busy} onClick={read}>{text === null ? 'Show the frames' : 'Show the newest'}</Button>
        {text && <Button variant="default" leftSection={<IconCopy size={15} />} onClick={() => void navigator.clipboard.writeText(text).then(() => toast.good('Copied'), () => toast.bad('Not copied', 'The window may not write to the clipboard; mark the text and copy it.'))}>Copy as text</Button>}
      </Group>
      {problem && <Text size="sm" c="var(--sy-bad)" role="alert">{problem}</Text>}
      {text !== null && (
        // It scrolls, so the keyboard must be able to reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={classes.frames} tabIndex={0} role="region" aria-label="Frames">{text || 'Nothing was exchanged yet.'}</pre>
      )}
    </Stack>
  );
}
