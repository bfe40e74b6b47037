import { expect, test } from 'vitest';
import type { PromiseAnswer, PromiseWait } from '../../bindings/commands';
import { makeFormat } from '../../shared/values';
import { leftWords, promiseWords } from './promise';

const format = makeFormat('en-GB', 'EUR', 'Europe/Berlin');
const wait = (over: Partial<PromiseWait>): PromiseWait => ({
  product_id: 1, sku: 'PLA', name: 'PLA Black', source: 'buy', quantity: '1000', unit: 'G', from: '2031-12-03', ready: '2031-12-12', days: 9, vendor: 'Prusament', document_type: null, document_id: null, document_number: null, ...over,
});
const answer = (over: Partial<PromiseAnswer>): PromiseAnswer => ({
  product_id: 2, date: '2031-12-14', in_time: null, source: 'make', free_quantity: '0', missing_quantity: '4', unit: 'EA', chain: [], left: [], doubt: null, ...over,
});
const make = wait({ product_id: 2, name: 'Dragon', source: 'make', vendor: null, days: 2 });

test('it says the day, and the last thing that is waited for', () => {
  expect(promiseWords(answer({ source: 'stock' }), format)).toBe('from stock, today');
  expect(promiseWords(answer({ chain: [make, wait({})] }), format)).toBe('14 Dec 2031 — waits for PLA Black from Prusament, 9 days');
  expect(promiseWords(answer({ chain: [make] }), format)).toBe('14 Dec 2031 — 2 days to make');
  expect(promiseWords(answer({ chain: [make, wait({ source: 'on_order', document_number: 'PO-1', vendor: null })] }), format)).toBe('14 Dec 2031 — waits for PLA Black on PO-1, there 12 Dec 2031');
  expect(promiseWords(answer({ source: 'buy', chain: [wait({ days: 1 })] }), format)).toBe('14 Dec 2031 — bought from Prusament, 1 day');
  expect(promiseWords(answer({ source: 'service' }), format)).toBeNull();
});

test('it says what stays free', () => {
  const left = [{ date: '2031-12-03', quantity: '1' }, { date: '2031-12-20', quantity: '5' }];
  expect(leftWords(answer({ left }), format).replaceAll('\u00a0', ' ')).toBe('Left free afterwards: 1 EA today, 5 EA from 20 Dec 2031');
});
