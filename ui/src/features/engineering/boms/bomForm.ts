import type { BomDetail, BomLine, SaveBom } from '../../../bindings/commands';
import { CommandError } from '../../../shared/api';
import { orNone, textOf, wholeOrNone } from '../../../shared/form';

/** A line as it is edited. */
export interface BomLineValues {
  id: number | undefined;
  component_id: number | null;
  /** SKU and name, as chosen. */
  title: string;
  quantity: string;
  unit: string;
  stock_unit: string;
  scrap_factor: string;
  consume_stage: BomLine['consume_stage'];
  is_cost_only: 'yes' | 'no';
  notes: string;
  /** An operation of the routing takes this component: the line does not count beside it. */
  taken: boolean;
}

export interface BomValues extends Record<string, unknown> {
  revision: string;
  name: string;
  code: string;
  assembly_time_minutes: string;
  effective_date: string;
  notes: string;
  lines: BomLineValues[];
}

export const NEW_LINE: BomLineValues = {
  id: undefined, component_id: null, title: '', quantity: '1', unit: '', stock_unit: '', scrap_factor: '', consume_stage: 'production', is_cost_only: 'no',
  notes: '', taken: false,
};

export const NEW_BOM: BomValues = { revision: '', name: '', code: '', assembly_time_minutes: '', effective_date: '', notes: '', lines: [] };

export function valuesOf({ bom, lines }: BomDetail): BomValues {
  return {
    revision: textOf(bom.revision), name: textOf(bom.name), code: textOf(bom.code), assembly_time_minutes: textOf(bom.assembly_time_minutes),
    effective_date: textOf(bom.effective_date), notes: textOf(bom.notes),
    lines: lines.map((l) => ({
      id: l.id, component_id: l.component_id, title: `${l.sku} · ${l.component_name}`, quantity: l.quantity, unit: l.unit, stock_unit: l.stock_unit,
      scrap_factor: l.scrap_factor, consume_stage: l.consume_stage, is_cost_only: l.is_cost_only ? 'yes' : 'no', notes: textOf(l.notes), taken: l.taken_by_operation,
    })),
  };
}

/** What `boms.save` wants. Lines without a component are left out: nothing was chosen yet. */
export function saveOf(v: BomValues, productId: number, id?: number): SaveBom {
  return {
    id, product_id: productId, revision: orNone(v.revision), name: orNone(v.name), code: orNone(v.code), assembly_time_minutes: wholeOrNone(v.assembly_time_minutes),
    effective_date: orNone(v.effective_date), notes: orNone(v.notes),
    lines: v.lines.flatMap((l, i) =>
      l.component_id === null ? [] : [{
        id: l.id, component_id: l.component_id, sequence: (i + 1) * 10, quantity: l.quantity || '0', unit: orNone(l.unit), consume_stage: l.consume_stage,
        is_cost_only: l.is_cost_only === 'yes', scrap_factor: orNone(l.scrap_factor), notes: orNone(l.notes),
      }],
    ),
  };
}

/** The SKUs through which a product would go into itself, when that is why it was refused. */
export function circleOf(error: unknown): string[] | null {
  if (!(error instanceof CommandError) || error.code !== 'circular_bom') return null;
  const { path } = (error.details ?? {}) as { path?: unknown };
  return Array.isArray(path) ? path.map(String) : null;
}
