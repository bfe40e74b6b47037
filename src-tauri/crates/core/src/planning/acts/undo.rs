//! Takes an act back: refuses when something has moved on, else makes the rows exactly what they were.

use serde_json::Value;
use spoolyard_types::Code;

use super::{Scene, gone, unreadable};
use crate::bind;
use crate::db::{RowImage, Write, image_id};
use crate::error::{Error, Result, refuse};
use crate::planning::model::PlannedOrderStatus;
use crate::{catalog, production, purchasing};

crate::wire! {
    /// Takes something back that was done to the plan.
    pub struct UndoPlanAct {
        /// Which act; the last that was not taken back when left out.
        #[serde(default)]
        #[ts(optional)]
        pub act_id: Option<i64>,
    }

    /// What was taken back.
    pub struct UndonePlanAct {
        /// Which act.
        pub act_id: i64,
        /// What it had been.
        pub title: String,
    }
}

crate::read_model! {
    struct Act {
        id: i64,
        title: String,
        before_json: Value,
        after_json: Value,
        final_reason: Option<String>,
        is_undone: bool,
    }
}

/// Takes an act back: all that it touched is exactly what it was.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::WrongState`] when it was taken back already or cannot be; [`Code::PlanMoved`] naming
/// what has changed since.
pub fn undo(w: &Write<'_>, req: UndoPlanAct) -> Result<UndonePlanAct> {
    let act: Act = w
        .maybe(
            "SELECT id, title, before_json, after_json, final_reason, undone_at IS NOT NULL AS is_undone FROM plan_acts
             WHERE CASE WHEN ?1 IS NULL THEN undone_at IS NULL ELSE id = ?1 END ORDER BY id DESC LIMIT 1",
            bind![req.act_id],
        )?
        .ok_or_else(gone)?;
    if act.is_undone {
        return Err(refuse(Code::WrongState, format!("“{}” was taken back already.", act.title)));
    }
    if let Some(reason) = act.final_reason {
        return Err(refuse(Code::WrongState, format!("“{}” stays: {reason}", act.title)));
    }
    let read = |json, column| serde_json::from_value::<Scene>(json).map_err(|_| unreadable(column));
    let (before, after) = (read(act.before_json, "before_json")?, read(act.after_json, "after_json")?);
    let now = Scene::of(w, &after.touched())?;
    check_documents(&after, &now)?;
    put_planned(w, &before, &after, &now)?;
    let purchases = purchasing::reschedule::OrderImage {
        orders: before.purchases.clone(),
        lines: before.purchase_lines.clone(),
    };
    purchasing::reschedule::put_back(w, &purchases)?;
    production::reschedule::put_back(w, &before.work)?;
    catalog::planning_rules::put_back(w, &before.products)?;
    put_messages(w, &before)?;
    w.execute(
        "UPDATE plan_acts SET undone_at = ?2, undone_by = ?3 WHERE id = ?1",
        bind![act.id, w.now(), w.actor().user_id],
    )?;
    w.about("plan_act", act.id, None);
    Ok(UndonePlanAct { act_id: act.id, title: act.title })
}

fn text<'r>(row: &'r RowImage, column: &str) -> &'r str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

fn moved(what: &str) -> Error {
    refuse(
        Code::PlanMoved,
        format!("{what} has changed since, so this cannot be taken back. Change it there."),
    )
}

fn find(rows: &[RowImage], id: i64) -> Option<&RowImage> {
    rows.iter().find(|row| image_id(row) == id)
}

/// Purchase orders, work orders and items lie as the act left them, to the last column.
fn check_documents(after: &Scene, now: &Scene) -> Result<()> {
    for (left, found, name) in [
        (&after.purchases, &now.purchases, "po_number"),
        (&after.work, &now.work, "code"),
        (&after.products, &now.products, "sku"),
    ] {
        for row in left {
            if find(found, image_id(row)) != Some(row) {
                return Err(moved(text(row, name)));
            }
        }
    }
    if after.purchase_lines != now.purchase_lines {
        let numbers: Vec<&str> = after.purchases.iter().map(|row| text(row, "po_number")).collect();
        return Err(moved(&numbers.join(", ")));
    }
    Ok(())
}

fn is_planned(row: &RowImage) -> bool {
    text(row, "status") == PlannedOrderStatus::Planned.as_str()
}

fn planned_moved(w: &Write<'_>, row: &RowImage) -> Error {
    let product = row.get("product_id").and_then(Value::as_i64);
    match w.value::<String>("SELECT sku FROM products WHERE id = ?1", bind![product]) {
        Ok(sku) => moved(&format!("The planned order of {}", sku.unwrap_or_default())),
        Err(err) => err,
    }
}

/// Planned orders: what a person stood by is as it was left; a proposal may have been moved by a run.
fn put_planned(w: &Write<'_>, before: &Scene, after: &Scene, now: &Scene) -> Result<()> {
    for left in &after.planned {
        let untouched = match find(&now.planned, image_id(left)) {
            Some(found) if is_planned(left) => {
                is_planned(found) && found.get("product_id") == left.get("product_id")
            }
            Some(found) => found == left,
            None => is_planned(left),
        };
        if !untouched {
            return Err(planned_moved(w, left));
        }
    }
    for made in &after.planned {
        if find(&before.planned, image_id(made)).is_none() {
            w.execute("DELETE FROM planned_orders WHERE id = ?1", bind![image_id(made)])?;
        }
    }
    for row in &before.planned {
        if find(&after.planned, image_id(row)).is_none() {
            make_room(w, row)?;
        }
        w.put_image("planned_orders", row)?;
    }
    Ok(())
}

/// A run may have given the id of an order that was taken away to a proposal of its own: that one moves aside.
fn make_room(w: &Write<'_>, row: &RowImage) -> Result<()> {
    let id = image_id(row);
    let status: Option<PlannedOrderStatus> =
        w.value("SELECT status FROM planned_orders WHERE id = ?1", bind![id])?;
    match status {
        None => return Ok(()),
        Some(PlannedOrderStatus::Planned) => {}
        Some(PlannedOrderStatus::Firmed | PlannedOrderStatus::Released) => return Err(planned_moved(w, row)),
    }
    let aside: i64 = w.value("SELECT max(id) + 1 FROM planned_orders", [])?.unwrap_or_default();
    w.execute("UPDATE planned_orders SET id = ?2 WHERE id = ?1", bind![id, aside])?;
    w.execute(
        "UPDATE planning_messages SET order_id = ?2 WHERE order_type = 'planned_order' AND order_id = ?1",
        bind![id, aside],
    )?;
    Ok(())
}

/// Messages come back unless a run has said something else under their number.
fn put_messages(w: &Write<'_>, before: &Scene) -> Result<()> {
    for row in &before.messages {
        let taken: Option<i64> =
            w.value("SELECT 1 FROM planning_messages WHERE id = ?1", bind![image_id(row)])?;
        if taken.is_none() {
            w.put_image("planning_messages", row)?;
        }
    }
    Ok(())
}
