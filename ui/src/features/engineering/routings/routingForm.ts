import type { RoutingDetail, SaveRouting } from '../../../bindings/commands';
import { CommandError } from '../../../shared/api';
import { orNone, textOf, wholeOrNone } from '../../../shared/form';

/** A step as it is edited. */
export interface StepValues {
  id: number | undefined;
  operation_name: string;
  work_center_id: string;
  setup_time_minutes: string;
  run_time_minutes: string;
  units_per_cycle: string;
  scrap_rate_percent: string;
  wait_time_minutes: string;
  move_time_minutes: string;
  labor_rate_override: string;
  machine_rate_override: string;
  can_overlap: 'yes' | 'no';
  /** Kept as it is: the slicer writes it. */
  kept: { operation_code?: string; description?: string; runtime_source?: 'manual' | 'slicer'; slicer_file_path?: string };
}

/** Material that a step takes. `step` is the step's place, from 1. */
export interface TakenValues {
  id: number | undefined;
  step: string;
  component_id: number | null;
  title: string;
  quantity: string;
  quantity_per: 'unit' | 'batch' | 'order';
  unit: string;
  stock_unit: string;
  scrap_factor: string;
  is_cost_only: 'yes' | 'no';
  is_optional: 'yes' | 'no';
  notes: string;
}

export interface RoutingValues extends Record<string, unknown> {
  name: string;
  revision: string;
  notes: string;
  operations: StepValues[];
  materials: TakenValues[];
}

export const NEW_STEP: StepValues = {
  id: undefined, operation_name: '', work_center_id: '', setup_time_minutes: '0', run_time_minutes: '0', units_per_cycle: '1', scrap_rate_percent: '',
  wait_time_minutes: '', move_time_minutes: '', labor_rate_override: '', machine_rate_override: '', can_overlap: 'no', kept: {},
};

export const NEW_TAKEN: TakenValues = {
  id: undefined, step: '1', component_id: null, title: '', quantity: '1', quantity_per: 'unit', unit: '', stock_unit: '', scrap_factor: '', is_cost_only: 'no', is_optional: 'no', notes: '',
};

export const NEW_ROUTING: RoutingValues = { name: '', revision: '', notes: '', operations: [], materials: [] };

const yes = (flag: boolean) => (flag ? ('yes' as const) : ('no' as const));

export function valuesOf({ routing, operations }: RoutingDetail): RoutingValues {
  return {
    name: textOf(routing.name), revision: textOf(routing.revision), notes: textOf(routing.notes),
    operations: operations.map(({ operation: o }) => ({
      id: o.id, operation_name: textOf(o.operation_name), work_center_id: String(o.work_center_id), setup_time_minutes: o.setup_time_minutes,
      run_time_minutes: o.run_time_minutes, units_per_cycle: String(o.units_per_cycle), scrap_rate_percent: textOf(o.scrap_rate_percent),
      wait_time_minutes: textOf(o.wait_time_minutes), move_time_minutes: textOf(o.move_time_minutes), labor_rate_override: textOf(o.labor_rate_override),
      machine_rate_override: textOf(o.machine_rate_override), can_overlap: yes(o.can_overlap),
      kept: { operation_code: o.operation_code ?? undefined, description: o.description ?? undefined, runtime_source: o.runtime_source, slicer_file_path: o.slicer_file_path ?? undefined },
    })),
    materials: operations.flatMap(({ materials }, i) =>
      materials.map((m) => ({
        id: m.id, step: String(i + 1), component_id: m.component_id, title: `${m.sku} · ${m.component_name}`, quantity: m.quantity, quantity_per: m.quantity_per, unit: m.unit,
        stock_unit: m.stock_unit, scrap_factor: m.scrap_factor, is_cost_only: yes(m.is_cost_only), is_optional: yes(m.is_optional), notes: textOf(m.notes),
      })),
    ),
  };
}

/** Which materials each step takes, by their places in the flat list. */
const placesOf = (v: RoutingValues, step: number): number[] =>
  v.materials.flatMap((m, i) => (m.component_id !== null && m.step === String(step + 1) ? [i] : []));

/** What `routings.save` wants. */
export function saveOf(v: RoutingValues, productId: number | undefined, id?: number): SaveRouting {
  return {
    id, product_id: productId, name: orNone(v.name), revision: orNone(v.revision), notes: orNone(v.notes),
    operations: v.operations.map((o, step) => ({
      ...o.kept, id: o.id, sequence: (step + 1) * 10, operation_name: orNone(o.operation_name), work_center_id: Number(o.work_center_id || 0),
      setup_time_minutes: orNone(o.setup_time_minutes), run_time_minutes: o.run_time_minutes || '0', units_per_cycle: wholeOrNone(o.units_per_cycle),
      scrap_rate_percent: orNone(o.scrap_rate_percent), wait_time_minutes: orNone(o.wait_time_minutes), move_time_minutes: orNone(o.move_time_minutes),
      labor_rate_override: orNone(o.labor_rate_override), machine_rate_override: orNone(o.machine_rate_override), can_overlap: o.can_overlap === 'yes',
      materials: placesOf(v, step).flatMap((place) => {
        const m = v.materials[place];
        return m?.component_id == null ? [] : [{
          id: m.id, component_id: m.component_id, quantity: m.quantity || '0', quantity_per: m.quantity_per, unit: orNone(m.unit), scrap_factor: orNone(m.scrap_factor),
          is_cost_only: m.is_cost_only === 'yes', is_optional: m.is_optional === 'yes', notes: orNone(m.notes),
        }];
      }),
    })),
  };
}

/** The core names a material within its step; the form holds all of them in one list. */
export function refusalInForm(error: unknown, v: RoutingValues): unknown {
  const found = error instanceof CommandError && error.field ? /^operations\[(\d+)\]\.materials\[(\d+)\]\.(\w+)$/.exec(error.field) : null;
  if (!found || !(error instanceof CommandError)) return error;
  const place = placesOf(v, Number(found[1]))[Number(found[2])];
  return place === undefined ? error : new CommandError({ code: error.code, message: error.message, field: `materials[${place}].${found[3]}`, details: error.details });
}
