//! What the store refuses by itself, whatever the code above it does: unbalanced entries, rewritten movements, changed records.

use rusqlite::Connection;

use crate::support::{accept, migrated, one, refuse};

const POST: &str =
    "UPDATE gl_journal_entries SET status = 'posted', posted_at = '2026-01-05T10:00:00.000Z' WHERE id = 1";

/// A farm with one product, January open, and one draft entry of one debit line.
fn with_draft_entry() -> Connection {
    let db = migrated();
    for sql in [
        "INSERT INTO products (id, sku, name) VALUES (1, 'FG-0001', 'Bracket')",
        "INSERT INTO gl_fiscal_periods (id, year, period, start_date, end_date) VALUES (1, 2026, 1, '2026-01-01', '2026-01-31')",
        "INSERT INTO gl_journal_entries (id, entry_number, entry_date, fiscal_period_id, description)
         VALUES (1, 'JE-2026-0001', '2026-01-05', 1, 'Receipt')",
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, debit) VALUES (1, 1, 1, 5000000)",
    ] {
        accept(&db, sql);
    }
    db
}

fn balance(db: &Connection) {
    accept(
        db,
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, credit) VALUES (1, 2, 2, 5000000)",
    );
}

#[test]
fn an_entry_posts_only_when_it_balances() {
    let db = with_draft_entry();
    assert!(refuse(&db, POST).contains("debits and credits differ"));
    accept(
        &db,
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, credit) VALUES (1, 2, 2, 4999999)",
    );
    assert!(refuse(&db, POST).contains("debits and credits differ"), "a millionth counts");
    accept(&db, "UPDATE gl_journal_entry_lines SET credit = 5000000 WHERE line_number = 2");
    accept(&db, POST);
}

#[test]
fn an_entry_without_lines_does_not_post() {
    let db = with_draft_entry();
    accept(&db, "DELETE FROM gl_journal_entry_lines");
    assert!(refuse(&db, POST).contains("or there are none"));
}

#[test]
fn a_line_is_either_debit_or_credit() {
    let db = with_draft_entry();
    for amounts in ["5, 5", "0, 0", "-5, 0"] {
        refuse(
            &db,
            &format!(
                "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, debit, credit) VALUES (1, 2, 2, {amounts})"
            ),
        );
    }
}

#[test]
fn a_closed_period_and_a_foreign_date_refuse_the_posting() {
    let db = with_draft_entry();
    balance(&db);
    accept(&db, "UPDATE gl_fiscal_periods SET status = 'closed', closed_at = '2026-02-01T00:00:00.000Z'");
    assert!(refuse(&db, POST).contains("closed"));
    accept(&db, "UPDATE gl_fiscal_periods SET status = 'open', closed_at = NULL");
    accept(&db, "UPDATE gl_journal_entries SET entry_date = '2026-02-01'");
    assert!(refuse(&db, POST).contains("dated outside"));
}

#[test]
fn no_entry_is_born_posted() {
    let db = with_draft_entry();
    let reason = refuse(
        &db,
        "INSERT INTO gl_journal_entries (entry_number, entry_date, fiscal_period_id, description, status, posted_at)
         VALUES ('JE-2026-0002', '2026-01-05', 1, 'x', 'posted', '2026-01-05T10:00:00.000Z')",
    );
    assert!(reason.contains("begins as a draft"));
}

#[test]
fn a_posted_entry_stays_as_it_is() {
    let db = with_draft_entry();
    balance(&db);
    accept(&db, POST);
    for sql in [
        "UPDATE gl_journal_entries SET description = 'x' WHERE id = 1",
        "UPDATE gl_journal_entries SET status = 'draft', posted_at = NULL WHERE id = 1",
        "DELETE FROM gl_journal_entries WHERE id = 1",
        "UPDATE gl_journal_entry_lines SET memo = 'x' WHERE journal_entry_id = 1",
        "DELETE FROM gl_journal_entry_lines WHERE journal_entry_id = 1",
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, debit) VALUES (1, 3, 1, 1)",
        "INSERT OR REPLACE INTO gl_journal_entries (id, entry_number, entry_date, fiscal_period_id, description)
         VALUES (1, 'JE-2026-0001', '2026-01-05', 1, 'x')",
        "UPDATE gl_fiscal_periods SET end_date = '2026-01-04' WHERE id = 1",
    ] {
        refuse(&db, sql);
    }
}

