import type { Point } from '../../../bindings/commands';
import type { LineSeries } from '../../../shared/charts';

export type Span = 'hour' | 'day' | 'month';

/** How far back a curve goes, how often it is drawn anew, and which pause breaks it. */
export const SPANS: Readonly<Record<Span, { title: string; seconds: number; every_ms: number; gap_seconds: number }>> = {
  hour: { title: '1 h', seconds: 3600, every_ms: 10_000, gap_seconds: 120 },
  day: { title: '24 h', seconds: 86_400, every_ms: 60_000, gap_seconds: 900 },
  month: { title: '30 d', seconds: 30 * 86_400, every_ms: 300_000, gap_seconds: 7200 },
};

const LINES: readonly { key: 'nozzle' | 'nozzle_target' | 'bed' | 'bed_target' | 'chamber'; name: string; colour: string; dashed?: boolean }[] = [
  { key: 'nozzle', name: 'Nozzle', colour: 'var(--sy-bad)' }, { key: 'nozzle_target', name: 'Nozzle set', colour: 'var(--sy-bad)', dashed: true },
  { key: 'bed', name: 'Bed', colour: 'var(--sy-info)' }, { key: 'bed_target', name: 'Bed set', colour: 'var(--sy-info)', dashed: true },
  { key: 'chamber', name: 'Chamber', colour: 'var(--sy-good)' },
];

/** Lines in degrees out of points in tenths; a part that never was measured has none. */
export function curveOf(points: readonly Point[]): { times: number[]; series: LineSeries[] } {
  const series = LINES.filter(({ key }) => points.some((p) => p[key] !== null)).map(({ key, ...line }) => ({
    ...line, values: points.map((p) => (p[key] === null ? null : p[key] / 10)),
  }));
  return { times: points.map((p) => p.at), series };
}
