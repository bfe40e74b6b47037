//! Orders from the draft to the last payment, and every sequence of commands in between.
#![allow(clippy::unwrap_used)] // a test that cannot go on says so by failing

mod kit;

use kit::{Farm, MAIN, Seed, cost, money, qty};
use proptest::prelude::*;
use spoolyard_core::bind;
use spoolyard_core::inventory::{self, Receive, Reference, ReferenceType};
use spoolyard_core::ledger::{self, AccountRole, Event};
use spoolyard_core::sales::model::{FulfillmentStatus, OrderStatus, PaymentStatus};
use spoolyard_core::sales::{customers, orders, payments, shipments};
use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId, UserId};
use spoolyard_types::{Actor, Code, Money, Quantity, Role};

fn from_json<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn customer(farm: &Farm) -> UserId {
    let req = from_json(serde_json::json!({
        "first_name": "Mira", "last_name": "Okafor", "shipping_address_line1": "1 Mill Lane",
        "shipping_city": "Leeds", "shipping_country": "United Kingdom", "payment_terms": "Net 30"
    }));
    farm.act(|w| customers::create(w, req)).id
}

fn good(farm: &Farm, sku: &'static str, price: &str) -> ProductId {
    let seed = Seed {
        sku,
        unit: "EA",
        item_type: "finished_good",
        procurement: "make",
        purchase_uom: "EA",
        purchase_factor: None,
        ..Seed::default()
    };
    let id = farm.product(&seed);
    farm.act(|w| w.execute("UPDATE products SET selling_price = ?2 WHERE id = ?1", bind![id, cost(price)]));
    id
}

fn stock(farm: &Farm, product: ProductId, quantity: &str, value: &str) {
    farm.act(|w| {
        let mut event = Event::new(w.today()?, "Found on the first day", "inventory", 0);
        let receive = Receive {
            product,
            location: MAIN,
            quantity: qty(quantity),
            value: money(value),
            against: AccountRole::OpeningBalance,
            work_order: None,
            reference: Reference::new(ReferenceType::Opening, 0),
            lot: None,
            serial: None,
            notes: None,
        };
        inventory::receive(w, &mut event, receive)?;
        event.post(w)
    });
}

fn order_of(farm: &Farm, lines: serde_json::Value, more: serde_json::Value) -> orders::OrderDetail {
    let mut order = serde_json::json!({ "customer_id": customer(farm), "lines": lines });
    for (key, value) in more.as_object().unwrap() {
        order[key] = value.clone();
    }
    let req = from_json(serde_json::json!({ "order": order }));
    farm.act(|w| orders::create(w, req))
}

fn confirm(farm: &Farm, id: SalesOrderId) -> orders::OrderDetail {
    farm.act(|w| orders::confirm(w, from_json(serde_json::json!({ "id": id }))))
}

fn ship_req(order: SalesOrderId, line: SalesOrderLineId, quantity: &str) -> shipments::Ship {
    from_json(serde_json::json!({
        "sales_order_id": order, "lines": [{ "sales_order_line_id": line, "quantity": quantity }]
    }))
}

fn pay_req(order: SalesOrderId, amount: &str) -> payments::RecordPayment {
    from_json(serde_json::json!({ "sales_order_id": order, "amount": amount, "payment_method": "card" }))
}

fn get(farm: &Farm, id: SalesOrderId) -> orders::OrderDetail {
    farm.look(|r| orders::get(r, orders::OrderRef { id }))
}

fn may(detail: &orders::OrderDetail, action: orders::OrderAction) -> bool {
    detail.allowed.iter().any(|a| a.action == action && a.allowed)
}

#[test]
fn a_customer_without_an_address_is_kept_without_one_and_never_signs_in() {
    let farm = Farm::new();
    let first = customer(&farm);
    let second = customer(&farm);
    assert_ne!(first, second);
    let seen = farm.look(|r| customers::get(r, customers::CustomerRef { id: first }));
    assert_eq!((seen.email, seen.customer_number.as_str()), (None, "CUS-2026-0001"));
    let hash: String = farm.value("SELECT password_hash FROM users WHERE id = 1");
    assert_eq!(hash, "!");
    let page = farm.look(|r| customers::list(r, from_json(serde_json::json!({ "search": "okafor" }))));
    assert_eq!((page.rows.len(), page.rows[0].email.clone()), (2, None));
}

