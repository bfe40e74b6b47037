//! What invoice and order confirmation share: the lines of a sale, what they add up to, and what was paid of it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::kit::columns::Align;
use crate::kit::table::{Cell, Heading, Width, cell};
use crate::kit::text::Style;
use crate::kit::{About, Story};
use crate::{Company, DocumentError, Format, Party};

/// One line of a sale, in the unit it is sold in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaleLine {
    /// Its number on the document.
    pub line_no: u32,
    /// The shop's SKU.
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// How much, in `unit`.
    pub quantity: Decimal,
    /// The unit it is sold in.
    pub unit: String,
    /// What one unit costs.
    pub unit_price: Decimal,
    /// What is taken off the line, as a positive amount; nothing prints nothing.
    pub discount: Decimal,
    /// What the line costs after that, before tax.
    pub total: Decimal,
    /// When this line is promised, if not with all the others.
    pub promised: Option<NaiveDate>,
    /// What the customer should know about the line.
    pub notes: Option<String>,
}

/// What a sale comes to. Every figure is rounded by the caller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaleSums {
    /// The sum of the lines.
    pub subtotal: Decimal,
    /// What shipping costs.
    pub shipping: Decimal,
    /// How the tax is called, for instance `VAT`; `Tax` when it is not given.
    pub tax_name: Option<String>,
    /// Tax by rate: per cent and what it comes to. None prints that there is no tax.
    pub taxes: Vec<(Decimal, Decimal)>,
    /// What is to be paid.
    pub total: Decimal,
}

/// Money that came for a sale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PaidPart {
    /// The number of the payment.
    pub number: String,
    /// The day it came.
    pub date: Option<NaiveDate>,
    /// How it came.
    pub method: String,
    /// What of it counts for this document.
    pub amount: Decimal,
}

/// A paper about a sale: what differs between an invoice and an order confirmation.
pub(crate) struct SalePaper<'a> {
    pub(crate) company: &'a Company,
    pub(crate) about: About,
    pub(crate) bill_to: &'a Party,
    pub(crate) ship_to: Option<&'a Party>,
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) lines: &'a [SaleLine],
    /// What stands in place of the lines where there are none.
    pub(crate) without_lines: &'static str,
    pub(crate) sums: &'a SaleSums,
    pub(crate) paid: &'a [PaidPart],
    pub(crate) balance: Decimal,
    pub(crate) notes: Option<&'a str>,
}

impl SalePaper<'_> {
    /// Parties, facts, lines, sums, payments, notes.
    pub(crate) fn print(self, format: &Format) -> Result<Vec<u8>, DocumentError> {
        let mut story = Story::new(self.company, self.about, format)?;
        let mut parties = vec![("Bill to", self.bill_to)];
        parties.extend(self.ship_to.map(|party| ("Ship to", party)));
        story.parties(&parties);
        story.facts(&self.facts);
        let rows: Vec<Vec<Cell>> = self.lines.iter().map(|line| row(line, format)).collect();
        story.table(&headings(), &rows, self.without_lines);
        story.totals(&sums(self.sums, self.paid, self.balance, format));
        story.notes("Notes", self.notes);
        story.print()
    }
}

/// The columns of a sale's lines.
fn headings() -> [Heading; 7] {
    [
        Heading { align: Align::Right, ..Heading::words("#", Width::Fit(0.08)) },
        Heading::words("SKU", Width::Fit(0.22)),
        Heading::words("Description", Width::Rest),
        Heading::figures("Quantity"),
        Heading::words("Unit", Width::Fit(0.1)),
        Heading::figures("Unit price"),
        Heading::figures("Line total"),
    ]
}

/// A line as a row below [`headings`].
fn row(line: &SaleLine, format: &Format) -> Vec<Cell> {
    let mut description = cell(&line.name);
    if !line.discount.is_zero() {
        description.push((format!("Less {} discount", format.amount(line.discount)), Style::SMALL));
    }
    if let Some(date) = line.promised {
        description.push((format!("Promised for {}", format.date(date)), Style::SMALL));
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
        cell(format.amount(line.unit_price)),
        cell(format.amount(line.total)),
    ]
}

/// What it adds up to, what was paid, and what is still to be paid as the last row.
fn sums(sums: &SaleSums, paid: &[PaidPart], balance: Decimal, format: &Format) -> Vec<(String, String)> {
    let mut rows = vec![("Subtotal".to_owned(), format.amount(sums.subtotal))];
    rows.push(("Shipping".to_owned(), format.amount(sums.shipping)));
    let tax_name = sums.tax_name.as_deref().unwrap_or("Tax");
    if sums.taxes.is_empty() {
        rows.push((tax_name.to_owned(), format.amount(Decimal::ZERO)));
    }
    let by_rate = |(rate, tax): &(Decimal, Decimal)| {
        (format!("{tax_name} {} %", format.quantity(*rate)), format.amount(*tax))
    };
    rows.extend(sums.taxes.iter().map(by_rate));
    let code = &format.currency_code;
    rows.push((format!("Total {code}").trim_end().to_owned(), format.money(sums.total)));
    for part in paid {
        let words = [part.date.map(|date| format.date(date)), Some(part.method.clone())];
        let told: Vec<String> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
        let label = format!("Paid {} {}", part.number, told.join(", "));
        rows.push((label.trim_end().to_owned(), format.amount(-part.amount)));
    }
    rows.push((format!("Balance due {code}").trim_end().to_owned(), format.money(balance)));
    rows
}
