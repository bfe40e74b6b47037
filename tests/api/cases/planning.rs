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
    cases
}
