//! THE resolver: what making Q of P needs, at which operation, in stock units.
//!
//! Operation materials come first; a line of the bill whose component an operation names is that operation's.
//! What is left of the bill belongs to the first operation, or to shipping.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use spoolyard_types::ids::{
    BomId, BomLineId, ProductId, RoutingId, RoutingMaterialId, RoutingOperationId, WorkCenterId,
};
use spoolyard_types::{Percent, Quantity, UnitCost};

use super::model::{ConsumeStage, Need, QuantityPer, line_quantity, multiply, plus_percent};
use crate::bind;
use crate::catalog::model::PurchaseUnit;
use crate::catalog::units::UnitTable;
use crate::db::{Bind, Read};
use crate::error::Result;

/// One line of a recipe, with its factor into the component's stock unit.
#[derive(Debug, Clone)]
pub struct Line {
    /// The component.
    pub component: ProductId,
    /// The component's stock unit.
    pub unit: String,
    /// How much, in the line's own unit, before scrap.
    pub quantity: Quantity,
    /// Stock units in one of the line's unit.
    pub factor: Decimal,
    /// For a unit, a batch or an order.
    pub per: QuantityPer,
    /// Units of a cycle, for a batch.
    pub units_per_cycle: u32,
    /// Per cent added for scrap.
    pub scrap_percent: Percent,
    /// At which operation.
    pub operation_sequence: Option<i32>,
    /// While it is made or when it is shipped.
    pub stage: ConsumeStage,
    /// It costs, and is never reserved, planned or issued.
    pub cost_only: bool,
    /// It may be used.
    pub optional: bool,
    /// The line of the bill.
    pub bom_line: Option<BomLineId>,
    /// The operation's material.
    pub routing_material: Option<RoutingMaterialId>,
}

crate::read_model! {
    /// An operation as it is carried out, with the rates that count for it.
    pub struct Operation {
        /// The routing's row; none for the one operation of a product without a routing.
        pub id: Option<RoutingOperationId>,
        /// Whose.
        pub product_id: ProductId,
        /// Its place.
        pub sequence: i32,
        /// Code.
        pub operation_code: Option<String>,
        /// Name.
        pub operation_name: Option<String>,
        /// Where.
        pub work_center_id: WorkCenterId,
        /// Once an order, in minutes.
        pub setup_time_minutes: Quantity,
        /// For each cycle, in minutes.
        pub run_time_minutes: Quantity,
        /// Units of a cycle.
        pub units_per_cycle: u32,
        /// Per cent of the work that is lost.
        pub scrap_rate_percent: Percent,
        /// Labour, an hour.
        pub labor_rate_per_hour: UnitCost,
        /// Machine, an hour.
        pub machine_rate_per_hour: UnitCost,
        /// Overhead, an hour.
        pub overhead_rate_per_hour: UnitCost,
    }
}

/// How one product is made.
#[derive(Debug, Clone, Default)]
pub struct Recipe {
    /// Its active bill.
    pub bom: Option<BomId>,
    /// Its active routing.
    pub routing: Option<RoutingId>,
    /// What it takes.
    pub lines: Vec<Line>,
    /// What is done, in order.
    pub operations: Vec<Operation>,
}

impl Recipe {
    /// What making `quantity` takes.
    ///
    /// # Errors
    /// [`spoolyard_types::Code::InvalidValue`] when a need does not fit.
    pub fn needs(&self, quantity: Quantity) -> Result<Vec<Need>> {
        self.lines
            .iter()
            .map(|line| {
                let plain = line_quantity(line.per, line.quantity, quantity, line.units_per_cycle)?;
                let stocked = multiply(plain, line.factor)?;
                let with_scrap = multiply(stocked, plus_percent(line.scrap_percent.get()))?;
                Ok(Need {
                    component: line.component,
                    operation_sequence: line.operation_sequence,
                    bom_line: line.bom_line,
                    routing_material: line.routing_material,
                    quantity: Quantity::rounded(with_scrap)?,
                    unit: line.unit.clone(),
                    stage: line.stage,
                    cost_only: line.cost_only,
                    optional: line.optional,
                    scrap_percent: line.scrap_percent,
                })
            })
            .collect()
    }
}

crate::wire! {
    /// A line whose unit cannot be counted in its component's stock unit.
    pub struct UnitProblem {
        /// The parent.
        pub parent: ProductId,
        /// The component.
        pub component: ProductId,
        /// What is wrong, for the person.
        pub message: String,
    }
}

/// The recipes of many products.
#[derive(Debug, Clone, Default)]
pub struct Recipes {
    /// By product.
    pub by_product: HashMap<ProductId, Recipe>,
    /// Lines that were left out.
    pub problems: Vec<UnitProblem>,
}

