//! Business dates and instants, in the one form each has everywhere.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A business date in the company's time zone, `YYYY-MM-DD`, between the years 1900 and 2999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// Takes a calendar date; none outside 1900 to 2999.
    #[must_use]
    pub fn new(date: NaiveDate) -> Option<Self> {
        (1900..=2999).contains(&date.year()).then_some(Self(date))
    }

    /// Reads `YYYY-MM-DD`; none for any other form or a year outside 1900 to 2999.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // By hand: a look at a large farm reads a million of them.
        let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u32, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
            })
        };
        let [year @ .., _, _, _, _, _, _] = bytes;
        let parts = (number(year)?, number(&bytes[5..7])?, number(&bytes[8..])?);
        let whole = bytes[4] == b'-' && bytes[7] == b'-';
        let date = whole.then(|| NaiveDate::from_ymd_opt(parts.0 as i32, parts.1, parts.2)).flatten()?;
        Self::new(date)
    }

    /// The calendar date.
    #[must_use]
    pub fn get(self) -> NaiveDate {
        self.0
    }

    /// `days` later (earlier when negative), held inside 1900 to 2999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { (1900, 1, 1) } else { (2999, 12, 31) };
        chrono::Duration::try_days(days)
            .and_then(|span| self.0.checked_add_signed(span))
            .and_then(Self::new)
            .or_else(|| NaiveDate::from_ymd_opt(end.0, end.1, end.2).map(Self))
            .unwrap_or(self)
    }

    /// The year, for document numbers.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            de::Error::custom(format!(
                "“{shown}” is not a date between 1900-01-01 and 2999-12-31 (YYYY-MM-DD)"
            ))
        })
    }
}

crate::wire_as!(Date, "string", "Date", { "type": "string", "format": "date" });

/// An instant in UTC, RFC 3339 with milliseconds and `Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// Takes an instant, cut to milliseconds.
    #[must_use]
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at))
    }

    /// Reads RFC 3339 with any offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self::new(at.with_timezone(&Utc)))
    }

    /// The instant.
    #[must_use]
    pub fn get(self) -> DateTime<Utc> {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not an instant like 2026-01-31T08:00:00.000Z"))
    }
}

crate::wire_as!(Timestamp, "string", "Timestamp", { "type": "string", "format": "date-time" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_year_0_or_in_another_form_is_refused() {
        for bad in [
            "0000-01-01",
            "1899-12-31",
            "3000-01-01",
            "2026-02-30",
            "26-01-01",
            "2026-1-1",
            "tomorrow",
            "2026/01/01",
            "+026-01-01",
            "2026-01-1x",
            "2026-01-é",
        ] {
            assert!(Date::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(Date::parse("2026-02-28").unwrap().plus_days(1).to_string(), "2026-03-01");
        assert_eq!(Date::parse("2999-12-31").unwrap().plus_days(i64::MAX).to_string(), "2999-12-31");
    }

    #[test]
    fn an_instant_is_written_in_utc_with_milliseconds() {
        let at = Timestamp::parse("2026-01-31T09:00:00.1234+01:00").unwrap();
        assert_eq!(at.to_string(), "2026-01-31T08:00:00.123Z");
    }
}
