import { Text } from '@mantine/core';
import type { WhereUsedLine } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { useGo } from '../../../shared/go';
import { TreeTable, type TreeColumn, type TreeNode } from '../../../shared/grid';
import { EmptyState, LinkTo, Loaded } from '../../../shared/ui';

const COLUMNS: readonly TreeColumn<WhereUsedLine>[] = [
  {
    id: 'sku', header: 'Goes into',
    cell: (row) => (
      <>
        <b>{row.sku}</b> {row.name}
        {!row.active && <Text span size="xs" c="dimmed"> · inactive</Text>}
      </>
    ),
  },
  { id: 'quantity', header: 'Quantity', width: 130, align: 'right', cell: (row, format) => format.quantity(row.quantity, row.unit) },
  {
    id: 'by', header: 'By', width: 150,
    cell: (row) =>
      row.bom_id ? <LinkTo to={`/boms/${row.bom_id}`}>Bill of material</LinkTo> : row.routing_id ? <LinkTo to={`/routings/${row.routing_id}`}>Routing</LinkTo> : null,
  },
];

/** From lines that name what they take to a tree upwards. What was met on the way up is not followed again. */
export function upwards(lines: readonly WhereUsedLine[], of: number, above = '', met: readonly number[] = []): TreeNode<WhereUsedLine>[] {
  return lines
    .filter((line) => line.component_id === of && !met.includes(line.product_id))
    .map((row, i) => {
      const key = `${above}${i}`;
      return { key, row, children: upwards(lines, row.product_id, `${key}.`, [...met, of]) };
    });
}

/** What an item goes into, and what that goes into, to the finished products. */
export function WhereUsed({ productId }: { productId: number }) {
  const query = useRead('boms.where_used', { id: productId });
  const go = useGo();
  return (
    <Loaded query={query} what="Where it is used">
      {(lines) =>
        lines.length === 0 ? (
          <EmptyState compact title="Nothing uses it" hint="It stands in no active bill of material and no active routing." />
        ) : (
          <TreeTable label="Where it is used" columns={COLUMNS} roots={upwards(lines, productId)} onOpen={(row) => go(`/items/${row.product_id}`)} />
        )
      }
    </Loaded>
  );
}
