import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { MaintenanceDue, Printer } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { Loaded, Section } from '../../../shared/ui';
import { LogDialog } from '../maintenance/LogDialog';
import { LogGrid } from '../maintenance/LogGrid';
import { DueTable } from '../maintenance/MaintenancePage';

/** What is due on this printer, and what was done. */
export function Upkeep({ printer }: { printer: Printer }) {
  const due = useRead('maintenance.due', {});
  const [open, setOpen] = useState<MaintenanceDue | 'new' | null>(null);
  return (
    <Stack gap="lg">
      <Section title="Due" actions={<Button size="compact-xs" onClick={() => setOpen('new')}>Write down work</Button>}>
        <Loaded query={due} what="What is due">{(rows) => <DueTable one rows={rows.filter((r) => r.printer_id === printer.id)} onDone={setOpen} />}</Loaded>
      </Section>
      <Section title="Done"><LogGrid printer={printer.id} height={340} /></Section>
      {open && (
        <LogDialog printer={{ id: printer.id, code: printer.code }} {...(open === 'new' ? {} : { kind: open.maintenance_type, what: open.description })} onClose={() => setOpen(null)} />
      )}
    </Stack>
  );
}
