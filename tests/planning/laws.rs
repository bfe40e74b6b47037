//! Laws that hold for every farm, tried on thousands of random ones.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use spoolyard_planning::calendar::{date_of, day_of};
use spoolyard_planning::diff::diff;
use spoolyard_planning::netchange::{changed_items, replan};
use spoolyard_planning::pegging::{DemandNode, Pegging, SupplyNode};
use spoolyard_planning::promise::Promises;
use spoolyard_planning::quantity::units;
use spoolyard_planning::{
    ExceptionKind, ExistingOrder, LotPolicy, OrderKind, Per, Plan, Procurement, Snapshot, StockingPolicy,
    Supply, SupplyKind, plan,
};

use crate::farms::{date, demand, some_farm, some_farm_with_specials};

pub(crate) fn cases(count: u32) -> Config {
    Config { cases: count, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..Config::default() }
}

fn items(farm: &Snapshot) -> std::ops::Range<u32> {
    0..farm.items.len() as u32
}

fn existing_of(farm: &Snapshot, plan: &Plan) -> Vec<ExistingOrder> {
    let mut orders = Vec::new();
    for order in plan.planned_orders() {
        orders.push(ExistingOrder {
            id: orders.len() as i64,
            item: order.item,
            procurement: farm.items[order.item as usize].procurement,
            qty: order.qty,
            start: order.start_date(),
            due: order.due_date(),
        });
    }
    orders
}

