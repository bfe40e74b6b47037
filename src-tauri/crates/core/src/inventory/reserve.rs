//! Reservations: who holds what, until it is issued or let go.

use spoolyard_types::Quantity;
use spoolyard_types::ids::{LocationId, ProductId};

use super::model::Holder;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::Result;

crate::read_model! {
    /// What a holder holds at a place.
    pub(super) struct Hold {
        pub(super) product_id: ProductId,
        pub(super) location_id: LocationId,
        pub(super) quantity: Quantity,
    }

    /// What is free at a place.
    pub(super) struct Free {
        pub(super) location_id: LocationId,
        pub(super) free: Quantity,
    }
}

/// What a holder holds, at all places.
///
/// # Errors
/// When the store cannot be read.
pub fn held(r: &Read<'_>, holder: Holder) -> Result<Quantity> {
    let sum: Option<Quantity> = r.value(
        "SELECT coalesce(sum(quantity), 0) FROM inventory_allocations WHERE holder_type = ?1 AND holder_id = ?2",
        bind![holder.kind(), holder.id()],
    )?;
    Ok(sum.unwrap_or_default())
}

pub(super) fn held_at(
    r: &Read<'_>,
    holder: Holder,
    product: ProductId,
    location: LocationId,
) -> Result<Quantity> {
    let found: Option<Quantity> = r.value(
        "SELECT quantity FROM inventory_allocations
         WHERE holder_type = ?1 AND holder_id = ?2 AND product_id = ?3 AND location_id = ?4",
        bind![holder.kind(), holder.id(), product, location],
    )?;
    Ok(found.unwrap_or_default())
}

/// Makes a holder hold `wanted` of a product, or as much of it as it holds already and is free; reserving
/// twice is the same as reserving once, and reserving less lets the rest go. With a location, only what lies
/// there counts and the reservation of other places is left alone; without, places that may be planned with
/// are used, the default one first. What is held at those places is returned.
///
/// # Errors
/// When the store refuses.
pub fn reserve(
    w: &Write<'_>,
    holder: Holder,
    product: ProductId,
    location: Option<LocationId>,
    wanted: Quantity,
) -> Result<Quantity> {
    let wanted = wanted.max(Quantity::ZERO);
    let mut own = Quantity::ZERO;
    for hold in holds(w, holder)? {
        if hold.product_id == product && location.is_none_or(|l| l == hold.location_id) {
            own = own.plus(hold.quantity)?;
        }
    }
    if own > wanted {
        let excess = own.minus(wanted)?;
        let gone = let_go(w, holder, Some(product), location, excess)?;
        show(w, holder)?;
        return Ok(own.minus(gone)?);
    }
    let mut rest = wanted.minus(own)?;
    for place in free_places(w, product, location)? {
        if rest.is_zero() {
            break;
        }
        let part = rest.min(place.free);
        hold_at(w, holder, product, place.location_id, part)?;
        rest = rest.minus(part)?;
    }
    show(w, holder)?;
    Ok(wanted.minus(rest)?)
}

/// Lets go of what a holder holds, or of up to a quantity of it, and returns exactly what was let go.
///
/// # Errors
/// When the store refuses.
pub fn release(w: &Write<'_>, holder: Holder, upto: Option<Quantity>) -> Result<Quantity> {
    let limit = match upto {
        Some(limit) => limit.max(Quantity::ZERO),
        None => held(w, holder)?,
    };
    let gone = let_go(w, holder, None, None, limit)?;
    show(w, holder)?;
    Ok(gone)
}

/// Uses up a reservation because goods were issued for it: at the place they come from first.
pub(super) fn use_up(
    w: &Write<'_>,
    holder: Holder,
    product: ProductId,
    location: LocationId,
    quantity: Quantity,
) -> Result<()> {
    let here = let_go(w, holder, Some(product), Some(location), quantity)?;
    let_go(w, holder, Some(product), None, quantity.minus(here)?)?;
    show(w, holder)
}

