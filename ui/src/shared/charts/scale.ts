/** Round numbers from `low` to `high` that divide an axis into about `count` parts. */
export function ticks(low: number, high: number, count = 4): number[] {
  if (high <= low) return [low];
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw) ?? raw;
  const first = Math.ceil(low / step) * step;
  const out: number[] = [];
  for (let value = first; value <= high + step * 1e-9; value += step) out.push(Number(value.toPrecision(12)));
  return out;
}

export const linear = (from: [number, number], to: [number, number]) => (value: number): number =>
  from[1] === from[0] ? to[0] : to[0] + ((value - from[0]) / (from[1] - from[0])) * (to[1] - to[0]);
