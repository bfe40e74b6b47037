//! Planning through a real store: what it proposes, what it writes, what becomes of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "planning/acting.rs"]
mod acting;
mod kit;
#[path = "planning/promises.rs"]
mod promises;
#[path = "planning/whatif.rs"]
mod whatif;

use kit::{MAIN, qty};
use spoolyard_core::db::{ListRequest, OpenOptions};
use spoolyard_core::ledger::{AccountRole, Event};
use spoolyard_core::planning::{self, *};
use spoolyard_core::{App, bind, inventory};
use spoolyard_types::ids::{PlannedOrderId, ProductId, SalesOrderLineId};
use spoolyard_types::{Actor, Code, Date, Entered, FixedClock, Role, Timestamp};

/// A farm that makes dragons of 250 g of black PLA, bought by the spool of 1000 g.
struct Shop {
    app: App,
    _folder: tempfile::TempDir,
    pla: ProductId,
    dragon: ProductId,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = std::sync::Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").unwrap()));
        let db = OpenOptions::new(&folder.path().join("farm.spoolyard"), clock.clone()).open().unwrap();
        let mut shop = Self { app: App::new(db), _folder: folder, pla: ProductId(0), dragon: ProductId(0) };
        shop.sql("UPDATE company_settings SET business_work_days = NULL");
        shop.sql(
            "INSERT INTO users (email, first_name, last_name, account_type, status, password_hash)
                  VALUES ('ann@example.com', 'Ann', 'Ames', 'customer', 'active', '-')",
        );
        let vendor =
            shop.sql("INSERT INTO vendors (code, name, lead_time_days) VALUES ('V1', 'Filament Ltd', 5)");
        let pla = shop.sql(&format!(
            "INSERT INTO products (sku, name, unit, item_type, procurement_type, purchase_uom, purchase_factor,
                 preferred_vendor_id, last_cost)
             VALUES ('MAT-PLA-BLACK', 'PLA black', 'G', 'material', 'buy', 'SPOOL', 1000000000, {vendor}, 20000)"
        ));
        let dragon = shop.sql(
            "INSERT INTO products (sku, name, unit, item_type, procurement_type, lead_time_days)
             VALUES ('FG-DRAGON', 'Dragon', 'EA', 'finished_good', 'make', 3)",
        );
        shop.pla = ProductId(pla);
        shop.dragon = ProductId(dragon);
        shop.bom(dragon, pla, 250_000_000, "G");
        shop
    }

    fn bom(&self, parent: i64, component: i64, micros: i64, unit: &str) {
        let bom = self.sql(&format!("INSERT INTO boms (product_id) VALUES ({parent})"));
        self.sql(&format!(
            "INSERT INTO bom_lines (bom_id, component_id, quantity, unit) VALUES ({bom}, {component}, {micros}, '{unit}')"
        ));
    }

    fn act<T>(
        &self,
        act: impl FnOnce(&spoolyard_core::db::Write<'_>) -> spoolyard_core::Result<T>,
    ) -> spoolyard_core::Result<T> {
        let intent = spoolyard_core::db::Intent::new(Actor::spoolyard(), Role::Staff, "test");
        let mut out = None;
        self.app.write(&intent, |w| {
            out = Some(act(w)?);
            Ok(())
        })?;
        Ok(out.unwrap())
    }

    fn sql(&self, sql: &str) -> i64 {
        self.act(|w| w.insert(sql, [])).unwrap()
    }

    fn value(&self, sql: &str) -> i64 {
        self.app.look(|r| r.value(sql, [])).unwrap().unwrap()
    }

    fn run(&self) -> RunResult {
        planning::run(&self.app, &Actor::spoolyard(), None, RunPlan {}).unwrap()
    }

    /// A confirmed sales order with one line; its line.
    fn sell(&self, number: &str, product: ProductId, units: i64, date: Option<&str>) -> SalesOrderLineId {
        let date = date.map_or_else(|| String::from("NULL"), |date| format!("'{date}'"));
        let order = self.sql(&format!(
            "INSERT INTO sales_orders (user_id, order_number, order_type, quantity, material_type, unit_price,
                 total_price, grand_total, status, customer_name, requested_date)
             VALUES (1, '{number}', 'line_item', 0, 'PLA', 0, 0, 0, 'confirmed', 'Ann Ames', {date})"
        ));
        SalesOrderLineId(self.sql(&format!(
            "INSERT INTO sales_order_lines (sales_order_id, product_id, quantity, unit_price, total, unit)
             SELECT {order}, id, {units} * 1000000, 0, 0, unit FROM products WHERE id = {product}"
        )))
    }

    /// Goods on the shelf.
    fn stock(&self, product: ProductId, quantity: &str) {
        self.act(|w| {
            let mut event = Event::new(w.today()?, "received", "purchase_order", 1);
            let receive = inventory::Receive {
                product,
                location: MAIN,
                quantity: qty(quantity),
                value: kit::money("10"),
                against: AccountRole::Grni,
                work_order: None,
                reference: inventory::Reference::new(inventory::ReferenceType::Po, 1),
                lot: None,
                serial: None,
                notes: None,
            };
            inventory::receive(w, &mut event, receive)?;
            event.post(w)
        })
        .unwrap();
    }

    fn purchase(&self, product: ProductId, spools: i64, expected: &str) -> i64 {
        let order = self.sql(&format!(
            "INSERT INTO purchase_orders (po_number, vendor_id, status, expected_date)
             VALUES ('PO-2026-9' || {spools}, 1, 'ordered', '{expected}')"
        ));
        self.sql(&format!(
            "INSERT INTO purchase_order_lines (purchase_order_id, product_id, line_number, quantity_ordered, unit_cost,
                 line_total, purchase_factor, purchase_unit)
             VALUES ({order}, {product}, 1, {spools} * 1000000, 0, 0, 1000000000, 'SPOOL')"
        ))
    }

    fn orders(&self) -> Vec<PlannedOrderRow> {
        self.app.look(|r| planned_orders(r, ListRequest::default())).unwrap().rows
    }

    /// `sku type quantity start..due`, by start.
    fn plan(&self) -> Vec<String> {
        let line = |o: PlannedOrderRow| {
            format!("{} {} {} {}..{}", o.sku, o.order_type, o.quantity, o.start_date, o.due_date)
        };
        self.orders().into_iter().filter(|o| o.status != PlannedOrderStatus::Released).map(line).collect()
    }

    fn messages(&self) -> Vec<PlanningMessageRow> {
        self.app.look(|r| planning_messages(r, ListRequest::default())).unwrap().rows
    }

    fn says(&self, kind: MessageType) -> bool {
        self.messages().iter().any(|m| m.message_type == kind)
    }

    fn rows(&self) -> Vec<i64> {
        ["mrp_runs", "planned_orders", "planning_messages", "command_log"]
            .iter()
            .map(|table| self.value(&format!("SELECT count(*) FROM {table}")))
            .collect()
    }

    fn status(&self, number: &str) -> String {
        self.app
            .look(|r| r.value("SELECT mrp_status FROM sales_orders WHERE order_number = ?1", bind![number]))
            .unwrap()
            .unwrap()
    }
}

