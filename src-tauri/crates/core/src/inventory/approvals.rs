//! An issue of more than is there waits for an admin, and moves stock once when he approves it.

use spoolyard_types::ids::{LocationId, LotId, ProductId, TransactionId};
use spoolyard_types::{Code, Money, Quantity, UnitCost};

use super::issue;
use super::lots::{self, Counter};
use super::model::{Item, Moved, Part, Reference, ReferenceType, TransactionType};
use super::receive::{positive, stocked};
use super::reverse::{Written, written};
use super::store::{self, Movement};
use super::value;
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse};
use crate::ledger::{AccountRole, Event, Tag};
use spoolyard_types::ids::WorkOrderId;

/// An issue that has to wait.
#[derive(Debug, Clone)]
pub struct RequestIssue {
    /// What.
    pub product: ProductId,
    /// Where from.
    pub location: LocationId,
    /// How much, in the stock unit; more than nothing.
    pub quantity: Quantity,
    /// Which lot; required of a product that is kept by lot.
    pub lot: Option<LotId>,
    /// Why goods are to go; it also says which account takes them.
    pub reference: Reference,
    /// Why it has to wait.
    pub reason: String,
    /// Anything else.
    pub notes: Option<String>,
}

/// Writes the request down. It moves nothing.
///
/// # Errors
/// [`Code::InvalidValue`], [`Code::LotRequired`], [`Code::NotFound`].
pub fn request_issue(w: &Write<'_>, req: RequestIssue) -> Result<TransactionId> {
    let item = store::item(w, req.product)?;
    stocked(&item)?;
    positive(&item, req.quantity)?;
    store::place(w, req.location)?;
    lots::check_named(w, &item, req.lot)?;
    store::insert_movement(
        w,
        &Movement {
            quantity: -req.quantity,
            lot: req.lot,
            notes: req.notes,
            waits_for: Some(req.reason),
            ..Movement::new(item.id, req.location, TransactionType::Issue, req.reference, w.today()?)
        },
    )
}

/// Approves a waiting request: stock moves today, once, at its cost of today.
///
/// # Errors
/// [`Code::WrongState`] when it does not wait (any more), [`Code::InsufficientStock`] while there is still too
/// little, [`Code::LotBlocked`], [`Code::PeriodClosed`].
pub fn approve(w: &Write<'_>, id: TransactionId) -> Result<Moved> {
    let (row, item) = waiting(w, id)?;
    let location = row.location_id.ok_or_else(|| store::lost("inventory_transactions.location_id"))?;
    let quantity = row.quantity.abs();
    issue::check_free(w, &item, location, quantity, None)?;
    let reference =
        Reference { kind: row.reference_type.unwrap_or(ReferenceType::Manual), id: row.reference_id };
    let account = reference.usual_account();
    let scrapped = account == AccountRole::Scrap;
    if let Some(lot) = row.lot_id {
        if !scrapped {
            lots::check_usable(w, lot)?;
        }
        issue::pick(w, &item, location, quantity, Some(lot))?;
    }
    let worth = value::go(w, &item, quantity, None)?;
    store::add_on_hand(w, item.id, location, -quantity)?;
    let unit_cost = UnitCost::per(worth, quantity)?;
    let today = w.today()?;
    w.execute(
        "UPDATE inventory_transactions
         SET approved_by = ?2, approved_at = ?3, cost_per_unit = ?4, total_cost = ?5, transaction_date = ?6
         WHERE id = ?1",
        bind![id, store::actor_name(w), w.now(), unit_cost, -worth, today],
    )?;
    if let Some(lot) = row.lot_id {
        let counter = if scrapped { Counter::Scrapped } else { Counter::Consumed };
        lots::count(w, lot, counter, quantity)?;
    }
    let work_order = match reference.kind {
        ReferenceType::Wo => reference.id.map(WorkOrderId),
        _ => None,
    };
    let text = format!("Approved issue of {quantity} {} {}", item.unit, item.sku);
    post(w, Event::new(today, text, "inventory", id.get()), &item, id, account, worth, work_order)?;
    issue::sum_up(vec![Part { transaction: id, lot: row.lot_id, quantity, value: worth }])
}

fn post(
    w: &Write<'_>,
    mut event: Event,
    item: &Item,
    movement: TransactionId,
    account: AccountRole,
    worth: Money,
    work_order: Option<WorkOrderId>,
) -> Result<()> {
    event.carries(movement);
    event.credit_for(item.account(), worth, Tag::product(item.id));
    event.debit_for(account, worth, Tag { product: Some(item.id), work_order });
    event.post(w)?;
    Ok(())
}

/// Rejects a waiting request: it stays written down and never moves anything.
///
/// # Errors
/// [`Code::WrongState`] when it does not wait (any more).
pub fn reject(w: &Write<'_>, id: TransactionId) -> Result<()> {
    waiting(w, id)?;
    w.execute(
        "UPDATE inventory_transactions SET rejected_by = ?2, rejected_at = ?3 WHERE id = ?1",
        bind![id, store::actor_name(w), w.now()],
    )?;
    Ok(())
}

fn waiting(w: &Write<'_>, id: TransactionId) -> Result<(Written, Item)> {
    let row = written(w, id)?;
    let rejected: Option<bool> =
        w.value("SELECT rejected_at IS NOT NULL FROM inventory_transactions WHERE id = ?1", bind![id])?;
    let state = match (row.is_posted, rejected) {
        (true, _) => "posted",
        (false, Some(true)) => "rejected",
        (false, _) => {
            let item = store::item(w, row.product_id)?;
            return Ok((row, item));
        }
    };
    let text = format!("The movement {id} is {state}; only one that waits can be approved or rejected.");
    Err(refuse(Code::WrongState, text))
}
