import { useRead } from '../../shared/api';
import { StackedBar } from '../../shared/charts';
import { decimal, useFormat } from '../../shared/values';

const SHOWN = 6;

/** What all stock is worth, by category: the largest ones, the rest together. */
export function StockValue() {
  const format = useFormat();
  const parts = useRead('inventory.value', {}).data?.categories;
  if (!parts || parts.length === 0) return null;
  const rest = parts.slice(SHOWN);
  const drawn = [
    ...parts.slice(0, SHOWN).map((p) => ({ label: p.category ?? 'No category', value: p.value ?? '0' })),
    ...(rest.length > 0 ? [{ label: `${rest.length} more`, value: decimal.sum(rest.map((p) => p.value ?? '0')) }] : []),
  ];
  return (
    <div style={{ marginBottom: 10 }}>
      <div style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)', marginBottom: 4 }}>
        Stock is worth <b className="sy-num" style={{ color: 'var(--mantine-color-text)' }}>{format.money(decimal.sum(parts.map((p) => p.value ?? '0')))}</b>
      </div>
      <StackedBar label="Stock value by category" parts={drawn} show={(v) => format.money(v)} height={12} />
    </div>
  );
}
