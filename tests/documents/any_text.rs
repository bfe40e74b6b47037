//! Whatever is typed into any field, a sound PDF comes out.

use proptest::prelude::*;
use proptest::string::string_regex;
use spoolyard_documents::{Format, Paper, packing_slip, purchase_order};

use crate::paper::Printed;
use crate::samples;

fn any_text() -> impl Strategy<Value = String> {
    let anything = proptest::collection::vec(any::<char>(), 0..300).prop_map(String::from_iter);
    let words = string_regex("[\\PC\n\t ]{0,300}").expect("a pattern");
    prop_oneof![anything, words]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_makes_a_sound_pdf(texts in proptest::collection::vec(any_text(), 6), letter in any::<bool>()) {
        let format = Format { paper: if letter { Paper::Letter } else { Paper::A4 }, ..Format::default() };
        let mut order = samples::purchase_order(3);
        order.company.name = texts[0].clone();
        order.number = texts[1].clone();
        order.vendor.name = texts[2].clone();
        order.lines[0].sku = texts[3].clone();
        order.lines[1].name = texts[4].clone();
        order.lines[2].unit = texts[5].clone();
        order.notes = Some(texts[0].clone());
        Printed::new(&purchase_order(&order, &format).unwrap()).is_sound();

        let mut slip = samples::packing_slip(2);
        slip.ship_to.address = texts.clone();
        slip.tracking_numbers = texts.clone();
        slip.lines[0].lots = texts;
        Printed::new(&packing_slip(&slip, &format).unwrap()).is_sound();
    }
}
