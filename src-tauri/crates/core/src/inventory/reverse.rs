//! A mistake is undone by a row that reverses it.

use spoolyard_types::ids::{
    JournalEntryId, LocationId, LotId, OperationMaterialId, ProductId, ShipmentId, SpoolId, TransactionId,
    WorkOrderId,
};
use spoolyard_types::{Code, Money, Quantity, UnitCost};

use super::issue;
use super::issue::leave;
use super::lots::{self, Counter};
use super::model::{Item, Moved, Part, Reference, ReferenceType, TransactionType};
use super::store::{self, Movement};
use super::value::{self, TakenBack};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse};
use crate::ledger::{AccountRole, Event, Tag};

crate::read_model! {
    /// A movement as it was written.
    pub(super) struct Written {
        pub(super) id: TransactionId,
        pub(super) product_id: ProductId,
        pub(super) location_id: Option<LocationId>,
        pub(super) journal_entry_id: Option<JournalEntryId>,
        pub(super) transaction_type: TransactionType,
        pub(super) reference_type: Option<ReferenceType>,
        pub(super) reference_id: Option<i64>,
        pub(super) quantity: Quantity,
        pub(super) total_cost: Option<Money>,
        pub(super) serial_number: Option<String>,
        pub(super) reverses_id: Option<TransactionId>,
        pub(super) operation_material_id: Option<OperationMaterialId>,
        pub(super) shipment_id: Option<ShipmentId>,
        pub(super) lot_id: Option<LotId>,
        pub(super) spool_id: Option<SpoolId>,
        pub(super) is_posted: bool,
        pub(super) reversed_by: Option<TransactionId>,
    }

    /// The other side of a movement in its journal entry.
    pub(super) struct OtherSide {
        pub(super) role: AccountRole,
        pub(super) work_order: Option<WorkOrderId>,
        pub(super) amount: Money,
    }
}

pub(super) fn written(r: &Read<'_>, id: TransactionId) -> Result<Written> {
    r.maybe(
        "SELECT t.id, t.product_id, t.location_id, t.journal_entry_id, t.transaction_type, t.reference_type,
             t.reference_id, t.quantity, t.total_cost, t.serial_number, t.reverses_id, t.operation_material_id,
             t.shipment_id, t.lot_id, t.spool_id, t.is_posted,
             (SELECT id FROM inventory_transactions b WHERE b.reverses_id = t.id) AS reversed_by
         FROM inventory_transactions t WHERE t.id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("movement", id))
}

/// Undoes a posted movement today, in an entry of its own; both rows of a transfer.
///
/// # Errors
/// As [`reverse_in`], and [`Code::PeriodClosed`].
pub fn reverse(w: &Write<'_>, id: TransactionId, reason: &str) -> Result<Moved> {
    let mut event =
        Event::new(w.today()?, format!("Reversal of movement {id}: {reason}"), "inventory", id.get());
    let moved = reverse_in(w, &mut event, id, reason, None)?;
    event.post(w)?;
    Ok(moved)
}

/// Undoes a posted movement within an event. The other account gets back what it had given, or `given` where
/// the caller knows better; where the stock is no longer worth that, the rest is a price variance.
///
/// # Errors
/// [`Code::AlreadyReversed`], [`Code::WrongState`] for what waits or is a reversal itself,
/// [`Code::InsufficientStock`] when what came is no longer there or is held by orders.
pub fn reverse_in(
    w: &Write<'_>,
    event: &mut Event,
    id: TransactionId,
    reason: &str,
    given: Option<Money>,
) -> Result<Moved> {
    let row = written(w, id)?;
    check_reversible(&row)?;
    let item = store::item(w, row.product_id)?;
    match row.transaction_type {
        TransactionType::Transfer => reverse_transfer(w, event, &item, &row, reason),
        TransactionType::Receipt | TransactionType::Issue | TransactionType::Adjustment => {
            reverse_one(w, event, &item, &row, reason, given)
        }
    }
}

