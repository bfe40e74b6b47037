//! Receipts and needs, checked and grouped by item.

use super::Model;
use crate::calendar::day_of;
use crate::input::{Snapshot, SupplyKind};
use crate::plan::{OrderRef, Problem, ProblemKind};
use crate::quantity::LARGEST_QTY;

/// Goods on their way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming {
    pub(crate) item: u32,
    /// Its own date; `None` when it has none.
    pub(crate) dated: Option<i32>,
    /// The day from which it counts, never before today.
    pub(crate) day: i32,
    pub(crate) good: i64,
    /// Quantity whose components are still to be planned: firm and frozen planned orders.
    pub(crate) started: i64,
    pub(crate) start: i32,
    pub(crate) order: OrderRef,
}

/// A checked need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    pub(crate) item: u32,
    pub(crate) day: i32,
    pub(crate) qty: i64,
    pub(crate) dated: bool,
    /// Position in the snapshot.
    pub(crate) row: u32,
}

impl Model {
    pub(super) fn gather_incoming(&mut self, snapshot: &Snapshot) {
        let mut rows = Vec::with_capacity(snapshot.supplies.len());
        for supply in &snapshot.supplies {
            let order = OrderRef::Supply(supply.kind, supply.id);
            if !self.accepts(supply.item, supply.qty, order, snapshot) {
                continue;
            }
            let rule = &self.rules[supply.item as usize];
            let dated = supply.date.map(day_of);
            let day = dated.unwrap_or(self.today).max(self.today);
            let firm = supply.kind == SupplyKind::PlannedFirm;
            let start = supply.start.map_or_else(
                || self.offsets.back(dated.unwrap_or(self.today), rule.lead_days(supply.qty)),
                day_of,
            );
            let good = if firm { rule.good(supply.qty) } else { supply.qty };
            let started = if firm { supply.qty } else { 0 };
            rows.push(Incoming { item: supply.item, dated, day, good, started, start, order });
        }
        // Without a fence no proposal is a receipt.
        let frozen = (self.fence_end > self.today).then(|| snapshot.existing.iter());
        for existing in frozen.into_iter().flatten() {
            let due = day_of(existing.due);
            let inside = due >= self.today && due < self.fence_end;
            if !inside || !self.accepts(existing.item, existing.qty, OrderRef::Frozen(existing.id), snapshot)
            {
                continue;
            }
            let good = self.rules[existing.item as usize].good(existing.qty);
            rows.push(Incoming {
                item: existing.item,
                dated: Some(due),
                day: due,
                good,
                started: existing.qty,
                start: day_of(existing.start),
                order: OrderRef::Frozen(existing.id),
            });
        }
        rows.sort_unstable_by_key(|row| (row.item, row.day, row.dated, row.order, row.good));
        self.incoming_start = starts(snapshot.items.len(), rows.iter().map(|row| row.item));
        self.incoming = rows;
    }

    pub(super) fn gather_needs(&mut self, snapshot: &Snapshot) {
        let mut rows = Vec::with_capacity(snapshot.demands.len());
        for (row, demand) in snapshot.demands.iter().enumerate() {
            let order = OrderRef::Demand(demand.kind, demand.id);
            if !self.accepts(demand.item, demand.qty, order, snapshot) {
                continue;
            }
            let day = demand.date.map_or(self.today, day_of);
            let dated = demand.date.is_some();
            rows.push(Need { item: demand.item, day, qty: demand.qty, dated, row: row as u32 });
        }
        let (start, mut rows) = grouped(snapshot.items.len(), rows, |row| row.item);
        for item in start.windows(2) {
            rows[item[0] as usize..item[1] as usize].sort_unstable_by_key(|row| {
                let demand = &snapshot.demands[row.row as usize];
                (row.day, demand.kind, demand.id, row.qty, row.row)
            });
        }
        self.need_start = start;
        self.needs = rows;
    }

    fn accepts(&mut self, item: u32, qty: i64, order: OrderRef, snapshot: &Snapshot) -> bool {
        let kind = if item as usize >= snapshot.items.len() {
            ProblemKind::UnknownItem
        } else if qty <= 0 {
            ProblemKind::QuantityNotPositive
        } else if qty > LARGEST_QTY {
            ProblemKind::QuantityTooLarge
        } else {
            return true;
        };
        let item = (kind != ProblemKind::UnknownItem).then_some(item);
        self.problems.push(Problem { item, kind, order });
        false
    }
}

/// Rows side by side with those of the same item, and where those of each item start.
fn grouped<T: Copy>(items: usize, rows: Vec<T>, item: impl Fn(&T) -> u32) -> (Vec<u32>, Vec<T>) {
    let start = starts(items, rows.iter().map(&item));
    let mut next = start.clone();
    let mut out = rows.clone();
    for row in rows {
        let slot = &mut next[item(&row) as usize];
        out[*slot as usize] = row;
        *slot += 1;
    }
    (start, out)
}

/// Starts of the rows of each item.
pub(super) fn starts(items: usize, sorted: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut start = vec![0_u32; items + 1];
    for item in sorted {
        start[item as usize + 1] += 1;
    }
    for item in 0..items {
        start[item + 1] += start[item];
    }
    start
}
