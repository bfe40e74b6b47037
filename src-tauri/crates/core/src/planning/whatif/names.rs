//! What suppositions are about, in words. One query for all of them.

use super::Supposition;
use crate::bind;
use crate::db::Read;
use crate::error::Result;

fn target(edit: &Supposition) -> (&'static str, i64) {
    match edit {
        Supposition::Demand { product_id, .. }
        | Supposition::Stock { product_id, .. }
        | Supposition::LeadTime { product_id, .. }
        | Supposition::Policy { product_id, .. } => ("product", product_id.get()),
        Supposition::SalesLine { line_id, .. } => ("line", line_id.get()),
        Supposition::DropOrder { order_id } => ("order", order_id.get()),
        Supposition::Purchase { line_id, .. } => ("purchase", line_id.get()),
        Supposition::WorkOrder { work_order_id, .. } => ("work", work_order_id.get()),
    }
}

/// The name of what each supposition is about; its number where it is gone.
pub(super) fn names(r: &Read<'_>, edits: &[Supposition]) -> Result<Vec<String>> {
    let targets: Vec<_> = edits.iter().map(target).collect();
    r.values(
        "SELECT coalesce(
             CASE f.value ->> 0
                 WHEN 'product' THEN (SELECT sku FROM products WHERE id = f.value ->> 1)
                 WHEN 'line' THEN (SELECT so.order_number || ' ' || p.sku FROM sales_order_lines l
                     JOIN sales_orders so ON so.id = l.sales_order_id JOIN products p ON p.id = l.product_id
                     WHERE l.id = f.value ->> 1)
                 WHEN 'order' THEN (SELECT order_number FROM sales_orders WHERE id = f.value ->> 1)
                 WHEN 'purchase' THEN (SELECT po.po_number || ' ' || p.sku FROM purchase_order_lines l
                     JOIN purchase_orders po ON po.id = l.purchase_order_id JOIN products p ON p.id = l.product_id
                     WHERE l.id = f.value ->> 1)
                 ELSE (SELECT code FROM production_orders WHERE id = f.value ->> 1)
             END, '#' || (f.value ->> 1))
         FROM json_each(?1) f ORDER BY f.key",
        bind![serde_json::json!(targets)],
    )
}
