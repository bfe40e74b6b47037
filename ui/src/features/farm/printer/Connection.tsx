import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlugX } from '@tabler/icons-react';
import type { Printer, Protocol } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { FormShell, textOf, useDocForm } from '../../../shared/form';
import { confirmDestroy, Facts, toast } from '../../../shared/ui';
import { ConnectionFields } from '../ConnectionFields';
import { tryOf } from '../adding/found';
import { TryOut } from '../adding/TryOut';
import { connectionOf, MAKES, makeOf, missing } from '../makes';

/** How the printer is reached. The code that is kept is never shown. */
export function Connection({ printer }: { printer: Printer }) {
  const connect = useWrite('printers.connect');
  const disconnect = useWrite('printers.disconnect');
  const keeps = (protocol: string) => printer.has_secret && protocol === printer.protocol;
  const check = (field: 'host' | 'port' | 'secret') => (_: string, v: { protocol: string; host: string; port: string; user: string; secret: string }) =>
    missing(makeOf(v.protocol as Protocol), v, keeps(v.protocol))[field] ?? null;
  const doc = useDocForm({
    initial: { protocol: textOf(printer.protocol), host: textOf(printer.ip_address), port: textOf(printer.port), user: textOf(printer.user), secret: '' },
    validate: { protocol: (v: string) => (v ? null : 'Choose what it speaks.'), host: check('host'), port: check('port'), secret: check('secret') },
    save: async (v) => {
      const make = makeOf(v.protocol as Protocol);
      if (make) await connect.run({ id: printer.id, ...connectionOf(make, v) });
    },
    onSaved: () => {
      doc.form.setFieldValue('secret', '');
      doc.form.resetDirty({ ...doc.form.getValues(), secret: '' });
      toast.good('Connection saved', 'What comes of it stands above in a moment.');
    },
  });
  const make = makeOf(doc.form.values.protocol as Protocol);
  const choices = MAKES.map((m) => ({ value: m.protocol, label: `${m.title}: ${m.machines}` }));
  return (
    <Stack gap="lg" maw={640}>
      <FormShell doc={doc} verb="Save the connection" onCancel={() => doc.form.reset()}>
        <Select
          size="xs" label="It speaks" required allowDeselect={false} data={choices} {...doc.form.getInputProps('protocol')} value={doc.form.values.protocol || null}
        />
        {make && <ConnectionFields make={make} form={doc.form} keepsSecret={keeps(make.protocol)} />}
        {make?.address && <TryOut request={tryOf(make, { ...doc.form.values, serial_number: textOf(printer.serial_number) }, { printer: printer.id, secret: keeps(make.protocol) })} />}
        {make?.serial && <Text size="sm" c="dimmed">Serial number: {printer.serial_number ?? 'none yet; enter it under Edit, the printer is known by it.'}</Text>}
      </FormShell>
      {printer.pin && <Facts facts={[['Trusted certificate, SHA-256', <span key="p" style={{ overflowWrap: 'anywhere' }}>{printer.pin}</span>]]} />}
      {printer.protocol !== null && (
        <Group>
          <Button
            variant="default" leftSection={<IconPlugX size={15} />}
            onClick={() => confirmDestroy({
              title: `Disconnect ${printer.code}?`, verb: 'Disconnect it', what: 'Spoolyard watches it no more and forgets its access code. Its prints and its log stay.',
              run: () => disconnect.run({ id: printer.id }).then(() => toast.good(`${printer.code} is disconnected`)),
            })}
          >
            Disconnect
          </Button>
        </Group>
      )}
    </Stack>
  );
}
