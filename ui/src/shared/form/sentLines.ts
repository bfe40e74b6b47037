import { CommandError } from '../api';

/**
 * A refusal counts the lines that were sent; the form also shows those that were left out. Puts it at the line of the
 * form. `rename` says under which field of the line a part of the refusal is shown: `.line_id` → `.quantity`.
 */
export function atSentLines<L>(error: unknown, lines: readonly L[], wasSent: (line: L) => boolean, rename: (field: string) => string = (field) => field): unknown {
  if (!(error instanceof CommandError) || !error.field) return error;
  const found = /^(?:order\.)?lines\[(\d+)\](.*)$/.exec(error.field);
  if (!found) return error;
  const at = lines.flatMap((line, i) => (wasSent(line) ? [i] : []))[Number(found[1])];
  if (at === undefined) return error;
  return new CommandError({ code: error.code, message: error.message, field: `lines[${at}]${rename(found[2] ?? '')}`, details: error.details });
}
