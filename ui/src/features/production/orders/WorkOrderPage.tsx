import { Stack } from '@mantine/core';
import {
  IconBan, IconBoxSeam, IconCheck, IconClipboardCheck, IconGitBranch, IconHandStop, IconPencil, IconPlayerPlay, IconProgressX, IconRefresh, IconSend, IconShieldCheck,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { WorkMaterial, WorkOperation, WorkOrder, WorkOrderAction, WorkOrderDetail } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { useGo, useRouteParam } from '../../../shared/go';
import { DateText, DocumentPage, Facts, LinkTo, Loaded, Notice, Quantity, Section, StatusBadge, Timeline, toast, type DocAction } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { DocumentFiles } from '../../documents';
import { PRIORITIES, QC_TONES, SOURCES, WORK_EVENTS, WORK_ORDER_TONES } from '../words';
import { Costs } from './Costs';
import { FinishDialog, heldWords, InspectDialog, QuantityDialog, ReasonDialog, ReportDialog, reportOn } from './dialogs';
import { Progress } from './Progress';
import { ReplaceDialog } from './ReplaceDialog';
import { Materials, Operations, operationTitle, Reports } from './WorkTables';

type Dialog = { kind: 'report'; operation?: WorkOperation } | { kind: 'replace'; material: WorkMaterial } | { kind: 'complete' | 'hold' | 'cancel' | 'split' | 'remake' | 'close_short' | 'inspect' };

const LOOK: Record<WorkOrderAction, Pick<DocAction, 'title' | 'icon' | 'keys' | 'danger'>> = {
  edit: { title: 'Edit', icon: IconPencil, keys: 'e' },
  release: { title: 'Release', icon: IconSend },
  start: { title: 'Start', icon: IconPlayerPlay },
  report: { title: 'Report', icon: IconClipboardCheck },
  complete: { title: 'Complete', icon: IconCheck },
  resume: { title: 'Resume', icon: IconPlayerPlay },
  inspect: { title: 'Inspect', icon: IconShieldCheck },
  reserve: { title: 'Reserve what is short', icon: IconBoxSeam },
  remake: { title: 'Make again what was scrapped', icon: IconRefresh },
  hold: { title: 'Put on hold', icon: IconHandStop },
  split: { title: 'Split', icon: IconGitBranch },
  close_short: { title: 'Close short', icon: IconProgressX, danger: true },
  cancel: { title: 'Cancel the order', icon: IconBan, danger: true },
};

/** One work order: its next step, its operations and materials, what was reported, what it cost. */
export default function WorkOrderPage() {
  const id = Number(useRouteParam());
  const query = useRead('work_orders.get', { id });
  return <Loaded query={query} what="The work order">{(detail) => <Shown detail={detail} />}</Loaded>;
}

function Shown({ detail }: { detail: WorkOrderDetail }) {
  const { order } = detail;
  const admin = mayDo(useSession().user, 'admin');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const actions = useOrderActions(detail, setDialog);
  const next = actions.find((a) => a.id === detail.next);
  const reserve = actions.find((a) => a.id === 'reserve');
  // With a single step there is nothing to report on the way: the order is made, then completed.
  const complete = detail.operations.length < 2 && detail.next !== 'complete' ? actions.find((a) => a.id === 'complete' && !a.refusal) : undefined;
  const rest = actions.filter((a) => a !== next && a !== complete);
  return (
    <>
      <DocumentPage
        title={order.code} subtitle={<><LinkTo to={`/items/${order.product_id}`}>{order.sku}</LinkTo> {order.product_name}</>} state={order.status} tones={WORK_ORDER_TONES}
        badges={order.qc_status !== 'not_required' && <StatusBadge state={order.qc_status} tones={QC_TONES} />} next={next ?? null} also={complete ?? null} actions={rest}
        notices={<Notices order={order} reserve={reserve} />}
        tabs={[
          { id: 'work', title: 'Work', content: <Stack gap="lg"><Section title="Operations"><Operations detail={detail} onReport={(operation) => setDialog({ kind: 'report', operation })} /></Section><Section title="Materials"><Materials materials={detail.materials} onReplace={(material) => setDialog({ kind: 'replace', material })} /></Section></Stack> },
          { id: 'reports', title: 'Reports', count: detail.reports.length, content: <Reports detail={detail} admin={admin} /> },
          ...(admin ? [{ id: 'cost', title: 'Cost', content: <Costs detail={detail} /> }] : []),
          ...(detail.splits.length > 0 ? [{ id: 'splits', title: 'Split off', count: detail.splits.length, content: <Splits orders={detail.splits} /> }] : []),
          ...(detail.serials.length > 0 ? [{ id: 'serials', title: 'Serial numbers', count: detail.serials.length, content: <Serials detail={detail} /> }] : []),
        ]}
        side={<Side detail={detail} />}
      />
      <Dialogs detail={detail} dialog={dialog} onClose={() => setDialog(null)} />
    </>
  );
}

/** Every action of the core, with its words and what a press does. */
function useOrderActions(detail: WorkOrderDetail, open: (dialog: Dialog) => void): DocAction[] {
  const { order } = detail;
  const { id, code } = order;
  const go = useGo();
  const release = useWrite('work_orders.release');
  const start = useWrite('work_orders.start');
  const resume = useWrite('work_orders.resume');
  const reserve = useWrite('work_orders.reserve');
  const failed = (error: unknown) => toast.error('That did not work', error);
  const told = (what: string) => (now: WorkOrder) => toast.good(`${code} ${what}`, now.short_materials > 0 ? `${now.short_materials} of its materials are short.` : undefined);
  const runs: Record<WorkOrderAction, [run: () => void, busy?: boolean]> = {
    edit: [() => go(`/work-orders/${id}/edit`)],
    release: [() => void release.run({ id }).then(told('released')).catch(failed), release.pending],
    start: [() => void start.run({ id }).then(told('started')).catch(failed), start.pending],
    report: [() => open({ kind: 'report' })],
    complete: [() => open({ kind: 'complete' })],
    resume: [() => void resume.run({ id }).then(told('goes on')).catch(failed), resume.pending],
    inspect: [() => open({ kind: 'inspect' })],
    reserve: [() => void reserve.run({ id }).then((now) => (now.short_materials > 0 ? toast.info(`${now.short_materials} materials are still short`, 'What was free on the shelf is reserved now.') : toast.good('All materials are reserved'))).catch(failed), reserve.pending],
    remake: [() => open({ kind: 'remake' })],
    hold: [() => open({ kind: 'hold' })],
    split: [() => open({ kind: 'split' })],
    close_short: [() => open({ kind: 'close_short' })],
    cancel: [() => open({ kind: 'cancel' })],
  };
  return detail.actions.map(({ action, refusal = null }) => {
    const [run, busy = false] = runs[action];
    return { id: action, ...LOOK[action], refusal, busy, run };
  });
}

function Dialogs({ detail, dialog, onClose }: { detail: WorkOrderDetail; dialog: Dialog | null; onClose: () => void }) {
  const { order } = detail;
  const { id, code } = order;
  const go = useGo();
  const format = useFormat();
  const hold = useWrite('work_orders.hold');
  const cancel = useWrite('work_orders.cancel');
  const split = useWrite('work_orders.split');
  const remake = useWrite('work_orders.remake');
  const released = heldWords(detail, format.quantity);
  const open = (verb: string) => (made: WorkOrder | null) => {
    onClose();
    if (made) toast.good(`${made.code} ${verb}`, `${format.quantity(made.quantity_ordered, made.unit)} of ${made.sku}`);
    if (made) go(`/work-orders/${made.id}`);
  };
  if (!dialog) return null;
  switch (dialog.kind) {
    case 'report': {
      const o = dialog.operation;
      const left = o ? decimal.subtract(decimal.subtract(order.quantity_ordered, o.quantity_completed), o.quantity_scrapped) : reportOn(order).left;
      return <ReportDialog {...reportOn(order)} left={decimal.isNegative(left) ? '0' : left} {...(o ? { operation: { id: o.id, title: operationTitle(o) } } : {})} onClose={onClose} />;
    }
    case 'replace': return <ReplaceDialog order={order} material={dialog.material} onClose={onClose} />;
    case 'complete': return <FinishDialog order={order} onClose={onClose} />;
    case 'close_short': return <FinishDialog order={order} short released={released} onClose={onClose} />;
    case 'inspect': return <InspectDialog order={order} onClose={onClose} />;
    case 'hold':
      return <ReasonDialog title={`Put ${code} on hold`} what="Nobody can report on it until it is resumed. Its materials stay reserved." verb="Put on hold" onClose={onClose} send={(reason) => hold.run({ id, reason }).then(() => toast.good(`${code} is on hold`))} />;
    case 'cancel':
      return <ReasonDialog title={`Cancel ${code}?`} what={`${released} What was used up already stays used and becomes a variance.`} verb="Cancel the order" onClose={onClose} send={(reason) => cancel.run({ id, reason }).then(() => toast.good(`${code} cancelled`))} />;
    case 'split':
      return <QuantityDialog title={`Split ${code}`} what={`A part of the ${format.quantity(order.quantity_ordered, order.unit)} goes to an order of its own, with its share of operations and reservations.`} verb="Split" unit={order.unit} initial="" send={(quantity) => split.run({ id, quantity })} onClose={open('split off')} />;
    case 'remake':
      return <QuantityDialog title={`Make again what ${code} scrapped`} what="A new draft is written for them, linked to this order." verb="Write the draft" unit={order.unit} initial={decimal.trim(order.quantity_scrapped)} send={(quantity) => remake.run({ id, quantity })} onClose={open('written')} />;
  }
}

function Notices({ order, reserve }: { order: WorkOrder; reserve: DocAction | undefined }) {
  const format = useFormat();
  return (
    <>
      {order.status === 'on_hold' && <Notice tone="warn">On hold: {order.hold_reason}</Notice>}
      {order.is_late && order.due_date && <Notice tone="bad">It was due on {format.date(order.due_date)}.</Notice>}
      {order.short_materials > 0 && (
        <Notice tone="warn" {...(reserve && !reserve.refusal ? { remedy: { title: 'Reserve again', run: reserve.run } } : {})}>
          {order.short_materials === 1 ? 'One material is short' : `${order.short_materials} materials are short`}: neither reserved nor used up.
        </Notice>
      )}
      {order.closed_short_reason && <Notice tone="info">Closed short: {order.closed_short_reason}</Notice>}
      {order.cancellation_reason && <Notice tone="info">Cancelled: {order.cancellation_reason}</Notice>}
    </>
  );
}

function Side({ detail: { order, events } }: { detail: WorkOrderDetail }) {
  return (
    <>
      <Section title="Order">
        <Facts
          narrow
          facts={[
            ['Done', <Progress key="p" order={order} left />], ['Scrap', decimal.isZero(order.quantity_scrapped) ? null : <Quantity key="s" value={order.quantity_scrapped} unit={order.unit} />],
            ['Due', order.due_date && <DateText key="d" value={order.due_date} />], ['Priority', PRIORITIES[order.priority - 1]?.label], ['From', SOURCES[order.source]],
            ['For', order.sales_order_id && <LinkTo key="o" to={`/orders/${order.sales_order_id}`}>{order.sales_order_number}</LinkTo>],
            ['Split from', order.parent_order_id && <LinkTo key="x" to={`/work-orders/${order.parent_order_id}`}>Its original</LinkTo>],
            ['Makes again', order.remake_of_id && <LinkTo key="y" to={`/work-orders/${order.remake_of_id}`}>What was scrapped</LinkTo>],
            ['Maker', order.assigned_to], ['Released', order.released_at && <DateText key="r" value={order.released_at} time />],
            ['Begun', order.actual_start && <DateText key="b" value={order.actual_start} time />], ['Completed', order.completed_at && <DateText key="c" value={order.completed_at} time />], ['Notes', order.notes],
          ]}
        />
      </Section>
      <DocumentFiles owner="production_order" id={order.id} />
      <Section title="History">
        <Timeline events={events.map((e, i) => ({ id: String(events.length - i), at: e.at, who: e.actor_name, title: WORK_EVENTS[e.command] ?? e.command.replaceAll(/[._]/g, ' ') }))} />
      </Section>
    </>
  );
}

function Splits({ orders }: { orders: readonly WorkOrder[] }) {
  return (
    <table className="sy-plain" aria-label="Split off">
      <thead><tr><th>Number</th><th>State</th><th data-align="right">Quantity</th><th>Due</th></tr></thead>
      <tbody>
        {orders.map((o) => (
          <tr key={o.id}>
            <td><LinkTo to={`/work-orders/${o.id}`}>{o.code}</LinkTo></td><td><StatusBadge state={o.status} tones={WORK_ORDER_TONES} /></td>
            <td data-align="right"><Quantity value={o.quantity_ordered} unit={o.unit} /></td><td><DateText value={o.due_date} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Serials({ detail }: { detail: WorkOrderDetail }) {
  return (
    <table className="sy-plain" aria-label="Serial numbers">
      <thead><tr><th>Serial number</th><th>State</th><th>Inspection</th></tr></thead>
      <tbody>{detail.serials.map((s) => <tr key={s.id}><td>{s.serial_number}</td><td>{s.status.replaceAll('_', ' ')}</td><td>{s.qc_passed ? 'Passed' : '–'}</td></tr>)}</tbody>
    </table>
  );
}
