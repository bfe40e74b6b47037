//! A run: look, compute outside any transaction, write what differs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use spoolyard_types::ids::MrpRunId;
use spoolyard_types::{Actor, Code, Role};

use super::model::Trigger;
use super::outcome::{Outcome, Standing, Trail};
use super::save::{self, Differences, Rows, Stored};
use super::settings::settings;
use super::snapshot::{Loaded, version};
use super::view::{self, View};
use crate::app::App;
use crate::bind;
use crate::db::{Intent, Read, Write};
use crate::error::{Error, Result, refuse};

/// How often a run that was overtaken looks again before it writes the plan of a moment ago.
const TRIES: u32 = 3;
/// A transaction of a run ends when it has written for so long, or so many rows: a person's save waits for it.
const LONGEST: Duration = Duration::from_millis(20);
const MOST_ROWS: usize = 6_000;
/// A difference of no more rows than this is written whole or not at all.
const FEWEST_ROWS: usize = 300;
/// Tables whose rows a run writes and knows without another look.
const OWN: &[&str] = &["planned_orders", "sales_orders"];

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
    let mut begun = None;
    let outcome = attempt(app, intent, trigger, &mut begun, changed);
    if let Err(err) = &outcome {
        // What was kept in mind may be ahead of what was written: the next run looks at everything.
        view::forget(app);
        if !matches!(err.code(), Code::Forbidden | Code::SignInRequired | Code::ReadOnly)
            && let Err(other) = note_failure(app, intent, trigger, begun, err, changed)
        {
            tracing::warn!(%other, "a failed planning run could not be noted");
        }
    }
    outcome
}

fn attempt(
    app: &App,
    intent: &Intent,
    trigger: Trigger,
    begun: &mut Option<MrpRunId>,
    changed: &mut BTreeSet<String>,
) -> Result<RunResult> {
    let _turn = view::turn(app);
    // Whoever asks by hand trusts nothing that is kept.
    let mut view = match trigger {
        Trigger::Manual | Trigger::Schedule => view::afresh(app, &intent.actor)?,
        Trigger::NetChange => view::now(app, &intent.actor)?,
    };
    for tried in 1.. {
        let standing = app.db.kept().get::<Standing>();
        let outcome = Outcome::of(&view, standing.as_deref());
        let stored = app.db.read(&intent.actor, intent.needs, |r| Stored::load(r, &outcome.about))?;
        let differences = Differences::between(&stored, &outcome);
        if differences.count() == 0 {
            let result = app.db.read(&intent.actor, intent.needs, |r| unchanged(r, &outcome))?;
            stand(app, view, outcome.trail, &[]);
            return Ok(result);
        }
        // A farm that never rests is planned as it was a moment ago, and again after that.
        let strict = tried < TRIES;
        let mut ids = Vec::new();
        match write_all(app, intent, trigger, &view, &differences, strict, begun, &mut ids, changed) {
            Err(err) if err.code() == Code::ChangedMeanwhile && begun.is_none() => {
                view = view::now(app, &intent.actor)?;
            }
            other => {
                let result = other?;
                stand(app, view, outcome.trail, &ids);
                return Ok(result);
            }
        }
    }
    Err(refuse(Code::Internal, "The plan could not be written. Nothing is lost; try again."))
}

/// What is written stands from now on.
fn stand(app: &App, mut view: View, mut trail: Trail, ids: &[i64]) {
    trail.name(ids);
    view::written(app, &view);
    view.open.clear();
    view.touched.clear();
    app.db.kept().put(Arc::new(Standing::new(view, trail)));
}

