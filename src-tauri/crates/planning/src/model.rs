//! The snapshot made ready: validated rules, packed structure, and rows grouped by item.

mod rows;
mod rule;
mod stand_ins;
mod structure;

use std::sync::Arc;

use crate::calendar::{Offsets, WorkCalendar, day_of};
use crate::input::{BomLine, Demand, Item, LotCosts, Snapshot, Substitute, Supply};
use crate::plan::{OrderKind, OrderRef, Plan, Problem, ProblemKind, Span};
use crate::quantity::LARGEST_QTY;
use crate::shared::Shared;

pub(crate) use rows::{Incoming, Need};
pub(crate) use rule::Rule;
use rule::{bought_or_made, rule_of};
pub(crate) use stand_ins::StandIn;
pub(crate) use structure::{Structure, Use};

/// The snapshot made ready. What a change leaves alone is held together with the model before it.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) today: i32,
    pub(crate) fence_end: i32,
    pub(crate) offsets: Shared<Offsets>,
    pub(crate) rules: Shared<Vec<Rule>>,
    /// What is wrong with the items themselves.
    rule_problems: Shared<Vec<Problem>>,
    /// Safety-stock steps of each item in date order, as (day, level).
    steps: Shared<Vec<Step>>,
    step_spans: Shared<Vec<Span>>,
    pub(crate) structure: Shared<Structure>,
    pub(crate) incoming: Vec<Incoming>,
    pub(crate) incoming_start: Vec<u32>,
    pub(crate) needs: Vec<Need>,
    pub(crate) need_start: Vec<u32>,
    pub(crate) problems: Vec<Problem>,
    ground: Ground,
}

/// What a model was made of.
#[derive(Debug, Clone)]
struct Ground {
    items: Shared<Vec<Item>>,
    bom: Shared<Vec<BomLine>>,
    substitutes: Shared<Vec<Substitute>>,
    supplies: Shared<Vec<Supply>>,
    demands: Shared<Vec<Demand>>,
    calendar: Option<WorkCalendar>,
    costs: Option<LotCosts>,
}

impl Ground {
    fn of(snapshot: &Snapshot) -> Self {
        Self {
            items: snapshot.items.clone(),
            bom: snapshot.bom.clone(),
            substitutes: snapshot.substitutes.clone(),
            supplies: snapshot.supplies.clone(),
            demands: snapshot.demands.clone(),
            calendar: snapshot.calendar.clone(),
            costs: snapshot.costs,
        }
    }

    /// Whether the structure of this ground is that of the snapshot.
    fn has_structure_of(&self, snapshot: &Snapshot) -> bool {
        let same_shape = |(a, b): (&Item, &Item)| {
            a.id == b.id
                && a.procurement == b.procurement
                && a.phantom == b.phantom
                && a.bom_batch_qty == b.bom_batch_qty
                && a.sku == b.sku
        };
        let same_items = self.items.is(&snapshot.items)
            || (self.items.len() == snapshot.items.len()
                && self.items.iter().zip(&snapshot.items).all(same_shape));
        same_items && self.bom == snapshot.bom && self.substitutes == snapshot.substitutes
    }
}

impl Model {
    /// Checks and packs a snapshot.
    pub(crate) fn compile(snapshot: &Snapshot) -> Self {
        Self::assemble(snapshot, None)
    }

    /// Checks and packs a snapshot that differs little from the one of this model.
    pub(crate) fn next(&self, snapshot: &Snapshot) -> Self {
        Self::assemble(snapshot, Some(self))
    }

    /// The model of a plan's snapshot: the plan's own, unless the snapshot is another one.
    pub(crate) fn of_plan(snapshot: &Snapshot, plan: &Plan) -> Arc<Self> {
        let (model, ground) = (&plan.model, &plan.model.ground);
        let same = ground.items.is(&snapshot.items)
            && ground.bom.is(&snapshot.bom)
            && ground.substitutes.is(&snapshot.substitutes)
            && ground.supplies.is(&snapshot.supplies)
            && ground.demands.is(&snapshot.demands)
            && ground.calendar == snapshot.calendar
            && ground.costs == snapshot.costs
            && model.today == day_of(snapshot.today)
            // Inside a fence proposals are receipts.
            && model.fence_end == model.today
            && snapshot.options.firm_fence_days <= 0;
        if same { Arc::clone(model) } else { Arc::new(model.next(snapshot)) }
    }

