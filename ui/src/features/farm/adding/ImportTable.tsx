import { Button, Code, FileButton, Group, Stack, Table, Text } from '@mantine/core';
import { IconTableImport } from '@tabler/icons-react';
import { useState } from 'react';
import type { PrintersImported } from '../../../bindings/commands';
import { messageOf, useWrite } from '../../../shared/api';
import { useGo } from '../../../shared/go';
import { Notice, toast } from '../../../shared/ui';
import { slipsOf, type Slip } from './found';
import classes from './Adding.module.css';

const EXAMPLE = 'code,name,protocol,host,serial_number,secret,location\nP01,Left of the door,bambu,192.168.1.40,01P00A000000000,12345678,"Rack A, shelf 1"\nP02,Voron,klipper,voron.local,,,Rack B';

interface Looked {
  name: string;
  text: string;
  fits: PrintersImported | null;
  slips: Slip[];
  problem: string | null;
}

/** Adds the printers of a table: looked at as a whole first, then all of them or none. */
export function ImportTable() {
  const go = useGo();
  const look = useWrite('printers.import');
  const [looked, setLooked] = useState<Looked | null>(null);
  const open = (file: File | null) => {
    if (!file) return;
    const seen = (text: string, more: Partial<Looked>) => setLooked({ name: file.name, text, fits: null, slips: [], problem: null, ...more });
    file.text().then(
      (text) => look.run({ text, check_only: true }).then(
        (fits) => seen(text, { fits }),
        (error: unknown) => seen(text, { slips: slipsOf(error), problem: messageOf(error) }),
      ),
      (error: unknown) => seen('', { problem: `The file does not read: ${messageOf(error)}` }),
    );
  };
  const take = () => {
    if (!looked) return;
    look.run({ text: looked.text, check_only: false }).then(
      (done) => {
        toast.good(done.added === 1 ? `${done.codes[0] ?? ''} added` : `${done.added} printers added`, 'Spoolyard is connecting to them.');
        go('/printers');
      },
      (error: unknown) => setLooked({ ...looked, fits: null, slips: slipsOf(error), problem: messageOf(error) }),
    );
  };
  return (
    <Stack gap="md" maw={900}>
      <Text size="sm">A table with one printer a line, as a spreadsheet saves it (CSV, with commas, semicolons or tabs). Only code and protocol are needed; the protocols are bambu, klipper, octoprint, prusalink, sdcp, creality, duet and generic. Access codes are sealed.</Text>
      <Code block className={classes.example} tabIndex={0} aria-label="An example of such a table">{EXAMPLE}</Code>
      <Group gap="sm">
        <FileButton onChange={open} accept=".csv,.tsv,.txt,text/csv">
          {(props) => <Button {...props} variant={looked?.fits ? 'default' : 'filled'} loading={look.pending && !looked?.fits} leftSection={<IconTableImport size={15} aria-hidden />}>Choose a table</Button>}
        </FileButton>
        {looked?.fits && <Button loading={look.pending} onClick={take}>{looked.fits.rows === 1 ? 'Add the printer' : `Add ${looked.fits.rows} printers`}</Button>}
      </Group>
      <div aria-live="polite">
        {looked?.fits && <Text size="sm">{looked.name}: {looked.fits.rows === 1 ? 'one printer' : `${looked.fits.rows} printers`}, nothing wrong with it. {short(looked.fits.codes)}</Text>}
        {looked?.problem && <Notice tone="bad">{looked.problem}</Notice>}
      </div>
      {looked && looked.slips.length > 0 && (
        <Table className={classes.table} verticalSpacing={4}>
          <Table.Caption className={classes.hidden}>What is wrong with the table</Table.Caption>
          <Table.Thead><Table.Tr><Table.Th scope="col" w={70}>Line</Table.Th><Table.Th scope="col" w={160}>Field</Table.Th><Table.Th scope="col">What is wrong</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {looked.slips.map((slip) => <Table.Tr key={`${slip.line} ${slip.field} ${slip.message}`}><Table.Td className="sy-num">{slip.line}</Table.Td><Table.Td>{slip.field}</Table.Td><Table.Td>{slip.message}</Table.Td></Table.Tr>)}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

/** The first and the last of many codes. */
const short = (codes: readonly string[]): string => (codes.length > 6 ? `${codes.slice(0, 3).join(', ')} … ${codes.at(-1) ?? ''}` : codes.join(', '));
