import { Button, Group, PasswordInput, Radio, Select, Stack, Stepper, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { call, messageOf, useWrite, type SetUpDone } from '../../shared/api';
import { toast } from '../../shared/ui/toast';
import { showFieldErrors } from '../../shared/form/errors';
import { windowLanguage } from '../../shared/language';
import { AccountFrame } from './AccountFrame';
import { RecoveryCode } from './RecoveryCode';
import { CURRENCIES, guessCurrency, passwordProblem, timeZones } from './setup';

const STEPS = [['company_name'], ['owner.first_name', 'owner.email', 'owner.password', 'again'], []] as const;

/** First start: the company, the owner, and a sample farm to look around in, or an empty one. */
export default function SetupAssistant({ onDone }: { onDone: (made: SetUpDone) => void }) {
  const [step, setStep] = useState(0);
  const [made, setMade] = useState<SetUpDone | null>(null);
  const start = useWrite('setup.start');
  const form = useForm({
    initialValues: {
      company_name: '',
      currency_code: guessCurrency(windowLanguage()),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      owner: { first_name: '', last_name: '', email: '', password: '' },
      again: '',
      farm: 'own' as 'own' | 'sample',
    },
    validate: {
      company_name: (v) => (v.trim() ? null : 'Give the company a name. It stands on every document.'),
      owner: {
        first_name: (v) => (v.trim() ? null : 'Say who you are.'),
        email: (v) => (/^\S+@\S+\.\S+$/.test(v.trim()) ? null : 'An email address looks like ana@example.com.'),
        password: passwordProblem,
      },
      again: (v, all) => (v === all.owner.password ? null : 'The two passwords differ.'),
    },
  });

  if (made) {
    const enter = () => {
      onDone(made);
      // The session is open now; the frame shows how far the work is, and every page fills when it ends.
      if (form.values.farm === 'sample') {
        call('farm.load_sample', {}).catch((error: unknown) => toast.error('The sample farm was not loaded', error));
      }
    };
    return <RecoveryCode code={made.recovery_code} intro="Everything is set up. One last thing." onDone={enter} />;
  }

  const next = () => {
    const bad = (STEPS[step] ?? []).filter((field) => form.validateField(field).hasError);
    if (bad.length === 0) setStep(step + 1);
  };
  const finish = form.onSubmit(({ company_name, currency_code, timezone, farm, owner }) => {
    if (step < 2) return next();
    const named = { ...owner, last_name: owner.last_name.trim() || null };
    start.run({ company_name, currency_code, timezone, farm, locale: windowLanguage(), owner: named }).then(setMade, (error: unknown) => {
      const field = showFieldErrors(form, error);
      if (field) setStep(field.startsWith('owner') ? 1 : 0);
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
                <TextInput label="Company name" required autoFocus {...form.getInputProps('company_name')} />
                <Group grow>
                  <Select label="Currency" required searchable allowDeselect={false} data={CURRENCIES} {...form.getInputProps('currency_code')} />
                  <Select label="Time zone" required searchable allowDeselect={false} limit={60} data={timeZones()} {...form.getInputProps('timezone')} />
                </Group>
                <Text size="xs" c="dimmed">
                  The currency cannot change once something is posted. Business dates follow the time zone.
                </Text>
              </Stack>
            </Stepper.Step>
            <Stepper.Step label="Owner">
              <Stack gap="sm">
                <Group grow>
                  <TextInput label="First name" required autoComplete="given-name" {...form.getInputProps('owner.first_name')} />
                  <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('owner.last_name')} />
                </Group>
                <TextInput label="Email" required autoComplete="username" {...form.getInputProps('owner.email')} />
                <PasswordInput label="Password" description="At least 10 characters." required autoComplete="new-password" {...form.getInputProps('owner.password')} />
                <PasswordInput label="Password again" required autoComplete="new-password" {...form.getInputProps('again')} />
              </Stack>
            </Stepper.Step>
            <Stepper.Step label="Start">
              <Radio.Group label="Start with" {...form.getInputProps('farm')}>
                <Stack gap="xs" mt="xs">
                  <Radio value="own" label="An empty farm" description="For your own data. You can import items, customers and stock." />
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
            {/* Keys keep the two apart: one element for both would send the form with the press of Next. */}
            {step < 2 ? (
              <Button key="next" onClick={next}>
                Next
              </Button>
            ) : (
              <Button key="start" type="submit" loading={start.pending}>
                Set up
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </AccountFrame>
  );
}
