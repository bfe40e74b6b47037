import type { OrderDetail, OrderLine } from '../../../bindings/commands';
import { DateText, Money, Quantity } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import classes from '../sales.module.css';
import { Supplies } from './supply';

/** What was ordered, where it comes from, when it can be there, and what it comes to. */
export function OrderLines({ order, admin }: { order: OrderDetail; admin: boolean }) {
  const { head, lines } = order;
  return (
    <>
      <div className={classes['tableBox']}>
        <table className={classes['table']} aria-label="Lines">
          <thead>
            <tr>
              <th>#</th><th>Item</th><th data-align="right">Quantity</th><th data-align="right">Shipped</th><th>Comes from</th><th>Promise</th>
              {admin && <><th data-align="right">Price</th><th data-align="right">Discount</th><th data-align="right">Total</th></>}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => <Line key={line.id} line={line} draft={head.status === 'draft'} admin={admin} />)}
            {lines.length === 0 && <tr><td colSpan={9} className={classes['dim']}>Nothing is sold yet. Edit the order and add a line.</td></tr>}
          </tbody>
        </table>
      </div>
      {admin && (
        <dl className={classes['totals']} aria-label="What it comes to">
          <dt>Lines</dt><dd><Money value={head.total_price} currency={head.currency_code} /></dd>
          {head.discount_amount && !decimal.isZero(head.discount_amount) && <><dt>of which taken off</dt><dd><Money value={head.discount_amount} currency={head.currency_code} /></dd></>}
          <dt>Shipping</dt><dd><Money value={head.shipping_cost} currency={head.currency_code} /></dd>
          <dt>Tax {decimal.percentOf(head.tax_rate)} %</dt><dd><Money value={head.tax_amount} currency={head.currency_code} /></dd>
          <dt data-strong>Total</dt><dd data-strong><Money value={head.grand_total} currency={head.currency_code} /></dd>
          <dt>Paid</dt><dd><Money value={head.paid} currency={head.currency_code} /></dd>
          <dt>To be paid</dt><dd><Money value={head.balance} currency={head.currency_code} /></dd>
        </dl>
      )}
    </>
  );
}

function Line({ line, draft, admin }: { line: OrderLine; draft: boolean; admin: boolean }) {
  const format = useFormat();
  return (
    <tr data-off={line.is_cancelled || undefined}>
      <td className={classes['dim']}>{line.line_number}</td>
      <td>
        <span className={classes['name']}>{line.sku}</span> {line.description ?? line.product_name}
        {line.notes && <div className={classes['small']}>{line.notes}</div>}
        {line.is_cancelled && <div className={classes['small']} data-plain>called off</div>}
      </td>
      <td data-align="right"><Quantity value={line.quantity} unit={line.unit} /></td>
      <td data-align="right">{decimal.isZero(line.shipped_quantity) ? <span className={classes['dim']}>–</span> : <Quantity value={line.shipped_quantity} />}</td>
      <td><Supplies line={line} draft={draft} /></td>
      <td><Promise line={line} draft={draft} /></td>
      {admin && (
        <>
          <td data-align="right">{line.unit_price === null ? '' : format.amount(line.unit_price)}</td>
          <td data-align="right">{line.discount === null || decimal.isZero(line.discount) ? '' : format.amount(line.discount)}</td>
          <td data-align="right"><Money value={line.total} /></td>
        </>
      )}
    </tr>
  );
}

function Promise({ line, draft }: { line: OrderLine; draft: boolean }) {
  if (line.is_cancelled) return null;
  const wanted = line.wanted_date && (
    <div className={classes['small']}>wanted <DateText value={line.wanted_date} /></div>
  );
  if (decimal.isZero(line.open_quantity)) return <span className={classes['dim']}>shipped</span>;
  if (draft || !line.is_stocked) return wanted || <span className={classes['dim']}>–</span>;
  const late = line.promise_date !== null && line.promise_date !== undefined && line.wanted_date && line.promise_date > line.wanted_date;
  return (
    <>
      {line.promise_date ? (
        <span className={late ? classes['bad'] : undefined}><DateText value={line.promise_date} />{late && ' late'}</span>
      ) : (
        <span className={classes['short']}>not known yet</span>
      )}
      {wanted}
    </>
  );
}
