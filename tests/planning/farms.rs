//! Small random farms for the laws: every feature of the engine in a handful of items.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use spoolyard_planning::calendar::WorkCalendar;
use spoolyard_planning::quantity::{MICROS, Ratio, units};
use spoolyard_planning::{
    BomLine, Demand, DemandKind, Item, LotCosts, LotPolicy, Options, Per, Procurement, SafetyStep, Snapshot,
    StockingPolicy, Substitute, Supply, SupplyKind,
};

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date")
}

/// A date `offset` days from ten days before today.
pub(crate) fn date(offset: u64) -> NaiveDate {
    today() - Days::new(10) + Days::new(offset)
}

const POLICIES: [LotPolicy; 8] = [
    LotPolicy::LotForLot,
    LotPolicy::FixedOrderQuantity,
    LotPolicy::PeriodOrderQuantity,
    LotPolicy::EconomicOrderQuantity,
    LotPolicy::WagnerWhitin,
    LotPolicy::SilverMeal,
    LotPolicy::LeastTotalCost,
    LotPolicy::LeastUnitCost,
];

fn some_item() -> impl Strategy<Value = Item> {
    let stock = (
        0_i64..30,
        0_i64..5,
        prop_oneof![3 => Just(0_i64), 1 => 1_i64..15],
        prop::collection::vec((0_u64..60, 0_i64..12), 0..2),
    );
    let lot = (
        0..POLICIES.len(),
        prop_oneof![2 => Just(0_i64), 1 => 1_i64..20],
        prop_oneof![2 => Just(0_i64), 1 => 1_i64..12],
        0_i64..60,
    );
    let time = (0_i64..6, prop_oneof![4 => Just(0_i64), 1 => 1_i64..300_000], 1_i32..20);
    let other = (
        any::<bool>(),
        prop::bool::weighted(0.15),
        prop_oneof![4 => Just(100_i64), 1 => 60_i64..100],
        prop_oneof![4 => Just(1_i64), 1 => 2_i64..7],
    );
    (stock, lot, time, other).prop_map(|(stock, lot, time, other)| {
        let mut item = Item::new(0, "", if other.0 { Procurement::Make } else { Procurement::Buy });
        (item.on_hand, item.allocated, item.safety_stock) = (units(stock.0), units(stock.1), units(stock.2));
        item.safety_stock_steps =
            stock.3.iter().map(|(at, qty)| SafetyStep { from: date(*at), qty: units(*qty) }).collect();
        item.lot_policy = POLICIES[lot.0];
        (item.min_order_qty, item.order_multiple) = (units(lot.1), units(lot.2));
        item.max_order_qty = if lot.3 < 40 { 0 } else { units(lot.3) };
        (item.lead_time, item.lead_time_per_unit, item.poq_days) = (units(time.0), time.1, time.2);
        (item.phantom, item.yield_percent, item.bom_batch_qty) = (other.1, units(other.2), units(other.3));
        item
    })
}

fn some_per() -> impl Strategy<Value = Per> {
    prop_oneof![
        4 => Just(Per::Unit),
        1 => Just(Per::Order),
        1 => (1_i64..9).prop_map(|qty| Per::Batch { qty: units(qty) }),
    ]
}

