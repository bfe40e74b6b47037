//! Long work: it goes on in the background, says how far it is, can be cancelled, and its result lasts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use spoolyard_types::{Code, Refusal};

use crate::host::{Event, Listeners};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Finished; `result` holds the answer.
    Done,
    /// Refused or broken; `error` says why. Nothing was changed.
    Failed,
    /// Stopped by a person. Nothing was changed.
    Cancelled,
}

/// A job as windows see it.
#[derive(Debug, Clone, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The command.
    pub command: String,
    /// What it is doing, for a person.
    pub title: String,
    /// Steps done.
    pub done: u32,
    /// Steps in all; 0 while unknown.
    pub total: u32,
    /// Where it stands.
    pub state: JobState,
    /// What it answered; while it is at work what it has so far, where it tells.
    #[ts(type = "unknown")]
    pub result: Value,
    /// Why it failed.
    pub error: Option<Refusal>,
}

/// Most jobs that are remembered after they ended.
const REMEMBERED: usize = 50;
/// Windows hear of progress at most this often.
const BETWEEN_REPORTS: Duration = Duration::from_millis(200);

struct Entry {
    job: Job,
    stop: Arc<AtomicBool>,
}

/// The jobs of this process.
#[derive(Default)]
pub(crate) struct Jobs {
    entries: Mutex<BTreeMap<String, Entry>>,
    moved: Condvar,
}

/// What a job's work reports through.
pub struct Progress {
    id: String,
    stop: Arc<AtomicBool>,
    jobs: Arc<Jobs>,
    listeners: Arc<Listeners>,
    last: Mutex<Option<Instant>>,
}

impl Progress {
    /// Says how far the work is; refuses with [`Code::WrongState`] when a person cancelled it.
    ///
    /// # Errors
    /// When it was cancelled: pass the error on, so that the transaction is rolled back.
    pub fn step(&self, done: u32, total: u32, title: &str) -> spoolyard_core::Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Refusal::new(Code::WrongState, "Cancelled; nothing was changed.").into());
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|at| at.elapsed() < BETWEEN_REPORTS) {
            return Ok(());
        }
        *last = Some(Instant::now());
        self.jobs.change(&self.id, &self.listeners, |job| {
            job.done = done;
            job.total = total;
            title.clone_into(&mut job.title);
        });
        Ok(())
    }

    /// Shows what there is so far; it stays when the work is cancelled.
    ///
    /// # Errors
    /// As [`Progress::step`], or when it cannot be written.
    pub fn show(&self, so_far: &impl Serialize) -> spoolyard_core::Result<()> {
        let so_far = crate::command::write_answer(so_far)?;
        self.jobs.change(&self.id, &self.listeners, |job| job.result = so_far);
        Ok(())
    }

    /// Tells every window what the work has changed so far, for work that goes on for minutes.
    pub fn tell(&self, tables: BTreeSet<String>) {
        if !tables.is_empty() {
            self.listeners.tell(&Event::Changed { tables });
        }
    }
}

impl Jobs {
    /// Remembers a new job and hands out what its work reports through.
    pub(crate) fn start(
        self: &Arc<Self>,
        command: &str,
        title: &str,
        listeners: &Arc<Listeners>,
    ) -> (Job, Progress) {
        let id = uuid::Uuid::now_v7().to_string();
        let job = Job {
            id: id.clone(),
            command: command.to_owned(),
            title: title.to_owned(),
            done: 0,
            total: 0,
            state: JobState::Running,
            result: Value::Null,
            error: None,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        // Ids of version 7 sort by age: the oldest that has ended goes first.
        while entries.len() >= REMEMBERED {
            let Some(old) =
                entries.iter().find(|(_, e)| e.job.state != JobState::Running).map(|(k, _)| k.clone())
            else {
                break;
            };
            entries.remove(&old);
        }
        entries.insert(id.clone(), Entry { job: job.clone(), stop: Arc::clone(&stop) });
        let progress = Progress {
            id,
            stop,
            jobs: Arc::clone(self),
            listeners: Arc::clone(listeners),
            last: Mutex::new(None),
        };
        (job, progress)
    }

    /// Writes down how a job ended.
    pub(crate) fn end(&self, progress: &Progress, outcome: Result<Value, Refusal>) {
        let cancelled = progress.stop.load(Ordering::Relaxed);
        self.change(&progress.id, &progress.listeners, |job| match outcome {
            Ok(result) => {
                job.state = JobState::Done;
                job.done = job.total;
                job.result = result;
            }
            Err(_) if cancelled => job.state = JobState::Cancelled,
            Err(refusal) => {
                job.state = JobState::Failed;
                job.error = Some(refusal);
            }
        });
    }

    fn change(&self, id: &str, listeners: &Listeners, with: impl FnOnce(&mut Job)) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get_mut(id) {
            with(&mut entry.job);
            let job = entry.job.clone();
            drop(entries);
            self.moved.notify_all();
            listeners.tell(&Event::Job { job: Box::new(job) });
        }
    }

    /// Every job that is remembered, oldest first.
    pub(crate) fn all(&self) -> Vec<Job> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.values().map(|e| e.job.clone()).collect()
    }

    /// Waits until a job has ended; none when there is no such job.
    pub(crate) fn wait(&self, id: &str) -> Option<Job> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let job = &entries.get(id)?.job;
            if job.state != JobState::Running {
                return Some(job.clone());
            }
            entries = self.moved.wait(entries).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Asks a job to stop; whether there is such a job.
    pub(crate) fn cancel(&self, id: &str) -> bool {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(id).is_some_and(|e| {
            e.stop.store(true, Ordering::Relaxed);
            true
        })
    }
}
