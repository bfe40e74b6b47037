//! How fast lists are on a large farm: every list by every field, both ways, filtered and searched, at the top and far in.
//!
//! What a person can choose is asked for as the window would ask, a whole command each time: the page, its count, and
//! what is worked out for each row.
//!
//! Measured on 100,000 movements, 20,000 orders, 20,000 work orders and 19,000 parcels, invoices and payments, optimised
//! without link-time optimisation, on two quiet cores: a list opens in at most 3 ms, and all but 31 of 2,850 requests keep
//! to 10 ms. Those that do not: movements by whether they are posted (26 ms) or by their reference (17 ms), movements
//! that wait (20 ms), customers by what they owe (13 ms), and parcels, invoices and payments found by a customer's
//! name or by a word that most of them hold (17 ms).

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Code, Host, Kind, Refusal};

use crate::call;

/// What a page may take.
pub(crate) const TARGET: Duration = Duration::from_millis(10);
/// A deep page lies this many rows in, or where the list ends.
const DEEP_PAGES: usize = 15;
const DEEP_LIMIT: u32 = 1000;

/// One request of one list, timed.
pub(crate) struct Asked {
    /// In words: `sku descending, deep`.
    pub(crate) what: String,
    /// What was sent.
    pub(crate) request: Value,
    /// The fastest of the times asked.
    pub(crate) took: Duration,
}

/// A list with all that was asked of it.
pub(crate) struct Timed {
    /// The command.
    pub(crate) name: &'static str,
    /// How many rows it has in all.
    pub(crate) rows: u64,
    /// As a page opens.
    pub(crate) first: Duration,
    /// Everything else, the slowest first.
    pub(crate) asked: Vec<Asked>,
}

impl Timed {
    /// Those that took longer than they may.
    pub(crate) fn over(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.took > TARGET)
    }
}

/// Times every list of the table that answers an empty request.
pub(crate) fn measure(host: &Host, only: Option<&str>, times: u32) -> Result<Vec<Timed>, Refusal> {
    let mut all = Vec::new();
    for command in spoolyard_api::all().filter(|c| c.kind == Kind::Read) {
        if only.is_some_and(|only| only != command.name) || !is_list(command) {
            continue;
        }
        let name = command.name;
        // A list that asks for more than a page (a product, a range) is not one of the window's tables.
        let page = match call::ask(host, name, json!({})) {
            Ok(page) => page,
            Err(err) if err.code == Code::InvalidValue => continue,
            Err(err) => return Err(err),
        };
        let first = time(host, name, &json!({}), times)?;
        let mut asked = Vec::new();
        for (what, request) in requests(host, name, &page)? {
            let took = time(host, name, &request, times)?;
            asked.push(Asked { what, request, took });
        }
        asked.sort_by_key(|asked| std::cmp::Reverse(asked.took));
        all.push(Timed { name, rows: page["total"].as_u64().unwrap_or_default(), first, asked });
    }
    Ok(all)
}

fn is_list(command: &spoolyard_api::Command) -> bool {
    let (request, _) = (command.schemas)();
    let properties = request.as_value().get("properties").cloned().unwrap_or_default();
    ["filters", "after", "limit"].iter().all(|name| properties.get(name).is_some())
}

/// The fastest of several times: whatever else the computer does only adds to it.
fn time(host: &Host, name: &str, request: &Value, times: u32) -> Result<Duration, Refusal> {
    let mut took = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        call::ask(host, name, request.clone())?;
        took.push(begun.elapsed());
    }
    Ok(took.into_iter().min().unwrap_or_default())
}

