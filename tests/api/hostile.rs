//! Bad input is refused with a code, a field and a remedy; odd but honest input is kept as it was typed.

use serde_json::{Value, json};

use crate::window::Window;

/// Whatever is sent to whatever command: a refusal that names its reason, never a broken store or an unknown error.
#[test]
fn junk_is_refused_everywhere_and_nothing_breaks() {
    let window = Window::open();
    let junk = [
        json!(null),
        json!(7),
        json!("text"),
        json!([]),
        json!({ "id": -1 }),
        json!({ "id": 999_999_999 }),
        json!({ "id": "1; DROP TABLE users" }),
        json!({ "id": 1.5 }),
        json!({ "no such field": true }),
        nested(200),
    ];
    // These end the test's own session, or work in the background.
    let left_out = ["session.sign_out", "backup.make", "farm.load_sample", "accounts.update"];
    for command in spoolyard_api::all().filter(|c| !left_out.contains(&c.name)) {
        for payload in &junk {
            if let Err(refusal) = window.ask(Some(&window.admin), command.name, payload.clone()) {
                assert_ne!(refusal.code.as_str(), "internal", "{} {payload}: {refusal}", command.name);
                assert!(refusal.message.len() > 8, "{} {payload}: {refusal}", command.name);
            }
        }
    }
    assert_eq!(window.broken(), Vec::<String>::new());
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(1), |inner, _| json!({ "a": inner }))
}

#[test]
fn html_and_quotes_are_kept_as_typed() {
    let window = Window::open();
    let odd = "<script>alert('1')</script> \"O'Brien\" & Söhne; DROP TABLE products; -- 10 µm × 2 🧵";
    let saved = window.done("items.save", json!({ "name": odd, "description": odd, "item_type": "supply" }));
    assert_eq!(saved["name"], odd);
    let found = window.done("items.list", json!({ "search": "O'Brien Söhne" }));
    assert_eq!(found["rows"][0]["name"], odd);
    let found =
        window.done("items.list", json!({ "filters": [{ "field": "name", "op": "eq", "values": [odd] }] }));
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn each_slip_of_a_person_names_its_field_and_the_remedy() {
    let window = Window::open();
    let item = |patch: Value| {
        let mut item = json!({ "name": "Hook", "item_type": "finished_good" });
        item.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        item
    };
    window.done("items.save", item(json!({ "sku": "FG-HOOK" })));
    let slips = [
        (item(json!({ "sku": "fg-hook" })), "already_exists", "sku"),
        (item(json!({ "name": "x".repeat(300) })), "invalid_value", "name"),
        (item(json!({ "name": " " })), "invalid_value", "name"),
        (item(json!({ "name": "a\u{0}b" })), "invalid_value", "name"),
        (item(json!({ "selling_price": "1.123456789012" })), "invalid_value", "selling_price"),
        (item(json!({ "selling_price": 1.5 })), "invalid_value", "selling_price"),
        (item(json!({ "selling_price": "twelve" })), "invalid_value", "selling_price"),
        (item(json!({ "safety_stock": "99999999999999999999" })), "invalid_value", "safety_stock"),
        (item(json!({ "item_type": "spaceship" })), "invalid_value", "item_type"),
    ];
    for (request, code, field) in slips {
        let shown = request.to_string();
        let refusal = window.refused("items.save", request);
        assert_eq!(
            (refusal.code.as_str(), refusal.field.as_deref()),
            (code, Some(field)),
            "{shown}: {refusal}"
        );
    }
}

#[test]
fn a_bill_that_contains_itself_is_refused_with_the_path() {
    let window = Window::open();
    let make = |name: &str, kind: &str| {
        let item = json!({ "name": name, "sku": name, "item_type": kind, "procurement_type": "make" });
        window.done("items.save", item)["id"].clone()
    };
    let (lamp, shade) = (make("LAMP", "finished_good"), make("SHADE", "component"));
    let bill = |of: &Value, component: &Value, unit: &str| json!({ "product_id": of, "lines": [{ "component_id": component, "quantity": "1", "unit": unit }] });
    window.done("boms.save", bill(&lamp, &shade, "EA"));
    let refusal = window.refused("boms.save", bill(&shade, &lamp, "EA"));
    assert_eq!(refusal.code.as_str(), "circular_bom");
    assert!(refusal.message.contains("LAMP") && refusal.message.contains("SHADE"), "{refusal}");
    let refusal = window.refused("boms.save", bill(&lamp, &shade, "KG"));
    assert_eq!(refusal.code.as_str(), "unit_mismatch");
    assert!(refusal.message.contains("KG") && refusal.message.contains("EA"), "{refusal}");
}
