import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { PlanActRow, PlanRunRow, RunMove, RunMoveKind } from '../../bindings/commands';
import { useList, useRead } from '../../shared/api';
import { useSearchParam } from '../../shared/go';
import { columnsOf, DataGrid, useGridView } from '../../shared/grid';
import { EmptyState, LinkTo, Loaded, Page, StatusBadge, type Tones } from '../../shared/ui';
import { useFormat, type Format } from '../../shared/values';
import classes from './PlanPage.module.css';
import { useUndoPlan } from './plannedActions';
import { TRIGGERS } from './words';

/** What runs moved, and what people did to the plan. */
export default function PlanHistoryPage() {
  const [asked, setShow] = useSearchParam('show');
  const show = asked === 'done' ? 'done' : 'runs';
  return (
    <Page title="Plan history" fill crumbs={[{ title: 'Plan', to: '/plan' }, { title: 'Plan history' }]} aside={<SegmentedControl size="xs" aria-label="Which history" value={show} onChange={(v) => setShow(v === 'runs' ? undefined : v)} data={[{ value: 'runs', label: 'Runs' }, { value: 'done', label: 'What was done' }]} />}>
      {show === 'done' ? <Acts /> : <Runs />}
    </Page>
  );
}

const col = columnsOf<PlanRunRow>();
const RUN_TONES: Tones = { completed: ['Done', 'good'], failed: ['Failed', 'bad'], cancelled: ['Stopped', 'idle'] };
const figure = (id: keyof PlanRunRow & string, title: string, hint: string) =>
  col.number(id, title, (r) => String(r[id]), { width: 96, sortable: false, filter: undefined, hint });
const COLUMNS = [
  col.dateTime('run_date', 'When', (r) => r.run_date, { width: 178 }), col.status('status', 'State', (r) => r.status, RUN_TONES, { width: 92 }),
  col.text('trigger', 'Why', (r) => r.trigger, { width: 128, cell: (r) => TRIGGERS[r.trigger] }), col.text('by', 'Who', (r) => r.by, { width: 124, sortable: false, filter: undefined, cell: (r) => r.by ?? 'Spoolyard' }),
  figure('added', 'Added', 'Planned orders that are new'), figure('moved', 'Moved', 'Planned orders with another date, size or purpose'), figure('dropped', 'Dropped', 'Planned orders that nothing needs any more'),
  figure('orders', 'Orders', 'Proposals afterwards'), figure('messages', 'Messages', 'Messages afterwards'),
  col.text('error_message', 'Trouble', (r) => r.error_message, { width: 200, sortable: false, filter: undefined }),
];
const keyOf = (row: PlanRunRow) => String(row.id);

function Runs() {
  const [asked, setRun] = useSearchParam('run');
  const view = useGridView('plan-runs');
  const list = useList('plan.runs', view.request);
  const run = list.rows.find((r) => keyOf(r) === asked) ?? list.rows[0];
  return (
    <div className={classes.halves}>
      <div className={classes.half}><DataGrid id="plan-runs" label="Runs" columns={COLUMNS} list={list} view={view} keyOf={keyOf} onOpen={(r) => setRun(keyOf(r))} toneOf={(r) => (r.status === 'failed' ? 'bad' : null)} empty={{ title: 'No run changed anything yet', hint: 'A run that changes nothing leaves no trace.' }} /></div>
      {run && <Moves run={run} />}
    </div>
  );
}

const MOVED: Record<RunMoveKind, string> = { added: 'New', changed: 'Moved', dropped: 'Dropped' };

function Moves({ run }: { run: PlanRunRow }) {
  const moves = useRead('plan.run_moves', { id: run.id });
  const format = useFormat();
  return (
    <section className={classes.moves} aria-label="What the run moved">
      <h2>{format.dateTime(run.run_date)}: what it moved</h2>
      <Loaded query={moves} what="What the run moved">
        {({ rows }) => rows.length === 0 ? <EmptyState compact title="No order moved" hint="Only messages, or whom orders serve, changed." /> : (
          <table className="sy-plain" aria-label="What the run moved">
            <thead><tr><th>What</th><th>Item</th><th data-align="right">Was</th><th>Due</th><th data-align="right">Is</th><th>Due</th></tr></thead>
            <tbody>{rows.map((m, at) => <Move key={at} move={m} format={format} />)}</tbody>
          </table>
        )}
      </Loaded>
    </section>
  );
}

function Move({ move: m, format }: { move: RunMove; format: Format }) {
  const quantity = (q: string | null | undefined) => (q ? format.number(q) : '–');
  const date = (d: string | null | undefined) => (d ? format.date(d) : '–');
  return (
    <tr>
      <td>{MOVED[m.kind]}</td><td><LinkTo to={`/plan/${m.product_id}`}>{m.sku}</LinkTo></td>
      <td data-align="right" className="sy-num">{quantity(m.old_quantity)}</td><td>{date(m.old_due)}</td>
      <td data-align="right" className="sy-num">{quantity(m.new_quantity)}</td><td>{date(m.new_due)}</td>
    </tr>
  );
}

const ACT_TONES: Tones = { stands: ['Stands', 'good'], back: ['Taken back', 'idle'], final: ['Final', 'active'] };
const stateOf = (act: PlanActRow) => (act.undone_at ? 'back' : act.final_reason ? 'final' : 'stands');

function Acts() {
  const acts = useRead('plan.acts', {});
  const undo = useUndoPlan();
  const format = useFormat();
  return (
    <Loaded query={acts} what="What was done">
      {({ rows }) => rows.length === 0 ? (
        <EmptyState title="Nothing was done to the plan yet" hint="Firming, splitting, changing and following messages stand here, and can be taken back." action={<LinkTo to="/plan">To the plan</LinkTo>} />
      ) : (
        <div className={classes.scroll}>
          <table className="sy-plain" aria-label="What was done">
            <thead><tr><th>When</th><th>What</th><th>Who</th><th>State</th><th aria-label="Take back" /></tr></thead>
            <tbody>
              {rows.map((act) => (
                <tr key={act.id}>
                  <td>{format.dateTime(act.created_at)}</td>
                  <td>{act.title}{act.final_reason && <Text size="xs" c="dimmed">{act.final_reason}</Text>}</td>
                  <td>{act.by ?? 'Spoolyard'}</td>
                  <td><StatusBadge state={stateOf(act)} tones={ACT_TONES} /></td>
                  <td data-align="right">{stateOf(act) === 'stands' && <Button size="compact-xs" variant="default" leftSection={<IconArrowBackUp size={13} />} aria-label={`Take back: ${act.title}`} onClick={() => void undo(act.id)()}>Take back</Button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  );
}
