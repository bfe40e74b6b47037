//! Needs: sales lines that are not shipped nor reserved, and what open work orders still have to be issued.

use std::collections::HashMap;

use spoolyard_planning::{Demand, DemandKind};
use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId, WorkOrderId};
use spoolyard_types::{Date, Quantity};

use super::super::model::{DemandType, MessageType};
use super::supply::Work;
use super::{Loaded, Look, OpenLine, Source, Trouble};
use crate::bind;
use crate::catalog::units::UnitTable;
use crate::db::Read;
use crate::engineering::model::ConsumeStage;
use crate::engineering::recipe::{Recipe, Recipes};
use crate::error::Result;

crate::read_model! {
    struct Hold {
        holder_type: String,
        holder_id: i64,
        product_id: ProductId,
        quantity: Quantity,
    }
}

/// What holders hold: it is part of their need and of what is promised of the stock, and counts once.
pub(super) struct Holds(HashMap<(bool, i64, ProductId), i64>);

// Only what open lines and open work orders hold can be part of their need.
pub(super) const HOLDS: &str = "SELECT a.holder_type, a.holder_id, a.product_id, sum(a.quantity) AS quantity
     FROM sales_order_lines l
     [CROSS] JOIN inventory_allocations a ON a.holder_type = 'sales_order_line' AND a.holder_id = l.id
     WHERE l.is_cancelled = 0 AND l.shipped_quantity < l.quantity[[l.product_id]]
     GROUP BY a.holder_type, a.holder_id, a.product_id
     UNION ALL
     SELECT a.holder_type, a.holder_id, a.product_id, sum(a.quantity)
     FROM production_orders w [CROSS] JOIN production_order_operations o ON o.production_order_id = w.id
     [CROSS] JOIN production_order_operation_materials m ON m.production_order_operation_id = o.id
     [CROSS] JOIN inventory_allocations a ON a.holder_type = 'operation_material' AND a.holder_id = m.id
     WHERE [+]w.status IN ('released', 'in_progress', 'on_hold')[[w.product_id]]
     GROUP BY a.holder_type, a.holder_id, a.product_id";

impl Holds {
    pub(super) fn load(r: &Read<'_>, look: Look<'_>) -> Result<Self> {
        let rows: Vec<Hold> = r.all(&look.sql(HOLDS), bind![look.key()])?;
        let key = |row: &Hold| (row.holder_type == "sales_order_line", row.holder_id, row.product_id);
        Ok(Self(rows.iter().map(|row| (key(row), row.quantity.micros())).collect()))
    }

    fn of_line(&self, line: SalesOrderLineId, product: ProductId) -> i64 {
        self.0.get(&(true, line.get(), product)).copied().unwrap_or(0)
    }

    fn of_material(&self, material: i64, product: ProductId) -> i64 {
        self.0.get(&(false, material, product)).copied().unwrap_or(0)
    }
}

impl Loaded {
    fn need(&mut self, product: ProductId, demand: Demand, source: Source) {
        let Some(item) = self.position(product) else { return };
        if demand.qty > 0 {
            self.snapshot.demands.push(Demand { item, ..demand });
            self.sources.push(source);
        }
    }
}

crate::read_model! {
    struct Material {
        id: i64,
        work_order: WorkOrderId,
        component_id: ProductId,
        open: Quantity,
    }
}

// Materials of released work orders that are not issued yet.
pub(super) const MATERIALS: &str = "SELECT m.id, o.production_order_id AS work_order, m.component_id,
       m.quantity_required - m.quantity_consumed AS open
     FROM production_orders w JOIN production_order_operations o ON o.production_order_id = w.id
     JOIN production_order_operation_materials m ON m.production_order_operation_id = o.id
     WHERE [+]w.status IN ('released', 'in_progress', 'on_hold') AND o.status <> 'skipped'
       AND m.quantity_consumed < m.quantity_required[[w.product_id]]
     ORDER BY m.id";

pub(super) fn materials(
    r: &Read<'_>,
    look: Look<'_>,
    holds: &Holds,
    work: &[Work],
    loaded: &mut Loaded,
) -> Result<()> {
    let starts: HashMap<WorkOrderId, &Work> = work.iter().map(|w| (w.id, w)).collect();
    let rows: Vec<Material> = r.all(&look.sql(MATERIALS), bind![look.key()])?;
    for row in rows {
        let Some(order) = starts.get(&row.work_order) else { continue };
        let qty = row.open.micros().saturating_sub(holds.of_material(row.id, row.component_id));
        let source = Source {
            kind: DemandType::OperationMaterial,
            id: row.id,
            owner: order.product,
            order: None,
            work_order: Some(row.work_order),
        };
        loaded.need(row.component_id, need_of(order, row.id, qty), source);
    }
    Ok(())
}

