//! Lot sizing by Silver and Meal, and what is asked of open orders, said a second time as textbooks define them: period
//! by period and unit by unit, without a thought for time.

use proptest::prelude::*;
use spoolyard_planning::calendar::day_of;
use spoolyard_planning::quantity::units;
use spoolyard_planning::{
    ExceptionKind, Item, LotCosts, LotPolicy, Options, OrderRef, Procurement, Snapshot, Supply, SupplyKind,
    plan,
};

use crate::farms::{date, demand, today};
use crate::laws::cases;

/// Today, in days from the first day of the cases.
const TODAY: i32 = 10;

/// One bought item, and nothing that happens to it yet.
fn one_item(on_hand: i64) -> Snapshot {
    let mut farm = Snapshot::new(today());
    farm.items = vec![Item::new(0, "ITEM", Procurement::Buy)].into();
    farm.items[0].on_hand = units(on_hand);
    farm.options = Options { use_late_receipts: false, strict_safety_stock: true, ..Options::default() };
    farm
}

fn receive(farm: &mut Snapshot, id: i64, qty: i64, day: i32) {
    let date = Some(date(day as u64));
    let kind = SupplyKind::PurchaseOrder;
    farm.supplies.push(Supply { item: 0, kind, id, qty: units(qty), date, start: None });
}

/// What each period lacks beyond stock, receipts, and what earlier periods lacked.
fn net_by_period(stock: i64, needs: &[i64], receipts: &[i64]) -> Vec<i64> {
    let mut left = stock;
    let mut net = Vec::new();
    for (need, receipt) in needs.iter().zip(receipts) {
        left += receipt - need;
        net.push((-left).max(0));
        left = left.max(0);
    }
    net
}

/// Silver and Meal: from the first period that lacks something, an order takes in one period after the other (those that
/// lack nothing count as well) until the cost per period would rise; then the next order begins.
fn silver_meal(net: &[i64], setup: i64, holding: i64) -> Vec<(usize, i64)> {
    let mut orders = Vec::new();
    let mut first = 0;
    while first < net.len() {
        if net[first] == 0 {
            first += 1;
            continue;
        }
        // A unit for the nth period of an order lies there for n periods.
        let cost = |periods: usize| -> i64 {
            setup + (0..periods).map(|n| n as i64 * holding * net[first + n]).sum::<i64>()
        };
        let rises = |from: usize| cost(from + 1) * from as i64 > cost(from) * (from as i64 + 1);
        let mut periods = 1;
        while first + periods < net.len() && !rises(periods) {
            periods += 1;
        }
        orders.push((first, net[first..first + periods].iter().sum()));
        first += periods;
    }
    orders
}

#[test]
fn the_reference_knows_the_worked_example() {
    let net = [30, 40, 0, 10, 40, 30, 0, 30, 55];
    assert_eq!(silver_meal(&net, 100, 1), [(0, 80), (4, 70), (7, 85)]);
    assert_eq!(net_by_period(20, &[10, 30, 5, 20], &[0, 0, 25, 0]), [0, 20, 0, 0]);
}

/// An open order of the cases.
#[derive(Debug, Clone, Copy)]
struct Open {
    id: i64,
    qty: i64,
    day: i32,
}

/// What happens to one item.
#[derive(Debug, Clone)]
struct Case {
    stock: i64,
    safety: i64,
    lead: i32,
    needs: Vec<(i32, i64)>,
    open: Vec<Open>,
}

impl Case {
    /// Stock, then open orders in the order of their days, serve needs in the order of theirs, unit by unit: the days on
    /// which the units of each open order are needed. Safety stock is needed from today on.
    fn served(&self) -> Vec<Vec<i32>> {
        let mut wanted: Vec<i32> =
            self.needs.iter().flat_map(|(day, qty)| vec![*day; *qty as usize]).collect();
        wanted.extend(vec![TODAY; self.safety as usize]);
        wanted.sort_unstable();
        let mut wanted = wanted.into_iter().skip(self.stock as usize);
        self.open.iter().map(|open| wanted.by_ref().take(open.qty as usize).collect()).collect()
    }

    /// Day by day: who is short asks the open orders that come later, but not so late that a new one would be there
    /// before them; what these do not bring is ordered. The days to which open orders are asked.
    fn hurried(&self) -> Vec<Option<i32>> {
        let first = self.needs.iter().map(|(day, _)| *day).fold(TODAY, i32::min);
        let mut asked: Vec<Option<i32>> = vec![None; self.open.len()];
        let mut stock = self.stock;
        for day in first..=60 {
            let arrives = |open: &Open| if open.day < TODAY { first } else { open.day };
            for (open, asked) in self.open.iter().zip(&asked) {
                if asked.is_none() && arrives(open) == day {
                    stock += open.qty;
                }
            }
            stock -= self.needs.iter().filter(|(at, _)| *at == day).map(|(_, qty)| qty).sum::<i64>();
            let floor = if day >= TODAY { self.safety } else { 0 };
            for (open, asked) in self.open.iter().zip(&mut asked) {
                let comes_later = open.day >= TODAY && open.day > day;
                let in_time = open.day <= day.max(TODAY) + self.lead;
                if stock < floor && asked.is_none() && comes_later && in_time {
                    *asked = Some(day);
                    stock += open.qty;
                }
            }
            stock = stock.max(floor);
        }
        asked
    }

