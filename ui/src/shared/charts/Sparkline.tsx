import { decimal } from '../values';
import { linear } from './scale';

/** A small line inside a row. `label` says in words what it shows. */
export function Sparkline({ values, label, width = 96, height = 22 }: { values: readonly string[]; label: string; width?: number; height?: number }) {
  const numbers = values.map(decimal.forDrawing);
  if (numbers.length < 2) return null;
  const x = linear([0, numbers.length - 1], [1, width - 1]);
  const y = linear([Math.min(...numbers), Math.max(...numbers)], [height - 2, 2]);
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <polyline points={numbers.map((n, i) => `${x(i)},${y(n)}`).join(' ')} fill="none" stroke="var(--sy-accent)" strokeWidth={1.5} />
    </svg>
  );
}
