//! The sample farm is built by the real commands: it adds up, it lives, and the same seed and day build it again.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::path::Path;
use std::sync::Arc;

use spoolyard_core::accounts::{self, SetUp};
use spoolyard_core::db::{Db, Intent, Read};
use spoolyard_core::demo::{self, LoadSample};
use spoolyard_core::sales::orders::{self, OrderRef};
use spoolyard_core::{App, verify};
use spoolyard_types::ids::SalesOrderId;
use spoolyard_types::{Actor, Code, FixedClock, Quantity, Role, Timestamp};

fn empty(folder: &Path, name: &str) -> App {
    let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-18T20:00:00Z").unwrap()));
    let app = App::new(Db::open(&folder.join(name), clock).unwrap());
    let request: SetUp = serde_json::from_value(serde_json::json!({
        "company_name": "Ridgeline Print Works", "currency_code": "USD", "timezone": "America/New_York",
        "farm": "sample",
        "owner": { "first_name": "Nora", "email": "nora@ridgelineprint.example", "password": demo::SAMPLE_PASSWORD },
    }))
    .unwrap();
    accounts::set_up(&app, &request).unwrap();
    app
}

fn intent(app: &App) -> Intent {
    let owner = app.look(accounts::accounts).unwrap().accounts.remove(0).actor();
    Intent::new(owner, Role::Admin, "farm.load_sample")
}

fn built(folder: &Path, name: &str) -> App {
    let app = empty(folder, name);
    demo::load(&app, &intent(&app), &LoadSample::default(), &mut |_, _, _| Ok(())).unwrap();
    app
}

fn count(r: &Read<'_>, sql: &str) -> i64 {
    r.value(sql, []).unwrap().unwrap()
}

/// Every row of every table that a build writes, without what chance or the wall clock decides.
fn dump(app: &App) -> Vec<String> {
    let skipped =
        ["refinery_schema_history", "refresh_tokens", "units_of_measure", "gl_accounts", "scrap_reasons"];
    let secret = ["password_hash", "recovery_code_hash"];
    // The first rows of a store are written when its tables are made, by the wall clock.
    let first_rows = ["company_settings", "inventory_locations", "work_centers"];
    app.look(|r| {
        let tables: Vec<String> = r.values(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'
             ORDER BY name",
            [],
        )?;
        let mut lines = Vec::new();
        for table in tables.iter().filter(|t| !skipped.contains(&t.as_str())) {
            let columns: Vec<String> = r.values(&format!("SELECT name FROM pragma_table_info('{table}')"), [])?;
            let hidden = |c: &str| {
                secret.contains(&c) || (c == "created_at" && first_rows.contains(&table.as_str()))
            };
            let shown: Vec<String> =
                columns.iter().filter(|c| !hidden(c)).map(|c| format!("quote(\"{c}\")")).collect();
            let sql = format!("SELECT '{table}: ' || {} FROM \"{table}\" ORDER BY 1", shown.join(" || '|' || "));
            lines.extend(r.values::<String>(&sql, [])?);
        }
        Ok(lines)
    })
    .unwrap()
}

