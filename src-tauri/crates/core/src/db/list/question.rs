//! What a request asks of a list.

use std::collections::HashMap;

use rusqlite::types::Value;
use spoolyard_types::Code;

use super::filter::{Use, find};
use super::hits::Hits;
use super::tables::Tables;
use super::{Field, ListRequest, ListSpec, Query};
use crate::error::{Result, refuse_field};

/// What a request asks of a list.
pub(super) struct Question<'s> {
    pub(super) spec: &'s ListSpec,
    pub(super) tables: Tables<'s>,
    pub(super) query: Query,
    /// Rows of a search that finds too many to name them in SQL.
    pub(super) hits: Option<Hits>,
    pub(super) field: &'s Field,
    pub(super) descending: bool,
    /// What a field that was worked out to filter by it came to, by row.
    pub(super) known: HashMap<i64, Value>,
}

/// A row of a page before what it shows is read: its key in the order, and its id.
pub(super) type Place = (Value, i64);

impl Question<'_> {
    pub(super) fn way(&self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }

    /// What tells whether a row is found by the search, where that is not said in SQL.
    pub(super) fn hit_sql(&self) -> &'static str {
        self.hits.as_ref().map_or("0", |hits| hits.rowid)
    }

    pub(super) fn is_hit(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
        match &self.hits {
            Some(hits) => Ok(hits.contain(row.get("_hit")?)),
            None => Ok(true),
        }
    }

    /// Asks for these rows and nothing else.
    pub(super) fn only(&mut self, ids: Vec<i64>) {
        self.query = Query { worked_out: self.query.worked_out.take(), ..Query::default() };
        self.hits = None;
        let place = self.query.bind(Value::Text(serde_json::json!(ids).to_string()));
        self.query.conditions.push(format!("{} IN (SELECT value FROM json_each({place}))", self.spec.id));
    }

    /// Continues behind a cursor. SQLite sorts NULL before everything: first when ascending, last when descending.
    pub(super) fn after(&mut self, cursor: &str) -> Result<()> {
        let (key, id) = read_cursor(cursor).ok_or_else(|| {
            refuse_field(Code::InvalidValue, "after", "This page mark is not one of this list.")
        })?;
        let (sort, row) = (self.field.sql, self.spec.id);
        let sign = if self.descending { "<" } else { ">" };
        let is_null = key == Value::Null;
        let id_place = self.query.bind(Value::Integer(id));
        let text = if is_null {
            let rest = if self.descending { String::new() } else { format!(" OR {sort} IS NOT NULL") };
            format!("(({sort} IS NULL AND {row} {sign} {id_place}){rest})")
        } else {
            let key_place = self.query.bind(key);
            let range = format!("({sort}, {row}) {sign} ({key_place}, {id_place})");
            if self.field.nullable && self.descending {
                format!("({range} OR {sort} IS NULL)")
            } else {
                range
            }
        };
        self.query.conditions.push(text);
        Ok(())
    }
}

pub(super) fn order<'s>(spec: &'s ListSpec, request: &ListRequest) -> Result<(&'s Field, bool)> {
    match &request.sort {
        Some(sort) => {
            Ok((find(spec, &sort.field, Use::Sort, || String::from("sort.field"))?, sort.descending))
        }
        None => Ok((find(spec, spec.order.0, Use::Sort, || String::from("sort.field"))?, spec.order.1)),
    }
}

pub(super) fn as_json(key: &Value) -> serde_json::Value {
    match key {
        Value::Integer(n) => serde_json::json!(n),
        Value::Text(t) => serde_json::json!(t),
        Value::Null | Value::Real(_) | Value::Blob(_) => serde_json::Value::Null,
    }
}

pub(super) fn write_cursor((key, id): &Place) -> String {
    serde_json::json!([as_json(key), id]).to_string()
}

fn read_cursor(text: &str) -> Option<Place> {
    let (key, id): (serde_json::Value, i64) = serde_json::from_str(text).ok()?;
    let key = match key {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Number(n) => Value::Integer(n.as_i64()?),
        serde_json::Value::String(t) => Value::Text(t),
        serde_json::Value::Bool(_) | serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
            return None;
        }
    };
    Some((key, id))
}
