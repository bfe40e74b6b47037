//! The days on which the farm works.

use chrono::{Datelike, Days, NaiveDate};
use spoolyard_planning::calendar::WorkCalendar;
use spoolyard_types::Date;

use crate::db::Read;
use crate::error::Result;

/// How far a Saturday that is worked makes the other Saturdays days off, as long as the engine's own table of days.
const DAYS_BEHIND: u64 = 4_000;
const DAYS_AHEAD: u64 = 16_000;

crate::read_model! {
    struct SpecialDay {
        day: Date,
        is_working: bool,
    }
}

/// The working week and the days that differ from it; none when every day counts.
pub(super) fn load(r: &Read<'_>) -> Result<Option<WorkCalendar>> {
    let week: Option<String> =
        r.value("SELECT business_work_days FROM company_settings WHERE id = 1", [])?.flatten();
    let days: Vec<SpecialDay> =
        r.all("SELECT day, is_working FROM working_calendar_days ORDER BY day", [])?;
    Ok(calendar(week.as_deref(), &days, r.today()?.get()))
}

fn calendar(week: Option<&str>, days: &[SpecialDay], today: NaiveDate) -> Option<WorkCalendar> {
    let mut working_weekdays = [false; 7];
    for day in week.unwrap_or_default().split(',') {
        if let Ok(day) = day.trim().parse::<usize>()
            && let Some(slot) = working_weekdays.get_mut(day)
        {
            *slot = true;
        }
    }
    if !working_weekdays.contains(&true) {
        working_weekdays = [true; 7];
    }
    let mut holidays: Vec<NaiveDate> =
        days.iter().filter(|day| !day.is_working).map(|day| day.day.get()).collect();
    // A Saturday that is worked makes Saturday a working day and every other Saturday a day off.
    let extra: Vec<NaiveDate> = days
        .iter()
        .filter(|day| day.is_working && !worked(&working_weekdays, day.day.get()))
        .map(|day| day.day.get())
        .collect();
    let opened: Vec<u32> = extra.iter().map(|day| day.weekday().num_days_from_monday()).collect();
    if !opened.is_empty()
        && let Some(first) = today.checked_sub_days(Days::new(DAYS_BEHIND))
    {
        let all = first.iter_days().take((DAYS_BEHIND + DAYS_AHEAD) as usize);
        holidays.extend(
            all.filter(|day| opened.contains(&day.weekday().num_days_from_monday()) && !extra.contains(day)),
        );
        for day in opened {
            working_weekdays[day as usize % 7] = true;
        }
    }
    if holidays.is_empty() && !working_weekdays.contains(&false) {
        return None;
    }
    Some(WorkCalendar { working_weekdays, holidays })
}

fn worked(week: &[bool; 7], day: NaiveDate) -> bool {
    week[day.weekday().num_days_from_monday() as usize % 7]
}

/// The day that lies `days` working days before `day`.
pub(super) fn back(calendar: Option<&WorkCalendar>, day: NaiveDate, days: i64) -> NaiveDate {
    let mut day = day;
    let mut left = days.clamp(0, 3_650);
    while left > 0 {
        let Some(before) = day.pred_opt() else { return day };
        day = before;
        let counts = calendar.is_none_or(|calendar| {
            worked(&calendar.working_weekdays, day) && !calendar.holidays.contains(&day)
        });
        left -= i64::from(counts);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_saturday_that_is_worked_leaves_the_others_free() {
        let days = [
            SpecialDay { day: Date::parse("2026-03-14").unwrap(), is_working: true },
            SpecialDay { day: Date::parse("2026-03-13").unwrap(), is_working: false },
        ];
        let calendar = calendar(Some("0,1,2,3,4"), &days, date("2026-03-02")).unwrap();
        let before = |day: &str, days| back(Some(&calendar), date(day), days);
        assert_eq!(before("2026-03-16", 1), date("2026-03-14"), "the Saturday counts");
        assert_eq!(before("2026-03-16", 2), date("2026-03-12"), "the Friday off does not");
        assert_eq!(before("2026-03-09", 1), date("2026-03-06"), "another Saturday does not");
    }

    #[test]
    fn without_a_week_every_day_counts() {
        assert!(calendar(None, &[], date("2026-03-02")).is_none());
        assert!(calendar(Some("0,1,2,3,4,5,6"), &[], date("2026-03-02")).is_none());
        assert_eq!(back(None, date("2026-03-02"), 3), date("2026-02-27"));
    }
}
