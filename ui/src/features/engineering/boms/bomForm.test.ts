import { expect, test } from 'vitest';
import { CommandError } from '../../../shared/api';
import { circleOf, NEW_BOM, NEW_LINE, saveOf } from './bomForm';

test('lines keep their order, lines without a component are not sent', () => {
  const lines = [
    { ...NEW_LINE, component_id: 4, quantity: '145', unit: 'G', scrap_factor: '3' },
    NEW_LINE,
    { ...NEW_LINE, id: 9, component_id: 5, is_cost_only: 'yes' as const, consume_stage: 'shipping' as const },
  ];
  const sent = JSON.parse(JSON.stringify(saveOf({ ...NEW_BOM, lines, assembly_time_minutes: '12' }, 7))) as { lines: unknown[] };
  expect(sent).toEqual({
    product_id: 7, assembly_time_minutes: 12,
    lines: [
      { component_id: 4, sequence: 10, quantity: '145', unit: 'G', consume_stage: 'production', is_cost_only: false, scrap_factor: '3' },
      { id: 9, component_id: 5, sequence: 30, quantity: '1', consume_stage: 'shipping', is_cost_only: true },
    ],
  });
});

test('only a circle has a path', () => {
  const refusal = (code: string, details: unknown) => new CommandError({ code, message: 'no', field: 'lines', details });
  expect(circleOf(refusal('circular_bom', { path: ['A', 'B', 'A'] }))).toEqual(['A', 'B', 'A']);
  expect(circleOf(refusal('invalid_value', { path: ['A'] }))).toBeNull();
  expect(circleOf(new Error('no'))).toBeNull();
});
