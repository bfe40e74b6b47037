//! One look at all that planning has to know, with a handful of queries however large the farm is.

mod calendar;
mod demand;
mod items;
mod supply;

use std::collections::{HashMap, HashSet};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::{Options, Snapshot};
use spoolyard_types::Date;
use spoolyard_types::ids::{BomId, ProductId, SalesOrderId, VendorId, WorkOrderId};

use super::model::{DemandType, MessageType};
use super::settings::settings;
use crate::catalog::units::UnitTable;
use crate::db::Read;
use crate::engineering::recipe::{Recipes, Scope};
use crate::error::Result;

/// What the store knows of an item beyond what the engine needs.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) product: ProductId,
    /// Whom it would be bought from.
    pub(super) vendor: Option<VendorId>,
    /// By which bill it would be made.
    pub(super) bom: Option<BomId>,
}

/// Whose need a row of the snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) kind: DemandType,
    pub(super) id: i64,
    pub(super) order: Option<SalesOrderId>,
    pub(super) work_order: Option<WorkOrderId>,
}

/// What a planned order says beyond its quantity and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note {
    /// Whom it serves in the end.
    pub(super) origin: Option<(DemandType, i64)>,
    pub(super) vendor: Option<VendorId>,
    pub(super) bom: Option<BomId>,
}

/// Data that the plan leaves out, and why.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    pub(super) product: Option<ProductId>,
    pub(super) kind: MessageType,
    pub(super) why: String,
}

/// A snapshot with the way back from it to the rows of the store.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The business date of the look.
    pub(super) today: Date,
    /// What the engine plans.
    pub snapshot: Snapshot,
    /// Items by their position in the snapshot.
    pub(super) known: Vec<Known>,
    /// Positions by product.
    pub(super) positions: HashMap<ProductId, u32>,
    /// Whose needs the rows of the snapshot are.
    pub(super) sources: Vec<Source>,
    /// Sales lines with the items that only leave with their parcels.
    pub(super) packaging: HashSet<(i64, u32)>,
    /// Sales orders that are open, also those whose needs are all reserved.
    pub(super) open_orders: Vec<SalesOrderId>,
    /// What the store says about proposals beyond quantity and dates.
    pub(super) notes: HashMap<i64, Note>,
    /// Data that the plan leaves out.
    pub(super) troubles: Vec<Trouble>,
    /// The last action that the snapshot has seen.
    pub(super) version: i64,
}

impl Loaded {
    /// A day of the engine, held inside the years that a date may have.
    pub(super) fn date(&self, day: i32) -> Date {
        self.today.plus_days(i64::from(day) - i64::from(day_of(self.today.get())))
    }

    /// Where a product stands in the snapshot; none for services.
    #[must_use]
    pub fn position(&self, product: ProductId) -> Option<u32> {
        self.positions.get(&product).copied()
    }
}

/// The number of the last action on the store: two looks with the same number saw the same.
pub(super) fn version(r: &Read<'_>) -> Result<i64> {
    Ok(r.value("SELECT coalesce(max(id), 0) FROM command_log", [])?.unwrap_or_default())
}

/// Looks at the store as planning does.
///
/// # Errors
/// When the store cannot be read.
pub fn load(r: &Read<'_>) -> Result<Loaded> {
    let today = r.today()?;
    let settings = settings(r)?;
    let units = UnitTable::load(r)?;
    let recipes = Recipes::load(r, Scope::All)?;
    let mut snapshot = Snapshot::new(today.get());
    snapshot.options = Options {
        use_late_receipts: settings.use_late_receipts,
        strict_safety_stock: settings.strict_safety_stock,
        firm_fence_days: i32::from(settings.firm_fence_days),
        dampening_days: i32::from(settings.dampening_days),
        dampening_qty: settings.dampening_quantity.get().micros(),
    };
    snapshot.calendar = calendar::load(r)?;
    let mut loaded = Loaded {
        today,
        snapshot,
        known: Vec::new(),
        positions: HashMap::new(),
        sources: Vec::new(),
        packaging: HashSet::new(),
        open_orders: Vec::new(),
        notes: HashMap::new(),
        troubles: Vec::new(),
        version: version(r)?,
    };
    items::load(r, &settings, &units, &recipes, &mut loaded)?;
    items::structure(&recipes, &mut loaded);
    items::substitutes(r, &mut loaded)?;
    let holds = demand::Holds::load(r)?;
    supply::purchases(r, &mut loaded)?;
    supply::planned(r, &mut loaded)?;
    let work = supply::work_orders(r, &mut loaded)?;
    demand::materials(r, &holds, &work, &mut loaded)?;
    demand::drafts(&recipes, &work, &mut loaded);
    demand::sales(r, &holds, &units, &recipes, &mut loaded)?;
    Ok(loaded)
}
