import { trim } from './decimal';

const asItIs = (count: string): string => count;

/** `1 day`, `3 days`, `0.5 days`: a count with its noun. `many` where an s does not do (`copies`), `show` where the count may be long. */
export function counted(count: number | string, one: string, many: string = `${one}s`, show: (count: string) => string = asItIs): string {
  const text = trim(String(count));
  return `${show(text)} ${text === '1' ? one : many}`;
}

/** One of what a label names in the plural: `print file` of `Print files`. */
export const oneOf = (many: string): string => many.toLowerCase().replace(/s$/, '');
