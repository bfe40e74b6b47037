//! A page of a list walks an index in the order it is shown: it neither reads the whole table nor sorts it, however many years
//! of orders lie in it. Held by the plan rather than by a clock, so that a slow machine proves nothing.

use rusqlite::Connection;

use crate::support::{accept, migrated};

/// Table, filter, and the keys its page may be sorted by.
const LISTS: &[(&str, &str, &[&str])] = &[
    ("products", "", &["sku", "sku COLLATE NOCASE", "name COLLATE NOCASE", "created_at"]),
    ("users", "", &["email", "created_at", "customer_number"]),
    ("vendors", "", &["code", "name COLLATE NOCASE"]),
    ("quotes", "", &["quote_number", "created_at"]),
    ("quotes", "status = 'pending'", &["expires_at"]),
    (
        "sales_orders",
        "",
        &["order_number", "created_at", "requested_date", "estimated_completion_date", "rush_level"],
    ),
    (
        "sales_orders",
        "status = 'completed'",
        &["order_number", "created_at", "requested_date", "estimated_completion_date"],
    ),
    ("sales_orders", "payment_status = 'paid'", &["order_number", "created_at"]),
    ("sales_orders", "fulfillment_status = 'fulfilled'", &["order_number", "created_at"]),
    ("sales_orders", "rush_level = 'standard'", &["created_at"]),
    ("sales_orders", "customer_id = 7", &["created_at"]),
    ("purchase_orders", "", &["po_number", "created_at", "expected_date"]),
    ("purchase_orders", "status = 'closed'", &["po_number", "created_at", "expected_date"]),
    ("production_orders", "", &["code", "created_at", "due_date", "priority"]),
    ("production_orders", "status = 'completed'", &["code", "created_at", "due_date"]),
    ("production_orders", "priority = 3", &["created_at"]),
    ("shipments", "", &["shipment_number", "created_at"]),
    ("shipments", "status = 'shipped'", &["ship_date", "created_at"]),
    ("invoices", "", &["invoice_number", "invoice_date"]),
    ("invoices", "customer_id = 7", &["invoice_date"]),
    ("payments", "", &["payment_number", "payment_date"]),
    ("payments", "status = 'completed'", &["payment_number", "payment_date"]),
    (
        "inventory_transactions",
        "",
        &[
            "id",
            "created_at",
            "transaction_date",
            "transaction_type",
            "reference_type",
            "created_by",
            "lot_number",
            "serial_number",
            "product_id",
            "lot_id",
            "spool_id",
        ],
    ),
    ("inventory_transactions", "transaction_type = 'issue'", &["id", "created_at", "transaction_date"]),
    ("inventory_transactions", "reference_type = 'po'", &["id", "created_at", "transaction_date"]),
    ("inventory_transactions", "location_id = 7", &["id"]),
    ("inventory_transactions", "requires_approval = 1 AND approved_at IS NULL", &["created_at"]),
    ("gl_journal_entries", "", &["entry_number", "entry_date"]),
    ("planned_orders", "", &["start_date", "product_id"]),
    // As the list asks; by due date it goes through all of them, so that a first plan has an index less to write.
    ("planned_orders", "+status = 'planned'", &["start_date"]),
    ("planned_orders", "+status IN ('planned', 'firmed') AND start_date <= '2026-03-02'", &["start_date"]),
    ("command_log", "", &["id", "at"]),
    ("command_log", "document_type = 'sales_orders' AND document_id = 7", &["id"]),
];

fn plan(db: &Connection, sql: &str) -> String {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("the query is valid");
    let steps = statement.query_map([], |row| row.get::<_, String>(3)).expect("it is explained");
    steps.collect::<Result<Vec<_>, _>>().expect("steps are text").join("; ")
}

#[test]
fn pages_walk_an_index() {
    let db = migrated();
    let mut sorted = Vec::new();
    for &(table, filter, keys) in LISTS {
        for key in keys {
            for way in ["ASC", "DESC"] {
                let (first, next) = match filter {
                    "" => (String::new(), format!("WHERE ({key}, id) > (1, 1)")),
                    filter => (format!("WHERE {filter}"), format!("WHERE {filter} AND ({key}, id) > (1, 1)")),
                };
                for condition in [first, next] {
                    let sql = format!(
                        "SELECT *, {key} AS _key FROM {table} {condition} ORDER BY {key} {way}, id {way} LIMIT 201"
                    );
                    let plan = plan(&db, &sql);
                    // A sort of ties alone (LAST TERM) reads no more than the page.
                    if plan.contains("TEMP B-TREE FOR ORDER BY") {
                        sorted.push(format!("{sql}\n    {plan}"));
                    }
                }
            }
        }
    }
    assert!(sorted.is_empty(), "sorted in memory:\n{}", sorted.join("\n"));
}

#[test]
fn what_is_looked_up_by_document_is_found_by_index() {
    let db = migrated();
    for sql in [
        "SELECT * FROM inventory_transactions WHERE reference_type = 'po' AND reference_id = 7",
        "SELECT sum(quantity) FROM inventory_transactions WHERE product_id = 7 AND location_id = 1 AND is_posted",
        "SELECT * FROM inventory_allocations WHERE holder_type = 'sales_order_line' AND holder_id = 7",
        "SELECT * FROM inventory_allocations WHERE product_id = 7",
        "SELECT * FROM inventory_cost_layers WHERE product_id = 7 AND remaining > 0 ORDER BY id",
        "SELECT * FROM sales_order_lines WHERE sales_order_id = 7 ORDER BY line_number",
        "SELECT * FROM sales_order_lines WHERE product_id = 7 AND is_cancelled = 0 AND shipped_quantity < quantity",
        "SELECT * FROM purchase_order_lines WHERE purchase_order_id = 7 ORDER BY line_number",
        "SELECT * FROM boms WHERE product_id = 7 AND active = 1",
        "SELECT * FROM bom_lines WHERE component_id = 7",
        "SELECT * FROM production_order_operations WHERE production_order_id = 7 ORDER BY sequence",
        "SELECT * FROM material_lots WHERE product_id = 7 AND status = 'active' ORDER BY expiration_date, id",
        "SELECT * FROM planning_messages WHERE product_id = 7",
        "SELECT * FROM order_events WHERE order_id = 7 ORDER BY id",
        "SELECT * FROM gl_journal_entries WHERE source_type = 'shipment' AND source_id = 7",
    ] {
        let plan = plan(&db, sql);
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{sql}\n    {plan}");
    }
}

#[test]
fn one_product_answers_to_any_case() {
    let db = migrated();
    accept(&db, "INSERT INTO products (sku, name) VALUES ('FG-0001', 'Bracket')");
    let plan = plan(&db, "SELECT id FROM products WHERE sku = 'fg-0001' COLLATE NOCASE");
    assert!(plan.contains("products_sku_any_case"), "{plan}");
}
