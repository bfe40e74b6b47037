import { CommandError } from '../../../shared/api';
import { orNone } from '../../../shared/form';
import type { FoundPrinter, NewPrinter, StillNeeded, TryConnection } from '../../../bindings/commands';
import { connectionOf, makeOf, missing, nextCode, type ConnectionValues, type Make } from '../makes';

/** What a person adds to a printer that was found. */
export interface Draft {
  code: string;
  name: string;
  location: string;
  user: string;
  secret: string;
}

/** Which machine this is, however much more is learned of it. */
export const keyOf = (f: FoundPrinter): string => `${f.protocol} ${f.serial_number ?? `${f.host}:${f.port ?? ''}`}`;

/** Where it is, as people write it. */
export const placeOf = (f: FoundPrinter): string => (f.port ? `${f.host}:${f.port}` : f.host);

/** What it is: the maker, and the model where it tells. */
export const whatOf = (f: FoundPrinter): string => [f.make, f.model].filter(Boolean).join(' ');

const NEEDS: Readonly<Record<StillNeeded, string>> = {
  nothing: 'Needs nothing more', access_code: 'Needs its access code', api_key: 'Needs an API key', password: 'Needs its password',
};

/** What stands in the way of adding it, or what is still needed. */
export function stateOf(f: FoundPrinter): { text: string; tone: 'good' | 'info' | 'idle' | 'warn' } {
  if (f.known_code) return f.moved ? { text: `${f.known_code}: followed to this address`, tone: 'good' } : { text: `${f.known_code} already`, tone: 'idle' };
  if (!makeOf(f.protocol)) return { text: 'Not spoken yet', tone: 'warn' };
  return { text: NEEDS[f.needs], tone: f.needs === 'nothing' ? 'good' : 'info' };
}

/** Whether it can be added. */
export const isNew = (f: FoundPrinter): boolean => !f.known_code && makeOf(f.protocol) !== undefined;

/** One draft each, with codes that follow the highest. */
export function draftsOf(found: readonly FoundPrinter[], codes: readonly string[]): Draft[] {
  const taken = [...codes];
  return found.map((f) => {
    const code = nextCode(taken);
    taken.push(code);
    return { code, name: f.name ?? '', location: '', user: '', secret: '' };
  });
}

const valuesOf = (f: FoundPrinter, d: Draft): ConnectionValues => ({ host: f.host, port: f.port ? String(f.port) : '', user: d.user, secret: d.secret });

/** What `printers.add_many` takes of a printer that was found and what a person added to it. */
export function newPrinter(f: FoundPrinter, d: Draft): NewPrinter {
  const make = makeOf(f.protocol);
  const [code, name, location] = [d.code.trim(), orNone(d.name), orNone(d.location)];
  return {
    code, ...(make ? connectionOf(make, valuesOf(f, d)) : { protocol: f.protocol }),
    ...(name ? { name } : {}), ...(location ? { location } : {}),
    ...(f.model ? { model: f.model } : {}), ...(f.serial_number ? { serial_number: f.serial_number } : {}),
  };
}

/** Whether its make may want a key although the printer did not ask for one. */
export const asksForSecret = (f: FoundPrinter, make: Make | undefined): boolean => Boolean(make?.secret) && (f.needs !== 'nothing' || Boolean(make?.secret?.required));

/** What `printers.try` takes, of a printer of the farm with what is kept for it; null while something that the make needs is missing. */
export function tryOf(make: Make, values: ConnectionValues & { serial_number?: string }, kept?: { printer: number; secret: boolean }): TryConnection | null {
  if (!make.address || Object.keys(missing(make, values, kept?.secret ?? false)).length > 0) return null;
  const serial = values.serial_number?.trim();
  const { host, ...rest } = connectionOf(make, values);
  return host ? { ...rest, host, ...(serial ? { serial_number: serial } : {}), ...(kept ? { printer_id: kept.printer } : {}) } : null;
}

export const tryFound = (f: FoundPrinter, d: Draft): TryConnection | null => {
  const make = makeOf(f.protocol);
  return make ? tryOf(make, { ...valuesOf(f, d), ...(f.serial_number ? { serial_number: f.serial_number } : {}) }) : null;
};

/** Something that is wrong with a table. */
export interface Slip {
  line: number;
  field: string;
  message: string;
}

/** Every slip of a table that was refused; none when it was refused for another reason. */
export function slipsOf(error: unknown): Slip[] {
  if (!(error instanceof CommandError)) return [];
  const slips = (error.details as { slips?: unknown } | null)?.slips;
  return Array.isArray(slips) ? (slips as Slip[]) : [];
}
