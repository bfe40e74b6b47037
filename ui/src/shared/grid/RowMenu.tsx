import { Menu } from '@mantine/core';
import type { RowAction } from './types';

interface RowMenuProps<T> {
  at: { x: number; y: number; row: T } | null;
  actions: (row: T) => RowAction[];
  onClose: () => void;
}

/** What can be done with one row, where the mouse or the cursor is. */
export function RowMenu<T>({ at, actions, onClose }: RowMenuProps<T>) {
  if (!at) return null;
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} returnFocus>
      <Menu.Target>
        <button type="button" tabIndex={-1} aria-label="The row" style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1, padding: 0, border: 0, background: 'none' }} />
      </Menu.Target>
      <Menu.Dropdown>
        <ActionItems actions={actions(at.row)} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Menu entries of actions: those refused say why, those that destroy come last in red. */
export function ActionItems({ actions }: { actions: readonly RowAction[] }) {
  const calm = actions.filter((a) => !a.danger);
  const dangerous = actions.filter((a) => a.danger);
  return (
    <>
      {calm.map((a) => <Item key={a.id} action={a} />)}
      {calm.length > 0 && dangerous.length > 0 && <Menu.Divider />}
      {dangerous.map((a) => <Item key={a.id} action={a} />)}
    </>
  );
}

function Item({ action }: { action: RowAction }) {
  const Icon = action.icon;
  return (
    // A refused entry stays readable and reachable: it says what would make it possible.
    <Menu.Item
      leftSection={Icon && <Icon size={15} stroke={1.5} />} color={action.danger && !action.refusal ? 'var(--sy-bad)' : undefined}
      aria-disabled={action.refusal ? true : undefined} closeMenuOnClick={!action.refusal} onClick={action.refusal ? undefined : action.run}
      style={action.refusal ? { color: 'var(--mantine-color-dimmed)', cursor: 'default' } : undefined}
    >
      {action.title}
      {action.refusal && <div style={{ fontSize: 12, maxWidth: 260, whiteSpace: 'normal' }}>{action.refusal}</div>}
    </Menu.Item>
  );
}
