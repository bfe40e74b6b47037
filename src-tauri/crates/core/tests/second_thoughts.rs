//! Second thoughts on the shop floor: a report that was a mistake, and a material that is not there. Every figure is
//! worked out by hand.
#![allow(clippy::unwrap_used)]

mod kit;

use kit::shop::{Shop, said, shop, text};
use kit::{Seed, money, qty};
use spoolyard_core::inventory::{self, Reference, ReferenceType};
use spoolyard_core::ledger::AccountRole;
use spoolyard_core::production::create::WorkOrderRef;
use spoolyard_core::production::finish::{self, CompleteWorkOrder};
use spoolyard_core::production::queries::{self, WorkOrderDetail};
use spoolyard_core::production::report::{self, ActualMaterial, ReportWork};
use spoolyard_core::production::split::{self, RemakeWorkOrder};
use spoolyard_core::production::states::{self, HoldWorkOrder};
use spoolyard_core::production::substitute::{self, SubstituteMaterial};
use spoolyard_core::production::undo::{self, ReverseReport};
use spoolyard_core::verify;
use spoolyard_types::ids::{OperationId, ProductId, SpoolId, WorkOrderId};
use spoolyard_types::{Code, Entered, Money, Quantity};

fn detail(shop: &Shop, id: WorkOrderId) -> WorkOrderDetail {
    shop.farm.look(|r| queries::detail(r, WorkOrderRef { id }))
}

fn wrong(report_id: i64) -> ReverseReport {
    ReverseReport { report_id, reason: text("counted twice") }
}

fn undo(shop: &Shop, report: i64) {
    shop.farm.act(|w| undo::reverse_report(w, wrong(report)));
}

/// The newest report of an operation that is no reversal.
fn last_report(shop: &Shop, id: WorkOrderId, sequence: i32) -> i64 {
    let reports = detail(shop, id).reports;
    reports.iter().find(|r| r.operation_sequence == sequence && r.reverses_id.is_none()).unwrap().id
}

fn operation(shop: &Shop, id: WorkOrderId, at: usize) -> OperationId {
    detail(shop, id).operations[at].id
}

#[track_caller]
fn sound(shop: &Shop) {
    for finding in shop.farm.look(verify::verify) {
        assert!(finding.ok, "{}: {:?}", finding.check, finding.rows);
    }
}

/// All that a report touches.
fn picture(shop: &Shop, id: WorkOrderId) -> Vec<String> {
    let detail = detail(shop, id);
    let order = &detail.order;
    let mut seen = vec![
        format!("{} {}", order.quantity_completed, order.quantity_scrapped),
        format!("{:?}", order.actual_material_cost.unwrap_or_default()),
        format!("{:?}", order.actual_labor_cost.unwrap_or_default()),
        format!("{:?}", order.actual_time_minutes.unwrap_or_default()),
        format!("held {} gold {} feet {}", shop.held(), shop.on_hand(shop.gold), shop.on_hand(shop.foot)),
        format!("wip {}", shop.wip(id)),
    ];
    for o in &detail.operations {
        let minutes = [o.actual_setup_minutes, o.actual_run_minutes].map(Option::unwrap_or_default);
        seen.push(format!("{} {} {} {:?}", o.sequence, o.quantity_completed, o.quantity_scrapped, minutes));
    }
    for m in &detail.materials {
        seen.push(format!("{} {} {}", m.sku, m.quantity_consumed, m.quantity_allocated));
    }
    for role in [
        AccountRole::Scrap,
        AccountRole::LaborAbsorbed,
        AccountRole::OverheadAbsorbed,
        AccountRole::InventoryRaw,
    ] {
        seen.push(format!("{role} {}", shop.balance(role)));
    }
    seen
}

