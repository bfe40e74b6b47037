import { Checkbox, Table } from '@mantine/core';
import type { FoundPrinter } from '../../../bindings/commands';
import { StatusBadge } from '../../../shared/ui';
import { isNew, keyOf, placeOf, stateOf, whatOf } from './found';
import classes from './Adding.module.css';

interface FoundTableProps {
  found: readonly FoundPrinter[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** The printers that were found; those that the farm has are marked and cannot be chosen. */
export function FoundTable({ found, chosen, onChoose }: FoundTableProps) {
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChoose(next);
  };
  return (
    <Table className={classes.table} verticalSpacing={4}>
      <Table.Caption className={classes.hidden}>Printers that were found</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w={36}><span className={classes.hidden}>Add</span></Table.Th>
          <Table.Th scope="col">Printer</Table.Th>
          <Table.Th scope="col">Name</Table.Th>
          <Table.Th scope="col">Address</Table.Th>
          <Table.Th scope="col">Serial number</Table.Th>
          <Table.Th scope="col">State</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {found.map((f) => {
          const [key, state] = [keyOf(f), stateOf(f)];
          return (
            <Table.Tr key={key} data-selected={chosen.has(key) || undefined}>
              <Table.Td>
                <Checkbox size="xs" aria-label={`Add ${whatOf(f)} at ${placeOf(f)}`} checked={isNew(f) && chosen.has(key)} disabled={!isNew(f)} onChange={() => toggle(key)} />
              </Table.Td>
              <Table.Td>{whatOf(f)}</Table.Td>
              <Table.Td>{f.name ?? f.host_name ?? ''}</Table.Td>
              <Table.Td className="sy-num">{placeOf(f)}</Table.Td>
              <Table.Td className="sy-num">{f.serial_number ?? ''}</Table.Td>
              <Table.Td><StatusBadge state="it" tones={{ it: [state.text, state.tone] }} /></Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
