import { Stack, Text } from '@mantine/core';
import type { CostTree } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { StackedBar } from '../../../shared/charts';
import { useGo } from '../../../shared/go';
import { TreeTable, treeOf, type TreeColumn } from '../../../shared/grid';
import { Loaded, Notice, Section } from '../../../shared/ui';
import { decimal, useFormat, type Format } from '../../../shared/values';
import { COST_SOURCES } from '../words';

const cost = (value: string | null, format: Format) => (value === null ? '–' : format.unitCost(value));

const COLUMNS: readonly TreeColumn<CostTree>[] = [
  {
    id: 'sku', header: 'What it takes',
    cell: (row) => (
      <>
        <b>{row.sku}</b> {row.name}
        {row.cost_only && <Text span size="xs" c="dimmed"> · cost only</Text>}
        {row.stage === 'shipping' && <Text span size="xs" c="dimmed"> · when shipped</Text>}
        {row.is_cut && <Text span size="xs" c="dimmed"> · goes on</Text>}
      </>
    ),
  },
  { id: 'quantity', header: 'Quantity', width: 120, align: 'right', cell: (row, format) => format.quantity(row.quantity, row.unit) },
  { id: 'unit_cost', header: 'Unit cost', width: 120, align: 'right', cell: (row, format) => cost(row.unit_cost, format) },
  { id: 'extended', header: 'Cost', width: 120, align: 'right', cell: (row, format) => <b>{cost(row.extended_cost, format)}</b> },
  { id: 'source', header: 'From', width: 170, cell: (row) => COST_SOURCES[row.source] },
];

const parts = (tree: CostTree) => [
  { label: 'Materials', value: tree.materials ?? '0' },
  { label: 'Packaging', value: tree.shipping_materials ?? '0' },
  { label: 'Labour', value: tree.labor ?? '0' },
  { label: 'Machine', value: tree.machine ?? '0' },
  { label: 'Overhead', value: tree.overhead ?? '0' },
];

/** Every made item of the tree that has parts of its own, each once, in the order they appear. */
export function levelsOf(tree: CostTree): CostTree[] {
  const known = new Map<number, CostTree>();
  const walk = (node: CostTree) => {
    if (node.components.length + node.operations.length > 0 && !known.has(node.product_id)) known.set(node.product_id, node);
    node.components.forEach(walk);
  };
  walk(tree);
  return [...known.values()];
}

function problemsOf(tree: CostTree): string[] {
  return [...new Set([...tree.problems, ...tree.components.flatMap(problemsOf)])];
}

/** What one unit costs: a bar for the product and each level below it, and the whole tree. */
export function CostView({ productId }: { productId: number }) {
  const query = useRead('boms.cost', { id: productId });
  return <Loaded query={query} what="The cost">{(tree) => <Cost tree={tree} />}</Loaded>;
}

function Cost({ tree }: { tree: CostTree }) {
  const format = useFormat();
  const go = useGo();
  const levels = levelsOf(tree);
  return (
    <Stack gap="lg">
      {problemsOf(tree).map((problem) => (
        <Notice key={problem} tone="warn">{problem}</Notice>
      ))}
      <Section title="One unit">
        <Text size="sm" mb={6}>
          <b style={{ fontSize: 20 }}>{cost(tree.unit_cost, format)}</b>{' '}
          <Text span c="dimmed">
            for one {tree.unit} · {COST_SOURCES[tree.source].toLowerCase()}
            {levels.length > 0 && ` · setups spread over ${format.quantity(tree.standard_lot, tree.unit)}`}
          </Text>
        </Text>
        {levels.length > 0 ? (
          <StackedBar label={`Cost of one ${tree.sku}`} parts={parts(tree)} show={format.unitCost} />
        ) : (
          <Text size="sm" c="dimmed">It has no active bill of material and no routing: its cost comes from what was paid or set.</Text>
        )}
      </Section>
      {levels.length > 1 && (
        <Section title="Level by level">
          <Stack gap="md">
            {levels.slice(1).map((level) => (
              <div key={level.product_id}>
                <Text size="sm" mb={4}><b>{level.sku}</b> {level.name} · {cost(level.unit_cost, format)}</Text>
                <StackedBar label={`Cost of one ${level.sku}`} parts={parts(level)} show={format.unitCost} height={12} />
              </div>
            ))}
          </Stack>
        </Section>
      )}
      {tree.operations.length > 0 && (
        <Section title="Work on one unit">
          <table className="sy-plain">
            <thead>
              <tr><th>Step</th><th data-align="right">Minutes</th><th data-align="right">Labour</th><th data-align="right">Machine</th><th data-align="right">Overhead</th></tr>
            </thead>
            <tbody>
              {tree.operations.map((o) => (
                <tr key={o.sequence}>
                  <td>{o.sequence} {o.name}</td>
                  <td data-align="right">{format.number(decimal.trim(decimal.round(o.minutes, 2)))}</td>
                  <td data-align="right">{cost(o.labor, format)}</td>
                  <td data-align="right">{cost(o.machine, format)}</td>
                  <td data-align="right">{cost(o.overhead, format)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
      {tree.components.length > 0 && (
        <Section title="Cost tree">
          <TreeTable label={`Cost tree of ${tree.sku}`} columns={COLUMNS} roots={treeOf([tree], (node) => node.components)} onOpen={(row) => go(`/items/${row.product_id}`)} />
        </Section>
      )}
    </Stack>
  );
}
