//! Wagner and Whitin: the cheapest split of the whole horizon.
//!
//! Forward dynamic programming over the net requirements. The cost of covering `j..=k` by an order at `j` follows from
//! prefix sums of quantity and of quantity × day, so a pair costs constant time. Two cuts keep the work near linear: an
//! order never carries a requirement for more than a setup, and by the planning-horizon theorem the last order of a
//! longer horizon is never earlier than that of a shorter one.

use super::{CostScale, Net};

/// Lengths of the groups, each covered by an order at its first requirement. On a tie the earlier order, hence fewer.
pub(crate) fn cheapest_split(nets: &[Net], costs: CostScale) -> Vec<usize> {
    let count = nets.len();
    let Some(first) = nets.first() else { return Vec::new() };
    let mut qty_sum = vec![0_i128; count + 1];
    let mut moment_sum = vec![0_i128; count + 1];
    for (index, net) in nets.iter().enumerate() {
        let qty = i128::from(net.qty);
        qty_sum[index + 1] = qty_sum[index] + qty;
        moment_sum[index + 1] = moment_sum[index] + qty * i128::from(net.day - first.day);
    }
    let carrying = |from: usize, to: usize| {
        let wait = i128::from(nets[from].day - first.day);
        let moment = moment_sum[to + 1] - moment_sum[from] - wait * (qty_sum[to + 1] - qty_sum[from]);
        costs.holding.saturating_mul(moment)
    };
    let mut best = vec![0_i128; count + 1];
    let mut last_order = vec![0_usize; count];
    let mut earliest = 0;
    for to in 0..count {
        let mut cheapest = i128::MAX;
        let mut chosen = to;
        for from in (earliest..=to).rev() {
            if costs.carrying(nets[to].qty, nets[to].day - nets[from].day) > costs.setup {
                break;
            }
            let cost = best[from].saturating_add(costs.setup).saturating_add(carrying(from, to));
            if cost <= cheapest {
                cheapest = cost;
                chosen = from;
            }
        }
        best[to + 1] = cheapest;
        last_order[to] = chosen;
        earliest = chosen;
    }
    let mut lengths = Vec::new();
    let mut end = count;
    while end > 0 {
        let from = last_order[end - 1];
        lengths.push(end - from);
        end = from;
    }
    lengths.reverse();
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::LotCosts;
    use crate::quantity::units;

    /// Every split tried: the cheapest cost of all of them.
    fn cheapest_by_trying(nets: &[Net], costs: CostScale) -> i128 {
        if nets.is_empty() {
            return 0;
        }
        (1..=nets.len())
            .map(|length| group_cost(&nets[..length], costs) + cheapest_by_trying(&nets[length..], costs))
            .min()
            .unwrap_or(0)
    }

    fn group_cost(group: &[Net], costs: CostScale) -> i128 {
        costs.setup + group.iter().map(|net| costs.carrying(net.qty, net.day - group[0].day)).sum::<i128>()
    }

    #[test]
    fn no_split_is_cheaper() {
        let mut seed = 7_u64;
        let mut draw = |bound: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % bound
        };
        for _ in 0..300 {
            let costs = CostScale::new(LotCosts {
                setup: units(draw(200) as i64),
                holding_per_unit_week: units(draw(5) as i64),
            });
            let mut day = 0;
            let nets: Vec<Net> = (0..1 + draw(11))
                .map(|_| {
                    day += 1 + draw(14) as i32;
                    Net { day, qty: units(1 + draw(90) as i64) }
                })
                .collect();
            let lengths = cheapest_split(&nets, costs);
            let mut rest = &nets[..];
            let mut cost = 0;
            for length in &lengths {
                cost += group_cost(&rest[..*length], costs);
                rest = &rest[*length..];
            }
            assert!(rest.is_empty());
            assert_eq!(cost, cheapest_by_trying(&nets, costs), "{nets:?} {costs:?} {lengths:?}");
        }
    }
}
