//! Work orders: what they reserve, use up, yield and cost, whatever is done to them.
#![allow(clippy::unwrap_used)]

mod kit;

use kit::shop::{Shop, said, shop, text};
use kit::{cost, money, qty};
use proptest::prelude::*;
use spoolyard_core::ledger::AccountRole;
use spoolyard_core::production::create::{self, NewWorkOrder, WorkOrderRef};
use spoolyard_core::production::finish::{self, CloseShort, CompleteWorkOrder};
use spoolyard_core::production::quality::{self, InspectWorkOrder, Verdict};
use spoolyard_core::production::queries;
use spoolyard_core::production::report::{self, ActualMaterial, ReportWork};
use spoolyard_core::production::split::{self, RemakeWorkOrder, SplitWorkOrder};
use spoolyard_core::production::states::{self, CancelWorkOrder, HoldWorkOrder};
use spoolyard_core::production::substitute::{self, SubstituteMaterial};
use spoolyard_core::production::undo::{self, ReverseReport};
use spoolyard_core::production::{QcStatus, WorkOrderStatus, awaiting_qc, expected, release};
use spoolyard_core::{Error, bind};
use spoolyard_types::ids::{OperationMaterialId, ScrapReasonId, WorkOrderId};
use spoolyard_types::{Code, Entered, Money, Quantity};

#[test]
fn release_report_and_complete_move_stock_and_value_once() {
    let shop = shop();
    let id = shop.released("10");
    let order = shop.farm.look(|r| queries::work_order(r, id));
    assert_eq!(order.code, "WO-2026-0001");
    assert_eq!(order.estimated_total_cost, Some(money("95")));
    assert_eq!(shop.held(), qty("1010"));

    let order = shop.report(id, "4", "1");
    assert_eq!(
        (order.status, order.quantity_completed, order.quantity_scrapped),
        (WorkOrderStatus::InProgress, qty("4"), qty("1"))
    );
    assert_eq!((shop.on_hand(shop.gold), shop.on_hand(shop.foot)), (qty("4500"), qty("25")));
    assert_eq!(shop.held(), qty("505"));
    // A scrapped one had cost its gold, its foot and all planned minutes: 2 + 0.5 + 6 + 1.
    assert_eq!(shop.farm.value::<Money>("SELECT total_cost FROM scrap_records"), money("9.5"));
    assert_eq!(shop.balance(AccountRole::Scrap), money("9.5"));

    let order = shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!((order.status, order.quantity_completed), (WorkOrderStatus::Completed, qty("9")));
    assert_eq!(
        (shop.on_hand(shop.gold), shop.on_hand(shop.foot), shop.on_hand(shop.vase)),
        (qty("4000"), qty("20"), qty("9"))
    );
    assert_eq!((shop.held(), shop.wip(id)), (Quantity::ZERO, Money::ZERO));
    // Nobody wrote minutes, so the planned ones count, and all went as planned: no variance.
    assert_eq!(shop.balance(AccountRole::ProductionVariance), Money::ZERO);
    assert_eq!(shop.balance(AccountRole::InventoryFinished), money("85.5"));
    assert_eq!(order.actual_total_cost, Some(money("95")));
    let detail = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id }));
    assert!(
        detail
            .materials
            .iter()
            .all(|m| m.quantity_consumed == m.quantity_required && m.quantity_short.is_zero())
    );
    assert_eq!(
        shop.farm.value::<i64>("SELECT count(*) FROM inventory_transactions WHERE reference_type = 'wo'"),
        5
    );
    shop.farm.refused_as(Code::WrongState, |w| finish::complete(w, CompleteWorkOrder::of(id)));
}

#[test]
fn reported_minutes_cost_at_their_rates_and_what_differs_is_a_variance() {
    let shop = shop();
    let id = shop.released("2");
    let operations = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id })).operations;
    shop.farm.act(|w| {
        report::report(
            w,
            ReportWork {
                operation_id: Some(operations[0].id),
                quantity_good: Some(Entered(qty("2"))),
                run_minutes: Some(Entered(qty("150"))),
                ..ReportWork::on(id)
            },
        )
    });
    // 200 g of gold and two and a half hours of printer.
    assert_eq!(shop.wip(id), money("19"));
    assert_eq!(shop.on_hand(shop.foot), qty("30"));
    let order = shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!(order.quantity_completed, qty("2"));
    assert_eq!((shop.wip(id), shop.balance(AccountRole::ProductionVariance)), (Money::ZERO, money("3")));
    assert_eq!(shop.on_hand(shop.foot), qty("28"));
    assert_eq!(order.actual_time_minutes, Some(156));
}

