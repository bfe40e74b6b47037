//! Messages about an item: what the planner is asked to do and why.
//!
//! Whether an open receipt is needed, and when, is judged against the needs that it was placed for: receipts in date
//! order cover needs in date order, before any new order is planned. A receipt that is needed earlier than it comes is
//! only asked to hurry when the plan counts on that (`use_late_receipts`); one whose date has passed gets that one message.

use crate::input::{Options, Snapshot};
use crate::model::Model;
use crate::netting::{Bucket, Netting};
use crate::plan::{Exception, ExceptionKind, OrderKind, OrderRef};

impl Netting<'_> {
    /// A message that is not about an order's dates.
    pub(crate) fn say(
        &mut self,
        item: u32,
        kind: ExceptionKind,
        order: OrderRef,
        qty: i64,
        due: Option<i32>,
    ) {
        self.desk.exceptions.push(Exception { item, kind, order, qty, from: None, to: None, due });
    }

    pub(crate) fn say_short(&mut self, item: u32, bucket: Bucket, projected: i64) {
        let (kind, qty) = if projected < 0 {
            (ExceptionKind::Shortage, projected.saturating_neg())
        } else {
            (ExceptionKind::BelowSafetyStock, bucket.floor - projected)
        };
        self.say(item, kind, OrderRef::Item, qty, Some(bucket.day));
    }

    /// Messages about the orders, receipts and needs of an item whose netting is done.
    pub(crate) fn say_all(&mut self, snapshot: &Snapshot, item: u32) {
        // Orders are told by their places in the plan, which has them in order.
        self.desk.orders.sort_unstable();
        self.say_releases(item);
        self.say_needs(snapshot, item);
        if !self.model.incoming_of(item).is_empty() {
            self.say_receipts(item);
        }
        self.say_missing(snapshot, item);
    }

    fn say_releases(&mut self, item: u32) {
        let today = self.model.today;
        for position in 0..self.desk.orders.len() {
            let order = self.desk.orders[position];
            if order.kind == OrderKind::PassThrough || order.start > today {
                continue;
            }
            let kind =
                if order.start < today { ExceptionKind::ReleasePastDue } else { ExceptionKind::Release };
            let reference = OrderRef::Planned(position as u32);
            self.desk.exceptions.push(Exception {
                item,
                kind,
                order: reference,
                qty: order.qty,
                from: Some(order.start),
                to: Some(today),
                due: Some(order.due),
            });
        }
        for firm in self.model.incoming_of(item) {
            if firm.started > 0 && firm.start < today && firm.dated.is_some_and(|day| day >= today) {
                self.desk.exceptions.push(Exception {
                    item,
                    kind: ExceptionKind::ReleasePastDue,
                    order: firm.order,
                    qty: firm.started,
                    from: Some(firm.start),
                    to: Some(today),
                    due: firm.dated,
                });
            }
        }
    }

    fn say_needs(&mut self, snapshot: &Snapshot, item: u32) {
        for need in self.model.needs_of(item) {
            let kind = if !need.dated {
                ExceptionKind::UndatedDemand
            } else if need.day < self.model.today {
                ExceptionKind::PastDueDemand
            } else {
                continue;
            };
            let demand = &snapshot.demands[need.row as usize];
            self.say(item, kind, OrderRef::Demand(demand.kind, demand.id), need.qty, Some(need.day));
        }
    }

    fn say_receipts(&mut self, item: u32) {
        let model = self.model;
        let needed = needed_days(model, item, &self.desk.buckets);
        for (nth, receipt) in model.incoming_of(item).iter().enumerate() {
            let message = |kind, qty, to| Exception {
                item,
                kind,
                order: receipt.order,
                qty,
                from: receipt.dated,
                to,
                due: None,
            };
            let Some(dated) = receipt.dated else {
                self.desk.exceptions.push(message(
                    ExceptionKind::UndatedReceipt,
                    receipt.good,
                    Some(model.today),
                ));
                continue;
            };
            if dated < model.today {
                self.desk.exceptions.push(message(ExceptionKind::PastDueReceipt, receipt.good, None));
                continue;
            }
            let frozen = matches!(receipt.order, OrderRef::Frozen(_));
            if frozen || (model.fence_end > model.today && dated < model.fence_end) {
                continue;
            }
            let moves = self.desk.rescheduled.iter();
            let moved = moves.clone().find(|row| row.nth == nth as u32).map(|row| row.day);
            let asked = reschedule(receipt.good, dated, moved, needed[nth], model.today);
            if let Some((kind, qty, to)) = asked
                && worth_saying(self.options, kind, qty, dated, to)
            {
                self.desk.exceptions.push(message(kind, qty, to));
            }
        }
    }

    fn say_missing(&mut self, snapshot: &Snapshot, item: u32) {
        let qty: i64 = self.desk.orders.iter().map(|order| order.qty).fold(0, i64::saturating_add);
        if qty == 0 {
            return;
        }
        let row = &snapshot.items[item as usize];
        let kind = self.model.rules[item as usize].kind;
        let no_parts = self.model.structure.components.of(item).is_empty()
            && !self.model.structure.in_cycle[item as usize];
        if kind == OrderKind::Make && no_parts {
            self.say(item, ExceptionKind::MissingBom, OrderRef::Item, qty, None);
        }
        if kind == OrderKind::Make && !row.has_routing {
            self.say(item, ExceptionKind::MissingRouting, OrderRef::Item, qty, None);
        }
        if kind == OrderKind::Buy && !row.has_vendor {
            self.say(item, ExceptionKind::MissingVendor, OrderRef::Item, qty, None);
        }
    }
}

