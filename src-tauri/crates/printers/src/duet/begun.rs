//! Which print it is. The firmware gives its jobs no number, and the same file may be printed again and again: what tells
//! one print from the next is when it began, which is now less the time that it has printed and stood. Now is what the
//! board says: the seconds since it was switched on.

use crate::event::LastKnown;

/// Beginnings that lie no further apart are one: the board counts whole seconds, and answers take their time.
const SAME_S: i64 = 30;
/// A print whose time falls by more than this is another one, which began between two questions.
const BACK_S: i64 = 5;

/// A print as one answer tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// Its file.
    pub file: &'a str,
    /// For how long it has printed.
    pub printed_s: i64,
    /// For how long it has stood paused; older firmware does not tell.
    pub stood_s: Option<i64>,
}

/// The print under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Begun {
    now: Option<Print>,
    /// What was under way when the printer was last heard.
    last: Option<Last>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Print {
    file: String,
    printed_s: i64,
    key: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Last {
    file: String,
    began_s: i64,
    printed_s: i64,
    key: String,
}

impl Begun {
    /// For a new connection to a printer whose last job is remembered.
    #[must_use]
    pub fn after(last: LastKnown) -> Self {
        let read = |key: &str| key.rsplit_once('@').and_then(|(_, began)| began.parse::<i64>().ok());
        let last = last.running.and_then(|job| {
            let key = job.key?;
            Some(Last {
                file: job.file_name?,
                began_s: read(&key)?,
                printed_s: i64::from(job.minutes_printed.unwrap_or(0)) * 60,
                key,
            })
        });
        Self { now: None, last }
    }

    /// The key of the print under way.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.now.as_ref().map(|print| print.key.as_str())
    }

    /// Takes in what is printed at this time; none where nothing is.
    pub fn see(&mut self, now_s: i64, seen: Option<&Sighting<'_>>) {
        let Some(seen) = seen else {
            (self.now, self.last) = (None, None);
            return;
        };
        let goes_on = |print: &Print| {
            print.file == seen.file && seen.printed_s.saturating_add(BACK_S) >= print.printed_s
        };
        if let Some(print) = self.now.as_mut().filter(|print| goes_on(print)) {
            print.printed_s = seen.printed_s;
            return;
        }
        let began_s = now_s.saturating_sub(seen.printed_s).saturating_sub(seen.stood_s.unwrap_or(0));
        let again = self.last.take().filter(|last| last.is(seen, began_s));
        let key = again.map_or_else(
            || format!("{}@{began_s}", crate::wire::json::base_name(seen.file)),
            |last| last.key,
        );
        self.now = Some(Print { file: seen.file.to_owned(), printed_s: seen.printed_s, key });
    }
}

impl Last {
    /// Whether it is the print that is seen now. Where the board does not tell how long it has stood, its beginning
    /// seems to move with every pause; then it is the same as long as it has not gone back.
    fn is(&self, seen: &Sighting<'_>, began_s: i64) -> bool {
        // A board that was switched off and on counts from nothing again: its print has gone back, too.
        self.file == seen.file
            && seen.printed_s.saturating_add(BACK_S) >= self.printed_s
            && match seen.stood_s {
                Some(_) => began_s.abs_diff(self.began_s) <= SAME_S.unsigned_abs(),
                None => began_s.saturating_add(SAME_S) >= self.began_s,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::JobReport;

    const FILE: &str = "0:/gcodes/racks/hook.gcode";

    fn seen(printed_s: i64, stood_s: Option<i64>) -> Sighting<'static> {
        Sighting { file: FILE, printed_s, stood_s }
    }

    fn remembered(begun: &Begun, minutes_printed: u32) -> LastKnown {
        let job = JobReport {
            key: begun.key().map(str::to_owned),
            file_name: Some(FILE.to_owned()),
            minutes_printed: Some(minutes_printed),
            ..JobReport::default()
        };
        LastKnown { running: Some(job) }
    }

    #[test]
    fn a_print_keeps_its_key_through_pauses_and_clocks_that_are_set() {
        let mut begun = Begun::default();
        begun.see(10_000, Some(&seen(0, Some(0))));
        assert_eq!(begun.key(), Some("hook.gcode@10000"));
        begun.see(10_600, Some(&seen(600, Some(0))));
        begun.see(14_200, Some(&seen(600, Some(3600))));
        // A clock that is set, or an answer that is a second old, changes nothing.
        begun.see(10_900, Some(&seen(898, Some(3600))));
        assert_eq!(begun.key(), Some("hook.gcode@10000"));
    }

    #[test]
    fn the_same_file_again_is_another_print() {
        let mut begun = Begun::default();
        begun.see(10_000, Some(&seen(5, Some(0))));
        let first = begun.key().map(str::to_owned);
        begun.see(10_700, None);
        assert_eq!(begun.key(), None);
        begun.see(10_800, Some(&seen(2, Some(0))));
        assert_ne!(begun.key().map(str::to_owned), first);
        // Its end and the next beginning lay between two questions.
        let second = begun.key().map(str::to_owned);
        begun.see(11_500, Some(&seen(702, Some(0))));
        begun.see(11_503, Some(&seen(1, Some(0))));
        assert_ne!(begun.key().map(str::to_owned), second);
        // Another file needs no pause.
        begun.see(11_506, Some(&Sighting { file: "0:/gcodes/pin.gcode", printed_s: 1, stood_s: Some(0) }));
        assert_eq!(begun.key(), Some("pin.gcode@11505"));
    }

    #[test]
    fn after_a_restart_it_is_the_same_print_and_a_later_one_is_not() {
        let mut begun = Begun::default();
        begun.see(10_000, Some(&seen(5, Some(0))));
        let last = remembered(&begun, 10);
        let key = begun.key().map(str::to_owned);
        let mut again = Begun::after(last.clone());
        again.see(13_002, Some(&seen(2000, Some(1009))));
        assert_eq!(again.key().map(str::to_owned), key);
        // The first one ended while nobody watched.
        let mut other = Begun::after(last.clone());
        other.see(13_002, Some(&seen(2000, Some(0))));
        assert_eq!(other.key(), Some("hook.gcode@11002"));
        // An end was seen after the restart.
        let mut ended = Begun::after(last);
        ended.see(10_900, None);
        ended.see(10_910, Some(&seen(905, Some(0))));
        assert_eq!(ended.key(), Some("hook.gcode@10005"));
    }

    #[test]
    fn a_board_that_does_not_tell_its_pauses_is_believed_as_long_as_its_print_goes_on() {
        let mut begun = Begun::default();
        begun.see(10_000, Some(&seen(5, None)));
        let last = remembered(&begun, 10);
        let key = begun.key().map(str::to_owned);
        let mut again = Begun::after(last.clone());
        again.see(17_000, Some(&seen(700, None)));
        assert_eq!(again.key().map(str::to_owned), key);
        let mut other = Begun::after(last);
        other.see(17_000, Some(&seen(60, None)));
        assert_eq!(other.key(), Some("hook.gcode@16940"));
    }

    #[test]
    fn no_number_of_a_board_or_of_the_store_breaks_it() {
        for extreme in [i64::MIN, -1, 0, i64::MAX] {
            let job = JobReport {
                key: Some(format!("hook.gcode@{extreme}")),
                file_name: Some(FILE.to_owned()),
                ..JobReport::default()
            };
            let mut begun = Begun::after(LastKnown { running: Some(job) });
            begun.see(extreme, Some(&seen(extreme, Some(extreme))));
            begun.see(0, Some(&seen(extreme, None)));
            assert!(begun.key().is_some());
        }
    }
}
