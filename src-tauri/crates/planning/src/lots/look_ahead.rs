//! Rules that extend an order forward, requirement by requirement, until their measure says stop.

use super::{CostScale, Net};

/// How many of the net requirements the first order covers by Silver and Meal: as long as the cost per period does not
/// rise. A period is a week. Weeks without a requirement count: they lengthen the span at no cost, so a requirement
/// after a gap is measured against the week before it.
pub(crate) fn silver_meal(nets: &[Net], costs: CostScale) -> usize {
    let Some(first) = nets.first() else { return 0 };
    let mut cost = costs.setup;
    let mut span = 7_i128;
    for (index, net) in nets.iter().enumerate().skip(1) {
        let days = net.day - first.day;
        let here = i128::from(days) + 7;
        let before = span.max(here - 7);
        let with = cost.saturating_add(costs.carrying(net.qty, days));
        if with.saturating_mul(before) > cost.saturating_mul(here) {
            return index;
        }
        cost = with;
        span = here;
    }
    nets.len()
}

/// Least total cost: the span whose carrying cost comes closest to the setup cost; the shorter one on a tie.
pub(crate) fn least_total_cost(nets: &[Net], costs: CostScale) -> usize {
    let Some(first) = nets.first() else { return 0 };
    let mut carried = 0_i128;
    for (index, net) in nets.iter().enumerate().skip(1) {
        let with = carried.saturating_add(costs.carrying(net.qty, net.day - first.day));
        if with > costs.setup {
            let longer_is_closer = with - costs.setup < costs.setup - carried;
            return index + usize::from(longer_is_closer);
        }
        carried = with;
    }
    nets.len()
}

/// Least unit cost: as long as the cost per unit falls. Each further unit is carried longer than those before, so once
/// the cost per unit rises it never falls again.
pub(crate) fn least_unit_cost(nets: &[Net], costs: CostScale) -> usize {
    let Some(first) = nets.first() else { return 0 };
    let mut cost = costs.setup;
    let mut qty = i128::from(first.qty);
    for (index, net) in nets.iter().enumerate().skip(1) {
        let with = cost.saturating_add(costs.carrying(net.qty, net.day - first.day));
        let more = qty + i128::from(net.qty);
        if with.saturating_mul(qty) >= cost.saturating_mul(more) && with > costs.setup {
            return index;
        }
        cost = with;
        qty = more;
    }
    nets.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::LotCosts;
    use crate::quantity::units;

    fn weekly(demand: &[i64]) -> Vec<Net> {
        demand
            .iter()
            .enumerate()
            .filter(|(_, qty)| **qty > 0)
            .map(|(week, qty)| Net { day: week as i32 * 7, qty: units(*qty) })
            .collect()
    }

    fn lots(demand: &[i64], costs: LotCosts, rule: fn(&[Net], CostScale) -> usize) -> Vec<i64> {
        let nets = weekly(demand);
        let mut rest = &nets[..];
        let mut found = Vec::new();
        while !rest.is_empty() {
            let covered = rule(rest, CostScale::new(costs));
            assert!(covered > 0);
            found.push(rest[..covered].iter().map(|net| net.qty).sum::<i64>() / 1_000_000);
            rest = &rest[covered..];
        }
        found
    }

    const STEADY: [i64; 8] = [50, 60, 70, 60, 95, 75, 60, 55];

    fn steady_costs() -> LotCosts {
        LotCosts { setup: units(47), holding_per_unit_week: 50_000 }
    }

    #[test]
    fn least_total_cost_of_the_steady_example() {
        // Carrying 38 for five weeks is 9 from the setup of 47, 56.75 for six is 9.75 from it.
        assert_eq!(lots(&STEADY, steady_costs(), least_total_cost), [335, 190]);
    }

    #[test]
    fn least_unit_cost_of_the_steady_example() {
        assert_eq!(lots(&STEADY, steady_costs(), least_unit_cost), [410, 115]);
    }

    #[test]
    fn silver_meal_counts_empty_weeks() {
        let costs = LotCosts { setup: units(100), holding_per_unit_week: units(1) };
        assert_eq!(lots(&[30, 40, 0, 10, 40, 30, 0, 30, 55], costs, silver_meal), [80, 70, 85]);
    }

    #[test]
    fn without_holding_cost_one_order_covers_all() {
        let free = LotCosts { setup: units(5), holding_per_unit_week: 0 };
        for rule in [silver_meal, least_total_cost, least_unit_cost] {
            assert_eq!(lots(&STEADY, free, rule), [525]);
        }
    }

    #[test]
    fn without_setup_cost_each_week_orders() {
        let free = LotCosts { setup: 0, holding_per_unit_week: units(1) };
        for rule in [silver_meal, least_total_cost, least_unit_cost] {
            assert_eq!(lots(&STEADY, free, rule), STEADY);
        }
    }
}
