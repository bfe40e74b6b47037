import { Tooltip } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { decimal, parseDate, parseMinutes, parseNumber, parseQuantity, useFormat, type Format, type Parsed } from '../values';
import classes from './LinesGrid.module.css';

/** Where the cursor goes after a cell: `leave` keeps the focus wherever the person put it. */
export type Then = 'down' | 'right' | 'left' | 'stay' | 'leave';

export type EditorKind =
  | { kind: 'text' }
  | { kind: 'number' }
  | { kind: 'minutes' }
  | { kind: 'date' }
  /** A text with a meaning of its own: `10 %` or `5` as a discount. */
  | { kind: 'parsed'; parse: (typed: string, format: Format) => Parsed<string>; align?: 'right' }
  | { kind: 'quantity'; unit: string }
  | { kind: 'choice'; options: readonly { value: string; label: string }[] };

interface LineEditorProps {
  kind: EditorKind;
  label: string;
  value: string;
  /** The key that opened it; it replaces what was there. */
  first: string | null;
  /** Null: nothing changed. */
  onDone: (text: string | null, then: Then) => void;
}

/** One cell while it is edited. */
export function LineEditor({ kind, label, value, first, onDone }: LineEditorProps) {
  const format = useFormat();
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const done = useRef(false);
  const numeric = kind.kind === 'number' || kind.kind === 'quantity';
  const [typed, setTyped] = useState(first ?? (numeric && decimal.isDecimal(value) ? decimal.trim(value) : value));
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    field.current?.focus();
    if (first === null && kind.kind !== 'choice') field.current?.select();
  }, [first, kind.kind]);

  function read(): Parsed<string> {
    if (typed.trim() === '') return { ok: true, value: '' };
    switch (kind.kind) {
      case 'number': return parseNumber(typed, format.locale);
      case 'quantity': return parseQuantity(typed, kind.unit, format.locale);
      case 'minutes': return parseMinutes(typed, format.locale);
      case 'date': return parseDate(typed, format.today(), format.locale);
      case 'parsed': return kind.parse(typed, format);
      case 'text':
      case 'choice': return { ok: true, value: typed };
    }
  }

  function finish(then: Then, giveUp = false) {
    if (done.current) return;
    const result = read();
    if (!result.ok && !giveUp) {
      setProblem(result.problem);
      return;
    }
    done.current = true;
    onDone(!result.ok || result.value === value ? null : result.value, then);
  }

  function onKeyDown(event: KeyboardEvent) {
    // Saving takes what is being typed along, and is the window's to carry out.
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      flushSync(() => finish('stay'));
      if (!done.current) {
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    event.stopPropagation();
    if (event.key === 'Escape') {
      done.current = true;
      onDone(null, 'stay');
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault();
      finish(event.key === 'Enter' ? 'down' : event.shiftKey ? 'left' : 'right');
    }
  }

  const common = {
    ref: field, className: classes['editor'], 'aria-label': label, 'aria-invalid': problem ? true : undefined, value: typed, onKeyDown,
    // Leaving by the mouse keeps what makes sense and lets go of the rest.
    onBlur: () => finish('leave', true),
  };
  if (kind.kind === 'choice') {
    return (
      <select {...common} onChange={(event) => setTyped(event.target.value)}>
        {kind.options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <Tooltip label={problem} opened={problem !== null} color="red" position="bottom-start">
      <input
        {...common} data-align={numeric || kind.kind === 'minutes' || (kind.kind === 'parsed' && kind.align) ? 'right' : undefined} spellCheck={kind.kind === 'text'} autoComplete="off"
        onChange={(event) => { setTyped(event.target.value); setProblem(null); }}
      />
    </Tooltip>
  );
}
