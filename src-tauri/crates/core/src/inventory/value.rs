//! Worth that comes and goes with stock: the valuation of a product, its layers and its average.

use spoolyard_types::ids::TransactionId;
use spoolyard_types::{Money, Quantity, UnitCost};

use super::costing::{put_back, share, take};
use super::layers;
use super::model::{CostMethod, Item};
use super::store::{self, Valuation};
use crate::db::Write;
use crate::error::Result;

/// What `quantity` is worth to the stock when `paid` was given for it: the standard where there is one.
pub(super) fn worth_on_arrival(item: &Item, quantity: Quantity, paid: Money) -> Result<Money> {
    Ok(match item.standard() {
        Some(cost) => cost.times(quantity)?,
        None => paid,
    })
}

/// Adds stock and its worth, and recomputes the average from what was there before.
pub(super) fn come(w: &Write<'_>, item: &Item, quantity: Quantity, value: Money) -> Result<()> {
    let before = store::valuation(w, item.id)?;
    let now =
        Valuation { quantity: before.quantity.plus(quantity)?, total_value: before.total_value.plus(value)? };
    store::save_valuation(w, item.id, &now)?;
    let average = UnitCost::per(now.total_value, now.quantity)?;
    store::save_costs(w, item.id, Some(average), None)
}

/// Opens the layer of a movement that came in.
pub(super) fn open_layer(
    w: &Write<'_>,
    item: &Item,
    movement: TransactionId,
    quantity: Quantity,
    value: Money,
) -> Result<()> {
    match item.cost_method {
        CostMethod::Fifo => layers::add(w, item.id, movement, quantity, UnitCost::per(value, quantity)?),
        CostMethod::Average | CostMethod::Standard => Ok(()),
    }
}

/// A receipt that is taken back.
#[derive(Debug, Clone, Copy)]
pub(super) struct TakenBack {
    /// Its layer is taken before others.
    pub receipt: TransactionId,
    /// What it had added, where nothing went out since: then the average is what it was before.
    pub worth: Option<Money>,
}

/// Takes stock off and tells what it was worth.
pub(super) fn go(w: &Write<'_>, item: &Item, quantity: Quantity, back: Option<TakenBack>) -> Result<Money> {
    let before = store::valuation(w, item.id)?;
    let by_method = match item.cost_method {
        CostMethod::Average => match back.and_then(|b| b.worth) {
            Some(worth) => worth,
            None => share(before.total_value, quantity, before.quantity),
        },
        CostMethod::Standard => match item.standard_cost {
            Some(cost) => cost.times(quantity)?,
            None => share(before.total_value, quantity, before.quantity),
        },
        CostMethod::Fifo => by_layers(w, item, quantity, back.map(|b| b.receipt), &before)?,
    };
    // A shelf that is emptied is worth nothing, and no issue takes more worth than there is.
    let emptied = quantity >= before.quantity;
    let value = if emptied { before.total_value } else { by_method.min(before.total_value) };
    let now = Valuation {
        quantity: before.quantity.minus(quantity)?,
        total_value: before.total_value.minus(value)?,
    };
    store::save_valuation(w, item.id, &now)?;
    Ok(value)
}

fn by_layers(
    w: &Write<'_>,
    item: &Item,
    quantity: Quantity,
    first: Option<TransactionId>,
    before: &Valuation,
) -> Result<Money> {
    let open = layers::open(w, item.id, first)?;
    let taken = take(&open, quantity);
    layers::set_remaining(w, &taken.layers)?;
    if taken.short.is_zero() {
        return Ok(taken.value);
    }
    // Stock from before layers were kept: at the average of what the layers do not explain.
    let covered = quantity.minus(taken.short)?;
    let rest = share(before.total_value.minus(taken.value)?, taken.short, before.quantity.minus(covered)?);
    Ok(taken.value.plus(rest)?)
}

/// Puts an issued quantity back at exactly the worth at which it went: into the layers it was taken from where
/// those still tell the same worth, else (things were issued since) into a layer of its own.
pub(super) fn come_back(
    w: &Write<'_>,
    item: &Item,
    quantity: Quantity,
    value: Money,
    insert: impl FnOnce() -> Result<TransactionId>,
) -> Result<TransactionId> {
    come(w, item, quantity, value)?;
    if item.cost_method == CostMethod::Fifo {
        let back = put_back(&layers::used(w, item.id)?, quantity);
        if back.short.is_zero() && back.value == value {
            layers::set_remaining(w, &back.layers)?;
            return insert();
        }
    }
    let movement = insert()?;
    open_layer(w, item, movement, quantity, value)?;
    Ok(movement)
}
