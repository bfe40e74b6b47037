//! What planning asks of an open order: another date for a line, less of it, none of it. And the way back, as long
//! as nobody else has touched the order.

use spoolyard_types::ids::{PurchaseOrderId, PurchaseOrderLineId};
use spoolyard_types::{Code, Date, Quantity, Text};

use super::model::{PurchaseOrderStatus, line_total};
use super::orders::{CancelPurchaseOrder, ClosePurchaseOrder, cancel, close};
use super::store::{self, Head, Line, Said};
use crate::bind;
use crate::db::{Read, RowImage, Write, image_id};
use crate::error::{Result, not_found, refuse};

/// An order with its lines, as whole rows.
pub(crate) struct OrderImage {
    pub(crate) orders: Vec<RowImage>,
    pub(crate) lines: Vec<RowImage>,
}

/// The orders as they lie now.
pub(crate) fn image(r: &Read<'_>, orders: &[i64]) -> Result<OrderImage> {
    Ok(OrderImage {
        orders: r.images("purchase_orders", "id", orders)?,
        lines: r.images("purchase_order_lines", "purchase_order_id", orders)?,
    })
}

/// Makes orders what they were; the caller has seen that nobody changed them since. The event says so.
pub(crate) fn put_back(w: &Write<'_>, before: &OrderImage) -> Result<()> {
    for order in &before.orders {
        w.put_image("purchase_orders", order)?;
    }
    for line in &before.lines {
        w.put_image("purchase_order_lines", line)?;
    }
    for order in &before.orders {
        let head = store::head(w, PurchaseOrderId(image_id(order)))?;
        let title = format!("{}: a change by planning was taken back", head.po_number);
        let (status, today) = (head.status.to_string(), w.today()?);
        let said = Said {
            kind: "updated",
            title,
            description: None,
            old: None,
            new: Some(status),
            date: Some(today),
        };
        store::say(w, &head, said)?;
    }
    Ok(())
}

/// The order of a line.
pub(crate) fn order_of(r: &Read<'_>, line: PurchaseOrderLineId) -> Result<PurchaseOrderId> {
    r.value("SELECT purchase_order_id FROM purchase_order_lines WHERE id = ?1", bind![line])?
        .ok_or_else(|| not_found("purchase order line", line))
}

fn find(w: &Write<'_>, id: PurchaseOrderLineId) -> Result<(Head, Vec<Line>, usize)> {
    let head = store::head(w, order_of(w, id)?)?;
    let lines = store::lines(w, head.id)?;
    let place =
        lines.iter().position(|line| line.id == id).ok_or_else(|| not_found("purchase order line", id))?;
    Ok((head, lines, place))
}

fn still_expects(head: &Head) -> Result<()> {
    match head.status {
        PurchaseOrderStatus::Draft
        | PurchaseOrderStatus::Ordered
        | PurchaseOrderStatus::Shipped
        | PurchaseOrderStatus::Partial => Ok(()),
        PurchaseOrderStatus::Received | PurchaseOrderStatus::Closed | PurchaseOrderStatus::Cancelled => {
            let text = format!("{} is {} and expects nothing more.", head.po_number, head.status);
            Err(refuse(Code::WrongState, text))
        }
    }
}

fn changed(w: &Write<'_>, head: &Head, title: String, old: String, new: String) -> Result<()> {
    let description = Some(String::from("By a message of planning"));
    let said =
        Said { kind: "updated", title, description, old: Some(old), new: Some(new), date: Some(w.today()?) };
    store::say(w, head, said)
}

