//! What must hold after any sequence of commands, whatever they are and whether they are refused or not.

mod kit;

use kit::{Farm, MAIN, Seed, qty};
use proptest::prelude::*;
use spoolyard_core::catalog::CostMethod;
use spoolyard_core::db::Write;
use spoolyard_core::inventory::{
    self, Adjust, Holder, Issue, Receive, Reference, ReferenceType, RequestIssue, Transfer,
};
use spoolyard_core::ledger::{AccountRole, Event};
use spoolyard_core::{Result, verify};
use spoolyard_types::ids::{LocationId, ProductId, SalesOrderLineId, TransactionId};
use spoolyard_types::{Money, Quantity};

#[derive(Debug, Clone)]
enum Step {
    Receive { product: i64, place: i64, quantity: i64, value: i64 },
    Issue { product: i64, place: i64, quantity: i64, holder: Option<i64> },
    Adjust { product: i64, place: i64, change: i64 },
    Transfer { product: i64, from: i64, to: i64, quantity: i64 },
    Reserve { product: i64, place: Option<i64>, holder: i64, wanted: i64 },
    Release { holder: i64, upto: Option<i64> },
    Request { product: i64, place: i64, quantity: i64 },
    Approve { nth: i64 },
    Reject { nth: i64 },
    Reverse { nth: i64 },
    Method { product: i64, to: CostMethod },
    Standard { product: i64, cost: i64 },
}

/// Counts of millionths that are sometimes whole, sometimes awkward.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![(1..40_i64).prop_map(|n| n * 1_000_000), 1..30_000_000_i64, Just(333_333_i64)]
}

fn step() -> impl Strategy<Value = Step> {
    let (product, place) = (1..=4_i64, 1..=2_i64);
    prop_oneof![
        5 => (product.clone(), place.clone(), amount(), 0..90_000_000_i64)
            .prop_map(|(product, place, quantity, value)| Step::Receive { product, place, quantity, value }),
        5 => (product.clone(), place.clone(), amount(), proptest::option::of(1..=3_i64))
            .prop_map(|(product, place, quantity, holder)| Step::Issue { product, place, quantity, holder }),
        2 => (product.clone(), place.clone(), amount(), any::<bool>()).prop_map(|(product, place, n, up)| {
            Step::Adjust { product, place, change: if up { n } else { -n } }
        }),
        2 => (product.clone(), place.clone(), place.clone(), amount())
            .prop_map(|(product, from, to, quantity)| Step::Transfer { product, from, to, quantity }),
        3 => (product.clone(), proptest::option::of(place.clone()), 1..=3_i64, amount())
            .prop_map(|(product, place, holder, wanted)| Step::Reserve { product, place, holder, wanted }),
        2 => (1..=3_i64, proptest::option::of(amount())).prop_map(|(holder, upto)| Step::Release { holder, upto }),
        1 => (product.clone(), place, amount())
            .prop_map(|(product, place, quantity)| Step::Request { product, place, quantity }),
        2 => (0..40_i64).prop_map(|nth| Step::Approve { nth }),
        1 => (0..40_i64).prop_map(|nth| Step::Reject { nth }),
        4 => (0..40_i64).prop_map(|nth| Step::Reverse { nth }),
        1 => (product.clone(), prop_oneof![
                Just(CostMethod::Average), Just(CostMethod::Fifo), Just(CostMethod::Standard)])
            .prop_map(|(product, to)| Step::Method { product, to }),
        1 => (product, 0..5_000_000_i64).prop_map(|(product, cost)| Step::Standard { product, cost }),
    ]
}

fn micros(count: i64) -> Quantity {
    Quantity::from_micros(count)
}

