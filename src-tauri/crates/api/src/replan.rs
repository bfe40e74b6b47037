//! The plan follows what people do, and the day: after a change of supply, demand or structure, and when the business
//! date turns, it is computed anew in the background. Nobody waits for it, and a burst of changes becomes one run.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use spoolyard_core::App;
use spoolyard_types::Date;

use crate::host::{Event, Listeners};

/// How long the farm has to be quiet before it is planned, and how long a busy one waits at most.
const QUIET: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// What waits to be planned.
#[derive(Default)]
struct Waiting {
    /// The store as it was when the last change came.
    app: Option<Arc<App>>,
    first: Option<Instant>,
    last: Option<Instant>,
    runs: bool,
}

/// The one background planner of a host.
#[derive(Default)]
pub(crate) struct Replanner {
    waiting: Mutex<Waiting>,
    idle: Condvar,
    /// The business date for which it last planned because of the date.
    day: Mutex<Option<Date>>,
}

impl Replanner {
    /// Hears of a change. It only takes note and returns.
    pub(crate) fn changed(
        self: &Arc<Self>,
        app: &Arc<App>,
        tables: &BTreeSet<String>,
        listeners: &Arc<Listeners>,
    ) {
        if spoolyard_core::planning::affected(tables) {
            self.wake(app, listeners);
        }
    }

    /// Looks which day it is where the company is: a plan of another day is stale, and so is one of which nobody knows
    /// the day.
    pub(crate) fn look_at_day(self: &Arc<Self>, app: &Arc<App>, listeners: &Arc<Listeners>) {
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method alone is not general enough over lifetimes"
        )]
        let Ok(today) = app.look(|r| r.today()) else { return };
        let before = self.day.lock().unwrap_or_else(PoisonError::into_inner).replace(today);
        if before != Some(today) {
            self.wake(app, listeners);
        }
    }

    fn wake(self: &Arc<Self>, app: &Arc<App>, listeners: &Arc<Listeners>) {
        let mut waiting = self.waiting();
        let now = Instant::now();
        waiting.app = Some(Arc::clone(app));
        waiting.first.get_or_insert(now);
        waiting.last = Some(now);
        if waiting.runs {
            return;
        }
        let (planner, listeners) = (Arc::clone(self), Arc::clone(listeners));
        let started = std::thread::Builder::new()
            .name(String::from("planning"))
            .spawn(move || planner.work(&listeners));
        // Without a thread the plan is older until the next change, or until somebody asks for a run.
        waiting.runs = started.is_ok();
    }

    /// Waits until nothing is left to plan, for at most `patience`; whether that is so.
    pub(crate) fn settle(&self, patience: Duration) -> bool {
        let waiting = self.waiting();
        let (waiting, _) = self
            .idle
            .wait_timeout_while(waiting, patience, |waiting| waiting.runs)
            .unwrap_or_else(PoisonError::into_inner);
        !waiting.runs
    }

    fn work(&self, listeners: &Listeners) {
        while let Some(app) = self.next() {
            // A failure is noted with the runs; the plan is as it was.
            let mut tables = BTreeSet::new();
            let _ = spoolyard_core::planning::replan(&app, &mut tables);
            if !tables.is_empty() {
                listeners.tell(&Event::Changed { tables });
            }
        }
    }

    /// The store to plan once it is quiet; none, and the thread is over, when nothing waits.
    fn next(&self) -> Option<Arc<App>> {
        let mut waiting = self.waiting();
        loop {
            let (Some(first), Some(last)) = (waiting.first, waiting.last) else {
                waiting.runs = false;
                self.idle.notify_all();
                return None;
            };
            let due = (last + QUIET).min(first + LONGEST_WAIT);
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                waiting.first = None;
                waiting.last = None;
                return waiting.app.take();
            }
            waiting = self.idle.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
