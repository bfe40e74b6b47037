//! A scenario becomes the plan, as far as commands can make it so: rules of ordering, dates of open orders, planned
//! orders that are stood by. What only a person can do, such as calling a sales order off, is named and left.

use std::collections::HashSet;

use spoolyard_planning::diff::diff;
use spoolyard_planning::{OrderKind, PlannedOrder, netchange, plan};
use spoolyard_types::Quantity;

use super::suppose::suppose;
use super::{ScenarioRef, Supposition, scenario};
use crate::bind;
use crate::catalog::planning_rules::{PlanningRules, set_planning_rules};
use crate::db::Write;
use crate::error::Result;
use crate::planning::acts::{PlanActKind, Scene, Touched, record};
use crate::planning::model::PlannedOrderType;
use crate::planning::snapshot::{Loaded, load};
use crate::{production, purchasing};

crate::wire! {
    /// Makes a scenario the plan.
    pub struct AdoptScenario {
        /// Which one.
        pub id: i64,
        /// Stand by the planned orders that it adds or changes, so that they stay although the demand is only
        /// supposed.
        pub firm_orders: bool,
    }

    /// What became of a scenario.
    pub struct AdoptedScenario {
        /// What to name when it shall be taken back.
        pub act_id: i64,
        /// What was done, one sentence each.
        pub done: Vec<String>,
        /// What is left to do by hand, one sentence each.
        pub left: Vec<String>,
    }
}

/// What an adoption touches, does and leaves.
#[derive(Default)]
struct Adoption {
    done: Vec<String>,
    left: Vec<String>,
}

/// Makes a scenario the plan as far as commands can.
///
/// # Errors
/// As [`what_if`](super::what_if), and what the commands refuse: then nothing is done.
pub fn adopt(w: &Write<'_>, req: AdoptScenario) -> Result<AdoptedScenario> {
    let kept = scenario(w, ScenarioRef { id: req.id })?;
    let live = load(w)?;
    let supposed = suppose(w, &live, &kept.edits)?;
    let orders = if req.firm_orders { differing(&live, &supposed) } else { Vec::new() };
    let mut touched = touched(w, &kept.edits, &orders)?;
    let before = Scene::of(w, &touched)?;
    let mut adoption = Adoption::default();
    for edit in &kept.edits {
        adoption.one(w, edit)?;
    }
    stand_by(w, &supposed, &orders, &mut touched, &mut adoption)?;
    w.execute(
        "UPDATE plan_scenarios SET adopted_at = ?2, updated_at = ?2 WHERE id = ?1",
        bind![req.id, w.now()],
    )?;
    let title = format!("Adopted the scenario “{}”", kept.name);
    let act_id = record(w, PlanActKind::Adopt, &title, &before, &touched, None)?;
    w.about("plan_scenario", req.id, Some(&kept.name));
    Ok(AdoptedScenario { act_id, done: adoption.done, left: adoption.left })
}

/// Planned orders that the scenario adds (no id) or changes.
fn differing(live: &Loaded, supposed: &Loaded) -> Vec<(Option<i64>, PlannedOrder)> {
    let (was, will) = (plan(&live.snapshot), plan(&supposed.snapshot));
    let items: HashSet<u32> = netchange::compare(&was, &will).into_iter().collect();
    let found = diff(&supposed.snapshot, &will);
    let added = found.added.iter().map(|order| (None, *order));
    let changed = found.changed.iter().map(|row| (Some(row.id), row.order));
    let mut out: Vec<_> = changed.chain(added).filter(|(_, order)| items.contains(&order.item)).collect();
    out.retain(|(_, order)| order.kind != OrderKind::PassThrough);
    out
}

fn touched(w: &Write<'_>, edits: &[Supposition], orders: &[(Option<i64>, PlannedOrder)]) -> Result<Touched> {
    let mut out =
        Touched { planned: orders.iter().filter_map(|(id, _)| *id).collect(), ..Touched::default() };
    for edit in edits {
        match edit {
            Supposition::LeadTime { product_id, .. } | Supposition::Policy { product_id, .. } => {
                out.products.push(product_id.get());
            }
            Supposition::Purchase { line_id, date: Some(_) } => {
                out.purchases.push(purchasing::reschedule::order_of(w, *line_id)?.get());
            }
            Supposition::WorkOrder { work_order_id, date: Some(_) } => out.work.push(work_order_id.get()),
            Supposition::Demand { .. }
            | Supposition::SalesLine { .. }
            | Supposition::DropOrder { .. }
            | Supposition::Purchase { date: None, .. }
            | Supposition::WorkOrder { date: None, .. }
            | Supposition::Stock { .. } => {}
        }
    }
    Ok(out)
}

