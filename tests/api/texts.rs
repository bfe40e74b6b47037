//! What people type into text, number and date fields: kept as typed, or refused at its field.

use serde_json::{Value, json};

use crate::case::{item, place, row};
use crate::sample::Farm;

/// Markup, quotes and SQL in one line that fits the shortest text field.
const ODD: &str = "<b>\"O'Brien\"</b> & 🧵 '); DROP TABLE x; --";

/// A field that takes text: the command, a request that is right but for the field, the field, and where it is kept.
struct TextField {
    command: &'static str,
    request: Value,
    field: &'static str,
    kept: &'static str,
}

fn fields() -> Vec<TextField> {
    let field = |command, request, field, kept| TextField { command, request, field, kept };
    let item_ = || json!({ "name": "Hook", "item_type": "supply" });
    let vendor = || json!({ "name": "Resina", "is_active": true });
    let customer = || json!({ "first_name": "Kim", "email": "kim@example.com", "tax_exempt": false });
    let order = || {
        json!({ "order": { "customer_id": row("users", "account_type = 'customer'"),
            "lines": [{ "product_id": item("FG-CLIP-10"), "quantity": "1" }] } })
    };
    let purchase = || {
        json!({ "vendor_id": row("vendors", "1"), "lands_freight": false, "lands_tax": false,
            "lines": [{ "product_id": item("MAT-PLA-BLACK"), "quantity": "1" }] })
    };
    let work = || json!({ "product_id": item("FG-VASE-TWIST"), "quantity": "1" });
    vec![
        field("items.save", item_(), "name", "products.name"),
        field("items.save", item_(), "description", "products.description"),
        field("items.save", item_(), "notes", "products.notes"),
        field(
            "categories.save",
            json!({ "code": "ODD", "name": "Odd" }),
            "description",
            "item_categories.description",
        ),
        field("categories.save", json!({ "code": "ODD2", "name": "Odd" }), "name", "item_categories.name"),
        field("colors.save", json!({ "code": "ODD", "name": "Odd" }), "name", "colors.name"),
        field(
            "work_centers.save",
            json!({ "code": "ODD", "name": "Odd" }),
            "description",
            "work_centers.description",
        ),
        field(
            "locations.save",
            json!({ "code": "ODD", "name": "Odd", "active": true, "is_nettable": true }),
            "name",
            "inventory_locations.name",
        ),
        field("vendors.save", vendor(), "name", "vendors.name"),
        field("vendors.save", vendor(), "contact_name", "vendors.contact_name"),
        field("vendors.save", vendor(), "notes", "vendors.notes"),
        field("customers.create", customer(), "company_name", "users.company_name"),
        field("orders.create", order(), "order.customer_notes", "sales_orders.customer_notes"),
        field("orders.create", order(), "order.internal_notes", "sales_orders.internal_notes"),
        field("orders.create", order(), "order.po_reference", "sales_orders.po_reference"),
        field("orders.create", order(), "order.lines[0].notes", "sales_order_lines.notes"),
        field("purchasing.create", purchase(), "notes", "purchase_orders.notes"),
        field("purchasing.create", purchase(), "terms", "purchase_orders.terms"),
        field("work_orders.create", work(), "notes", "production_orders.notes"),
        field("work_orders.create", work(), "assigned_to", "production_orders.assigned_to"),
        field(
            "printers.add",
            json!({ "code": "ODD", "name": "Odd", "model": "M", "brand": "generic" }),
            "name",
            "printers.name",
        ),
        field(
            "views.save",
            json!({ "grid": "orders", "name": "Odd", "state": {}, "is_default": false }),
            "name",
            "saved_views.name",
        ),
        field(
            "inventory.adjust",
            json!({ "product_id": item("SUP-RING-25"), "location_id": place("SUP"), "change": "1" }),
            "reason",
            "inventory_transactions.reason",
        ),
    ]
}

/// The request with a field, `order.lines[0].notes`, set.
fn set(mut request: Value, field: &str, value: Value) -> Value {
    let pointer = format!("/{}", field.replace(['.', '['], "/").replace(']', ""));
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    request.pointer_mut(parent).unwrap()[name] = value;
    request
}

