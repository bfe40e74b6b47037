//! How each open sales order stands: the worst that is found anywhere in the supply of its lines.

use std::collections::{BTreeSet, HashMap};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::pegging::{DemandNode, ItemPegs, Pegging, SupplyNode};
use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::shared::Shared;
use spoolyard_planning::{ExceptionKind, OrderKind, OrderRef, Plan, SupplyKind};
use spoolyard_types::ids::SalesOrderId;

use super::super::model::MrpStatus;
use super::super::snapshot::Loaded;
use super::trail::{Burdens, Charge, Sufferer};

struct Walk<'a> {
    loaded: &'a Loaded,
    plan: &'a Plan,
    pegging: &'a Pegging<'a>,
    /// Starts of firm and frozen orders.
    starts: HashMap<i64, i32>,
    /// Where items stand in the sequence of netting.
    ranks: Vec<u32>,
}

/// Works out how those stand that use the marked items, and upwards as far as that differs. Answers the sales orders
/// that may stand otherwise now.
pub(super) fn follow(
    loaded: &Loaded,
    plan: &Plan,
    burdens: &mut Burdens,
    mut marked: Vec<bool>,
) -> BTreeSet<SalesOrderId> {
    let pegging = Pegging::new(&loaded.snapshot, plan);
    let walk = Walk::new(loaded, plan, &pegging);
    let mut touched = BTreeSet::new();
    // Components first: what they lack, their parents' orders lack.
    for item in plan.sequence().iter().rev() {
        let item = *item;
        if !marked[item as usize] {
            continue;
        }
        let charges = walk.charges(burdens, item);
        // What is as it was stays shared with the run before.
        if *burdens.charges[item as usize] == charges {
            continue;
        }
        let charges = Shared::from(charges);
        let before = std::mem::replace(&mut burdens.charges[item as usize], charges.clone());
        for (sufferer, _) in differing(&before, &charges) {
            match sufferer {
                Sufferer::Parent(parent, _) => marked[parent as usize] = true,
                Sufferer::Work(_, product) => marked[product as usize] = true,
                Sufferer::Order(order) => {
                    touched.insert(order);
                }
            }
        }
        for (sufferer, _) in &before {
            match sufferer {
                Sufferer::Parent(..) => {}
                Sufferer::Order(order) => burdens.orders.lift(order.get(), item),
                Sufferer::Work(work, _) => burdens.works.lift(*work, item),
            }
        }
        for (sufferer, status) in &charges {
            match sufferer {
                Sufferer::Parent(..) => {}
                Sufferer::Order(order) => burdens.orders.put(order.get(), item, *status),
                Sufferer::Work(work, _) => burdens.works.put(*work, item, *status),
            }
        }
    }
    touched
}

/// How every open sales order stands in a plan that may be supposed.
pub(in super::super) fn standing(loaded: &Loaded, plan: &Plan) -> Vec<(SalesOrderId, MrpStatus)> {
    let items = loaded.snapshot.items.len();
    let mut burdens = Burdens::default();
    burdens.charges.resize_with(items, Shared::default);
    follow(loaded, plan, &mut burdens, vec![true; items]);
    let open: BTreeSet<SalesOrderId> = loaded.open_lines.iter().map(|line| line.order).collect();
    open.into_iter().map(|order| (order, burdens.order_status(order))).collect()
}

/// Charges that are in one list and not in the other, both in order.
fn differing(before: &[Charge], after: &[Charge]) -> Vec<Charge> {
    let missing = |of: &[Charge], from: &[Charge]| -> Vec<Charge> {
        of.iter().filter(|charge| from.binary_search(charge).is_err()).copied().collect()
    };
    let mut out = missing(before, after);
    out.extend(missing(after, before));
    out
}

/// How bad the components of the orders of one item are, by the places of its planned orders and of its receipts.
#[derive(Default)]
struct Below {
    planned: Vec<MrpStatus>,
    receipts: Vec<MrpStatus>,
}

impl Below {
    fn worsen(&mut self, order: ParentOrder, status: MrpStatus) {
        let (list, nth) = match order {
            ParentOrder::Planned(nth) => (&mut self.planned, nth as usize),
            ParentOrder::Receipt(nth) => (&mut self.receipts, nth as usize),
        };
        if list.len() <= nth {
            list.resize(nth + 1, MrpStatus::Covered);
        }
        list[nth] = list[nth].max(status);
    }

    fn of(&self, order: ParentOrder) -> MrpStatus {
        let (list, nth) = match order {
            ParentOrder::Planned(nth) => (&self.planned, nth),
            ParentOrder::Receipt(nth) => (&self.receipts, nth),
        };
        list.get(nth as usize).copied().unwrap_or(MrpStatus::Covered)
    }
}

