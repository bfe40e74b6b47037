import { useMemo } from 'react';
import { useGo } from '../../shared/go';
import { ListPage } from '../../shared/grid';
import { movementColumns, useMovementActions, usePlaceChoices, type Movement } from './MovementsGrid';

const keyOf = (m: Movement) => String(m.id);

/** The ledger of stock: every movement, never changed, undone by a second one. */
export default function MovementsPage() {
  const go = useGo();
  const places = usePlaceChoices();
  const columns = useMemo(() => movementColumns(places), [places]);
  const { rowActions, dialog } = useMovementActions();
  return (
    <>
      <ListPage
        id="movements" title="Movements" command="inventory.movements" columns={columns} keyOf={keyOf} rowActions={rowActions} onOpen={(m) => go(`/stock/${m.product_id}`)}
        toneOf={(m) => (m.is_posted || m.rejected_by !== null ? null : 'warn')}
        empty={{ title: 'Nothing moved yet', hint: 'Receipts, issues, transfers and adjustments are written here, each with its reason and its document. Start with opening stock or a receipt.' }}
      />
      {dialog}
    </>
  );
}
