//! What a run found: the plan in the words of the store, before anything is written.

mod compared;
mod messages;
mod origins;
mod pegs;
mod status;
mod trail;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use spoolyard_planning::diff::Fence;
use spoolyard_planning::pegging::Pegging;
use spoolyard_planning::{ExistingOrder, PlannedOrder, SupplyKind};
use spoolyard_types::ids::{ProductId, SalesOrderId};

use super::model::MrpStatus;
use super::snapshot::Note;
use super::view::View;

pub(super) use messages::Message;
pub(super) use pegs::{Peg, Pegs};
pub(super) use status::standing;
pub(super) use trail::Trail;

/// Beyond so many items two threads are worth their while.
const MANY_ITEMS: usize = 500;

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

/// A planned order that is otherwise than its row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) id: i64,
    pub(super) wanted: Wanted,
    /// Whether more than its quantity and whom it serves differs.
    pub(super) moved: bool,
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
    /// Orders that are new, by item and place: what each shall be is told when it is written.
    pub(super) added: Vec<(u32, u32)>,
    pub(super) changed: Vec<Change>,
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
        trail.make_room(items);
        let mut marked = vec![standing.is_none(); items];
        for item in &view.open {
            marked[*item as usize] = true;
        }
        // Who waits for whom is told in the order of netting: in another order everybody is asked again.
        let same_order =
            standing.is_some_and(|standing| standing.view.plan.sequence() == view.plan.sequence());
        let suffering = if same_order { marked.clone() } else { vec![true; items] };
        let mut followed = marked;
        let burdens = &mut trail.burdens;
        let orders = &mut trail.items;
        // Neither asks the other, and each goes through who serves whom in all that is followed.
        let (touched, compared) = side_by_side(
            suffering.iter().filter(|marked| **marked).count() > MANY_ITEMS,
            || status::follow(&view.loaded, &view.plan, burdens, suffering),
            || {
                let pegging = Pegging::new(&view.loaded.snapshot, &view.plan);
                origins::follow(view, &pegging, orders, &mut followed);
                compared::compare(view, &followed, orders)
            },
        );
        let (orders, statuses) = statuses(view, touched, &mut trail, standing.is_none());
        let (products, messages) = messages::of(view, standing, &mut trail, followed);
        let about = match standing {
            None => About::All,
            Some(_) => About::Some { products, orders },
        };
        Self {
            about,
            added: compared.added,
            changed: compared.changed,
            dropped: compared.dropped,
            messages,
            statuses,
            orders: view.plan.order_count() + frozen(view).count(),
            shortages: view.plan.wanting_count(),
            trail,
        }
    }

    /// What a new order shall be.
    pub(super) fn wanted(&self, view: &View, (item, nth): (u32, u32)) -> Wanted {
        compared::wanted(view, &self.trail.items[item as usize], item, nth)
    }
}

/// Does two things, at once where they are long.
fn side_by_side<A: Send, B>(
    is_long: bool,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if !is_long {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Proposals that the fence froze: receipts of the plan, not its orders.
fn frozen(view: &View) -> impl Iterator<Item = &ExistingOrder> {
    let fence = Fence::of(&view.loaded.snapshot, &view.plan);
    let rows = fence.stands().then(|| view.loaded.snapshot.existing.iter());
    rows.into_iter().flatten().filter(move |row| fence.holds(row))
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
    let stands = |order: &SalesOrderId| {
        trail.open.binary_search(order).ok().map(|_| trail.burdens.order_status(*order))
    };
    let statuses = touched.iter().map(|order| (*order, stands(order))).collect();
    (touched, statuses)
}
