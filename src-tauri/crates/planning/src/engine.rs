//! A regenerative run: every item, level by level.

use std::sync::Arc;

use crate::input::Snapshot;
use crate::model::Model;
use crate::netting::{Desk, Netting};
use crate::plan::{Plan, Projected, Substitution};

/// Plans a snapshot. Never fails: rows that cannot be used are answered as problems and the rest is planned.
///
/// The same snapshot always gives the same plan, whatever the order of its rows.
#[must_use]
pub fn plan(snapshot: &Snapshot) -> Plan {
    run(Arc::new(Model::compile(snapshot)), snapshot, &mut Kept::nothing())
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

/// Nets all items, or takes them over from an earlier plan.
pub(crate) fn run(model: Arc<Model>, snapshot: &Snapshot, kept: &mut Kept<'_>) -> Plan {
    let mut plan = Plan::begin(Arc::clone(&model), kept.earlier);
    let model = &*model;
    if let Some(earlier) = kept.earlier {
        let clean = |row: &&Substitution| kept.plan_of(row.item).is_some();
        plan.substitutions.extend(earlier.substitutions.iter().filter(clean));
    }
    let mut desk = Desk::default();
    for item in &model.structure.sequence {
        let item = *item;
        if kept.plan_of(item).is_some() {
            continue;
        }
        let mut netting = Netting { model, options: snapshot.options, plan: &mut plan, desk: &mut desk };
        netting.net(item);
        netting.say_all(snapshot, item);
        let found = desk.take();
        if let Some(earlier) = kept.earlier
            && *found.orders != *earlier.orders_of(item)
        {
            for component in model.structure.components.of(item) {
                kept.dirty[*component as usize] = true;
            }
        }
        plan.put(item, found);
    }
    give_away(model, &mut plan, kept);
    plan
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
        plan.project(item, before);
    }
}
