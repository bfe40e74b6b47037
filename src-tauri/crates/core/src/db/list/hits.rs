//! What the words of a search find.

use rusqlite::types::Value;

use super::filter::match_words;
use super::page::FEW;
use super::{Among, Query, Search};
use crate::db::Read;
use crate::error::Result;

/// The rows that a search finds, where they are too many to look them up one by one. SQLite would make a tree of them for
/// the number of rows and another for the page; here a list is walked in its order and each row looked for among them.
pub(super) struct Hits {
    /// The expression that is looked for, as [`Search::rowid`].
    pub(super) rowid: &'static str,
    table: &'static str,
    words: String,
    ids: Vec<i64>,
}

impl Hits {
    pub(super) fn contain(&self, id: Option<i64>) -> bool {
        id.is_some_and(|id| self.ids.binary_search(&id).is_ok())
    }

    pub(super) fn number(&self) -> usize {
        self.ids.len()
    }

    /// The same as a condition.
    pub(super) fn bind(&self, query: &mut Query) {
        let (table, rowid) = (self.table, self.rowid);
        let place = query.bind(Value::Text(self.words.clone()));
        query.conditions.push(format!("{rowid} IN (SELECT rowid FROM {table} WHERE {table} MATCH {place})"));
    }
}

impl Read<'_> {
    /// Few hits become a condition of the query; many are given back. Text without a word finds everything.
    pub(super) fn hits(&self, search: Search, text: &str, query: &mut Query) -> Result<Option<Hits>> {
        let Some(words) = match_words(text) else { return Ok(None) };
        let Search { table, rowid } = search;
        let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1");
        let mut ids: Vec<i64> = self.values(&sql, rusqlite::params![words])?;
        if ids.len() > FEW {
            ids.sort_unstable();
            return Ok(Some(Hits { rowid, table, words, ids }));
        }
        let place = query.bind(Value::Text(serde_json::json!(ids).to_string()));
        let few = format!("{rowid} IN (SELECT value FROM json_each({place}))");
        // The plus keeps SQLite from looking up everything that a few items have, and sorting it.
        query.among(Among { many: few.clone(), walk: format!("+{few}"), few });
        Ok(None)
    }
}
