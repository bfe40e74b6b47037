//! One look at all that planning has to know, with a handful of queries however large the farm is.

mod again;
mod calendar;
mod demand;
mod items;
mod supply;

pub(super) use again::{Again, look_again};

use std::collections::{HashMap, HashSet};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::shared::{ByItem, Shared};
use spoolyard_planning::{Item, Options, Snapshot};
use spoolyard_types::ids::{BomId, ProductId, SalesOrderId, SalesOrderLineId, VendorId, WorkOrderId};
use spoolyard_types::{Date, Quantity};

use super::model::{DemandType, MessageType};
use super::settings::{PlanSettings, settings};
use crate::catalog::units::UnitTable;
use crate::db::Read;
use crate::engineering::recipe::{Recipes, Scope};
use crate::error::Result;

/// What the store knows of an item beyond what the engine needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) product: ProductId,
    /// Whom it would be bought from.
    pub(super) vendor: Option<VendorId>,
    /// By which bill it would be made.
    pub(super) bom: Option<BomId>,
    /// Its stock unit.
    pub(super) unit: String,
    /// Its purchase unit, and what one holds.
    pub(super) purchase: (String, Option<Quantity>),
}

/// Whose need a row of the snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) kind: DemandType,
    pub(super) id: i64,
    /// What is sold or made: its documents are looked at together.
    pub(super) owner: ProductId,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) product: Option<ProductId>,
    pub(super) kind: MessageType,
    pub(super) why: String,
}

/// A sales line that is not shipped, also when all of it is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OpenLine {
    pub(super) id: SalesOrderLineId,
    pub(super) order: SalesOrderId,
    pub(super) owner: ProductId,
}

/// Which products a look is at: their planning data, their bills, supply of them, and the documents that sell or
/// make them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Look<'a> {
    /// All of them.
    All,
    /// These.
    Of(&'a [ProductId]),
}

impl Look<'_> {
    /// The statement with its `[[column]]` held to these products; its first parameter is [`Look::key`]. A look at some
    /// products begins with them: where `[+]` stands no index is used, and `[CROSS]` keeps the order of the tables. Left
    /// to itself the store would go through all that is open, which it takes for little.
    fn sql(self, sql: &str) -> String {
        let (plus, cross) = match self {
            Look::All => ("", ""),
            Look::Of(_) => ("+", "CROSS"),
        };
        let sql = sql.replace("[+]", plus).replace("[CROSS]", cross);
        let mut out = String::with_capacity(sql.len() + 200);
        let mut rest = sql.as_str();
        while let Some((before, after)) = rest.split_once("[[") {
            let (column, after) = after.split_once("]]").unwrap_or((after, ""));
            out.push_str(before);
            out.push_str(&match self {
                Look::All => String::from(" AND ?1 IS NULL"),
                Look::Of(_) => format!(" AND {column} IN (SELECT value FROM json_each(?1))"),
            });
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn key(self) -> Option<serde_json::Value> {
        match self {
            Look::All => None,
            Look::Of(products) => Some(serde_json::json!(products)),
        }
    }

    fn scope(&self) -> Scope<'_> {
        match self {
            Look::All => Scope::All,
            Look::Of(products) => Scope::Of(products),
        }
    }
}

/// A snapshot with the way back from it to the rows of the store. Its tables are shared: a copy costs nothing, and a
/// second look makes only those anew in which something differs.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The business date of the look.
    pub(super) today: Date,
    /// What the engine plans.
    pub snapshot: Snapshot,
    /// Items by their position in the snapshot.
    pub(super) known: Shared<Vec<Known>>,
    /// Positions by product.
    pub(super) positions: Shared<HashMap<ProductId, u32>>,
    /// Whose needs the rows of the snapshot are.
    pub(super) sources: Shared<Vec<Source>>,
    /// Sales lines with the items that only leave with their parcels.
    pub(super) packaging: Shared<HashSet<(i64, u32)>>,
    /// Lines of sales orders that are open.
    pub(super) open_lines: Shared<Vec<OpenLine>>,
    /// What the store says about the proposals of the snapshot beyond quantity and dates: those of an item in the order
    /// of its proposals.
    pub(super) notes: ByItem<Note>,
    /// Data that the plan leaves out.
    pub(super) troubles: Shared<Vec<Trouble>>,
    /// The last action that the snapshot has seen.
    pub(super) version: i64,
}

