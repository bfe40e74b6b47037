/**
 * The language of this computer as an exact tag. A computer set to none (`LANG=C`) gives the window a tag
 * that no formatter takes; it then reads like English.
 */
export function windowLanguage(tag: string = navigator.language): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}
