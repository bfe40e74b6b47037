import { COMMANDS, type Account, type CommandName, type Commands } from '../../bindings/commands';

export type { Account, CommandName, Company, SavedView, SearchHit, SessionState, SetUpDone, SignedIn } from '../../bindings/commands';

export type RequestOf<N extends CommandName> = Commands[N]['request'];
export type ResponseOf<N extends CommandName> = Commands[N]['response'];

/** What a person is called: the name, or the address they sign in with. */
export function nameOf(account: Account): string {
  return [account.first_name, account.last_name].filter(Boolean).join(' ') || account.email;
}

/** Commands that say nothing about the store: a change elsewhere never makes their answer stale. */
const OWN = new Set<string>(['preferences.get', 'views.list', 'jobs.list']);

/** Whether a change of tables makes the answer of `command` stale. Reading again is cheap and always right. */
export function isStale(command: string): boolean {
  return !OWN.has(command);
}

/** The role a command asks for, when the table of commands lists it. */
export function roleOf(command: CommandName): 'anyone' | 'staff' | 'admin' | undefined {
  const known: Record<string, { role: 'anyone' | 'staff' | 'admin' } | undefined> = COMMANDS;
  return known[command]?.role;
}