#[test]
fn a_reversed_report_leaves_everything_as_it_was_before_it() {
    let shop = shop();
    let id = shop.released("10");
    shop.report(id, "2", "0");
    let before = picture(&shop, id);
    let said = ReportWork {
        setup_minutes: Some(Entered(qty("10"))),
        run_minutes: Some(Entered(qty("12.5"))),
        ..said(id, "3", "1")
    };
    shop.farm.act(|w| report::report(w, said));
    // Four more: 400 g at 0.02, 4 feet at 0.50; 22.5 minutes at 20 an hour; one scrapped at 9.50.
    assert_eq!(shop.wip(id), money("13"), "5 for the first two; 8 + 2 + 7.50 − 9.50 = 8 for these");
    let report = last_report(&shop, id, 20);
    undo(&shop, report);
    assert_eq!(picture(&shop, id), before);
    assert_eq!(shop.farm.value::<i64>("SELECT count(*) FROM scrap_records WHERE reversed_at IS NULL"), 0);
    // The report of the first operation that it had brought along went with it, and both are still to be read.
    let told = detail(&shop, id).reports;
    assert_eq!(told.iter().filter(|r| r.reverses_id.is_some()).count(), 2);
    assert_eq!(told.iter().find(|r| r.reverses_id == Some(report)).unwrap().quantity_good, qty("-3"));
    assert_eq!(
        shop.farm.value::<i64>("SELECT count(*) FROM gl_journal_entries WHERE reverses_id IS NOT NULL"),
        1
    );
    shop.farm.refused_as(Code::AlreadyReversed, |w| undo::reverse_report(w, wrong(report)));
    let reversal = told.iter().find(|r| r.reverses_id.is_some()).unwrap().id;
    shop.farm.refused_as(Code::WrongState, |w| undo::reverse_report(w, wrong(reversal)));
    sound(&shop);
    // And it can be reported anew and finished.
    let order = shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!((order.quantity_completed, shop.on_hand(shop.vase)), (qty("10"), qty("10")));
    assert_eq!((shop.on_hand(shop.gold), shop.on_hand(shop.foot)), (qty("4000"), qty("20")));
    assert_eq!((shop.wip(id), shop.held()), (Money::ZERO, Quantity::ZERO));
    sound(&shop);
}

#[test]
fn what_went_on_is_undone_from_its_end() {
    let shop = shop();
    let id = shop.released("6");
    let (print, pack) = (operation(&shop, id, 0), operation(&shop, id, 1));
    let on = |operation, good: &str| ReportWork { operation_id: Some(operation), ..said(id, good, "0") };
    shop.farm.act(|w| report::report(w, on(print, "4")));
    let printed = last_report(&shop, id, 10);
    shop.farm.act(|w| report::report(w, on(pack, "3")));
    let packed = last_report(&shop, id, 20);
    let message = shop.farm.refused_as(Code::InUse, |w| undo::reverse_report(w, wrong(printed)));
    assert!(message.contains("3 of them have gone on to operation 20"), "{message}");
    shop.farm.act(|w| report::report(w, on(print, "1")));
    let message = shop.farm.refused_as(Code::InUse, |w| undo::reverse_report(w, wrong(printed)));
    assert!(message.contains("stands upon"), "{message}");
    undo(&shop, packed);
    undo(&shop, last_report(&shop, id, 10));
    undo(&shop, printed);
    assert_eq!((shop.on_hand(shop.gold), shop.on_hand(shop.foot)), (qty("5000"), qty("30")));
    assert_eq!((shop.wip(id), shop.held()), (Money::ZERO, qty("606")), "600 g and six feet are held again");
    // More of six than three: five, of which two are brought along from the first operation.
    shop.farm.act(|w| report::report(w, on(print, "3")));
    shop.farm.act(|w| report::report(w, on(pack, "5")));
    let along = detail(&shop, id).reports.iter().find(|r| r.quantity_good == qty("2")).unwrap().id;
    let message = shop.farm.refused_as(Code::InUse, |w| undo::reverse_report(w, wrong(along)));
    assert!(message.contains("came with report"), "{message}");
    undo(&shop, last_report(&shop, id, 20));
    assert_eq!(detail(&shop, id).operations[0].quantity_completed, qty("3"));
    sound(&shop);
}

