import { Button, Group, Stack, Text } from '@mantine/core';
import type { Alternate, Product } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { LinesGrid, orNone, textOf, useDocForm, type LineColumn } from '../../../shared/form';
import { LinkTo, Notice, toast } from '../../../shared/ui';
import { ItemPicker } from '../parts/ItemPicker';

interface Line {
  substitute_id: number | null;
  title: string;
  bom_line_id: number | null;
  factor: string;
  notes: string;
}

const lineOf = (a: Alternate): Line => ({ substitute_id: a.substitute_id, title: `${a.sku} · ${a.name}`, bom_line_id: a.bom_line_id, factor: textOf(a.factor), notes: textOf(a.notes) });

const COLUMNS: readonly LineColumn<Line>[] = [
  {
    id: 'substitute_id', header: 'Instead of it', grow: true, value: (l) => l.title,
    cell: (l) => (l.substitute_id ? <LinkTo to={`/items/${l.substitute_id}`}>{l.title}</LinkTo> : <Text span size="sm" c="dimmed">Choose an item</Text>),
    custom: (l, done) => (
      <ItemPicker
        aria-label="Instead of it" autoFocus value={l.substitute_id ? String(l.substitute_id) : null} valueTitle={l.title}
        onChange={(id, row) => done(id ? { substitute_id: Number(id), title: row ? `${row.sku} · ${row.name}` : l.title } : null)}
      />
    ),
  },
  { id: 'factor', header: 'For one of it', width: 110, align: 'right', value: (l) => l.factor, editor: { kind: 'number' }, cell: (l, f) => (l.factor ? f.number(l.factor) : '1') },
  { id: 'notes', header: 'Notes', width: 260, value: (l) => l.notes, editor: { kind: 'text' } },
];

/** Held above the tabs: looking at another tab loses nothing. */
export function useAlternatesForm(product: Product, alternates: readonly Alternate[]) {
  const set = useWrite('items.set_alternates');
  return useDocForm({
    initial: { alternates: alternates.map(lineOf) },
    save: ({ alternates: lines }) =>
      set.run({
        component_id: product.id,
        alternates: lines.flatMap((l, i) =>
          l.substitute_id === null ? [] : [{ substitute_id: l.substitute_id, bom_line_id: l.bom_line_id ?? undefined, priority: i + 1, factor: orNone(l.factor), notes: orNone(l.notes) }],
        ),
      }),
    onSaved: () => toast.good('Alternates saved', product.sku),
  });
}

/** What may stand in for an item when it runs short, the first choice first. */
export function Alternates({ product, doc, editable }: { product: Product; doc: ReturnType<typeof useAlternatesForm>; editable: boolean }) {
  const { form } = doc;
  const lines = form.values.alternates;
  return (
    <form onSubmit={doc.submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">What may stand in for {product.sku} when it runs short, the first choice first.</Text>
        {doc.problem && <Notice tone="bad">{doc.problem}</Notice>}
        <LinesGrid
          label="Alternates" path="alternates" columns={COLUMNS} lines={lines} errors={form.errors} keyOf={(_, i) => String(i)} addLabel="Add an alternate" empty="Nothing stands in for it."
          {...(editable
            ? {
                onChange: (i: number, patch: Partial<Line>) => form.setFieldValue(`alternates.${i}`, { ...(lines[i] as Line), ...patch }),
                onAdd: () => form.insertListItem('alternates', { substitute_id: null, title: '', bom_line_id: null, factor: '', notes: '' } satisfies Line),
                onRemove: (i: number) => form.removeListItem('alternates', i),
              }
            : {})}
        />
        {doc.dirty && (
          <Group gap="xs">
            <Button type="submit" loading={doc.saving}>Save the alternates</Button>
            <Button variant="subtle" color="gray" onClick={() => form.reset()}>Discard</Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