#[test]
fn an_address_belongs_to_one_customer_whatever_its_case() {
    let farm = Farm::new();
    let add = |email: &str| from_json(serde_json::json!({ "company_name": "Acme", "email": email }));
    farm.act(|w| customers::create(w, add("Buy@Acme.example")));
    farm.refused_as(Code::AlreadyExists, |w| customers::create(w, add("buy@acme.example")));
    farm.refused_as(Code::InvalidValue, |w| customers::create(w, add("nobody")));
    farm.refused_as(Code::InvalidValue, |w| customers::create(w, from_json(serde_json::json!({}))));
}

#[test]
fn a_customer_with_history_is_put_aside_and_never_deleted() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    let order =
        order_of(&farm, serde_json::json!([{ "product_id": part, "quantity": "1" }]), serde_json::json!({}));
    let id = order.head.customer_id.unwrap();
    let text = farm.refused_as(Code::InUse, |w| customers::delete(w, customers::CustomerRef { id }));
    assert!(text.contains("sales orders"), "{text}");
    farm.act(|w| customers::deactivate(w, customers::CustomerRef { id }));
    farm.refused_as(Code::WrongState, |w| {
        orders::confirm(w, from_json(serde_json::json!({ "id": order.head.id })))
    });
    let lonely = customer(&farm);
    farm.act(|w| customers::delete(w, customers::CustomerRef { id: lonely }));
    farm.refused_as(Code::NotFound, |w| customers::delete(w, customers::CustomerRef { id: lonely }));
}

#[test]
fn totals_are_sums_of_lines_rounded_one_by_one() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "0.335");
    let order = order_of(
        &farm,
        serde_json::json!([
            { "product_id": part, "quantity": "3" },
            { "product_id": part, "quantity": "3", "discount_percent": "10", "tax_rate": "0" },
            { "product_id": part, "quantity": "1", "unit_price": "99.995", "discount": "0.5" }
        ]),
        serde_json::json!({ "tax_rate": "0.0825", "shipping_cost": "5.00", "tax_shipping": true }),
    );
    let nets: Vec<String> = order.lines.iter().map(|l| l.total.to_string()).collect();
    assert_eq!(nets, ["1.01", "0.91", "99.5"]);
    assert_eq!(order.head.total_price, money("101.42"));
    // 0.08 + 0 + 8.21 on the lines, 0.41 on shipping
    assert_eq!(order.head.tax_amount, money("8.70"));
    assert_eq!(order.head.grand_total, money("115.12"));
    assert_eq!(order.head.shipping_city.as_deref(), Some("Leeds"));
    assert!(may(&order, orders::OrderAction::Confirm) && !may(&order, orders::OrderAction::Ship));
}

#[test]
fn staff_write_orders_at_catalogue_prices_and_keep_prices_they_cannot_see() {
    let mut farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    let order = order_of(
        &farm,
        serde_json::json!([{ "product_id": part, "quantity": "2", "unit_price": "8" }]),
        serde_json::json!({ "shipping_cost": "3" }),
    );
    farm.actor = Actor { user_id: None, name: "op".into(), role: Role::Staff };
    let change = |extra: serde_json::Value| {
        let mut line = serde_json::json!({ "id": order.lines[0].id, "product_id": part, "quantity": "4" });
        for (key, value) in extra.as_object().unwrap() {
            line[key] = value.clone();
        }
        from_json::<orders::UpdateOrder>(serde_json::json!({
            "id": order.head.id, "order": { "customer_id": order.head.customer_id, "lines": [line] }
        }))
    };
    farm.refused_as(Code::Forbidden, |w| orders::update(w, change(serde_json::json!({ "unit_price": "1" }))));
    farm.refused_as(Code::Forbidden, |w| orders::update(w, change(serde_json::json!({ "discount": "1" }))));
    let after = farm.act(|w| orders::update(w, change(serde_json::json!({}))));
    assert_eq!(after.head.grand_total, money("35"));
}

