import { describe, expect, test } from 'vitest';
import type { PrinterLive, PrinterRow } from '../../../bindings/commands';
import { makeFormat } from '../../../shared/values/format';
import { merge, needsSomebody, newer } from '../live';
import { colourOf, countsOf, endWords, layerWords, leftWords, matches, nextCard, place, rowsOf } from './wall';

const ROW: PrinterRow = {
  id: 1, code: 'P01', name: 'Anna', model: 'X1C', brand: 'bambu', status: 'printing', last_seen: null, location: 'Room A', work_center_id: null, work_center: null,
  ip_address: '192.168.1.40', protocol: 'bambu', active: true, job_id: 7, job_file: 'gear.3mf', job_started_at: '2026-11-22T10:00:00Z', job_progress_percent: '25.5',
  job_estimated_minutes: 120, job_estimated_grams: null, job_plate_id: null, job_has_picture: false, doubtful_slots: 0, production_order_id: 3, work_order: 'WO-2026-0003',
};
const LIVE: PrinterLive = {
  id: 1, status: 'paused', stage: 'Somebody pressed pause.', job: { title: 'Gear', progress_permille: 433, layer: 12, layers: 240, minutes_left: 80, ends_at: '2026-11-22T12:20:00Z', minutes_printed: 60 },
  temperatures: [], slots: [], alerts: [], trouble: null, certificate_changed: false, obeys: true, takes_files: true, has_light: true, has_speed: true, can_clear: true, light_on: null, speed_percent: 100,
  firmware: null, serial: null, heard_at: '2026-11-22T11:00:00Z', is_stale: false,
};
const NOW = new Date('2026-11-22T11:00:00Z');
const format = makeFormat('en-GB', 'EUR', 'Europe/Berlin');

describe('the live view over the stored one', () => {
  test('what is live wins', () => {
    expect(merge(ROW, LIVE, NOW)).toMatchObject({ status: 'paused', title: 'Gear', permille: 433, layer: 12, minutesLeft: 80 });
  });

  test('out of service stays, whatever the printer tells', () => {
    expect(merge({ ...ROW, status: 'maintenance' }, LIVE, NOW).status).toBe('maintenance');
    expect(place({ ...ROW, status: 'maintenance' }, LIVE).kind).toBe('out');
  });

  test('nobody watches: the store says how far, and the estimate how long', () => {
    expect(merge(ROW, null, NOW)).toMatchObject({ status: 'printing', title: 'gear.3mf', permille: 255, minutesLeft: 60, endsAt: '2026-11-22T12:00:00.000Z', trouble: null });
    expect(merge({ ...ROW, job_estimated_minutes: 30 }, null, NOW)).toMatchObject({ minutesLeft: null, endsAt: null });
  });

  test('a job that an idle printer still shows is none', () => {
    expect(merge(ROW, { ...LIVE, status: 'idle' }, NOW)).toMatchObject({ title: null, permille: null, minutesLeft: null });
  });

  test('a print that stands has no end, and no minutes left of half a print are none that were told', () => {
    expect(merge(ROW, LIVE, NOW)).toMatchObject({ minutesLeft: 80, endsAt: null });
    expect(merge(ROW, { ...LIVE, status: 'printing' }, NOW)).toMatchObject({ minutesLeft: 80, endsAt: '2026-11-22T12:20:00Z' });
    const stands = { ...LIVE, job: { ...LIVE.job, minutes_left: 0 } };
    expect(merge(ROW, stands, NOW)).toMatchObject({ minutesLeft: null, endsAt: null });
    expect(merge(ROW, { ...stands, status: 'printing', job: { ...stands.job, progress_permille: 990 } }, NOW)).toMatchObject({ minutesLeft: 0 });
  });

  test('a printer that is lost is offline, whatever it complained of before', () => {
    const alert = { code: 'a', sentence: 's', remedy: 'r', link: null, severity: 'fatal' as const };
    expect(place(ROW, { ...LIVE, alerts: [alert] }).kind).toBe('needs');
    expect(place(ROW, { ...LIVE, status: 'offline', alerts: [alert] }).kind).toBe('offline');
  });

  test('a print that has ended ends no more', () => {
    expect(merge(ROW, { ...LIVE, status: 'finished' }, NOW)).toMatchObject({ title: 'Gear', permille: 433, minutesLeft: null, endsAt: null });
  });

  test('the worst alert comes first', () => {
    const alert = { code: 'a', sentence: 's', remedy: 'r', link: null };
    const seen = merge(ROW, { ...LIVE, alerts: [{ ...alert, severity: 'info' }, { ...alert, severity: 'fatal' }] }, NOW);
    expect(seen.alerts.map((a) => a.severity)).toEqual(['fatal', 'info']);
  });

  test('an answer that was overtaken by an event does not take it back', () => {
    const later = { ...LIVE, heard_at: '2026-11-22T11:00:05Z' };
    expect(newer(later, LIVE)).toBe(later);
    expect(newer(LIVE, later)).toBe(later);
    expect(newer(undefined, LIVE)).toBe(LIVE);
    expect(newer(LIVE, { ...LIVE, heard_at: null, status: 'offline' }).status).toBe('offline');
  });
});