#[test]
fn a_movement_is_never_changed_or_deleted() {
    let db = with_draft_entry();
    accept(
        &db,
        "INSERT INTO inventory_transactions (id, product_id, location_id, transaction_type, quantity, total_cost) VALUES (1, 1, 1, 'receipt', 5000000, 100)",
    );
    for sql in [
        "DELETE FROM inventory_transactions",
        "UPDATE inventory_transactions SET quantity = 4000000",
        "UPDATE inventory_transactions SET total_cost = 99",
        "UPDATE inventory_transactions SET location_id = NULL",
        "UPDATE inventory_transactions SET requires_approval = 1",
        "UPDATE inventory_transactions SET approved_by = 'boss@farm.example', approved_at = '2026-01-05T10:00:00.000Z'",
        "INSERT OR REPLACE INTO inventory_transactions (id, product_id, location_id, transaction_type, quantity) VALUES (1, 1, 1, 'receipt', 6000000)",
    ] {
        refuse(&db, sql);
    }
    accept(&db, "UPDATE inventory_transactions SET journal_entry_id = 1");
    refuse(&db, "UPDATE inventory_transactions SET journal_entry_id = NULL");
}

#[test]
fn a_request_is_decided_once() {
    let db = with_draft_entry();
    accept(
        &db,
        "INSERT INTO inventory_transactions (id, product_id, location_id, transaction_type, quantity, requires_approval, approval_reason) VALUES (1, 1, 1, 'issue', -5000000, 1, 'more than is there')",
    );
    let posted = "SELECT is_posted FROM inventory_transactions WHERE id = 1";
    assert_eq!(one::<i64>(&db, posted, []), 0);
    refuse(&db, "UPDATE inventory_transactions SET quantity = -1");
    accept(
        &db,
        "UPDATE inventory_transactions SET approved_by = 'boss@farm.example', approved_at = '2026-01-05T10:00:00.000Z', total_cost = -100",
    );
    assert_eq!(one::<i64>(&db, posted, []), 1);
    refuse(&db, "UPDATE inventory_transactions SET approved_at = NULL");
    refuse(&db, "UPDATE inventory_transactions SET total_cost = 0");
}

#[test]
fn a_movement_has_the_sign_of_its_kind() {
    let db = with_draft_entry();
    refuse(
        &db,
        "INSERT INTO inventory_transactions (product_id, transaction_type, quantity) VALUES (1, 'receipt', -1)",
    );
    refuse(
        &db,
        "INSERT INTO inventory_transactions (product_id, transaction_type, quantity) VALUES (1, 'issue', 1)",
    );
    accept(
        &db,
        "INSERT INTO inventory_transactions (id, product_id, transaction_type, quantity) VALUES (7, 1, 'issue', -1)",
    );
    accept(
        &db,
        "INSERT INTO inventory_transactions (product_id, transaction_type, quantity, reverses_id) VALUES (1, 'issue', 1, 7)",
    );
    let twice = refuse(
        &db,
        "INSERT INTO inventory_transactions (product_id, transaction_type, quantity, reverses_id) VALUES (1, 'issue', 1, 7)",
    );
    assert!(twice.contains("UNIQUE"), "{twice}");
}