/// Whose recipes are read.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// Of everything.
    All,
    /// Of these products.
    Of(&'a [ProductId]),
    /// Of one product.
    One(ProductId),
    /// Of one product and all that goes into it.
    Below(ProductId),
}

crate::read_model! {
    /// A line as it lies in the store.
    pub struct RawLine {
        /// The parent.
        pub parent: ProductId,
        /// The bill or routing.
        pub container: i64,
        /// The component.
        pub component: ProductId,
        /// How much.
        pub quantity: Quantity,
        /// In which unit.
        pub line_unit: String,
        /// For a unit, a batch or an order.
        pub per: QuantityPer,
        /// Units of a batch.
        pub units_per_cycle: u32,
        /// Per cent added for scrap.
        pub scrap_percent: Option<Percent>,
        /// At which operation.
        pub operation_sequence: Option<i32>,
        /// While it is made or when it is shipped.
        pub stage: ConsumeStage,
        /// It costs, and is never issued.
        pub cost_only: bool,
        /// It may be used.
        pub optional: bool,
        /// The line.
        pub line_id: i64,
        /// The component's stock unit.
        pub unit: String,
        /// The component's purchase unit.
        pub purchase_uom: String,
        /// Stock units in one purchase unit.
        pub purchase_factor: Option<Quantity>,
    }
}

const BELOW: &str = "WITH RECURSIVE below(id) AS (
    VALUES (?1)
    UNION SELECT l.component_id FROM below
      JOIN boms AS b ON b.product_id = below.id AND b.active = 1 JOIN bom_lines AS l ON l.bom_id = b.id
    UNION SELECT m.component_id FROM below
      JOIN routings AS ro ON ro.product_id = below.id AND ro.is_active = 1 AND ro.is_template = 0
      JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
      JOIN routing_operation_materials AS m ON m.routing_operation_id = o.id)";

fn scoped(scope: Scope<'_>, column: &str, sql: &str) -> String {
    match scope {
        Scope::All => format!("{sql} AND ?1 IS NULL"),
        Scope::Of(_) => format!("{sql} AND {column} IN (SELECT value FROM json_each(?1))"),
        Scope::One(_) => format!("{sql} AND {column} = ?1"),
        Scope::Below(_) => format!("{BELOW} {sql} AND {column} IN (SELECT id FROM below)"),
    }
}

const BOM_LINES: &str = "SELECT b.product_id AS parent, b.id AS container, l.component_id AS component,
       l.quantity AS quantity, l.unit AS line_unit, 'unit' AS per, 1 AS units_per_cycle,
       l.scrap_factor AS scrap_percent, NULL AS operation_sequence, l.consume_stage AS stage,
       l.is_cost_only AS cost_only, 0 AS optional, l.id AS line_id, p.unit AS unit,
       p.purchase_uom AS purchase_uom, p.purchase_factor AS purchase_factor
     FROM boms AS b JOIN bom_lines AS l ON l.bom_id = b.id JOIN products AS p ON p.id = l.component_id
     WHERE b.active = 1";
const OPERATION_MATERIALS: &str = "SELECT ro.product_id AS parent, ro.id AS container, m.component_id AS component,
       m.quantity AS quantity, m.unit AS line_unit, m.quantity_per AS per, o.units_per_cycle AS units_per_cycle,
       m.scrap_factor AS scrap_percent, o.sequence AS operation_sequence, 'production' AS stage,
       m.is_cost_only AS cost_only, m.is_optional AS optional, m.id AS line_id, p.unit AS unit,
       p.purchase_uom AS purchase_uom, p.purchase_factor AS purchase_factor
     FROM routings AS ro JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
     JOIN routing_operation_materials AS m ON m.routing_operation_id = o.id
     JOIN products AS p ON p.id = m.component_id
     WHERE ro.is_active = 1 AND ro.is_template = 0 AND ro.product_id IS NOT NULL";
const OPERATIONS: &str = "SELECT o.id AS id, ro.product_id AS product_id, o.sequence AS sequence,
       o.operation_code AS operation_code, o.operation_name AS operation_name, o.work_center_id AS work_center_id,
       o.setup_time_minutes AS setup_time_minutes, o.run_time_minutes AS run_time_minutes,
       o.units_per_cycle AS units_per_cycle, o.scrap_rate_percent AS scrap_rate_percent,
       coalesce(o.labor_rate_override, wc.labor_rate_per_hour, 0) AS labor_rate_per_hour,
       coalesce(o.machine_rate_override, wc.machine_rate_per_hour,
                CASE WHEN wc.labor_rate_per_hour IS NULL AND wc.overhead_rate_per_hour IS NULL
                          AND o.labor_rate_override IS NULL THEN wc.hourly_rate END, 0) AS machine_rate_per_hour,
       coalesce(wc.overhead_rate_per_hour, 0) AS overhead_rate_per_hour
     FROM routings AS ro JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
     JOIN work_centers AS wc ON wc.id = o.work_center_id
     WHERE ro.is_active = 1 AND ro.is_template = 0 AND ro.product_id IS NOT NULL";
