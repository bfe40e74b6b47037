import { useBlocker } from '@tanstack/react-router';
import { confirmGo } from '../ui/confirm';

/** Asks before a page with unsaved work is left, by any way out of it. */
export function useUnsavedGuard(dirty: boolean): void {
  useBlocker({
    disabled: !dirty,
    enableBeforeUnload: dirty,
    shouldBlockFn: async ({ current, next }) => {
      // Another tab of the same page keeps the form.
      if (current.pathname === next.pathname) return false;
      return !(await confirmGo('Leave without saving?', 'What you changed on this page is not saved yet.', 'Leave without saving'));
    },
  });
}