#[test]
fn an_order_that_is_over_or_held_keeps_its_reports() {
    let shop = shop();
    let id = shop.released("2");
    shop.report(id, "1", "0");
    let report = last_report(&shop, id, 20);
    shop.farm.act(|w| states::hold(w, HoldWorkOrder { id, reason: text("Printer down") }));
    let message = shop.farm.refused_as(Code::WrongState, |w| undo::reverse_report(w, wrong(report)));
    assert!(message.contains("Resume"), "{message}");
    shop.farm.act(|w| states::resume(w, WorkOrderRef { id }));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    let message = shop.farm.refused_as(Code::WrongState, |w| undo::reverse_report(w, wrong(report)));
    assert!(message.contains("gone onto the shelf"), "{message}");
    shop.farm.refused_as(Code::NotFound, |w| undo::reverse_report(w, wrong(999)));
}

#[test]
fn scrap_that_is_being_made_again_keeps_its_report() {
    let shop = shop();
    let id = shop.released("4");
    shop.report(id, "1", "2");
    let report = last_report(&shop, id, 20);
    shop.farm.act(|w| split::remake(w, RemakeWorkOrder { id, quantity: None }));
    let message = shop.farm.refused_as(Code::InUse, |w| undo::reverse_report(w, wrong(report)));
    assert!(message.contains("being made again"), "{message}");
    shop.farm.sql("UPDATE production_orders SET status = 'cancelled' WHERE remake_of_id IS NOT NULL");
    undo(&shop, report);
    assert_eq!(shop.balance(AccountRole::Scrap), Money::ZERO);
}

#[test]
fn what_came_off_a_spool_goes_back_onto_it() {
    let shop = shop();
    let spool = shop.farm.sql(
        "INSERT INTO material_spools (spool_number, product_id, initial_weight_kg, current_weight_kg)
         SELECT 'SPL-1', id, 1000000, 200000 FROM products WHERE sku = 'GOLD'",
    );
    let id = shop.released("3");
    let gold = detail(&shop, id).materials.iter().find(|m| m.component_id == shop.gold).unwrap().id;
    let mut said = said(id, "2", "0");
    said.materials = vec![ActualMaterial {
        material_id: gold,
        quantity: None,
        lot_id: None,
        spool_id: Some(SpoolId(spool)),
    }];
    shop.farm.act(|w| report::report(w, said));
    assert_eq!(shop.farm.value::<String>("SELECT status FROM material_spools"), "empty");
    undo(&shop, last_report(&shop, id, 20));
    assert_eq!(shop.farm.value::<Quantity>("SELECT current_weight_kg FROM material_spools"), qty("0.2"));
    assert_eq!(shop.farm.value::<String>("SELECT status FROM material_spools"), "active");
    assert_eq!(
        shop.farm.value::<Quantity>("SELECT weight_consumed_kg FROM production_order_spools"),
        Quantity::ZERO
    );
    sound(&shop);
}

fn instead(
    shop: &Shop,
    id: WorkOrderId,
    of: ProductId,
    by: ProductId,
    quantity: Option<&str>,
) -> SubstituteMaterial {
    let material = detail(shop, id).materials.into_iter().find(|m| m.component_id == of && !m.is_replaced);
    SubstituteMaterial {
        id,
        material_id: material.unwrap().id,
        product_id: by,
        quantity: quantity.map(|q| Entered(qty(q))),
        reason: text("no gold left"),
    }
}

