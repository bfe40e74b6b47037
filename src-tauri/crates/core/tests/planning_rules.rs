//! What planning counts as supply and as need, rule by rule: what the snapshot holds of a store.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod kit;

use kit::shop::{Shop, shop};
use kit::{MAIN, money, qty};
use spoolyard_core::inventory::{self, Holder, Receive, Reference, ReferenceType};
use spoolyard_core::ledger::{AccountRole, Event};
use spoolyard_core::planning::{Loaded, load};
use spoolyard_core::production::create::WorkOrderRef;
use spoolyard_core::production::states::{self, CancelWorkOrder, HoldWorkOrder};
use spoolyard_planning::quantity::{MICROS, units};
use spoolyard_planning::{DemandKind, Item, StockingPolicy, SupplyKind};
use spoolyard_types::ids::{LocationId, LotId, ProductId, SalesOrderLineId, WorkOrderId};

fn seen(shop: &Shop) -> Loaded {
    shop.farm.look(load)
}

fn item(loaded: &Loaded, product: ProductId) -> &Item {
    &loaded.snapshot.items[loaded.position(product).unwrap() as usize]
}

/// `kind quantity date` of the supply of a product, in the order of the store.
fn supply(loaded: &Loaded, product: ProductId) -> Vec<String> {
    let position = loaded.position(product);
    let row =
        |date: Option<chrono::NaiveDate>| date.map_or_else(|| String::from("-"), |date| date.to_string());
    loaded
        .snapshot
        .supplies
        .iter()
        .filter(|supply| Some(supply.item) == position)
        .map(|supply| format!("{:?} {} {}", supply.kind, told(supply.qty), row(supply.date)))
        .collect()
}

/// `quantity date` of the needs of a product from one kind of document.
fn needs(loaded: &Loaded, product: ProductId, kind: DemandKind) -> Vec<String> {
    let position = loaded.position(product);
    loaded
        .snapshot
        .demands
        .iter()
        .filter(|demand| Some(demand.item) == position && demand.kind == kind)
        .map(|demand| {
            let date = demand.date.map_or_else(|| String::from("-"), |date| date.to_string());
            format!("{} {date}", told(demand.qty))
        })
        .collect()
}

fn told(micros: i64) -> String {
    spoolyard_planning::quantity::decimal_from_micros(micros).to_string()
}

fn put(shop: &Shop, product: ProductId, quantity: &str, location: LocationId, lot: Option<i64>) {
    shop.farm.act(|w| {
        let mut event = Event::new(w.today()?, "Opening", "inventory", 1);
        let receive = Receive {
            product,
            location,
            quantity: qty(quantity),
            value: money("1"),
            against: AccountRole::OpeningBalance,
            work_order: None,
            reference: Reference::bare(ReferenceType::Opening),
            lot: lot.map(LotId),
            serial: None,
            notes: None,
        };
        inventory::receive(w, &mut event, receive)?;
        event.post(w)
    });
}

/// An order of a status with one line of 10, of which some are shipped.
fn sold(shop: &Shop, status: &str, product: ProductId, shipped: i64, date: Option<&str>) -> SalesOrderLineId {
    let customers: i64 = shop.farm.value("SELECT count(*) FROM users");
    if customers == 0 {
        shop.farm.sql(
            "INSERT INTO users (email, first_name, last_name, account_type, status, password_hash)
             VALUES ('ann@example.com', 'Ann', 'Ames', 'customer', 'active', '-')",
        );
    }
    let date = date.map_or_else(|| String::from("NULL"), |date| format!("'{date}'"));
    let order = shop.farm.sql(&format!(
        "INSERT INTO sales_orders (user_id, order_number, order_type, quantity, material_type, unit_price, total_price,
             grand_total, status, customer_name)
         VALUES ((SELECT min(id) FROM users), 'SO-' || (SELECT count(*) FROM sales_orders), 'line_item', 0, 'PLA', 0, 0, 0,
             '{status}', 'Ann Ames')"
    ));
    SalesOrderLineId(shop.farm.sql(&format!(
        "INSERT INTO sales_order_lines (sales_order_id, product_id, quantity, shipped_quantity, unit_price, total, unit,
             requested_date)
         SELECT {order}, id, 10000000, {shipped} * 1000000, 0, 0, unit, {date} FROM products WHERE id = {product}"
    )))
}

