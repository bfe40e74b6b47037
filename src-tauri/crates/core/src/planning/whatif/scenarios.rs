//! Scenarios are kept by name: what was supposed, never what came of it.

use serde_json::Value;
use spoolyard_types::{Code, Text, Timestamp};

use super::{Supposition, check};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, not_found, refuse_field};

crate::wire! {
    /// Keeps a scenario.
    pub struct SaveScenario {
        /// Which one; a new one when left out.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<i64>,
        /// What it is called.
        pub name: Text<100>,
        /// What is supposed.
        pub edits: Vec<Supposition>,
    }

    /// Names a scenario.
    pub struct ScenarioRef {
        /// Which one.
        pub id: i64,
    }

    /// Throws a scenario away.
    pub struct DropScenario {
        /// Which one.
        pub id: i64,
    }

    /// A scenario.
    pub struct Scenario {
        /// Its row.
        pub id: i64,
        /// What it is called.
        pub name: String,
        /// What is supposed.
        pub edits: Vec<Supposition>,
    }

    /// Asks for the scenarios.
    pub struct ListScenarios {}

    /// The scenarios, the last changed first.
    pub struct Scenarios {
        /// All of them.
        pub rows: Vec<ScenarioRow>,
    }
}

crate::read_model! {
    /// A scenario in the list.
    pub struct ScenarioRow {
        /// Its row.
        pub id: i64,
        /// What it is called.
        pub name: String,
        /// How many suppositions it holds.
        pub edits: u32,
        /// Who made it.
        pub by: Option<String>,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When it became the plan.
        pub adopted_at: Option<Timestamp>,
    }

    struct Stored {
        id: i64,
        name: String,
        edits_json: Value,
    }
}

/// The scenarios that are kept.
///
/// # Errors
/// When the store cannot be read.
pub fn scenarios(r: &Read<'_>, _: ListScenarios) -> Result<Scenarios> {
    let rows = r.all(
        "SELECT s.id, s.name, json_array_length(s.edits_json) AS edits,
             coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email) AS \"by\",
             s.updated_at, s.adopted_at
         FROM plan_scenarios s LEFT JOIN users u ON u.id = s.created_by ORDER BY s.updated_at DESC, s.id DESC",
        [],
    )?;
    Ok(Scenarios { rows })
}

/// A scenario with what it supposes.
///
/// # Errors
/// [`Code::NotFound`].
pub fn scenario(r: &Read<'_>, req: ScenarioRef) -> Result<Scenario> {
    let stored: Stored = r
        .maybe("SELECT id, name, edits_json FROM plan_scenarios WHERE id = ?1", bind![req.id])?
        .ok_or_else(|| not_found("scenario", req.id))?;
    let edits = serde_json::from_value(stored.edits_json)
        .map_err(|_| Error::Unreadable { column: String::from("plan_scenarios.edits_json") })?;
    Ok(Scenario { id: stored.id, name: stored.name, edits })
}

/// Keeps a scenario.
///
/// # Errors
/// [`Code::AlreadyExists`] for a name that another has, [`Code::InvalidValue`], [`Code::NotFound`].
pub fn save_scenario(w: &Write<'_>, req: SaveScenario) -> Result<Scenario> {
    check(&req.edits)?;
    let other: Option<i64> = w.value(
        "SELECT id FROM plan_scenarios WHERE name = ?1 COLLATE NOCASE AND id IS NOT ?2",
        bind![req.name, req.id],
    )?;
    if other.is_some() {
        let text = format!("There is a scenario “{}” already. Choose another name.", req.name);
        return Err(refuse_field(Code::AlreadyExists, "name", text));
    }
    let edits = serde_json::to_value(&req.edits)
        .map_err(|_| Error::Unreadable { column: String::from("the scenario") })?;
    let id = match req.id {
        Some(id) => {
            let changed = w.execute(
                "UPDATE plan_scenarios SET name = ?2, edits_json = ?3, updated_at = ?4 WHERE id = ?1",
                bind![id, req.name, edits, w.now()],
            )?;
            if changed == 0 {
                return Err(not_found("scenario", id));
            }
            id
        }
        None => w.insert(
            "INSERT INTO plan_scenarios (name, edits_json, created_by, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?4)",
            bind![req.name, edits, w.actor().user_id, w.now()],
        )?,
    };
    w.about("plan_scenario", id, Some(&req.name));
    scenario(w, ScenarioRef { id })
}

/// Throws a scenario away.
///
/// # Errors
/// [`Code::NotFound`].
pub fn drop_scenario(w: &Write<'_>, req: DropScenario) -> Result<ScenarioRef> {
    if w.execute("DELETE FROM plan_scenarios WHERE id = ?1", bind![req.id])? == 0 {
        return Err(not_found("scenario", req.id));
    }
    w.about("plan_scenario", req.id, None);
    Ok(ScenarioRef { id: req.id })
}
