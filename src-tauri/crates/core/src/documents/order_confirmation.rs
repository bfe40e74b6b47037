//! What was promised to a customer, from the store.

use spoolyard_documents::{OrderConfirmation, SaleLine, SaleSums};
use spoolyard_types::ids::SalesOrderId;
use spoolyard_types::{Date, Money, Percent, currency};

use super::sale;
use crate::db::Read;
use crate::error::Result;
use crate::sales::model::OrderStatus;
use crate::sales::orders::{self, OrderLine, OrderRef};
use crate::sales::pricing::{Discount, price};

fn line(line: &OrderLine, promised: Option<Date>) -> SaleLine {
    SaleLine {
        line_no: line.line_number,
        sku: line.sku.clone(),
        name: line.description.clone().unwrap_or_else(|| line.product_name.clone()),
        quantity: line.quantity.get(),
        unit: line.unit.clone(),
        unit_price: line.unit_price.get(),
        discount: line.discount.get(),
        total: line.total.get(),
        promised: line.promise_date.filter(|day| Some(*day) != promised).map(Date::get),
        notes: line.notes.clone(),
    }
}

fn tax_of(line: &OrderLine, digits: u32) -> Result<(Percent, Money)> {
    let off = Discount::Amount(line.discount);
    Ok((line.tax_rate, price(line.quantity, line.unit_price, off, line.tax_rate, digits)?.tax))
}

/// What stands on the confirmation, without the letterhead, and the currency of its figures.
pub(super) fn view(r: &Read<'_>, id: SalesOrderId) -> Result<(OrderConfirmation, String)> {
    let order = orders::get(r, OrderRef { id })?;
    let head = &order.head;
    let lines: Vec<&OrderLine> = order.lines.iter().filter(|line| !line.is_cancelled).collect();
    // One day for all is said once; a line that nobody knows the day of leaves the whole open.
    let promised = lines
        .iter()
        .filter(|line| line.open_quantity.is_positive() && line.is_stocked)
        .map(|line| line.promise_date)
        .try_fold(None, |latest: Option<Date>, day| day.map(|day| Some(latest.map_or(day, |l| l.max(day)))))
        .flatten();
    let (bill_to, ship_to) = sale::parties(head);
    let digits = currency::minor_digits(&head.currency_code);
    let taxed = lines.iter().map(|l| tax_of(l, digits)).collect::<Result<Vec<_>>>()?;
    let (paid, balance) = sale::paid(&order.payments, Money::ZERO, head.grand_total)?;
    let confirmation = OrderConfirmation {
        number: head.order_number.clone(),
        // Paper that looks like a promise must not be taken for one.
        status: match head.status {
            OrderStatus::Draft => Some(String::from("Draft")),
            OrderStatus::Cancelled => Some(String::from("Cancelled")),
            OrderStatus::Confirmed | OrderStatus::InProgress | OrderStatus::Completed => None,
        },
        order_date: Some(head.confirmed_at.unwrap_or(head.created_at).get().date_naive()),
        requested_date: head.requested_date.map(Date::get),
        promised_date: promised.map(Date::get),
        customer_reference: head.po_reference.clone(),
        payment_terms: head.payment_terms.clone(),
        bill_to,
        ship_to,
        lines: lines.iter().map(|l| line(l, promised)).collect(),
        sums: SaleSums {
            subtotal: head.total_price.get(),
            shipping: head.shipping_cost.get(),
            taxes: sale::taxes(taxed, head, head.tax_amount)?,
            total: head.grand_total.get(),
            ..SaleSums::default()
        },
        paid,
        balance: balance.get(),
        notes: head.customer_notes.clone(),
        created_at: r.now().get(),
        ..OrderConfirmation::default()
    };
    Ok((confirmation, head.currency_code.clone()))
}