#[test]
fn actual_materials_count_and_more_than_ordered_is_asked_about() {
    let shop = shop();
    let id = shop.released("2");
    let materials = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id })).materials;
    let gold = materials.iter().find(|m| m.component_id == shop.gold).unwrap();
    shop.farm.act(|w| {
        let mut said = said(id, "1", "0");
        said.materials = vec![ActualMaterial {
            material_id: gold.id,
            quantity: Some(Entered(qty("130"))),
            lot_id: None,
            spool_id: None,
        }];
        report::report(w, said)
    });
    assert_eq!(shop.on_hand(shop.gold), qty("4870"));
    // The second one uses its own hundred, not what the first one used too much of.
    shop.report(id, "1", "0");
    assert_eq!(shop.on_hand(shop.gold), qty("4770"));
    let err = shop.farm.refused(|w| report::report(w, said(id, "3", "0"))).into_refusal();
    assert_eq!(err.code, Code::OverProduction);
    assert_eq!(err.details["more"], serde_json::json!("3"));
    shop.farm.act(|w| report::report(w, ReportWork { accept_overrun: true, ..said(id, "3", "0") }));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!((shop.on_hand(shop.vase), shop.on_hand(shop.gold)), (qty("5"), qty("4470")));
    assert_eq!((shop.wip(id), shop.held()), (Money::ZERO, Quantity::ZERO));
}

#[test]
fn a_short_order_is_closed_short_and_returns_what_it_holds() {
    let shop = shop();
    let id = shop.released("10");
    shop.report(id, "3", "0");
    let mut request = CompleteWorkOrder::of(id);
    request.quantity_good = Some(Entered(qty("3")));
    shop.farm.refused_as(Code::WrongState, |w| finish::complete(w, request));
    let order = shop.farm.act(|w| {
        finish::close_short(
            w,
            CloseShort {
                id,
                reason: text("No more gold"),
                location_id: None,
                serial_numbers: vec![],
                lot_number: None,
            },
        )
    });
    assert_eq!((order.status, order.quantity_completed), (WorkOrderStatus::Completed, qty("3")));
    assert_eq!((shop.held(), shop.wip(id), shop.on_hand(shop.vase)), (Quantity::ZERO, Money::ZERO, qty("3")));
}

#[test]
fn what_is_short_is_reserved_later_and_never_taken_from_another_order() {
    let shop = shop();
    let first = shop.released("28");
    let second = shop.released("5");
    let short = shop.farm.look(|r| queries::work_order(r, second)).short_materials;
    assert_eq!(short, 1);
    shop.farm.refused_as(Code::InsufficientStock, |w| finish::complete(w, CompleteWorkOrder::of(second)));
    assert_eq!(shop.on_hand(shop.foot), qty("30"));
    shop.receive(shop.foot, "3", "1.5");
    shop.farm.act(|w| release::reserve(w, WorkOrderRef { id: second }));
    shop.farm.act(|w| release::reserve(w, WorkOrderRef { id: second }));
    assert_eq!(shop.farm.look(|r| queries::work_order(r, second)).short_materials, 0);
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(second)));
    shop.farm.act(|w| states::cancel(w, CancelWorkOrder { id: first, reason: text("Not wanted") }));
    assert_eq!(shop.held(), Quantity::ZERO);
}

#[test]
fn states_are_walked_in_order() {
    let shop = shop();
    let id = shop.draft("1");
    shop.farm.refused_as(Code::WrongState, |w| report::report(w, said(id, "1", "0")));
    shop.farm.refused_as(Code::WrongState, |w| finish::complete(w, CompleteWorkOrder::of(id)));
    shop.farm.act(|w| release::release(w, WorkOrderRef { id }));
    shop.farm.act(|w| states::hold(w, HoldWorkOrder { id, reason: text("Printer down") }));
    let message = shop.farm.refused_as(Code::WrongState, |w| report::report(w, said(id, "1", "0")));
    assert!(message.contains("on_hold") && message.contains("Resume"), "{message}");
    let back = shop.farm.act(|w| states::resume(w, WorkOrderRef { id }));
    assert_eq!((back.status, back.hold_reason), (WorkOrderStatus::Released, None));
    let begun = shop.farm.act(|w| states::start(w, WorkOrderRef { id }));
    assert_eq!(begun.status, WorkOrderStatus::InProgress);
    shop.farm.refused_as(Code::InvalidValue, |w| {
        report::report(w, ReportWork { scrap_reason_id: None, ..said(id, "0", "1") })
    });
    shop.farm.refused_as(Code::InvalidValue, |w| report::report(w, ReportWork::on(id)));
}

