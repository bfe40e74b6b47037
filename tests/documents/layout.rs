//! How pages break: repeated headings, page n of m, nothing lost, nothing alone.

use spoolyard_documents::{Format, Paper, packing_slip, purchase_order};

use crate::paper::Printed;
use crate::samples;

#[test]
fn both_papers_have_their_size() {
    for (paper, size) in [(Paper::A4, "595.276 x 841.89 pts (A4)"), (Paper::Letter, "612 x 792 pts (letter)")]
    {
        let format = Format { paper, ..Format::default() };
        let printed = Printed::new(&purchase_order(&samples::purchase_order(3), &format).unwrap());
        assert_eq!(printed.info("Page size"), size);
    }
}

#[test]
fn three_hundred_lines_run_over_pages_with_their_headings() {
    for paper in [Paper::A4, Paper::Letter] {
        let format = Format { paper, ..Format::default() };
        let order = samples::purchase_order(300);
        let printed = Printed::new(&purchase_order(&order, &format).unwrap());
        printed.is_sound();
        let count = printed.page_count();
        assert!((12..=22).contains(&count), "{count} pages");
        let mut lines_seen = 0;
        for page in 1..=count {
            let text = printed.page(page);
            assert!(text.contains(&format!("Page {page} of {count}")), "{text}");
            assert!(text.contains("PO-2026-0042"), "{text}");
            let on_page = text
                .lines()
                .filter(|line| line.contains("SPOOL") || line.contains(" BOX ") || line.contains(" EA "))
                .count();
            assert_eq!(on_page > 0, text.contains("Description"), "headings stand where rows stand:\n{text}");
            assert_eq!(
                text.contains("Subtotal"),
                text.contains("Total USD"),
                "totals stay together:\n{text}"
            );
            assert!(!text.contains("Total USD") || on_page > 0, "totals stand below a row:\n{text}");
            lines_seen += on_page;
        }
        assert_eq!(lines_seen, 300);
    }
}

#[test]
fn an_order_of_any_length_keeps_its_totals_with_a_row() {
    for count in 1..45 {
        let printed =
            Printed::new(&purchase_order(&samples::purchase_order(count), &Format::default()).unwrap());
        let text = printed.text();
        let page =
            text.split('\u{c}').find(|page| page.contains("Total USD")).expect("a page with the total");
        assert!(page.contains("Description") && page.contains("Subtotal"), "{count} lines:\n{page}");
    }
}

#[test]
fn nothing_to_print_is_said() {
    let order = Printed::new(&purchase_order(&samples::purchase_order(0), &Format::default()).unwrap());
    assert!(order.text().contains("This order has no lines."));
    assert_eq!(order.page_count(), 1);
    let slip = Printed::new(&packing_slip(&samples::packing_slip(0), &Format::default()).unwrap());
    assert!(slip.text().contains("This shipment has no lines."));
    let bare = Printed::new(
        &packing_slip(&spoolyard_documents::PackingSlip::default(), &Format::default()).unwrap(),
    );
    bare.is_sound();
}

#[test]
fn a_text_longer_than_a_page_is_printed_to_its_end() {
    let mut order = samples::purchase_order(2);
    let words: Vec<String> = (0..3000).map(|at| format!("word{at}")).collect();
    order.lines[0].notes = Some(words.join(" "));
    order.notes = Some((0..400).map(|at| format!("note{at}")).collect::<Vec<_>>().join("\n"));
    order.tax_label = Some((0..200).map(|at| format!("tax{at}")).collect::<Vec<_>>().join("\n"));
    order.vendor.address = (0..120).map(|at| format!("address{at}")).collect();
    let text = Printed::new(&purchase_order(&order, &Format::default()).unwrap()).text();
    for part in ["word0 ", "word1500", "word2999", "note0", "note399", "address119", "tax199", "Total USD"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn long_names_and_giant_figures_stay_whole() {
    let mut order = samples::purchase_order(2);
    order.lines[0].unit_cost = samples::decimal("123456789.123456");
    order.lines[0].total = samples::decimal("9876543210123.45");
    let text = Printed::new(&purchase_order(&order, &Format::default()).unwrap()).text();
    assert!(text.contains("123,456,789.123456") && text.contains("9,876,543,210,123.45"), "{text}");
}
