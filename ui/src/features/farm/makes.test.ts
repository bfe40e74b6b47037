import { expect, test } from 'vitest';
import { connectionOf, MAKES, makeOf, missing, nextCode, type Make } from './makes';

const bambu = makeOf('bambu') as Make;
const values = { host: ' 192.168.1.40 ', port: '', user: 'x', secret: '' };

test('only what the make has is sent; an empty secret leaves the kept one', () => {
  expect(connectionOf(bambu, values)).toEqual({ protocol: 'bambu', host: '192.168.1.40' });
  expect(connectionOf(makeOf('prusalink') as Make, { ...values, port: '8080', secret: 'abc' }))
    .toEqual({ protocol: 'prusalink', host: '192.168.1.40', port: 8080, user: 'x', secret: 'abc' });
  expect(connectionOf(makeOf('generic') as Make, values)).toEqual({ protocol: 'generic' });
});

test('what is missing is named with the place where it stands', () => {
  expect(Object.keys(missing(bambu, { ...values, host: '', serial_number: '' }, false))).toEqual(['host', 'secret', 'serial_number']);
  expect(missing(bambu, values, true)).toEqual({});
  expect(missing(makeOf('moonraker'), { ...values, port: '70000' }, false)).toHaveProperty('port');
  expect(missing(undefined, values, false)).toHaveProperty('protocol');
});

test('every make is asked for once, and a networked one says where its address stands', () => {
  expect(new Set(MAKES.map((m) => m.protocol)).size).toBe(MAKES.length);
  expect(MAKES.filter((m) => m.protocol !== 'generic').every((m) => m.address && m.port)).toBe(true);
});

test('the next code follows the highest', () => {
  expect(nextCode([])).toBe('P01');
  expect(nextCode(['P01', 'P09', 'Spare'])).toBe('P10');
  expect(nextCode(['X1C-003'])).toBe('X1C-004');
});
