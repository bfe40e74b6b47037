//! Promise dates: when can a customer have it?
//!
//! Available-to-promise looks at stock that the plan leaves free. Capable-to-promise adds what could still be made or
//! bought: components first, then lead times forward over the working calendar. Nothing is reserved by asking.

use std::collections::HashMap;

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

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Day number on which the whole quantity can be had.
    pub day: i32,
    /// What comes out of stock and planned supply, micro-units.
    pub available: i64,
    /// What would have to be started, the asked item last.
    pub steps: Vec<PromiseStep>,
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
    model: Model,
}

impl<'a> Promises<'a> {
    /// Prepares questions about the plan of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, plan: &'a Plan) -> Self {
        Self { plan, model: Model::compile(snapshot) }
    }

    /// Free quantity from a day on: what the plan keeps above safety stock on that day and ever after.
    #[must_use]
    pub fn available_on(&self, item: u32, day: i32) -> i64 {
        if item as usize >= self.model.rules.len() {
            return 0;
        }
        let rows = self.plan.projected_of(item);
        let passed = rows.partition_point(|row| row.day <= day);
        let now =
            if passed == 0 { self.model.rules[item as usize].opening.max(0) } else { rows[passed - 1].qty };
        let mut free = now - self.model.safety_on(item, day);
        for row in &rows[passed..] {
            free = free.min(row.qty - self.model.safety_on(item, row.day));
        }
        free.max(0)
    }

    /// Available-to-promise: the first day, from today on, from which a quantity is free.
    #[must_use]
    pub fn available_to_promise(&self, item: u32, qty: i64) -> Option<i32> {
        let today = self.model.today;
        let rows = self.plan.projected_of(item);
        let steps =
            self.model.rules.get(item as usize).map(|_| self.model.steps_of(item)).unwrap_or_default();
        let days = rows.iter().map(|row| row.day).chain(steps.iter().map(|(day, _)| *day));
        let mut days: Vec<i32> = days.filter(|day| *day > today).chain([today]).collect();
        days.sort_unstable();
        // What is free only grows with the day, so the first day can be found by halving.
        let first = days.partition_point(|day| self.available_on(item, *day) < qty);
        days.get(first).copied()
    }

    /// Capable-to-promise: the earliest day on which a quantity can be had, from stock, from planned supply, or by
    /// making and buying what is missing.
    #[must_use]
    pub fn capable_to_promise(&self, item: u32, qty: i64) -> Option<Promise> {
        if item as usize >= self.model.rules.len() || !(1..=LARGEST_QTY).contains(&qty) {
            return None;
        }
        let mut asking = Asking { promises: self, taken: HashMap::new(), steps: Vec::new() };
        let (day, available) = asking.ready(item, qty, 0);
        asking.steps.reverse();
        Some(Promise { day, available, steps: asking.steps })
    }
}

struct Asking<'a> {
    promises: &'a Promises<'a>,
    /// What this answer has already used of an item's free stock.
    taken: HashMap<u32, i64>,
    steps: Vec<PromiseStep>,
}

impl Asking<'_> {
    /// When a quantity is ready, and how much of it comes from free stock.
    fn ready(&mut self, item: u32, qty: i64, depth: u32) -> (i32, i64) {
        let today = self.promises.model.today;
        let taken = self.taken.get(&item).copied().unwrap_or(0);
        let waited = self.promises.available_to_promise(item, qty.saturating_add(taken));
        if waited == Some(today) {
            self.taken.insert(item, taken + qty);
            return (today, qty);
        }
        let before = (self.taken.clone(), self.steps.len());
        let free = (self.promises.available_on(item, today) - taken).clamp(0, qty);
        self.taken.insert(item, taken + free);
        let made = self.made(item, qty - free, depth);
        match waited {
            Some(day) if day <= made => {
                self.taken = before.0;
                self.steps.truncate(before.1);
                self.taken.insert(item, taken + qty);
                (day, qty)
            }
            _ => (made, free),
        }
    }

    /// When a quantity could be made or bought from today on.
    fn made(&mut self, item: u32, qty: i64, depth: u32) -> i32 {
        let model = &self.promises.model;
        let rule = &model.rules[item as usize];
        let mut pieces = Vec::new();
        order_quantities(rule, qty, 0, &mut pieces);
        let started = pieces.iter().fold(0_i64, |sum, piece| sum.saturating_add(*piece));
        let place = self.steps.len();
        let mut start = model.today;
        if place < MOST_STEPS {
            self.steps.push(PromiseStep { depth, item, qty: started, start, ready: start });
            for (component, need) in component_needs(model, item, started) {
                start = start.max(self.ready(component, need, depth + 1).0);
            }
        }
        let lead = pieces.iter().map(|piece| rule.lead_days(*piece)).max().unwrap_or(0);
        let ready = model.offsets.forward(start, lead);
        if rule.kind == OrderKind::PassThrough && place < self.steps.len() {
            self.steps.remove(place);
        } else if let Some(step) = self.steps.get_mut(place) {
            step.start = start;
            step.ready = ready;
        }
        ready
    }
}

fn component_needs(model: &Model, parent: u32, started: i64) -> Vec<(u32, i64)> {
    let mut parts = model.components.of(parent).to_vec();
    parts.sort_unstable();
    parts.dedup();
    let need = |component: u32| {
        let uses = model.uses_of(component).iter().filter(|usage| usage.parent == parent);
        let qty = uses
            .map(|usage| {
                crate::quantity::ceil_div(i128::from(started) * i128::from(usage.num), i128::from(usage.den))
            })
            .fold(0_i128, i128::saturating_add);
        qty.clamp(1, i128::from(LARGEST_QTY)) as i64
    };
    parts.into_iter().map(|component| (component, need(component))).collect()
}
