//! The farm as planning last saw it, with its plan, kept while the store is open.
//!
//! A change costs a look at what it touched and a net change of the plan. Where nobody can tell what it touched, and on
//! a new day, everything is looked at and planned anew; the plan is the same either way.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
}

/// Where the last view is kept.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    held: Mutex<Held>,
    /// The longest transaction that a run wrote in, microseconds.
    longest_write: AtomicU64,
}

#[derive(Debug, Default)]
struct Held {
    view: Option<View>,
    lineages: u64,
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
        && Arc::ptr_eq(&view.loaded, &written.loaded)
        && Arc::ptr_eq(&view.plan, &written.plan)
    {
        view.open.clear();
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
    Ok(View { loaded: Arc::new(loaded), plan: Arc::new(plan), version, lineage, open: BTreeSet::new() })
}

fn next(r: &Read<'_>, before: View, tables: &ChangedTables, lineage: u64) -> Result<View> {
    let products = match touched(r, &before.loaded, tables)? {
        Touched::Products(products) => products,
        Touched::All => return anew(r, lineage),
    };
    let View { loaded, plan: earlier, lineage: mine, mut open, .. } = before;
    let version = super::snapshot::version(r)?;
    if products.is_empty() {
        return Ok(View { loaded, plan: earlier, version, lineage: mine, open });
    }
    let mut loaded = Arc::unwrap_or_clone(loaded);
    let changed = match look_again(r, &mut loaded, &products)? {
        Again::Changed(changed) => changed,
        Again::Doubt => return anew(r, lineage),
    };
    open.extend(products.iter().filter_map(|product| loaded.position(*product)));
    let plan = if changed.is_empty() {
        earlier
    } else {
        let list: Vec<u32> = changed.iter().copied().collect();
        let plan = replan(&earlier, &loaded.snapshot, &list);
        let mut moved = vec![false; loaded.snapshot.items.len()];
        for item in list.iter().copied().chain(compare(&earlier, &plan)) {
            moved[item as usize] = true;
        }
        // Which of its parents' orders a component serves can change while its own orders stay.
        let below = loaded.snapshot.bom.iter().filter(|line| moved[line.parent as usize]);
        open.extend(below.map(|line| line.component));
        open.extend((0..).zip(&moved).filter(|(_, moved)| **moved).map(|(item, _)| item));
        Arc::new(plan)
    };
    Ok(View { loaded: Arc::new(loaded), plan, version, lineage: mine, open })
}
