//! Lists: filtered, sorted and searched in SQL, paged by key.
//!
//! A capability describes its list once as a [`ListSpec`]; every list page then answers the same
//! [`ListRequest`]. Names of fields come from the spec and never from the request; values are bound.

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use spoolyard_types::{Code, Date, Quantity, Refusal};

use super::{Bind, FromRow, Read};
use crate::error::{Result, refuse_field};

/// How a field is compared and how its filter values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, compared as written; `contains` ignores case for ASCII.
    Text,
    /// A whole number or an id.
    Integer,
    /// A decimal that the store counts in 10^-6.
    Decimal,
    /// A date.
    Date,
    /// An instant; filter values are dates or instants.
    Timestamp,
    /// Yes or no: `true` and `false`.
    Bool,
}

/// A field that may be sorted or filtered by.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As the request names it, and as the row's column is called.
    pub name: &'static str,
    /// The expression in SQL.
    pub sql: &'static str,
    /// How it is compared.
    pub kind: Kind,
    /// Whether it may be NULL. Paging over a field that cannot be is one range of an index.
    pub nullable: bool,
}

impl Field {
    /// A field that is never NULL.
    #[must_use]
    pub const fn new(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Self { name, sql, kind, nullable: false }
    }

    /// A field that may be NULL.
    #[must_use]
    pub const fn nullable(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Self { name, sql, kind, nullable: true }
    }
}

/// Full-text search of a list: `id` is found among the row ids of `table`.
#[derive(Debug, Clone, Copy)]
pub struct Search {
    /// An FTS5 table.
    pub table: &'static str,
    /// The expression whose value is its rowid.
    pub rowid: &'static str,
}

/// What a list is made of.
#[derive(Debug, Clone, Copy)]
pub struct ListSpec {
    /// Columns with the names of the row's fields: `so.id AS id, so.order_number AS number`.
    pub select: &'static str,
    /// Tables and joins.
    pub from: &'static str,
    /// A condition that always holds, or "".
    pub always: &'static str,
    /// The expression that identifies a row and breaks ties.
    pub id: &'static str,
    /// What may be sorted and filtered by.
    pub fields: &'static [Field],
    /// How it is searched.
    pub search: Option<Search>,
    /// The order when none is asked for: field and whether it descends.
    pub order: (&'static str, bool),
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilterOp {
    /// Equal.
    Eq,
    /// Not equal (rows without a value count as not equal).
    Ne,
    /// One of the values.
    In,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Contains the text.
    Contains,
    /// Has no value.
    Empty,
    /// Has a value.
    NotEmpty,
}

crate::wire! {
    /// One filter chip.
    pub struct Filter {
        /// The field.
        pub field: String,
        /// How it compares.
        pub op: FilterOp,
        /// With what; none for `empty` and `not_empty`, one for most, several for `in`.
        #[serde(default)]
        pub values: Vec<String>,
    }

    /// The order of a list.
    pub struct Sort {
        /// The field.
        pub field: String,
        /// Largest first.
        #[serde(default)]
        pub descending: bool,
    }

    /// What a list page asks for.
    #[derive(Default)]
    pub struct ListRequest {
        /// Words that rows must contain, each as a beginning of a word.
        pub search: Option<String>,
        /// All must hold.
        #[serde(default)]
        pub filters: Vec<Filter>,
        /// The order; the list's own when left out.
        pub sort: Option<Sort>,
        /// The `next` of the page before.
        pub after: Option<String>,
        /// Rows of a page, 1 to 1000; 200 when left out.
        pub limit: Option<u32>,
    }
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// What to send as `after` for the rows that follow; none at the end.
    pub next: Option<String>,
    /// How many rows there are in all; counted for the first page only.
    pub total: Option<u32>,
}

const MOST_ROWS: u32 = 1000;
const MOST_FILTERS: usize = 30;
const MOST_VALUES: usize = 500;

struct Query {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Query {
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    fn where_clause(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.conditions.join(" AND "))
        }
    }
}

impl Read<'_> {
    /// Answers a list request.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] naming the filter, sort or cursor at fault.
    pub fn list<T: FromRow>(&self, spec: &ListSpec, request: &ListRequest) -> Result<Page<T>> {
        let mut query = Query { conditions: Vec::new(), values: Vec::new() };
        if !spec.always.is_empty() {
            query.conditions.push(format!("({})", spec.always));
        }
        filter(spec, request, &mut query)?;
        let total = match request.after {
            Some(_) => None,
            None => {
                let sql = format!("SELECT count(*) FROM {}{}", spec.from, query.where_clause());
                self.value(&sql, rusqlite::params_from_iter(query.values.clone()))?
            }
        };
        let (field, descending) = order(spec, request)?;
        if let Some(cursor) = &request.after {
            after(spec, field, descending, cursor, &mut query)?;
        }
        let limit = request.limit.unwrap_or(200).clamp(1, MOST_ROWS);
        let way = if descending { "DESC" } else { "ASC" };
        let sort = field.sql;
        let sql = format!(
            "SELECT {}, {sort} AS _key, {} AS _id FROM {}{} ORDER BY {sort} {way}, {} {way} LIMIT {}",
            spec.select,
            spec.id,
            spec.from,
            query.where_clause(),
            spec.id,
            limit + 1
        );
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
}

fn find<'s>(spec: &'s ListSpec, name: &str, at: impl FnOnce() -> String) -> Result<&'s Field> {
    spec.fields.iter().find(|f| f.name == name).ok_or_else(|| {
        let known: Vec<_> = spec.fields.iter().map(|f| f.name).collect();
        let shown: String = name.chars().take(60).collect();
        let text = format!("This list has no field “{shown}”. It has: {}.", known.join(", "));
        let details = serde_json::json!({ "fields": known });
        Refusal::new(Code::InvalidValue, text).at(at()).with(details).into()
    })
}

