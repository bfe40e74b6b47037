//! What a run found: the plan in the words of the store, before anything is written.

mod messages;
mod origins;
mod pegs;
mod status;
mod trail;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::{Arc, OnceLock};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::diff::{PlanDiff, diff_of};
use spoolyard_planning::pegging::Pegging;
use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::{ExistingOrder, OrderKind, PlannedOrder, SupplyKind};
use spoolyard_types::ids::{ProductId, SalesOrderId};

use super::model::MrpStatus;
use super::snapshot::Note;
use super::view::View;

pub(super) use messages::Message;
pub(super) use pegs::{Peg, Pegs};
pub(super) use status::standing;
pub(super) use trail::Trail;

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

/// The plan that the store holds: the view that it was computed from, and what was kept of it.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) view: View,
    pub(super) trail: Trail,
    /// Items of the rows of planned orders, once somebody asks.
    places: OnceLock<HashMap<i64, u32>>,
}

impl Standing {
    pub(super) fn new(view: View, trail: Trail) -> Self {
        Self { view, trail, places: OnceLock::new() }
    }

    /// The item of a planned order's row.
    fn place(&self, row: i64) -> Option<u32> {
        let places = self.places.get_or_init(|| {
            let rows = |(item, kept): (u32, &Arc<trail::ItemTrail>)| {
                let known = |row: &Option<Id>| match row {
                    Some(Id::Known(id)) => Some((*id, item)),
                    Some(Id::Added(_)) | None => None,
                };
                kept.rows.iter().filter_map(known).collect::<Vec<_>>()
            };
            let supplies = self.view.loaded.snapshot.supplies.iter();
            let firm = supplies.filter(|row| row.kind == SupplyKind::PlannedFirm);
            let mut places: HashMap<i64, u32> = frozen(&self.view).map(|row| (row.id, row.item)).collect();
            places.extend(firm.map(|row| (row.id, row.item)));
            places.extend((0..).zip(&self.trail.items).flat_map(rows));
            places
        });
        places.get(&row).copied()
    }
}

/// Whose rows a run may change.
#[derive(Debug, Clone)]
pub(super) enum About {
    /// Everybody's.
    All,
    /// Those of these products and sales orders, and messages about no product.
    Some { products: BTreeSet<ProductId>, orders: BTreeSet<SalesOrderId> },
}

/// What a run found about those that it is about.
pub(super) struct Outcome {
    pub(super) about: About,
    pub(super) added: Vec<Wanted>,
    pub(super) changed: Vec<(i64, Wanted)>,
    /// Rows that nothing needs any more, with their items; `u32::MAX` where there is none any more.
    pub(super) dropped: Vec<(u32, i64)>,
    pub(super) messages: Vec<Message>,
    /// How sales orders stand; none when they are not open any more.
    pub(super) statuses: Vec<(SalesOrderId, Option<MrpStatus>)>,
    /// Proposals that there are in all.
    pub(super) orders: usize,
    /// Items for which something has to be ordered.
    pub(super) shortages: usize,
    pub(super) trail: Trail,
}

impl Outcome {
    /// Compares a plan with what the store holds: with all of it, or with what can differ from the standing plan.
    pub(super) fn of(view: &View, standing: Option<&Standing>) -> Self {
        let items = view.loaded.snapshot.items.len();
        let standing = standing.filter(|standing| standing.view.lineage == view.lineage);
        let mut trail = standing.map(|standing| standing.trail.clone()).unwrap_or_default();
        trail.items.resize_with(items, Arc::default);
        let mut marked = vec![standing.is_none(); items];
        for item in &view.open {
            marked[*item as usize] = true;
        }
        let pegging = Pegging::new(&view.loaded.snapshot, &view.plan);
        let mut followed = marked.clone();
        origins::follow(view, &pegging, &mut trail, &mut followed);
        let found = diff_of(&view.loaded.snapshot, &view.plan, |item| followed[item as usize]);
        name_rows(view, &found, &followed, &mut trail);
        // Who waits for whom is told in the order of netting: in another order everybody is asked again.
        let same_order =
            standing.is_some_and(|standing| standing.view.plan.sequence() == view.plan.sequence());
        let suffering = if same_order { marked } else { vec![true; items] };
        let touched = status::follow(&view.loaded, &view.plan, &pegging, &mut trail, suffering);
        drop(pegging);
        let (orders, statuses) = statuses(view, touched, &mut trail, standing.is_none());
        let (products, messages) = messages::of(view, standing, &mut trail, followed.clone());
        let about = match standing {
            None => About::All,
            Some(_) => About::Some { products, orders },
        };
        let mut out = Self {
            about,
            added: Vec::new(),
            changed: Vec::new(),
            dropped: Vec::new(),
            messages,
            statuses,
            orders: view.plan.order_count() + frozen(view).count(),
            shortages: view.plan.wanting_count(),
            trail,
        };
        out.want(view, &found, &followed);
        out
    }

