/**
 * Exact decimals as text. Money and quantities arrive as decimal strings and stay so: the only
 * arithmetic of the window is here, on big integers, never on floating point numbers.
 */
interface Parts {
  digits: bigint;
  scale: number;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

export const isDecimal = (text: string): boolean => PATTERN.test(text);

function parts(text: string): Parts {
  const found = PATTERN.exec(text);
  if (!found) throw new RangeError(`"${text}" is not a decimal number`);
  const [, sign, whole = '0', fraction = ''] = found;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length };
}

function at(p: Parts, scale: number): bigint {
  return p.digits * 10n ** BigInt(scale - p.scale);
}

function text(digits: bigint, scale: number): string {
  const negative = digits < 0n;
  const all = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = all.slice(0, all.length - scale);
  const fraction = scale > 0 ? `.${all.slice(-scale)}` : '';
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

function both<T>(a: string, b: string, join: (a: bigint, b: bigint, scale: number) => T): T {
  const x = parts(a);
  const y = parts(b);
  const scale = Math.max(x.scale, y.scale);
  return join(at(x, scale), at(y, scale), scale);
}

export const add = (a: string, b: string): string => both(a, b, (x, y, scale) => text(x + y, scale));
export const subtract = (a: string, b: string): string => both(a, b, (x, y, scale) => text(x - y, scale));
/** Below zero, zero or above it, as a sort wants it. */
export const compare = (a: string, b: string): number => both(a, b, (x, y) => (x < y ? -1 : x > y ? 1 : 0));
export const sum = (values: Iterable<string>): string => {
  let total = '0';
  for (const value of values) total = add(total, value);
  return total;
};

export function multiply(a: string, b: string): string {
  const x = parts(a);
  const y = parts(b);
  return text(x.digits * y.digits, x.scale + y.scale);
}

/** Half away from zero, to `places` decimals. */
export function divide(a: string, b: string, places: number): string {
  return both(a, b, (x, y) => {
    if (y === 0n) throw new RangeError('division by zero');
    const scaled = x * 10n ** BigInt(places);
    return text(halfAway(scaled, y), places);
  });
}

/** Half away from zero, to `places` decimals. */
export function round(value: string, places: number): string {
  const p = parts(value);
  if (p.scale <= places) return text(at(p, places), places);
  return text(halfAway(p.digits, 10n ** BigInt(p.scale - places)), places);
}

function halfAway(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const result = (2n * n + d) / (2n * d);
  return negative ? -result : result;
}

/** Without trailing zeros: `1.500` is `1.5`, `-0.00` is `0`. */
export function trim(value: string): string {
  const p = parts(value);
  if (p.digits === 0n) return '0';
  let { digits, scale } = p;
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n;
    scale -= 1;
  }
  return text(digits, scale);
}

export const isZero = (value: string): boolean => parts(value).digits === 0n;
export const isNegative = (value: string): boolean => parts(value).digits < 0n;
/** Number of decimals written: `1.50` has 2. */
export const decimals = (value: string): number => parts(value).scale;

/** For drawing only (the height of a bar): never for a figure that is shown or sent. */
export const forDrawing = (value: string): number => Number(value);

/** A rate of 0.0825 as the 8.25 a person reads. */
export const percentOf = (fraction: string): string => trim(multiply(fraction, '100'));
/** And back, as the core is told. */
export const fractionOf = (percent: string): string => trim(divide(percent, '100', 4));
