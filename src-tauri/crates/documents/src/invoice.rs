//! The invoice: what left the house, what it costs, what was paid of it and what is due when.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::kit::About;
use crate::sale::SalePaper;
use crate::{Company, DocumentError, Format, PaidPart, Party, SaleLine, SaleSums};

/// An invoice as the customer reads it. Money is in the currency of the [`Format`], rounded by the caller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Invoice {
    /// The shop that bills.
    pub company: Company,
    /// For instance `INV-2026-0001`.
    pub number: String,
    /// `Voided` where the paper must not be taken for a bill.
    pub status: Option<String>,
    /// Its day.
    pub invoice_date: Option<NaiveDate>,
    /// When it is to be paid.
    pub due_date: Option<NaiveDate>,
    /// The order it bills.
    pub order_number: String,
    /// When that was ordered.
    pub order_date: Option<NaiveDate>,
    /// The shipment it bills, where there is one.
    pub shipment_number: Option<String>,
    /// When that left.
    pub ship_date: Option<NaiveDate>,
    /// The customer's own order number.
    pub customer_reference: Option<String>,
    /// For instance `Net 30`.
    pub payment_terms: Option<String>,
    /// Who pays.
    pub bill_to: Party,
    /// Where the goods went, when that is elsewhere.
    pub ship_to: Option<Party>,
    /// What is billed.
    pub lines: Vec<SaleLine>,
    /// What it comes to.
    pub sums: SaleSums,
    /// What was paid of it, oldest first.
    pub paid: Vec<PaidPart>,
    /// What is still to be paid.
    pub balance: Decimal,
    /// What the customer should know.
    pub notes: Option<String>,
    /// When this PDF was made.
    pub created_at: DateTime<Utc>,
}

/// Prints an invoice.
///
/// # Errors
/// A logo that cannot be used, see [`crate::check_logo`]. Text and figures never fail.
pub fn invoice(invoice: &Invoice, format: &Format) -> Result<Vec<u8>, DocumentError> {
    let about = About {
        title: "Invoice",
        number: invoice.number.clone(),
        subject: format!("Invoice {} to {}", invoice.number, invoice.bill_to.name),
        created_at: invoice.created_at,
    };
    let paper = SalePaper {
        company: &invoice.company,
        about,
        bill_to: &invoice.bill_to,
        ship_to: invoice.ship_to.as_ref(),
        facts: facts(invoice, format),
        lines: &invoice.lines,
        without_lines: "This invoice has no lines.",
        sums: &invoice.sums,
        paid: &invoice.paid,
        balance: invoice.balance,
        notes: invoice.notes.as_deref(),
    };
    paper.print(format)
}

fn facts(invoice: &Invoice, format: &Format) -> Vec<(&'static str, String)> {
    let date = |date: Option<NaiveDate>| date.map(|date| format.date(date)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("Status", text(&invoice.status)),
        ("Invoice date", date(invoice.invoice_date)),
        ("Due date", date(invoice.due_date)),
        ("Payment terms", text(&invoice.payment_terms)),
        ("Currency", format.currency_code.clone()),
        ("Order", invoice.order_number.clone()),
        ("Order date", date(invoice.order_date)),
        ("Shipment", text(&invoice.shipment_number)),
        ("Ship date", date(invoice.ship_date)),
        ("Your reference", text(&invoice.customer_reference)),
    ]
}
