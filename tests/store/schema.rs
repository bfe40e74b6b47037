//! The migrated database against the reference of 52 tables (`core-52.json`): every table, column, type, default, key, UNIQUE
//! and index. A migration that loses one of them fails here by its name.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde::Deserialize;

use crate::support::migrated;

#[derive(Deserialize)]
struct Table {
    table: String,
    columns: Vec<Column>,
    unique: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    pk: bool,
    #[serde(default)]
    not_null: bool,
    #[serde(default)]
    unique: bool,
    #[serde(default)]
    index: bool,
    #[serde(default)]
    computed: bool,
    default: Option<String>,
    references: Option<String>,
    on_delete: Option<String>,
}

impl Column {
    /// `Numeric` of `Numeric(18,4)`.
    fn family(&self) -> &str {
        self.kind.split('(').next().unwrap_or_default()
    }

    fn storage(&self) -> &'static str {
        match self.family() {
            "Integer" | "BigInteger" | "Boolean" | "Numeric" => "INTEGER",
            "String" | "Text" | "DateTime" | "Date" | "JSON" => "TEXT",
            "LargeBinary" => "BLOB",
            other => panic!("the reference has a type this test does not know: {other}"),
        }
    }

    /// The default as SQLite must show it, where the reference fixes its words.
    fn default_in_store(&self) -> Option<String> {
        let default = self.default.as_deref()?;
        match self.family() {
            "String" | "Text" => Some(format!("'{default}'")),
            "Boolean" => Some(if default == "true" { "1" } else { "0" }.to_owned()),
            "Integer" | "BigInteger" => Some(default.to_owned()),
            "Numeric" => Some(scaled(default, self.scale()).to_string()),
            _ => None,
        }
    }

    /// Millionths, but for the one column that the reference gives eight decimals.
    fn scale(&self) -> u32 {
        if self.name == "conversion_factor" { 8 } else { 6 }
    }
}

/// `1.5` at scale 6 is 1500000.
fn scaled(decimal: &str, scale: u32) -> i64 {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = format!("{whole}{fraction:0<width$}", width = scale as usize);
    digits.parse().expect("the reference's default is a decimal")
}

struct StoredColumn {
    storage: String,
    not_null: bool,
    default: Option<String>,
    pk: bool,
    generated: bool,
}

struct StoredTable {
    columns: BTreeMap<String, StoredColumn>,
    /// column → (parent table, ON DELETE)
    foreign_keys: BTreeMap<String, (String, String)>,
    leading: BTreeSet<String>,
    unique: BTreeSet<Vec<String>>,
}

fn reference() -> Vec<Table> {
    serde_json::from_str(include_str!("core-52.json")).expect("the reference is readable")
}

fn stored(db: &Connection, table: &str) -> StoredTable {
    let columns = rows(db, &format!("PRAGMA table_xinfo({table})"), |row| {
        let column = StoredColumn {
            storage: row.get(2)?,
            not_null: row.get(3)?,
            default: row.get(4)?,
            pk: row.get::<_, i64>(5)? > 0,
            generated: matches!(row.get::<_, i64>(6)?, 2 | 3),
        };
        Ok((row.get(1)?, column))
    });
    let foreign_keys = rows(db, &format!("PRAGMA foreign_key_list({table})"), |row| {
        Ok((row.get(3)?, (row.get(2)?, row.get(6)?)))
    });
    let mut found = StoredTable {
        columns: columns.into_iter().collect(),
        foreign_keys: foreign_keys.into_iter().collect(),
        leading: BTreeSet::new(),
        unique: BTreeSet::new(),
    };
    let indexes = rows(db, &format!("PRAGMA index_list({table})"), |row| {
        Ok((row.get::<_, String>(1)?, row.get::<_, bool>(2)?, row.get::<_, bool>(4)?))
    });
    for (index, unique, partial) in indexes {
        let columns: Option<Vec<String>> =
            rows(db, &format!("PRAGMA index_info({index})"), |row| row.get::<_, Option<String>>(2))
                .into_iter()
                .collect();
        // An index on an expression leads with no column.
        let Some(columns) = columns else { continue };
        found.leading.extend(columns.first().cloned());
        if unique && !partial {
            found.unique.insert(columns);
        }
    }
    found
}

fn rows<T>(db: &Connection, sql: &str, read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut statement = db.prepare(sql).expect("the pragma is known");
    let found = statement.query_map([], |row| read(row)).expect("the pragma runs");
    found.collect::<Result<_, _>>().expect("its rows are readable")
}

