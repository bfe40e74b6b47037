//! Goods come in.

use spoolyard_types::ids::{LocationId, LotId, ProductId, WorkOrderId};
use spoolyard_types::{Code, Money, Quantity, UnitCost};

use super::lots::{self, Counter};
use super::model::{Item, ItemType, Moved, Part, Reference, TransactionType};
use super::store::{self, Movement};
use super::value;
use crate::db::Write;
use crate::error::{Result, refuse, refuse_field};
use crate::ledger::{AccountRole, Event, Tag};

/// Goods that come in.
#[derive(Debug, Clone)]
pub struct Receive {
    /// What.
    pub product: ProductId,
    /// Where to.
    pub location: LocationId,
    /// How much, in the stock unit; more than nothing.
    pub quantity: Quantity,
    /// What was given for all of it.
    pub value: Money,
    /// Whom that is owed to: the account that is credited.
    pub against: AccountRole,
    /// Which work order made it.
    pub work_order: Option<WorkOrderId>,
    /// Why.
    pub reference: Reference,
    /// Into which lot; required of a product that is kept by lot.
    pub lot: Option<LotId>,
    /// The serial number of a single piece.
    pub serial: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
}

/// Receives goods: stock, worth, average, layer, lot and both sides of the entry. With a standard cost the
/// stock is worth the standard, and what was given beyond it goes to the variance account.
///
/// # Errors
/// [`Code::InvalidValue`] for a service or a quantity that is not positive, [`Code::LotRequired`],
/// [`Code::NotFound`], [`Code::WrongState`] for an inactive location.
pub fn receive(w: &Write<'_>, event: &mut Event, req: Receive) -> Result<Moved> {
    let item = store::item(w, req.product)?;
    stocked(&item)?;
    positive(&item, req.quantity)?;
    if req.value.is_negative() {
        return Err(refuse_field(
            Code::InvalidValue,
            "value",
            format!("{} cannot cost less than nothing.", item.sku),
        ));
    }
    store::open_place(w, req.location)?;
    lots::check_named(w, &item, req.lot)?;
    let worth = value::worth_on_arrival(&item, req.quantity, req.value)?;
    let paid_each = UnitCost::per(req.value, req.quantity)?;
    let moved = arrive(
        w,
        event,
        &item,
        Movement {
            quantity: req.quantity,
            value: worth,
            lot: req.lot,
            serial: req.serial,
            notes: req.notes,
            ..Movement::new(item.id, req.location, TransactionType::Receipt, req.reference, event.date())
        },
        Counter::Received,
    )?;
    store::save_costs(w, item.id, None, Some(paid_each))?;
    let tag = Tag { product: Some(item.id), work_order: req.work_order };
    event.credit_for(req.against, req.value, tag);
    let variance = if req.against == AccountRole::Wip {
        AccountRole::ProductionVariance
    } else {
        AccountRole::PurchasePriceVariance
    };
    event.debit_for(variance, req.value.minus(worth)?, tag);
    Ok(moved)
}

/// Writes a movement that adds stock, and the debit of the inventory account.
pub(super) fn arrive(
    w: &Write<'_>,
    event: &mut Event,
    item: &Item,
    mut movement: Movement,
    counter: Counter,
) -> Result<Moved> {
    let location = movement.location.ok_or_else(|| store::lost("inventory_transactions.location_id"))?;
    movement.unit_cost = UnitCost::per(movement.value, movement.quantity)?;
    store::add_on_hand(w, item.id, location, movement.quantity)?;
    value::come(w, item, movement.quantity, movement.value)?;
    let transaction = store::insert_movement(w, &movement)?;
    value::open_layer(w, item, transaction, movement.quantity, movement.value)?;
    if let Some(lot) = movement.lot {
        lots::count(w, lot, counter, movement.quantity)?;
    }
    event.carries(transaction);
    event.debit_for(item.account(), movement.value, Tag::product(item.id));
    let part = Part { transaction, lot: movement.lot, quantity: movement.quantity, value: movement.value };
    Ok(Moved {
        transaction,
        quantity: movement.quantity,
        value: movement.value,
        unit_cost: movement.unit_cost,
        parts: vec![part],
    })
}

pub(super) fn stocked(item: &Item) -> Result<()> {
    match item.item_type {
        ItemType::Service => Err(refuse(
            Code::InvalidValue,
            format!("{} is a service, and services are not stocked.", item.sku),
        )),
        ItemType::FinishedGood | ItemType::Component | ItemType::Material | ItemType::Supply => Ok(()),
    }
}

pub(super) fn positive(item: &Item, quantity: Quantity) -> Result<()> {
    if quantity.is_positive() {
        return Ok(());
    }
    let text = format!("The quantity of {} has to be more than nothing.", item.sku);
    Err(refuse_field(Code::InvalidValue, "quantity", text))
}
