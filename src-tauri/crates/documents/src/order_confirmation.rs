//! The order confirmation: what the shop promises to deliver, at which price and by when.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::kit::About;
use crate::sale::SalePaper;
use crate::{Company, DocumentError, Format, PaidPart, Party, SaleLine, SaleSums};

/// An order confirmation as the customer reads it. Money is in the currency of the [`Format`], rounded by the caller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrderConfirmation {
    /// The shop that promises.
    pub company: Company,
    /// For instance `SO-2026-0001`.
    pub number: String,
    /// `Draft` or `Cancelled` where the paper must not be taken for a promise.
    pub status: Option<String>,
    /// When it was ordered.
    pub order_date: Option<NaiveDate>,
    /// When the customer wants it.
    pub requested_date: Option<NaiveDate>,
    /// When all of it is promised.
    pub promised_date: Option<NaiveDate>,
    /// The customer's own order number.
    pub customer_reference: Option<String>,
    /// For instance `Net 30`.
    pub payment_terms: Option<String>,
    /// Who pays.
    pub bill_to: Party,
    /// Where it goes, when that is elsewhere.
    pub ship_to: Option<Party>,
    /// What is promised.
    pub lines: Vec<SaleLine>,
    /// What it comes to.
    pub sums: SaleSums,
    /// What was paid already, oldest first.
    pub paid: Vec<PaidPart>,
    /// What is still to be paid.
    pub balance: Decimal,
    /// What the customer should know.
    pub notes: Option<String>,
    /// When this PDF was made.
    pub created_at: DateTime<Utc>,
}

/// Prints an order confirmation.
///
/// # Errors
/// A logo that cannot be used, see [`crate::check_logo`]. Text and figures never fail.
pub fn order_confirmation(order: &OrderConfirmation, format: &Format) -> Result<Vec<u8>, DocumentError> {
    let about = About {
        title: "Order confirmation",
        number: order.number.clone(),
        subject: format!("Confirmation of order {} to {}", order.number, order.bill_to.name),
        created_at: order.created_at,
    };
    let paper = SalePaper {
        company: &order.company,
        about,
        bill_to: &order.bill_to,
        ship_to: order.ship_to.as_ref(),
        facts: facts(order, format),
        lines: &order.lines,
        without_lines: "This order has no lines.",
        sums: &order.sums,
        paid: &order.paid,
        balance: order.balance,
        notes: order.notes.as_deref(),
    };
    paper.print(format)
}

fn facts(order: &OrderConfirmation, format: &Format) -> Vec<(&'static str, String)> {
    let date = |date: Option<NaiveDate>| date.map(|date| format.date(date)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("Status", text(&order.status)),
        ("Order date", date(order.order_date)),
        ("Requested", date(order.requested_date)),
        ("Promised", date(order.promised_date)),
        ("Payment terms", text(&order.payment_terms)),
        ("Currency", format.currency_code.clone()),
        ("Your reference", text(&order.customer_reference)),
    ]
}
