//! The SQL of movements, balances and reservations.

use spoolyard_types::ids::{
    LocationId, LotId, OperationMaterialId, ProductId, ShipmentId, SpoolId, TransactionId,
};
use spoolyard_types::{Code, Date, Money, Quantity, UnitCost};

use super::model::{Item, Reference, TransactionType};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, not_found, refuse};

pub(super) fn item(r: &Read<'_>, product: ProductId) -> Result<Item> {
    r.maybe(
        "SELECT id, sku, unit, item_type, procurement_type, cost_method, standard_cost, average_cost, last_cost,
             track_lots
         FROM products WHERE id = ?1",
        bind![product],
    )?
    .ok_or_else(|| not_found("product", product))
}

crate::read_model! {
    /// What lies at one place.
    pub(super) struct Balance {
        pub(super) on_hand: Quantity,
        pub(super) allocated: Quantity,
    }
}

pub(super) fn balance(r: &Read<'_>, product: ProductId, location: LocationId) -> Result<Balance> {
    let found = r.maybe(
        "SELECT on_hand_quantity AS on_hand, allocated_quantity AS allocated
         FROM inventory WHERE product_id = ?1 AND location_id = ?2",
        bind![product, location],
    )?;
    Ok(found.unwrap_or(Balance { on_hand: Quantity::ZERO, allocated: Quantity::ZERO }))
}

/// What the farm owns of a product, wherever it lies, in its stock unit.
///
/// # Errors
/// When the store cannot be read.
pub fn on_hand(r: &Read<'_>, product: ProductId) -> Result<Quantity> {
    let sum: Option<Quantity> = r.value(
        "SELECT coalesce(sum(on_hand_quantity), 0) FROM inventory WHERE product_id = ?1",
        bind![product],
    )?;
    Ok(sum.unwrap_or_default())
}

/// What may still be promised: on hand at places that count, less what is held there. Below zero where a
/// count found less than was promised.
///
/// # Errors
/// When the store cannot be read.
pub fn available(r: &Read<'_>, product: ProductId) -> Result<Quantity> {
    let sum: Option<Quantity> = r.value(
        "SELECT coalesce(sum(i.on_hand_quantity - i.allocated_quantity), 0)
         FROM inventory i JOIN inventory_locations l ON l.id = i.location_id
         WHERE i.product_id = ?1 AND l.is_nettable = 1",
        bind![product],
    )?;
    Ok(sum.unwrap_or_default())
}

/// Where goods go when nobody says where.
///
/// # Errors
/// [`Code::NotFound`] when there is no active location at all.
pub fn default_location(r: &Read<'_>) -> Result<LocationId> {
    r.value(
        "SELECT l.id FROM inventory_locations l LEFT JOIN company_settings c ON c.id = 1
         WHERE l.active = 1 ORDER BY l.id = c.default_location_id DESC, l.is_nettable DESC, l.id LIMIT 1",
        [],
    )?
    .ok_or_else(|| refuse(Code::NotFound, "There is no active location. Add one in Settings → Locations."))
}

crate::read_model! {
    /// What stock needs to know of a place.
    pub(super) struct Place {
        pub(super) id: LocationId,
        pub(super) name: String,
        pub(super) active: bool,
        pub(super) is_nettable: bool,
    }
}

pub(super) fn place(r: &Read<'_>, location: LocationId) -> Result<Place> {
    r.maybe("SELECT id, name, active, is_nettable FROM inventory_locations WHERE id = ?1", bind![location])?
        .ok_or_else(|| not_found("location", location))
}

pub(super) fn open_place(r: &Read<'_>, location: LocationId) -> Result<Place> {
    let place = place(r, location)?;
    if place.active {
        return Ok(place);
    }
    let text = format!("The location {} is inactive. Choose another, or activate it.", place.name);
    Err(refuse(Code::WrongState, text))
}

/// A row of the stock ledger, before it is written. Quantity and value are signed.
#[derive(Clone)]
pub(super) struct Movement {
    pub product: ProductId,
    pub location: Option<LocationId>,
    pub kind: TransactionType,
    pub reference: Reference,
    pub quantity: Quantity,
    pub value: Money,
    pub unit_cost: UnitCost,
    pub date: Date,
    pub lot: Option<LotId>,
    pub serial: Option<String>,
    pub spool: Option<SpoolId>,
    pub operation_material: Option<OperationMaterialId>,
    pub shipment: Option<ShipmentId>,
    pub reverses: Option<TransactionId>,
    pub reason: Option<String>,
    pub notes: Option<String>,
    /// Why it must wait for an admin; none when it is posted at once.
    pub waits_for: Option<String>,
}

