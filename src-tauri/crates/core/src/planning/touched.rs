//! Which products a change of rows concerns: whose planning data, bill, supply or documents it can have changed.

use std::collections::BTreeSet;

use spoolyard_planning::SupplyKind;
use spoolyard_types::Quantity;
use spoolyard_types::ids::ProductId;

use super::affected::affects;
use super::model::DemandType;
use super::snapshot::Loaded;
use crate::bind;
use crate::db::{ChangedRows, ChangedTables, Read};
use crate::error::Result;

/// So many products are looked at again one by one; beyond them all are.
const MOST_PRODUCTS: usize = 1_500;

/// What changed rows come to.
pub(super) enum Touched {
    /// Only these products.
    Products(Vec<ProductId>),
    /// The whole farm, or nobody can tell.
    All,
}

/// From the ids of rows to the products that they concern. A table of planning that is not named here concerns all.
const WRITTEN: &[(&str, &str)] = &[
    ("products", "SELECT value FROM json_each(?1)"),
    ("inventory", "SELECT product_id FROM inventory WHERE id IN (SELECT value FROM json_each(?1))"),
    (
        "inventory_allocations",
        "SELECT l.product_id FROM inventory_allocations a
         JOIN sales_order_lines l ON a.holder_type = 'sales_order_line' AND l.id = a.holder_id
         WHERE a.id IN (SELECT value FROM json_each(?1))
         UNION SELECT w.product_id FROM inventory_allocations a
         JOIN production_order_operation_materials m ON a.holder_type = 'operation_material' AND m.id = a.holder_id
         JOIN production_order_operations o ON o.id = m.production_order_operation_id
         JOIN production_orders w ON w.id = o.production_order_id
         WHERE a.id IN (SELECT value FROM json_each(?1))",
    ),
    ("material_lots", "SELECT product_id FROM material_lots WHERE id IN (SELECT value FROM json_each(?1))"),
    (
        "sales_orders",
        "SELECT product_id FROM sales_order_lines WHERE sales_order_id IN (SELECT value FROM json_each(?1))",
    ),
    ("sales_order_lines", "SELECT product_id FROM sales_order_lines WHERE id IN (SELECT value FROM json_each(?1))"),
    (
        "purchase_orders",
        "SELECT product_id FROM purchase_order_lines WHERE purchase_order_id IN (SELECT value FROM json_each(?1))",
    ),
    (
        "purchase_order_lines",
        "SELECT product_id FROM purchase_order_lines WHERE id IN (SELECT value FROM json_each(?1))",
    ),
    ("production_orders", "SELECT product_id FROM production_orders WHERE id IN (SELECT value FROM json_each(?1))"),
    (
        "production_order_operations",
        "SELECT w.product_id FROM production_order_operations o JOIN production_orders w ON w.id = o.production_order_id
         WHERE o.id IN (SELECT value FROM json_each(?1))",
    ),
    (
        "production_order_operation_materials",
        "SELECT w.product_id FROM production_order_operation_materials m
         JOIN production_order_operations o ON o.id = m.production_order_operation_id
         JOIN production_orders w ON w.id = o.production_order_id
         WHERE m.id IN (SELECT value FROM json_each(?1))",
    ),
    ("planned_orders", "SELECT product_id FROM planned_orders WHERE id IN (SELECT value FROM json_each(?1))"),
    ("boms", "SELECT product_id FROM boms WHERE id IN (SELECT value FROM json_each(?1))"),
    (
        "bom_lines",
        "SELECT b.product_id FROM bom_lines l JOIN boms b ON b.id = l.bom_id
         WHERE l.id IN (SELECT value FROM json_each(?1))",
    ),
    (
        "routings",
        "SELECT product_id FROM routings WHERE product_id IS NOT NULL AND id IN (SELECT value FROM json_each(?1))",
    ),
    (
        "routing_operations",
        "SELECT ro.product_id FROM routing_operations o JOIN routings ro ON ro.id = o.routing_id
         WHERE ro.product_id IS NOT NULL AND o.id IN (SELECT value FROM json_each(?1))",
    ),
    (
        "routing_operation_materials",
        "SELECT ro.product_id FROM routing_operation_materials m
         JOIN routing_operations o ON o.id = m.routing_operation_id JOIN routings ro ON ro.id = o.routing_id
         WHERE ro.product_id IS NOT NULL AND m.id IN (SELECT value FROM json_each(?1))",
    ),
    (
        "vendor_items",
        "SELECT product_id FROM vendor_items WHERE product_id IS NOT NULL AND id IN (SELECT value FROM json_each(?1))",
    ),
];

