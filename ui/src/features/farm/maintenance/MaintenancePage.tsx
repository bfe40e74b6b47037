import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { MaintenanceDue } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { useRead } from '../../../shared/api';
import { EmptyState, Keys, LinkTo, Loaded, Page, Section, StatusBadge } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { UPKEEP_TONES } from '../words';
import { LogDialog } from './LogDialog';
import { LogGrid } from './LogGrid';
import { dayOf, dueWords } from './upkeep';

/** What is due on which printer, and what was done. */
export default function MaintenancePage() {
  const due = useRead('maintenance.due', {});
  const [open, setOpen] = useState<MaintenanceDue | 'new' | null>(null);
  useActions([{ id: 'maintenance.log', title: 'Write down work on a printer', keys: 'n', run: () => setOpen('new') }]);
  return (
    <Page title="Maintenance" fill actions={<Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={() => setOpen('new')}>Write down work</Button>}>
      <Section title="Due">
        <Loaded query={due} what="What is due">{(rows) => <DueTable rows={rows} onDone={setOpen} />}</Loaded>
      </Section>
      <div style={{ flex: 1, minHeight: 240, display: 'flex', flexDirection: 'column', marginTop: 14 }}>
        <Section title="Done">{null}</Section>
        <LogGrid />
      </div>
      {open && (
        <LogDialog
          {...(open === 'new' ? {} : { printer: { id: open.printer_id, code: open.printer_code }, kind: open.maintenance_type, what: open.description })}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

/** Work that is due, the most urgent first. */
export function DueTable({ rows, onDone, one = false }: { rows: readonly MaintenanceDue[]; onDone: (due: MaintenanceDue) => void; one?: boolean }) {
  const format = useFormat();
  if (rows.length === 0) return <EmptyState compact title="Nothing is due" hint="When you write down work, say when it is due again; it stands here then." />;
  return (
    // It scrolls, so the keyboard must be able to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div style={{ maxHeight: 250, overflowY: 'auto' }} tabIndex={0} role="region" aria-label="Work that is due">
      <table className="sy-plain">
        <thead><tr>{!one && <th>Printer</th>}<th>Kind</th><th>What was done the last time</th><th data-align="right">Printed since</th><th>Due</th><th><span className="sy-visually-hidden">Do it</span></th></tr></thead>
        <tbody>
          {rows.map((due) => (
            <tr key={`${due.printer_id}.${due.maintenance_type}`}>
              {!one && <td><LinkTo to={`/printers/${due.printer_id}?tab=maintenance`}>{due.printer_code}</LinkTo>{due.printer_name === due.printer_code ? '' : ` ${due.printer_name}`}</td>}
              <td><StatusBadge state={due.maintenance_type} tones={UPKEEP_TONES} /></td>
              <td>{due.description}</td>
              <td data-align="right">{format.minutes(String(due.printed_minutes))}</td>
              <td style={due.overdue ? { color: 'var(--sy-bad)', fontWeight: 600 } : undefined}>{format.date(dayOf(due.next_due_at, format.timezone))} · {dueWords(due, format.today(), format.timezone)}</td>
              <td data-align="right"><Button size="compact-xs" variant="default" onClick={() => onDone(due)} aria-label={`Write down ${due.maintenance_type} work on ${due.printer_code}`}>Done…</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
