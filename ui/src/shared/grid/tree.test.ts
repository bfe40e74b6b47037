import { expect, test } from 'vitest';
import { branchKeys, treeOf, treeOfLevels, visibleNodes } from './tree';

const LINES = [
  { level: 1, sku: 'A' }, { level: 2, sku: 'A1' }, { level: 3, sku: 'A1a' }, { level: 2, sku: 'A2' }, { level: 1, sku: 'B' },
];

test('rows in reading order become a tree, each place with its own key', () => {
  const tree = treeOfLevels(LINES);
  expect(tree.map((n) => n.row.sku)).toEqual(['A', 'B']);
  expect(tree[0]?.children.map((n) => [n.key, n.row.sku])).toEqual([['0.0', 'A1'], ['0.1', 'A2']]);
  expect(tree[0]?.children[0]?.children[0]?.row.sku).toBe('A1a');
  expect(branchKeys(tree)).toEqual(['0', '0.0']);
});

test('what is shut hides all below it and nothing else', () => {
  const tree = treeOfLevels(LINES);
  expect(visibleNodes(tree, new Set()).map((v) => v.node.row.sku)).toEqual(['A', 'A1', 'A1a', 'A2', 'B']);
  expect(visibleNodes(tree, new Set(['0.0'])).map((v) => v.node.row.sku)).toEqual(['A', 'A1', 'A2', 'B']);
  expect(visibleNodes(tree, new Set(['0'])).map((v) => [v.node.row.sku, v.level, v.place, v.of])).toEqual([['A', 1, 1, 2], ['B', 1, 2, 2]]);
});

test('rows that hold their own become the same tree', () => {
  interface Part { name: string; parts: Part[] }
  const root: Part = { name: 'lamp', parts: [{ name: 'shade', parts: [] }, { name: 'foot', parts: [{ name: 'screw', parts: [] }] }] };
  const tree = treeOf([root], (part) => part.parts);
  expect(visibleNodes(tree, new Set()).map((v) => [v.node.key, v.node.row.name])).toEqual([['0', 'lamp'], ['0.0', 'shade'], ['0.1', 'foot'], ['0.1.0', 'screw']]);
});
