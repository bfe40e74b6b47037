//! The rows of a routing: operations and their materials, kept by id so that released work still finds them.

use spoolyard_types::ids::{RoutingId, RoutingOperationId};
use spoolyard_types::{Code, Entered, Percent, Quantity};

use super::model::{QuantityPer, RuntimeSource};
use super::routing::{SaveOperationMaterial, SaveRouting};
use super::routing_checks::place;
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse_field};

/// Writes all operations of a routing with their materials; `units` are those of the materials, checked.
pub(super) fn write_operations(
    w: &Write<'_>,
    id: RoutingId,
    req: &SaveRouting,
    units: &[Vec<String>],
) -> Result<()> {
    let kept: Vec<_> = req.operations.iter().filter_map(|o| o.id).collect();
    drop_missing(w, id, &kept, req)?;
    for (index, (operation, units)) in req.operations.iter().zip(units).enumerate() {
        let row = match operation.id {
            Some(row) => row,
            None => RoutingOperationId(w.insert(
                "INSERT INTO routing_operations (routing_id, work_center_id, sequence, run_time_minutes, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                bind![id, operation.work_center_id, place(index, operation), operation.run_time_minutes, w.now()],
            )?),
        };
        let zero = Quantity::ZERO;
        let touched = w.execute(
            "UPDATE routing_operations SET work_center_id = ?3, sequence = ?4, operation_code = ?5, operation_name = ?6,
                 description = ?7, setup_time_minutes = ?8, run_time_minutes = ?9, wait_time_minutes = ?10,
                 move_time_minutes = ?11, runtime_source = ?12, slicer_file_path = ?13, units_per_cycle = ?14,
                 scrap_rate_percent = ?15, labor_rate_override = ?16, machine_rate_override = ?17, can_overlap = ?18,
                 is_active = 1, updated_at = ?19
             WHERE id = ?1 AND routing_id = ?2",
            bind![
                row,
                id,
                operation.work_center_id,
                place(index, operation),
                operation.operation_code,
                operation.operation_name,
                operation.description,
                operation.setup_time_minutes.map_or(zero, Entered::get),
                operation.run_time_minutes,
                operation.wait_time_minutes.map_or(zero, Entered::get),
                operation.move_time_minutes.map_or(zero, Entered::get),
                operation.runtime_source.unwrap_or(RuntimeSource::Manual),
                operation.slicer_file_path,
                operation.units_per_cycle.unwrap_or(1),
                operation.scrap_rate_percent.map_or(Percent::ZERO, Entered::get),
                operation.labor_rate_override,
                operation.machine_rate_override,
                operation.can_overlap,
                w.now(),
            ],
        )?;
        if touched == 0 {
            let text = "This operation is not one of this routing any more. Open the routing again.";
            return Err(refuse_field(Code::ChangedMeanwhile, format!("operations[{index}].id"), text));
        }
        write_materials(w, row, &operation.materials, units)?;
    }
    Ok(())
}

/// An operation that work orders were released with is switched off and stays readable; others go.
fn drop_missing(w: &Write<'_>, id: RoutingId, kept: &[RoutingOperationId], req: &SaveRouting) -> Result<()> {
    let materials: Vec<_> =
        req.operations.iter().flat_map(|o| o.materials.iter().filter_map(|m| m.id)).collect();
    w.execute(
        "DELETE FROM routing_operation_materials
         WHERE routing_operation_id IN (SELECT id FROM routing_operations WHERE routing_id = ?1)
           AND id NOT IN (SELECT value FROM json_each(?2))
           AND NOT EXISTS (SELECT 1 FROM production_order_operation_materials AS x
                           WHERE x.routing_operation_material_id = routing_operation_materials.id)",
        bind![id, serde_json::json!(materials)],
    )?;
    let stuck: Option<String> = w.value(
        "SELECT p.sku FROM routing_operation_materials AS m JOIN products AS p ON p.id = m.component_id
         JOIN routing_operations AS o ON o.id = m.routing_operation_id
         WHERE o.routing_id = ?1 AND m.id NOT IN (SELECT value FROM json_each(?2))
           AND o.id IN (SELECT value FROM json_each(?3))",
        bind![id, serde_json::json!(materials), serde_json::json!(kept)],
    )?;
    if let Some(sku) = stuck {
        let text = format!(
            "Work orders were released with the material {sku}, so it stays. Start a new version instead."
        );
        return Err(refuse_field(Code::InUse, "operations", text));
    }
    let gone = bind![id, serde_json::json!(kept), w.now()];
    w.execute(
        "UPDATE routing_operations SET is_active = 0, predecessor_operation_id = NULL, updated_at = ?3
         WHERE routing_id = ?1 AND id NOT IN (SELECT value FROM json_each(?2))",
        gone,
    )?;
    w.execute(
        "DELETE FROM routing_operations
         WHERE routing_id = ?1 AND is_active = 0
           AND NOT EXISTS (SELECT 1 FROM production_order_operations AS x WHERE x.routing_operation_id = routing_operations.id)
           AND NOT EXISTS (SELECT 1 FROM routing_operation_materials AS m WHERE m.routing_operation_id = routing_operations.id)
           AND NOT EXISTS (SELECT 1 FROM routing_operations AS s WHERE s.predecessor_operation_id = routing_operations.id)",
        bind![id],
    )?;
    Ok(())
}

fn write_materials(
    w: &Write<'_>,
    operation: RoutingOperationId,
    materials: &[SaveOperationMaterial],
    units: &[String],
) -> Result<()> {
    for (material, unit) in materials.iter().zip(units) {
        let values = bind![
            material.id,
            operation,
            material.component_id,
            material.quantity,
            material.quantity_per.unwrap_or(QuantityPer::Unit),
            unit,
            material.scrap_factor.map_or(Percent::ZERO, Entered::get),
            material.is_cost_only,
            material.is_optional,
            material.notes,
            w.now(),
        ];
        let touched = if material.id.is_some() {
            w.execute(
                "UPDATE routing_operation_materials SET component_id = ?3, quantity = ?4, quantity_per = ?5, unit = ?6,
                     scrap_factor = ?7, is_cost_only = ?8, is_optional = ?9, notes = ?10, updated_at = ?11
                 WHERE id = ?1 AND routing_operation_id = ?2",
                values,
            )?
        } else {
            w.execute(
                "INSERT INTO routing_operation_materials (id, routing_operation_id, component_id, quantity, quantity_per,
                     unit, scrap_factor, is_cost_only, is_optional, notes, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
                values,
            )?
        };
        if touched == 0 {
            let text = "A material is not one of this operation any more. Open the routing again.";
            return Err(refuse_field(Code::ChangedMeanwhile, "operations", text));
        }
    }
    Ok(())
}
