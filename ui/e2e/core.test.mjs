// The built window over the real core: first start, every page of the navigation, what staff see, hostile names.
// node --test e2e/core.test.mjs (needs ui/dist and spoolyard-cli)
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { ARGS } from './chromium.mjs';
import { Farm, PASSWORD } from './core.mjs';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
// One rule of 2.1 A is an experiment of axe that takes initials in a picture for a label; it stays off.
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const HOSTILE = '<img src=x onerror="document.title=\'run\'"><b>Gear</b>';
const complaints = [];
const farms = [];
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
});
after(async () => {
  await browser?.close();
  for (const farm of farms) await farm.end();
});

function newFarm() {
  const farm = new Farm();
  farms.push(farm);
  return farm;
}

/** A browser that has traded the address for its cookie; each of its pages is a window with a session of its own. */
async function browserOf(farm) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const url = await farm.serve();
  const base = new URL(url).origin;
  context.on('page', (page) => listenTo(page, base));
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return { context, base, page };
}

function listenTo(page, base) {
  const where = () => new URL(page.url()).pathname;
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${where()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`${where()}: ${error}`));
  page.on('dialog', (dialog) => {
    complaints.push(`${where()}: a dialog, ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    // The browser's own viewer of PDF files asks the browser itself, under schemes of its own.
    if (/^(https?|wss?|ftp):/.test(request.url()) && !request.url().startsWith(base)) complaints.push(`${where()} asked for ${request.url()}`);
  });
}

async function signIn(page, email) {
  await page.getByLabel('Email').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Until the page has its heading and nothing on it is still being fetched. */
async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true], .mantine-Loader-root, .mantine-Skeleton-root[data-visible]'));
}

const heading = (page, text) => page.locator('h1', { hasText: text }).first().waitFor();

/** Addresses of all pages that need no number, out of the manifests that the router is made from. */
function routes() {
  const source = new URL('../src/', import.meta.url);
  const manifests = readdirSync(new URL('features/', source)).map((name) => `features/${name}/manifest.ts`).concat('views/manifest.ts');
  const paths = manifests.flatMap((name) => {
    try {
      return [...readFileSync(new URL(name, source), 'utf8').matchAll(/path: '([^'$]+)'/g)].map((match) => match[1]);
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  });
  return [...new Set(paths)];
}

async function audit(page, found) {
  await page.evaluate(AXE);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    // Colours on their way to the other scheme are nobody's colours.
    await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity));
    const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, rules: { 'label-content-name-mismatch': { enabled: false } } }), WCAG);
    for (const v of violations) {
      const nodes = v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 200)} ${n.any[0]?.message ?? n.all[0]?.message ?? ''}`);
      found.push(`${new URL(page.url()).pathname} ${colorScheme}: ${v.id} ${nodes.join(' | ')}`);
    }
  }
}

test('first start: the assistant makes the farm, the code is proven, and a reload keeps the session', async () => {
  const farm = newFarm();
  const { context, page } = await browserOf(farm);
  await page.getByLabel('Company name').fill('Söhne & Töchter <GmbH>');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('First name').fill('Ana');
  await page.getByLabel('Last name').fill('Ferreira');
  await page.getByLabel('Email').fill('ana@example.com');
  await page.locator('input[autocomplete=new-password]').first().fill(PASSWORD);
  await page.locator('input[autocomplete=new-password]').nth(1).fill(PASSWORD);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('radio', { name: 'An empty farm' }).check();
  await page.getByRole('button', { name: 'Set up' }).click();
  await heading(page, 'Keep this recovery code');
  const code = (await page.getByLabel('Recovery code').textContent()).replaceAll(/[^A-Za-z0-9]/g, '');
  await page.getByLabel('Type its last 4 characters').fill('0000');
  await page.getByLabel('I keep it somewhere safe').check();
  assert.equal(await page.getByRole('button', { name: 'Go on' }).isDisabled(), true, 'wrong characters prove nothing');
  await page.getByLabel('Type its last 4 characters').fill(code.slice(-4).toLowerCase());
  await page.getByRole('button', { name: 'Go on' }).click();
  await heading(page, 'Today');
  await page.getByRole('navigation', { name: 'Main' }).getByText('Söhne & Töchter <GmbH>').waitFor();
  await page.reload();
  await heading(page, 'Today');
  await page.getByLabel('Signed in as Ana Ferreira').waitFor();
  assert.equal(page.url().includes('t='), false, 'the one-time address is wiped');
  await context.close();
  await farm.stop();
});