#[test]
fn an_order_is_complete_before_it_is_promised() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    let attempt = |id| {
        move |w: &spoolyard_core::db::Write<'_>| {
            orders::confirm(w, from_json(serde_json::json!({ "id": id })))
        }
    };
    let empty = order_of(&farm, serde_json::json!([]), serde_json::json!({}));
    farm.refused_as(Code::OrderIncomplete, attempt(empty.head.id));
    let line = serde_json::json!([{ "product_id": part, "quantity": "1" }]);
    let nowhere = order_of(&farm, line.clone(), serde_json::json!({ "shipping": { "city": "Leeds" } }));
    let text = farm.refused_as(Code::OrderIncomplete, attempt(nowhere.head.id));
    assert!(text.contains("street"), "{text}");
    let order = order_of(&farm, line.clone(), serde_json::json!({}));
    farm.act(|w| w.execute("UPDATE products SET active = 0", []));
    farm.refused_as(Code::InactiveProduct, attempt(order.head.id));
    farm.act(|w| w.execute("UPDATE products SET active = 1", []));
    farm.act(|w| {
        w.execute("UPDATE users SET credit_limit = 9000000 WHERE id = ?1", bind![order.head.customer_id])
    });
    farm.refused_as(Code::CreditLimit, attempt(order.head.id));
    let req = from_json(serde_json::json!({ "id": order.head.id, "pass_credit_limit": true }));
    assert_eq!(farm.act(|w| orders::confirm(w, req)).head.status, OrderStatus::Confirmed);
    farm.refused_as(Code::WrongState, attempt(order.head.id));
}

#[test]
fn an_order_goes_from_the_shelf_to_the_last_payment() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    stock(&farm, part, "6", "24");
    let order = order_of(
        &farm,
        serde_json::json!([{ "product_id": part, "quantity": "10", "discount": "1" }]),
        serde_json::json!({ "tax_rate": "0.1", "shipping_cost": "7" }),
    );
    let (id, line) = (order.head.id, order.lines[0].id);
    let order = confirm(&farm, id);
    assert_eq!(order.lines[0].allocated_quantity, qty("6"));
    assert!(
        order
            .issues
            .iter()
            .any(|i| i.cause == orders::OrderIssueCause::NotCovered && i.quantity == Some(qty("4")))
    );
    farm.refused_as(Code::OverShipment, |w| shipments::ship(w, ship_req(id, line, "11")));
    farm.refused_as(Code::InsufficientStock, |w| shipments::ship(w, ship_req(id, line, "7")));
    let parcel = farm.act(|w| shipments::ship(w, ship_req(id, line, "6")));
    assert_eq!((parcel.head.carrier, parcel.head.tracking_number), (None, None));
    // 6 of 10 at 99 net and 9.90 tax, and all of the shipping
    assert_eq!(parcel.head.invoice_total, Some(money("72.34")));
    let order = get(&farm, id);
    assert_eq!(
        (order.head.status, order.head.fulfillment_status),
        (OrderStatus::InProgress, FulfillmentStatus::Partial)
    );
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Cogs)), money("24"));
    farm.refused_as(Code::WrongState, |w| {
        orders::cancel(w, from_json(serde_json::json!({ "id": id, "reason": "changed his mind" })))
    });
    farm.refused_as(Code::OverPayment, |w| payments::record(w, pay_req(id, "115.91")));
    let paid = farm.act(|w| payments::record(w, pay_req(id, "115.90")));
    stock(&farm, part, "4", "16");
    farm.act(|w| shipments::ship(w, ship_req(id, line, "4")));
    let order = get(&farm, id);
    assert_eq!((order.head.status, order.head.payment_status), (OrderStatus::Completed, PaymentStatus::Paid));
    assert_eq!(order.head.invoiced, money("115.90"));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Receivable)), Money::ZERO);
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Sales)), money("-100"));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Discounts)), money("1"));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::SalesTaxPayable)), money("-9.90"));
    let refund = |amount: &str| {
        from_json::<payments::RefundPayment>(serde_json::json!({
            "payment_id": paid.id, "amount": amount, "reason": "scratched"
        }))
    };
    farm.refused_as(Code::OverRefund, |w| payments::refund(w, refund("116")));
    farm.act(|w| payments::refund(w, refund("15.90")));
    farm.refused_as(Code::OverRefund, |w| payments::refund(w, refund("100.01")));
    assert_eq!(get(&farm, id).head.payment_status, PaymentStatus::Partial);
    farm.refused_as(Code::WrongState, |w| {
        payments::void(w, from_json(serde_json::json!({ "id": paid.id, "reason": "typo" })))
    });
    let who = order.head.customer_id.unwrap();
    let statement = farm.look(|r| customers::statement(r, from_json(serde_json::json!({ "id": who }))));
    assert_eq!((statement.entries.len(), statement.closing), (4, money("15.90")));
}

