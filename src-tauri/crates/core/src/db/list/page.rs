//! A page: which rows it has, then what they show.

use rusqlite::types::Value;
use spoolyard_types::Code;

use super::filter::{Use, conditions, find};
use super::hits::Hits;
use super::tables::Tables;
use super::{Field, ListRequest, ListSpec, Page, Query};
use crate::db::{FromRow, Read};
use crate::error::{Result, refuse_field};

const MOST_ROWS: u32 = 1000;
/// So many rows are looked up one by one; of more, the list is walked in its order until a page is found.
pub(super) const FEW: usize = 1000;

/// What a request asks of a list.
struct Question<'s> {
    spec: &'s ListSpec,
    tables: Tables<'s>,
    query: Query,
    /// Rows of a search that finds too many to name them in SQL.
    hits: Option<Hits>,
    field: &'s Field,
    descending: bool,
}

/// A row of a page before what it shows is read: its key in the order, and its id.
type Place = (Value, i64);

impl Read<'_> {
    /// Answers a list request.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] naming the filter, sort or cursor at fault.
    pub fn list<T: FromRow>(&self, spec: &ListSpec, request: &ListRequest) -> Result<Page<T>> {
        let mut question = self.question(spec, request)?;
        let few = self.few(&question)?;
        let total = match (&request.after, &few) {
            (Some(_), _) => None,
            (None, Some(ids)) => u32::try_from(ids.len()).ok(),
            (None, None) => self.total(&question)?,
        };
        if total == Some(0) {
            return Ok(Page { rows: Vec::new(), next: None, total });
        }
        if let Some(ids) = few {
            question.only(ids);
        }
        if let Some(cursor) = &request.after {
            question.after(cursor)?;
        }
        let limit = request.limit.unwrap_or(200).clamp(1, MOST_ROWS) as usize;
        let mut places = self.places(&question, limit + 1)?;
        let next = (places.len() > limit).then(|| places.get(limit - 1).map(write_cursor)).flatten();
        places.truncate(limit);
        Ok(Page { rows: self.shown(&question, &places)?, next, total })
    }

    fn question<'s>(&self, spec: &'s ListSpec, request: &ListRequest) -> Result<Question<'s>> {
        let tables = Tables::read(spec.from);
        let mut query = Query::default();
        if !spec.always.is_empty() {
            query.conditions.push(format!("({})", spec.always));
        }
        conditions(spec, &tables, request, &mut query)?;
        let hits = match (&request.search, spec.search) {
            (Some(text), Some(search)) => self.hits(search, text, &mut query)?,
            _ => None,
        };
        let (field, descending) = order(spec, request)?;
        Ok(Question { spec, tables, query, hits, field, descending })
    }

    /// The rows that fit where they are few and finding them is dear, so that it is done once and not for the number of
    /// them and for the page.
    fn few(&self, question: &Question<'_>) -> Result<Option<Vec<i64>>> {
        if !question.query.is_dear {
            return Ok(None);
        }
        let condition = question.query.clause(|among| &among.few);
        let (id, hit) = (question.spec.id, question.hit_sql());
        let from = question.tables.needed_for(&[id, hit, &condition]);
        let sql = format!("SELECT {id} AS _id, {hit} AS _hit FROM {from}{condition} LIMIT {}", FEW + 1);
        let (mut ids, mut seen) = (Vec::new(), 0);
        self.each(&sql, rusqlite::params_from_iter(&question.query.values), |row| {
            seen += 1;
            if question.is_hit(row)? {
                ids.push(row.get::<_, i64>("_id")?);
            }
            Ok(())
        })?;
        Ok((seen <= FEW).then_some(ids))
    }

    fn total(&self, question: &Question<'_>) -> Result<Option<u32>> {
        let Some(hits) = &question.hits else { return self.count(question, &question.query) };
        if question.query.is_everything() {
            if hits.rowid == question.spec.id {
                return Ok(u32::try_from(hits.number()).ok());
            }
            let rows = self.count(question, &question.query)?.unwrap_or_default();
            if rows as usize <= 4 * hits.number() {
                return self.count_hits(question, hits);
            }
        }
        let mut query = question.query.clone();
        hits.bind(&mut query);
        self.count(question, &query)
    }

    fn count(&self, question: &Question<'_>, query: &Query) -> Result<Option<u32>> {
        let condition = query.clause(|among| &among.many);
        let from = question.tables.needed_for(&[question.spec.id, &condition]);
        let sql = format!("SELECT count(*) FROM {from}{condition}");
        self.value(&sql, rusqlite::params_from_iter(&query.values))
    }

    /// Looks for each row among the hits: cheaper than a tree of them where they are as many as the rows.
    fn count_hits(&self, question: &Question<'_>, hits: &Hits) -> Result<Option<u32>> {
        let from = question.tables.needed_for(&[hits.rowid]);
        let mut found = 0;
        self.each(&format!("SELECT {} FROM {from}", hits.rowid), [], |row| {
            found += u32::from(hits.contain(row.get(0)?));
            Ok(())
        })?;
        Ok(Some(found))
    }

    /// Which rows the page has, in its order. Where each is looked for among many hits, most of them are hits: a few pages
    /// of the list hold one as a rule, and all of it is walked where they do not.
    fn places(&self, question: &Question<'_>, rows: usize) -> Result<Vec<Place>> {
        if question.hits.is_none() {
            return self.walk(question, rows, Some(rows));
        }
        let some = FEW.max(2 * rows);
        let places = self.walk(question, rows, Some(some))?;
        if places.len() == rows { Ok(places) } else { self.walk(question, rows, None) }
    }

    /// The first `rows` places among the first `most` rows of the list.
    fn walk(&self, question: &Question<'_>, rows: usize, most: Option<usize>) -> Result<Vec<Place>> {
        let (sort, id, hit) = (question.field.sql, question.spec.id, question.hit_sql());
        let way = question.way();
        let condition = question.query.clause(|among| &among.walk);
        let from = question.tables.needed_for(&[sort, id, hit, &condition]);
        let limit = most.map(|most| format!(" LIMIT {most}")).unwrap_or_default();
        let sql = format!(
            "SELECT {sort} AS _key, {id} AS _id, {hit} AS _hit FROM {from}{condition}
             ORDER BY _key {way}, {id} {way}{limit}"
        );
        let mut places = Vec::new();
        self.each(&sql, rusqlite::params_from_iter(&question.query.values), |row| {
            if places.len() < rows && question.is_hit(row)? {
                places.push((row.get("_key")?, row.get("_id")?));
            }
            Ok(())
        })?;
        Ok(places)
    }

    /// What those rows show: it is worked out for these alone. What the page is ordered by is known already.
    fn shown<T: FromRow>(&self, question: &Question<'_>, places: &[Place]) -> Result<Vec<T>> {
        let spec = question.spec;
        let (id, all) = (spec.id, question.tables.all());
        let Field { name, sql, .. } = question.field;
        let select = if sql.contains("SELECT") {
            spec.select.replace(&format!("{sql} AS {name}"), &format!("_page._key AS {name}"))
        } else {
            spec.select.to_owned()
        };
        let listed: Vec<_> = places.iter().map(|(key, id)| serde_json::json!([as_json(key), id])).collect();
        let sql = format!(
            "SELECT {select} FROM (SELECT json_extract(value, '$[0]') AS _key, json_extract(value, '$[1]') AS _id,
                 key AS _place FROM json_each(?1)) AS _page
             CROSS JOIN {all} WHERE {id} = _page._id ORDER BY _page._place"
        );
        self.all(&sql, rusqlite::params![serde_json::Value::Array(listed).to_string()])
    }
}