#[test]
fn an_order_line_becomes_production_and_whole_spools_on_the_days_they_are_needed() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    let done = shop.run();
    assert!(done.changed);
    assert_eq!((done.added, done.moved, done.dropped), (2, 0, 0));
    // 6 × 250 g = 1500 g: two spools, 5 days before the dragons start.
    assert_eq!(
        shop.plan(),
        [
            "MAT-PLA-BLACK purchase 2000 2026-03-12..2026-03-17",
            "FG-DRAGON production 6 2026-03-17..2026-03-20"
        ]
    );
    let purchase = &shop.orders()[0];
    assert_eq!(purchase.purchase_quantity, Some(qty("2")));
    assert_eq!(purchase.serves.as_deref(), Some("SO-2026-0001"));
    assert_eq!(purchase.vendor.as_deref(), Some("Filament Ltd"));
    assert_eq!(shop.status("SO-2026-0001"), "planned");
}

#[test]
fn a_second_run_writes_nothing_and_orders_keep_their_ids() {
    let shop = Shop::new();
    let line = shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.sell("SO-2026-0002", shop.dragon, 2, Some("2026-04-20"));
    let first = shop.run();
    let (rows, ids) = (shop.rows(), shop.orders().iter().map(|o| o.id).collect::<Vec<_>>());
    let again = shop.run();
    assert!(!again.changed);
    assert_eq!(again.run_id, first.run_id);
    assert_eq!(shop.rows(), rows, "not even the log grew");
    // Three days later for the first: both of its orders move, and both stay the orders that they are.
    shop.sql(&format!("UPDATE sales_order_lines SET requested_date = '2026-03-23' WHERE id = {line}"));
    let moved = shop.run();
    assert_eq!((moved.added, moved.dropped), (0, 0));
    assert!(moved.moved >= 1);
    let mut before = ids;
    let mut after: Vec<PlannedOrderId> = shop.orders().iter().map(|o| o.id).collect();
    before.sort_unstable();
    after.sort_unstable();
    assert_eq!(before, after);
}

