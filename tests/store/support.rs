//! A migrated database in memory, as a new farm gets it.

use rusqlite::{Connection, Params};

refinery::embed_migrations!("../migrations");

/// Opens an empty database and applies every migration in one transaction, as the application does.
pub(crate) fn migrated() -> Connection {
    let mut db = Connection::open_in_memory().expect("an in-memory database opens");
    db.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF;",
    )
    .expect("the connection takes its settings");
    migrations::runner().set_grouped(true).run(&mut db).expect("all migrations apply");
    db
}

/// Runs one statement that must pass.
pub(crate) fn accept(db: &Connection, sql: &str) {
    if let Err(error) = db.execute(sql, []) {
        panic!("the store refused `{sql}`: {error}");
    }
}

/// Runs one statement that the store must refuse, and returns its reason.
pub(crate) fn refuse(db: &Connection, sql: &str) -> String {
    match db.execute(sql, []) {
        Ok(_) => panic!("the store accepted `{sql}`"),
        Err(error) => error.to_string(),
    }
}

/// Reads the first column of the first row.
pub(crate) fn one<T: rusqlite::types::FromSql>(db: &Connection, sql: &str, params: impl Params) -> T {
    db.query_row(sql, params, |row| row.get(0)).unwrap_or_else(|error| panic!("`{sql}`: {error}"))
}
