//! Figures out of JSON that no one promised: numbers that are texts, nulls, absences.

use serde_json::{Map, Value};

use crate::limits::tame;

/// Most names that one object may gather over time: a printer that invents names must not fill the memory.
const MOST_NAMES: usize = 1024;

static NOTHING: Value = Value::Null;

/// The value at a path; null where it ends early.
pub(crate) fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().try_fold(value, |value, name| value.get(name)).unwrap_or(&NOTHING)
}

/// A finite number, also where it comes as a text.
pub(crate) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// A whole number, also where it comes as a text or with a fraction of zero.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(exact) if exact.is_i64() || exact.is_u64() => exact.as_i64(),
        // Beyond 2^53 a float no longer counts in ones.
        other => number(other).filter(|n| n.abs() < 9.0e15).map(|n| n.trunc() as i64),
    }
}

/// A whole number that is not below zero.
pub(crate) fn count(value: &Value) -> Option<u32> {
    whole(value).and_then(|n| u32::try_from(n).ok())
}

/// A text with something in it, made tame.
pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().map(tame).filter(|text| !text.trim().is_empty())
}

/// True, 1, "1": printers mean the same by them.
pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Null => None,
        other => whole(other).map(|n| n != 0),
    }
}

/// Degrees in tenths, rounded; what no printer reaches is nothing.
pub(crate) fn tenths(value: &Value) -> Option<i32> {
    number(value).filter(|c| (-300.0..2000.0).contains(c)).map(|c| (c * 10.0).round() as i32)
}

/// A share of one in thousandths.
pub(crate) fn permille(share: f64) -> Option<u16> {
    share.is_finite().then(|| (share.clamp(0.0, 1.0) * 1000.0).round() as u16)
}

/// Whole minutes of seconds, rounded up; nothing below zero or beyond a year.
pub(crate) fn minutes_up(seconds: f64) -> Option<u32> {
    (0.0..=31_536_000.0).contains(&seconds).then(|| (seconds / 60.0).ceil() as u32)
}

/// Whole minutes of seconds, rounded down.
pub(crate) fn minutes_down(seconds: f64) -> Option<u32> {
    (0.0..=31_536_000.0).contains(&seconds).then(|| (seconds / 60.0).floor() as u32)
}

/// Millimetres in micrometres; nothing where no nozzle is that wide.
pub(crate) fn micrometres(value: &Value) -> Option<u32> {
    number(value).filter(|mm| (0.05..=10.0).contains(mm)).map(|mm| (mm * 1000.0).round() as u32)
}

/// The last piece of a path.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Lays the fields of `news` over `into`, one level deep: what is an object itself is replaced.
pub(crate) fn lay_fields(into: &mut Value, news: &Value) {
    if let (Some(news), Some(held)) = (news.as_object(), object(into)) {
        for (name, value) in news {
            put(held, name, value.clone());
        }
    }
}

/// Lays `news` over `into`: objects field by field at any depth, everything else replaced.
pub(crate) fn lay_deep(into: &mut Value, news: &Value) {
    match news {
        Value::Object(fields) => {
            let Some(held) = object(into) else {
                return;
            };
            for (name, value) in fields {
                match held.get_mut(name) {
                    Some(place) if value.is_object() => lay_deep(place, value),
                    _ => put(held, name, value.clone()),
                }
            }
        }
        other => *into = other.clone(),
    }
}

fn put(held: &mut Map<String, Value>, name: &str, value: Value) {
    if held.len() < MOST_NAMES || held.contains_key(name) {
        held.insert(name.to_owned(), value);
    }
}

/// The value as an object, made one if it is none.
fn object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_come_in_many_clothes() {
        assert_eq!(number(&json!("77.910000")), Some(77.91));
        assert_eq!(whole(&json!("12")), Some(12));
        assert_eq!((whole(&json!(1e300)), whole(&json!("NaN")), count(&json!(-1))), (None, None, None));
        assert_eq!(
            (truth(&json!(1)), truth(&json!("0")), truth(&json!(null))),
            (Some(true), Some(false), None)
        );
        assert_eq!((tenths(&json!(214.96)), tenths(&json!(1e9))), (Some(2150), None));
        assert_eq!((permille(0.4567), permille(7.0), permille(f64::NAN)), (Some(457), Some(1000), None));
        assert_eq!((minutes_up(61.0), minutes_up(-5.0), minutes_down(119.0)), (Some(2), None, Some(1)));
        assert_eq!(text(&json!(" \n")), None);
        assert_eq!(base_name("0:/gcodes/a b.gcode"), "a b.gcode");
    }

    #[test]
    fn layers_keep_what_is_not_named() {
        let mut held = json!({"a": {"x": 1, "y": 2}, "b": [1, 2]});
        lay_deep(&mut held, &json!({"a": {"x": 5}, "b": [3]}));
        assert_eq!(held, json!({"a": {"x": 5, "y": 2}, "b": [3]}));
        lay_fields(&mut held, &json!({"a": {"z": 1}}));
        assert_eq!(held, json!({"a": {"z": 1}, "b": [3]}));
    }

    #[test]
    fn names_without_end_do_not_fill_the_memory() {
        let mut held = json!({});
        for n in 0..5000 {
            lay_fields(&mut held, &json!({ format!("n{n}"): n }));
        }
        assert_eq!(held.as_object().map(Map::len), Some(MOST_NAMES));
    }
}