#[test]
fn text_is_kept_as_typed_in_every_field() {
    let farm = Farm::open();
    for TextField { command, request, field, kept } in fields() {
        let request = set(farm.filled(&request), field, json!(ODD));
        if let Err(refusal) = farm.ask(&farm.admin, command, request) {
            panic!("{command} {field}: {refusal}");
        }
        let (table, column) = kept.split_once('.').unwrap();
        assert_eq!(
            farm.value(&format!("SELECT {column} FROM {table} ORDER BY id DESC LIMIT 1")),
            ODD,
            "{kept}"
        );
    }
    assert_eq!(farm.broken(), Vec::<String>::new());
}

#[test]
fn text_that_is_too_long_or_not_text_is_refused_at_its_field() {
    let farm = Farm::open();
    for TextField { command, request, field, .. } in fields() {
        let request = farm.filled(&request);
        let before = farm.counts();
        for wrong in [json!("x".repeat(20_000)), json!("a\u{0}b"), json!(7), json!(["x"])] {
            let shown: String = wrong.to_string().chars().take(30).collect();
            let refusal = farm.ask(&farm.admin, command, set(request.clone(), field, wrong)).unwrap_err();
            assert_eq!(
                (refusal.code.as_str(), refusal.field.as_deref()),
                ("invalid_value", Some(field)),
                "{command} {field} {shown}: {refusal}"
            );
        }
        assert_eq!(farm.counts(), before, "{command} {field}");
    }
}

#[test]
fn names_of_three_hundred_letters_are_refused() {
    let farm = Farm::open();
    for TextField { command, request, field, .. } in fields() {
        if field != "name" {
            continue;
        }
        let request = set(farm.filled(&request), field, json!("x".repeat(300)));
        let refusal = farm.ask(&farm.admin, command, request).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("name"), "{command}: {refusal}");
        assert!(refusal.message.chars().any(|c| c.is_ascii_digit()), "{command} names its limit: {refusal}");
    }
}

#[test]
fn numbers_with_too_many_digits_and_days_of_the_year_0_are_refused_at_their_field() {
    let farm = Farm::open();
    let order = json!({ "order": { "customer_id": row("users", "account_type = 'customer'"),
        "lines": [{ "product_id": item("FG-CLIP-10"), "quantity": "1", "unit_price": "5" }] } });
    let purchase = json!({ "vendor_id": row("vendors", "1"), "lands_freight": false, "lands_tax": false,
        "lines": [{ "product_id": item("MAT-PLA-BLACK"), "quantity": "1", "unit_cost": "5" }] });
    let work = json!({ "product_id": item("FG-VASE-TWIST"), "quantity": "1" });
    let adjust = json!({ "product_id": item("SUP-RING-25"), "location_id": place("SUP"), "change": "1", "reason": "Found" });
    let payment = json!({ "sales_order_id": row("sales_orders", "status = 'confirmed'"), "amount": "1", "payment_method": "card" });
    let numbers = [
        ("orders.create", &order, "order.lines[0].quantity"),
        ("orders.create", &order, "order.lines[0].unit_price"),
        ("orders.create", &order, "order.shipping_cost"),
        ("purchasing.create", &purchase, "lines[0].quantity"),
        ("purchasing.create", &purchase, "lines[0].unit_cost"),
        ("work_orders.create", &work, "quantity"),
        ("inventory.adjust", &adjust, "change"),
        ("payments.record", &payment, "amount"),
    ];
    for (command, request, field) in numbers {
        for wrong in ["1.123456789012", "99999999999999999999999", "1e400", "NaN", "1,5", ""] {
            let request = set(farm.filled(request), field, json!(wrong));
            let refusal = farm.ask(&farm.admin, command, request).unwrap_err();
            let said = (refusal.code.as_str(), refusal.field.as_deref());
            assert_eq!(said, ("invalid_value", Some(field)), "{command} {field} “{wrong}”: {refusal}");
        }
    }
    let days = [
        ("orders.create", &order, "order.requested_date"),
        ("purchasing.create", &purchase, "expected_date"),
        ("work_orders.create", &work, "due_date"),
        ("inventory.adjust", &adjust, "date"),
        ("payments.record", &payment, "date"),
    ];
    for (command, request, field) in days {
        for wrong in ["0000-01-01", "2026-02-30", "12026-01-01", "tomorrow", "18.03.2026"] {
            let request = set(farm.filled(request), field, json!(wrong));
            let refusal = farm.ask(&farm.admin, command, request).unwrap_err();
            let said = (refusal.code.as_str(), refusal.field.as_deref());
            assert_eq!(said, ("invalid_value", Some(field)), "{command} {field} “{wrong}”: {refusal}");
        }
    }
}
