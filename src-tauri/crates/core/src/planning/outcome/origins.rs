//! Whom each order serves in the end: the first need that its own first need leads up to.

use std::sync::Arc;

use spoolyard_planning::pegging::{DemandNode, ItemPegs, Pegging, SupplyNode};
use spoolyard_planning::requirements::ParentOrder;

use super::super::model::DemandType;
use super::super::view::View;
use super::trail::{ItemTrail, Origin, origin};

/// Follows the origins of the items that are marked, and of those below them as far as they differ; marks these too.
pub(super) fn follow(view: &View, pegging: &Pegging<'_>, trail: &mut [Arc<ItemTrail>], marked: &mut [bool]) {
    for item in view.plan.sequence() {
        if !marked[*item as usize] {
            continue;
        }
        let found = of(view, trail, *item, &pegging.once(*item));
        let kept = &mut trail[*item as usize];
        if kept.origins != found {
            Arc::make_mut(kept).origins = found;
            for component in pegging.components_of(*item) {
                marked[component as usize] = true;
            }
        }
    }
}

fn of(view: &View, trail: &[Arc<ItemTrail>], item: u32, pegs: &ItemPegs) -> Vec<(ParentOrder, Origin)> {
    let own = view.loaded.known.get(item as usize).map_or(0, |known| known.product.get());
    let mut found: Vec<(ParentOrder, Origin)> = Vec::new();
    for peg in &pegs.pegs {
        let order = match peg.supply {
            SupplyNode::Planned(nth) => ParentOrder::Planned(nth),
            SupplyNode::Receipt(nth) => ParentOrder::Receipt(nth),
            SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => continue,
        };
        // Pegs of one order follow one another: whoever comes first stands last in the list.
        if found.last().is_some_and(|(last, _)| *last == order) {
            continue;
        }
        let first = match peg.need {
            DemandNode::Need(row) => view.loaded.sources.get(row as usize).map(|s| (s.kind, s.id)),
            DemandNode::Parent(parent, order) => {
                trail.get(parent as usize).and_then(|kept| origin(kept, order))
            }
            DemandNode::SafetyStock | DemandNode::Debt => Some((DemandType::SafetyStock, own)),
            DemandNode::OrderPoint => Some((DemandType::ReorderPoint, own)),
            DemandNode::StandInFor(_) => None,
        };
        found.extend(first.map(|first| (order, first)));
    }
    found.sort_unstable_by_key(|(order, _)| *order);
    found.dedup_by_key(|(order, _)| *order);
    found
}
