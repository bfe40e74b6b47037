//! Every script comes out of the PDF as it went in, from fonts that travel inside it.

use spoolyard_documents::{Format, purchase_order};

use crate::paper::Printed;
use crate::samples;

fn printed(name: &str) -> Printed {
    let mut order = samples::purchase_order(1);
    order.lines[0].name = name.to_owned();
    order.vendor.name = name.to_owned();
    let printed = Printed::new(&purchase_order(&order, &Format::default()).expect("a PDF"));
    printed.is_sound();
    printed
}

#[test]
fn latin_greek_cyrillic_and_east_asian_text_can_be_selected() {
    for name in [
        "Łódź, Zürich, São Paulo, Đà Nẵng, İzmir",
        "Ελληνικά νήματα, άσπρο",
        "Нитка чорна, їжак, ґанок",
        "東京都千代田区プリント",
        "深圳市三维打印耗材",
        "한국 인쇄 주식회사",
        "Ø 1.75 ± 0.02 mm → ≤ 3 × ✓ №5 µm ½ €",
    ] {
        let text = printed(name).text();
        assert_eq!(text.matches(name).count(), 2, "{name:?} in:\n{text}");
    }
}

#[test]
fn accents_typed_apart_come_out_composed() {
    let text = printed("Cafe\u{301} A\u{30a}ngstro\u{308}m").text();
    assert!(text.contains("Café Ångström"), "{text}");
}

#[test]
fn control_and_invisible_characters_leave_no_trace() {
    let text = printed("PLA\u{7}\u{0} bl\u{200b}ack\u{202e}\u{feff}").text();
    assert!(text.contains("PLA black"), "{text}");
}

#[test]
fn what_no_font_has_is_named_in_brackets() {
    let text = printed("Spool 😀 नम").text();
    assert!(text.contains("Spool [U+1F600] [U+0928][U+092E]"), "{text}");
}

#[test]
fn right_to_left_text_can_be_selected() {
    for name in ["שלום עולם", "شركة الطباعة", "پارسی گرچه"] {
        let text = printed(name).text();
        assert_eq!(text.matches(name).count(), 2, "{name:?} in:\n{text}");
    }
    assert!(printed("سلام (12) abc").text().contains("abc"));
}

#[test]
fn fonts_are_embedded_and_cut_to_what_is_used() {
    let fonts = printed("東京 → Ελλ").fonts();
    assert_eq!(fonts.len(), 4, "{fonts:?}");
    assert!(fonts.iter().all(|(_, flags)| *flags == [true; 3]), "{fonts:?}");
    assert_eq!(printed("plain").fonts().len(), 2, "a face that is not needed stays out");
    let bytes = purchase_order(&samples::purchase_order(12), &Format::default()).unwrap();
    assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
}
