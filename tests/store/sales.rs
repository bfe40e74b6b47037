//! Parcels, payments and invoices: what left the house and what was taken stays as it was, whatever the code above does.

use rusqlite::Connection;

use crate::support::{accept, migrated, one, refuse};

/// An order of five brackets with a parcel of two as a draft, an invoice of it, a payment, and a refund of a part.
fn farm() -> Connection {
    let db = migrated();
    for sql in [
        "INSERT INTO users (id, email, password_hash, account_type) VALUES (1, 'c@example.com', '!', 'customer')",
        "INSERT INTO products (id, sku, name, unit) VALUES (1, 'FG-0001', 'Bracket', 'EA'), (2, 'PK-0001', 'Box', 'EA')",
        "INSERT INTO sales_orders (id, user_id, order_number, quantity, material_type, unit_price, total_price, grand_total)
         VALUES (1, 1, 'SO-2026-0001', 5, '', 0, 0, 0), (2, 1, 'SO-2026-0002', 5, '', 0, 0, 0)",
        "INSERT INTO sales_order_lines (id, sales_order_id, product_id, quantity, unit_price, total)
         VALUES (1, 1, 1, 5000000, 10000000, 50000000)",
        "INSERT INTO shipments (id, shipment_number, sales_order_id, location_id, ship_date)
         VALUES (1, 'SHP-2026-0001', 1, 1, '2026-03-02')",
        "INSERT INTO shipment_lines (id, shipment_id, sales_order_line_id, product_id, quantity, unit)
         VALUES (1, 1, 1, 1, 2000000, 'EA')",
        "INSERT INTO invoices (id, invoice_number, sales_order_id, shipment_id, invoice_date, subtotal, total)
         VALUES (1, 'INV-2026-0001', 1, 1, '2026-03-02', 20000000, 20000000)",
        "INSERT INTO invoice_lines (id, invoice_id, line_number, description, quantity, unit, unit_price, total)
         VALUES (1, 1, 1, 'Bracket', 2000000, 'EA', 10000000, 20000000)",
        "INSERT INTO payments (id, sales_order_id, payment_number, amount, payment_method)
         VALUES (1, 1, 'PAY-2026-0001', 20000000, 'card')",
        "INSERT INTO payments (id, sales_order_id, payment_number, amount, payment_method, payment_type, refunds_payment_id)
         VALUES (2, 1, 'PAY-2026-0002', 5000000, 'card', 'refund', 1)",
    ] {
        accept(&db, sql);
    }
    db
}

#[track_caller]
fn refused_saying(db: &Connection, sql: &str, words: &str) {
    let reason = refuse(db, sql);
    assert!(reason.contains(words), "`{sql}` was refused, but not for that: {reason}");
}

#[test]
fn a_draft_parcel_is_packed_and_repacked() {
    let db = farm();
    accept(&db, "UPDATE shipment_lines SET quantity = 3000000 WHERE id = 1");
    accept(
        &db,
        "INSERT INTO shipment_lines (id, shipment_id, product_id, quantity, unit) VALUES (2, 1, 2, 1000000, 'EA')",
    );
    accept(&db, "DELETE FROM shipment_lines WHERE id = 2");
    refuse(&db, "UPDATE shipment_lines SET quantity = 0 WHERE id = 1");
    accept(
        &db,
        "INSERT INTO shipments (id, shipment_number, sales_order_id, location_id) VALUES (2, 'SHP-2026-0002', 1, 1)",
    );
    refuse(&db, "UPDATE shipments SET status = 'shipped' WHERE id = 2");
    accept(&db, "DELETE FROM shipments WHERE id = 2");
}

#[test]
fn what_left_in_a_parcel_is_never_repacked() {
    for state in ["shipped", "voided"] {
        let db = farm();
        accept(&db, &format!("UPDATE shipments SET status = '{state}' WHERE id = 1"));
        for sql in [
            "INSERT INTO shipment_lines (shipment_id, product_id, quantity, unit) VALUES (1, 2, 1000000, 'EA')",
            "UPDATE shipment_lines SET quantity = 1000000 WHERE id = 1",
            "UPDATE shipment_lines SET product_id = 2 WHERE id = 1",
            "DELETE FROM shipment_lines WHERE id = 1",
            "INSERT OR REPLACE INTO shipment_lines (id, shipment_id, product_id, quantity, unit) VALUES (1, 1, 2, 1000000, 'EA')",
        ] {
            refused_saying(&db, sql, "the shipment has left; void it and pack a new one");
        }
        refused_saying(&db, "DELETE FROM shipments WHERE id = 1", "voided, not deleted");
        refused_saying(
            &db,
            "UPDATE shipments SET status = 'draft' WHERE id = 1",
            "never becomes a draft again",
        );
        let packed: i64 = one(&db, "SELECT sum(quantity) FROM shipment_lines WHERE shipment_id = 1", []);
        assert_eq!(packed, 2_000_000);
        accept(
            &db,
            "UPDATE shipments SET tracking_number = '1Z 999', delivered_at = '2026-03-04T10:00:00.000Z' WHERE id = 1",
        );
    }
}

