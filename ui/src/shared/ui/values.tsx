import { useFormat } from '../values';

/** An amount of money: exact, in the company's way of writing. Red and signed when negative. */
export function Money({ value, currency }: { value: string | null | undefined; currency?: string }) {
  const format = useFormat();
  if (value === null || value === undefined || value === '') return <span aria-label="no amount">–</span>;
  return (
    <span className="sy-num" style={value.startsWith('-') ? { color: 'var(--sy-bad)' } : undefined}>
      {format.money(value, currency)}
    </span>
  );
}

/** A quantity with its unit. */
export function Quantity({ value, unit }: { value: string | null | undefined; unit?: string | null }) {
  const format = useFormat();
  if (value === null || value === undefined || value === '') return <span aria-label="no quantity">–</span>;
  return (
    <span className="sy-num">
      {format.number(value)}
      {unit && <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: '0.88em' }}>{`\u00a0${unit}`}</span>}
    </span>
  );
}

/** A business date or a timestamp. */
export function DateText({ value, time = false }: { value: string | null | undefined; time?: boolean }) {
  const format = useFormat();
  if (!value) return <span aria-label="no date">–</span>;
  return (
    <time dateTime={value} className="sy-num">
      {time ? format.dateTime(value) : format.date(value.slice(0, 10))}
    </time>
  );
}

interface SwatchProps {
  /** `#1d1d1f`; null when nobody said. */
  colour: string | null;
  /** The other colour of a blend. */
  second?: string | null;
  name: string;
  size?: number;
}

const UNKNOWN = 'repeating-linear-gradient(45deg, transparent 0 3px, var(--sy-line-strong) 3px 4px)';

/** A material's colour. `name` is read out and shown: colour alone says nothing. */
export function Swatch({ colour, second, name, size = 14 }: SwatchProps) {
  const background = colour && second ? `linear-gradient(135deg, ${colour} 50%, ${second} 50%)` : (colour ?? UNKNOWN);
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <span aria-hidden style={{ width: size, height: size, borderRadius: 3, border: '1px solid var(--sy-line-strong)', background, flex: 'none' }} />
      {name}
    </span>
  );
}
