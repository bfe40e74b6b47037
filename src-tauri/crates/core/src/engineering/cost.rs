//! What a product costs, level by level: materials, labour, machine, overhead.
//!
//! A made product is rolled up from its bill and routing over its standard lot, so that a setup is spread over
//! it; a bought one costs what its own method says.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use spoolyard_types::ids::{ProductId, WorkCenterId};
use spoolyard_types::{Money, Quantity, UnitCost};

use super::model::{ConsumeStage, cycles, multiply, plus_percent};
use super::recipe::{Operation, Recipe, Recipes, Scope};
use crate::bind;
use crate::catalog::model::{CostSource, Procurement, Product};
use crate::catalog::{self, store};
use crate::db::{Read, Write};
use crate::error::Result;

/// More nodes than this are cut: a tree that nobody could read.
const MOST_NODES: usize = 10_000;
/// Deeper than this is cut.
const MOST_LEVELS: u32 = 60;

crate::wire! {
    /// What an operation costs for one unit.
    pub struct OperationCost {
        /// Its place.
        pub sequence: i32,
        /// Its name.
        pub name: Option<String>,
        /// Where.
        pub work_center_id: WorkCenterId,
        /// Minutes for one unit, setup and loss included.
        pub minutes: Quantity,
        /// Labour.
        pub labor: UnitCost,
        /// Machine.
        pub machine: UnitCost,
        /// Overhead.
        pub overhead: UnitCost,
    }

    /// What one of a product costs, with what goes into it.
    pub struct CostTree {
        /// The product.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// Its stock unit.
        pub unit: String,
        /// How much of it one unit of its parent takes; 1 at the top.
        pub quantity: Quantity,
        /// While the parent is made or when it is shipped.
        pub stage: ConsumeStage,
        /// It costs, and is never reserved, planned or issued.
        pub cost_only: bool,
        /// Where the cost comes from.
        pub source: CostSource,
        /// The lot over which setups are spread.
        pub standard_lot: Quantity,
        /// Materials of one unit, used up while it is made.
        pub materials: UnitCost,
        /// Materials of one unit, used up when it is shipped.
        pub shipping_materials: UnitCost,
        /// Labour of one unit.
        pub labor: UnitCost,
        /// Machine time of one unit.
        pub machine: UnitCost,
        /// Overhead of one unit.
        pub overhead: UnitCost,
        /// All of it, for one unit.
        pub unit_cost: UnitCost,
        /// What `quantity` of it costs.
        pub extended_cost: Money,
        /// The work.
        pub operations: Vec<OperationCost>,
        /// What goes into it.
        pub components: Vec<CostTree>,
        /// The tree goes on, but is too large to be shown.
        pub is_cut: bool,
        /// Lines that could not be counted, by their SKU and why.
        pub problems: Vec<String>,
    }
}

#[derive(Debug, Clone, Default)]
struct Figures {
    source: Option<CostSource>,
    lot: Quantity,
    materials: Decimal,
    shipping: Decimal,
    labor: Decimal,
    machine: Decimal,
    overhead: Decimal,
    bought: Decimal,
    operations: Vec<OperationCost>,
}

impl Figures {
    fn total(&self) -> Decimal {
        self.bought + self.materials + self.shipping + self.labor + self.machine + self.overhead
    }
}

/// Minutes of an operation for `quantity`: setup, and each cycle with its loss.
fn minutes(operation: &Operation, quantity: Quantity) -> Result<Decimal> {
    let run = multiply(operation.run_time_minutes.get(), cycles(quantity, operation.units_per_cycle)?)?;
    Ok(operation.setup_time_minutes.get() + multiply(run, plus_percent(operation.scrap_rate_percent.get()))?)
}

fn hourly(minutes: Decimal, rate: UnitCost) -> Result<Decimal> {
    Ok(multiply(minutes, rate.get())? / Decimal::from(60))
}

struct Roller<'r> {
    recipes: &'r Recipes,
    products: HashMap<ProductId, Product>,
    figures: HashMap<ProductId, Figures>,
}