#[test]
fn a_voided_parcel_brings_everything_back() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    stock(&farm, part, "5", "20");
    let order =
        order_of(&farm, serde_json::json!([{ "product_id": part, "quantity": "5" }]), serde_json::json!({}));
    let (id, line) = (order.head.id, order.lines[0].id);
    confirm(&farm, id);
    let parcel = farm.act(|w| shipments::ship(w, ship_req(id, line, "5")));
    let void = || from_json(serde_json::json!({ "id": parcel.head.id, "reason": "wrong box" }));
    farm.act(|w| shipments::void(w, void()));
    farm.refused_as(Code::WrongState, |w| shipments::void(w, void()));
    let order = get(&farm, id);
    assert_eq!(
        (order.head.status, order.head.fulfillment_status),
        (OrderStatus::Confirmed, FulfillmentStatus::Pending)
    );
    assert_eq!(
        (order.lines[0].shipped_quantity, order.lines[0].allocated_quantity),
        (Quantity::ZERO, qty("5"))
    );
    for role in [AccountRole::Receivable, AccountRole::Cogs, AccountRole::Sales] {
        assert_eq!(farm.look(|r| ledger::balance(r, role)), Money::ZERO, "{role}");
    }
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::InventoryFinished)), money("20"));
    farm.act(|w| shipments::ship(w, ship_req(id, line, "5")));
    assert_eq!(get(&farm, id).head.fulfillment_status, FulfillmentStatus::Fulfilled);
}

#[test]
fn what_others_hold_is_never_shipped_and_cancelling_lets_it_go() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    stock(&farm, part, "5", "20");
    let lines = serde_json::json!([{ "product_id": part, "quantity": "5" }]);
    let first = order_of(&farm, lines.clone(), serde_json::json!({})).head.id;
    let second = order_of(&farm, lines, serde_json::json!({}));
    confirm(&farm, first);
    confirm(&farm, second.head.id);
    let line = second.lines[0].id;
    farm.refused_as(Code::InsufficientStock, |w| shipments::ship(w, ship_req(second.head.id, line, "1")));
    farm.act(|w| orders::cancel(w, from_json(serde_json::json!({ "id": first, "reason": "called off" }))));
    let held = farm.act(|w| orders::reserve(w, orders::OrderRef { id: second.head.id }));
    assert_eq!(held.held, qty("5"));
    farm.act(|w| shipments::ship(w, ship_req(second.head.id, line, "5")));
    assert_eq!(farm.value::<i64>("SELECT count(*) FROM inventory_allocations"), 0);
}

