import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import type { Parsed } from '../values';

/** Fits `form.getInputProps(field)`: a decimal or date as text, empty when nothing is given. */
export interface ParsedFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value?: string | null;
  onChange?: (value: string) => void;
}

interface Reading {
  /** What the typed text means. */
  parse: (typed: string) => Parsed<string>;
  /** How a value is written while nobody types. */
  show: (value: string) => string;
  /** How it is written for editing; the value itself when absent. */
  edit?: (value: string) => string;
}

/** A field that takes what a person types, and shows what it understood once they leave it. */
export function ParsedField({ value, onChange, parse, show, edit, error, onBlur, onFocus, onKeyDown, ...rest }: ParsedFieldProps & Reading) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const current = value ?? '';
  // What was refused is being corrected: its message goes now, not when the field is left, or else the button
  // below would move away under the click that leaves it.
  const entered = useRef(false);
  const correcting = typed !== null && typed !== (edit && current !== '' ? edit(current) : current);

  // A newer record replaces what stands there while nobody has typed over it, also in the field that has the keyboard.
  const begun = useRef<string | null>(null);
  const bareCurrent = edit && current !== '' ? edit(current) : current;
  useEffect(() => {
    if (typed === null || typed !== begun.current || typed === bareCurrent) return;
    begun.current = bareCurrent;
    entered.current = true;
    setTyped(bareCurrent);
    // Only the value that comes from outside counts here, not each letter.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [bareCurrent]);

  // A form that is sent with a text nobody understands stops at the field.
  useEffect(() => input.current?.setCustomValidity(problem ?? ''), [problem]);

  // The bare value replaces the formatted one on entering, and is selected before the next key.
  useLayoutEffect(() => {
    if (!entered.current) return;
    entered.current = false;
    input.current?.select();
  }, [typed]);

  /** Returns whether the text made sense. */
  function commit(): boolean {
    if (typed === null) return true;
    if (typed.trim() === '') {
      if (current !== '') onChange?.('');
      setTyped(null);
      setProblem(null);
      return true;
    }
    const read = parse(typed);
    if (!read.ok) {
      setProblem(read.problem);
      input.current?.setCustomValidity(read.problem);
      return false;
    }
    if (read.value !== current) onChange?.(read.value);
    setTyped(null);
    setProblem(null);
    input.current?.setCustomValidity('');
    return true;
  }

  function keyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') commit();
    // Saving takes what is being typed along, and is the window's to carry out.
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      let made = true;
      flushSync(() => { made = commit(); });
      if (!made) {
        event.preventDefault();
        event.stopPropagation();
      }
    }
    if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      setTyped(null);
      setProblem(null);
    }
    onKeyDown?.(event);
  }

  return (
    <TextInput
      {...rest}
      ref={input}
      value={typed ?? (current === '' ? '' : show(current))}
      error={problem ?? (correcting ? undefined : error)}
      autoComplete="off"
      onFocus={(event) => {
        if (typed === null && current !== '' && !rest.readOnly) {
          const bare = edit ? edit(current) : current;
          entered.current = true;
          begun.current = bare;
          setTyped(bare);
          // A click sets its own caret after this; select again, unless typing has begun.
          requestAnimationFrame(() => {
            if (document.activeElement === input.current && input.current?.value === bare) input.current.select();
          });
        }
        onFocus?.(event);
      }}
      onChange={(event) => {
        setTyped(event.target.value);
        if (problem) setProblem(null);
      }}
      onBlur={(event) => {
        commit();
        onBlur?.(event);
      }}
      onKeyDown={keyDown}
    />
  );
}
