//! What is done to routings.

use spoolyard_types::ids::{ProductId, RoutingId};
use spoolyard_types::{Code, Entered, Text};

use super::cycle::refuse_cycle;
use super::routing::{
    CopyRouting, OperationWithMaterials, RoutingDetail, RoutingRef, SaveOperation, SaveOperationMaterial,
    SaveRouting,
};
use super::routing_checks::check_operations;
use super::routing_queries::{detail, routing};
use crate::bind;
use crate::catalog;
use crate::db::Write;
use crate::error::{Result, refuse, refuse_field};

/// Adds a version of a product's routing (or a template), or changes one in place.
///
/// # Errors
/// [`Code::CircularBom`] with the path; [`Code::UnitMismatch`] and [`Code::InvalidValue`] naming the operation
/// and line; [`Code::InUse`] when a material goes that work orders were released with.
pub fn save(w: &Write<'_>, req: SaveRouting) -> Result<RoutingDetail> {
    let product = req.product_id.map(|id| catalog::product(w, id)).transpose()?;
    let units = check_operations(w, &req)?;
    if let Some(product) = &product {
        let components: Vec<_> =
            req.operations.iter().flat_map(|o| o.materials.iter().map(|m| m.component_id)).collect();
        refuse_cycle(w, product.id, &components)?;
    }
    let id = match req.id {
        Some(id) => {
            let old = routing(w, id)?;
            if old.product_id != req.product_id {
                let text = "A routing stays with its product. Copy it to the other one instead.";
                return Err(refuse_field(Code::InvalidValue, "product_id", text));
            }
            id
        }
        None => new_version(w, &req, product.as_ref())?,
    };
    let old = routing(w, id)?;
    let code = req.code.as_deref().map_or(old.code, str::to_owned);
    w.execute(
        "UPDATE routings SET code = ?2, name = ?3, revision = ?4, effective_date = ?5, notes = ?6, updated_at = ?7
         WHERE id = ?1",
        bind![
            id,
            code,
            req.name,
            req.revision.as_deref().unwrap_or("1.0"),
            req.effective_date,
            req.notes,
            w.now()
        ],
    )?;
    super::routing_store::write_operations(w, id, &req, &units)?;
    if let Some(product) = &product {
        if req.id.is_none() && req.activate.unwrap_or(true) {
            make_active(w, id, product.id)?;
        }
        super::cost::store_totals(w, product.id)?;
    }
    w.about("routing", id.get(), Some(&code));
    detail(w, RoutingRef { id })
}

fn new_version(w: &Write<'_>, req: &SaveRouting, product: Option<&catalog::Product>) -> Result<RoutingId> {
    let code = match (&req.code, product) {
        (Some(code), _) => code.as_str().to_owned(),
        (None, Some(product)) => format!("RT-{}", product.sku).chars().take(50).collect(),
        (None, None) => {
            return Err(refuse_field(
                Code::InvalidValue,
                "code",
                "A template needs a code, so that it can be found.",
            ));
        }
    };
    let id = w.insert(
        "INSERT INTO routings (product_id, code, is_template, version, is_active, created_at, updated_at)
         VALUES (?1, ?2, ?3, (SELECT coalesce(max(version), 0) + 1 FROM routings WHERE product_id = ?1), ?3, ?4, ?4)",
        bind![req.product_id, code, product.is_none(), w.now()],
    )?;
    Ok(RoutingId(id))
}

fn make_active(w: &Write<'_>, id: RoutingId, product: ProductId) -> Result<()> {
    w.execute(
        "UPDATE routings SET is_active = 0, updated_at = ?2 WHERE product_id = ?1 AND is_active = 1",
        bind![product, w.now()],
    )?;
    w.execute("UPDATE routings SET is_active = 1, updated_at = ?2 WHERE id = ?1", bind![id, w.now()])?;
    Ok(())
}

/// Makes a version the one that counts; the one before stays readable.
///
/// # Errors
/// [`Code::WrongState`] when it counts already or is a template, [`Code::CircularBom`].
pub fn activate(w: &Write<'_>, req: RoutingRef) -> Result<RoutingDetail> {
    let old = routing(w, req.id)?;
    let Some(product) = old.product_id else {
        return Err(refuse(
            Code::WrongState,
            format!("{} is a template. Copy it to a product instead.", old.code),
        ));
    };
    if old.is_active {
        let text = format!("Version {} of {} is the active one already.", old.version, old.code);
        return Err(refuse(Code::WrongState, text));
    }
    let components: Vec<ProductId> = w.values(
        "SELECT m.component_id FROM routing_operation_materials AS m
         JOIN routing_operations AS o ON o.id = m.routing_operation_id AND o.is_active = 1 WHERE o.routing_id = ?1",
        bind![req.id],
    )?;
    refuse_cycle(w, product, &components)?;
    make_active(w, req.id, product)?;
    super::cost::store_totals(w, product)?;
    w.about("routing", req.id.get(), Some(&old.code));
    detail(w, req)
}

/// Copies a routing or a template to a product, as the version that counts.
///
/// # Errors
/// As [`save`].
pub fn copy(w: &Write<'_>, req: CopyRouting) -> Result<RoutingDetail> {
    let from = detail(w, RoutingRef { id: req.id })?;
    let product = catalog::require_active(w, req.product_id)?;
    let text = |why: String| refuse_field(Code::InvalidValue, "id", why);
    let mut operations = Vec::with_capacity(from.operations.len());
    for OperationWithMaterials { operation: o, materials } in from.operations {
        let mut lines = Vec::with_capacity(materials.len());
        for m in materials {
            lines.push(SaveOperationMaterial {
                id: None,
                component_id: m.component_id,
                quantity: Entered(m.quantity),
                quantity_per: Some(m.quantity_per),
                unit: Some(Text::new(m.unit).map_err(text)?),
                scrap_factor: Some(Entered(m.scrap_factor)),
                is_cost_only: m.is_cost_only,
                is_optional: m.is_optional,
                notes: m.notes.map(Text::new).transpose().map_err(text)?,
            });
        }
        operations.push(SaveOperation {
            id: None,
            sequence: Some(o.sequence),
            operation_code: o.operation_code.map(Text::new).transpose().map_err(text)?,
            operation_name: o.operation_name.map(Text::new).transpose().map_err(text)?,
            description: o.description.map(Text::new).transpose().map_err(text)?,
            work_center_id: o.work_center_id,
            setup_time_minutes: Some(Entered(o.setup_time_minutes)),
            run_time_minutes: Entered(o.run_time_minutes),
            wait_time_minutes: Some(Entered(o.wait_time_minutes)),
            move_time_minutes: Some(Entered(o.move_time_minutes)),
            runtime_source: Some(o.runtime_source),
            slicer_file_path: o.slicer_file_path.map(Text::new).transpose().map_err(text)?,
            units_per_cycle: Some(o.units_per_cycle),
            scrap_rate_percent: Some(Entered(o.scrap_rate_percent)),
            labor_rate_override: o.labor_rate_override.map(Entered),
            machine_rate_override: o.machine_rate_override.map(Entered),
            can_overlap: o.can_overlap,
            materials: lines,
        });
    }
    let form = SaveRouting {
        id: None,
        product_id: Some(product.id),
        code: None,
        name: from.routing.name.map(Text::new).transpose().map_err(text)?,
        revision: None,
        effective_date: None,
        notes: from.routing.notes.map(Text::new).transpose().map_err(text)?,
        operations,
        activate: Some(true),
    };
    save(w, form)
}
