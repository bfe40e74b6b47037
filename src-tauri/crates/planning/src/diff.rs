//! What a run changes in the store: planned orders added, changed, dropped, unchanged.
//!
//! Orders keep their ids. Each existing order is matched to at most one new order of its item: first the identical one,
//! then one due the same day (resized), then one of the same quantity (moved), then the rest in date order. Items are
//! matched one by one, and identical orders in one walk along both lists: a farm of a million proposals has few others.

use crate::calendar::day_of;
use crate::input::{ExistingOrder, Procurement, Snapshot};
use crate::plan::{OrderKind, Plan, PlannedOrder};

/// An order that keeps its id and takes new values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedOrder {
    /// The store's key.
    pub id: i64,
    /// Its new values.
    pub order: PlannedOrder,
    /// Whether its dates differ.
    pub moved: bool,
    /// Whether its quantity differs.
    pub resized: bool,
}

/// The difference between the store and a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanDiff {
    /// Orders that the store does not have.
    pub added: Vec<PlannedOrder>,
    /// Orders that move or change size.
    pub changed: Vec<ChangedOrder>,
    /// Keys of orders that the plan no longer has.
    pub dropped: Vec<i64>,
    /// Keys of orders that stay as they are.
    pub unchanged: Vec<i64>,
}

impl PlanDiff {
    /// Whether nothing has to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.dropped.is_empty()
    }
}

/// Compares the existing orders of a snapshot with its plan. Orders inside the firm fence stay as they are.
#[must_use]
pub fn diff(snapshot: &Snapshot, plan: &Plan) -> PlanDiff {
    let fence = Fence::of(snapshot, plan);
    let mut found = PlanDiff::default();
    for item in plan.sequence() {
        let (existing, orders) = (snapshot.existing.of(*item), plan.orders_of(*item));
        let matched = match_orders(existing, orders, fence);
        for (order, fate) in orders.iter().zip(&matched.fates) {
            match *fate {
                Fate::Step => {}
                Fate::Added => found.added.push(*order),
                Fate::Kept(place) => found.unchanged.push(existing[place].id),
                Fate::Changed { place, moved, resized } => {
                    found.changed.push(ChangedOrder {
                        id: existing[place].id,
                        order: *order,
                        moved,
                        resized,
                    });
                }
            }
        }
        found.dropped.extend(matched.dropped.iter().map(|place| existing[*place].id));
        found.unchanged.extend(matched.frozen.iter().map(|place| existing[*place].id));
    }
    for order in snapshot.existing.beyond(snapshot.items.len()) {
        let list = if fence.holds(order) { &mut found.unchanged } else { &mut found.dropped };
        list.push(order.id);
    }
    found.unchanged.sort_unstable();
    found.dropped.sort_unstable();
    found
}

/// The days whose proposals a run leaves alone.
#[derive(Debug, Clone, Copy)]
pub struct Fence {
    today: i32,
    end: i32,
}

impl Fence {
    /// The fence of a plan.
    #[must_use]
    pub fn of(snapshot: &Snapshot, plan: &Plan) -> Self {
        let today = plan.today();
        Self { today, end: today.saturating_add(snapshot.options.firm_fence_days.max(0)) }
    }

    /// Whether it is there at all.
    #[must_use]
    pub fn stands(self) -> bool {
        self.end > self.today
    }

    /// Whether an existing order is due inside it.
    #[must_use]
    pub fn holds(self, order: &ExistingOrder) -> bool {
        let due = day_of(order.due);
        due >= self.today && due < self.end
    }
}

/// What an order of a plan is to the store. Places are those of the existing orders of its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A step through a phantom: no order.
    Step,
    /// The store does not have it.
    Added,
    /// It is there as it is.
    Kept(usize),
    /// It takes the place of one that was otherwise.
    Changed {
        /// The place of that one.
        place: usize,
        /// Whether its dates differ.
        moved: bool,
        /// Whether its quantity differs.
        resized: bool,
    },
}

