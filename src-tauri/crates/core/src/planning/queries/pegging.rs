//! Trees of the plan: what serves a need down to the last purchase, and whom an order serves up to the customer.

use std::collections::{BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;
use spoolyard_types::ids::ProductId;
use spoolyard_types::{Date, Quantity};

use super::super::model::{DemandType, PlanOrderKind, SupplyType};
use super::super::outcome::{Peg, Pegs};
use super::super::view::standing;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found};

/// Levels that are followed, and rows that one answer holds.
const DEEPEST: u32 = 50;
const MOST: usize = 2_000;
/// Orders that are climbed over to say in a list whom one serves.
const MOST_CLIMBED: usize = 200;

crate::wire! {
    /// Asks for the trees of an order or a line.
    pub struct AskPegging {
        /// What it is.
        pub order_type: PlanOrderKind,
        /// Its row.
        pub id: i64,
    }

    /// A row of a tree.
    pub struct PegNode {
        /// 1 for what stands directly beside what was asked about.
        pub depth: u32,
        /// `stock`, `planned_order`, `purchase_order_line`, `production_order`, `sales_order_line`, `safety_stock`
        /// or `reorder_point`.
        pub kind: String,
        /// Its row; the product's where it is none.
        pub id: i64,
        /// What serves or is served.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// How much of it belongs to what was asked about, in its stock unit.
        pub quantity: Quantity,
        /// Its stock unit.
        pub unit: String,
        /// When it starts.
        pub start_date: Option<Date>,
        /// When it is due, expected or wanted.
        pub due_date: Option<Date>,
        /// The document it stands in.
        pub document_id: Option<i64>,
        /// That document's number.
        pub document_number: Option<String>,
        /// Customer or vendor.
        pub party: Option<String>,
        /// It stands on the chain that starts first and so decides when all is there.
        pub is_critical: bool,
    }

    /// Both trees, each row after the one it hangs from.
    pub struct PeggingTrees {
        /// What serves it.
        pub supply: Vec<PegNode>,
        /// Whom it serves.
        pub serves: Vec<PegNode>,
        /// The tree was cut because it is too large.
        pub is_cut: bool,
    }
}

crate::read_model! {
    struct Maker {
        id: i64,
        production_order_id: i64,
    }

    struct Facts {
        kind: String,
        id: i64,
        start_date: Option<Date>,
        due_date: Option<Date>,
        document_id: Option<i64>,
        document_number: Option<String>,
        party: Option<String>,
    }

    struct ProductFacts {
        id: ProductId,
        sku: String,
        name: String,
        unit: String,
    }
}

type Node = (String, i64);

struct Edges {
    /// By the node that it hangs from.
    below: HashMap<Node, Vec<PegRow>>,
    /// All that a supply serves, or all that is served of a need.
    totals: HashMap<Node, Decimal>,
}

/// A peg, materials named as their work order.
struct PegRow {
    supply: Node,
    demand: Node,
    product_id: ProductId,
    quantity: Quantity,
}

/// The work orders of materials.
fn makers(r: &Read<'_>, pegs: &[Peg]) -> Result<HashMap<i64, i64>> {
    let ids: Vec<i64> = pegs
        .iter()
        .filter(|peg| peg.demand.0 == DemandType::OperationMaterial)
        .map(|peg| peg.demand.1)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Maker> = r.all(
        "SELECT m.id, o.production_order_id FROM production_order_operation_materials m
         JOIN production_order_operations o ON o.id = m.production_order_operation_id
         WHERE m.id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(ids)],
    )?;
    Ok(rows.into_iter().map(|row| (row.id, row.production_order_id)).collect())
}

/// Pegs in the words of a tree.
fn named(r: &Read<'_>, pegs: Vec<Peg>) -> Result<Vec<PegRow>> {
    let makers = makers(r, &pegs)?;
    let row = |peg: Peg| {
        let demand = match peg.demand {
            (DemandType::OperationMaterial, id) => {
                (DemandType::ProductionOrder.as_str().to_owned(), *makers.get(&id)?)
            }
            (kind, id) => (kind.as_str().to_owned(), id),
        };
        Some(PegRow {
            supply: (peg.supply.0.as_str().to_owned(), peg.supply.1),
            demand,
            product_id: peg.product,
            quantity: Quantity::from_micros(peg.qty),
        })
    };
    Ok(pegs.into_iter().filter_map(row).collect())
}

