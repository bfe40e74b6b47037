//! How each open sales order stands: the worst that is found anywhere in the supply of its lines.

use std::collections::{BTreeMap, HashMap};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::pegging::{DemandNode, Pegging, SupplyNode};
use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::{ExceptionKind, OrderKind, OrderRef, Plan, SupplyKind};
use spoolyard_types::ids::SalesOrderId;

use super::super::model::MrpStatus;
use super::super::snapshot::Loaded;
use super::top_down;

struct Walk<'a> {
    loaded: &'a Loaded,
    plan: &'a Plan,
    /// Orders of parents, as bad as the worst of their components.
    orders: HashMap<(u32, ParentOrder), MrpStatus>,
    work_orders: HashMap<i64, MrpStatus>,
    starts: HashMap<i64, i32>,
    found: BTreeMap<SalesOrderId, MrpStatus>,
}

pub(in super::super) fn all(
    loaded: &Loaded,
    plan: &Plan,
    pegging: &mut Pegging<'_>,
) -> Vec<(SalesOrderId, MrpStatus)> {
    let firm = loaded.snapshot.supplies.iter().filter(|row| row.kind == SupplyKind::PlannedFirm);
    let frozen = loaded.snapshot.existing.iter().map(|row| (row.id, day_of(row.start)));
    let mut walk = Walk {
        loaded,
        plan,
        orders: HashMap::new(),
        work_orders: HashMap::new(),
        starts: firm.filter_map(|row| Some((row.id, day_of(row.start?)))).chain(frozen).collect(),
        found: loaded.open_orders.iter().map(|order| (*order, MrpStatus::Covered)).collect(),
    };
    // Components first: what they lack, their parents' orders lack.
    for item in top_down(loaded, plan).into_iter().rev() {
        let pegs = pegging.of(item);
        for peg in &pegs.pegs {
            let status = walk.supply(item, peg.supply, pegging);
            walk.charge(peg.need, status);
        }
        for (need, _, _) in &pegs.uncovered {
            walk.charge(*need, MrpStatus::Short);
        }
    }
    walk.found.into_iter().collect()
}

impl Walk<'_> {
    fn supply(&self, item: u32, node: SupplyNode, pegging: &Pegging<'_>) -> MrpStatus {
        match node {
            SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => MrpStatus::Covered,
            SupplyNode::Planned(nth) => {
                let Some(order) = self.plan.orders_of(item).get(nth as usize) else {
                    return MrpStatus::Short;
                };
                let own = if order.kind == OrderKind::PassThrough {
                    MrpStatus::Covered
                } else if self.is_blocked(item) {
                    MrpStatus::Short
                } else if order.start < self.plan.today() {
                    MrpStatus::Late
                } else {
                    MrpStatus::Planned
                };
                own.max(self.below(item, ParentOrder::Planned(nth)))
            }
            SupplyNode::Receipt(nth) => {
                let moved = self.plan.rescheduled_of(item).iter().any(|row| row.nth == nth);
                let own = match pegging.receipt(item, nth) {
                    Some(OrderRef::Supply(SupplyKind::PlannedFirm, id) | OrderRef::Frozen(id)) => {
                        let late = self.starts.get(&id).is_some_and(|start| *start < self.plan.today());
                        if late { MrpStatus::Late } else { MrpStatus::Planned }
                    }
                    Some(OrderRef::Supply(SupplyKind::WorkOrder, id)) => {
                        self.work_orders.get(&id).copied().unwrap_or(MrpStatus::Covered)
                    }
                    _ => MrpStatus::Covered,
                };
                let own = if moved { own.max(MrpStatus::Late) } else { own };
                own.max(self.below(item, ParentOrder::Receipt(nth)))
            }
        }
    }

    /// Nobody can start what the item's orders ask for.
    fn is_blocked(&self, item: u32) -> bool {
        let stops = |kind| matches!(kind, ExceptionKind::MissingBom | ExceptionKind::MissingVendor);
        self.plan.exceptions_of(item).iter().any(|message| stops(message.kind))
    }

    fn below(&self, item: u32, order: ParentOrder) -> MrpStatus {
        self.orders.get(&(item, order)).copied().unwrap_or(MrpStatus::Covered)
    }

    fn charge(&mut self, need: DemandNode, status: MrpStatus) {
        let worse = |slot: &mut MrpStatus| *slot = (*slot).max(status);
        match need {
            DemandNode::Need(row) => {
                let Some(source) = self.loaded.sources.get(row as usize) else { return };
                if let Some(order) = source.order {
                    worse(self.found.entry(order).or_insert(MrpStatus::Covered));
                }
                if let Some(work) = source.work_order {
                    worse(self.work_orders.entry(work.get()).or_insert(MrpStatus::Covered));
                }
            }
            DemandNode::Parent(parent, order) => {
                worse(self.orders.entry((parent, order)).or_insert(MrpStatus::Covered));
            }
            DemandNode::StandInFor(_)
            | DemandNode::Debt
            | DemandNode::SafetyStock
            | DemandNode::OrderPoint => {}
        }
    }
}
