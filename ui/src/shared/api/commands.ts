import { COMMANDS, type Commands } from '../../bindings/commands';

export interface User {
  id: string;
  name: string;
  email: string | null;
  role: 'admin' | 'staff';
}

export interface Company {
  name: string;
  currency: string;
  /** IANA name, such as `Europe/Berlin`. */
  timezone: string;
  /** BCP 47 tag for numbers and dates; the window's own language when absent. */
  locale?: string | null;
}

export interface SessionState {
  needs_setup: boolean;
  user: User | null;
  company: Company | null;
  read_only: boolean;
  damaged?: string | null;
  version: string;
}

export interface SignedIn {
  token: string;
  /** Long-lived and revocable; only when the person asked to stay signed in. */
  refresh_token?: string | null;
  user: User;
}

export interface SearchHit {
  kind: string;
  id: string;
  title: string;
  subtitle: string | null;
  url: string;
}

export interface SavedView {
  id: string;
  name: string;
  state: unknown;
  shared?: boolean;
}

/** Commands that the frame itself needs. A generated command of the same name takes precedence. */
interface FrameCommands {
  'session.state': { request: Record<string, never>; response: SessionState };
  'session.sign_in': {
    request: { login: string; password: string; stay_signed_in: boolean };
    response: SignedIn;
  };
  'session.resume': { request: { refresh_token: string }; response: SignedIn };
  'session.sign_out': { request: Record<string, never>; response: unknown };
  'session.recover': { request: { recovery_code: string; new_password: string }; response: { recovery_code: string } };
  'session.ask_reset': { request: { login: string }; response: unknown };
  'setup.start': {
    request: {
      company: { name: string; currency: string; timezone: string; locale: string };
      owner: { name: string; email: string; password: string };
      sample_farm: boolean;
    };
    response: SignedIn & { recovery_code: string };
  };
  'search.all': { request: { query: string }; response: { hits: SearchHit[] } };
  'views.list': { request: { list: string }; response: { views: SavedView[] } };
  'views.save': { request: { list: string; id?: string; name: string; state: unknown }; response: SavedView };
  'views.delete': { request: { id: string }; response: unknown };
  'preferences.get': { request: { key: string }; response: { value: unknown } };
  'preferences.set': { request: { key: string; value: unknown }; response: unknown };
  'jobs.cancel': { request: { id: string }; response: unknown };
  'farm.line': {
    request: Record<string, never>;
    response: { printing: number; idle: number; attention: number; offline: number };
  };
}

export type AllCommands = Commands & Omit<FrameCommands, keyof Commands>;
export type CommandName = keyof AllCommands & string;
export type RequestOf<N extends CommandName> = AllCommands[N] extends { request: infer R } ? R : never;
export type ResponseOf<N extends CommandName> = AllCommands[N] extends { response: infer R } ? R : never;

interface Info {
  kind: 'read' | 'write';
  role: 'staff' | 'admin' | 'anyone';
  watches: readonly string[];
}

const generated = COMMANDS as Record<string, Info | undefined>;

/** Whether a change of `tables` makes the answer of `command` stale. Unlisted commands: always. */
export function isWatching(command: string, tables: readonly string[]): boolean {
  const watches = generated[command]?.watches;
  if (!watches || watches.length === 0 || tables.length === 0) return true;
  return tables.some((table) => watches.includes(table));
}

/** The role a command asks for, when the table of commands lists it. */
export function roleOf(command: string): Info['role'] | null {
  return generated[command]?.role ?? null;
}
