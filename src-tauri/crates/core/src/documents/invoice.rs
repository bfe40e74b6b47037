//! The invoice of a parcel, from the store.

use spoolyard_documents::{Invoice, SaleLine, SaleSums};
use spoolyard_types::ids::{InvoiceId, SalesOrderId};
use spoolyard_types::{Date, Money, Percent, Quantity, UnitCost};

use super::sale;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found};
use crate::sales::model::InvoiceStatus;
use crate::sales::orders::{self, OrderRef};

crate::read_model! {
    struct Head {
        invoice_number: String,
        sales_order_id: SalesOrderId,
        status: InvoiceStatus,
        invoice_date: Date,
        due_date: Option<Date>,
        subtotal: Money,
        discount_amount: Money,
        tax_amount: Money,
        shipping_amount: Money,
        total: Money,
        shipment_number: Option<String>,
        ship_date: Option<Date>,
        billed_before: Money,
    }

    struct Line {
        line_number: u32,
        sku: Option<String>,
        description: String,
        quantity: Quantity,
        unit: String,
        unit_price: UnitCost,
        discount: Money,
        tax_rate: Percent,
        tax_amount: Money,
        total: Money,
    }
}

fn lines(r: &Read<'_>, id: InvoiceId) -> Result<Vec<Line>> {
    r.all(
        "SELECT l.line_number, p.sku, l.description, l.quantity, l.unit, l.unit_price, l.discount,
             coalesce(o.tax_rate, 0) AS tax_rate, l.tax_amount, l.total
         FROM invoice_lines l LEFT JOIN products p ON p.id = l.product_id
         LEFT JOIN sales_order_lines o ON o.id = l.sales_order_line_id
         WHERE l.invoice_id = ?1 ORDER BY l.line_number",
        bind![id],
    )
}

/// Whose order it bills, what stands on the invoice without the letterhead, and the currency of its figures. What was paid for the
/// order goes to its oldest invoice first.
pub(super) fn view(r: &Read<'_>, id: InvoiceId) -> Result<(SalesOrderId, Invoice, String)> {
    let head: Head = r
        .maybe(
            "SELECT i.invoice_number, i.sales_order_id, i.status, i.invoice_date, i.due_date, i.subtotal, i.discount_amount,
                 i.tax_amount, i.shipping_amount, i.total, s.shipment_number, s.ship_date,
                 (SELECT coalesce(sum(b.total), 0) FROM invoices b
                  WHERE b.sales_order_id = i.sales_order_id AND b.status = 'posted' AND b.id < i.id) AS billed_before
             FROM invoices i LEFT JOIN shipments s ON s.id = i.shipment_id WHERE i.id = ?1",
            bind![id],
        )?
        .ok_or_else(|| not_found("invoice", id))?;
    let order = orders::get(r, OrderRef { id: head.sales_order_id })?;
    let lines = lines(r, id)?;
    // What was voided is owed by nobody.
    let (status, due) = match head.status {
        InvoiceStatus::Posted => (None, head.total),
        InvoiceStatus::Voided => (Some(String::from("Voided")), Money::ZERO),
    };
    let (paid, balance) = sale::paid(&order.payments, head.billed_before, due)?;
    let (bill_to, ship_to) = sale::parties(&order.head);
    let taxed = lines.iter().map(|line| (line.tax_rate, line.tax_amount));
    let taxes = sale::taxes(taxed, &order.head, head.tax_amount)?;
    let invoice = Invoice {
        number: head.invoice_number,
        status,
        invoice_date: Some(head.invoice_date.get()),
        due_date: head.due_date.map(Date::get),
        order_number: order.head.order_number.clone(),
        order_date: Some(order.head.confirmed_at.unwrap_or(order.head.created_at).get().date_naive()),
        shipment_number: head.shipment_number,
        ship_date: head.ship_date.map(Date::get),
        customer_reference: order.head.po_reference.clone(),
        payment_terms: order.head.payment_terms.clone(),
        bill_to,
        ship_to,
        lines: lines.into_iter().map(sale_line).collect(),
        sums: SaleSums {
            subtotal: head.subtotal.minus(head.discount_amount)?.get(),
            shipping: head.shipping_amount.get(),
            taxes,
            total: head.total.get(),
            ..SaleSums::default()
        },
        paid,
        balance: balance.get(),
        notes: order.head.customer_notes.clone(),
        created_at: r.now().get(),
        ..Invoice::default()
    };
    Ok((head.sales_order_id, invoice, order.head.currency_code))
}

fn sale_line(line: Line) -> SaleLine {
    SaleLine {
        line_no: line.line_number,
        sku: line.sku.unwrap_or_default(),
        name: line.description,
        quantity: line.quantity.get(),
        unit: line.unit,
        unit_price: line.unit_price.get(),
        discount: line.discount.get(),
        total: line.total.get(),
        ..SaleLine::default()
    }
}