impl Movement {
    pub(super) fn new(
        item: ProductId,
        location: LocationId,
        kind: TransactionType,
        reference: Reference,
        date: Date,
    ) -> Self {
        Self {
            product: item,
            location: Some(location),
            kind,
            reference,
            quantity: Quantity::ZERO,
            value: Money::ZERO,
            unit_cost: UnitCost::ZERO,
            date,
            lot: None,
            serial: None,
            spool: None,
            operation_material: None,
            shipment: None,
            reverses: None,
            reason: None,
            notes: None,
            waits_for: None,
        }
    }
}

pub(super) fn insert_movement(w: &Write<'_>, m: &Movement) -> Result<TransactionId> {
    let waits = m.waits_for.is_some();
    let id = w.insert(
        "INSERT INTO inventory_transactions (product_id, location_id, transaction_type, reference_type,
             reference_id, quantity, lot_number, serial_number, cost_per_unit, total_cost, unit, notes,
             requires_approval, approval_reason, transaction_date, created_at, created_by, reverses_id,
             operation_material_id, shipment_id, lot_id, spool_id, reason)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, (SELECT lot_number FROM material_lots WHERE id = ?7), ?8, ?9, ?10,
             p.unit, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?7, ?20, ?21
         FROM products p WHERE p.id = ?1",
        bind![
            m.product,
            m.location,
            m.kind,
            m.reference.kind,
            m.reference.id,
            m.quantity,
            m.lot,
            m.serial,
            (!waits).then_some(m.unit_cost),
            (!waits).then_some(m.value),
            m.notes,
            waits,
            m.waits_for,
            m.date,
            w.now(),
            actor_name(w),
            m.reverses,
            m.operation_material,
            m.shipment,
            m.spool,
            m.reason
        ],
    )?;
    Ok(TransactionId(id))
}

/// Who acts, cut to what the column holds.
pub(super) fn actor_name(r: &Read<'_>) -> String {
    r.actor().name.chars().take(100).collect()
}

/// The id that the next movement will get: a transfer names its first row in both.
pub(super) fn next_movement(r: &Read<'_>) -> Result<i64> {
    let last: Option<i64> =
        r.value("SELECT seq FROM sqlite_sequence WHERE name = 'inventory_transactions'", [])?;
    Ok(last.unwrap_or(0) + 1)
}

/// Adds to what lies at a place. The store itself refuses a balance below zero.
pub(super) fn add_on_hand(
    w: &Write<'_>,
    product: ProductId,
    location: LocationId,
    change: Quantity,
) -> Result<()> {
    w.execute(
        "INSERT INTO inventory (product_id, location_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT (product_id, location_id) DO NOTHING",
        bind![product, location, w.now()],
    )?;
    w.execute(
        "UPDATE inventory SET on_hand_quantity = on_hand_quantity + ?3, updated_at = ?4
         WHERE product_id = ?1 AND location_id = ?2",
        bind![product, location, change, w.now()],
    )?;
    Ok(())
}

crate::read_model! {
    /// What all stock of a product is worth.
    pub(super) struct Valuation {
        pub(super) quantity: Quantity,
        pub(super) total_value: Money,
    }
}

pub(super) fn valuation(r: &Read<'_>, product: ProductId) -> Result<Valuation> {
    let found = r.maybe(
        "SELECT quantity, total_value FROM product_valuations WHERE product_id = ?1",
        bind![product],
    )?;
    Ok(found.unwrap_or(Valuation { quantity: Quantity::ZERO, total_value: Money::ZERO }))
}

pub(super) fn save_valuation(w: &Write<'_>, product: ProductId, now: &Valuation) -> Result<()> {
    w.execute(
        "INSERT INTO product_valuations (product_id, quantity, total_value, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (product_id) DO UPDATE SET quantity = ?2, total_value = ?3, updated_at = ?4",
        bind![product, now.quantity, now.total_value, w.now()],
    )?;
    Ok(())
}

/// The costs that a product shows.
pub(super) fn save_costs(
    w: &Write<'_>,
    product: ProductId,
    average: Option<UnitCost>,
    last: Option<UnitCost>,
) -> Result<()> {
    w.execute(
        "UPDATE products SET average_cost = coalesce(?2, average_cost), last_cost = coalesce(?3, last_cost),
             updated_at = ?4
         WHERE id = ?1",
        bind![product, average, last, w.now()],
    )?;
    Ok(())
}

pub(super) fn lost(column: &str) -> Error {
    Error::Unreadable { column: column.to_owned() }
}
