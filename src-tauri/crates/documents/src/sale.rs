//! What invoice and order confirmation share: the lines of a sale, what they add up to, and what was paid of it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::Format;
use crate::kit::columns::Align;
use crate::kit::table::{Cell, Heading, Width, cell};
use crate::kit::text::Style;

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

/// The columns of a sale's lines.
pub(crate) fn headings() -> [Heading; 7] {
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
pub(crate) fn row(line: &SaleLine, format: &Format) -> Vec<Cell> {
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
pub(crate) fn sums(
    sums: &SaleSums,
    paid: &[PaidPart],
    balance: Decimal,
    format: &Format,
) -> Vec<(String, String)> {
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
