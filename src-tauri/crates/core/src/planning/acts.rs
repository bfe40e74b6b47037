//! What was done to the plan, and the way back. An act keeps the rows that it touched as they were before and after;
//! it is taken back only while they still lie as it left them, and what then stands is exactly what stood before.

mod undo;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use spoolyard_types::ids::PlannedOrderId;
use spoolyard_types::{Code, Timestamp};

use crate::bind;
use crate::db::{Read, RowImage, Write, image_id};
use crate::error::{Error, Result, refuse};
use crate::{catalog, production, purchasing};

pub use undo::{UndoPlanAct, UndonePlanAct, undo};

/// Acts that a page of the history shows.
const SHOWN: i64 = 200;
/// A title is a sentence, not a list.
const LONGEST_TITLE: usize = 300;

crate::stored_enum! {
    /// What was done.
    pub enum PlanActKind {
        /// Somebody stands by planned orders.
        Firm = "firm",
        /// They were left to planning again.
        Unfirm = "unfirm",
        /// Quantity or date changed.
        Change = "change",
        /// One became several.
        Split = "split",
        /// Several became one.
        Merge = "merge",
        /// They were taken away.
        Cancel = "cancel",
        /// They became documents.
        Release = "release",
        /// Open orders follow messages.
        Apply = "apply",
        /// A scenario became the plan.
        Adopt = "adopt",
    }
}

crate::wire! {
    /// What an act did.
    pub struct Acted {
        /// What to name when it shall be taken back.
        pub act_id: i64,
        /// The planned orders that stand now.
        pub ids: Vec<PlannedOrderId>,
    }

    /// Asks for what was done lately.
    pub struct ListPlanActs {}

    /// What was done, the last first.
    pub struct PlanActs {
        /// At most 200.
        pub rows: Vec<PlanActRow>,
    }
}

crate::read_model! {
    /// Something that was done to the plan.
    pub struct PlanActRow {
        /// What to name when it shall be taken back.
        pub id: i64,
        /// What it was.
        pub kind: PlanActKind,
        /// In words.
        pub title: String,
        /// Why it cannot be taken back; none when it may be.
        pub final_reason: Option<String>,
        /// Who did it.
        pub by: Option<String>,
        /// When.
        pub created_at: Timestamp,
        /// When it was taken back.
        pub undone_at: Option<Timestamp>,
    }
}

/// The rows that an act touches, by their tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Touched {
    pub(super) planned: Vec<i64>,
    pub(super) messages: Vec<i64>,
    pub(super) purchases: Vec<i64>,
    pub(super) work: Vec<i64>,
    pub(super) products: Vec<i64>,
}

/// Those rows at one instant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Scene {
    planned: Vec<RowImage>,
    messages: Vec<RowImage>,
    purchases: Vec<RowImage>,
    purchase_lines: Vec<RowImage>,
    work: Vec<RowImage>,
    products: Vec<RowImage>,
}

impl Scene {
    pub(super) fn of(r: &Read<'_>, touched: &Touched) -> Result<Self> {
        let purchases = purchasing::reschedule::image(r, &touched.purchases)?;
        Ok(Self {
            planned: r.images("planned_orders", "id", &touched.planned)?,
            messages: r.images("planning_messages", "id", &touched.messages)?,
            purchases: purchases.orders,
            purchase_lines: purchases.lines,
            work: production::reschedule::image(r, &touched.work)?,
            products: catalog::planning_rules::image(r, &touched.products)?,
        })
    }

    fn touched(&self) -> Touched {
        let ids = |rows: &[RowImage]| rows.iter().map(image_id).collect::<Vec<_>>();
        Touched {
            planned: ids(&self.planned),
            messages: ids(&self.messages),
            purchases: ids(&self.purchases),
            work: ids(&self.work),
            products: ids(&self.products),
        }
    }
}

/// Writes an act down once it is done. `touched` names all rows, also those that the act made.
pub(super) fn record(
    w: &Write<'_>,
    kind: PlanActKind,
    title: &str,
    before: &Scene,
    touched: &Touched,
    final_reason: Option<&str>,
) -> Result<i64> {
    let after = Scene::of(w, touched)?;
    let json = |scene: &Scene| serde_json::to_value(scene).unwrap_or(Value::Null);
    let title: String = title.chars().take(LONGEST_TITLE).collect();
    let id = w.insert(
        "INSERT INTO plan_acts (kind, title, before_json, after_json, final_reason, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        bind![kind, title, json(before), json(&after), final_reason, w.actor().user_id, w.now()],
    )?;
    Ok(id)
}

/// `3 planned orders`, or the SKU of the only one.
pub(super) fn named(skus: &[String]) -> String {
    match skus {
        [only] => format!("the planned order of {only}"),
        several => format!("{} planned orders", several.len()),
    }
}

fn unreadable(column: &str) -> Error {
    Error::Unreadable { column: format!("plan_acts.{column}") }
}

/// What was done lately.
///
/// # Errors
/// When the store cannot be read.
pub fn acts(r: &Read<'_>, _: ListPlanActs) -> Result<PlanActs> {
    let rows = r.all(
        "SELECT a.id, a.kind, a.title, a.final_reason,
             coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email) AS \"by\",
             a.created_at, a.undone_at
         FROM plan_acts a LEFT JOIN users u ON u.id = a.created_by ORDER BY a.id DESC LIMIT ?1",
        bind![SHOWN],
    )?;
    Ok(PlanActs { rows })
}

fn gone() -> Error {
    refuse(Code::NotFound, "This was never done to the plan, or the file was restored since.")
}
