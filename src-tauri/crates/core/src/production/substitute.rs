//! A material that is not there is replaced by another for the units that are still to be made.

use spoolyard_types::ids::{OperationMaterialId, ProductId, WorkOrderId};
use spoolyard_types::{Code, Entered, Quantity, Text, Timestamp};

use super::queries::{WorkOrder, work_order};
use super::release::{reserve_open, show_status};
use super::store::{self, MaterialRow, Order};
use crate::bind;
use crate::catalog::{self, units};
use crate::db::{Read, Write};
use crate::engineering::QuantityPer;
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::{self, Holder};

crate::wire! {
    /// Another material in place of one.
    pub struct SubstituteMaterial {
        /// On which work order.
        pub id: WorkOrderId,
        /// Which entry of its material list.
        pub material_id: OperationMaterialId,
        /// What is taken instead.
        pub product_id: ProductId,
        /// How much of it, in its own stock unit; as much as of the other, converted, when left out.
        #[serde(default)]
        #[ts(optional)]
        pub quantity: Option<Entered<Quantity, 18, 6>>,
        /// Why.
        pub reason: Text<500>,
    }
}

crate::read_model! {
    /// A substitution, as it was decided.
    pub struct Substitution {
        /// Its row.
        pub id: i64,
        /// What was planned.
        pub original_id: ProductId,
        /// Its SKU.
        pub original_sku: String,
        /// How much of it, in its stock unit.
        pub original_quantity: Quantity,
        /// Its stock unit.
        pub original_unit: String,
        /// What is taken instead.
        pub substitute_id: ProductId,
        /// Its SKU.
        pub substitute_sku: String,
        /// How much of it, in its own stock unit.
        pub planned_quantity: Quantity,
        /// How much of it was used up so far.
        pub used_quantity: Quantity,
        /// Its stock unit.
        pub substitute_unit: String,
        /// Why.
        pub reason: String,
        /// Who.
        pub created_by: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }
}

/// Replaces a material for all that is still to be made: what was held of it is free again, and its substitute is
/// reserved as far as it is there. What is used up already stays as it was.
///
/// # Errors
/// [`Code::WrongState`] for a draft, an order that is held or over, and when nothing of the material is needed any
/// more; [`Code::UnitMismatch`] when the units do not convert and no quantity is given; [`Code::InactiveProduct`],
/// [`Code::InvalidValue`].
pub fn substitute(w: &Write<'_>, req: SubstituteMaterial) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    order.status.work(&order.code)?;
    let materials = store::materials(w, order.id)?;
    let material = materials.iter().find(|m| m.id == req.material_id).ok_or_else(|| {
        let text = "This material is not one of the work order. Choose one of its list.";
        refuse_field(Code::InvalidValue, "material_id", text)
    })?;
    let processed = store::operations(w, order.id)?
        .iter()
        .find(|o| o.id == material.operation_id)
        .map_or(Ok(Quantity::ZERO), store::OperationRow::processed)?
        .min(order.quantity_ordered);
    let rest = rest(&order, material, processed)?;
    let planned = planned(w, &order, material, &req, rest)?;
    inventory::release(w, Holder::OperationMaterial(material.id), None)?;
    close(w, material, processed)?;
    let row = open(w, material, &req, planned, processed)?;
    w.insert(
        "INSERT INTO production_order_materials (production_order_id, bom_line_id, original_product_id, original_quantity,
             substitute_product_id, planned_quantity, reason, created_at, created_by, operation_material_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        bind![
            order.id,
            material.bom_line_id,
            material.component_id,
            rest,
            req.product_id,
            planned,
            req.reason,
            w.now(),
            w.actor().name.chars().take(100).collect::<String>(),
            row
        ],
    )?;
    reserve_open(w, order.id, order.quantity_ordered)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// What the order still needs of a material.
fn rest(order: &Order, material: &MaterialRow, processed: Quantity) -> Result<Quantity> {
    let rest = material.share(order.quantity_ordered).between(processed, order.quantity_ordered)?;
    let once = material.per == QuantityPer::Order && processed > material.counts_from;
    if material.counts_upto.is_some() || once || !rest.is_positive() {
        let text = format!("{} needs no more {}, so nothing is left to replace.", order.code, material.sku);
        return Err(refuse(Code::WrongState, text));
    }
    Ok(rest)
}

/// How much of the substitute stands for the rest.
fn planned(
    r: &Read<'_>,
    order: &Order,
    material: &MaterialRow,
    req: &SubstituteMaterial,
    rest: Quantity,
) -> Result<Quantity> {
    let other = catalog::require_active(r, req.product_id)?;
    if other.id == material.component_id {
        let text = format!("{} is what is to be replaced. Choose another item.", other.sku);
        return Err(refuse_field(Code::InvalidValue, "product_id", text));
    }
    if other.id == order.product_id || !other.item_type.is_stocked() {
        let text =
            format!("{} cannot be used up by {}. Choose a material or a component.", other.sku, order.code);
        return Err(refuse_field(Code::InvalidValue, "product_id", text));
    }
    let planned = match req.quantity {
        Some(quantity) => quantity.get(),
        None => {
            let unit = catalog::product(r, material.component_id)?.unit;
            units::convert(r, rest, &unit, &other.unit, Some(other.id))?
        }
    };
    if !planned.is_positive() {
        return Err(refuse_field(
            Code::InvalidValue,
            "quantity",
            "Write how much is taken instead: more than 0.",
        ));
    }
    Ok(planned)
}

/// The replaced material counts for what is processed, and needs no more than it has used up.
fn close(w: &Write<'_>, material: &MaterialRow, processed: Quantity) -> Result<()> {
    w.execute(
        "UPDATE production_order_operation_materials SET quantity_required = quantity_consumed, counts_upto = ?2, updated_at = ?3
         WHERE id = ?1",
        bind![material.id, processed, w.now()],
    )?;
    show_status(w, material.id)
}

fn open(
    w: &Write<'_>,
    material: &MaterialRow,
    req: &SubstituteMaterial,
    planned: Quantity,
    processed: Quantity,
) -> Result<OperationMaterialId> {
    let id = w.insert(
        "INSERT INTO production_order_operation_materials (production_order_operation_id, component_id,
             routing_operation_material_id, quantity_required, unit, bom_line_id, scrap_factor, counts_from, created_at,
             updated_at)
         SELECT m.production_order_operation_id, ?2, m.routing_operation_material_id, ?3, p.unit, m.bom_line_id, m.scrap_factor,
             ?4, ?5, ?5
         FROM production_order_operation_materials m JOIN products p ON p.id = ?2 WHERE m.id = ?1",
        bind![material.id, req.product_id, planned, processed, w.now()],
    )?;
    Ok(OperationMaterialId(id))
}

/// What was replaced on an order, the newest first.
pub(super) fn of_order(r: &Read<'_>, order: WorkOrderId) -> Result<Vec<Substitution>> {
    r.all(
        "SELECT s.id, s.original_product_id AS original_id, a.sku AS original_sku, s.original_quantity,
             a.unit AS original_unit, s.substitute_product_id AS substitute_id, b.sku AS substitute_sku, s.planned_quantity,
             coalesce(m.quantity_consumed, s.actual_quantity_used, 0) AS used_quantity, b.unit AS substitute_unit, s.reason,
             s.created_by, s.created_at
         FROM production_order_materials s JOIN products a ON a.id = s.original_product_id
         JOIN products b ON b.id = s.substitute_product_id
         LEFT JOIN production_order_operation_materials m ON m.id = s.operation_material_id
         WHERE s.production_order_id = ?1 ORDER BY s.id DESC",
        bind![order],
    )
}
