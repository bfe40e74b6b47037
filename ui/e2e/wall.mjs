// Measures the wall of printers with the real core behind it and simulated printers in a process of their own:
//   SPOOLYARD_CLI=…/release/spoolyard-cli node e2e/wall.mjs [printers] [seconds]
// Processor time of the page's main thread for one redraw of the wall, less what it takes to hear the printers while
// none of them is shown; and how long frames took, which depends on what else the computer does.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { ARGS } from './chromium.mjs';
import { CLI, Farm, PASSWORD } from './core.mjs';

const [printers = 500, seconds = 20] = process.argv.slice(2).map(Number);
/** What a redraw may take: a frame of a screen that shows sixty a second. */
const MOST_MS = 16;
/** The core connects them one after the other. */
const CONNECT_MS = printers * 200 + 60_000;

/** Simulated printers, and how each is reached. They end with their process. */
async function hall() {
  const words = ['--json', 'simulate', '--brand', 'moonraker', '--printers', String(printers), '--speed-up', '30', '--loop', '--restarts'];
  const child = spawn(CLI, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const stands = [];
  for await (const line of createInterface({ input: child.stdout })) {
    stands.push(JSON.parse(line));
    if (stands.length === printers) break;
  }
  return { child, stands };
}

/** Frames of so many milliseconds, and in how many of them something on the page changed. */
async function watchFrames(ms) {
  const frames = [];
  let redraws = 0;
  let changed = false;
  const watch = new MutationObserver(() => { changed = true; });
  watch.observe(document.querySelector('main') ?? document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  const end = performance.now() + ms;
  let last = performance.now();
  while (last < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (changed) redraws += 1;
    changed = false;
  }
  watch.disconnect();
  const sorted = frames.toSorted((a, b) => a - b);
  return { redraws, p99: sorted[Math.floor(sorted.length * 0.99)], worst: sorted.at(-1) };
}

const farm = new Farm();
const { child, stands } = await hall();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
try {
  farm.setUp();
  for (const { code, protocol, host, port } of stands) {
    const { id } = farm.call('printers.add', { code, name: code, model: 'Simulated', brand: 'generic' });
    farm.call('printers.connect', { id, protocol, host, port });
  }
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(await farm.serve());
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByLabel('Email').fill('ana@example.com');
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await page.goto(new URL('/printers', farm.url).href);
  await page.getByText(/^Printing \d+/).first().waitFor();
  await page.waitForFunction(
    (most) => {
      const tab = [...document.querySelectorAll('label')].map((label) => label.textContent ?? '').find((text) => text.startsWith('Printing '));
      return Number(/\d+/.exec(tab ?? '0')) >= most;
    },
    Math.floor(printers * 0.8), { timeout: CONNECT_MS },
  );

  const tracing = await page.context().newCDPSession(page);
  // Processor time, not the clock: a busy computer makes nothing slower.
  await tracing.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await tracing.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const watched = async () => {
    const before = await busy();
    const drawn = await page.evaluate(watchFrames, seconds * 1000);
    const after = await busy();
    const ms = (name) => (after[name] - before[name]) * 1000;
    return { ...drawn, all: ms('TaskDuration'), script: ms('ScriptDuration'), layout: ms('LayoutDuration') + ms('RecalcStyleDuration') };
  };
  const shown = await watched();
  // Nothing is offline: the page hears as much and draws nothing of it.
  await page.getByText(/^Offline \d+/).click();
  await page.getByText('Every printer is reached').waitFor();
  const hidden = await watched();
  const round = (ms) => Math.round(ms * 100) / 100;
  console.log(JSON.stringify({
    printers, seconds, redraws: shown.redraws, most_ms: MOST_MS, redraw_ms: round((shown.all - hidden.all) / shown.redraws),
    script_ms: round((shown.script - hidden.script) / shown.redraws), layout_ms: round((shown.layout - hidden.layout) / shown.redraws),
    hearing_ms_per_s: round(hidden.all / seconds), frame_p99_ms: round(shown.p99), frame_worst_ms: round(shown.worst),
  }));
} finally {
  await browser.close();
  child.stdin.end();
  await farm.end();
}