test('every page of an empty farm opens without an error and is accessible, light and dark', { timeout: 150_000 }, async () => {
  const farm = newFarm().setUp();
  const { context, base, page } = await browserOf(farm);
  await signIn(page, 'ana@example.com');
  const named = await page.locator('nav[aria-label=Main] a').evaluateAll((links) => links.map((a) => new URL(a.href).pathname));
  const all = [...new Set([...named, ...routes()])];
  assert.ok(named.length > 25, `the navigation names ${named.length} pages`);
  const found = [];
  for (const path of all) {
    try {
      await page.goto(base + path);
      await settled(page);
      if (await page.getByText(/This page stopped|Something went wrong|There is no such page/i).count()) found.push(`${path}: broken`);
      await audit(page, found);
    } catch (error) {
      found.push(`${path}: ${String(error).slice(0, 300)}`);
    }
  }
  await context.close();
  await farm.stop();
  assert.deepEqual(found, []);
});

/** A gear at 4,321.09 of which twelve lie on the shelf, and a customer: both named as an attacker would. */
function hostileFarm() {
  const farm = newFarm().setUp();
  const item = farm.call('items.save', { sku: 'GEAR', name: HOSTILE, item_type: 'finished_good', selling_price: '4321.09', last_cost: '1234.56' });
  farm.call('inventory.opening_stock', { date: '2026-01-02', lines: [{ product_id: item.id, quantity: '12', unit_cost: '1234.56' }] });
  const customer = farm.call('customers.create', {
    company_name: HOSTILE, email: 'buy@example.com', tax_exempt: true, shipping_address_line1: '1 Elm Street', shipping_city: 'Hamburg', shipping_zip: '20095', shipping_country: 'Germany',
  });
  const order = farm.call('orders.create', { order: {
    customer_id: customer.id, tax_rate: '0', shipping_cost: '0', tax_shipping: false, lines: [{ product_id: item.id, quantity: '2', unit_price: '4321.09' }],
  } });
  return { farm, item, customer, order: order.head };
}

test('staff find no price in the page, and HTML in a name is text', async () => {
  const { farm, item, customer, order } = hostileFarm();
  const { context, base, page: owner } = await browserOf(farm);
  await signIn(owner, 'ana@example.com');
  const staff = await context.newPage();
  await staff.goto(base);
  await signIn(staff, 'bo@example.com');
  const places = ['/items', `/items/${item.id}`, '/orders', `/orders/${order.id}`, '/customers', `/customers/${customer.id}`, '/stock', '/ship', '/'];
  const seen = { owner: '', staff: '' };
  for (const path of places) {
    for (const [who, page] of [['owner', owner], ['staff', staff]]) {
      await page.goto(base + path);
      await settled(page);
      assert.equal(await page.locator('img[src="x"], main b:text-is("Gear")').count(), 0, `${path} drew a name as HTML`);
      seen[who] += await page.evaluate(() => `${document.documentElement.outerHTML}${[...document.querySelectorAll('input')].map((field) => field.value).join('\n')}`);
    }
  }
  await owner.goto(`${base}/items/${item.id}`);
  await owner.getByText(HOSTILE).first().waitFor();
  assert.notEqual(await owner.title(), 'run');
  const money = /4[,.\s]?321[.,]09|8[,.\s]?642[.,]18|1[,.\s]?234[.,]56/g;
  assert.ok(seen.owner.match(money)?.length > 2, 'the owner sees prices, so the places are the right ones');
  assert.deepEqual(seen.staff.match(money) ?? [], []);
  for (const path of ['/payments', '/settings', '/vendors']) {
    await staff.goto(base + path);
    await staff.getByText('Only an admin opens this page').waitFor();
  }
  await context.close();
  await farm.stop();
});