fn name(w: &Write<'_>, sql: &str, id: i64) -> Result<String> {
    Ok(w.value(sql, bind![id])?.unwrap_or_default())
}

impl Adoption {
    fn one(&mut self, w: &Write<'_>, edit: &Supposition) -> Result<()> {
        let sku = |id: i64| name(w, "SELECT sku FROM products WHERE id = ?1", id);
        match edit {
            Supposition::LeadTime { product_id, days } => {
                let rules = PlanningRules { lead_time_days: Some(*days), ..PlanningRules::default() };
                self.done.push(set_planning_rules(w, *product_id, &rules)?);
            }
            Supposition::Policy { product_id, safety_stock, min_order_qty, order_multiple } => {
                let rules = PlanningRules {
                    lead_time_days: None,
                    safety_stock: safety_stock.as_ref().map(|q| q.get()),
                    min_order_qty: min_order_qty.as_ref().map(|q| q.get()),
                    order_multiple: order_multiple.as_ref().map(|q| q.get()),
                };
                self.done.push(set_planning_rules(w, *product_id, &rules)?);
            }
            Supposition::Purchase { line_id, date: Some(date) } => {
                self.done.push(purchasing::reschedule::reschedule_line(w, *line_id, *date)?);
            }
            Supposition::WorkOrder { work_order_id, date: Some(date) } => {
                self.done.push(production::reschedule::reschedule(w, *work_order_id, *date)?);
            }
            Supposition::Demand { product_id, quantity, date } => {
                let text = format!(
                    "Write the order for {} {} until {date}.",
                    quantity.get(),
                    sku(product_id.get())?
                );
                self.left.push(text);
            }
            Supposition::SalesLine { line_id, .. } => {
                let number = name(
                    w,
                    "SELECT so.order_number FROM sales_order_lines l JOIN sales_orders so ON so.id = l.sales_order_id
                     WHERE l.id = ?1",
                    line_id.get(),
                )?;
                self.left.push(format!("Change {number} with its customer."));
            }
            Supposition::DropOrder { order_id } => {
                let number = name(w, "SELECT order_number FROM sales_orders WHERE id = ?1", order_id.get())?;
                self.left.push(format!("Call {number} off with its customer."));
            }
            Supposition::Purchase { line_id, date: None } => {
                let number = name(
                    w,
                    "SELECT po.po_number FROM purchase_order_lines l JOIN purchase_orders po
                     ON po.id = l.purchase_order_id WHERE l.id = ?1",
                    line_id.get(),
                )?;
                self.left.push(format!("Cancel {number} with its vendor."));
            }
            Supposition::WorkOrder { work_order_id, date: None } => {
                let code = name(w, "SELECT code FROM production_orders WHERE id = ?1", work_order_id.get())?;
                self.left.push(format!("Cancel {code}."));
            }
            Supposition::Stock { product_id, .. } => {
                self.left.push(format!("Count {}: stock changes by a count.", sku(product_id.get())?));
            }
        }
        Ok(())
    }
}

/// Firms the orders of the scenario.
fn stand_by(
    w: &Write<'_>,
    supposed: &Loaded,
    orders: &[(Option<i64>, PlannedOrder)],
    touched: &mut Touched,
    adoption: &mut Adoption,
) -> Result<()> {
    for (id, order) in orders {
        let Some(known) = supposed.known.get(order.item as usize) else { continue };
        let (due, start) = (supposed.date(order.due), supposed.date(order.start));
        let quantity = Quantity::from_micros(order.qty);
        if let Some(id) = id {
            w.execute(
                "UPDATE planned_orders SET quantity = ?2, due_date = ?3, start_date = ?4, status = 'firmed',
                     firmed_at = ?5, updated_at = ?5 WHERE id = ?1 AND status = 'planned'",
                bind![id, quantity, due, start, w.now()],
            )?;
            continue;
        }
        let buys = order.kind == OrderKind::Buy;
        let kind = if buys { PlannedOrderType::Purchase } else { PlannedOrderType::Production };
        let id = w.insert(
            "INSERT INTO planned_orders (order_type, product_id, quantity, due_date, start_date, vendor_id, bom_id,
                 status, created_by, created_at, updated_at, firmed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'firmed', ?8, ?9, ?9, ?9)",
            bind![
                kind,
                known.product,
                quantity,
                due,
                start,
                known.vendor.filter(|_| buys),
                known.bom.filter(|_| !buys),
                w.actor().user_id,
                w.now()
            ],
        )?;
        touched.planned.push(id);
    }
    if !orders.is_empty() {
        adoption.done.push(format!("{} planned orders firmed", orders.len()));
    }
    Ok(())
}
