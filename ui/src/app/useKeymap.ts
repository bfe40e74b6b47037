import { useEffect } from 'react';
import { actionFor, chordOf, KeySequence, keysBound, SCAN_GAP_MS, ScanDetector } from '../shared/actions';
import { call, messageOf } from '../shared/api';
import { useGo, pageOf } from '../shared/go';
import { toast } from '../shared/ui/toast';

/** True where letters belong to what is being typed. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** An open menu, dialog or list keeps Escape and Enter for itself. */
function overlayOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]:not([data-inline])') !== null;
}

/** Keys of the whole window: shortcuts, sequences and the barcode scanner. */
export function useKeymap(): void {
  const go = useGo();
  useEffect(() => {
    const sequence = new KeySequence();
    const scanner = new ScanDetector();

    async function openScanned(code: string) {
      try {
        const { hits } = await call('search.all', { query: code });
        const hit = hits.find((h) => h.title.toLowerCase() === code.toLowerCase()) ?? (hits.length === 1 ? hits[0] : undefined);
        if (hit) go(pageOf(hit));
        else toast.bad(`Nothing is called "${code}"`, 'Scan the label again, or search with Ctrl K.');
      } catch (error) {
        toast.bad(`"${code}" could not be looked up`, messageOf(error));
      }
    }

    let waiting: ReturnType<typeof setTimeout> | undefined;
    // A dialog that closes by this very key was open when it was pressed.
    let covered = false;

    // On the way down: the Enter that ends a scan must not press the focused button.
    function watchScanner(event: KeyboardEvent) {
      covered = overlayOpen();
      const scanned = scanner.press(event.key, event.timeStamp);
      // One more character this soon is a scan: its letters are no shortcuts.
      if (scanner.inBurst) clearTimeout(waiting);
      if (scanned === null || isTyping(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      void openScanned(scanned);
    }

    function onKey(event: KeyboardEvent) {
      if (event.isComposing || event.repeat || event.defaultPrevented) return;
      if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
      const chord = chordOf(event);
      const withMod = chord.startsWith('mod+');
      if (!withMod && (covered || (isTyping(event.target) && !/^F\d+$/.test(event.key)))) return;
      const keys = sequence.press(chord, event.timeStamp, keysBound);
      const action = keys === null ? undefined : actionFor(keys);
      if (!action) return;
      event.preventDefault();
      if (withMod || event.key.length > 1) action.run();
      else if (!scanner.inBurst) waiting = setTimeout(action.run, SCAN_GAP_MS + 5);
    }

    window.addEventListener('keydown', watchScanner, true);
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(waiting);
      window.removeEventListener('keydown', watchScanner, true);
      window.removeEventListener('keydown', onKey);
    };
  }, [go]);
}
