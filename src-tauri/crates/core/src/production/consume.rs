//! Materials leave the shelf for a work order: from its own reservation first.

use spoolyard_types::ids::{LocationId, LotId, OperationMaterialId, SpoolId, TransactionId};
use spoolyard_types::{Code, Money, Quantity};

use super::release::show_status;
use super::store::{MaterialRow, Order};
use crate::bind;
use crate::catalog::{self, units};
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse};
use crate::inventory::{self, Holder, Issue, Reference, ReferenceType};
use crate::ledger::{AccountRole, Event};

crate::read_model! {
    /// A place with what of a product may be taken there.
    pub(super) struct Place {
        pub(super) location_id: LocationId,
        pub(super) quantity: Quantity,
    }

    /// A spool, as far as taking from it goes.
    pub(super) struct Spool {
        pub(super) id: SpoolId,
        pub(super) spool_number: String,
        pub(super) product_id: spoolyard_types::ids::ProductId,
        pub(super) status: String,
        pub(super) current_weight_kg: Quantity,
        pub(super) lot_id: Option<LotId>,
    }
}

/// What to take, and from what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Take {
    pub(super) quantity: Quantity,
    pub(super) lot: Option<LotId>,
    pub(super) spool: Option<SpoolId>,
}

/// What was taken of a material.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// What it was worth.
    pub(super) worth: Money,
    /// The movements that took it, each with its quantity.
    pub(super) movements: Vec<(OperationMaterialId, TransactionId, Quantity)>,
    /// The row that says how much came off which spool.
    pub(super) spool_row: Option<i64>,
}

/// Issues a material to the order.
pub(super) fn consume(
    w: &Write<'_>,
    event: &mut Event,
    order: &Order,
    material: &MaterialRow,
    take: Take,
) -> Result<Used> {
    let mut used = Used::default();
    if !take.quantity.is_positive() {
        return Ok(used);
    }
    if !catalog::product(w, material.component_id)?.item_type.is_stocked() {
        return Ok(used);
    }
    let spool = take.spool.map(|id| spool(w, id, material)).transpose()?;
    let lot = take.lot.or(spool.as_ref().and_then(|s| s.lot_id));
    let mut rest = take.quantity;
    let mut places = places(w, material, lot)?.into_iter();
    while rest.is_positive() {
        // With no place left, the issue itself says what is short and where.
        let (location, part) = match places.next() {
            Some(place) => (place.location_id, place.quantity.min(rest)),
            None => (inventory::default_location(w)?, rest),
        };
        let moved = inventory::issue(
            w,
            event,
            Issue {
                holder: Some(Holder::OperationMaterial(material.id)),
                work_order: Some(order.id),
                operation_material: Some(material.id),
                lot,
                spool: take.spool,
                ..Issue::of(
                    material.component_id,
                    location,
                    part,
                    AccountRole::Wip,
                    Reference::new(ReferenceType::Wo, order.id.get()),
                )
            },
        )?;
        for part in &moved.parts {
            used.movements.push((material.id, part.transaction, part.quantity));
            if let Some(lot) = part.lot {
                w.insert(
                    "INSERT INTO production_lot_consumptions (production_order_id, material_lot_id, bom_line_id,
                         quantity_consumed, consumed_at, inventory_transaction_id)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    bind![order.id, lot, material.bom_line_id, part.quantity, w.now(), part.transaction],
                )?;
            }
        }
        w.execute(
            "UPDATE production_order_operation_materials SET quantity_consumed = quantity_consumed + ?2,
                 inventory_transaction_id = ?3, consumed_at = ?4, consumed_by = ?5,
                 lot_number = coalesce((SELECT lot_number FROM material_lots WHERE id = ?6), lot_number)
             WHERE id = ?1",
            bind![
                material.id,
                moved.quantity,
                moved.transaction,
                w.now(),
                w.actor().user_id,
                moved.parts.first().and_then(|p| p.lot)
            ],
        )?;
        used.worth = used.worth.plus(moved.value)?;
        rest = rest.minus(part)?;
    }
    if let Some(spool) = spool {
        used.spool_row = Some(use_spool(w, order, material, &spool, take.quantity)?);
    }
    show_status(w, material.id)?;
    Ok(used)
}