/// Expects a line on another day; answers what was done.
///
/// # Errors
/// [`Code::WrongState`] when the order expects nothing more, [`Code::NotFound`].
pub(crate) fn reschedule_line(w: &Write<'_>, id: PurchaseOrderLineId, to: Date) -> Result<String> {
    let (head, lines, place) = find(w, id)?;
    still_expects(&head)?;
    let line = &lines[place];
    let before: Option<Date> = w
        .value(
            "SELECT coalesce(l.expected_date, po.expected_date) FROM purchase_order_lines l
             JOIN purchase_orders po ON po.id = l.purchase_order_id WHERE l.id = ?1",
            bind![id],
        )?
        .flatten();
    w.execute(
        "UPDATE purchase_order_lines SET expected_date = ?2, updated_at = ?3 WHERE id = ?1",
        bind![id, to, w.now()],
    )?;
    // The head says when the first of it comes.
    w.execute(
        "UPDATE purchase_orders SET expected_date = (SELECT min(coalesce(l.expected_date, po.expected_date))
             FROM purchase_order_lines l JOIN purchase_orders po ON po.id = l.purchase_order_id
             WHERE l.purchase_order_id = ?1 AND l.quantity_received < l.quantity_ordered), updated_at = ?2
         WHERE id = ?1",
        bind![head.id, w.now()],
    )?;
    let title = format!("{}: {} expected on {to}", head.po_number, line.sku);
    let old = before.map_or_else(|| String::from("no date"), |date| date.to_string());
    changed(w, &head, title.clone(), old, to.to_string())?;
    Ok(title)
}

/// Asks for less of a line, by a quantity in the stock unit; whole purchase units only. All of it takes the line
/// away.
///
/// # Errors
/// [`Code::WrongState`] when lines may not change, [`Code::InvalidValue`] for less than one purchase unit.
pub(crate) fn reduce_line(w: &Write<'_>, id: PurchaseOrderLineId, by: Quantity) -> Result<String> {
    let (head, lines, place) = find(w, id)?;
    let line = &lines[place];
    let unit = line.purchase_unit.as_deref().unwrap_or(&line.unit);
    let fewer = by.get().checked_div(line.purchase_factor.get()).unwrap_or_default().floor();
    if fewer.is_zero() {
        let text = format!(
            "{by} {} of {} is less than one {unit} of {}. Keep it, or change the order by hand.",
            line.unit, line.sku, head.po_number
        );
        return Err(refuse(Code::InvalidValue, text));
    }
    let left = Quantity::rounded(line.quantity_ordered.get() - fewer)?;
    if !left.is_positive() {
        return drop_line(w, id);
    }
    head.status.edit(&head.po_number)?;
    let total = line_total(line.unit_cost, left, head.digits())?;
    w.execute(
        "UPDATE purchase_order_lines SET quantity_ordered = ?2, line_total = ?3, updated_at = ?4 WHERE id = ?1",
        bind![id, left, total, w.now()],
    )?;
    store::total_up(w, head.id)?;
    let title =
        format!("{}: {left} {unit} of {} instead of {}", head.po_number, line.sku, line.quantity_ordered);
    changed(w, &head, title.clone(), line.quantity_ordered.to_string(), left.to_string())?;
    Ok(title)
}

/// Wants nothing more of a line: the line goes; with the last line the order is called off; what came in part is
/// closed.
///
/// # Errors
/// [`Code::WrongState`] when the order is on its way or other lines of it still expect goods.
pub(crate) fn drop_line(w: &Write<'_>, id: PurchaseOrderLineId) -> Result<String> {
    let (head, lines, place) = find(w, id)?;
    still_expects(&head)?;
    let line = &lines[place];
    let others = lines.iter().any(|l| l.id != id && l.quantity_received < l.quantity_ordered);
    let reason = || Text::new("Planning needs nothing of it any more");
    if line.quantity_received.is_positive() {
        if others {
            let text = format!(
                "Some {} of {} came, and other lines of it are still expected. Close it when they have come.",
                line.sku, head.po_number
            );
            return Err(refuse(Code::WrongState, text));
        }
        close(w, ClosePurchaseOrder { id: head.id, reason: reason().ok() })?;
        return Ok(format!("{} closed", head.po_number));
    }
    if lines.len() == 1 {
        let reason = reason().map_err(|_| not_found("reason", id))?;
        cancel(w, CancelPurchaseOrder { id: head.id, reason })?;
        return Ok(format!("{} cancelled", head.po_number));
    }
    head.status.edit(&head.po_number)?;
    w.execute("DELETE FROM purchase_order_lines WHERE id = ?1", bind![id])?;
    store::total_up(w, head.id)?;
    let title = format!("{}: {} taken off", head.po_number, line.sku);
    changed(w, &head, title.clone(), line.quantity_ordered.to_string(), String::from("0"))?;
    Ok(title)
}
