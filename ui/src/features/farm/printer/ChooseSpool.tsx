import { Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { PrinterSlot, SlotSpool } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { Loaded, Swatch } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import classes from './Printer.module.css';

interface ChooseSpoolProps {
  printer: number;
  slot: PrinterSlot;
  onChoose: (spool: SlotSpool) => void;
  onClose: () => void;
}

/** Which spool is in a slot: the likeliest first, or found by its number. A scanned label types it. */
export function ChooseSpool({ printer, slot, onChoose, onClose }: ChooseSpoolProps) {
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const spools = useRead('printers.spools_for', { id: printer, slot: slot.slot });
  const fits = (spool: SlotSpool) => `${spool.spool_number} ${spool.name} ${spool.material ?? ''} ${spool.colour_name ?? ''}`.toLowerCase().includes(typed.trim().toLowerCase());
  return (
    <Modal opened onClose={onClose} size={520} title={<Text fw={620}>Which spool is in {slot.label}?</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        {slot.material && <Text size="sm" c="dimmed">The printer tells {slot.material}{slot.colour ? ` #${slot.colour.slice(0, 6)}` : ''}. The likeliest stand first.</Text>}
        <Loaded query={spools} what="The spools">
          {(all) => {
            const shown = all.filter(fits);
            return (
              <>
                <TextInput
                  size="xs" label="Number, item or colour" data-autofocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
                  onKeyDown={(event) => { const first = shown[0]; if (event.key === 'Enter' && first && typed.trim()) onChoose(first); }}
                />
                {shown.length === 0 && <Text size="sm" c="dimmed" role="status">{all.length === 0 ? 'No spool has filament on it. Receive some, or make one under Inventory, Spools.' : 'No such spool.'}</Text>}
                <ul className={classes.spools}>
                  {shown.map((spool) => (
                    <li key={spool.id}>
                      <UnstyledButton className={classes.spool} onClick={() => onChoose(spool)}>
                        <Swatch colour={spool.colour_hex} name={spool.spool_number} />
                        <span>{spool.name}</span>
                        <small>{format.quantity(decimal.trim(decimal.round(spool.left_g, 0)), 'g')} left{spool.printer_code ? ` · in ${spool.printer_code} ${spool.printer_slot ?? ''}` : ''}</small>
                      </UnstyledButton>
                    </li>
                  ))}
                </ul>
              </>
            );
          }}
        </Loaded>
      </Stack>
    </Modal>
  );
}
