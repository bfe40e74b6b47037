//! Vendors and purchase orders.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, place, refused, row, sql};

fn with(mut request: Value, patch: Value) -> Value {
    for (name, value) in patch.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub(super) fn cases() -> Vec<Case> {
    [vendors(), sold(), orders(), files(), receipts(), bills(), ends()].into_iter().flatten().collect()
}

fn vendor(code: &str) -> Value {
    row("vendors", &format!("code = '{code}'"))
}

/// The newest order with a note of ours.
fn ours(note: &str) -> Value {
    sql(format!("SELECT max(id) FROM purchase_orders WHERE notes = '{note}'"))
}

fn line(note: &str) -> Value {
    sql(format!(
        "SELECT max(l.id) FROM purchase_order_lines l JOIN purchase_orders o ON o.id = l.purchase_order_id WHERE o.notes = '{note}'"
    ))
}

fn order(sku: &str, note: &str, patch: Value) -> Value {
    let line = with(json!({ "product_id": item(sku), "quantity": "4" }), patch);
    json!({ "vendor_id": vendor("POLARIS"), "location_id": place("FIL"), "notes": note, "lines": [line],
        "lands_freight": false, "lands_tax": false })
}

fn vendors() -> Vec<Case> {
    let new = |patch: Value| with(json!({ "code": "RESINA", "name": "Resina", "is_active": true }), patch);
    vec![
        done("vendors.list", json!({})),
        refused("vendors.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("vendors.get", json!({ "id": vendor("POLARIS") })),
        done("vendors.score", json!({ "id": vendor("POLARIS") })),
        done("vendors.scores", json!({})),
        done("vendors.items", json!({ "vendor_id": vendor("POLARIS") })),
        done("vendors.save", new(json!({}))),
        refused("vendors.save", new(json!({})), "already_exists", "code"),
        refused("vendors.save", new(json!({ "code": "R2", "rating": "9" })), "invalid_value", "rating"),
        refused("vendors.save", new(json!({ "id": NOBODY, "code": "R2" })), "not_found", ""),
    ]
}

/// What vendors sell.
fn sold() -> Vec<Case> {
    let glue = |patch: Value| {
        with(
            json!({ "vendor_id": vendor("RESINA"), "product_id": item("SUP-RING-25"), "vendor_sku": "R-25",
                "unit_cost": "4", "is_preferred": false }),
            patch,
        )
    };
    vec![
        done("vendors.save_item", glue(json!({}))),
        refused(
            "vendors.save_item",
            glue(json!({ "product_id": item("SUP-PAD-ADHESIVE") })),
            "already_exists",
            "",
        ),
        refused(
            "vendors.save_item",
            glue(json!({ "vendor_sku": "R-26", "unit_cost": "-4" })),
            "invalid_value",
            "unit_cost",
        ),
        done("vendors.delete_item", json!({ "id": sql("SELECT max(id) FROM vendor_items") })),
    ]
}

/// Files that are kept with a document.
fn files() -> Vec<Case> {
    let owner = || vendor("POLARIS");
    let add = |patch: Value| {
        with(
            json!({ "owner_type": "vendor", "owner_id": owner(), "file_name": "terms.csv", "base64": "YSxiCjEsMgo=" }),
            patch,
        )
    };
    vec![
        done("attachments.add", add(json!({}))),
        refused("attachments.add", add(json!({ "owner_id": NOBODY })), "not_found", ""),
        refused(
            "attachments.add",
            add(json!({ "file_name": "run.exe", "base64": "TVqQAAM=" })),
            "file_refused",
            "",
        ),
        refused("attachments.add", add(json!({ "base64": "not base64 !" })), "invalid_value", "base64"),
        done("attachments.of", json!({ "owner_type": "vendor", "owner_id": owner() })),
        done("attachments.remove", json!({ "id": sql("SELECT max(id) FROM attachments") })),
    ]
}

fn orders() -> Vec<Case> {
    let pla = "MAT-PLA-BLACK";
    vec![
        done("purchasing.list", json!({})),
        refused("purchasing.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("purchasing.get", json!({ "id": row("purchase_orders", "1") })),
        done("purchasing.expected", json!({})),
        done("purchasing.receipts", json!({})),
        done("purchasing.create", order(pla, "black", json!({}))),
        refused(
            "purchasing.create",
            order(pla, "x", json!({ "quantity": "0" })),
            "invalid_value",
            "lines[0].quantity",
        ),
        refused("purchasing.create", order(pla, "x", json!({ "purchase_unit": "HR" })), "unit_mismatch", ""),
        refused("purchasing.create", order(pla, "x", json!({ "product_id": NOBODY })), "not_found", ""),
        done("items.save", json!({ "sku": "SUP-OLD", "name": "Old screw", "item_type": "supply" })),
        done("items.deactivate", json!({ "id": item("SUP-OLD") })),
        refused("purchasing.create", order("SUP-OLD", "x", json!({})), "inactive_product", ""),
        done(
            "purchasing.update",
            json!({ "id": ours("black"), "order": order(pla, "black", json!({ "quantity": "5" })) }),
        ),
        refused(
            "purchasing.update",
            json!({ "id": row("purchase_orders", "status = 'received'"), "order": order(pla, "x", json!({})) }),
            "wrong_state",
            "",
        ),
        refused("purchasing.receive", json!({ "id": ours("black"), "lines": [] }), "wrong_state", ""),
        done("purchasing.order", json!({ "id": ours("black") })),
        refused("purchasing.order", json!({ "id": ours("black") }), "wrong_state", ""),
        done("purchasing.create", with(order(pla, "empty", json!({})), json!({ "lines": [] }))),
        refused("purchasing.order", json!({ "id": ours("empty") }), "order_incomplete", "lines"),
        done("purchasing.ship", json!({ "id": ours("black"), "carrier": "UPS" })),
        refused(
            "purchasing.ship",
            json!({ "id": row("purchase_orders", "status = 'received'") }),
            "wrong_state",
            "",
        ),
        done("documents.purchase_order", json!({ "purchase_order_id": ours("black") })),
        refused("documents.purchase_order", json!({ "purchase_order_id": NOBODY }), "not_found", ""),
        done("documents.list", json!({})),
        done("attachments.read", json!({ "id": row("attachments", "1") })),
    ]
}

fn receipts() -> Vec<Case> {
    let spools = |count: usize, weight_kg: &str| vec![json!({ "weight_kg": weight_kg }); count];
    let receive = |quantity: &str, spools: Vec<Value>| json!({ "id": ours("black"), "lines": [{ "line_id": line("black"), "quantity": quantity, "spools": spools }] });
    let receipt = || {
        sql("SELECT max(g.id) FROM goods_receipts g JOIN purchase_orders o ON o.id = g.purchase_order_id
             WHERE o.notes = 'black' AND g.reverses_id IS NULL")
    };
    let first = || {
        sql("SELECT min(g.id) FROM goods_receipts g JOIN purchase_orders o ON o.id = g.purchase_order_id
             WHERE o.notes = 'black' AND g.reverses_id IS NULL")
    };
    let lot = || sql("SELECT max(id) FROM material_lots");
    let back = |quantity: &str| {
        json!({ "id": ours("black"), "location_id": place("FIL"), "reason": "Wet",
            "lines": [{ "line_id": line("black"), "quantity": quantity, "lot_id": lot() }] })
    };
    vec![
        refused("purchasing.receive", json!({ "id": ours("black"), "lines": [] }), "invalid_value", "lines"),
        refused("purchasing.receive", receive("500", spools(500, "1")), "over_receipt", ""),
        refused("purchasing.receive", receive("2", spools(2, "0.7")), "spool_weights", ""),
        refused("purchasing.receive", receive("-2", Vec::new()), "invalid_value", "lines[0].quantity"),
        done("purchasing.receive", receive("2", spools(2, "1"))),
        done("purchasing.reverse_receipt", json!({ "id": receipt(), "reason": "Wrong order" })),
        refused(
            "purchasing.reverse_receipt",
            json!({ "id": first(), "reason": "Again" }),
            "already_reversed",
            "",
        ),
        done("purchasing.receive", receive("3", Vec::new())),
        done("purchasing.return", back("1")),
        refused("purchasing.return", back("99"), "invalid_value", "lines[0].quantity"),
        refused(
            "purchasing.return",
            json!({ "id": ours("empty"), "reason": "x", "lines": [{ "line_id": line("black"), "quantity": "1" }] }),
            "wrong_state",
            "",
        ),
    ]
}

/// What vendors ask for, and what they were paid.
fn bills() -> Vec<Case> {
    let worth = || {
        sql("SELECT format('%.2f', CAST(sum(g.stock_value) AS REAL) / 1000000) FROM (
                 SELECT coalesce(sum(l.quantity_received - l.quantity_returned), 0) * 1.0 * l.unit_cost / 1000000 AS stock_value
                 FROM purchase_order_lines l JOIN purchase_orders o ON o.id = l.purchase_order_id WHERE o.notes = 'black') g")
    };
    let record = |number: &str, total: Value| json!({ "id": ours("black"), "vendor_invoice_number": number, "total": total });
    let bill = || row("vendor_bills", "status = 'posted' AND vendor_invoice_number = 'PF-1'");
    let paid = || sql("SELECT max(id) FROM vendor_payments");
    vec![
        done("bills.list", json!({})),
        refused("bills.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        refused("bills.record", record("PF-1", json!("9999")), "bill_differs", ""),
        done("bills.record", record("PF-1", worth())),
        refused("bills.record", record("PF-2", worth()), "wrong_state", ""),
        done("bills.pay", json!({ "id": bill(), "amount": "1", "payment_method": "wire" })),
        refused(
            "bills.pay",
            json!({ "id": bill(), "amount": "99999", "payment_method": "wire" }),
            "over_payment",
            "amount",
        ),
        done("bills.payments", json!({ "id": bill() })),
        refused("bills.void", json!({ "id": bill(), "reason": "Not ours" }), "in_use", ""),
        done("bills.void_payment", json!({ "id": paid(), "reason": "Not ours" })),
        refused("bills.void_payment", json!({ "id": paid(), "reason": "Again" }), "wrong_state", ""),
        done("bills.void", json!({ "id": bill(), "reason": "Not ours" })),
        refused(
            "bills.void",
            json!({ "id": row("vendor_bills", "status = 'voided'"), "reason": "Again" }),
            "wrong_state",
            "",
        ),
    ]
}

fn ends() -> Vec<Case> {
    vec![
        done("purchasing.close", json!({ "id": ours("black"), "reason": "The rest never came" })),
        refused("purchasing.close", json!({ "id": ours("black") }), "wrong_state", ""),
        done("purchasing.cancel", json!({ "id": ours("empty"), "reason": "A mistake" })),
        refused("purchasing.cancel", json!({ "id": ours("empty"), "reason": "Again" }), "wrong_state", ""),
        done("ledger.close_period", json!({ "year": 2026, "period": 1 })),
        done("purchasing.create", order("MAT-PLA-GREY", "late", json!({}))),
        done("purchasing.order", json!({ "id": ours("late") })),
        refused(
            "purchasing.receive",
            json!({ "id": ours("late"), "date": "2026-01-20", "lines": [{ "line_id": line("late"), "quantity": "1" }] }),
            "period_closed",
            "",
        ),
    ]
}