#[test]
fn stock_is_never_below_zero_but_may_be_promised_beyond_it() {
    let db = with_draft_entry();
    refuse(&db, "INSERT INTO inventory (product_id, location_id, on_hand_quantity) VALUES (1, 1, -1)");
    accept(
        &db,
        "INSERT INTO inventory (product_id, location_id, on_hand_quantity, allocated_quantity) VALUES (1, 1, 2000000, 3000000)",
    );
    assert_eq!(one::<i64>(&db, "SELECT available_quantity FROM inventory", []), -1_000_000);
}

#[test]
fn the_record_of_commands_is_insert_only() {
    let db = migrated();
    accept(
        &db,
        "INSERT INTO command_log (request_id, command, outcome) VALUES ('r1', 'product.create', 'ok')",
    );
    refuse(&db, "UPDATE command_log SET outcome = 'refused'");
    refuse(&db, "DELETE FROM command_log");
    refuse(
        &db,
        "INSERT INTO command_log (request_id, command, outcome) VALUES ('r1', 'product.create', 'ok')",
    );
}

#[test]
fn a_product_has_one_active_bill_and_one_active_routing() {
    let db = with_draft_entry();
    accept(&db, "INSERT INTO boms (product_id, version, active) VALUES (1, 1, 1)");
    refuse(&db, "INSERT INTO boms (product_id, version, active) VALUES (1, 2, 1)");
    accept(&db, "INSERT INTO boms (product_id, version, active) VALUES (1, 2, 0)");
    accept(&db, "INSERT INTO routings (product_id, code) VALUES (1, 'R-1')");
    refuse(&db, "INSERT INTO routings (product_id, code) VALUES (1, 'R-2')");
    accept(&db, "INSERT INTO routings (code, is_template) VALUES ('T-1', 1)");
    accept(&db, "INSERT INTO routings (code, is_template) VALUES ('T-2', 1)");
}

#[test]
fn codes_days_and_moments_are_what_they_look_like() {
    let db = with_draft_entry();
    for sql in [
        "INSERT INTO products (sku, name) VALUES ('fg-0001', 'the same in small letters')",
        "INSERT INTO products (sku, name) VALUES (' ', 'blank')",
        "INSERT INTO products (sku, name, item_type) VALUES ('X', 'x', 'widget')",
        "UPDATE products SET created_at = '2026-02-30T00:00:00.000Z'",
        "UPDATE products SET created_at = '2026-02-20 00:00:00'",
        "UPDATE products SET created_at = '2026-02-20T00:00:00Z'",
        "INSERT INTO boms (product_id, effective_date) VALUES (1, '2026-02-30')",
        "INSERT INTO boms (product_id, effective_date) VALUES (1, '2026-2-3')",
        "INSERT INTO boms (product_id, effective_date) VALUES (1, '0026-02-03')",
        "INSERT INTO company_settings (id) VALUES (2)",
        "UPDATE company_settings SET settings_json = '{'",
    ] {
        refuse(&db, sql);
    }
    accept(&db, "INSERT INTO boms (product_id, effective_date) VALUES (1, '2028-02-29')");
}

#[test]
fn search_follows_its_table() {
    let db = migrated();
    let hits =
        |text: &str| one::<i64>(&db, "SELECT count(*) FROM products_fts WHERE products_fts MATCH ?1", [text]);
    accept(&db, "INSERT INTO products (sku, name) VALUES ('MAT-PLA-0042', 'Müller black')");
    assert_eq!(db.last_insert_rowid(), one::<i64>(&db, "SELECT max(id) FROM products", []));
    assert_eq!((hits("\"0042\"*"), hits("\"mul\"* \"bl\"*"), hits("\"lack\"*")), (1, 1, 0));
    accept(&db, "UPDATE products SET name = 'Grey'");
    assert_eq!((hits("\"bl\"*"), hits("\"gre\"*")), (0, 1));
    accept(&db, "DELETE FROM products");
    assert_eq!(hits("\"gre\"*"), 0);
    accept(&db, "INSERT INTO products_fts (products_fts, rank) VALUES ('integrity-check', 1)");
}
