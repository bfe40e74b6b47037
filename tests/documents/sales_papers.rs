//! What customers read: order confirmation and invoice, figure by figure.

use rust_decimal::Decimal;
use spoolyard_documents::{Format, Paper, invoice, order_confirmation};

use crate::paper::{Printed, run_together};
use crate::samples;

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} in:\n{text}");
    }
}

#[test]
fn an_invoice_carries_every_figure_as_given() {
    let sample = samples::invoice(9);
    let format = Format::default();
    let printed = Printed::new(&invoice(&sample, &format).unwrap());
    printed.is_sound();
    let text = run_together(&printed.text());
    for line in &sample.lines {
        let figures =
            format!("{} {} {}", line.unit, format.amount(line.unit_price), format.amount(line.total));
        holds(&text, &[&line.sku, &figures]);
    }
    let subtotal = format!("Subtotal {}", format.amount(sample.sums.subtotal));
    let total = format!("Total USD {}", format.money(sample.sums.total));
    let due = format!("Balance due USD {}", format.money(sample.sums.total - samples::decimal("15.50")));
    holds(
        &text,
        &[
            "Invoice",
            "INV-2026-0042",
            "SO-2026-0117",
            "SHP-2026-0051",
            "4500098231",
            "2026-04-06",
            "Net 30",
            "Harbor Holdings LLC",
            "Less 1.25 discount",
            &subtotal,
            "Shipping 8.50",
            "Tax 8.25 % 12.38",
            "Tax 2 % 0.40",
            &total,
            "Paid PAY-2026-0003 -10.00 2026-03-05, card",
            "Paid PAY-2026-0007 -5.50 2026-03-09, bank transfer",
            &due,
        ],
    );
    let lines: Decimal = sample.lines.iter().map(|line| line.total).sum();
    assert_eq!(lines, sample.sums.subtotal, "the lines add up to the subtotal that stands below them");
    assert_eq!(printed.info("Title"), "Invoice INV-2026-0042");
    assert_eq!(printed.info("Subject"), "Invoice INV-2026-0042 to Harbor Holdings LLC");
}

#[test]
fn an_order_confirmation_says_what_is_promised_and_what_it_is_not() {
    let mut sample = samples::order_confirmation(5);
    let printed = Printed::new(&order_confirmation(&sample, &Format::default()).unwrap());
    let text = run_together(&printed.text());
    holds(
        &text,
        &["Order confirmation", "SO-2026-0117", "2026-03-27", "Promised for 2026-03-28", "Balance due USD"],
    );
    for absent in ["STATUS", "Draft", "Paid ", "SHIP TO"] {
        assert!(!text.contains(absent), "{absent:?} in:\n{text}");
    }
    assert_eq!(printed.info("Title"), "Order confirmation SO-2026-0117");
    sample.status = Some("Draft".into());
    sample.sums.taxes.clear();
    let text = run_together(&Printed::new(&order_confirmation(&sample, &Format::default()).unwrap()).text());
    holds(&text, &["Draft", "Tax 0.00"]);
}

#[test]
fn long_sales_papers_count_their_pages_and_keep_their_totals_together() {
    for paper in [Paper::A4, Paper::Letter] {
        let format = Format { paper, ..Format::default() };
        let papers = [
            (invoice(&samples::invoice(120), &format).unwrap(), "INV-2026-0042"),
            (order_confirmation(&samples::order_confirmation(120), &format).unwrap(), "SO-2026-0117"),
        ];
        for (bytes, number) in papers {
            let printed = Printed::new(&bytes);
            let count = printed.page_count();
            assert!(count > 3, "{count} pages");
            for page in 1..=count {
                let text = printed.page(page);
                assert!(text.contains(&format!("Page {page} of {count}")) && text.contains(number), "{text}");
                assert_eq!(text.contains("Subtotal"), text.contains("Balance due"), "{text}");
            }
        }
        assert!(invoice(&samples::invoice(0), &format).is_ok());
        let empty = Printed::new(&invoice(&samples::invoice(0), &format).unwrap());
        assert!(empty.text().contains("This invoice has no lines."));
    }
}
