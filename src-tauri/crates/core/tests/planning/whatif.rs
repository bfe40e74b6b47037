//! Suppositions beside the real plan: the store is not touched until a scenario is adopted, and then comes back.

use spoolyard_core::planning::*;
use spoolyard_types::{Actor, Code, Date, Entered, Text};

use crate::Shop;
use crate::kit::{money, qty};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

impl Shop {
    fn suppose(&self, edits: Vec<Supposition>) -> WhatIf {
        what_if(&self.app, &Actor::spoolyard(), AskWhatIf { edits }).unwrap()
    }

    fn kept(&self, name: &str, edits: Vec<Supposition>) -> i64 {
        let save = SaveScenario { id: None, name: Text::new(name).unwrap(), edits };
        self.act(|w| save_scenario(w, save)).unwrap().id
    }
}

fn demand(shop: &Shop, units: &str, date: &str) -> Supposition {
    Supposition::Demand { product_id: shop.dragon, quantity: Entered(qty(units)), date: day(date) }
}

fn told(answer: &WhatIf) -> Vec<String> {
    let figures = |f: &Option<WhatIfFigures>| {
        f.as_ref()
            .map_or_else(|| String::from("-"), |f| format!("{} {}..{}", f.quantity, f.start_date, f.due_date))
    };
    let row =
        |o: &WhatIfOrder| format!("{} {} {} > {}", o.change, o.sku, figures(&o.live), figures(&o.supposed));
    answer.orders.iter().map(row).collect()
}

#[test]
fn a_supposed_order_is_planned_beside_the_real_one_and_writes_nothing() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.run();
    let rows = shop.rows();
    let answer = shop.suppose(vec![demand(&shop, "4", "2026-04-01")]);
    // 4 × 250 g: one more spool of 20.00, five days before the dragons start.
    assert_eq!(
        told(&answer),
        ["new MAT-PLA-BLACK - > 1000 2026-03-24..2026-03-29", "new FG-DRAGON - > 4 2026-03-29..2026-04-01"]
    );
    assert_eq!(answer.orders[0].value_change, Some(money("20")));
    assert_eq!((answer.live.buy, answer.supposed.buy), (1, 2));
    assert_eq!((answer.live.buy_value, answer.supposed.buy_value), (money("40"), money("60")));
    assert_eq!(answer.demands[0].status, MrpStatus::Planned);
    assert_eq!(shop.rows(), rows, "not even the log grew");
    let tomorrow = shop.suppose(vec![demand(&shop, "4", "2026-03-03")]);
    assert_eq!(tomorrow.demands[0].status, MrpStatus::Late);
    assert!(told(&shop.suppose(Vec::new())).is_empty(), "nothing supposed, nothing differs");
}

#[test]
fn a_longer_lead_time_makes_an_order_late_and_an_order_that_goes_frees_its_spools() {
    let shop = Shop::new();
    let line = shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.run();
    let slow = shop.suppose(vec![Supposition::LeadTime { product_id: shop.pla, days: 20 }]);
    assert_eq!(
        told(&slow),
        ["moved MAT-PLA-BLACK 2000 2026-03-12..2026-03-17 > 2000 2026-02-25..2026-03-17"]
    );
    assert_eq!((slow.live.late_orders, slow.supposed.late_orders), (0, 1));
    assert_eq!(slow.sales[0].supposed, Some(MrpStatus::Late));
    let order = spoolyard_types::ids::SalesOrderId(shop.value("SELECT id FROM sales_orders"));
    let gone = shop.suppose(vec![Supposition::DropOrder { order_id: order }]);
    assert_eq!(gone.supposed.buy + gone.supposed.make, 0);
    assert_eq!((gone.sales[0].live, gone.sales[0].supposed), (Some(MrpStatus::Planned), None));
    let later = Supposition::SalesLine {
        line_id: line,
        quantity: Some(Entered(qty("2"))),
        date: Some(day("2026-03-27")),
    };
    assert_eq!(
        told(&shop.suppose(vec![later])),
        [
            "changed MAT-PLA-BLACK 2000 2026-03-12..2026-03-17 > 1000 2026-03-19..2026-03-24",
            "changed FG-DRAGON 6 2026-03-17..2026-03-20 > 2 2026-03-24..2026-03-27"
        ]
    );
    let stock = Supposition::Stock { product_id: shop.pla, quantity: Entered(qty("1500")) };
    assert_eq!(shop.suppose(vec![stock]).supposed.buy, 0);
}

