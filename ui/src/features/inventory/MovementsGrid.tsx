import { IconArrowBackUp, IconFileText } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useList, useRead, type RowOf } from '../../shared/api';
import { useGo } from '../../shared/go';
import { columnsOf, DataGrid, useGridView, type RowAction } from '../../shared/grid';
import { LinkTo } from '../../shared/ui';
import { decimal } from '../../shared/values';
import { ReverseDialog } from './ReverseDialog';
import { documentPage, MOVE_TONES, REASONS } from './words';

export type Movement = RowOf<'inventory.movements'>;
const col = columnsOf<Movement>();

const STATES: Readonly<Record<string, string>> = { posted: 'Posted', waits: 'Waits for approval', rejected: 'Rejected', reversed: 'Reversed', reversal: 'Undoes another' };
const stateOf = (m: Movement): string =>
  m.reversed_by_id !== null ? 'reversed' : m.reverses_id !== null ? 'reversal' : m.is_posted ? 'posted' : m.rejected_by !== null ? 'rejected' : 'waits';

/** Columns of the ledger; places are choices of their filter. */
export const movementColumns = (places: readonly { value: string; label: string }[]) => [
  col.date('transaction_date', 'Date', (m) => m.transaction_date, { width: 100 }),
  col.status('transaction_type', 'Kind', (m) => m.transaction_type, MOVE_TONES, { width: 115 }),
  col.key('sku', 'SKU', (m) => m.sku, { width: 165, cell: (m) => <b style={{ fontWeight: 600 }}>{m.sku}</b> }),
  col.text('product_name', 'Item', (m) => m.product_name, { width: 180, sortable: false, filter: undefined }),
  col.quantity('quantity', 'Quantity', (m) => m.quantity, (m) => m.unit, {
    width: 135, sortable: false, filter: undefined,
    cell: (m, f) => (
      <span style={m.is_posted ? undefined : { opacity: 0.6 }}>
        {decimal.isNegative(m.quantity) ? '' : '+'}{f.number(m.quantity)} <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: 11 }}>{m.unit}</span>
      </span>
    ),
  }),
  col.text('location_id', 'Place', (m) => m.location_name, { width: 130, sortable: false, filter: { kind: 'choice', options: places } }),
  col.text('reference_type', 'Why', (m) => REASONS[m.reference_type ?? ''] ?? null, {
    width: 130, filter: { kind: 'choice', options: Object.entries(REASONS).map(([value, label]) => ({ value, label })) },
    cell: (m) => {
      const words = REASONS[m.reference_type ?? ''] ?? '–';
      const page = documentPage(m.reference_type, m.reference_id);
      return page ? <LinkTo to={page}>{m.reference_number ?? words}</LinkTo> : words;
    },
  }),
  col.text('reason', 'Reason', (m) => m.reason ?? m.notes, { width: 190, sortable: false, filter: undefined }),
  col.text('state', 'State', (m) => STATES[stateOf(m)], { width: 120, sortable: false, filter: undefined }),
  col.money('total_cost', 'Value', (m) => m.total_cost, { sortable: false, filter: undefined }),
  col.text('created_by', 'By', (m) => m.created_by, { width: 120 }),
  col.text('lot_number', 'Lot', (m) => m.lot_number, { hidden: true }),
  col.text('serial_number', 'Serial', (m) => m.serial_number, { hidden: true }),
  col.dateTime('created_at', 'Written', (m) => m.created_at, { hidden: true }),
  col.flag('is_posted', 'Posted', (m) => m.is_posted, { hidden: true, sortable: false }),
];
const keyOf = (m: Movement) => String(m.id);
const NONE: readonly { value: string; label: string }[] = [];

/** What an action of a movement's row opens. */
export function useMovementActions() {
  const go = useGo();
  const [reversing, setReversing] = useState<Movement | null>(null);
  const rowActions = (m: Movement): RowAction[] => {
    const page = documentPage(m.reference_type, m.reference_id);
    return [
      ...(page ? [{ id: 'document', title: `Open ${m.reference_number ?? 'the document'}`, icon: IconFileText, run: () => go(page) }] : []),
      { id: 'reverse', title: 'Reverse', icon: IconArrowBackUp, refusal: m.reversal_refusal, run: () => setReversing(m) },
    ];
  };
  const dialog = reversing && <ReverseDialog movement={reversing} onClose={() => setReversing(null)} />;
  return { rowActions, dialog };
}

/** Places as choices of a filter. */
export function usePlaceChoices() {
  const places = useRead('locations.list', {}).data;
  return useMemo(() => places?.map((p) => ({ value: String(p.id), label: p.name })) ?? NONE, [places]);
}

interface MovementsGridProps {
  id: string;
  /** Whose movements: of an item, a lot or a spool. */
  by: 'product_id' | 'lot_id' | 'spool_id';
  of: number;
  height: number;
}

/** The movements of one item, lot or spool, inside another page. */
export function MovementsGrid({ id, by, of, height }: MovementsGridProps) {
  const initial = useMemo(() => ({ filters: [{ field: by, op: 'eq' as const, values: [String(of)] }] }), [by, of]);
  const view = useGridView(`${id}.${of}`, initial);
  const list = useList('inventory.movements', view.request);
  const places = usePlaceChoices();
  const columns = useMemo(() => movementColumns(places).filter((c) => c.id !== 'sku' && c.id !== 'product_name'), [places]);
  const { rowActions, dialog } = useMovementActions();
  return (
    <div style={{ height, display: 'flex', flexDirection: 'column' }}>
      <DataGrid
        id={id} label="Movements" columns={columns} list={list} view={view} keyOf={keyOf} rowActions={rowActions} toolbar={false}
        empty={{ title: 'Nothing moved yet', hint: 'Each receipt, issue, transfer and adjustment is written here.' }}
      />
      {dialog}
    </div>
  );
}