/// Products in whose bills or routings a unit of these is counted.
const PARENTS: &str = "SELECT b.product_id FROM bom_lines l JOIN boms b ON b.id = l.bom_id AND b.active = 1
     WHERE l.component_id IN (SELECT value FROM json_each(?1))
     UNION SELECT ro.product_id FROM routing_operation_materials m
     JOIN routing_operations o ON o.id = m.routing_operation_id JOIN routings ro ON ro.id = o.routing_id
     WHERE ro.product_id IS NOT NULL AND m.component_id IN (SELECT value FROM json_each(?1))";

/// The products that changed rows concern, by the store as it is and the snapshot as it was.
pub(super) fn touched(r: &Read<'_>, loaded: &Loaded, tables: &ChangedTables) -> Result<Touched> {
    let mut found: BTreeSet<ProductId> = BTreeSet::new();
    for (table, rows) in tables.iter().filter(|(table, _)| affects(table)) {
        let Some((_, sql)) = WRITTEN.iter().find(|(name, _)| name == table) else { return Ok(Touched::All) };
        if rows.too_many || !former(loaded, table, rows, &mut found) {
            return Ok(Touched::All);
        }
        let ids = serde_json::json!(rows.written);
        found.extend(r.values::<ProductId>(sql, bind![ids])?);
        if table == "products" {
            found.extend(r.values::<ProductId>(PARENTS, bind![counted_anew(r, loaded, rows)?])?);
        }
        if found.len() > MOST_PRODUCTS {
            return Ok(Touched::All);
        }
    }
    // A service has no plan; one that was planned until now is found by its place.
    let services: Vec<ProductId> = r.values(
        "SELECT id FROM products WHERE item_type = 'service' AND id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(found)],
    )?;
    found.retain(|product| !services.contains(product) || loaded.position(*product).is_some());
    Ok(Touched::Products(found.into_iter().collect()))
}

/// Adds what the rows concerned until now, which alone is known of deleted ones; false where nobody knows.
fn former(loaded: &Loaded, table: &str, rows: &ChangedRows, found: &mut BTreeSet<ProductId>) -> bool {
    let ours = |id: &i64| rows.written.contains(id) || rows.deleted.contains(id);
    match table {
        "sales_order_lines" => {
            let rows = loaded.open_lines.iter().filter(|line| ours(&line.id.get()));
            found.extend(rows.map(|line| line.owner));
        }
        "production_order_operation_materials" => sources(loaded, DemandType::OperationMaterial, ours, found),
        "production_orders" => {
            sources(loaded, DemandType::ProductionOrder, ours, found);
            supplies(loaded, SupplyKind::WorkOrder, ours, found);
        }
        "purchase_order_lines" => supplies(loaded, SupplyKind::PurchaseOrder, ours, found),
        "planned_orders" => {
            supplies(loaded, SupplyKind::PlannedFirm, ours, found);
            let rows = loaded.snapshot.existing.iter().filter(|row| ours(&row.id));
            found.extend(rows.filter_map(|row| Some(loaded.known.get(row.item as usize)?.product)));
        }
        // The holder's own line shows what it holds, and changes with it.
        "inventory_allocations" => {}
        _ => return rows.deleted.is_empty(),
    }
    true
}

fn sources(loaded: &Loaded, kind: DemandType, ours: impl Fn(&i64) -> bool, found: &mut BTreeSet<ProductId>) {
    let rows = loaded.sources.iter().filter(|source| source.kind == kind && ours(&source.id));
    found.extend(rows.map(|source| source.owner));
}

fn supplies(loaded: &Loaded, kind: SupplyKind, ours: impl Fn(&i64) -> bool, found: &mut BTreeSet<ProductId>) {
    let rows = loaded.snapshot.supplies.iter().filter(|row| row.kind == kind && ours(&row.id));
    found.extend(rows.filter_map(|row| Some(loaded.known.get(row.item as usize)?.product)));
}

crate::read_model! {
    struct Units {
        id: ProductId,
        unit: String,
        purchase_uom: String,
        purchase_factor: Option<Quantity>,
    }
}

/// Which of these products are counted in other units than before.
fn counted_anew(r: &Read<'_>, loaded: &Loaded, rows: &ChangedRows) -> Result<serde_json::Value> {
    let now: Vec<Units> = r.all(
        "SELECT id, unit, purchase_uom, purchase_factor FROM products WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(rows.written)],
    )?;
    let differs = |row: &&Units| {
        let known = loaded.position(row.id).and_then(|position| loaded.known.get(position as usize));
        known.is_none_or(|known| {
            known.unit != row.unit
                || known.purchase.0 != row.purchase_uom
                || known.purchase.1 != row.purchase_factor
        })
    };
    Ok(serde_json::json!(now.iter().filter(differs).map(|row| row.id).collect::<Vec<_>>()))
}
