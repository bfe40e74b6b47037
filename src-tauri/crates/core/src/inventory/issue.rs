//! Goods go out.

use spoolyard_types::ids::{
    LocationId, LotId, OperationMaterialId, ProductId, ShipmentId, SpoolId, WorkOrderId,
};
use spoolyard_types::{Code, Money, Quantity, Refusal, UnitCost};

use super::lots::{self, Counter};
use super::model::{Holder, Item, Moved, Part, Reference, TransactionType};
use super::receive::{positive, stocked};
use super::reserve;
use super::store::{self, Movement};
use super::value::{self, TakenBack};
use crate::db::{Read, Write};
use crate::error::{Error, Result, refuse};
use crate::ledger::{AccountRole, Event, Tag};

/// Goods that go out.
#[derive(Debug, Clone)]
pub struct Issue {
    /// What.
    pub product: ProductId,
    /// Where from.
    pub location: LocationId,
    /// How much, in the stock unit; more than nothing.
    pub quantity: Quantity,
    /// What took it: the account that is debited.
    pub to: AccountRole,
    /// For whom: its reservation is used up first.
    pub holder: Option<Holder>,
    /// Which work order took it.
    pub work_order: Option<WorkOrderId>,
    /// Which material of an operation.
    pub operation_material: Option<OperationMaterialId>,
    /// Which shipment.
    pub shipment: Option<ShipmentId>,
    /// Why.
    pub reference: Reference,
    /// From which lot; of a product kept by lot, the one that expires first when left out.
    pub lot: Option<LotId>,
    /// The serial number of a single piece.
    pub serial: Option<String>,
    /// Off which spool; its weight is the caller's to lower.
    pub spool: Option<SpoolId>,
    /// Anything else.
    pub notes: Option<String>,
}

impl Issue {
    /// The least there is to say; the rest is nothing: `Issue { lot, ..Issue::of(..) }`.
    #[must_use]
    pub fn of(
        product: ProductId,
        location: LocationId,
        quantity: Quantity,
        to: AccountRole,
        reference: Reference,
    ) -> Self {
        Self {
            product,
            location,
            quantity,
            to,
            holder: None,
            work_order: None,
            operation_material: None,
            shipment: None,
            reference,
            lot: None,
            serial: None,
            spool: None,
            notes: None,
        }
    }
}

/// Issues goods at their cost: stock, worth, layers, lots, reservation and both sides of the entry. What other
/// holders have reserved is never taken.
///
/// # Errors
/// [`Code::InsufficientStock`] when less is there or free, [`Code::LotBlocked`] when what is there may not be
/// used, [`Code::InvalidValue`], [`Code::NotFound`].
pub fn issue(w: &Write<'_>, event: &mut Event, req: Issue) -> Result<Moved> {
    let item = store::item(w, req.product)?;
    stocked(&item)?;
    positive(&item, req.quantity)?;
    check_free(w, &item, req.location, req.quantity, req.holder)?;
    if let Some(lot) = req.lot {
        lots::check_named(w, &item, Some(lot))?;
        // Writing off is how a blocked lot leaves the shelf.
        if req.to != AccountRole::Scrap {
            lots::check_usable(w, lot)?;
        }
    }
    let from = pick(w, &item, req.location, req.quantity, req.lot)?;
    if let Some(holder) = req.holder {
        reserve::use_up(w, holder, item.id, req.location, req.quantity)?;
    }
    let counter = if req.to == AccountRole::Scrap { Counter::Scrapped } else { Counter::Consumed };
    let mut parts = Vec::with_capacity(from.len());
    for (lot, quantity) in from {
        let movement = Movement {
            quantity,
            lot,
            serial: req.serial.clone(),
            spool: req.spool,
            operation_material: req.operation_material,
            shipment: req.shipment,
            notes: req.notes.clone(),
            ..Movement::new(item.id, req.location, TransactionType::Issue, req.reference, event.date())
        };
        parts.push(leave(w, event, &item, movement, None, Some(counter))?);
    }
    let moved = sum_up(parts)?;
    let tag = Tag { product: Some(item.id), work_order: req.work_order };
    event.debit_for(req.to, moved.value, tag);
    Ok(moved)
}

