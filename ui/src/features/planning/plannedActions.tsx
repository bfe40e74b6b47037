import { Button, Group, Text } from '@mantine/core';
import { IconAnchor, IconAnchorOff, IconArrowMerge, IconArrowsSplit2, IconPencil, IconPlus, IconSend, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Acted, PlannedOrderRow, Released } from '../../bindings/commands';
import { useWrite } from '../../shared/api';
import { DateField, FormModal, orNone, QuantityField, useDocForm } from '../../shared/form';
import { useGo } from '../../shared/go';
import type { RowAction } from '../../shared/grid';
import { toast } from '../../shared/ui';
import { decimal } from '../../shared/values';

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

/** Takes an act on the plan back, and says when something has moved on. */
export function useUndoPlan(): (actId: number) => () => Promise<void> {
  const undo = useWrite('plan.undo');
  return (actId) => () => undo.run({ act_id: actId }).then((done) => toast.good('Taken back', done.title), (error: unknown) => toast.error('Not taken back', error));
}

interface PlannedActions {
  /** For selected rows, or for one row's menu. */
  actionsOf: (rows: readonly PlannedOrderRow[], done?: () => void) => RowAction[];
  /** To be drawn by the page: the form that changes an order. */
  dialog: ReactNode;
}

/** What can be done to planned orders: release, firm, leave to planning, change, split, merge, take away. */
export function usePlannedActions(): PlannedActions {
  const [asking, setAsking] = useState<{ what: 'change' | 'split'; order: PlannedOrderRow } | null>(null);
  const release = useWrite('plan.release');
  const firm = useWrite('plan.firm');
  const unfirm = useWrite('plan.unfirm');
  const merge = useWrite('plan.merge');
  const cancel = useWrite('plan.cancel');
  const sayReleased = useSayReleased();
  const undo = useUndoPlan();
  const failed = (error: unknown) => toast.error('That did not work', error);

  function actionsOf(rows: readonly PlannedOrderRow[], done: () => void = () => undefined): RowAction[] {
    const open = rows.filter((r) => r.status !== 'released');
    const planned = rows.filter((r) => r.status === 'planned');
    const firmed = rows.filter((r) => r.status === 'firmed');
    const only = (some: readonly unknown[], text: string) => (some.length > 0 ? null : text);
    const over = 'It became an order already.';
    const alike = open.every((r) => r.product_id === open[0]?.product_id && r.order_type === open[0]?.order_type);
    const say = (title: string, detail: string) => ({ act_id: act }: Acted) => { toast.good(title, detail, { undo: undo(act) }); done(); };
    const first = rows[0];
    return [
      { id: 'release', title: 'Release', icon: IconSend, refusal: only(open, over), run: () => void release.run({ ids: ids(open) }).then((r) => { sayReleased(r); done(); }).catch(failed) },
      { id: 'firm', title: 'Firm', icon: IconAnchor, refusal: only(planned, 'Only proposals are firmed.'), run: () => void firm.run({ ids: ids(planned) }).then(say(`${count(planned)} firmed`, 'Planning leaves them as they are and counts them as supply.')).catch(failed) },
      { id: 'unfirm', title: 'Leave to planning', icon: IconAnchorOff, refusal: only(firmed, 'None of them is firmed.'), run: () => void unfirm.run({ ids: ids(firmed) }).then(say(`${count(firmed)} left to planning again`, 'The next run may move them.')).catch(failed) },
      { id: 'change', title: 'Change quantity or date', icon: IconPencil, refusal: rows.length !== 1 ? 'Choose one order.' : only(open, over), run: () => first && setAsking({ what: 'change', order: first }) },
      { id: 'split', title: 'Split', icon: IconArrowsSplit2, refusal: rows.length !== 1 ? 'Choose one order.' : only(open, over), run: () => first && setAsking({ what: 'split', order: first }) },
      {
        id: 'merge', title: 'Make one order of them', icon: IconArrowMerge, refusal: open.length < 2 ? 'Choose several orders of one item.' : alike ? null : 'They are not of one item.',
        run: () => void merge.run({ ids: ids(open) }).then(say(`One order of ${open.length}`, 'It is due when the first of them was, and firmed.')).catch(failed),
      },
      {
        id: 'cancel', title: 'Take away', icon: IconTrash, danger: true, refusal: only(open, over),
        run: () => void cancel.run({ ids: ids(open) }).then(say(open.length === 1 ? `Planned order of ${open[0]?.sku ?? ''} taken away` : `${open.length} planned orders taken away`, 'The next run may propose something else for what they served.')).catch(failed),
      },
    ];
  }
  const close = () => setAsking(null);
  const dialog = asking && (asking.what === 'change' ? <ChangeDialog key={asking.order.id} order={asking.order} onClose={close} /> : <SplitDialog key={asking.order.id} order={asking.order} onClose={close} />);
  return { actionsOf, dialog };
}

