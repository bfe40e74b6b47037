import { Button, Group, Text } from '@mantine/core';
import { IconClipboardCheck, IconPlayerPause, IconPlayerPlay, IconPlayerSkipForward } from '@tabler/icons-react';
import type { WorkMaterial, WorkOperation, WorkOrderDetail, WorkReport } from '../../../bindings/commands';
import { call, useWrite } from '../../../shared/api';
import { DateText, EmptyState, LinkTo, Money, Quantity, StatusBadge, Swatch, askReason, confirmDestroy, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { OPERATION_TONES } from '../words';

const faint = { color: 'var(--mantine-color-dimmed)' };
export const operationTitle = (o: { sequence: number; operation_name: string | null }): string => `${o.sequence} ${o.operation_name ?? ''}`.trim();

/** Operations in order, each with what can be done to it. */
export function Operations({ detail, onReport }: { detail: WorkOrderDetail; onReport: (operation: WorkOperation) => void }) {
  if (detail.operations.length === 0) return <EmptyState compact title="No operations yet" hint="Releasing the order copies them from the routing of the item." />;
  return (
    <table className="sy-plain" aria-label="Operations">
      <thead>
        <tr><th>Operation</th><th>Work center</th><th>State</th><th data-align="right">Good</th><th data-align="right">Scrap</th><th data-align="right">Minutes, planned</th><th data-align="right">Reported</th><th data-align="right">To do</th></tr>
      </thead>
      <tbody>
        {detail.operations.map((o) => <Operation key={o.id} operation={o} canReport={detail.actions.some((a) => a.action === 'report' && !a.refusal)} onReport={() => onReport(o)} />)}
      </tbody>
    </table>
  );
}

function Operation({ operation: o, canReport, onReport }: { operation: WorkOperation; canReport: boolean; onReport: () => void }) {
  const format = useFormat();
  const start = useWrite('work_orders.start_operation');
  const pause = useWrite('work_orders.pause_operation');
  const skip = useWrite('work_orders.skip_operation');
  const failed = (error: unknown) => toast.error('That did not work', error);
  const spent = decimal.add(o.actual_setup_minutes ?? '0', o.actual_run_minutes ?? '0');
  const name = operationTitle(o);
  return (
    <tr>
      <td><b>{o.sequence}</b> {o.operation_name}{o.pause_reason && <div style={faint}>{o.pause_reason}</div>}{o.operator_name && <div style={faint}>{o.operator_name}</div>}</td>
      <td>{o.work_center}</td>
      <td><StatusBadge state={o.status} tones={OPERATION_TONES} /></td>
      <td data-align="right" className="sy-num">{format.number(o.quantity_completed)}</td>
      <td data-align="right" className="sy-num">{decimal.isZero(o.quantity_scrapped) ? '–' : format.number(o.quantity_scrapped)}</td>
      <td data-align="right" className="sy-num">{format.minutes(decimal.add(o.planned_setup_minutes, o.planned_run_minutes))}</td>
      <td data-align="right" className="sy-num">{decimal.isZero(spent) ? '–' : format.minutes(spent)}</td>
      <td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          {o.may_start && <Button size="compact-xs" variant="default" aria-label={`Start ${name}`} leftSection={<IconPlayerPlay size={13} />} loading={start.pending} onClick={() => start.run({ operation_id: o.id }).catch(failed)}>{o.status === 'paused' ? 'Go on' : 'Start'}</Button>}
          {o.may_pause && <Button size="compact-xs" variant="default" aria-label={`Pause ${name}`} leftSection={<IconPlayerPause size={13} />} loading={pause.pending} onClick={() => pause.run({ operation_id: o.id }).catch(failed)}>Pause</Button>}
          {canReport && o.status !== 'skipped' && o.status !== 'completed' && <Button size="compact-xs" variant={o.status === 'in_progress' ? 'filled' : 'default'} aria-label={`Report ${name}`} leftSection={<IconClipboardCheck size={13} />} onClick={onReport}>Report</Button>}
          {o.may_skip && (
            <Button
              size="compact-xs" variant="subtle" color="gray" aria-label={`Skip ${name}`} leftSection={<IconPlayerSkipForward size={13} />}
              onClick={() => confirmDestroy({ title: `Skip operation ${name}?`, what: 'It is left out of this order. The materials it holds are let go and not used.', verb: 'Skip it', run: () => skip.run({ operation_id: o.id }) })}
            >
              Skip
            </Button>
          )}
        </Group>
      </td>
    </tr>
  );
}

/** What the order needs, holds, has used up, and lacks. */
export function Materials({ materials, onReplace }: { materials: readonly WorkMaterial[]; onReplace: (material: WorkMaterial) => void }) {
  if (materials.length === 0) return <EmptyState compact title="No materials laid out" hint="Releasing the order takes them from the bill of material and reserves them." />;
  return (
    <table className="sy-plain" aria-label="Materials">
      <thead>
        <tr><th>Material</th><th data-align="right">Required</th><th data-align="right">Held</th><th data-align="right">Used up</th><th data-align="right">Short</th><th data-align="right">Free on the shelf</th><th>Lot</th><th aria-label="Actions" /></tr>
      </thead>
      <tbody>
        {materials.map((m) => {
          const short = !decimal.isZero(m.quantity_short);
          return (
            <tr key={m.id}>
              <td>
                {m.color_hex ? <Swatch colour={m.color_hex} name="" /> : null} <LinkTo to={`/items/${m.component_id}`}>{m.sku}</LinkTo> <span style={faint}>{m.component_name}</span>
              </td>
              <td data-align="right"><Quantity value={m.quantity_required} unit={m.unit} /></td>
              <td data-align="right"><Quantity value={m.quantity_allocated} unit={m.unit} /></td>
              <td data-align="right"><Quantity value={m.quantity_consumed} unit={m.unit} /></td>
              <td data-align="right" style={short ? { color: 'var(--sy-bad)', fontWeight: 600 } : faint}>{short ? <Quantity value={m.quantity_short} unit={m.unit} /> : '–'}</td>
              <td data-align="right"><Quantity value={m.quantity_free} unit={m.unit} /></td>
              <td>{m.lot_number ?? '–'}</td>
              <td>{m.is_replaced ? <span style={faint}>Replaced</span> : m.may_replace && <button type="button" className="sy-link" onClick={() => onReplace(m)} aria-label={`Replace ${m.sku}`}>Replace</button>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Asks why a report was a mistake, then undoes it. */
function reverseReport({ order }: WorkOrderDetail, report: WorkReport, number: (value: string) => string): void {
  askReason({
    title: `Reverse this report on ${order.code}?`,
    what: `Its ${number(report.quantity_good)} good${decimal.isZero(report.quantity_scrapped) ? '' : ` and ${number(report.quantity_scrapped)} scrapped`} are open again. What it used up comes back onto the shelf and is reserved again, its minutes and scrap leave the cost of the order. The report stays to be read.`,
    verb: 'Reverse the report',
    run: (reason) => call('work_orders.reverse_report', { report_id: report.id, reason }).then(() => toast.good('Report reversed', `${order.code} stands as it did before it.`)),
  });
}

function Substitutions({ detail }: { detail: WorkOrderDetail }) {
  return (
    <>
      <Text fw={600} size="sm" mt="md" mb={6}>Replaced materials</Text>
      <table className="sy-plain" aria-label="Replaced materials">
        <thead><tr><th>When</th><th>Instead of</th><th data-align="right">Quantity</th><th>Taken</th><th data-align="right">Planned</th><th data-align="right">Used up</th><th>Why</th><th>By</th></tr></thead>
        <tbody>
          {detail.substitutions.map((s) => (
            <tr key={s.id}>
              <td><DateText value={s.created_at} time /></td>
              <td><LinkTo to={`/items/${s.original_id}`}>{s.original_sku}</LinkTo></td>
              <td data-align="right"><Quantity value={s.original_quantity} unit={s.original_unit} /></td>
              <td><LinkTo to={`/items/${s.substitute_id}`}>{s.substitute_sku}</LinkTo></td>
              <td data-align="right"><Quantity value={s.planned_quantity} unit={s.substitute_unit} /></td>
              <td data-align="right"><Quantity value={s.used_quantity} unit={s.substitute_unit} /></td>
              <td>{s.reason}</td>
              <td>{s.created_by ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Reports and scrap as they were given. */
export function Reports({ detail, admin }: { detail: WorkOrderDetail; admin: boolean }) {
  const format = useFormat();
  if (detail.reports.length === 0) return <EmptyState compact title="Nothing reported yet" hint="Report good ones, scrap and minutes as often as you like." />;
  return (
    <>
      <table className="sy-plain" aria-label="Reports">
        <thead>
          <tr><th>When</th><th data-align="right">Operation</th><th data-align="right">Good</th><th data-align="right">Scrap</th><th data-align="right">Work</th><th data-align="right">Setup</th><th>By</th><th>Notes</th><th>State</th></tr>
        </thead>
        <tbody>
          {detail.reports.map((r) => (
            <tr key={r.id}>
              <td><DateText value={r.created_at} time /></td>
              <td data-align="right">{r.operation_sequence}</td>
              <td data-align="right" className="sy-num">{format.number(r.quantity_good)}</td>
              <td data-align="right" className="sy-num">{decimal.isZero(r.quantity_scrapped) ? '–' : format.number(r.quantity_scrapped)}</td>
              <td data-align="right" className="sy-num">{format.minutes(r.run_minutes)}</td>
              <td data-align="right" className="sy-num">{format.minutes(r.setup_minutes)}</td>
              <td>{r.source === 'printer' ? 'Printer' : (r.reported_by ?? '–')}</td>
              <td>{r.notes ?? ''}</td>
              <td>{r.reverses_id !== null ? <span style={faint}>Reversal</span> : r.reversed_by !== null ? <span style={faint}>Reversed</span> : r.may_reverse && <button type="button" className="sy-link" onClick={() => reverseReport(detail, r, format.number)} aria-label={`Reverse report ${r.id}`}>Reverse</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {detail.substitutions.length > 0 && <Substitutions detail={detail} />}
      {detail.scrap.length > 0 && (
        <>
          <Text fw={600} size="sm" mt="md" mb={6}>Scrap</Text>
          <table className="sy-plain" aria-label="Scrap">
            <thead>
              <tr><th>When</th><th data-align="right">Operation</th><th data-align="right">Quantity</th><th>Why</th>{admin && <th data-align="right">Cost</th>}<th>Notes</th></tr>
            </thead>
            <tbody>
              {detail.scrap.map((s) => (
                <tr key={s.id}>
                  <td><DateText value={s.created_at} time /></td>
                  <td data-align="right">{s.operation_sequence ?? '–'}</td>
                  <td data-align="right" className="sy-num">{format.number(s.quantity)}</td>
                  <td>{s.reason ?? '–'}</td>
                  {admin && <td data-align="right"><Money value={s.total_cost} /></td>}
                  <td>{s.notes ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
