//! The planner's morning: the farm is planned, and what has to start becomes purchase and work orders.

use std::collections::BTreeMap;

use serde_json::json;
use spoolyard_types::Date;
use spoolyard_types::ids::{PlannedOrderId, ProductId, PurchaseOrderId, WorkOrderId};

use super::build::{Build, Who, row};
use super::records::Product;
use crate::error::Result;
use crate::planning::{self, PlannedOrderType};
use crate::{bind, production};

crate::read_model! {
    struct Draft {
        id: WorkOrderId,
        product_id: ProductId,
        quantity: spoolyard_types::Quantity,
        due_date: Option<Date>,
        starts_on: Option<Date>,
        is_ordered: bool,
    }
}

/// What a morning's release made.
#[derive(Default)]
pub(super) struct Morning {
    /// Work orders, on the floor from now on.
    pub(super) work: Vec<WorkOrderId>,
    /// Purchase orders, still drafts.
    pub(super) purchases: Vec<PurchaseOrderId>,
}

impl Build<'_> {
    /// Plans everything.
    pub(super) fn plan(&self) -> Result<()> {
        self.step(Who::Owner, "plan.run", json!({}), planning::run_in).map(drop)
    }

    /// Plans, and releases what has to start: purchases up to the day `bought_until`, work up to today.
    pub(super) fn release(&self, day: Date, bought_until: Date) -> Result<Morning> {
        self.plan()?;
        let mut morning = Morning::default();
        for (kind, who, until) in [
            (PlannedOrderType::Purchase, Who::Owner, bought_until),
            (PlannedOrderType::Production, Who::Floor, day),
        ] {
            let ripe: Vec<PlannedOrderId> = self.store().values(
                "SELECT id FROM planned_orders WHERE status = 'planned' AND order_type = ?1 AND start_date <= ?2
                 ORDER BY due_date, id",
                bind![kind, until],
            )?;
            if ripe.is_empty() {
                continue;
            }
            let released = self.act(who, "plan.release", json!({ "ids": ripe }), planning::release)?;
            for document in released.documents {
                match document.order_type {
                    PlannedOrderType::Purchase => morning.purchases.push(PurchaseOrderId(document.id)),
                    PlannedOrderType::Production => morning.work.push(WorkOrderId(document.id)),
                }
            }
        }
        self.to_the_floor(&morning.work, day)?;
        Ok(morning)
    }

    /// The foreman says when the goods can be there and where they go, and hands the orders out.
    fn to_the_floor(&self, work: &[WorkOrderId], day: Date) -> Result<()> {
        let by_id: BTreeMap<ProductId, &Product> = self
            .sample
            .products
            .iter()
            .filter_map(|p| self.rows.products.get(&p.sku).map(|id| (*id, p)))
            .collect();
        for id in work {
            let draft: Option<Draft> = self.store().maybe(
                "SELECT w.id, w.product_id, w.quantity_ordered AS quantity, w.due_date, o.start_date AS starts_on,
                     w.sales_order_line_id IS NOT NULL AS is_ordered
                 FROM production_orders w LEFT JOIN planned_orders o ON o.id = w.planned_order_id
                 WHERE w.id = ?1",
                bind![id],
            )?;
            let Some(draft) = draft else { continue };
            if let Some(product) = by_id.get(&draft.product_id) {
                let honest = self.working_days_after(day, self.days_to_make(product));
                let due = match draft.starts_on {
                    Some(start) if start < day => draft.due_date.map(|due| due.max(honest)),
                    _ => draft.due_date,
                };
                let request = json!({
                    "id": draft.id, "quantity": draft.quantity, "due_date": due,
                    "priority": if draft.is_ordered { 2 } else { 3 }, "requires_qc": false,
                    "location_id": row(&self.rows.locations, &product.location)?,
                });
                self.act(Who::Floor, "work_orders.update", request, production::create::update)?;
            }
            let request = json!({ "id": draft.id });
            self.act(Who::Floor, "work_orders.release", request, production::release::release)?;
        }
        Ok(())
    }

    /// Working days that a product takes, the parts that are printed for it included.
    fn days_to_make(&self, product: &Product) -> u32 {
        let lines = self.sample.boms.iter().filter(|b| b.product == product.sku).flat_map(|b| &b.lines);
        let parts = lines.filter_map(|l| self.sample.products.iter().find(|p| p.sku == l.component));
        let parts = parts.filter(|p| p.procurement_type == "make").map(|p| p.lead_time_days);
        product.lead_time_days + parts.max().unwrap_or_default()
    }
}
