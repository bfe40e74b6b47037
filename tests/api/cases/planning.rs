//! The plan.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, refused, row, sql};

const OPEN: &str = "status = 'planned' AND order_type = 'production'";

fn one(wanted: &str) -> Value {
    json!({ "ids": [row("planned_orders", wanted)] })
}

pub(super) fn cases() -> Vec<Case> {
    let settings = |patch: Value| {
        let mut settings = json!({ "auto": false, "use_late_receipts": true, "strict_safety_stock": false,
            "firm_fence_days": 0, "dampening_days": 1, "dampening_quantity": "0", "holding_percent_per_year": "20" });
        for (name, value) in patch.as_object().unwrap() {
            settings[name] = value.clone();
        }
        settings
    };
    let message = || json!({ "ids": [row("planning_messages", "1")] });
    let gone = json!({ "ids": [NOBODY] });
    let change = |quantity: &str, due: &str| json!({ "id": row("planned_orders", "status = 'firmed'"), "quantity": quantity, "due_date": due });
    let product = |of: &str| {
        sql(format!(
            "SELECT product_id FROM planned_orders WHERE id = (SELECT min(id) FROM planned_orders WHERE {of})"
        ))
    };
    let mut cases = vec![
        done("plan.run", json!({})),
        done("plan.overview", json!({})),
        done("plan.orders", json!({})),
        refused("plan.orders", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("plan.messages", json!({})),
        done("plan.item", json!({ "product_id": item("MAT-PLA-BLACK"), "bucket": "week" })),
        done(
            "plan.pegging",
            json!({ "order_type": "planned_order", "id": row("planned_orders", "status = 'planned'") }),
        ),
        done("plan.settings", json!({})),
        done("plan.update_settings", settings(json!({}))),
        refused(
            "plan.update_settings",
            settings(json!({ "firm_fence_days": 4000 })),
            "invalid_value",
            "firm_fence_days",
        ),
        refused(
            "plan.update_settings",
            settings(json!({ "dampening_quantity": "-1" })),
            "invalid_value",
            "dampening_quantity",
        ),
        done("plan.dismiss", message()),
        refused("plan.dismiss", gone.clone(), "plan_moved", ""),
        refused("plan.dismiss", json!({ "ids": [] }), "invalid_value", "ids"),
        done("plan.restore", message()),
        refused("plan.restore", gone.clone(), "plan_moved", ""),
        done("plan.firm", one(OPEN)),
        refused("plan.firm", one("status = 'firmed'"), "wrong_state", ""),
        refused("plan.firm", gone.clone(), "plan_moved", ""),
        done("plan.change", change("9", "2026-04-20")),
        refused("plan.change", change("-9", "2026-04-20"), "invalid_value", "quantity"),
        refused(
            "plan.change",
            json!({ "id": NOBODY, "quantity": "9", "due_date": "2026-04-20" }),
            "plan_moved",
            "",
        ),
        done("plan.unfirm", one("status = 'firmed'")),
        refused("plan.unfirm", one("status = 'planned'"), "wrong_state", ""),
        refused("plan.unfirm", gone.clone(), "plan_moved", ""),
    ];
    cases.extend([
        done("plan.cancel", one(OPEN)),
        refused("plan.cancel", one("status = 'released'"), "wrong_state", ""),
        refused("plan.cancel", gone.clone(), "plan_moved", ""),
        refused("plan.release", one("status = 'released'"), "wrong_state", ""),
        refused("plan.release", gone, "plan_moved", ""),
        done("items.save", json!({ "sku": "FG-NEW", "name": "No recipe yet", "item_type": "finished_good", "procurement_type": "make", "safety_stock": "5" })),
        done("items.save", json!({ "sku": "SUP-NEW", "name": "No vendor yet", "item_type": "supply", "safety_stock": "5" })),
        done("plan.run", json!({})),
        refused("plan.release", one("product_id = (SELECT id FROM products WHERE sku = 'FG-NEW')"), "missing_bom", "ids[0]"),
        refused("plan.release", one("product_id = (SELECT id FROM products WHERE sku = 'SUP-NEW')"), "no_vendor", "ids[0]"),
        done("items.deactivate", json!({ "id": item("SUP-NEW"), "accept_where_used": true })),
        refused("plan.release", one("product_id = (SELECT id FROM products WHERE sku = 'SUP-NEW')"), "inactive_product", ""),
        done("items.get", json!({ "id": product(OPEN) })),
        done("plan.release", one(OPEN)),
        done("plan.release", one("status = 'planned' AND order_type = 'purchase' AND product_id <> (SELECT id FROM products WHERE sku = 'SUP-NEW')")),
    ]);
    cases.extend(pieces());
    cases.extend(promises());
    cases.extend(suppositions());
    cases
}

/// Planned orders in pieces, messages that are carried out, and what is taken back.
fn pieces() -> Vec<Case> {
    let big =
        || row("planned_orders", "status = 'planned' AND order_type = 'production' AND quantity > 2000000");
    let split = |first: &str, second: &str| json!({ "id": big(), "parts": [{ "quantity": first }, { "quantity": second }] });
    let rest = sql("SELECT format('%d', quantity / 1000000 - 1) FROM planned_orders WHERE id = (
         SELECT min(id) FROM planned_orders
         WHERE status = 'planned' AND order_type = 'production' AND quantity > 2000000)");
    // Two open orders of one product.
    let twin = |which: &str| {
        sql(format!(
            "SELECT {which}(id) FROM planned_orders WHERE status IN ('planned', 'firmed') GROUP BY product_id
             HAVING count(*) = 2 AND min(status) = max(status) AND order_type = 'production' LIMIT 1"
        ))
    };
    vec![
        done("plan.runs", json!({})),
        refused("plan.runs", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("plan.run_moves", json!({ "id": row("mrp_runs", "status = 'completed'") })),
        refused(
            "plan.split",
            json!({ "id": NOBODY, "parts": [{ "quantity": "1" }, { "quantity": "1" }] }),
            "plan_moved",
            "",
        ),
        refused("plan.split", split("-1", "1"), "invalid_value", ""),
        refused("plan.split", split("1", "1"), "invalid_value", "parts"),
        done("plan.split", json!({ "id": big(), "parts": [{ "quantity": "1" }, { "quantity": rest }] })),
        refused("plan.merge", json!({ "ids": [NOBODY, NOBODY - 1] }), "plan_moved", ""),
        done("plan.merge", json!({ "ids": [twin("min"), twin("max")] })),
        done("plan.acts", json!({})),
        done("plan.undo", json!({})),
        refused("plan.apply", json!({ "ids": [NOBODY] }), "plan_moved", ""),
        done("plan.run", json!({})),
        done("plan.apply", json!({ "ids": [row("planning_messages", "message_type = 'release'")] })),
    ]
}

fn promises() -> Vec<Case> {
    let ask = |product: Value, quantity: &str| json!({ "lines": [{ "product_id": product, "quantity": quantity }] });
    vec![
        done("plan.promise", ask(item("FG-LAMP-HALO"), "12")),
        refused("plan.promise", ask(json!(NOBODY), "12"), "not_found", ""),
        refused("plan.promise", ask(item("FG-LAMP-HALO"), "-1"), "invalid_value", ""),
    ]
}

/// What if: planned beside the plan, kept, adopted, thrown away.
fn suppositions() -> Vec<Case> {
    let slower = |product: Value| json!([{ "kind": "lead_time", "product_id": product, "days": 9 }]);
    let keep = |name: &str, product: Value| json!({ "name": name, "edits": slower(product) });
    let kept = || sql("SELECT max(id) FROM plan_scenarios");
    vec![
        done("plan.what_if", json!({ "edits": slower(item("FG-LAMP-HALO")) })),
        refused("plan.what_if", json!({ "edits": slower(json!(NOBODY)) }), "not_found", ""),
        done("plan.save_scenario", keep("Slower lamps", item("FG-LAMP-HALO"))),
        refused("plan.save_scenario", keep("Slower lamps", item("FG-LAMP-HALO")), "already_exists", "name"),
        done("plan.scenarios", json!({})),
        done("plan.scenario", json!({ "id": kept() })),
        done("plan.adopt", json!({ "id": kept(), "firm_orders": false })),
        done("plan.save_scenario", keep("Slower still", item("FG-LAMP-HALO"))),
        done("plan.drop_scenario", json!({ "id": kept() })),
    ]
}