/// Writes what differs in transactions so short that a person's own save does not feel them.
#[expect(clippy::too_many_arguments, reason = "it is one run, whose parts live apart")]
fn write_all(
    app: &App,
    intent: &Intent,
    trigger: Trigger,
    view: &View,
    differences: &Differences<'_>,
    strict: bool,
    begun: &mut Option<MrpRunId>,
    ids: &mut Vec<i64>,
    changed: &mut BTreeSet<String>,
) -> Result<RunResult> {
    let steps = differences.steps();
    let mut rest = steps.as_slice();
    loop {
        let mut piece = Piece::default();
        let write = || {
            let (run, changes, held) = app.db.write_derived(intent, OWN, |w| {
                piece.began = Some(Instant::now());
                if strict && begun.is_none() && version(w)? != view.version {
                    return Err(refuse(
                        Code::ChangedMeanwhile,
                        "Something changed while the plan was computed.",
                    ));
                }
                let run = match *begun {
                    Some(run) => run,
                    None => save::begin(w, view, differences.outcome, trigger)?,
                };
                let mut rows =
                    Rows::new(w, (view, differences.outcome), run, ids.as_slice(), &mut piece.added)?;
                let is_over = |written: usize| {
                    written >= MOST_ROWS
                        || (written >= FEWEST_ROWS
                            && written.is_multiple_of(16)
                            && piece.began.is_some_and(|at| at.elapsed() >= LONGEST))
                };
                for (written, step) in rest.iter().enumerate() {
                    if is_over(written) {
                        break;
                    }
                    rows.write(step)?;
                    piece.rows = written + 1;
                }
                if piece.rows == rest.len() {
                    piece.result = Some(save::end(w, view, run, differences.outcome)?);
                }
                w.about("mrp_run", run.get(), None);
                Ok(run)
            })?;
            view::wrote_for(app, held);
            Ok((run, changes, piece))
        };
        let note = |(_, _, piece): &(_, _, Piece), loaded: &mut Loaded| {
            save::keep_in_step(loaded, view, differences.outcome, &rest[..piece.rows], &piece.added);
        };
        let (run, changes, piece) = view::writing(app, view, write, note)?;
        changed.extend(changes.tables);
        *begun = Some(run);
        ids.extend(piece.added);
        rest = &rest[piece.rows..];
        if let Some(result) = piece.result {
            return Ok(result);
        }
        app.db.wait_for_fold();
    }
}

/// One transaction of a run.
#[derive(Default)]
struct Piece {
    began: Option<Instant>,
    rows: usize,
    added: Vec<i64>,
    result: Option<RunResult>,
}

/// Plans inside an action that is open already: how the sample farm plans the mornings of its history.
///
/// # Errors
/// When the store cannot be read or written.
pub(crate) fn run_in(w: &Write<'_>) -> Result<RunResult> {
    // Of no lineage, because the action may still be refused: the next run compares everything.
    let view = view::anew(w, 0)?;
    let outcome = Outcome::of(&view, None);
    let stored = Stored::load(w, &outcome.about)?;
    let differences = Differences::between(&stored, &outcome);
    let mut ids = Vec::new();
    let result = if differences.count() == 0 {
        unchanged(w, &outcome)?
    } else {
        let run = save::begin(w, &view, &outcome, Trigger::Manual)?;
        let mut rows = Rows::new(w, (&view, &outcome), run, &[], &mut ids)?;
        differences.steps().iter().try_for_each(|step| rows.write(step))?;
        w.about("mrp_run", run.get(), None);
        save::end(w, &view, run, &outcome)?
    };
    let mut trail = outcome.trail;
    trail.name(&ids);
    w.kept().put(Arc::new(Standing::new(view, trail)));
    Ok(result)
}

fn unchanged(r: &Read<'_>, outcome: &Outcome) -> Result<RunResult> {
    Ok(RunResult {
        changed: false,
        run_id: r.value("SELECT max(id) FROM mrp_runs WHERE status = 'completed'", [])?.flatten(),
        added: 0,
        moved: 0,
        dropped: 0,
        orders: outcome.orders as u32,
        messages: save::messages(r)?,
        shortages: outcome.shortages as u32,
    })
}

/// The previous plan stays; that a run failed, and why, is written down once.
fn note_failure(
    app: &App,
    intent: &Intent,
    trigger: Trigger,
    begun: Option<MrpRunId>,
    err: &Error,
    changed: &mut BTreeSet<String>,
) -> Result<()> {
    let text = err.to_string();
    let intent = Intent { request_id: None, ..intent.clone() };
    let (_, changes) = app.db.write(&intent, |w| {
        if let Some(run) = begun {
            w.execute(
                "UPDATE mrp_runs SET status = 'failed', error_message = ?2, completed_at = ?3 WHERE id = ?1",
                bind![run, text, w.now()],
            )?;
            w.about("mrp_run", run.get(), None);
            return Ok(());
        }
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
