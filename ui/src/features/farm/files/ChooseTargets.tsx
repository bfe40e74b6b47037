import { Alert, Button, Checkbox, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PlateFit, PlateRow } from '../../../bindings/commands';
import { call, messageOf, useRead } from '../../../shared/api';
import { Loaded, StatusBadge } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { PRINTER_TONES } from '../words';
import classes from './Files.module.css';
import type { Sent } from './SendProgress';
import { SlotPicks } from './SlotPicks';
import { requestFor, whyNot, withoutSlot, type Picks } from './targets';
import { gramsWords, minutesWords, shortWords } from './words';

interface ChooseTargetsProps {
  plates: readonly PlateRow[];
  first: readonly number[];
  onSent: (sent: readonly Sent[]) => void;
  onClose: () => void;
}

/** Which plate, to which printers, from which slots, and whether it starts. */
export function ChooseTargets({ plates, first, onSent, onClose }: ChooseTargetsProps) {
  const format = useFormat();
  const [plateId, setPlate] = useState(plates[0]?.id ?? 0);
  const [start, setStart] = useState(true);
  const [options, setOptions] = useState({ level_bed: true, timelapse: false });
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => new Set(first));
  const [picks, setPicks] = useState<Picks>(new Map());
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const fits = useRead('print_files.fit', { plate_id: plateId }, { retry: false, placeholderData: (old) => old });
  const plate = plates.find((p) => p.id === plateId);
  const targets = (fits.data ?? []).filter((fit) => chosen.has(fit.printer_id) && whyNot(fit, start) === null);
  const lacking = start ? targets.filter((fit) => withoutSlot(fit, picks).length > 0) : [];
  const takesSlots = targets.some((fit) => fit.takes_slots);
  // Other makes have no such choice to make.
  const takesOptions = (fits.data ?? []).some((fit) => fit.takes_slots && whyNot(fit, start) === null);

  const choose = (printer: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(printer);
    else next.delete(printer);
    setChosen(next);
  };
  const chooseAll = (all: readonly PlateFit[]) => setChosen(new Set([...chosen, ...all.filter((fit) => whyNot(fit, start) === null && fit.misfits.length === 0).map((fit) => fit.printer_id)]));
  const pick = (printer: number, filament: number, slot: string) => setPicks(new Map(picks).set(printer, new Map(picks.get(printer)).set(filament, slot)));

  async function send() {
    setBusy(true);
    const sent: Sent[] = [];
    for (const fit of targets) {
      try {
        const job = await call('print_files.send', requestFor(fit, plateId, start, picks, options));
        sent.push({ code: fit.code, job: job.id, refused: null });
      } catch (error) {
        sent.push({ code: fit.code, job: null, refused: messageOf(error) });
      }
    }
    setBusy(false);
    if (sent.length > 0) onSent(sent);
    else setProblem('Choose a printer first.');
  }
  // Those that can take it stand first, else in their own order.
  const shown = (all: readonly PlateFit[]) => all.toSorted((a, b) => Number(whyNot(a, false) !== null) - Number(whyNot(b, false) !== null)).filter((fit) => `${fit.code} ${fit.name} ${fit.location ?? ''}`.toLowerCase().includes(typed.trim().toLowerCase()));
  const verb = `${start ? 'Send and start' : 'Send'}${targets.length > 1 ? ` on ${targets.length} printers` : ''}`;
  return (
    <Stack gap="sm">
      {problem && <Alert role="alert" color="red" variant="light" p="xs">{problem}</Alert>}
      {plates.length > 1 && (
        <Select
          size="xs" label="Plate" allowDeselect={false} value={String(plateId)} onChange={(value) => setPlate(Number(value))}
          data={plates.map((p) => ({ value: String(p.id), label: shortWords([`Plate ${p.number}`, minutesWords(p.print_minutes, format), gramsWords(p.material_grams, format)]) }))}
        />
      )}
      <Group gap="lg">
        <Switch size="sm" label="Start the print" checked={start} onChange={(event) => setStart(event.currentTarget.checked)} data-autofocus />
        {start && takesOptions && <Switch size="sm" label="Level the bed first" checked={options.level_bed} onChange={(event) => setOptions({ ...options, level_bed: event.currentTarget.checked })} />}
        {start && takesOptions && <Switch size="sm" label="Timelapse" checked={options.timelapse} onChange={(event) => setOptions({ ...options, timelapse: event.currentTarget.checked })} />}
      </Group>
      <Loaded query={fits} what="The printers">
        {(all) => (
          <>
            {all.length > 8 && (
              <Group gap="xs" wrap="nowrap">
                <TextInput size="xs" flex={1} aria-label="Find a printer" placeholder="Code, name or place" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
                <Button size="xs" variant="default" onClick={() => chooseAll(shown(all))}>Choose all that fit</Button>
              </Group>
            )}
            {all.length === 0 && <Text size="sm" c="dimmed">The farm has no printer yet.</Text>}
            <ul className={classes.targets} aria-label="Printers">
              {shown(all).map((fit) => {
                const why = whyNot(fit, start);
                const on = chosen.has(fit.printer_id) && why === null;
                return (
                  <li key={fit.printer_id} className={classes.target}>
                    <span className={classes.head}>
                      <Checkbox
                        size="xs" checked={on} disabled={why !== null} onChange={(event) => choose(fit.printer_id, event.currentTarget.checked)}
                        label={<><b>{fit.code}</b> {fit.name === fit.code ? '' : fit.name}</>}
                      />
                      <span><StatusBadge state={fit.status} tones={PRINTER_TONES} /></span>
                    </span>
                    <div style={{ marginLeft: 28 }}>
                      {why !== null && <small>{why}</small>}
                      {why === null && fit.misfits.map((text) => <small key={text} data-tone="warn">{text}</small>)}
                      {why === null && fit.lies_there && <small>The file lies there already; it is not sent twice.</small>}
                    </div>
                    {on && start && fit.takes_slots && plate && <SlotPicks fit={fit} filaments={plate.filaments} picks={picks} onPick={(filament, slot) => pick(fit.printer_id, filament, slot)} />}
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </Loaded>
      <Group justify="flex-end" gap="xs">
        <Text size="xs" c={lacking.length > 0 ? 'var(--sy-bad)' : 'dimmed'} role="status" style={{ flex: 1 }}>
          {lacking.length > 0 ? `Say which slot feeds each filament on ${lacking.map((fit) => fit.code).join(', ')}.` : takesSlots && !start ? 'Slots are chosen when it is started.' : ''}
        </Text>
        <Button variant="subtle" color="gray" onClick={onClose}>Cancel</Button>
        <Button loading={busy} disabled={targets.length === 0 || lacking.length > 0} onClick={() => void send()}>{verb}</Button>
      </Group>
    </Stack>
  );
}
