import { NativeSelect } from '@mantine/core';
import type { PlateFit, PlateRow } from '../../../bindings/commands';
import { Swatch } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import classes from './Files.module.css';
import { slotFor, type Picks } from './targets';
import { gramsWords } from './words';

interface SlotPicksProps {
  fit: PlateFit;
  filaments: PlateRow['filaments'];
  picks: Picks;
  onPick: (filament: number, slot: string) => void;
}

/** The slot that feeds each filament on one printer; the best one is chosen already. */
export function SlotPicks({ fit, filaments, picks, onPick }: SlotPicksProps) {
  const format = useFormat();
  const words = (slot: PlateFit['slots'][number], filament: number) =>
    `${slot.label}: ${slot.material ?? 'unknown'}${slot.colour ? ` #${slot.colour}` : ''}${slot.spool_number ? ` (${slot.spool_number})` : ''}${slot.suits.includes(filament) ? '' : ' – other material'}`;
  return (
    <div className={classes.picks}>
      {filaments.map((f) => {
        const name = [`${f.filament + 1}:`, f.material ?? 'unknown', gramsWords(f.grams, format)].filter(Boolean).join(' ');
        return [
          <Swatch key={`s${f.filament}`} colour={f.colour} name={name} />,
          <NativeSelect
            key={`p${f.filament}`} size="xs" aria-label={`Slot for filament ${name} on ${fit.code}`} value={slotFor(fit, f.filament, picks) ?? ''} onChange={(event) => onPick(f.filament, event.currentTarget.value)}
            data={[...(slotFor(fit, f.filament, picks) === null ? [{ value: '', label: 'Choose a slot' }] : []), ...fit.slots.map((slot) => ({ value: slot.slot, label: words(slot, f.filament) }))]}
          />,
        ];
      })}
    </div>
  );
}
