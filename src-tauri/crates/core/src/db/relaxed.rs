//! Rows that were worked out of the store and can be again: a plan.
//!
//! A first plan writes hundreds of thousands of rows. What a person did is on the disk when the answer is given, and each
//! row is held against every rule of its table. A plan asks for less. A power cut may take the last pieces of it, whole
//! transactions from the end and never one in the middle: the log is one file that grows, and the next person's save
//! takes to the disk all that stands before it. The next run finds what is missing and writes it. And its values are
//! dates, quantities and words by their types, and what no type holds is asked before a row is written
//! (`planning/save/rows.rs`): calculating each date of each row a second time would cost as much as writing the row. The types of columns, what may not be missing, and whatever a row refers to are held as ever; that
//! every row keeps every rule is looked at when a store is opened, and in each write of a build with debug assertions,
//! which tests are made with.

use std::ops::{Deref, DerefMut};

use rusqlite::Connection;

use crate::error::Result;

/// The writer, for as long as it writes such rows.
pub(super) struct Relaxed<'c>(&'c mut Connection);

impl<'c> Relaxed<'c> {
    pub(super) fn begin(conn: &'c mut Connection) -> Result<Self> {
        // From here on it is set back, also when the second fails.
        let relaxed = Self(conn);
        relaxed.0.pragma_update(None, "synchronous", "NORMAL")?;
        relaxed.0.pragma_update(None, "ignore_check_constraints", !cfg!(debug_assertions))?;
        Ok(relaxed)
    }

    fn end(&self) -> rusqlite::Result<()> {
        self.0.pragma_update(None, "ignore_check_constraints", false)?;
        self.0.pragma_update(None, "synchronous", "FULL")
    }
}

impl Drop for Relaxed<'_> {
    fn drop(&mut self) {
        if let Err(err) = self.end() {
            tracing::error!(%err, "the writer could not be made strict again");
        }
    }
}

impl Deref for Relaxed<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.0
    }
}

impl DerefMut for Relaxed<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strictness(conn: &Connection) -> (i64, i64) {
        let ask = |pragma: &str| {
            conn.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).expect("a setting")
        };
        (ask("synchronous"), ask("ignore_check_constraints"))
    }

    #[test]
    fn the_writer_is_strict_again_whatever_happened() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut conn = Connection::open(folder.path().join("some.sqlite")).expect("a store");
        conn.pragma_update(None, "journal_mode", "WAL").expect("a log");
        conn.pragma_update(None, "synchronous", "FULL").expect("a setting");
        let before = strictness(&conn);
        {
            let mut relaxed = Relaxed::begin(&mut conn).expect("the writer");
            assert_eq!(strictness(&relaxed).0, 1, "a commit does not wait for the disk");
            let tx = relaxed.transaction().expect("a transaction");
            tx.execute("CREATE TABLE t (a INTEGER)", []).expect("a table");
            // It is dropped in the middle, as by a refusal.
        }
        assert_eq!(strictness(&conn), before);
        assert_eq!(before, (2, 0));
    }
}
