//! Dependent requirements, pulled: a component asks the orders of its parents what they need of it.
//!
//! Pulling instead of pushing keeps one million requirements from being stored at all. Netting reads them once; pegging
//! reads them again, item by item, when somebody asks.

use crate::model::Model;
use crate::plan::Plan;
use crate::quantity::LARGEST_QTY;

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
/// A usage such as "1 for a batch of 3" is rounded over all orders of the parent together, never order by order: the
/// sum is exact to the micro-unit and three thirds are one.
pub(crate) fn each_requirement(
    model: &Model,
    plan: &Plan,
    component: u32,
    mut take: impl FnMut(Requirement),
) {
    for usage in model.uses_of(component) {
        if !usage.is_by_unit() {
            // An order, or a batch, takes what it takes whether another one runs or not: each is rounded by itself.
            let whole = |qty: i64| usage.need(usage.times(qty));
            each_start(model, plan, usage.parent, |row| take(Requirement { qty: whole(row.qty), ..row }));
            continue;
        }
        if usage.den == 1 {
            let whole = |qty: i64| qty.saturating_mul(usage.num).min(LARGEST_QTY);
            each_start(model, plan, usage.parent, |row| take(Requirement { qty: whole(row.qty), ..row }));
            continue;
        }
        let mut starts = Vec::new();
        each_start(model, plan, usage.parent, |row| starts.push(row));
        // By date, so that firming an order does not shift the rounding from one date to another.
        starts.sort_by_key(|row| row.day);
        let mut over = Rounding { num: usage.num, den: usage.den, ahead: 0 };
        for row in starts {
            take(Requirement { qty: over.need(row.qty), ..row });
        }
    }
}

/// Calls `take` for each order of a parent that consumes components, with the quantity started.
fn each_start(model: &Model, plan: &Plan, parent: u32, mut take: impl FnMut(Requirement)) {
    for (nth, order) in plan.orders_of(parent).iter().enumerate() {
        let nth = ParentOrder::Planned(nth as u32);
        take(Requirement { day: order.start, qty: order.qty, parent, order: nth });
    }
    for (nth, firm) in model.incoming_of(parent).iter().enumerate() {
        if firm.started > 0 {
            let nth = ParentOrder::Receipt(nth as u32);
            take(Requirement { day: firm.start, qty: firm.started, parent, order: nth });
        }
    }
}

/// Rounds a running sum up and hands out the differences.
struct Rounding {
    num: i64,
    den: i64,
    /// What has been handed out beyond the exact sum, in units of `1 / den`.
    ahead: i64,
}

impl Rounding {
    fn need(&mut self, qty: i64) -> i64 {
        if let Some(exact) = qty.checked_mul(self.num).and_then(|product| product.checked_sub(self.ahead)) {
            let need = exact.div_euclid(self.den) + i64::from(exact.rem_euclid(self.den) != 0);
            self.ahead = need * self.den - exact;
            return need.min(LARGEST_QTY);
        }
        let exact = i128::from(qty) * i128::from(self.num) - i128::from(self.ahead);
        let need = crate::quantity::ceil_div(exact, i128::from(self.den));
        self.ahead = (need * i128::from(self.den) - exact) as i64;
        need.min(i128::from(LARGEST_QTY)) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_add_up() {
        let mut over = Rounding { num: 1, den: 3, ahead: 0 };
        let needs = [over.need(1_000_000), over.need(1_000_000), over.need(1_000_000)];
        assert_eq!(needs, [333_334, 333_333, 333_333]);
    }

    #[test]
    fn huge_orders_saturate() {
        let mut over = Rounding { num: i64::MAX, den: 7, ahead: 0 };
        assert_eq!(over.need(LARGEST_QTY), LARGEST_QTY);
    }
}
