import { useElementSize } from '@mantine/hooks';
import { useId, useState } from 'react';
import { daysBetween, decimal, useFormat } from '../values';
import { ChartFigure } from './ChartFigure';
import { linear, ticks } from './scale';

export interface StepPoint {
  /** Business date. */
  date: string;
  /** Level from that date on. */
  value: string;
  /** Why it changed: `SO-2026-0042`. */
  note?: string;
}

interface StepChartProps {
  label: string;
  points: readonly StepPoint[];
  /** Last day drawn; the last point's when absent. */
  until?: string;
  /** A line to stay above, with its words: safety stock. */
  floor?: { value: string; label: string };
  unit?: string;
  height?: number;
}

const LEFT = 52;
const BOTTOM = 20;
const TOP = 8;

/** A level over time, such as stock projected: flat until something happens. Below zero it is red. */
export function StepChart({ label, points, until, floor, unit, height = 180 }: StepChartProps) {
  const format = useFormat();
  const { ref, width } = useElementSize();
  const clip = useId();
  const [hover, setHover] = useState<number | null>(null);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;

  const end = until ?? last.date;
  const span = Math.max(1, daysBetween(first.date, end));
  const values = [...points.map((p) => p.value), ...(floor ? [floor.value] : [])].map(decimal.forDrawing);
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1);
  const w = Math.max(120, width);
  const x = linear([0, span], [LEFT, w - 6]);
  const y = linear([low, high * 1.05], [height - BOTTOM, TOP]);
  const at = (p: StepPoint) => x(daysBetween(first.date, p.date));
  const path = points.map((p, i) => `${i === 0 ? 'M' : 'H'}${at(p)}${i === 0 ? ',' : 'V'}${y(decimal.forDrawing(p.value))}`).join('') + `H${x(span)}`;
  const shown = hover === null ? undefined : points[hover];

  return (
    <ChartFigure label={label} head={['Date', 'Level', 'Why']} rows={points.map((p) => [format.date(p.date), format.quantity(p.value, unit), p.note ?? ''])}>
      <div ref={ref} style={{ position: 'relative' }}>
        <svg
          width={w} height={height} aria-hidden style={{ display: 'block', fontSize: 11 }}
          onMouseMove={(event) => {
            const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
            setHover(points.findLastIndex((p) => at(p) <= px));
          }}
          onMouseLeave={() => setHover(null)}
        >
          {ticks(low, high, 5).map((t) => (
            <g key={t}>
              <line x1={LEFT} x2={w - 6} y1={y(t)} y2={y(t)} stroke={t === 0 ? 'var(--sy-line-strong)' : 'var(--sy-line)'} />
              <text x={LEFT - 6} y={y(t) + 4} textAnchor="end" fill="var(--mantine-color-dimmed)">{format.number(String(t))}</text>
            </g>
          ))}
          {low < 0 && <rect x={LEFT} y={y(0)} width={w - 6 - LEFT} height={y(low) - y(0)} fill="var(--sy-bad-bg)" opacity={0.7} />}
          <clipPath id={clip}>
            <rect x={LEFT} y={0} width={w} height={y(0)} />
          </clipPath>
          <path clipPath={`url(#${clip})`} d={`${path}V${y(0)}H${at(first)}Z`} fill="var(--sy-active-bg)" opacity={0.6} />
          {floor && (
            <>
              <line x1={LEFT} x2={w - 6} y1={y(decimal.forDrawing(floor.value))} y2={y(decimal.forDrawing(floor.value))} stroke="var(--sy-warn)" strokeDasharray="4 3" />
              <text x={w - 8} y={y(decimal.forDrawing(floor.value)) - 4} textAnchor="end" fill="var(--sy-warn)">{floor.label}</text>
            </>
          )}
          <path d={path} fill="none" stroke="var(--sy-accent)" strokeWidth={1.75} />
          {points.filter((p) => decimal.isNegative(p.value)).map((p) => (
            <rect key={p.date + p.value} x={at(p) - 3} y={y(decimal.forDrawing(p.value)) - 3} width={6} height={6} fill="var(--sy-bad)" />
          ))}
          <text x={LEFT} y={height - 4} fill="var(--mantine-color-dimmed)">{format.date(first.date)}</text>
          <text x={w - 6} y={height - 4} textAnchor="end" fill="var(--mantine-color-dimmed)">{format.date(end)}</text>
          {shown && <line x1={at(shown)} x2={at(shown)} y1={TOP} y2={height - BOTTOM} stroke="var(--sy-line-strong)" />}
        </svg>
        {shown && (
          <div style={{ position: 'absolute', top: 4, left: Math.min(at(shown) + 6, w - 170), padding: '3px 7px', fontSize: 12, background: 'var(--mantine-color-body)', border: '1px solid var(--sy-line-strong)', borderRadius: 4, pointerEvents: 'none' }}>
            <b>{format.quantity(shown.value, unit)}</b> from {format.date(shown.date)}
            {shown.note && <div style={{ color: 'var(--mantine-color-dimmed)' }}>{shown.note}</div>}
          </div>
        )}
      </div>
    </ChartFigure>
  );
}