fn check_reversible(row: &Written) -> Result<()> {
    let id = row.id;
    if let Some(by) = row.reversed_by {
        return Err(refuse(
            Code::AlreadyReversed,
            format!("The movement {id} was reversed by {by} already."),
        ));
    }
    if row.reverses_id.is_some() {
        let text = format!("The movement {id} is a reversal itself. Post the movement anew instead.");
        return Err(refuse(Code::WrongState, text));
    }
    if !row.is_posted {
        let text = format!("The movement {id} was never posted. Reject the request instead.");
        return Err(refuse(Code::WrongState, text));
    }
    Ok(())
}

fn undoing(row: &Written, reason: &str, event: &Event) -> Result<Movement> {
    let location = row.location_id.ok_or_else(|| {
        refuse(
            Code::WrongState,
            format!("The movement {} changed a value, not a quantity; it stays.", row.id),
        )
    })?;
    let reference = Reference::new(ReferenceType::Reversal, row.id.get());
    Ok(Movement {
        quantity: row.quantity.abs(),
        lot: row.lot_id,
        serial: row.serial_number.clone(),
        spool: row.spool_id,
        operation_material: row.operation_material_id,
        shipment: row.shipment_id,
        reverses: Some(row.id),
        reason: Some(reason.chars().take(200).collect()),
        ..Movement::new(row.product_id, location, row.transaction_type, reference, event.date())
    })
}

fn reverse_one(
    w: &Write<'_>,
    event: &mut Event,
    item: &Item,
    row: &Written,
    reason: &str,
    given: Option<Money>,
) -> Result<Moved> {
    let movement = undoing(row, reason, event)?;
    let quantity = movement.quantity;
    let location = row.location_id.ok_or_else(|| store::lost("inventory_transactions.location_id"))?;
    let other = other_side(w, row)?;
    let tag = Tag { product: Some(item.id), work_order: other.work_order };
    let counter = counter_of(row, other.role);
    if row.quantity.is_negative() {
        let worth = row.total_cost.unwrap_or_default().abs();
        let movement = Movement { value: worth, unit_cost: UnitCost::per(worth, quantity)?, ..movement };
        store::add_on_hand(w, item.id, location, quantity)?;
        let id = value::come_back(w, item, quantity, worth, || store::insert_movement(w, &movement))?;
        if let Some(lot) = row.lot_id {
            let change = match counter {
                Counter::Received | Counter::Adjusted => quantity,
                Counter::Consumed | Counter::Scrapped => -quantity,
            };
            lots::count(w, lot, counter, change)?;
        }
        event.carries(id);
        event.debit_for(item.account(), worth, Tag::product(item.id));
        event.credit_for(other.role, worth, tag);
        return issue::sum_up(vec![Part { transaction: id, lot: row.lot_id, quantity, value: worth }]);
    }
    still_there(w, item, row, location)?;
    let back = TakenBack { receipt: row.id, worth: if spent_since(w, row)? { None } else { row.total_cost } };
    let part = leave(w, event, item, movement, Some(back), Some(counter))?;
    let due = given.unwrap_or(other.amount);
    event.debit_for(other.role, due, tag);
    let variance = if other.role == AccountRole::Wip {
        AccountRole::ProductionVariance
    } else {
        AccountRole::PurchasePriceVariance
    };
    event.debit_for(variance, part.value.minus(due)?, tag);
    refresh_average(w, item)?;
    issue::sum_up(vec![part])
}

/// Whether anything of the product went out since, other than what came back.
fn spent_since(r: &Read<'_>, row: &Written) -> Result<bool> {
    let found: Option<bool> = r.value(
        "SELECT EXISTS (SELECT 1 FROM inventory_transactions t
             WHERE t.product_id = ?1 AND t.id > ?2 AND t.is_posted AND t.quantity < 0
               AND t.transaction_type <> 'transfer' AND t.reverses_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM inventory_transactions b WHERE b.reverses_id = t.id))",
        bind![row.product_id, row.id],
    )?;
    Ok(found.unwrap_or(true))
}

/// What came must still be at its place: in its lot, and not promised to anyone.
fn still_there(w: &Write<'_>, item: &Item, row: &Written, location: LocationId) -> Result<()> {
    issue::check_free(w, item, location, row.quantity, None)?;
    if let Some(lot) = row.lot_id {
        issue::pick(w, item, location, row.quantity, Some(lot))?;
    }
    Ok(())
}