#[test]
fn a_substitute_takes_over_for_what_is_still_to_be_made() {
    let shop = shop();
    let id = shop.released("10");
    shop.report(id, "4", "0");
    assert_eq!(shop.on_hand(shop.gold), qty("4600"));
    let request = instead(&shop, id, shop.gold, shop.silver, None);
    shop.farm.act(|w| substitute::substitute(w, request));
    let held = |product: ProductId| -> Quantity {
        let sql = "SELECT coalesce(sum(quantity), 0) FROM inventory_allocations WHERE product_id = ?1";
        shop.farm.look(|r| r.value(sql, spoolyard_core::bind![product])).unwrap()
    };
    assert_eq!((held(shop.gold), held(shop.silver)), (Quantity::ZERO, qty("600")), "six of ten, 100 g each");
    let told = &detail(&shop, id).substitutions[0];
    assert_eq!((told.original_sku.as_str(), told.substitute_sku.as_str()), ("GOLD", "SILVER"));
    assert_eq!((told.original_quantity, told.planned_quantity), (qty("600"), qty("600")));
    assert_eq!(told.reason, "no gold left");
    shop.report(id, "2", "0");
    assert_eq!((shop.on_hand(shop.gold), shop.on_hand(shop.silver)), (qty("4600"), qty("4800")));
    // Undone from its end, each comes back as what it was; reported anew, each is taken again.
    undo(&shop, last_report(&shop, id, 20));
    assert_eq!((shop.on_hand(shop.gold), shop.on_hand(shop.silver)), (qty("4600"), qty("5000")));
    undo(&shop, detail(&shop, id).reports.iter().rfind(|r| r.operation_sequence == 20).unwrap().id);
    assert_eq!((shop.on_hand(shop.gold), held(shop.gold)), (qty("5000"), qty("400")));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!((shop.on_hand(shop.gold), shop.on_hand(shop.silver)), (qty("4600"), qty("4400")));
    // Six vases of silver at 0.03 instead of gold at 0.02 a gram: 6.00 more than the estimate.
    assert_eq!(shop.balance(AccountRole::ProductionVariance), money("6"));
    assert_eq!((shop.wip(id), shop.held()), (Money::ZERO, Quantity::ZERO));
    assert_eq!(
        shop.farm.value::<Quantity>("SELECT actual_quantity_used FROM production_order_materials"),
        qty("600")
    );
    sound(&shop);
}

#[test]
fn units_are_converted_or_the_quantity_is_asked_for() {
    let shop = shop();
    let by_kilogram = shop.farm.product(&Seed {
        sku: "GOLD-KG",
        unit: "KG",
        purchase_uom: "KG",
        purchase_factor: None,
        ..Seed::default()
    });
    let id = shop.released("10");
    // 1000 g of gold are 1 kg of what is kept in kilograms.
    let request = instead(&shop, id, shop.gold, by_kilogram, None);
    shop.farm.act(|w| substitute::substitute(w, request));
    assert_eq!(detail(&shop, id).substitutions[0].planned_quantity, qty("1"));
    let other = shop.released("1");
    let request = |quantity| instead(&shop, other, shop.gold, shop.foot, quantity);
    let unknown = request(None);
    shop.farm.refused_as(Code::UnitMismatch, |w| substitute::substitute(w, unknown));
    let none = request(Some("0"));
    shop.farm.refused_as(Code::InvalidValue, |w| substitute::substitute(w, none));
    let two = request(Some("2"));
    shop.farm.act(|w| substitute::substitute(w, two));
    let materials = detail(&shop, other).materials;
    let feet = materials.iter().filter(|m| m.component_id == shop.foot).map(|m| m.quantity_required);
    let feet = feet.fold(Quantity::ZERO, |a, b| a.plus(b).unwrap());
    assert_eq!(feet, qty("3"), "its own foot and two more");
}

#[test]
fn what_cannot_stand_in_is_refused() {
    let shop = shop();
    let id = shop.released("2");
    for by in [shop.gold, shop.vase] {
        let request = instead(&shop, id, shop.gold, by, None);
        shop.farm.refused_as(Code::InvalidValue, |w| substitute::substitute(w, request));
    }
    shop.farm.sql("UPDATE products SET active = 0 WHERE sku = 'SILVER'");
    let request = || instead(&shop, id, shop.gold, shop.silver, None);
    let gone = request();
    shop.farm.refused_as(Code::InactiveProduct, |w| substitute::substitute(w, gone));
    shop.farm.sql("UPDATE products SET active = 1 WHERE sku = 'SILVER'");
    shop.report(id, "2", "0");
    let late = request();
    let message = shop.farm.refused_as(Code::WrongState, |w| substitute::substitute(w, late));
    assert!(message.contains("needs no more GOLD"), "{message}");
    let late = request();
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    shop.farm.refused_as(Code::WrongState, |w| substitute::substitute(w, late));
}

