//! One order becomes two; what was scrapped is made again.

use spoolyard_types::ids::WorkOrderId;
use spoolyard_types::{Code, Entered, Quantity};

use super::create::{NewWorkOrder, check_quantity, create};
use super::model::WorkOrderStatus;
use super::queries::{WorkOrder, work_order};
use super::release::{portion, reserve_open};
use super::store::{self, MaterialRow, OperationRow, Order};
use crate::bind;
use crate::catalog;
use crate::db::{Sequence, Write};
use crate::engineering::QuantityPer;
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::{self, Holder};

crate::wire! {
    /// Moves a part of a work order to an order of its own.
    pub struct SplitWorkOrder {
        /// Which one.
        pub id: WorkOrderId,
        /// How many go to the new order.
        pub quantity: Entered<Quantity, 18, 4>,
    }

    /// Makes again what was scrapped.
    pub struct RemakeWorkOrder {
        /// Which one.
        pub id: WorkOrderId,
        /// How many; all that was scrapped and not made again when left out.
        #[serde(default)]
        #[ts(optional)]
        pub quantity: Option<Entered<Quantity, 18, 4>>,
    }
}

/// Moves a quantity with its share of operations, materials and reservations to a new order; the new order.
///
/// # Errors
/// [`Code::WrongState`] when it is over, [`Code::InvalidValue`] for more than has not been begun.
pub fn split(w: &Write<'_>, req: SplitWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let quantity = req.quantity.get();
    if !order.status.is_open() {
        return Err(refuse(
            Code::WrongState,
            format!("{} is {} and cannot be split.", order.code, order.status),
        ));
    }
    let product = catalog::product(w, order.product_id)?;
    check_quantity(&product, quantity)?;
    let operations = store::operations(w, order.id)?;
    let mut begun = Quantity::ZERO;
    for operation in &operations {
        begun = begun.max(operation.processed()?);
    }
    let most = order.quantity_ordered.minus(begun)?;
    if quantity > most || quantity >= order.quantity_ordered {
        let text = format!(
            "{} asks for {} and {begun} are begun, so less than {} can go to an order of its own.",
            order.code,
            order.quantity_ordered,
            if begun.is_zero() { order.quantity_ordered } else { most }
        );
        return Err(refuse_field(Code::InvalidValue, "quantity", text));
    }
    let new = copy_order(w, &order, quantity)?;
    split_operations(w, &order, new, &operations, quantity)?;
    w.execute(
        "UPDATE production_orders SET quantity_ordered = quantity_ordered - ?2, updated_at = ?3 WHERE id = ?1",
        bind![order.id, quantity, w.now()],
    )?;
    let rest = order.quantity_ordered.minus(quantity)?;
    if order.status != WorkOrderStatus::Draft {
        reserve_open(w, order.id, rest)?;
        reserve_open(w, new, quantity)?;
    }
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, new)
}

fn copy_order(w: &Write<'_>, order: &Order, quantity: Quantity) -> Result<WorkOrderId> {
    let code = w.next_number(Sequence::WorkOrder, w.today()?)?;
    let part = |cost: Option<spoolyard_types::Money>| -> Result<Option<spoolyard_types::Money>> {
        cost.map(|c| {
            Ok(spoolyard_types::Money::rounded(portion(c.get(), quantity, order.quantity_ordered)?)?)
        })
        .transpose()
    };
    let status = match order.status {
        WorkOrderStatus::Draft => WorkOrderStatus::Draft,
        WorkOrderStatus::Released
        | WorkOrderStatus::InProgress
        | WorkOrderStatus::OnHold
        | WorkOrderStatus::Completed
        | WorkOrderStatus::Cancelled => WorkOrderStatus::Released,
    };
    let (materials, work, total) = (
        part(order.estimated_material_cost)?,
        part(order.estimated_labor_cost)?,
        part(order.estimated_total_cost)?,
    );
    let id = w.insert(
        "INSERT INTO production_orders (code, product_id, bom_id, routing_id, sales_order_id, sales_order_line_id,
             parent_order_id, split_sequence, quantity_ordered, source, order_type, status, qc_status, priority, due_date,
             estimated_time_minutes, estimated_material_cost, estimated_labor_cost, estimated_total_cost, assigned_to,
             notes, created_at, updated_at, created_by, released_at, location_id, planned_order_id)
         SELECT ?2, product_id, bom_id, routing_id, sales_order_id, sales_order_line_id, id,
                (SELECT count(*) + 1 FROM production_orders WHERE parent_order_id = ?1), ?3, source, order_type, ?4,
                qc_status, priority, due_date, CAST(estimated_time_minutes * ?3 / quantity_ordered AS INTEGER), ?5, ?6, ?7,
                assigned_to, notes, ?8, ?8, ?9, released_at, location_id, NULL
         FROM production_orders WHERE id = ?1",
        bind![
            order.id,
            code,
            quantity,
            status,
            materials,
            work,
            total,
            w.now(),
            w.actor().name.chars().take(100).collect::<String>()
        ],
    )?;
    w.execute(
        "UPDATE production_orders SET estimated_material_cost = estimated_material_cost - ?2,
             estimated_labor_cost = estimated_labor_cost - ?3, estimated_total_cost = estimated_total_cost - ?4,
             estimated_time_minutes = estimated_time_minutes - CAST(estimated_time_minutes * ?5 / quantity_ordered AS INTEGER)
         WHERE id = ?1",
        bind![order.id, materials, work, total, quantity],
    )?;
    Ok(WorkOrderId(id))
}