impl Roller<'_> {
    fn recipe(&self, id: ProductId) -> Option<&Recipe> {
        let made = self.products.get(&id).is_some_and(|p| p.procurement_type == Procurement::Make);
        self.recipes.by_product.get(&id).filter(|r| made && !(r.lines.is_empty() && r.operations.is_empty()))
    }

    /// Fills in the figures of `root` and all below it, children first, without recursion.
    fn roll(&mut self, root: ProductId) -> Result<()> {
        let mut open = vec![(root, false)];
        let mut entered = HashSet::new();
        while let Some((id, children_done)) = open.pop() {
            if self.figures.contains_key(&id) {
                continue;
            }
            if children_done || !entered.insert(id) {
                let figures = self.figure(id)?;
                self.figures.insert(id, figures);
                continue;
            }
            open.push((id, true));
            if let Some(recipe) = self.recipe(id) {
                open.extend(
                    recipe
                        .lines
                        .iter()
                        .map(|l| l.component)
                        .filter(|c| !entered.contains(c))
                        .map(|c| (c, false)),
                );
            }
        }
        Ok(())
    }

    fn figure(&self, id: ProductId) -> Result<Figures> {
        let Some(product) = self.products.get(&id) else { return Ok(Figures::default()) };
        let Some(recipe) = self.recipe(id) else {
            let (cost, source) = product.cost();
            return Ok(Figures {
                source: Some(source),
                lot: product.standard_lot(),
                bought: cost.get(),
                ..Figures::default()
            });
        };
        let lot = product.standard_lot();
        let each = |value: Decimal| value.checked_div(lot.get()).unwrap_or_default();
        let mut out = Figures { source: Some(CostSource::RolledUp), lot, ..Figures::default() };
        for need in recipe.needs(lot)?.into_iter().filter(|n| !n.optional) {
            let unit = self.figures.get(&need.component).map_or(Decimal::ZERO, Figures::total);
            let cost = each(multiply(need.quantity.get(), unit)?);
            match need.stage {
                ConsumeStage::Production => out.materials += cost,
                ConsumeStage::Shipping => out.shipping += cost,
            }
        }
        for operation in &recipe.operations {
            let minutes = minutes(operation, lot)?;
            let labor = each(hourly(minutes, operation.labor_rate_per_hour)?);
            let machine = each(hourly(minutes, operation.machine_rate_per_hour)?);
            let overhead = each(hourly(minutes, operation.overhead_rate_per_hour)?);
            out.labor += labor;
            out.machine += machine;
            out.overhead += overhead;
            out.operations.push(OperationCost {
                sequence: operation.sequence,
                name: operation.operation_name.clone().or_else(|| operation.operation_code.clone()),
                work_center_id: operation.work_center_id,
                minutes: Quantity::rounded(each(minutes))?,
                labor: UnitCost::rounded(labor)?,
                machine: UnitCost::rounded(machine)?,
                overhead: UnitCost::rounded(overhead)?,
            });
        }
        Ok(out)
    }

    fn tree(&self, id: ProductId, above: &Above, level: u32, left: &mut usize) -> Result<CostTree> {
        *left = left.saturating_sub(1);
        let figures = self.figures.get(&id).cloned().unwrap_or_default();
        let product = self.products.get(&id);
        let mut components = Vec::new();
        let mut is_cut = false;
        if let Some(recipe) = self.recipe(id) {
            for need in recipe.needs(figures.lot)?.into_iter().filter(|n| !n.optional) {
                if *left == 0 || level >= MOST_LEVELS {
                    is_cut = true;
                    break;
                }
                let quantity = need.quantity.get().checked_div(figures.lot.get()).unwrap_or_default();
                let below = Above {
                    quantity: Quantity::rounded(quantity)?,
                    exact: quantity,
                    stage: need.stage,
                    cost_only: need.cost_only,
                };
                components.push(self.tree(need.component, &below, level + 1, left)?);
            }
        }
        let total = figures.total();
        Ok(CostTree {
            product_id: id,
            sku: product.map(|p| p.sku.clone()).unwrap_or_default(),
            name: product.map(|p| p.name.clone()).unwrap_or_default(),
            unit: product.map(|p| p.unit.clone()).unwrap_or_default(),
            quantity: above.quantity,
            stage: above.stage,
            cost_only: above.cost_only,
            source: figures.source.unwrap_or(CostSource::Missing),
            standard_lot: figures.lot,
            materials: UnitCost::rounded(figures.materials + figures.bought)?,
            shipping_materials: UnitCost::rounded(figures.shipping)?,
            labor: UnitCost::rounded(figures.labor)?,
            machine: UnitCost::rounded(figures.machine)?,
            overhead: UnitCost::rounded(figures.overhead)?,
            unit_cost: UnitCost::rounded(total)?,
            extended_cost: Money::rounded(multiply(total, above.exact)?)?,
            operations: figures.operations,
            components,
            is_cut,
            problems: self
                .recipes
                .problems
                .iter()
                .filter(|p| p.parent == id)
                .map(|p| p.message.clone())
                .collect(),
        })
    }
}

struct Above {
    quantity: Quantity,
    exact: Decimal,
    stage: ConsumeStage,
    cost_only: bool,
}

