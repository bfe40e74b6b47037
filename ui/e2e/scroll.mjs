// Scrolls 100,000 rows with the wheel and drags to the end, and says how long frames took: node e2e/scroll.mjs
import { preview } from 'vite';
import { chromium } from 'playwright-core';
import { ARGS } from './chromium.mjs';

const server = await preview({ configFile: 'e2e/stories/vite.config.ts' });
const base = server.resolvedUrls.local[0].replace(/\/$/, '');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
await page.goto(`${base}/orders?size=100000`);
await page.locator('[role=row][data-index]').first().waitFor();

const wheel = await page.evaluate(async () => {
  const grid = document.querySelector('[role=grid]');
  let frames = [];
  let last = performance.now();
  for (let i = 0; i < 300; i += 1) {
    grid.scrollTop += 240;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  frames = frames.toSorted((a, b) => a - b);
  return { median: frames[150], p95: frames[285], worst: frames[299], over33: frames.filter((f) => f > 33).length };
});
const end = await page.evaluate(async () => {
  const grid = document.querySelector('[role=grid]');
  const start = performance.now();
  grid.scrollTop = grid.scrollHeight;
  while (!document.querySelector('[data-index="99999"]')) {
    if (performance.now() - start > 60_000) return 'never';
    await new Promise(requestAnimationFrame);
  }
  return Math.round(performance.now() - start);
});
const round = (o) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, Math.round(v * 10) / 10]));
console.log(JSON.stringify({ frames_ms: round(wheel), to_the_end_ms: end, drawn_rows: await page.locator('[role=row]').count() }));
await browser.close();
await server.close();
