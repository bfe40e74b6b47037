//! What a run changes in the store: planned orders added, changed, dropped, unchanged.
//!
//! Orders keep their ids. Each existing order is matched to at most one new order of its item: first the identical one,
//! then one due the same day (resized), then one of the same quantity (moved), then the rest in date order.

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
    diff_of(snapshot, plan, |_| true)
}

/// Compares the existing orders of some items with the plan, and says nothing of the others. Orders of items that are
/// not there any more are dropped in any case.
#[must_use]
pub fn diff_of(snapshot: &Snapshot, plan: &Plan, is_asked: impl Fn(u32) -> bool) -> PlanDiff {
    let mut found = PlanDiff::default();
    let fence_end = plan.today().saturating_add(snapshot.options.firm_fence_days.max(0));
    let is_frozen = |order: &&ExistingOrder| {
        let due = day_of(order.due);
        due >= plan.today() && due < fence_end
    };
    for item in plan.sequence().iter().filter(|item| is_asked(**item)) {
        let (frozen, old): (Vec<_>, Vec<_>) = snapshot.existing.of(*item).iter().partition(is_frozen);
        found.unchanged.extend(frozen.iter().map(|order| order.id));
        let new = plan.orders_of(*item).iter().filter(|order| order.kind != OrderKind::PassThrough);
        match_item(old, new.collect(), &mut found);
    }
    for order in snapshot.existing.beyond(snapshot.items.len()) {
        let list = if is_frozen(&order) { &mut found.unchanged } else { &mut found.dropped };
        list.push(order.id);
    }
    found.unchanged.sort_unstable();
    found.dropped.sort_unstable();
    found
}

/// Whether an existing and a new order are alike in some way.
type Likeness<'a> = dyn Fn(&ExistingOrder, &PlannedOrder) -> bool + 'a;

fn match_item(mut old: Vec<&ExistingOrder>, mut new: Vec<&PlannedOrder>, found: &mut PlanDiff) {
    old.sort_by_key(|order| (order.due, order.start, order.qty, order.id));
    let kind_of = |old: &ExistingOrder| match old.procurement {
        Procurement::Make => OrderKind::Make,
        Procurement::Buy => OrderKind::Buy,
    };
    let same_due = |old: &ExistingOrder, new: &PlannedOrder| day_of(old.due) == new.due;
    let same_start = |old: &ExistingOrder, new: &PlannedOrder| day_of(old.start) == new.start;
    let rules: [&Likeness<'_>; 4] = [
        &|old, new| same_due(old, new) && same_start(old, new) && old.qty == new.qty,
        &|old, new| same_due(old, new),
        &|old, new| old.qty == new.qty,
        &|_, _| true,
    ];
    for same in rules {
        pair(
            &mut old,
            &mut new,
            |old, new| kind_of(old) == new.kind && same(old, new),
            |old, new| {
                let moved = !(same_due(old, new) && same_start(old, new));
                let resized = old.qty != new.qty;
                if moved || resized {
                    found.changed.push(ChangedOrder { id: old.id, order: *new, moved, resized });
                } else {
                    found.unchanged.push(old.id);
                }
            },
        );
    }
    found.dropped.extend(old.iter().map(|order| order.id));
    found.added.extend(new.into_iter().copied());
}

/// Takes pairs out of both lists: for each old order the first new one that fits, both in date order.
fn pair(
    old: &mut Vec<&ExistingOrder>,
    new: &mut Vec<&PlannedOrder>,
    fits: impl Fn(&ExistingOrder, &PlannedOrder) -> bool,
    mut take: impl FnMut(&ExistingOrder, &PlannedOrder),
) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let mut used = vec![false; new.len()];
    // Both lists are in date order, so a partner usually stands at the front of what is left.
    let mut front = 0;
    old.retain(|order| {
        while used.get(front) == Some(&true) {
            front += 1;
        }
        let partner = (front..new.len()).find(|position| !used[*position] && fits(order, new[*position]));
        if let Some(position) = partner {
            used[position] = true;
            take(order, new[position]);
        }
        partner.is_none()
    });
    let mut position = 0;
    new.retain(|_| {
        position += 1;
        !used[position - 1]
    });
}
