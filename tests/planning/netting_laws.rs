//! What netting comes to, said a second time in closed form: the running maximum of what is short.

use proptest::prelude::*;
use spoolyard_planning::calendar::day_of;
use spoolyard_planning::quantity::MICROS;
use spoolyard_planning::{LotPolicy, OrderKind, Per, Plan, Snapshot, plan};

use crate::farms::some_farm;
use crate::laws::cases;

/// The farm without lot sizes, batches, fences and late receipts: what is left is netting itself.
fn plain(mut farm: Snapshot) -> Snapshot {
    for row in farm.items.iter_mut() {
        (row.lot_policy, row.min_order_qty, row.order_multiple, row.max_order_qty) =
            (LotPolicy::LotForLot, 0, 0, 0);
        row.yield_percent = 100 * MICROS;
    }
    // What a batch or an order takes depends on how needs fall into orders.
    farm.bom.iter_mut().for_each(|line| line.per = Per::Unit);
    farm.options.use_late_receipts = false;
    farm.options.firm_fence_days = 0;
    farm
}

/// Items that no bill names as a component: all that they need stands in the snapshot.
fn tops(farm: &Snapshot) -> Vec<u32> {
    let used = |item: &u32| farm.bom.iter().any(|line| line.component == *item);
    (0..farm.items.len() as u32).filter(|item| !used(item)).collect()
}

/// Level that has to be kept on a day.
fn floor(farm: &Snapshot, item: u32, day: i32) -> i64 {
    let row = &farm.items[item as usize];
    if day < day_of(farm.today) || row.phantom && farm.bom.iter().any(|line| line.parent == item) {
        return 0;
    }
    let passed = row.safety_stock_steps.iter().filter(|step| day_of(step.from) <= day);
    // Of two steps of one day the larger holds.
    passed.max_by_key(|step| (step.from, step.qty)).map_or(row.safety_stock, |step| step.qty)
}

/// All that has to have been planned by a day: the most that needs and floors have run ahead of stock and receipts.
fn most_short(farm: &Snapshot, item: u32, until: i32) -> i64 {
    let today = day_of(farm.today);
    let row = &farm.items[item as usize];
    let opening = row.on_hand - row.allocated;
    let mut wanted: Vec<(i32, i64)> = farm
        .demands
        .iter()
        .filter(|demand| demand.item == item)
        .map(|demand| (demand.date.map_or(today, day_of), demand.qty))
        .collect();
    if opening < 0 {
        wanted.push((today, -opening));
    }
    let waiting = wanted.iter().map(|(day, _)| *day).fold(today, i32::min);
    let received: Vec<(i32, i64)> = farm
        .supplies
        .iter()
        .filter(|supply| supply.item == item)
        .map(|supply| supply.date.map_or(today, day_of))
        .map(|day| if day < today { waiting } else { day })
        .zip(farm.supplies.iter().filter(|supply| supply.item == item).map(|supply| supply.qty))
        .collect();
    let by = |rows: &[(i32, i64)], day: i32| -> i64 {
        rows.iter().filter(|(at, _)| *at <= day).map(|(_, qty)| qty).sum()
    };
    let steps = row.safety_stock_steps.iter().map(|step| day_of(step.from));
    let days = wanted.iter().chain(&received).map(|(day, _)| *day).chain(steps).chain([today]);
    days.filter(|day| *day <= until)
        .map(|day| by(&wanted, day) + floor(farm, item, day) - opening.max(0) - by(&received, day))
        .fold(0, i64::max)
}

fn planned_by(plan: &Plan, item: u32, day: i32) -> i64 {
    plan.orders_of(item).iter().filter(|order| order.due <= day).map(|order| order.good).sum()
}

proptest! {
    #![proptest_config(cases(1500))]

    /// Lot for lot, what is planned by any day is exactly what was ever short by that day.
    #[test]
    fn netting_is_the_running_maximum_of_what_is_short(farm in some_farm()) {
        let farm = plain(farm);
        let plan = plan(&farm);
        for item in tops(&farm) {
            for day in plan.projected_of(item).iter().map(|row| row.day) {
                prop_assert_eq!(planned_by(&plan, item, day), most_short(&farm, item, day), "item {} on {}", item, day);
            }
        }
    }

    /// A rule that looks ahead brings needs together: at no time less than lot for lot, and in the end the same.
    #[test]
    fn rules_that_look_ahead_ask_for_the_same_in_the_end(farm in some_farm(), rule in 0_usize..5) {
        let rules = [
            LotPolicy::PeriodOrderQuantity,
            LotPolicy::WagnerWhitin,
            LotPolicy::SilverMeal,
            LotPolicy::LeastTotalCost,
            LotPolicy::LeastUnitCost,
        ];
        let mut farm = plain(farm);
        farm.items.iter_mut().for_each(|row| row.lot_policy = rules[rule]);
        let plan = plan(&farm);
        for item in tops(&farm) {
            for day in plan.projected_of(item).iter().map(|row| row.day) {
                prop_assert!(planned_by(&plan, item, day) >= most_short(&farm, item, day), "item {} on {}", item, day);
            }
            prop_assert_eq!(planned_by(&plan, item, i32::MAX), most_short(&farm, item, i32::MAX), "item {}", item);
        }
    }

    /// A receipt that is asked to come earlier replaces an order and never asks for one.
    #[test]
    fn late_receipts_never_ask_for_more(farm in some_farm(), strict in any::<bool>()) {
        let mut farm = plain(farm);
        let without = plan(&farm);
        farm.options.use_late_receipts = true;
        farm.options.strict_safety_stock = strict;
        let with = plan(&farm);
        for item in 0..farm.items.len() as u32 {
            let total = |plan: &Plan| planned_by(plan, item, i32::MAX);
            // Usages without a decimal form are rounded up on other days.
            prop_assert!(total(&with) <= total(&without) + 100, "item {}", item);
        }
    }

    /// The quantity of a start goes on exactly: components of an order that stands alone are its good quantity over
    /// the yield, times the usage, rounded up once.
    #[test]
    fn a_yield_is_rounded_once(good in 1_i64..100_000_000, percent in 1_i64..=100, usage in 1_i64..50_000_000, lines in 1_usize..4) {
        let (yielded, whole) = (percent * MICROS, 100 * MICROS);
        let mut farm = crate::farms::one_product(good, yielded);
        farm.bom = (0..lines).map(|_| crate::farms::usage(usage)).collect();
        let plan = plan(&farm);
        let wanted = i128::from(good) * i128::from(whole) * i128::from(usage) * lines as i128;
        let parts = i128::from(yielded) * i128::from(MICROS);
        let exact = wanted.div_euclid(parts) + i128::from(wanted.rem_euclid(parts) != 0);
        prop_assert_eq!(i128::from(planned_by(&plan, 1, i32::MAX)), exact);
        prop_assert!(plan.orders_of(0).iter().all(|order| order.kind == OrderKind::Make && order.good == good));
    }
}
