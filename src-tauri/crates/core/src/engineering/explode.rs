//! Down and up: what goes into a quantity at every depth, and what a product goes into.

use std::collections::{HashMap, HashSet, VecDeque};

use spoolyard_types::ids::{BomId, ProductId, RoutingId};
use spoolyard_types::{Code, Entered, Quantity};

use super::model::ConsumeStage;
use super::recipe::{Recipes, Scope};
use crate::bind;
use crate::catalog::commands::ProductRef;
use crate::catalog::model::Procurement;
use crate::catalog::{self, store};
use crate::db::Read;
use crate::error::{Result, refuse_field};

/// More lines than this are refused: nobody could read them.
const MOST_LINES: usize = 20_000;

crate::wire! {
    /// Asks what goes into a quantity.
    pub struct Explode {
        /// Of which product.
        pub product_id: ProductId,
        /// How many.
        pub quantity: Entered<Quantity, 18, 4>,
        /// How deep; as deep as it goes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub depth: Option<u32>,
    }

    /// One line of an explosion.
    pub struct ExplodedLine {
        /// 1 for what goes directly into the product.
        pub level: u32,
        /// What it goes into.
        pub parent_id: ProductId,
        /// The component.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// How much in all, in its stock unit, scrap included.
        pub quantity: Quantity,
        /// Its stock unit.
        pub unit: String,
        /// Bought or made.
        pub procurement_type: Procurement,
        /// At which operation of the parent.
        pub operation_sequence: Option<i32>,
        /// While the parent is made or when it is shipped.
        pub stage: ConsumeStage,
        /// It costs, and is never reserved, planned or issued.
        pub cost_only: bool,
        /// It may be used.
        pub optional: bool,
    }

    /// How much of a product an explosion takes in all.
    pub struct ExplodedTotal {
        /// The component.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// How much in all, in its stock unit.
        pub quantity: Quantity,
        /// Its stock unit.
        pub unit: String,
        /// Bought or made.
        pub procurement_type: Procurement,
    }

    /// What goes into a quantity, at every depth.
    pub struct Explosion {
        /// Line by line, each component after its parent.
        pub lines: Vec<ExplodedLine>,
        /// Component by component, by SKU; optional and cost-only lines left out.
        pub totals: Vec<ExplodedTotal>,
    }
}

crate::read_model! {
    /// A line upwards: a parent that takes a component.
    pub struct UpwardEdge {
        /// The parent.
        pub parent: ProductId,
        /// What it takes.
        pub child: ProductId,
        /// The parent's SKU.
        pub sku: String,
        /// The parent's name.
        pub name: String,
        /// Whether the parent is in use.
        pub active: bool,
        /// By this bill.
        pub bom_id: Option<BomId>,
        /// By this routing.
        pub routing_id: Option<RoutingId>,
        /// How much, in `unit`.
        pub quantity: Quantity,
        /// In which unit the line is written.
        pub unit: String,
    }
}

crate::wire! {
    /// What a product goes into.
    pub struct WhereUsedLine {
        /// 1 for what it goes into directly.
        pub level: u32,
        /// The parent.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// Whether the parent is in use.
        pub active: bool,
        /// By this bill.
        pub bom_id: Option<BomId>,
        /// By this routing.
        pub routing_id: Option<RoutingId>,
        /// What of it the parent takes: the product itself at level 1.
        pub component_id: ProductId,
        /// How much, in `unit`.
        pub quantity: Quantity,
        /// In which unit the line is written.
        pub unit: String,
    }
}

