//! What a run found: the plan in the words of the store, before anything is written.

mod messages;
mod pegs;
mod status;

use std::collections::{HashMap, VecDeque};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::diff::{PlanDiff, diff};
use spoolyard_planning::pegging::{DemandNode, Pegging, SupplyNode};
use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::{DemandKind, OrderKind, Plan, PlannedOrder, plan};
use spoolyard_types::ids::{ProductId, SalesOrderId};

use super::model::{DemandType, MrpStatus};
use super::snapshot::{Loaded, Note};

pub(super) use messages::Message;
pub(super) use pegs::Peg;
pub(super) use status::all as standing;

/// A row of the store, or one that this run will add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Id {
    /// It is there.
    Known(i64),
    /// The nth of the orders that are added.
    Added(usize),
}

/// A planned order as it shall be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) order: PlannedOrder,
    pub(super) product: ProductId,
    pub(super) note: Note,
}

/// What a run found.
pub(super) struct Outcome {
    pub(super) plan: Plan,
    pub(super) added: Vec<Wanted>,
    pub(super) changed: Vec<(i64, Wanted)>,
    pub(super) dropped: Vec<i64>,
    /// Proposals that stay as they are.
    pub(super) unchanged: usize,
    pub(super) pegs: Vec<Peg>,
    pub(super) messages: Vec<Message>,
    pub(super) statuses: Vec<(SalesOrderId, MrpStatus)>,
    /// Items for which something has to be ordered.
    pub(super) shortages: usize,
}

/// Which row each planned order of the plan is.
pub(super) struct Names {
    rows: HashMap<(u32, u32), Id>,
    demands: HashMap<(DemandKind, i64), usize>,
}

impl Names {
    fn new(loaded: &Loaded, plan: &Plan, found: &PlanDiff) -> Self {
        let mut known: HashMap<(u32, i32, i32, i64), VecDeque<Id>> = HashMap::new();
        let key = |order: &PlannedOrder| (order.item, order.due, order.start, order.qty);
        let by_id: HashMap<i64, _> = loaded.snapshot.existing.iter().map(|row| (row.id, row)).collect();
        let fence_end = plan.today().saturating_add(loaded.snapshot.options.firm_fence_days.max(0));
        for id in &found.unchanged {
            let Some(row) = by_id.get(id) else { continue };
            let due = day_of(row.due);
            // What the fence froze is a receipt of the plan, not one of its orders.
            if !(due >= plan.today() && due < fence_end) {
                let values = (row.item, due, day_of(row.start), row.qty);
                known.entry(values).or_default().push_back(Id::Known(*id));
            }
        }
        for row in &found.changed {
            known.entry(key(&row.order)).or_default().push_back(Id::Known(row.id));
        }
        for (nth, order) in found.added.iter().enumerate() {
            known.entry(key(order)).or_default().push_back(Id::Added(nth));
        }
        let mut rows = HashMap::new();
        for item in 0..loaded.snapshot.items.len() as u32 {
            for (nth, order) in plan.orders_of(item).iter().enumerate() {
                if order.kind != OrderKind::PassThrough
                    && let Some(id) = known.get_mut(&key(order)).and_then(VecDeque::pop_front)
                {
                    rows.insert((item, nth as u32), id);
                }
            }
        }
        let demands =
            loaded.snapshot.demands.iter().enumerate().map(|(row, d)| ((d.kind, d.id), row)).collect();
        Self { rows, demands }
    }

    /// The row of the nth planned order of an item; none for the steps through a phantom.
    pub(super) fn planned(&self, item: u32, nth: u32) -> Option<Id> {
        self.rows.get(&(item, nth)).copied()
    }

    /// The row of the snapshot that a need's key names.
    pub(super) fn demand(&self, kind: DemandKind, id: i64) -> Option<usize> {
        self.demands.get(&(kind, id)).copied()
    }
}

impl Outcome {
    /// Plans a snapshot and compares it with what the store proposes.
    pub(super) fn of(loaded: &Loaded) -> Self {
        let plan = plan(&loaded.snapshot);
        let found = diff(&loaded.snapshot, &plan);
        let names = Names::new(loaded, &plan, &found);
        let mut pegging = Pegging::new(&loaded.snapshot, &plan);
        let origins = origins(loaded, &plan, &mut pegging);
        let pegs = pegs::all(loaded, &mut pegging, &names);
        let statuses = status::all(loaded, &plan, &mut pegging);
        let messages = messages::all(loaded, &plan, &names);
        drop(pegging);
        let mut wanted: HashMap<Id, Wanted> = HashMap::new();
        for ((item, nth), id) in &names.rows {
            if let (Some(order), Some(known)) =
                (plan.orders_of(*item).get(*nth as usize), loaded.known.get(*item as usize))
            {
                let buys = order.kind == OrderKind::Buy;
                let note = Note {
                    origin: origins.get(&(*item, ParentOrder::Planned(*nth))).copied(),
                    vendor: known.vendor.filter(|_| buys),
                    bom: known.bom.filter(|_| !buys),
                };
                wanted.insert(*id, Wanted { order: *order, product: known.product, note });
            }
        }
        let added = (0..found.added.len()).filter_map(|nth| wanted.get(&Id::Added(nth)).copied()).collect();
        let mut changed: Vec<(i64, Wanted)> = Vec::new();
        for row in &found.changed {
            changed.extend(wanted.get(&Id::Known(row.id)).map(|wanted| (row.id, *wanted)));
        }
        for id in &found.unchanged {
            let differs = |w: &&Wanted| loaded.notes.get(id) != Some(&w.note);
            changed.extend(wanted.get(&Id::Known(*id)).filter(differs).map(|wanted| (*id, *wanted)));
        }
        let shortages =
            (0..loaded.known.len() as u32).filter(|item| !plan.orders_of(*item).is_empty()).count();
        let unchanged = found.unchanged.len();
        Self { plan, added, changed, dropped: found.dropped, unchanged, pegs, messages, statuses, shortages }
    }
}

/// Whom each planned order serves in the end: the first need that its own first need leads up to.
fn origins(
    loaded: &Loaded,
    plan: &Plan,
    pegging: &mut Pegging<'_>,
) -> HashMap<(u32, ParentOrder), (DemandType, i64)> {
    let mut found: HashMap<(u32, ParentOrder), (DemandType, i64)> = HashMap::new();
    for item in top_down(loaded, plan) {
        let id = loaded.known.get(item as usize).map_or(0, |known| known.product.get());
        for peg in &pegging.of(item).pegs {
            let node = match peg.supply {
                SupplyNode::Planned(nth) => (item, ParentOrder::Planned(nth)),
                SupplyNode::Receipt(nth) => (item, ParentOrder::Receipt(nth)),
                SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => continue,
            };
            let origin = match peg.need {
                DemandNode::Need(row) => loaded.sources.get(row as usize).map(|s| (s.kind, s.id)),
                DemandNode::Parent(parent, order) => found.get(&(parent, order)).copied(),
                DemandNode::SafetyStock | DemandNode::Debt => Some((DemandType::SafetyStock, id)),
                DemandNode::OrderPoint => Some((DemandType::ReorderPoint, id)),
                DemandNode::StandInFor(_) => None,
            };
            if let Some(origin) = origin {
                found.entry(node).or_insert(origin);
            }
        }
    }
    found
}

/// Items, parents before components.
fn top_down(loaded: &Loaded, plan: &Plan) -> Vec<u32> {
    let mut items: Vec<u32> = (0..loaded.snapshot.items.len() as u32).collect();
    items.sort_by_key(|item| plan.low_level_code(*item));
    items
}
