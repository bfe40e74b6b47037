import { newId, type Platform, type RpcError } from '../../platform';
import type { CommandName, RequestOf, ResponseOf } from './commands';

/** A refusal of the core: what it would not do, why, and where. */
export class CommandError extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly details: unknown;

  constructor(error: RpcError) {
    super(error.message);
    this.name = 'CommandError';
    this.code = error.code;
    this.field = error.field ?? null;
    this.details = error.details ?? null;
  }
}

/** The core could not be reached: nobody knows whether the command was carried out. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'UnreachableError';
  }
}

export const isUnknownCommand = (error: unknown): boolean =>
  error instanceof CommandError && error.code === 'unknown_command';

let platform: Platform | null = null;
let token: string | null = null;
let onSignedOut: () => void = () => undefined;

/** Called once by the frame, before anything is drawn. */
export function connect(next: Platform, signedOut: () => void = () => undefined): void {
  platform = next;
  onSignedOut = signedOut;
}

export function setToken(next: string | null): void {
  token = next;
}

export function currentPlatform(): Platform {
  if (!platform) throw new Error('The platform is not open yet.');
  return platform;
}

/** Runs one command. Retrying a write: pass the same `requestId`, it is carried out once. */
export async function call<N extends CommandName>(
  name: N,
  payload: RequestOf<N>,
  requestId: string = newId(),
): Promise<ResponseOf<N>> {
  let reply;
  try {
    reply = await currentPlatform().rpc({ name, payload, request_id: requestId, token });
  } catch (cause) {
    throw new UnreachableError(cause);
  }
  if (reply.ok) return reply.data as ResponseOf<N>;
  if (reply.error.code === 'sign_in_required') onSignedOut();
  throw new CommandError(reply.error);
}

/** Words for a toast or a panel, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof UnreachableError) return `Spoolyard's core did not answer: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