#[test]
fn the_sample_farm_adds_up_and_lives() {
    let folder = tempfile::tempdir().unwrap();
    let app = built(folder.path(), "farm.sqlite");
    for finding in app.look(verify::verify).unwrap() {
        assert!(finding.ok, "{}: {:?}", finding.check, finding.rows);
    }
    app.look(|r| {
        assert_eq!(count(r, "SELECT count(*) FROM products"), 70);
        assert_eq!(count(r, "SELECT count(*) FROM printers"), 12);
        let orders = count(r, "SELECT count(*) FROM sales_orders");
        assert!((110..=180).contains(&orders), "{orders} orders");
        let revenue = count(r, "SELECT sum(total_price) / 1000000 FROM sales_orders WHERE status <> 'cancelled'");
        assert!((25_000..=55_000).contains(&revenue), "{revenue} of revenue");
        for (what, sql) in [
            ("an open order", "SELECT count(*) FROM sales_orders WHERE status = 'confirmed'"),
            ("a draft", "SELECT count(*) FROM sales_orders WHERE status = 'draft'"),
            ("a completed order", "SELECT count(*) FROM sales_orders WHERE status = 'completed'"),
            ("a cancelled order", "SELECT count(*) FROM sales_orders WHERE status = 'cancelled'"),
            (
                "an order of which a part has left",
                "SELECT count(*) FROM sales_orders WHERE fulfillment_status = 'partial' AND status IN ('confirmed', 'in_progress')",
            ),
            ("a refund", "SELECT count(*) FROM payments WHERE payment_type = 'refund'"),
            ("a work order at work", "SELECT count(*) FROM production_orders WHERE status = 'in_progress'"),
            ("a finished work order", "SELECT count(*) FROM production_orders WHERE status = 'completed'"),
            ("scrap", "SELECT count(*) FROM scrap_records"),
            ("a spool in use", "SELECT count(*) FROM material_spools WHERE current_weight_kg < initial_weight_kg"),
            ("a serial number with its customer", "SELECT count(*) FROM serial_numbers WHERE status = 'sold'"),
            (
                "a late purchase order",
                "SELECT count(*) FROM purchase_orders WHERE status = 'ordered' AND expected_date < '2026-03-18'",
            ),
            ("an open quote", "SELECT count(*) FROM quotes WHERE status = 'pending'"),
            ("an expired quote", "SELECT count(*) FROM quotes WHERE status = 'expired'"),
            ("a print at work", "SELECT count(*) FROM print_jobs WHERE status = 'printing'"),
            ("a failed print", "SELECT count(*) FROM print_jobs WHERE status = 'failed' AND failure_reason IS NOT NULL"),
            ("a printer that stands open", "SELECT count(*) FROM printers WHERE status = 'maintenance'"),
            ("upkeep", "SELECT count(*) FROM maintenance_logs"),
            (
                "an item below its reorder point",
                "SELECT count(*) FROM products p WHERE p.stocking_policy = 'stock' AND p.reorder_point > (
                     SELECT sum(i.on_hand_quantity) FROM inventory i WHERE i.product_id = p.id)",
            ),
            (
                "a vendor's bill to be paid",
                "SELECT count(*) FROM vendor_bills b WHERE NOT EXISTS (
                     SELECT 1 FROM vendor_payments p WHERE p.vendor_bill_id = b.id)",
            ),
            ("a paid bill", "SELECT count(*) FROM vendor_payments"),
            ("a bill that asked for more", "SELECT count(*) FROM vendor_bills WHERE variance > 0"),
            ("a purchase order in part", "SELECT count(*) FROM purchase_orders WHERE status = 'partial'"),
        ] {
            assert!(count(r, sql) > 0, "there is not {what}");
        }
        let future = "SELECT count(*) FROM command_log WHERE at > '2026-03-18T20:00:00.000Z'";
        assert_eq!(count(r, future), 0, "nothing happens after now");
        Ok(())
    })
    .unwrap();
}