/// When a receipt is first needed, and how much of it ever is.
#[derive(Debug, Clone, Copy)]
struct Needed {
    day: Option<i32>,
    qty: i64,
}

/// Receipts in date order against needs in date order.
fn needed_days(model: &Model, item: u32, buckets: &[Bucket]) -> Vec<Needed> {
    let rule = &model.rules[item as usize];
    let point = rule.reorder.map_or(0, |(point, _)| point);
    let mut peaks: Vec<(i32, i64)> = Vec::new();
    let mut demand = 0_i64;
    for bucket in buckets {
        demand = demand.saturating_add(bucket.demand);
        let floor = if bucket.day >= model.today { bucket.floor.max(point) } else { bucket.floor };
        let needed = demand.saturating_add(floor);
        if peaks.last().is_none_or(|(_, highest)| needed > *highest) {
            peaks.push((bucket.day, needed));
        }
    }
    let most = peaks.last().map_or(0, |(_, highest)| *highest);
    let mut before = rule.opening.max(0);
    model
        .incoming_of(item)
        .iter()
        .map(|receipt| {
            let first = peaks.partition_point(|(_, needed)| *needed <= before);
            let qty = most.saturating_sub(before).clamp(0, receipt.good);
            before = before.saturating_add(receipt.good);
            Needed { day: peaks.get(first).map(|(day, _)| *day), qty }
        })
        .collect()
}

fn reschedule(
    good: i64,
    dated: i32,
    moved: Option<i32>,
    needed: Needed,
    today: i32,
) -> Option<(ExceptionKind, i64, Option<i32>)> {
    match (moved, needed.day) {
        // What comes today already cannot be asked to hurry.
        (Some(day), _) => {
            (day.max(today) < dated).then(|| (ExceptionKind::Expedite, good, Some(day.max(today))))
        }
        (None, None) => Some((ExceptionKind::Cancel, good, None)),
        (None, Some(day)) if day > dated => Some((ExceptionKind::DeExpedite, good, Some(day))),
        (None, Some(_)) if needed.qty < good => Some((ExceptionKind::Excess, good - needed.qty, None)),
        (None, Some(_)) => None,
    }
}

fn worth_saying(options: Options, kind: ExceptionKind, qty: i64, dated: i32, to: Option<i32>) -> bool {
    let small = qty < options.dampening_qty && kind != ExceptionKind::Expedite;
    let near = to.is_some_and(|to| (to - dated).abs() <= options.dampening_days.max(0));
    !small && !near
}
