//! Days and the working calendar.
//!
//! Inside the engine a date is a day number (`i32`, days of the common era): comparing, sorting and offsetting it are
//! single instructions. A lead time offset over the working calendar is two table look-ups.

use chrono::{Datelike, NaiveDate};

/// Days before today that the table of working days reaches; beyond it the calendar walks day by day.
const DAYS_BEHIND: i32 = 4_000;
/// Days after today that the table reaches: a little over forty years.
const DAYS_AHEAD: i32 = 16_000;
/// Longest offset that is walked outside the table.
const LONGEST_OFFSET_DAYS: i32 = 36_500;

/// The day number of a date.
#[must_use]
pub fn day_of(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// The date of a day number; the ends of the calendar stand for days beyond them.
#[must_use]
pub fn date_of(day: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(if day > 0 { NaiveDate::MAX } else { NaiveDate::MIN })
}

/// The days on which work is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    /// Which days of the week are worked; index 0 is Monday.
    pub working_weekdays: [bool; 7],
    /// Days off, in any order.
    pub holidays: Vec<NaiveDate>,
}

/// A calendar made ready for offsetting.
#[derive(Debug, Clone)]
pub(crate) struct Offsets {
    table: Option<Table>,
}

#[derive(Debug, Clone)]
struct Table {
    weekdays: [bool; 7],
    holidays: Vec<i32>,
    first: i32,
    /// Working days before `first + index`.
    before: Vec<i32>,
    /// The working days of the table, in order.
    worked: Vec<i32>,
}

impl Offsets {
    /// Prepares the calendar around `today`. None, or one without a single working weekday, means plain calendar days.
    pub(crate) fn new(calendar: Option<&WorkCalendar>, today: i32) -> Self {
        let table = calendar
            .filter(|calendar| calendar.working_weekdays.contains(&true))
            .map(|calendar| Table::new(calendar, today));
        Self { table }
    }

    /// The day that lies `lead_days` working days before `day`.
    pub(crate) fn back(&self, day: i32, lead_days: i32) -> i32 {
        match &self.table {
            _ if lead_days <= 0 => day,
            None => day.saturating_sub(lead_days),
            Some(table) => table.back(day, lead_days),
        }
    }

    /// The day that lies `lead_days` working days after `day`.
    pub(crate) fn forward(&self, day: i32, lead_days: i32) -> i32 {
        match &self.table {
            _ if lead_days <= 0 => day,
            None => day.saturating_add(lead_days),
            Some(table) => table.forward(day, lead_days),
        }
    }
}

impl Table {
    fn new(calendar: &WorkCalendar, today: i32) -> Self {
        let mut holidays: Vec<i32> = calendar.holidays.iter().map(|date| day_of(*date)).collect();
        holidays.sort_unstable();
        holidays.dedup();
        let first = today.saturating_sub(DAYS_BEHIND);
        let days = DAYS_BEHIND + DAYS_AHEAD;
        let mut table = Self {
            weekdays: calendar.working_weekdays,
            holidays,
            first,
            before: Vec::with_capacity(days as usize + 1),
            worked: Vec::with_capacity(days as usize),
        };
        for day in first..first.saturating_add(days) {
            table.before.push(table.worked.len() as i32);
            if table.is_worked(day) {
                table.worked.push(day);
            }
        }
        table
    }

    fn is_worked(&self, day: i32) -> bool {
        // Day 1 of the common era was a Monday.
        self.weekdays[(day - 1).rem_euclid(7) as usize] && self.holidays.binary_search(&day).is_err()
    }

    fn working_days_before(&self, day: i32) -> Option<i32> {
        let index = usize::try_from(day.checked_sub(self.first)?).ok()?;
        self.before.get(index).copied()
    }

    fn nth(&self, index: i32) -> Option<i32> {
        self.worked.get(usize::try_from(index).ok()?).copied()
    }

    fn back(&self, day: i32, lead_days: i32) -> i32 {
        self.working_days_before(day)
            .and_then(|count| self.nth(count - lead_days))
            .unwrap_or_else(|| self.walk(day, lead_days, -1))
    }

    fn forward(&self, day: i32, lead_days: i32) -> i32 {
        day.checked_add(1)
            .and_then(|next| self.working_days_before(next))
            .and_then(|count| self.nth(count + lead_days - 1))
            .unwrap_or_else(|| self.walk(day, lead_days, 1))
    }

    fn walk(&self, from: i32, lead_days: i32, step: i32) -> i32 {
        let mut day = from;
        let mut left = lead_days.min(LONGEST_OFFSET_DAYS);
        while left > 0 {
            let Some(next) = day.checked_add(step) else { return day };
            day = next;
            if self.is_worked(day) {
                left -= 1;
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        day_of(text.parse().expect("a date"))
    }

    fn weekdays_with_holiday() -> Offsets {
        let calendar = WorkCalendar {
            working_weekdays: [true, true, true, true, true, false, false],
            holidays: vec!["2026-01-19".parse().expect("a date")],
        };
        Offsets::new(Some(&calendar), day("2026-01-05"))
    }

    #[test]
    fn offsets_skip_weekends_and_holidays_both_ways() {
        let offsets = weekdays_with_holiday();
        assert_eq!(offsets.back(day("2026-01-21"), 3), day("2026-01-15"));
        assert_eq!(offsets.back(day("2026-01-18"), 1), day("2026-01-16"));
        assert_eq!(offsets.back(day("2026-01-18"), 0), day("2026-01-18"));
        assert_eq!(offsets.forward(day("2026-01-16"), 1), day("2026-01-20"));
        assert_eq!(offsets.forward(day("2026-01-17"), 2), day("2026-01-21"));
    }

    #[test]
    fn outside_the_table_the_answer_is_the_same() {
        let offsets = weekdays_with_holiday();
        let far = day("2126-01-09"); // a Wednesday
        assert_eq!(offsets.forward(far, 5), far + 7);
        assert_eq!(offsets.back(far, 5), far - 7);
    }

    #[test]
    fn a_week_without_work_counts_calendar_days() {
        let calendar = WorkCalendar { working_weekdays: [false; 7], holidays: Vec::new() };
        let offsets = Offsets::new(Some(&calendar), 700_000);
        assert_eq!(offsets.back(700_010, 10), 700_000);
    }
}
