import { Button, Group, Select, Text } from '@mantine/core';
import { IconClipboardList } from '@tabler/icons-react';
import { useState } from 'react';
import { mayDo, useRead, useSession, useWrite, type ResponseOf } from '../../shared/api';
import { atSentLines, DateField, FormShell, LinesGrid, useDocForm, type LineColumn } from '../../shared/form';
import { EmptyState, Page, toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { difference, progressOf, toPost, wasCounted, type CountLine } from './counting';
import { LocationSelect } from './pickers';

interface Wanted {
  location_id: number;
  category_id?: number;
  not_since?: string;
}

/** A count: choose what, write down what lies there, look at the differences, post them. */
export default function CountsPage() {
  const places = useRead('locations.list', {}).data;
  const categories = useRead('categories.list', {}).data;
  const usual = places?.find((p) => p.is_default);
  const [place, setPlace] = useState<string | null>(null);
  const [category, setCategory] = useState('');
  const [since, setSince] = useState('');
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const location = place ?? (usual ? String(usual.id) : '');
  const ask = () => setWanted({ location_id: Number(location), ...(category ? { category_id: Number(category) } : {}), ...(since ? { not_since: since } : {}) });
  return (
    <Page title="Counts">
      <Group align="flex-end" gap="sm" mb="md">
        <LocationSelect label="Place" required w={220} value={location} onChange={setPlace} disabled={wanted !== null} />
        <Select
          label="Category" placeholder="All" clearable searchable w={200} disabled={wanted !== null} value={category || null} onChange={(v) => setCategory(v ?? '')}
          data={(categories ?? []).map((c) => ({ value: String(c.id), label: c.name }))}
        />
        <DateField label="Not counted since" w={170} value={since} onChange={setSince} disabled={wanted !== null} />
        <Button disabled={location === '' || wanted !== null} onClick={ask} leftSection={<IconClipboardList size={15} stroke={1.6} />}>Make the count sheet</Button>
      </Group>
      {wanted ? (
        <Sheet wanted={wanted} onDone={() => setWanted(null)} />
      ) : (
        <EmptyState
          icon={IconClipboardList} title="Count a shelf"
          hint="Choose a place and make its sheet. Write down what lies there; what differs from the book is posted as an adjustment, with your reason."
        />
      )}
    </Page>
  );
}

function Sheet({ wanted, onDone }: { wanted: Wanted; onDone: () => void }) {
  // The sheet stays as it was made: a movement meanwhile is noticed by the core when the count is posted.
  const sheet = useRead('inventory.count_sheet', wanted, { refetchOnMount: 'always', staleTime: Infinity });
  if (sheet.error) return <EmptyState title="The sheet could not be made" hint={sheet.error.message} action={<Button variant="default" onClick={onDone}>Back</Button>} />;
  if (!sheet.data || sheet.isFetching) return <Text size="sm" c="dimmed" aria-busy="true">Making the sheet…</Text>;
  if (sheet.data.length === 0) return <EmptyState title="Nothing to count" hint="Nothing lies there that fits. Choose another place, or leave the category and the date out." action={<Button variant="default" onClick={onDone}>Choose again</Button>} />;
  return <CountForm rows={sheet.data} location={wanted.location_id} onDone={onDone} />;
}

const COLUMNS: LineColumn<CountLine>[] = [
  { id: 'sku', header: 'SKU', width: 130, value: (l) => l.sku, cell: (l) => <b style={{ fontWeight: 600 }}>{l.sku}</b> },
  { id: 'name', header: 'Item', grow: true, width: 180, value: (l) => l.name },
  { id: 'lot', header: 'Lot', width: 120, value: (l) => l.lot_number ?? '' },
  { id: 'expected', header: 'Book', width: 110, align: 'right', value: (l) => l.expected, cell: (l, f) => f.quantity(l.expected, l.unit) },
  { id: 'counted', header: 'Counted', width: 120, align: 'right', value: (l) => l.counted, cell: (l, f) => (l.counted ? f.quantity(l.counted, l.unit) : ''), editor: (l) => ({ kind: 'quantity', unit: l.unit }) },
  {
    id: 'difference', header: 'Difference', width: 110, align: 'right', value: (l) => difference(l) ?? '',
    cell: (l, f) => {
      const d = difference(l);
      if (d === null) return '';
      if (decimal.isZero(d)) return <span style={{ color: 'var(--sy-good)' }}>right</span>;
      return <span style={{ color: decimal.isNegative(d) ? 'var(--sy-bad)' : 'var(--sy-warn)' }}>{decimal.isNegative(d) ? '' : '+'}{f.number(decimal.trim(d))}</span>;
    },
  },
  { id: 'reason', header: 'Reason', width: 200, value: (l) => l.reason, editor: { kind: 'text' } },
];

function CountForm({ rows, location, onDone }: { rows: ResponseOf<'inventory.count_sheet'>; location: number; onDone: () => void }) {
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const post = useWrite('inventory.post_count');
  const [first] = useState(() => rows.map((r): CountLine => ({ ...r, counted: '', reason: '' })));
  const doc = useDocForm({
    initial: { date: '', lines: first },
    save: (v) =>
      post.run({ location_id: location, ...(v.date ? { date: v.date } : {}), lines: toPost(v.lines) }).catch((error: unknown) => {
        // What the sheet said or the lot is shown where the count is.
        throw atSentLines(error, v.lines, wasCounted, (field) => (field === '.reason' ? field : '.counted'));
      }).then((made) => {
        const worth = admin && made.gained !== null && made.lost !== null ? `, ${format.money(made.gained)} found, ${format.money(made.lost)} missing` : '';
        toast.good('Count posted', `${made.counted} counted, ${made.adjusted} corrected${worth}`);
      }),
    onSaved: onDone,
  });
  const { lines } = doc.form.values;
  const { counted, differs } = progressOf(lines);
  return (
    <FormShell doc={doc} verb={differs > 0 ? `Post the count with ${differs} ${differs === 1 ? 'difference' : 'differences'}` : 'Post the count'} onCancel={onDone}>
      <Group justify="space-between" align="flex-end">
        <Text size="sm" c="dimmed" role="status">{counted} of {lines.length} counted. What is left empty is not counted; a difference needs a reason.</Text>
        <DateField label="Counted on" placeholder="Today" w={150} {...doc.form.getInputProps('date')} />
      </Group>
      <LinesGrid
        label="Count sheet" columns={COLUMNS} lines={lines} keyOf={(l, i) => `${l.product_id}-${l.lot_id ?? ''}-${i}`} errors={doc.form.errors}
        onChange={(i, patch) => { doc.form.setFieldValue(`lines.${i}`, { ...lines[i], ...patch } as never); doc.form.clearErrors(); }}
      />
    </FormShell>
  );
}
