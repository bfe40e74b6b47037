import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { LiveTemperature, Printer, PrinterLive, PrinterRow } from '../../../bindings/commands';
import { usePreference, useRead } from '../../../shared/api';
import { LineChart } from '../../../shared/charts';
import { DateText, Facts, Section } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { Camera, mayHaveCamera } from '../Camera';
import { PlatePicture } from '../files/pictures';
import { gramsWords, minutesWords } from '../files/words';
import type { Seen } from '../live';
import { endWords, layerWords, leftWords } from '../wall/wall';
import { PRINTER_TONES } from '../words';
import { curveOf, SPANS, type Span } from './curve';
import { LoadedSpools } from './LoadedSpools';
import classes from './Printer.module.css';

const PARTS = { nozzle: 'Nozzle', bed: 'Bed', chamber: 'Chamber' };
const degrees = (tenths: number) => `${(tenths / 10).toFixed(tenths % 10 === 0 ? 0 : 1)} °C`;

function temperatureWords(t: LiveTemperature): string {
  return typeof t.target !== 'number' ? degrees(t.actual) : t.target === 0 ? `${degrees(t.actual)}, off` : `${degrees(t.actual)} of ${degrees(t.target)}`;
}

/** What the printer does now: the print, how warm it is, what is loaded. */
export function Now({ printer, row, live, seen }: { printer: Printer; row: PrinterRow | null; live: PrinterLive | null; seen: Seen }) {
  const format = useFormat();
  const percent = seen.permille === null ? null : Math.floor(seen.permille / 10);
  const words = [layerWords(seen.layer, seen.layers), leftWords(seen.minutesLeft, format), endWords(seen.endsAt, format)].filter(Boolean).join(' · ');
  const takes = row?.job_plate_id ? [minutesWords(row.job_estimated_minutes, format), gramsWords(row.job_estimated_grams, format)].filter(Boolean).join(', ') : '';
  const sliced = takes ? `As sliced: ${takes}` : null;
  const nozzles = live?.temperatures.filter((t) => t.part === 'nozzle').length ?? 0;
  return (
    <Stack gap="lg">
      {seen.stale && live?.heard_at && <Text size="sm" c="dimmed" role="status">It is not heard now. What stands here is as it last told, <DateText value={live.heard_at} time />.</Text>}
      <Section title="Print">
        {seen.title || percent !== null ? (
          <div className={classes.print}>
            {row !== null && row.job_plate_id !== null && row.job_has_picture && <PlatePicture plate={row.job_plate_id} size={96} />}
          <Stack gap={6} style={{ flex: 1 }}>
            <Text fw={600}>{seen.title ?? 'A print without a name'}</Text>
            {percent !== null && (
              <div className={classes.progress}>
                <span className={classes.track} role="progressbar" aria-label="Progress" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}><span data-stale={seen.stale || undefined} data-tone={PRINTER_TONES[seen.status]?.[1]} style={{ width: `${percent}%` }} /></span>
                <b className="sy-num">{percent} %</b>
              </div>
            )}
            {words && <Text size="sm" c="dimmed" className="sy-num">{words}</Text>}
            {sliced && <Text size="sm" c="dimmed" className="sy-num">{sliced}</Text>}
          </Stack>
          </div>
        ) : <Text size="sm" c="dimmed">{seen.stage ?? (seen.status === 'finished' ? 'The print has ended and lies on the plate.' : 'No print.')}</Text>}
      </Section>
      {mayHaveCamera(printer) && <Sight printer={printer} />}
      {live && live.temperatures.length > 0 && (
        <Section title="Temperatures">
          <Facts facts={[
            ...live.temperatures.map((t) => [`${PARTS[t.part]}${t.part === 'nozzle' && nozzles > 1 ? ` ${t.number + 1}` : ''}`, temperatureWords(t)] as const),
            ['Speed', typeof live.speed_percent !== 'number' ? null : `${live.speed_percent} %`], ['Light', typeof live.light_on !== 'boolean' ? null : live.light_on ? 'On' : 'Off'],
          ]} />
        </Section>
      )}
      <LoadedSpools printer={printer.id} slots={seen.slots} />
      {printer.protocol !== null && printer.protocol !== 'generic' && <Curve printer={printer.id} />}
    </Stack>
  );
}

/** The printer's camera, for whoever wants to see it: most printers show themselves to one or two programs only. */
function Sight({ printer }: { printer: Printer }) {
  const [shown, setShown] = usePreference('printer.camera', false);
  return (
    <Section title="Camera" actions={<Button size="compact-xs" variant="default" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? 'Hide' : 'Show'}</Button>}>
      {shown ? <Camera printer={printer} every_ms={1000} /> : <Text size="sm" c="dimmed">Not looked at now.</Text>}
    </Section>
  );
}

/** Measured temperatures over an hour, a day or a month. */
function Curve({ printer }: { printer: number }) {
  const [span, setSpan] = useState<Span>('hour');
  const [now_ms, setNow] = useState(() => Date.now());
  const { seconds, every_ms } = SPANS[span];
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  const to = Math.floor(now_ms / 1000);
  const from = to - seconds;
  const iso = (at: number) => new Date(at * 1000).toISOString();
  const points = useRead('printers.curve', { id: printer, from: iso(from), to: iso(to) }, { placeholderData: (old) => old, retry: false });
  const curve = useMemo(() => curveOf(points.data ?? []), [points.data]);
  return (
    <Section
      title="Curve"
      actions={
        <SegmentedControl
          size="xs" aria-label="How far back" value={span} onChange={(value) => { setNow(Date.now()); setSpan(value as Span); }}
          data={Object.entries(SPANS).map(([value, { title }]) => ({ value, label: title }))}
        />
      }
    >
      {curve.times.length === 0
        ? <Text size="sm" c="dimmed">{points.isPending ? 'Being read…' : 'Nothing was measured in this time.'}</Text>
        : <LineChart label="Temperatures over time" times={curve.times} series={curve.series} from={from} to={to} unit="°C" gap_seconds={SPANS[span].gap_seconds} />}
    </Section>
  );
}