#[test]
fn what_is_reserved_is_neither_free_nor_needed_twice() {
    let shop = Shop::new();
    shop.stock(shop.dragon, "5");
    let line = shop.sell("SO-2026-0001", shop.dragon, 5, Some("2026-03-20"));
    shop.act(|w| inventory::reserve(w, inventory::Holder::SalesOrderLine(line), shop.dragon, None, qty("5")))
        .unwrap();
    shop.run();
    assert!(shop.plan().is_empty(), "{:?}", shop.plan());
    assert_eq!(shop.status("SO-2026-0001"), "covered");
    // Another three: the shelf is promised, so all three are made.
    shop.sell("SO-2026-0002", shop.dragon, 3, Some("2026-03-20"));
    shop.run();
    assert_eq!(shop.plan()[1], "FG-DRAGON production 3 2026-03-17..2026-03-20");
}

#[test]
fn a_receipt_that_comes_too_late_is_asked_to_come_earlier() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.pla, 900, Some("2026-03-04"));
    let line = shop.purchase(shop.pla, 1, "2026-03-06");
    shop.run();
    let message = shop.messages().into_iter().find(|m| m.message_type == MessageType::Expedite).unwrap();
    assert_eq!(message.order_id, Some(line));
    assert_eq!(message.document_number.as_deref(), Some("PO-2026-91"));
    assert_eq!(message.from_date, Date::parse("2026-03-06"));
    assert_eq!(message.to_date, Date::parse("2026-03-04"));
    assert!(shop.plan().is_empty(), "nothing is bought twice: {:?}", shop.plan());
    assert_eq!(shop.status("SO-2026-0001"), "late");
    // Put aside, it stays aside as long as it says the same.
    shop.act(|w| dismiss(w, DismissMessage { ids: vec![message.id] })).unwrap();
    shop.run();
    assert!(shop.messages()[0].is_dismissed);
    shop.sql("UPDATE purchase_orders SET expected_date = '2026-03-07'");
    shop.run();
    assert!(!shop.messages()[0].is_dismissed, "it says something else now");
}

