//! Quality control: goods that wait for an inspection, or have failed it, cannot ship.

use spoolyard_types::ids::{LocationId, LotId, ProductId, ScrapReasonId, WorkOrderId};
use spoolyard_types::{Code, Quantity, Text, UnitCost};

use super::model::{QcStatus, WorkOrderStatus};
use super::queries::{WorkOrder, work_order};
use super::store;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::{self, Issue, Reference, ReferenceType};
use crate::ledger::{AccountRole, Event};

crate::stored_enum! {
    /// What an inspection found, and what becomes of the goods.
    pub enum Verdict {
        /// Good: they may ship.
        Passed = "passed",
        /// Not good: they are worked on and inspected again.
        Rework = "rework",
        /// Not good: they are scrapped now.
        Scrap = "scrap",
    }
}

crate::wire! {
    /// The result of an inspection.
    pub struct InspectWorkOrder {
        /// Of which order's goods.
        pub id: WorkOrderId,
        /// What was found.
        pub verdict: Verdict,
        /// Why they are scrapped.
        #[serde(default)]
        #[ts(optional)]
        pub scrap_reason_id: Option<ScrapReasonId>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<2000>>,
    }
}

/// How much of a product is on the shelf that may not ship: made by orders whose inspection is pending or
/// has failed. Sales takes it off what is available to ship.
///
/// # Errors
/// When the store cannot be read.
pub fn awaiting_qc(r: &Read<'_>, product: ProductId) -> Result<Quantity> {
    let sum: Option<Quantity> = r.value(
        "SELECT coalesce(sum(quantity_completed), 0) FROM production_orders
         WHERE product_id = ?1 AND status = 'completed' AND qc_status IN ('pending', 'failed')",
        bind![product],
    )?;
    Ok(sum.unwrap_or_default())
}

/// Writes down an inspection. Failed goods are reworked and inspected again, or scrapped at their cost.
///
/// # Errors
/// [`Code::WrongState`] when no inspection is due or the goods are not made yet, [`Code::InsufficientStock`]
/// when goods to scrap are gone, [`Code::InvalidValue`].
pub fn inspect(w: &Write<'_>, req: InspectWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    match order.qc_status {
        QcStatus::Pending | QcStatus::Failed => {}
        QcStatus::NotRequired | QcStatus::Passed => {
            let text = format!("{} waits for no inspection: it is {}.", order.code, order.qc_status);
            return Err(refuse(Code::WrongState, text));
        }
    }
    if order.status != WorkOrderStatus::Completed {
        let text = format!("{} is {}. Complete it, then inspect its goods.", order.code, order.status);
        return Err(refuse(Code::WrongState, text));
    }
    let result = match req.verdict {
        Verdict::Passed => QcStatus::Passed,
        Verdict::Rework => QcStatus::Failed,
        Verdict::Scrap => {
            scrap(w, &order, &req)?;
            QcStatus::Failed
        }
    };
    w.execute(
        "UPDATE production_orders SET qc_status = ?2, qc_notes = ?3, qc_inspected_by = ?4, qc_inspected_at = ?5,
             updated_at = ?5 WHERE id = ?1",
        bind![order.id, result, req.notes, w.actor().name.chars().take(100).collect::<String>(), w.now()],
    )?;
    w.execute(
        "UPDATE serial_numbers SET qc_passed = ?2, qc_date = ?3, qc_notes = ?4 WHERE production_order_id = ?1",
        bind![order.id, result == QcStatus::Passed, w.now(), req.notes],
    )?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

fn scrap(w: &Write<'_>, order: &store::Order, req: &InspectWorkOrder) -> Result<()> {
    let Some(reason) = req.scrap_reason_id else {
        let text = "Say why they are scrapped: choose a reason.";
        return Err(refuse_field(Code::InvalidValue, "scrap_reason_id", text));
    };
    if !order.quantity_completed.is_positive() {
        return Err(refuse(Code::WrongState, format!("{} has no goods left to scrap.", order.code)));
    }
    let location: LocationId = match order.location_id {
        Some(location) => location,
        None => inventory::default_location(w)?,
    };
    let lot: Option<LotId> =
        w.value("SELECT id FROM material_lots WHERE production_order_id = ?1", bind![order.id])?;
    let mut event = Event::new(
        w.today()?,
        format!("{} failed inspection", order.code),
        "production_order",
        order.id.get(),
    );
    let issue = Issue {
        work_order: Some(order.id),
        lot,
        ..Issue::of(
            order.product_id,
            location,
            order.quantity_completed,
            AccountRole::Scrap,
            Reference::new(ReferenceType::Scrap, order.id.get()),
        )
    };
    let moved = inventory::issue(w, &mut event, issue)?;
    let entry = event.post(w)?;
    w.insert(
        "INSERT INTO scrap_records (production_order_id, product_id, quantity, unit_cost, total_cost, scrap_reason_id,
             scrap_reason_code, notes, inventory_transaction_id, journal_entry_id, created_at, created_by_user_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT code FROM scrap_reasons WHERE id = ?6), ?7, ?8, ?9, ?10, ?11)",
        bind![
            order.id,
            order.product_id,
            moved.quantity,
            UnitCost::per(moved.value, moved.quantity)?,
            moved.value,
            reason,
            req.notes,
            moved.transaction,
            entry,
            w.now(),
            w.actor().user_id
        ],
    )?;
    // What is scrapped is not made: it is neither waiting nor to be shipped.
    w.execute(
        "UPDATE production_orders SET quantity_scrapped = quantity_scrapped + quantity_completed, quantity_completed = 0,
             scrapped_at = ?2, scrap_reason = (SELECT code FROM scrap_reasons WHERE id = ?3) WHERE id = ?1",
        bind![order.id, w.now(), reason],
    )?;
    w.execute(
        "UPDATE serial_numbers SET status = 'scrapped', scrapped_at = ?2 WHERE production_order_id = ?1 AND status = 'manufactured'",
        bind![order.id, w.now()],
    )?;
    Ok(())
}
