import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useFormat } from '../values';
import { ChartFigure } from './ChartFigure';
import { linear, ticks } from './scale';

export interface LineSeries {
  /** `Nozzle`; drawn beside its line's mark. */
  name: string;
  colour: string;
  /** What it should be, beside what it is. */
  dashed?: boolean;
  /** As many as `times`; nothing was measured where it is null. */
  values: readonly (number | null)[];
}

interface LineChartProps {
  label: string;
  /** Seconds since 1970, rising. */
  times: readonly number[];
  series: readonly LineSeries[];
  /** Both ends of the time axis, in the same seconds. */
  from: number;
  to: number;
  unit: string;
  /** A pause longer than this breaks the line. */
  gap_seconds: number;
  height?: number;
}

const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;
/** The table for those who do not see the picture holds at most so many rows. */
const TOLD = 48;

/** Measurements over time, several lines over one scale. Where nothing was measured there is no line. */
export function LineChart({ label, times, series, from, to, unit, gap_seconds, height = 200 }: LineChartProps) {
  const format = useFormat();
  const { ref, width } = useElementSize();
  const [hover, setHover] = useState<number | null>(null);
  const all = series.flatMap((s) => s.values.filter((v) => v !== null));
  const high = Math.max(10, ...all);
  const w = Math.max(160, width);
  const x = linear([from, to], [LEFT, w - 6]);
  const y = linear([Math.min(0, ...all), high * 1.05], [height - BOTTOM, TOP]);
  const iso = (at: number) => new Date(at * 1000).toISOString();
  const when = (at: number) => (to - from > 86_400 ? format.dateTime(iso(at)) : format.time(iso(at)));
  const shownAt = hover === null ? undefined : times[hover];
  const step = Math.max(1, Math.ceil(times.length / TOLD));
  const told = times.flatMap((at, i) => (i % step === 0 ? [[format.dateTime(iso(at)), ...series.map((s) => words(s.values[i], unit))]] : []));

  return (
    <ChartFigure label={label} head={['Time', ...series.map((s) => s.name)]} rows={told}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 14px', fontSize: 12, marginBottom: 4 }} aria-hidden>
        {series.map((s) => (
          <span key={s.name} style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
            <svg width="18" height="8"><line x1="0" x2="18" y1="4" y2="4" stroke={s.colour} strokeWidth="2" {...(s.dashed ? { strokeDasharray: '4 3' } : {})} /></svg>
            {s.name}{hover === null ? '' : ` ${words(s.values[hover], unit)}`}
          </span>
        ))}
        {shownAt !== undefined && <span className="sy-num" style={{ color: 'var(--mantine-color-dimmed)' }}>{format.dateTime(iso(shownAt))}</span>}
      </div>
      <div ref={ref}>
        <svg
          width={w} height={height} aria-hidden style={{ display: 'block', fontSize: 11 }} onMouseLeave={() => setHover(null)}
          onMouseMove={(event) => setHover(nearest(times, x, event.clientX - event.currentTarget.getBoundingClientRect().left))}
        >
          {ticks(Math.min(0, ...all), high, 5).map((t) => (
            <g key={t}>
              <line x1={LEFT} x2={w - 6} y1={y(t)} y2={y(t)} stroke="var(--sy-line)" />
              <text x={LEFT - 6} y={y(t) + 4} textAnchor="end" fill="var(--mantine-color-dimmed)">{t}</text>
            </g>
          ))}
          {series.map((s) => (
            <path key={s.name} d={pathOf(times, s.values, x, y, gap_seconds)} fill="none" stroke={s.colour} strokeWidth={1.5} {...(s.dashed ? { strokeDasharray: '4 3' } : {})} />
          ))}
          <text x={LEFT} y={height - 4} fill="var(--mantine-color-dimmed)">{when(from)}</text>
          <text x={w - 6} y={height - 4} textAnchor="end" fill="var(--mantine-color-dimmed)">{when(to)}</text>
          {shownAt !== undefined && <line x1={x(shownAt)} x2={x(shownAt)} y1={TOP} y2={height - BOTTOM} stroke="var(--sy-line-strong)" />}
        </svg>
      </div>
    </ChartFigure>
  );
}

const words = (value: number | null | undefined, unit: string): string => (value === null || value === undefined ? '–' : `${value.toFixed(1)} ${unit}`);

function nearest(times: readonly number[], x: (at: number) => number, px: number): number | null {
  let best: number | null = null;
  times.forEach((at, i) => {
    if (best === null || Math.abs(x(at) - px) < Math.abs(x(times[best] ?? 0) - px)) best = i;
  });
  return best;
}

/** One line, broken where nothing was measured. */
export function pathOf(times: readonly number[], values: readonly (number | null)[], x: (at: number) => number, y: (value: number) => number, gap: number): string {
  let path = '';
  let before: number | null = null;
  times.forEach((at, i) => {
    const value = values[i] ?? null;
    if (value === null) {
      before = null;
      return;
    }
    path += `${before === null || at - before > gap ? 'M' : 'L'}${x(at).toFixed(1)},${y(value).toFixed(1)}`;
    before = at;
  });
  return path;
}