// A bill without a routing: one operation where the company usually works.
const LONE_OPERATIONS: &str = "SELECT NULL AS id, b.product_id AS product_id, 10 AS sequence, 'MAKE' AS operation_code,
       'Make' AS operation_name, wc.id AS work_center_id, 0 AS setup_time_minutes,
       coalesce(b.assembly_time_minutes, 0) * 1000000 AS run_time_minutes, 1 AS units_per_cycle,
       0 AS scrap_rate_percent, coalesce(wc.labor_rate_per_hour, 0) AS labor_rate_per_hour,
       coalesce(wc.machine_rate_per_hour,
                CASE WHEN wc.labor_rate_per_hour IS NULL AND wc.overhead_rate_per_hour IS NULL
                     THEN wc.hourly_rate END, 0) AS machine_rate_per_hour,
       coalesce(wc.overhead_rate_per_hour, 0) AS overhead_rate_per_hour
     FROM boms AS b JOIN company_settings AS c ON c.id = 1
     JOIN work_centers AS wc ON wc.id = coalesce(c.default_work_center_id, (SELECT min(id) FROM work_centers))
     WHERE b.active = 1
       AND NOT EXISTS (SELECT 1 FROM routings AS ro JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
                       WHERE ro.product_id = b.product_id AND ro.is_active = 1 AND ro.is_template = 0)";

impl Recipes {
    /// Reads the recipes of a scope with four queries, however many products that are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn load(r: &Read<'_>, scope: Scope<'_>) -> Result<Self> {
        let key = match scope {
            Scope::All => rusqlite::types::Value::Null,
            Scope::Of(ids) => Bind::bind(&serde_json::json!(ids)),
            Scope::One(id) | Scope::Below(id) => Bind::bind(&id),
        };
        let units = UnitTable::load(r)?;
        let mut out = Self::default();
        let operations =
            scoped(scope, "ro.product_id", OPERATIONS) + " ORDER BY ro.product_id, o.sequence, o.id";
        for operation in r.all::<Operation>(&operations, [&key])? {
            out.by_product.entry(operation.product_id).or_default().operations.push(operation);
        }
        for operation in r.all::<Operation>(&scoped(scope, "b.product_id", LONE_OPERATIONS), [&key])? {
            out.by_product.entry(operation.product_id).or_default().operations.push(operation);
        }
        let mut named: HashSet<(ProductId, ProductId)> = HashSet::new();
        let materials =
            scoped(scope, "ro.product_id", OPERATION_MATERIALS) + " ORDER BY ro.product_id, o.sequence, m.id";
        for raw in r.all::<RawLine>(&materials, [&key])? {
            named.insert((raw.parent, raw.component));
            out.by_product.entry(raw.parent).or_default().routing = Some(RoutingId(raw.container));
            out.take(&units, raw, false);
        }
        let lines = scoped(scope, "b.product_id", BOM_LINES) + " ORDER BY b.product_id, l.sequence, l.id";
        for raw in r.all::<RawLine>(&lines, [&key])? {
            out.by_product.entry(raw.parent).or_default().bom = Some(BomId(raw.container));
            if !named.contains(&(raw.parent, raw.component)) {
                out.take(&units, raw, true);
            }
        }
        Ok(out)
    }

    fn take(&mut self, units: &UnitTable, raw: RawLine, of_bom: bool) {
        let recipe = self.by_product.entry(raw.parent).or_default();
        let bought =
            PurchaseUnit { stock: &raw.unit, purchase: &raw.purchase_uom, factor: raw.purchase_factor };
        match units.factor(&raw.line_unit, &raw.unit, Some(bought)) {
            Err(err) => self.problems.push(UnitProblem {
                parent: raw.parent,
                component: raw.component,
                message: err.into_refusal().message,
            }),
            Ok(factor) => {
                let first = recipe.operations.first().map(|o| o.sequence);
                recipe.lines.push(Line {
                    component: raw.component,
                    unit: raw.unit,
                    quantity: raw.quantity,
                    factor,
                    per: raw.per,
                    units_per_cycle: raw.units_per_cycle,
                    scrap_percent: raw.scrap_percent.unwrap_or_default(),
                    operation_sequence: raw.operation_sequence.or(match raw.stage {
                        ConsumeStage::Production => first,
                        ConsumeStage::Shipping => None,
                    }),
                    stage: raw.stage,
                    cost_only: raw.cost_only,
                    optional: raw.optional,
                    bom_line: of_bom.then_some(BomLineId(raw.line_id)),
                    routing_material: (!of_bom).then_some(RoutingMaterialId(raw.line_id)),
                });
            }
        }
    }

    /// The recipe of one product, empty when it has none.
    ///
    /// # Errors
    /// [`spoolyard_types::Code::UnitMismatch`] when a line of it cannot be counted.
    pub fn of(&self, product: ProductId) -> Result<Recipe> {
        if let Some(problem) = self.problems.iter().find(|p| p.parent == product) {
            return Err(crate::error::refuse(spoolyard_types::Code::UnitMismatch, problem.message.clone()));
        }
        Ok(self.by_product.get(&product).cloned().unwrap_or_default())
    }
}

