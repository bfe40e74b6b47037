import { Text } from '@mantine/core';
import { IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { PlateRow, PrintFile } from '../../../bindings/commands';
import { useList, useRead, useWrite } from '../../../shared/api';
import { useGo, useRouteParam, useSearchParam } from '../../../shared/go';
import { DataGrid, useGridView } from '../../../shared/grid';
import { confirmDestroy, DateText, DocumentPage, Facts, fileSize, LinkTo, Loaded, Notice, Section, Swatch, toast, type DocAction } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { JOB_COLUMNS, jobKey, jobTone, useJobActions } from '../jobs/jobs';
import { useFloor } from '../live';
import { EditFile } from './EditFile';
import classes from './Files.module.css';
import { PlatePicture } from './pictures';
import { SendDialog } from './SendDialog';
import { gramsWords, millimetres, minutesWords, sizeWords } from './words';

/** One file: what its slicer says, where it lies, what was printed of it. */
export default function PrintFilePage() {
  const id = Number(useRouteParam());
  const file = useRead('print_files.get', { id });
  return <Loaded query={file} what="The print file">{(data) => <FileDocument key={data.file.id} data={data} />}</Loaded>;
}

function FileDocument({ data }: { data: PrintFile }) {
  const { file, plates, lies_on } = data;
  const go = useGo();
  const remove = useWrite('print_files.delete');
  // `?send=P` comes from a print that is wanted again: the dialog opens with its printer chosen.
  const [asked, setAsked] = useSearchParam('send');
  const [dialog, setDialog] = useState<'edit' | 'send' | null>(null);
  const close = () => {
    setDialog(null);
    if (asked !== undefined) setAsked(undefined);
  };
  const actions: DocAction[] = [
    { id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', run: () => setDialog('edit') },
    {
      id: 'delete', title: 'Delete', icon: IconTrash, danger: true, refusal: data.delete_refusal ?? null,
      run: () => confirmDestroy({
        title: `Delete ${file.name}?`, what: 'It leaves the library and this computer; to print it again it has to be added again. Copies on printers and what was printed of it stay.', verb: 'Delete the file',
        run: () => remove.run({ id: file.id }).then(() => {
          toast.good('File deleted', file.name);
          go('/print-files');
        }),
      }),
    },
  ];
  return (
    <>
      <DocumentPage
        title={file.name} subtitle={file.product_name ?? undefined} next={{ id: 'send', title: 'Send to printers', icon: IconSend, run: () => setDialog('send') }} actions={actions}
        notices={plates.flatMap((plate) => plate.warnings.map((text) => <Notice key={`${plate.id} ${text}`} tone="warn">{plates.length > 1 ? `Plate ${plate.number}: ${text}` : text.charAt(0).toUpperCase() + text.slice(1)}</Notice>))}
        tabs={[
          { id: 'plates', title: plates.length > 1 ? 'Plates' : 'Plate', ...(plates.length > 1 ? { count: plates.length } : {}), content: <Plates plates={plates} /> },
          { id: 'prints', title: 'Prints', content: <Prints file={file.id} /> },
        ]}
        side={
          <>
            <Section title="File">
              <Facts narrow facts={[
                ['Makes', file.product_id && <LinkTo key="p" to={`/items/${file.product_id}`}>{file.sku}</LinkTo>], ['For', file.sales_order_id && <LinkTo key="o" to={`/orders/${file.sales_order_id}`}>{file.order_number}</LinkTo>],
                ['Slicer', file.slicer], ['Size', fileSize(file.size)], ['Added', <DateText key="a" value={file.created_at} time />], ['Last printed', file.last_printed_at && <DateText key="l" value={file.last_printed_at} time />],
                ['Prints that ended well', String(file.printed)], ['Note', file.note],
              ]} />
            </Section>
            <Section title="Lies on">
              {lies_on.length === 0 ? <Text size="sm" c="dimmed">No printer, as far as is known.</Text> : (
                <Facts narrow facts={lies_on.map((copy) => [copy.printer_code, <LinkTo key={`${copy.printer_id} ${copy.path}`} to={`/printers/${copy.printer_id}`}>{copy.path}</LinkTo>] as const)} />
              )}
            </Section>
          </>
        }
      />
      {dialog === 'edit' && <EditFile file={file} onClose={close} />}
      {(dialog === 'send' || asked !== undefined) && <SendDialog file={file.id} {...(asked ? { first: asked.split(',').map(Number) } : {})} onClose={close} />}
    </>
  );
}

function Plates({ plates }: { plates: readonly PlateRow[] }) {
  const format = useFormat();
  return (
    <ul className={classes.plates}>
      {plates.map((plate) => (
        <li key={plate.id} className={classes.plate}>
          <PlatePicture plate={plate.has_picture ? plate.id : null} size={180} />
          <div>
            {plates.length > 1 && <Text fw={620} mb={4}>Plate {plate.number}</Text>}
            <Facts facts={[
              ['Takes', minutesWords(plate.print_minutes, format) ?? 'The slicer does not say'], ['Filament', gramsWords(plate.material_grams, format) ?? 'The slicer does not say'], ['Layers', plate.layers === null ? null : format.number(String(plate.layers))],
              ['Size', sizeWords(plate, format)], ['Nozzle', millimetres(plate.nozzle_mm, format)], ['Sliced for', plate.printer_model], ['Build plate', plate.bed_type],
            ]} />
            <ul className={classes.filaments} aria-label="Filaments">
              {plate.filaments.map((f) => (
                <li key={f.filament}><Swatch colour={f.colour} name={[`${f.filament + 1}:`, f.material ?? 'unknown', gramsWords(f.grams, format)].filter(Boolean).join(' ')} /></li>
              ))}
            </ul>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Prints({ file }: { file: number }) {
  const initial = useMemo(() => ({ filters: [{ field: 'print_file_id', op: 'eq' as const, values: [String(file)] }] }), [file]);
  const view = useGridView(`print-file.prints.${file}`, initial);
  const list = useList('print_jobs.list', view.request);
  useFloor();
  const { rowActions, dialog } = useJobActions();
  return (
    <div style={{ height: 460, display: 'flex', flexDirection: 'column' }}>
      <DataGrid
        id="print-file.prints" label="Prints" columns={JOB_COLUMNS} list={list} view={view} keyOf={jobKey} rowActions={rowActions} toneOf={jobTone} toolbar={false}
        empty={{ title: 'Not printed yet', hint: 'Send it to a printer and start it: each print of it stands here.' }}
      />
      {dialog}
    </div>
  );
}