    fn assemble(snapshot: &Snapshot, earlier: Option<&Self>) -> Self {
        let today = day_of(snapshot.today);
        let structure = earlier
            .filter(|model| model.ground.has_structure_of(snapshot))
            .map_or_else(|| Structure::build(snapshot).into(), |model| model.structure.clone());
        let same_rules = |model: &&Self| {
            model.ground.items.is(&snapshot.items)
                && model.ground.costs == snapshot.costs
                && model.structure.is(&structure)
        };
        let (rules, rule_problems, steps, step_spans) = match earlier.filter(same_rules) {
            Some(model) => (
                model.rules.clone(),
                model.rule_problems.clone(),
                model.steps.clone(),
                model.step_spans.clone(),
            ),
            None => {
                let (rules, problems) = rules_of(snapshot, &structure);
                let (steps, spans) = steps_of(snapshot, &rules);
                (rules.into(), problems.into(), steps.into(), spans.into())
            }
        };
        let offsets = earlier
            .filter(|model| model.today == today && model.ground.calendar == snapshot.calendar)
            .map_or_else(
                || Offsets::new(snapshot.calendar.as_ref(), today).into(),
                |model| model.offsets.clone(),
            );
        let mut problems = Vec::new();
        let no_work =
            snapshot.calendar.as_ref().is_some_and(|calendar| !calendar.working_weekdays.contains(&true));
        if no_work {
            problems.push(Problem { item: None, kind: ProblemKind::NoWorkingDays, order: OrderRef::Item });
        }
        problems.extend(rule_problems.iter().chain(&structure.problems).cloned());
        let mut model = Self {
            today,
            fence_end: today.saturating_add(snapshot.options.firm_fence_days.max(0)),
            offsets,
            rules,
            rule_problems,
            steps,
            step_spans,
            structure,
            incoming: Vec::new(),
            incoming_start: Vec::new(),
            needs: Vec::new(),
            need_start: Vec::new(),
            problems,
            ground: Ground::of(snapshot),
        };
        model.gather_incoming(snapshot);
        model.gather_needs(snapshot);
        model.problems.sort_unstable();
        model
    }

    /// Safety stock in force on a day: none before today.
    pub(crate) fn safety_on(&self, item: u32, day: i32) -> i64 {
        if day < self.today {
            return 0;
        }
        let (start, end) = self.step_spans[item as usize];
        let steps = &self.steps[start as usize..end as usize];
        let passed = steps.partition_point(|(from, _)| *from <= day);
        if passed == 0 { self.rules[item as usize].safety } else { steps[passed - 1].1 }
    }

    pub(crate) fn steps_of(&self, item: u32) -> &[(i32, i64)] {
        let (start, end) = self.step_spans[item as usize];
        &self.steps[start as usize..end as usize]
    }

    pub(crate) fn uses_of(&self, component: u32) -> &[Use] {
        self.structure.uses_of(component)
    }

    pub(crate) fn incoming_of(&self, item: u32) -> &[Incoming] {
        let item = item as usize;
        &self.incoming[self.incoming_start[item] as usize..self.incoming_start[item + 1] as usize]
    }

    pub(crate) fn needs_of(&self, item: u32) -> &[Need] {
        let item = item as usize;
        &self.needs[self.need_start[item] as usize..self.need_start[item + 1] as usize]
    }

    pub(crate) fn stand_ins_of(&self, item: u32) -> &[(u32, StandIn)] {
        let rows = &self.structure.stand_ins;
        let start = rows.partition_point(|(of, _)| *of < item);
        let end = rows.partition_point(|(of, _)| *of <= item);
        &rows[start..end]
    }

    pub(crate) fn stand_in_pairs(&self) -> Vec<(u32, u32)> {
        self.structure.stand_ins.iter().map(|(item, stand_in)| (*item, stand_in.substitute)).collect()
    }
}

/// The rules of all items, and what is wrong with these.
fn rules_of(snapshot: &Snapshot, structure: &Structure) -> (Vec<Rule>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut rules: Vec<Rule> = (0..)
        .zip(&snapshot.items)
        .map(|(index, item)| rule_of(index, item, snapshot.costs, &mut problems))
        .collect();
    for (index, rule) in rules.iter_mut().enumerate() {
        // A phantom that has nothing to pass its need to would lose it: it is planned like any other item.
        if rule.kind == OrderKind::PassThrough && structure.components.of(index as u32).is_empty() {
            rule.kind = bought_or_made(&snapshot.items[index]);
        }
        if rule.kind == OrderKind::PassThrough {
            rule.pass_on();
        }
    }
    (rules, problems)
}

/// A safety-stock level and the day it begins.
type Step = (i32, i64);

fn steps_of(snapshot: &Snapshot, rules: &[Rule]) -> (Vec<Step>, Vec<Span>) {
    let mut steps = Vec::new();
    let mut spans = Vec::with_capacity(rules.len());
    for (item, rule) in snapshot.items.iter().zip(rules) {
        let start = steps.len() as u32;
        if rule.kind != OrderKind::PassThrough {
            steps.extend(
                item.safety_stock_steps
                    .iter()
                    .map(|step| (day_of(step.from), step.qty.clamp(0, LARGEST_QTY))),
            );
            steps[start as usize..].sort_unstable();
        }
        spans.push((start, steps.len() as u32));
    }
    (steps, spans)
}