describe('the wall', () => {
  const many = (count: number, location: string | null, from = 0) =>
    Array.from({ length: count }, (_, i) => place({ ...ROW, id: from + i, code: `P${from + i}`, location }, null));

  test('counts by what a person would do', () => {
    const offline = place({ ...ROW, status: 'offline' }, null);
    expect(countsOf([place(ROW, null), place(ROW, LIVE), offline, place({ ...ROW, status: 'finished' }, null), place({ ...ROW, status: 'maintenance' }, null)]))
      .toEqual({ all: 5, printing: 1, needs: 2, free: 1, offline: 1 });
    expect(needsSomebody({ status: 'printing', alerts: [{ code: '', severity: 'error', sentence: '', remedy: '', link: null }] })).toBe(true);
    expect(needsSomebody({ status: 'printing', alerts: [{ code: '', severity: 'warning', sentence: '', remedy: '', link: null }] })).toBe(false);
  });

  test('every word of the search has to stand on the card', () => {
    expect(matches(place(ROW, null), 'anna WO-2026')).toBe(true);
    expect(matches(place(ROW, null), 'anna mk4')).toBe(false);
  });

  test('groups by place, the one without a name last, numbers in their order', () => {
    const rows = rowsOf([...many(1, null), ...many(3, 'Room 10', 1), ...many(5, 'Room 2', 4)], 4);
    expect(rows.map((r) => (r.kind === 'place' ? r.title : r.printers.length))).toEqual(['Room 2', 4, 1, 'Room 10', 3, 'Without a place', 1]);
    expect(rowsOf(many(2, null), 4)).toHaveLength(1);
    expect(rowsOf([...many(1, 'Rack A, shelf 1'), ...many(1, 'Rack A, shelf 2', 1)], 4).map((r) => (r.kind === 'place' ? r.title : r.printers.length))).toEqual(['Rack A', 2]);
  });

  test('arrows go over the wall and stop at its edges', () => {
    const rows = rowsOf([...many(5, 'A'), ...many(3, 'B', 5)], 4);
    expect(nextCard(rows, 0, 'ArrowRight')).toBe(1);
    expect(nextCard(rows, 3, 'ArrowDown')).toBe(4);
    expect(nextCard(rows, 4, 'ArrowDown')).toBe(5);
    expect(nextCard(rows, 7, 'ArrowUp')).toBe(4);
    expect(nextCard(rows, 7, 'ArrowDown')).toBe(7);
    expect(nextCard(rows, 0, 'ArrowLeft')).toBe(0);
    expect(nextCard(rows, 2, 'End')).toBe(7);
    expect(nextCard(rows, 2, 'x')).toBeNull();
  });
});

test('time left and its end read like speech', () => {
  expect(leftWords(80, format)).toBe('1\u00a0h\u00a020\u00a0min left');
  expect(leftWords(0, format)).toBe('almost done');
  expect(leftWords(null, format)).toBeNull();
  expect(endWords('2026-11-22T12:20:00Z', format, NOW)).toBe('ends 13:20');
  expect(endWords('2026-11-22T23:20:00Z', format, NOW)).toBe('ends Mon 00:20');
  expect(endWords('2026-12-22T11:20:00Z', format, NOW)).toMatch(/^ends .*22 Dec.* 12:20$/);
  expect(layerWords(12, 240)).toBe('layer 12 of 240');
  expect(layerWords(12, null)).toBe('layer 12');
});

test('colours as printers write them', () => {
  expect(colourOf(['FF8800FF'])).toBe('#FF8800');
  expect(colourOf(['00000000'])).toBeNull();
  expect(colourOf([])).toBeNull();
});
