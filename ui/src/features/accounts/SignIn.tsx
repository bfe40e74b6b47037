import { Alert, Anchor, Button, Checkbox, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { messageOf, useWrite, type SignedIn } from '../../shared/api';
import { AccountFrame } from './AccountFrame';
import { ForgotPassword } from './ForgotPassword';

interface SignInProps {
  company: string | null;
  isSample: boolean;
  version: string;
  onDone: (signedIn: SignedIn) => void;
}

/** The owner of the sample farm that Spoolyard makes by itself; a farm that a person set up has another name. */
const SAMPLE = { company: 'Ridgeline Print Works', email: 'nora@ridgelineprint.example', password: 'twelve printers hum' };

export default function SignIn({ company, isSample, version, onDone }: SignInProps) {
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
          {isSample && company === SAMPLE.company && (
            <Alert variant="light" p="xs">
              <Text size="xs">
                This is the sample farm. Its owner is {SAMPLE.email}, the password is “{SAMPLE.password}”.
              </Text>
              <Button size="compact-xs" variant="light" mt={6} onClick={() => form.setValues({ email: SAMPLE.email, password: SAMPLE.password })}>
                Fill in
              </Button>
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