/// A purchase of 10 of 750 g each, of which some have come.
fn bought(shop: &Shop, status: &str, received: i64) -> i64 {
    let number: i64 = shop.farm.value("SELECT count(*) FROM purchase_orders");
    if number == 0 {
        shop.farm
            .sql("INSERT INTO vendors (id, code, name, lead_time_days) VALUES (7, 'V7', 'Goldsmith', 6)");
    }
    let order = shop.farm.sql(&format!(
        "INSERT INTO purchase_orders (po_number, vendor_id, status, order_date, expected_date)
         VALUES ('PO-{number}', 7, '{status}', '2026-03-01', '2026-03-20')"
    ));
    shop.farm.sql(&format!(
        "INSERT INTO purchase_order_lines (purchase_order_id, product_id, line_number, quantity_ordered, quantity_received,
             unit_cost, line_total, purchase_factor, purchase_unit)
         VALUES ({order}, {}, 1, 10000000, {received} * 1000000, 0, 0, 750000000, 'SPOOL')",
        shop.gold
    ))
}

#[test]
fn stock_counts_where_it_can_be_used_and_as_long_as_it_is_good() {
    let shop = shop();
    let aside = shop.farm.location("ASIDE");
    shop.farm.sql(&format!("UPDATE inventory_locations SET is_nettable = 0 WHERE id = {aside}"));
    put(&shop, shop.gold, "70", aside, None);
    for (id, column) in [
        (1, "status, expiration_date) VALUES (1, 'QUARANTINED', ?, 'quarantine', NULL)"),
        (2, "status, expiration_date) VALUES (2, 'EXPIRED', ?, 'active', '2026-03-01')"),
        (3, "status, expiration_date) VALUES (3, 'LAST-DAY', ?, 'active', '2026-03-02')"),
        (4, "status, expiration_date) VALUES (4, 'CALLED-OFF', ?, 'expired', NULL)"),
        (5, "inspection_status, status) VALUES (5, 'FAILED', ?, 'failed', 'active')"),
        (6, "inspection_status, status) VALUES (6, 'WAITING', ?, 'pending', 'active')"),
    ] {
        let values = column.replace('?', &format!("{}, 0", shop.gold));
        shop.farm.sql(&format!(
            "INSERT INTO material_lots (id, lot_number, product_id, quantity_received, {values}"
        ));
        put(&shop, shop.gold, &format!("{id}00"), MAIN, Some(id));
    }
    // 5000 without a lot, the lot that is good until today, and the one whose inspection has not failed.
    assert_eq!(item(&seen(&shop), shop.gold).on_hand, units(5000 + 300 + 600));
    assert_eq!(item(&seen(&shop), shop.foot).on_hand, units(30));
}

#[test]
fn purchases_count_while_goods_are_expected_each_by_its_own_factor() {
    let shop = shop();
    for status in ["draft", "ordered", "shipped", "partial", "received", "closed", "cancelled"] {
        bought(&shop, status, 4);
    }
    bought(&shop, "ordered", 10);
    assert_eq!(
        supply(&seen(&shop), shop.gold),
        ["PurchaseOrder 4500 2026-03-20"; 3],
        "ordered, shipped and partial: 6 of 750 g, though the product says 1000"
    );
    // A draft that the plan made counts; the line's own date comes first, then the order's, then the lead time.
    let planned = shop.farm.sql(&format!(
        "INSERT INTO planned_orders (order_type, product_id, quantity, due_date, start_date, status)
         VALUES ('purchase', {}, 7500000000, '2026-03-25', '2026-03-20', 'released')",
        shop.gold
    ));
    let draft = bought(&shop, "draft", 0);
    shop.farm.sql(&format!("UPDATE purchase_order_lines SET planned_order_id = {planned}, expected_date = '2026-03-18' WHERE id = {draft}"));
    let undated = bought(&shop, "ordered", 0);
    shop.farm.sql(&format!("UPDATE products SET preferred_vendor_id = 7 WHERE id = {}", shop.gold));
    shop.farm.sql(&format!("UPDATE purchase_orders SET expected_date = NULL WHERE id = (SELECT purchase_order_id FROM purchase_order_lines WHERE id = {undated})"));
    let lost = bought(&shop, "ordered", 0);
    shop.farm.sql(&format!("UPDATE purchase_orders SET expected_date = NULL, order_date = NULL WHERE id = (SELECT purchase_order_id FROM purchase_order_lines WHERE id = {lost})"));
    assert_eq!(
        supply(&seen(&shop), shop.gold)[3..],
        ["PurchaseOrder 7500 2026-03-18", "PurchaseOrder 7500 2026-03-07", "PurchaseOrder 7500 -"]
    );
}

