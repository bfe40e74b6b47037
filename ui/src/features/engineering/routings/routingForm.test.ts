import { expect, test } from 'vitest';
import { CommandError } from '../../../shared/api';
import { NEW_ROUTING, NEW_STEP, NEW_TAKEN, refusalInForm, saveOf } from './routingForm';

const values = {
  ...NEW_ROUTING,
  operations: [{ ...NEW_STEP, operation_name: 'Print', work_center_id: '3', run_time_minutes: '260' }, { ...NEW_STEP, operation_name: 'Pack', work_center_id: '4' }],
  materials: [{ ...NEW_TAKEN, step: '2', component_id: 8 }, { ...NEW_TAKEN, step: '1', component_id: 5, quantity: '145', unit: 'G' }, { ...NEW_TAKEN, step: '1', component_id: 6 }],
};

test('materials go to the step that takes them, in their order', () => {
  const sent = saveOf(values, 7);
  expect(sent.operations.map((o) => [o.sequence, o.work_center_id, o.materials.map((m) => m.component_id)])).toEqual([[10, 3, [5, 6]], [20, 4, [8]]]);
});

test('a refusal inside a step is shown at its line', () => {
  const refusal = (field: string) => refusalInForm(new CommandError({ code: 'invalid_value', message: 'A line needs more than 0.', field }), values) as CommandError;
  expect(refusal('operations[0].materials[1].quantity').field).toBe('materials[2].quantity');
  expect(refusal('operations[1].materials[0].unit').field).toBe('materials[0].unit');
  expect(refusal('operations[1].run_time_minutes').field).toBe('operations[1].run_time_minutes');
});
