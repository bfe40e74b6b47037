import { Button } from '@mantine/core';
import { IconChartLine, IconChecks, IconEyeOff, IconExternalLink, IconRefresh, IconRestore } from '@tabler/icons-react';
import type { MessageType, PlannedOrderRow, PlanningMessageRow, PlanOverview } from '../../bindings/commands';
import type { Filter } from '../../platform';
import { useActions } from '../../shared/actions';
import { useList, useRead, useWrite } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { DataGrid, useGridView, type RowAction } from '../../shared/grid';
import { EmptyState, LinkTo, Loaded, Notice, Page, toast } from '../../shared/ui';
import { useFormat } from '../../shared/values';
import { MESSAGE_COLUMNS, messageKey, PLANNED_COLUMNS, plannedKey } from './columns';
import { ASIDE, groupsOf, type Group } from './groups';
import { usePlannedActions, useSayReleased, useUndoPlan } from './plannedActions';
import classes from './PlanPage.module.css';
import { documentUrl, TRIGGERS } from './words';

/** What the plan asks for today, pile by pile. */
export default function PlanPage() {
  const overview = useRead('plan.overview', {});
  return <Loaded query={overview} what="The plan">{(found) => <Shown overview={found} />}</Loaded>;
}

function Shown({ overview }: { overview: PlanOverview }) {
  const [asked, setGroup] = useSearchParam('group');
  const run = useWrite('plan.run');
  const groups = groupsOf(overview);
  const group = asked === ASIDE.id ? ASIDE : (groups.find((g) => g.id === asked) ?? groups[0]);
  const plan = () =>
    void run.run({}).then((r) => {
      if (!r.changed) toast.good('The plan was up to date', `${r.orders} planned orders, ${r.messages} messages: nothing differs.`);
      else toast.good('Planned anew', `${r.added} added, ${r.moved} moved, ${r.dropped} dropped. ${r.orders} planned orders, ${r.messages} messages.`);
    }, (error: unknown) => toast.error('The plan could not be made', error));
  useActions([{ id: 'plan.run', title: 'Run planning', words: 'mrp replan', keys: 'mod+Enter', when: () => !run.pending, run: plan }]);
  return (
    <Page title="Plan" fill actions={<Button leftSection={<IconRefresh size={15} />} variant="default" loading={run.pending} onClick={plan}>Run planning</Button>}>
      <div className={classes.columns}>
        <nav className={classes.groups} aria-label="To do">
          <h2>To do today</h2>
          {groups.map((g) => <GroupButton key={g.id} group={g} current={g.id === group?.id} onPick={() => setGroup(g.id)} />)}
          {groups.length === 0 && <p className={classes.facts}>Nothing. Well planned.</p>}
          <GroupButton group={ASIDE} current={group?.id === ASIDE.id} onPick={() => setGroup(ASIDE.id)} />
          <h2>All planned</h2>
          <Outlook overview={overview} />
          <h2>Last run</h2>
          <LastRun overview={overview} />
        </nav>
        <section className={classes.list} aria-label={group?.title ?? 'Nothing to do'}>
          {overview.last_run?.status === 'failed' && <Notice tone="bad" remedy={{ title: 'Run again', run: plan }}>The last run failed: {overview.last_run.error_message}</Notice>}
          {group ? (
            <>
              <p>{group.hint}</p>
              {group.kind === 'make' || group.kind === 'buy' ? <PlannedList key={group.id} group={group} today={overview.today} /> : <MessageList key={group.id} group={group} />}
            </>
          ) : (
            <EmptyState
              title="Nothing to do today" hint="Every demand is covered or has time. Once a sales order is confirmed, or stock falls below what it should be, what to make and buy shows here by itself."
              action={<LinkTo to="/planned-orders">All planned orders</LinkTo>}
            />
          )}
        </section>
      </div>
    </Page>
  );
}

function GroupButton({ group, current, onPick }: { group: Group; current: boolean; onPick: () => void }) {
  const format = useFormat();
  return (
    <button type="button" className={classes.group} aria-current={current} onClick={onPick}>
      <span>{group.title}</span>
      {group.count !== null && <span className={classes.count} data-tone={group.tone}>{format.count(group.count)}</span>}
    </button>
  );
}

const MRP_WORDS = { short: 'Orders not served', late: 'Orders late', planned: 'Orders planned', covered: 'Orders covered' } as const;

function Outlook({ overview }: { overview: PlanOverview }) {
  const format = useFormat();
  return (
    <div className={classes.facts}>
      {overview.release.map((r) => (
        <div key={r.order_type}>
          <LinkTo to={`/planned-orders?show=${r.order_type === 'production' ? 'make' : 'buy'}`}>{r.order_type === 'production' ? 'To make' : 'To buy'}</LinkTo>
          <span><b>{format.count(r.open)}</b>{r.next_start && `, next ${format.date(r.next_start)}`}</span>
        </div>
      ))}
      {overview.orders.map((o) => <div key={o.mrp_status}><span>{MRP_WORDS[o.mrp_status]}</span><b>{format.count(o.count)}</b></div>)}
      {overview.release.length === 0 && overview.orders.length === 0 && 'No open demand.'}
    </div>
  );
}

function LastRun({ overview: { last_run: run, auto } }: { overview: PlanOverview }) {
  const format = useFormat();
  return (
    <div className={classes.facts}>
      {run ? (
        <>
          <span>{format.dateTime(run.run_date)}, {TRIGGERS[run.trigger]}</span>
          <div><span>Planned orders added</span><b>{run.planned_orders_created}</b></div>
          <div><span>Items to order</span><b>{run.shortages_found}</b></div>
        </>
      ) : 'Not yet.'}
      <span>{auto ? 'It follows every change by itself.' : 'It runs only when asked.'}</span>
      <LinkTo to="/plan-history">What moved, what was done</LinkTo>
      <LinkTo to="/plan-settings">How it plans</LinkTo>
    </div>
  );
}

