//! Bills of material, routings, work centers.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, refused, row, sql};

pub(super) fn cases() -> Vec<Case> {
    [boms(), routings(), centers()].into_iter().flatten().collect()
}

fn bom_of(sku: &str, active: bool) -> Value {
    let active = i32::from(active);
    sql(format!(
        "SELECT max(b.id) FROM boms b JOIN products p ON p.id = b.product_id WHERE p.sku = '{sku}' AND b.active = {active}"
    ))
}

fn boms() -> Vec<Case> {
    let line =
        |component: Value, unit: &str| json!({ "component_id": component, "quantity": "1", "unit": unit });
    let bom = |product: Value, line: Value| json!({ "product_id": product, "lines": [line] });
    let inactive = || row("products", "sku = 'SUP-OLD'");
    vec![
        done("boms.list", json!({})),
        refused("boms.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("boms.get", json!({ "id": bom_of("FG-LAMP-HALO", true) })),
        done("boms.new_version", json!({ "id": bom_of("FG-LAMP-HALO", true), "activate": false })),
        done(
            "boms.compare",
            json!({ "before": bom_of("FG-LAMP-HALO", true), "after": bom_of("FG-LAMP-HALO", false) }),
        ),
        refused(
            "boms.compare",
            json!({ "before": NOBODY, "after": bom_of("FG-LAMP-HALO", true) }),
            "not_found",
            "",
        ),
        done("boms.activate", json!({ "id": bom_of("FG-LAMP-HALO", false) })),
        refused("boms.activate", json!({ "id": bom_of("FG-LAMP-HALO", true) }), "wrong_state", ""),
        refused("boms.deactivate", json!({ "id": bom_of("FG-LAMP-HALO", false) }), "wrong_state", ""),
        done("boms.explode", json!({ "product_id": item("FG-LAMP-HALO"), "quantity": "3" })),
        refused(
            "boms.explode",
            json!({ "product_id": item("FG-LAMP-HALO"), "quantity": "-3" }),
            "invalid_value",
            "quantity",
        ),
        done("boms.where_used", json!({ "id": item("SUP-LED-PUCK") })),
        done("boms.cost", json!({ "id": item("FG-LAMP-HALO") })),
        done(
            "items.save",
            json!({ "sku": "FG-DUO", "name": "Two lamps", "item_type": "finished_good", "procurement_type": "make" }),
        ),
        done("items.save", json!({ "sku": "SUP-OLD", "name": "Old screw", "item_type": "supply" })),
        done("items.deactivate", json!({ "id": inactive() })),
        done("boms.save", bom(item("FG-DUO"), line(item("FG-LAMP-HALO"), "EA"))),
        refused("boms.save", bom(item("CMP-LAMP-BASE"), line(item("FG-DUO"), "EA")), "circular_bom", ""),
        refused(
            "boms.save",
            bom(item("FG-DUO"), line(item("FG-LAMP-HALO"), "KG")),
            "unit_mismatch",
            "lines[0].unit",
        ),
        refused(
            "boms.save",
            bom(item("FG-DUO"), line(inactive(), "EA")),
            "inactive_product",
            "lines[0].component_id",
        ),
        refused(
            "boms.save",
            bom(item("FG-DUO"), json!({ "component_id": item("FG-LAMP-HALO"), "quantity": "0" })),
            "invalid_value",
            "lines[0].quantity",
        ),
        refused(
            "boms.copy",
            json!({ "id": bom_of("FG-DUO", true), "product_id": item("CMP-LAMP-BASE") }),
            "circular_bom",
            "",
        ),
        done(
            "boms.copy",
            json!({ "id": bom_of("FG-DUO", true), "product_id": item("FG-FEEDER-BIRD"), "activate": false }),
        ),
        done("boms.deactivate", json!({ "id": bom_of("FG-DUO", true) })),
    ]
}

fn routing_of(sku: &str, active: bool) -> Value {
    let active = i32::from(active);
    sql(format!(
        "SELECT max(r.id) FROM routings r JOIN products p ON p.id = r.product_id WHERE p.sku = '{sku}' AND r.is_active = {active}"
    ))
}

fn routings() -> Vec<Case> {
    let operation = |patch: Value| {
        let mut operation =
            json!({ "work_center_id": row("work_centers", "code = 'ASSY'"), "run_time_minutes": "2" });
        for (name, value) in patch.as_object().unwrap() {
            operation[name] = value.clone();
        }
        json!({ "product_id": item("FG-DUO"), "operations": [operation] })
    };
    let material = |component: Value, unit: &str| {
        operation(json!({ "materials": [{ "component_id": component, "quantity": "1", "unit": unit }] }))
    };
    vec![
        done("routings.list", json!({})),
        refused("routings.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("routings.get", json!({ "id": routing_of("FG-LAMP-HALO", true) })),
        done("routings.save", operation(json!({}))),
        refused("routings.save", operation(json!({ "work_center_id": NOBODY })), "not_found", ""),
        refused(
            "routings.save",
            operation(json!({ "run_time_minutes": "-2" })),
            "invalid_value",
            "operations[0].run_time_minutes",
        ),
        refused("routings.save", material(item("FG-DUO"), "EA"), "circular_bom", ""),
        refused(
            "routings.save",
            material(item("FG-LAMP-HALO"), "KG"),
            "unit_mismatch",
            "operations[0].materials[0].unit",
        ),
        done(
            "routings.copy",
            json!({ "id": routing_of("FG-LAMP-HALO", true), "product_id": item("FG-DUO") }),
        ),
        refused("routings.activate", json!({ "id": routing_of("FG-LAMP-HALO", true) }), "wrong_state", ""),
        done("routings.activate", json!({ "id": routing_of("FG-DUO", false) })),
    ]
}

fn centers() -> Vec<Case> {
    let paint = |patch: Value| {
        let mut center = json!({ "code": "PAINT", "name": "Paint booth" });
        for (name, value) in patch.as_object().unwrap() {
            center[name] = value.clone();
        }
        center
    };
    let own = || row("work_centers", "code = 'PAINT'");
    let gun = |patch: Value| {
        let mut resource = json!({ "work_center_id": own(), "code": "GUN-1", "name": "Spray gun" });
        for (name, value) in patch.as_object().unwrap() {
            resource[name] = value.clone();
        }
        resource
    };
    vec![
        done("work_centers.list", json!({})),
        done("work_centers.save", paint(json!({}))),
        refused("work_centers.save", paint(json!({})), "already_exists", "code"),
        refused(
            "work_centers.save",
            paint(json!({ "code": "P2", "capacity_hours_per_day": "-1" })),
            "invalid_value",
            "capacity_hours_per_day",
        ),
        refused("work_centers.save", paint(json!({ "id": NOBODY, "code": "P2" })), "not_found", ""),
        refused(
            "work_centers.save",
            json!({ "id": row("work_centers", "code = 'PRINT'"), "code": "PRINT", "name": "Print floor", "is_active": false }),
            "in_use",
            "",
        ),
        done("resources.save", gun(json!({}))),
        refused("resources.save", gun(json!({})), "already_exists", "code"),
        refused(
            "resources.save",
            gun(json!({ "code": "GUN-2", "capacity_hours_per_day": "-1" })),
            "invalid_value",
            "capacity_hours_per_day",
        ),
        refused("resources.save", gun(json!({ "code": "GUN-2", "work_center_id": NOBODY })), "not_found", ""),
        done("resources.list", json!({ "id": own() })),
        refused("work_centers.delete", json!({ "id": row("work_centers", "code = 'PRINT'") }), "in_use", ""),
        done("work_centers.save", json!({ "code": "SPARE", "name": "Spare bench" })),
        done("work_centers.delete", json!({ "id": row("work_centers", "code = 'SPARE'") })),
        done("printers.add", json!({ "code": "P13", "name": "Larch", "model": "MK4S", "brand": "prusa" })),
        refused(
            "printers.add",
            json!({ "code": "p01", "name": "X", "model": "X", "brand": "prusa" }),
            "already_exists",
            "code",
        ),
    ]
}
