import type { CoreEvent, Platform, RpcReply, SaveFile } from './contract';

export type Answer = (payload: never) => unknown;

/** A refusal as the core would send it. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly details: unknown = null,
  ) {
    super(message);
  }
}

export interface FakePlatform extends Platform {
  readonly calls: { name: string; payload: unknown; request_id: string }[];
  readonly saved: SaveFile[];
  emit(event: CoreEvent): void;
}

/** Answers from memory, for tests and the story pages; no shipped page imports it. */
export function fakePlatform(answers: Record<string, Answer>, delayMs = 0): FakePlatform {
  const listeners = new Set<(event: CoreEvent) => void>();
  const calls: FakePlatform['calls'] = [];
  const saved: SaveFile[] = [];
  return {
    kind: 'fake',
    calls,
    saved,
    emit: (event) => listeners.forEach((listener) => listener(event)),
    async rpc({ name, payload, request_id }): Promise<RpcReply> {
      calls.push({ name, payload, request_id });
      if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs));
      const answer = answers[name];
      if (!answer) {
        return { ok: false, error: { code: 'unknown_command', message: `There is no command "${name}".` } };
      }
      try {
        return { ok: true, data: await answer(payload as never) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, message, field, details } = error;
        return { ok: false, error: { code, message, field, details } };
      }
    },
    listen(onEvent) {
      listeners.add(onEvent);
      return () => listeners.delete(onEvent);
    },
    async saveFile(file) {
      saved.push(file);
      return file.suggestedName;
    },
    pickFile: async () => [],
    openFile: async (file) => void saved.push(file),
    openPath: async () => undefined,
  };
}
