import { expect, test } from 'vitest';
import { inTurn } from './inTurn';

test('one that is refused does not stop the others, and is told apart', async () => {
  const seen: number[] = [];
  const { done, refused } = await inTurn([1, 2, 3], async (row) => {
    seen.push(row);
    if (row === 2) throw new Error('not two');
  });
  expect(seen).toEqual([1, 2, 3]);
  expect(done).toEqual([1, 3]);
  expect(refused.map((r) => [r.row, String(r.why)])).toEqual([[2, 'Error: not two']]);
});
