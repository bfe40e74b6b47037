// Generated from the table of commands. Do not edit by hand.

export interface CommandInfo {
  kind: 'read' | 'write';
  role: 'staff' | 'admin' | 'anyone';
  /** Tables whose change makes the answer of a read stale; empty: any change does. */
  watches: string[];
}

export interface Commands {}

export const COMMANDS: Record<string, CommandInfo> = {};