#[test]
fn a_movement_of_a_report_is_undone_by_its_report_alone() {
    let shop = shop();
    let id = shop.released("2");
    shop.report(id, "1", "0");
    let movement: i64 = shop.farm.value("SELECT min(inventory_transaction_id) FROM operation_report_uses");
    let request = serde_json::from_value(serde_json::json!({ "id": movement, "reason": "wrong" })).unwrap();
    shop.farm.refused_as(Code::WrongState, |w| inventory::reverse_movement(w, request));
    assert_eq!(Reference::bare(ReferenceType::Wo).kind, ReferenceType::Wo);
}

/// The rates of work are per hour and its minutes are set-up, once, and run, for each.
#[test]
fn labour_is_estimated_and_counted_by_the_same_minutes() {
    let shop = shop();
    shop.farm.sql(
        "UPDATE routing_operations SET setup_time_minutes = 15000000, run_time_minutes = 4500000, units_per_cycle = 2 WHERE id = 2",
    );
    shop.farm.sql("UPDATE work_centers SET overhead_rate_per_hour = 3000000 WHERE id = 3");
    let id = shop.released("7");
    let order = detail(&shop, id);
    // Packing: 15 once and ⌈7 / 2⌉ × 4.5 = 18; printing: 7 × 60.
    assert_eq!(order.operations[1].planned_setup_minutes, qty("15"));
    assert_eq!(order.operations[1].planned_run_minutes, qty("18"));
    assert_eq!(order.order.estimated_time_minutes, Some(453));
    // 420 minutes at 6 an hour are 42.00; 33 minutes at 20 + 3 an hour are 12.65.
    assert_eq!(order.order.estimated_labor_cost, Some(money("54.65")));
    // 7 × (100 g × 0.02 + 0.50) = 17.50
    assert_eq!(order.order.estimated_material_cost, Some(money("17.5")));
    // Reported exactly as planned, in two reports: the set-up counts once, and nothing is a variance.
    let (print, pack) = (operation(&shop, id, 0), operation(&shop, id, 1));
    let on = |operation, good: &str, setup: &str, run: &str| ReportWork {
        operation_id: Some(operation),
        setup_minutes: Some(Entered(qty(setup))),
        run_minutes: Some(Entered(qty(run))),
        ..said(id, good, "0")
    };
    shop.farm.act(|w| report::report(w, on(print, "7", "0", "420")));
    shop.farm.act(|w| report::report(w, on(pack, "4", "15", "9")));
    let order = shop.farm.act(|w| report::report(w, on(pack, "3", "0", "9")));
    assert_eq!(order.actual_labor_cost, Some(money("54.65")));
    assert_eq!(order.actual_time_minutes, Some(453));
    assert_eq!(shop.balance(AccountRole::LaborAbsorbed), money("-11"), "33 minutes at 20 an hour");
    assert_eq!(
        shop.balance(AccountRole::OverheadAbsorbed),
        money("-43.65"),
        "42.00 of printers and 1.65 of overhead"
    );
    let order = shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(id)));
    assert_eq!(order.actual_total_cost, Some(money("72.15")));
    assert_eq!(shop.balance(AccountRole::ProductionVariance), Money::ZERO);
    assert_eq!(shop.balance(AccountRole::InventoryFinished), money("72.15"));
    // Half an hour more of packing is 11.50 more, and that is the variance.
    let late = shop.released("7");
    let pack = operation(&shop, late, 1);
    let more = ReportWork {
        id: late,
        operation_id: Some(pack),
        run_minutes: Some(Entered(qty("48"))),
        setup_minutes: Some(Entered(qty("15"))),
        ..said(late, "7", "0")
    };
    shop.farm.act(|w| report::report(w, more));
    shop.farm.act(|w| finish::complete(w, CompleteWorkOrder::of(late)));
    assert_eq!(shop.balance(AccountRole::ProductionVariance), money("11.5"));
    sound(&shop);
}
