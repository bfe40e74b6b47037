//! What planning asks of an open work order: another date, a smaller quantity, none of it. And the way back, as long
//! as nobody else has touched the order.

use spoolyard_types::ids::WorkOrderId;
use spoolyard_types::{Code, Date, Quantity, Text};

use super::create::{check_quantity, set_estimate};
use super::model::WorkOrderStatus;
use super::states::{CancelWorkOrder, cancel};
use super::store;
use crate::bind;
use crate::catalog;
use crate::db::{Read, RowImage, Write, image_id};
use crate::error::{Result, not_found, refuse};

/// The orders as they lie now.
pub(crate) fn image(r: &Read<'_>, orders: &[i64]) -> Result<Vec<RowImage>> {
    r.images("production_orders", "id", orders)
}

/// Makes orders what they were; the caller has seen that nobody changed them since.
pub(crate) fn put_back(w: &Write<'_>, before: &[RowImage]) -> Result<()> {
    for order in before {
        w.put_image("production_orders", order)?;
        let order = store::order(w, WorkOrderId(image_id(order)))?;
        w.about("production_order", order.id.get(), Some(&order.code));
    }
    Ok(())
}

/// Whether giving an order up can be taken back: a draft holds nothing.
pub(crate) fn is_draft(r: &Read<'_>, id: WorkOrderId) -> Result<bool> {
    Ok(store::order(r, id)?.status == WorkOrderStatus::Draft)
}

/// Wants an order on another day; answers what was done.
///
/// # Errors
/// [`Code::WrongState`] when it is over, [`Code::NotFound`].
pub(crate) fn reschedule(w: &Write<'_>, id: WorkOrderId, to: Date) -> Result<String> {
    let order = store::order(w, id)?;
    if !order.status.is_open() {
        let text = format!("{} is {} and stays as it is.", order.code, order.status);
        return Err(refuse(Code::WrongState, text));
    }
    w.execute(
        "UPDATE production_orders SET due_date = ?2, updated_at = ?3 WHERE id = ?1",
        bind![id, to, w.now()],
    )?;
    w.about("production_order", id.get(), Some(&order.code));
    Ok(format!("{} due on {to}", order.code))
}

/// Makes less in a draft. Laid-out work is split or closed short instead.
///
/// # Errors
/// [`Code::WrongState`], [`Code::InvalidValue`].
pub(crate) fn reduce(w: &Write<'_>, id: WorkOrderId, by: Quantity) -> Result<String> {
    let order = store::order(w, id)?;
    let left = order.quantity_ordered.minus(by)?;
    if !left.is_positive() {
        return give_up(w, id);
    }
    if order.status != WorkOrderStatus::Draft {
        let text = format!(
            "{} is {}, so its materials are laid out for {}. Split it or close it short instead.",
            order.code, order.status, order.quantity_ordered
        );
        return Err(refuse(Code::WrongState, text));
    }
    let product = catalog::product(w, order.product_id)?;
    check_quantity(&product, left)?;
    w.execute(
        "UPDATE production_orders SET quantity_ordered = ?2, updated_at = ?3 WHERE id = ?1",
        bind![id, left, w.now()],
    )?;
    set_estimate(w, id, &product, left)?;
    w.about("production_order", id.get(), Some(&order.code));
    Ok(format!("{} makes {left} instead of {}", order.code, order.quantity_ordered))
}

/// Gives an order up.
///
/// # Errors
/// [`Code::WrongState`] when it is over or has made good ones.
pub(crate) fn give_up(w: &Write<'_>, id: WorkOrderId) -> Result<String> {
    let reason = Text::new("Planning needs nothing of it any more").map_err(|_| not_found("reason", id))?;
    let order = cancel(w, CancelWorkOrder { id, reason })?;
    Ok(format!("{} cancelled", order.code))
}
