import { Alert, Anchor, Button, Checkbox, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { messageOf, useWrite, type SignedIn } from '../../shared/api';
import { AccountFrame } from './AccountFrame';
import { ForgotPassword } from './ForgotPassword';

interface SignInProps {
  company: string | null;
  version: string;
  onDone: (signedIn: SignedIn) => void;
}

export default function SignIn({ company, version, onDone }: SignInProps) {
  const [forgot, setForgot] = useState(false);
  const signIn = useWrite('session.sign_in');
  const form = useForm({ initialValues: { email: '', password: '', stay: false } });

  if (forgot) return <ForgotPassword email={form.values.email} onBack={() => setForgot(false)} />;

  const submit = form.onSubmit((values) => {
    signIn.run(values).then(onDone, () => form.setFieldValue('password', ''));
  });

  return (
    <AccountFrame title={company ?? 'Sign in'} intro={company ? 'Sign in to go on.' : undefined} footer={`Spoolyard ${version}`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {signIn.error && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle size={16} />} role="alert" p="xs">
              {messageOf(signIn.error)}
            </Alert>
          )}
          <TextInput label="Email" autoComplete="username" autoFocus required size="sm" {...form.getInputProps('email')} />
          <PasswordInput label="Password" autoComplete="current-password" required size="sm" {...form.getInputProps('password')} />
          <Group justify="space-between">
            <Checkbox size="xs" label="Stay signed in" {...form.getInputProps('stay', { type: 'checkbox' })} />
            <Anchor component="button" type="button" size="xs" onClick={() => setForgot(true)}>
              Forgot the password?
            </Anchor>
          </Group>
          <Button type="submit" size="sm" fullWidth loading={signIn.pending}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed">
            On a computer that others use, leave "Stay signed in" off.
          </Text>
        </Stack>
      </form>
    </AccountFrame>
  );
}
