//! What has to be right about the operations of a routing before they are written.

use spoolyard_types::Code;

use super::bom::{check_scrap, line_unit};
use super::centers;
use super::routing::{SaveOperation, SaveRouting};
use crate::catalog;
use crate::catalog::units::UnitTable;
use crate::db::Write;
use crate::error::{Result, refuse_field};

/// The unit of every material of every operation, after each was checked.
pub(super) fn check_operations(w: &Write<'_>, req: &SaveRouting) -> Result<Vec<Vec<String>>> {
    let table = UnitTable::load(w)?;
    let ids: Vec<_> =
        req.operations.iter().flat_map(|o| o.materials.iter().map(|m| m.component_id)).collect();
    let known = catalog::store::products(w, &ids)?;
    let mut places = std::collections::HashSet::new();
    let mut out = Vec::with_capacity(req.operations.len());
    for (index, operation) in req.operations.iter().enumerate() {
        let at = |field: &str| format!("operations[{index}].{field}");
        if !places.insert(place(index, operation)) {
            let text = "Two operations have this place. Number them apart.";
            return Err(refuse_field(Code::InvalidValue, at("sequence"), text));
        }
        check_operation(w, operation, &at)?;
        let mut units = Vec::with_capacity(operation.materials.len());
        for (row, material) in operation.materials.iter().enumerate() {
            let at = |field: &str| format!("operations[{index}].materials[{row}].{field}");
            let component = known.iter().find(|p| p.id == material.component_id).ok_or_else(|| {
                let text = format!("There is no product {}.", material.component_id);
                refuse_field(Code::NotFound, at("component_id"), text)
            })?;
            if !component.active && material.id.is_none() {
                let text =
                    format!("{} is inactive. Reactivate it, or choose another component.", component.sku);
                return Err(refuse_field(Code::InactiveProduct, at("component_id"), text));
            }
            if !material.quantity.0.is_positive() {
                return Err(refuse_field(
                    Code::InvalidValue,
                    at("quantity"),
                    "A material needs more than 0.",
                ));
            }
            check_scrap(material.scrap_factor, at("scrap_factor"))?;
            units.push(line_unit(w, &table, material.unit.as_deref(), component, &at("unit"))?);
        }
        out.push(units);
    }
    Ok(out)
}

fn check_operation(w: &Write<'_>, operation: &SaveOperation, at: &dyn Fn(&str) -> String) -> Result<()> {
    centers::require(w, operation.work_center_id, at("work_center_id"))?;
    if operation.units_per_cycle == Some(0) {
        return Err(refuse_field(
            Code::InvalidValue,
            at("units_per_cycle"),
            "A cycle makes at least one unit.",
        ));
    }
    check_scrap(operation.scrap_rate_percent, at("scrap_rate_percent"))?;
    let minutes = [
        ("setup_time_minutes", operation.setup_time_minutes),
        ("run_time_minutes", Some(operation.run_time_minutes)),
        ("wait_time_minutes", operation.wait_time_minutes),
        ("move_time_minutes", operation.move_time_minutes),
    ];
    for (field, value) in minutes {
        if value.is_some_and(|v| v.0.is_negative()) {
            return Err(refuse_field(Code::InvalidValue, at(field), "Minutes cannot be below 0."));
        }
    }
    for (field, value) in [
        ("labor_rate_override", operation.labor_rate_override),
        ("machine_rate_override", operation.machine_rate_override),
    ] {
        if value.is_some_and(|v| v.0.is_negative()) {
            return Err(refuse_field(Code::InvalidValue, at(field), "A rate cannot be below 0."));
        }
    }
    Ok(())
}

pub(super) fn place(index: usize, operation: &SaveOperation) -> i32 {
    operation.sequence.unwrap_or_else(|| i32::try_from((index + 1) * 10).unwrap_or(i32::MAX))
}
