//! Rules that the file form cannot express, and data that no farm should have.

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::pegging::{DemandNode, Pegging, SupplyNode};
use spoolyard_planning::promise::Promises;
use spoolyard_planning::quantity::{Ratio, units};
use spoolyard_planning::{
    BomLine, ExceptionKind, ExistingOrder, Item, LotCosts, LotPolicy, OrderRef, Per, ProblemKind,
    Procurement, Snapshot, Substitute, Supply, SupplyKind, plan,
};

use crate::farms::{date, demand, today};

fn farm(items: &[(&str, Procurement, i64, i64)]) -> Snapshot {
    let mut farm = Snapshot::new(today());
    for (id, (sku, procurement, on_hand, lead_days)) in items.iter().enumerate() {
        let mut item = Item::new(id as i64, *sku, *procurement);
        (item.on_hand, item.lead_time) = (units(*on_hand), units(*lead_days));
        farm.items.push(item);
    }
    farm
}

fn line(parent: u32, component: u32, qty: i64) -> BomLine {
    let qty = Ratio::from_micros(units(qty)).expect("a usage");
    BomLine { parent, component, qty, per: Per::Unit, scrap_percent: 0 }
}

/// LAMP = 1 SHADE + 2 BOLT; SHADE = 100 PLA. One lamp order of 10 on day 40 (ten days before today is day 0).
fn lamps() -> Snapshot {
    let mut farm = farm(&[
        ("LAMP", Procurement::Make, 0, 2),
        ("SHADE", Procurement::Make, 4, 3),
        ("BOLT", Procurement::Buy, 0, 5),
        ("PLA", Procurement::Buy, 0, 10),
    ]);
    farm.bom = vec![line(0, 1, 1), line(0, 2, 2), line(1, 3, 100)].into();
    farm.demands.push(demand(1, 0, 10, 40));
    farm
}

#[test]
fn a_substitute_gives_what_it_does_not_need_and_says_so() {
    let mut farm = farm(&[("RED", Procurement::Buy, 0, 0), ("CRIMSON", Procurement::Buy, 10, 0)]);
    farm.demands = vec![demand(1, 0, 9, 20), demand(2, 1, 4, 30)].into();
    farm.substitutes.push(Substitute { item: 0, substitute: 1, priority: 1, factor: Ratio::ONE });
    let plan = plan(&farm);
    assert_eq!(plan.substitutions()[0].qty, units(6), "ten less the four it needs itself");
    assert_eq!(plan.orders_of(0)[0].qty, units(3));
    assert!(plan.orders_of(1).is_empty());
    assert!(
        plan.exceptions_of(0)
            .iter()
            .any(|said| said.kind == ExceptionKind::Substituted && said.qty == units(6))
    );
    assert_eq!(plan.projected_of(1).last().expect("a projection").qty, 0);
}

#[test]
fn substitutes_in_a_circle_are_refused_one_way() {
    let mut farm = farm(&[("RED", Procurement::Buy, 0, 0), ("CRIMSON", Procurement::Buy, 10, 0)]);
    farm.demands = vec![demand(1, 0, 9, 20)].into();
    farm.substitutes.push(Substitute { item: 0, substitute: 1, priority: 1, factor: Ratio::ONE });
    farm.substitutes.push(Substitute { item: 1, substitute: 0, priority: 1, factor: Ratio::ONE });
    let plan = plan(&farm);
    assert!(plan.problems().iter().any(|problem| problem.kind == ProblemKind::ImpossibleSubstitute));
    assert_eq!(plan.problems().len(), 1);
}

#[test]
fn nothing_inside_the_fence_is_replanned() {
    let mut farm = farm(&[("X", Procurement::Buy, 0, 0)]);
    farm.options.firm_fence_days = 7;
    farm.demands = vec![demand(1, 0, 5, 12), demand(2, 0, 5, 30)].into();
    farm.existing.push(
        0,
        ExistingOrder {
            id: 9,
            item: 0,
            procurement: Procurement::Buy,
            qty: units(2),
            start: date(11),
            due: date(11),
        },
    );
    let plan = plan(&farm);
    let orders: Vec<(i32, i64)> = plan.orders_of(0).iter().map(|order| (order.due, order.qty)).collect();
    assert_eq!(
        orders,
        [(day_of(date(17)), units(3)), (day_of(date(30)), units(5))],
        "the shortage waits for the end of the fence"
    );
    let short =
        plan.exceptions_of(0).iter().find(|said| said.kind == ExceptionKind::Shortage).expect("a message");
    assert_eq!((short.qty, short.due), (units(3), Some(day_of(date(12)))));
    let difference = spoolyard_planning::diff::diff(&farm, &plan);
    assert_eq!((difference.unchanged, difference.added.len(), difference.dropped.len()), (vec![9], 2, 0));
}

#[test]
fn small_reschedules_are_dampened() {
    let mut farm = farm(&[("X", Procurement::Buy, 0, 9)]);
    farm.demands = vec![demand(1, 0, 5, 30)].into();
    farm.supplies.push(Supply {
        item: 0,
        kind: SupplyKind::PurchaseOrder,
        id: 4,
        qty: units(5),
        date: Some(date(28)),
        start: None,
    });
    let said = |farm: &Snapshot| {
        plan(farm).exceptions_of(0).iter().filter(|said| said.order != OrderRef::Item).count()
    };
    assert_eq!(said(&farm), 1, "two days too early");
    farm.options.dampening_days = 2;
    assert_eq!(said(&farm), 0);
}

