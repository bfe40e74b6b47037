//! The farm as planning last saw it, with its plan, kept while the store is open.
//!
//! A change costs a look at what it touched and a net change of the plan. Where nobody can tell what it touched, and on
//! a new day, everything is looked at and planned anew; the plan is the same either way.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use spoolyard_planning::netchange::{compare, replan};
use spoolyard_planning::{Plan, plan};
use spoolyard_types::{Actor, Role};

use super::outcome::{Outcome, Standing};
use super::snapshot::{Again, Loaded, load, look_again};
use super::touched::{Touched, touched};
use crate::app::App;
use crate::db::{ChangedTables, Read};
use crate::error::Result;

/// A look at the farm, and what it asks for.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) loaded: Arc<Loaded>,
    pub(super) plan: Arc<Plan>,
    /// The last action that it has seen.
    pub(super) version: i64,
    /// Counts the looks at everything: items of another lineage stand in other places.
    pub(super) lineage: u64,
    /// Items that something changed about since a plan was last written.
    pub(super) open: BTreeSet<u32>,
    /// Of these: the ones whose own rows somebody touched.
    pub(super) touched: BTreeSet<u32>,
    /// Counts the looks that saw something new.
    seen: u64,
}

/// Where the last view is kept.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    held: Mutex<Held>,
    /// One run at a time.
    runs: Mutex<()>,
    /// The longest transaction that a run wrote in, microseconds.
    longest_write: AtomicU64,
}

#[derive(Debug, Default)]
struct Held {
    view: Option<View>,
    lineages: u64,
}

/// Held while a run is made, so that no other is made beside it.
pub(super) fn turn(app: &App) -> MutexGuard<'_, ()> {
    app.desk.runs.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The farm as it is now. Whoever asks while another looks waits for that look.
pub(super) fn now(app: &App, actor: &Actor) -> Result<View> {
    let mut held = app.desk.held.lock().unwrap_or_else(PoisonError::into_inner);
    let before = held.view.take();
    let lineage = held.lineages + 1;
    let view = app.db.read_changes(actor, Role::Staff, |r, tables| match before {
        Some(before) if before.loaded.today == r.today()? => next(r, before, tables, lineage),
        _ => anew(r, lineage),
    })?;
    held.lineages = held.lineages.max(view.lineage);
    held.view = Some(view.clone());
    Ok(view)
}

/// The farm looked at and planned from nothing.
pub(super) fn afresh(app: &App, actor: &Actor) -> Result<View> {
    forget(app);
    now(app, actor)
}

/// Writes some rows of a run on a view. Nobody looks meanwhile, and what is kept knows the rows without another look:
/// `note` tells it.
pub(super) fn writing<T>(
    app: &App,
    view: &View,
    write: impl FnOnce() -> Result<T>,
    note: impl FnOnce(&T, &mut Loaded),
) -> Result<T> {
    let mut held = app.desk.held.lock().unwrap_or_else(PoisonError::into_inner);
    let written = write()?;
    match &mut held.view {
        Some(kept) if kept.lineage == view.lineage => note(&written, Arc::make_mut(&mut kept.loaded)),
        // Another look, whose items may stand in other places.
        kept => *kept = None,
    }
    Ok(written)
}

/// Notes how long others had to wait for a transaction of a run.
pub(super) fn wrote_for(app: &App, took: Duration) {
    app.desk.longest_write.fetch_max(took.as_micros() as u64, Ordering::Relaxed);
}

/// The longest that anybody had to wait for a transaction of a run, since the store was opened.
pub(super) fn longest_write(app: &App) -> Duration {
    Duration::from_micros(app.desk.longest_write.load(Ordering::Relaxed))
}

/// What is kept is not to be trusted.
pub(super) fn forget(app: &App) {
    app.desk.held.lock().unwrap_or_else(PoisonError::into_inner).view = None;
}

/// Nothing is open any more of what a view saw: its plan is written.
pub(super) fn written(app: &App, written: &View) {
    let mut held = app.desk.held.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(view) = held.view.as_mut()
        && (view.lineage, view.seen) == (written.lineage, written.seen)
    {
        view.open.clear();
        view.touched.clear();
    }
}

/// The plan that the store holds, as the last run left it; worked out from the store where no run was since it was
/// opened.
pub(super) fn standing(r: &Read<'_>) -> Result<Arc<Standing>> {
    if let Some(standing) = r.kept().get::<Standing>() {
        return Ok(standing);
    }
    // Of no lineage: the next run compares everything.
    let view = anew(r, 0)?;
    let trail = Outcome::of(&view, None).trail;
    let standing = Arc::new(Standing::new(view, trail));
    r.kept().put(Arc::clone(&standing));
    Ok(standing)
}

pub(super) fn anew(r: &Read<'_>, lineage: u64) -> Result<View> {
    let loaded = load(r)?;
    let plan = plan(&loaded.snapshot);
    let version = loaded.version;
    Ok(View {
        loaded: Arc::new(loaded),
        plan: Arc::new(plan),
        version,
        lineage,
        open: BTreeSet::new(),
        touched: BTreeSet::new(),
        seen: 0,
    })
}

fn next(r: &Read<'_>, before: View, tables: &ChangedTables, lineage: u64) -> Result<View> {
    let products = match touched(r, &before.loaded, tables)? {
        Touched::Products(products) => products,
        Touched::All => return anew(r, lineage),
    };
    let mut view = View { version: super::snapshot::version(r)?, ..before };
    if products.is_empty() {
        return Ok(view);
    }
    let old_bom = view.loaded.snapshot.bom.clone();
    let loaded = Arc::make_mut(&mut view.loaded);
    let changed = match look_again(r, loaded, &products)? {
        Again::Changed(changed) => changed,
        Again::Doubt => return anew(r, lineage),
    };
    view.seen += 1;
    let touched = || products.iter().filter_map(|product| loaded.position(*product));
    view.open.extend(touched());
    view.touched.extend(touched());
    if changed.is_empty() {
        return Ok(view);
    }
    let snapshot = &loaded.snapshot;
    let list: Vec<u32> = changed.into_iter().collect();
    let plan = replan(&view.plan, snapshot, &list);
    let mut moved = vec![false; snapshot.items.len()];
    for item in list.iter().copied().chain(compare(&view.plan, &plan)) {
        moved[item as usize] = true;
    }
    // Which of its parents' orders a component serves can change while its own orders stay.
    for item in (0..).zip(&moved).filter(|(_, moved)| **moved).map(|(item, _)| item) {
        view.open.insert(item);
        view.open.extend(plan.components_of(item).iter().chain(view.plan.components_of(item)));
    }
    // A line of another bill than before may name a component without exploding into it.
    if !old_bom.is(&snapshot.bom) {
        let below = snapshot.bom.iter().filter(|line| moved[line.parent as usize]);
        view.open.extend(below.map(|line| line.component));
    }
    view.plan = Arc::new(plan);
    Ok(view)
}
