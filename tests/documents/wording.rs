//! What the paper says: every number, name and figure as it was given, and who made it.

use rust_decimal::Decimal;
use spoolyard_documents::{
    DateStyle, DocumentError, Format, Paper, SymbolPosition, packing_slip, purchase_order,
};

use crate::paper::{Printed, run_together};
use crate::samples::{self, decimal};

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} in:\n{text}");
    }
}

#[test]
fn a_purchase_order_carries_every_figure_as_given() {
    let mut order = samples::purchase_order(12);
    order.discount = Some(decimal("12.5"));
    order.subtotal = decimal("12345.67");
    order.total = decimal("1234567.891");
    let format = Format::default();
    let text = run_together(&Printed::new(&purchase_order(&order, &format).unwrap()).text());
    for line in &order.lines {
        let row = format!(
            "{} {} {} {} {} {} {}",
            line.line_no,
            line.sku,
            line.name,
            format.quantity(line.quantity),
            line.unit,
            format.amount(line.unit_cost),
            format.amount(line.total)
        );
        holds(&text, &[&row]);
    }
    holds(
        &text,
        &[
            "Purchase order",
            "PO-2026-0042",
            "Larkspur Print Works",
            "Harbor Filament Supply Co.",
            "Tacoma, WA 98421",
        ],
    );
    holds(
        &text,
        &[
            "2026-03-07",
            "2026-03-21",
            "Net 30",
            "LPW-7781",
            "Your item HF-1100",
            "Needed by 2026-03-20",
            "27.125",
            "0.2165",
        ],
    );
    holds(
        &text,
        &[
            "Subtotal 12,345.67",
            "Discount -12.50",
            "Shipping 24.50",
            "Sales tax 7 % 31.17",
            "Total USD $1,234,567.891",
        ],
    );
    holds(&text, &[order.notes.as_deref().unwrap(), order.terms.as_deref().unwrap()]);
}

#[test]
fn a_packing_slip_tells_what_is_in_the_parcel_and_what_is_to_come() {
    let mut slip = samples::packing_slip(5);
    slip.carrier = Some("Northbound Parcel".into());
    slip.tracking_numbers = vec!["NB 0042 7781 55".into(), "NB 0042 7781 56".into()];
    slip.lines[0].shipped_before = Decimal::ONE;
    let text = run_together(&Printed::new(&packing_slip(&slip, &Format::default()).unwrap()).text());
    holds(
        &text,
        &[
            "Packing slip",
            "SO-2026-0117",
            "4500098231",
            "3.45 kg",
            "NB 0042 7781 55",
            "NB 0042 7781 56",
            "Northbound Parcel",
        ],
    );
    holds(&text, &["Ordered Shipped before Shipped now Backordered", "SPOOL 3 1 3 0", "BOX 6 0 5 1"]);
    holds(&text, &["Lot LOT-2026-0009, LOT-2026-0010", "Serial SN-2026-0301, SN-2026-0302, SN-2026-0303"]);
}

#[test]
fn a_packing_slip_invents_nothing_and_shows_no_prices() {
    let mut slip = samples::packing_slip(3);
    slip.packages = None;
    let text = Printed::new(&packing_slip(&slip, &Format::default()).unwrap()).text();
    for absent in ["TRACKING", "CARRIER", "PACKAGES", "Backordered", "Shipped before", "$"] {
        assert!(!text.contains(absent), "{absent:?} in:\n{text}");
    }
}

#[test]
fn figures_and_dates_follow_the_shop() {
    let format = Format {
        date_style: DateStyle::DayMonthYearDots,
        decimal_separator: ",".into(),
        group_separator: ".".into(),
        currency_code: "EUR".into(),
        currency_symbol: "€".into(),
        symbol_position: SymbolPosition::After,
        ..Format::default()
    };
    let mut order = samples::purchase_order(1);
    order.total = decimal("98765.4");
    let text = run_together(&Printed::new(&purchase_order(&order, &format).unwrap()).text());
    holds(&text, &["07.03.2026", "SPOOL 16,40 65,60", "Total EUR 98.765,40 €"]);
}

#[test]
fn the_file_says_what_it_is_and_who_made_it() {
    let printed = Printed::new(&purchase_order(&samples::purchase_order(2), &Format::default()).unwrap());
    for (key, value) in [
        ("Title", "Purchase order PO-2026-0042"),
        ("Subject", "Purchase order PO-2026-0042 to Harbor Filament Supply Co."),
        ("Author", "Larkspur Print Works"),
        ("Creator", "Spoolyard"),
    ] {
        assert_eq!(printed.info(key), value);
    }
    assert!(printed.info("CreationDate").contains("2026"));
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    for paper in [Paper::A4, Paper::Letter] {
        let format = Format { paper, ..Format::default() };
        let print = || purchase_order(&samples::purchase_order(40), &format).unwrap();
        assert!(print() == print());
        let slip = || packing_slip(&samples::packing_slip(40), &format).unwrap();
        assert!(slip() == slip());
    }
}

#[test]
fn a_logo_is_printed_and_a_bad_one_is_refused_by_name() {
    let mut order = samples::purchase_order(1);
    let plain = purchase_order(&order, &Format::default()).unwrap();
    order.company.logo = Some(include_bytes!("logo.png").to_vec());
    let bytes = purchase_order(&order, &Format::default()).unwrap();
    Printed::new(&bytes).is_sound();
    assert!(bytes.len() > plain.len() + 200, "the logo is inside");
    order.company.logo = Some(b"not a picture".to_vec());
    assert_eq!(purchase_order(&order, &Format::default()), Err(DocumentError::LogoFormat));
}
