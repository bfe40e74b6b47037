import { Alert, Button, Divider, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { messageOf, useWrite } from '../../shared/api';
import { showFieldErrors } from '../../shared/form/errors';
import { AccountFrame } from './AccountFrame';
import { RecoveryCode } from './RecoveryCode';
import { forgetTicket, keepTicket, keptTicket } from './ticket';

/** Two ways back in: an admin approves a new password, or an admin's own recovery code. */
export function ForgotPassword({ email, onBack }: { email: string; onBack: () => void }) {
  const [newCode, setNewCode] = useState<string | null>(null);
  if (newCode) {
    return <RecoveryCode code={newCode} intro="Your password is changed. The old code no longer works; keep this one." onDone={onBack} />;
  }
  return (
    <AccountFrame title="Forgot the password">
      <AskAdmin email={email} onDone={onBack} />
      <Divider label="or" />
      <UseCode email={email} onBack={onBack} onDone={setNewCode} />
    </AccountFrame>
  );
}

function AskAdmin({ email, onDone }: { email: string; onDone: () => void }) {
  const ask = useWrite('password.request_reset');
  const [ticket, setTicket] = useState(keptTicket);
  const form = useForm({ initialValues: { email } });
  if (ticket) return <SetPassword ticket={ticket} onDone={onDone} onAgain={() => { forgetTicket(); setTicket(null); }} />;
  const submit = form.onSubmit((values) => {
    ask.run(values).then(({ token }) => { keepTicket(token); setTicket(token); }, (error: unknown) => showFieldErrors(form, error));
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">Ask an admin. They see the request under Settings, Accounts, and approve it there.</Text>
        <TextInput label="Email" required {...form.getInputProps('email')} />
        <Button type="submit" variant="default" loading={ask.pending}>
          Ask for a new password
        </Button>
        <Problem error={ask.error} />
      </Stack>
    </form>
  );
}

function SetPassword({ ticket, onDone, onAgain }: { ticket: string; onDone: () => void; onAgain: () => void }) {
  const complete = useWrite('password.complete_reset');
  const form = useForm({ initialValues: { new_password: '' } });
  const submit = form.onSubmit((values) => {
    complete.run({ ...values, token: ticket }).then(() => { forgetTicket(); onDone(); }, (error: unknown) => showFieldErrors(form, error));
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Alert color="yard" p="xs" role="status">
          The request is in. Once an admin has approved it, set the new password here.
        </Alert>
        <PasswordInput label="New password" required autoComplete="new-password" {...form.getInputProps('new_password')} />
        <Problem error={complete.error} />
        <Group justify="space-between">
          <Button variant="subtle" color="gray" onClick={onAgain}>
            Ask again
          </Button>
          <Button type="submit" variant="default" loading={complete.pending}>
            Set the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function UseCode({ email, onBack, onDone }: { email: string; onBack: () => void; onDone: (code: string) => void }) {
  const recover = useWrite('session.recover');
  const form = useForm({ initialValues: { email, recovery_code: '', new_password: '' } });
  const submit = form.onSubmit((values) => {
    recover.run(values).then((answer) => onDone(answer.recovery_code), (error: unknown) => showFieldErrors(form, error));
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">You are an admin and have the recovery code that was shown when your account was made.</Text>
        <TextInput label="Your email" required autoComplete="username" {...form.getInputProps('email')} />
        <TextInput label="Recovery code" required autoComplete="off" {...form.getInputProps('recovery_code')} />
        <PasswordInput label="New password" required autoComplete="new-password" {...form.getInputProps('new_password')} />
        <Problem error={recover.error} />
        <Group justify="space-between">
          <Button variant="subtle" color="gray" onClick={onBack}>
            Back to sign in
          </Button>
          <Button type="submit" loading={recover.pending}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Problem({ error }: { error: Error | null }) {
  return error && <Text size="sm" c="var(--sy-bad)" role="alert">{messageOf(error)}</Text>;
}