proptest! {
    #![proptest_config(cases(2500))]

    /// Supply used and supply left over are all the supply there is; needs met and needs open are all the needs; and
    /// the last projection is exactly their difference.
    #[test]
    fn quantities_are_conserved(farm in some_farm_with_specials()) {
        let plan = plan(&farm);
        let mut pegging = Pegging::new(&farm, &plan);
        for item in items(&farm) {
            let row = &farm.items[item as usize];
            let opening = row.on_hand - row.allocated;
            let open = |supply: &&Supply| supply.item == item;
            let yielded = |qty: i64| qty / 100 * (row.yield_percent / 1_000_000) + qty % 100 * (row.yield_percent / 1_000_000) / 100;
            let received: i64 = farm.supplies.iter().filter(open)
                .map(|supply| if supply.kind == SupplyKind::PlannedFirm { yielded(supply.qty) } else { supply.qty }).sum();
            let planned: i64 = plan.orders_of(item).iter().map(|order| order.good).sum();
            let substituted: i64 = plan.substitutions().iter().filter(|sub| sub.item == item).map(|sub| sub.qty).sum();
            let met = pegging.of(item);
            let pegged = |supplied: fn(&SupplyNode) -> bool, rows: &[spoolyard_planning::pegging::Peg]| -> i64 {
                rows.iter().filter(|peg| supplied(&peg.supply)).map(|peg| peg.qty).sum()
            };
            let real = |node: &SupplyNode| *node != SupplyNode::SafetyRelease;
            let used = pegged(real, &met.pegs);
            let spare: i64 = met.spare.iter().filter(|(node, _, _)| real(node)).map(|(_, _, qty)| qty).sum();
            prop_assert_eq!(used + spare, opening.max(0) + received + planned + substituted);
            let consumed: i64 = met.pegs.iter()
                .filter(|peg| !matches!(peg.need, DemandNode::SafetyStock | DemandNode::OrderPoint | DemandNode::Debt)).map(|peg| peg.qty).sum();
            let open_needs: i64 = met.uncovered.iter()
                .filter(|(need, _, _)| !matches!(need, DemandNode::SafetyStock | DemandNode::Debt)).map(|(_, _, qty)| qty).sum();
            if let Some(last) = plan.projected_of(item).last() {
                prop_assert_eq!(last.qty, opening + received + planned + substituted - consumed - open_needs, "item {}", item);
            }
        }
    }

    /// An order exists because something needs it.
    #[test]
    fn every_order_serves_something(farm in some_farm_with_specials()) {
        let plan = plan(&farm);
        let mut pegging = Pegging::new(&farm, &plan);
        for item in items(&farm) {
            let met = pegging.of(item);
            let by_point = farm.items[item as usize].stocking != StockingPolicy::OnDemand;
            for nth in 0..plan.orders_of(item).len() as u32 {
                let serves = met.pegs.iter().any(|peg| peg.supply == SupplyNode::Planned(nth));
                prop_assert!(serves || by_point, "item {} order {}: {:?}", item, nth, plan.orders_of(item));
            }
        }
    }

    /// Stock never falls below zero in silence.
    #[test]
    fn a_negative_projection_has_a_message(farm in some_farm_with_specials()) {
        let plan = plan(&farm);
        for item in items(&farm) {
            if plan.projected_of(item).iter().any(|row| row.qty < 0) {
                let said = plan.exceptions_of(item).iter()
                    .any(|said| matches!(said.kind, ExceptionKind::Shortage | ExceptionKind::BelowSafetyStock));
                prop_assert!(said, "item {}: {:?}", item, plan.projected_of(item));
                prop_assert!(farm.options.firm_fence_days > 0 || farm.items[item as usize].stocking != StockingPolicy::OnDemand);
            }
        }
    }

    /// A run whose orders are already in the store writes nothing.
    #[test]
    fn a_rerun_writes_nothing(mut farm in some_farm_with_specials()) {
        farm.options.firm_fence_days = 0;
        let first = plan(&farm);
        farm.existing = existing_of(&farm, &first).into_iter().collect();
        let again = plan(&farm);
        let difference = diff(&farm, &again);
        prop_assert!(difference.is_empty(), "{:?}", difference);
        prop_assert_eq!(difference.unchanged.len(), farm.existing.len());
        prop_assert_eq!(first, again);
    }

    /// Orders that a person firms as they stand leave no net requirement.
    #[test]
    fn firm_orders_are_enough(mut farm in some_farm()) {
        farm.options.firm_fence_days = 0;
        let first = plan(&farm);
        for order in first.planned_orders() {
            let id = 1_000 + farm.supplies.len() as i64;
            farm.supplies.push(Supply {
                item: order.item,
                kind: SupplyKind::PlannedFirm,
                id,
                qty: order.qty,
                date: Some(order.due_date()),
                start: Some(order.start_date()),
            });
        }
        // What is due before today counts today once it is firm: those farms may ask again for what is late.
        if first.planned_orders().any(|order| order.due < first.today()) {
            return Ok(());
        }
        let again = plan(&farm);
        let rounding = |order: &&spoolyard_planning::PlannedOrder| order.good > 20;
        let asked: Vec<_> = again.planned_orders().filter(rounding).collect();
        prop_assert!(asked.is_empty(), "{:?}", asked);
    }

    /// The rows of a snapshot are a set.
    #[test]
    fn the_order_of_rows_is_nothing(farm in some_farm_with_specials(), turn in 0_usize..7) {
        let count = farm.items.len();
        let place = |item: u32| ((count - 1 - item as usize + turn) % count) as u32;
        let mut turned = farm.clone();
        for item in items(&farm) {
            turned.items[place(item) as usize] = farm.items[item as usize].clone();
        }
        turned.bom.iter_mut().for_each(|line| { line.parent = place(line.parent); line.component = place(line.component); });
        turned.supplies.iter_mut().for_each(|row| row.item = place(row.item));
        turned.demands.iter_mut().for_each(|row| row.item = place(row.item));
        turned.substitutes.iter_mut().for_each(|row| { row.item = place(row.item); row.substitute = place(row.substitute); });
        turned.bom.reverse();
        turned.supplies.reverse();
        turned.demands.reverse();
        turned.substitutes.reverse();
        let (left, right) = (plan(&farm), plan(&turned));
        for item in items(&farm) {
            let other = place(item);
            let strip = |plan: &Plan, item| plan.orders_of(item).iter().map(|order| (order.due, order.start, order.qty, order.good)).collect::<Vec<_>>();
            prop_assert_eq!(strip(&left, item), strip(&right, other), "item {}", item);
            prop_assert_eq!(left.projected_of(item), right.projected_of(other));
            let said = |plan: &Plan, item| plan.exceptions_of(item).iter().map(|said| (said.kind, said.order, said.qty, said.from, said.to, said.due)).collect::<Vec<_>>();
            prop_assert_eq!(said(&left, item), said(&right, other));
            prop_assert_eq!(left.low_level_code(item), right.low_level_code(other));
        }
    }

    /// More stock never asks for more, and more demand never for less.
    #[test]
    fn planning_is_monotone(mut farm in some_farm(), item in 0_usize..7, extra in 1_i64..30, at in 4_u64..70) {
        let item = (item % farm.items.len()) as u32;
        for row in farm.items.iter_mut() {
            (row.lot_policy, row.min_order_qty, row.order_multiple, row.max_order_qty) = (LotPolicy::LotForLot, 0, 0, 0);
        }
        farm.options.use_late_receipts = false;
        farm.options.firm_fence_days = 0;
        let total = |plan: &Plan| plan.orders_of(item).iter().map(|order| order.good).sum::<i64>();
        let base = total(&plan(&farm));
        // A yield rounds each order up to the micro-unit, so sums may differ by as much as there are orders.
        let slack = 200;
        let mut stocked = farm.clone();
        stocked.items[item as usize].on_hand += units(extra);
        prop_assert!(total(&plan(&stocked)) <= base + slack);
        let mut wanted = farm.clone();
        wanted.demands.push(demand(999, item, extra, at));
        prop_assert!(total(&plan(&wanted)) + slack >= base);
    }

    /// A net change is a regenerative run, edit after edit.
    #[test]
    fn net_change_equals_regeneration(
        mut farm in some_farm_with_specials(),
        edits in prop::collection::vec((0_u8..9, 0_usize..50, 1_i64..40, 0_u64..70), 1..6),
    ) {
        let mut kept = plan(&farm);
        for (what, which, qty, at) in edits {
            let before = farm.clone();
            edit(&mut farm, what, which, qty, at);
            let changed = changed_items(&before, &farm);
            kept = replan(&kept, &farm, &changed);
            prop_assert_eq!(&kept, &plan(&farm), "edit {} of {}", what, which);
        }
    }

    /// Promises are kept to their own laws: more is never sooner, and asking for what is free costs no time.
    #[test]
    fn promises_are_monotone(mut farm in some_farm(), item in 0_usize..7, qty in 1_i64..60) {
        farm.options.firm_fence_days = 0;
        let item = (item % farm.items.len()) as u32;
        let plan = plan(&farm);
        let promises = Promises::new(&farm, &plan);
        let day = plan.today();
        let free = promises.available_on(item, day);
        if free > 0 {
            prop_assert_eq!(promises.capable_to_promise(item, free).expect("an answer").day, day);
        }
        let asked = promises.capable_to_promise(item, units(qty)).expect("an answer");
        prop_assert!(asked.day >= day);
        if let Some(waited) = promises.available_to_promise(item, units(qty)) {
            prop_assert!(asked.day <= waited);
        }
        for step in &asked.steps {
            prop_assert!(step.start >= day && step.ready >= step.start && step.ready <= asked.day);
        }
    }

    /// No data, however wild, stops the run; and a farm beside the wild item is planned as if it were alone.
    #[test]
    fn wild_data_stops_nothing(
        mut farm in some_farm_with_specials(),
        wild in prop::collection::vec((0_u8..8, any::<i64>(), any::<u32>(), -3_000_000_i32..3_000_000), 1..6),
    ) {
        let alone = plan(&farm);
        let last = farm.items.len() as u32;
        farm.items.push(spoolyard_planning::Item::new(77, "WILD", Procurement::Make));
        for (what, number, index, day) in wild {
            let row = &mut farm.items[last as usize];
            match what {
                0 => row.on_hand = number,
                1 => row.safety_stock = number,
                2 => { row.min_order_qty = number; row.max_order_qty = number / 3; row.order_multiple = number / 7; }
                3 => { row.lead_time = number; row.lead_time_per_unit = number; }
                4 => { row.yield_percent = number; row.bom_batch_qty = number; row.allocated = number; }
                5 => farm.demands.push(spoolyard_planning::Demand { date: Some(date_of(739_000 + day)), qty: number, ..demand(500, last, 1, 1) }),
                6 => farm.supplies.push(Supply { item: if index % 2 == 0 { last } else { u32::MAX }, kind: SupplyKind::PlannedFirm, id: 1, qty: number, date: Some(date_of(739_000 + day)), start: None }),
                _ => farm.demands.push(spoolyard_planning::Demand { qty: number, ..demand(501, last, 1, 9) }),
            }
        }
        let plan = plan(&farm);
        let mut pegging = Pegging::new(&farm, &plan);
        for item in 0..last {
            prop_assert_eq!(plan.orders_of(item), alone.orders_of(item));
            pegging.of(item);
        }
        pegging.of(last);
        let promises = Promises::new(&farm, &plan);
        prop_assert!(promises.capable_to_promise(last, units(5)).is_some());
    }
}

