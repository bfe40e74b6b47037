import { describe, expect, test } from 'vitest';
import { chordOf, KeySequence, SEQUENCE_MS } from './keys';

const press = (key: string, mods: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods,
});

test('chords', () => {
  expect(chordOf(press('K', { ctrlKey: true }))).toBe('mod+k');
  expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
  expect(chordOf(press('s', { metaKey: true, shiftKey: true }))).toBe('mod+shift+s');
  expect(chordOf(press('Enter', { shiftKey: true }))).toBe('shift+Enter');
});

describe('sequences', () => {
  const keys = ['g o', 'g p', 'o', 'n'];
  const bound = (text: string) => (keys.includes(text) ? 'yes' : keys.some((k) => k.startsWith(`${text} `)) ? 'begins' : 'no');

  test('g then o goes to orders, o alone does its own', () => {
    const sequence = new KeySequence();
    expect(sequence.press('g', 0, bound)).toBeNull();
    expect(sequence.press('o', 200, bound)).toBe('g o');
    expect(sequence.press('o', 300, bound)).toBe('o');
  });

  test('too late, or another key, begins anew', () => {
    const sequence = new KeySequence();
    sequence.press('g', 0, bound);
    expect(sequence.press('o', SEQUENCE_MS + 1, bound)).toBe('o');
    sequence.press('g', 5000, bound);
    expect(sequence.press('n', 5100, bound)).toBe('n');
    sequence.press('g', 6000, bound);
    expect(sequence.press('x', 6100, bound)).toBeNull();
    expect(sequence.press('p', 6200, bound)).toBeNull();
  });
});
