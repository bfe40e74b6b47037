//! A regenerative run: every item, level by level.

use crate::input::Snapshot;
use crate::model::Model;
use crate::netting::{Desk, Netting};
use crate::plan::{Plan, Projected, Substitution};

/// Plans a snapshot. Never fails: rows that cannot be used are answered as problems and the rest is planned.
///
/// The same snapshot always gives the same plan, whatever the order of its rows.
#[must_use]
pub fn plan(snapshot: &Snapshot) -> Plan {
    run(&Model::compile(snapshot), snapshot, &mut Kept::nothing())
}

/// What a run takes over from an earlier one.
pub(crate) struct Kept<'a> {
    pub(crate) earlier: Option<&'a Plan>,
    /// Per item: whether it has to be netted. Grows while parents come out different.
    pub(crate) dirty: Vec<bool>,
}

impl<'a> Kept<'a> {
    pub(crate) fn nothing() -> Self {
        Self { earlier: None, dirty: Vec::new() }
    }

    fn plan_of(&self, item: u32) -> Option<&'a Plan> {
        self.earlier.filter(|_| self.dirty.get(item as usize) == Some(&false))
    }
}

/// Nets all items, or copies them from an earlier plan.
pub(crate) fn run(model: &Model, snapshot: &Snapshot, kept: &mut Kept<'_>) -> Plan {
    let items = snapshot.items.len();
    let mut plan = Plan {
        today: model.today,
        levels: model.levels.clone(),
        sequence: model.sequence.clone(),
        order_spans: vec![(0, 0); items],
        projected_spans: vec![(0, 0); items],
        exception_spans: vec![(0, 0); items],
        rescheduled_spans: vec![(0, 0); items],
        problems: model.problems.clone(),
        cycles: model.cycles.clone(),
        stand_ins: model.stand_in_pairs(),
        ..Plan::default()
    };
    if let Some(earlier) = kept.earlier {
        plan.orders.reserve(earlier.orders.len());
        plan.projected.reserve(earlier.projected.len());
        plan.exceptions.reserve(earlier.exceptions.len());
        let clean = |row: &&Substitution| kept.plan_of(row.item).is_some();
        plan.substitutions.extend(earlier.substitutions.iter().filter(clean));
    }
    let mut desk = Desk::default();
    for item in &model.sequence {
        let item = *item;
        let marks = [plan.orders.len(), plan.projected.len(), plan.exceptions.len(), plan.rescheduled.len()];
        match kept.plan_of(item) {
            Some(earlier) => copy(&mut plan, earlier, item),
            None => {
                let mut netting =
                    Netting { model, options: snapshot.options, plan: &mut plan, desk: &mut desk };
                netting.net(item);
                netting.say_all(snapshot, item, marks[0], marks[3]);
                plan.orders[marks[0]..].sort_unstable();
                plan.exceptions[marks[2]..].sort_unstable();
                if let Some(earlier) = kept.earlier
                    && plan.orders[marks[0]..] != *earlier.orders_of(item)
                {
                    for component in model.components.of(item) {
                        kept.dirty[*component as usize] = true;
                    }
                }
            }
        }
        plan.order_spans[item as usize] = (marks[0] as u32, plan.orders.len() as u32);
        plan.projected_spans[item as usize] = (marks[1] as u32, plan.projected.len() as u32);
        plan.exception_spans[item as usize] = (marks[2] as u32, plan.exceptions.len() as u32);
        plan.rescheduled_spans[item as usize] = (marks[3] as u32, plan.rescheduled.len() as u32);
    }
    give_away(model, &mut plan, kept);
    plan
}

fn copy(plan: &mut Plan, earlier: &Plan, item: u32) {
    plan.orders.extend_from_slice(earlier.orders_of(item));
    plan.projected.extend_from_slice(earlier.projected_of(item));
    plan.exceptions.extend_from_slice(earlier.exceptions_of(item));
    plan.rescheduled.extend_from_slice(earlier.rescheduled_of(item));
}

/// Lowers the projection of items that stood in for others; their own netting was done before they gave.
fn give_away(model: &Model, plan: &mut Plan, kept: &Kept<'_>) {
    let sort_key = |row: &Substitution| (row.substitute, row.day, row.item);
    let mut given = plan.substitutions.clone();
    given.sort_by_key(sort_key);
    plan.substitutions.sort_by_key(|row| (row.item, row.day));
    for rows in given.chunk_by(|a, b| a.substitute == b.substitute) {
        let item = rows[0].substitute;
        if kept.plan_of(item).is_some() {
            continue;
        }
        let mut before = plan.projected_of(item).to_vec();
        let opening = model.rules[item as usize].opening.max(0);
        for row in rows {
            let slot = before.partition_point(|projected| projected.day < row.day);
            if before.get(slot).is_none_or(|projected| projected.day != row.day) {
                let qty = slot.checked_sub(1).map_or(opening, |last| before[last].qty);
                before.insert(slot, Projected { day: row.day, qty });
            }
            for projected in &mut before[slot..] {
                projected.qty -= row.taken;
            }
        }
        let start = plan.projected.len() as u32;
        plan.projected.extend_from_slice(&before);
        plan.projected_spans[item as usize] = (start, plan.projected.len() as u32);
    }
}
