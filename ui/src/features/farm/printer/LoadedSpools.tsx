import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { LiveSlot, PrinterSlot } from '../../../bindings/commands';
import { useRead, useWrite } from '../../../shared/api';
import { LinkTo, Loaded, Section, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { SlotSwatch, slotWords } from '../wall/Slots';
import { ChooseSpool } from './ChooseSpool';
import classes from './Printer.module.css';

/** The key under which the core knows a slot. */
export const slotKey = (slot: Pick<LiveSlot, 'unit' | 'slot'>): string => (slot.unit === 65535 ? `ext/${slot.slot}` : `${slot.unit}/${slot.slot}`);

/** A slot that nobody tells live, as the store last knew it. */
const asLive = (slot: PrinterSlot): LiveSlot => ({
  unit: 0, slot: 0, label: slot.label, is_loaded: slot.is_loaded ?? null, is_feeding: false, material: slot.material ?? slot.spool?.material ?? null, material_name: null,
  colours: [slot.colour ?? slot.spool?.colour_hex].filter((c) => typeof c === 'string'), left_percent: null, left_g: null,
});

interface LoadedSpoolsProps {
  printer: number;
  slots: readonly LiveSlot[];
}

/** What is loaded where, and which spool that is: said here, read from a tag, or asked for. */
export function LoadedSpools({ printer, slots }: LoadedSpoolsProps) {
  const format = useFormat();
  const known = useRead('printers.slots', { id: printer });
  const load = useWrite('printers.load_slot');
  const [choosing, setChoosing] = useState<PrinterSlot | null>(null);
  const put = (slot: PrinterSlot, spool: { id: number; spool_number: string } | null) =>
    load.run({ id: printer, slot: slot.slot, ...(spool ? { spool_id: spool.id } : {}) }).then(
      () => toast.good(spool ? `${spool.spool_number} is in ${slot.label}` : `No spool is in ${slot.label}`),
      (error: unknown) => toast.error('Not changed', error),
    );
  return (
    <Section title="Loaded">
      <Loaded query={known} what="The slots">
        {(rows) => (
          <ul className={classes.slots}>
            {rows.map((row) => {
              const live = slots.find((slot) => slotKey(slot) === row.slot) ?? asLive(row);
              const spool = row.spool ?? null;
              const suggestion = row.suggestion ?? null;
              return (
                <li key={row.slot} data-feeding={live.is_feeding || undefined}>
                  <SlotSwatch slot={live} />
                  <span style={{ minWidth: 0, flex: 1 }}>
                    <b>{row.label}</b> {slotWords(live)}{live.material_name && live.material_name !== live.material ? ` · ${live.material_name}` : ''}
                    <small>{[live.is_feeding && 'feeds the print', typeof live.left_percent === 'number' && `${live.left_percent} % left`, typeof live.left_g === 'number' && `about ${live.left_g} g`].filter(Boolean).join(' · ')}</small>
                    {spool && <small><LinkTo to={`/spools/${spool.id}`}>{spool.spool_number}</LinkTo> · {spool.name} · {format.quantity(decimal.trim(decimal.round(spool.left_g, 0)), 'g')} left</small>}
                    {row.doubt && <small className={classes.doubt} role="status">{row.doubt} Which spool is it?</small>}
                    <Group gap={4} mt={3}>
                      {suggestion && (spool?.id !== suggestion.id) && (
                        <Button size="compact-xs" variant="light" disabled={load.pending} onClick={() => void put(row, suggestion)} title={suggestion.name}>It is {suggestion.spool_number}</Button>
                      )}
                      {row.doubt && spool && live.is_loaded !== false && <Button size="compact-xs" variant="light" disabled={load.pending} onClick={() => void put(row, spool)}>Still {spool.spool_number}</Button>}
                      <Button size="compact-xs" variant="default" disabled={load.pending} aria-label={`${spool ? 'Another spool' : 'Choose a spool'} in ${row.label}`} onClick={() => setChoosing(row)}>{spool ? 'Another spool' : 'Choose a spool'}</Button>
                      {spool && <Button size="compact-xs" variant="subtle" color="gray" disabled={load.pending} aria-label={`Take ${spool.spool_number} out of ${row.label}`} onClick={() => void put(row, null)}>Take out</Button>}
                    </Group>
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </Loaded>
      {choosing && <ChooseSpool printer={printer} slot={choosing} onClose={() => setChoosing(null)} onChoose={(spool) => { setChoosing(null); void put(choosing, spool); }} />}
    </Section>
  );
}
