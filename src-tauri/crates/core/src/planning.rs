//! What to make and buy, how much, and when to start: the store side of the planning engine.
//!
//! Nouns: snapshot, run, planned order, peg, message, act, scenario, promise, settings. Verbs: load, run, firm,
//! change, split, merge, cancel, release, apply, undo, promise, suppose, dismiss, ask.
//! Tables owned: `mrp_runs`, `planned_orders`, `planning_messages`, `plan_acts`,
//! `plan_scenarios`; it also keeps `sales_orders.mrp_status` and `mrp_run_id`, which nobody else writes.
//!
//! Always: a run looks at one snapshot, computes outside any transaction, and writes only what differs; a planned
//! order keeps its id as long as it lives; a net change holds what a regenerative run would. A run that fails leaves
//! the plan as it was, or, where much differs and some of it is written, as the next run will mend it.
//! Never: a run without a change writes a row; a firmed or released order is changed by a run; what an allocation
//! covers is counted twice.

//!
//! # How the data lies, and why
//! * `snapshot` holds the farm as tables that are shared between looks; proposals lie by item. A second look reads the
//!   products that something touched, beginning with them in every statement, and makes only those tables anew in which
//!   something differs.
//! * `view` keeps the last look and its plan. What a run writes it knows already: those rows are not looked at again, and
//!   the next change finds the same lineage even after a first plan of hundreds of thousands of rows.
//! * `outcome` keeps a trail of each item beside the plan (its rows, whom they serve) and what its lack means to others,
//!   and follows only the items that differ. Neither asks the other: where much differs each has a thread. Orders meet
//!   their rows item by item, in one walk along two sorted lists, without a table of all of them. Items of which the same
//!   is said are not compared with the store.
//! * `save` writes in transactions of 20 ms or 6,000 rows, whichever ends first, in the order of the products, so that
//!   the index of products grows at its end. A first plan touches two indexes (V031) and binds anew only what differs from
//!   the row before; an order of which only the quantity differs touches none. A plan can be worked out again: its
//!   commits do not wait for the disk, and its rows are not held against the rules of the table (`db/relaxed.rs`).
//! * `db` gives turns in the order in which they are asked for and folds the log in a thread of its own, so that a
//!   person waits for one piece and never for a thousand pages.

mod acts;
mod affected;
mod apply;
mod commands;
mod measure;
mod model;
mod moves;
mod outcome;
mod promise;
mod queries;
mod release;
mod run;
mod save;
mod settings;
mod snapshot;
mod touched;
mod view;
mod whatif;

pub use acts::{
    Acted, ListPlanActs, PlanActKind, PlanActRow, PlanActs, UndoPlanAct, UndonePlanAct, acts, undo,
};
pub use affected::affected;
pub use apply::{AppliedMessages, ApplyMessages, apply};
pub use commands::{
    ChangePlannedOrder, DismissMessage, MergePlannedOrders, PlannedOrders, PlannedPart, SplitPlannedOrder,
    cancel, change, dismiss, firm, merge, restore, split, unfirm,
};
pub use measure::{Measured, Took, measure};
pub use model::{
    DemandType, MessageType, MrpStatus, PlanOrderKind, PlannedOrderStatus, PlannedOrderType, Severity,
    SupplyType, Trigger,
};
pub use moves::{RunMove, RunMoveKind};
pub use promise::{
    AskPromise, PromiseAnswer, PromiseAnswers, PromiseLeft, PromiseLine, PromiseSource, PromiseWait, promise,
};
pub use queries::{item::*, list::*, overview::*, pegging::*, runs::*};
pub use release::{ReleasePlannedOrders, Released, ReleasedDocument, release};
pub(crate) use run::run_in;
pub use run::{RunPlan, RunResult, replan, run};
pub use settings::{PlanSettings, settings, update_settings};
pub use snapshot::{Loaded, load};
pub(crate) use view::Desk;
pub use whatif::{
    AdoptScenario, AdoptedScenario, AskWhatIf, DropScenario, ListScenarios, OrderChange, SaveScenario,
    Scenario, ScenarioRef, ScenarioRow, Scenarios, Supposition, WhatIf, WhatIfDemand, WhatIfFigures,
    WhatIfOrder, WhatIfSale, WhatIfTotals, adopt, drop_scenario, save_scenario, scenario, scenarios, what_if,
};

use spoolyard_types::Code;

use crate::error::{Result, refuse};

/// Plans a case in the file form, without a store: JSON in, JSON out.
///
/// # Errors
/// [`Code::InvalidValue`] when the text is not a case; the message names the place.
pub fn solve_case(text: &str) -> Result<String> {
    spoolyard_planning::case::solve_json(text).map_err(|err| refuse(Code::InvalidValue, err.to_string()))
}
