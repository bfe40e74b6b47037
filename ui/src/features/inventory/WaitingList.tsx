import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWrite, type RowOf } from '../../shared/api';
import { columnsOf, inTurn, ListPage } from '../../shared/grid';
import { confirmDestroy, toast } from '../../shared/ui';
import { REASONS } from './words';

type Row = RowOf<'inventory.waiting'>;
const col = columnsOf<Row>();
const COLUMNS = [
  col.key('sku', 'SKU', (r) => r.sku),
  col.text('product_name', 'Item', (r) => r.product_name, { width: 190, sortable: false, filter: undefined }),
  col.quantity('quantity', 'Quantity', (r) => r.quantity, (r) => r.unit, { sortable: false, filter: undefined }),
  col.text('location_name', 'Place', (r) => r.location_name, { width: 130, sortable: false, filter: undefined }),
  col.text('reference_type', 'For', (r) => REASONS[r.reference_type ?? ''] ?? r.reference_type, { width: 110, filter: undefined }),
  col.text('approval_reason', 'Why it waits', (r) => r.approval_reason, { width: 340, sortable: false, filter: undefined }),
  col.text('notes', 'Reason given', (r) => r.reason ?? r.notes, { width: 180, sortable: false, filter: undefined }),
  col.text('created_by', 'Asked by', (r) => r.created_by, { width: 120 }),
  col.dateTime('created_at', 'Asked', (r) => r.created_at),
];
const keyOf = (row: Row) => String(row.id);

/** Issues of more than was there: they move nothing until an admin approves them. */
export function WaitingList({ actions, above, admin }: { actions: ReactNode; above: ReactNode; admin: boolean }) {
  const approve = useWrite('inventory.approve');
  const reject = useWrite('inventory.reject');
  const refusal = admin ? null : 'An admin decides about it.';
  const yes = (row: Row) => approve.run({ id: row.id }).then(() => toast.good('Approved', `${row.sku} has left the shelf.`), (error: unknown) => toast.error('Not approved', error));
  async function approveAll(rows: Row[], done: (refused: readonly Row[]) => void) {
    const { done: moved, refused } = await inTurn(rows, (row) => approve.run({ id: row.id }));
    if (moved.length > 0) toast.good(moved.length === 1 ? 'One request approved' : `${moved.length} requests approved`, [...new Set(moved.map((r) => r.sku))].slice(0, 4).join(', '));
    refused.slice(0, 3).forEach(({ row, why }) => toast.error(`${row.sku} was not approved`, why));
    if (refused.length > 3) toast.info(`${refused.length} were not approved`, 'They stay selected.');
    done(refused.map(({ row }) => row));
  }
  const no = (row: Row) =>
    confirmDestroy({ title: `Reject the request for ${row.sku}?`, what: 'Nothing moves. Who asked sees that it was rejected.', verb: 'Reject the request', run: () => reject.run({ id: row.id }).then(() => toast.good('Rejected', row.sku)) });
  const decide = (row: Row) => [
    { id: 'approve', title: 'Approve: take it from stock', icon: IconCheck, refusal, run: () => void yes(row) },
    { id: 'reject', title: 'Reject', icon: IconX, danger: true, refusal, run: () => no(row) },
  ];
  return (
    <ListPage
      id="stock.waiting" title="Stock" label="Requests" command="inventory.waiting" columns={COLUMNS} keyOf={keyOf} actions={actions} above={above} rowActions={decide}
      {...(admin ? {
        bulkActions: (rows: Row[], done: (refused?: readonly Row[]) => void) => [
          { id: 'approve', title: 'Approve', icon: IconCheck, run: () => void approveAll(rows, done) },
          ...(rows.length === 1 && rows[0] ? [{ id: 'reject', title: 'Reject', icon: IconX, danger: true, run: () => no(rows[0] as Row) }] : []),
        ],
      } : {})}
      empty={{ title: 'Nothing waits', hint: 'When somebody takes more than is there, it waits here until an admin approves it.' }}
    />
  );
}
