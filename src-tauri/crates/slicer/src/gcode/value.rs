//! Numbers, lists and durations as slicers write them.

use spoolyard_types::Decimal;
use spoolyard_types::number::round_half_away;

use crate::SlicerError;

/// Decimals kept of any figure: what the store keeps, and more than any slicer means.
const MAX_SCALE: u32 = spoolyard_types::number::SCALE;
/// Digits before the point: a figure beyond is a mistake.
const MAX_WHOLE_DIGITS: usize = 9;

/// A figure that must be right: where it stands, for the error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'a> {
    pub(super) line: u64,
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

impl Stated<'_> {
    pub(super) fn bad(self, expected: &'static str) -> SlicerError {
        let value = self.value.chars().take(60).collect();
        SlicerError::BadValue { line: self.line, key: self.key.to_owned(), value, expected }
    }

    /// An amount, zero or above.
    pub(super) fn amount(self) -> Result<Decimal, SlicerError> {
        amount(self.value).ok_or_else(|| self.bad("a number, zero or above"))
    }

    /// Amounts by slot, divided by commas or semicolons; empty places are refused.
    pub(super) fn amounts(self, max_slots: usize) -> Result<Vec<Decimal>, SlicerError> {
        let divider = if self.value.contains(';') { ';' } else { ',' };
        let mut amounts = Vec::new();
        for place in self.value.split(divider) {
            if amounts.len() == max_slots {
                return Err(SlicerError::TooMany { what: "slots", line: self.line, limit: max_slots as u64 });
            }
            amounts.push(amount(place).ok_or_else(|| self.bad("numbers divided by commas, zero or above"))?);
        }
        Ok(amounts)
    }

    /// Seconds of a duration such as `1d 2h 3m 4s`.
    pub(super) fn duration_s(self) -> Result<Decimal, SlicerError> {
        duration_s(self.value).ok_or_else(|| self.bad("a time such as 1d 2h 3m 4s"))
    }
}

/// A plain decimal number, with or without a sign; no exponent, no grouping.
pub(super) fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let whole_digits = whole.trim_start_matches('0').len();
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    if whole_digits > MAX_WHOLE_DIGITS {
        return None;
    }
    // Digits beyond what a figure can mean are dropped before parsing, so that length never costs time.
    let kept = &fraction[..fraction.len().min(MAX_SCALE as usize + 1)];
    let whole = if whole_digits == 0 { "0" } else { whole.trim_start_matches('0') };
    let joined = if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") };
    let value = round_half_away(joined.parse().ok()?, MAX_SCALE);
    Some(if text.starts_with('-') { -value } else { value })
}

/// A number, zero or above.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    number(text).filter(|value| !value.is_sign_negative() || value.is_zero())
}

/// A whole number that a `u32` holds.
pub(super) fn count(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Seconds of `1d 2h 3m 4s`, units largest first, at least one of them.
fn duration_s(text: &str) -> Option<Decimal> {
    let units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
    let mut rest = text.trim();
    let mut seconds = Decimal::ZERO;
    let mut next_unit = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let at = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let letter = rest[at..].chars().next()?;
        let unit = units.iter().position(|(name, _)| *name == letter).filter(|unit| *unit >= next_unit)?;
        let part = amount(&rest[..at])?.checked_mul(Decimal::from(units[unit].1))?;
        seconds = seconds.checked_add(part)?;
        next_unit = unit + 1;
        rest = rest[at + 1..].trim_start();
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: Option<Decimal>) -> Option<String> {
        value.map(|value| value.to_string())
    }

    #[test]
    fn numbers_are_exact_and_bounded() {
        for (text, want) in [
            ("12.40", Some("12.40")),
            (" 0007 ", Some("7")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("-3.25", Some("-3.25")),
            ("+3", Some("3")),
            ("0.12345649", Some("0.123456")),
            ("0.1234565", Some("0.123457")),
            ("999999999", Some("999999999")),
            ("1000000000", None),
            ("1e5", None),
            ("1_000", None),
            ("1,5", None),
            ("--1", None),
            ("-", None),
            (".", None),
            ("", None),
            ("NaN", None),
            ("½", None),
        ] {
            assert_eq!(shown(number(text)).as_deref(), want, "{text:?}");
        }
        assert_eq!(number(&"9".repeat(100_000)), None);
        assert_eq!(shown(number(&format!("1.{}", "3".repeat(100_000)))).as_deref(), Some("1.333333"));
        assert_eq!(amount("-1"), None);
    }

    #[test]
    fn durations_know_days_to_seconds() {
        for (text, want) in [
            ("1d 2h 3m 4s", Some("93784")),
            ("2h 55m 46s", Some("10546")),
            ("1h2m", Some("3720")),
            ("0s", Some("0")),
            ("12.5s", Some("12.5")),
            ("999999999d", Some("86399999913600")),
            ("3m 2h", None),
            ("3m 4m", None),
            ("12", None),
            ("h", None),
            ("-1h", None),
            ("1 week", None),
            ("", None),
        ] {
            assert_eq!(shown(duration_s(text)).as_deref(), want, "{text:?}");
        }
    }

    #[test]
    fn a_bad_figure_names_itself() {
        let stated = Stated { line: 7, key: "filament used [g]", value: "12.4, lots" };
        let error = stated.amounts(8).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 7: \"filament used [g]\" should be numbers divided by commas, zero or above, but is \"12.4, lots\""
        );
        let many = Stated { line: 9, key: "k", value: "1,2,3" };
        assert_eq!(many.amounts(2), Err(SlicerError::TooMany { what: "slots", line: 9, limit: 2 }));
    }
}