#[test]
fn an_order_says_what_can_be_done_to_it_and_the_commands_agree() {
    let shop = shop();
    let id = shop.draft("4");
    let open = |id| {
        let detail = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id }));
        let may: Vec<&str> =
            detail.actions.iter().filter(|a| a.refusal.is_none()).map(|a| a.action.as_str()).collect();
        (detail.next.map(spoolyard_core::production::actions::WorkOrderAction::as_str), may.join(" "))
    };
    assert_eq!(open(id), (Some("release"), String::from("edit release split cancel")));
    let id = shop.released("4");
    let (next, may) = open(id);
    assert_eq!(next, Some("start"));
    assert!(may.contains("hold") && may.contains("complete") && !may.contains("release "), "{may}");
    shop.report(id, "4", "0");
    let (next, may) = open(id);
    assert_eq!(next, Some("complete"));
    assert!(!may.contains("cancel") && !may.contains("split") && !may.contains("close_short"), "{may}");
}

#[test]
fn nothing_is_released_that_nobody_knows_how_to_make() {
    let shop = shop();
    let id = shop.farm.act(|w| create::create(w, NewWorkOrder::of(shop.foot, qty("3"))));
    let message = shop.farm.refused_as(Code::MissingBom, |w| release::release(w, WorkOrderRef { id }));
    assert!(message.contains("FOOT"), "{message}");
}

#[test]
fn a_bill_without_a_routing_is_made_at_the_default_work_center() {
    let shop = shop();
    shop.farm.act(|w| w.execute("UPDATE routings SET is_active = 0", []));
    let id = shop.released("3");
    let detail = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id }));
    assert_eq!(detail.operations.len(), 1);
    assert_eq!(detail.operations[0].work_center, "Print farm");
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!((shop.on_hand(shop.vase), shop.on_hand(shop.gold)), (qty("3"), qty("4700")));
}

#[test]
fn split_moves_its_share_and_remake_links_to_its_original() {
    let shop = shop();
    let id = shop.released("10");
    shop.report(id, "2", "1");
    let held = shop.held();
    let new = shop.farm.act(|w| split::split(w, SplitWorkOrder { id, quantity: Entered(qty("4")) }));
    assert_eq!(
        (new.status, new.quantity_ordered, new.parent_order_id),
        (WorkOrderStatus::Released, qty("4"), Some(id))
    );
    assert_eq!(shop.held(), held);
    let message = shop.farm.refused_as(Code::InvalidValue, |w| {
        split::split(w, SplitWorkOrder { id, quantity: Entered(qty("4")) })
    });
    assert!(message.contains("3 are begun"), "{message}");
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(new.id)));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!(
        (shop.on_hand(shop.vase), shop.on_hand(shop.gold), shop.held()),
        (qty("9"), qty("4000"), Quantity::ZERO)
    );
    assert_eq!((shop.wip(id), shop.wip(new.id)), (Money::ZERO, Money::ZERO));
    let again = shop.farm.act(|w| split::remake(w, RemakeWorkOrder { id, quantity: None }));
    assert_eq!((again.quantity_ordered, again.remake_of_id), (qty("1"), Some(id)));
    shop.farm.refused_as(Code::InvalidValue, |w| split::remake(w, RemakeWorkOrder { id, quantity: None }));
}

#[test]
fn goods_that_await_inspection_are_told_and_failed_ones_are_scrapped_at_cost() {
    let shop = shop();
    let mut request = NewWorkOrder::of(shop.vase, qty("2"));
    request.requires_qc = true;
    let id = shop.farm.act(|w| create::create(w, request));
    shop.farm.act(|w| release::release(w, WorkOrderRef { id }));
    let inspect =
        |verdict| InspectWorkOrder { id, verdict, scrap_reason_id: Some(ScrapReasonId(2)), notes: None };
    shop.farm.refused_as(Code::WrongState, |w| quality::inspect(w, inspect(Verdict::Passed)));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!(shop.farm.look(|r| awaiting_qc(r, shop.vase)), qty("2"));
    let order = shop.farm.act(|w| quality::inspect(w, inspect(Verdict::Rework)));
    assert_eq!(order.qc_status, QcStatus::Failed);
    assert_eq!(shop.farm.look(|r| awaiting_qc(r, shop.vase)), qty("2"));
    shop.farm.act(|w| quality::inspect(w, inspect(Verdict::Scrap)));
    assert_eq!(shop.farm.look(|r| awaiting_qc(r, shop.vase)), Quantity::ZERO);
    assert_eq!((shop.on_hand(shop.vase), shop.balance(AccountRole::Scrap)), (Quantity::ZERO, money("19")));
}