/// How the existing orders of an item meet those of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// What becomes of each order of the plan.
    pub fates: Vec<Fate>,
    /// Existing orders that nothing needs any more.
    pub dropped: Vec<usize>,
    /// Existing orders inside the fence.
    pub frozen: Vec<usize>,
}

/// An existing order with its days as the engine counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Old {
    due: i32,
    start: i32,
    qty: i64,
    id: i64,
    place: usize,
}

/// Matches the existing orders of one item with those of a plan, which lie in the order of due date, start and quantity.
#[must_use]
pub fn match_orders(existing: &[ExistingOrder], orders: &[PlannedOrder], fence: Fence) -> Matched {
    let mut found = Matched::default();
    let is_order = |order: &&PlannedOrder| order.kind != OrderKind::PassThrough;
    let fate = |order: &PlannedOrder| if is_order(&order) { Fate::Added } else { Fate::Step };
    found.fates.extend(orders.iter().map(fate));
    // All orders of an item are made, or all are bought.
    let kind = orders.iter().find(is_order).map(|order| order.kind);
    let kind_of = |old: &ExistingOrder| match old.procurement {
        Procurement::Make => OrderKind::Make,
        Procurement::Buy => OrderKind::Buy,
    };
    let mut old: Vec<Old> = Vec::with_capacity(existing.len());
    for (place, row) in existing.iter().enumerate() {
        if fence.holds(row) {
            found.frozen.push(place);
        } else if kind == Some(kind_of(row)) {
            old.push(Old { due: day_of(row.due), start: day_of(row.start), qty: row.qty, id: row.id, place });
        } else {
            found.dropped.push(place);
        }
    }
    old.sort_unstable();
    let mut new: Vec<usize> = (0..orders.len()).filter(|place| found.fates[*place] == Fate::Added).collect();
    keep_identical(&mut old, &mut new, orders, &mut found.fates);
    let rules: [&Likeness<'_>; 3] =
        [&|old, new| old.due == new.due, &|old, new| old.qty == new.qty, &|_, _| true];
    for like in rules {
        pair(&mut old, &mut new, orders, like, &mut found.fates);
    }
    found.dropped.extend(old.iter().map(|old| old.place));
    found
}

/// Walks along both lists and takes out what is in both.
fn keep_identical(old: &mut Vec<Old>, new: &mut Vec<usize>, orders: &[PlannedOrder], fates: &mut [Fate]) {
    let mut waiting = std::mem::take(new).into_iter().peekable();
    old.retain(|old| {
        let key = (old.due, old.start, old.qty);
        let of = |place: usize| (orders[place].due, orders[place].start, orders[place].qty);
        while let Some(place) = waiting.next_if(|place| of(*place) < key) {
            new.push(place);
        }
        let partner = waiting.next_if(|place| of(*place) == key);
        if let Some(place) = partner {
            fates[place] = Fate::Kept(old.place);
        }
        partner.is_none()
    });
    new.extend(waiting);
}

/// Whether an existing and a new order are alike in some way.
type Likeness<'a> = dyn Fn(&Old, &PlannedOrder) -> bool + 'a;

/// Takes pairs out of both lists: for each old order the first new one that is like it, both in date order.
fn pair(
    old: &mut Vec<Old>,
    new: &mut Vec<usize>,
    orders: &[PlannedOrder],
    like: &Likeness<'_>,
    fates: &mut [Fate],
) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let mut used = vec![false; new.len()];
    // Both lists are in date order, so a partner usually stands at the front of what is left.
    let mut front = 0;
    old.retain(|old| {
        while used.get(front) == Some(&true) {
            front += 1;
        }
        let fits = |at: &usize| !used[*at] && like(old, &orders[new[*at]]);
        let Some(at) = (front..new.len()).find(fits) else { return true };
        used[at] = true;
        let order = &orders[new[at]];
        let moved = old.due != order.due || old.start != order.start;
        fates[new[at]] = Fate::Changed { place: old.place, moved, resized: old.qty != order.qty };
        false
    });
    let mut at = 0;
    new.retain(|_| {
        at += 1;
        !used[at - 1]
    });
}
