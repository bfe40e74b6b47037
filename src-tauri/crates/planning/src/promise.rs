//! Promise dates: when can a customer have it?
//!
//! Available-to-promise looks at stock that the plan leaves free. Capable-to-promise adds what could still be made or
//! bought: components first, then lead times forward over the working calendar. Nothing is reserved by asking.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::date_of;
use crate::input::Snapshot;
use crate::lots::modifiers::order_quantities;
use crate::model::Model;
use crate::plan::{OrderKind, Plan};
use crate::quantity::LARGEST_QTY;

/// Most steps of one answer; a structure beyond it is answered with lead times alone.
const MOST_STEPS: usize = 5_000;

/// Something that would have to be started for a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseStep {
    /// Levels below the item that was asked about.
    pub depth: u32,
    /// Item to make or buy.
    pub item: u32,
    /// Quantity started, micro-units.
    pub qty: i64,
    /// Day number of the start.
    pub start: i32,
    /// Day number on which it is ready.
    pub ready: i32,
}

/// How a link of the chain gets its goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkHow {
    /// It waits for supply that the plan already counts on.
    Waits,
    /// It is started from nothing.
    Starts,
}

/// A link of the chain that decides the day: the next one is what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseLink {
    /// Item that is waited for.
    pub item: u32,
    /// Waited for or started.
    pub how: LinkHow,
    /// Quantity: started, or taken out of what comes; micro-units.
    pub qty: i64,
    /// Day number on which the waiting begins.
    pub from: i32,
    /// Day number on which it is ready.
    pub ready: i32,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Day number on which the whole quantity can be had.
    pub day: i32,
    /// What comes out of stock and planned supply, micro-units.
    pub available: i64,
    /// What would have to be started, the asked item last.
    pub steps: Vec<PromiseStep>,
    /// What decides the day: the asked item first, then what each waits for. Empty when it can be had today.
    pub chain: Vec<PromiseLink>,
}

impl Promise {
    /// The promised date.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        date_of(self.day)
    }
}

/// Answers promise questions about a plan.
#[derive(Debug)]
pub struct Promises<'a> {
    plan: &'a Plan,
    model: Arc<Model>,
}

/// Supply that the plan counts from a day on which it cannot be there: (counted from, there from, quantity).
type Belated = (i32, i32, i64);

impl<'a> Promises<'a> {
    /// Prepares questions about the plan of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, plan: &'a Plan) -> Self {
        Self { plan, model: Model::of_plan(snapshot, plan) }
    }

    /// What the plan asks to come earlier than it can: a promise does not build on it. An order whose start has
    /// passed starts today at the soonest, and a receipt comes on its own day.
    fn belated(&self, item: u32) -> Vec<Belated> {
        let model = &self.model;
        let rule = &model.rules[item as usize];
        let soonest = |qty: i64| model.offsets.forward(model.today, rule.lead_days(qty));
        let mut rows: Vec<Belated> = Vec::new();
        for order in self.plan.orders_of(item).iter().filter(|order| order.start < model.today) {
            rows.push((order.due, soonest(order.qty), order.good));
        }
        let moved = self.plan.rescheduled_of(item);
        for (nth, receipt) in model.incoming_of(item).iter().enumerate() {
            let counted = moved.iter().find(|row| row.nth as usize == nth).map_or(receipt.day, |row| row.day);
            let late_start = receipt.started > 0 && receipt.start < model.today;
            let there = if late_start { receipt.day.max(soonest(receipt.started)) } else { receipt.day };
            rows.push((counted, there, receipt.good));
        }
        rows.retain(|(counted, there, _)| there > counted);
        rows
    }

    /// Free quantity from a day on: what the plan keeps above safety stock on that day and ever after.
    #[must_use]
    pub fn available_on(&self, item: u32, day: i32) -> i64 {
        if item as usize >= self.model.rules.len() {
            return 0;
        }
        self.free_on(item, day, &self.belated(item))
    }

    fn free_on(&self, item: u32, day: i32, belated: &[Belated]) -> i64 {
        let missing = |on: i32| {
            let late = belated.iter().filter(|(counted, there, _)| (*counted..*there).contains(&on));
            late.fold(0_i64, |sum, (_, _, qty)| sum.saturating_add(*qty))
        };
        let rows = self.plan.projected_of(item);
        let passed = rows.partition_point(|row| row.day <= day);
        let now =
            if passed == 0 { self.model.rules[item as usize].opening.max(0) } else { rows[passed - 1].qty };
        let mut free = now.saturating_sub(missing(day)) - self.model.safety_on(item, day);
        for row in &rows[passed..] {
            free = free.min(row.qty.saturating_sub(missing(row.day)) - self.model.safety_on(item, row.day));
        }
        free.max(0)
    }

    /// Days, from today on, from which more may be free than the day before.
    fn days(&self, item: u32, belated: &[Belated]) -> Vec<i32> {
        let today = self.model.today;
        let moves = self.plan.projected_of(item).iter().map(|row| row.day);
        let steps = self.model.steps_of(item).iter().map(|(day, _)| *day);
        let late = belated.iter().map(|(_, there, _)| *there);
        let mut days: Vec<i32> =
            moves.chain(steps).chain(late).filter(|day| *day > today).chain([today]).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// What is free of an item over time: each day from which more is free than before, today first.
    #[must_use]
    pub fn free(&self, item: u32) -> Vec<(i32, i64)> {
        if item as usize >= self.model.rules.len() {
            return Vec::new();
        }
        let belated = self.belated(item);
        let mut rows: Vec<(i32, i64)> = Vec::new();
        for day in self.days(item, &belated) {
            let free = self.free_on(item, day, &belated);
            if rows.last().is_none_or(|(_, before)| *before != free) {
                rows.push((day, free));
            }
        }
        rows
    }

    /// Available-to-promise: the first day, from today on, from which a quantity is free.
    #[must_use]
    pub fn available_to_promise(&self, item: u32, qty: i64) -> Option<i32> {
        if item as usize >= self.model.rules.len() {
            return None;
        }
        let belated = self.belated(item);
        let days = self.days(item, &belated);
        // What is free only grows with the day, so the first day can be found by halving.
        let first = days.partition_point(|day| self.free_on(item, *day, &belated) < qty);
        days.get(first).copied()
    }

    /// Capable-to-promise: the earliest day on which a quantity can be had, from stock, from planned supply, or by
    /// making and buying what is missing.
    #[must_use]
    pub fn capable_to_promise(&self, item: u32, qty: i64) -> Option<Promise> {
        self.capable_to_promise_all(&[(item, qty)]).pop().flatten()
    }

    /// Capable-to-promise for several quantities that are wanted together: what one answer uses, the next does not.
    #[must_use]
    pub fn capable_to_promise_all(&self, wanted: &[(u32, i64)]) -> Vec<Option<Promise>> {
        let mut asking = Asking { promises: self, taken: HashMap::new(), steps: Vec::new() };
        let answer = |(item, qty): &(u32, i64)| {
            if *item as usize >= self.model.rules.len() || !(1..=LARGEST_QTY).contains(qty) {
                return None;
            }
            asking.steps.clear();
            let found = asking.ready(*item, *qty, 0);
            let mut steps = std::mem::take(&mut asking.steps);
            steps.reverse();
            Some(Promise { day: found.day, available: found.free, steps, chain: found.chain })
        };
        wanted.iter().map(answer).collect()
    }
}

