//! The invoice of a parcel: what of each line has left and was not billed yet.

use std::collections::HashMap;

use spoolyard_types::ids::{InvoiceId, JournalEntryId, SalesOrderId, SalesOrderLineId, ShipmentId};
use spoolyard_types::{Date, Money, Quantity};

use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::error::Result;
use crate::ledger::{AccountRole, Event};
use crate::sales::orders::{Line, Order};
use crate::sales::pricing::{Figures, bill};

crate::read_model! {
    /// What was billed of a line.
    struct Billed {
        line_id: SalesOrderLineId,
        gross: Money,
        discount: Money,
        net: Money,
        tax: Money,
    }

    /// What was billed of an order beside its lines.
    struct BilledShipping {
        shipping: Money,
        tax: Money,
    }
}

/// What was billed of each line of an order, by invoices that count.
pub(in crate::sales) fn billed(
    r: &Read<'_>,
    order: SalesOrderId,
) -> Result<HashMap<SalesOrderLineId, Figures>> {
    let rows: Vec<Billed> = r.all(
        "SELECT l.sales_order_line_id AS line_id, sum(l.total + l.discount) AS gross, sum(l.discount) AS discount,
             sum(l.total) AS net, sum(l.tax_amount) AS tax
         FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
         WHERE i.sales_order_id = ?1 AND i.status = 'posted' AND l.sales_order_line_id IS NOT NULL
         GROUP BY l.sales_order_line_id",
        bind![order],
    )?;
    let figures = |b: &Billed| Figures { gross: b.gross, discount: b.discount, net: b.net, tax: b.tax };
    Ok(rows.iter().map(|b| (b.line_id, figures(b))).collect())
}

fn billed_shipping(r: &Read<'_>, order: SalesOrderId) -> Result<BilledShipping> {
    let found = r.maybe(
        "SELECT coalesce(sum(i.shipping_amount), 0) AS shipping,
             coalesce(sum(i.tax_amount - (SELECT coalesce(sum(l.tax_amount), 0) FROM invoice_lines l
                                          WHERE l.invoice_id = i.id)), 0) AS tax
         FROM invoices i WHERE i.sales_order_id = ?1 AND i.status = 'posted'",
        bind![order],
    )?;
    Ok(found.unwrap_or(BilledShipping { shipping: Money::ZERO, tax: Money::ZERO }))
}

/// Days until an invoice is to be paid, from words like `Net 30`; on receipt where they name none.
fn days_to_pay(terms: Option<&str>) -> i64 {
    let words = terms.unwrap_or_default().to_lowercase();
    let Some(rest) = words.trim().strip_prefix("net") else { return 0 };
    rest.split_whitespace()
        .next()
        .and_then(|days| days.parse().ok())
        .filter(|d| (0..=365).contains(d))
        .unwrap_or(0)
}

struct Billing<'l> {
    line: &'l Line,
    quantity: Quantity,
    figures: Figures,
}

