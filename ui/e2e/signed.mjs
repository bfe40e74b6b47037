// A page of the real core with the owner signed in, and what axe says of it.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ARGS } from './chromium.mjs';
import { PASSWORD } from './core.mjs';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WINDOW = { viewport: { width: 1366, height: 768 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' };

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });

/** Opens the address that works once and signs Ana in. */
export async function signedIn(browser, url) {
  const context = await browser.newContext(WINDOW);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('Email').fill('ana@example.com');
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return page;
}

/** What keeps the page from WCAG 2.2 AA, a line each. PICTURES=FOLDER keeps a picture of it. */
export async function faults(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
  await page.evaluate(AXE);
  // One rule of 2.1 A is an experiment of axe that takes initials in a picture for a label; it stays off.
  const found = await page.evaluate((tags) => window.axe.run({ runOnly: tags, rules: { 'label-content-name-mismatch': { enabled: false } } }), WCAG);
  return found.violations.map((v) => `${name}: ${v.id} ${v.nodes[0]?.html}`);
}
