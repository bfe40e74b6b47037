import { CommandError } from '../api';

interface Form {
  values: unknown;
  setFieldError: (field: never, error: string) => void;
}

/** `lines[2].quantity` and `lines/2/quantity` both name `lines.2.quantity`. */
export function fieldPath(field: string): string {
  return field.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('/', '.').replace(/^\./, '');
}

function has(values: unknown, path: string): boolean {
  let at = values;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(key in at)) return false;
    at = (at as Record<string, unknown>)[key];
  }
  return true;
}

/**
 * Puts the core's refusal at the field it names. Returns that field, or null when the form has no
 * such field: then the message belongs above the form.
 */
export function showFieldErrors(form: Form, error: unknown): string | null {
  if (!(error instanceof CommandError) || !error.field) return null;
  const path = fieldPath(error.field);
  if (!has(form.values, path)) return null;
  form.setFieldError(path as never, error.message);
  return path;
}
