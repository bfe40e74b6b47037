//! Substitutes: another item stands in out of stock that it does not need itself, never silently.

use crate::netting::Netting;
use crate::plan::{ExceptionKind, OrderRef, Substitution};
use crate::quantity::Ratio;

impl Netting<'_> {
    /// Covers a shortage from the free stock of substitutes, by priority; answers the quantity covered.
    pub(crate) fn substitute(&mut self, item: u32, day: i32, short: i64) -> i64 {
        let model = self.model;
        let mut covered = 0;
        for (_, stand_in) in model.stand_ins_of(item) {
            let left = short - covered;
            if left <= 0 {
                break;
            }
            let free = self.free_stock(stand_in.substitute, day);
            let Some(backwards) = Ratio::ONE.divided_by(stand_in.factor) else { continue };
            let qty = left.min(backwards.of_rounded_down(free));
            let taken = stand_in.factor.of_rounded_up(qty).min(free);
            if qty <= 0 || taken <= 0 {
                continue;
            }
            covered += qty;
            self.plan.substitutions.push(Substitution {
                item,
                substitute: stand_in.substitute,
                day,
                qty,
                taken,
            });
            self.say(item, ExceptionKind::Substituted, OrderRef::Item, qty, Some(day));
        }
        covered
    }

    /// What an item can spare from a day on: the least that its projection keeps above its floor from then on, less
    /// what it has already given.
    fn free_stock(&self, item: u32, day: i32) -> i64 {
        let model = self.model;
        let rows = self.plan.projected_of(item);
        let next = rows.partition_point(|row| row.day < day);
        let floor_now = model.safety_on(item, day);
        let before = if next == 0 { model.rules[item as usize].opening } else { rows[next - 1].qty };
        let starts_here = rows.get(next).is_some_and(|row| row.day == day);
        let mut free = if starts_here { i64::MAX } else { before - floor_now };
        for row in &rows[next..] {
            free = free.min(row.qty - model.safety_on(item, row.day));
        }
        let given: i64 =
            self.plan.substitutions.iter().filter(|row| row.substitute == item).map(|row| row.taken).sum();
        free.saturating_sub(given).max(0)
    }
}
