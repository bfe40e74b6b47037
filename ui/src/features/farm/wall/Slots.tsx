import type { LiveSlot } from '../../../bindings/commands';
import { colourOf } from './wall';
import classes from './Wall.module.css';

const NOTHING = 'repeating-linear-gradient(45deg, transparent 0 3px, var(--sy-line-strong) 3px 4px)';

/** The colour of what is loaded; hatched when nobody says. */
export function SlotSwatch({ slot }: { slot: LiveSlot }) {
  const first = slot.is_loaded === false ? null : colourOf(slot.colours);
  const second = slot.is_loaded === false ? null : colourOf(slot.colours, 1);
  const background = first && second ? `linear-gradient(135deg, ${first} 50%, ${second} 50%)` : (first ?? NOTHING);
  return <span aria-hidden className={classes.swatch} style={{ background }} />;
}

/** What is in a slot, in words. */
export const slotWords = (slot: LiveSlot): string =>
  slot.is_loaded === false ? 'empty' : (slot.material ?? slot.material_name ?? 'unknown');

/** Slots in one line: a swatch and its material each. */
export function Slots({ slots }: { slots: readonly LiveSlot[] }) {
  return (
    <span className={classes.slots}>
      {slots.map((slot) => (
        <span key={`${slot.unit}.${slot.slot}`} className={classes.slot} data-feeding={slot.is_feeding || undefined} title={`${slot.label}: ${slotWords(slot)}${typeof slot.left_percent !== 'number' ? '' : `, ${slot.left_percent} % left`}`}>
          <SlotSwatch slot={slot} />
          {slotWords(slot)}
        </span>
      ))}
    </span>
  );
}
