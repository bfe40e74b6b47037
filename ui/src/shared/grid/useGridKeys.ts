import { useRef, type KeyboardEvent, type RefObject } from 'react';
import type { ListData } from '../api';
import type { GridBodyHandle, GridCursor } from './GridBody';
import type { Selection } from './selection';

interface GridKeys<T> {
  list: ListData<T>;
  count: number;
  columnCount: number;
  cursor: GridCursor;
  setCursor: (cursor: GridCursor) => void;
  body: RefObject<GridBodyHandle | null>;
  selection: Selection<T>;
  selectable: boolean;
  keyOf: (row: T) => string;
  onOpen: ((row: T) => void) | undefined;
  copy: () => void;
  openMenu: () => void;
}

/** Where a key takes the cursor; null when it is not a key that moves. */
export function moveCursor(
  key: string, mod: boolean, at: GridCursor, size: { rows: number; columns: number; page: number },
): GridCursor | null {
  const row = (r: number) => ({ ...at, row: Math.max(0, Math.min(size.rows - 1, r)) });
  const column = (c: number) => ({ ...at, column: Math.max(0, Math.min(size.columns - 1, c)) });
  switch (key) {
    case 'ArrowDown': return mod ? row(size.rows - 1) : row(at.row + 1);
    case 'ArrowUp': return mod ? row(0) : row(at.row - 1);
    case 'ArrowRight': return column(mod ? size.columns - 1 : at.column + 1);
    case 'ArrowLeft': return column(mod ? 0 : at.column - 1);
    case 'PageDown': return row(at.row + size.page);
    case 'PageUp': return row(at.row - size.page);
    case 'Home': return mod ? { row: 0, column: 0 } : column(0);
    case 'End': return mod ? { row: size.rows - 1, column: size.columns - 1 } : column(size.columns - 1);
    default: return null;
  }
}

/** The grid's keyboard. Events it uses do not reach the window's shortcuts. */
export function useGridKeys<T>(grid: GridKeys<T>): (event: KeyboardEvent) => void {
  const anchor = useRef<number | null>(null);

  function select(event: KeyboardEvent): boolean {
    const { list, cursor, selection, selectable } = grid;
    if (!selectable) return false;
    const row = list.rows[cursor.row];
    if (event.key === ' ' && row !== undefined) selection.toggle(row);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') selection.replace(list.rows);
    else if (event.key === 'Escape' && selection.rows.size > 0) selection.clear();
    else return false;
    return true;
  }

  return (event) => {
    const { list, count, columnCount, cursor, setCursor, body, selection, selectable, onOpen } = grid;
    const mod = event.ctrlKey || event.metaKey;
    const row = list.rows[cursor.row];
    const next = event.altKey ? null : moveCursor(event.key, mod, cursor, { rows: count, columns: columnCount, page: body.current?.rowsInView() ?? 10 });
    let used = true;
    if (next) {
      if (selectable && event.shiftKey && next.row !== cursor.row) {
        anchor.current ??= cursor.row;
        selection.replace(list.rows.slice(Math.min(anchor.current, next.row), Math.max(anchor.current, next.row) + 1));
      } else if (!event.shiftKey) {
        anchor.current = null;
      }
      setCursor(next);
      body.current?.reveal(next.row);
    } else if (event.key === 'Enter' && row !== undefined && onOpen) onOpen(row);
    else if (mod && event.key.toLowerCase() === 'c' && (getSelection()?.isCollapsed ?? true)) grid.copy();
    else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) grid.openMenu();
    else used = select(event);
    if (used) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
