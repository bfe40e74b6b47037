import { expect, test } from 'vitest';
import { ScanDetector } from './scanner';

function feed(text: string, gapMs: number): string | null {
  const detector = new ScanDetector();
  let now = 1000;
  let out: string | null = null;
  for (const key of [...text, 'Enter']) {
    now += gapMs;
    out = detector.press(key, now);
  }
  return out;
}

test('a fast burst that ends in Enter is a scan', () => {
  expect(feed('WO-2026-0007', 8)).toBe('WO-2026-0007');
});

test('a person typing is not', () => {
  expect(feed('WO-2026-0007', 90)).toBeNull();
});

test('three characters are too few to be a label', () => {
  expect(feed('abc', 5)).toBeNull();
});

test('shift between characters does not break the burst', () => {
  const detector = new ScanDetector();
  const keys = ['Shift', 'S', 'Shift', 'P', '-', '1', '2', 'Enter'];
  expect(keys.map((key, i) => detector.press(key, 100 + i * 6)).at(-1)).toBe('SP-12');
});

test('what was typed slowly before the scan does not belong to it', () => {
  const detector = new ScanDetector();
  detector.press('x', 0);
  let now = 500;
  for (const key of 'LOT-1') detector.press(key, (now += 5));
  expect(detector.press('Enter', now + 5)).toBe('LOT-1');
});