#[test]
fn goods_that_await_quality_control_stay_and_packaging_goes_along() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    let carton = farm.product(&Seed {
        sku: "SUP-BOX",
        unit: "EA",
        item_type: "supply",
        purchase_uom: "EA",
        purchase_factor: None,
        ..Seed::default()
    });
    stock(&farm, part, "5", "20");
    stock(&farm, carton, "2", "1");
    farm.sql("INSERT INTO boms (id, product_id, active) VALUES (1, 1, 1)");
    farm.sql("INSERT INTO bom_lines (bom_id, component_id, quantity, unit, consume_stage) VALUES (1, 2, 1000000, 'EA', 'shipping')");
    let order =
        order_of(&farm, serde_json::json!([{ "product_id": part, "quantity": "3" }]), serde_json::json!({}));
    let (id, line) = (order.head.id, order.lines[0].id);
    confirm(&farm, id);
    farm.sql("INSERT INTO production_orders (code, product_id, quantity_ordered, quantity_completed, status, qc_status) VALUES ('WO-X', 1, 4000000, 4000000, 'completed', 'pending')");
    let text = farm.refused_as(Code::QualityHold, |w| shipments::ship(w, ship_req(id, line, "2")));
    assert!(text.contains("WO-X"), "{text}");
    farm.act(|w| shipments::ship(w, ship_req(id, line, "1")));
    assert_eq!(farm.look(|r| inventory::on_hand(r, carton)), qty("1"));
    farm.act(|w| w.execute("UPDATE production_orders SET qc_status = 'passed'", []));
    let text = farm.refused_as(Code::InsufficientStock, |w| shipments::ship(w, ship_req(id, line, "2")));
    assert!(text.contains("SUP-BOX"), "{text}");
    let bare = shipments::Ship { without_packaging: true, ..ship_req(id, line, "2") };
    farm.act(|w| shipments::ship(w, bare));
    assert_eq!(get(&farm, id).head.fulfillment_status, FulfillmentStatus::Fulfilled);
}

#[test]
fn serial_numbers_are_asked_for_and_stamped() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    farm.act(|w| w.execute("UPDATE products SET track_serials = 1", []));
    stock(&farm, part, "2", "8");
    farm.sql("INSERT INTO production_orders (id, code, product_id, quantity_ordered, status) VALUES (1, 'WO-X', 1, 2000000, 'completed')");
    farm.sql(
        "INSERT INTO serial_numbers (serial_number, product_id, production_order_id) VALUES ('SN-1', 1, 1)",
    );
    farm.sql(
        "INSERT INTO serial_numbers (serial_number, product_id, production_order_id) VALUES ('SN-2', 1, 1)",
    );
    let order =
        order_of(&farm, serde_json::json!([{ "product_id": part, "quantity": "2" }]), serde_json::json!({}));
    let (id, line) = (order.head.id, order.lines[0].id);
    confirm(&farm, id);
    let with = |serials: &[&str]| {
        from_json::<shipments::Ship>(serde_json::json!({ "sales_order_id": id, "lines": [
            { "sales_order_line_id": line, "quantity": "2", "serials": serials }] }))
    };
    farm.refused_as(Code::LotRequired, |w| shipments::ship(w, with(&["SN-1"])));
    farm.refused_as(Code::NotFound, |w| shipments::ship(w, with(&["SN-1", "SN-9"])));
    farm.refused_as(Code::WrongState, |w| shipments::ship(w, with(&["SN-1", "SN-1"])));
    let parcel = farm.act(|w| shipments::ship(w, with(&["SN-1", "SN-2"])));
    let seen: Vec<_> = parcel.lines.iter().filter_map(|l| l.serial_number.clone()).collect();
    assert_eq!(seen, ["SN-1", "SN-2"]);
    assert_eq!(farm.value::<i64>("SELECT count(*) FROM serial_numbers WHERE status = 'sold'"), 2);
}

