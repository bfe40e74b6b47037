//! Materials that an order or a batch takes as a whole, with figures worked by hand.

use spoolyard_planning::promise::Promises;
use spoolyard_planning::quantity::{MICROS, Ratio, units};
use spoolyard_planning::{
    BomLine, Item, Per, Plan, ProblemKind, Procurement, Snapshot, Supply, SupplyKind, plan,
};

use crate::farms::{date, demand, today};

/// A lamp takes `qty` grams of what is purged between colours, said per unit, batch or order.
fn lamp(qty: i64, per: Per) -> Snapshot {
    let mut farm = Snapshot::new(today());
    farm.items =
        vec![Item::new(0, "LAMP", Procurement::Make), Item::new(1, "PURGE", Procurement::Buy)].into();
    let qty = Ratio::from_micros(units(qty)).expect("a usage");
    farm.bom = vec![BomLine { parent: 0, component: 1, qty, per, scrap_percent: 0 }].into();
    farm
}

/// What is bought, as (days from ten days before today, quantity).
fn bought(plan: &Plan) -> Vec<(i32, i64)> {
    let first = spoolyard_planning::calendar::day_of(date(0));
    plan.orders_of(1).iter().map(|order| (order.due - first, order.qty / MICROS)).collect()
}

#[test]
fn an_order_takes_its_share_once_whatever_it_is_for() {
    let mut farm = lamp(30, Per::Order);
    farm.demands = vec![demand(1, 0, 7, 30), demand(2, 0, 400, 40)].into();
    assert_eq!(bought(&plan(&farm)), [(30, 30), (40, 30)], "30 g for each of the two orders");
    // Two needs of one day are one order, and take it once.
    farm.demands[1] = demand(2, 0, 400, 30);
    assert_eq!(bought(&plan(&farm)), [(30, 30)]);
    // No order, nothing taken.
    farm.items[0].on_hand = units(407);
    assert_eq!(bought(&plan(&farm)), []);
}

#[test]
fn the_usual_lot_spreads_nothing() {
    let mut farm = lamp(30, Per::Order);
    farm.items[0].min_order_qty = units(100);
    farm.demands = vec![demand(1, 0, 7, 30)].into();
    let made = plan(&farm);
    assert_eq!(made.orders_of(0)[0].qty, units(100));
    assert_eq!(bought(&made), [(30, 30)], "one order of a hundred, 30 g");
    // Split into 3 orders of at most 40 (100 = 40 + 40 + 20), each is set up by itself.
    farm.items[0].min_order_qty = 0;
    farm.items[0].max_order_qty = units(40);
    farm.demands = vec![demand(1, 0, 100, 30)].into();
    let made = plan(&farm);
    assert_eq!(made.orders_of(0).len(), 3);
    assert_eq!(bought(&made), [(30, 90)]);
}

#[test]
fn scrap_makes_it_more_and_the_bill_s_batch_does_not_divide_it() {
    let mut farm = lamp(30, Per::Order);
    farm.items[0].bom_batch_qty = units(10);
    farm.bom[0].scrap_percent = units(10);
    farm.demands = vec![demand(1, 0, 25, 30)].into();
    assert_eq!(bought(&plan(&farm)), [(30, 33)], "30 g and a tenth");
}

#[test]
fn a_batch_that_is_begun_counts_whole() {
    let mut farm = lamp(12, Per::Batch { qty: units(4) });
    farm.demands = vec![demand(1, 0, 9, 30), demand(2, 0, 8, 40)].into();
    // 9 lamps are 3 plates of 4, 8 lamps are 2: 36 g and 24 g.
    assert_eq!(bought(&plan(&farm)), [(30, 36), (40, 24)]);
    // 80 % come out well: 9 good are 11.25 started, and 3 plates still.
    farm.items[0].yield_percent = units(80);
    farm.demands.pop();
    assert_eq!(bought(&plan(&farm)), [(30, 36)]);
}

#[test]
fn a_firm_order_takes_it_and_an_open_work_order_has_listed_it() {
    let mut farm = lamp(30, Per::Order);
    let supply = |kind, id| Supply { item: 0, kind, id, qty: units(5), date: Some(date(30)), start: None };
    farm.supplies = vec![supply(SupplyKind::PlannedFirm, 1), supply(SupplyKind::WorkOrder, 2)].into();
    farm.demands = vec![demand(1, 0, 10, 30)].into();
    assert_eq!(bought(&plan(&farm)), [(30, 30)]);
}

#[test]
fn a_phantom_passes_on_what_each_of_its_steps_takes() {
    let mut farm = lamp(30, Per::Order);
    farm.items[0].phantom = true;
    farm.items.push(Item::new(2, "STAND", Procurement::Make));
    let two = Ratio::from_micros(units(2)).expect("a usage");
    farm.bom.push(BomLine { parent: 2, component: 0, qty: two, per: Per::Unit, scrap_percent: 0 });
    farm.demands = vec![demand(1, 2, 6, 30), demand(2, 2, 1, 40)].into();
    assert_eq!(bought(&plan(&farm)), [(30, 30), (40, 30)]);
}

#[test]
fn a_promise_counts_it_too() {
    let farm = lamp(30, Per::Order);
    let empty = plan(&farm);
    let promise = Promises::new(&farm, &empty).capable_to_promise(0, units(50)).expect("an answer");
    let purge = promise.steps.iter().find(|step| step.item == 1).expect("it has to be bought");
    assert_eq!(purge.qty, units(30));
}

#[test]
fn a_batch_of_nothing_is_told_and_read_as_one() {
    let mut farm = lamp(12, Per::Batch { qty: 0 });
    farm.demands = vec![demand(1, 0, 3, 30)].into();
    let plan = plan(&farm);
    assert!(plan.problems().iter().any(|problem| problem.kind == ProblemKind::ImpossibleUsage));
    assert_eq!(bought(&plan), [(30, 36)]);
}
