//! A consistent look at the store.

use std::cell::OnceCell;

use chrono::{TimeZone, Timelike};
use rusqlite::{Connection, OptionalExtension, Params};
use spoolyard_types::{Actor, Clock, Date, Role, Timestamp};

use super::column::{Column, FromRow};
use super::kept::Kept;
use crate::error::{Error, Result};

/// One consistent snapshot of the store. It has no way to write.
pub struct Read<'t> {
    pub(super) conn: &'t Connection,
    kept: &'t Kept,
    actor: &'t Actor,
    now: Timestamp,
    today: OnceCell<Date>,
}

impl<'t> Read<'t> {
    pub(super) fn new(conn: &'t Connection, actor: &'t Actor, clock: &dyn Clock, kept: &'t Kept) -> Self {
        Self { conn, kept, actor, now: clock.now(), today: OnceCell::new() }
    }

    /// The same snapshot for somebody else at another instant.
    pub(super) fn moment<'m>(&self, actor: &'m Actor, now: Timestamp) -> Read<'m>
    where
        't: 'm,
    {
        Read { conn: self.conn, kept: self.kept, actor, now, today: OnceCell::new() }
    }

    /// What is kept beside the store.
    pub(crate) fn kept(&self) -> &Kept {
        self.kept
    }

    /// On whose behalf.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// Whether the actor may see prices, costs and margins.
    #[must_use]
    pub fn sees_prices(&self) -> bool {
        self.actor.role == Role::Admin
    }

    /// The instant at which the action began; the same throughout.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The business date: today in the company's time zone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn today(&self) -> Result<Date> {
        if let Some(today) = self.today.get() {
            return Ok(*today);
        }
        let local = self.local_now()?.date();
        let today =
            Date::new(local).ok_or(Error::Unreadable { column: String::from("the computer's clock") })?;
        Ok(*self.today.get_or_init(|| today))
    }

    /// The minute of the day in the company's time zone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn minute_of_day(&self) -> Result<i32> {
        let minute = self.local_now()?.time().num_seconds_from_midnight() / 60;
        Ok(i32::try_from(minute).unwrap_or_default())
    }

    /// Now, as the clock on the company's wall shows it.
    fn local_now(&self) -> Result<chrono::NaiveDateTime> {
        let zone: Option<String> =
            self.value("SELECT timezone FROM company_settings WHERE id = 1", [])?.flatten();
        let zone: chrono_tz::Tz = zone.and_then(|z| z.parse().ok()).unwrap_or(chrono_tz::UTC);
        Ok(zone.from_utc_datetime(&self.now.get().naive_utc()).naive_local())
    }

    /// Every row, read as `T`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn all<T: FromRow>(&self, sql: &str, params: impl Params) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(T::from_row(row)?);
        }
        Ok(out)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn maybe<T: FromRow>(&self, sql: &str, params: impl Params) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(T::from_row).transpose()
    }

    /// The first column of the first row, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn value<T: Column>(&self, sql: &str, params: impl Params) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement.query_row(params, |row| Ok(T::from_value(row.get_ref(0)?))).optional()?;
        match found {
            None => Ok(None),
            Some(Some(value)) => Ok(Some(value)),
            Some(None) => Err(Error::Unreadable { column: sql.chars().take(80).collect() }),
        }
    }

    /// The first column of every row.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn values<T: Column>(&self, sql: &str, params: impl Params) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let value = T::from_value(row.get_ref(0)?)
                .ok_or_else(|| Error::Unreadable { column: sql.chars().take(80).collect() })?;
            out.push(value);
        }
        Ok(out)
    }

    /// Hands each row to `visit`, for snapshots that are too large to shape as structs first.
    ///
    /// # Errors
    /// When the store cannot be read, or what `visit` refuses.
    pub fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut visit: impl FnMut(&rusqlite::Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            visit(row)?;
        }
        Ok(())
    }
}