#[test]
fn a_promised_order_changes_within_limits() {
    let farm = Farm::new();
    let part = good(&farm, "FG-0001", "10");
    stock(&farm, part, "8", "32");
    let order = order_of(
        &farm,
        serde_json::json!([{ "product_id": part, "quantity": "8", "discount": "8" }, { "product_id": part, "quantity": "2" }]),
        serde_json::json!({}),
    );
    let (id, line, other) = (order.head.id, order.lines[0].id, order.lines[1].id);
    confirm(&farm, id);
    farm.act(|w| shipments::ship(w, ship_req(id, line, "4")));
    let change = |lines: serde_json::Value| {
        from_json::<orders::UpdateOrder>(serde_json::json!({
            "id": id, "order": { "customer_id": order.head.customer_id, "lines": lines }
        }))
    };
    let keep = serde_json::json!({ "id": line, "product_id": part, "quantity": "8" });
    let with = |key: &str, value: &str| {
        let mut line = keep.clone();
        line[key] = value.into();
        serde_json::json!([line])
    };
    farm.refused_as(Code::WrongState, |w| orders::update(w, change(with("quantity", "3"))));
    farm.refused_as(Code::WrongState, |w| orders::update(w, change(with("unit_price", "9"))));
    farm.refused_as(Code::WrongState, |w| {
        orders::update(w, change(serde_json::json!([{ "id": other, "product_id": part, "quantity": "2" }])))
    });
    let after = farm.act(|w| orders::update(w, change(with("quantity", "4"))));
    assert_eq!(after.head.grand_total, money("36"));
    assert_eq!(
        (after.head.fulfillment_status, after.head.invoiced),
        (FulfillmentStatus::Fulfilled, money("36"))
    );
    assert_eq!(farm.value::<i64>("SELECT count(*) FROM inventory_allocations"), 0);
    assert!(after.lines[1].is_cancelled);
    let copy = farm.act(|w| orders::duplicate(w, orders::OrderRef { id }));
    assert_eq!(
        (copy.head.status, copy.head.grand_total, copy.lines.len()),
        (OrderStatus::Draft, money("36"), 1)
    );
}

/// What a person may do next, with numbers that are cut to what there is.
#[derive(Debug, Clone)]
enum Step {
    Write(u8, u8),
    Confirm(u8),
    Ship(u8, u8),
    VoidParcel(u8),
    Pay(u8, u16),
    Refund(u8, u16),
    VoidPayment(u8),
    Cancel(u8),
    Receive(u8),
    Cut(u8, u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1_u8..8, 1_u8..8).prop_map(|(a, b)| Step::Write(a, b)),
        any::<u8>().prop_map(Step::Confirm),
        (any::<u8>(), 1_u8..9).prop_map(|(o, q)| Step::Ship(o, q)),
        any::<u8>().prop_map(Step::VoidParcel),
        (any::<u8>(), 1_u16..9000).prop_map(|(o, a)| Step::Pay(o, a)),
        (any::<u8>(), 1_u16..9000).prop_map(|(o, a)| Step::Refund(o, a)),
        any::<u8>().prop_map(Step::VoidPayment),
        any::<u8>().prop_map(Step::Cancel),
        (1_u8..9).prop_map(Step::Receive),
        (any::<u8>(), 1_u8..9).prop_map(|(o, q)| Step::Cut(o, q)),
    ]
}

fn pick(farm: &Farm, sql: &str, at: u8) -> Option<i64> {
    let all: Vec<i64> = farm.look(|r| r.values(sql, []));
    (!all.is_empty()).then(|| all[usize::from(at) % all.len()])
}

fn cents(count: u16) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}

fn snapshot(farm: &Farm) -> Vec<i64> {
    [
        "sales_orders",
        "sales_order_lines",
        "shipments",
        "invoices",
        "payments",
        "inventory_transactions",
        "inventory_allocations",
        "gl_journal_entries",
        "order_events",
        "shipping_events",
        "number_sequences",
    ]
    .iter()
    .map(|table| {
        let sum = match *table {
            "number_sequences" => "coalesce(sum(next_value), 0)",
            _ => "count(*)",
        };
        farm.value::<i64>(&format!("SELECT {sum} FROM {table}"))
    })
    .collect()
}

