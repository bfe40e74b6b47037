import { Alert, Button, Divider, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { messageOf, useWrite } from '../../shared/api';
import { showFieldErrors } from '../../shared/form/errors';
import { AccountFrame } from './AccountFrame';
import { RecoveryCode } from './RecoveryCode';

/** Two ways back in: an admin approves a new password, or the owner uses the recovery code. */
export function ForgotPassword({ login, onBack }: { login: string; onBack: () => void }) {
  const ask = useWrite('session.ask_reset');
  const recover = useWrite('session.recover');
  const [asked, setAsked] = useState(false);
  const [newCode, setNewCode] = useState<string | null>(null);
  const request = useForm({ initialValues: { login } });
  const form = useForm({ initialValues: { recovery_code: '', new_password: '' } });

  if (newCode) return <RecoveryCode code={newCode} intro="Your password is changed. The old code no longer works; keep this one." onDone={onBack} />;

  return (
    <AccountFrame title="Forgot the password">
      <form
        onSubmit={request.onSubmit((values) => {
          ask.run(values).then(() => setAsked(true), (error: unknown) => showFieldErrors(request, error));
        })}
      >
        <Stack gap="sm">
          <Text size="sm">Ask an admin. They see the request in Settings, Users, and give you a new password.</Text>
          <TextInput label="Your name or email" required {...request.getInputProps('login')} />
          {asked ? (
            <Alert color="yard" p="xs" role="status">
              The request is in. Tell an admin that it waits for them.
            </Alert>
          ) : (
            <Button type="submit" variant="default" loading={ask.pending}>
              Ask for a new password
            </Button>
          )}
          {ask.error && !asked && <Text size="sm" c="var(--sy-bad)" role="alert">{messageOf(ask.error)}</Text>}
        </Stack>
      </form>
      <Divider label="or" />
      <form
        onSubmit={form.onSubmit((values) => {
          recover.run(values).then((answer) => setNewCode(answer.recovery_code), (error: unknown) => showFieldErrors(form, error));
        })}
      >
        <Stack gap="sm">
          <Text size="sm">You are the owner and have the recovery code that was shown at first start.</Text>
          <TextInput label="Recovery code" required autoComplete="off" {...form.getInputProps('recovery_code')} />
          <PasswordInput label="New password" required autoComplete="new-password" {...form.getInputProps('new_password')} />
          {recover.error && <Text size="sm" c="var(--sy-bad)" role="alert">{messageOf(recover.error)}</Text>}
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
    </AccountFrame>
  );
}
