import { Button, Group, Loader, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useWrite } from '../../../shared/api';
import { FormShell, orNone, useDocForm } from '../../../shared/form';
import { useGo } from '../../../shared/go';
import { LinkTo, Notice, Section, StatusBadge, toast } from '../../../shared/ui';
import { ConnectionFields } from '../ConnectionFields';
import { useFloor, useLive } from '../live';
import { connectionOf, MAKES, makeOf, missing, nextCode } from '../makes';
import { tryOf } from './found';
import { PRINTER_TONES } from '../words';
import type { Protocol } from '../../../bindings/commands';
import { TryOut } from './TryOut';
import classes from './Adding.module.css';

/** Writes a printer down and reaches it: asks only what its make needs. */
export function ByHand({ codes, onAnother }: { codes: readonly string[]; onAnother: () => void }) {
  const go = useGo();
  const add = useWrite('printers.add');
  const update = useWrite('printers.update');
  const connect = useWrite('printers.connect');
  // Written down, but not connected yet: the next try connects it and does not write it down again.
  const written = useRef<number | null>(null);
  const [testing, setTesting] = useState<{ id: number; code: string } | null>(null);
  // The code that was proposed stays, also when printers arrive meanwhile.
  const [initial] = useState(() => ({ protocol: '', code: nextCode(codes), name: '', model: '', location: '', serial_number: '', host: '', port: '', user: '', secret: '' }));
  const doc = useDocForm({
    initial,
    validate: {
      code: (v: string) => (v.trim() ? null : 'Give it a short code, like P01.'),
      protocol: (v: string) => (v ? null : 'Choose the make.'),
      host: (_: string, all) => missing(makeOf(all.protocol as Protocol), all, false).host ?? null,
      port: (_: string, all) => missing(makeOf(all.protocol as Protocol), all, false).port ?? null,
      secret: (_: string, all) => missing(makeOf(all.protocol as Protocol), all, false).secret ?? null,
      serial_number: (_: string, all) => missing(makeOf(all.protocol as Protocol), all, false).serial_number ?? null,
    },
    save: async (v) => {
      const make = makeOf(v.protocol as Protocol);
      if (!make) return 0;
      const about = {
        code: v.code.trim(), name: v.name.trim() || v.code.trim(), brand: make.brand, ...(orNone(v.model) ? { model: v.model.trim() } : {}),
        serial_number: orNone(v.serial_number) ?? null, work_center_id: null, location: orNone(v.location) ?? null, notes: null,
      };
      if (written.current === null) written.current = (await add.run({ ...about, ip_address: null, capabilities: null })).id;
      else await update.run({ ...without(about), id: written.current, active: true });
      await connect.run({ id: written.current, ...connectionOf(make, v) });
      return written.current;
    },
    onSaved: (v, id) => {
      if (v.protocol !== 'generic') return setTesting({ id, code: v.code.trim() });
      toast.good(`${v.code.trim()} added`, 'It is kept by hand.');
      return go('/printers');
    },
  });
  const make = makeOf(doc.form.values.protocol as Protocol);
  const { getInputProps } = doc.form;
  if (testing) return <Testing {...testing} onAnother={onAnother} />;
  return (
    <FormShell doc={doc} verb={make && make.protocol !== 'generic' ? 'Add and connect' : 'Add the printer'} fallback="/printers">
      <Radio.Group {...getInputProps('protocol')} label="Make" required>
        <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="xs" mt={6}>
          {MAKES.map((m) => (
            <Radio.Card key={m.protocol} value={m.protocol} aria-label={m.title} className={classes.make}>
              <Radio.Indicator size="xs" />
              <span>
                <b>{m.title}</b>
                <small>{m.machines}</small>
              </span>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
      {make && (
        <SimpleGrid cols={{ base: 1, lg: make.address ? 2 : 1 }} spacing="xl" maw={make.address ? undefined : 560}>
          <Section title="The printer">
            <Stack gap="sm">
              <Group align="flex-start" wrap="nowrap" gap="sm">
                <TextInput size="xs" w={110} label="Code" required maxLength={50} {...getInputProps('code')} />
                <TextInput size="xs" flex={1} label="Name" placeholder="As people call it; the code when empty" maxLength={255} {...getInputProps('name')} />
              </Group>
              <TextInput size="xs" label="Model" placeholder={make.machines} description="It stands on the front or the name plate; empty when nobody knows" maxLength={100} {...getInputProps('model')} />
              <TextInput size="xs" label="Place" placeholder="Rack A, shelf 2" description="What stands before the comma is a group on the wall" maxLength={255} {...getInputProps('location')} />
              <TextInput
                size="xs" label="Serial number" required={Boolean(make.serial)} description={make.serial ?? 'Where it is known'} maxLength={100} spellCheck={false} {...getInputProps('serial_number')}
              />
            </Stack>
          </Section>
          {make.address && (
            <Section title="How it is reached">
              <Stack gap="sm">
                <ConnectionFields make={make} form={doc.form} />
                <TryOut request={tryOf(make, doc.form.values)} />
              </Stack>
            </Section>
          )}
        </SimpleGrid>
      )}
    </FormShell>
  );
}

/** `printers.update` leaves out what is empty. */
function without<T extends Record<string, unknown>>(about: T) {
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== null)) as { [K in keyof T]: NonNullable<T[K]> };
}

/** What came of the first connection, as it comes. */
function Testing({ id, code, onAnother }: { id: number; code: string; onAnother: () => void }) {
  const go = useGo();
  const { watched } = useFloor();
  const live = useLive(id);
  const reached = Boolean(live?.heard_at && !live.trouble && live.status !== 'connecting' && live.status !== 'offline');
  return (
    <Stack gap="md" maw={720} aria-live="polite">
      <Text>{code} is written down.</Text>
      {live && reached ? (
        <Group gap="sm"><StatusBadge state={live.status} tones={PRINTER_TONES} /><Text size="sm">It answers{live.firmware ? ` with firmware ${live.firmware}` : ''}{live.obeys ? ' and obeys.' : '; it can only be watched.'}</Text></Group>
      ) : live?.trouble ? (
        <Notice tone="bad" remedy={{ title: 'Change the connection', run: () => go(`/printers/${id}?tab=connection`) }}>{live.trouble}</Notice>
      ) : (
        <Group gap="sm"><Loader size="xs" /><Text size="sm">{watched ? 'Testing: Spoolyard calls the printer…' : 'It is reached once Spoolyard watches the farm.'}</Text></Group>
      )}
      <Group gap="xs">
        <Button onClick={() => go(`/printers/${id}`)}>Open {code}</Button>
        <Button variant="default" onClick={onAnother}>Add another printer</Button>
        <LinkTo to="/printers">To the wall</LinkTo>
      </Group>
    </Stack>
  );
}
