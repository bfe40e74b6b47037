import { expect, test } from 'vitest';
import type { Point, PrinterLive } from '../../../bindings/commands';
import { pathOf } from '../../../shared/charts/LineChart';
import { curveOf } from './curve';
import { framesText } from './Frames';
import { commandsFor, deaf } from './PrinterPage';

const LIVE: PrinterLive = {
  id: 1, status: 'printing', temperatures: [], slots: [], alerts: [], certificate_changed: false, obeys: true, takes_files: true, has_light: true, has_speed: true,
  can_clear: true, light_on: true, is_stale: false,
};
const PRINTER = { protocol: 'bambu' as const, code: 'P01' };
const nothing = () => undefined;

test('a printer that does not obey says why', () => {
  expect(deaf(PRINTER, LIVE)).toBeNull();
  expect(deaf(PRINTER, { ...LIVE, obeys: false })).toMatch(/only be watched/);
  expect(deaf(PRINTER, { ...LIVE, status: 'offline' })).toMatch(/not reached/);
  expect(deaf(PRINTER, null)).toMatch(/watches/);
  expect(deaf({ protocol: null }, null)).toMatch(/not connected/);
  expect(deaf({ protocol: 'generic' }, null)).toMatch(/by hand/);
});

test('the next step follows the state, and what cannot be told carries its reason', () => {
  const printing = commandsFor(PRINTER, LIVE, { status: 'printing', title: null }, nothing);
  expect(printing.next).toMatchObject({ id: 'pause', refusal: null });
  expect(printing.more.find((a) => a.id === 'stop')).toMatchObject({ danger: true, refusal: null });
  expect(printing.more.find((a) => a.id === 'light')?.title).toBe('Light off');
  expect(commandsFor(PRINTER, { ...LIVE, status: 'paused' }, { status: 'paused', title: null }, nothing).next?.id).toBe('resume');
  const idle = commandsFor(PRINTER, { ...LIVE, status: 'idle' }, { status: 'idle', title: null }, nothing);
  expect(idle.next).toBeNull();
  expect(idle.more.find((a) => a.id === 'sport')?.refusal).toMatch(/Nothing is printing/);
  expect(commandsFor(PRINTER, { ...LIVE, obeys: false }, { status: 'printing', title: null }, nothing).next?.refusal).toMatch(/only be watched/);
});

test('curves are in degrees, and a part that never was measured has no line', () => {
  const point: Point = { at: 0, nozzle: 2155, nozzle_target: null, bed: null, bed_target: null, chamber: null, progress_permille: null };
  const curve = curveOf([point, { ...point, at: 10, nozzle: null, bed: 600 }]);
  expect(curve.series.map((s) => [s.name, s.values])).toEqual([['Nozzle', [215.5, null]], ['Bed', [null, 60]]]);
});

test('a line breaks where nothing was measured', () => {
  const same = (value: number) => value;
  expect(pathOf([0, 10, 20, 200], [1, 2, 3, 4], same, same, 60)).toBe('M0.0,1.0L10.0,2.0L20.0,3.0M200.0,4.0');
  expect(pathOf([0, 10, 20], [1, null, 3], same, same, 60)).toBe('M0.0,1.0M20.0,3.0');
});

test('frames read as one text', () => {
  expect(framesText([{ at: '2026-11-22T10:00:00Z', direction: 'in', subject: 'report', text: '{}' }, { at: '2026-11-22T10:00:01Z', direction: 'note', subject: 'cut', text: '' }]))
    .toBe('2026-11-22T10:00:00Z < report {}\n2026-11-22T10:00:01Z # cut');
});
