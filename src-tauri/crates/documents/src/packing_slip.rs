//! The packing slip: what lies in the parcel, and what of the order is still to come. It shows no prices.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::kit::columns::Align;
use crate::kit::table::{Cell, Heading, Width, cell};
use crate::kit::text::Style;
use crate::kit::{About, Story};
use crate::{Company, DocumentError, Format, Party};

/// A packing slip as whoever opens the parcel reads it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackingSlip {
    /// The shop that ships.
    pub company: Company,
    /// For instance `SO-2026-0001`.
    pub order_number: String,
    /// The number of this shipment, where shipments have one.
    pub shipment_number: Option<String>,
    /// The customer's own order number.
    pub customer_reference: Option<String>,
    /// When it was ordered.
    pub order_date: Option<NaiveDate>,
    /// When it was shipped.
    pub ship_date: Option<NaiveDate>,
    /// Where the parcel goes.
    pub ship_to: Party,
    /// Who pays, when that is someone else.
    pub bill_to: Option<Party>,
    /// Who carries it, when that is known.
    pub carrier: Option<String>,
    /// The carrier's service.
    pub service: Option<String>,
    /// The carrier's tracking numbers, as the carrier gave them; empty prints nothing.
    pub tracking_numbers: Vec<String>,
    /// How many parcels.
    pub packages: Option<u32>,
    /// What they weigh, in kilograms.
    pub weight_kg: Option<Decimal>,
    /// What was ordered and what is in the parcel.
    pub lines: Vec<PackingLine>,
    /// What the customer should know.
    pub notes: Option<String>,
    /// How to send something back.
    pub returns: Option<String>,
    /// When this PDF was made.
    pub created_at: DateTime<Utc>,
}

/// One line of the order, in its unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackingLine {
    /// Its number on the order.
    pub line_no: u32,
    /// The shop's SKU.
    pub sku: String,
    /// The name of the product.
    pub name: String,
    /// The customer's own number for it.
    pub customer_sku: Option<String>,
    /// The unit of the quantities.
    pub unit: String,
    /// How much was ordered.
    pub ordered: Decimal,
    /// How much earlier shipments carried.
    pub shipped_before: Decimal,
    /// How much is in this shipment.
    pub shipped_now: Decimal,
    /// How much is still to come.
    pub backordered: Decimal,
    /// Lots of what is in this shipment.
    pub lots: Vec<String>,
    /// Serial numbers of what is in this shipment.
    pub serials: Vec<String>,
    /// What the customer should know about the line.
    pub notes: Option<String>,
}

/// Prints a packing slip.
///
/// # Errors
/// A logo that cannot be used, see [`crate::check_logo`]. Text and figures never fail.
pub fn packing_slip(slip: &PackingSlip, format: &Format) -> Result<Vec<u8>, DocumentError> {
    let about = About {
        title: "Packing slip",
        number: slip.shipment_number.clone().unwrap_or_else(|| slip.order_number.clone()),
        subject: format!("Packing slip for order {} to {}", slip.order_number, slip.ship_to.name),
        created_at: slip.created_at,
    };
    let mut story = Story::new(&slip.company, about, format)?;
    let mut parties = vec![("Ship to", &slip.ship_to)];
    parties.extend(slip.bill_to.as_ref().map(|party| ("Bill to", party)));
    story.parties(&parties);
    story.facts(&facts(slip, format));
    let shown = Shown::of(&slip.lines);
    let rows: Vec<Vec<Cell>> = slip.lines.iter().map(|line| row(line, shown, format)).collect();
    story.table(&headings(shown), &rows, "This shipment has no lines.");
    story.notes("Notes", slip.notes.as_deref());
    story.notes("Returns", slip.returns.as_deref());
    story.signatures(&["Packed by", "Checked by", "Received by", "Date"]);
    story.print()
}

fn facts(slip: &PackingSlip, format: &Format) -> Vec<(&'static str, String)> {
    let date = |date: Option<NaiveDate>| date.map(|date| format.date(date)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("Order", slip.order_number.clone()),
        ("Order date", date(slip.order_date)),
        ("Ship date", date(slip.ship_date)),
        ("Your reference", text(&slip.customer_reference)),
        ("Carrier", text(&slip.carrier)),
        ("Service", text(&slip.service)),
        ("Packages", slip.packages.map(|packages| packages.to_string()).unwrap_or_default()),
        ("Weight", slip.weight_kg.map(|mass| format!("{} kg", format.quantity(mass))).unwrap_or_default()),
        ("Tracking", slip.tracking_numbers.join("\n")),
    ]
}

/// Which of the columns say anything on this slip.
#[derive(Debug, Clone, Copy)]
struct Shown {
    shipped_before: bool,
    backordered: bool,
}

impl Shown {
    fn of(lines: &[PackingLine]) -> Self {
        Self {
            shipped_before: lines.iter().any(|line| !line.shipped_before.is_zero()),
            backordered: lines.iter().any(|line| !line.backordered.is_zero()),
        }
    }
}

fn headings(shown: Shown) -> Vec<Heading> {
    let mut headings = vec![
        Heading { align: Align::Right, ..Heading::words("#", Width::Fit(0.08)) },
        Heading::words("SKU", Width::Fit(0.24)),
        Heading::words("Description", Width::Rest),
        Heading::words("Unit", Width::Fit(0.1)),
        Heading::figures("Ordered"),
    ];
    if shown.shipped_before {
        headings.push(Heading::figures("Shipped before"));
    }
    headings.push(Heading::figures("Shipped now"));
    if shown.backordered {
        headings.push(Heading::figures("Backordered"));
    }
    headings
}

fn row(line: &PackingLine, shown: Shown, format: &Format) -> Vec<Cell> {
    let mut description = cell(&line.name);
    if let Some(customer_sku) = &line.customer_sku {
        description.push((format!("Your item {customer_sku}"), Style::SMALL));
    }
    for (title, numbers) in [("Lot", &line.lots), ("Serial", &line.serials)] {
        if !numbers.is_empty() {
            description.push((format!("{title} {}", numbers.join(", ")), Style::SMALL));
        }
    }
    if let Some(notes) = &line.notes {
        description.push((notes.clone(), Style::SMALL));
    }
    let mut row = vec![
        cell(line.line_no.to_string()),
        cell(&line.sku),
        description,
        cell(&line.unit),
        cell(format.quantity(line.ordered)),
    ];
    if shown.shipped_before {
        row.push(cell(format.quantity(line.shipped_before)));
    }
    row.push(vec![(format.quantity(line.shipped_now), Style::BODY_STRONG)]);
    if shown.backordered {
        row.push(cell(format.quantity(line.backordered)));
    }
    row
}