fn column_shortfalls(at: &str, column: &Column, table: &StoredTable, shortfalls: &mut Vec<String>) {
    let Some(have) = table.columns.get(&column.name) else {
        shortfalls.push(format!("{at}: no such column"));
        return;
    };
    let mut short = |fails: bool, what: String| {
        if fails {
            shortfalls.push(format!("{at}: {what}"));
        }
    };
    short(have.storage != column.storage(), format!("stored as {}", have.storage));
    short(column.pk && !have.pk, "not the primary key".into());
    short(column.not_null && !column.pk && !have.not_null, "may be NULL".into());
    short(column.computed && !have.generated, "not a generated column".into());
    short(column.default.is_some() && have.default.is_none(), "no DEFAULT".into());
    if let Some(expected) = column.default_in_store() {
        short(
            have.default.as_deref() != Some(&expected),
            format!("DEFAULT {:?}, expected {expected}", have.default),
        );
    }
    if let Some(references) = &column.references {
        let parent = references.split('.').next().unwrap_or_default();
        match table.foreign_keys.get(&column.name) {
            Some((to, on_delete)) if to == parent => short(
                column.on_delete.as_ref().is_some_and(|rule| rule != on_delete),
                format!("ON DELETE {on_delete}"),
            ),
            _ => short(true, format!("no foreign key to {parent}")),
        }
    }
    short(column.unique && !table.unique.contains(&vec![column.name.clone()]), "not UNIQUE".into());
    short(
        column.index && !column.pk && !table.leading.contains(&column.name),
        "no index leads with it".into(),
    );
}

#[test]
fn every_table_and_column_of_the_reference_is_there() {
    let db = migrated();
    let strict: BTreeMap<String, bool> =
        rows(&db, "PRAGMA table_list", |row| Ok((row.get(1)?, row.get(5)?))).into_iter().collect();
    let mut shortfalls = Vec::new();
    let reference = reference();
    assert_eq!(reference.len(), 52);
    for table in &reference {
        match strict.get(&table.table) {
            None => {
                shortfalls.push(format!("{}: no such table", table.table));
                continue;
            }
            Some(false) => shortfalls.push(format!("{}: not STRICT", table.table)),
            Some(true) => {}
        }
        let have = stored(&db, &table.table);
        for column in &table.columns {
            column_shortfalls(&format!("{}.{}", table.table, column.name), column, &have, &mut shortfalls);
        }
        for columns in &table.unique {
            if !have.unique.contains(columns) {
                shortfalls.push(format!("{}: no UNIQUE({})", table.table, columns.join(", ")));
            }
        }
    }
    assert!(shortfalls.is_empty(), "{}", shortfalls.join("\n"));
}

#[test]
fn every_table_of_ours_is_strict() {
    let db = migrated();
    let loose: Vec<String> = rows(
        &db,
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND strict = 0
           AND name NOT LIKE 'sqlite_%' AND name <> 'refinery_schema_history'",
        |row| row.get(0),
    );
    assert!(loose.is_empty(), "not STRICT: {loose:?}");
}

#[test]
fn every_foreign_key_names_a_table_that_exists_and_is_indexed() {
    // The parent's delete scans a child without an index row by row; the one-row table is small enough.
    let db = migrated();
    let loose: Vec<String> = rows(
        &db,
        "SELECT t.name || '.' || f.\"from\" || ' -> ' || f.\"table\"
         FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f
         WHERE t.schema = 'main' AND t.name <> 'company_settings'
           AND (   NOT EXISTS (SELECT 1 FROM sqlite_schema AS s WHERE s.type = 'table' AND s.name = f.\"table\")
                OR NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
                               WHERE c.seqno = 0 AND c.name = f.\"from\")
                   AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) AS p WHERE p.pk = 1 AND p.name = f.\"from\"))",
        |row| row.get(0),
    );
    assert!(loose.is_empty(), "{loose:#?}");
}

#[test]
fn a_new_file_is_sound() {
    let db = migrated();
    let broken: Vec<String> = rows(&db, "PRAGMA foreign_key_check", |row| row.get(0));
    assert!(broken.is_empty(), "rows without their parent: {broken:?}");
    let sound: Vec<String> = rows(&db, "PRAGMA integrity_check", |row| row.get(0));
    assert_eq!(sound, ["ok"]);
}
