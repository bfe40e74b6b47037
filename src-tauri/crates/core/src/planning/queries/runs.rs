//! The runs that changed the plan, and what each of them moved.

use serde_json::Value;
use spoolyard_types::Timestamp;
use spoolyard_types::ids::MrpRunId;

use super::super::model::Trigger;
use super::super::moves::RunMove;
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read};
use crate::error::{Result, not_found};

crate::read_model! {
    /// A run in the list.
    pub struct PlanRunRow {
        /// Its row.
        pub id: MrpRunId,
        /// When it began.
        pub run_date: Timestamp,
        /// What started it.
        pub trigger: Trigger,
        /// Whether it was completed or failed.
        pub status: String,
        /// Why it failed.
        pub error_message: Option<String>,
        /// Who asked for it.
        pub by: Option<String>,
        /// Planned orders that it added.
        pub added: u32,
        /// Planned orders that it moved or resized.
        pub moved: u32,
        /// Planned orders that it dropped.
        pub dropped: u32,
        /// Proposals there were afterwards.
        pub orders: u32,
        /// Messages there were afterwards.
        pub messages: u32,
        /// Items for which something had to be ordered.
        pub shortages: u32,
    }
}

crate::wire! {
    /// Names a run.
    pub struct PlanRunRef {
        /// Which one.
        pub id: MrpRunId,
    }

    /// What a run moved.
    pub struct PlanRunMoves {
        /// Order by order, at most 500.
        pub rows: Vec<RunMove>,
    }
}

const RUNS: ListSpec = ListSpec {
    select: "r.id, r.run_date, r.trigger, r.status, r.error_message,
        coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email) AS \"by\",
        coalesce(r.summary_json ->> '$.added', 0) AS added, coalesce(r.summary_json ->> '$.moved', 0) AS moved,
        coalesce(r.summary_json ->> '$.dropped', 0) AS dropped, coalesce(r.summary_json ->> '$.orders', 0) AS orders,
        coalesce(r.summary_json ->> '$.messages', 0) AS messages, r.shortages_found AS shortages",
    from: "mrp_runs r LEFT JOIN users u ON u.id = r.created_by",
    always: "r.status <> 'running'",
    id: "r.id",
    fields: &[
        Field::new("run_date", "r.run_date", Kind::Timestamp),
        Field::new("trigger", "r.trigger", Kind::Text),
        Field::new("status", "r.status", Kind::Text),
    ],
    search: None,
    order: ("run_date", true),
};

/// A page of runs.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] for a field or value that this list does not know.
pub fn plan_runs(r: &Read<'_>, req: ListRequest) -> Result<Page<PlanRunRow>> {
    r.list(&RUNS, &req)
}

/// What a run moved, order by order. Runs of earlier versions kept only figures.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn plan_run_moves(r: &Read<'_>, req: PlanRunRef) -> Result<PlanRunMoves> {
    let found: Option<Option<Value>> =
        r.value("SELECT summary_json -> '$.moves' FROM mrp_runs WHERE id = ?1", bind![req.id])?;
    let rows = found.ok_or_else(|| not_found("planning run", req.id))?;
    Ok(PlanRunMoves { rows: rows.and_then(|rows| serde_json::from_value(rows).ok()).unwrap_or_default() })
}