fn need_of(order: &Work, id: i64, qty: i64) -> Demand {
    Demand {
        item: 0,
        kind: DemandKind::WorkOrderMaterial,
        id,
        reference: String::new(),
        qty,
        date: order.start.map(Date::get),
    }
}

/// What work orders that are still drafts will need. Their materials are not rows yet, so the engine knows these
/// needs by the negative id of the order.
pub(super) fn drafts(recipes: &Recipes, work: &[Work], loaded: &mut Loaded) {
    for order in work.iter().filter(|order| order.is_draft) {
        let Some(recipe) = recipes.by_product.get(&order.product) else { continue };
        let Ok(needs) = recipe.needs(order.remaining) else { continue };
        for need in needs.iter().filter(|need| need.is_issued()) {
            let source = Source {
                kind: DemandType::ProductionOrder,
                id: order.id.get(),
                owner: order.product,
                order: None,
                work_order: Some(order.id),
            };
            let demand = need_of(order, -order.id.get(), need.quantity.micros());
            loaded.need(need.component, demand, source);
        }
    }
}

crate::read_model! {
    struct Line {
        id: SalesOrderLineId,
        order_id: SalesOrderId,
        order_number: String,
        product_id: ProductId,
        open: Quantity,
        unit: String,
        stock_unit: String,
        needed: Option<Date>,
    }
}

pub(super) const SALES: &str = "SELECT l.id, so.id AS order_id, so.order_number, l.product_id,
       l.quantity - l.shipped_quantity AS open, l.unit, p.unit AS stock_unit,
       coalesce(l.requested_date, so.requested_date, substr(so.estimated_completion_date, 1, 10)) AS needed
     FROM sales_orders so JOIN sales_order_lines l ON l.sales_order_id = so.id JOIN products p ON p.id = l.product_id
     WHERE [+]so.status IN ('confirmed', 'in_progress') AND l.is_cancelled = 0 AND l.shipped_quantity < l.quantity[[l.product_id]]
     ORDER BY so.id, l.id";

/// Sales lines that are confirmed and not shipped, and the packaging that leaves with them.
pub(super) fn sales(
    r: &Read<'_>,
    look: Look<'_>,
    holds: &Holds,
    units: &UnitTable,
    recipes: &Recipes,
    loaded: &mut Loaded,
) -> Result<()> {
    for line in r.all::<Line>(&look.sql(SALES), bind![look.key()])? {
        loaded.open_lines.push(OpenLine { id: line.id, order: line.order_id, owner: line.product_id });
        let open = match units.convert(line.open, &line.unit, &line.stock_unit, None) {
            Ok(open) => open,
            Err(err) => {
                loaded.troubles.push(Trouble {
                    product: Some(line.product_id),
                    kind: MessageType::UnitError,
                    why: format!("{}: {}", line.order_number, err.into_refusal().message),
                });
                continue;
            }
        };
        let source = Source {
            kind: DemandType::SalesOrderLine,
            id: line.id.get(),
            owner: line.product_id,
            order: Some(line.order_id),
            work_order: None,
        };
        let demand = |qty: i64| Demand {
            item: 0,
            kind: DemandKind::SalesOrderLine,
            id: line.id.get(),
            reference: String::new(),
            qty,
            date: line.needed.map(Date::get),
        };
        let qty = open.micros().saturating_sub(holds.of_line(line.id, line.product_id));
        loaded.need(line.product_id, demand(qty), source);
        if let Some(recipe) = recipes.by_product.get(&line.product_id) {
            for (component, wrapped) in packaging(recipe, open) {
                let qty = wrapped.saturating_sub(holds.of_line(line.id, component));
                if let Some(item) = loaded.position(component) {
                    loaded.packaging.insert((line.id.get(), item));
                }
                loaded.need(component, demand(qty), source);
            }
        }
    }
    Ok(())
}

fn packaging(recipe: &Recipe, open: Quantity) -> Vec<(ProductId, i64)> {
    if !recipe.lines.iter().any(|line| line.stage == ConsumeStage::Shipping) {
        return Vec::new();
    }
    let Ok(needs) = recipe.needs(open) else { return Vec::new() };
    needs
        .iter()
        .filter(|need| need.stage == ConsumeStage::Shipping && !need.cost_only && !need.optional)
        .map(|need| (need.component, need.quantity.micros()))
        .collect()
}
