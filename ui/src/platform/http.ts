import type { CoreEvent, PickFile, PickedFile, Platform, RpcReply, SaveFile } from './contract';

/** The same window in a browser: the server on this machine stands where the shell would. */
export function httpPlatform(): Platform {
  let session: Promise<void> | null = null;

  /** Trades the one-time token of the address for a cookie, and wipes it from the address bar. */
  function openSession(): Promise<void> {
    const token = new URLSearchParams(location.hash.slice(1)).get('t');
    if (!token) return Promise.resolve();
    history.replaceState(history.state, '', location.pathname + location.search);
    return fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
    }).then((reply) => {
      if (!reply.ok) {
        throw new Error('This link was already used. Start the server again and open the new link it prints.');
      }
    });
  }
  const ready = () => (session ??= openSession());

  const blobOf = (file: SaveFile) =>
    new Blob([file.bytes as BlobPart], { type: file.mediaType ?? 'application/octet-stream' });

  return {
    kind: 'browser',
    async rpc(request) {
      await ready();
      const reply = await fetch('/rpc', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
        credentials: 'same-origin',
      });
      if (!(reply.headers.get('content-type') ?? '').includes('json')) {
        throw new Error(`The server answered ${reply.status} instead of data. Open the link it printed when it started.`);
      }
      return (await reply.json()) as RpcReply;
    },
    listen(onEvent) {
      let source: EventSource | null = null;
      let stopped = false;
      void ready().then(() => {
        if (stopped) return;
        source = new EventSource('/events');
        source.addEventListener('message', (event) => onEvent(JSON.parse(event.data as string) as CoreEvent));
      }, () => undefined);
      return () => {
        stopped = true;
        source?.close();
      };
    },
    async saveFile(file) {
      const url = URL.createObjectURL(blobOf(file));
      const link = document.createElement('a');
      link.href = url;
      link.download = file.suggestedName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return file.suggestedName;
    },
    pickFile: pickInBrowser,
    async openFile(file) {
      const url = URL.createObjectURL(blobOf(file));
      window.open(url, '_blank', 'noopener');
      setTimeout(() => URL.revokeObjectURL(url), 600_000);
    },
    async openPath(path) {
      throw new Error(`A browser cannot open ${path}. Open it from the desktop window.`);
    },
  };
}

function pickInBrowser(options: PickFile): Promise<PickedFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = options.multiple ?? false;
    input.accept = (options.extensions ?? []).map((e) => `.${e}`).join(',');
    input.addEventListener('cancel', () => resolve([]));
    input.addEventListener('change', () => {
      const files = Array.from(input.files ?? []);
      void Promise.all(
        files.map(async (f) => ({ name: f.name, bytes: new Uint8Array(await f.arrayBuffer()) })),
      ).then(resolve);
    });
    input.click();
  });
}