/// Every order, filter and word that a person can choose, in words and as it is sent.
fn requests(host: &Host, name: &str, page: &Value) -> Result<Vec<(String, Value)>, Refusal> {
    let mut all = Vec::new();
    for field in fields(host, name, &json!({ "sort": { "field": "?" } }))? {
        for descending in [false, true] {
            let sort = json!({ "field": field, "descending": descending });
            let way = if descending { "descending" } else { "ascending" };
            all.push((format!("by {field} {way}"), json!({ "sort": sort })));
            if let Some(after) = deep(host, name, &sort)? {
                all.push((format!("by {field} {way}, far in"), json!({ "sort": sort, "after": after })));
            }
        }
    }
    for field in fields(host, name, &json!({ "filters": [{ "field": "?", "op": "empty" }] }))? {
        for (op, values) in filters(page, &field) {
            let request = json!({ "filters": [{ "field": field, "op": op, "values": values }] });
            // Not every field is of a kind that every comparison suits.
            if call::ask(host, name, request.clone()).is_ok() {
                let shown = values.first().map_or("", |value| value.as_str());
                all.push((format!("{field} {op} {shown}"), request));
            }
        }
    }
    for words in words(page) {
        all.push((format!("search {words}"), json!({ "search": words })));
    }
    Ok(all)
}

/// The names of the fields, as the list itself tells them to who asks for a wrong one.
fn fields(host: &Host, name: &str, wrong: &Value) -> Result<Vec<String>, Refusal> {
    match call::ask(host, name, wrong.clone()) {
        Err(refusal) if refusal.details["fields"].is_array() => {
            let names = refusal.details["fields"].as_array().into_iter().flatten();
            Ok(names.filter_map(|name| name.as_str().map(String::from)).collect())
        }
        Err(refusal) => Err(refusal),
        Ok(_) => Ok(Vec::new()),
    }
}

/// Where the list goes on far in; none when it is shorter than a few pages.
fn deep(host: &Host, name: &str, sort: &Value) -> Result<Option<Value>, Refusal> {
    let mut after = Value::Null;
    for _ in 0..DEEP_PAGES {
        let request = json!({ "sort": sort, "after": after, "limit": DEEP_LIMIT });
        match call::ask(host, name, request)?["next"].take() {
            Value::Null => break,
            next => after = next,
        }
    }
    Ok((!after.is_null()).then_some(after))
}

/// The comparisons that the window offers for a column of such values, with what a row shows and with what none has.
fn filters(page: &Value, field: &str) -> Vec<(&'static str, Vec<String>)> {
    let shown =
        page["rows"].as_array().into_iter().flatten().rev().map(|row| &row[field]).find(|v| !v.is_null());
    let one = |op: &'static str, value: &str| (op, vec![value.to_owned()]);
    let numbers = |value: &str| ["ge", "le", "eq", "gt", "lt"].map(|op| one(op, value)).to_vec();
    match shown {
        Some(Value::Bool(_)) => vec![one("eq", "true"), one("eq", "false")],
        Some(Value::Number(number)) => numbers(&number.to_string()),
        Some(Value::String(text)) if is_date(text) => {
            let mut all = numbers(text.get(..10).unwrap_or_default());
            all.push(("empty", vec![]));
            all
        }
        Some(Value::String(text)) if is_number(text) => numbers(text),
        Some(Value::String(text)) => vec![
            one("contains", text),
            one("contains", "zzz"),
            one("eq", text),
            ("in", vec![text.clone()]),
            ("in", vec![text.clone(), String::from("draft")]),
            ("empty", vec![]),
            ("not_empty", vec![]),
        ],
        _ => vec![
            one("contains", "zzz"),
            one("eq", "1"),
            one("ge", "1"),
            ("empty", vec![]),
            ("not_empty", vec![]),
        ],
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
}

fn is_date(text: &str) -> bool {
    let shape: Vec<bool> = text.bytes().take(10).map(|byte| byte.is_ascii_digit()).collect();
    shape == [true, true, true, true, false, true, true, false, true, true]
}

/// What a person types into the search: beginnings of what the first and the last row of the page show.
fn words(page: &Value) -> Vec<String> {
    let rows = page["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut all = vec![String::from("s"), String::from("zzz")];
    for row in [rows.first(), rows.last()].into_iter().flatten() {
        for text in row.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
            all.extend(
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(String::from),
            );
        }
    }
    all.sort();
    all.dedup();
    all.truncate(20);
    all
}
