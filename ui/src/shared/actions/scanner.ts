/** Longest pause between two characters of a barcode scanner; hands are slower. */
export const SCAN_GAP_MS = 35;
export const SCAN_MIN_LENGTH = 4;

/** Tells a barcode scanner from a person typing: a fast burst of characters that ends in Enter. */
export class ScanDetector {
  private burst = '';
  private last = 0;

  /** Two or more characters came faster than a hand types. */
  get inBurst(): boolean {
    return this.burst.length > 1;
  }

  /** Returns the scanned text when this press ends a burst. `now` in milliseconds. */
  press(key: string, now: number): string | null {
    const fast = now - this.last <= SCAN_GAP_MS;
    this.last = now;
    if (key === 'Enter') {
      const text = this.burst;
      this.burst = '';
      return fast && text.length >= SCAN_MIN_LENGTH ? text : null;
    }
    if (key.length !== 1) {
      if (key !== 'Shift') this.burst = '';
      return null;
    }
    this.burst = fast ? this.burst + key : key;
    return null;
  }
}
