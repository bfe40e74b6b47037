//! One action of a person, on its way to the commit.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;

use rusqlite::{CachedStatement, Connection, Params};
use spoolyard_types::{Actor, Clock, Timestamp};

use super::kept::Kept;
use super::log::{self, Intent};
use super::read::Read;
use crate::error::Result;

/// A transaction that may write. It reads as [`Read`] does.
pub struct Write<'t> {
    read: Read<'t>,
    document: RefCell<Option<Document>>,
}

/// The document that an action was about, for its history.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) kind: &'static str,
    pub(super) id: i64,
    pub(super) number: Option<String>,
}

/// The tables that an action changed: what windows refresh by.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Changes {
    /// Names as in the reference.
    pub tables: BTreeSet<String>,
}

impl<'t> Deref for Write<'t> {
    type Target = Read<'t>;
    fn deref(&self) -> &Read<'t> {
        &self.read
    }
}

impl<'t> Write<'t> {
    pub(super) fn new(conn: &'t Connection, actor: &'t Actor, clock: &dyn Clock, kept: &'t Kept) -> Self {
        Self { read: Read::new(conn, actor, clock, kept), document: RefCell::new(None) }
    }

    /// Runs one statement; how many rows it touched.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.read.conn.prepare_cached(sql)?.execute(params)?)
    }

    /// Inserts one row; its id.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn insert(&self, sql: &str, params: impl Params) -> Result<i64> {
        Ok(self.read.conn.prepare_cached(sql)?.insert(params)?)
    }

    /// A statement for many rows: what is bound in it stays until something else is bound.
    pub(crate) fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.read.conn.prepare_cached(sql)?)
    }

    /// The id of the last row that was inserted.
    pub(crate) fn last_id(&self) -> i64 {
        self.read.conn.last_insert_rowid()
    }

    /// Names the document that this action is about, for the history of that document.
    /// The last name given stands.
    pub fn about(&self, kind: &'static str, id: i64, number: Option<&str>) {
        *self.document.borrow_mut() = Some(Document { kind, id, number: number.map(str::to_owned) });
    }

    /// One action of somebody at another instant, inside this transaction and logged as an action of its own:
    /// how the sample farm gets its history. Nothing else may tell the store another time. What a refused
    /// action wrote is taken back, and what stood before it stays.
    pub(crate) fn act<T>(
        &self,
        intent: &Intent,
        at: Timestamp,
        act: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<T> {
        super::allow(&intent.actor, intent.needs)?;
        self.execute("SAVEPOINT action", [])?;
        let write = Write { read: self.read.moment(&intent.actor, at), document: RefCell::new(None) };
        let outcome = act(&write).and_then(|value| log::record(&write, intent, &()).map(|()| value));
        if outcome.is_err() {
            self.execute("ROLLBACK TO action", [])?;
        }
        self.execute("RELEASE action", [])?;
        outcome
    }

    pub(super) fn document(&self) -> Option<Document> {
        self.document.borrow().clone()
    }
}