#[test]
fn a_product_that_tracks_serials_and_lots_gets_them_when_it_is_completed() {
    let shop = shop();
    shop.farm
        .act(|w| w.execute("UPDATE products SET track_serials = 1, track_lots = 1 WHERE sku = 'VASE'", []));
    shop.farm.refused_as(Code::InvalidValue, |w| create::create(w, NewWorkOrder::of(shop.vase, qty("1.5"))));
    let id = shop.released("3");
    let mut request = CompleteWorkOrder::of(id);
    request.serial_numbers = vec![text("A-1"), text("A-2")];
    shop.farm.refused_as(Code::LotRequired, |w| finish::complete(w, request));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    let serials = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id })).serials;
    let numbers: Vec<_> = serials.iter().map(|s| s.serial_number.as_str()).collect();
    assert_eq!(numbers, ["SN-2026-0001", "SN-2026-0002", "SN-2026-0003"]);
    assert_eq!(shop.farm.value::<Quantity>("SELECT quantity_received FROM material_lots"), qty("3"));
    assert_eq!((shop.on_hand(shop.vase), shop.wip(id)), (qty("3"), Money::ZERO));
}

#[test]
fn a_named_spool_gets_lighter_with_what_is_taken_off_it() {
    let shop = shop();
    let spool = shop.farm.sql(
        "INSERT INTO material_spools (spool_number, product_id, initial_weight_kg, current_weight_kg)
         SELECT 'SPL-1', id, 1000000, 250000 FROM products WHERE sku = 'GOLD'",
    );
    let id = shop.released("3");
    let materials = shop.farm.look(|r| queries::detail(r, WorkOrderRef { id })).materials;
    let gold = materials.iter().find(|m| m.component_id == shop.gold).unwrap().id;
    let with_spool = |good: &str| {
        let mut said = said(id, good, "0");
        said.materials = vec![ActualMaterial {
            material_id: gold,
            quantity: None,
            lot_id: None,
            spool_id: Some(spoolyard_types::ids::SpoolId(spool)),
        }];
        said
    };
    shop.farm.refused_as(Code::InsufficientStock, |w| report::report(w, with_spool("3")));
    shop.farm.act(|w| report::report(w, with_spool("2")));
    assert_eq!(shop.farm.value::<Quantity>("SELECT current_weight_kg FROM material_spools"), qty("0.05"));
    assert_eq!(
        shop.farm.value::<Quantity>("SELECT weight_consumed_kg FROM production_order_spools"),
        qty("0.2")
    );
    assert_eq!(shop.on_hand(shop.gold), qty("4800"));
}

#[test]
fn planning_is_told_what_is_still_to_come() {
    let shop = shop();
    let id = shop.released("10");
    shop.report(id, "4", "1");
    let open = shop.farm.look(expected);
    assert_eq!((open.len(), open[0].id, open[0].quantity), (1, id, qty("9")));
    let queue = shop.farm.look(|r| {
        let center =
            spoolyard_core::engineering::centers::WorkCenterRef { id: spoolyard_types::ids::WorkCenterId(3) };
        queries::queue(r, center)
    });
    assert_eq!((queue.len(), queue[0].quantity_left), (1, qty("5")));
    assert_eq!(cost("0.02"), shop.farm.value("SELECT average_cost FROM products WHERE sku = 'GOLD'"));
}