fn filter(spec: &ListSpec, request: &ListRequest, query: &mut Query) -> Result<()> {
    if request.filters.len() > MOST_FILTERS {
        return Err(refuse_field(
            Code::InvalidValue,
            "filters",
            format!("At most {MOST_FILTERS} filters at once."),
        ));
    }
    if let (Some(text), Some(search)) = (&request.search, spec.search)
        && let Some(words) = match_words(text)
    {
        let place = query.bind(Value::Text(words));
        let table = search.table;
        query
            .conditions
            .push(format!("{} IN (SELECT rowid FROM {table} WHERE {table} MATCH {place})", search.rowid));
    }
    for (index, chip) in request.filters.iter().enumerate() {
        let field = find(spec, &chip.field, || format!("filters[{index}].field"))?;
        condition(field, chip, index, query)?;
    }
    Ok(())
}

/// Each word as a beginning of a word, all of them required; none when there is no word.
pub(crate) fn match_words(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(12)
        .map(|w| format!("\"{}\"*", w.chars().take(60).collect::<String>()))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn condition(field: &Field, chip: &Filter, index: usize, query: &mut Query) -> Result<()> {
    let sql = field.sql;
    let at = || format!("filters[{index}].values");
    let single = |query: &mut Query| -> Result<String> {
        match chip.values.as_slice() {
            [value] => Ok(query.bind(read_value(field, value, at)?)),
            _ => Err(refuse_field(Code::InvalidValue, at(), "This filter compares with one value.")),
        }
    };
    let text = match chip.op {
        FilterOp::Empty => format!("({sql} IS NULL OR {sql} = '')"),
        FilterOp::NotEmpty => format!("({sql} IS NOT NULL AND {sql} <> '')"),
        FilterOp::Eq => format!("{sql} = {}", single(query)?),
        FilterOp::Ne => format!("{sql} IS NOT {}", single(query)?),
        FilterOp::Lt => format!("{sql} < {}", single(query)?),
        FilterOp::Le => format!("{sql} <= {}", single(query)?),
        FilterOp::Gt => format!("{sql} > {}", single(query)?),
        FilterOp::Ge => format!("{sql} >= {}", single(query)?),
        FilterOp::Contains => match chip.values.as_slice() {
            [value] => {
                let escaped = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let place = query.bind(Value::Text(format!("%{escaped}%")));
                format!("{sql} LIKE {place} ESCAPE '\\'")
            }
            _ => return Err(refuse_field(Code::InvalidValue, at(), "This filter compares with one text.")),
        },
        FilterOp::In => {
            if chip.values.is_empty() || chip.values.len() > MOST_VALUES {
                let text = format!("Choose 1 to {MOST_VALUES} values.");
                return Err(refuse_field(Code::InvalidValue, at(), text));
            }
            let mut places = Vec::with_capacity(chip.values.len());
            for value in &chip.values {
                places.push(query.bind(read_value(field, value, at)?));
            }
            format!("{sql} IN ({})", places.join(", "))
        }
    };
    query.conditions.push(text);
    Ok(())
}

fn read_value(field: &Field, text: &str, at: impl Fn() -> String) -> Result<Value> {
    let wrong = |what: &str| {
        let shown: String = text.chars().take(60).collect();
        refuse_field(Code::InvalidValue, at(), format!("“{shown}” is not {what}."))
    };
    match field.kind {
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Timestamp => Ok(Value::Text(text.chars().take(40).collect())),
        Kind::Integer => text.parse().map(Value::Integer).map_err(|_| wrong("a whole number")),
        Kind::Decimal => text.parse::<Quantity>().map(|q| q.bind()).map_err(|_| wrong("a number like 12.5")),
        Kind::Date => Date::parse(text).map(|d| d.bind()).ok_or_else(|| wrong("a date like 2026-01-31")),
        Kind::Bool => match text {
            "true" | "1" => Ok(Value::Integer(1)),
            "false" | "0" => Ok(Value::Integer(0)),
            _ => Err(wrong("true or false")),
        },
    }
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