#[test]
fn a_purchase_that_never_comes_is_bought_again() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    let line = spoolyard_types::ids::PurchaseOrderLineId(shop.purchase(shop.pla, 2, "2026-03-10"));
    shop.run();
    let never = shop.suppose(vec![Supposition::Purchase { line_id: line, date: None }]);
    assert_eq!((never.live.buy, never.supposed.buy), (0, 1));
    let unknown =
        Supposition::Purchase { line_id: spoolyard_types::ids::PurchaseOrderLineId(99), date: None };
    let refused = what_if(&shop.app, &Actor::spoolyard(), AskWhatIf { edits: vec![unknown] })
        .unwrap_err()
        .into_refusal();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::NotFound, Some("edits[0].line_id")));
}

#[test]
fn a_scenario_is_kept_adopted_and_taken_back() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    let line = spoolyard_types::ids::PurchaseOrderLineId(shop.purchase(shop.pla, 1, "2026-03-10"));
    shop.run();
    let facts = || {
        shop.value("SELECT coalesce(lead_time_days, 0) * 1000000 + safety_stock FROM products WHERE sku = 'MAT-PLA-BLACK'")
    };
    let before = (facts(), shop.plan());
    let edits = vec![
        demand(&shop, "4", "2026-04-01"),
        Supposition::Purchase { line_id: line, date: Some(day("2026-03-12")) },
        Supposition::Policy {
            product_id: shop.pla,
            safety_stock: Some(Entered(qty("500"))),
            min_order_qty: None,
            order_multiple: None,
        },
    ];
    let id = shop.kept("Fair in April", edits.clone());
    let again = SaveScenario { id: None, name: Text::new("FAIR in april").unwrap(), edits: Vec::new() };
    assert_eq!(shop.act(|w| save_scenario(w, again)).unwrap_err().code(), Code::AlreadyExists);
    assert_eq!(shop.app.look(|r| scenario(r, ScenarioRef { id })).unwrap().edits, edits);
    let adopted = shop.act(|w| adopt(w, AdoptScenario { id, firm_orders: true })).unwrap();
    assert_eq!(adopted.left, ["Write the order for 4 FG-DRAGON until 2026-04-01."]);
    assert_eq!(adopted.done.len(), 3, "{:?}", adopted.done);
    assert_eq!(shop.value("SELECT safety_stock FROM products WHERE sku = 'MAT-PLA-BLACK'"), 500_000_000);
    assert_eq!(shop.value("SELECT count(*) FROM purchase_order_lines WHERE expected_date = '2026-03-12'"), 1);
    let firmed = "SELECT sum(quantity) FROM planned_orders WHERE status = 'firmed' AND product_id = 2";
    assert_eq!(shop.value(firmed), 4_000_000, "the supposed dragons stand");
    shop.act(|w| undo(w, UndoPlanAct { act_id: Some(adopted.act_id) })).unwrap();
    assert_eq!((facts(), shop.plan()), before);
    shop.act(|w| drop_scenario(w, DropScenario { id })).unwrap();
    assert!(shop.app.look(|r| scenarios(r, ListScenarios {})).unwrap().rows.is_empty());
}

#[test]
fn a_run_says_what_it_moved() {
    let shop = Shop::new();
    let line = shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.run();
    shop.sql(&format!("UPDATE sales_order_lines SET requested_date = '2026-03-23' WHERE id = {line}"));
    let run = shop.run().run_id.unwrap();
    let rows = shop.app.look(|r| plan_runs(r, spoolyard_core::db::ListRequest::default())).unwrap().rows;
    assert_eq!((rows[0].id, rows[0].added, rows[0].moved), (run, 0, 2));
    assert_eq!(rows[1].added, 2);
    let moves = shop.app.look(|r| plan_run_moves(r, PlanRunRef { id: run })).unwrap().rows;
    let dragon = moves.iter().find(|m| m.sku == "FG-DRAGON").unwrap();
    assert_eq!(
        (dragon.kind, dragon.old_due, dragon.new_due),
        (RunMoveKind::Changed, Date::parse("2026-03-20"), Date::parse("2026-03-23"))
    );
}
