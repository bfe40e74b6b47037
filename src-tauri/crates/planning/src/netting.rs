//! Netting one item at date level.
//!
//! The moves of an item are gathered into buckets, one per date on which something happens. Walking them in order,
//! whatever leaves projected on hand below the floor of the day (safety stock, from today on) is covered: first by later
//! receipts that can be asked to come earlier, then by substitutes, then by new orders sized by the lot rule.

use crate::input::{LotPolicy, Options};
use crate::lots::economic::{economic_lot, economic_window};
use crate::lots::look_ahead::{least_total_cost, least_unit_cost, silver_meal};
use crate::lots::modifiers::order_quantities;
use crate::lots::wagner_whitin::cheapest_split;
use crate::lots::{CostScale, Net};
use crate::model::{Model, Rule};
use crate::plan::{Exception, ExceptionKind, ItemPlan, OrderRef, Plan, PlannedOrder, Projected, Rescheduled};
use crate::quantity::LARGEST_QTY;
use crate::requirements::each_requirement;

/// Sum of all quantities of one item beyond which nothing about it can be right; far below the limit of `i64`.
const MOST_MOVED: i128 = 40 * LARGEST_QTY as i128;

/// What moves on one date.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    pub(crate) day: i32,
    pub(crate) demand: i64,
    pub(crate) supply: i64,
    /// Level that projected on hand must not fall below.
    pub(crate) floor: i64,
}

/// Room that is used again for every item.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) buckets: Vec<Bucket>,
    pub(crate) late: Vec<LateReceipt>,
    pieces: Vec<i64>,
    nets: Vec<Net>,
    /// Starts and quantities of the orders that a split of the horizon still has in store.
    split: Vec<(i32, i64)>,
    /// What has been found out about the item on the desk.
    pub(crate) orders: Vec<PlannedOrder>,
    pub(crate) projected: Vec<Projected>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) rescheduled: Vec<Rescheduled>,
}

impl Desk {
    /// What was found out about the item, in order; the desk is clear again.
    pub(crate) fn take(&mut self) -> ItemPlan {
        self.exceptions.sort_unstable();
        let found = ItemPlan {
            orders: self.orders.as_slice().into(),
            projected: self.projected.as_slice().into(),
            exceptions: self.exceptions.as_slice().into(),
            rescheduled: self.rescheduled.as_slice().into(),
        };
        self.orders.clear();
        self.projected.clear();
        self.exceptions.clear();
        self.rescheduled.clear();
        found
    }
}

/// A receipt that may be asked to come earlier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateReceipt {
    nth: u32,
    day: i32,
    good: i64,
    lead_days: i32,
    moved: bool,
}

/// What the lot rule of an item comes down to.
#[derive(Debug, Clone, Copy)]
enum Sizing {
    /// One order for the net requirements of a window of days, in multiples of a lot (zero for none).
    Window { days: i32, lot: i64 },
    /// Orders that look along the net requirements.
    Ahead(fn(&[Net], CostScale) -> usize, CostScale),
    /// The cheapest split of all of them.
    Split(CostScale),
}

/// Nets items one by one into a plan.
pub(crate) struct Netting<'a> {
    pub(crate) model: &'a Model,
    pub(crate) options: Options,
    pub(crate) plan: &'a mut Plan,
    pub(crate) desk: &'a mut Desk,
}

