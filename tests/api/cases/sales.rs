//! Customers, orders, parcels, payments.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, refused, row, sql};

fn with(mut request: Value, patch: Value) -> Value {
    for (name, value) in patch.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub(super) fn cases() -> Vec<Case> {
    [customers(), orders(), changes(), parcels(), holds(), payments(), lists()]
        .into_iter()
        .flatten()
        .collect()
}

fn buyer(email: &str) -> Value {
    row("users", &format!("email = '{email}'"))
}

/// The newest order with a reference of ours.
fn ours(reference: &str) -> Value {
    sql(format!("SELECT max(id) FROM sales_orders WHERE po_reference = '{reference}'"))
}

fn line(reference: &str) -> Value {
    sql(format!(
        "SELECT max(l.id) FROM sales_order_lines l JOIN sales_orders o ON o.id = l.sales_order_id WHERE o.po_reference = '{reference}'"
    ))
}

fn order(reference: &str, sku: &str, patch: Value) -> Value {
    json!({ "order": {
        "customer_id": buyer("kim@example.com"), "po_reference": reference, "requested_date": "2026-04-10",
        "tax_rate": "0", "shipping_cost": "5",
        "lines": [with(json!({ "product_id": item(sku), "quantity": "2", "unit_price": "20" }), patch)],
    }})
}

/// An item of ours with stock, to sell without touching what the farm promised to others.
fn stocked(sku: &str, patch: Value) -> Vec<Case> {
    let own =
        with(json!({ "sku": sku, "name": sku, "item_type": "finished_good", "selling_price": "20" }), patch);
    vec![
        done("items.save", own),
        done(
            "inventory.opening_stock",
            json!({ "date": "2026-03-18", "lines": [{ "product_id": item(sku), "quantity": "10", "unit_cost": "3" }] }),
        ),
    ]
}

fn customers() -> Vec<Case> {
    let kim = |patch: Value| {
        with(
            json!({ "first_name": "Kim", "last_name": "Lee", "email": "kim@example.com", "tax_exempt": false,
                "credit_limit": "500", "shipping_address_line1": "1 Elm", "shipping_city": "Salem", "shipping_state": "OR",
                "shipping_zip": "97301", "shipping_country": "USA" }),
            patch,
        )
    };
    let own = || buyer("kim@example.com");
    vec![
        done("customers.list", json!({})),
        refused("customers.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("customers.create", kim(json!({}))),
        refused("customers.create", kim(json!({})), "already_exists", "email"),
        refused("customers.create", kim(json!({ "email": "no address" })), "invalid_value", "email"),
        done("customers.get", json!({ "id": own() })),
        done("customers.update", json!({ "id": own(), "customer": kim(json!({ "phone": "555-0101" })) })),
        refused(
            "customers.update",
            json!({ "id": own(), "customer": kim(json!({ "credit_limit": "-1" })) }),
            "invalid_value",
            "credit_limit",
        ),
        refused("customers.reactivate", json!({ "id": own() }), "wrong_state", ""),
        done("customers.deactivate", json!({ "id": own() })),
        refused("customers.deactivate", json!({ "id": own() }), "wrong_state", ""),
        done("customers.reactivate", json!({ "id": own() })),
        done("customers.statement", json!({ "id": own() })),
        refused(
            "customers.statement",
            json!({ "id": own(), "from": "2026-03-01", "to": "2026-02-01" }),
            "invalid_value",
            "",
        ),
        done("customers.create", kim(json!({ "email": "gone@example.com" }))),
        done("customers.delete", json!({ "id": buyer("gone@example.com") })),
        refused(
            "customers.delete",
            json!({ "id": sql("SELECT customer_id FROM sales_orders WHERE status = 'confirmed' LIMIT 1") }),
            "in_use",
            "",
        ),
    ]
}

fn orders() -> Vec<Case> {
    let mut cases = stocked("FG-OURS", json!({}));
    cases.extend([
        done("items.save", json!({ "sku": "FG-PRICELESS", "name": "No price", "item_type": "finished_good" })),
        done("items.save", json!({ "sku": "FG-GONE", "name": "Gone", "item_type": "finished_good" })),
        done("items.deactivate", json!({ "id": item("FG-GONE") })),
        done("orders.create", order("one", "FG-OURS", json!({}))),
        refused("orders.create", order("x", "FG-OURS", json!({ "quantity": "0" })), "invalid_value", "order.lines[0].quantity"),
        refused("orders.create", order("x", "FG-GONE", json!({})), "inactive_product", "order.lines[0].product_id"),
        refused("orders.create", order("x", "FG-OURS", json!({ "product_id": NOBODY })), "not_found", ""),
        refused("orders.create", order("x", "FG-PRICELESS", json!({ "unit_price": null })), "order_incomplete", "order.lines[0].unit_price"),
        done("orders.get", json!({ "id": ours("one") })),
        done("orders.duplicate", json!({ "id": ours("one") })),
        done("orders.add_note", json!({ "id": ours("one"), "note": "Call before noon" })),
        refused("orders.add_note", json!({ "id": ours("one"), "note": " " }), "invalid_value", "note"),
        refused("orders.reserve", json!({ "id": ours("one") }), "wrong_state", ""),
        done("orders.confirm", json!({ "id": ours("one") })),
        refused("orders.confirm", json!({ "id": ours("one") }), "wrong_state", ""),
        done("orders.reserve", json!({ "id": ours("one") })),
        done("orders.create", order("dear", "FG-OURS", json!({ "unit_price": "900" }))),
        refused("orders.confirm", json!({ "id": ours("dear") }), "credit_limit", ""),
        done("orders.create", json!({ "order": { "customer_id": buyer("kim@example.com"), "po_reference": "bare", "lines": [] } })),
        refused("orders.confirm", json!({ "id": ours("bare") }), "order_incomplete", "lines"),
        done("orders.cancel", json!({ "id": ours("bare"), "reason": "A mistake" })),
        refused("orders.cancel", json!({ "id": ours("bare"), "reason": "Again" }), "wrong_state", ""),
    ]);
    cases
}

fn changes() -> Vec<Case> {
    let change = |id: Value, patch: Value| {
        let mut request = order("one", "FG-OURS", with(json!({ "id": line("one") }), patch));
        request["id"] = id;
        request
    };
    vec![
        done("orders.update", change(ours("one"), json!({ "quantity": "3" }))),
        refused(
            "orders.update",
            with(
                change(ours("one"), json!({})),
                json!({ "expected_updated_at": "2020-01-01T00:00:00.000Z" }),
            ),
            "changed_meanwhile",
            "",
        ),
        refused("orders.update", change(ours("one"), json!({ "unit_price": "900" })), "credit_limit", ""),
        done(
            "payments.record",
            json!({ "sales_order_id": ours("one"), "amount": "30", "payment_method": "cash" }),
        ),
        refused("orders.update", change(ours("one"), json!({ "unit_price": "1" })), "over_payment", ""),
        done(
            "payments.void",
            json!({ "id": sql("SELECT max(id) FROM payments"), "reason": "Another order" }),
        ),
        done(
            "payments.record",
            json!({ "sales_order_id": ours("one"), "amount": "30", "payment_method": "cash" }),
        ),
        refused("orders.update", change(ours("one"), json!({ "unit_price": "1" })), "over_payment", ""),
        done(
            "payments.void",
            json!({ "id": sql("SELECT max(id) FROM payments"), "reason": "Another order" }),
        ),
        refused(
            "orders.update",
            change(ours("one"), json!({ "quantity": "-3" })),
            "invalid_value",
            "order.lines[0].quantity",
        ),
        refused(
            "orders.update",
            change(row("sales_orders", "status = 'cancelled'"), json!({ "id": null })),
            "wrong_state",
            "",
        ),
    ]
}

fn parcels() -> Vec<Case> {
    let ship = |quantity: &str, patch: Value| {
        with(
            json!({ "sales_order_id": ours("one"), "carrier": "USPS",
                "lines": [{ "sales_order_line_id": line("one"), "quantity": quantity }] }),
            patch,
        )
    };
    let parcel = || {
        sql(
            "SELECT max(s.id) FROM shipments s JOIN sales_orders o ON o.id = s.sales_order_id WHERE o.po_reference = 'one'",
        )
    };
    let voided = || row("shipments", "status = 'voided'");
    vec![
        done("shipments.list", json!({})),
        refused("shipments.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("shipments.ready", json!({})),
        refused("shipments.ship", ship("50", json!({})), "over_shipment", "lines[0].quantity"),
        refused("shipments.ship", ship("-1", json!({})), "invalid_value", "lines[0].quantity"),
        done("ledger.close_period", json!({ "year": 2026, "period": 1 })),
        refused("shipments.ship", ship("1", json!({ "ship_date": "2026-01-20" })), "period_closed", ""),
        done("shipments.ship", ship("1", json!({}))),
        done("shipments.get", json!({ "id": parcel() })),
        done("shipments.describe", json!({ "id": parcel(), "carrier": "UPS", "tracking_number": "1Z 999" })),
        done("documents.packing_slip", json!({ "shipment_id": parcel() })),
        done("documents.order_confirmation", json!({ "sales_order_id": ours("one") })),
        done("documents.invoice", json!({ "invoice_id": sql("SELECT max(id) FROM invoices") })),
        refused("documents.invoice", json!({ "invoice_id": NOBODY }), "not_found", ""),
        refused("documents.packing_slip", json!({ "shipment_id": NOBODY }), "not_found", ""),
        done("shipments.void", json!({ "id": parcel(), "reason": "Left in the wrong box" })),
        refused("shipments.void", json!({ "id": voided(), "reason": "Again" }), "wrong_state", ""),
        refused("shipments.describe", json!({ "id": voided(), "carrier": "UPS" }), "wrong_state", ""),
        refused("shipments.deliver", json!({ "id": voided() }), "wrong_state", ""),
        refused("documents.packing_slip", json!({ "shipment_id": voided() }), "wrong_state", ""),
        done("shipments.ship", ship("2", json!({}))),
        done("shipments.deliver", json!({ "id": parcel() })),
        refused("orders.cancel", json!({ "id": ours("one"), "reason": "Too late" }), "wrong_state", ""),
    ]
}

fn holds() -> Vec<Case> {
    let ship = |reference: &str| json!({ "sales_order_id": ours(reference), "lines": [{ "sales_order_line_id": line(reference), "quantity": "1" }] });
    let mut cases = stocked("FG-LOTS", json!({ "track_lots": true }));
    cases.extend(stocked("FG-TAGGED", json!({})));
    cases.extend([
        done("items.save", json!({ "sku": "FG-SERIAL", "name": "Serial", "item_type": "finished_good", "selling_price": "20",
            "procurement_type": "make", "track_serials": true })),
        done("boms.save", json!({ "product_id": item("FG-SERIAL"), "lines": [{ "component_id": item("SUP-PAD-ADHESIVE"), "quantity": "1" }] })),
        done("work_orders.create", json!({ "product_id": item("FG-SERIAL"), "quantity": "2", "notes": "serial" })),
        done("work_orders.release", json!({ "id": row("production_orders", "notes = 'serial'") })),
        done("work_orders.complete", json!({ "id": row("production_orders", "notes = 'serial'") })),
        done("orders.create", order("serial", "FG-SERIAL", json!({}))),
        done("orders.confirm", json!({ "id": ours("serial") })),
        refused("shipments.ship", ship("serial"), "lot_required", "lines[0].serials"),
        done("items.save", json!({ "sku": "FG-QC", "name": "Inspected", "item_type": "finished_good", "selling_price": "20", "procurement_type": "make" })),
        done("boms.save", json!({ "product_id": item("FG-QC"), "lines": [{ "component_id": item("SUP-PAD-ADHESIVE"), "quantity": "1" }] })),
        done("orders.create", order("qc", "FG-QC", json!({}))),
        done("orders.confirm", json!({ "id": ours("qc") })),
        done("work_orders.create", json!({ "product_id": item("FG-QC"), "quantity": "2", "notes": "qc", "requires_qc": true,
            "sales_order_line_id": line("qc") })),
        done("work_orders.release", json!({ "id": row("production_orders", "notes = 'qc'") })),
        done("work_orders.complete", json!({ "id": row("production_orders", "notes = 'qc'") })),
        refused("shipments.ship", ship("qc"), "quality_hold", ""),
        done("items.save", json!({ "sku": "FG-NONE", "name": "None there", "item_type": "finished_good", "selling_price": "20" })),
        done("orders.create", order("none", "FG-NONE", json!({}))),
        done("orders.confirm", json!({ "id": ours("none") })),
        refused("shipments.ship", ship("none"), "insufficient_stock", ""),
    ]);
    cases
}

fn payments() -> Vec<Case> {
    let pay =
        |amount: &str| json!({ "sales_order_id": ours("one"), "amount": amount, "payment_method": "card" });
    let payment = || {
        sql("SELECT max(p.id) FROM payments p JOIN sales_orders o ON o.id = p.sales_order_id
        WHERE o.po_reference = 'one' AND p.payment_type = 'payment'")
    };
    let other = || row("payments", "status = 'voided'");
    let back = |amount: &str| json!({ "payment_id": payment(), "amount": amount, "reason": "Arrived late" });
    vec![
        done("payments.list", json!({})),
        done("payments.record", pay("3")),
        done("payments.void", json!({ "id": payment(), "reason": "Another order" })),
        refused("payments.void", json!({ "id": other(), "reason": "Again" }), "wrong_state", ""),
        done("payments.record", pay("50")),
        refused("payments.record", pay("9000"), "over_payment", "amount"),
        refused("payments.record", pay("-1"), "invalid_value", "amount"),
        refused("payments.record", pay("1.005"), "invalid_value", "amount"),
        done("payments.refund", back("10")),
        refused("payments.refund", back("9000"), "over_refund", "amount"),
        refused("payments.refund", json!({ "payment_id": other(), "reason": "x" }), "wrong_state", ""),
    ]
}

fn lists() -> Vec<Case> {
    vec![done("orders.list", json!({})), done("invoices.list", json!({}))]
}
