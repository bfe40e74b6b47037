import { expect, test, vi } from 'vitest';
import { whenFirstPageIsUsable } from './firstPage';

test('the first page is reported once, when it is drawn and no longer busy', async () => {
  const root = document.createElement('div');
  document.body.append(root);
  const report = vi.fn();
  whenFirstPageIsUsable(root, report);

  root.innerHTML = '<div aria-busy="true">…</div>';
  await settle();
  expect(report).not.toHaveBeenCalled();

  root.innerHTML = '<main aria-busy="true"><h1>Today</h1></main>';
  await settle();
  expect(report).not.toHaveBeenCalled();

  root.querySelector('main')?.setAttribute('aria-busy', 'false');
  await vi.waitFor(() => expect(report).toHaveBeenCalledTimes(1));

  root.innerHTML = '<form></form>';
  await settle();
  expect(report).toHaveBeenCalledTimes(1);
});

/** Lets observers and two frames pass. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise((done) => requestAnimationFrame(done));
}
