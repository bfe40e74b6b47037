//! A page: which rows it has, then what they show.

use rusqlite::types::Value;
use spoolyard_types::Code;

use super::filter::{conditions, find, match_words};
use super::tables::Tables;
use super::{Field, ListRequest, ListSpec, Page, Query, Search};
use crate::db::{FromRow, Read};
use crate::error::{Result, refuse_field};

const MOST_ROWS: u32 = 1000;
/// So many hits of a search are more than a page will ever show.
const MANY_HITS: i64 = 1000;

impl Read<'_> {
    /// Answers a list request.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] naming the filter, sort or cursor at fault.
    pub fn list<T: FromRow>(&self, spec: &ListSpec, request: &ListRequest) -> Result<Page<T>> {
        let tables = Tables::read(spec.from);
        let mut query = Query { conditions: Vec::new(), values: Vec::new() };
        if !spec.always.is_empty() {
            query.conditions.push(format!("({})", spec.always));
        }
        conditions(spec, request, &mut query)?;
        if let (Some(text), Some(search)) = (&request.search, spec.search)
            && let Some(words) = match_words(text)
        {
            self.search(search, words, &mut query)?;
        }
        let total = match request.after {
            Some(_) => None,
            None => self.total(spec, &tables, &query)?,
        };
        let (field, descending) = order(spec, request)?;
        if total == Some(0) {
            return Ok(Page { rows: Vec::new(), next: None, total });
        }
        if let Some(cursor) = &request.after {
            after(spec, field, descending, cursor, &mut query)?;
        }
        let limit = request.limit.unwrap_or(200).clamp(1, MOST_ROWS);
        let sql = page_sql(spec, &tables, &query, (field, descending), limit + 1);
        let mut rows = Vec::new();
        let mut cursors = Vec::new();
        self.each(&sql, rusqlite::params_from_iter(query.values), |row| {
            rows.push(T::from_row(row)?);
            cursors.push((row.get::<_, Value>("_key")?, row.get::<_, i64>("_id")?));
            Ok(())
        })?;
        let limit = limit as usize;
        let next = (rows.len() > limit).then(|| cursors.get(limit - 1).map(write_cursor)).flatten();
        rows.truncate(limit);
        Ok(Page { rows, next, total })
    }

    /// Few hits are looked up one by one. Where there are many, the list is walked in its order until a page of them is
    /// found: the plus says so to SQLite, which cannot know how often a word stands.
    fn search(&self, search: Search, words: String, query: &mut Query) -> Result<()> {
        let table = search.table;
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ?1 LIMIT {})",
            MANY_HITS + 1
        );
        let hits: Option<i64> = self.value(&sql, rusqlite::params![words])?;
        let walked = if hits.is_some_and(|hits| hits > MANY_HITS) { "+" } else { "" };
        let place = query.bind(Value::Text(words));
        query.conditions.push(format!(
            "{walked}{} IN (SELECT rowid FROM {table} WHERE {table} MATCH {place})",
            search.rowid
        ));
        Ok(())
    }

    fn total(&self, spec: &ListSpec, tables: &Tables<'_>, query: &Query) -> Result<Option<u32>> {
        let condition = query.where_clause();
        let from = tables.needed_for(&[spec.id, &condition]);
        let sql = format!("SELECT count(*) FROM {from}{condition}");
        self.value(&sql, rusqlite::params_from_iter(query.values.clone()))
    }
}

/// The rows of the page come first, by themselves: whatever else a row shows is worked out for these alone. The order
/// names the key and does not repeat it, so that a sum is worked out once for each row.
fn page_sql(
    spec: &ListSpec,
    tables: &Tables<'_>,
    query: &Query,
    (field, descending): (&Field, bool),
    rows: u32,
) -> String {
    let (sort, id, select) = (field.sql, spec.id, spec.select);
    let way = if descending { "DESC" } else { "ASC" };
    let condition = query.where_clause();
    let from = tables.needed_for(&[sort, id, &condition]);
    let all = tables.all();
    format!(
        "SELECT {select}, _page._key AS _key, _page._id AS _id
         FROM (SELECT {sort} AS _key, {id} AS _id FROM {from}{condition}
               ORDER BY _key {way}, {id} {way} LIMIT {rows}) AS _page
         CROSS JOIN {all} WHERE {id} = _page._id ORDER BY _page._key {way}, _page._id {way}"
    )
}

fn order<'s>(spec: &'s ListSpec, request: &ListRequest) -> Result<(&'s Field, bool)> {
    match &request.sort {
        Some(sort) => Ok((find(spec, &sort.field, || String::from("sort.field"))?, sort.descending)),
        None => Ok((find(spec, spec.order.0, || String::from("sort.field"))?, spec.order.1)),
    }
}

/// Continues behind a cursor. SQLite sorts NULL before everything: first when ascending, last when descending.
fn after(spec: &ListSpec, field: &Field, descending: bool, cursor: &str, query: &mut Query) -> Result<()> {
    let (key, id) = read_cursor(cursor).ok_or_else(|| {
        refuse_field(Code::InvalidValue, "after", "This page mark is not one of this list.")
    })?;
    let (sort, row, sign) = (field.sql, spec.id, if descending { "<" } else { ">" });
    let is_null = key == Value::Null;
    let id_place = query.bind(Value::Integer(id));
    let text = if is_null {
        let rest = if descending { String::new() } else { format!(" OR {sort} IS NOT NULL") };
        format!("(({sort} IS NULL AND {row} {sign} {id_place}){rest})")
    } else {
        let key_place = query.bind(key);
        let range = format!("({sort}, {row}) {sign} ({key_place}, {id_place})");
        if field.nullable && descending { format!("({range} OR {sort} IS NULL)") } else { range }
    };
    query.conditions.push(text);
    Ok(())
}

fn write_cursor((key, id): &(Value, i64)) -> String {
    let key = match key {
        Value::Integer(n) => serde_json::json!(n),
        Value::Text(t) => serde_json::json!(t),
        Value::Null | Value::Real(_) | Value::Blob(_) => serde_json::Value::Null,
    };
    serde_json::json!([key, id]).to_string()
}

fn read_cursor(text: &str) -> Option<(Value, i64)> {
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
