//! Stock and places, and the months it is booked in.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, item, place, refused, row, sql};
use crate::sample::TODAY;

pub(super) fn cases() -> Vec<Case> {
    [stock(), waiting(), expired(), spools(), lots(), reversals(), counts(), places(), ledger()]
        .into_iter()
        .flatten()
        .collect()
}

/// A supply that nobody holds.
const FREE: &str = "SELECT p.id FROM products p JOIN inventory i ON i.product_id = p.id
    WHERE p.item_type = 'supply' AND p.sku <> 'SUP-OLD' AND i.allocated_quantity = 0 AND i.on_hand_quantity > 10000000
    ORDER BY p.id LIMIT 1";

fn lot_of(sku: &str) -> Value {
    sql(format!(
        "SELECT l.id FROM material_lots l JOIN products p ON p.id = l.product_id
         WHERE p.sku = '{sku}' AND l.status = 'active' ORDER BY l.id DESC LIMIT 1"
    ))
}

fn stock() -> Vec<Case> {
    let adjust = |change: &str| json!({ "product_id": sql(FREE), "location_id": place("SUP"), "change": change, "reason": "Found behind the shelf" });
    let move_to = |from: &str, to: &str, quantity: &str| json!({ "product_id": sql(FREE), "from_location_id": place(from), "to_location_id": place(to), "quantity": quantity });
    let opening = |line: Value| json!({ "date": TODAY, "lines": [line] });
    vec![
        done("inventory.stock", json!({})),
        refused("inventory.stock", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("inventory.stock_card", json!({ "product_id": item("MAT-PLA-BLACK") })),
        done("inventory.value", json!({})),
        done("inventory.movements", json!({ "limit": 2 })),
        done("inventory.adjust", adjust("3")),
        refused("inventory.adjust", adjust("0"), "invalid_value", "change"),
        refused("inventory.adjust", adjust("-99999999"), "insufficient_stock", ""),
        refused("inventory.adjust", adjust("1.12345"), "invalid_value", "change"),
        refused(
            "inventory.adjust",
            json!({ "product_id": item("MAT-PLA-BLACK"), "location_id": place("FIL"), "change": "5", "reason": "Found" }),
            "lot_required",
            "",
        ),
        done("inventory.transfer", move_to("SUP", "PARTS", "2")),
        refused("inventory.transfer", move_to("SUP", "SUP", "2"), "invalid_value", ""),
        refused("inventory.transfer", move_to("SUP", "PARTS", "99999999"), "insufficient_stock", ""),
        done(
            "inventory.opening_stock",
            opening(
                json!({ "product_id": sql(FREE), "location_id": place("SUP"), "quantity": "4", "unit_cost": "0.5" }),
            ),
        ),
        refused("inventory.opening_stock", json!({ "date": TODAY, "lines": [] }), "invalid_value", "lines"),
        refused(
            "inventory.opening_stock",
            opening(json!({ "product_id": NOBODY, "quantity": "4", "unit_cost": "0.5" })),
            "not_found",
            "",
        ),
    ]
}

fn waiting() -> Vec<Case> {
    let take = |quantity: &str| json!({ "product_id": sql(FREE), "location_id": place("SUP"), "quantity": quantity, "is_scrap": false, "reason": "For the fair" });
    let waits = || {
        row("inventory_transactions", "requires_approval = 1 AND approved_at IS NULL AND rejected_at IS NULL")
    };
    let posted = || row("inventory_transactions", "is_posted");
    vec![
        done("inventory.issue", take("1")),
        refused("inventory.issue", take("-1"), "invalid_value", "quantity"),
        done("inventory.issue", take("9999999")),
        done("inventory.waiting", json!({})),
        refused("inventory.approve", json!({ "id": waits() }), "insufficient_stock", ""),
        refused("inventory.approve", json!({ "id": posted() }), "wrong_state", ""),
        refused("inventory.reject", json!({ "id": posted() }), "wrong_state", ""),
        done("inventory.reject", json!({ "id": waits() })),
        done("inventory.issue", take("7777777")),
        done(
            "inventory.adjust",
            json!({ "product_id": sql(FREE), "location_id": place("SUP"), "change": "7777777", "unit_cost": "0.01", "reason": "A pallet" }),
        ),
        done("inventory.approve", json!({ "id": waits() })),
        done(
            "inventory.issue",
            json!({ "product_id": item("MAT-PLA-BLACK"), "location_id": place("FIL"), "lot_id": lot_of("MAT-PLA-BLACK"),
                "quantity": "5", "is_scrap": true, "reason": "Test print" }),
        ),
    ]
}

fn spools() -> Vec<Case> {
    let spool = || row("material_spools", "status = 'active' AND current_weight_kg = initial_weight_kg");
    let weigh = |weight_g: &str| json!({ "id": spool(), "weight_g": weight_g, "with_reel": false, "correct_stock": false });
    vec![
        done("spools.list", json!({})),
        refused("spools.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("spools.get", json!({ "id": spool() })),
        refused("spools.weigh", weigh("-1"), "invalid_value", "weight_g"),
        done("spools.weigh", weigh("900")),
        done("spools.move", json!({ "id": spool(), "location_id": place("DRY") })),
        refused("spools.move", json!({ "id": spool(), "location_id": NOBODY }), "not_found", ""),
    ]
}

fn lots() -> Vec<Case> {
    let lot = || lot_of("MAT-PLA-GREY");
    let aside = || row("material_lots", "status = 'quarantine'");
    vec![
        done("lots.list", json!({})),
        refused("lots.list", json!({ "after": "no mark" }), "invalid_value", "after"),
        done("lots.get", json!({ "id": lot() })),
        refused("lots.release", json!({ "id": lot() }), "wrong_state", ""),
        done("lots.inspect", json!({ "id": lot(), "result": "passed" })),
        done("lots.quarantine", json!({ "id": lot(), "reason": "Brittle" })),
        refused("lots.quarantine", json!({ "id": aside(), "reason": "Again" }), "wrong_state", ""),
        done("lots.release", json!({ "id": aside() })),
    ]
}

/// A lot that expired is never issued.
fn expired() -> Vec<Case> {
    vec![
        done(
            "items.save",
            json!({ "sku": "SUP-GLUE", "name": "Glue", "item_type": "supply", "track_lots": true }),
        ),
        done(
            "inventory.opening_stock",
            json!({ "date": TODAY, "lines": [{ "product_id": item("SUP-GLUE"), "location_id": place("SUP"), "quantity": "4",
                "unit_cost": "2", "lot_number": "GLUE-1", "expiration_date": "2026-03-01" }] }),
        ),
        refused(
            "inventory.issue",
            json!({ "product_id": item("SUP-GLUE"), "location_id": place("SUP"), "quantity": "1", "is_scrap": false,
                "lot_id": lot_of("SUP-GLUE"), "reason": "For the fair" }),
            "lot_blocked",
            "",
        ),
    ]
}

fn reversals() -> Vec<Case> {
    let last = |kind: &str| {
        sql(format!(
            "SELECT max(id) FROM inventory_transactions
             WHERE is_posted AND reference_type = '{kind}' AND transaction_type = 'adjustment'"
        ))
    };
    let of_order = || row("inventory_transactions", "reference_type = 'po' AND is_posted");
    let undo = |id: Value| json!({ "id": id, "reason": "Typed twice" });
    vec![
        done(
            "inventory.adjust",
            json!({ "product_id": sql(FREE), "location_id": place("SUP"), "change": "6", "reason": "Found" }),
        ),
        done("inventory.reverse", undo(last("manual"))),
        refused(
            "inventory.reverse",
            undo(sql("SELECT max(reverses_id) FROM inventory_transactions")),
            "already_reversed",
            "",
        ),
        refused("inventory.reverse", undo(of_order()), "wrong_state", ""),
    ]
}

fn counts() -> Vec<Case> {
    let on_hand = sql(format!(
        "SELECT format('%d', on_hand_quantity / 1000000) FROM inventory
         WHERE product_id = ({FREE}) AND location_id = (SELECT id FROM inventory_locations WHERE code = 'SUP')"
    ));
    let count = |patch: Value| {
        let mut line = json!({ "product_id": sql(FREE), "counted": "5000" });
        for (name, value) in patch.as_object().unwrap() {
            line[name] = value.clone();
        }
        json!({ "location_id": place("SUP"), "lines": [line] })
    };
    vec![
        done("inventory.count_sheet", json!({ "location_id": place("SUP") })),
        refused("inventory.count_sheet", json!({ "location_id": NOBODY }), "not_found", ""),
        done("inventory.post_count", count(json!({ "reason": "Counted by hand", "expected": on_hand }))),
        refused("inventory.post_count", count(json!({ "counted": "7" })), "invalid_value", "lines[0].reason"),
        refused(
            "inventory.post_count",
            count(json!({ "counted": "-7", "reason": "x" })),
            "invalid_value",
            "lines[0].counted",
        ),
        refused(
            "inventory.post_count",
            count(json!({ "expected": "1", "reason": "Counted" })),
            "changed_meanwhile",
            "lines[0].expected",
        ),
    ]
}

fn places() -> Vec<Case> {
    let shelf = |patch: Value| {
        let mut place = json!({ "name": "Shelf Z", "code": "Z", "location_type": "zone", "active": true, "is_nettable": true });
        for (name, value) in patch.as_object().unwrap() {
            place[name] = value.clone();
        }
        place
    };
    vec![
        done("locations.list", json!({})),
        done("locations.save", shelf(json!({}))),
        refused("locations.save", shelf(json!({})), "already_exists", "code"),
        refused(
            "locations.save",
            shelf(json!({ "id": place("Z"), "parent_id": place("Z") })),
            "invalid_value",
            "parent_id",
        ),
        refused(
            "locations.save",
            shelf(json!({ "id": place("SUP"), "code": "SUP", "active": false })),
            "in_use",
            "",
        ),
        refused("locations.delete", json!({ "id": place("SUP") }), "in_use", ""),
        done("locations.delete", json!({ "id": place("Z") })),
    ]
}

fn ledger() -> Vec<Case> {
    let january = json!({ "year": 2026, "period": 1 });
    let march = json!({ "year": 2026, "period": 3 });
    let late = |date: &str| json!({ "product_id": sql(FREE), "location_id": place("SUP"), "change": "1", "reason": "Found", "date": date });
    vec![
        done("ledger.entries", json!({ "limit": 2 })),
        done("ledger.entry", json!({ "id": row("gl_journal_entries", "1") })),
        done("ledger.trial_balance", json!({})),
        done("ledger.periods", json!({})),
        done("ledger.close_period", january.clone()),
        refused("ledger.close_period", january.clone(), "wrong_state", ""),
        refused("ledger.close_period", json!({ "year": 1990, "period": 1 }), "not_found", ""),
        refused("inventory.adjust", late("2026-01-20"), "period_closed", ""),
        done("ledger.reopen_period", january),
        refused("ledger.reopen_period", march, "wrong_state", ""),
        refused("ledger.reopen_period", json!({ "year": 1990, "period": 1 }), "not_found", ""),
        done("data.verify", json!({})),
    ]
}
