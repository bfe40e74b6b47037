import { describe, expect, test } from 'vitest';
import { add, compare, divide, fractionOf, multiply, percentOf, round, subtract, sum, trim } from './decimal';

describe('decimals stay exact', () => {
  test('where floating point does not', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(sum(Array.from({ length: 10 }, () => '0.1'))).toBe('1.0');
    expect(add('9007199254740993.000001', '1')).toBe('9007199254740994.000001');
    expect(subtract('1', '0.999999')).toBe('0.000001');
    expect(multiply('0.0164', '1000')).toBe('16.4000');
  });

  test('rounding is half away from zero, on both sides', () => {
    expect(round('2.675', 2)).toBe('2.68');
    expect(round('-2.675', 2)).toBe('-2.68');
    expect(round('2.6749999', 2)).toBe('2.67');
    expect(round('3', 2)).toBe('3.00');
    expect(divide('2', '3', 6)).toBe('0.666667');
    expect(divide('-1', '8', 2)).toBe('-0.13');
  });

  test('compare and trim', () => {
    expect(compare('1.50', '1.5')).toBe(0);
    expect(compare('-2', '1')).toBe(-1);
    expect(compare('10', '9.999999')).toBe(1);
    expect(trim('1.500')).toBe('1.5');
    expect(trim('-0.00')).toBe('0');
    expect(trim('100')).toBe('100');
  });

  test('what is no decimal is refused', () => {
    for (const text of ['', 'abc', '1,5', '1e3', 'NaN']) expect(() => add(text, '1')).toThrow(RangeError);
    expect(() => divide('1', '0', 2)).toThrow('division by zero');
  });
});

test('rates are read in per cent and told as fractions', () => {
  expect(percentOf('0.0825')).toBe('8.25');
  expect(fractionOf('8.25')).toBe('0.0825');
  expect(fractionOf('19')).toBe('0.19');
});
