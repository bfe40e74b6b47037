//! A work order is started, held, resumed, cancelled; an operation is started, paused, skipped.

use spoolyard_types::ids::{OperationId, PrinterId, WorkOrderId};
use spoolyard_types::{Code, Text};

use super::create::WorkOrderRef;
use super::model::{OperationStatus, WorkOrderStatus};
use super::queries::{WorkOrder, work_order};
use super::release::let_go;
use super::store;
use crate::bind;
use crate::db::Write;
use crate::error::{Result, not_found, refuse};
use crate::ledger::{self, AccountRole, Event, Tag};

crate::wire! {
    /// Puts a work order on hold.
    pub struct HoldWorkOrder {
        /// Which one.
        pub id: WorkOrderId,
        /// Why.
        pub reason: Text<500>,
    }

    /// Gives a work order up.
    pub struct CancelWorkOrder {
        /// Which one.
        pub id: WorkOrderId,
        /// Why.
        pub reason: Text<500>,
    }

    /// Begins an operation.
    pub struct StartOperation {
        /// Which one.
        pub operation_id: OperationId,
        /// On which printer.
        #[serde(default)]
        #[ts(optional)]
        pub printer_id: Option<PrinterId>,
    }

    /// Pauses an operation.
    pub struct PauseOperation {
        /// Which one.
        pub operation_id: OperationId,
        /// Why.
        #[serde(default)]
        #[ts(optional)]
        pub reason: Option<Text<500>>,
    }

    /// Leaves an operation out.
    pub struct SkipOperation {
        /// Which one.
        pub operation_id: OperationId,
    }
}