fn split_operations(
    w: &Write<'_>,
    order: &Order,
    new: WorkOrderId,
    operations: &[OperationRow],
    quantity: Quantity,
) -> Result<()> {
    let materials = store::materials(w, order.id)?;
    for operation in operations {
        let run = portion(operation.planned_run_minutes.get(), quantity, order.quantity_ordered)?;
        let run = Quantity::rounded(run)?;
        let id = w.insert(
            "INSERT INTO production_order_operations (production_order_id, routing_operation_id, work_center_id, sequence,
                 operation_code, operation_name, planned_setup_minutes, planned_run_minutes, units_per_cycle,
                 labor_rate_per_hour, machine_rate_per_hour, overhead_rate_per_hour, status, created_at, updated_at)
             SELECT ?2, routing_operation_id, work_center_id, sequence, operation_code, operation_name,
                    planned_setup_minutes, ?3, units_per_cycle, labor_rate_per_hour, machine_rate_per_hour,
                    overhead_rate_per_hour, CASE WHEN status = 'skipped' THEN 'skipped' ELSE 'pending' END, ?4, ?4
             FROM production_order_operations WHERE id = ?1",
            bind![operation.id, new, run, w.now()],
        )?;
        w.execute(
            "UPDATE production_order_operations SET planned_run_minutes = planned_run_minutes - ?2, updated_at = ?3
             WHERE id = ?1",
            bind![operation.id, run, w.now()],
        )?;
        // What was replaced belongs to the units that are made already.
        for material in materials.iter().filter(|m| m.operation_id == operation.id && m.counts_upto.is_none())
        {
            split_material(w, order, id, material, quantity)?;
        }
    }
    Ok(())
}

fn split_material(
    w: &Write<'_>,
    order: &Order,
    operation: i64,
    material: &MaterialRow,
    quantity: Quantity,
) -> Result<()> {
    let part = match material.per {
        QuantityPer::Unit | QuantityPer::Batch => {
            let all = order.quantity_ordered.minus(material.counts_from)?;
            Quantity::rounded(portion(material.quantity_required.get(), quantity, all)?)?
        }
        // What an order takes once, each of the two takes once.
        QuantityPer::Order => Quantity::ZERO,
    };
    let for_new = if material.per == QuantityPer::Order { material.quantity_required } else { part };
    w.insert(
        "INSERT INTO production_order_operation_materials (production_order_operation_id, component_id,
             routing_operation_material_id, quantity_required, unit, bom_line_id, scrap_factor, created_at, updated_at)
         SELECT ?2, component_id, routing_operation_material_id, ?3, unit, bom_line_id, scrap_factor, ?4, ?4
         FROM production_order_operation_materials WHERE id = ?1",
        bind![material.id, operation, for_new, w.now()],
    )?;
    w.execute(
        "UPDATE production_order_operation_materials SET quantity_required = quantity_required - ?2, updated_at = ?3
         WHERE id = ?1",
        bind![material.id, part, w.now()],
    )?;
    // The share of the reservation is free for a moment, inside this transaction, and the new order takes it.
    let holder = Holder::OperationMaterial(material.id);
    let keeps =
        material.quantity_required.minus(part)?.minus(material.quantity_consumed)?.max(Quantity::ZERO);
    let held = inventory::held(w, holder)?;
    if held > keeps {
        inventory::release(w, holder, Some(held.minus(keeps)?))?;
    }
    Ok(())
}

/// Writes a draft that makes again what was scrapped, linked to its original.
///
/// # Errors
/// [`Code::InvalidValue`] when nothing was scrapped, or less than is asked for.
pub fn remake(w: &Write<'_>, req: RemakeWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let again: Quantity = w
        .value(
            "SELECT coalesce(sum(quantity_ordered), 0) FROM production_orders
             WHERE remake_of_id = ?1 AND status <> 'cancelled'",
            bind![order.id],
        )?
        .unwrap_or_default();
    let most = order.quantity_scrapped.minus(again)?;
    let quantity = req.quantity.map_or(most, Entered::get);
    if !quantity.is_positive() || quantity > most {
        let text = format!(
            "{} were scrapped on {} and {again} are being made again. Choose a quantity up to {}.",
            order.quantity_scrapped,
            order.code,
            most.max(Quantity::ZERO)
        );
        return Err(refuse_field(Code::InvalidValue, "quantity", text));
    }
    let new = create(
        w,
        NewWorkOrder {
            due_date: order.due_date,
            priority: Some(order.priority),
            sales_order_line_id: order.sales_order_line_id,
            location_id: order.location_id,
            ..NewWorkOrder::of(order.product_id, quantity)
        },
    )?;
    w.execute("UPDATE production_orders SET remake_of_id = ?2 WHERE id = ?1", bind![new, order.id])?;
    work_order(w, new)
}
