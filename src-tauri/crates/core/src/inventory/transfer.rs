//! Goods go from one place to another. What they are worth does not change.

use spoolyard_types::ids::{LocationId, LotId, ProductId};
use spoolyard_types::{Code, Date, Money, Quantity, UnitCost};

use super::costing::share;
use super::issue::{check_free, pick, sum_up};
use super::lots;
use super::model::{Moved, Part, Reference, ReferenceType, TransactionType};
use super::receive::{positive, stocked};
use super::store::{self, Movement};
use crate::db::Write;
use crate::error::{Result, refuse_field};

/// Goods that change their place.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// What.
    pub product: ProductId,
    /// From where.
    pub from: LocationId,
    /// To where.
    pub to: LocationId,
    /// How much, in the stock unit.
    pub quantity: Quantity,
    /// Which lot; of a product kept by lot, the one that expires first when left out.
    pub lot: Option<LotId>,
    /// On which business date.
    pub date: Date,
    /// Why.
    pub reason: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
}

/// Moves free stock to another place: a row down and a row up of one reference, which is the id of the row
/// down. The first row down is named in the answer, and each part names its row down.
///
/// # Errors
/// [`Code::InsufficientStock`] when less is there or free, [`Code::InvalidValue`] for the same place,
/// [`Code::WrongState`] for an inactive place to go to, [`Code::NotFound`].
pub fn transfer(w: &Write<'_>, req: Transfer) -> Result<Moved> {
    let item = store::item(w, req.product)?;
    stocked(&item)?;
    positive(&item, req.quantity)?;
    if req.from == req.to {
        let text = format!("{} lies there already. Choose another place to go to.", item.sku);
        return Err(refuse_field(Code::InvalidValue, "to", text));
    }
    store::open_place(w, req.to)?;
    check_free(w, &item, req.from, req.quantity, None)?;
    if let Some(lot) = req.lot {
        lots::check_named(w, &item, Some(lot))?;
    }
    let mut parts = Vec::new();
    for (lot, quantity) in pick(w, &item, req.from, req.quantity, req.lot)? {
        let shelf = store::valuation(w, item.id)?;
        let worth = share(shelf.total_value, quantity, shelf.quantity);
        let reference = Reference::new(ReferenceType::Transfer, store::next_movement(w)?);
        let row = Movement {
            quantity: -quantity,
            value: -worth,
            unit_cost: UnitCost::per(worth, quantity)?,
            lot,
            reason: req.reason.clone(),
            notes: req.notes.clone(),
            ..Movement::new(item.id, req.from, TransactionType::Transfer, reference, req.date)
        };
        let transaction = store::insert_movement(w, &row)?;
        store::add_on_hand(w, item.id, req.from, -quantity)?;
        let up = Movement { location: Some(req.to), quantity, value: worth, ..row };
        store::insert_movement(w, &up)?;
        store::add_on_hand(w, item.id, req.to, quantity)?;
        parts.push(Part { transaction, lot, quantity, value: Money::ZERO });
    }
    sum_up(parts)
}
