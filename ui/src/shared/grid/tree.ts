/** A row with what stands under it. `key` names its place in the tree, not the row: one part may stand in many places. */
export interface TreeNode<T> {
  key: string;
  row: T;
  children: TreeNode<T>[];
}

/** A tree from rows that stand in reading order and say how deep they are, 1 at the top. */
export function treeOfLevels<T extends { level: number }>(rows: readonly T[]): TreeNode<T>[] {
  const roots: TreeNode<T>[] = [];
  const open: TreeNode<T>[] = [];
  for (const row of rows) {
    open.length = Math.min(open.length, Math.max(0, row.level - 1));
    const parent = open.at(-1);
    const siblings = parent ? parent.children : roots;
    const node = { key: `${parent ? `${parent.key}.` : ''}${siblings.length}`, row, children: [] };
    siblings.push(node);
    open.push(node);
  }
  return roots;
}

/** A tree from rows that hold their own. */
export function treeOf<T>(rows: readonly T[], childrenOf: (row: T) => readonly T[], above = ''): TreeNode<T>[] {
  return rows.map((row, i) => {
    const key = `${above}${i}`;
    return { key, row, children: treeOf(childrenOf(row), childrenOf, `${key}.`) };
  });
}

export interface VisibleNode<T> {
  node: TreeNode<T>;
  level: number;
  /** Place among its siblings, from 1, and how many those are. */
  place: number;
  of: number;
}

/** What is drawn, top to bottom, when these are shut. */
export function visibleNodes<T>(roots: readonly TreeNode<T>[], shut: ReadonlySet<string>, level = 1): VisibleNode<T>[] {
  return roots.flatMap((node, i) => [
    { node, level, place: i + 1, of: roots.length },
    ...(shut.has(node.key) ? [] : visibleNodes(node.children, shut, level + 1)),
  ]);
}

/** The keys of all that can be shut. */
export function branchKeys<T>(roots: readonly TreeNode<T>[]): string[] {
  return roots.flatMap((node) => (node.children.length > 0 ? [node.key, ...branchKeys(node.children)] : []));
}
