/**
 * Calls back once, when the first page can be used: something other than a loader is drawn and
 * nothing in it is still busy. This is what the time from start to first page is measured by.
 */
export function whenFirstPageIsUsable(root: HTMLElement, report: (firstPaintMs: number | null) => void): void {
  const usable = () => root.querySelector('main, form, h1') !== null && root.querySelector('[aria-busy="true"]') === null;
  let reported = false;
  const look = () => {
    if (reported || !usable()) return;
    reported = true;
    watcher.disconnect();
    // One frame later it is not only there but painted.
    requestAnimationFrame(() => requestAnimationFrame(() => report(firstPaintMs())));
  };
  const watcher = new MutationObserver(look);
  watcher.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-busy'] });
  look();
}

function firstPaintMs(): number | null {
  const paint = performance.getEntriesByType('paint').find((entry) => entry.name === 'first-contentful-paint');
  return paint ? Math.round(paint.startTime) : null;
}
