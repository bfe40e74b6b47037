// Draws the story pages in both colour schemes and saves what they look like: node e2e/shots.mjs [name…]
import { mkdirSync } from 'node:fs';
import { preview } from 'vite';
import { chromium } from 'playwright-core';
import { ARGS } from './chromium.mjs';

const OUT = 'test-results/shots';
const SHOTS = [
  ['grid-20', '/orders?size=20'],
  ['grid-0', '/orders?size=0'],
  ['grid-100k', '/orders?size=100000'],
  ['palette', '/orders?size=20', async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.type('br'); await page.waitForTimeout(400); }],
  ['sheet', '/orders?size=20', async (page) => { await page.keyboard.press('?'); await page.waitForTimeout(300); }],
  ['selected', '/orders?size=20', async (page) => {
    await page.locator('[role=grid]').focus();
    for (const key of ['Space', 'ArrowDown', 'Space', 'ArrowDown', 'Space']) await page.keyboard.press(key);
  }],
  ['purpose', '/schedule'],
  ['setup', '/?story=setup'],
  ['signin', '/?story=signin'],
  ['broken', '/?story=broken'],
  ['document', '/orders/7'],
  ['form', '/orders/7/edit'],
  ['goods', '/orders/7?tab=goods'],
  ['menu', '/orders/7', async (page) => { await page.getByLabel('More to do with it').click(); await page.waitForTimeout(200); }],
  ['filter', '/orders?size=20&f.state=in:draft,confirmed', async (page) => { await page.getByRole('button', { name: 'Filter', exact: true }).click(); await page.getByRole('menuitem', { name: 'Promised' }).click(); await page.waitForTimeout(200); }],
  ['toast', '/orders/7', async (page) => { await page.getByRole('button', { name: 'Start production' }).click(); await page.waitForTimeout(400); }],
  ['confirm', '/orders/7', async (page) => { await page.getByLabel('More to do with it').click(); await page.getByRole('menuitem', { name: 'Cancel the order' }).click(); await page.waitForTimeout(400); }],
];

const wanted = process.argv.slice(2);
mkdirSync(OUT, { recursive: true });
const server = await preview({ configFile: 'e2e/stories/vite.config.ts' });
const base = server.resolvedUrls.local[0].replace(/\/$/, '');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  for (const [name, path, act] of SHOTS) {
    if (wanted.length && !wanted.includes(name)) continue;
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.log(name, message.text()));
    page.on('pageerror', (error) => console.log(name, String(error)));
    await page.goto(base + path);
    await page.locator('h1').first().waitFor({ timeout: 8000 }).catch(() => undefined);
    await page.waitForTimeout(350);
    if (act) await act(page);
    await page.screenshot({ path: `${OUT}/${name}-${colorScheme}.png` });
    await page.close();
  }
  await context.close();
}
await browser.close();
await server.close();