/** Sets of four rods: a hundred rods lie there, twelve screws are a bag that must be bought. */
function rodFarm() {
  const farm = newFarm().setUp();
  const vendor = farm.call('vendors.save', { name: 'Polaris', lead_time_days: 1, is_active: true });
  const rod = farm.call('items.save', { sku: 'ROD', name: 'Rod', item_type: 'component', last_cost: '0.50' });
  const bag = farm.call('items.save', { sku: 'BAG', name: 'Bag of screws', item_type: 'supply', last_cost: '0.25', preferred_vendor_id: vendor.id, lead_time_days: 1 });
  const set = farm.call('items.save', { sku: 'SET-4', name: 'Set of four rods', item_type: 'finished_good', procurement_type: 'make', selling_price: '15.00', lead_time_days: 1 });
  farm.call('boms.save', { product_id: set.id, lines: [
    { component_id: rod.id, quantity: '4', unit: 'EA', is_cost_only: false },
    { component_id: bag.id, quantity: '1', unit: 'EA', is_cost_only: false },
  ] });
  farm.call('inventory.opening_stock', { date: '2026-01-02', lines: [{ product_id: rod.id, quantity: '100', unit_cost: '0.50' }] });
  farm.call('customers.create', {
    company_name: 'Fjord Optics', email: 'buy@example.com', tax_exempt: true, shipping_address_line1: '1 Elm Street', shipping_city: 'Oslo', shipping_zip: '0150', shipping_country: 'Norway',
  });
  return farm;
}

