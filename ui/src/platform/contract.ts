/** The shapes that cross between the window and the core, whichever way they travel. */

export interface RpcRequest {
  name: string;
  payload: unknown;
  /** Names the intent of a person: the same id sent twice is carried out once. */
  request_id: string;
  token?: string | null;
}

export interface RpcError {
  code: string;
  message: string;
  field?: string | null;
  details?: unknown;
}

export type RpcReply = { ok: true; data: unknown } | { ok: false; error: RpcError };

export interface JobProgress {
  id: string;
  /** The command that it carries out. */
  command: string;
  /** What it is doing now. */
  title: string;
  done: number;
  /** 0 while nobody knows how long it will take. */
  total: number;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  result?: unknown;
  error?: RpcError | null;
}

export type CoreEvent =
  | { kind: 'changed'; tables: string[] }
  | { kind: 'seen'; tables: string[] }
  | { kind: 'job'; job: JobProgress }
  /** A printer is like this now; at most twice a second each. */
  | { kind: 'printer'; printer: unknown }
  /** A printer needs somebody. */
  | { kind: 'call'; printer_id: number; title: string; text: string; notice: string; notice_id?: number | null };

export type FilterOp =
  | 'eq' | 'ne' | 'in' | 'lt' | 'le' | 'gt' | 'ge' | 'contains' | 'empty' | 'not_empty';

export interface Filter {
  field: string;
  op: FilterOp;
  values: string[];
}

export interface Sort {
  field: string;
  descending: boolean;
}

export interface ListRequest {
  search?: string;
  filters: Filter[];
  sort?: Sort;
  /** Cursor of the page before; absent for the first. */
  after?: string;
  limit?: number;
}

export interface Page<T> {
  rows: T[];
  next: string | null;
  /** Number of rows of the whole list, when the core could count them cheaply. */
  total: number | null;
}

export interface SaveFile {
  suggestedName: string;
  mediaType?: string;
  bytes: Uint8Array;
}

export interface PickFile {
  title?: string;
  /** Endings without a dot: `['csv', 'xlsx']`. */
  extensions?: string[];
  multiple?: boolean;
}

export interface PickedFile {
  name: string;
  bytes: Uint8Array;
}

/** One way to reach the core. Everything outside this folder sees only this interface. */
export interface Platform {
  readonly kind: 'desktop' | 'browser' | 'fake';
  rpc(request: RpcRequest): Promise<RpcReply>;
  /** Calls back for each event until the returned function is called. */
  listen(onEvent: (event: CoreEvent) => void): () => void;
  /** Returns where the file went, or null when the person changed their mind. */
  saveFile(file: SaveFile): Promise<string | null>;
  pickFile(options: PickFile): Promise<PickedFile[]>;
  /** Shows a file in the program the person uses for it (a PDF reader, a slicer). */
  openFile(file: SaveFile): Promise<void>;
  /** Opens a file that already lies on this machine. */
  openPath(path: string): Promise<void>;
  /** Rings by the system's own notifications; a browser has them of its own. */
  notify?(title: string, text: string): Promise<void>;
  /** Tells whoever started the window that its first page can be used; a browser has nobody to tell. */
  firstPage?(firstPaintMs: number | null): Promise<void>;
}
