//! Prices, costs and margins are for admins. Which fields hold them is read from the answer's schema, so
//! that a new field of type `Money` or `UnitCost` is blank for everybody else without anyone thinking of it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::command::Command;

/// The names of the fields of an answer that hold money.
fn fields(command: &Command) -> BTreeSet<String> {
    static KNOWN: OnceLock<Mutex<HashMap<&'static str, BTreeSet<String>>>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    known
        .entry(command.name)
        .or_insert_with(|| {
            let mut names = BTreeSet::new();
            collect((command.schemas)().1.as_value(), &mut names);
            names
        })
        .clone()
}

fn collect(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                names.extend(properties.iter().filter(|(_, s)| holds_money(s)).map(|(name, _)| name.clone()));
            }
            map.values().for_each(|inner| collect(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn holds_money(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => {
            map.get("format").is_some_and(|f| f == "money")
                || ["anyOf", "oneOf", "allOf", "items", "additionalProperties"]
                    .iter()
                    .any(|key| map.get(*key).is_some_and(holds_money))
        }
        Value::Array(items) => items.iter().any(holds_money),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Blanks every price in an answer.
pub(crate) fn blank(command: &Command, answer: &mut Value) {
    let names = fields(command);
    if !names.is_empty() {
        walk(answer, &names);
    }
}

fn walk(value: &mut Value, names: &BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                if names.contains(key) {
                    *inner = Value::Null;
                } else {
                    walk(inner, names);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| walk(inner, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
