import { decimal } from '../values';
import { ChartFigure } from './ChartFigure';

export interface Share {
  label: string;
  value: string;
  /** A CSS colour; from the chart's own row when absent. */
  colour?: string;
}

/** Told apart in grey print and by the colour-blind: light and dark alternate. */
export const SERIES = ['#10746a', '#f5a524', '#3b6fb5', '#a3d5ce', '#8a5100', '#9b7fc4', '#8a9699'];

interface StackedBarProps {
  label: string;
  parts: readonly Share[];
  /** How a value is written. */
  show: (value: string) => string;
  height?: number;
}

/** What a whole is made of, such as a cost: one bar, its legend under it with the figures. */
export function StackedBar({ label, parts, show, height = 18 }: StackedBarProps) {
  const drawn = parts.filter((p) => !decimal.isZero(p.value) && !decimal.isNegative(p.value));
  const total = decimal.forDrawing(decimal.sum(drawn.map((p) => p.value))) || 1;
  const colour = (part: Share) => part.colour ?? SERIES[parts.indexOf(part) % SERIES.length];
  return (
    <ChartFigure label={label} head={['Part', 'Value']} rows={parts.map((p) => [p.label, show(p.value)])}>
      <div aria-hidden style={{ display: 'flex', gap: 1, height, borderRadius: 4, overflow: 'hidden', background: 'var(--sy-line)' }}>
        {drawn.map((p) => (
          <div key={p.label} title={`${p.label}: ${show(p.value)}`} style={{ width: `${(decimal.forDrawing(p.value) / total) * 100}%`, background: colour(p) }} />
        ))}
      </div>
      <div aria-hidden style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 14px', marginTop: 6, fontSize: 12 }}>
        {parts.map((p) => (
          <span key={p.label} style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
            <span style={{ width: 9, height: 9, borderRadius: 2, background: colour(p) }} />
            <span style={{ color: 'var(--mantine-color-dimmed)' }}>{p.label}</span>
            <span className="sy-num">{show(p.value)}</span>
          </span>
        ))}
      </div>
    </ChartFigure>
  );
}
