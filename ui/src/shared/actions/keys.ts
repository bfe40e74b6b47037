/** Key chords as text: `mod+k`, `g o`, `?`, `shift+Enter`. `mod` is Ctrl, or Command on a Mac. */

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** How long the second key of `g o` may take. */
export const SEQUENCE_MS = 1200;

export function chordOf(press: KeyPress): string {
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('mod');
  if (press.altKey) parts.push('alt');
  const single = press.key.length === 1;
  // Shift is part of the character itself for `?`; it counts for letters with mod and named keys.
  if (press.shiftKey && (!single || parts.length > 0)) parts.push('shift');
  parts.push(single ? press.key.toLowerCase() : press.key);
  return parts.join('+');
}

/** Feeds presses in, gets the chord or sequence out that is bound, if any. */
export class KeySequence {
  private pending = '';
  private at = 0;

  /** `bound` tells whether something listens to that text, or begins with it. */
  press(chord: string, now: number, bound: (keys: string) => 'yes' | 'begins' | 'no'): string | null {
    const waiting = this.pending !== '' && now - this.at <= SEQUENCE_MS;
    if (waiting) {
      const whole = `${this.pending} ${chord}`;
      const found = bound(whole);
      if (found === 'yes') {
        this.pending = '';
        return whole;
      }
    }
    const alone = bound(chord);
    this.pending = alone === 'begins' ? chord : '';
    this.at = now;
    return alone === 'yes' ? chord : null;
  }
}

const NAMES: Record<string, string> = {
  mod: /Mac/.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl',
  shift: 'Shift', alt: 'Alt', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→',
};

/** For tooltips and the shortcut sheet: `[['Ctrl','K']]`, `[['G'],['O']]`. */
export function keyCaps(keys: string): string[][] {
  return keys.split(' ').map((chord) =>
    chord.split('+').map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
  );
}
