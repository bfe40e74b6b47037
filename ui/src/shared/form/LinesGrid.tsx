import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Fragment, useId, useImperativeHandle, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { useFormat, type Format } from '../values';
import { LineEditor, type EditorKind, type Then } from './LineEditor';
import classes from './LinesGrid.module.css';

export interface LineColumn<L> {
  /** The line's field, as the core names it in errors. */
  id: string;
  header: string;
  width?: number;
  /** Takes what is left of the width. */
  grow?: boolean;
  align?: 'right';
  /** The bare value, as it is edited. */
  value: (line: L) => string;
  /** What is drawn; the bare value when absent. */
  cell?: (line: L, format: Format) => ReactNode;
  /** Absent: cannot be edited. */
  editor?: EditorKind | ((line: L) => EditorKind | null);
  /**
   * An editor of one's own (an EntityPicker); call `done` when it has finished. `first` is the key that opened
   * it. A change moves on to the right and none stays, unless `then` says otherwise.
   */
  custom?: (line: L, done: (patch: Partial<L> | null, then?: Then) => void, first: string) => ReactNode;
  /** Turns the edited text into a change of the line; `{[id]: text}` when absent. */
  apply?: (line: L, text: string) => Partial<L>;
}

interface LinesGridProps<L> {
  label: string;
  columns: readonly LineColumn<L>[];
  lines: readonly L[];
  keyOf: (line: L, index: number) => string;
  /** Absent: the lines can only be read. */
  onChange?: (index: number, patch: Partial<L>) => void;
  onAdd?: () => void;
  onRemove?: (index: number) => void;
  addLabel?: string;
  /** Errors by `lines.2.quantity`, as in the form. */
  errors?: Readonly<Record<string, ReactNode>>;
  /** The lines' field in the form: `lines`. */
  path?: string;
  footer?: ReactNode;
  empty?: string;
  /** Draws what stands small below a line; nothing when there is nothing to say. */
  renderBelow?: (line: L, index: number) => ReactNode;
  handle?: Ref<LinesGridHandle>;
}

export interface LinesGridHandle {
  /** Opens the first cell of a line that can be edited; of the last line when none is named. */
  open: (line?: number) => void;
}

interface Cell {
  line: number;
  column: number;
}

