//! What a product is worth when the rules by which it is valued change.

use spoolyard_types::ids::{LocationId, ProductId};
use spoolyard_types::{Money, Quantity, UnitCost};

use super::costing::share;
use super::layers;
use super::model::{
    CostMethod, Item, ItemType, Procurement, Reference, ReferenceType, TransactionType, inventory_account,
};
use super::store::{self, Movement, Valuation};
use crate::bind;
use crate::db::Write;
use crate::error::Result;
use crate::ledger::{AccountRole, Event, Tag};

/// Moves the worth of a product's stock to the inventory account of what it has become. To be called in the
/// transaction that changes `item_type` or `procurement_type`, with what they were and will be.
///
/// # Errors
/// [`spoolyard_types::Code::PeriodClosed`], [`spoolyard_types::Code::NotFound`].
pub fn reclassify(
    w: &Write<'_>,
    product: ProductId,
    from: (ItemType, Procurement),
    to: (ItemType, Procurement),
) -> Result<()> {
    let (old, new) = (inventory_account(from.0, from.1), inventory_account(to.0, to.1));
    let shelf = store::valuation(w, product)?;
    if old == new || shelf.total_value.is_zero() {
        return Ok(());
    }
    let item = store::item(w, product)?;
    let text = format!("{} is now kept as {}", item.sku, to.0);
    let mut event = Event::new(w.today()?, text, "product", product.get());
    let tag = Tag::product(product);
    event.credit_for(old, shelf.total_value, tag);
    event.debit_for(new, shelf.total_value, tag);
    event.post(w)?;
    Ok(())
}

/// Sets the standard cost; of a product valued by it, the stock is revalued against the adjustment account.
///
/// # Errors
/// [`spoolyard_types::Code::PeriodClosed`], [`spoolyard_types::Code::NotFound`].
pub fn set_standard_cost(w: &Write<'_>, product: ProductId, cost: Option<UnitCost>) -> Result<()> {
    w.execute(
        "UPDATE products SET standard_cost = ?2, updated_at = ?3 WHERE id = ?1",
        bind![product, cost, w.now()],
    )?;
    to_standard(w, &store::item(w, product)?)
}

/// Changes how a product is valued. Towards standard the stock is revalued; towards first in, first out what
/// lies there becomes the first layer, at what it is worth.
///
/// # Errors
/// [`spoolyard_types::Code::PeriodClosed`], [`spoolyard_types::Code::NotFound`].
pub fn change_cost_method(w: &Write<'_>, product: ProductId, to: CostMethod) -> Result<()> {
    let before = store::item(w, product)?;
    if before.cost_method == to {
        return Ok(());
    }
    w.execute(
        "UPDATE products SET cost_method = ?2, updated_at = ?3 WHERE id = ?1",
        bind![product, to, w.now()],
    )?;
    if before.cost_method == CostMethod::Fifo {
        let open = layers::open(w, product, None)?;
        let closed: Vec<_> = open.iter().map(|layer| (layer.id, Quantity::ZERO)).collect();
        layers::set_remaining(w, &closed)?;
    }
    let item = store::item(w, product)?;
    match to {
        CostMethod::Average => Ok(()),
        CostMethod::Standard => to_standard(w, &item),
        CostMethod::Fifo => first_layers(w, &item),
    }
}

/// A movement of worth without quantity.
fn to_standard(w: &Write<'_>, item: &Item) -> Result<()> {
    let Some(cost) = item.standard() else { return Ok(()) };
    let shelf = store::valuation(w, item.id)?;
    let worth = cost.times(shelf.quantity)?;
    let change = worth.minus(shelf.total_value)?;
    if change.is_zero() {
        return Ok(());
    }
    let text = format!("Revaluation of {} to {cost} each", item.sku);
    let mut event = Event::new(w.today()?, text, "product", item.id.get());
    let place = store::default_location(w)?;
    let reference = Reference::new(ReferenceType::Manual, item.id.get());
    let row = Movement {
        location: None,
        value: change,
        unit_cost: cost,
        reason: Some(String::from("revaluation")),
        ..Movement::new(item.id, place, TransactionType::Adjustment, reference, event.date())
    };
    event.carries(store::insert_movement(w, &row)?);
    store::save_valuation(w, item.id, &Valuation { quantity: shelf.quantity, total_value: worth })?;
    let tag = Tag::product(item.id);
    event.debit_for(item.account(), change, tag);
    event.credit_for(AccountRole::InventoryAdjustment, change, tag);
    event.post(w)?;
    Ok(())
}

crate::read_model! {
    /// What lies at a place without or with one lot.
    pub(super) struct Lying {
        pub(super) location_id: LocationId,
        pub(super) lot_id: Option<spoolyard_types::ids::LotId>,
        pub(super) quantity: Quantity,
    }
}

/// Layers are receipts. What lies there is taken off and put back at its worth, place by place and lot by lot,
/// so that the rows that put it back can be its layers.
fn first_layers(w: &Write<'_>, item: &Item) -> Result<()> {
    let lying: Vec<Lying> = w.all(
        "SELECT location_id, lot_id, sum(quantity) AS quantity FROM inventory_transactions
         WHERE product_id = ?1 AND is_posted AND location_id IS NOT NULL
         GROUP BY location_id, lot_id HAVING sum(quantity) > 0 ORDER BY location_id, lot_id",
        bind![item.id],
    )?;
    let shelf = store::valuation(w, item.id)?;
    let (mut rest, mut worth_left) = (shelf.quantity, shelf.total_value);
    for place in lying {
        let worth: Money = share(worth_left, place.quantity, rest);
        rest = rest.minus(place.quantity)?;
        worth_left = worth_left.minus(worth)?;
        let reference = Reference::new(ReferenceType::Manual, item.id.get());
        let unit_cost = UnitCost::per(worth, place.quantity)?;
        let off = Movement {
            quantity: -place.quantity,
            value: -worth,
            unit_cost,
            lot: place.lot_id,
            reason: Some(String::from("valued first in, first out from here on")),
            ..Movement::new(item.id, place.location_id, TransactionType::Adjustment, reference, w.today()?)
        };
        store::insert_movement(w, &off)?;
        let back = Movement { quantity: place.quantity, value: worth, ..off };
        let id = store::insert_movement(w, &back)?;
        layers::add(w, item.id, id, place.quantity, unit_cost)?;
    }
    Ok(())
}
