//! Fiscal periods: calendar months, opened by the first posting, closed and reopened by an admin.

use chrono::Datelike;
use spoolyard_types::{Code, Date};

use super::model::PeriodStatus;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, not_found, refuse};

crate::wire! {
    /// Which period to close or to reopen.
    pub struct ClosePeriod {
        /// The year.
        pub year: i32,
        /// The month, 1 to 12.
        pub period: i32,
    }
}

crate::read_model! {
    /// A month of the ledger.
    pub struct PeriodRow {
        /// Its row.
        pub id: i64,
        /// The year.
        pub year: i32,
        /// The month.
        pub period: i32,
        /// Its first day.
        pub start_date: Date,
        /// Its last day.
        pub end_date: Date,
        /// Whether it takes postings.
        pub status: PeriodStatus,
        /// How many entries it holds.
        pub entries: u32,
    }
}

/// Every period, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn periods(r: &Read<'_>) -> Result<Vec<PeriodRow>> {
    r.all(
        "SELECT p.id, p.year, p.period, p.start_date, p.end_date, p.status,
             (SELECT count(*) FROM gl_journal_entries e WHERE e.fiscal_period_id = p.id) AS entries
         FROM gl_fiscal_periods p ORDER BY p.start_date DESC, p.id DESC",
        [],
    )
}

/// Closes a month: it refuses postings from then on.
///
/// # Errors
/// [`Code::NotFound`] when nothing was ever posted in it, [`Code::WrongState`] when it is closed already.
pub fn close_period(w: &Write<'_>, req: ClosePeriod) -> Result<()> {
    change(w, &req, PeriodStatus::Closed)
}

/// Opens a closed month again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`] when it is open already.
pub fn reopen_period(w: &Write<'_>, req: ClosePeriod) -> Result<()> {
    change(w, &req, PeriodStatus::Open)
}

fn change(w: &Write<'_>, req: &ClosePeriod, to: PeriodStatus) -> Result<()> {
    let (year, month) = (req.year, req.period);
    let found: Option<PeriodStatus> =
        w.value("SELECT status FROM gl_fiscal_periods WHERE year = ?1 AND period = ?2", bind![year, month])?;
    let status = found.ok_or_else(|| not_found("fiscal period", format!("{year}-{month:02}")))?;
    if status == to {
        return Err(refuse(Code::WrongState, format!("The period {year}-{month:02} is {status} already.")));
    }
    let closed = to == PeriodStatus::Closed;
    w.execute(
        "UPDATE gl_fiscal_periods SET status = ?3, closed_by = ?4, closed_at = ?5 WHERE year = ?1 AND period = ?2",
        bind![
            year,
            month,
            to,
            if closed { w.actor().user_id } else { None },
            closed.then(|| w.now())
        ],
    )?;
    Ok(())
}

/// The open period that holds a date; a new month is opened.
pub(super) fn open_on(w: &Write<'_>, date: Date) -> Result<i64> {
    let known: Option<i64> = w.value(
        "SELECT id FROM gl_fiscal_periods WHERE start_date <= ?1 AND end_date >= ?1 AND status = 'open'
         ORDER BY period LIMIT 1",
        bind![date],
    )?;
    if let Some(id) = known {
        return Ok(id);
    }
    let closed: Option<i64> =
        w.value("SELECT id FROM gl_fiscal_periods WHERE start_date <= ?1 AND end_date >= ?1", bind![date])?;
    if closed.is_some() {
        let text = format!(
            "The period of {date} is closed, so nothing can be posted on that day. Choose a later date, or have an admin reopen the period."
        );
        return Err(refuse(Code::PeriodClosed, text));
    }
    let (first, last) = month_of(date)?;
    w.insert(
        "INSERT INTO gl_fiscal_periods (year, period, start_date, end_date, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        bind![date.year(), date.get().month(), first, last, w.now()],
    )
}

fn month_of(date: Date) -> Result<(Date, Date)> {
    let trouble = || Error::Unreadable { column: String::from("gl_fiscal_periods.start_date") };
    let first = date.get().with_day(1).and_then(Date::new).ok_or_else(trouble)?;
    let next = first.get().checked_add_months(chrono::Months::new(1)).ok_or_else(trouble)?;
    let last = next.pred_opt().and_then(Date::new).ok_or_else(trouble)?;
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_on_its_last_day_in_leap_years_and_at_the_end_of_time() {
        let month = |d: &str| {
            let (first, last) = month_of(Date::parse(d).unwrap()).unwrap();
            format!("{first} {last}")
        };
        assert_eq!(month("2028-02-10"), "2028-02-01 2028-02-29");
        assert_eq!(month("2026-02-28"), "2026-02-01 2026-02-28");
        assert_eq!(month("2999-12-31"), "2999-12-01 2999-12-31");
    }
}