/// What serves a node.
fn serving(r: &Read<'_>, pegs: &mut Pegs<'_>, node: &Node) -> Result<Vec<PegRow>> {
    let mut found = Vec::new();
    for kind in DemandType::ALL.iter().filter(|kind| kind.as_str() == node.0) {
        found.extend(pegs.of_demand((*kind, node.1)));
    }
    if node.0 == DemandType::ProductionOrder.as_str() {
        let materials: Vec<i64> = r.values(
            "SELECT m.id FROM production_order_operations o
             JOIN production_order_operation_materials m ON m.production_order_operation_id = o.id
             WHERE o.production_order_id = ?1 ORDER BY m.id",
            bind![node.1],
        )?;
        for id in materials {
            found.extend(pegs.of_demand((DemandType::OperationMaterial, id)));
        }
    }
    let mut rows = named(r, found)?;
    rows.sort_by(|a, b| (a.product_id, &a.supply, &a.demand).cmp(&(b.product_id, &b.supply, &b.demand)));
    Ok(rows)
}

/// What a node serves.
fn served(r: &Read<'_>, pegs: &mut Pegs<'_>, node: &Node) -> Result<Vec<PegRow>> {
    let mut found = Vec::new();
    for kind in SupplyType::ALL.iter().filter(|kind| kind.as_str() == node.0) {
        found.extend(pegs.of_supply((*kind, node.1)));
    }
    let mut rows = named(r, found)?;
    rows.sort_by(|a, b| (&a.demand, a.product_id).cmp(&(&b.demand, b.product_id)));
    Ok(rows)
}

/// All pegs below a node, level by level.
fn gather(r: &Read<'_>, pegs: &mut Pegs<'_>, root: Node, down: bool) -> Result<Edges> {
    let mut edges = Edges { below: HashMap::new(), totals: HashMap::new() };
    let mut seen: HashSet<Node> = HashSet::from([root.clone()]);
    let mut level = vec![root];
    for _ in 0..DEEPEST {
        if level.is_empty() || seen.len() > MOST {
            break;
        }
        let mut next = Vec::new();
        for node in level {
            let rows = if down { serving(r, pegs, &node)? } else { served(r, pegs, &node)? };
            for row in rows {
                let to = if down { row.supply.clone() } else { row.demand.clone() };
                let goes_on = matches!(to.0.as_str(), "planned_order" | "production_order");
                if goes_on && seen.insert(to.clone()) {
                    next.push(to);
                }
                edges.below.entry(node.clone()).or_default().push(row);
            }
        }
        level = next;
    }
    // Downwards an order's components are shared by all that it serves; upwards an order's own goods are shared by
    // all of which it takes this component.
    for node in seen {
        for row in served(r, pegs, &node)? {
            *edges.totals.entry(row.supply).or_default() += row.quantity.get();
        }
    }
    Ok(edges)
}

/// What planning sees coming for sales lines: the line, what kind of supply, its row, and how much of it in millionths.
/// As an array of arrays, for a statement of whoever shows the lines.
///
/// # Errors
/// When the store cannot be read.
pub fn line_supplies(r: &Read<'_>, lines: &[i64]) -> Result<serde_json::Value> {
    let standing = standing(r)?;
    let mut pegs = Pegs::new(&standing);
    let mut rows = Vec::new();
    for line in lines {
        for peg in pegs.of_demand((DemandType::SalesOrderLine, *line)) {
            rows.push(serde_json::json!([line, peg.supply.0.as_str(), peg.supply.1, peg.qty]));
        }
    }
    Ok(serde_json::Value::Array(rows))
}

