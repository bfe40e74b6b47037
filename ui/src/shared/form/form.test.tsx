import { useForm } from '@mantine/form';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { draw } from '../../testing/render';
import { CommandError } from '../api';
import { DateField, MoneyField, QuantityField } from './fields';
import { fieldPath, showFieldErrors } from './errors';
import { LinesGrid, type LineColumn } from './LinesGrid';

function Fields() {
  const form = useForm({ initialValues: { grams: '', due: '', price: '1234.5' } });
  return (
    <form>
      <QuantityField label="Weight" unit="G" {...form.getInputProps('grams')} />
      <DateField label="Due" {...form.getInputProps('due')} />
      <MoneyField label="Price" {...form.getInputProps('price')} />
      <output>{JSON.stringify(form.values)}</output>
    </form>
  );
}
const values = () => JSON.parse(document.querySelector('output')?.textContent ?? '{}') as Record<string, string>;

test('fields take what a person types and show what they understood', async () => {
  draw(<Fields />);
  const weight = screen.getByLabelText('Weight');
  await userEvent.type(weight, '1,5 kg');
  await userEvent.tab();
  expect(values()['grams']).toBe('1500');
  expect((weight as HTMLInputElement).value).toBe('1,500');
  await userEvent.type(screen.getByLabelText('Due'), 'fri{Enter}');
  expect(values()['due']).toBe('2026-11-27');
  expect((screen.getByLabelText('Price') as HTMLInputElement).value).toBe('1,234.50');
});

test('what makes no sense stays, is explained, and stops the form', async () => {
  draw(<Fields />);
  const weight = screen.getByLabelText<HTMLInputElement>('Weight');
  await userEvent.type(weight, '2 pcs');
  await userEvent.tab();
  expect(await screen.findByText('EA cannot become G. This field counts G.')).toBeTruthy();
  expect(weight.value).toBe('2 pcs');
  expect(weight.checkValidity()).toBe(false);
  expect(values()['grams']).toBe('');
});

test('Ctrl S takes along what is being typed, and stops at what makes no sense', async () => {
  draw(<Fields />);
  const saved: (string | undefined)[] = [];
  const save = (event: KeyboardEvent) => event.key === 's' && event.ctrlKey && saved.push(values()['price']);
  window.addEventListener('keydown', save);
  const price = screen.getByLabelText('Price');
  await userEvent.clear(price);
  await userEvent.type(price, 'twelve{Control>}s{/Control}');
  expect(saved).toEqual([]);
  expect(price.getAttribute('aria-invalid')).toBe('true');
  await userEvent.clear(price);
  await userEvent.type(price, '12.50{Control>}s{/Control}');
  expect(saved).toEqual(['12.5']);
  window.removeEventListener('keydown', save);
});

function Arriving() {
  const [grams, setGrams] = useState('10');
  return (
    <>
      <QuantityField label="Weight" unit="G" value={grams} onChange={setGrams} autoFocus />
      <span onMouseEnter={() => setGrams('8')}>A newer record</span>
      <output>{grams}</output>
    </>
  );
}

test('a newer record is shown in the field that has the keyboard, until something is typed', async () => {
  draw(<Arriving />);
  const weight = screen.getByLabelText<HTMLInputElement>('Weight');
  weight.focus();
  expect(weight.value).toBe('10');
  await userEvent.hover(screen.getByText('A newer record'));
  expect(weight.value).toBe('8');
  await userEvent.tab();
  expect(document.querySelector('output')?.textContent).toBe('8');
});

test('what was typed stays when a newer record comes', async () => {
  draw(<Arriving />);
  const weight = screen.getByLabelText<HTMLInputElement>('Weight');
  await userEvent.type(weight, '12');
  const typed = weight.value;
  await userEvent.hover(screen.getByText('A newer record'));
  expect(weight.value).toBe(typed);
});

test('the core\'s refusal finds its field', () => {
  expect(fieldPath('lines[2].quantity')).toBe('lines.2.quantity');
  expect(fieldPath('/lines/2/quantity')).toBe('lines.2.quantity');
  const set: string[] = [];
  const form = { values: { lines: [{ quantity: '' }] }, setFieldError: (field: never, text: string) => void set.push(`${String(field)}: ${text}`) };
  const refusal = (field: string) => new CommandError({ code: 'invalid', message: 'Too many.', field });
  expect(showFieldErrors(form, refusal('lines[0].quantity'))).toBe('lines.0.quantity');
  expect(set).toEqual(['lines.0.quantity: Too many.']);
  expect(showFieldErrors(form, refusal('lines[4].quantity'))).toBeNull();
  expect(showFieldErrors(form, new Error('x'))).toBeNull();
});

interface Line {
  sku: string;
  quantity: string;
}
const COLUMNS: LineColumn<Line>[] = [
  { id: 'sku', header: 'Item', value: (l) => l.sku },
  { id: 'quantity', header: 'Quantity', value: (l) => l.quantity, editor: { kind: 'quantity', unit: 'G' } },
];

function Lines() {
  const [lines, setLines] = useState<Line[]>([{ sku: 'A', quantity: '1' }, { sku: 'B', quantity: '2' }]);
  return (
    <>
      <LinesGrid
        label="Lines" columns={COLUMNS} lines={lines} keyOf={(_, i) => String(i)} errors={{ 'lines.1.quantity': 'Too much.' }}
        onChange={(at, patch) => setLines((old) => old.map((l, i) => (i === at ? { ...l, ...patch } : l)))}
        onAdd={() => setLines((old) => [...old, { sku: 'new', quantity: '' }])} onRemove={(at) => setLines((old) => old.filter((_, i) => i !== at))}
      />
      <output>{JSON.stringify(lines.map((l) => `${l.sku}${l.quantity}`))}</output>
    </>
  );
}
const lines = () => JSON.parse(document.querySelector('output')?.textContent ?? '[]') as string[];

test('lines are edited from the keyboard: type, Enter goes down and adds, Esc takes back', async () => {
  draw(<Lines />);
  screen.getByRole('grid').focus();
  await userEvent.keyboard('{ArrowRight}2kg{Enter}');
  expect(lines()).toEqual(['A2000', 'B2']);
  await userEvent.keyboard('5{Escape}');
  expect(lines()).toEqual(['A2000', 'B2']);
  await userEvent.keyboard('5 pcs{Enter}');
  expect(await screen.findByText('EA cannot become G. This field counts G.')).toBeTruthy();
  await userEvent.clear(screen.getByRole('textbox'));
  await userEvent.keyboard('7{Enter}');
  expect(lines()).toEqual(['A2000', 'B7', 'new']);
});

test('errors of the core are marked at their cell, and a line can be taken away', async () => {
  draw(<Lines />);
  expect(screen.getAllByRole('gridcell').filter((c) => c.getAttribute('aria-invalid') === 'true')).toHaveLength(1);
  await userEvent.click(screen.getByLabelText('Take away line 1'));
  expect(lines()).toEqual(['B2']);
});

test('leaving a cell by the mouse keeps what was typed', async () => {
  draw(<Lines />);
  const cells = screen.getAllByRole('gridcell');
  await userEvent.dblClick(cells[1] as HTMLElement);
  await userEvent.clear(screen.getByRole('textbox'));
  await userEvent.keyboard('9');
  await userEvent.click(cells[0] as HTMLElement);
  expect(lines()).toEqual(['A9', 'B2']);
});
