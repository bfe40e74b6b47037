import { describe, expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, isDate, mondayOfWeek, todayIn, weekday } from './dates';
import { monthFirst, parseDate } from './parseDate';

/** A Sunday. */
const TODAY = '2026-11-22';
const read = (typed: string, today = TODAY, locale = 'en-GB') => {
  const parsed = parseDate(typed, today, locale);
  return parsed.ok ? parsed.value : null;
};

describe('days as people write them', () => {
  test.each([
    ['today', '2026-11-22'], ['tom', '2026-11-23'], ['yesterday', '2026-11-21'], ['fri', '2026-11-27'], ['Friday', '2026-11-27'],
    ['sun', '2026-11-29'], ['tu', '2026-11-24'], ['next fri', '2026-11-27'], ['last fri', '2026-11-13'], ['this fri', '2026-11-20'],
    ['next week', '2026-11-23'], ['next month', '2026-12-01'], ['eom', '2026-11-30'], ['eow', '2026-11-22'],
    ['+2w', '2026-12-06'], ['2w', '2026-12-06'], ['in 3 days', '2026-11-25'], ['+10', '2026-12-02'], ['-1w', '2026-11-15'], ['+1m', '2026-12-22'], ['1y', '2027-11-22'],
    ['24.12.', '2026-12-24'], ['24.12', '2026-12-24'], ['24.12.27', '2027-12-24'], ['24/12/2026', '2026-12-24'], ['1.2.', '2027-02-01'],
    ['24 dec', '2026-12-24'], ['24. December', '2026-12-24'], ['Dec 24', '2026-12-24'], ['dec 24, 2028', '2028-12-24'], ['3jan', '2027-01-03'],
    ['25', '2026-11-25'], ['22', '2026-11-22'], ['5', '2026-12-05'], ['31', '2026-12-31'], ['2026-12-24', '2026-12-24'], ['20261224', '2026-12-24'],
    ['w49', '2026-11-30'], ['kw 2', '2027-01-11'], ['29.2.', '2028-02-29'],
  ])('%s is %s', (typed, expected) => expect(read(typed)).toBe(expected));

  test('a weekday on that weekday is the next one', () => {
    expect(read('fri', '2026-11-27')).toBe('2026-12-04');
    expect(read('next fri', '2026-11-25')).toBe('2026-12-04');
  });

  test('slashes follow the language', () => {
    expect(monthFirst('en-US')).toBe(true);
    expect(monthFirst('de')).toBe(false);
    expect(read('3/4/2027', TODAY, 'en-US')).toBe('2027-03-04');
    expect(read('3/4/2027', TODAY, 'en-GB')).toBe('2027-04-03');
    expect(read('3.4.2027', TODAY, 'en-US')).toBe('2027-04-03');
  });

  test.each(['', 'soon', '31.2.', '31.4.2027', '29.2.2027', '2026-13-01', '0', '32', 'w60', 't t', 'm', 'ju 3'])('%j is no day', (typed) => {
    expect(read(typed)).toBeNull();
  });
});

describe('arithmetic of days', () => {
  test('months end where they end', () => {
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2027-12-31', 2)).toBe('2028-02-29');
    expect(addMonths('2027-01-15', -1)).toBe('2026-12-15');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  });
  test('weeks and validity', () => {
    expect(weekday(TODAY)).toBe(7);
    expect(mondayOfWeek(2026, 53)).toBe('2026-12-28');
    expect(mondayOfWeek(2027, 53)).toBeNull();
    expect(isDate('2026-02-30')).toBe(false);
    expect(isDate('2026-02-28')).toBe(true);
  });
  test('today is the company\'s, not the computer\'s', () => {
    const now = new Date('2026-11-22T23:30:00Z');
    expect(todayIn('Europe/Berlin', now)).toBe('2026-11-23');
    expect(todayIn('America/New_York', now)).toBe('2026-11-22');
  });
});
