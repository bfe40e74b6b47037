import { useElementSize } from '@mantine/hooks';
import { decimal, useFormat } from '../values';
import { ChartFigure } from './ChartFigure';
import { linear, ticks } from './scale';
import { SERIES } from './StackedBar';

interface BarsProps {
  label: string;
  /** One group a period: `{label: 'Oct', values: ['1200.00', '310.00']}`. */
  groups: readonly { label: string; values: readonly string[] }[];
  /** Names of the values, in their order. */
  series: readonly string[];
  show: (value: string) => string;
  height?: number;
}

const LEFT = 56;

/** Bars side by side for each period, such as revenue and margin by month. */
export function Bars({ label, groups, series, show, height = 200 }: BarsProps) {
  const format = useFormat();
  const { ref, width } = useElementSize();
  const w = Math.max(160, width);
  const all = groups.flatMap((g) => g.values.map(decimal.forDrawing));
  const low = Math.min(0, ...all);
  const high = Math.max(low + 1, ...all);
  const y = linear([low, high], [height - 20, 8]);
  const slot = (w - LEFT) / Math.max(1, groups.length);
  const bar = Math.min(26, (slot * 0.7) / Math.max(1, series.length));
  return (
    <ChartFigure label={label} head={['Period', ...series]} rows={groups.map((g) => [g.label, ...g.values.map(show)])}>
      <div ref={ref}>
        <svg width={w} height={height} aria-hidden style={{ display: 'block', fontSize: 11 }}>
          {ticks(low, high).map((t) => (
            <g key={t}>
              <line x1={LEFT} x2={w} y1={y(t)} y2={y(t)} stroke={t === 0 ? 'var(--sy-line-strong)' : 'var(--sy-line)'} />
              <text x={LEFT - 6} y={y(t) + 4} textAnchor="end" fill="var(--mantine-color-dimmed)">{format.number(String(t))}</text>
            </g>
          ))}
          {groups.map((g, i) => {
            const left = LEFT + slot * i + (slot - bar * series.length) / 2;
            return (
              <g key={g.label}>
                {g.values.map((value, j) => {
                  const v = decimal.forDrawing(value);
                  return (
                    <rect key={series[j]} x={left + j * bar} y={Math.min(y(0), y(v))} width={bar - 2} height={Math.max(1, Math.abs(y(v) - y(0)))} fill={SERIES[j % SERIES.length]} rx={1.5}>
                      <title>{`${g.label}, ${series[j]}: ${show(value)}`}</title>
                    </rect>
                  );
                })}
                <text x={LEFT + slot * (i + 0.5)} y={height - 4} textAnchor="middle" fill="var(--mantine-color-dimmed)">{g.label}</text>
              </g>
            );
          })}
        </svg>
      </div>
      <div aria-hidden style={{ display: 'flex', gap: 14, fontSize: 12, paddingLeft: LEFT }}>
        {series.map((name, j) => (
          <span key={name} style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
            <span style={{ width: 9, height: 9, borderRadius: 2, background: SERIES[j % SERIES.length] }} />
            {name}
          </span>
        ))}
      </div>
    </ChartFigure>
  );
}
