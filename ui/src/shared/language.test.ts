import { expect, test } from 'vitest';
import { windowLanguage } from './language';

test.each([
  ['de-CH', 'de-CH'],
  ['en-us', 'en-US'],
  ['c', 'en-US'],
  ['C.UTF-8', 'en-US'],
  ['', 'en-US'],
])('a computer set to "%s" reads like %s', (tag, language) => {
  expect(windowLanguage(tag)).toBe(language);
});