#[test]
fn bad_data_is_told_and_the_rest_is_planned() {
    let shop = Shop::new();
    let make = |sku: &str| {
        ProductId(shop.sql(&format!(
            "INSERT INTO products (sku, name, unit, procurement_type, lead_time_days) VALUES ('{sku}', '{sku}', 'EA', 'make', 1)"
        )))
    };
    let (hen, egg, orphan) = (make("HEN"), make("EGG"), make("ORPHAN"));
    shop.bom(hen.get(), egg.get(), 1_000_000, "EA");
    shop.bom(egg.get(), hen.get(), 1_000_000, "EA");
    shop.sell("SO-2026-0001", hen, 1, Some("2026-03-20"));
    shop.sell("SO-2026-0002", orphan, 1, Some("2026-03-20"));
    shop.sell("SO-2026-0003", shop.dragon, 4, None);
    shop.run();
    assert!(shop.says(MessageType::BomCycle));
    assert!(shop.says(MessageType::MissingBom));
    assert!(shop.says(MessageType::UndatedDemand));
    let plan = shop.plan();
    for sku in ["HEN", "ORPHAN", "FG-DRAGON", "MAT-PLA-BLACK"] {
        assert!(plan.iter().any(|line| line.starts_with(sku)), "{sku} in {plan:?}");
    }
    assert_eq!(shop.status("SO-2026-0002"), "short");
    let id = shop.orders().iter().find(|o| o.sku == "ORPHAN").unwrap().id;
    let all = shop.orders().iter().map(|o| o.id).collect::<Vec<_>>();
    let before = shop.value("SELECT count(*) FROM purchase_orders");
    let err = shop.act(|w| release(w, ReleasePlannedOrders { ids: all })).unwrap_err();
    assert_eq!(err.code(), Code::MissingBom, "{err}");
    assert!(err.into_refusal().message.contains("ORPHAN"));
    assert_eq!(shop.value("SELECT count(*) FROM purchase_orders"), before, "all or nothing");
    assert_eq!(shop.orders().iter().find(|o| o.id == id).unwrap().status, PlannedOrderStatus::Planned);
}

#[test]
fn a_release_makes_documents_and_the_plan_goes_quiet() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.run();
    let ids: Vec<_> = shop.orders().iter().map(|o| o.id).collect();
    let released = shop.act(|w| release(w, ReleasePlannedOrders { ids: ids.clone() })).unwrap();
    assert_eq!(released.documents.len(), 2);
    assert_eq!(
        shop.value("SELECT quantity_ordered FROM purchase_order_lines"),
        2_000_000,
        "spools, not grams"
    );
    assert_eq!(shop.value("SELECT unit_cost FROM purchase_order_lines"), 20_000_000);
    assert_eq!(shop.value("SELECT quantity_ordered FROM production_orders"), 6_000_000);
    for _ in 0..2 {
        shop.run();
        assert!(shop.plan().is_empty(), "nothing is ordered twice: {:?}", shop.plan());
    }
    assert_eq!(shop.status("SO-2026-0001"), "covered");
    let again = shop.act(|w| release(w, ReleasePlannedOrders { ids })).unwrap_err();
    assert_eq!(again.code(), Code::WrongState);
    // The work order stands for its need at the day on which the plan wanted it to start.
    shop.sql("UPDATE purchase_orders SET status = 'ordered'");
    assert!(!shop.run().changed || shop.plan().is_empty());
    let trees = shop
        .app
        .look(|r| pegging(r, AskPegging { order_type: PlanOrderKind::SalesOrderLine, id: 1 }))
        .unwrap();
    let kinds: Vec<_> =
        trees.supply.iter().map(|n| (n.depth, n.kind.as_str(), n.quantity.to_string())).collect();
    assert_eq!(
        kinds,
        [(1, "production_order", String::from("6")), (2, "purchase_order_line", String::from("1500"))]
    );
    assert!(trees.supply.iter().all(|n| n.is_critical), "one chain, and it decides");
}

#[test]
fn a_firmed_order_stays_and_counts_as_supply() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.run();
    let dragon = shop.orders().iter().find(|o| o.sku == "FG-DRAGON").unwrap().id;
    let change = ChangePlannedOrder {
        id: dragon,
        quantity: Entered(qty("10")),
        due_date: Date::parse("2026-03-18").unwrap(),
        start_date: None,
    };
    shop.act(|w| planning::change(w, change)).unwrap();
    shop.run();
    assert_eq!(
        shop.plan(),
        [
            "MAT-PLA-BLACK purchase 3000 2026-03-10..2026-03-15",
            "FG-DRAGON production 10 2026-03-15..2026-03-18"
        ]
    );
    shop.act(|w| unfirm(w, PlannedOrders { ids: vec![dragon] })).unwrap();
    shop.run();
    assert_eq!(shop.plan()[1], "FG-DRAGON production 6 2026-03-17..2026-03-20");
    assert_eq!(shop.orders()[1].id, dragon);
    shop.act(|w| cancel(w, PlannedOrders { ids: vec![dragon] })).unwrap();
    let gone = shop.act(|w| firm(w, PlannedOrders { ids: vec![dragon] })).unwrap_err();
    assert_eq!(gone.code(), Code::PlanMoved);
}

