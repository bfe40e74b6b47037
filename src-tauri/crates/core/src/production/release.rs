//! Release: operations and materials are laid out, and materials are reserved.

use std::collections::HashMap;

use rust_decimal::Decimal;
use spoolyard_types::ids::{OperationId, OperationMaterialId, ProductId, WorkOrderId};
use spoolyard_types::{Code, Quantity};

use super::create::{WorkOrderRef, set_estimate};
use super::queries::{WorkOrder, work_order};
use super::store;
use crate::bind;
use crate::catalog;
use crate::db::Write;
use crate::engineering::model::{cycles, multiply};
use crate::engineering::recipe::{Operation, Recipe, Recipes, Scope, recipe};
use crate::engineering::{ConsumeStage, Need};
use crate::error::{Result, refuse};
use crate::inventory::{self, Holder};

/// Setup and run minutes of an operation for a quantity.
///
/// # Errors
/// [`Code::InvalidValue`] where it does not fit.
pub(super) fn planned_minutes(operation: &Operation, quantity: Quantity) -> Result<(Quantity, Quantity)> {
    let run = multiply(operation.run_time_minutes.get(), cycles(quantity, operation.units_per_cycle)?)?;
    Ok((operation.setup_time_minutes, Quantity::rounded(run)?))
}

/// Releases a draft: copies operations and materials, so that a later change of either does not touch it, and
/// reserves what is there. What is short is reserved later with [`reserve`].
///
/// # Errors
/// [`Code::WrongState`], [`Code::MissingBom`] when nothing says how it is made, [`Code::InactiveProduct`],
/// [`Code::UnitMismatch`].
pub fn release(w: &Write<'_>, req: WorkOrderRef) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let status = order.status.release(&order.code)?;
    let product = catalog::require_active(w, order.product_id)?;
    let recipe = recipe(w, product.id)?;
    if recipe.lines.is_empty() && recipe.operations.is_empty() {
        let text = format!(
            "Nothing says how {} is made. Give it a bill of material or a routing, then release {}.",
            product.sku, order.code
        );
        return Err(refuse(Code::MissingBom, text));
    }
    let placed = place_operations(w, order.id, &recipe, order.quantity_ordered)?;
    let needs = through_phantoms(w, recipe.needs(order.quantity_ordered)?)?;
    place_materials(w, &placed, &needs)?;
    set_estimate(w, order.id, &product, order.quantity_ordered)?;
    store::set_status(w, order.id, status)?;
    w.execute("UPDATE production_orders SET released_at = ?2 WHERE id = ?1", bind![order.id, w.now()])?;
    reserve_open(w, order.id, order.quantity_ordered)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

fn place_operations(
    w: &Write<'_>,
    order: WorkOrderId,
    recipe: &Recipe,
    quantity: Quantity,
) -> Result<Vec<(i32, OperationId)>> {
    let mut placed: Vec<(i32, OperationId)> = Vec::with_capacity(recipe.operations.len());
    for operation in &recipe.operations {
        // Places are unique on an order; an old routing may have used one twice.
        let sequence = match placed.last() {
            Some((last, _)) if *last >= operation.sequence => last.saturating_add(1),
            Some(_) | None => operation.sequence,
        };
        let (setup, run) = planned_minutes(operation, quantity)?;
        let id = w.insert(
            "INSERT INTO production_order_operations (production_order_id, routing_operation_id, work_center_id, sequence,
                 operation_code, operation_name, planned_setup_minutes, planned_run_minutes, units_per_cycle,
                 labor_rate_per_hour, machine_rate_per_hour, overhead_rate_per_hour, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
            bind![
                order,
                operation.id,
                operation.work_center_id,
                sequence,
                operation.operation_code,
                operation.operation_name,
                setup,
                run,
                operation.units_per_cycle,
                operation.labor_rate_per_hour,
                operation.machine_rate_per_hour,
                operation.overhead_rate_per_hour,
                w.now()
            ],
        )?;
        placed.push((sequence, OperationId(id)));
    }
    Ok(placed)
}

/// A phantom is not fetched: what of it lies about is used, and for the rest its own recipe stands in its place.
fn through_phantoms(w: &Write<'_>, needs: Vec<Need>) -> Result<Vec<Need>> {
    let ids: Vec<_> = needs.iter().map(|n| n.component).collect();
    let first = catalog::store::products(w, &ids)?;
    if !first.iter().any(|p| p.is_phantom) {
        return Ok(needs);
    }
    let mut free: HashMap<ProductId, Quantity> = HashMap::new();
    let mut out = Vec::new();
    let mut open = needs;
    open.reverse();
    while let Some(need) = open.pop() {
        let product = catalog::product(w, need.component)?;
        if !product.is_phantom || !need.is_issued() {
            out.push(need);
            continue;
        }
        let there = match free.get(&need.component) {
            Some(left) => *left,
            None => inventory::available(w, need.component)?.max(Quantity::ZERO),
        };
        let taken = there.min(need.quantity);
        free.insert(need.component, there.minus(taken)?);
        let rest = need.quantity.minus(taken)?;
        if taken.is_positive() {
            out.push(Need { quantity: taken, ..need.clone() });
        }
        let below = Recipes::load(w, Scope::One(need.component))?.of(need.component)?;
        if below.lines.is_empty() && rest.is_positive() {
            out.push(Need { quantity: rest, ..need });
        } else if rest.is_positive() {
            for inner in below.needs(rest)?.into_iter().rev() {
                open.push(Need {
                    operation_sequence: need.operation_sequence,
                    // Inside a phantom, everything counts by the units of the order.
                    routing_material: None,
                    ..inner
                });
            }
        }
    }
    Ok(out)
}

fn place_materials(w: &Write<'_>, placed: &[(i32, OperationId)], needs: &[Need]) -> Result<()> {
    let Some((_, first)) = placed.first() else { return Ok(()) };
    for need in needs.iter().filter(|n| n.stage == ConsumeStage::Production && !n.cost_only) {
        let operation = need
            .operation_sequence
            .and_then(|s| placed.iter().find(|(sequence, _)| *sequence == s))
            .map_or(*first, |(_, id)| *id);
        let required = if need.optional { Quantity::ZERO } else { need.quantity };
        w.insert(
            "INSERT INTO production_order_operation_materials (production_order_operation_id, component_id,
                 routing_operation_material_id, quantity_required, unit, bom_line_id, scrap_factor, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
            bind![
                operation,
                need.component,
                need.routing_material,
                required,
                need.unit,
                need.bom_line,
                need.scrap_percent,
                w.now()
            ],
        )?;
    }
    Ok(())
}

/// Reserves what an order still needs and does not hold yet, as far as it is free.
pub(super) fn reserve_open(w: &Write<'_>, order: WorkOrderId, ordered: Quantity) -> Result<()> {
    let operations = store::operations(w, order)?;
    for material in store::materials(w, order)? {
        let done = operations
            .iter()
            .find(|o| o.id == material.operation_id)
            .map_or(Ok(Quantity::ZERO), store::OperationRow::processed)?;
        let open = material.share(ordered).between(done.min(ordered), ordered)?;
        let component = catalog::product(w, material.component_id)?;
        if component.item_type.is_stocked() {
            let holder = Holder::OperationMaterial(material.id);
            inventory::reserve(w, holder, material.component_id, None, open)?;
        }
        show_status(w, material.id)?;
    }
    Ok(())
}

/// Says of a material whether it waits, is reserved or used up.
pub(super) fn show_status(w: &Write<'_>, material: OperationMaterialId) -> Result<()> {
    w.execute(
        "UPDATE production_order_operation_materials SET updated_at = ?2, status = CASE
             WHEN quantity_consumed > 0 AND quantity_consumed >= quantity_required THEN 'consumed'
             WHEN quantity_allocated > 0 THEN 'allocated' ELSE 'pending' END
         WHERE id = ?1",
        bind![material, w.now()],
    )?;
    Ok(())
}

/// Reserves once more what was short: after goods came in, or another order let go.
///
/// # Errors
/// [`Code::WrongState`] for a draft or an order that is over.
pub fn reserve(w: &Write<'_>, req: WorkOrderRef) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    order.status.work(&order.code)?;
    reserve_open(w, order.id, order.quantity_ordered)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Lets go of all that an order still holds.
pub(super) fn let_go(w: &Write<'_>, order: WorkOrderId) -> Result<()> {
    for material in store::materials(w, order)? {
        inventory::release(w, Holder::OperationMaterial(material.id), None)?;
        show_status(w, material.id)?;
    }
    Ok(())
}

/// The part of `whole` that `part` of `all` is, at six digits.
pub(super) fn portion(whole: Decimal, part: Quantity, all: Quantity) -> Result<Decimal> {
    Ok(multiply(whole, part.get())?.checked_div(all.get()).unwrap_or_default().round_dp(6))
}
