import { Select, Text, Textarea } from '@mantine/core';
import { IconClipboardCheck, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { LotListRow, LotRefusals } from '../../../bindings/commands';
import { mayDo, useSession, useWrite } from '../../../shared/api';
import { FormModal, useDocForm } from '../../../shared/form';
import { askReason, toast, type DocAction } from '../../../shared/ui';

type Of = Pick<LotListRow, 'id' | 'lot_number' | 'sku' | 'inspection_status'>;

/** What may be done with a lot; the page of one lot knows what the core refuses, the list lets the core say it. */
export function useLotActions(): { actionsOf: (lot: Of, refusals?: LotRefusals) => Record<'quarantine' | 'release' | 'inspect', DocAction>; dialog: ReactNode } {
  const admin = mayDo(useSession().user, 'admin');
  const quarantine = useWrite('lots.quarantine');
  const release = useWrite('lots.release');
  const [inspecting, setInspecting] = useState<Of | null>(null);
  const setAside = (lot: Of) =>
    askReason({
      title: `Set lot ${lot.lot_number} aside?`, what: `Nothing of ${lot.sku} is taken from it until an admin lets it go again. What it was used for stays recorded.`, verb: 'Set it aside',
      run: (reason) => quarantine.run({ id: lot.id, reason }).then(() => toast.good(`Lot ${lot.lot_number} set aside`)),
    });
  const letGo = (lot: Of) => void release.run({ id: lot.id }).then(() => toast.good(`Lot ${lot.lot_number} may be used again`), (error: unknown) => toast.error('Not let go', error));
  const actionsOf = (lot: Of, refusals?: LotRefusals): Record<'quarantine' | 'release' | 'inspect', DocAction> => ({
    quarantine: { id: 'quarantine', title: 'Set aside', icon: IconLock, danger: true, refusal: refusals?.quarantine ?? null, run: () => setAside(lot) },
    release: { id: 'release', title: 'Let it be used again', icon: IconLockOpen, refusal: admin ? (refusals?.release ?? null) : 'An admin does that.', busy: release.pending, run: () => letGo(lot) },
    inspect: { id: 'inspect', title: 'Inspect', icon: IconClipboardCheck, refusal: refusals?.inspect ?? null, run: () => setInspecting(lot) },
  });
  return { actionsOf, dialog: inspecting && <InspectDialog lot={inspecting} onClose={() => setInspecting(null)} /> };
}

const RESULTS = [{ value: 'passed', label: 'It is good' }, { value: 'failed', label: 'It is not to be used' }, { value: 'pending', label: 'To be looked at again' }];

function InspectDialog({ lot, onClose }: { lot: Of; onClose: () => void }) {
  const inspect = useWrite('lots.inspect');
  const doc = useDocForm({
    initial: { result: 'passed' as LotListRow['inspection_status'], note: '' },
    save: (v) => inspect.run({ id: lot.id, result: v.result, ...(v.note.trim() ? { note: v.note.trim() } : {}) }),
    onSaved: () => { toast.good(`Inspection of ${lot.lot_number} written down`); onClose(); },
  });
  return (
    <FormModal title={`Inspect lot ${lot.lot_number}`} doc={doc} verb="Write it down" onClose={onClose}>
      <Select label="What was found" allowDeselect={false} data={RESULTS} data-autofocus {...doc.form.getInputProps('result')} />
      <Textarea label="What was seen" placeholder="Diameter, colour, moisture" autosize minRows={2} maxLength={1000} {...doc.form.getInputProps('note')} />
      {doc.form.values.result === 'failed' && <Text size="sm" c="var(--sy-bad)">Nothing is ever taken from a lot that failed.</Text>}
    </FormModal>
  );
}
