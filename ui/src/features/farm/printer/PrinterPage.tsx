import { IconBulb, IconBulbOff, IconEraser, IconGauge, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconPlugConnected, IconRefresh, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import type { Printer, PrinterAction, PrinterLive, PrinterRow } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { useRouteParam, useSearchParam } from '../../../shared/go';
import { confirmDestroy, DateText, DocumentPage, Facts, LinkTo, Loaded, Notice, Section, toast, type DocAction } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { merge, useFloor, useLive, type Seen } from '../live';
import { PRINTER_TONES, PROTOCOL_NAMES } from '../words';
import { Connection } from './Connection';
import { EditPrinter } from './EditPrinter';
import { Frames } from './Frames';
import { Now } from './Now';
import { Prints } from './Prints';
import { Upkeep } from './Upkeep';

/** One printer: what it does, what it needs, what it has printed. */
export default function PrinterPage() {
  const id = Number(useRouteParam());
  const printer = useRead('printers.get', { id });
  const rows = useRead('printers.list', {});
  useFloor();
  return <Loaded query={printer} what="The printer">{(data) => <PrinterDocument key={data.id} printer={data} row={rows.data?.find((r) => r.id === id) ?? null} />}</Loaded>;
}

const IN_JOB = new Set(['preparing', 'printing', 'paused']);
const SPEEDS: { action: PrinterAction; title: string }[] = [
  { action: 'silent', title: 'Speed: silent, 50 %' }, { action: 'standard', title: 'Speed: as sliced, 100 %' }, { action: 'sport', title: 'Speed: sport, 124 %' }, { action: 'ludicrous', title: 'Speed: ludicrous, 166 %' },
];

/** Why a printer cannot be told anything; null when it can. */
export function deaf(printer: Pick<Printer, 'protocol'>, live: PrinterLive | null): string | null {
  if (printer.protocol === null) return 'It is not connected: enter its address under Connection.';
  if (printer.protocol === 'generic') return 'It is kept by hand; Spoolyard cannot reach it.';
  if (!live) return 'Nobody watches the farm from here now.';
  if (live.status === 'offline' || live.status === 'connecting') return 'It is not reached now.';
  if (!live.obeys) return 'It can only be watched: it does not take commands from the network.';
  return null;
}

/** What can be told to a printer now, each with the reason why not. */
export function commandsFor(printer: Pick<Printer, 'protocol' | 'code'>, live: PrinterLive | null, seen: Pick<Seen, 'status' | 'title'>, tell: (action: PrinterAction) => void): { next: DocAction | null; more: DocAction[] } {
  const silent = deaf(printer, live);
  const inJob = IN_JOB.has(seen.status);
  const stop: DocAction = {
    id: 'stop', title: 'Stop the print', icon: IconPlayerStop, danger: true, refusal: silent ?? (inJob ? null : 'Nothing is printing.'),
    run: () => confirmDestroy({
      title: `Stop the print on ${printer.code}?`, what: `${seen.title ?? 'What it prints now'} ends here and cannot be taken up again; what lies on the plate is scrap.`, verb: 'Stop the print', run: () => tell('stop'),
    }),
  };
  const next: DocAction | null = seen.status === 'paused'
    ? { id: 'resume', title: 'Resume', icon: IconPlayerPlay, refusal: silent, run: () => tell('resume') }
    : inJob ? { id: 'pause', title: 'Pause', icon: IconPlayerPause, refusal: silent, run: () => tell('pause') } : null;
  if (!live) return { next, more: inJob ? [stop] : [] };
  return {
    next,
    more: [
      ...(inJob ? [stop] : []),
      ...(live.can_clear ? [{ id: 'clear', title: 'Clear the error', icon: IconEraser, refusal: silent ?? (live.alerts.length > 0 || seen.status === 'failed' ? null : 'It shows no error.'), run: () => tell('clear_error') }] : []),
      ...(live.has_light ? [live.light_on
        ? { id: 'light', title: 'Light off', icon: IconBulbOff, refusal: silent, run: () => tell('light_off') }
        : { id: 'light', title: 'Light on', icon: IconBulb, refusal: silent, run: () => tell('light_on') }] : []),
      ...(live.has_speed ? SPEEDS.map(({ action, title }) => ({ id: action, title, icon: IconGauge, refusal: silent ?? (inJob ? null : 'Nothing is printing.'), run: () => tell(action) })) : []),
      { id: 'refresh', title: 'Ask for everything anew', icon: IconRefresh, refusal: live.status === 'offline' ? 'It is not reached now.' : null, run: () => tell('refresh') },
    ],
  };
}

function PrinterDocument({ printer, row }: { printer: Printer; row: PrinterRow | null }) {
  const live = useLive(printer.id);
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const [, setTab] = useSearchParam('tab');
  const [editing, setEditing] = useState(false);
  const tell = useWrite('printers.tell');
  const reconnect = useWrite('printers.reconnect');
  const pin = useWrite('printers.pin');
  const maintain = useWrite('printers.set_maintenance');
  const seen = merge(row ?? { ...printer, job_file: null, job_started_at: null, job_progress_percent: null, job_estimated_minutes: null }, live);
  const title = printer.name === printer.code ? printer.code : `${printer.code} ${printer.name}`;
  const say = (action: PrinterAction) =>
    void tell.run({ id: printer.id, action }).then((told) => (told.confirmed ? toast.good(told.text) : toast.info(told.text)), (e: unknown) => toast.error(`${printer.code} did not do it`, e));
  const again = () => reconnect.run({ id: printer.id }).then(() => toast.info('The connection is made anew'), (e: unknown) => toast.error('Not connected anew', e));
  const trust = () => confirmDestroy({
    title: `Trust the new certificate of ${printer.code}?`, verb: 'Trust it', what: 'Only after the printer was reset or updated. Otherwise something else answers at its address, and would be told its access code.',
    run: () => pin.run({ id: printer.id }).then(again),
  });
  const commands = commandsFor(printer, live, seen, say);
  const out = printer.status === 'maintenance';
  const networked = printer.protocol !== null && printer.protocol !== 'generic';
  const actions: DocAction[] = [
    ...commands.more,
    ...(networked ? [{ id: 'reconnect', title: 'Reconnect', icon: IconPlugConnected, run: () => void again() }] : []),
    {
      id: 'maintenance', title: out ? 'Back into service' : 'Out of service', icon: IconTool, refusal: !out && IN_JOB.has(seen.status) ? 'It prints. Let the print end, or stop it, before you work on it.' : null,
      run: () => void maintain.run({ id: printer.id, on: !out }).then(() => toast.good(out ? `${printer.code} is back` : `${printer.code} is out of service`), (e: unknown) => toast.error('Not changed', e)),
    },
    ...(admin ? [{ id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', run: () => setEditing(true) }] : []),
  ];
  return (
    <>
      <DocumentPage
        title={title} state={seen.status} tones={PRINTER_TONES} subtitle={printer.model ?? undefined} next={commands.next && { ...commands.next, busy: tell.pending }} actions={actions}
        notices={<Notices printer={printer} live={live} seen={seen} admin={admin} onTrust={trust} onConnection={() => setTab('connection')} />}
        tabs={[
          { id: 'now', title: 'Now', content: <Now printer={printer} row={row} live={live} seen={seen} /> },
          { id: 'prints', title: 'Prints', content: <Prints printer={printer.id} /> },
          { id: 'maintenance', title: 'Maintenance', content: <Upkeep printer={printer} /> },
          ...(admin ? [{ id: 'connection', title: 'Connection', content: <Connection printer={printer} /> }] : []),
          ...(admin && networked ? [{ id: 'frames', title: 'Support', content: <Frames printer={printer} /> }] : []),
        ]}
        side={
          <>
            <Section title="Printer">
              <Facts narrow facts={[
                ['Place', printer.location], ['Work center', row?.work_center], ['Speaks', printer.protocol && PROTOCOL_NAMES[printer.protocol]], ['Address', printer.ip_address],
                ['Serial number', printer.serial_number ?? live?.serial], ['Firmware', live?.firmware], ['Last heard', (live?.heard_at ?? printer.last_seen) && <DateText key="h" value={live?.heard_at ?? printer.last_seen} time />], ['Notes', printer.notes],
              ]} />
            </Section>
            <Section title="So far">
              <Facts narrow facts={[
                ['Prints that ended well', String(printer.completed_jobs)], ['Prints that failed', String(printer.failed_jobs)], ['Printed', format.minutes(String(printer.printed_minutes))],
                ['For', row?.production_order_id ? <LinkTo key="w" to={`/work-orders/${row.production_order_id}`}>{row.work_order}</LinkTo> : null],
              ]} />
            </Section>
          </>
        }
      />
      {editing && <EditPrinter printer={printer} onClose={() => setEditing(false)} />}
    </>
  );
}

function Notices({ printer, live, seen, admin, onTrust, onConnection }: { printer: Printer; live: PrinterLive | null; seen: Seen; admin: boolean; onTrust: () => void; onConnection: () => void }) {
  const remedy = !admin ? {} : live?.certificate_changed ? { remedy: { title: 'Trust the new certificate', run: onTrust } } : { remedy: { title: 'Look at the connection', run: onConnection } };
  return (
    <>
      {!printer.active && <Notice tone="info">The farm has this printer no more; its prints stay.</Notice>}
      {seen.trouble && <Notice tone="bad" {...remedy}>{seen.trouble}</Notice>}
      {printer.active && printer.protocol === null && <Notice tone="info" {...(admin ? { remedy: { title: 'Connect it', run: onConnection } } : {})}>It is not connected: what it does is not known.</Notice>}
      {seen.alerts.map((alert) => (
        <Notice key={alert.code} tone={alert.severity === 'info' ? 'info' : alert.severity === 'warning' ? 'warn' : 'bad'}>
          <b>{alert.sentence}</b> {alert.remedy} {alert.link && <a href={alert.link} target="_blank" rel="noreferrer noopener" style={{ color: 'inherit' }}>The maker’s page about {alert.code}</a>}
        </Notice>
      ))}
      {seen.stage && (seen.status === 'paused' || seen.status === 'failed') && seen.alerts.length === 0 && <Notice tone="warn">{seen.stage}</Notice>}
    </>
  );
}
