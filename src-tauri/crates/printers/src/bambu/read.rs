//! Reading values that come as numbers on one firmware and as texts on the next.

use serde_json::Value;

/// A whole number, from a number (its fraction cut) or a decimal text.
#[must_use]
pub fn int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse::<f64>().ok().and_then(whole))
        }
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A whole number that is not negative and fits.
#[must_use]
pub fn count(value: &Value) -> Option<u32> {
    int(value).and_then(|n| u32::try_from(n).ok())
}

/// Bits: a hexadecimal text of up to 64 bits, or a number, whose sign is a bit like the others.
#[must_use]
pub fn bits(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => {
            let text = text.trim().trim_start_matches("0x").trim_start_matches("0X");
            u64::from_str_radix(text, 16).ok()
        }
        Value::Number(number) => number.as_u64().or_else(|| number.as_i64().map(i64::cast_unsigned)),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Bits of a field that comes as a decimal number, in a text or not, and may be negative.
#[must_use]
pub fn flags(value: &Value) -> Option<u64> {
    int(value).map(i64::cast_unsigned)
}

/// Tenths of a degree.
#[must_use]
pub fn tenths(value: &Value) -> Option<i32> {
    let degrees = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    // Nothing on a printer is colder or hotter than this; what is comes from a broken sensor.
    (degrees.is_finite() && (-300.0..=2000.0).contains(&degrees))
        .then(|| (degrees * 10.0).round())
        .and_then(whole)
        .and_then(|tenths| i32::try_from(tenths).ok())
}

/// A text that says something.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let tame = crate::limits::tame(text.trim());
            (!tame.is_empty()).then_some(tame)
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Millimetres, as written (`0.4`), in micrometres.
#[must_use]
pub fn micrometres(value: &Value) -> Option<u32> {
    let mm = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (mm.is_finite() && mm > 0.0 && mm < 10.0)
        .then(|| (mm * 1000.0).round())
        .and_then(whole)
        .and_then(|um| u32::try_from(um).ok())
}

#[allow(clippy::cast_possible_truncation, reason = "bounded on the line above")]
fn whole(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 9.0e15).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_a_number_however_it_comes() {
        assert_eq!((int(&json!("12")), int(&json!(12)), int(&json!(12.9))), (Some(12), Some(12), Some(12)));
        assert_eq!((int(&json!("")), int(&json!(null)), int(&json!("nan"))), (None, None, None));
        assert_eq!((count(&json!(-1)), count(&json!("4294967296"))), (None, None));
    }

    #[test]
    fn bits_come_as_hexadecimal_texts_or_negative_numbers() {
        assert_eq!(bits(&json!("3FE09F9AF8BFF")), Some(0x3_FE09_F9AF_8BFF));
        assert_eq!(bits(&json!("f")), Some(15));
        assert_eq!(flags(&json!(-1_066_934_783)).map(|bits| bits & 1), Some(1));
        assert_eq!(bits(&json!("xyz")), None);
    }

    #[test]
    fn temperatures_and_nozzles_are_exact() {
        assert_eq!(tenths(&json!(229.9375)), Some(2299));
        assert_eq!(tenths(&json!("26.5")), Some(265));
        assert_eq!(tenths(&json!(1e300)), None);
        assert_eq!(micrometres(&json!("0.4")), Some(400));
        assert_eq!(micrometres(&json!(0.2)), Some(200));
        assert_eq!(micrometres(&json!(-5)), None);
    }
}
