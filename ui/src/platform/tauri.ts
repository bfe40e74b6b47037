import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { CoreEvent, PickFile, PickedFile, Platform, RpcReply, RpcRequest, SaveFile } from './contract';
import { fromBase64, newId, toBase64 } from './ids';

/** The desktop window: everything goes through the shell's one command. */
export function tauriPlatform(): Platform {
  /** Of the last request: what the computer does for a person, it does with that person's rights. */
  let token: string | null = null;
  const rpc = (request: RpcRequest) => {
    if (request.token !== undefined) token = request.token;
    return invoke<RpcReply>('rpc', { request });
  };

  async function host<T>(name: string, payload: unknown): Promise<T> {
    const reply = await rpc({ name, payload, request_id: newId(), token });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.data as T;
  }

  const content = (file: SaveFile) => ({
    suggested_name: file.suggestedName,
    bytes_base64: toBase64(file.bytes),
  });

  return {
    kind: 'desktop',
    rpc,
    listen(onEvent) {
      const stop = listen<CoreEvent>('spoolyard', (event) => onEvent(event.payload));
      return () => void stop.then((off) => off());
    },
    async saveFile(file) {
      return (await host<{ path: string | null }>('host.save', content(file))).path;
    },
    async pickFile(options: PickFile) {
      const { files } = await host<{ files: { name: string; bytes_base64: string }[] }>('host.pick', {
        title: options.title ?? null,
        extensions: options.extensions ?? [],
        multiple: options.multiple ?? false,
      });
      return files.map((f): PickedFile => ({ name: f.name, bytes: fromBase64(f.bytes_base64) }));
    },
    async openFile(file) {
      await host('host.open', content(file));
    },
    async openPath(path) {
      await host('host.open', { path });
    },
    async notify(title, text) {
      await host('host.notify', { title, text });
    },
    async firstPage(first_paint_ms) {
      await host('host.ready', { page: location.pathname, first_paint_ms });
    },
  };
}
