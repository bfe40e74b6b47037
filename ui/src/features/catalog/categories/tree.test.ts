import { expect, test } from 'vitest';
import type { Category } from '../../../bindings/commands';
import { categoryTree, codeFrom, pathOf, withBelow } from './tree';

const category = (id: number, name: string, parent_id: number | null = null): Category => ({ id, code: name.toUpperCase(), name, parent_id, description: null, sort_order: 0, is_active: true, product_count: 0 });
const ALL = [category(1, 'Materials'), category(2, 'PLA', 1), category(3, 'Silk', 2), category(4, 'Parts'), category(5, 'Lost', 99)];

test('the tree keeps the order and loses nobody', () => {
  const tree = categoryTree(ALL);
  expect(tree.map((n) => n.row.name)).toEqual(['Materials', 'Parts', 'Lost']);
  expect(tree[0]?.children[0]?.children[0]?.row.name).toBe('Silk');
});

test('a category cannot be moved into itself or below', () => {
  expect([...withBelow(ALL, 1)]).toEqual([1, 2, 3]);
  expect([...withBelow(ALL, 4)]).toEqual([4]);
});

test('the way down names a category', () => {
  expect(pathOf(ALL, 3)).toBe('Materials › PLA › Silk');
  expect(pathOf(ALL, 4)).toBe('Parts');
});

test('a code comes out of the name', () => {
  expect(codeFrom(' Spare parts & Zubehör ')).toBe('SPARE-PARTS-ZUBEHOR');
  expect(codeFrom('日本')).toBe('');
});