function SplitDialog({ order, onClose }: { order: PlannedOrderRow; onClose: () => void }) {
  const split = useWrite('plan.split');
  const undo = useUndoPlan();
  const doc = useDocForm({
    initial: { parts: [{ quantity: '', due_date: order.due_date }, { quantity: '', due_date: order.due_date }] },
    save: (v) => split.run({ id: order.id, parts: v.parts.map((p) => ({ quantity: p.quantity || '0', due_date: p.due_date || order.due_date })) }),
    onSaved: (_, made) => {
      toast.good(`Planned order of ${order.sku} split into ${made.ids.length}`, 'The parts are firmed.', { undo: undo(made.act_id) });
      onClose();
    },
  });
  const { form } = doc;
  const left = decimal.subtract(order.quantity, decimal.sum(form.values.parts.map((p) => (decimal.isDecimal(p.quantity) ? p.quantity : '0'))));
  const rest = decimal.isZero(left) ? 'All of it is given out.' : `${decimal.trim(left)} ${order.unit} are not given out yet.`;
  return (
    <FormModal title={`Split the planned order of ${order.sku}`} doc={doc} verb="Split and firm" onClose={onClose}>
      <Text size="sm">It is for {decimal.trim(order.quantity)} {order.unit}. {rest}</Text>
      {form.values.parts.map((_, at) => (
        <Group key={at} grow align="flex-start" gap="sm">
          <QuantityField label={`Part ${at + 1}`} unit={order.unit} {...(at === 0 ? { 'data-autofocus': true } : {})} {...form.getInputProps(`parts.${at}.quantity`)} />
          <DateField label="Due" {...form.getInputProps(`parts.${at}.due_date`)} />
        </Group>
      ))}
      <Group>
        <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => form.insertListItem('parts', { quantity: '', due_date: order.due_date })}>Another part</Button>
        <Button
          size="compact-sm" variant="subtle" disabled={decimal.compare(left, '0') <= 0}
          onClick={() => {
            const at = form.values.parts.findLastIndex((p) => p.quantity === '');
            if (at >= 0) form.setFieldValue(`parts.${at}.quantity`, decimal.trim(left));
          }}
        >
          The rest to the last empty part
        </Button>
      </Group>
    </FormModal>
  );
}

function ChangeDialog({ order, onClose }: { order: PlannedOrderRow; onClose: () => void }) {
  const change = useWrite('plan.change');
  const undo = useUndoPlan();
  const doc = useDocForm({
    initial: { quantity: order.quantity, due_date: order.due_date, start_date: '' },
    validate: { quantity: (v: string) => (v ? null : 'Say how many.'), due_date: (v: string) => (v ? null : 'Say until when.') },
    save: (v) => {
      const start = orNone(v.start_date);
      return change.run({ id: order.id, quantity: v.quantity, due_date: v.due_date, ...(start ? { start_date: start } : {}) });
    },
    onSaved: (_, { act_id: act }) => {
      toast.good(`Planned order of ${order.sku} changed`, 'It is firmed: planning leaves it as it is.', { undo: undo(act) });
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
