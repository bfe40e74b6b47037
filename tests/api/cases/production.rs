//! Work orders.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, refused, row, sql};

/// The newest work order with a note of ours.
fn ours(note: &str) -> Value {
    sql(format!("SELECT max(id) FROM production_orders WHERE notes = '{note}'"))
}

fn operation(note: &str, status: &str) -> Value {
    sql(format!(
        "SELECT o.id FROM production_order_operations o JOIN production_orders w ON w.id = o.production_order_id
         WHERE w.notes = '{note}' AND o.status = '{status}' ORDER BY w.id DESC, o.sequence LIMIT 1"
    ))
}

fn new(sku: &str, quantity: &str, note: &str) -> Case {
    done("work_orders.create", json!({ "product_id": item(sku), "quantity": quantity, "notes": note }))
}

fn id(command: &'static str, note: &str) -> Case {
    done(command, json!({ "id": ours(note) }))
}

fn with(id: Value, patch: Value) -> Value {
    let mut request = json!({ "id": id });
    for (name, value) in patch.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub(super) fn cases() -> Vec<Case> {
    [reads(), a_life(), ends(), splits(), quality(), shortages()].into_iter().flatten().collect()
}

fn reads() -> Vec<Case> {
    vec![
        done("work_orders.list", json!({})),
        refused("work_orders.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("work_orders.get", json!({ "id": row("production_orders", "1") })),
        done("work_orders.queue", json!({ "id": row("work_centers", "code = 'PRINT'") })),
        done("scrap_reasons.list", json!({})),
        done("serials.list", json!({ "search": "SN" })),
        refused("serials.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        refused(
            "work_orders.create",
            json!({ "product_id": item("FG-VASE-TWIST"), "quantity": "0" }),
            "invalid_value",
            "quantity",
        ),
        refused(
            "work_orders.create",
            json!({ "product_id": item("FG-VASE-TWIST"), "quantity": "1", "priority": 9 }),
            "invalid_value",
            "priority",
        ),
        done(
            "items.save",
            json!({ "sku": "FG-BARE", "name": "Bare", "item_type": "finished_good", "procurement_type": "make" }),
        ),
        new("FG-BARE", "2", "bare"),
        refused("work_orders.release", json!({ "id": ours("bare") }), "missing_bom", ""),
        done("items.deactivate", json!({ "id": item("FG-BARE"), "accept_where_used": true })),
        refused(
            "work_orders.create",
            json!({ "product_id": item("FG-BARE"), "quantity": "1" }),
            "inactive_product",
            "",
        ),
    ]
}

fn a_life() -> Vec<Case> {
    let update = |quantity: &str| {
        with(
            ours("life"),
            json!({ "quantity": quantity, "priority": 2, "requires_qc": false, "notes": "life" }),
        )
    };
    let report = |patch: Value| with(ours("life"), patch);
    let substitute = |sku: &str| {
        with(
            ours("life"),
            json!({ "product_id": item(sku), "reason": "The spool is empty", "material_id": sql(
                "SELECT max(m.id) FROM production_order_operation_materials m
                 JOIN production_order_operations o ON o.id = m.production_order_operation_id
                 JOIN production_orders w ON w.id = o.production_order_id WHERE w.notes = 'life'") }),
        )
    };
    vec![
        new("FG-VASE-TWIST", "4", "life"),
        done("work_orders.update", update("5")),
        refused("work_orders.update", update("-5"), "invalid_value", "quantity"),
        refused("work_orders.report", report(json!({ "quantity_good": "1" })), "wrong_state", ""),
        id("work_orders.release", "life"),
        refused("work_orders.release", json!({ "id": ours("life") }), "wrong_state", ""),
        refused("work_orders.update", update("6"), "wrong_state", "quantity"),
        id("work_orders.reserve", "life"),
        done("work_orders.hold", with(ours("life"), json!({ "reason": "The nozzle is late" }))),
        refused("work_orders.hold", with(ours("life"), json!({ "reason": "Again" })), "wrong_state", ""),
        id("work_orders.resume", "life"),
        refused("work_orders.resume", json!({ "id": ours("life") }), "wrong_state", ""),
        id("work_orders.start", "life"),
        refused(
            "work_orders.start",
            json!({ "id": row("production_orders", "status = 'completed'") }),
            "wrong_state",
            "",
        ),
        done(
            "work_orders.start_operation",
            json!({ "operation_id": operation("life", "pending"), "printer_id": row("printers", "code = 'P02'") }),
        ),
        refused(
            "work_orders.start_operation",
            json!({ "operation_id": operation("life", "in_progress") }),
            "wrong_state",
            "",
        ),
        done(
            "work_orders.pause_operation",
            json!({ "operation_id": operation("life", "in_progress"), "reason": "Lunch" }),
        ),
        refused(
            "work_orders.pause_operation",
            json!({ "operation_id": operation("life", "paused") }),
            "wrong_state",
            "",
        ),
        done(
            "work_orders.report",
            report(
                json!({ "operation_id": operation("life", "paused"), "quantity_good": "2", "run_minutes": "220" }),
            ),
        ),
        refused(
            "work_orders.report",
            report(json!({ "quantity_scrapped": "1" })),
            "invalid_value",
            "scrap_reason_id",
        ),
        refused("work_orders.report", report(json!({ "quantity_good": "99" })), "over_production", ""),
        refused(
            "work_orders.report",
            report(json!({ "quantity_good": "-1" })),
            "invalid_value",
            "quantity_good",
        ),
        refused("work_orders.report", report(json!({})), "invalid_value", ""),
        done(
            "work_orders.reverse_report",
            json!({ "report_id": sql("SELECT max(id) FROM operation_reports"), "reason": "Counted twice" }),
        ),
        refused(
            "work_orders.reverse_report",
            json!({ "report_id": sql("SELECT max(reverses_id) FROM operation_reports"), "reason": "Again" }),
            "already_reversed",
            "",
        ),
        refused("work_orders.reverse_report", json!({ "report_id": NOBODY, "reason": "x" }), "not_found", ""),
        done("work_orders.substitute", substitute("MAT-PLA-GREY")),
        refused(
            "work_orders.substitute",
            {
                let mut other = substitute("MAT-PLA-GREY");
                other["product_id"] = json!(NOBODY);
                other
            },
            "not_found",
            "",
        ),
        done("work_orders.skip_operation", json!({ "operation_id": operation("life", "pending") })),
        refused(
            "work_orders.skip_operation",
            json!({ "operation_id": operation("life", "skipped") }),
            "wrong_state",
            "",
        ),
        id("work_orders.complete", "life"),
        refused("work_orders.complete", json!({ "id": ours("life") }), "wrong_state", ""),
        refused("work_orders.reserve", json!({ "id": ours("life") }), "wrong_state", ""),
    ]
}

fn ends() -> Vec<Case> {
    vec![
        new("FG-VASE-TWIST", "3", "short"),
        refused(
            "work_orders.close_short",
            with(ours("short"), json!({ "reason": "Enough" })),
            "wrong_state",
            "",
        ),
        id("work_orders.release", "short"),
        done("work_orders.report", with(ours("short"), json!({ "quantity_good": "1" }))),
        done("work_orders.close_short", with(ours("short"), json!({ "reason": "The customer wants fewer" }))),
        new("FG-VASE-TWIST", "3", "given up"),
        done("work_orders.cancel", with(ours("given up"), json!({ "reason": "Nobody wants it" }))),
        refused(
            "work_orders.cancel",
            with(ours("given up"), json!({ "reason": "Again" })),
            "wrong_state",
            "",
        ),
    ]
}

fn splits() -> Vec<Case> {
    let scrap = json!({ "quantity_scrapped": "1", "scrap_reason_id": row("scrap_reasons", "1") });
    vec![
        new("FG-VASE-TWIST", "4", "parts"),
        id("work_orders.release", "parts"),
        done(
            "work_orders.split",
            with(row("production_orders", "notes = 'parts'"), json!({ "quantity": "1" })),
        ),
        refused(
            "work_orders.split",
            with(row("production_orders", "notes = 'parts'"), json!({ "quantity": "50" })),
            "invalid_value",
            "quantity",
        ),
        refused(
            "work_orders.split",
            with(row("production_orders", "status = 'completed'"), json!({ "quantity": "1" })),
            "wrong_state",
            "",
        ),
        done("work_orders.report", with(row("production_orders", "notes = 'parts'"), scrap)),
        done("work_orders.remake", with(row("production_orders", "notes = 'parts'"), json!({}))),
        refused("work_orders.remake", with(ours("given up"), json!({})), "invalid_value", "quantity"),
    ]
}

fn quality() -> Vec<Case> {
    let inspect = |verdict: &str| with(ours("inspected"), json!({ "verdict": verdict }));
    vec![
        done(
            "work_orders.create",
            json!({ "product_id": item("FG-VASE-TWIST"), "quantity": "2", "notes": "inspected", "requires_qc": true }),
        ),
        id("work_orders.release", "inspected"),
        refused("work_orders.inspect", inspect("passed"), "wrong_state", ""),
        id("work_orders.complete", "inspected"),
        refused("work_orders.inspect", inspect("scrap"), "invalid_value", "scrap_reason_id"),
        done("work_orders.inspect", inspect("passed")),
        refused("work_orders.inspect", inspect("passed"), "wrong_state", ""),
    ]
}

fn shortages() -> Vec<Case> {
    vec![
        new("FG-VASE-TWIST", "4000", "huge"),
        id("work_orders.release", "huge"),
        refused("work_orders.complete", json!({ "id": ours("huge") }), "insufficient_stock", ""),
        refused(
            "work_orders.report",
            with(
                ours("huge"),
                json!({ "quantity_good": "1", "materials": [{ "material_id": NOBODY, "quantity": "1" }] }),
            ),
            "invalid_value",
            "materials[0].material_id",
        ),
        done(
            "items.save",
            json!({ "sku": "FG-NUMBERED", "name": "Numbered", "item_type": "finished_good", "procurement_type": "make", "track_serials": true }),
        ),
        done(
            "boms.save",
            json!({ "product_id": item("FG-NUMBERED"), "lines": [{ "component_id": item("SUP-PAD-ADHESIVE"), "quantity": "1" }] }),
        ),
        new("FG-NUMBERED", "2", "numbered"),
        id("work_orders.release", "numbered"),
        refused(
            "work_orders.complete",
            with(ours("numbered"), json!({ "serial_numbers": ["ONE"] })),
            "lot_required",
            "serial_numbers",
        ),
        id("work_orders.complete", "numbered"),
    ]
}
