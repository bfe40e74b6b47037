//! Net change: the plan of an edited snapshot from the plan before the edit.
//!
//! Only items that an edit touches are netted again, and below them only those whose parents' orders really came out
//! different. The answer equals a regenerative run; where that cannot be known (the date, the rules of the run, a
//! circle or the substitutes changed), a regenerative run is made.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::{Kept, plan, run};
use crate::input::Snapshot;
use crate::model::Model;
use crate::plan::Plan;
use crate::shared::Shared;

/// Plans an edited snapshot from the earlier plan.
///
/// `changed` names every item whose own row, stock, receipts, needs or bill of material (as parent or as component, now
/// or before) is not what it was: [`changed_items`] finds them. Items keep their positions; new ones stand at the end.
/// A change of options, calendar or costs asks for [`plan()`](crate::plan()).
#[must_use]
pub fn replan(earlier: &Plan, snapshot: &Snapshot, changed: &[u32]) -> Plan {
    let model = Arc::new(earlier.model.next(snapshot));
    let (before, now) = (&earlier.model.structure, &model.structure);
    let items = snapshot.items.len();
    let same_ground = earlier.today() == model.today
        && before.cycles == now.cycles
        && before.levels.len() <= items
        && earlier.model.stand_in_pairs() == model.stand_in_pairs();
    if !same_ground {
        return run(model, snapshot, &mut Kept::nothing());
    }
    let mut dirty = vec![false; items];
    let new_items = before.levels.len() as u32..items as u32;
    let touched: Vec<u32> =
        changed.iter().copied().chain(new_items).filter(|item| (*item as usize) < items).collect();
    for item in touched {
        dirty[item as usize] = true;
        // What it consumed until now too: an item that no longer explodes frees its components.
        let until_now = if (item as usize) < before.levels.len() { before.components.of(item) } else { &[] };
        for component in now.components.of(item).iter().chain(until_now) {
            dirty[*component as usize] = true;
        }
    }
    if !now.stand_ins.is_empty() {
        spread(&model, &mut dirty);
    }
    run(model, snapshot, &mut Kept { earlier: Some(earlier), dirty })
}

/// Where items stand in for one another, a change can travel up as well as down: all that it can reach is netted again.
fn spread(model: &Model, dirty: &mut [bool]) {
    let mut ways: HashMap<u32, Vec<u32>> = HashMap::new();
    for (item, stand_in) in &model.structure.stand_ins {
        ways.entry(*item).or_default().push(stand_in.substitute);
        ways.entry(stand_in.substitute).or_default().push(*item);
    }
    let mut waiting: Vec<u32> = (0..dirty.len() as u32).filter(|item| dirty[*item as usize]).collect();
    while let Some(item) = waiting.pop() {
        let sideways = ways.get(&item).map_or(&[][..], Vec::as_slice);
        for next in model.structure.components.of(item).iter().chain(sideways) {
            if !dirty[*next as usize] {
                dirty[*next as usize] = true;
                waiting.push(*next);
            }
        }
    }
}

/// The items that differ between two snapshots, in the sense of [`replan`]; all of them when the ground rules differ.
#[must_use]
pub fn changed_items(before: &Snapshot, after: &Snapshot) -> Vec<u32> {
    let same_rules = before.today == after.today
        && before.calendar == after.calendar
        && before.costs == after.costs
        && before.options == after.options
        && before.items.len() <= after.items.len();
    if !same_rules {
        return (0..after.items.len() as u32).collect();
    }
    let mut changed = vec![false; after.items.len()];
    if !before.items.is(&after.items) {
        for (item, row) in after.items.iter().enumerate() {
            changed[item] = before.items.get(item) != Some(row);
        }
    }
    let mut mark = |item: u32| {
        if let Some(slot) = changed.get_mut(item as usize) {
            *slot = true;
        }
    };
    differing(&before.bom, &after.bom, |line| line.parent).into_iter().for_each(&mut mark);
    differing(&before.bom, &after.bom, |line| line.component).into_iter().for_each(&mut mark);
    differing(&before.supplies, &after.supplies, |row| row.item).into_iter().for_each(&mut mark);
    differing(&before.demands, &after.demands, |row| row.item).into_iter().for_each(&mut mark);
    differing(&before.substitutes, &after.substitutes, |row| row.item).into_iter().for_each(&mut mark);
    differing(&before.substitutes, &after.substitutes, |row| row.substitute).into_iter().for_each(&mut mark);
    if after.options.firm_fence_days > 0 {
        let differs = |item: &u32| before.existing.of(*item) != after.existing.of(*item);
        (0..after.items.len() as u32).filter(differs).for_each(&mut mark);
    }
    (0..after.items.len() as u32).filter(|item| changed[*item as usize]).collect()
}

/// Keys whose rows are not the same list in both.
fn differing<T: PartialEq>(
    before: &Shared<Vec<T>>,
    after: &Shared<Vec<T>>,
    key: impl Fn(&T) -> u32,
) -> Vec<u32> {
    if before == after {
        return Vec::new();
    }
    let group = |rows: &[T]| {
        let mut grouped: HashMap<u32, Vec<usize>> = HashMap::new();
        for (position, row) in rows.iter().enumerate() {
            grouped.entry(key(row)).or_default().push(position);
        }
        grouped
    };
    let (old, new) = (group(before), group(after));
    let same = |item: &u32| {
        let (Some(old), Some(new)) = (old.get(item), new.get(item)) else { return false };
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| before[*old] == after[*new])
    };
    let mut items: Vec<u32> = old.keys().chain(new.keys()).copied().filter(|item| !same(item)).collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// What-if: a plan of a supposed snapshot beside the real one, and the items whose plan differs.
#[must_use]
pub fn compare(real: &Plan, supposed: &Plan) -> Vec<u32> {
    let items = real.sequence().len().max(supposed.sequence().len()) as u32;
    (0..items).filter(|item| !real.agrees(supposed, *item)).collect()
}

/// Plans an edited snapshot from the earlier one and its plan, finding the changed items by comparison.
#[must_use]
pub fn replan_from(before: &Snapshot, earlier: &Plan, after: &Snapshot) -> Plan {
    let changed = changed_items(before, after);
    if changed.len() == after.items.len() { plan(after) } else { replan(earlier, after, &changed) }
}
