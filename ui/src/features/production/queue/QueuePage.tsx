import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { QueuedOperation, WorkCenter } from '../../../bindings/commands';
import { usePreference, useRead, useWrite } from '../../../shared/api';
import { EmptyState, LinkTo, Loaded, Page, Quantity, StatusBadge, Swatch, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { ReportDialog } from '../orders/dialogs';
import { operationTitle } from '../orders/WorkTables';
import { OPERATION_TONES } from '../words';
import classes from './QueuePage.module.css';

/** For hands with gloves on: what to do next, work center by work center. */
export default function QueuePage() {
  const centers = useRead('work_centers.list', {});
  const [only, setOnly] = usePreference<string>('queue.center', 'all');
  const [search, setSearch] = useState('');
  return (
    <Loaded query={centers} what="The queue">
      {(all) => {
        const active = all.filter((c) => c.is_active);
        const shown = active.filter((c) => only === 'all' || String(c.id) === only);
        return (
          <Page
            title="Queue"
            aside={active.length > 1 && active.length < 7 && <SegmentedControl aria-label="Work center" value={active.some((c) => String(c.id) === only) ? only : 'all'} onChange={setOnly} data={[{ value: 'all', label: 'All' }, ...active.map((c) => ({ value: String(c.id), label: c.name }))]} />}
            actions={<TextInput aria-label="Find in the queue" placeholder="Order or item" leftSection={<IconSearch size={15} />} value={search} onChange={(e) => setSearch(e.target.value)} />}
          >
            {active.length === 0 ? (
              <EmptyState title="No work centers yet" hint="Work waits at a work center: the printers, the packing table. Add the first under Engineering, Work centers." action={<LinkTo to="/work-centers">Work centers</LinkTo>} />
            ) : (
              <div className={classes.columns}>
                {(shown.length > 0 ? shown : active).map((c) => <Center key={c.id} center={c} search={search.trim().toLowerCase()} />)}
              </div>
            )}
          </Page>
        );
      }}
    </Loaded>
  );
}

const matches = (o: QueuedOperation, search: string) => search === '' || `${o.code} ${o.sku} ${o.product_name}`.toLowerCase().includes(search);

function Center({ center, search }: { center: WorkCenter; search: string }) {
  const queue = useRead('work_orders.queue', { id: center.id });
  const format = useFormat();
  return (
    <section className={classes.column} aria-label={center.name}>
      <Loaded query={queue} what="The queue">
        {(rows) => {
          const shown = rows.filter((o) => matches(o, search));
          return (
            <>
              <h2>
                {center.name}
                <small>{rows.length === 0 ? 'free' : `${rows.length} waiting, ${format.minutes(decimal.sum(rows.map((o) => o.planned_minutes)))}`}</small>
              </h2>
              {shown.length === 0 ? (
                <EmptyState compact title={rows.length === 0 ? 'Nothing to do here' : 'Nothing matches'} hint={rows.length === 0 ? 'Released work orders wait here, the most urgent first.' : 'Empty the search field to see all.'} />
              ) : (
                <ol className={classes.cards}>{shown.map((o) => <Card key={o.id} operation={o} />)}</ol>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Card({ operation: o }: { operation: QueuedOperation }) {
  const format = useFormat();
  const start = useWrite('work_orders.start_operation');
  const pause = useWrite('work_orders.pause_operation');
  const [reporting, setReporting] = useState(false);
  const failed = (error: unknown) => toast.error('That did not work', error);
  const running = o.status === 'in_progress';
  const late = o.due_date !== null && o.due_date < format.today();
  return (
    <li className={classes.card} data-state={o.status} aria-label={`${o.code} ${operationTitle(o)}`}>
      <div className={classes.head}>
        <LinkTo to={`/work-orders/${o.work_order_id}`}>{o.code}</LinkTo>
        <StatusBadge state={o.status} tones={OPERATION_TONES} />
      </div>
      <p className={classes.what}><Quantity value={o.quantity_left} /> × {o.product_name}</p>
      <div className={classes.facts}>
        <span>{operationTitle(o)}</span>
        <span>{format.minutes(o.planned_minutes)}</span>
        {o.due_date && <span className={late ? classes.late : undefined}>{late ? 'late, due' : 'due'} {format.date(o.due_date)}</span>}
        {o.priority < 3 && <b>Priority {o.priority}</b>}
        {o.quantity_ready !== null && <span>{format.number(o.quantity_ready)} have come from before</span>}
        {o.short_materials > 0 && <span className={classes.short}><IconAlertTriangle size={14} aria-hidden />{o.short_materials === 1 ? 'a material is short' : `${o.short_materials} materials are short`}</span>}
      </div>
      {running && <ToLoad orderId={o.work_order_id} operationId={o.id} />}
      <div className={classes.buttons}>
        {running ? (
          <>
            <Button size="md" variant="default" leftSection={<IconPlayerPause size={18} />} loading={pause.pending} onClick={() => pause.run({ operation_id: o.id }).catch(failed)}>Pause</Button>
            <Button size="md" leftSection={<IconCheck size={18} />} onClick={() => setReporting(true)}>Done</Button>
          </>
        ) : (
          <Button size="md" variant={o.short_materials > 0 || (o.quantity_ready !== null && decimal.isZero(o.quantity_ready)) ? 'default' : 'filled'} leftSection={<IconPlayerPlay size={18} />} loading={start.pending} onClick={() => start.run({ operation_id: o.id }).catch(failed)}>
            {o.status === 'paused' ? 'Go on' : 'Start'}
          </Button>
        )}
      </div>
      {reporting && <ReportDialog orderId={o.work_order_id} code={o.code} unit="" left={o.quantity_left} operation={{ id: o.id, title: operationTitle(o) }} onClose={() => setReporting(false)} />}
    </li>
  );
}

/** What goes onto the machine: the materials of the operation, with their colours. */
function ToLoad({ orderId, operationId }: { orderId: number; operationId: number }) {
  const order = useRead('work_orders.get', { id: orderId });
  const materials = order.data?.materials.filter((m) => m.operation_id === operationId) ?? [];
  if (materials.length === 0) return null;
  return (
    <div className={classes.load} aria-label="To load">
      {materials.map((m) => (
        <span key={m.id}>
          {m.color_hex && <Swatch colour={m.color_hex} name="" size={16} />} {m.component_name} <Quantity value={decimal.subtract(m.quantity_required, m.quantity_consumed)} unit={m.unit} />
        </span>
      ))}
    </div>
  );
}