/** Lines of a document, edited in place: type, Enter goes down, Tab goes right, Esc takes back. */
export function LinesGrid<L>(props: LinesGridProps<L>) {
  const { label, columns, lines, keyOf, onChange, onAdd, onRemove, addLabel = 'Add a line', errors = {}, path = 'lines', footer, empty, renderBelow, handle } = props;
  const format = useFormat();
  const id = useId();
  const focusGrid = () => document.getElementById(id)?.focus();
  const [at, setAt] = useState<Cell>({ line: 0, column: 0 });
  const [editing, setEditing] = useState<{ first: string | null } | null>(null);

  const kindOf = (line: L, column: LineColumn<L>): EditorKind | null =>
    typeof column.editor === 'function' ? column.editor(line) : (column.editor ?? null);
  const editable = (cell: Cell) => {
    const line = lines[cell.line];
    const column = columns[cell.column];
    return Boolean(onChange && line && column && (column.custom || kindOf(line, column)));
  };

  function go(cell: Cell) {
    const line = Math.max(0, Math.min(lines.length - 1, cell.line));
    setAt({ line, column: Math.max(0, Math.min(columns.length - 1, cell.column)) });
    setEditing(null);
    focusGrid();
  }

  /** The next cell that can be edited, to the right and then down; null at the end. */
  function after(cell: Cell, by: 1 | -1): Cell | null {
    for (let i = cell.line * columns.length + cell.column + by; i >= 0 && i < lines.length * columns.length; i += by) {
      const next = { line: Math.floor(i / columns.length), column: i % columns.length };
      if (editable(next)) return next;
    }
    return null;
  }

  /** Opens the first cell of a line, which may be about to be added. */
  function begin(line: number) {
    const column = columns.findIndex((c) => onChange && (c.custom || c.editor));
    setAt({ line, column: Math.max(0, column) });
    setEditing({ first: null });
  }
  useImperativeHandle(handle, () => ({ open: (line) => begin(line ?? Math.max(0, lines.length - 1)) }));

  function commit(patch: Partial<L> | null, then: Then) {
    if (patch) onChange?.(at.line, patch);
    if (then === 'leave') return setEditing(null);
    if (then === 'stay') return go(at);
    if (then === 'down') {
      if (at.line === lines.length - 1 && onAdd) return addLine();
      return go({ ...at, line: at.line + 1 });
    }
    const next = after(at, then === 'right' ? 1 : -1);
    if (!next) return go(at);
    setAt(next);
    return setEditing({ first: null });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (editing || lines.length === 0) return;
    const moves: Record<string, Cell> = {
      ArrowDown: { ...at, line: at.line + 1 }, ArrowUp: { ...at, line: at.line - 1 },
      ArrowRight: { ...at, column: at.column + 1 }, ArrowLeft: { ...at, column: at.column - 1 },
      Home: { ...at, column: 0 }, End: { ...at, column: columns.length - 1 },
    };
    const move = moves[event.key];
    const mod = event.ctrlKey || event.metaKey;
    if (move) go(move);
    else if ((event.key === 'Enter' || event.key === 'F2') && editable(at)) setEditing({ first: null });
    else if (event.key === 'Delete' && mod && onRemove) remove(at.line);
    else if (event.key === 'Insert' && onAdd) addLine();
    else if (event.key.length === 1 && !mod && !event.altKey && editable(at)) setEditing({ first: event.key });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A new line opens where one begins to write. */
  function addLine() {
    onAdd?.();
    begin(lines.length);
  }

  function remove(line: number) {
    onRemove?.(line);
    go({ ...at, line: Math.min(line, lines.length - 2) });
  }

  // What the columns need at least; long texts in a growing one are cut before the table scrolls.
  const least = columns.reduce((sum, c) => sum + (c.width ?? (c.grow ? 160 : 120)), onRemove ? 34 : 0);
  const template = `${columns.map((c) => (c.grow ? `minmax(${c.width ?? 160}px, 1fr)` : `${c.width ?? 120}px`)).join(' ')}${onRemove ? ' 34px' : ''}`;
  const row = (l: L, i: number) => (
    <div role="row" aria-rowindex={i + 2} className={classes.row}>
      {columns.map((c, j) => {
        const here = at.line === i && at.column === j;
        const error = errors[`${path}.${i}.${c.id}`];
        const open = here && editing && editable({ line: i, column: j });
        return (
          <div
            key={c.id} role="gridcell" tabIndex={-1} aria-colindex={j + 1} id={here ? `${id}-cell` : undefined} aria-invalid={error ? true : undefined}
            aria-readonly={!editable({ line: i, column: j })} data-align={c.align} data-cursor={here || undefined} data-error={error ? true : undefined}
            data-editable={editable({ line: i, column: j }) || undefined} className={classes.cell}
            onMouseDown={(event) => {
              if (open) return;
              event.preventDefault();
              // A cell still open is finished first, so that nothing typed is lost.
              if (editing && document.activeElement instanceof HTMLElement) document.activeElement.blur();
              const again = here && document.activeElement?.id === id;
              go({ line: i, column: j });
              if (again && editable({ line: i, column: j })) setEditing({ first: null });
            }}
            onDoubleClick={() => !editing && editable({ line: i, column: j }) && setEditing({ first: null })}
          >
            {open ? (
              c.custom ? (
                c.custom(l, (patch, then) => commit(patch, then ?? (patch ? 'right' : 'stay')), editing.first ?? '')
              ) : (
                <LineEditor
                  kind={kindOf(l, c) ?? { kind: 'text' }} label={`${c.header}, line ${i + 1}`} value={c.value(l)} first={editing.first}
                  onDone={(text, then) => commit(text === null ? null : c.apply ? c.apply(l, text) : ({ [c.id]: text } as Partial<L>), then)}
                />
              )
            ) : (
              <Tooltip label={error} disabled={!error} color="red" opened={here && error ? true : undefined}>
                <span>{c.cell ? c.cell(l, format) : c.value(l)}</span>
              </Tooltip>
            )}
          </div>
        );
      })}
      {onRemove && (
        <div role="gridcell" aria-colindex={columns.length + 1} className={classes.remove}>
          <ActionIcon size="sm" aria-label={`Take away line ${i + 1}`} tabIndex={-1} onClick={() => remove(i)}>
            <IconTrash size={14} stroke={1.5} />
          </ActionIcon>
        </div>
      )}
    </div>
  );

  const line = (l: L, i: number) => (
    <Fragment key={keyOf(l, i)}>
      {row(l, i)}
      {renderBelow && (
        <div role="row" className={classes.below}>
          <div role="gridcell" tabIndex={-1} aria-colspan={columns.length} aria-live="polite">{renderBelow(l, i)}</div>
        </div>
      )}
    </Fragment>
  );

  return (
    <div className={classes.frame} style={{ '--sy-columns': template, '--sy-least': `${least}px` } as React.CSSProperties}>
      <div
        id={id} role="grid" tabIndex={0} aria-label={label} aria-rowcount={lines.length + 1} aria-colcount={columns.length + (onRemove ? 1 : 0)}
        aria-readonly={!onChange} aria-activedescendant={lines.length > 0 ? `${id}-cell` : undefined} className={classes.grid} onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className={classes.head}>
          {columns.map((c, j) => (
            <div key={c.id} role="columnheader" tabIndex={-1} aria-colindex={j + 1} data-align={c.align} className={classes.cell}>
              {c.header}
            </div>
          ))}
          {onRemove && <div role="columnheader" tabIndex={-1} aria-label="Take away" />}
        </div>
        {lines.map(line)}
      </div>
      {lines.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          {empty ?? 'No lines yet.'}
        </Text>
      )}
      {(onAdd || footer) && (
        <div className={classes.foot}>
          {onAdd && (
            <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={addLine}>
              {addLabel}
            </Button>
          )}
          <span style={{ flex: 1 }} />
          {footer}
        </div>
      )}
    </div>
  );
}