#[test]
fn work_orders_bring_what_can_still_come_out_good() {
    let shop = shop();
    let supply = || supply(&seen(&shop), shop.vase);
    let draft = shop.draft("10");
    assert_eq!(supply(), ["WorkOrder 10 -"]);
    shop.farm.act(|w| states::cancel(w, cancelled(draft)));
    assert!(supply().is_empty());
    let order = shop.released("10");
    assert_eq!(supply(), ["WorkOrder 10 -"]);
    shop.report(order, "4", "1");
    assert_eq!(supply(), ["WorkOrder 9 -"], "4 lie in the order, 5 are still to be made, 1 is lost");
    shop.farm.sql(&format!("UPDATE products SET yield_percent = 80000000 WHERE id = {}", shop.vase));
    assert_eq!(supply(), ["WorkOrder 8 -"], "4 of the 5 come out good");
    shop.farm.act(|w| {
        states::hold(w, HoldWorkOrder { id: order, reason: kit::shop::text("The nozzle is clogged") })
    });
    assert_eq!(supply(), ["WorkOrder 8 -"], "on hold it is still expected");
    shop.farm.act(|w| states::resume(w, WorkOrderRef { id: order }));
    shop.farm.act(|w| {
        spoolyard_core::production::finish::complete(
            w,
            spoolyard_core::production::finish::CompleteWorkOrder::of(order),
        )
    });
    assert!(supply().is_empty());
    assert_eq!(item(&seen(&shop), shop.vase).on_hand, units(9));
}

fn cancelled(id: WorkOrderId) -> CancelWorkOrder {
    CancelWorkOrder { id, reason: kit::shop::text("Nobody wants it") }
}

#[test]
fn work_orders_need_what_they_have_neither_used_nor_reserved() {
    let shop = shop();
    let made = |product| needs(&seen(&shop), product, DemandKind::WorkOrderMaterial);
    let draft = shop.draft("10");
    assert_eq!(
        (made(shop.gold), made(shop.foot)),
        (vec![String::from("1000 -")], vec![String::from("10 -")])
    );
    shop.farm.sql(&format!("UPDATE production_orders SET due_date = '2026-03-20' WHERE id = {draft}"));
    shop.farm.sql(&format!("UPDATE products SET lead_time_days = 3 WHERE id = {}", shop.vase));
    shop.farm.sql("UPDATE company_settings SET business_work_days = '0,1,2,3,4'");
    assert_eq!(made(shop.gold), ["1000 2026-03-17"], "a lead time before it is due, in working days");
    shop.farm.sql(&format!("UPDATE production_orders SET due_date = '2026-02-20' WHERE id = {draft}"));
    assert_eq!(made(shop.gold), ["1000 2026-03-02"], "what should lie ready already is needed today");
    shop.farm.act(|w| states::cancel(w, cancelled(draft)));
    assert!(made(shop.gold).is_empty());

    // 60 vases want 6000 g and 60 feet; 5000 g and 30 feet are there and are reserved at once.
    let order = shop.released("60");
    let loaded = seen(&shop);
    assert_eq!(item(&loaded, shop.gold).allocated, units(5000));
    assert_eq!(
        (made(shop.gold), made(shop.foot)),
        (vec![String::from("1000 -")], vec![String::from("30 -")])
    );
    // What is used up is needed no more: 500 g of stock are gone, of the need and of the reservation alike.
    shop.report(order, "5", "0");
    let loaded = seen(&shop);
    assert_eq!(
        (item(&loaded, shop.gold).on_hand, item(&loaded, shop.gold).allocated),
        (units(4500), units(4500))
    );
    assert_eq!(made(shop.gold), ["1000 2026-03-02"], "now that it has begun, since the day it did");
    assert_eq!(made(shop.foot), ["30 2026-03-02"]);
}

