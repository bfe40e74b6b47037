//! The SQL of production's own tables that several commands share.

use spoolyard_types::ids::{
    LocationId, OperationId, OperationMaterialId, ProductId, SalesOrderId, SalesOrderLineId, WorkCenterId,
    WorkOrderId,
};
use spoolyard_types::{Date, Money, Quantity, UnitCost};

use super::model::{OperationStatus, QcStatus, Share, WorkOrderStatus};
use crate::bind;
use crate::db::{Read, Write};
use crate::engineering::QuantityPer;
use crate::error::{Result, not_found};

crate::read_model! {
    /// A work order, for commands.
    pub(super) struct Order {
        pub(super) id: WorkOrderId,
        pub(super) code: String,
        pub(super) product_id: ProductId,
        pub(super) sku: String,
        pub(super) status: WorkOrderStatus,
        pub(super) held_from_status: Option<WorkOrderStatus>,
        pub(super) qc_status: QcStatus,
        pub(super) quantity_ordered: Quantity,
        pub(super) quantity_completed: Quantity,
        pub(super) quantity_scrapped: Quantity,
        pub(super) estimated_material_cost: Option<Money>,
        pub(super) estimated_labor_cost: Option<Money>,
        pub(super) estimated_total_cost: Option<Money>,
        pub(super) sales_order_id: Option<SalesOrderId>,
        pub(super) sales_order_line_id: Option<SalesOrderLineId>,
        pub(super) location_id: Option<LocationId>,
        pub(super) priority: i32,
        pub(super) due_date: Option<Date>,
    }

    /// An operation, for commands.
    pub(super) struct OperationRow {
        pub(super) id: OperationId,
        pub(super) sequence: i32,
        pub(super) operation_name: Option<String>,
        pub(super) work_center_id: WorkCenterId,
        pub(super) status: OperationStatus,
        pub(super) quantity_completed: Quantity,
        pub(super) quantity_scrapped: Quantity,
        pub(super) planned_setup_minutes: Quantity,
        pub(super) planned_run_minutes: Quantity,
        pub(super) actual_setup_minutes: Option<Quantity>,
        pub(super) actual_run_minutes: Option<Quantity>,
        pub(super) units_per_cycle: u32,
        pub(super) labor_rate: UnitCost,
        pub(super) machine_rate: UnitCost,
        pub(super) overhead_rate: UnitCost,
    }

    /// A material of an operation, for commands.
    pub(super) struct MaterialRow {
        pub(super) id: OperationMaterialId,
        pub(super) operation_id: OperationId,
        pub(super) operation_sequence: i32,
        pub(super) component_id: ProductId,
        pub(super) sku: String,
        pub(super) quantity_required: Quantity,
        pub(super) quantity_consumed: Quantity,
        pub(super) per: QuantityPer,
        pub(super) units_per_cycle: u32,
        pub(super) bom_line_id: Option<spoolyard_types::ids::BomLineId>,
        pub(super) counts_from: Quantity,
        pub(super) counts_upto: Option<Quantity>,
    }
}

impl OperationRow {
    /// Good and scrapped.
    pub(super) fn processed(&self) -> Result<Quantity> {
        Ok(self.quantity_completed.plus(self.quantity_scrapped)?)
    }
}

impl MaterialRow {
    pub(super) fn share(&self, ordered: Quantity) -> Share {
        Share {
            required: self.quantity_required,
            per: self.per,
            units_per_cycle: self.units_per_cycle,
            ordered,
            from: self.counts_from,
            upto: self.counts_upto,
        }
    }
}

pub(super) fn order(r: &Read<'_>, id: WorkOrderId) -> Result<Order> {
    r.maybe(
        "SELECT wo.id, wo.code, wo.product_id, p.sku, wo.status, wo.held_from_status, wo.qc_status,
                wo.quantity_ordered, wo.quantity_completed, wo.quantity_scrapped, wo.estimated_material_cost,
                wo.estimated_labor_cost, wo.estimated_total_cost, wo.sales_order_id, wo.sales_order_line_id,
                wo.location_id, wo.priority, wo.due_date
         FROM production_orders AS wo JOIN products AS p ON p.id = wo.product_id WHERE wo.id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("work order", id))
}

pub(super) fn operations(r: &Read<'_>, id: WorkOrderId) -> Result<Vec<OperationRow>> {
    r.all(
        "SELECT id, sequence, operation_name, work_center_id, status, quantity_completed, quantity_scrapped,
                planned_setup_minutes, planned_run_minutes, actual_setup_minutes, actual_run_minutes,
                units_per_cycle, coalesce(labor_rate_per_hour, 0) AS labor_rate,
                coalesce(machine_rate_per_hour, 0) AS machine_rate,
                coalesce(overhead_rate_per_hour, 0) AS overhead_rate
         FROM production_order_operations WHERE production_order_id = ?1 ORDER BY sequence",
        bind![id],
    )
}

pub(super) fn materials(r: &Read<'_>, id: WorkOrderId) -> Result<Vec<MaterialRow>> {
    r.all(
        "SELECT m.id, o.id AS operation_id, o.sequence AS operation_sequence, m.component_id, p.sku,
                m.quantity_required, m.quantity_consumed, coalesce(rm.quantity_per, 'unit') AS per,
                o.units_per_cycle, m.bom_line_id, m.counts_from, m.counts_upto
         FROM production_order_operation_materials AS m
         JOIN production_order_operations AS o ON o.id = m.production_order_operation_id
         JOIN products AS p ON p.id = m.component_id
         LEFT JOIN routing_operation_materials AS rm ON rm.id = m.routing_operation_material_id
         WHERE o.production_order_id = ?1 ORDER BY o.sequence, m.id",
        bind![id],
    )
}

pub(super) fn set_status(w: &Write<'_>, id: WorkOrderId, status: WorkOrderStatus) -> Result<()> {
    w.execute(
        "UPDATE production_orders SET status = ?2, held_from_status = NULL, hold_reason = NULL, updated_at = ?3,
             actual_start = CASE WHEN ?2 = 'in_progress' THEN coalesce(actual_start, ?3) ELSE actual_start END
         WHERE id = ?1",
        bind![id, status, w.now()],
    )?;
    // An order of a customer is in progress once work for it has begun.
    let promised: Option<SalesOrderId> =
        w.value("SELECT sales_order_id FROM production_orders WHERE id = ?1", bind![id])?.flatten();
    if let Some(order) = promised {
        crate::sales::status::refresh(w, order)?;
    }
    Ok(())
}

/// Adds to what an order has cost so far.
pub(super) fn add_cost(
    w: &Write<'_>,
    id: WorkOrderId,
    materials: Money,
    work: Money,
    minutes: Quantity,
) -> Result<()> {
    // Minutes of an order are whole; its operations keep the parts of a minute.
    let whole = crate::engineering::model::multiply(minutes.get(), rust_decimal::Decimal::ONE)?.round();
    let whole = i64::try_from(whole.mantissa() / 10_i128.pow(whole.scale())).unwrap_or(0);
    w.execute(
        "UPDATE production_orders SET actual_material_cost = coalesce(actual_material_cost, 0) + ?2,
             actual_labor_cost = coalesce(actual_labor_cost, 0) + ?3,
             actual_total_cost = coalesce(actual_total_cost, 0) + ?2 + ?3,
             actual_time_minutes = coalesce(actual_time_minutes, 0) + ?4, updated_at = ?5
         WHERE id = ?1",
        bind![id, materials, work, whole, w.now()],
    )?;
    Ok(())
}
