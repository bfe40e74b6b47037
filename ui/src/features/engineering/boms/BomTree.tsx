import { Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ExplodedLine } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { QuantityField } from '../../../shared/form';
import { useGo } from '../../../shared/go';
import { TreeTable, treeOfLevels, type TreeColumn } from '../../../shared/grid';
import { EmptyState, LinkTo, Loaded, Section } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { PROCUREMENT } from '../../catalog';
import { STAGES } from '../words';

const marks = (row: ExplodedLine) => [row.cost_only && 'cost only', row.optional && 'optional', row.stage === 'shipping' && STAGES.shipping.toLowerCase()].filter(Boolean).join(', ');

const COLUMNS: readonly TreeColumn<ExplodedLine>[] = [
  { id: 'sku', header: 'Component', cell: (row) => <><b>{row.sku}</b> {row.name}{marks(row) && <Text span size="xs" c="dimmed"> · {marks(row)}</Text>}</> },
  { id: 'quantity', header: 'Quantity', width: 140, align: 'right', cell: (row, format) => format.quantity(row.quantity, row.unit) },
  { id: 'step', header: 'At step', width: 80, cell: (row) => row.operation_sequence ?? '–' },
  { id: 'comes', header: 'Comes', width: 90, cell: (row) => PROCUREMENT[row.procurement_type] },
];

/** What making a quantity takes at every depth, scrap included, and the totals to have on the shelf. */
export function BomTree({ productId, unit }: { productId: number; unit: string }) {
  const [quantity, setQuantity] = useState('1');
  const go = useGo();
  const format = useFormat();
  const query = useRead('boms.explode', { product_id: productId, quantity });
  return (
    <Stack gap="md">
      <Group align="end">
        <QuantityField label="To make" unit={unit} w={150} value={quantity} onChange={(typed) => setQuantity(typed || '1')} />
        <Text size="xs" c="dimmed" pb={5}>By the version in use and the routing, scrap included.</Text>
      </Group>
      <Loaded query={query} what="The tree">
        {({ lines, totals }) =>
          lines.length === 0 ? (
            <EmptyState compact title="Nothing goes into it" hint="No version of the bill is in use, and no operation takes material." />
          ) : (
            <>
              <TreeTable label="What goes into it" columns={COLUMNS} roots={treeOfLevels(lines)} onOpen={(row) => go(`/items/${row.product_id}`)} />
              <Section title="In all">
                <table className="sy-plain" aria-label="In all">
                  <thead><tr><th>Item</th><th data-align="right">Quantity</th><th>Comes</th></tr></thead>
                  <tbody>
                    {totals.map((t) => (
                      <tr key={t.product_id}>
                        <td><LinkTo to={`/items/${t.product_id}`}>{t.sku}</LinkTo> {t.name}</td>
                        <td data-align="right">{format.quantity(t.quantity, t.unit)}</td>
                        <td>{PROCUREMENT[t.procurement_type]}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Section>
            </>
          )
        }
      </Loaded>
    </Stack>
  );
}