async function typeTheLine(page) {
  await heading(page, 'Today');
  await page.keyboard.type('co', { delay: 120 });
  await heading(page, 'New order');
  await page.keyboard.type('fjord', { delay: 60 });
  await page.getByRole('option', { name: 'Fjord Optics' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Item', { exact: true }).first().waitFor();
  await page.keyboard.type('set', { delay: 60 });
  await page.getByRole('option', { name: 'SET-4' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Quantity, line 1').waitFor();
  await page.keyboard.type('10');
  await page.keyboard.press('Tab');
  await page.getByRole('gridcell', { name: '150' }).first().waitFor();
}

async function typeTheOrder(page) {
  await typeTheLine(page);
  await page.keyboard.press('Control+s');
  await heading(page, /^SO-/);
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const pressIn = (page, name) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

/** Everything the plan proposes becomes documents; answers with nothing, they are in the lists then. */
async function planAndRelease(page, base) {
  await press(page, 'Plan production');
  await heading(page, 'Plan');
  await press(page, 'Run planning');
  await page.goto(`${base}/planned-orders`);
  const grid = page.getByRole('grid', { name: 'Planned orders' });
  await grid.getByRole('row').filter({ hasText: 'SET-4' }).waitFor();
  await grid.getByRole('row').filter({ hasText: 'BAG' }).waitFor();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: /selected/ }).getByRole('button', { name: 'Release' }).click();
  await page.getByText('2 drafts written').waitFor();
}

async function openOnly(page, base, path) {
  await page.goto(base + path);
  await page.locator('[role=row][data-index="0"]').waitFor();
  await page.getByRole('grid').first().focus();
  await page.keyboard.press('Enter');
}

test('an order goes from the keyboard through planning, purchase, work and parcel to its payment', async () => {
  const farm = rodFarm();
  const { context, base, page } = await browserOf(farm);
  await signIn(page, 'ana@example.com');
  await typeTheOrder(page);
  const order = new URL(page.url()).pathname;
  await press(page, 'Confirm');
  await planAndRelease(page, base);

  await openOnly(page, base, '/purchase-orders');
  await heading(page, /^PO-/);
  await press(page, 'Order');
  await press(page, 'Receive');
  await pressIn(page, 'Receive');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await openOnly(page, base, '/work-orders');
  await heading(page, /^WO-/);
  await press(page, 'Release');
  await page.getByText('Released', { exact: true }).first().waitFor();
  await press(page, 'Complete');
  await pressIn(page, 'Complete');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await page.goto(base + order);
  await press(page, 'Ship');
  assert.equal(await page.getByLabel('In this parcel: SET-4').inputValue(), '10');
  await press(page, 'Ship it');
  await press(page, 'Record a payment');
  assert.match(await page.getByLabel('Amount').inputValue(), /^150/);
  await press(page, 'Record the payment');
  await page.getByRole('button', { name: 'Order the same again' }).waitFor();
  await page.getByText('Completed', { exact: true }).first().waitFor();
  await context.close();
  await farm.stop();
  farm.verify();
});

/** A kilogram of filament on one spool, delivered and paid for by nobody yet. */
function filamentFarm() {
  const farm = newFarm().setUp();
  const pla = farm.call('items.save', { sku: 'PLA-RED', name: 'PLA Red', item_type: 'material', procurement_type: 'buy', unit: 'G', purchase_uom: 'SPOOL', purchase_factor: '1000' });
  const vendor = farm.call('vendors.save', { name: 'Polaris', is_active: true });
  const { id } = farm.call('purchasing.create', { vendor_id: vendor.id, lands_freight: false, lands_tax: false, lines: [{ product_id: pla.id, quantity: '1', unit_cost: '20' }] });
  farm.call('purchasing.order', { id });
  const line = farm.call('purchasing.get', { id }).lines[0];
  farm.call('purchasing.receive', { id, lines: [{ line_id: line.id, quantity: '1', spools: [{ weight_kg: '1' }] }] });
  return { farm, order: id };
}

async function choose(page, name, content) {
  const choosing = page.waitForEvent('filechooser');
  await press(page, 'Add a file');
  await (await choosing).setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
}

test('an order keeps its files, and its spool is weighed and leads back to it', async () => {
  const { farm, order } = filamentFarm();
  const { context, base, page } = await browserOf(farm);
  await signIn(page, 'ana@example.com');
  await page.goto(`${base}/purchase-orders/${order}`);
  const files = page.getByRole('region', { name: 'Files' });
  await choose(page, 'setup.pdf', 'MZ is no PDF\0');
  await page.getByText(/is neither a PDF/).waitFor();
  await choose(page, 'confirmation.pdf', '%PDF-1.7');
  await files.getByRole('button', { name: 'Open confirmation.pdf' }).waitFor();
  await page.keyboard.press('Escape');
  await page.goto(`${base}/purchase-orders/${order}`);
  await press(page, 'PDF');
  await files.getByRole('button', { name: /^Open purchase-order-PO/ }).waitFor();
  await page.bringToFront();
  await files.getByRole('button', { name: 'Remove confirmation.pdf' }).click();
  await pressIn(page, 'Remove the file');
  await files.getByRole('button', { name: 'Open confirmation.pdf' }).waitFor({ state: 'detached' });

  await openOnly(page, base, '/spools');
  await heading(page, /^SPL-/);
  await page.getByRole('link', { name: /^PO-/ }).waitFor();
  await press(page, 'Weigh');
  await page.getByLabel('The scale shows').fill('750');
  await pressIn(page, 'Write it down');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByText('750 g', { exact: true }).waitFor();
  await page.getByRole('link', { name: /^LOT-/ }).click();
  await heading(page, /^LOT-/);
  await page.getByText('750 G', { exact: true }).first().waitFor();
  await context.close();
  await farm.stop();
  farm.verify();
});

test('an order line says when it can be had, leads down to what has to be bought, and back', async () => {
  const farm = rodFarm();
  const { context, base, page } = await browserOf(farm);
  await signIn(page, 'ana@example.com');
  await typeTheLine(page);
  // The bag of screws takes longest: it decides the day, and pressing the day takes it.
  const promise = page.getByRole('button', { name: /— waits for Bag of screws from Polaris, \d+ days?/ });
  await promise.waitFor();
  await promise.click();
  await page.keyboard.press('Control+s');
  await heading(page, /^SO-/);
  const number = (await page.locator('h1').first().textContent()).match(/SO-\d+-\d+/)[0];
  await press(page, 'Confirm');
  const down = page.getByRole('link', { name: 'planned work order' });
  await down.waitFor();
  await page.getByRole('link', { name: 'Whole supply' }).click();
  await heading(page, 'SET-4');
  const takes = page.getByRole('treegrid', { name: 'What it takes' });
  await takes.getByRole('link', { name: 'BAG' }).click();
  await heading(page, 'BAG');
  const serves = page.getByRole('treegrid', { name: 'Whom it serves' });
  await serves.getByRole('link', { name: number }).click();
  await heading(page, number);

  // Firmed, seen in the history, and taken back.
  await page.goto(`${base}/planned-orders`);
  const grid = page.getByRole('grid', { name: 'Planned orders' });
  await grid.getByRole('row').filter({ hasText: 'BAG' }).waitFor();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: /selected/ }).getByRole('button', { name: 'Firm', exact: true }).click();
  await page.getByText('2 planned orders firmed').waitFor();
  await page.goto(`${base}/plan-history?show=done`);
  await page.getByRole('button', { name: /^Take back: Firmed 2/ }).click();
  await page.getByText('Taken back').first().waitFor();

  // What if ten more were wanted tomorrow: nothing is written, and it stands beside the plan.
  await page.goto(`${base}/what-if`);
  await press(page, 'Suppose something');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Item').fill('SET-4');
  await page.getByRole('option', { name: /SET-4/ }).click();
  await dialog.getByLabel('Quantity').fill('10');
  await dialog.getByLabel('Wanted by').fill('+1d');
  await pressIn(page, 'Suppose it');
  const differ = page.getByRole('grid', { name: 'Orders that differ' });
  await differ.getByRole('row').filter({ hasText: 'BAG' }).waitFor();
  await context.close();
  await farm.stop();
  farm.verify();
});

test('a printer kept by hand stands on the wall, and its upkeep is written down and due again', async () => {
  const farm = newFarm().setUp();
  const { context, base, page } = await browserOf(farm);
  await signIn(page, 'ana@example.com');
  await page.goto(`${base}/printers`);
  await page.getByText('No printers yet').waitFor();
  await page.keyboard.press('n');
  await heading(page, 'Add printers');
  await page.getByRole('tab', { name: 'One by hand' }).click();
  // A make with a network is asked for its address, one without is not.
  await page.getByRole('radio', { name: 'Klipper' }).click();
  await page.getByLabel('Address').waitFor();
  await page.getByRole('radio', { name: 'By hand' }).click();
  await page.getByLabel('Address').waitFor({ state: 'detached' });
  await page.getByLabel('Model').fill('Ender 3');
  await page.getByLabel('Name').fill('Anna');
  await page.getByLabel('Place').fill('Room A, shelf 2');
  await press(page, 'Add the printer');
  await heading(page, 'Printers');
  const card = page.getByRole('link', { name: /^P01 Anna/ });
  await card.waitFor();
  await page.getByRole('heading', { name: 'Room A' }).waitFor();
  await card.focus();
  await page.keyboard.press('Enter');
  await heading(page, 'P01 Anna');

  await page.getByRole('tab', { name: 'Maintenance' }).click();
  await press(page, 'Write down work');
  await page.getByLabel('What was done').fill('Rods greased');
  await page.getByLabel('Due again').fill('+2w');
  await pressIn(page, 'Write it down');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.goto(`${base}/maintenance`);
  const due = page.getByRole('region', { name: 'Work that is due' });
  await due.getByText('in 14 days').waitFor();
  await due.getByRole('link', { name: 'P01' }).waitFor();
  await page.getByRole('grid', { name: 'Work that was done' }).getByRole('row').filter({ hasText: 'Rods greased' }).waitFor();
  await context.close();
  await farm.stop();
  farm.verify();
});

test('nothing broke the content policy, failed, or asked another machine', () => assert.deepEqual(complaints, []));
