import { Button, Group, PasswordInput, Radio, Select, Stack, Stepper, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { messageOf, useWrite, type ResponseOf, type SignedIn } from '../../shared/api';
import { showFieldErrors } from '../../shared/form/errors';
import { AccountFrame } from './AccountFrame';
import { RecoveryCode } from './RecoveryCode';
import { CURRENCIES, guessCurrency, passwordProblem, timeZones } from './setup';

const STEPS = [['company.name'], ['owner.name', 'owner.email', 'owner.password', 'again'], []] as const;

/** First start: the company, the owner, and a sample farm to look around in, or an empty one. */
export default function SetupAssistant({ onDone }: { onDone: (signedIn: SignedIn) => void }) {
  const [step, setStep] = useState(0);
  const [made, setMade] = useState<ResponseOf<'setup.start'> | null>(null);
  const start = useWrite('setup.start');
  const form = useForm({
    initialValues: {
      company: {
        name: '',
        currency: guessCurrency(navigator.language),
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        locale: navigator.language,
      },
      owner: { name: '', email: '', password: '' },
      again: '',
      sample: 'empty',
    },
    validate: {
      company: { name: (v) => (v.trim() ? null : 'Give the company a name. It stands on every document.') },
      owner: {
        name: (v) => (v.trim() ? null : 'Say who you are.'),
        email: (v) => (/^\S+@\S+\.\S+$/.test(v.trim()) ? null : 'An email address looks like ana@example.com.'),
        password: passwordProblem,
      },
      again: (v, all) => (v === all.owner.password ? null : 'The two passwords differ.'),
    },
  });

  if (made) {
    return <RecoveryCode code={made.recovery_code} intro="Everything is set up. One last thing." onDone={() => onDone(made)} />;
  }

  const next = () => {
    const bad = (STEPS[step] ?? []).filter((field) => form.validateField(field).hasError);
    if (bad.length === 0) setStep(step + 1);
  };
  const finish = form.onSubmit(({ company, owner, sample }) => {
    if (step < 2) return next();
    start.run({ company, owner, sample_farm: sample === 'sample' }).then(setMade, (error: unknown) => {
      const field = showFieldErrors(form, error);
      if (field) setStep(field.startsWith('company') ? 0 : 1);
    });
    return undefined;
  });

  return (
    <AccountFrame title="Set up your farm" intro="Three short steps. Everything stays on this computer." width={520}>
      <form onSubmit={finish}>
        <Stack gap="md">
          <Stepper active={step} onStepClick={(to) => to < step && setStep(to)} size="xs" iconSize={24}>
            <Stepper.Step label="Company">
              <Stack gap="sm">
                <TextInput label="Company name" required autoFocus {...form.getInputProps('company.name')} />
                <Group grow>
                  <Select label="Currency" required searchable allowDeselect={false} data={CURRENCIES} {...form.getInputProps('company.currency')} />
                  <Select label="Time zone" required searchable allowDeselect={false} limit={60} data={timeZones()} {...form.getInputProps('company.timezone')} />
                </Group>
                <Text size="xs" c="dimmed">
                  The currency cannot change once something is posted. Business dates follow the time zone.
                </Text>
              </Stack>
            </Stepper.Step>
            <Stepper.Step label="Owner">
              <Stack gap="sm">
                <TextInput label="Your name" required autoComplete="name" {...form.getInputProps('owner.name')} />
                <TextInput label="Email" required autoComplete="username" {...form.getInputProps('owner.email')} />
                <PasswordInput label="Password" description="At least 10 characters." required autoComplete="new-password" {...form.getInputProps('owner.password')} />
                <PasswordInput label="Password again" required autoComplete="new-password" {...form.getInputProps('again')} />
              </Stack>
            </Stepper.Step>
            <Stepper.Step label="Start">
              <Radio.Group label="Start with" {...form.getInputProps('sample')}>
                <Stack gap="xs" mt="xs">
                  <Radio value="empty" label="An empty farm" description="For your own data. You can import items, customers and stock." />
                  <Radio value="sample" label="A sample farm" description="Printers, filament, orders and a plan to look around in. Not for real business." />
                </Stack>
              </Radio.Group>
            </Stepper.Step>
          </Stepper>
          {start.error && (
            <Text size="sm" c="var(--sy-bad)" role="alert">
              {messageOf(start.error)}
            </Text>
          )}
          <Group justify="space-between">
            {step > 0 ? (
              <Button variant="subtle" color="gray" onClick={() => setStep(step - 1)}>
                Back
              </Button>
            ) : (
              <span />
            )}
            {step < 2 ? <Button onClick={next}>Next</Button> : <Button type="submit" loading={start.pending}>Set up</Button>}
          </Group>
        </Stack>
      </form>
    </AccountFrame>
  );
}