/// Where to take from: first where the order holds it, then where it is free, the default place before others.
fn places(r: &Read<'_>, material: &MaterialRow, lot: Option<LotId>) -> Result<Vec<Place>> {
    let places: Vec<Place> = r.all(
        "WITH held AS (
             SELECT location_id, quantity FROM inventory_allocations
             WHERE holder_type = 'operation_material' AND holder_id = ?2 AND product_id = ?1),
         there AS (
             SELECT i.location_id, coalesce(h.quantity, 0) AS held,
                    i.on_hand_quantity - i.allocated_quantity + coalesce(h.quantity, 0) AS open, l.is_nettable, l.active
             FROM inventory AS i JOIN inventory_locations AS l ON l.id = i.location_id
             LEFT JOIN held AS h ON h.location_id = i.location_id WHERE i.product_id = ?1),
         takes AS (
             SELECT location_id, min(held, open) AS quantity, 0 AS rank FROM there WHERE min(held, open) > 0
             UNION ALL
             SELECT location_id, open - max(held, 0), 1 FROM there
             WHERE is_nettable = 1 AND active = 1 AND open > held)
         SELECT location_id, quantity FROM takes
         ORDER BY rank, (SELECT default_location_id FROM company_settings WHERE id = 1) IS NOT location_id, location_id",
        bind![material.component_id, material.id],
    )?;
    let Some(lot) = lot else { return Ok(places) };
    let mut out = Vec::new();
    for place in places {
        let left: Quantity = r
            .value(
                "SELECT coalesce(sum(quantity), 0) FROM inventory_transactions
                 WHERE lot_id = ?1 AND location_id = ?2 AND is_posted",
                bind![lot, place.location_id],
            )?
            .unwrap_or_default();
        // A place may stand twice, held and free: what the first takes is not left for the second.
        let taken = out
            .iter()
            .filter(|p: &&Place| p.location_id == place.location_id)
            .try_fold(Quantity::ZERO, |sum, p| sum.plus(p.quantity))?;
        let quantity = place.quantity.min(left.minus(taken)?);
        if quantity.is_positive() {
            out.push(Place { quantity, ..place });
        }
    }
    Ok(out)
}

fn spool(r: &Read<'_>, id: SpoolId, material: &MaterialRow) -> Result<Spool> {
    let spool: Spool = r
        .maybe(
            "SELECT id, spool_number, product_id, status, current_weight_kg, lot_id FROM material_spools WHERE id = ?1",
            bind![id],
        )?
        .ok_or_else(|| not_found("spool", id))?;
    if spool.product_id != material.component_id {
        let text =
            format!("The spool {} is not of {}. Choose one of its spools.", spool.spool_number, material.sku);
        return Err(refuse(Code::InvalidValue, text));
    }
    if spool.status != "active" {
        let text = format!("The spool {} is {}. Choose another.", spool.spool_number, spool.status);
        return Err(refuse(Code::LotBlocked, text));
    }
    Ok(spool)
}

fn use_spool(
    w: &Write<'_>,
    order: &Order,
    material: &MaterialRow,
    spool: &Spool,
    quantity: Quantity,
) -> Result<i64> {
    let component = catalog::product(w, material.component_id)?;
    let weight = units::convert(w, quantity, &component.unit, "KG", Some(component.id))?;
    if weight > spool.current_weight_kg {
        let text = format!(
            "{weight} kg are wanted from the spool {}, but {} kg are on it. Weigh it, or name two spools.",
            spool.spool_number, spool.current_weight_kg
        );
        return Err(refuse(Code::InsufficientStock, text));
    }
    inventory::use_spool(w, spool.id, weight)?;
    let actor: String = w.actor().name.chars().take(100).collect();
    w.insert(
        "INSERT INTO production_order_spools (production_order_id, spool_id, weight_consumed_kg, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        bind![order.id, spool.id, weight, w.now(), actor],
    )
}
