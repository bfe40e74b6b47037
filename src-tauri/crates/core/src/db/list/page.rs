//! A page: which rows it has, then what they show.

use std::collections::HashMap;

use super::filter::conditions;
use super::hits::Hits;
use super::question::{Place, Question, as_json, order, write_cursor};
use super::tables::Tables;
use super::{Field, ListRequest, ListSpec, Page, Query};
use crate::db::{FromRow, Read};
use crate::error::Result;

const MOST_ROWS: u32 = 1000;
/// So many rows are looked up one by one; of more, the list is walked in its order until a page is found.
pub(super) const FEW: usize = 1000;

impl Read<'_> {
    /// Answers a list request.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] naming the filter, sort or cursor at fault.
    pub fn list<T: FromRow>(&self, spec: &ListSpec, request: &ListRequest) -> Result<Page<T>> {
        let mut question = self.question(spec, request)?;
        let few = self.few(&mut question)?;
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
        Ok(Question { spec, tables, query, hits, field, descending, known: HashMap::new() })
    }

    /// The rows that fit where they are few and finding them is dear, so that it is done once and not for the number of
    /// them and for the page.
    fn few(&self, question: &mut Question<'_>) -> Result<Option<Vec<i64>>> {
        if !question.query.is_dear {
            return Ok(None);
        }
        let condition = question.query.clause(|among| &among.few);
        let (id, hit) = (question.spec.id, question.hit_sql());
        let (worked_out, filter) = match &question.query.worked_out {
            Some((field, filter)) => (field.sql, filter.as_str()),
            None => ("NULL", "true"),
        };
        let from = question.tables.needed_for(&[id, hit, worked_out, &condition]);
        // The inner limit limits nothing: it keeps SQLite from writing the field into the filter and working it out twice.
        let sql = format!(
            "SELECT _id, _hit, _known FROM (
                 SELECT {id} AS _id, {hit} AS _hit, {worked_out} AS _known FROM {from}{condition} LIMIT -1)
             WHERE {filter} LIMIT {}",
            FEW + 1
        );
        let (mut ids, mut seen, mut known) = (Vec::new(), 0, HashMap::new());
        self.each(&sql, rusqlite::params_from_iter(&question.query.values), |row| {
            seen += 1;
            if question.is_hit(row)? {
                let id: i64 = row.get("_id")?;
                ids.push(id);
                if question.query.worked_out.is_some() {
                    known.insert(id, row.get("_known")?);
                }
            }
            Ok(())
        })?;
        if seen > FEW {
            return Ok(None);
        }
        question.known = known;
        Ok(Some(ids))
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

    /// What those rows show: it is worked out for these alone. What the page was ordered or filtered by is known already.
    fn shown<T: FromRow>(&self, question: &Question<'_>, places: &[Place]) -> Result<Vec<T>> {
        let spec = question.spec;
        let (id, all) = (spec.id, question.tables.all());
        let mut select = spec.select.to_owned();
        let mut is_known = |field: &Field, column: &str| {
            if field.sql.contains("SELECT") {
                let Field { name, sql, .. } = field;
                select = select.replace(&format!("{sql} AS {name}"), &format!("_page.{column} AS {name}"));
            }
        };
        is_known(question.field, "_key");
        if let (Some((field, _)), false) = (&question.query.worked_out, question.known.is_empty()) {
            is_known(field, "_known");
        }
        let known = |id: &i64| question.known.get(id).map_or(serde_json::Value::Null, as_json);
        let listed: Vec<_> =
            places.iter().map(|(key, id)| serde_json::json!([as_json(key), id, known(id)])).collect();
        let sql = format!(
            "SELECT {select} FROM (SELECT json_extract(value, '$[0]') AS _key, json_extract(value, '$[1]') AS _id,
                 json_extract(value, '$[2]') AS _known, key AS _place FROM json_each(?1)) AS _page
             CROSS JOIN {all} WHERE {id} = _page._id ORDER BY _page._place"
        );
        self.all(&sql, rusqlite::params![serde_json::Value::Array(listed).to_string()])
    }
}
