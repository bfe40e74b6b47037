//! Filters and words of a request as conditions.

use rusqlite::types::Value;
use spoolyard_types::{Code, Date, Quantity, Refusal};

use super::tables::Tables;
use super::{Among, Field, Filter, FilterOp, Kind, ListRequest, ListSpec, Query};
use crate::db::Bind;
use crate::error::{Result, refuse_field};

const MOST_FILTERS: usize = 30;
const MOST_VALUES: usize = 500;

/// What a field is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Filter,
    Sort,
}

pub(super) fn find<'s>(
    spec: &'s ListSpec,
    name: &str,
    what: Use,
    at: impl FnOnce() -> String,
) -> Result<&'s Field> {
    let suits = |field: &&Field| what == Use::Filter || field.sorts;
    spec.fields.iter().filter(suits).find(|f| f.name == name).ok_or_else(|| {
        let known: Vec<_> = spec.fields.iter().filter(suits).map(|f| f.name).collect();
        let shown: String = name.chars().take(60).collect();
        let verb = match what {
            Use::Filter => "filtered",
            Use::Sort => "sorted",
        };
        let text = format!("This list is not {verb} by “{shown}”, but by: {}.", known.join(", "));
        let details = serde_json::json!({ "fields": known });
        Refusal::new(Code::InvalidValue, text).at(at()).with(details).into()
    })
}

pub(super) fn conditions(
    spec: &ListSpec,
    tables: &Tables<'_>,
    request: &ListRequest,
    query: &mut Query,
) -> Result<()> {
    if request.filters.len() > MOST_FILTERS {
        return Err(refuse_field(
            Code::InvalidValue,
            "filters",
            format!("At most {MOST_FILTERS} filters at once."),
        ));
    }
    for (index, chip) in request.filters.iter().enumerate() {
        let field = find(spec, &chip.field, Use::Filter, || format!("filters[{index}].field"))?;
        condition(field, chip, index, tables, query)?;
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

fn condition(
    field: &Field,
    chip: &Filter,
    index: usize,
    tables: &Tables<'_>,
    query: &mut Query,
) -> Result<()> {
    let sql = field.sql;
    let at = || format!("filters[{index}].values");
    let single = |query: &mut Query| -> Result<String> {
        match chip.values.as_slice() {
            [value] => Ok(query.bind(read_value(field, value, at)?)),
            _ => Err(refuse_field(Code::InvalidValue, at(), "This filter compares with one value.")),
        }
    };
    let text = match chip.op {
        // One comparison, not two: the two would each look through an index of their own.
        FilterOp::Empty => format!("coalesce({sql}, '') = ''"),
        FilterOp::NotEmpty => format!("{sql} <> ''"),
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
                query.is_dear = true;
                let text = format!("{sql} LIKE {place} ESCAPE '\\'");
                // Where few hold it, text of another table is looked through there and not for each row that leads to it.
                if let Some(few) = tables.lookup(sql, &text) {
                    query.among(Among { few, many: text.clone(), walk: text });
                    return Ok(());
                }
                text
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
    if sql.contains("SELECT") && query.worked_out.is_none() {
        // Of few rows it is kept what the field comes to, to be shown.
        query.worked_out = Some((*field, text.replace(sql, "_known")));
        query.among(Among { few: String::from("true"), many: text.clone(), walk: text });
    } else {
        query.conditions.push(text);
    }
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
