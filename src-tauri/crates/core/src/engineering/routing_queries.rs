//! What lists and pages read of routings.

use spoolyard_types::ids::RoutingId;

use super::routing::{
    OperationMaterial, OperationWithMaterials, Routing, RoutingDetail, RoutingOperation, RoutingRef,
};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::{Result, not_found};

/// The list of routings.
pub const ROUTINGS: ListSpec = ListSpec {
    select: "ro.id AS id, ro.product_id AS product_id, p.sku AS sku, p.name AS product_name, ro.code AS code,
       ro.name AS name, ro.is_template AS is_template, ro.version AS version, ro.revision AS revision,
       ro.is_active AS is_active, ro.total_setup_time_minutes AS total_setup_time_minutes,
       ro.total_run_time_minutes AS total_run_time_minutes, ro.total_cost AS total_cost,
       ro.effective_date AS effective_date, ro.notes AS notes,
       (SELECT count(*) FROM routing_operations AS o WHERE o.routing_id = ro.id AND o.is_active = 1) AS operation_count,
       ro.updated_at AS updated_at",
    from: "routings AS ro LEFT JOIN products AS p ON p.id = ro.product_id",
    always: "",
    id: "ro.id",
    fields: &[
        Field::new("code", "ro.code", Kind::Text),
        Field::nullable("sku", "p.sku", Kind::Text),
        Field::nullable("product_id", "ro.product_id", Kind::Integer),
        Field::nullable("product_name", "p.name", Kind::Text),
        Field::new("version", "ro.version", Kind::Integer),
        Field::new("is_active", "ro.is_active", Kind::Bool),
        Field::new("is_template", "ro.is_template", Kind::Bool),
        Field::nullable("total_run_time_minutes", "ro.total_run_time_minutes", Kind::Decimal),
        Field::new("updated_at", "ro.updated_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "products_fts", rowid: "ro.product_id" }),
    order: ("code", false),
};

/// A page of routings.
///
/// # Errors
/// [`Code::InvalidValue`] for a field or value that this list does not know.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<Routing>> {
    r.list(&ROUTINGS, &req)
}

fn select() -> String {
    format!("SELECT {} FROM {}", ROUTINGS.select, ROUTINGS.from)
}

pub(super) fn routing(r: &Read<'_>, id: RoutingId) -> Result<Routing> {
    r.maybe(&format!("{} WHERE ro.id = ?1", select()), bind![id])?.ok_or_else(|| not_found("routing", id))
}

/// A routing with its operations, materials and versions.
///
/// # Errors
/// [`Code::NotFound`].
pub fn detail(r: &Read<'_>, req: RoutingRef) -> Result<RoutingDetail> {
    let routing = routing(r, req.id)?;
    let operations: Vec<RoutingOperation> = r.all(
        "SELECT o.id, o.sequence, o.operation_code, o.operation_name, o.description, o.work_center_id,
                wc.name AS work_center, o.setup_time_minutes, o.run_time_minutes, o.wait_time_minutes,
                o.move_time_minutes, o.runtime_source, o.slicer_file_path, o.units_per_cycle, o.scrap_rate_percent,
                o.labor_rate_override, o.machine_rate_override, o.can_overlap
         FROM routing_operations AS o JOIN work_centers AS wc ON wc.id = o.work_center_id
         WHERE o.routing_id = ?1 AND o.is_active = 1 ORDER BY o.sequence, o.id",
        bind![req.id],
    )?;
    let materials: Vec<OperationMaterial> = r.all(
        "SELECT m.id, m.routing_operation_id, m.component_id, p.sku, p.name AS component_name, m.quantity,
                m.quantity_per, m.unit, p.unit AS stock_unit, m.scrap_factor, m.is_cost_only, m.is_optional, m.notes
         FROM routing_operation_materials AS m JOIN routing_operations AS o ON o.id = m.routing_operation_id
         JOIN products AS p ON p.id = m.component_id
         WHERE o.routing_id = ?1 AND o.is_active = 1 ORDER BY m.id",
        bind![req.id],
    )?;
    let versions = r.all(
        &format!("{} WHERE ro.product_id = ?1 ORDER BY ro.version DESC, ro.id DESC", select()),
        bind![routing.product_id],
    )?;
    let operations = operations
        .into_iter()
        .map(|operation| OperationWithMaterials {
            materials: materials.iter().filter(|m| m.routing_operation_id == operation.id).cloned().collect(),
            operation,
        })
        .collect();
    Ok(RoutingDetail { routing, operations, versions })
}
