//! Whether the store is what it says: the checks behind `spoolyard-cli db verify`.
//!
//! Each check is one query that returns what is wrong and nothing where all is well. It only reads; it never
//! repairs, because what is wrong is evidence.

use crate::db::Read;
use crate::error::Result;

mod checks;

crate::wire! {
    /// What a check found.
    pub struct Finding {
        /// The check, as a sentence that should be true.
        pub check: String,
        /// Whether it is true.
        pub ok: bool,
        /// What to know about it.
        pub detail: String,
        /// What is wrong, a line each; at most 20 of them.
        pub rows: Vec<String>,
    }
}

/// How many lines of a check are shown.
const SHOWN: usize = 20;

/// Runs every check on one snapshot. All findings are returned, the good ones too.
///
/// # Errors
/// When the store cannot be read at all.
pub fn verify(r: &Read<'_>) -> Result<Vec<Finding>> {
    wake_search(r)?;
    let mut findings = vec![
        finding("the file is whole", r.values::<String>("PRAGMA integrity_check(20)", [])?, |line| {
            line != "ok"
        }),
        foreign_keys(r)?,
    ];
    findings.extend(sums(r)?);
    for numbered in checks::NUMBERED {
        findings.push(finding(
            &format!("{} numbers have no gap and no repeat", numbered.prefix),
            r.values(&numbered.sql(), [])?,
            |_| true,
        ));
    }
    Ok(findings)
}

/// A connection that has searched before remembers how its search indexes lay in the file then. A look at each index
/// lets go of that; the check of the file would hold the old layout against the new file, and call it damaged.
fn wake_search(r: &Read<'_>) -> Result<()> {
    let indexes: Vec<String> = r.values(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%' ORDER BY name",
        [],
    )?;
    for index in indexes {
        r.values::<i64>(&format!("SELECT rowid FROM \"{index}\" WHERE \"{index}\" MATCH 'a' LIMIT 1"), [])?;
    }
    Ok(())
}

/// Runs the checks of what must add up, without reading the file page by page.
///
/// # Errors
/// When the store cannot be read at all.
pub fn sums(r: &Read<'_>) -> Result<Vec<Finding>> {
    let check = |check: &checks::Check| Ok(finding(check.sentence, r.values(check.sql, [])?, |_| true));
    checks::CHECKS.iter().map(check).collect()
}

fn foreign_keys(r: &Read<'_>) -> Result<Finding> {
    let mut rows = Vec::new();
    r.each("PRAGMA foreign_key_check", [], |row| {
        let table: String = row.get(0)?;
        let id: Option<i64> = row.get(1)?;
        let parent: String = row.get(2)?;
        rows.push(format!("{table} row {} names a row of {parent} that is not there", id.unwrap_or(0)));
        Ok(())
    })?;
    Ok(finding("every reference leads somewhere", rows, |_| true))
}

fn finding(check: &str, lines: Vec<String>, is_wrong: impl Fn(&str) -> bool) -> Finding {
    let wrong: Vec<String> = lines.into_iter().filter(|line| is_wrong(line)).collect();
    let detail = match wrong.len() {
        0 => String::from("nothing is wrong"),
        1 => String::from("1 row is wrong"),
        n => format!("{n} rows are wrong"),
    };
    Finding {
        check: check.to_owned(),
        ok: wrong.is_empty(),
        detail,
        rows: wrong.into_iter().take(SHOWN).collect(),
    }
}
