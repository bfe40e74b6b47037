// Printers come into a farm through the window: found, tried, added together, read from a table. The printers are simulated.
// node --test e2e/printers.test.mjs (needs ui/dist and spoolyard-cli)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Farm } from './core.mjs';
import { Halls } from './halls.mjs';
import { faults, launch, signedIn } from './signed.mjs';

let browser;
let farm;
let page;
const halls = new Halls();

before(async () => {
  browser = await launch();
  farm = new Farm().setUp();
  page = await signedIn(browser, await farm.serve());
});
after(async () => {
  await browser?.close();
  halls.end();
  await farm?.end();
});

async function good(name) {
  assert.deepEqual(await faults(page, name), []);
}

async function go(path) {
  await page.goto(new URL(path, farm.url).href);
  await page.locator('h1', { hasText: 'Add printers' }).waitFor();
}

test('a printer that wants a key is found by its address, tried with a wrong and the right key, and added by keyboard', async () => {
  const [stand] = await halls.open('octoprint', 1);
  await go('/printers/new');
  await good('find-empty');
  await page.getByRole('combobox', { name: 'Address or range' }).fill(`${stand.host}:${stand.port}`);
  await page.keyboard.press('Enter');
  const box = page.getByRole('checkbox', { name: /Add OctoPrint/ });
  await box.waitFor();
  await page.getByText('One printer found.').waitFor();
  await box.focus();
  await page.keyboard.press('Space');
  await good('find-found');
  await page.getByRole('button', { name: 'Continue with one printer' }).press('Enter');
  const key = page.getByLabel('API key', { exact: true });
  await key.fill('a wrong key');
  const trial = page.getByRole('button', { name: /Test the connection of OctoPrint/ });
  await trial.press('Enter');
  await page.getByText('refuses the access code or key').waitFor();
  await good('find-wrong-key');
  await key.fill(stand.secret);
  await trial.press('Enter');
  await page.getByText('The printer answers and obeys.').waitFor();
  await page.getByRole('button', { name: 'Add the printer' }).press('Enter');
  await page.waitForURL(/\/printers$/);
  await page.getByText('P01').first().waitFor();
  await page.getByText('Ready').first().waitFor();
});

test('several are found at once, what the farm has is marked, and the rest is added together', async () => {
  const stands = await halls.open('moonraker', 3);
  await go('/printers/new');
  // Each at an address of its own, where this computer has them; else at ports of one.
  const hosts = [...new Set(stands.map((s) => s.host))];
  const own = hosts.length === 3;
  await page.getByRole('combobox', { name: 'Address or range' }).fill(own ? `${hosts[0]}-${hosts[2]}` : `${stands[0].host}:${stands[0].port}`);
  await page.getByRole('button', { name: 'Ask there' }).click();
  const many = own ? 3 : 1;
  await page.getByText(many === 3 ? '3 printers found.' : 'One printer found.').waitFor();
  await page.getByRole('button', { name: 'Choose all that are new' }).click();
  await page.getByRole('button', { name: /^Continue with/ }).click();
  assert.equal(await page.getByLabel('API key').count(), 0, 'nobody is asked for a key that is not wanted');
  await good('find-several');
  await page.getByRole('button', { name: /^Add (3 printers|the printer)$/ }).click();
  await page.waitForURL(/\/printers$/);
  await go('/printers/new');
  await page.getByRole('combobox', { name: 'Address or range' }).fill(`${stands[0].host}:${stands[0].port}`);
  await page.getByRole('button', { name: 'Ask there' }).click();
  await page.getByText('P02 already').waitFor();
  await good('find-known');
  assert.equal(await page.getByRole('checkbox', { name: /Add Klipper/ }).isDisabled(), true);
});

test('a range that is none is refused in words', async () => {
  await go('/printers/new');
  await page.getByRole('combobox', { name: 'Address or range' }).fill('8.8.8.0/24');
  await page.getByRole('button', { name: 'Ask there' }).click();
  await page.getByText('lies in no local network').waitFor();
});

test('a table is reported as a whole, and taken as a whole', async () => {
  await go('/printers/new?way=table');
  await good('table-empty');
  const choose = async (text) => {
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a table' }).click();
    await (await asked).setFiles({ name: 'printers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  };
  await choose('code,protocol,host,port\nT01,duet,127.0.0.9,99999\nP01,telnet,,\n');
  await page.getByText('2 things are wrong with this table').waitFor();
  await page.getByRole('cell', { name: /99999/ }).waitFor();
  await good('table-wrong');
  await choose('code;protocol\nT01;generic\nT02;by hand\n');
  await page.getByRole('button', { name: 'Add 2 printers' }).click();
  await page.waitForURL(/\/printers$/);
  await page.getByText('T02').first().waitFor();
});
