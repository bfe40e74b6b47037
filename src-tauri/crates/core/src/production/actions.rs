//! What may be done to a work order as it stands: the window draws it and decides nothing itself.

use spoolyard_types::Quantity;

use super::model::{QcStatus, WorkOrderStatus};
use super::queries::{WorkOperation, WorkOrder};
use crate::error::{Error, Result};

crate::stored_enum! {
    /// Something a person can do to a work order.
    pub enum WorkOrderAction {
        /// Change due date, priority, place, notes.
        Edit = "edit",
        /// Lay out operations and reserve materials.
        Release = "release",
        /// Say that work has begun.
        Start = "start",
        /// Report good ones, scrap and minutes.
        Report = "report",
        /// End it with its goods on the shelf.
        Complete = "complete",
        /// Go on with what was held.
        Resume = "resume",
        /// Write down an inspection.
        Inspect = "inspect",
        /// Reserve what was short.
        Reserve = "reserve",
        /// Make again what was scrapped.
        Remake = "remake",
        /// Stop it for a while.
        Hold = "hold",
        /// Move a part to an order of its own.
        Split = "split",
        /// End it with less than was ordered.
        CloseShort = "close_short",
        /// Give it up.
        Cancel = "cancel",
    }
}

crate::wire! {
    /// An action and whether it can be done now.
    pub struct ActionState {
        /// Which one.
        pub action: WorkOrderAction,
        /// Why not, with the remedy; none when it can be done.
        pub refusal: Option<String>,
    }
}

fn said(outcome: Result<WorkOrderStatus>) -> Option<String> {
    outcome.err().map(|err: Error| err.into_refusal().message)
}

fn unless(can: bool, otherwise: impl FnOnce() -> String) -> Option<String> {
    (!can).then(otherwise)
}

/// Each action, with the reason why it cannot be done now.
///
/// # Errors
/// When quantities do not fit.
pub fn actions(
    order: &WorkOrder,
    operations: &[WorkOperation],
    remade: Quantity,
) -> Result<Vec<ActionState>> {
    let (status, code) = (order.status, order.code.as_str());
    let over = || format!("{code} is {status} and stays as it is.");
    let mut begun = Quantity::ZERO;
    for operation in operations {
        begun = begun.max(operation.quantity_completed.plus(operation.quantity_scrapped)?);
    }
    let left = order.quantity_ordered.minus(begun)?;
    let state = |action: WorkOrderAction| {
        let refusal = match action {
            WorkOrderAction::Edit => unless(status.is_open(), over),
            WorkOrderAction::Release => said(status.release(code)),
            WorkOrderAction::Start => said(status.work(code)).or_else(|| {
                unless(status == WorkOrderStatus::Released, || format!("{code} is begun already."))
            }),
            WorkOrderAction::Report => said(status.work(code)),
            WorkOrderAction::Reserve => said(status.work(code))
                .or_else(|| unless(order.short_materials > 0, || format!("{code} holds all that it needs."))),
            WorkOrderAction::Complete => said(status.complete(code)),
            WorkOrderAction::Hold => said(status.hold(code)),
            WorkOrderAction::Resume => said(status.resume(code, None)),
            WorkOrderAction::Cancel => said(status.cancel(code)).or_else(|| {
                unless(!order.quantity_completed.is_positive(), || {
                    format!(
                        "{} good ones are reported on {code}. Close it short instead.",
                        order.quantity_completed
                    )
                })
            }),
            WorkOrderAction::CloseShort => said(status.complete(code)).or_else(|| {
                unless(order.quantity_completed < order.quantity_ordered, || {
                    format!("All of {code} is made. Complete it instead.")
                })
            }),
            WorkOrderAction::Split => unless(status.is_open(), over).or_else(|| {
                unless(left.is_positive(), || format!("All of {code} is begun; nothing is left to move."))
            }),
            WorkOrderAction::Remake => unless(order.quantity_scrapped > remade, || {
                format!("Nothing was scrapped on {code} that is not being made again.")
            }),
            WorkOrderAction::Inspect => inspect_refusal(order),
        };
        ActionState { action, refusal }
    };
    Ok(WorkOrderAction::ALL.iter().copied().map(state).collect())
}

fn inspect_refusal(order: &WorkOrder) -> Option<String> {
    let (status, code) = (order.status, &order.code);
    match order.qc_status {
        QcStatus::NotRequired | QcStatus::Passed => Some(format!("{code} waits for no inspection.")),
        QcStatus::Pending | QcStatus::Failed => unless(status == WorkOrderStatus::Completed, || {
            format!("{code} is {status}. Complete it, then inspect its goods.")
        }),
    }
}

/// What most likely comes next; none when the order is over and nothing waits.
///
/// # Errors
/// When quantities do not fit.
pub fn next(order: &WorkOrder) -> Result<Option<WorkOrderAction>> {
    let accounted = order.quantity_completed.plus(order.quantity_scrapped)?;
    Ok(match order.status {
        WorkOrderStatus::Draft => Some(WorkOrderAction::Release),
        WorkOrderStatus::Released => Some(WorkOrderAction::Start),
        WorkOrderStatus::InProgress if accounted >= order.quantity_ordered => Some(WorkOrderAction::Complete),
        WorkOrderStatus::InProgress => Some(WorkOrderAction::Report),
        WorkOrderStatus::OnHold => Some(WorkOrderAction::Resume),
        WorkOrderStatus::Completed if inspect_refusal(order).is_none() => Some(WorkOrderAction::Inspect),
        WorkOrderStatus::Completed | WorkOrderStatus::Cancelled => None,
    })
}
