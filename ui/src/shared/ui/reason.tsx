import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState, type FormEvent, type ReactNode } from 'react';
import { messageOf } from '../api';

interface AskReason {
  /** A question that names the thing: `Void parcel SHP-2026-0004?` */
  title: string;
  /** What is lost, and what stays. */
  what: ReactNode;
  /** On the red button: `Void the parcel`. */
  verb: string;
  /** Above the text: `Why`. */
  label?: string;
  run: (reason: string) => Promise<unknown>;
}

/** Asks for a reason before something is undone; a refusal stays in sight, beside what was written. */
export function askReason(ask: AskReason): void {
  const id = modals.open({
    title: <Text fw={620}>{ask.title}</Text>,
    children: <ReasonForm {...ask} close={() => modals.close(id)} />,
  });
}

function ReasonForm({ what, verb, label = 'Why', run, close }: AskReason & { close: () => void }) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!reason.trim()) return setProblem('Say why: it stands in the history.');
    setBusy(true);
    return void run(reason.trim()).then(close, (error: unknown) => setProblem(messageOf(error))).finally(() => setBusy(false));
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" component="div">{what}</Text>
        <Textarea
          data-autofocus label={label} required maxLength={500} autosize minRows={2} value={reason} error={problem}
          onChange={(event) => { setReason(event.target.value); setProblem(null); }}
          onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event); }}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>Keep it</Button>
          <Button type="submit" color="red" loading={busy}>{verb}</Button>
        </Group>
      </Stack>
    </form>
  );
}
