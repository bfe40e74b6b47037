import { expect, test } from 'vitest';
import { toBase64 } from './sending';

test('pieces join to one text that reads back as what was sent', () => {
  expect(toBase64(new Uint8Array())).toBe('');
  expect(toBase64(new Uint8Array([0xfb, 0xff]))).toBe('+/8=');
  const many = Uint8Array.from({ length: 3 * 8192 * 2 + 1 }, (_, i) => i % 251);
  expect(Uint8Array.from(atob(toBase64(many)), (c) => c.charCodeAt(0))).toEqual(many);
});
