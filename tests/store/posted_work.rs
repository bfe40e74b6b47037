//! Bills of vendors, what was paid of them, and reports of work: kept by the store itself, whatever the code above does.

use rusqlite::Connection;

use crate::support::{accept, migrated, refuse};

#[track_caller]
fn refused_saying(db: &Connection, sql: &str, words: &str) {
    let reason = refuse(db, sql);
    assert!(reason.contains(words), "`{sql}` was refused, but not for that: {reason}");
}

/// A receipt that a bill covers, and a payment of a part of it.
fn billed() -> Connection {
    let db = migrated();
    for sql in [
        "INSERT INTO vendors (id, code, name) VALUES (1, 'V1', 'Polaris'), (2, 'V2', 'Carobox')",
        "INSERT INTO purchase_orders (id, po_number, vendor_id) VALUES (1, 'PO-2026-0001', 1)",
        "INSERT INTO goods_receipts (id, receipt_number, purchase_order_id, location_id, received_date)
         VALUES (1, 'GR-2026-0001', 1, 1, '2026-03-02'), (2, 'GR-2026-0002', 1, 1, '2026-03-03')",
        "INSERT INTO vendor_bills (id, bill_number, purchase_order_id, vendor_id, vendor_invoice_number, bill_date,
             received_value, tax_amount, variance, total)
         VALUES (1, 'BILL-2026-0001', 1, 1, 'R-1', '2026-03-04', 20000000, 1000000, 500000, 21500000)",
        "INSERT INTO vendor_bill_receipts (vendor_bill_id, goods_receipt_id, received_value) VALUES (1, 1, 20000000)",
        "INSERT INTO vendor_payments (id, payment_number, vendor_bill_id, amount, payment_date, payment_method)
         VALUES (1, 'VPAY-2026-0001', 1, 10000000, '2026-03-05', 'card')",
    ] {
        accept(&db, sql);
    }
    db
}

#[test]
fn the_figures_of_a_bill_never_change() {
    let db = billed();
    for sql in [
        "UPDATE vendor_bills SET bill_number = 'BILL-2026-0009'",
        "UPDATE vendor_bills SET vendor_id = 2",
        "UPDATE vendor_bills SET vendor_invoice_number = 'R-2'",
        "UPDATE vendor_bills SET bill_date = '2026-03-01'",
        "UPDATE vendor_bills SET variance = 0, total = 21000000",
        "UPDATE vendor_bills SET tax_amount = 0, received_value = 21000000",
    ] {
        refused_saying(&db, sql, "the figures of a bill never change");
    }
    refused_saying(&db, "DELETE FROM vendor_bills", "voided, not deleted");
    for sql in ["UPDATE vendor_bill_receipts SET received_value = 1", "DELETE FROM vendor_bill_receipts"] {
        refused_saying(&db, sql, "what a bill covers never changes");
    }
    let adds_up = "INSERT INTO vendor_bills (bill_number, purchase_order_id, vendor_id, vendor_invoice_number, bill_date, received_value, total)
         VALUES ('BILL-2026-0002', 1, 1, 'R-2', '2026-03-04', 1, 2)";
    refused_saying(&db, adds_up, "CHECK constraint");
}

#[test]
fn the_same_bill_is_kept_once_and_a_receipt_is_billed_once() {
    let db = billed();
    let bill = |id: i64, vendor: i64, number: &str| {
        format!(
            "INSERT INTO vendor_bills (id, bill_number, purchase_order_id, vendor_id, vendor_invoice_number, bill_date, received_value, total)
             VALUES ({id}, 'BILL-2026-000{id}', 1, {vendor}, '{number}', '2026-03-04', 5, 5)"
        )
    };
    refused_saying(&db, &bill(2, 1, "r-1"), "UNIQUE constraint");
    accept(&db, &bill(2, 2, "R-1"));
    let cover = "INSERT INTO vendor_bill_receipts (vendor_bill_id, goods_receipt_id, received_value) VALUES (2, 1, 5)";
    refused_saying(&db, cover, "the receipt stands on another bill");
    accept(
        &db,
        "UPDATE vendor_bills SET status = 'voided', voided_at = '2026-03-06T10:00:00.000Z' WHERE id = 1",
    );
    accept(&db, cover);
    accept(&db, &bill(3, 1, "R-1"));
    let back = "UPDATE vendor_bills SET status = 'posted', voided_at = NULL WHERE id = 1";
    refused_saying(&db, back, "the figures of a bill never change");
}

#[test]
fn what_a_vendor_was_paid_is_never_rewritten() {
    let db = billed();
    for sql in [
        "UPDATE vendor_payments SET amount = 1",
        "UPDATE vendor_payments SET payment_number = 'VPAY-2026-0009'",
        "UPDATE vendor_payments SET payment_date = '2026-03-01'",
    ] {
        refused_saying(&db, sql, "the amount of a payment never changes");
    }
    refused_saying(&db, "DELETE FROM vendor_payments", "voided, not deleted");
    refused_saying(&db, "UPDATE vendor_payments SET status = 'voided'", "CHECK constraint");
    accept(&db, "UPDATE vendor_payments SET status = 'voided', voided_at = '2026-03-06T10:00:00.000Z'");
    refused_saying(&db, "UPDATE vendor_payments SET status = 'completed', voided_at = NULL", "never changes");
}

#[test]
fn a_report_stays_as_it_was_given_and_is_reversed_once() {
    let db = migrated();
    for sql in [
        "INSERT INTO products (id, sku, name) VALUES (1, 'VASE', 'Vase')",
        "INSERT INTO production_orders (id, code, product_id, quantity_ordered) VALUES (1, 'WO-2026-0001', 1, 5000000)",
        "INSERT INTO work_centers (id, code, name) VALUES (90, 'W', 'W')",
        "INSERT INTO production_order_operations (id, production_order_id, work_center_id, sequence, planned_run_minutes)
         VALUES (1, 1, 90, 10, 0)",
        "INSERT INTO operation_reports (id, operation_id, quantity_good, run_minutes) VALUES (1, 1, 2000000, 5000000), (2, 1, 1000000, 0)",
    ] {
        accept(&db, sql);
    }
    for sql in [
        "UPDATE operation_reports SET quantity_good = 3000000 WHERE id = 1",
        "UPDATE operation_reports SET quantity_scrapped = 1 WHERE id = 1",
        "UPDATE operation_reports SET run_minutes = 0 WHERE id = 1",
        "UPDATE operation_reports SET reverses_id = 1 WHERE id = 2",
    ] {
        refused_saying(&db, sql, "a report is never changed");
    }
    refused_saying(&db, "DELETE FROM operation_reports", "a report is never deleted");
    accept(&db, "UPDATE operation_reports SET with_report_id = 2 WHERE id = 1");
    refused_saying(&db, "UPDATE operation_reports SET with_report_id = NULL WHERE id = 1", "never changed");
    let reversal =
        "INSERT INTO operation_reports (operation_id, quantity_good, reverses_id) VALUES (1, -2000000, 1)";
    accept(&db, reversal);
    refused_saying(&db, reversal, "UNIQUE constraint");
}