/// Farms of up to seven items. Most are sound trees; some hold circles.
pub(crate) fn some_farm() -> impl Strategy<Value = Snapshot> {
    let lines = prop::collection::vec(
        (0_usize..7, 0_usize..7, 1_i64..4_000_000, 0_i64..20, prop::bool::weighted(0.03), some_per()),
        0..10,
    );
    let demands = prop::collection::vec((0_usize..7, 1_i64..40, 0_u64..70), 1..14);
    let supplies = prop::collection::vec((0_usize..7, 1_i64..40, 0_u64..70, 0_usize..3), 0..6);
    let options =
        (any::<bool>(), any::<bool>(), prop_oneof![4 => Just(0_i32), 1 => 1_i32..12], any::<bool>());
    (prop::collection::vec(some_item(), 1..7), lines, demands, supplies, options).prop_map(
        |(items, lines, demands, supplies, options)| {
            let count = items.len();
            let mut farm = Snapshot::new(today());
            farm.items = items.into();
            for (position, item) in farm.items.iter_mut().enumerate() {
                item.id = position as i64;
                item.sku = format!("ITEM-{position}");
            }
            for (a, b, qty, scrap, backwards, per) in lines {
                let (a, b) = (a % count, b % count);
                let (parent, component) = if backwards { (a.max(b), a.min(b)) } else { (a.min(b), a.max(b)) };
                if parent != component {
                    let qty = Ratio::from_micros(qty).expect("a usage");
                    farm.bom.push(BomLine {
                        parent: parent as u32,
                        component: component as u32,
                        qty,
                        per,
                        scrap_percent: units(scrap),
                    });
                }
            }
            for (id, (item, qty, at)) in demands.into_iter().enumerate() {
                farm.demands.push(demand(id as i64, (item % count) as u32, qty, at));
            }
            for (id, (item, qty, at, kind)) in supplies.into_iter().enumerate() {
                let kind = [SupplyKind::PurchaseOrder, SupplyKind::WorkOrder, SupplyKind::PlannedFirm][kind];
                let item = (item % count) as u32;
                farm.supplies.push(Supply {
                    item,
                    kind,
                    id: id as i64,
                    qty: units(qty),
                    date: Some(date(at)),
                    start: None,
                });
            }
            farm.costs = Some(LotCosts { setup: units(30), holding_per_unit_week: MICROS });
            farm.options = Options {
                use_late_receipts: options.0,
                strict_safety_stock: options.1,
                firm_fence_days: options.2,
                ..Options::default()
            };
            if options.3 {
                farm.calendar = Some(WorkCalendar {
                    working_weekdays: [true, true, true, true, true, false, false],
                    holidays: vec![date(20)],
                });
            }
            farm
        },
    )
}

pub(crate) fn demand(id: i64, item: u32, qty: i64, at: u64) -> Demand {
    let date = (at != 3).then(|| date(at));
    Demand {
        item,
        kind: DemandKind::SalesOrderLine,
        id,
        reference: format!("SO-{id}"),
        qty: units(qty),
        date,
    }
}

/// The same farms with order points and substitutes.
pub(crate) fn some_farm_with_specials() -> impl Strategy<Value = Snapshot> {
    let points = prop::collection::vec((0_usize..7, 0_i64..20, 0_i64..40), 0..3);
    let stand_ins = prop::collection::vec((0_usize..7, 0_usize..7, 0_i32..3, 1_i128..4), 0..3);
    (some_farm(), points, stand_ins).prop_map(|(mut farm, points, stand_ins)| {
        let count = farm.items.len();
        for (item, point, target) in points {
            farm.items[item % count].stocking =
                StockingPolicy::ReorderPoint { point: units(point), target: units(target) };
        }
        for (item, substitute, priority, factor) in stand_ins {
            let factor = Ratio::new(factor, 2).expect("a ratio");
            let (item, substitute) = ((item % count) as u32, (substitute % count) as u32);
            farm.substitutes.push(Substitute { item, substitute, priority, factor });
        }
        farm
    })
}

/// One product of a yield, needed once; what it is made of is item 1.
pub(crate) fn one_product(good: i64, yield_percent: i64) -> Snapshot {
    let mut farm = Snapshot::new(today());
    farm.items = vec![Item::new(0, "MADE", Procurement::Make), Item::new(1, "PART", Procurement::Buy)].into();
    farm.items[0].yield_percent = yield_percent;
    farm.demands.push(Demand { qty: good, ..demand(0, 0, 1, 40) });
    farm
}

/// A line of item 0 that takes so many micro-units of item 1.
pub(crate) fn usage(micros: i64) -> BomLine {
    let qty = Ratio::from_micros(micros).expect("a usage");
    BomLine { parent: 0, component: 1, qty, per: Per::Unit, scrap_percent: 0 }
}
