//! Stock is found to be more or less than was written down.

use spoolyard_types::ids::{LocationId, LotId, ProductId};
use spoolyard_types::{Code, Quantity, Refusal, UnitCost};

use super::issue::leave;
use super::lots::{self, Counter};
use super::model::{Moved, Reference, TransactionType};
use super::receive::{arrive, stocked};
use super::store::{self, Movement};
use super::{issue, value};
use crate::db::Write;
use crate::error::{Result, refuse_field};
use crate::ledger::{AccountRole, Event, Tag};

/// A difference between the shelf and the book.
#[derive(Debug, Clone)]
pub struct Adjust {
    /// What.
    pub product: ProductId,
    /// Where.
    pub location: LocationId,
    /// More when positive, less when negative, in the stock unit.
    pub change: Quantity,
    /// What one of what was found is worth; the present cost when left out.
    pub unit_cost: Option<UnitCost>,
    /// The other account: `InventoryAdjustment`, `Scrap`, `OpeningBalance`.
    pub against: AccountRole,
    /// Why: a count, by hand.
    pub reference: Reference,
    /// Which lot.
    pub lot: Option<LotId>,
    /// In words.
    pub reason: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
}

/// Posts a difference. A shelf may be found to hold less than was promised from it; the promises stand.
///
/// # Errors
/// [`Code::InvalidValue`] for a change of nothing, [`Code::InsufficientStock`] for a loss of more than is
/// there, [`Code::LotRequired`], [`Code::NotFound`].
pub fn adjust(w: &Write<'_>, event: &mut Event, req: Adjust) -> Result<Moved> {
    let item = store::item(w, req.product)?;
    stocked(&item)?;
    if req.change.is_zero() {
        let text = format!("A change of {} by nothing changes nothing. Enter more or less.", item.sku);
        return Err(refuse_field(Code::InvalidValue, "change", text));
    }
    let base = Movement::new(item.id, req.location, TransactionType::Adjustment, req.reference, event.date());
    let quantity = req.change.abs();
    let base = Movement { quantity, reason: req.reason, notes: req.notes, ..base };
    let tag = Tag::product(item.id);
    if req.change.is_positive() {
        store::place(w, req.location)?;
        lots::check_named(w, &item, req.lot)?;
        let shelf = store::valuation(w, item.id)?;
        let present = match item.standard() {
            Some(cost) => cost,
            None if shelf.quantity.is_positive() => UnitCost::per(shelf.total_value, shelf.quantity)?,
            None => item.assumed_cost(),
        };
        let given = req.unit_cost.unwrap_or(present).times(quantity)?;
        let worth = value::worth_on_arrival(&item, quantity, given)?;
        let movement = Movement { value: worth, lot: req.lot, ..base };
        let moved = arrive(w, event, &item, movement, Counter::Adjusted)?;
        event.credit_for(req.against, worth, tag);
        return Ok(moved);
    }
    let balance = store::balance(w, item.id, req.location)?;
    if quantity > balance.on_hand {
        let place = store::place(w, req.location)?.name;
        let text = format!(
            "{quantity} {} of {} cannot be taken off {place}: only {} are there.",
            item.unit, item.sku, balance.on_hand
        );
        return Err(Refusal::new(Code::InsufficientStock, text).at("change").into());
    }
    if let Some(lot) = req.lot {
        lots::check_named(w, &item, Some(lot))?;
    }
    let from = issue::pick(w, &item, req.location, quantity, req.lot)?;
    let mut parts = Vec::with_capacity(from.len());
    for (lot, quantity) in from {
        let movement = Movement { quantity, lot, ..base.clone() };
        parts.push(leave(w, event, &item, movement, None, Some(Counter::Adjusted))?);
    }
    let moved = issue::sum_up(parts)?;
    event.debit_for(req.against, moved.value, tag);
    Ok(moved)
}