/// Says that work has begun.
///
/// # Errors
/// [`Code::WrongState`].
pub fn start(w: &Write<'_>, req: WorkOrderRef) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let status = order.status.work(&order.code)?;
    store::set_status(w, order.id, status)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Stops work for a while; what is reserved stays reserved.
///
/// # Errors
/// [`Code::WrongState`].
pub fn hold(w: &Write<'_>, req: HoldWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let status = order.status.hold(&order.code)?;
    w.execute(
        "UPDATE production_orders SET held_from_status = status, status = ?2, hold_reason = ?3, updated_at = ?4
         WHERE id = ?1",
        bind![order.id, status, req.reason, w.now()],
    )?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Goes on with what was held.
///
/// # Errors
/// [`Code::WrongState`].
pub fn resume(w: &Write<'_>, req: WorkOrderRef) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let status = order.status.resume(&order.code, order.held_from_status)?;
    store::set_status(w, order.id, status)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Gives an order up and lets go of what it holds. What it has used up already is a variance.
///
/// # Errors
/// [`Code::WrongState`] when it is over, or has made good ones: those are completed or closed short.
pub fn cancel(w: &Write<'_>, req: CancelWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let status = order.status.cancel(&order.code)?;
    if order.quantity_completed.is_positive() {
        let text = format!(
            "{} good ones are reported on {}. Close it short, so that they come onto the shelf.",
            order.quantity_completed, order.code
        );
        return Err(refuse(Code::WrongState, text));
    }
    let_go(w, order.id)?;
    let wip = ledger::work_order_wip(w, order.id)?;
    let mut event =
        Event::new(w.today()?, format!("{} cancelled", order.code), "production_order", order.id.get());
    let tag = Tag { product: Some(order.product_id), work_order: Some(order.id) };
    event.debit_for(AccountRole::ProductionVariance, wip, tag);
    event.credit_for(AccountRole::Wip, wip, Tag::work_order(order.id));
    event.post(w)?;
    store::set_status(w, order.id, status)?;
    w.execute(
        "UPDATE production_orders SET cancelled_at = ?2, cancellation_reason = ?3 WHERE id = ?1",
        bind![order.id, w.now(), req.reason],
    )?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

fn of_operation(w: &Write<'_>, id: OperationId) -> Result<(store::Order, store::OperationRow)> {
    let order: WorkOrderId = w
        .value("SELECT production_order_id FROM production_order_operations WHERE id = ?1", bind![id])?
        .ok_or_else(|| not_found("operation", id))?;
    let operation = store::operations(w, order)?
        .into_iter()
        .find(|o| o.id == id)
        .ok_or_else(|| not_found("operation", id))?;
    Ok((store::order(w, order)?, operation))
}

fn cannot(order: &store::Order, operation: &store::OperationRow, to: OperationStatus) -> crate::Error {
    refuse(
        Code::WrongState,
        format!(
            "Operation {} of {} is {} and cannot become {to}.",
            operation.sequence, order.code, operation.status
        ),
    )
}

/// Begins an operation, or goes on with one that was paused.
///
/// # Errors
/// [`Code::WrongState`].
pub fn start_operation(w: &Write<'_>, req: StartOperation) -> Result<WorkOrder> {
    let (order, operation) = of_operation(w, req.operation_id)?;
    let status = order.status.work(&order.code)?;
    match operation.status {
        OperationStatus::Pending | OperationStatus::Paused => {}
        OperationStatus::InProgress | OperationStatus::Completed | OperationStatus::Skipped => {
            return Err(cannot(&order, &operation, OperationStatus::InProgress));
        }
    }
    store::set_status(w, order.id, status)?;
    w.execute(
        "UPDATE production_order_operations SET status = 'in_progress', paused_at = NULL, pause_reason = NULL,
             actual_start = coalesce(actual_start, ?2), operator_id = coalesce(?3, operator_id),
             operator_name = ?4, printer_id = coalesce(?5, printer_id), updated_at = ?2
         WHERE id = ?1",
        bind![
            operation.id,
            w.now(),
            w.actor().user_id,
            w.actor().name.chars().take(100).collect::<String>(),
            req.printer_id
        ],
    )?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Stops an operation for a while.
///
/// # Errors
/// [`Code::WrongState`].
pub fn pause_operation(w: &Write<'_>, req: PauseOperation) -> Result<WorkOrder> {
    let (order, operation) = of_operation(w, req.operation_id)?;
    match operation.status {
        OperationStatus::InProgress => {}
        OperationStatus::Pending
        | OperationStatus::Paused
        | OperationStatus::Completed
        | OperationStatus::Skipped => return Err(cannot(&order, &operation, OperationStatus::Paused)),
    }
    w.execute(
        "UPDATE production_order_operations SET status = 'paused', paused_at = ?2, pause_reason = ?3, updated_at = ?2
         WHERE id = ?1",
        bind![operation.id, w.now(), req.reason],
    )?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Leaves an operation out that nothing was reported on; its materials are let go and not used.
///
/// # Errors
/// [`Code::WrongState`], also for the last operation that is left: an order has to be made somewhere.
pub fn skip_operation(w: &Write<'_>, req: SkipOperation) -> Result<WorkOrder> {
    let (order, operation) = of_operation(w, req.operation_id)?;
    match order.status {
        WorkOrderStatus::Released | WorkOrderStatus::InProgress | WorkOrderStatus::OnHold => {}
        WorkOrderStatus::Draft | WorkOrderStatus::Completed | WorkOrderStatus::Cancelled => {
            return Err(cannot(&order, &operation, OperationStatus::Skipped));
        }
    }
    if operation.status == OperationStatus::Skipped || operation.processed()?.is_positive() {
        return Err(cannot(&order, &operation, OperationStatus::Skipped));
    }
    let operations = store::operations(w, order.id)?;
    let others = operations.iter().filter(|o| o.status != OperationStatus::Skipped && o.id != operation.id);
    let last_before = others.clone().next_back();
    if others.count() == 0 {
        let text = format!(
            "Operation {} is all that is left of {}. Cancel the order instead.",
            operation.sequence, order.code
        );
        return Err(refuse(Code::WrongState, text));
    }
    for material in store::materials(w, order.id)?.iter().filter(|m| m.operation_id == operation.id) {
        crate::inventory::release(w, crate::inventory::Holder::OperationMaterial(material.id), None)?;
        w.execute(
            "UPDATE production_order_operation_materials SET quantity_required = 0, updated_at = ?2 WHERE id = ?1",
            bind![material.id, w.now()],
        )?;
    }
    w.execute(
        "UPDATE production_order_operations SET status = 'skipped', paused_at = NULL, pause_reason = NULL, updated_at = ?2
         WHERE id = ?1",
        bind![operation.id, w.now()],
    )?;
    // When the last operation goes, what the one before it made is what the order has made.
    if let Some(now_last) = last_before
        && now_last.sequence < operation.sequence
    {
        w.execute(
            "UPDATE production_orders SET quantity_completed = ?2, updated_at = ?3 WHERE id = ?1",
            bind![order.id, now_last.quantity_completed, w.now()],
        )?;
    }
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}
