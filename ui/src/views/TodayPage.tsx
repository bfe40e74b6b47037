import { Button } from '@mantine/core';
import type { Filter, ListRequest } from '../platform';
import { mayDo, useRead, useSession } from '../shared/api';
import { useGo } from '../shared/go';
import { gridUrl } from '../shared/grid';
import { LinkTo, Loaded, Page } from '../shared/ui';
import { addDays, useFormat } from '../shared/values';
import { groupsOf } from '../features/planning';
import { Progress } from '../features/production';
import { Due, TodayCard, type TodayRow } from './TodayCard';
import classes from './TodayPage.module.css';

const SOON_DAYS = 7;
const is = (field: string, ...values: string[]): Filter => ({ field, op: 'in', values });
const until = (field: string, day: string): Filter => ({ field, op: 'le', values: [day] });
const first = (filters: Filter[], field: string, limit = 6): ListRequest => ({ filters, sort: { field, descending: false }, limit });

/** What needs somebody today. A farm without items is told what to do first. */
export default function TodayPage() {
  const any = useRead('items.list', { filters: [], limit: 1 });
  return (
    <Page title="Today">
      <Loaded query={any} what="Today">{({ rows }) => (rows.length === 0 ? <FirstSteps /> : <Cards />)}</Loaded>
    </Page>
  );
}

function Cards() {
  const admin = mayDo(useSession().user, 'admin');
  return (
    <div className={classes.grid}>
      <DueOrders />
      <ReadyToShip />
      <ToRelease />
      <InProgress />
      <LateWork />
      <Receipts />
      <ToInspect />
      {admin && <Approvals />}
    </div>
  );
}

function DueOrders() {
  // What has left the house and is not paid yet is no longer late.
  const filters = [is('status', 'confirmed', 'in_progress'), { field: 'fulfillment_status', op: 'ne' as const, values: ['fulfilled'] }, until('requested_date', addDays(useFormat().today(), SOON_DAYS))];
  const query = useRead('orders.list', first(filters, 'requested_date'));
  const rows = query.data?.rows.map((o): TodayRow => ({ key: String(o.id), to: `/orders/${o.id}`, title: o.order_number, what: o.customer_name ?? o.product_name, side: <Due date={o.requested_date} /> }));
  return <TodayCard title="Orders late or due" rows={rows} count={query.data?.total} tone="warn" all={gridUrl('/orders', filters)} none="No order is due in the next seven days." error={query.error} />;
}

function ReadyToShip() {
  const query = useRead('shipments.ready', {});
  const rows = query.data?.map((o): TodayRow => ({ key: String(o.id), to: `/orders/${o.id}`, title: o.order_number, what: <>{o.customer_name}{o.complete ? '' : ', a part of it'}</>, side: <Due date={o.requested_date} /> }));
  return <TodayCard title="Ready to ship" rows={rows} tone="good" all="/orders" none="Nothing lies ready: goods on the shelf for an open order show here." error={query.error} />;
}

function ToRelease() {
  const format = useFormat();
  const query = useRead('plan.overview', {});
  const groups = query.data && groupsOf(query.data);
  const rows = groups?.map((g): TodayRow => ({ key: g.id, to: `/plan?group=${g.id}`, title: g.title, what: g.hint, side: g.count === null ? null : format.count(g.count) }));
  const due = groups?.reduce((sum, g) => sum + (g.count ?? 0), 0);
  return <TodayCard piles title="The plan asks for" rows={rows} count={rows && due} tone={groups?.some((g) => g.tone === 'bad') ? 'bad' : 'active'} all="/plan" none="Nothing to release, to buy or to move." error={query.error} />;
}

function InProgress() {
  const filters = [is('status', 'in_progress')];
  const query = useRead('work_orders.list', first(filters, 'priority'));
  const rows = query.data?.rows.map((w): TodayRow => ({ key: String(w.id), to: `/work-orders/${w.id}`, title: w.code, what: w.product_name, side: <Progress order={w} /> }));
  return <TodayCard title="Work in progress" rows={rows} count={query.data?.total} tone="active" all={gridUrl('/work-orders', filters)} none="Nothing is being made. Released orders wait in the queue." error={query.error} />;
}

