import { useForm, type FormRulesRecord, type UseFormReturnType } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import { useActions } from '../actions';
import { messageOf } from '../api';
import { showFieldErrors } from './errors';
import { useUnsavedGuard } from './useUnsavedGuard';

interface DocFormOptions<V extends Record<string, unknown>, R> {
  /** The record as the core has it. A newer one replaces the form's while nothing was typed. */
  initial: V;
  /** What can be said without asking the core; the core has the last say. */
  validate?: FormRulesRecord<V, V>;
  /** Sends the values; its refusal is put at the field it names. */
  save: (values: V) => Promise<R>;
  /** After it is saved: go somewhere, say something. `answer` is what the core said. */
  onSaved?: (values: V, answer: R) => void;
}

export interface DocForm<V extends Record<string, unknown>> {
  form: UseFormReturnType<V>;
  /** For `<form onSubmit>`; also Ctrl S. */
  submit: (event?: React.FormEvent<HTMLFormElement>) => void;
  saving: boolean;
  /** A refusal that belongs to no field of this form. */
  problem: string | null;
  dirty: boolean;
}

/** A refusal below or above what is in sight is brought there. */
function showFirstError(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('form [aria-invalid="true"]');
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  });
}

/** A form over one record: field errors of the core, Ctrl S, and no unsaved work lost. */
export function useDocForm<V extends Record<string, unknown>, R = unknown>({ initial, validate, save, onSaved }: DocFormOptions<V, R>): DocForm<V> {
  const form = useForm<V>({ initialValues: initial, ...(validate ? { validate } : {}) });
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const left = useRef<(() => void) | null>(null);
  const [savedCount, setSavedCount] = useState(0);
  const dirty = form.isDirty();
  useUnsavedGuard(dirty && !saving);

  const incoming = JSON.stringify(initial);
  const { setInitialValues, setValues, resetDirty } = form;
  useEffect(() => {
    if (dirty) return;
    const next = JSON.parse(incoming) as V;
    setInitialValues(next);
    setValues(next);
    resetDirty(next);
    // Only a newer record replaces the form, not the end of typing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [incoming]);

  // Leaving after saving waits until the guard has seen that nothing is unsaved any more.
  useEffect(() => {
    left.current?.();
    left.current = null;
  }, [savedCount]);

  const submit = form.onSubmit((values) => {
    setSaving(true);
    setProblem(null);
    save(values)
      .then(
        (answer) => {
          setInitialValues(values);
          resetDirty(values);
          left.current = () => onSaved?.(values, answer);
          setSavedCount((count) => count + 1);
        },
        (error: unknown) => {
          if (showFieldErrors(form as never, error) === null) setProblem(messageOf(error));
          else showFirstError();
        },
      )
      .finally(() => setSaving(false));
  }, showFirstError);

  useActions([
    { id: 'form.save', title: 'Save', keys: 'mod+s', when: () => dirty && !saving, run: () => submit() },
  ]);
  return { form, submit, saving, problem, dirty };
}
