import type { Category } from '../../../bindings/commands';
import type { TreeNode } from '../../../shared/grid';

/** Categories as a tree, in their own order. One whose parent is gone stands at the top. */
export function categoryTree(all: readonly Category[]): TreeNode<Category>[] {
  const known = new Set(all.map((c) => c.id));
  const under = (parent: number | null): TreeNode<Category>[] =>
    all
      .filter((c) => (c.parent_id !== null && known.has(c.parent_id) ? c.parent_id : null) === parent)
      .map((row) => ({ key: String(row.id), row, children: under(row.id) }));
  return under(null);
}

/** The category and everything below it: where it cannot be moved to. */
export function withBelow(all: readonly Category[], id: number): ReadonlySet<number> {
  const found = new Set([id]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const c of all) if (c.parent_id !== null && found.has(c.parent_id)) found.add(c.id);
  }
  return found;
}

/** `Materials › PLA`, for choosing among those that share a name. */
export function pathOf(all: readonly Category[], id: number): string {
  const names: string[] = [];
  for (let at = all.find((c) => c.id === id); at && names.length < 20;) {
    names.unshift(at.name);
    const parent = at.parent_id;
    at = parent === null ? undefined : all.find((c) => c.id === parent);
  }
  return names.join(' › ');
}

/** A short code out of a name: `Spare parts` → `SPARE-PARTS`. */
export const codeFrom = (name: string): string =>
  name.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase().replaceAll(/[^A-Z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 50);