fn edit(farm: &mut Snapshot, what: u8, which: usize, qty: i64, at: u64) {
    let count = farm.items.len();
    let item = which % count;
    let at_item = item as u32;
    let (lines, demands) = (farm.bom.len(), farm.demands.len());
    match what {
        0 => farm.items[item].on_hand = units(qty),
        1 => farm.items[item].lead_time = units(qty % 7),
        2 => farm.demands.push(demand(2_000 + demands as i64, at_item, qty, at)),
        3 if demands > 0 => drop(farm.demands.remove(which % demands)),
        4 if !farm.supplies.is_empty() => {
            let row = which % farm.supplies.len();
            farm.supplies[row].date = Some(date(at));
        }
        5 if lines > 0 => drop(farm.bom.remove(which % lines)),
        6 if count > 1 && item + 1 < count => {
            let qty = spoolyard_planning::quantity::Ratio::from_micros(units(qty)).expect("a usage");
            farm.bom.push(spoolyard_planning::BomLine {
                parent: at_item,
                component: at_item + 1,
                qty,
                per: [Per::Unit, Per::Order, Per::Batch { qty: units(4) }][which % 3],
                scrap_percent: 0,
            });
        }
        7 => farm.items[item].phantom = !farm.items[item].phantom,
        8 => farm.items[item].safety_stock = units(qty % 12),
        _ => {}
    }
}

#[test]
fn the_store_is_told_what_moved_and_what_grew() {
    let mut farm = Snapshot::new(date(10));
    farm.items.push(spoolyard_planning::Item::new(1, "LAMP", Procurement::Buy));
    farm.demands.push(demand(1, 0, 10, 20));
    farm.demands.push(demand(2, 0, 20, 30));
    let first = plan(&farm);
    farm.existing = existing_of(&farm, &first).into_iter().collect();
    farm.demands[0].qty = units(12);
    farm.demands[1].date = Some(date(33));
    let difference = diff(&farm, &plan(&farm));
    let told: Vec<(i64, bool, bool)> =
        difference.changed.iter().map(|row| (row.id, row.moved, row.resized)).collect();
    assert_eq!(told, [(0, false, true), (1, true, false)]);
    assert!(difference.added.is_empty() && difference.dropped.is_empty());
    farm.demands.pop();
    assert_eq!(diff(&farm, &plan(&farm)).dropped, [1]);
    assert_eq!(day_of(date(33)) - day_of(date(30)), 3);
    assert!(first.planned_orders().all(|order| order.kind == OrderKind::Buy));
}