#[test]
fn sales_lines_need_what_is_neither_shipped_nor_reserved() {
    let shop = shop();
    put(&shop, shop.vase, "6", MAIN, None);
    for status in ["draft", "completed", "cancelled"] {
        sold(&shop, status, shop.vase, 0, Some("2026-03-20"));
    }
    let called_off = sold(&shop, "confirmed", shop.vase, 0, Some("2026-03-20"));
    shop.farm.sql(&format!("UPDATE sales_order_lines SET is_cancelled = 1 WHERE id = {called_off}"));
    sold(&shop, "in_progress", shop.vase, 10, Some("2026-03-20"));
    let wanted = || needs(&seen(&shop), shop.vase, DemandKind::SalesOrderLine);
    assert!(wanted().is_empty(), "{:?}", wanted());

    let line = sold(&shop, "confirmed", shop.vase, 0, Some("2026-03-20"));
    sold(&shop, "in_progress", shop.vase, 7, Some("2026-03-21"));
    sold(&shop, "confirmed", shop.vase, 0, None);
    assert_eq!(wanted(), ["10 2026-03-20", "3 2026-03-21", "10 -"]);
    // Reserved, it is neither needed nor free.
    shop.farm.act(|w| inventory::reserve(w, Holder::SalesOrderLine(line), shop.vase, None, qty("4")));
    assert_eq!(wanted()[0], "6 2026-03-20");
    assert_eq!(item(&seen(&shop), shop.vase).allocated, units(4));
    // A line in another unit counts in the stock unit.
    let kilos = sold(&shop, "confirmed", shop.gold, 0, Some("2026-03-20"));
    shop.farm.sql(&format!("UPDATE sales_order_lines SET unit = 'KG' WHERE id = {kilos}"));
    assert_eq!(needs(&seen(&shop), shop.gold, DemandKind::SalesOrderLine), ["10000 2026-03-20"]);
    // A line without a day of its own has its order's.
    let undated = sold(&shop, "confirmed", shop.foot, 0, None);
    shop.farm.sql(&format!(
        "UPDATE sales_orders SET requested_date = '2026-04-01' WHERE id = (SELECT sales_order_id FROM sales_order_lines WHERE id = {undated})"
    ));
    assert_eq!(needs(&seen(&shop), shop.foot, DemandKind::SalesOrderLine), ["10 2026-04-01"]);
}

#[test]
fn what_only_costs_is_served_or_may_be_left_out_is_not_needed() {
    let shop = shop();
    let lines = |loaded: &Loaded| {
        let vase = loaded.position(shop.vase);
        loaded.snapshot.bom.iter().filter(|line| Some(line.parent) == vase).count()
    };
    assert_eq!(lines(&seen(&shop)), 2, "gold and a foot");
    let design = shop.farm.product(&kit::Seed {
        sku: "DESIGN",
        unit: "EA",
        item_type: "service",
        purchase_uom: "EA",
        purchase_factor: None,
        ..kit::Seed::default()
    });
    shop.farm.sql(&format!("INSERT INTO bom_lines (bom_id, component_id, quantity, unit, is_cost_only) VALUES (1, {}, 1000000, 'G', 1)", shop.silver));
    shop.farm.sql(&format!(
        "INSERT INTO bom_lines (bom_id, component_id, quantity, unit) VALUES (1, {design}, 1000000, 'EA')"
    ));
    shop.farm.sql(&format!("INSERT INTO routing_operation_materials (routing_operation_id, component_id, quantity, unit, is_optional) VALUES (1, {}, 1000000, 'G', 1)", shop.silver));
    assert_eq!(lines(&seen(&shop)), 2);
    assert_eq!(seen(&shop).position(design), None);
    sold(&shop, "confirmed", design, 0, Some("2026-03-20"));
    assert!(seen(&shop).snapshot.demands.is_empty());

    // What leaves with the parcel is needed by the line that is sold, in full, and not by the making of it.
    let carton = shop.farm.product(&kit::Seed {
        sku: "CARTON",
        unit: "EA",
        item_type: "supply",
        purchase_uom: "EA",
        purchase_factor: None,
        ..kit::Seed::default()
    });
    shop.farm.sql(&format!("INSERT INTO bom_lines (bom_id, component_id, quantity, unit, consume_stage) VALUES (1, {carton}, 2000000, 'EA', 'shipping')"));
    let ribbon = shop.farm.product(&kit::Seed { sku: "RIBBON", ..kit::Seed::default() });
    shop.farm.sql(&format!("INSERT INTO bom_lines (bom_id, component_id, quantity, unit, consume_stage, is_cost_only) VALUES (1, {ribbon}, 1000000, 'G', 'shipping', 1)"));
    put(&shop, shop.vase, "10", MAIN, None);
    let line = sold(&shop, "confirmed", shop.vase, 0, Some("2026-03-20"));
    shop.farm.act(|w| inventory::reserve(w, Holder::SalesOrderLine(line), shop.vase, None, qty("10")));
    let loaded = seen(&shop);
    assert_eq!(lines(&loaded), 2);
    assert_eq!(needs(&loaded, carton, DemandKind::SalesOrderLine), ["20 2026-03-20"]);
    assert!(needs(&loaded, ribbon, DemandKind::SalesOrderLine).is_empty());
    assert!(needs(&loaded, shop.vase, DemandKind::SalesOrderLine).is_empty());
}

