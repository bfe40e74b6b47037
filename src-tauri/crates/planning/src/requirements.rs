//! Dependent requirements, pulled: a component asks the orders of its parents what they need of it.
//!
//! Pulling instead of pushing keeps one million requirements from being stored at all. Netting reads them once; pegging
//! reads them again, item by item, when somebody asks.

use crate::model::{Model, Use};
use crate::plan::Plan;
use crate::quantity::{LARGEST_QTY, ceil_div, common_step};

/// Which order of the parent needs the component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParentOrder {
    /// The nth planned order of the parent.
    Planned(u32),
    /// The nth receipt of the parent: a firm or frozen planned order.
    Receipt(u32),
}

/// One dependent requirement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Requirement {
    pub(crate) day: i32,
    pub(crate) qty: i64,
    pub(crate) parent: u32,
    pub(crate) order: ParentOrder,
}

/// Calls `take` for each requirement of a component.
///
/// Usages such as "1 for a batch of 3", and what a yield makes of a quantity, have no decimal form. Such requirements are
/// rounded over all lines and orders together, by date, never one by one: three thirds are one, whether they come from
/// three orders or from three lines of a bill.
pub(crate) fn each_requirement(
    model: &Model,
    plan: &Plan,
    component: u32,
    mut take: impl FnMut(Requirement),
) {
    let uses = model.uses_of(component);
    let mut has_fractions = false;
    for usage in uses {
        if !usage.is_by_unit() {
            // An order, or a batch, takes what it takes whether another one runs or not: each is rounded by itself.
            let whole = |qty: i64| usage.need(usage.times(qty));
            each_start(model, plan, usage.parent, |row, _| take(Requirement { qty: whole(row.qty), ..row }));
        } else if is_whole(model, usage) {
            let whole = |qty: i64| qty.saturating_mul(usage.num).min(LARGEST_QTY);
            each_start(model, plan, usage.parent, |row, _| take(Requirement { qty: whole(row.qty), ..row }));
        } else {
            has_fractions = true;
        }
    }
    if has_fractions {
        each_fraction(model, plan, uses, take);
    }
}

fn is_whole(model: &Model, usage: &Use) -> bool {
    usage.den == 1 && model.rules[usage.parent as usize].loses_nothing()
}

/// Parts of a micro-unit in which a use counts: those of its usage times those of a start of the parent.
fn parts_of(model: &Model, usage: &Use) -> Option<i64> {
    usage.den.checked_mul(model.rules[usage.parent as usize].start_parts())
}

fn each_fraction(model: &Model, plan: &Plan, uses: &[Use], mut take: impl FnMut(Requirement)) {
    let fractions = || uses.iter().filter(|usage| usage.is_by_unit() && !is_whole(model, usage));
    let shared = fractions()
        .try_fold(1_i64, |shared, usage| parts_of(model, usage).and_then(|parts| common_step(shared, parts)));
    let Some(shared) = shared else {
        // Fractions that no common part fits are rounded line by line.
        for usage in fractions() {
            let parts = parts_of(model, usage).unwrap_or(usage.den);
            let mut rows = Vec::new();
            gather(model, plan, usage, parts, &mut rows);
            round(rows, parts, &mut take);
        }
        return;
    };
    let mut rows = Vec::new();
    for usage in fractions() {
        gather(model, plan, usage, shared, &mut rows);
    }
    round(rows, shared, &mut take);
}

/// Requirements of a use with their exact quantity, counted in parts of a micro-unit.
fn gather(model: &Model, plan: &Plan, usage: &Use, parts: i64, rows: &mut Vec<(Requirement, i128)>) {
    let rule = &model.rules[usage.parent as usize];
    let own = parts_of(model, usage);
    let each = parts / own.unwrap_or(usage.den);
    let usage_in_parts = usage.num.checked_mul(each);
    each_start(model, plan, usage.parent, |row, good| {
        let start = if own.is_some() { rule.exact_start(row.qty, good).0 } else { i128::from(row.qty) };
        // Most products fit a machine word.
        let small =
            i64::try_from(start).ok().zip(usage_in_parts).and_then(|(start, usage)| start.checked_mul(usage));
        let exact = small.map_or_else(|| product(start, usage.num, each), i128::from);
        rows.push((row, exact));
    });
}

/// Three factors, or as much as there can be.
fn product(start: i128, num: i64, each: i64) -> i128 {
    start.checked_mul(i128::from(num)).and_then(|qty| qty.checked_mul(i128::from(each))).unwrap_or(i128::MAX)
}

fn round(mut rows: Vec<(Requirement, i128)>, parts: i64, take: &mut impl FnMut(Requirement)) {
    // By date, so that firming an order does not shift the rounding from one date to another.
    rows.sort_by_key(|(row, _)| row.day);
    let mut over = Rounding { parts, ahead: 0 };
    for (row, exact) in rows {
        take(Requirement { qty: over.need(exact), ..row });
    }
}

/// Calls `take` for each order of a parent that consumes components, with the quantity started and what of it is good.
fn each_start(model: &Model, plan: &Plan, parent: u32, mut take: impl FnMut(Requirement, i64)) {
    for (nth, order) in plan.orders_of(parent).iter().enumerate() {
        let nth = ParentOrder::Planned(nth as u32);
        take(Requirement { day: order.start, qty: order.qty, parent, order: nth }, order.good);
    }
    for (nth, firm) in model.incoming_of(parent).iter().enumerate() {
        if firm.started > 0 {
            let nth = ParentOrder::Receipt(nth as u32);
            take(Requirement { day: firm.start, qty: firm.started, parent, order: nth }, firm.good);
        }
    }
}

/// Rounds a running sum up and hands out the differences.
struct Rounding {
    parts: i64,
    /// What has been handed out beyond the exact sum, in parts.
    ahead: i64,
}

impl Rounding {
    fn need(&mut self, exact: i128) -> i64 {
        let Some(open) = exact.checked_sub(i128::from(self.ahead)) else { return LARGEST_QTY };
        // Most fit a machine word, where dividing costs a tenth.
        let need = match i64::try_from(open) {
            Ok(open) => i128::from(open.div_euclid(self.parts) + i64::from(open.rem_euclid(self.parts) != 0)),
            Err(_) => ceil_div(open, i128::from(self.parts)),
        };
        if need > i128::from(LARGEST_QTY) {
            return LARGEST_QTY;
        }
        self.ahead = (need * i128::from(self.parts) - open) as i64;
        need as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_add_up() {
        let mut over = Rounding { parts: 3, ahead: 0 };
        let needs = [over.need(1_000_000), over.need(1_000_000), over.need(1_000_000)];
        assert_eq!(needs, [333_334, 333_333, 333_333]);
    }

    #[test]
    fn huge_orders_saturate() {
        let mut over = Rounding { parts: 7, ahead: 0 };
        assert_eq!(over.need(i128::MAX), LARGEST_QTY);
        assert_eq!(over.need(7), 1, "and what comes after them is still rounded by itself");
    }
}
