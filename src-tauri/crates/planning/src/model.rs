//! The snapshot made ready: validated rules, packed structure, and rows grouped by item.

mod rows;
mod rule;
mod stand_ins;
mod structure;

use crate::calendar::{Offsets, day_of};
use crate::input::{LotPolicy, Snapshot};
use crate::levels::Rows;
use crate::plan::{OrderKind, OrderRef, Problem, ProblemKind, Span};
use crate::quantity::LARGEST_QTY;

pub(crate) use rows::{Incoming, Need};
pub(crate) use rule::Rule;
use rule::{bought_or_made, rule_of};
pub(crate) use stand_ins::StandIn;
use structure::Structure;
pub(crate) use structure::Use;

/// The snapshot made ready.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) today: i32,
    pub(crate) fence_end: i32,
    pub(crate) offsets: Offsets,
    pub(crate) rules: Vec<Rule>,
    /// Safety-stock steps of each item in date order, as (day, level).
    pub(crate) steps: Vec<(i32, i64)>,
    pub(crate) step_spans: Vec<(u32, u32)>,
    /// Uses of each component: `uses[use_rows.of(component)]`.
    pub(crate) uses: Vec<Use>,
    pub(crate) use_start: Vec<u32>,
    /// Components of each parent.
    pub(crate) components: Rows,
    pub(crate) incoming: Vec<Incoming>,
    pub(crate) incoming_start: Vec<u32>,
    pub(crate) needs: Vec<Need>,
    pub(crate) need_start: Vec<u32>,
    pub(crate) stand_ins: Vec<(u32, StandIn)>,
    pub(crate) levels: Vec<u32>,
    pub(crate) sequence: Vec<u32>,
    pub(crate) cycles: Vec<Vec<u32>>,
    pub(crate) in_cycle: Vec<bool>,
    pub(crate) problems: Vec<Problem>,
}

impl Model {
    /// Checks and packs a snapshot.
    pub(crate) fn compile(snapshot: &Snapshot) -> Self {
        let today = day_of(snapshot.today);
        let mut problems = Vec::new();
        let no_work =
            snapshot.calendar.as_ref().is_some_and(|calendar| !calendar.working_weekdays.contains(&true));
        if no_work {
            problems.push(Problem { item: None, kind: ProblemKind::NoWorkingDays, order: OrderRef::Item });
        }
        let offsets = Offsets::new(snapshot.calendar.as_ref(), today);
        let mut rules: Vec<Rule> = snapshot
            .items
            .iter()
            .enumerate()
            .map(|(index, item)| rule_of(index as u32, item, snapshot.costs, &mut problems))
            .collect();
        let structure = Structure::build(snapshot, &mut problems);
        for (index, rule) in rules.iter_mut().enumerate() {
            // A phantom that has nothing to pass its need to would lose it: it is planned like any other item.
            if rule.kind == OrderKind::PassThrough && structure.components.of(index as u32).is_empty() {
                rule.kind = bought_or_made(&snapshot.items[index]);
            }
            if rule.kind == OrderKind::PassThrough {
                rule.lead = 0;
                rule.lead_per_unit = 0;
                rule.safety = 0;
                rule.reorder = None;
                rule.min = 0;
                rule.step = 0;
                rule.max = 0;
                rule.policy = LotPolicy::LotForLot;
            }
        }
        let (steps, step_spans) = steps_of(snapshot, &rules);
        let fence_end = today.saturating_add(snapshot.options.firm_fence_days.max(0));
        let mut model = Self {
            today,
            fence_end,
            offsets,
            rules,
            steps,
            step_spans,
            uses: structure.uses,
            use_start: structure.use_start,
            components: structure.components,
            incoming: Vec::new(),
            incoming_start: Vec::new(),
            needs: Vec::new(),
            need_start: Vec::new(),
            stand_ins: structure.stand_ins,
            levels: structure.levels,
            sequence: Vec::new(),
            cycles: structure.cycles,
            in_cycle: structure.in_cycle,
            problems,
        };
        model.sequence = sequence_of(snapshot, &model.levels);
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
        let component = component as usize;
        &self.uses[self.use_start[component] as usize..self.use_start[component + 1] as usize]
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
        let start = self.stand_ins.partition_point(|(of, _)| *of < item);
        let end = self.stand_ins.partition_point(|(of, _)| *of <= item);
        &self.stand_ins[start..end]
    }

    pub(crate) fn stand_in_pairs(&self) -> Vec<(u32, u32)> {
        self.stand_ins.iter().map(|(item, stand_in)| (*item, stand_in.substitute)).collect()
    }
}

/// Level by level, and inside a level by key: the order of the input rows never matters.
fn sequence_of(snapshot: &Snapshot, levels: &[u32]) -> Vec<u32> {
    let mut sequence: Vec<u32> = (0..levels.len() as u32).collect();
    sequence.sort_by(|a, b| {
        let (left, right) = (&snapshot.items[*a as usize], &snapshot.items[*b as usize]);
        levels[*a as usize]
            .cmp(&levels[*b as usize])
            .then_with(|| left.id.cmp(&right.id))
            .then_with(|| left.sku.cmp(&right.sku))
    });
    sequence
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