    /// What is asked of each open order: what, how much, and to which day.
    fn asks(&self, late: bool) -> Vec<(i64, ExceptionKind, i64, Option<i32>)> {
        let hurried = if late { self.hurried() } else { vec![None; self.open.len()] };
        let mut asks = Vec::new();
        for ((open, days), hurried) in self.open.iter().zip(self.served()).zip(hurried) {
            let ask = match (days.first(), hurried) {
                _ if open.day < TODAY => Some((ExceptionKind::PastDueReceipt, open.qty, None)),
                (_, Some(day)) if day.max(TODAY) < open.day => {
                    Some((ExceptionKind::Expedite, open.qty, Some(day.max(TODAY))))
                }
                (_, Some(_)) => None,
                (None, None) => Some((ExceptionKind::Cancel, open.qty, None)),
                (Some(day), None) if *day > open.day => {
                    Some((ExceptionKind::DeExpedite, open.qty, Some(*day)))
                }
                (Some(_), None) if (days.len() as i64) < open.qty => {
                    Some((ExceptionKind::Excess, open.qty - days.len() as i64, None))
                }
                (Some(_), None) => None,
            };
            asks.extend(ask.map(|(kind, qty, to)| (open.id, kind, qty, to)));
        }
        asks
    }

    fn farm(&self) -> Snapshot {
        let mut farm = one_item(self.stock);
        farm.items[0].safety_stock = units(self.safety);
        farm.items[0].lead_time = units(i64::from(self.lead));
        for (id, (day, qty)) in (0..).zip(&self.needs) {
            // Of this helper's days the third has no date.
            let date = Some(date(*day as u64));
            farm.demands.push(spoolyard_planning::Demand { date, ..demand(id, 0, *qty, 0) });
        }
        self.open.iter().for_each(|open| receive(&mut farm, open.id, open.qty, open.day));
        farm
    }
}

/// What the plan asks of open orders.
fn asked(farm: &Snapshot) -> Vec<(i64, ExceptionKind, i64, Option<i32>)> {
    let first = day_of(date(0));
    let plan = plan(farm);
    let mut found: Vec<_> = plan
        .exceptions()
        .filter_map(|said| match said.order {
            OrderRef::Supply(_, id) => {
                Some((id, said.kind, said.qty / units(1), said.to.map(|day| day - first)))
            }
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found
}

fn some_case() -> impl Strategy<Value = Case> {
    let needs = prop::collection::vec((0_i32..50, 1_i64..20), 0..8);
    let open = prop::collection::vec((0_i32..50, 1_i64..25), 1..6);
    (0_i64..40, prop_oneof![Just(0_i64), 1_i64..12], 0_i32..16, needs, open).prop_map(
        |(stock, safety, lead, needs, open)| {
            let mut open: Vec<Open> = (0..).zip(open).map(|(id, (day, qty))| Open { id, qty, day }).collect();
            // What should have come stands before what comes today.
            open.sort_by_key(|open| (open.day.max(TODAY), open.day, open.id));
            Case { stock, safety, lead, needs, open }
        },
    )
}

proptest! {
    #![proptest_config(cases(3000))]

    /// Orders by Silver and Meal are those of the definition, over stock and receipts, gaps and ties.
    #[test]
    fn silver_and_meal_as_defined(
        weeks in prop::collection::vec((prop_oneof![1 => Just(0_i64), 3 => 1_i64..90], prop_oneof![6 => Just(0_i64), 1 => 1_i64..90]), 1..26),
        stock in prop_oneof![Just(0_i64), 1_i64..120],
        setup in 0_i64..250,
        holding in 0_i64..4,
    ) {
        let (needs, receipts): (Vec<i64>, Vec<i64>) = weeks.into_iter().unzip();
        let mut farm = one_item(stock);
        farm.items[0].lot_policy = LotPolicy::SilverMeal;
        farm.costs = Some(LotCosts { setup: units(setup), holding_per_unit_week: units(holding) });
        let day = |week: usize| TODAY + 7 * week as i32;
        for (week, (need, receipt)) in needs.iter().zip(&receipts).enumerate() {
            if *need > 0 {
                farm.demands.push(demand(week as i64, 0, *need, day(week) as u64));
            }
            if *receipt > 0 {
                receive(&mut farm, week as i64, *receipt, day(week));
            }
        }
        let plan = plan(&farm);
        let first = day_of(date(0));
        let found: Vec<(i32, i64)> =
            plan.orders_of(0).iter().map(|order| (order.due - first, order.good / units(1))).collect();
        let net = net_by_period(stock, &needs, &receipts);
        let defined: Vec<(i32, i64)> =
            silver_meal(&net, setup, holding).into_iter().map(|(week, qty)| (day(week), qty)).collect();
        prop_assert_eq!(found, defined);
    }

    /// Open orders are asked to come later, to come earlier, to be smaller or not to come at all, as the units that they
    /// serve say.
    #[test]
    fn open_orders_are_asked_as_defined(case in some_case(), late in any::<bool>()) {
        let mut farm = case.farm();
        farm.options.use_late_receipts = late;
        let mut asks = case.asks(late);
        asks.sort_unstable();
        prop_assert_eq!(asked(&farm), asks);
    }

    /// Small moves and small quantities are not asked for; what hurries is, however small.
    #[test]
    fn small_asks_are_left_out_as_defined(case in some_case(), days in 0_i32..6, least in 0_i64..10) {
        let mut farm = case.farm();
        farm.options.use_late_receipts = true;
        (farm.options.dampening_days, farm.options.dampening_qty) = (days, units(least));
        let mut asks = case.asks(true);
        asks.retain(|(id, kind, qty, to)| {
            let own = case.open.iter().find(|open| open.id == *id).map_or(0, |open| open.day);
            let near = to.is_some_and(|to| (to - own).abs() <= days);
            let small = *qty < least && *kind != ExceptionKind::Expedite;
            *kind == ExceptionKind::PastDueReceipt || !(near || small)
        });
        asks.sort_unstable();
        prop_assert_eq!(asked(&farm), asks);
    }
}
