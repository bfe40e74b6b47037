//! Numbers, names and dates as a case writes them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::quantity::micros_from_decimal;

/// An exact decimal, written as a number or a string.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Exact(pub(super) Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?.get();
        let text: std::borrow::Cow<'_, str> = if raw.starts_with('"') {
            serde_json::from_str::<String>(raw).map_err(D::Error::custom)?.into()
        } else {
            raw.into()
        };
        let text = text.trim();
        match exact(text) {
            Some(value) => Ok(Self(value)),
            None if is_number(text) => {
                Err(D::Error::custom(format!("`{text}` is larger than a quantity can be")))
            }
            None => Err(D::Error::custom(format!("`{text}` is not a decimal number"))),
        }
    }
}

/// A decimal as JSON writes numbers: digits, a point, an exponent; nothing else that a parser might let pass.
fn exact(text: &str) -> Option<Decimal> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
        return None;
    }
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { text.parse().ok() }
}

/// Whether it reads as a number at all, however large: a sign, digits with at most one point, an exponent.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, "0"), |(m, e)| (m, unsigned(e)));
    let (whole, fraction) = unsigned(mantissa).split_once('.').unwrap_or((unsigned(mantissa), ""));
    let is_empty = (whole.is_empty() && fraction.is_empty()) || exponent.is_empty();
    !is_empty && digits(whole) && digits(fraction) && digits(exponent)
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

impl Exact {
    pub(super) fn micros(self) -> i64 {
        let bound = if self.0.is_sign_negative() { i64::MIN } else { i64::MAX };
        micros_from_decimal(self.0).map_or(bound, |(micros, _)| micros)
    }
}

/// A name, written as a string or a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Name(pub(super) String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?.get();
        match raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw).map(Self).map_err(D::Error::custom),
            Some(b'-' | b'0'..=b'9') => Ok(Self(raw.to_owned())),
            _ => Err(D::Error::custom(format!("`{raw}` is not a name"))),
        }
    }
}

/// A date, with or without a time behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Date(pub(super) NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let day = text.split(['T', ' ']).next().unwrap_or_default();
        day.parse().map(Date).map_err(|_| D::Error::custom(format!("`{text}` is not a date like 2026-01-31")))
    }
}
