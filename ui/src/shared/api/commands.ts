import { COMMANDS, type Account, type CommandName, type Commands } from '../../bindings/commands';

export type { Account, CommandName, Company, SavedView, SearchHit, SessionState, SetUpDone, SignedIn } from '../../bindings/commands';

export type RequestOf<N extends CommandName> = Commands[N]['request'];
export type ResponseOf<N extends CommandName> = Commands[N]['response'];

/** What a person is called: the name, or the address they sign in with. */
export function nameOf(account: Account): string {
  return [account.first_name, account.last_name].filter(Boolean).join(' ') || account.email;
}

/** What a person arranged for themselves, and the commands that read it. Everything else reads the business. */
const PERSONAL_TABLES = new Set(['user_preferences', 'saved_views', 'refresh_tokens', 'notice_reads', 'notice_settings']);
const PERSONAL_READS = new Set(['preferences.get', 'views.list', 'notices.settings']);
/** What lies on both sides: the notices of the printers, and who has read them. */
const ON_BOTH_SIDES = new Set(['notices.list']);

/** Whether a change of `tables` may have made the answer of `command` stale. Reading again is cheap and always right. */
export function isStale(command: string, tables: readonly string[]): boolean {
  const personal = tables.length > 0 && tables.every((table) => PERSONAL_TABLES.has(table));
  return tables.length === 0 || ON_BOTH_SIDES.has(command) || personal === PERSONAL_READS.has(command);
}

/** The role a command asks for, when the table of commands lists it. */
export function roleOf(command: CommandName): 'anyone' | 'staff' | 'admin' | undefined {
  const known: Record<string, { role: 'anyone' | 'staff' | 'admin' } | undefined> = COMMANDS;
  return known[command]?.role;
}
