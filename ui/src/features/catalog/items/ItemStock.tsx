import type { ProductDetail, StockAt } from '../../../bindings/commands';
import { gridUrl } from '../../../shared/grid';
import { DateText, EmptyState, Facts, LinkTo, Quantity, Section } from '../../../shared/ui';

/** Where it lies, place by place. */
export function StockByPlace({ detail }: { detail: ProductDetail }) {
  const { product, stock } = detail;
  const unit = product.unit;
  return (
    <Section title="Stock by place">
      <Facts
        facts={[
          ['On hand', <Quantity key="o" value={detail.on_hand} unit={unit} />], ['Reserved', <Quantity key="r" value={detail.allocated} unit={unit} />],
          ['Available', <Quantity key="a" value={detail.available} unit={unit} />], ['Reorder below', product.reorder_point && <Quantity key="p" value={product.reorder_point} unit={unit} />],
        ]}
      />
      {stock.length === 0 ? (
        <EmptyState compact title="Nothing lies anywhere" hint="It gets stock when it is received, made, or counted." />
      ) : (
        <table className="sy-plain" style={{ marginTop: 10 }} aria-label="Stock by place">
          <thead>
            <tr><th>Place</th><th data-align="right">On hand</th><th data-align="right">Reserved</th><th data-align="right">Available</th><th>Last counted</th></tr>
          </thead>
          <tbody>
            {stock.map((at) => <Place key={at.location_id} at={at} unit={unit} />)}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Place({ at, unit }: { at: StockAt; unit: string }) {
  return (
    <tr>
      <td>{at.location}{!at.is_nettable && <span style={{ color: 'var(--mantine-color-dimmed)' }}> · planning does not count it</span>}</td>
      <td data-align="right"><Quantity value={at.on_hand} unit={unit} /></td>
      <td data-align="right"><Quantity value={at.allocated} unit={unit} /></td>
      <td data-align="right"><b><Quantity value={at.available} unit={unit} /></b></td>
      <td>{at.last_counted ? <DateText value={at.last_counted} time /> : 'Never'}</td>
    </tr>
  );
}

/** What wants it and what brings it, with the lists behind the figures. */
export function OpenWork({ detail }: { detail: ProductDetail }) {
  const { open, product } = detail;
  const sku = [{ field: 'sku', op: 'eq' as const, values: [product.sku] }];
  const rows = [
    ['wants', 'Sales orders', open.sales_lines, open.sales_quantity, product.unit, '/orders'],
    ['wants', 'Work orders that use it', open.material_lines, open.material_quantity, product.unit, '/work-orders'],
    ['brings', 'Purchase orders', open.purchase_lines, open.purchase_quantity, product.purchase_uom, '/purchase-orders'],
    ['brings', 'Work orders that make it', open.work_orders, open.work_order_quantity, product.unit, gridUrl('/work-orders', sku)],
    ['brings', 'Planned orders', open.planned_orders, open.planned_quantity, product.unit, gridUrl('/planned-orders', sku)],
  ] as const;
  const live = rows.filter(([, , count]) => count > 0);
  return (
    <Section title="Open supply and demand">
      {live.length === 0 ? (
        <EmptyState compact title="Nothing open" hint="No order wants it and none brings it." />
      ) : (
        <table className="sy-plain" aria-label="Open supply and demand">
          <thead>
            <tr><th>From</th><th data-align="right">Lines</th><th data-align="right">Wanted</th><th data-align="right">Coming</th></tr>
          </thead>
          <tbody>
            {live.map(([side, title, count, quantity, unit, to]) => (
              <tr key={title}>
                <td><LinkTo to={to}>{title}</LinkTo></td>
                <td data-align="right">{count}</td>
                <td data-align="right">{side === 'wants' && <Quantity value={quantity} unit={unit} />}</td>
                <td data-align="right">{side === 'brings' && <Quantity value={quantity} unit={unit} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
