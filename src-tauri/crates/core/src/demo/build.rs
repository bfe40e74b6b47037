//! What every part of the builder works with: the open transaction, who acts, what time it is.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::{Datelike, TimeZone};
use serde::de::DeserializeOwned;
use serde_json::Value;
use spoolyard_types::ids::{
    CategoryId, ColorId, LocationId, MaterialTypeId, ProductId, ScrapReasonId, UserId, VendorId, WorkCenterId,
};
use spoolyard_types::{Actor, Code, Date, Role, Timestamp};

use super::random::Random;
use super::sample::{Sample, faulty};
use crate::db::{Intent, Write};
use crate::error::{Result, refuse};

/// Who does something.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    /// The owner: buys, sets prices, takes money.
    Owner,
    /// The print floor.
    Floor,
    /// Assembly and shipping.
    Desk,
}

/// Rows by the codes of the sample's files.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) categories: BTreeMap<String, CategoryId>,
    pub(super) locations: BTreeMap<String, LocationId>,
    pub(super) scrap_reasons: Vec<ScrapReasonId>,
    pub(super) materials: BTreeMap<String, MaterialTypeId>,
    pub(super) colors: BTreeMap<String, ColorId>,
    pub(super) work_centers: BTreeMap<String, WorkCenterId>,
    pub(super) vendors: BTreeMap<String, VendorId>,
    pub(super) customers: BTreeMap<String, UserId>,
    pub(super) products: BTreeMap<String, ProductId>,
}

/// The row of a code that another file names.
pub(super) fn row<T: Copy>(rows: &BTreeMap<String, T>, code: &str) -> Result<T> {
    rows.get(code).copied().ok_or_else(|| faulty("files", format!("{code} is named and not there")))
}

/// The farm while it is built. Each action is one command of the core, at the instant of the history.
pub(super) struct Build<'w> {
    w: &'w Write<'w>,
    pub(super) sample: Sample,
    pub(super) rows: Rows,
    pub(super) random: RefCell<Random>,
    pub(super) today: Date,
    owner: Actor,
    floor: Actor,
    desk: Actor,
    zone: chrono_tz::Tz,
    clock: Cell<Timestamp>,
}

impl<'w> Build<'w> {
    pub(super) fn begin(w: &'w Write<'w>, seed: Option<u64>) -> Result<Self> {
        let sample = Sample::read()?;
        let zone: Option<String> =
            w.value("SELECT timezone FROM company_settings WHERE id = 1", [])?.flatten();
        let owner = w.actor().clone();
        Ok(Self {
            w,
            random: RefCell::new(Random::new(seed.unwrap_or(sample.sales.seed))),
            sample,
            rows: Rows::default(),
            today: w.today()?,
            floor: owner.clone(),
            desk: owner.clone(),
            owner,
            zone: zone.and_then(|z| z.parse().ok()).unwrap_or(chrono_tz::UTC),
            clock: Cell::new(w.now()),
        })
    }

    /// The people of the floor and the desk are known from now on.
    pub(super) fn hired(&mut self, floor: Option<Actor>, desk: Option<Actor>) {
        self.floor = floor.unwrap_or_else(|| self.owner.clone());
        self.desk = desk.unwrap_or_else(|| self.owner.clone());
    }

    /// The store as it stands.
    pub(super) fn store(&self) -> &Write<'w> {
        self.w
    }

    /// A day of the history.
    pub(super) fn days_ago(&self, days: u32) -> Date {
        self.today.plus_days(-i64::from(days))
    }

    /// Whether the farm works on a day.
    pub(super) fn works_on(&self, day: Date) -> bool {
        let company = &self.sample.company;
        let weekday = day.get().weekday().num_days_from_monday();
        let holiday = day.get().format("%m-%d").to_string();
        company.working_weekdays.iter().any(|d| u32::from(*d) == weekday)
            && !company.holidays.contains(&holiday)
    }

    /// A day itself when the farm works on it, else the next on which it does.
    pub(super) fn working(&self, mut day: Date) -> Date {
        while !self.works_on(day) {
            day = day.plus_days(1);
        }
        day
    }

    /// The day after so many working days.
    pub(super) fn working_days_after(&self, mut day: Date, days: u32) -> Date {
        for _ in 0..days {
            day = self.working(day.plus_days(1));
        }
        day
    }

    /// A time of a day where the farm stands.
    pub(super) fn at(&self, day: Date, hour: u32, minute: u32) -> Result<Timestamp> {
        let local = day.get().and_hms_opt(hour, minute, 0);
        let at = local.and_then(|local| self.zone.from_local_datetime(&local).earliest());
        let at = at.ok_or_else(|| refuse(Code::Internal, format!("{day} has no {hour}:{minute:02}.")))?;
        Ok(Timestamp::new(at.with_timezone(&chrono::Utc)))
    }

    /// Moves the clock to a time of a day, never beyond the real present.
    pub(super) fn set_clock(&self, day: Date, hour: u32, minute: u32) -> Result<()> {
        self.clock.set(self.at(day, hour, minute)?.min(self.w.now()));
        Ok(())
    }

    /// Carries out a command as a person would: its request in the form of the wire, at the next minute of
    /// the history. A refusal takes back what this action wrote, and only that.
    pub(super) fn act<Q: DeserializeOwned, T>(
        &self,
        who: Who,
        command: &str,
        request: Value,
        run: impl FnOnce(&Write<'_>, Q) -> Result<T>,
    ) -> Result<T> {
        let asked: Q = serde_json::from_value(request.clone()).map_err(|err| faulty(command, err))?;
        self.step(who, command, request, |w| run(w, asked))
    }

    /// Like [`Build::act`], for what the core offers to its own parts only.
    pub(super) fn step<T>(
        &self,
        who: Who,
        command: &str,
        request: Value,
        run: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<T> {
        let actor = match who {
            Who::Owner => &self.owner,
            Who::Floor => &self.floor,
            Who::Desk => &self.desk,
        };
        let intent = Intent { request, ..Intent::new(actor.clone(), Role::Staff, command) };
        let at = self.clock.get();
        let later = Timestamp::new(at.get() + chrono::TimeDelta::seconds(73));
        self.clock.set(later.min(self.w.now()));
        self.w.act(&intent, at, run)
    }
}