function LateWork() {
  const filters = [is('status', 'draft', 'released', 'in_progress', 'on_hold'), { field: 'due_date', op: 'lt' as const, values: [useFormat().today()] }];
  const query = useRead('work_orders.list', first(filters, 'due_date'));
  const rows = query.data?.rows.map((w): TodayRow => ({ key: String(w.id), to: `/work-orders/${w.id}`, title: w.code, what: w.product_name, side: <Due date={w.due_date} /> }));
  return <TodayCard title="Late work orders" rows={rows} count={query.data?.total} tone="bad" all="/work-orders?show=late" none="No work order is past its day." error={query.error} />;
}

function Receipts() {
  const filters = [is('status', 'ordered', 'shipped', 'partial'), until('expected_date', addDays(useFormat().today(), SOON_DAYS))];
  const query = useRead('purchasing.list', first(filters, 'expected_date'));
  const rows = query.data?.rows.map((p): TodayRow => ({ key: String(p.id), to: `/purchase-orders/${p.id}`, title: p.po_number, what: p.vendor_name, side: <Due date={p.expected_date} /> }));
  return <TodayCard title="Receipts expected" rows={rows} count={query.data?.total} tone="info" all={gridUrl('/purchase-orders', filters)} none="Nothing is expected in the next seven days." error={query.error} />;
}

function ToInspect() {
  const format = useFormat();
  const query = useRead('work_orders.list', first([is('status', 'completed'), is('qc_status', 'pending', 'failed')], 'completed_at'));
  const rows = query.data?.rows.map((w): TodayRow => ({ key: String(w.id), to: `/work-orders/${w.id}`, title: w.code, what: w.product_name, side: format.number(w.quantity_completed) }));
  if (rows?.length === 0) return null;
  return <TodayCard title="To inspect" rows={rows} count={query.data?.total} tone="info" all="/work-orders?show=inspect" none="" error={query.error} />;
}

function Approvals() {
  const format = useFormat();
  const query = useRead('inventory.waiting', { filters: [], limit: 6 });
  const rows = query.data?.rows.map((m): TodayRow => ({ key: String(m.id), to: `/items/${m.product_id}`, title: m.sku, what: m.approval_reason ?? m.product_name, side: format.quantity(m.quantity, m.unit) }));
  return <TodayCard title="Waiting for your approval" rows={rows} count={query.data?.total} tone="warn" all="/movements" none="No stock movement waits for you." error={query.error} />;
}

const STEPS = [
  ['Add what you print with', 'One item for each material and colour, in grams, bought by the spool.', '/items?show=materials', 'Materials'],
  ['Add what you sell', 'A product with its price, made by you.', '/items/new?type=finished_good', 'New product'],
  ['Say how it is made', 'A bill of material with the grams, and a routing with the print time.', '/boms', 'BOMs'],
  ['Take in what lies on the shelf', 'Count it once; from then on every movement is kept.', '/counts', 'Counts'],
  ['Write the first order', 'Confirm it, and the plan tells what to print and what to buy.', '/orders', 'Orders'],
] as const;

function FirstSteps() {
  const go = useGo();
  const admin = mayDo(useSession().user, 'admin');
  if (!admin) return <p className={classes.none}>The farm is being set up. Once an admin has added what it makes, your work shows here. <LinkTo to="/queue">To the queue</LinkTo></p>;
  return (
    <section aria-label="First steps">
      <p className={classes.none} style={{ marginBottom: 12 }}>Five steps, and this page fills by itself.</p>
      <ol className={classes.steps}>
        {STEPS.map(([title, what, to, verb], i) => (
          <li key={to}>
            <span className={classes.number} aria-hidden>{i + 1}</span>
            <div style={{ flex: 1 }}><b>{title}</b><p>{what}</p></div>
            <Button variant={i === 0 ? 'filled' : 'default'} onClick={() => go(to)}>{verb}</Button>
          </li>
        ))}
      </ol>
    </section>
  );
}
