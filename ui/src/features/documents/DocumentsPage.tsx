import { IconDownload, IconExternalLink } from '@tabler/icons-react';
import type { Attachment } from '../../bindings/commands';
import { columnsOf, ListPage } from '../../shared/grid';
import { useGo } from '../../shared/go';
import { fileSize, toast, type Tones } from '../../shared/ui';
import { openFile, saveFile } from './files';

const OWNERS: Tones = {
  shipment: ['Parcel', 'info'], purchase_order: ['Purchase order', 'active'], sales_order: ['Sales order', 'good'],
  production_order: ['Work order', 'idle'], product: ['Item', 'idle'], quote: ['Quote', 'warn'], vendor: ['Vendor', 'active'], lot: ['Lot', 'idle'], spool: ['Spool', 'idle'],
};
/** Where the document that a file belongs to is found. */
const PAGES: Record<string, string> = { purchase_order: '/purchase-orders', sales_order: '/orders', production_order: '/work-orders', product: '/items', vendor: '/vendors', lot: '/lots', spool: '/spools' };

const failed = (error: unknown) => toast.error('The file could not be read', error);
const open = (file: Attachment) => void openFile(file.id).catch(failed);

const col = columnsOf<Attachment>();
const COLUMNS = [
  col.key('file_name', 'File', (r) => r.file_name, { width: 280 }),
  col.status('owner_type', 'What', (r) => r.owner_type, OWNERS, { width: 140 }),
  col.text('number', 'Number', (r) => r.number, { width: 150 }),
  col.dateTime('created_at', 'Made', (r) => r.created_at, { filter: { kind: 'date' }, width: 180 }),
  col.text('created_by_name', 'By', (r) => r.created_by_name, { sortable: false, filter: undefined as never, width: 150 }),
  col.number('size', 'Size', (r) => String(r.size), { cell: (r) => fileSize(r.size) }),
];

/** Every paper that was made and every file that was kept. */
export default function DocumentsPage() {
  const go = useGo();
  return (
    <ListPage
      id="documents" title="Documents" command="documents.list" columns={COLUMNS} keyOf={(r) => String(r.id)} onOpen={open}
      rowActions={(r) => {
        const page = PAGES[r.owner_type];
        return [
          { id: 'save', title: 'Save as', icon: IconDownload, run: () => void saveFile(r.id).catch(failed) },
          ...(page && r.owner_id ? [{ id: 'owner', title: `Go to ${r.number ?? 'where it belongs'}`, icon: IconExternalLink, run: () => go(`${page}/${r.owner_id}`) }] : []),
        ];
      }}
      bulkActions={(rows, done) => [
        { id: 'save', title: 'Save', icon: IconDownload, run: () => void (async () => { for (const row of rows) await saveFile(row.id); })().then(() => done(), failed) },
      ]}
      empty={{ title: 'No documents yet', hint: 'Packing slips, purchase orders and every file that is added to a document stand here. Ship an order, print a purchase order, or add a file to one.' }}
    />
  );
}