impl Netting<'_> {
    /// Nets an item whose parents (and substitutes) are done; what is found out lies on the desk.
    pub(crate) fn net(&mut self, item: u32) {
        let moved = self.gather(item);
        let rule = &self.model.rules[item as usize];
        if moved > MOST_MOVED {
            self.say(item, ExceptionKind::QuantityTooLarge, OrderRef::Item, LARGEST_QTY, None);
            return;
        }
        self.gather_late(item);
        let sizing = self.sizing(item, rule);
        if rule.reorder.is_some() {
            self.cover_by_order_point(item, rule);
            return;
        }
        if matches!(sizing, Sizing::Ahead(..) | Sizing::Split(_)) && self.options.use_late_receipts {
            self.pull_in_all(rule.opening.max(0));
        }
        self.desk.split.clear();
        let mut projected = rule.opening.max(0);
        let mut below = false;
        let mut index = 0;
        while index < self.desk.buckets.len() {
            let bucket = self.desk.buckets[index];
            projected = projected.saturating_add(bucket.supply).saturating_sub(bucket.demand);
            if projected < bucket.floor {
                projected = self.cover(item, rule, sizing, index, projected);
            }
            if projected < bucket.floor && !below {
                self.say_short(item, bucket, projected);
            }
            below = projected < bucket.floor;
            self.desk.projected.push(Projected { day: bucket.day, qty: projected });
            index += 1;
        }
    }

    /// Fills the buckets; answers the sum of all that moves.
    fn gather(&mut self, item: u32) -> i128 {
        let model = self.model;
        let rule = &model.rules[item as usize];
        let buckets = &mut self.desk.buckets;
        buckets.clear();
        let mut moved = i128::from(rule.opening).abs();
        for need in model.needs_of(item) {
            moved += i128::from(need.qty);
            buckets.push(Bucket { day: need.day, demand: need.qty, supply: 0, floor: 0 });
        }
        each_requirement(model, self.plan, item, |row| {
            moved += i128::from(row.qty);
            buckets.push(Bucket { day: row.day, demand: row.qty, supply: 0, floor: 0 });
        });
        // What should have arrived counts today, and needs that should have been met wait for it.
        let waiting = buckets.iter().map(|bucket| bucket.day).fold(model.today, i32::min);
        for receipt in model.incoming_of(item) {
            moved += i128::from(receipt.good);
            let overdue = receipt.dated.is_none_or(|day| day < model.today);
            let day = if overdue { waiting } else { receipt.day };
            buckets.push(Bucket { day, demand: 0, supply: receipt.good, floor: 0 });
        }
        if moved > MOST_MOVED {
            return moved;
        }
        let blank = |day| Bucket { day, demand: 0, supply: 0, floor: 0 };
        let steps = model.steps_of(item);
        if rule.safety > 0 || rule.opening < 0 || rule.reorder.is_some() || !steps.is_empty() {
            // Stock below zero is a debt that is due today.
            buckets.push(Bucket { demand: rule.opening.min(0).saturating_neg(), ..blank(model.today) });
        }
        buckets.extend(steps.iter().filter(|(day, _)| *day > model.today).map(|(day, _)| blank(*day)));
        if model.fence_end > model.today && !buckets.is_empty() {
            buckets.push(blank(model.fence_end));
        }
        // Rows of one parent come in date order: a sort that uses such runs does little here.
        buckets.sort_by_key(|bucket| bucket.day);
        buckets.dedup_by(|next, kept| {
            let same = next.day == kept.day;
            if same {
                kept.demand += next.demand;
                kept.supply += next.supply;
            }
            same
        });
        if rule.safety > 0 || !steps.is_empty() {
            for bucket in buckets {
                bucket.floor = model.safety_on(item, bucket.day);
            }
        }
        moved
    }

    fn gather_late(&mut self, item: u32) {
        self.desk.late.clear();
        if !self.options.use_late_receipts {
            return;
        }
        let rule = &self.model.rules[item as usize];
        let (today, fence_end) = (self.model.today, self.model.fence_end);
        // What comes today is late for whatever waits since before.
        let since = if self.desk.buckets.first().is_some_and(|bucket| bucket.day < today) {
            today
        } else {
            today + 1
        };
        for (nth, receipt) in self.model.incoming_of(item).iter().enumerate() {
            // A receipt inside the fence, or one whose date has passed, stays where it is.
            let has_passed = receipt.dated.is_none_or(|day| day < today);
            if receipt.day >= since && receipt.day >= fence_end && !has_passed {
                let lead_days = rule.lead_days(receipt.good);
                self.desk.late.push(LateReceipt {
                    nth: nth as u32,
                    day: receipt.day,
                    good: receipt.good,
                    lead_days,
                    moved: false,
                });
            }
        }
    }

    fn sizing(&mut self, item: u32, rule: &Rule) -> Sizing {
        let one_day = Sizing::Window { days: 1, lot: 0 };
        let (sizing, complete) = match rule.policy {
            LotPolicy::LotForLot => (one_day, true),
            LotPolicy::FixedOrderQuantity => (Sizing::Window { days: 1, lot: rule.step }, rule.step > 0),
            LotPolicy::EconomicOrderQuantity => match self.economic(rule, economic_lot) {
                Some(lot) => (Sizing::Window { days: 1, lot }, true),
                None => (one_day, false),
            },
            LotPolicy::PeriodOrderQuantity if rule.poq_days > 0 => {
                (Sizing::Window { days: rule.poq_days, lot: 0 }, true)
            }
            LotPolicy::PeriodOrderQuantity => match self.economic(rule, economic_window) {
                Some(days) => (Sizing::Window { days, lot: 0 }, true),
                None => (one_day, false),
            },
            LotPolicy::WagnerWhitin => {
                rule.costs.map_or((one_day, false), |costs| (Sizing::Split(CostScale::new(costs)), true))
            }
            LotPolicy::SilverMeal => ahead(rule, silver_meal, one_day),
            LotPolicy::LeastTotalCost => ahead(rule, least_total_cost, one_day),
            LotPolicy::LeastUnitCost => ahead(rule, least_unit_cost, one_day),
        };
        let planned_at_all = self.desk.buckets.iter().any(|bucket| bucket.demand > 0);
        if !complete && planned_at_all {
            self.say(item, ExceptionKind::LotRuleIncomplete, OrderRef::Item, 0, None);
        }
        sizing
    }

    /// An economic figure from the demand of the horizon, which opens today or with an older need.
    fn economic<T>(
        &self,
        rule: &Rule,
        figure: fn(i128, i32, crate::input::LotCosts) -> Option<T>,
    ) -> Option<T> {
        let mut wanted = self.desk.buckets.iter().filter(|bucket| bucket.demand > 0);
        let first = wanted.next()?;
        let last = wanted.next_back().unwrap_or(first);
        let total = self.desk.buckets.iter().map(|bucket| i128::from(bucket.demand)).sum();
        let days = last.day.saturating_sub(first.day.min(self.model.today));
        figure(total, days, rule.costs?)
    }

    /// Covers what is short in a bucket; answers the new projection.
    fn cover(&mut self, item: u32, rule: &Rule, sizing: Sizing, index: usize, projected: i64) -> i64 {
        let bucket = self.desk.buckets[index];
        let mut projected = projected;
        let floor = self.tolerated(index, projected);
        if self.options.use_late_receipts {
            projected += self.pull_in(index, floor - projected);
        }
        if projected < floor {
            projected += self.substitute(item, bucket.day, floor - projected);
        }
        if projected >= floor
            || (bucket.day < self.model.fence_end && self.model.fence_end > self.model.today)
        {
            return projected;
        }
        let (good, lot) = self.lot(sizing, index, projected, floor);
        projected.saturating_add(self.place_lots(item, rule, good, lot, bucket.day))
    }

    fn order(&self, item: u32, rule: &Rule, due: i32, qty: i64) -> PlannedOrder {
        let start = self.model.offsets.back(due, rule.lead_days(qty));
        PlannedOrder { item, due, start, qty, good: rule.good(qty), kind: rule.kind }
    }

    /// Good quantity that an order of this bucket is for, and the lot it comes in.
    fn lot(&mut self, sizing: Sizing, index: usize, projected: i64, floor: i64) -> (i64, i64) {
        match sizing {
            Sizing::Window { days: ..=1, lot } => (floor - projected, lot),
            Sizing::Window { days, lot } => (self.short_within(index, days, projected, floor), lot),
            Sizing::Ahead(rule, costs) => {
                self.net_requirements(index, projected, floor);
                let covered = rule(&self.desk.nets, costs).max(1);
                (self.desk.nets[..covered].iter().map(|net| net.qty).sum(), 0)
            }
            Sizing::Split(costs) => (self.next_of_split(index, projected, floor, costs), 0),
        }
    }

    /// Largest shortage inside the half-open window that opens with this bucket.
    fn short_within(&mut self, index: usize, days: i32, projected: i64, floor: i64) -> i64 {
        let end = self.desk.buckets[index].day.saturating_add(days);
        let mut short = floor - projected;
        let mut running = projected;
        for next in index + 1..self.desk.buckets.len() {
            let bucket = self.desk.buckets[next];
            if bucket.day >= end {
                break;
            }
            running = running.saturating_add(bucket.supply).saturating_sub(bucket.demand);
            if bucket.floor - running > short {
                let floor = self.tolerated(next, running.saturating_add(short));
                running += self.pull_in(next, floor - running - short);
                short = short.max(floor - running);
            }
        }
        short
    }

    /// Net requirements from this bucket on: by how much the shortage grows, date by date.
    fn net_requirements(&mut self, index: usize, projected: i64, floor: i64) {
        let mut covered = floor - projected;
        self.desk.nets.clear();
        self.desk.nets.push(Net { day: self.desk.buckets[index].day, qty: covered });
        let mut running = projected;
        for next in index + 1..self.desk.buckets.len() {
            let bucket = self.desk.buckets[next];
            running = running.saturating_add(bucket.supply).saturating_sub(bucket.demand);
            if bucket.floor - running > covered {
                let short = self.tolerated(next, running.saturating_add(covered)) - running;
                if short > covered {
                    self.desk.nets.push(Net { day: bucket.day, qty: short - covered });
                    covered = short;
                }
            }
        }
    }

    /// The next order of the cheapest split. The split is worked out once, and again only when rounding has put more on
    /// the shelf than it foresaw.
    fn next_of_split(&mut self, index: usize, projected: i64, floor: i64, costs: CostScale) -> i64 {
        let day = self.desk.buckets[index].day;
        let foreseen = self.desk.split.last().is_some_and(|(start, _)| *start == day)
            && self.desk.nets.iter().any(|net| net.day == day && net.qty == floor - projected);
        if !foreseen {
            self.net_requirements(index, projected, floor);
            let lengths = cheapest_split(&self.desk.nets, costs);
            let desk = &mut *self.desk;
            desk.split.clear();
            let mut rest = &desk.nets[..];
            for length in lengths {
                desk.split.push((rest[0].day, rest[..length].iter().map(|net| net.qty).sum()));
                rest = &rest[length..];
            }
            desk.split.reverse();
        }
        self.desk.split.pop().map_or(floor - projected, |(_, qty)| qty)
    }

    /// The level below which stock of a bucket really is short. A dip into safety stock is what safety stock is for, as
    /// long as receipts that are counted on mend it within the lead time.
    fn tolerated(&self, index: usize, projected: i64) -> i64 {
        let floor = self.desk.buckets[index].floor;
        let tolerates = self.options.use_late_receipts && !self.options.strict_safety_stock;
        if !tolerates || projected < 0 || projected >= floor {
            return floor;
        }
        projected.max(floor.saturating_sub(self.mending_receipts(index)))
    }

    /// Receipts that would mend a dip of this bucket within the lead time, without being moved.
    fn mending_receipts(&self, index: usize) -> i64 {
        let day = self.desk.buckets[index].day;
        self.desk
            .late
            .iter()
            .filter(|receipt| self.may_come_to(receipt, day))
            .map(|receipt| receipt.good)
            .sum()
    }

    fn may_come_to(&self, receipt: &LateReceipt, day: i32) -> bool {
        // What should have been there before today cannot be there before today's orders arrive.
        let reach = self.model.offsets.forward(day.max(self.model.today), receipt.lead_days);
        !receipt.moved && receipt.day > day && receipt.day <= reach
    }

    /// Asks later receipts to come to this bucket until `short` is covered; answers what comes. A receipt is taken as
    /// a whole: it is one delivery.
    pub(crate) fn pull_in(&mut self, index: usize, short: i64) -> i64 {
        let day = self.desk.buckets[index].day;
        if day < self.model.fence_end && self.model.fence_end > self.model.today {
            return 0;
        }
        let mut brought = 0;
        for position in 0..self.desk.late.len() {
            if brought >= short {
                break;
            }
            let receipt = self.desk.late[position];
            if !self.may_come_to(&receipt, day) {
                continue;
            }
            self.desk.late[position].moved = true;
            self.desk.rescheduled.push(Rescheduled { nth: receipt.nth, day });
            if let Ok(own) = self.desk.buckets.binary_search_by_key(&receipt.day, |bucket| bucket.day) {
                self.desk.buckets[own].supply -= receipt.good;
            }
            self.desk.buckets[index].supply += receipt.good;
            brought += receipt.good;
        }
        brought
    }

    /// Moves receipts for the whole horizon before a rule that looks all the way along it.
    fn pull_in_all(&mut self, opening: i64) {
        let mut running = opening;
        for index in 0..self.desk.buckets.len() {
            let bucket = self.desk.buckets[index];
            running = running.saturating_add(bucket.supply).saturating_sub(bucket.demand);
            let floor = self.tolerated(index, running);
            if running < floor {
                running += self.pull_in(index, floor - running);
                running = running.max(floor);
            }
        }
    }
}

fn ahead(rule: &Rule, measure: fn(&[Net], CostScale) -> usize, otherwise: Sizing) -> (Sizing, bool) {
    rule.costs.map_or((otherwise, false), |costs| (Sizing::Ahead(measure, CostScale::new(costs)), true))
}

impl Netting<'_> {
    /// Plans orders for a good quantity on a day; answers what they bring.
    pub(crate) fn place(&mut self, item: u32, rule: &Rule, good: i64, due: i32) -> i64 {
        self.place_lots(item, rule, good, 0, due)
    }

    fn place_lots(&mut self, item: u32, rule: &Rule, good: i64, lot: i64, due: i32) -> i64 {
        let mut pieces = std::mem::take(&mut self.desk.pieces);
        order_quantities(rule, good, lot, &mut pieces);
        let mut brought = 0_i64;
        for qty in &pieces {
            let order = self.order(item, rule, due, *qty);
            brought = brought.saturating_add(order.good);
            self.desk.orders.push(order);
        }
        self.desk.pieces = pieces;
        brought
    }
}
