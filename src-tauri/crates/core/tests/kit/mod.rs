//! What every test of the core starts from: a fresh store in a folder of its own, at a fixed instant.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]
#![allow(dead_code, unreachable_pub)] // Each test binary uses its part of the kit.

pub mod shop;

use std::sync::Arc;

use spoolyard_core::bind;
use spoolyard_core::db::{Column, Db, Intent, Read, Write};
use spoolyard_core::{Error, Result};
use spoolyard_types::ids::{LocationId, ProductId};
use spoolyard_types::{Actor, Code, FixedClock, Money, Quantity, Role, Timestamp, UnitCost};

/// A store that lives as long as this value.
pub struct Farm {
    pub db: Db,
    pub clock: Arc<FixedClock>,
    /// On whose behalf [`Farm::act`] and [`Farm::look`] run.
    pub actor: Actor,
    folder: tempfile::TempDir,
}

/// The location that every store starts with.
pub const MAIN: LocationId = LocationId(1);

impl Farm {
    /// A fresh store at 2026-03-02T09:00:00Z, a Monday, worked on by Spoolyard itself.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").unwrap()));
        let db = Db::open(&folder.path().join("farm.spoolyard"), clock.clone()).unwrap();
        Self { db, clock, actor: Actor::spoolyard(), folder }
    }

    /// The folder that the store lies in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Moves the clock to an instant.
    pub fn at(&self, instant: &str) {
        self.clock.set(Timestamp::parse(instant).unwrap());
    }

    /// One action, which may be refused.
    pub fn attempt<T: serde::Serialize>(&self, act: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let intent = Intent::new(self.actor.clone(), Role::Staff, "test");
        self.db.write(&intent, act).map(|(value, _)| value)
    }

    /// One action that has to succeed. Its answer need not cross the wire.
    pub fn act<T>(&self, act: impl FnOnce(&Write<'_>) -> Result<T>) -> T {
        let mut out = None;
        self.attempt(|w| {
            out = Some(act(w)?);
            Ok(())
        })
        .unwrap();
        out.unwrap()
    }

    /// One action that has to be refused; the error.
    pub fn refused<T>(&self, act: impl FnOnce(&Write<'_>) -> Result<T>) -> Error {
        self.attempt(|w| act(w).map(|_| ())).unwrap_err()
    }

    /// One action that has to be refused with this code.
    #[track_caller]
    pub fn refused_as<T>(&self, code: Code, act: impl FnOnce(&Write<'_>) -> Result<T>) -> String {
        let err = self.refused(act);
        assert_eq!(err.code(), code, "{err}");
        err.into_refusal().message
    }

    /// A look.
    pub fn look<T>(&self, look: impl FnOnce(&Read<'_>) -> Result<T>) -> T {
        self.db.read(&self.actor, Role::Staff, look).unwrap()
    }

    /// One value.
    pub fn value<T: Column>(&self, sql: &str) -> T {
        self.look(|r| r.value(sql, [])).unwrap()
    }

    /// Runs one statement as it stands, to seed what has no command.
    pub fn sql(&self, sql: &str) -> i64 {
        self.act(|w| w.insert(sql, []))
    }

    /// A product with a stock unit.
    pub fn product(&self, seed: &Seed) -> ProductId {
        self.act(|w| {
            w.insert(
                "INSERT INTO products (sku, name, unit, item_type, procurement_type, cost_method, standard_cost,
                     track_lots, purchase_uom, purchase_factor)
                 VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                bind![
                    seed.sku,
                    seed.unit,
                    seed.item_type,
                    seed.procurement,
                    seed.cost_method,
                    seed.standard.map(cost),
                    seed.track_lots,
                    seed.purchase_uom,
                    seed.purchase_factor.map(qty)
                ],
            )
        })
        .pipe(ProductId)
    }

    /// Another place.
    pub fn location(&self, name: &str) -> LocationId {
        LocationId(
            self.act(|w| {
                w.insert("INSERT INTO inventory_locations (name, code) VALUES (?1, ?1)", bind![name])
            }),
        )
    }
}

trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}
impl<T> Pipe for T {}

/// A product to seed; the default is bought filament in grams at the average.
pub struct Seed {
    pub sku: &'static str,
    pub unit: &'static str,
    pub item_type: &'static str,
    pub procurement: &'static str,
    pub cost_method: &'static str,
    pub standard: Option<&'static str>,
    pub track_lots: bool,
    pub purchase_uom: &'static str,
    pub purchase_factor: Option<&'static str>,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            sku: "MAT-PLA-BLACK",
            unit: "G",
            item_type: "material",
            procurement: "buy",
            cost_method: "average",
            standard: None,
            track_lots: false,
            purchase_uom: "SPOOL",
            purchase_factor: Some("1000"),
        }
    }
}

/// A quantity.
pub fn qty(text: &str) -> Quantity {
    text.parse().unwrap()
}

/// An amount.
pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A unit cost.
pub fn cost(text: &str) -> UnitCost {
    text.parse().unwrap()
}
