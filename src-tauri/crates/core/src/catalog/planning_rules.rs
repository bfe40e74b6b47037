//! The rules by which planning orders an item, where somebody changes them from the plan. And the way back.

use spoolyard_types::ids::ProductId;
use spoolyard_types::{Quantity, counted};

use crate::bind;
use crate::db::{Read, RowImage, Write};
use crate::error::{Result, not_found};

/// Rules of ordering; what is none stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PlanningRules {
    pub(crate) lead_time_days: Option<u16>,
    pub(crate) safety_stock: Option<Quantity>,
    pub(crate) min_order_qty: Option<Quantity>,
    pub(crate) order_multiple: Option<Quantity>,
}

/// Changes the rules of an item; answers what was done.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub(crate) fn set_planning_rules(w: &Write<'_>, id: ProductId, rules: &PlanningRules) -> Result<String> {
    let sku: String = w
        .value("SELECT sku FROM products WHERE id = ?1", bind![id])?
        .ok_or_else(|| not_found("product", id))?;
    // No smallest order and no multiple are none at all.
    w.execute(
        "UPDATE products SET lead_time_days = coalesce(?2, lead_time_days),
             lead_time_per_unit_days = CASE WHEN ?2 IS NULL THEN lead_time_per_unit_days ELSE 0 END,
             safety_stock = coalesce(?3, safety_stock),
             min_order_qty = CASE WHEN ?4 IS NULL THEN min_order_qty ELSE nullif(?4, 0) END,
             order_multiple = CASE WHEN ?5 IS NULL THEN order_multiple ELSE nullif(?5, 0) END, updated_at = ?6
         WHERE id = ?1",
        bind![
            id,
            rules.lead_time_days.map(i64::from),
            rules.safety_stock,
            rules.min_order_qty,
            rules.order_multiple,
            w.now()
        ],
    )?;
    w.about("product", id.get(), Some(&sku));
    let mut said = Vec::new();
    said.extend(rules.lead_time_days.map(|days| format!("lead time {}", counted(days, "day"))));
    said.extend(rules.safety_stock.map(|quantity| format!("safety stock {quantity}")));
    said.extend(rules.min_order_qty.map(|quantity| format!("smallest order {quantity}")));
    said.extend(rules.order_multiple.map(|quantity| format!("orders in multiples of {quantity}")));
    Ok(format!("{sku}: {}", said.join(", ")))
}

/// Items as they lie now.
pub(crate) fn image(r: &Read<'_>, items: &[i64]) -> Result<Vec<RowImage>> {
    r.images("products", "id", items)
}

/// Makes items what they were; the caller has seen that nobody changed them since.
pub(crate) fn put_back(w: &Write<'_>, before: &[RowImage]) -> Result<()> {
    for item in before {
        w.put_image("products", item)?;
    }
    Ok(())
}