/// Sales lines that planned orders serve in the end, by order.
pub(super) fn lines_served(r: &Read<'_>, orders: &[i64]) -> Result<Vec<(i64, Vec<i64>)>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let standing = standing(r)?;
    let mut pegs = Pegs::new(&standing);
    let mut out = Vec::new();
    for order in orders {
        let mut lines = BTreeSet::new();
        let root: Node = (SupplyType::PlannedOrder.as_str().to_owned(), *order);
        let mut seen: HashSet<Node> = HashSet::from([root.clone()]);
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            for row in served(r, &mut pegs, &node)? {
                if row.demand.0 == DemandType::SalesOrderLine.as_str() {
                    lines.insert(row.demand.1);
                } else if seen.len() < MOST_CLIMBED && seen.insert(row.demand.clone()) {
                    waiting.push(row.demand);
                }
            }
        }
        out.push((*order, lines.into_iter().collect()));
    }
    Ok(out)
}

fn walk(
    edges: &Edges,
    from: &Node,
    share: Decimal,
    depth: u32,
    down: bool,
    out: &mut Vec<(u32, Node, ProductId, Quantity)>,
) {
    let Some(rows) = edges.below.get(from) else { return };
    let taken: HashMap<(&Node, ProductId), Decimal> = rows.iter().fold(HashMap::new(), |mut sums, row| {
        let key = (&row.demand, row.product_id);
        *sums.entry(key).or_default() += row.quantity.get();
        sums
    });
    for row in rows {
        if out.len() >= MOST || depth > DEEPEST {
            return;
        }
        let supply = row.supply.clone();
        let demand = row.demand.clone();
        let quantity = row.quantity.get().checked_mul(share).unwrap_or_else(|| row.quantity.get());
        let to = if down { supply } else { demand };
        let shown = Quantity::rounded(quantity).unwrap_or(row.quantity);
        out.push((depth, to.clone(), row.product_id, shown));
        if to.0 != "planned_order" && to.0 != "production_order" {
            continue;
        }
        let whole = if down {
            edges.totals.get(&to).copied().unwrap_or_default()
        } else {
            // Of what the parent order takes of this component, this supply brings a part; its goods go in that part.
            let key = (&row.demand, row.product_id);
            taken.get(&key).copied().unwrap_or_default()
        };
        let part = quantity.checked_div(whole).unwrap_or(Decimal::ONE).min(Decimal::ONE);
        walk(edges, &to, part, depth + 1, down, out);
    }
}

fn json(nodes: &[Node]) -> serde_json::Value {
    serde_json::json!(nodes.iter().map(|(kind, id)| serde_json::json!([kind, id])).collect::<Vec<_>>())
}

const FACTS: &str = "SELECT json_extract(f.value, '$[0]') AS kind, json_extract(f.value, '$[1]') AS id,
       o.start_date, coalesce(o.due_date, l.expected_date, po.expected_date, w.due_date, sl.requested_date,
           so.requested_date, substr(so.estimated_completion_date, 1, 10)) AS due_date,
       coalesce(po.id, w.id, so.id, o.id) AS document_id,
       coalesce(po.po_number, w.code, so.order_number) AS document_number,
       coalesce(so.customer_name, v.name) AS party
     FROM json_each(?1) f
     LEFT JOIN planned_orders o ON json_extract(f.value, '$[0]') = 'planned_order' AND o.id = json_extract(f.value, '$[1]')
     LEFT JOIN purchase_order_lines l
       ON json_extract(f.value, '$[0]') = 'purchase_order_line' AND l.id = json_extract(f.value, '$[1]')
     LEFT JOIN purchase_orders po ON po.id = l.purchase_order_id
     LEFT JOIN production_orders w
       ON json_extract(f.value, '$[0]') = 'production_order' AND w.id = json_extract(f.value, '$[1]')
     LEFT JOIN sales_order_lines sl
       ON json_extract(f.value, '$[0]') = 'sales_order_line' AND sl.id = json_extract(f.value, '$[1]')
     LEFT JOIN sales_orders so ON so.id = sl.sales_order_id
     LEFT JOIN vendors v ON v.id = coalesce(po.vendor_id, o.vendor_id)";