    /// Says what the rows shall be that differ.
    fn want(&mut self, view: &View, found: &PlanDiff, followed: &[bool]) {
        let mut wanted: HashMap<Id, Wanted> = HashMap::new();
        for item in (0..).zip(followed).filter(|(_, followed)| **followed).map(|(item, _)| item) {
            let Some(known) = view.loaded.known.get(item as usize) else { continue };
            for (nth, order) in (0..).zip(view.plan.orders_of(item)) {
                let Some(id) = self.trail.row(item, nth) else { continue };
                let buys = order.kind == OrderKind::Buy;
                let note = Note {
                    origin: self.trail.origin(item, ParentOrder::Planned(nth)),
                    vendor: known.vendor.filter(|_| buys),
                    bom: known.bom.filter(|_| !buys),
                };
                wanted.insert(id, Wanted { order: *order, product: known.product, note });
            }
        }
        let added = 0..found.added.len();
        self.added = added.filter_map(|nth| wanted.get(&Id::Added(nth)).copied()).collect();
        let rows = found.changed.iter();
        self.changed = rows.filter_map(|row| Some((row.id, *wanted.get(&Id::Known(row.id))?))).collect();
        let kept: HashSet<i64> = found.unchanged.iter().copied().collect();
        let gone: HashSet<i64> = found.dropped.iter().copied().collect();
        let existing = &view.loaded.snapshot.existing;
        for item in (0..).zip(followed).filter(|(_, followed)| **followed).map(|(item, _)| item) {
            for (row, note) in existing.of(item).iter().zip(view.loaded.notes.of(item)) {
                if gone.contains(&row.id) {
                    self.dropped.push((item, row.id));
                } else if kept.contains(&row.id)
                    && let Some(wanted) = wanted.get(&Id::Known(row.id)).filter(|w| w.note != *note)
                {
                    self.changed.push((row.id, *wanted));
                }
            }
        }
        let astray = existing.beyond(view.loaded.snapshot.items.len()).filter(|row| gone.contains(&row.id));
        self.dropped.extend(astray.map(|row| (u32::MAX, row.id)));
    }
}

/// Proposals that the fence froze: receipts of the plan, not its orders.
fn frozen(view: &View) -> impl Iterator<Item = &ExistingOrder> {
    let today = view.plan.today();
    let fence_end = today.saturating_add(view.loaded.snapshot.options.firm_fence_days.max(0));
    let rows = (fence_end > today).then(|| view.loaded.snapshot.existing.iter());
    rows.into_iter().flatten().filter(move |row| {
        let due = day_of(row.due);
        due >= today && due < fence_end
    })
}

/// Finds the row of each planned order of the items that were asked about.
fn name_rows(view: &View, found: &PlanDiff, asked: &[bool], trail: &mut Trail) {
    let mut known: HashMap<(u32, i32, i32, i64), VecDeque<Id>> = HashMap::new();
    let key = |order: &PlannedOrder| (order.item, order.due, order.start, order.qty);
    let frozen: BTreeSet<i64> = frozen(view).map(|row| row.id).collect();
    let kept: HashSet<i64> = found.unchanged.iter().copied().collect();
    let items = (0..).zip(asked).filter(|(_, asked)| **asked).map(|(item, _)| item);
    let mut rows: Vec<&ExistingOrder> = items
        .flat_map(|item| view.loaded.snapshot.existing.of(item))
        .filter(|row| kept.contains(&row.id) && !frozen.contains(&row.id))
        .collect();
    rows.sort_unstable_by_key(|row| row.id);
    for row in rows {
        let values = (row.item, day_of(row.due), day_of(row.start), row.qty);
        known.entry(values).or_default().push_back(Id::Known(row.id));
    }
    for row in &found.changed {
        known.entry(key(&row.order)).or_default().push_back(Id::Known(row.id));
    }
    for (nth, order) in found.added.iter().enumerate() {
        known.entry(key(order)).or_default().push_back(Id::Added(nth));
    }
    for item in (0..).zip(asked).filter(|(_, asked)| **asked).map(|(item, _)| item) {
        let mut take = |order: &PlannedOrder| {
            let is_order = order.kind != OrderKind::PassThrough;
            known.get_mut(&key(order)).filter(|_| is_order).and_then(VecDeque::pop_front)
        };
        let rows: Vec<Option<Id>> = view.plan.orders_of(item).iter().map(&mut take).collect();
        if trail.item(item).is_some_and(|kept| kept.rows != rows)
            && let Some(kept) = trail.edit(item)
        {
            kept.rows = rows;
        }
    }
}

/// How the sales orders stand that may stand otherwise than before.
fn statuses(
    view: &View,
    mut touched: BTreeSet<SalesOrderId>,
    trail: &mut Trail,
    all: bool,
) -> (BTreeSet<SalesOrderId>, Vec<(SalesOrderId, Option<MrpStatus>)>) {
    if all || !trail.lines.is(&view.loaded.open_lines) {
        let mut open: Vec<SalesOrderId> = view.loaded.open_lines.iter().map(|line| line.order).collect();
        open.sort_unstable();
        open.dedup();
        if all {
            touched = open.iter().copied().collect();
        } else if open != *trail.open {
            let both = |order: &&SalesOrderId| open.binary_search(order).is_ok();
            let was = |order: &&SalesOrderId| trail.open.binary_search(order).is_ok();
            touched.extend(trail.open.iter().filter(|order| !both(order)));
            touched.extend(open.iter().filter(|order| !was(order)));
        }
        trail.open = open.into();
        trail.lines = view.loaded.open_lines.clone();
    }
    let stands =
        |order: &SalesOrderId| trail.open.binary_search(order).ok().map(|_| trail.order_status(*order));
    let statuses = touched.iter().map(|order| (*order, stands(order))).collect();
    (touched, statuses)
}