fn refresh_average(w: &Write<'_>, item: &Item) -> Result<()> {
    let shelf = store::valuation(w, item.id)?;
    if shelf.quantity.is_zero() {
        return Ok(());
    }
    store::save_costs(w, item.id, Some(UnitCost::per(shelf.total_value, shelf.quantity)?), None)
}

fn counter_of(row: &Written, other: AccountRole) -> Counter {
    match row.transaction_type {
        TransactionType::Receipt => Counter::Received,
        TransactionType::Issue if other == AccountRole::Scrap => Counter::Scrapped,
        TransactionType::Issue => Counter::Consumed,
        TransactionType::Adjustment | TransactionType::Transfer => Counter::Adjusted,
    }
}

/// Which account stood on the other side and with how much: read from the entry where the product moved once
/// in it, else known from the kind of movement.
fn other_side(r: &Read<'_>, row: &Written) -> Result<OtherSide> {
    let usual = Reference { kind: row.reference_type.unwrap_or(ReferenceType::Manual), id: row.reference_id };
    let assumed = OtherSide {
        role: usual.usual_account(),
        work_order: match row.reference_type {
            Some(ReferenceType::Wo) => row.reference_id.map(WorkOrderId),
            _ => None,
        },
        amount: row.total_cost.unwrap_or_default().abs(),
    };
    let Some(entry) = row.journal_entry_id else { return Ok(assumed) };
    let moves: Option<i64> = r.value(
        "SELECT count(*) FROM inventory_transactions WHERE journal_entry_id = ?1 AND product_id = ?2",
        bind![entry, row.product_id],
    )?;
    let mut sides: Vec<OtherSide> = r.all(
        "SELECT a.role, l.production_order_id AS work_order, abs(l.debit - l.credit) AS amount
         FROM gl_journal_entry_lines l JOIN gl_accounts a ON a.id = l.account_id
         WHERE l.journal_entry_id = ?1 AND l.product_id = ?2 AND a.role IS NOT NULL
           AND a.role NOT IN ('inventory_raw', 'inventory_finished', 'purchase_price_variance', 'production_variance')",
        bind![entry, row.product_id],
    )?;
    match (sides.pop(), sides.is_empty()) {
        (Some(side), true) if moves == Some(1) => Ok(side),
        // Several lots of one issue: the account is known, the amount is that of the movement.
        (Some(side), true) => Ok(OtherSide { amount: assumed.amount, ..side }),
        _ => Ok(assumed),
    }
}

fn reverse_transfer(
    w: &Write<'_>,
    event: &mut Event,
    item: &Item,
    row: &Written,
    reason: &str,
) -> Result<Moved> {
    let pair: Vec<TransactionId> = both_rows(w, row)?;
    let rows = pair.into_iter().map(|id| written(w, id)).collect::<Result<Vec<_>>>()?;
    let [down, up] = rows.as_slice() else {
        return Err(store::lost("inventory_transactions.reference_id"));
    };
    let place = up.location_id.ok_or_else(|| store::lost("inventory_transactions.location_id"))?;
    check_reversible(down)?;
    check_reversible(up)?;
    still_there(w, item, up, place)?;
    let mut parts = Vec::new();
    for row in [up, down] {
        let back = undoing(row, reason, event)?;
        let worth = -row.total_cost.unwrap_or_default();
        let unit_cost = UnitCost::per(worth.abs(), row.quantity.abs())?;
        let back = Movement { quantity: -row.quantity, value: worth, unit_cost, ..back };
        let location = back.location.ok_or_else(|| store::lost("inventory_transactions.location_id"))?;
        let transaction = store::insert_movement(w, &back)?;
        store::add_on_hand(w, item.id, location, back.quantity)?;
        parts.push(Part {
            transaction,
            lot: row.lot_id,
            quantity: if parts.is_empty() { row.quantity.abs() } else { Quantity::ZERO },
            value: Money::ZERO,
        });
    }
    issue::sum_up(parts)
}

fn both_rows(r: &Read<'_>, row: &Written) -> Result<Vec<TransactionId>> {
    r.values(
        "SELECT id FROM inventory_transactions
         WHERE reference_type = 'transfer' AND reference_id = ?1 ORDER BY id",
        bind![row.reference_id],
    )
}