/// Writes and books the invoice of what a parcel took. `lines` have their shipped quantity as it is with this
/// parcel; `taken` says how much of each is in it. Shipping is billed with the first invoice of an order.
pub(super) fn invoice(
    w: &Write<'_>,
    order: &Order,
    shipment: ShipmentId,
    lines: &[Line],
    taken: &HashMap<SalesOrderLineId, Quantity>,
    date: Date,
) -> Result<InvoiceId> {
    let before = billed(w, order.id)?;
    let digits = order.digits();
    let mut rows = Vec::new();
    let mut sum = Figures::default();
    for line in lines {
        let Some(quantity) = taken.get(&line.id).copied() else { continue };
        let known = before.get(&line.id).copied().unwrap_or_default();
        let figures = bill(line.figures(digits)?, line.quantity, line.shipped_quantity, known, digits)?;
        sum = Figures {
            gross: sum.gross.plus(figures.gross)?,
            discount: sum.discount.plus(figures.discount)?,
            net: sum.net.plus(figures.net)?,
            tax: sum.tax.plus(figures.tax)?,
        };
        rows.push(Billing { line, quantity, figures });
    }
    let done = billed_shipping(w, order.id)?;
    let shipping = order.shipping_cost.minus(done.shipping)?.max(Money::ZERO);
    let shipping_tax = order.shipping_tax_amount.minus(done.tax)?.max(Money::ZERO);
    let tax = sum.tax.plus(shipping_tax)?;
    let total = sum.net.plus(tax)?.plus(shipping)?;
    let number = w.next_number(Sequence::Invoice, date)?;
    let due = date.plus_days(days_to_pay(order.payment_terms.as_deref()));
    let id = InvoiceId(w.insert(
        "INSERT INTO invoices (invoice_number, sales_order_id, shipment_id, customer_id, invoice_date, due_date, subtotal,
             discount_amount, tax_amount, shipping_amount, total, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        bind![
            number, order.id, shipment, order.customer_id, date, due, sum.gross, sum.discount, tax, shipping, total,
            w.actor().user_id, w.now()
        ],
    )?);
    write_lines(w, id, &rows)?;
    let text = format!("Invoice {number} for {}", order.order_number);
    let mut event = Event::new(date, text, "invoice", id.get());
    event.debit(AccountRole::Receivable, total);
    event.debit(AccountRole::Discounts, sum.discount);
    event.credit(AccountRole::Sales, sum.gross);
    event.credit(AccountRole::SalesTaxPayable, tax);
    event.credit(AccountRole::ShippingIncome, shipping);
    let entry = event.post(w)?;
    w.execute("UPDATE invoices SET journal_entry_id = ?2 WHERE id = ?1", bind![id, entry])?;
    Ok(id)
}

fn write_lines(w: &Write<'_>, invoice: InvoiceId, rows: &[Billing<'_>]) -> Result<()> {
    for (index, row) in rows.iter().enumerate() {
        w.insert(
            "INSERT INTO invoice_lines (invoice_id, line_number, sales_order_line_id, product_id, description, quantity,
                 unit, unit_price, discount, tax_amount, total)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            bind![
                invoice,
                i64::try_from(index + 1).unwrap_or(i64::MAX),
                row.line.id,
                row.line.product_id,
                row.line.title().chars().take(500).collect::<String>(),
                row.quantity,
                row.line.unit,
                row.line.unit_price,
                row.figures.discount,
                row.figures.tax,
                row.figures.net
            ],
        )?;
    }
    Ok(())
}

crate::read_model! {
    struct Written {
        id: InvoiceId,
        invoice_number: String,
        discount_amount: Money,
        tax_amount: Money,
        shipping_amount: Money,
        subtotal: Money,
        total: Money,
        journal_entry_id: Option<JournalEntryId>,
    }
}

/// Undoes the invoice of a parcel, if it brought one.
pub(super) fn undo(w: &Write<'_>, shipment: ShipmentId, reason: &str, date: Date) -> Result<()> {
    let found: Option<Written> = w.maybe(
        "SELECT id, invoice_number, discount_amount, tax_amount, shipping_amount, subtotal, total, journal_entry_id
         FROM invoices WHERE shipment_id = ?1 AND status = 'posted'",
        bind![shipment],
    )?;
    let Some(old) = found else { return Ok(()) };
    let text = format!("{} was voided: {reason}", old.invoice_number);
    let mut event = Event::new(date, text, "invoice", old.id.get());
    event.credit(AccountRole::Receivable, old.total);
    event.credit(AccountRole::Discounts, old.discount_amount);
    event.debit(AccountRole::Sales, old.subtotal);
    event.debit(AccountRole::SalesTaxPayable, old.tax_amount);
    event.debit(AccountRole::ShippingIncome, old.shipping_amount);
    if let Some(entry) = old.journal_entry_id {
        event.reverses(entry);
    }
    event.post(w)?;
    w.execute(
        "UPDATE invoices SET status = 'voided', voided_at = ?2, void_reason = ?3 WHERE id = ?1",
        bind![old.id, w.now(), reason],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::days_to_pay;

    #[test]
    fn terms_tell_the_days() {
        assert_eq!(days_to_pay(Some("Net 30")), 30);
        assert_eq!(days_to_pay(Some("net 14 days")), 14);
        for none in [None, Some("Prepaid"), Some("Net"), Some("net soon")] {
            assert_eq!(days_to_pay(none), 0);
        }
    }
}
