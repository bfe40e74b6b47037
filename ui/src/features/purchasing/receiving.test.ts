import { expect, test } from 'vitest';
import { CommandError } from '../../shared/api';
import { atCameLines, receiveRequest, type CameLine } from './receiving';

const line = (line_id: number, quantity: string, more: Partial<CameLine> = {}): CameLine => ({ line_id, quantity, lot_number: '', vendor_lot_number: '', expiration_date: '', spools: [], ...more });
const came = (lines: CameLine[]) => ({ location_id: '', date: '', packing_slip: ' DN 7 ', notes: '', lines });

test('only lines of which something came are sent', () => {
  const sent = receiveRequest(4, came([line(1, '0'), line(2, '3', { lot_number: 'L1', spools: ['1', '2', ''] }), line(3, '')]));
  expect(sent).toEqual({ id: 4, packing_slip: 'DN 7', lines: [{ line_id: 2, quantity: '3', lot_number: 'L1', spools: [{ weight_kg: '1' }, { weight_kg: '2' }] }] });
});

test('a refusal finds the line of the form it is about', () => {
  const lines = [line(1, ''), line(2, '9'), line(3, '1')];
  const refused = (field: string) => atCameLines(new CommandError({ code: 'over_receipt', message: 'Too much.', field }), lines) as CommandError;
  expect(refused('lines[0].quantity').field).toBe('lines[1].quantity');
  expect(refused('lines[1].spools[2].weight_kg').field).toBe('lines[2].spools');
  expect(refused('lines[0]').field).toBe('lines[1].quantity');
  expect(refused('date').field).toBe('date');
});
