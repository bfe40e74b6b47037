// Measures the wall of printers with the real core behind it and simulated printers in a process of their own:
//   SPOOLYARD_CLI=…/release/spoolyard-cli node e2e/wall.mjs [printers] [seconds]
// How long the page's main thread works for one redraw (reading what is told included), and how long frames took.
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
  await tracing.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await tracing.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await busy();
  const drawn = await page.evaluate(async (ms) => {
    const frames = [];
    let redraws = 0;
    let changed = false;
    const watch = new MutationObserver(() => { changed = true; });
    watch.observe(document.querySelector('[role=group]'), { subtree: true, childList: true, characterData: true, attributes: true });
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
  }, seconds * 1000);
  const after = await busy();
  const perRedraw = (name) => Math.round(((after[name] - before[name]) * 1e5) / drawn.redraws) / 100;
  const told = {
    printers, seconds, redraws: drawn.redraws, most_ms: MOST_MS,
    redraw_ms: perRedraw('TaskDuration'), of_it_script_ms: perRedraw('ScriptDuration'), layout_ms: perRedraw('LayoutDuration'), style_ms: perRedraw('RecalcStyleDuration'),
    frame_p99_ms: Math.round(drawn.p99), frame_worst_ms: Math.round(drawn.worst),
  };
  console.log(JSON.stringify(told));
} finally {
  await browser.close();
  child.stdin.end();
  await farm.end();
}
