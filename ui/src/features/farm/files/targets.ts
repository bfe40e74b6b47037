import type { PlateFit, SendPlate } from '../../../bindings/commands';

/** Which slot feeds which filament, by printer; what is not in it is as the core proposes. */
export type Picks = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** Why a printer cannot be chosen; null when it can. A printer that is busy takes a file, but no start. */
export function whyNot(fit: Pick<PlateFit, 'refusal' | 'start_refusal'>, start: boolean): string | null {
  return fit.refusal ?? (start ? fit.start_refusal : null) ?? null;
}

/** The slot of a filament: as a person picked it, else the core's proposal. */
export function slotFor(fit: Pick<PlateFit, 'printer_id' | 'choices'>, filament: number, picks: Picks): string | null {
  return picks.get(fit.printer_id)?.get(filament) ?? fit.choices.find((choice) => choice.filament === filament)?.slot ?? null;
}

/** Filaments of a printer that wants to know and has no slot for them yet. */
export function withoutSlot(fit: Pick<PlateFit, 'printer_id' | 'choices' | 'takes_slots'>, picks: Picks): number[] {
  return fit.takes_slots ? fit.choices.filter((choice) => slotFor(fit, choice.filament, picks) === null).map((choice) => choice.filament) : [];
}

/** The request for one printer. */
export function requestFor(fit: PlateFit, plate: number, start: boolean, picks: Picks, options: { level_bed: boolean; timelapse: boolean }): SendPlate {
  const slots = fit.takes_slots && start
    ? fit.choices.flatMap(({ filament }) => {
      const slot = slotFor(fit, filament, picks);
      return slot === null ? [] : [{ filament, slot }];
    })
    : [];
  return { plate_id: plate, printer_id: fit.printer_id, start, slots, ...(start ? options : {}) };
}
