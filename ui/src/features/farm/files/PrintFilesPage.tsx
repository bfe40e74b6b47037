/* Dropping a file is a convenience of the mouse; the button does the same. */
/* oxlint-disable jsx-a11y/no-static-element-interactions */
import { Button, Group, Progress, SegmentedControl, Text } from '@mantine/core';
import { IconSend, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { usePreference, type RowOf } from '../../../shared/api';
import { useActions } from '../../../shared/actions';
import { useGo } from '../../../shared/go';
import { columnsOf, ListPage, type RowAction } from '../../../shared/grid';
import { LinkTo, toast } from '../../../shared/ui';
import { FileCards } from './FileCards';
import classes from './Files.module.css';
import { PlatePicture } from './pictures';
import { SendDialog } from './SendDialog';
import { ENDINGS, uploadFiles } from './upload';
import { gramsWords, materialsWords, millimetres, minutesWords } from './words';

type FileRow = RowOf<'print_files.list'>;
const col = columnsOf<FileRow>();
const whole = (value: number | null | undefined) => (typeof value === 'number' ? String(value) : null);

const COLUMNS = [
  col.key('name', 'File', (f) => f.name, {
    width: 260, cell: (f) => <span className={classes.name}><PlatePicture plate={f.has_picture ? f.plate_id : null} size={24} /><b>{f.name}</b></span>,
  }),
  col.number('print_minutes', 'Takes', (f) => whole(f.print_minutes), { width: 100, cell: (f, format) => minutesWords(f.print_minutes, format) }),
  col.number('material_grams', 'Filament', (f) => f.material_grams, { width: 95, cell: (f, format) => gramsWords(f.material_grams, format) }),
  col.text('materials', 'Materials', (f) => materialsWords(f.materials), { width: 110, sortable: false, filter: undefined }),
  col.number('plates', 'Plates', (f) => String(f.plates), { width: 70, sortable: false, filter: undefined }),
  col.text('printer_model', 'Sliced for', (f) => f.printer_model, { width: 150 }),
  col.number('nozzle_mm', 'Nozzle', (f) => f.nozzle_mm, { width: 80, cell: (f, format) => millimetres(f.nozzle_mm, format) }),
  col.text('sku', 'Makes', (f) => f.sku, { width: 130, cell: (f) => (f.product_id === null ? null : <LinkTo to={`/items/${f.product_id}`}>{f.sku}</LinkTo>) }),
  col.text('order_number', 'For', (f) => f.order_number, { width: 120, cell: (f) => (f.sales_order_id === null ? null : <LinkTo to={`/orders/${f.sales_order_id}`}>{f.order_number}</LinkTo>) }),
  col.dateTime('last_printed_at', 'Last printed', (f) => f.last_printed_at, { width: 150 }),
  col.number('printed', 'Printed', (f) => String(f.printed), { width: 80, sortable: false, filter: undefined, hint: 'Times that ended well' }),
  col.number('printers', 'Lies on', (f) => String(f.printers), { width: 80, sortable: false, filter: undefined, hint: 'Printers' }),
  col.text('note', 'Note', (f) => f.note, { width: 200, sortable: false, filter: undefined }),
  col.text('slicer', 'Slicer', (f) => f.slicer, { width: 150, hidden: true }),
  col.dateTime('created_at', 'Added', (f) => f.created_at, { width: 150 }),
];

const keyOf = (f: FileRow) => String(f.id);

/** The library of files that printers print. */
export default function PrintFilesPage() {
  const go = useGo();
  const [shape, setShape] = usePreference<'list' | 'pictures'>('print-files.shape', 'list');
  const [sending, setSending] = useState<FileRow | null>(null);
  const [under, setUnder] = useState<{ name: string; share: number } | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useActions([{ id: 'print-files.add', title: 'Add print files', keys: 'n', run: () => input.current?.click() }]);

  async function add(files: readonly File[]) {
    if (files.length === 0) return;
    setUnder({ name: files[0]?.name ?? '', share: 0 });
    const { read } = await uploadFiles(files, {}, (name, share) => setUnder({ name, share }));
    setUnder(null);
    const { added, refused } = await read;
    if (added.length > 0) toast.good(added.length === 1 ? `${added[0]} is in the library` : `${added.length} files are in the library`);
    refused.forEach((why) => toast.bad('Not added', why));
  }
  const choose = <Button leftSection={<IconUpload size={15} stroke={1.7} />} loading={under !== null} onClick={() => input.current?.click()}>Add files</Button>;
  const rowActions = (f: FileRow): RowAction[] => [
    { id: 'send', title: 'Send to printers', icon: IconSend, run: () => setSending(f) },
  ];
  const above = (
    <>
      <input
        ref={input} type="file" multiple accept={ENDINGS} hidden aria-hidden tabIndex={-1}
        onChange={(event) => { void add([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ''; }}
      />
      {under && (
        <Group gap="xs" mb={6} role="status">
          <Text size="sm">Taking in {under.name}</Text>
          <Progress value={under.share * 100} w={200} size={6} aria-label={`Taking in ${under.name}`} />
        </Group>
      )}
    </>
  );
  const shapes = (
    <SegmentedControl
      size="xs" aria-label="Shown as" value={shape} onChange={(value) => setShape(value as 'list' | 'pictures')}
      data={[{ value: 'list', label: 'List' }, { value: 'pictures', label: 'Pictures' }]}
    />
  );
  const actions = <Group gap="xs">{shapes}{choose}</Group>;
  const empty = {
    title: 'No print files yet', hint: 'Add what your slicer exports (.gcode, .bgcode, .gcode.3mf), or drop it here: minutes, grams and the picture are read from it, and it can be sent to one printer or many.', action: choose,
  };
  return (
    <div
      className={over ? classes.over : undefined} style={{ height: '100%' }}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); void add([...event.dataTransfer.files]); }}
    >
      {shape === 'list' ? (
        <ListPage
          id="print-files" title="Print files" command="print_files.list" columns={COLUMNS} keyOf={keyOf} rowActions={rowActions} actions={actions} above={above}
          onOpen={(f) => go(`/print-files/${f.id}`)} empty={empty}
        />
      ) : <FileCards actions={actions} above={above} empty={empty} />}
      {sending && <SendDialog file={sending.id} onClose={() => setSending(null)} />}
    </div>
  );
}
