//! Economic order quantity: the square root of twice the demand times the setup cost over the holding cost.

use crate::input::LotCosts;
use crate::quantity::{MICROS, square_root};

/// The lot for a demand spread over `days` (its weeks are counted as buckets: a horizon of one day is one week),
/// rounded to the nearest whole unit. `None` without demand or holding cost.
pub(crate) fn economic_lot(total_qty: i128, days: i32, costs: LotCosts) -> Option<i64> {
    if total_qty <= 0 || costs.holding_per_unit_week <= 0 || costs.setup <= 0 {
        return None;
    }
    // Q² = 2 · (demand per week) · setup / holding, with Q and demand in micro-units.
    let weekly_den = i128::from(days.max(0) + 7) * i128::from(costs.holding_per_unit_week);
    let square = total_qty
        .checked_mul(2 * 7)?
        .checked_mul(i128::from(MICROS))?
        .checked_mul(i128::from(costs.setup))?
        / weekly_den;
    let root = i64::try_from(square_root(square)).ok()?;
    let whole = root.saturating_add(MICROS / 2) / MICROS * MICROS;
    let lot = if whole == 0 { root } else { whole };
    (lot > 0).then_some(lot)
}

/// The window, in days, that an economic lot lasts on average: whole weeks, at least one.
pub(crate) fn economic_window(total_qty: i128, days: i32, costs: LotCosts) -> Option<i32> {
    let lot = i128::from(economic_lot(total_qty, days, costs)?);
    let span = i128::from(days.max(0) + 7);
    let weeks = (2 * lot * span + 7 * total_qty) / (2 * 7 * total_qty);
    i32::try_from(weeks.max(1) * 7).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::units;

    #[test]
    fn the_textbook_lot_and_its_window() {
        // 270 units over ten weeks, setup 100, holding 1 a week: the root of 5400 is 73.48; it lasts 2.7 weeks.
        let costs = LotCosts { setup: units(100), holding_per_unit_week: units(1) };
        assert_eq!(economic_lot(i128::from(units(270)), 63, costs), Some(units(73)));
        assert_eq!(economic_window(i128::from(units(270)), 63, costs), Some(21));
    }

    #[test]
    fn without_costs_there_is_no_lot() {
        let costs = LotCosts { setup: 0, holding_per_unit_week: 1 };
        assert_eq!(economic_lot(1, 1, costs), None);
    }
}
