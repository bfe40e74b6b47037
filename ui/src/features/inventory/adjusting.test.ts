import { expect, test } from 'vitest';
import { changeOf } from './adjusting';

test('what was counted becomes the difference to the book', () => {
  expect(changeOf('counted', '990.5', '1000')).toBe('-9.5');
  expect(changeOf('counted', '1000', '1000.0000')).toBe('0');
  expect(changeOf('counted', '0', '12')).toBe('-12');
});

test('a difference keeps its size and takes its sign from the words', () => {
  expect(changeOf('found', '3', '10')).toBe('3');
  expect(changeOf('missing', '0.25', '10')).toBe('-0.25');
});

test('a text that is no number goes to the core as it stands', () => {
  expect(changeOf('counted', 'many', '10')).toBe('many');
});
