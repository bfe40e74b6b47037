export const CURRENCIES = [
  'AUD', 'BGN', 'BRL', 'CAD', 'CHF', 'CNY', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'IDR', 'ILS', 'INR', 'ISK', 'JPY', 'KRW',
  'MXN', 'MYR', 'NOK', 'NZD', 'PHP', 'PLN', 'RON', 'SEK', 'SGD', 'THB', 'TRY', 'TWD', 'UAH', 'USD', 'VND', 'ZAR',
].map((code) => ({
  value: code,
  label: `${code} · ${new Intl.DisplayNames(['en'], { type: 'currency' }).of(code) ?? code}`,
}));

const BY_REGION: Record<string, string> = {
  AU: 'AUD', BR: 'BRL', CA: 'CAD', CH: 'CHF', CN: 'CNY', CZ: 'CZK', DK: 'DKK', GB: 'GBP', HU: 'HUF', IN: 'INR', JP: 'JPY',
  KR: 'KRW', MX: 'MXN', NO: 'NOK', NZ: 'NZD', PL: 'PLN', RO: 'RON', SE: 'SEK', SG: 'SGD', TR: 'TRY', UA: 'UAH', US: 'USD', ZA: 'ZAR',
};

/** The likely currency of a language tag such as `en-GB`. */
export function guessCurrency(language: string): string {
  const region = new Intl.Locale(language).maximize().region ?? '';
  return BY_REGION[region] ?? 'EUR';
}

export function timeZones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/** Why a password is too weak, in words; the core has the last say. */
export function passwordProblem(password: string): string | null {
  if (password.length < 10) return `${10 - password.length} more characters: a password has at least 10.`;
  if (/^(.)\1+$/.test(password)) return 'One character repeated is guessed at once. Use a few words.';
  return null;
}