/// What makes the farm read like a healthy one: orders leave on their day, receipts come on theirs, the printers are
/// neither idle nor short of hours, and the plan asks for a handful of things.
#[test]
fn the_sample_farm_is_healthy_and_its_plan_is_its_history() {
    let folder = tempfile::tempdir().unwrap();
    let app = built(folder.path(), "farm.sqlite");
    app.look(|r| {
        let between = |what: &str, least: i64, most: i64, sql: &str| {
            let found = count(r, sql);
            assert!((least..=most).contains(&found), "{found} {what}, and {least} to {most} are healthy");
        };
        between(
            "open orders are late",
            2,
            4,
            "SELECT count(*) FROM sales_orders WHERE status IN ('confirmed', 'in_progress')
             AND fulfillment_status <> 'fulfilled' AND requested_date < '2026-03-18'",
        );
        between(
            "late orders say why",
            2,
            4,
            "SELECT count(DISTINCT e.order_id) FROM order_events e JOIN sales_orders o ON o.id = e.order_id
             WHERE e.event_type = 'note' AND o.fulfillment_status <> 'fulfilled' AND o.requested_date < '2026-03-18'",
        );
        between(
            "% of the orders that left in full left late",
            0,
            10,
            "SELECT count(*) FILTER (WHERE left_on > requested_date) * 100 / count(*) FROM (
                 SELECT o.requested_date, max(s.ship_date) AS left_on FROM sales_orders o
                 JOIN shipments s ON s.sales_order_id = o.id WHERE o.fulfillment_status = 'fulfilled' GROUP BY o.id)",
        );
        between(
            "% of the work orders were completed late",
            0,
            10,
            "SELECT count(*) FILTER (WHERE substr(completed_at, 1, 10) > due_date) * 100 / count(*)
             FROM production_orders WHERE status = 'completed'",
        );
        between(
            "% of the purchase orders came late",
            1,
            20,
            "SELECT count(*) FILTER (WHERE received_date > expected_date) * 100 / count(*)
             FROM purchase_orders WHERE status = 'received'",
        );
        between("purchase orders are late now", 1, 3, "SELECT count(*) FROM purchase_orders
             WHERE status IN ('ordered', 'shipped', 'partial') AND expected_date < '2026-03-18'");
        // Twelve printers of 16 hours on 43 working days.
        between("hours were printed", 3_000, 6_000, "SELECT sum(actual_time_minutes) / 60 FROM print_jobs");
        between("printers print now", 4, 11, "SELECT count(*) FROM printers WHERE status = 'printing'");
        between("messages wait", 3, 24, "SELECT count(*) FROM planning_messages");
        between("planned orders are past their start", 0, 5, "SELECT count(*) FROM planned_orders
             WHERE status = 'planned' AND start_date < '2026-03-18'");
        between(
            "items lie below their safety stock",
            1,
            2,
            "SELECT count(*) FROM products p WHERE p.safety_stock > coalesce((
                 SELECT sum(i.on_hand_quantity) FROM inventory i WHERE i.product_id = p.id), 0)",
        );
        between("spools are in use", 20, 150, "SELECT count(*) FROM material_spools
             WHERE status = 'active' AND current_weight_kg < initial_weight_kg");
        // Only the pieces of the first morning were not planned.
        between("work orders were not planned", 0, 1, "SELECT count(*) FROM production_orders WHERE planned_order_id IS NULL");
        between("purchase lines were not planned", 0, 0, "SELECT count(*) FROM purchase_order_lines WHERE planned_order_id IS NULL");
        between("prints belong to no work order or printer", 0, 0, "SELECT count(*) FROM print_jobs
             WHERE production_order_id IS NULL OR operation_id IS NULL OR (printer_id IS NULL AND status <> 'queued')");
        Ok(())
    })
    .unwrap();
    promises_wait_for_goods_and_packaging(&app);
    let again =
        spoolyard_core::planning::replan(&app, &mut std::collections::BTreeSet::new()).unwrap().unwrap();
    assert!(!again.changed, "the plan is the one of this evening: {again:?}");
}

/// The box that a line will be packed in is no part of its quantity, and the line leaves no earlier than both.
fn promises_wait_for_goods_and_packaging(app: &App) {
    let mut packed = 0;
    app.look(|r| {
        let open: Vec<SalesOrderId> =
            r.values("SELECT id FROM sales_orders WHERE status IN ('confirmed', 'in_progress')", [])?;
        for id in open {
            for line in orders::get(r, OrderRef { id })?.lines {
                let (packaging, goods): (Vec<_>, Vec<_>) =
                    line.supplies.iter().partition(|supply| supply.packaging.is_some());
                let there = goods.iter().try_fold(Quantity::ZERO, |sum, supply| sum.plus(supply.quantity))?;
                assert!(there <= line.open_quantity, "{id:?} line {}: {goods:?}", line.line_number);
                let Some(promise) = line.promise_date.filter(|_| line.open_quantity.is_positive()) else {
                    continue;
                };
                packed += packaging.len();
                for supply in packaging.into_iter().chain(goods) {
                    assert!(
                        supply.date.is_none_or(|date| date <= promise),
                        "{id:?}: {promise} before {supply:?}"
                    );
                }
            }
        }
        Ok(())
    })
    .unwrap();
    assert!(packed > 0, "no open line waits for its packaging");
}

#[test]
fn the_same_seed_and_day_build_the_same_farm() {
    let folder = tempfile::tempdir().unwrap();
    let one = dump(&built(folder.path(), "one.sqlite"));
    let two = dump(&built(folder.path(), "two.sqlite"));
    assert!(one.len() > 1_000, "{} rows", one.len());
    for (left, right) in one.iter().zip(&two) {
        assert_eq!(left, right);
    }
    assert_eq!(one.len(), two.len());
}

#[test]
fn a_cancelled_build_leaves_the_farm_empty_and_a_full_farm_refuses_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let app = empty(folder.path(), "farm.sqlite");
    let before = dump(&app);
    let stop = &mut |done: u32, _: u32, _: &str| {
        if done == 0 { Ok(()) } else { Err(spoolyard_core::error::refuse(Code::WrongState, "Cancelled.")) }
    };
    let refused = demo::load(&app, &intent(&app), &LoadSample::default(), stop).unwrap_err();
    assert_eq!(refused.into_refusal().message, "Cancelled.");
    assert_eq!(dump(&app), before);

    let one = app.write(&Intent::new(Actor::spoolyard(), Role::Admin, "products.save"), |w| {
        w.insert("INSERT INTO products (sku, name) VALUES ('OWN', 'One of our own')", [])
    });
    assert!(one.is_ok());
    let refused = demo::load(&app, &intent(&app), &LoadSample::default(), &mut |_, _, _| Ok(())).unwrap_err();
    assert_eq!(refused.code(), Code::WrongState, "{refused}");
}

#[test]
fn a_large_farm_adds_up_too() {
    let folder = tempfile::tempdir().unwrap();
    let app = empty(folder.path(), "large.sqlite");
    demo::fill(&app, &intent(&app), demo::Large { movements: 1_010, orders: 300 }).unwrap();
    for finding in app.look(verify::verify).unwrap() {
        assert!(finding.ok, "{}: {:?}", finding.check, finding.rows);
    }
    app.look(|r| {
        assert_eq!(count(r, "SELECT count(*) FROM inventory_transactions"), 1_050);
        assert_eq!(count(r, "SELECT count(*) FROM sales_order_lines"), 600);
        Ok(())
    })
    .unwrap();
}