#[test]
fn a_voided_parcel_stays_voided() {
    let db = farm();
    accept(&db, "UPDATE shipments SET status = 'shipped' WHERE id = 1");
    accept(&db, "UPDATE shipments SET status = 'voided' WHERE id = 1");
    for state in ["draft", "shipped"] {
        refused_saying(
            &db,
            &format!("UPDATE shipments SET status = '{state}' WHERE id = 1"),
            "never becomes a draft",
        );
    }
}

#[test]
fn money_that_was_taken_is_never_rewritten() {
    let db = farm();
    for sql in [
        "UPDATE payments SET amount = 1 WHERE id = 1",
        "UPDATE payments SET sales_order_id = 2 WHERE id = 1",
        "UPDATE payments SET payment_number = 'PAY-2026-0009' WHERE id = 1",
        "UPDATE payments SET payment_type = 'refund' WHERE id = 1",
        "UPDATE payments SET refunds_payment_id = NULL WHERE id = 2",
    ] {
        refused_saying(&db, sql, "the amount of a payment never changes");
    }
    for sql in [
        "DELETE FROM payments WHERE id = 1",
        "DELETE FROM payments",
        "INSERT OR REPLACE INTO payments (id, sales_order_id, payment_number, amount, payment_method)
         VALUES (1, 1, 'PAY-2026-0001', 1, 'card')",
    ] {
        refused_saying(&db, sql, "voided, not deleted");
    }
    for sql in [
        "UPDATE payments SET status = 'voided' WHERE id = 1",
        "INSERT INTO payments (sales_order_id, payment_number, amount, payment_method) VALUES (1, 'PAY-2026-0003', 0, 'card')",
        "INSERT INTO payments (sales_order_id, payment_number, amount, payment_method, refunds_payment_id)
         VALUES (1, 'PAY-2026-0003', 1, 'card', 1)",
    ] {
        refused_saying(&db, sql, "CHECK constraint");
    }
}

#[test]
fn a_payment_is_voided_once_and_for_all() {
    let db = farm();
    accept(
        &db,
        "UPDATE payments SET status = 'voided', voided_at = '2026-03-04T10:00:00.000Z', void_reason = 'x' WHERE id = 2",
    );
    let back = "UPDATE payments SET status = 'completed', voided_at = NULL WHERE id = 2";
    refused_saying(&db, back, "the amount of a payment never changes");
    refused_saying(&db, "DELETE FROM payments WHERE id = 2", "voided, not deleted");
    accept(&db, "UPDATE payments SET notes = 'told the bank' WHERE id = 1");
}

#[test]
fn the_figures_of_an_invoice_never_change() {
    let db = farm();
    for sql in [
        "UPDATE invoices SET invoice_number = 'INV-2026-0009'",
        "UPDATE invoices SET sales_order_id = 2",
        "UPDATE invoices SET shipment_id = NULL",
        "UPDATE invoices SET subtotal = 21000000, total = 21000000",
        "UPDATE invoices SET discount_amount = 1000000, total = 19000000",
        "UPDATE invoices SET tax_amount = 1000000, total = 21000000",
        "UPDATE invoices SET shipping_amount = 1000000, total = 21000000",
    ] {
        refused_saying(&db, sql, "the figures of an invoice never change");
    }
    for sql in [
        "DELETE FROM invoices",
        "INSERT OR REPLACE INTO invoices (id, invoice_number, sales_order_id, shipment_id, invoice_date, subtotal, total)
         VALUES (1, 'INV-2026-0001', 1, 1, '2026-03-02', 1, 1)",
    ] {
        refused_saying(&db, sql, "voided, not deleted");
    }
    refused_saying(
        &db,
        "INSERT INTO invoices (invoice_number, sales_order_id, invoice_date, subtotal, total) VALUES ('INV-2026-0002', 1, '2026-03-02', 2, 3)",
        "CHECK constraint",
    );
}

#[test]
fn the_lines_of_an_invoice_never_change() {
    let db = farm();
    for sql in [
        "UPDATE invoice_lines SET quantity = 1000000",
        "UPDATE invoice_lines SET total = 1",
        "DELETE FROM invoice_lines",
        "INSERT OR REPLACE INTO invoice_lines (id, invoice_id, line_number, description, quantity, unit, unit_price, total)
         VALUES (1, 1, 1, 'Bracket', 1000000, 'EA', 10000000, 10000000)",
    ] {
        refused_saying(&db, sql, "the figures of an invoice never change");
    }
}

#[test]
fn an_invoice_is_voided_once_and_for_all() {
    let db = farm();
    accept(
        &db,
        "UPDATE invoices SET status = 'voided', voided_at = '2026-03-04T10:00:00.000Z', void_reason = 'x'",
    );
    refused_saying(&db, "UPDATE invoices SET status = 'posted', voided_at = NULL", "never change");
    refused_saying(&db, "DELETE FROM invoices", "voided, not deleted");
    let second =
        "INSERT INTO invoices (invoice_number, sales_order_id, shipment_id, invoice_date, subtotal, total)
         VALUES ('INV-2026-0002', 1, 1, '2026-03-02', 1, 1)";
    refused_saying(&db, second, "UNIQUE constraint");
}