impl Loaded {
    /// Takes in an item, in its old place when it had one.
    fn put(&mut self, known: Known, item: Item) {
        match self.positions.get(&known.product) {
            Some(position) => {
                let position = *position as usize;
                // What is written is no longer shared.
                if self.known[position] != known {
                    self.known[position] = known;
                }
                if self.snapshot.items[position] != item {
                    self.snapshot.items[position] = item;
                }
            }
            None => {
                let place = self.known.len() as u32;
                self.positions.insert(known.product, place);
                self.known.push(known);
                self.snapshot.items.push(item);
            }
        }
    }

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
        known: Shared::default(),
        positions: Shared::default(),
        sources: Shared::default(),
        packaging: Shared::default(),
        open_lines: Shared::default(),
        notes: ByItem::default(),
        troubles: Shared::default(),
        version: 0,
    };
    fill(r, Look::All, &settings, &mut loaded)?;
    items::substitutes(r, &mut loaded)?;
    Ok(loaded)
}

/// Adds what a look sees.
fn fill(r: &Read<'_>, look: Look<'_>, settings: &PlanSettings, loaded: &mut Loaded) -> Result<()> {
    let units = UnitTable::load(r)?;
    let recipes = Recipes::load(r, look.scope())?;
    loaded.version = version(r)?;
    items::load(r, look, settings, &units, &recipes, loaded)?;
    items::structure(&recipes, loaded);
    let holds = demand::Holds::load(r, look)?;
    supply::purchases(r, look, loaded)?;
    supply::planned(r, look, loaded)?;
    let work = supply::work_orders(r, look, loaded)?;
    demand::materials(r, look, &holds, &work, loaded)?;
    demand::drafts(&recipes, &work, loaded);
    demand::sales(r, look, &holds, &units, &recipes, loaded)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use spoolyard_types::{Actor, FixedClock, Role, Timestamp};

    use super::*;
    use crate::bind;
    use crate::db::{Db, column_at};

    #[test]
    fn a_look_at_some_products_goes_through_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").expect("an instant"));
        let db = Db::open(&folder.path().join("farm.sqlite"), Arc::new(clock)).expect("a store");
        let look = Look::Of(&[ProductId(1), ProductId(2)]);
        let statements = [
            supply::PURCHASES,
            supply::PLANNED,
            supply::WORK_ORDERS,
            demand::HOLDS,
            demand::MATERIALS,
            demand::SALES,
            items::ITEMS,
        ];
        for sql in statements {
            let sql = look.sql(sql);
            let mut steps = Vec::new();
            db.read(&Actor::spoolyard(), Role::Staff, |r| {
                let mut note = |row: &crate::db::Row<'_>| {
                    steps.push(column_at::<String>(row, 3)?);
                    Ok(())
                };
                let asked = format!("EXPLAIN QUERY PLAN {sql}");
                if sql.contains("?2") {
                    r.each(&asked, bind![look.key(), r.today()?], &mut note)
                } else {
                    r.each(&asked, bind![look.key()], &mut note)
                }
            })
            .expect("a plan");
            let goes_through = |step: &&String| {
                (step.starts_with("SCAN ") && !step.contains("json_each")) || step.contains("status")
            };
            let through: Vec<_> = steps.iter().filter(goes_through).collect();
            assert!(!steps.is_empty() && through.is_empty(), "{sql}\n{through:#?}");
        }
    }
}