#[test]
fn pegging_goes_all_the_way_both_ways() {
    let farm = lamps();
    let plan = plan(&farm);
    let mut pegging = Pegging::new(&farm, &plan);
    let tree: Vec<(u32, u32, i64)> =
        pegging.supply_tree(0, 0).iter().map(|row| (row.depth, row.item, row.qty)).collect();
    assert_eq!(
        tree,
        [(0, 0, units(10)), (1, 1, units(4)), (1, 1, units(6)), (2, 3, units(600)), (1, 2, units(20))],
        "the lamp, four shades in stock, six to print, their filament, the bolts"
    );
    assert_eq!(
        pegging.serves(3, SupplyNode::Planned(0)),
        [(DemandNode::Need(0), 0, units(6))],
        "filament for six of the ten lamps"
    );
    let path: Vec<u32> = pegging.critical_path(0, 0).iter().map(|row| row.item).collect();
    assert_eq!(path, [0, 1, 3], "the filament takes longest");
}

#[test]
fn promises_look_at_stock_then_at_what_can_be_made() {
    let mut farm = lamps();
    farm.items[0].on_hand = units(12);
    let plan = plan(&farm);
    let promises = Promises::new(&farm, &plan);
    let today = day_of(today());
    assert_eq!(promises.available_to_promise(0, units(2)), Some(today), "two are not sold yet");
    assert_eq!(promises.available_to_promise(0, units(3)), None);
    let two = promises.capable_to_promise(0, units(2)).expect("an answer");
    assert_eq!((two.day, two.steps.len()), (today, 0));
    let five = promises.capable_to_promise(0, units(5)).expect("an answer");
    assert_eq!(five.day, today + 5 + 2, "three more: shades are there, bolts take five days, assembly two");
    let ten = promises.capable_to_promise(0, units(10)).expect("an answer");
    assert_eq!(
        ten.day,
        today + 10 + 3 + 2,
        "eight more need four shades, printed of filament that takes ten days"
    );
}

#[test]
fn a_made_item_without_a_bill_is_planned_and_named() {
    let mut farm = farm(&[("LAMP", Procurement::Make, 0, 2)]);
    farm.items[0].has_routing = false;
    farm.demands.push(demand(1, 0, 3, 30));
    let plan = plan(&farm);
    assert_eq!(plan.orders_of(0).len(), 1);
    let said: Vec<&str> = plan.exceptions_of(0).iter().map(|said| said.kind.name()).collect();
    assert_eq!(said, ["missing_bom", "missing_routing"]);
}

/// Ten thousand lines of one item, for every lot rule, in an order that no rule may turn into a quadratic wait.
#[test]
fn ten_thousand_lines_of_one_item() {
    use LotPolicy::{
        EconomicOrderQuantity, LeastTotalCost, LeastUnitCost, LotForLot, PeriodOrderQuantity, SilverMeal,
        WagnerWhitin,
    };
    for policy in [
        LotForLot,
        PeriodOrderQuantity,
        EconomicOrderQuantity,
        WagnerWhitin,
        SilverMeal,
        LeastTotalCost,
        LeastUnitCost,
    ] {
        let mut farm = farm(&[("X", Procurement::Buy, 0, 3), ("Y", Procurement::Buy, 0, 3)]);
        farm.items[0].lot_policy = policy;
        farm.costs = Some(LotCosts { setup: units(1_000), holding_per_unit_week: units(1) });
        for row in 0..10_000 {
            farm.demands.push(demand(row, 0, 1_000_000 + row % 7, 20 + row as u64 % 3_000));
        }
        farm.demands.push(demand(10_000, 1, 1, 20));
        let plan = plan(&farm);
        let wanted: i64 = farm.demands.iter().filter(|row| row.item == 0).map(|row| row.qty).sum();
        let planned: i64 = plan.orders_of(0).iter().map(|order| order.qty).sum();
        assert!(planned >= wanted && planned < wanted + units(1_000_000), "{policy:?}");
        assert_eq!(plan.orders_of(1).len(), 1);
    }
}

#[test]
fn what_cannot_be_right_is_named_and_the_rest_is_planned() {
    let mut farm = lamps();
    farm.items.push(Item::new(8, "MAD", Procurement::Make));
    let mad = &mut farm.items[4];
    (mad.on_hand, mad.lead_time, mad.yield_percent) = (units(-3), units(-1), 0);
    (mad.min_order_qty, mad.max_order_qty) = (units(10), units(5));
    farm.demands.push(demand(5, 4, 0, 30));
    farm.demands.push(demand(6, 4, -4, 30));
    farm.demands.push(demand(7, 99, 4, 30));
    farm.demands.push(demand(8, 4, 200_000_000_000, 30));
    let sane = plan(&lamps());
    let plan = plan(&farm);
    let kinds: Vec<&str> = plan.problems().iter().map(|problem| problem.kind.name()).collect();
    for kind in [
        "unknown_item",
        "quantity_not_positive",
        "quantity_too_large",
        "negative_stock",
        "negative_lead_time",
        "impossible_yield",
        "impossible_lot",
    ] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    for item in 0..4 {
        assert_eq!(plan.orders_of(item), sane.orders_of(item));
    }
}