#[derive(Debug, Clone)]
enum Step {
    Report { order: usize, good: i64, scrapped: i64, first: bool, overrun: bool },
    Complete { order: usize },
    Short { order: usize },
    Hold { order: usize },
    Resume { order: usize },
    Cancel { order: usize },
    Split { order: usize, quantity: i64 },
    Reserve { order: usize },
    Release { quantity: i64 },
    Undo { report: i64 },
    Replace { material: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let order = 0usize..4;
    prop_oneof![
        6 => (order.clone(), 0i64..5, 0i64..2, any::<bool>(), any::<bool>())
            .prop_map(|(order, good, scrapped, first, overrun)| Step::Report { order, good, scrapped, first, overrun }),
        2 => order.clone().prop_map(|order| Step::Complete { order }),
        1 => order.clone().prop_map(|order| Step::Short { order }),
        1 => order.clone().prop_map(|order| Step::Hold { order }),
        1 => order.clone().prop_map(|order| Step::Resume { order }),
        1 => order.clone().prop_map(|order| Step::Cancel { order }),
        2 => (order.clone(), 1i64..4).prop_map(|(order, quantity)| Step::Split { order, quantity }),
        1 => order.prop_map(|order| Step::Reserve { order }),
        2 => (1i64..12).prop_map(|quantity| Step::Release { quantity }),
        5 => (1i64..24).prop_map(|report| Step::Undo { report }),
        2 => (1i64..8).prop_map(|material| Step::Replace { material }),
    ]
}

fn whole(quantity: i64) -> Quantity {
    Quantity::from_micros(quantity * 1_000_000)
}

/// Carries a step out; refusals are part of life.
fn attempt(shop: &Shop, orders: &mut Vec<WorkOrderId>, step: &Step) {
    let pick = |order: usize| orders.get(order % orders.len().max(1)).copied().unwrap_or(WorkOrderId(999));
    let farm = &shop.farm;
    let outcome = match *step {
        Step::Release { quantity } => farm.attempt(|w| {
            let id = create::create(w, NewWorkOrder::of(shop.vase, whole(quantity)))?;
            release::release(w, WorkOrderRef { id })
        }),
        Step::Split { order, quantity } => {
            farm.attempt(|w| split::split(w, SplitWorkOrder { id: pick(order), quantity: Entered(whole(quantity)) }))
        }
        Step::Report { order, good, scrapped, first, overrun } => farm.attempt(|w| {
            let id = pick(order);
            let operation = if first {
                w.value(
                    "SELECT id FROM production_order_operations WHERE production_order_id = ?1 ORDER BY sequence",
                    bind![id],
                )?
            } else {
                None
            };
            let said = said(id, &good.to_string(), &scrapped.to_string());
            report::report(w, ReportWork { operation_id: operation, accept_overrun: overrun, ..said })
        }),
        Step::Complete { order } => farm.attempt(|w| finish::complete(w, CompleteWorkOrder::of(pick(order)))),
        Step::Short { order } => farm.attempt(|w| {
            let request = CloseShort {
                id: pick(order),
                reason: text("Enough"),
                location_id: None,
                serial_numbers: vec![],
                lot_number: None,
            };
            finish::close_short(w, request)
        }),
        Step::Hold { order } => {
            farm.attempt(|w| states::hold(w, HoldWorkOrder { id: pick(order), reason: text("Wait") }))
        }
        Step::Resume { order } => farm.attempt(|w| states::resume(w, WorkOrderRef { id: pick(order) })),
        Step::Cancel { order } => {
            farm.attempt(|w| states::cancel(w, CancelWorkOrder { id: pick(order), reason: text("No") }))
        }
        Step::Reserve { order } => farm.attempt(|w| release::reserve(w, WorkOrderRef { id: pick(order) })),
        Step::Undo { report } => farm.attempt(|w| {
            undo::reverse_report(w, ReverseReport { report_id: report, reason: text("typed wrong") })
        }),
        Step::Replace { material } => farm.attempt(|w| {
            let order: Option<WorkOrderId> = w.value(
                "SELECT o.production_order_id FROM production_order_operation_materials m
                 JOIN production_order_operations o ON o.id = m.production_order_operation_id
                 JOIN products p ON p.id = m.component_id WHERE m.id = ?1 AND p.sku = 'GOLD'",
                bind![material],
            )?;
            let request = SubstituteMaterial {
                id: order.unwrap_or(WorkOrderId(999)),
                material_id: OperationMaterialId(material),
                product_id: shop.silver,
                quantity: None,
                reason: text("no gold"),
            };
            substitute::substitute(w, request)
        }),
    };
    match outcome {
        Ok(order) if !orders.contains(&order.id) => orders.push(order.id),
        Ok(_) => {}
        Err(err) => {
            assert!(!matches!(err, Error::Store(_)) && err.code() != Code::Internal, "{step:?}: {err}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn whatever_is_done_nothing_is_used_twice_and_nothing_is_left_over(steps in prop::collection::vec(step(), 1..24)) {
        let shop = shop();
        let farm = &shop.farm;
        let mut orders = vec![shop.released("8")];
        for step in &steps {
            attempt(&shop, &mut orders, step);
        }
        // What was issued of a material is its share of what was reported, at 100 g and one foot each.
        // Silver that stands in for gold counts as gold.
        let wrong: i64 = farm.value(
            "SELECT count(*) FROM (
                 SELECT o.quantity_completed + o.quantity_scrapped AS processed, p.unit,
                     sum(m.quantity_consumed) AS used
                 FROM production_order_operation_materials AS m
                 JOIN production_order_operations AS o ON o.id = m.production_order_operation_id
                 JOIN products AS p ON p.id = m.component_id GROUP BY o.id, p.unit)
             WHERE used <> processed * CASE unit WHEN 'G' THEN 100 ELSE 1 END",
        );
        prop_assert_eq!(wrong, 0);
        let wrong: i64 = farm.value(
            "SELECT count(*) FROM production_order_operation_materials AS m
             WHERE m.quantity_consumed <> -coalesce((SELECT sum(t.quantity) FROM inventory_transactions AS t
                   WHERE t.operation_material_id = m.id), 0)
                OR m.quantity_consumed < 0",
        );
        prop_assert_eq!(wrong, 0);
        // What is counted as cost is what lies in process and what was taken out of it as scrap.
        for id in &orders {
            let order = farm.look(|r| queries::work_order(r, *id));
            if order.status.is_open() {
                let scrap: Money = farm.look(|r| r.value(
                    "SELECT coalesce(sum(total_cost), 0) FROM scrap_records
                     WHERE production_order_id = ?1 AND reversed_at IS NULL AND operation_report_id IS NOT NULL",
                    bind![id],
                )).unwrap();
                let cost = order.actual_total_cost.unwrap_or_default();
                prop_assert_eq!(shop.wip(*id), cost.minus(scrap).unwrap());
            }
        }
        // Operations are the sum of their reports, and pass no more on than they made good.
        let wrong: i64 = farm.value(
            "SELECT count(*) FROM production_order_operations AS o
             WHERE o.quantity_completed <> coalesce((SELECT sum(quantity_good) FROM operation_reports WHERE operation_id = o.id), 0)
                OR o.quantity_scrapped <> coalesce((SELECT sum(quantity_scrapped) FROM operation_reports WHERE operation_id = o.id), 0)
                OR EXISTS (SELECT 1 FROM production_order_operations AS b
                           WHERE b.production_order_id = o.production_order_id AND b.sequence < o.sequence
                             AND b.quantity_completed < o.quantity_completed + o.quantity_scrapped)",
        );
        prop_assert_eq!(wrong, 0);
        // Orders that are over hold nothing and have nothing in process; the others hold no more than they need.
        let wrong: i64 = farm.value(
            "SELECT count(*) FROM production_orders AS wo
             JOIN production_order_operations AS o ON o.production_order_id = wo.id
             JOIN production_order_operation_materials AS m ON m.production_order_operation_id = o.id
             WHERE (wo.status IN ('completed', 'cancelled') AND m.quantity_allocated <> 0)
                OR m.quantity_allocated > max(m.quantity_required - m.quantity_consumed, 0)
                OR m.quantity_allocated <> coalesce((SELECT sum(a.quantity) FROM inventory_allocations AS a
                   WHERE a.holder_type = 'operation_material' AND a.holder_id = m.id), 0)",
        );
        prop_assert_eq!(wrong, 0);
        for id in &orders {
            let order = farm.look(|r| queries::work_order(r, *id));
            if !order.status.is_open() {
                prop_assert_eq!(shop.wip(*id), Money::ZERO);
            }
        }
        // Finished goods came in the quantity made.
        let made: Quantity =
            farm.value("SELECT coalesce(sum(quantity_completed), 0) FROM production_orders WHERE status = 'completed'");
        prop_assert_eq!(shop.on_hand(shop.vase), made);
        let (worth, raw, finished): (Money, Money, Money) = (
            farm.value("SELECT coalesce(sum(total_value), 0) FROM product_valuations"),
            shop.balance(AccountRole::InventoryRaw),
            shop.balance(AccountRole::InventoryFinished),
        );
        prop_assert_eq!(worth, raw.plus(finished).unwrap());
    }
}
