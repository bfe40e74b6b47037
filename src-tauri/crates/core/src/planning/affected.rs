//! Which changes can change the plan.

use std::collections::BTreeSet;

/// Tables whose rows are supply, demand, structure or rules of planning. What planning itself writes is not among
/// them, except planned orders, which a person may have changed.
const TABLES: &[&str] = &[
    "bom_lines",
    "boms",
    "company_settings",
    "inventory",
    "inventory_allocations",
    "inventory_locations",
    "material_lots",
    "planned_orders",
    "product_alternates",
    "production_order_operation_materials",
    "production_order_operations",
    "production_orders",
    "products",
    "purchase_order_lines",
    "purchase_orders",
    "routing_operation_materials",
    "routing_operations",
    "routings",
    "sales_order_lines",
    "sales_orders",
    "units_of_measure",
    "vendor_items",
    "vendors",
    "work_centers",
    "working_calendar_days",
];

/// Whether an action that changed these tables can have changed the plan.
#[must_use]
pub fn affected(tables: &BTreeSet<String>) -> bool {
    tables.iter().any(|table| affects(table))
}

/// Whether this is a table of planning.
pub(super) fn affects(table: &str) -> bool {
    TABLES.binary_search(&table).is_ok()
}
