//! The views for other people's tools: one a table, plain decimals, no secrets.

use rusqlite::Connection;

use crate::support::{accept, migrated, one};

/// Columns that no report shows.
const SECRETS: &[&str] = &[
    "password_hash",
    "recovery_code_hash",
    "token_hash",
    "token",
    "approval_token",
    "connection_config",
    "ai_api_key",
    "request_json",
    "response_json",
];

fn names(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).expect("the statement is valid");
    let found = statement.query_map([], |row| row.get(0)).expect("it runs");
    found.collect::<Result<_, _>>().expect("names are text")
}

#[test]
fn every_table_has_a_view_with_all_its_columns_but_the_secret_ones() {
    let db = migrated();
    let tables = names(
        &db,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 1",
    );
    assert!(tables.len() > 52);
    for table in tables {
        let mut expected = names(&db, &format!("SELECT name FROM pragma_table_xinfo('{table}')"));
        expected.retain(|column| !SECRETS.contains(&column.as_str()));
        let shown = names(&db, &format!("SELECT name FROM pragma_table_info('report_{table}')"));
        assert_eq!(shown, expected, "report_{table}");
    }
}

#[test]
fn every_view_answers() {
    let db = migrated();
    for view in names(&db, "SELECT name FROM sqlite_schema WHERE type = 'view'") {
        one::<i64>(&db, &format!("SELECT count(*) FROM (SELECT * FROM {view})"), []);
    }
}

#[test]
fn decimals_are_plain_and_compare_as_numbers() {
    let db = migrated();
    accept(
        &db,
        "INSERT INTO products (id, sku, name, average_cost, selling_price) VALUES (1, 'A', 'a', 16400, 9000000), (2, 'B', 'b', 26667, 10500000)",
    );
    let shown = |sql: &str| one::<f64>(&db, sql, []).to_string();
    assert_eq!(shown("SELECT average_cost FROM report_products WHERE id = 1"), "0.0164");
    assert_eq!(shown("SELECT average_cost FROM report_products WHERE id = 2"), "0.026667");
    assert_eq!(names(&db, "SELECT sku FROM report_products ORDER BY selling_price DESC"), ["B", "A"]);
    assert_eq!(names(&db, "SELECT sku FROM report_products WHERE selling_price < 10"), ["A"]);
    accept(
        &db,
        "INSERT INTO inventory (product_id, location_id, on_hand_quantity) VALUES (1, 1, 999999999999999)",
    );
    assert_eq!(
        shown("SELECT on_hand_quantity FROM report_inventory"),
        "999999999.999999",
        "to a billion, every digit"
    );
    assert_eq!(shown("SELECT conversion_factor FROM report_units_of_measure WHERE code = 'LB'"), "453.59237");
}
