//! What carries a number is found by it, by whoever may see it.

use serde_json::{Value, json};

use crate::sample::Farm;

/// Kind of a hit, where its number stands, and the row that is opened.
const NUMBERED: &[(&str, &str, &str)] = &[
    (
        "order",
        "SELECT order_number FROM sales_orders ORDER BY id DESC LIMIT 1",
        "SELECT max(id) FROM sales_orders",
    ),
    (
        "work_order",
        "SELECT code FROM production_orders ORDER BY id DESC LIMIT 1",
        "SELECT max(id) FROM production_orders",
    ),
    (
        "purchase_order",
        "SELECT po_number FROM purchase_orders ORDER BY id DESC LIMIT 1",
        "SELECT max(id) FROM purchase_orders",
    ),
    (
        "lot",
        "SELECT lot_number FROM material_lots ORDER BY id DESC LIMIT 1",
        "SELECT max(id) FROM material_lots",
    ),
    (
        "spool",
        "SELECT spool_number FROM material_spools ORDER BY id DESC LIMIT 1",
        "SELECT max(id) FROM material_spools",
    ),
    (
        "serial",
        "SELECT serial_number FROM serial_numbers ORDER BY id DESC LIMIT 1",
        "SELECT max(id) FROM serial_numbers",
    ),
    (
        "shipment",
        "SELECT shipment_number FROM shipments ORDER BY id DESC LIMIT 1",
        "SELECT sales_order_id FROM shipments ORDER BY id DESC LIMIT 1",
    ),
    (
        "invoice",
        "SELECT invoice_number FROM invoices ORDER BY id DESC LIMIT 1",
        "SELECT sales_order_id FROM invoices ORDER BY id DESC LIMIT 1",
    ),
    (
        "payment",
        "SELECT payment_number FROM payments ORDER BY id DESC LIMIT 1",
        "SELECT sales_order_id FROM payments ORDER BY id DESC LIMIT 1",
    ),
];

fn hits(farm: &Farm, token: &str, query: &str) -> Vec<Value> {
    let answer = farm.ask(token, "search.all", json!({ "query": query })).unwrap();
    answer["hits"].as_array().unwrap().clone()
}

#[test]
fn a_number_finds_what_carries_it() {
    let farm = Farm::open();
    for &(kind, number, row) in NUMBERED {
        let number = farm.value(number);
        let number = number.as_str().unwrap();
        let opened = farm.value(row);
        let is_it = |hit: &Value| hit["kind"] == kind && hit["title"] == number && hit["id"] == opened;
        assert!(hits(&farm, &farm.admin, number).iter().any(is_it), "{kind} {number}");
        let staff_may = !matches!(kind, "invoice" | "payment");
        assert_eq!(
            hits(&farm, &farm.staff, number).iter().any(is_it),
            staff_may,
            "{kind} {number} for staff"
        );
    }
}

#[test]
fn a_piece_is_found_by_what_it_is() {
    let farm = Farm::open();
    let sku = farm.value("SELECT p.sku FROM serial_numbers n JOIN products p ON p.id = n.product_id ORDER BY n.id DESC LIMIT 1");
    let listed = |words: &str| {
        let page = farm.ask(&farm.admin, "serials.list", json!({ "search": words })).unwrap();
        page["total"].as_u64().unwrap()
    };
    assert!(listed(sku.as_str().unwrap()) > 0, "{sku}");
    assert_eq!(listed("zeppelin"), 0);
}