#[test]
fn order_points_are_for_what_is_kept_in_stock() {
    let shop = shop();
    shop.farm.sql(&format!(
        "UPDATE products SET reorder_point = 800000000, safety_stock = 300000000 WHERE id = {}",
        shop.gold
    ));
    let policy = || item(&seen(&shop), shop.gold).stocking;
    assert_eq!(policy(), StockingPolicy::OnDemand, "a point alone does not make it a stocked item");
    shop.farm.sql(&format!("UPDATE products SET stocking_policy = 'stock' WHERE id = {}", shop.gold));
    assert_eq!(policy(), StockingPolicy::ReorderPoint { point: units(800), target: units(800) });
    assert_eq!(item(&seen(&shop), shop.gold).safety_stock, units(300));
    shop.farm.sql(&format!("UPDATE products SET active = 0 WHERE id = {}", shop.gold));
    assert_eq!((policy(), item(&seen(&shop), shop.gold).safety_stock), (StockingPolicy::OnDemand, 0));
}

#[test]
fn the_lead_time_is_the_products_then_the_vendors_then_the_companys() {
    let shop = shop();
    let days = |product| item(&seen(&shop), product).lead_time;
    shop.farm.sql("UPDATE company_settings SET default_lead_time_days = 9");
    assert_eq!(days(shop.gold), units(9));
    shop.farm.sql("INSERT INTO vendors (id, code, name, lead_time_days) VALUES (7, 'V7', 'Goldsmith', 6)");
    shop.farm.sql(&format!("UPDATE products SET preferred_vendor_id = 7 WHERE id = {}", shop.gold));
    assert_eq!(days(shop.gold), units(6));
    shop.farm.sql(&format!(
        "INSERT INTO vendor_items (vendor_id, vendor_sku, product_id, lead_time_days) VALUES (7, 'AU-1', {}, 4)",
        shop.gold
    ));
    assert_eq!(days(shop.gold), units(4), "the vendor's word for this very item");
    shop.farm.sql(&format!("UPDATE products SET lead_time_days = 0 WHERE id = {}", shop.gold));
    assert_eq!(days(shop.gold), 0, "zero is zero");
    // What is made takes its routing's minutes: 63 of a day of eight hours, each.
    let vase = item(&seen(&shop), shop.vase).clone();
    assert_eq!((vase.lead_time, vase.lead_time_per_unit), (0, 63 * MICROS / 480));
    shop.farm.sql("UPDATE work_centers SET capacity_hours_per_day = 20000000 WHERE id = 2");
    assert_eq!(
        item(&seen(&shop), shop.vase).lead_time_per_unit,
        50_000 + 6_250,
        "60 of 1200 minutes and 3 of 480"
    );
    shop.farm.sql(&format!("UPDATE products SET lead_time_days = 2 WHERE id = {}", shop.vase));
    let vase = item(&seen(&shop), shop.vase).clone();
    assert_eq!((vase.lead_time, vase.lead_time_per_unit), (units(2), 0));
}

#[test]
fn the_purchase_unit_is_the_products_own_then_the_tables() {
    let shop = shop();
    let factor = |product| item(&seen(&shop), product).purchase_factor;
    assert_eq!(factor(shop.gold), units(1000));
    shop.farm.sql(&format!("UPDATE products SET purchase_factor = 750000000 WHERE id = {}", shop.gold));
    assert_eq!(factor(shop.gold), units(750));
    shop.farm.sql(&format!(
        "UPDATE products SET purchase_uom = 'KG', purchase_factor = NULL WHERE id = {}",
        shop.gold
    ));
    assert_eq!(factor(shop.gold), units(1000), "kilograms hold grams without being told");
    shop.farm.sql(&format!("UPDATE products SET purchase_uom = 'G' WHERE id = {}", shop.gold));
    assert_eq!((factor(shop.gold), factor(shop.vase)), (0, 0));
}

#[test]
fn firmed_orders_are_supply_and_proposals_are_not() {
    let shop = shop();
    for (status, quantity) in [("planned", 1), ("firmed", 2), ("released", 3)] {
        shop.farm.sql(&format!(
            "INSERT INTO planned_orders (order_type, product_id, quantity, due_date, start_date, status)
             VALUES ('production', {}, {quantity}000000, '2026-03-25', '2026-03-20', '{status}')",
            shop.vase
        ));
    }
    let loaded = seen(&shop);
    assert_eq!(supply(&loaded, shop.vase), ["PlannedFirm 2 2026-03-25"]);
    assert_eq!(loaded.snapshot.supplies[0].kind, SupplyKind::PlannedFirm);
    assert_eq!(loaded.snapshot.existing.len(), 1);
}
