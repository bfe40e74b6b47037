//! Lists: filtered, sorted and searched in SQL, paged by key.
//!
//! A capability describes its list once as a [`ListSpec`]; every list page then answers the same
//! [`ListRequest`]. Names of fields come from the spec and never from the request; values are bound.
//!
//! A page is found in two steps: which rows it has, from the tables that order and filters need and no other; then what
//! those rows show. A list may therefore show sums and names from many tables, and still only reads them for one page.

mod filter;
mod hits;
mod page;
mod question;
mod tables;

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

pub(crate) use filter::match_words;

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
    /// Whether a list may be sorted by it. A flag or the row of another table tells nothing as an order.
    pub sorts: bool,
}

impl Field {
    /// A field that is never NULL.
    #[must_use]
    pub const fn new(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Self { name, sql, kind, nullable: false, sorts: true }
    }

    /// A field that may be NULL.
    #[must_use]
    pub const fn nullable(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Self { name, sql, kind, nullable: true, sorts: true }
    }

    /// The same field, which lists are only filtered by.
    #[must_use]
    pub const fn filter_only(self) -> Self {
        Self { sorts: false, ..self }
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
    /// Tables and joins. A join neither adds nor loses a row: a plain one follows a reference that is never NULL, a left one
    /// leads to at most one row. Whatever a page is not ordered or filtered by is left out while its rows are looked for.
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

/// Conditions with their values.
#[derive(Clone, Default)]
struct Query {
    conditions: Vec<String>,
    /// Conditions that are said otherwise, depending on how many rows they hold for.
    among: Vec<Among>,
    values: Vec<Value>,
    /// Whether finding the rows takes more than a range of an index, so that it should not be done twice.
    is_dear: bool,
    /// A filtered field that is worked out for each row, and the filter in words of `_known`: it is worked out once.
    worked_out: Option<(Field, String)>,
}

/// A condition in the words that suit what is asked. SQLite cannot know how many rows it holds for.
#[derive(Clone)]
struct Among {
    /// To look up the few rows for which it holds.
    few: String,
    /// To count many.
    many: String,
    /// To walk a list in its order until a page of them is found.
    walk: String,
}

impl Query {
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    fn is_everything(&self) -> bool {
        self.conditions.is_empty() && self.among.is_empty()
    }

    fn among(&mut self, among: Among) {
        self.among.push(among);
        self.is_dear = true;
    }

    fn clause<'q>(&'q self, words: impl Fn(&'q Among) -> &'q str) -> String {
        let all: Vec<&str> =
            self.conditions.iter().map(String::as_str).chain(self.among.iter().map(words)).collect();
        if all.is_empty() { String::new() } else { format!(" WHERE {}", all.join(" AND ")) }
    }
}
