import { IconBan, IconCash, IconCheck, IconCopy, IconFileTypePdf, IconLock, IconNote, IconPackageExport, IconPencil, IconReceiptRefund, IconSitemap } from '@tabler/icons-react';
import type { OrderAction, OrderDetail } from '../../../bindings/commands';
import { CommandError, mayDo, messageOf, useSession, useWrite } from '../../../shared/api';
import { useGo } from '../../../shared/go';
import { askReason, confirmGo, toast, type DocAction } from '../../../shared/ui';
import { counted, decimal, useFormat } from '../../../shared/values';
import { openConfirmation } from '../papers';

/** What is open over the order's page. */
export type OrderDialog = 'ship' | 'pay' | 'note' | null;

/** What cancelling lets go of and what it leaves, by name. */
function cancelWords(order: OrderDetail, shown: (quantity: string, unit: string) => string): string {
  const held = order.lines.filter((l) => !l.is_cancelled && decimal.compare(l.allocated_quantity, '0') > 0);
  const works = [...new Set(order.lines.flatMap((l) => l.supplies).filter((s) => s.kind === 'work_order' && s.number).map((s) => s.number))];
  const parts = [
    held.length > 0 ? `The shelf gets back ${held.map((l) => `${shown(l.allocated_quantity, l.unit)} of ${l.sku}`).join(', ')}.` : 'Nothing is held for it.',
    ...(works.length > 0 ? [`${works.join(', ')} ${works.length === 1 ? 'goes' : 'go'} on and make stock.`] : []),
    ...(order.head.paid && decimal.compare(order.head.paid, '0') > 0 ? ['What was paid stays recorded until you refund it.'] : []),
  ];
  return parts.join(' ');
}

/** Everything that may be done with an order, as the core allows it; `next` is the likeliest. */
export function useOrderActions(order: OrderDetail, open: (dialog: OrderDialog) => void): { next: DocAction | null; actions: DocAction[]; reserve: () => void } {
  const go = useGo();
  const format = useFormat();
  const { user } = useSession();
  const confirm = useWrite('orders.confirm');
  const cancel = useWrite('orders.cancel');
  const reserve = useWrite('orders.reserve');
  const duplicate = useWrite('orders.duplicate');
  const { head } = order;
  const number = head.order_number;
  const refusal = (action: OrderAction): string | null => {
    const found = order.allowed.find((a) => a.action === action);
    return found?.allowed ? null : (found?.why_not ?? 'Not now.');
  };
  const may = (action: OrderAction) => refusal(action) === null;

  async function promise(pass_credit_limit = false) {
    try {
      const done = await confirm.run({ id: head.id, pass_credit_limit });
      const held = done.lines.filter((l) => decimal.compare(l.allocated_quantity, '0') > 0).length;
      toast.good(`${number} is confirmed`, held > 0 ? `${held} of ${done.lines.length} lines hold goods from the shelf; the rest is demand for planning.` : 'All of it is demand for planning.');
    } catch (error) {
      const limit = error instanceof CommandError && error.code === 'credit_limit' && mayDo(user, 'admin');
      if (!limit) toast.error('Not confirmed', error);
      else if (await confirmGo(`Confirm ${number} beyond the credit limit?`, messageOf(error), 'Confirm it all the same')) await promise(true);
    }
  }
  const hold = () =>
    void reserve.run({ id: head.id }).then(
      ({ held }) => toast.good(`${number} holds ${counted(held, 'piece', 'pieces', format.number)} now`),
      (error: unknown) => toast.error('Nothing was held', error),
    );
  const copy = () =>
    void duplicate.run({ id: head.id }).then(
      (made) => { toast.good(`${made.head.order_number} was written like ${number}`); go(`/orders/${made.head.id}/edit`); },
      (error: unknown) => toast.error('Not duplicated', error),
    );
  const callOff = () =>
    askReason({
      title: `Cancel order ${number}?`, what: cancelWords(order, format.quantity), verb: 'Cancel the order',
      run: (reason) => cancel.run({ id: head.id, reason }).then(() => toast.good(`${number} was cancelled`)),
    });

  const all: Record<Exclude<OrderAction, 'refund'>, DocAction> = {
    confirm: { id: 'confirm', title: 'Confirm', icon: IconCheck, refusal: refusal('confirm'), busy: confirm.pending, run: () => void promise() },
    ship: { id: 'ship', title: 'Ship', icon: IconPackageExport, refusal: refusal('ship'), run: () => open('ship') },
    record_payment: { id: 'pay', title: 'Record a payment', icon: IconCash, refusal: refusal('record_payment'), run: () => open('pay') },
    reserve: { id: 'reserve', title: 'Hold what is on the shelf', icon: IconLock, refusal: refusal('reserve'), busy: reserve.pending, run: hold },
    edit: { id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', refusal: refusal('edit'), run: () => go(`/orders/${head.id}/edit`) },
    duplicate: { id: 'duplicate', title: 'Duplicate', icon: IconCopy, refusal: refusal('duplicate'), run: copy },
    add_note: { id: 'note', title: 'Add a note', icon: IconNote, refusal: refusal('add_note'), run: () => open('note') },
    cancel: { id: 'cancel', title: 'Cancel the order', icon: IconBan, danger: true, refusal: refusal('cancel'), run: callOff },
  };
  const plan: DocAction = { id: 'plan', title: 'Plan production', icon: IconSitemap, run: () => go('/plan') };
  const refund: DocAction = { id: 'refund', title: 'Refund', icon: IconReceiptRefund, refusal: refusal('refund'), run: () => go(`/orders/${head.id}?tab=payments`) };

  const paper: DocAction = { id: 'paper', title: 'Order confirmation as PDF', icon: IconFileTypePdf, run: () => void openConfirmation(head.id) };

  const next = likeliest(order, may, all, plan);
  const admin = mayDo(user, 'admin');
  const rest = [all.edit, all.ship, ...(admin ? [all.record_payment, refund, paper] : []), all.reserve, all.add_note, all.duplicate, all.cancel];
  return { next, actions: rest.filter((a) => a.id !== next?.id && !(a.id === 'reserve' && head.status === 'draft')), reserve: hold };
}

function likeliest(order: OrderDetail, may: (action: OrderAction) => boolean, all: Record<Exclude<OrderAction, 'refund'>, DocAction>, plan: DocAction): DocAction | null {
  if (order.head.status === 'draft') return all.confirm;
  if (may('ship')) return all.ship;
  const uncovered = order.issues.some((issue) => issue.cause === 'not_covered');
  if (uncovered) return plan;
  if (may('record_payment')) return all.record_payment;
  if (order.head.status === 'completed' || order.head.status === 'cancelled') return { ...all.duplicate, title: 'Order the same again' };
  return null;
}