struct Asking<'a> {
    promises: &'a Promises<'a>,
    /// What this answer has already used of an item's free stock.
    taken: HashMap<u32, i64>,
    steps: Vec<PromiseStep>,
}

/// When a quantity is ready, how much of it is free without starting anything, and what decides the day.
struct Ready {
    day: i32,
    free: i64,
    chain: Vec<PromiseLink>,
}

impl Asking<'_> {
    fn ready(&mut self, item: u32, qty: i64, depth: u32) -> Ready {
        let today = self.promises.model.today;
        let taken = self.taken.get(&item).copied().unwrap_or(0);
        let waited = self.promises.available_to_promise(item, qty.saturating_add(taken));
        if waited == Some(today) {
            self.taken.insert(item, taken + qty);
            return Ready { day: today, free: qty, chain: Vec::new() };
        }
        let before = (self.taken.clone(), self.steps.len());
        let free = (self.promises.available_on(item, today) - taken).clamp(0, qty);
        self.taken.insert(item, taken + free);
        let (made, chain) = self.made(item, qty - free, depth);
        match waited {
            Some(day) if day <= made => {
                self.taken = before.0;
                self.steps.truncate(before.1);
                self.taken.insert(item, taken + qty);
                let wait =
                    PromiseLink { item, how: LinkHow::Waits, qty: qty - free, from: today, ready: day };
                Ready { day, free: qty, chain: vec![wait] }
            }
            _ => Ready { day: made, free, chain },
        }
    }

    /// When a quantity could be made or bought from today on, and what decides it.
    fn made(&mut self, item: u32, qty: i64, depth: u32) -> (i32, Vec<PromiseLink>) {
        let model = &self.promises.model;
        let rule = &model.rules[item as usize];
        let mut pieces = Vec::new();
        order_quantities(rule, qty, 0, &mut pieces);
        let started = pieces.iter().fold(0_i64, |sum, piece| sum.saturating_add(*piece));
        let place = self.steps.len();
        let (mut start, mut below) = (model.today, Vec::new());
        if place < MOST_STEPS {
            self.steps.push(PromiseStep { depth, item, qty: started, start, ready: start });
            for (component, need) in component_needs(model, item, started) {
                let part = self.ready(component, need, depth + 1);
                if part.day > start {
                    (start, below) = (part.day, part.chain);
                }
            }
        }
        let lead = pieces.iter().map(|piece| rule.lead_days(*piece)).max().unwrap_or(0);
        let ready = model.offsets.forward(start, lead);
        if rule.kind == OrderKind::PassThrough && place < self.steps.len() {
            self.steps.remove(place);
            return (ready, below);
        }
        if let Some(step) = self.steps.get_mut(place) {
            step.start = start;
            step.ready = ready;
        }
        let link = PromiseLink { item, how: LinkHow::Starts, qty: started, from: start, ready };
        let chain = if ready > model.today { std::iter::once(link).chain(below).collect() } else { below };
        (ready, chain)
    }
}

fn component_needs(model: &Model, parent: u32, started: i64) -> Vec<(u32, i64)> {
    let mut parts = model.structure.components.of(parent).to_vec();
    parts.sort_unstable();
    parts.dedup();
    let need = |component: u32| {
        let uses = model.uses_of(component).iter().filter(|usage| usage.parent == parent);
        let qty = uses.map(|usage| usage.need(usage.times(started))).fold(0_i64, i64::saturating_add);
        qty.clamp(1, LARGEST_QTY)
    };
    parts.into_iter().map(|component| (component, need(component))).collect()
}
