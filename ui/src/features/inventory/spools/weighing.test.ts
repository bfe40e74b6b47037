import { expect, test } from 'vitest';
import { netGrams } from './weighing';

test('the reel counts only when it was on the scale', () => {
  expect(netGrams('812.5', false, '250')).toBe('812.5');
  expect(netGrams('1062.5', true, '250')).toBe('812.5');
  expect(netGrams('200', true, '250')).toBe('-50');
});

test('without a weight there is nothing to say', () => {
  expect(netGrams('', false, '')).toBeNull();
  expect(netGrams('500', true, '')).toBeNull();
});
