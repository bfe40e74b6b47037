import { Text } from '@mantine/core';
import { IconAnchor, IconAnchorOff, IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { PlannedOrderRow, Released } from '../../bindings/commands';
import { useWrite } from '../../shared/api';
import { DateField, FormModal, orNone, QuantityField, useDocForm } from '../../shared/form';
import { useGo } from '../../shared/go';
import type { RowAction } from '../../shared/grid';
import { confirmDestroy, toast } from '../../shared/ui';

const ids = (rows: readonly PlannedOrderRow[]) => rows.map((r) => r.id);
const count = (rows: readonly unknown[]) => (rows.length === 1 ? 'One planned order' : `${rows.length} planned orders`);
const SHOWN = 3;

/** Says what a release made, with the way there. */
export function useSayReleased(): (released: Released) => void {
  const go = useGo();
  return ({ documents }) => {
    const url = (d: Released['documents'][number]) => (d.order_type === 'purchase' ? `/purchase-orders/${d.id}` : `/work-orders/${d.id}`);
    const names = documents.map((d) => d.number);
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
    toast.good(documents.length === 1 ? 'One draft written' : `${documents.length} drafts written`, `${names.slice(0, SHOWN).join(', ')}${more}`, {
      links: documents.slice(0, SHOWN).map((d) => ({ title: `Open ${d.number}`, run: () => go(url(d)) })),
    });
  };
}

interface PlannedActions {
  /** For selected rows, or for one row's menu. */
  actionsOf: (rows: readonly PlannedOrderRow[], done?: () => void) => RowAction[];
  /** To be drawn by the page: the form that changes an order. */
  dialog: ReactNode;
}

/** What can be done to planned orders: release, firm, leave to planning, change, take away. */
export function usePlannedActions(): PlannedActions {
  const [changing, setChanging] = useState<PlannedOrderRow | null>(null);
  const release = useWrite('plan.release');
  const firm = useWrite('plan.firm');
  const unfirm = useWrite('plan.unfirm');
  const cancel = useWrite('plan.cancel');
  const sayReleased = useSayReleased();
  const failed = (error: unknown) => toast.error('That did not work', error);

  function actionsOf(rows: readonly PlannedOrderRow[], done: () => void = () => undefined): RowAction[] {
    const open = rows.filter((r) => r.status !== 'released');
    const planned = rows.filter((r) => r.status === 'planned');
    const firmed = rows.filter((r) => r.status === 'firmed');
    const only = (some: readonly unknown[], text: string) => (some.length > 0 ? null : text);
    const over = 'It became an order already.';
    return [
      { id: 'release', title: 'Release', icon: IconSend, refusal: only(open, over), run: () => void release.run({ ids: ids(open) }).then((r) => { sayReleased(r); done(); }).catch(failed) },
      {
        id: 'firm', title: 'Firm', icon: IconAnchor, refusal: only(planned, 'Only proposals are firmed.'),
        run: () => void firm.run({ ids: ids(planned) }).then(() => { toast.good(`${count(planned)} firmed`, 'Planning leaves them as they are and counts them as supply.', { undo: () => unfirm.run({ ids: ids(planned) }) }); done(); }).catch(failed),
      },
      { id: 'unfirm', title: 'Leave to planning', icon: IconAnchorOff, refusal: only(firmed, 'None of them is firmed.'), run: () => void unfirm.run({ ids: ids(firmed) }).then(() => { toast.good(`${count(firmed)} left to planning again`); done(); }).catch(failed) },
      { id: 'change', title: 'Change quantity or date', icon: IconPencil, refusal: rows.length !== 1 ? 'Choose one order.' : only(open, over), run: () => setChanging(rows[0] ?? null) },
      {
        id: 'cancel', title: 'Take away', icon: IconTrash, danger: true, refusal: only(open, over),
        run: () =>
          confirmDestroy({
            title: open.length === 1 ? `Take away the planned order of ${open[0]?.sku ?? ''}?` : `Take away ${open.length} planned orders?`, verb: 'Take away',
            what: 'What they would have served is planned anew: the next run may propose something else for it.', run: () => cancel.run({ ids: ids(open) }).then(done),
          }),
      },
    ];
  }
  return { actionsOf, dialog: changing && <ChangeDialog key={changing.id} order={changing} onClose={() => setChanging(null)} /> };
}

function ChangeDialog({ order, onClose }: { order: PlannedOrderRow; onClose: () => void }) {
  const change = useWrite('plan.change');
  const doc = useDocForm({
    initial: { quantity: order.quantity, due_date: order.due_date, start_date: '' },
    validate: { quantity: (v: string) => (v ? null : 'Say how many.'), due_date: (v: string) => (v ? null : 'Say until when.') },
    save: (v) => {
      const start = orNone(v.start_date);
      return change.run({ id: order.id, quantity: v.quantity, due_date: v.due_date, ...(start ? { start_date: start } : {}) });
    },
    onSaved: () => {
      toast.good(`Planned order of ${order.sku} changed`, 'It is firmed: planning leaves it as it is.');
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={`Planned order of ${order.sku}`} doc={doc} verb="Change and firm" onClose={onClose}>
      <QuantityField label="Quantity" unit={order.unit} data-autofocus {...form.getInputProps('quantity')} />
      <DateField label="Due" {...form.getInputProps('due_date')} />
      <DateField label="Start" description="As many days before it is due as now, when left empty" {...form.getInputProps('start_date')} />
      <Text size="xs" c="dimmed">A changed order is firmed, so that the next run does not change it back.</Text>
    </FormModal>
  );
}
