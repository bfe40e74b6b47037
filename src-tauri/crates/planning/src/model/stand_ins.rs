//! Which item may stand in for which.

use super::structure::Use;
use crate::input::Snapshot;
use crate::levels::{Rows, cycles, low_level_codes};
use crate::plan::{OrderRef, Problem, ProblemKind};
use crate::quantity::Ratio;

/// A substitution that may be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StandIn {
    pub(crate) substitute: u32,
    pub(crate) priority: i32,
    pub(crate) factor: Ratio,
}

/// Substitutes that can be used, by item and priority. A substitute is netted before the item it stands in for, so the
/// codes grow by these edges; those that would close a circle are refused.
pub(super) fn stand_ins_of(
    snapshot: &Snapshot,
    lines: &[(Use, u32)],
    codes: &mut Vec<Option<u32>>,
    problems: &mut Vec<Problem>,
) -> Vec<(u32, StandIn)> {
    let items = snapshot.items.len();
    let mut rows: Vec<(u32, StandIn)> = Vec::new();
    for row in &snapshot.substitutes {
        let known = (row.item as usize) < items && (row.substitute as usize) < items;
        if known && row.item != row.substitute && !row.factor.is_zero() {
            let stand_in = StandIn { substitute: row.substitute, priority: row.priority, factor: row.factor };
            rows.push((row.item, stand_in));
        } else {
            let item = known.then_some(row.item);
            problems.push(Problem { item, kind: ProblemKind::ImpossibleSubstitute, order: OrderRef::Item });
        }
    }
    let key = |position: u32| (snapshot.items[position as usize].id, &snapshot.items[position as usize].sku);
    rows.sort_by(|a, b| {
        let order = (a.0, a.1.priority).cmp(&(b.0, b.1.priority));
        let order = order.then_with(|| key(a.1.substitute).cmp(&key(b.1.substitute)));
        order.then_with(|| a.1.factor.parts().cmp(&b.1.factor.parts()))
    });
    rows.dedup_by_key(|(item, stand_in)| (*item, stand_in.substitute));
    for strictness in 0..3 {
        if rows.is_empty() {
            break;
        }
        let soft = rows.iter().map(|(item, stand_in)| (stand_in.substitute, *item));
        let graph = Rows::pack(items, lines.iter().map(|(usage, part)| (usage.parent, *part)).chain(soft));
        let with = low_level_codes(&graph);
        if !with.contains(&None) {
            *codes = with;
            break;
        }
        let mut circle = vec![u32::MAX; items];
        for (number, members) in cycles(&graph, &with).iter().enumerate() {
            for member in members {
                circle[*member as usize] = number as u32;
            }
        }
        rows.retain(|(item, stand_in)| {
            let here = circle[*item as usize];
            let closes = here != u32::MAX && here == circle[stand_in.substitute as usize];
            // First try to keep one direction of a mutual pair.
            let refused = closes && (strictness > 0 || key(stand_in.substitute) > key(*item));
            if refused {
                problems.push(Problem {
                    item: Some(*item),
                    kind: ProblemKind::ImpossibleSubstitute,
                    order: OrderRef::Item,
                });
            }
            !refused
        });
    }
    rows
}