fn name(r: &Read<'_>, rows: Vec<(u32, Node, ProductId, Quantity)>) -> Result<Vec<PegNode>> {
    let nodes: HashSet<Node> = rows.iter().map(|row| row.1.clone()).collect();
    let nodes: Vec<Node> = nodes.into_iter().collect();
    let facts: HashMap<Node, Facts> = r
        .all::<Facts>(FACTS, bind![json(&nodes)])?
        .into_iter()
        .map(|row| ((row.kind.clone(), row.id), row))
        .collect();
    let ids: HashSet<i64> = rows.iter().map(|row| row.2.get()).collect();
    let products: HashMap<ProductId, ProductFacts> = r
        .all::<ProductFacts>(
            "SELECT id, sku, name, unit FROM products WHERE id IN (SELECT value FROM json_each(?1))",
            bind![serde_json::json!(ids)],
        )?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(rows
        .into_iter()
        .filter_map(|(depth, node, product, quantity)| {
            let (of, about) = (products.get(&product)?, facts.get(&node)?);
            Some(PegNode {
                depth,
                kind: node.0.clone(),
                id: node.1,
                product_id: product,
                sku: of.sku.clone(),
                name: of.name.clone(),
                quantity,
                unit: of.unit.clone(),
                start_date: about.start_date,
                due_date: about.due_date,
                document_id: about.document_id,
                document_number: about.document_number.clone(),
                party: about.party.clone(),
                is_critical: false,
            })
        })
        .collect())
}

/// Marks the chain that starts first, from the top down: at each step the row below which the earliest start lies.
fn mark_critical(rows: &mut [PegNode]) {
    let mut earliest: Vec<Option<Date>> = vec![None; rows.len()];
    // What has been seen, going backwards, of the rows that hang from the next one above.
    let mut below: Vec<Option<Date>> = Vec::new();
    let first = |a: Option<Date>, b: Option<Date>| a.into_iter().chain(b).min();
    for (place, row) in rows.iter().enumerate().rev() {
        let depth = row.depth as usize;
        below.resize(below.len().max(depth + 2), None);
        let found = first(row.start_date.or(row.due_date), below[depth + 1].take());
        below[depth] = first(below[depth], found);
        earliest[place] = found;
    }
    let (mut from, mut depth) = (0, 1);
    loop {
        let level = (from..rows.len()).take_while(|place| rows[*place].depth >= depth);
        let of_level = level.filter(|place| rows[*place].depth == depth && earliest[*place].is_some());
        let Some(next) = of_level.min_by_key(|place| earliest[*place]) else { return };
        rows[next].is_critical = true;
        (from, depth) = (next + 1, depth + 1);
    }
}

/// What serves an order or a line, and whom it serves, as the last run left it.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn pegging(r: &Read<'_>, req: AskPegging) -> Result<PeggingTrees> {
    let (table, what) = match req.order_type {
        PlanOrderKind::SalesOrderLine => ("sales_order_lines", "sales order line"),
        PlanOrderKind::PlannedOrder => ("planned_orders", "planned order"),
        PlanOrderKind::PurchaseOrderLine => ("purchase_order_lines", "purchase order line"),
        PlanOrderKind::ProductionOrder => ("production_orders", "work order"),
    };
    let found: Option<i64> = r.value(&format!("SELECT id FROM {table} WHERE id = ?1"), bind![req.id])?;
    if found.is_none() {
        return Err(not_found(what, req.id));
    }
    let root = (req.order_type.as_str().to_owned(), req.id);
    let standing = standing(r)?;
    let mut pegs = Pegs::new(&standing);
    let mut trees = Vec::new();
    for down in [true, false] {
        let edges = gather(r, &mut pegs, root.clone(), down)?;
        let mut rows = Vec::new();
        walk(&edges, &root, Decimal::ONE, 1, down, &mut rows);
        trees.push(rows);
    }
    let is_cut = trees.iter().any(|rows| rows.len() >= MOST);
    let serves = name(r, trees.pop().unwrap_or_default())?;
    let mut supply = name(r, trees.pop().unwrap_or_default())?;
    mark_critical(&mut supply);
    Ok(PeggingTrees { supply, serves, is_cut })
}