impl Question<'_> {
    fn way(&self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }

    /// What tells whether a row is found by the search, where that is not said in SQL.
    fn hit_sql(&self) -> &'static str {
        self.hits.as_ref().map_or("0", |hits| hits.rowid)
    }

    fn is_hit(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<bool> {
        match &self.hits {
            Some(hits) => Ok(hits.contain(row.get("_hit")?)),
            None => Ok(true),
        }
    }

    /// Asks for these rows and nothing else.
    fn only(&mut self, ids: Vec<i64>) {
        self.query = Query::default();
        self.hits = None;
        let place = self.query.bind(Value::Text(serde_json::json!(ids).to_string()));
        self.query.conditions.push(format!("{} IN (SELECT value FROM json_each({place}))", self.spec.id));
    }

    /// Continues behind a cursor. SQLite sorts NULL before everything: first when ascending, last when descending.
    fn after(&mut self, cursor: &str) -> Result<()> {
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

fn order<'s>(spec: &'s ListSpec, request: &ListRequest) -> Result<(&'s Field, bool)> {
    match &request.sort {
        Some(sort) => {
            Ok((find(spec, &sort.field, Use::Sort, || String::from("sort.field"))?, sort.descending))
        }
        None => Ok((find(spec, spec.order.0, Use::Sort, || String::from("sort.field"))?, spec.order.1)),
    }
}

fn as_json(key: &Value) -> serde_json::Value {
    match key {
        Value::Integer(n) => serde_json::json!(n),
        Value::Text(t) => serde_json::json!(t),
        Value::Null | Value::Real(_) | Value::Blob(_) => serde_json::Value::Null,
    }
}

fn write_cursor((key, id): &Place) -> String {
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
