import { describe, expect, test } from 'vitest';
import { parseMinutes, parseNumber, parseQuantity, type Parsed } from './parse';

const value = (parsed: Parsed<string>) => (parsed.ok ? parsed.value : `! ${parsed.problem}`);

describe('numbers', () => {
  test.each([
    ['1,5', '1.5'], ['1.5', '1.5'], ['  12 ', '12'], ['1 234,50', '1234.5'], ['1,234.50', '1234.5'], ['1.234,50', '1234.5'],
    ["1'234.5", '1234.5'], ['1,234,567', '1234567'], ['1.234.567', '1234567'], ['−3', '-3'], ['+4', '4'], ['.5', '0.5'], [',5', '0.5'],
    ['0,500', '0.5'], ['0012', '12'], ['1\u202f000', '1000'], ['5.', '5'], ['1,500', '1500'], ['12345.678901', '12345.678901'],
  ])('%s is %s', (typed, expected) => expect(value(parseNumber(typed, 'en'))).toBe(expected));

  test('a lone mark with three digits is read the way the language writes', () => {
    expect(value(parseNumber('1.500', 'de'))).toBe('1500');
    expect(value(parseNumber('1,500', 'de'))).toBe('1.5');
    expect(value(parseNumber('1.500', 'en'))).toBe('1.5');
  });

  test.each(['', 'abc', '1,2,3', '12,34.5', '1.2.3,4,5', '--1', '1e5', '5 kg', '.', '-'])('%j is no number', (typed) => {
    expect(parseNumber(typed, 'en').ok).toBe(false);
  });
});

describe('quantities', () => {
  test.each([
    ['1,5 kg', 'G', '1500'], ['1500g', 'G', '1500'], ['1500 g', 'KG', '1.5'], ['250', 'G', '250'], ['1 lb', 'G', '453.59237'],
    ['2 dozen', 'EA', '24'], ['3x', 'EA', '3'], ['5 pcs', 'EA', '5'], ['120cm', 'M', '1.2'], ['10"', 'MM', '254'], ['1 SPOOL', 'SPOOL', '1'],
    ['1 g', 'LB', '0.002205'], ['-2kg', 'G', '-2000'], ['1 234,5 g', 'G', '1234.5'],
  ])('%s in %s is %s', (typed, unit, expected) => expect(value(parseQuantity(typed, unit))).toBe(expected));

  test('units of different kinds are named, both of them', () => {
    expect(value(parseQuantity('2 kg', 'EA'))).toBe('! KG cannot become EA. This field counts EA.');
    expect(value(parseQuantity('2 furlong', 'M'))).toContain('no unit "furlong"');
    expect(parseQuantity('kg', 'G').ok).toBe(false);
    expect(value(parseQuantity('', 'G'))).toBe('! Type a quantity.');
  });
});

describe('minutes', () => {
  test.each([
    ['90', '90'], ['1:30', '90'], ['1h 30m', '90'], ['1h30', '90'], ['1.5h', '90'], ['1,5 h', '90'], ['2d 4h', '3120'], ['45 min', '45'],
    ['30s', '0.5'], ['1 hour 5 minutes', '65'], ['0', '0'],
  ])('%s is %s', (typed, expected) => expect(value(parseMinutes(typed))).toBe(expected));
  test.each(['', 'soon', '1h x', '5 parsec'])('%j is no time', (typed) => expect(parseMinutes(typed).ok).toBe(false));
});