fn products_of(r: &Read<'_>, root: ProductId, recipes: &Recipes) -> Result<HashMap<ProductId, Product>> {
    let mut ids: Vec<ProductId> =
        recipes.by_product.values().flat_map(|r| r.lines.iter().map(|l| l.component)).collect();
    ids.push(root);
    ids.sort_unstable();
    ids.dedup();
    Ok(store::products(r, &ids)?.into_iter().map(|p| (p.id, p)).collect())
}

/// What one of a product costs, as a tree with each level's source. Shipping-stage lines are part of the unit
/// cost and told apart, because stock is valued without them.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn roll_up(r: &Read<'_>, id: ProductId) -> Result<CostTree> {
    catalog::product(r, id)?;
    let recipes = Recipes::load(r, Scope::Below(id))?;
    let products = products_of(r, id, &recipes)?;
    let mut roller = Roller { recipes: &recipes, products, figures: HashMap::new() };
    roller.roll(id)?;
    let one = Quantity::from_micros(1_000_000);
    let top = Above { quantity: one, exact: Decimal::ONE, stage: ConsumeStage::Production, cost_only: false };
    roller.tree(id, &top, 0, &mut MOST_NODES.clone())
}

/// Answers the cost tree of a product.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn tree(r: &Read<'_>, req: catalog::commands::ProductRef) -> Result<CostTree> {
    roll_up(r, req.id)
}

/// What making a quantity is expected to cost.
#[derive(Debug, Clone, Default)]
pub struct Estimate {
    /// Materials that are issued.
    pub materials: Money,
    /// Cost-only lines.
    pub cost_only: Money,
    /// Labour.
    pub labor: Money,
    /// Machine and overhead.
    pub overhead: Money,
}

/// What making `quantity` by `recipe` is expected to cost. Components cost what they are valued at, because
/// that is what issuing them will cost; one that has no cost of its own yet is rolled up.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] where an amount does not fit.
pub fn estimate(r: &Read<'_>, recipe: &Recipe, quantity: Quantity) -> Result<Estimate> {
    let needs = recipe.needs(quantity)?;
    let ids: Vec<_> = needs.iter().map(|n| n.component).collect();
    let known: HashMap<_, _> = store::products(r, &ids)?.into_iter().map(|p| (p.id, p)).collect();
    let mut out = Estimate::default();
    for need in needs.iter().filter(|n| n.stage == ConsumeStage::Production && !n.optional) {
        let Some(product) = known.get(&need.component) else { continue };
        let cost = match product.cost() {
            (_, CostSource::Missing) if product.procurement_type == Procurement::Make => {
                roll_up(r, product.id)?.unit_cost
            }
            (cost, _) => cost,
        };
        let amount = cost.times(need.quantity)?;
        if need.cost_only {
            out.cost_only = out.cost_only.plus(amount)?;
        } else {
            out.materials = out.materials.plus(amount)?;
        }
    }
    for operation in &recipe.operations {
        let run = multiply(operation.run_time_minutes.get(), cycles(quantity, operation.units_per_cycle)?)?;
        let planned = operation.setup_time_minutes.get() + run;
        out.labor = out.labor.plus(Money::rounded(hourly(planned, operation.labor_rate_per_hour)?)?)?;
        let machine = Money::rounded(hourly(planned, operation.machine_rate_per_hour)?)?;
        let overhead = Money::rounded(hourly(planned, operation.overhead_rate_per_hour)?)?;
        out.overhead = out.overhead.plus(machine.plus(overhead)?)?;
    }
    Ok(out)
}

/// Keeps the totals of a product's active bill and routing, for lists and reports.
pub(super) fn store_totals(w: &Write<'_>, product: ProductId) -> Result<()> {
    let tree = roll_up(w, product)?;
    let materials = tree.materials.plus(tree.shipping_materials)?;
    let work = tree.labor.plus(tree.machine)?.plus(tree.overhead)?;
    w.execute(
        "UPDATE boms SET total_cost = ?2 WHERE product_id = ?1 AND active = 1",
        bind![product, materials],
    )?;
    w.execute(
        "UPDATE routings SET total_cost = ?2,
             total_setup_time_minutes = (SELECT coalesce(sum(setup_time_minutes), 0) FROM routing_operations AS o
                                         WHERE o.routing_id = routings.id AND o.is_active = 1),
             total_run_time_minutes = (SELECT coalesce(sum(run_time_minutes), 0) FROM routing_operations AS o
                                       WHERE o.routing_id = routings.id AND o.is_active = 1)
         WHERE product_id = ?1 AND is_active = 1",
        bind![product, work],
    )?;
    Ok(())
}
