import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { useFormat, type Format } from '../values';
import { branchKeys, visibleNodes, type TreeNode } from './tree';
import classes from './TreeTable.module.css';

export interface TreeColumn<T> {
  id: string;
  header: string;
  width?: number;
  align?: 'right';
  cell: (row: T, format: Format) => ReactNode;
}

interface TreeTableProps<T> {
  label: string;
  /** The first one is indented and takes what is left of the width. */
  columns: readonly TreeColumn<T>[];
  roots: readonly TreeNode<T>[];
  onOpen?: (row: T) => void;
}

const STEP = 18;

/** Rows over rows: a product and what goes into it. Arrow keys move, open and shut; Enter opens the row. */
export function TreeTable<T>({ label, columns, roots, onOpen }: TreeTableProps<T>) {
  const format = useFormat();
  const id = useId();
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(0);
  const rows = visibleNodes(roots, shut);
  const branches = branchKeys(roots);
  const current = rows[Math.min(at, rows.length - 1)];

  function toggle(key: string, open: boolean) {
    const next = new Set(shut);
    if (open) next.delete(key);
    else next.add(key);
    setShut(next);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!current) return;
    const { node, level } = current;
    const index = rows.indexOf(current);
    const open = node.children.length > 0 && !shut.has(node.key);
    const parent = rows.findLastIndex((r, i) => i < index && r.level < level);
    if (event.key === 'ArrowDown') setAt(Math.min(rows.length - 1, index + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, index - 1));
    else if (event.key === 'Home') setAt(0);
    else if (event.key === 'End') setAt(rows.length - 1);
    else if (event.key === 'ArrowRight' && !open && node.children.length > 0) toggle(node.key, true);
    else if (event.key === 'ArrowRight' && open) setAt(index + 1);
    else if (event.key === 'ArrowLeft' && open) toggle(node.key, false);
    else if (event.key === 'ArrowLeft' && parent >= 0) setAt(parent);
    else if (event.key === 'Enter' && onOpen) onOpen(node.row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const template = columns.map((c, i) => (i === 0 ? `minmax(${c.width ?? 260}px, 1fr)` : `${c.width ?? 110}px`)).join(' ');
  return (
    <div>
      {branches.length > 0 && (
        <div className={classes.bar}>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setShut(new Set())}>
            Expand all
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setShut(new Set(branches))}>
            Collapse all
          </Button>
        </div>
      )}
      <div className={classes.frame} style={{ '--sy-columns': template } as CSSProperties}>
        <div
          role="treegrid" tabIndex={0} aria-label={label} aria-readonly className={classes.table} onKeyDown={onKeyDown}
          aria-activedescendant={current ? `${id}-at` : undefined}
        >
          <div role="row" className={classes.head}>
            {columns.map((c) => (
              <div key={c.id} role="columnheader" className={classes.cell} data-align={c.align}>
                <span>{c.header}</span>
              </div>
            ))}
          </div>
          {rows.map((visible, i) => {
            const { node, level, place, of } = visible;
            const branch = node.children.length > 0;
            const open = branch && !shut.has(node.key);
            return (
              <div
                key={node.key} role="row" tabIndex={-1} id={visible === current ? `${id}-at` : undefined} aria-level={level} aria-posinset={place} aria-setsize={of}
                aria-expanded={branch ? open : undefined} data-cursor={visible === current || undefined} className={classes.row}
                onMouseDown={() => setAt(i)} onDoubleClick={() => onOpen?.(node.row)}
              >
                {columns.map((c, j) => (
                  <div key={c.id} role="gridcell" className={classes.cell} data-align={c.align} style={j === 0 ? { paddingLeft: 6 + (level - 1) * STEP } : undefined}>
                    {j === 0 &&
                      (branch ? (
                        <button type="button" tabIndex={-1} aria-label={open ? 'Collapse' : 'Expand'} className={classes.toggle} data-open={open || undefined} onClick={() => toggle(node.key, !open)}>
                          <IconChevronRight size={14} stroke={1.8} />
                        </button>
                      ) : (
                        <span className={classes.gap} />
                      ))}
                    <span>{c.cell(node.row, format)}</span>
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
