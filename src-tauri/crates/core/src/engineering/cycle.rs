//! A product never goes into itself, at any depth.

use std::collections::{HashMap, HashSet};

use spoolyard_types::ids::ProductId;
use spoolyard_types::{Code, Refusal};

use crate::bind;
use crate::db::{Read, Row, column};
use crate::error::Result;

/// The way from one of `starts` to `goal` along `edges`, both ends included; none when there is none.
#[must_use]
pub fn path_to(
    edges: &HashMap<ProductId, Vec<ProductId>>,
    starts: &[ProductId],
    goal: ProductId,
) -> Option<Vec<ProductId>> {
    let mut seen = HashSet::new();
    for start in starts {
        // Each step keeps how it was reached, so that no depth of nesting overflows the stack.
        let mut open = vec![*start];
        let mut came_from: HashMap<ProductId, ProductId> = HashMap::new();
        while let Some(at) = open.pop() {
            if at == goal {
                let mut path = vec![at];
                let mut back = at;
                while back != *start {
                    back = *came_from.get(&back)?;
                    path.push(back);
                }
                path.reverse();
                return Some(path);
            }
            if !seen.insert(at) {
                continue;
            }
            for child in edges.get(&at).into_iter().flatten() {
                if !seen.contains(child) {
                    came_from.entry(*child).or_insert(at);
                    open.push(*child);
                }
            }
        }
    }
    None
}

fn edges_below(r: &Read<'_>, starts: &[ProductId]) -> Result<HashMap<ProductId, Vec<ProductId>>> {
    let mut edges: HashMap<ProductId, Vec<ProductId>> = HashMap::new();
    let sql = "WITH RECURSIVE below(id) AS (
            SELECT value FROM json_each(?1)
            UNION SELECT l.component_id FROM below
              JOIN boms AS b ON b.product_id = below.id AND b.active = 1 JOIN bom_lines AS l ON l.bom_id = b.id
            UNION SELECT m.component_id FROM below
              JOIN routings AS ro ON ro.product_id = below.id AND ro.is_active = 1 AND ro.is_template = 0
              JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
              JOIN routing_operation_materials AS m ON m.routing_operation_id = o.id)
        SELECT b.product_id AS parent, l.component_id AS child FROM boms AS b JOIN bom_lines AS l ON l.bom_id = b.id
        WHERE b.active = 1 AND b.product_id IN (SELECT id FROM below)
        UNION SELECT ro.product_id, m.component_id FROM routings AS ro
        JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
        JOIN routing_operation_materials AS m ON m.routing_operation_id = o.id
        WHERE ro.is_active = 1 AND ro.is_template = 0 AND ro.product_id IN (SELECT id FROM below)";
    r.each(sql, bind![serde_json::json!(starts)], |row: &Row<'_>| {
        edges.entry(column(row, "parent")?).or_default().push(column(row, "child")?);
        Ok(())
    })?;
    Ok(edges)
}

/// Refuses components through which `product` would go into itself.
///
/// # Errors
/// [`Code::CircularBom`] with the path, as SKUs, in the sentence and in `details`.
pub fn refuse_cycle(r: &Read<'_>, product: ProductId, components: &[ProductId]) -> Result<()> {
    let edges = edges_below(r, components)?;
    let Some(path) = path_to(&edges, components, product) else { return Ok(()) };
    let mut skus: Vec<String> = Vec::with_capacity(path.len() + 1);
    let mut known: HashMap<ProductId, String> = HashMap::new();
    r.each(
        "SELECT id, sku FROM products WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(path)],
        |row| {
            known.insert(column(row, "id")?, column(row, "sku")?);
            Ok(())
        },
    )?;
    for id in std::iter::once(&product).chain(&path) {
        skus.push(known.get(id).cloned().unwrap_or_else(|| id.to_string()));
    }
    let text = format!(
        "{} would go into itself: {}. Take one of these out of the other.",
        skus.first().map_or("", String::as_str),
        skus.join(" → ")
    );
    Err(Refusal::new(Code::CircularBom, text).at("lines").with(serde_json::json!({ "path": skus })).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether `from` reaches `goal`, by the plainest recursion there is.
    fn reaches(
        edges: &HashMap<ProductId, Vec<ProductId>>,
        from: ProductId,
        goal: ProductId,
        depth: u8,
    ) -> bool {
        from == goal
            || (depth > 0
                && edges.get(&from).into_iter().flatten().any(|c| reaches(edges, *c, goal, depth - 1)))
    }

    proptest! {
        #[test]
        fn a_path_is_found_exactly_when_there_is_one(pairs in prop::collection::vec((0i64..7, 0i64..7), 0..14),
                                                      start in 0i64..7, goal in 0i64..7) {
            let mut edges: HashMap<ProductId, Vec<ProductId>> = HashMap::new();
            for (a, b) in pairs {
                edges.entry(ProductId(a)).or_default().push(ProductId(b));
            }
            let found = path_to(&edges, &[ProductId(start)], ProductId(goal));
            prop_assert_eq!(found.is_some(), reaches(&edges, ProductId(start), ProductId(goal), 7));
            if let Some(path) = found {
                prop_assert_eq!(path.first(), Some(&ProductId(start)));
                prop_assert_eq!(path.last(), Some(&ProductId(goal)));
                for step in path.windows(2) {
                    prop_assert!(edges[&step[0]].contains(&step[1]));
                }
            }
        }
    }
}