/// How a product is made: its active bill and routing, as one recipe.
///
/// # Errors
/// [`spoolyard_types::Code::UnitMismatch`] when a line cannot be counted in its component's stock unit.
pub fn recipe(r: &Read<'_>, product: ProductId) -> Result<Recipe> {
    let mut recipe = Recipes::load(r, Scope::One(product))?.of(product)?;
    if recipe.bom.is_none() {
        recipe.bom = r.value("SELECT id FROM boms WHERE product_id = ?1 AND active = 1", bind![product])?;
    }
    if recipe.routing.is_none() {
        recipe.routing = r.value(
            "SELECT id FROM routings WHERE product_id = ?1 AND is_active = 1 AND is_template = 0",
            bind![product],
        )?;
    }
    Ok(recipe)
}

/// What making `quantity` of `product` needs, one level down, in stock units with scrap.
///
/// # Errors
/// [`spoolyard_types::Code::UnitMismatch`], [`spoolyard_types::Code::InvalidValue`].
pub fn resolve(r: &Read<'_>, product: ProductId, quantity: Quantity) -> Result<Vec<Need>> {
    Recipes::load(r, Scope::One(product))?.of(product)?.needs(quantity)
}

/// A component of a parent, for planning: the same line that [`resolve`] would answer, not yet multiplied.
#[derive(Debug, Clone)]
pub struct Edge {
    /// The parent.
    pub parent: ProductId,
    /// The component.
    pub component: ProductId,
    /// How much of the component, in its stock unit, before scrap.
    pub quantity: Decimal,
    /// For a unit, a batch or an order.
    pub per: QuantityPer,
    /// Units of a batch.
    pub units_per_cycle: u32,
    /// Per cent added for scrap.
    pub scrap_percent: Percent,
    /// While it is made or when it is shipped.
    pub stage: ConsumeStage,
    /// It costs, and is never planned.
    pub cost_only: bool,
    /// It may be used, and is not planned.
    pub optional: bool,
    /// The line of the bill.
    pub bom_line: Option<BomLineId>,
}

/// All active parents and components.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// Parent to component.
    pub edges: Vec<Edge>,
    /// Lines that were left out because their unit cannot be counted.
    pub problems: Vec<UnitProblem>,
    /// Planned minutes of each made product: once an order, and for each unit.
    pub minutes: HashMap<ProductId, (Decimal, Decimal)>,
}

/// All active parents and components, for planning: four queries for the whole farm.
///
/// # Errors
/// When the store cannot be read.
pub fn structure(r: &Read<'_>) -> Result<Structure> {
    let recipes = Recipes::load(r, Scope::All)?;
    let mut out = Structure { problems: recipes.problems, ..Structure::default() };
    let mut parents: Vec<_> = recipes.by_product.into_iter().collect();
    parents.sort_by_key(|(parent, _)| *parent);
    for (parent, recipe) in parents {
        let mut minutes = (Decimal::ZERO, Decimal::ZERO);
        for operation in &recipe.operations {
            minutes.0 += operation.setup_time_minutes.get();
            let each = Decimal::from(operation.units_per_cycle.max(1));
            minutes.1 += operation.run_time_minutes.get().checked_div(each).unwrap_or_default();
        }
        out.minutes.insert(parent, minutes);
        for line in recipe.lines {
            out.edges.push(Edge {
                parent,
                component: line.component,
                quantity: multiply(line.quantity.get(), line.factor)?,
                per: line.per,
                units_per_cycle: line.units_per_cycle,
                scrap_percent: line.scrap_percent,
                stage: line.stage,
                cost_only: line.cost_only,
                optional: line.optional,
                bom_line: line.bom_line,
            });
        }
    }
    Ok(out)
}
