//! The planned orders of the store beside those of the plan.

use std::sync::Arc;

use spoolyard_planning::OrderKind;
use spoolyard_planning::diff::{Fate, Fence, match_orders};
use spoolyard_planning::requirements::ParentOrder;

use super::super::snapshot::Note;
use super::super::view::View;
use super::trail::{ItemTrail, origin};
use super::{Change, Id, Wanted};

/// What differs.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) added: Vec<(u32, u32)>,
    pub(super) changed: Vec<Change>,
    pub(super) dropped: Vec<(u32, i64)>,
}

/// Finds what differs in the items that were asked about, and the row of each of their orders.
pub(super) fn compare(view: &View, asked: &[bool], trail: &mut [Arc<ItemTrail>]) -> Compared {
    let snapshot = &view.loaded.snapshot;
    let fence = Fence::of(snapshot, &view.plan);
    let mut found = Compared::default();
    for item in view.plan.sequence().iter().copied().filter(|item| asked[*item as usize]) {
        found.compare_item(view, item, fence, &mut trail[item as usize]);
    }
    let astray = snapshot.existing.beyond(snapshot.items.len()).filter(|row| !fence.holds(row));
    found.dropped.extend(astray.map(|row| (u32::MAX, row.id)));
    found
}

/// What an order of the plan shall be in the store.
pub(super) fn wanted(view: &View, kept: &ItemTrail, item: u32, nth: u32) -> Wanted {
    let (known, order) = (&view.loaded.known[item as usize], view.plan.orders_of(item)[nth as usize]);
    let buys = order.kind == OrderKind::Buy;
    let note = Note {
        origin: origin(kept, ParentOrder::Planned(nth)),
        vendor: known.vendor.filter(|_| buys),
        bom: known.bom.filter(|_| !buys),
    };
    Wanted { order, product: known.product, note }
}

impl Compared {
    fn compare_item(&mut self, view: &View, item: u32, fence: Fence, trail: &mut Arc<ItemTrail>) {
        let (orders, existing) = (view.plan.orders_of(item), view.loaded.snapshot.existing.of(item));
        let notes = view.loaded.notes.of(item);
        let matched = match_orders(existing, orders, fence);
        let mut rows: Vec<Option<Id>> = Vec::with_capacity(orders.len());
        for (nth, fate) in (0..).zip(&matched.fates) {
            let row = match *fate {
                Fate::Step => None,
                Fate::Added => {
                    self.added.push((item, nth));
                    Some(Id::Added(self.added.len() - 1))
                }
                Fate::Kept(place) | Fate::Changed { place, .. } => {
                    let id = existing[place].id;
                    let wanted = wanted(view, trail, item, nth);
                    let (kept, is) = (&notes[place], &wanted.note);
                    let moved = matches!(*fate, Fate::Changed { moved: true, .. })
                        || (kept.vendor, kept.bom) != (is.vendor, is.bom);
                    if !matches!(*fate, Fate::Kept(_)) || kept != is {
                        self.changed.push(Change { id, wanted, moved });
                    }
                    Some(Id::Known(id))
                }
            };
            rows.push(row);
        }
        self.dropped.extend(matched.dropped.iter().map(|place| (item, existing[*place].id)));
        if trail.rows != rows {
            Arc::make_mut(trail).rows = rows;
        }
    }
}
