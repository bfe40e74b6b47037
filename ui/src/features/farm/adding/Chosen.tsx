import { Button, Group, PasswordInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FoundPrinter } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { FormShell, useDocForm } from '../../../shared/form';
import { useGo } from '../../../shared/go';
import { toast } from '../../../shared/ui';
import { makeOf } from '../makes';
import { asksForSecret, draftsOf, keyOf, newPrinter, placeOf, tryFound, whatOf, type Draft } from './found';
import { TryOut } from './TryOut';
import classes from './Adding.module.css';

interface ChosenProps {
  found: readonly FoundPrinter[];
  codes: readonly string[];
  onBack: () => void;
}

/** Asks only what the chosen printers still need, and adds them together. */
export function Chosen({ found, codes, onBack }: ChosenProps) {
  const go = useGo();
  const add = useWrite('printers.add_many');
  // The codes that were proposed stay, also when printers arrive meanwhile.
  const [initial] = useState(() => ({ printers: draftsOf(found, codes) }));
  const doc = useDocForm({
    initial,
    validate: { printers: { code: (v: string) => (v.trim() ? null : 'Give it a short code, like P01.') } },
    save: (v) => add.run({ printers: v.printers.map((draft, i) => newPrinter(found[i] as FoundPrinter, draft)) }),
    onSaved: (v) => {
      toast.good(v.printers.length === 1 ? `${v.printers[0]?.code ?? ''} added` : `${v.printers.length} printers added`, 'Spoolyard is connecting to them.');
      go('/printers');
    },
  });
  return (
    <FormShell doc={doc} verb={found.length === 1 ? 'Add the printer' : `Add ${found.length} printers`} fallback="/printers">
      <Group gap="sm">
        <Button size="compact-xs" variant="default" onClick={onBack}>Back to the list</Button>
        <Text size="sm">Only what is still needed is asked. Access codes are sealed and never shown again.</Text>
      </Group>
      <Stack gap="sm">
        {found.map((f, i) => (
          <OneChosen key={keyOf(f)} found={f} draft={doc.form.values.printers[i] as Draft} field={(name) => doc.form.getInputProps(`printers.${i}.${name}`)} />
        ))}
      </Stack>
    </FormShell>
  );
}

interface OneChosenProps {
  found: FoundPrinter;
  draft: Draft;
  field: (name: keyof Draft) => ReturnType<ReturnType<typeof useDocForm<{ printers: Draft[] }>>['form']['getInputProps']>;
}

function OneChosen({ found, draft, field }: OneChosenProps) {
  const make = makeOf(found.protocol);
  const title = `${whatOf(found)} at ${placeOf(found)}`;
  return (
    <fieldset className={classes.one}>
      <legend>{title}{found.serial_number ? <small className="sy-num"> {found.serial_number}</small> : null}</legend>
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="sm" verticalSpacing="xs">
        <TextInput size="xs" label="Code" required maxLength={50} {...field('code')} />
        <TextInput size="xs" label="Name" placeholder="The code when empty" maxLength={255} {...field('name')} />
        <TextInput size="xs" label="Place" placeholder="Rack A, shelf 2" maxLength={255} {...field('location')} />
        {make?.secret && asksForSecret(found, make) && (
          <PasswordInput
            size="xs" label={make.secret.label} description={make.secret.hint} inputWrapperOrder={['label', 'input', 'description', 'error']} maxLength={500} autoComplete="new-password" spellCheck={false}
            visibilityToggleButtonProps={{ 'aria-label': `Show the ${make.secret.label.toLowerCase()}` }} {...field('secret')}
          />
        )}
      </SimpleGrid>
      <TryOut compact of={title} request={tryFound(found, draft)} />
    </fieldset>
  );
}
