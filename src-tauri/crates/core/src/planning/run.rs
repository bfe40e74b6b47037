//! A run: look, compute outside any transaction, write what differs.

use std::collections::BTreeSet;

use spoolyard_types::ids::MrpRunId;
use spoolyard_types::{Actor, Code, Role};

use super::model::Trigger;
use super::outcome::Outcome;
use super::save::{Stored, save};
use super::settings::settings;
use super::snapshot::{load, version};
use crate::app::App;
use crate::bind;
use crate::db::{Intent, Read, Write};
use crate::error::{Error, Result, refuse};

/// How often a run that was overtaken looks again before it plans inside its transaction.
const TRIES: u32 = 3;

crate::wire! {
    /// Asks for a run.
    pub struct RunPlan {}

    /// What a run did.
    pub struct RunResult {
        /// Whether anything differed; a run without a change leaves no trace.
        pub changed: bool,
        /// The run, or the last one where nothing changed.
        pub run_id: Option<MrpRunId>,
        /// Planned orders added.
        pub added: u32,
        /// Planned orders that moved, changed size or serve somebody else.
        pub moved: u32,
        /// Planned orders that nothing needs any more.
        pub dropped: u32,
        /// Proposals there are now.
        pub orders: u32,
        /// Messages there are now.
        pub messages: u32,
        /// Items for which something has to be ordered.
        pub shortages: u32,
    }
}

/// Plans everything, because a person asks.
///
/// # Errors
/// When the store cannot be read or written; the plan is then as it was, and the run is noted as failed.
pub fn run(app: &App, actor: &Actor, request_id: Option<String>, _: RunPlan) -> Result<RunResult> {
    let intent = Intent { request_id, ..Intent::new(actor.clone(), Role::Staff, "plan.run") };
    let mut changed = BTreeSet::new();
    let outcome = noted(app, &intent, Trigger::Manual, &mut changed);
    app.note_changes(changed);
    outcome
}

/// Plans again after a change, on behalf of Spoolyard itself, and names the tables that it changed, a failed run's
/// note included. None when the settings say not to.
///
/// # Errors
/// As [`run`].
pub fn replan(app: &App, changed: &mut BTreeSet<String>) -> Result<Option<RunResult>> {
    if app.db.is_read_only() || !app.look(settings)?.auto {
        return Ok(None);
    }
    let intent = Intent::new(Actor::spoolyard(), Role::Staff, "plan.run");
    noted(app, &intent, Trigger::NetChange, changed).map(Some)
}

fn noted(app: &App, intent: &Intent, trigger: Trigger, changed: &mut BTreeSet<String>) -> Result<RunResult> {
    let outcome = attempt(app, intent, trigger, changed);
    if let Err(err) = &outcome
        && !matches!(err.code(), Code::Forbidden | Code::SignInRequired | Code::ReadOnly)
        && let Err(other) = note_failure(app, intent, trigger, err, changed)
    {
        tracing::warn!(%other, "a failed planning run could not be noted");
    }
    outcome
}

fn attempt(
    app: &App,
    intent: &Intent,
    trigger: Trigger,
    changed: &mut BTreeSet<String>,
) -> Result<RunResult> {
    for _ in 0..TRIES {
        let (loaded, stored) =
            app.db.read(&intent.actor, intent.needs, |r| Ok((load(r)?, Stored::load(r)?)))?;
        let outcome = Outcome::of(&loaded);
        if outcome.is_stored(&stored) {
            return app.db.read(&intent.actor, intent.needs, |r| unchanged(r, &outcome));
        }
        let saved = app.db.write(intent, |w| {
            if version(w)? != loaded.version {
                return Err(refuse(Code::ChangedMeanwhile, "Something changed while the plan was computed."));
            }
            save(w, &loaded, &outcome, trigger)
        });
        match saved {
            Err(err) if err.code() == Code::ChangedMeanwhile => {}
            other => {
                let (result, changes) = other?;
                changed.extend(changes.tables);
                return Ok(result);
            }
        }
    }
    // The farm is busy: this once, everybody waits the moment that planning takes.
    let (result, changes) = app.db.write(intent, |w| {
        let loaded = load(w)?;
        save(w, &loaded, &Outcome::of(&loaded), trigger)
    })?;
    changed.extend(changes.tables);
    Ok(result)
}

/// Plans inside an action that is open already: how the sample farm plans the mornings of its history.
///
/// # Errors
/// When the store cannot be read or written.
pub(crate) fn run_in(w: &Write<'_>) -> Result<RunResult> {
    let loaded = load(w)?;
    let outcome = Outcome::of(&loaded);
    if outcome.is_stored(&Stored::load(w)?) {
        unchanged(w, &outcome)
    } else {
        save(w, &loaded, &outcome, Trigger::Manual)
    }
}

fn unchanged(r: &Read<'_>, outcome: &Outcome) -> Result<RunResult> {
    Ok(RunResult {
        changed: false,
        run_id: r.value("SELECT max(id) FROM mrp_runs WHERE status = 'completed'", [])?.flatten(),
        added: 0,
        moved: 0,
        dropped: 0,
        orders: outcome.unchanged as u32,
        messages: outcome.messages.len() as u32,
        shortages: outcome.shortages as u32,
    })
}

/// The previous plan stays; that a run failed, and why, is written down once.
fn note_failure(
    app: &App,
    intent: &Intent,
    trigger: Trigger,
    err: &Error,
    changed: &mut BTreeSet<String>,
) -> Result<()> {
    let text = err.to_string();
    let intent = Intent { request_id: None, ..intent.clone() };
    let (_, changes) = app.db.write(&intent, |w| {
        let last: Option<Option<String>> =
            w.value("SELECT error_message FROM mrp_runs ORDER BY id DESC LIMIT 1", [])?;
        if trigger == Trigger::NetChange && last.flatten().as_deref() == Some(text.as_str()) {
            return Ok(());
        }
        let id = w.insert(
            "INSERT INTO mrp_runs (run_date, status, error_message, created_by, completed_at, trigger)
             VALUES (?1, 'failed', ?2, ?3, ?1, ?4)",
            bind![w.now(), text, w.actor().user_id, trigger],
        )?;
        w.about("mrp_run", id, None);
        Ok(())
    })?;
    changed.extend(changes.tables);
    Ok(())
}