#[test]
fn a_run_that_fails_leaves_the_plan_and_is_noted() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.run();
    let before = shop.plan();
    shop.sell("SO-2026-0002", shop.dragon, 1, Some("2026-05-20"));
    shop.act(|w| {
        w.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON planned_orders BEGIN SELECT RAISE (ABORT, 'the disk is tired'); END",
            [],
        )
    })
    .unwrap();
    assert!(planning::run(&shop.app, &Actor::spoolyard(), None, RunPlan {}).is_err());
    assert_eq!(shop.plan(), before);
    let last = shop.app.look(overview).unwrap().last_run.unwrap();
    assert_eq!(last.status, "failed");
    assert!(last.error_message.unwrap().contains("the disk is tired"));
    let mut changed = std::collections::BTreeSet::new();
    assert!(planning::replan(&shop.app, &mut changed).is_err());
    assert!(planning::replan(&shop.app, &mut changed).is_err());
    assert_eq!(shop.value("SELECT count(*) FROM mrp_runs"), 2, "the same failure of its own is noted once");
}

#[test]
fn the_table_of_an_item_adds_up() {
    let shop = Shop::new();
    shop.stock(shop.pla, "600");
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.purchase(shop.pla, 1, "2026-03-16");
    let ask = PlanItem { product_id: shop.pla, bucket: Bucket::Week, buckets: Some(4) };
    let table = shop.app.look(|r| planning::item(r, ask)).unwrap();
    let third = &table.buckets[2];
    assert_eq!(third.from, Date::parse("2026-03-16").unwrap());
    assert_eq!(third.gross_requirements, qty("1500"));
    assert_eq!(third.scheduled_receipts, qty("1000"));
    assert_eq!(third.projected_on_hand, qty("100"));
    assert_eq!(third.planned_receipts, qty("0"));
    assert_eq!(table.buckets[1].projected_on_hand, qty("600"));
    assert_eq!(table.projection[0].on_hand, qty("600"));
}

#[test]
fn blocked_lots_and_safety_stock_are_not_planned_with() {
    let shop = Shop::new();
    shop.sql(&format!("UPDATE products SET safety_stock = 500000000 WHERE id = {}", shop.pla));
    shop.stock(shop.pla, "800");
    shop.run();
    assert!(shop.plan().is_empty());
    shop.sql(&format!(
        "INSERT INTO material_lots (lot_number, product_id, quantity_received, status, location_id)
         VALUES ('LOT-1', {}, 0, 'quarantine', 1)",
        shop.pla
    ));
    shop.act(|w| {
        let mut event = Event::new(w.today()?, "received", "purchase_order", 1);
        let receive = inventory::Receive {
            product: shop.pla,
            location: MAIN,
            quantity: qty("2000"),
            value: kit::money("40"),
            against: AccountRole::Grni,
            work_order: None,
            reference: inventory::Reference::new(inventory::ReferenceType::Po, 1),
            lot: Some(spoolyard_types::ids::LotId(1)),
            serial: None,
            notes: None,
        };
        inventory::receive(w, &mut event, receive)?;
        event.post(w)
    })
    .unwrap();
    shop.sell("SO-2026-0001", shop.pla, 400, Some("2026-03-20"));
    shop.run();
    assert_eq!(shop.plan(), ["MAT-PLA-BLACK purchase 1000 2026-03-15..2026-03-20"]);
    let overview = shop.app.look(overview).unwrap();
    assert_eq!(overview.release[0].open, 1);
}