fn run(w: &Write<'_>, step: &Step) -> Result<()> {
    let mut event = Event::new(w.today()?, format!("{step:?}"), "test", 1);
    let manual = Reference::bare(ReferenceType::Manual);
    let movement = |nth: i64| TransactionId(nth + 1);
    match *step {
        Step::Receive { product, place, quantity, value } => {
            let req = Receive {
                product: ProductId(product),
                location: LocationId(place),
                quantity: micros(quantity),
                value: Money::from_micros(value),
                against: AccountRole::Grni,
                work_order: None,
                reference: Reference::new(ReferenceType::Po, 1),
                lot: None,
                serial: None,
                notes: None,
            };
            inventory::receive(w, &mut event, req)?;
        }
        Step::Issue { product, place, quantity, holder } => {
            let base =
                Issue::of(ProductId(product), LocationId(place), micros(quantity), AccountRole::Cogs, manual);
            let holder = holder.map(|id| Holder::SalesOrderLine(SalesOrderLineId(id)));
            inventory::issue(w, &mut event, Issue { holder, ..base })?;
        }
        Step::Adjust { product, place, change } => {
            let req = Adjust {
                product: ProductId(product),
                location: LocationId(place),
                change: micros(change),
                unit_cost: None,
                against: AccountRole::InventoryAdjustment,
                reference: manual,
                lot: None,
                reason: None,
                notes: None,
            };
            inventory::adjust(w, &mut event, req)?;
        }
        Step::Transfer { product, from, to, quantity } => {
            let req = Transfer {
                product: ProductId(product),
                from: LocationId(from),
                to: LocationId(to),
                quantity: micros(quantity),
                lot: None,
                date: event.date(),
                reason: None,
                notes: None,
            };
            inventory::transfer(w, req)?;
        }
        Step::Reserve { product, place, holder, wanted } => {
            let holder = Holder::SalesOrderLine(SalesOrderLineId(holder));
            let (product, place) = (ProductId(product), place.map(LocationId));
            let once = inventory::reserve(w, holder, product, place, micros(wanted))?;
            let twice = inventory::reserve(w, holder, product, place, micros(wanted))?;
            assert_eq!(once, twice, "reserving twice is reserving once");
        }
        Step::Release { holder, upto } => {
            let holder = Holder::SalesOrderLine(SalesOrderLineId(holder));
            let before = inventory::held(w, holder)?;
            let gone = inventory::release(w, holder, upto.map(micros))?;
            assert_eq!(before.minus(gone)?, inventory::held(w, holder)?, "exactly what was released");
        }
        Step::Request { product, place, quantity } => {
            let req = RequestIssue {
                product: ProductId(product),
                location: LocationId(place),
                quantity: micros(quantity),
                lot: None,
                reference: manual,
                reason: String::from("too little"),
                notes: None,
            };
            inventory::request_issue(w, req)?;
        }
        Step::Approve { nth } => drop(inventory::approve(w, movement(nth))?),
        Step::Reject { nth } => inventory::reject(w, movement(nth))?,
        Step::Reverse { nth } => drop(inventory::reverse(w, movement(nth), "law")?),
        Step::Method { product, to } => inventory::change_cost_method(w, ProductId(product), to)?,
        Step::Standard { product, cost } => {
            let cost = spoolyard_types::UnitCost::from_micros(cost);
            inventory::set_standard_cost(w, ProductId(product), Some(cost))?;
        }
    }
    event.post(w)?;
    Ok(())
}

fn seeded() -> Farm {
    let farm = Farm::new();
    for (sku, cost_method, standard) in [
        ("A", "average", None),
        ("F", "fifo", None),
        ("S", "standard", Some("0.75")),
        ("N", "standard", None),
    ] {
        farm.product(&Seed { sku, cost_method, standard, ..Seed::default() });
    }
    farm.location("SHELF");
    farm
}

/// Everything that a refused command might have touched.
fn picture(farm: &Farm) -> Vec<i64> {
    farm.look(|r| {
        r.values(
            "SELECT count(*) FROM inventory_transactions UNION ALL SELECT count(*) FROM gl_journal_entries
             UNION ALL SELECT coalesce(sum(on_hand_quantity), 0) FROM inventory
             UNION ALL SELECT coalesce(sum(allocated_quantity), 0) FROM inventory
             UNION ALL SELECT coalesce(sum(total_value), 0) FROM product_valuations
             UNION ALL SELECT coalesce(sum(remaining), 0) FROM inventory_cost_layers
             UNION ALL SELECT coalesce(sum(next_value), 0) FROM number_sequences
             UNION ALL SELECT coalesce(sum(average_cost), 0) + coalesce(sum(last_cost), 0) FROM products",
            [],
        )
    })
}

/// The checks that are about stock and its worth; the holders here are of no real order.
fn hold(findings: Vec<verify::Finding>, step: &impl std::fmt::Debug) {
    for finding in findings {
        let about_orders = finding.check.starts_with("only open lines");
        assert!(finding.ok || about_orders, "after {step:?}: {} — {:?}", finding.check, finding.rows);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stock_holds_and_worth_and_accounts_agree_after_every_command(
        steps in proptest::collection::vec(step(), 1..28)
    ) {
        let farm = seeded();
        for step in &steps {
            let before = picture(&farm);
            if farm.attempt(|w| run(w, step)).is_err() {
                prop_assert_eq!(before, picture(&farm), "a refused command changes nothing: {:?}", step);
            } else {
                hold(farm.look(verify::sums), step);
            }
        }
        hold(farm.look(verify::verify), &steps);
    }
}

#[test]
fn the_checks_see_what_is_wrong() {
    let farm = seeded();
    farm.attempt(|w| run(w, &Step::Receive { product: 2, place: 1, quantity: 10_000_000, value: 5_000_000 }))
        .unwrap();
    assert!(farm.look(verify::verify).iter().all(|f| f.ok));
    let breaks = [
        ("UPDATE inventory SET on_hand_quantity = on_hand_quantity + 1", "sum of its movements"),
        ("UPDATE inventory SET allocated_quantity = 1", "what holders hold"),
        ("UPDATE product_valuations SET total_value = total_value + 1", "what the stock is worth"),
        ("UPDATE inventory_cost_layers SET remaining = remaining - 1", "cost layers"),
        ("UPDATE number_sequences SET next_value = next_value + 1", "JE numbers"),
    ];
    for (sql, check) in breaks {
        let farm = seeded();
        let step = Step::Receive { product: 2, place: MAIN.get(), quantity: 10_000_000, value: 5_000_000 };
        farm.attempt(|w| run(w, &step)).unwrap();
        farm.act(|w| w.execute(sql, []));
        let wrong: Vec<_> =
            farm.look(verify::verify).into_iter().filter(|f| !f.ok).map(|f| f.check).collect();
        assert!(wrong.iter().any(|c| c.contains(check)), "{sql}: {wrong:?}");
    }
    assert_eq!(qty("1"), micros(1_000_000));
}