const OPEN: Filter = { field: 'status', op: 'in', values: ['planned', 'firmed'] };

function PlannedList({ group, today }: { group: Group; today: string }) {
  const go = useGo();
  const view = useGridView(`plan-${group.id}`);
  const type: Filter = { field: 'order_type', op: 'eq', values: [group.kind === 'make' ? 'production' : 'purchase'] };
  const list = useList('plan.orders', { ...view.request, filters: [...view.request.filters, OPEN, type, { field: 'start_date', op: 'le', values: [today] }] });
  const { actionsOf, dialog } = usePlannedActions();
  const open = (row: PlannedOrderRow) => go(`/plan/${row.product_id}?tab=orders&peg=planned_order.${row.id}`);
  return (
    <>
      <DataGrid
        id={`plan-${group.id}`} label="Planned orders" columns={PLANNED_COLUMNS} list={list} view={view} keyOf={plannedKey} onOpen={open} toneOf={(r) => (r.days_late > 0 ? 'bad' : null)}
        rowActions={(row) => [{ id: 'item', title: 'Item over time', icon: IconChartLine, run: () => open(row) }, ...actionsOf([row])]} bulkActions={(rows, done) => actionsOf(rows, done).filter((a) => a.id !== 'change' && a.id !== 'split')}
        empty={{ title: 'None left', hint: 'All that had to start by today is released.' }}
      />
      {dialog}
    </>
  );
}

/** What following a message is called; the kinds that are not here need a person to look at the item. */
const FOLLOWED: Partial<Record<MessageType, string>> = {
  release: 'Release', release_past_due: 'Release', expedite: 'Expect it earlier', de_expedite: 'Expect it later', cancel: 'Cancel the order', excess: 'Order less', past_due_receipt: 'Expect it today',
};

function MessageList({ group }: { group: Group }) {
  const go = useGo();
  const view = useGridView(`plan-messages-${group.id}`);
  const aside: Filter = { field: 'is_dismissed', op: 'eq', values: [group.kind === 'aside' ? 'true' : 'false'] };
  const kind: Filter[] = group.type ? [{ field: 'message_type', op: 'eq', values: [group.type] }] : [];
  const list = useList('plan.messages', { ...view.request, filters: [...view.request.filters, aside, ...kind] });
  const dismiss = useWrite('plan.dismiss');
  const restore = useWrite('plan.restore');
  const apply = useWrite('plan.apply');
  const undo = useUndoPlan();
  const sayReleased = useSayReleased();
  const failed = (error: unknown) => toast.error('That did not work', error);

  function actionsOf(rows: readonly PlanningMessageRow[], done: () => void): RowAction[] {
    const ids = rows.map((r) => r.id);
    const word = rows.length > 0 && rows.every((r) => r.message_type === rows[0]?.message_type) ? rows[0] && FOLLOWED[rows[0].message_type] : 'Follow';
    const follow = () => apply.run({ ids }).then((did) => {
      if (did.documents.length > 0) sayReleased({ documents: did.documents });
      else toast.good(did.done.length === 1 ? (did.done[0] ?? '') : `${did.done.length} orders follow`, did.final_reason ? did.final_reason : did.done.slice(0, 3).join('. '), did.final_reason ? {} : { undo: undo(did.act_id) });
      done();
    });
    const back = () => restore.run({ ids });
    return [
      ...(word ? [{ id: 'apply', title: word, icon: IconChecks, run: () => void follow().catch(failed) }] : []),
      group.kind === 'aside'
        ? { id: 'restore', title: 'Show again', icon: IconRestore, run: () => void back().then(() => { toast.good('Shown again'); done(); }).catch(failed) }
        : { id: 'dismiss', title: 'Put aside', icon: IconEyeOff, run: () => void dismiss.run({ ids }).then(() => { toast.good(ids.length === 1 ? 'Put aside' : `${ids.length} put aside`, 'They come back when they say something else.', { undo: back }); done(); }).catch(failed) },
    ];
  }
  const open = (row: PlanningMessageRow) => {
    const order = documentUrl(row.order_type, row.document_id);
    if (row.product_id !== null) go(`/plan/${row.product_id}${row.order_type && row.order_id !== null ? `?peg=${row.order_type}.${row.order_id}` : ''}`);
    else if (order) go(order);
  };
  return (
    <DataGrid
      id="plan-messages" label="Messages" columns={MESSAGE_COLUMNS} list={list} view={view} keyOf={messageKey} onOpen={open} toneOf={(r) => (r.severity === 'error' ? 'bad' : r.severity === 'warning' ? 'warn' : null)}
      rowActions={(row) => {
        const order = documentUrl(row.order_type, row.document_id);
        return [
          ...(order ? [{ id: 'document', title: `Open ${row.document_number ?? 'the order'}`, icon: IconExternalLink, run: () => go(order) }] : []),
          ...(row.product_id === null ? [] : [{ id: 'item', title: 'Item over time', icon: IconChartLine, run: () => go(`/plan/${row.product_id}`) }]),
          ...actionsOf([row], () => undefined),
        ];
      }}
      bulkActions={actionsOf} empty={{ title: group.kind === 'aside' ? 'Nothing was put aside' : 'None left', hint: group.kind === 'aside' ? 'A message that you put aside waits here.' : 'All of these are done.' }}
    />
  );
}