fn run(farm: &Farm, who: UserId, part: ProductId, step: &Step) {
    const ORDERS: &str = "SELECT id FROM sales_orders ORDER BY id";
    let before = snapshot(farm);
    let json = |value| value;
    let done = match step {
        Step::Write(a, b) => farm.attempt(|w| {
            orders::create(
                w,
                from_json(serde_json::json!({ "order": {
                "customer_id": who, "tax_rate": "0.0825", "shipping_cost": "3.33",
                "lines": [{ "product_id": part, "quantity": a.to_string(), "discount": "0.07" },
                          { "product_id": part, "quantity": b.to_string(), "unit_price": "0.335" }] } })),
            )
            .map(|_| ())
        }),
        Step::Confirm(o) => match pick(farm, ORDERS, *o) {
            Some(id) => farm.attempt(|w| {
                orders::confirm(w, from_json(json(serde_json::json!({ "id": id })))).map(|_| ())
            }),
            None => return,
        },
        Step::Ship(l, q) => match pick(farm, "SELECT id FROM sales_order_lines ORDER BY id", *l) {
            Some(line) => {
                let order: i64 =
                    farm.value(&format!("SELECT sales_order_id FROM sales_order_lines WHERE id = {line}"));
                let req = ship_req(SalesOrderId(order), SalesOrderLineId(line), &q.to_string());
                farm.attempt(|w| shipments::ship(w, req).map(|_| ()))
            }
            None => return,
        },
        Step::VoidParcel(s) => match pick(farm, "SELECT id FROM shipments ORDER BY id", *s) {
            Some(id) => farm.attempt(|w| {
                shipments::void(w, from_json(serde_json::json!({ "id": id, "reason": "test" }))).map(|_| ())
            }),
            None => return,
        },
        Step::Pay(o, amount) => match pick(farm, ORDERS, *o) {
            Some(id) => {
                farm.attempt(|w| payments::record(w, pay_req(SalesOrderId(id), &cents(*amount))).map(|_| ()))
            }
            None => return,
        },
        Step::Refund(p, amount) => match pick(farm, "SELECT id FROM payments ORDER BY id", *p) {
            Some(id) => farm.attempt(|w| {
                let req = serde_json::json!({ "payment_id": id, "amount": cents(*amount), "reason": "test" });
                payments::refund(w, from_json(req)).map(|_| ())
            }),
            None => return,
        },
        Step::VoidPayment(p) => match pick(farm, "SELECT id FROM payments ORDER BY id", *p) {
            Some(id) => farm.attempt(|w| {
                payments::void(w, from_json(serde_json::json!({ "id": id, "reason": "test" }))).map(|_| ())
            }),
            None => return,
        },
        Step::Cancel(o) => match pick(farm, ORDERS, *o) {
            Some(id) => farm.attempt(|w| {
                orders::cancel(w, from_json(serde_json::json!({ "id": id, "reason": "test" }))).map(|_| ())
            }),
            None => return,
        },
        Step::Receive(q) => {
            stock(farm, part, &q.to_string(), "3.1");
            return;
        }
        Step::Cut(o, q) => match pick(farm, ORDERS, *o) {
            Some(id) => {
                let order = get(farm, SalesOrderId(id));
                let lines: Vec<_> = order.lines.iter().filter(|l| !l.is_cancelled).map(|l| {
                    serde_json::json!({ "id": l.id, "product_id": l.product_id, "quantity": q.to_string() })
                }).collect();
                let req = serde_json::json!({ "id": id, "order": { "customer_id": who, "lines": lines } });
                farm.attempt(|w| orders::update(w, from_json(req)).map(|_| ()))
            }
            None => return,
        },
    };
    if let Err(err) = done {
        assert!(!matches!(err.code(), Code::Internal | Code::DamagedFile), "{step:?}: {err}");
        assert_eq!(snapshot(farm), before, "{step:?} was refused ({err}) and left something behind");
    }
}

