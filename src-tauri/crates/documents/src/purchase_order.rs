//! The purchase order: what the shop asks a vendor to deliver, at which price, where and when.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::kit::columns::Align;
use crate::kit::table::{Cell, Heading, Width, cell};
use crate::kit::text::Style;
use crate::kit::{About, Story};
use crate::{Company, DocumentError, Format, Party};

/// A purchase order as the vendor reads it. Money is in the currency of the [`Format`], rounded by the caller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PurchaseOrder {
    /// The shop that orders.
    pub company: Company,
    /// For instance `PO-2026-0001`.
    pub number: String,
    /// `Draft` or `Cancelled` where the paper must not be taken for a valid order.
    pub status: Option<String>,
    /// When it was ordered.
    pub order_date: Option<NaiveDate>,
    /// When all of it is expected.
    pub expected_date: Option<NaiveDate>,
    /// Who delivers.
    pub vendor: Party,
    /// The shop's account number with the vendor.
    pub account_number: Option<String>,
    /// Where it is delivered.
    pub ship_to: Party,
    /// Who receives the invoice, when that is not the letterhead's company.
    pub bill_to: Option<Party>,
    /// Who orders for the shop.
    pub buyer: Option<String>,
    /// For instance `Net 30`.
    pub payment_terms: Option<String>,
    /// The carrier or service asked for.
    pub ship_via: Option<String>,
    /// Who pays the freight and bears the risk, for instance `DAP`.
    pub delivery_terms: Option<String>,
    /// The vendor's quotation or another reference.
    pub reference: Option<String>,
    /// What is ordered.
    pub lines: Vec<PurchaseLine>,
    /// Sum of the lines.
    pub subtotal: Decimal,
    /// What is taken off, as a positive amount; none prints no row.
    pub discount: Option<Decimal>,
    /// Freight.
    pub shipping: Decimal,
    /// How the tax is called, for instance `VAT 19 %`; `Tax` when it is not given.
    pub tax_label: Option<String>,
    /// Tax.
    pub tax: Decimal,
    /// What is to be paid.
    pub total: Decimal,
    /// What the vendor should know.
    pub notes: Option<String>,
    /// Terms and conditions.
    pub terms: Option<String>,
    /// When this PDF was made.
    pub created_at: DateTime<Utc>,
}

/// One line of a purchase order, in the unit it is bought in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PurchaseLine {
    /// Its number on the order.
    pub line_no: u32,
    /// The shop's SKU.
    pub sku: String,
    /// The name of the product.
    pub name: String,
    /// The vendor's own number for it.
    pub vendor_sku: Option<String>,
    /// How much, in `unit`.
    pub quantity: Decimal,
    /// The unit it is bought in, for instance `SPOOL`.
    pub unit: String,
    /// What one unit costs.
    pub unit_cost: Decimal,
    /// What the line costs.
    pub total: Decimal,
    /// When this line is needed, if not with all the others.
    pub needed_by: Option<NaiveDate>,
    /// What the vendor should know about the line.
    pub notes: Option<String>,
}

/// Prints a purchase order.
///
/// # Errors
/// A logo that cannot be used, see [`crate::check_logo`]. Text and figures never fail.
pub fn purchase_order(order: &PurchaseOrder, format: &Format) -> Result<Vec<u8>, DocumentError> {
    let about = About {
        title: "Purchase order",
        number: order.number.clone(),
        subject: format!("Purchase order {} to {}", order.number, order.vendor.name),
        created_at: order.created_at,
    };
    let mut story = Story::new(&order.company, about, format)?;
    let mut parties = vec![("Vendor", &order.vendor), ("Ship to", &order.ship_to)];
    parties.extend(order.bill_to.as_ref().map(|party| ("Bill to", party)));
    story.parties(&parties);
    story.facts(&facts(order, format));
    let headings = [
        Heading { align: Align::Right, ..Heading::words("#", Width::Fit(0.08)) },
        Heading::words("SKU", Width::Fit(0.22)),
        Heading::words("Description", Width::Rest),
        Heading::figures("Quantity"),
        Heading::words("Unit", Width::Fit(0.1)),
        Heading::figures("Unit cost"),
        Heading::figures("Line total"),
    ];
    let rows: Vec<Vec<Cell>> = order.lines.iter().map(|line| row(line, format)).collect();
    story.table(&headings, &rows, "This order has no lines.");
    story.totals(&sums(order, format));
    story.notes("Notes", order.notes.as_deref());
    story.notes("Terms and conditions", order.terms.as_deref());
    story.print()
}

fn facts(order: &PurchaseOrder, format: &Format) -> Vec<(&'static str, String)> {
    let date = |date: Option<NaiveDate>| date.map(|date| format.date(date)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("Status", text(&order.status)),
        ("Order date", date(order.order_date)),
        ("Expected", date(order.expected_date)),
        ("Payment terms", text(&order.payment_terms)),
        ("Currency", format.currency_code.clone()),
        ("Ship via", text(&order.ship_via)),
        ("Delivery terms", text(&order.delivery_terms)),
        ("Our account", text(&order.account_number)),
        ("Your reference", text(&order.reference)),
        ("Buyer", text(&order.buyer)),
    ]
}

fn row(line: &PurchaseLine, format: &Format) -> Vec<Cell> {
    let mut description = cell(&line.name);
    if let Some(vendor_sku) = &line.vendor_sku {
        description.push((format!("Your item {vendor_sku}"), Style::SMALL));
    }
    if let Some(date) = line.needed_by {
        description.push((format!("Needed by {}", format.date(date)), Style::SMALL));
    }
    if let Some(notes) = &line.notes {
        description.push((notes.clone(), Style::SMALL));
    }
    vec![
        cell(line.line_no.to_string()),
        cell(&line.sku),
        description,
        cell(format.quantity(line.quantity)),
        cell(&line.unit),
        cell(format.amount(line.unit_cost)),
        cell(format.amount(line.total)),
    ]
}

fn sums(order: &PurchaseOrder, format: &Format) -> Vec<(String, String)> {
    let mut sums = vec![("Subtotal".to_owned(), format.amount(order.subtotal))];
    if let Some(discount) = order.discount {
        sums.push(("Discount".to_owned(), format.amount(-discount)));
    }
    sums.push(("Shipping".to_owned(), format.amount(order.shipping)));
    sums.push((order.tax_label.clone().unwrap_or_else(|| "Tax".to_owned()), format.amount(order.tax)));
    sums.push((format!("Total {}", format.currency_code).trim_end().to_owned(), format.money(order.total)));
    sums
}
