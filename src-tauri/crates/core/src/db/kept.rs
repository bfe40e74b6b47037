//! What is kept beside the store while it is open: which rows changed since somebody last asked, and what a
//! capability has worked out of them.
//!
//! Nothing here is data. It can be dropped at any time and worked out anew from the store.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many changed rows of one table are remembered; beyond them it is the table that changed.
const MOST_ROWS: usize = 4_096;

/// The rows of one table that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedRows {
    /// Ids of rows that were inserted or updated.
    pub written: BTreeSet<i64>,
    /// Ids of rows that were deleted.
    pub deleted: BTreeSet<i64>,
    /// So many changed that they are not listed.
    pub too_many: bool,
}

impl ChangedRows {
    fn shorten(&mut self) {
        if self.too_many || self.written.len() + self.deleted.len() > MOST_ROWS {
            *self = Self { too_many: true, ..Self::default() };
        }
    }
}

/// Changed rows by table.
pub type ChangedTables = BTreeMap<String, ChangedRows>;

/// What a transaction has touched so far.
#[derive(Debug, Default)]
pub(super) struct Touched {
    rows: ChangedTables,
    /// Tables of which it is enough to know that they changed.
    unlisted: &'static [&'static str],
}

impl Touched {
    /// Forgets what a transaction that was taken back has left, before the next one.
    pub(super) fn begin(&mut self, unlisted: &'static [&'static str]) {
        *self = Self { rows: ChangedTables::new(), unlisted };
    }

    pub(super) fn note(&mut self, table: &str, row: i64, is_gone: bool) {
        if !self.rows.contains_key(table) {
            self.rows.insert(table.to_owned(), ChangedRows::default());
        }
        if self.unlisted.contains(&table) {
            return;
        }
        let Some(rows) = self.rows.get_mut(table) else { return };
        if !rows.too_many {
            if is_gone {
                rows.deleted.insert(row)
            } else {
                rows.written.insert(row)
            };
            rows.shorten();
        }
    }

    pub(super) fn take(&mut self) -> ChangedTables {
        std::mem::take(&mut self.rows)
    }
}

/// Kept as long as the store is open.
#[derive(Default)]
pub struct Kept {
    journal: Mutex<ChangedTables>,
    answer: Mutex<Option<Arc<dyn Any + Send + Sync>>>,
}

impl Kept {
    /// While this is held nothing is committed, so that a snapshot that begins now has seen exactly what is listed.
    pub(super) fn journal(&self) -> MutexGuard<'_, ChangedTables> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was put here last, if it is of this type.
    pub(crate) fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let held = self.answer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        held.and_then(|answer| answer.downcast().ok())
    }

    /// Puts an answer in the place of the last one.
    pub(crate) fn put<T: Any + Send + Sync>(&self, answer: Arc<T>) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }
}

/// Adds what a transaction changed to what had changed before it.
pub(super) fn merge(journal: &mut ChangedTables, more: ChangedTables) {
    for (table, rows) in more {
        let known = journal.entry(table).or_default();
        known.too_many |= rows.too_many;
        known.written.extend(rows.written);
        known.deleted.extend(rows.deleted);
        known.shorten();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_listed_until_they_are_too_many() {
        let mut touched = Touched::default();
        touched.note("products", 7, false);
        touched.note("products", 8, true);
        let mut journal = touched.take();
        assert_eq!(journal["products"].written, BTreeSet::from([7]));
        assert_eq!(journal["products"].deleted, BTreeSet::from([8]));
        for row in 0..=MOST_ROWS as i64 {
            touched.note("products", row, false);
        }
        merge(&mut journal, touched.take());
        assert!(journal["products"].too_many && journal["products"].written.is_empty());
        assert!(touched.take().is_empty());
    }

    #[test]
    fn of_unlisted_tables_it_is_known_that_they_changed() {
        let mut touched = Touched::default();
        touched.note("products", 7, false);
        touched.begin(&["planned_orders"]);
        touched.note("planned_orders", 1, false);
        touched.note("products", 8, false);
        let found = touched.take();
        assert_eq!(found["planned_orders"], ChangedRows::default());
        assert_eq!(found["products"].written, BTreeSet::from([8]));
    }
}