/// Everything that holds whatever happened.
fn hold_true(farm: &Farm) {
    let wrong = |sql: &str, what: &str| {
        assert_eq!(farm.value::<i64>(&format!("SELECT count(*) FROM ({sql})")), 0, "{what}");
    };
    wrong("SELECT 1 FROM sales_order_lines WHERE shipped_quantity > quantity", "more left than was ordered");
    wrong(
        "SELECT 1 FROM sales_order_lines l WHERE l.shipped_quantity <> (SELECT coalesce(sum(s.quantity), 0)
         FROM shipment_lines s JOIN shipments h ON h.id = s.shipment_id AND h.status = 'shipped'
         WHERE s.sales_order_line_id = l.id)",
        "shipped is the sum of parcels",
    );
    wrong(
        "SELECT 1 FROM sales_order_lines l JOIN sales_orders o ON o.id = l.sales_order_id
         WHERE l.allocated_quantity <> (SELECT coalesce(sum(a.quantity), 0) FROM inventory_allocations a
               WHERE a.holder_type = 'sales_order_line' AND a.holder_id = l.id)
            OR l.allocated_quantity > l.quantity - l.shipped_quantity
            OR (l.allocated_quantity > 0 AND (l.is_cancelled OR o.status NOT IN ('confirmed', 'in_progress')))",
        "a line holds what it shows, no more than it needs, and nothing once it is over",
    );
    wrong(
        "SELECT 1 FROM inventory i WHERE i.allocated_quantity > i.on_hand_quantity
            OR i.allocated_quantity <> (SELECT coalesce(sum(a.quantity), 0) FROM inventory_allocations a
                WHERE a.product_id = i.product_id AND a.location_id = i.location_id)",
        "what is allocated is what holders hold",
    );
    wrong(
        "SELECT 1 FROM sales_orders o WHERE o.total_price <> (SELECT coalesce(sum(l.total), 0) FROM sales_order_lines l
             WHERE l.sales_order_id = o.id AND l.is_cancelled = 0)
            OR o.grand_total <> o.total_price + o.tax_amount + o.shipping_cost OR o.grand_total % 10000 <> 0",
        "totals are sums of rounded lines",
    );
    wrong(
        "SELECT 1 FROM sales_orders o WHERE (SELECT coalesce(sum(i.total), 0) FROM invoices i
             WHERE i.sales_order_id = o.id AND i.status = 'posted') > o.grand_total
            OR (o.fulfillment_status = 'fulfilled' AND o.grand_total <> (SELECT coalesce(sum(i.total), 0)
                FROM invoices i WHERE i.sales_order_id = o.id AND i.status = 'posted'))",
        "invoices are never more than the order, and all of it once all of it left",
    );
    wrong(
        "SELECT 1 FROM (SELECT o.*, (SELECT coalesce(sum(CASE payment_type WHEN 'refund' THEN -amount ELSE amount END), 0)
             FROM payments p WHERE p.sales_order_id = o.id AND p.status = 'completed') AS net,
             EXISTS (SELECT 1 FROM payments p WHERE p.sales_order_id = o.id AND p.status = 'completed') AS any
             FROM sales_orders o)
         WHERE net < 0 OR net > grand_total
            OR (payment_status = 'paid') <> (net >= grand_total AND net > 0)
            OR (payment_status = 'refunded') <> (net = 0 AND any)
            OR (payment_status = 'partial') <> (net > 0 AND net < grand_total)
            OR (status = 'completed') <> (fulfillment_status = 'fulfilled' AND payment_status IN ('paid', 'refunded'))
            OR (status = 'confirmed' AND fulfillment_status <> 'pending')",
        "payment and state are derived",
    );
    let owed: i64 = farm.value(
        "SELECT coalesce((SELECT sum(total) FROM invoices WHERE status = 'posted'), 0) - coalesce((SELECT sum(
             CASE payment_type WHEN 'refund' THEN -amount ELSE amount END) FROM payments WHERE status = 'completed'), 0)",
    );
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Receivable)).micros(), owed, "receivable");
    let worth: i64 = farm.value("SELECT coalesce(sum(total_value), 0) FROM product_valuations");
    assert_eq!(
        farm.look(|r| ledger::balance(r, AccountRole::InventoryFinished)).micros(),
        worth,
        "stock is worth its account"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_in_whatever_order_the_books_hold(steps in prop::collection::vec(step(), 1..40)) {
        let farm = Farm::new();
        let who = customer(&farm);
        let part = good(&farm, "FG-0001", "9.99");
        stock(&farm, part, "9", "31.41");
        run(&farm, who, part, &Step::Write(3, 4));
        run(&farm, who, part, &Step::Confirm(0));
        for step in &steps {
            run(&farm, who, part, step);
            hold_true(&farm);
        }
    }
}