/// Writes a movement that takes stock off (its quantity is given as a positive number), and the credit of the
/// inventory account.
pub(super) fn leave(
    w: &Write<'_>,
    event: &mut Event,
    item: &Item,
    mut movement: Movement,
    back: Option<TakenBack>,
    counter: Option<Counter>,
) -> Result<Part> {
    let quantity = movement.quantity;
    let location = movement.location.ok_or_else(|| store::lost("inventory_transactions.location_id"))?;
    let worth = value::go(w, item, quantity, back)?;
    store::add_on_hand(w, item.id, location, -quantity)?;
    movement.unit_cost = UnitCost::per(worth, quantity)?;
    movement.quantity = -quantity;
    movement.value = -worth;
    let transaction = store::insert_movement(w, &movement)?;
    if let (Some(lot), Some(counter)) = (movement.lot, counter) {
        // Received and adjusted count what came; consumed and scrapped count what went.
        let change = match counter {
            Counter::Received | Counter::Adjusted => -quantity,
            Counter::Consumed | Counter::Scrapped => quantity,
        };
        lots::count(w, lot, counter, change)?;
    }
    event.carries(transaction);
    event.credit_for(item.account(), worth, Tag::product(item.id));
    Ok(Part { transaction, lot: movement.lot, quantity, value: worth })
}

pub(super) fn sum_up(parts: Vec<Part>) -> Result<Moved> {
    let transaction =
        parts.first().map(|p| p.transaction).ok_or_else(|| store::lost("inventory_transactions.id"))?;
    let mut quantity = Quantity::ZERO;
    let mut worth = Money::ZERO;
    for part in &parts {
        quantity = quantity.plus(part.quantity)?;
        worth = worth.plus(part.value)?;
    }
    Ok(Moved { transaction, quantity, value: worth, unit_cost: UnitCost::per(worth, quantity)?, parts })
}

/// Refuses what is not there, and what is there but held by others.
pub(super) fn check_free(
    r: &Read<'_>,
    item: &Item,
    location: LocationId,
    wanted: Quantity,
    holder: Option<Holder>,
) -> Result<()> {
    let balance = store::balance(r, item.id, location)?;
    let own = match holder {
        Some(holder) => reserve::held_at(r, holder, item.id, location)?,
        None => Quantity::ZERO,
    };
    let others = balance.allocated.minus(own)?;
    let free = balance.on_hand.minus(others)?;
    if wanted <= free {
        return Ok(());
    }
    let place = store::place(r, location)?.name;
    let unit = &item.unit;
    let text = if wanted > balance.on_hand {
        format!(
            "{wanted} {unit} of {} are wanted at {place}, but only {} {unit} are there. Receive, count or transfer stock first.",
            item.sku, balance.on_hand
        )
    } else {
        format!(
            "{wanted} {unit} of {} are wanted at {place}, but {others} of the {} {unit} there are reserved by other orders. Release a reservation or receive more first.",
            item.sku, balance.on_hand
        )
    };
    Err(short(item, location, wanted, balance.on_hand, free, text))
}

fn short(
    item: &Item,
    location: LocationId,
    wanted: Quantity,
    on_hand: Quantity,
    free: Quantity,
    text: String,
) -> Error {
    Refusal::new(Code::InsufficientStock, text)
        .at("quantity")
        .with(serde_json::json!({
            "product_id": item.id, "sku": item.sku, "location_id": location, "unit": item.unit,
            "wanted": wanted, "on_hand": on_hand, "free": free,
        }))
        .into()
}

/// From which lots, and how much of each. A product that is not kept by lot has one answer: no lot.
pub(super) fn pick(
    r: &Read<'_>,
    item: &Item,
    location: LocationId,
    wanted: Quantity,
    named: Option<LotId>,
) -> Result<Vec<(Option<LotId>, Quantity)>> {
    if let Some(lot) = named {
        let left = lots::left_of(r, lot, location)?;
        if left < wanted {
            let number = lots::lot(r, lot)?.lot_number;
            let text = format!(
                "{wanted} {} are wanted from the lot {number}, but {left} are left of it there. Choose another lot, or less.",
                item.unit
            );
            return Err(short(item, location, wanted, left, left, text));
        }
        return Ok(vec![(Some(lot), wanted)]);
    }
    if !item.track_lots {
        return Ok(vec![(None, wanted)]);
    }
    let mut rest = wanted;
    let mut picked = Vec::new();
    for lot in lots::usable(r, item.id, location)? {
        if rest.is_zero() {
            break;
        }
        let part = rest.min(lot.quantity);
        rest = rest.minus(part)?;
        picked.push((Some(lot.id), part));
    }
    if rest.is_positive() {
        // From before the product was kept by lot.
        let part = rest.min(lots::unlotted(r, item.id, location)?);
        if part.is_positive() {
            rest = rest.minus(part)?;
            picked.push((None, part));
        }
    }
    if rest.is_positive() {
        let text = format!(
            "{wanted} {} of {} are there, but {rest} of them lie in lots that are expired, quarantined or failed. Release a lot, or receive another.",
            item.unit, item.sku
        );
        return Err(refuse(Code::LotBlocked, text));
    }
    Ok(picked)
}