/// What goes into a quantity at every depth, or down to a level.
///
/// # Errors
/// [`Code::UnitMismatch`] for a line that cannot be counted; [`Code::InvalidValue`] for a quantity of nothing or less,
/// and when there are too many lines.
pub fn explode(r: &Read<'_>, req: Explode) -> Result<Explosion> {
    catalog::product(r, req.product_id)?;
    if !req.quantity.get().is_positive() {
        let text = "Ask what more than nothing of it needs.";
        return Err(refuse_field(Code::InvalidValue, "quantity", text));
    }
    let recipes = Recipes::load(r, Scope::Below(req.product_id))?;
    let ids: HashSet<ProductId> =
        recipes.by_product.values().flat_map(|r| r.lines.iter().map(|l| l.component)).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let known: HashMap<_, _> = store::products(r, &ids)?.into_iter().map(|p| (p.id, p)).collect();
    let depth = req.depth.unwrap_or(u32::MAX);
    let mut lines = Vec::new();
    let mut totals: HashMap<ProductId, Quantity> = HashMap::new();
    let mut open = vec![(req.product_id, req.quantity.get(), 1)];
    // A stack keeps each component's own lines right behind it when lines are pushed backwards.
    let mut waiting: Vec<ExplodedLine> = Vec::new();
    while let Some((parent, quantity, level)) = open.pop() {
        for need in recipes.of(parent)?.needs(quantity)?.into_iter().rev() {
            let Some(component) = known.get(&need.component) else { continue };
            waiting.push(ExplodedLine {
                level,
                parent_id: parent,
                product_id: need.component,
                sku: component.sku.clone(),
                name: component.name.clone(),
                quantity: need.quantity,
                unit: need.unit,
                procurement_type: component.procurement_type,
                operation_sequence: need.operation_sequence,
                stage: need.stage,
                cost_only: need.cost_only,
                optional: need.optional,
            });
        }
        let Some(next) = waiting.pop() else { break };
        if lines.len() >= MOST_LINES {
            let text = format!("This explodes into more than {MOST_LINES} lines. Choose fewer levels.");
            return Err(refuse_field(Code::InvalidValue, "depth", text));
        }
        if !next.cost_only && !next.optional {
            let total = totals.entry(next.product_id).or_default();
            *total = total.plus(next.quantity)?;
        }
        // A leaf has an empty recipe, so that pushing it only fetches the next waiting line.
        let goes_on = next.level < depth && next.procurement_type == Procurement::Make;
        let id = if goes_on { next.product_id } else { ProductId(0) };
        open.push((id, next.quantity, next.level + 1));
        lines.push(next);
    }
    let mut totals: Vec<_> = totals
        .into_iter()
        .filter_map(|(id, quantity)| known.get(&id).map(|p| (p, quantity)))
        .map(|(p, quantity)| ExplodedTotal {
            product_id: p.id,
            sku: p.sku.clone(),
            name: p.name.clone(),
            quantity,
            unit: p.unit.clone(),
            procurement_type: p.procurement_type,
        })
        .collect();
    totals.sort_by(|a, b| a.sku.cmp(&b.sku));
    Ok(Explosion { lines, totals })
}

/// What a product goes into, at every level up, nearest first.
///
/// # Errors
/// [`Code::NotFound`].
pub fn where_used(r: &Read<'_>, req: ProductRef) -> Result<Vec<WhereUsedLine>> {
    catalog::product(r, req.id)?;
    let edges: Vec<UpwardEdge> = r.all(
        "WITH RECURSIVE above(id) AS (
             VALUES (?1)
             UNION SELECT b.product_id FROM above JOIN bom_lines AS l ON l.component_id = above.id
               JOIN boms AS b ON b.id = l.bom_id AND b.active = 1
             UNION SELECT ro.product_id FROM above JOIN routing_operation_materials AS m ON m.component_id = above.id
               JOIN routing_operations AS o ON o.id = m.routing_operation_id AND o.is_active = 1
               JOIN routings AS ro ON ro.id = o.routing_id AND ro.is_active = 1 AND ro.product_id IS NOT NULL)
         SELECT b.product_id AS parent, l.component_id AS child, p.sku AS sku, p.name AS name, p.active AS active,
                b.id AS bom_id, NULL AS routing_id, l.quantity AS quantity, l.unit AS unit
         FROM above JOIN bom_lines AS l ON l.component_id = above.id
         JOIN boms AS b ON b.id = l.bom_id AND b.active = 1 JOIN products AS p ON p.id = b.product_id
         UNION ALL
         SELECT ro.product_id, m.component_id, p.sku, p.name, p.active, NULL, ro.id, m.quantity, m.unit
         FROM above JOIN routing_operation_materials AS m ON m.component_id = above.id
         JOIN routing_operations AS o ON o.id = m.routing_operation_id AND o.is_active = 1
         JOIN routings AS ro ON ro.id = o.routing_id AND ro.is_active = 1 AND ro.is_template = 0
         JOIN products AS p ON p.id = ro.product_id
         ORDER BY 3",
        bind![req.id],
    )?;
    let mut by_child: HashMap<ProductId, Vec<UpwardEdge>> = HashMap::new();
    for edge in edges {
        by_child.entry(edge.child).or_default().push(edge);
    }
    let mut out = Vec::new();
    let mut seen = HashSet::from([req.id]);
    let mut open = VecDeque::from([(req.id, 1)]);
    while let Some((child, level)) = open.pop_front() {
        for edge in by_child.remove(&child).unwrap_or_default() {
            if seen.insert(edge.parent) {
                open.push_back((edge.parent, level + 1));
            }
            out.push(WhereUsedLine {
                level,
                product_id: edge.parent,
                sku: edge.sku,
                name: edge.name,
                active: edge.active,
                bom_id: edge.bom_id,
                routing_id: edge.routing_id,
                component_id: child,
                quantity: edge.quantity,
                unit: edge.unit,
            });
        }
    }
    Ok(out)
}
