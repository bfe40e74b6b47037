//! Kinds, and when the system keeps quiet.

use spoolyard_types::Code;

use crate::error::{Result, refuse_field};

crate::stored_enum! {
    /// What a notice is about.
    pub enum NoticeKind {
        /// A print ended well and lies on the plate.
        Finished = "finished",
        /// A print went wrong.
        Failed = "failed",
        /// A print waits for filament.
        Runout = "runout",
        /// A print stands for another reason than that somebody pressed pause.
        Paused = "paused",
        /// A printer waits for somebody.
        Attention = "attention",
        /// A printer was lost while it printed.
        Offline = "offline",
    }
}

/// From when until when the system keeps quiet, in minutes after midnight; over midnight where the end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet minute.
    pub from_minute: i32,
    /// The first minute that is not quiet any more.
    pub to_minute: i32,
}

impl QuietHours {
    /// Reads `22:00` and `06:30`; none where both are left out.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] when only one is given, one is no time of the day, or both are the same.
    pub fn read(from: Option<&str>, to: Option<&str>) -> Result<Option<Self>> {
        let bad = |field, text: &str| Err(refuse_field(Code::InvalidValue, field, text));
        let time = "Write a time of the day like 22:00.";
        match (from, to) {
            (None, None) => Ok(None),
            (Some(_), None) => bad("quiet_to", "Say until when it is to be quiet."),
            (None, Some(_)) => bad("quiet_from", "Say from when it is to be quiet."),
            (Some(from), Some(to)) => match (minute(from), minute(to)) {
                (None, _) => bad("quiet_from", time),
                (_, None) => bad("quiet_to", time),
                (Some(from), Some(to)) if from == to => {
                    bad("quiet_to", "The quiet hours end where they begin. Leave both out for none.")
                }
                (Some(from_minute), Some(to_minute)) => Ok(Some(Self { from_minute, to_minute })),
            },
        }
    }

    /// Whether it is quiet at this minute of the day.
    #[must_use]
    pub const fn holds(self, minute: i32) -> bool {
        if self.from_minute < self.to_minute {
            minute >= self.from_minute && minute < self.to_minute
        } else {
            minute >= self.from_minute || minute < self.to_minute
        }
    }
}

fn minute(text: &str) -> Option<i32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let part = |text: &str, most: i32| {
        (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<i32>().ok())?
            .filter(|n| *n <= most)
    };
    Some(part(hours, 23)? * 60 + part(minutes, 59)?)
}

/// A minute of the day as people write it.
pub(super) fn written(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let night = QuietHours::read(Some("22:00"), Some("6:30")).unwrap().unwrap();
        let quiet: Vec<bool> =
            ["21:59", "22:00", "00:00", "06:29", "06:30"].map(|t| night.holds(minute(t).unwrap())).to_vec();
        assert_eq!(quiet, [false, true, true, true, false]);
        let noon = QuietHours::read(Some("12:00"), Some("13:00")).unwrap().unwrap();
        assert!(noon.holds(12 * 60) && !noon.holds(13 * 60) && !noon.holds(0));
        assert_eq!(written(night.to_minute), "06:30");
        assert_eq!(QuietHours::read(None, None).unwrap(), None);
    }

    #[test]
    fn what_is_no_time_is_refused_at_its_field() {
        for (from, to, field) in [
            (Some("22:00"), None, "quiet_to"),
            (None, Some("06:00"), "quiet_from"),
            (Some("24:00"), Some("06:00"), "quiet_from"),
            (Some("22:00"), Some("6:60"), "quiet_to"),
            (Some("+1:00"), Some("06:00"), "quiet_from"),
            (Some("06:00"), Some("06:00"), "quiet_to"),
        ] {
            let refusal = QuietHours::read(from, to).unwrap_err().into_refusal();
            assert_eq!(refusal.field.as_deref(), Some(field), "{from:?} {to:?}");
        }
    }
}