impl<'a> Walk<'a> {
    fn new(loaded: &'a Loaded, plan: &'a Plan, pegging: &'a Pegging<'a>) -> Self {
        let snapshot = &loaded.snapshot;
        let firm = snapshot.supplies.iter().filter(|row| row.kind == SupplyKind::PlannedFirm);
        let mut starts: HashMap<i64, i32> =
            firm.filter_map(|row| Some((row.id, day_of(row.start?)))).collect();
        if snapshot.options.firm_fence_days > 0 {
            starts.extend(snapshot.existing.iter().map(|row| (row.id, day_of(row.start))));
        }
        let mut ranks = vec![0; snapshot.items.len()];
        for (rank, item) in plan.sequence().iter().enumerate() {
            ranks[*item as usize] = rank as u32;
        }
        Self { loaded, plan, pegging, starts, ranks }
    }

    fn charges(&self, burdens: &Burdens, item: u32) -> Vec<Charge> {
        let pegs: ItemPegs = self.pegging.once(item);
        let below = self.below(burdens, item);
        // Nobody can start what the item's orders ask for.
        let stops = |kind| matches!(kind, ExceptionKind::MissingBom | ExceptionKind::MissingVendor);
        let blocked = self.plan.exceptions_of(item).iter().any(|message| stops(message.kind));
        let mut charges: Vec<Charge> = Vec::new();
        let mut charge = |need: DemandNode, status: MrpStatus| {
            if status > MrpStatus::Covered {
                charges.extend(self.sufferers(item, need).into_iter().flatten().map(|who| (who, status)));
            }
        };
        for peg in &pegs.pegs {
            charge(peg.need, self.supply(burdens, item, peg.supply, blocked, &below));
        }
        for (need, _, _) in &pegs.uncovered {
            charge(*need, MrpStatus::Short);
        }
        // The worst of each sufferer is the last.
        charges.sort_unstable_by(|a, b| b.cmp(a));
        charges.dedup_by_key(|(who, _)| *who);
        charges.reverse();
        charges
    }

    /// How bad the components of each order of an item are.
    fn below(&self, burdens: &Burdens, item: u32) -> Below {
        let mut found = Below::default();
        for component in self.pegging.components_of(item) {
            let Some(charges) = burdens.charges.get(component as usize) else { continue };
            let first = Sufferer::Parent(item, ParentOrder::Planned(0));
            let from = charges.partition_point(|(who, _)| *who < first);
            for (who, status) in &charges[from..] {
                match who {
                    Sufferer::Parent(parent, order) if *parent == item => found.worsen(*order, *status),
                    Sufferer::Parent(..) | Sufferer::Order(_) | Sufferer::Work(..) => break,
                }
            }
        }
        found
    }

    fn supply(
        &self,
        burdens: &Burdens,
        item: u32,
        node: SupplyNode,
        blocked: bool,
        below: &Below,
    ) -> MrpStatus {
        let worst = |order: ParentOrder| below.of(order);
        let plan = self.plan;
        match node {
            SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => MrpStatus::Covered,
            SupplyNode::Planned(nth) => {
                let Some(order) = plan.orders_of(item).get(nth as usize) else {
                    return MrpStatus::Short;
                };
                let own = if order.kind == OrderKind::PassThrough {
                    MrpStatus::Covered
                } else if blocked {
                    MrpStatus::Short
                } else if order.start < plan.today() {
                    MrpStatus::Late
                } else {
                    MrpStatus::Planned
                };
                own.max(worst(ParentOrder::Planned(nth)))
            }
            SupplyNode::Receipt(nth) => {
                let moved = plan.rescheduled_of(item).iter().any(|row| row.nth == nth);
                let own = match self.pegging.receipt(item, nth) {
                    Some(OrderRef::Supply(SupplyKind::PlannedFirm, id) | OrderRef::Frozen(id)) => {
                        let late = self.starts.get(&id).is_some_and(|start| *start < plan.today());
                        if late { MrpStatus::Late } else { MrpStatus::Planned }
                    }
                    Some(OrderRef::Supply(SupplyKind::WorkOrder, id)) => burdens.work_status(id),
                    _ => MrpStatus::Covered,
                };
                let own = if moved { own.max(MrpStatus::Late) } else { own };
                own.max(worst(ParentOrder::Receipt(nth)))
            }
        }
    }

    fn sufferers(&self, item: u32, need: DemandNode) -> [Option<Sufferer>; 2] {
        match need {
            DemandNode::Need(row) => {
                let Some(source) = self.loaded.sources.get(row as usize) else { return [None; 2] };
                let order = source.order.map(Sufferer::Order);
                let product = self.loaded.position(source.owner);
                // A material that is netted before what it is used for comes too late to tell.
                let above = |product: &u32| self.ranks[*product as usize] < self.ranks[item as usize];
                let work = source.work_order.zip(product.filter(above));
                [order, work.map(|(work, product)| Sufferer::Work(work.get(), product))]
            }
            DemandNode::Parent(parent, order) => [Some(Sufferer::Parent(parent, order)), None],
            DemandNode::StandInFor(_)
            | DemandNode::Debt
            | DemandNode::SafetyStock
            | DemandNode::OrderPoint => [None; 2],
        }
    }
}
