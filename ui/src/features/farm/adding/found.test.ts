import { expect, test } from 'vitest';
import type { FoundPrinter } from '../../../bindings/commands';
import { CommandError } from '../../../shared/api';
import { draftsOf, isNew, keyOf, newPrinter, slipsOf, stateOf, tryFound, type Draft } from './found';

const bambu: FoundPrinter = {
  protocol: 'bambu', make: 'Bambu Lab', model: 'P1S', name: 'Left', serial_number: '01P00A', host: '192.168.1.40', host_name: null, port: null,
  lan_mode: true, firmware: null, needs: 'access_code', known: null, known_code: null, moved: false,
};
const draft: Draft = { code: ' P07 ', name: '', location: 'Rack A', user: '', secret: ' 12345678 ' };

test('a machine stays the same row while more is learned of it', () => {
  expect(keyOf({ ...bambu, model: null, host: '192.168.1.9' })).toBe(keyOf(bambu));
  const octo: FoundPrinter = { ...bambu, protocol: 'octoprint', serial_number: null, port: 5001 };
  expect(keyOf(octo)).not.toBe(keyOf({ ...octo, port: 5002 }));
});

test('codes follow the highest and each other', () => {
  expect(draftsOf([bambu, bambu], ['P01', 'P09']).map((d) => d.code)).toEqual(['P10', 'P11']);
});

test('what the farm has already is marked and not offered again', () => {
  const known = { ...bambu, known: 3, known_code: 'P03' } as FoundPrinter;
  expect(isNew(bambu)).toBe(true);
  expect(isNew(known)).toBe(false);
  expect(stateOf(known).text).toBe('P03 already');
  expect(stateOf({ ...known, moved: true }).text).toContain('followed');
});

test('only what the make takes is sent, trimmed', () => {
  expect(newPrinter(bambu, draft)).toEqual({
    code: 'P07', protocol: 'bambu', host: '192.168.1.40', secret: '12345678', model: 'P1S', serial_number: '01P00A', location: 'Rack A',
  });
  const sdcp: FoundPrinter = { ...bambu, protocol: 'sdcp', needs: 'nothing', port: 3031 };
  expect(newPrinter(sdcp, draft)).not.toHaveProperty('secret');
  expect(newPrinter(sdcp, draft)).toHaveProperty('port', 3031);
});

test('a connection is tried once everything it needs is there', () => {
  expect(tryFound(bambu, { ...draft, secret: '' })).toBeNull();
  expect(tryFound(bambu, draft)).toEqual({ protocol: 'bambu', host: '192.168.1.40', secret: '12345678', serial_number: '01P00A' });
});

test('the slips of a table come out of its refusal, and out of no other', () => {
  const slip = { line: 4, field: 'port', message: 'No port.' };
  expect(slipsOf(new CommandError({ code: 'invalid_value', message: 'x', details: { slips: [slip] } }))).toEqual([slip]);
  expect(slipsOf(new Error('x'))).toEqual([]);
});