fn holds(r: &Read<'_>, holder: Holder) -> Result<Vec<Hold>> {
    // What was reserved last is let go first.
    r.all(
        "SELECT product_id, location_id, quantity FROM inventory_allocations
         WHERE holder_type = ?1 AND holder_id = ?2 ORDER BY id DESC",
        bind![holder.kind(), holder.id()],
    )
}

fn free_places(r: &Read<'_>, product: ProductId, location: Option<LocationId>) -> Result<Vec<Free>> {
    r.all(
        "SELECT i.location_id, i.on_hand_quantity - i.allocated_quantity AS free
         FROM inventory i JOIN inventory_locations l ON l.id = i.location_id
         LEFT JOIN company_settings c ON c.id = 1
         WHERE i.product_id = ?1 AND i.on_hand_quantity > i.allocated_quantity
           AND (i.location_id = ?2 OR (?2 IS NULL AND l.is_nettable = 1 AND l.active = 1))
         ORDER BY i.location_id = c.default_location_id DESC, i.location_id",
        bind![product, location],
    )
}

fn hold_at(
    w: &Write<'_>,
    holder: Holder,
    product: ProductId,
    location: LocationId,
    quantity: Quantity,
) -> Result<()> {
    w.execute(
        "INSERT INTO inventory_allocations (product_id, location_id, holder_type, holder_id, quantity,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (holder_type, holder_id, product_id, location_id)
         DO UPDATE SET quantity = quantity + excluded.quantity, updated_at = excluded.updated_at",
        bind![product, location, holder.kind(), holder.id(), quantity, w.now()],
    )?;
    allocate(w, product, location, quantity)
}

fn let_go(
    w: &Write<'_>,
    holder: Holder,
    product: Option<ProductId>,
    location: Option<LocationId>,
    limit: Quantity,
) -> Result<Quantity> {
    let mut rest = limit;
    for hold in holds(w, holder)? {
        let meant =
            product.is_none_or(|p| p == hold.product_id) && location.is_none_or(|l| l == hold.location_id);
        let part = rest.min(hold.quantity);
        if !meant || !part.is_positive() {
            continue;
        }
        let key = bind![holder.kind(), holder.id(), hold.product_id, hold.location_id, part, w.now()];
        let sql = if part == hold.quantity {
            "DELETE FROM inventory_allocations
             WHERE holder_type = ?1 AND holder_id = ?2 AND product_id = ?3 AND location_id = ?4
               AND quantity = ?5 AND ?6 IS NOT NULL"
        } else {
            "UPDATE inventory_allocations SET quantity = quantity - ?5, updated_at = ?6
             WHERE holder_type = ?1 AND holder_id = ?2 AND product_id = ?3 AND location_id = ?4"
        };
        w.execute(sql, key)?;
        allocate(w, hold.product_id, hold.location_id, -part)?;
        rest = rest.minus(part)?;
    }
    Ok(limit.minus(rest)?)
}

fn allocate(w: &Write<'_>, product: ProductId, location: LocationId, change: Quantity) -> Result<()> {
    w.execute(
        "UPDATE inventory SET allocated_quantity = allocated_quantity + ?3, updated_at = ?4
         WHERE product_id = ?1 AND location_id = ?2",
        bind![product, location, change, w.now()],
    )?;
    Ok(())
}

/// The holder's own line shows what it holds. Kept here, and nowhere else, so that the two cannot differ.
fn show(w: &Write<'_>, holder: Holder) -> Result<()> {
    let sql = match holder {
        Holder::SalesOrderLine(_) => {
            "UPDATE sales_order_lines SET allocated_quantity = ?2 WHERE id = ?1 AND allocated_quantity <> ?2"
        }
        Holder::OperationMaterial(_) => {
            "UPDATE production_order_operation_materials SET quantity_allocated = ?2
             WHERE id = ?1 AND quantity_allocated <> ?2"
        }
    };
    w.execute(sql, bind![holder.id(), held(w, holder)?])?;
    Ok(())
}
