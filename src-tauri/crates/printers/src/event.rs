//! When a job starts and ends: edges between snapshots, not states.

use serde::{Deserialize, Serialize};

use crate::state::{JobReport, PauseReason, PrinterState, Snapshot};

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum JobOutcome {
    /// To its end.
    Finished,
    /// By a person.
    Cancelled,
    /// By an error.
    Failed {
        /// The printer's own codes.
        codes: Vec<String>,
    },
    /// The printer stands idle and does not say how it ended.
    Unknown,
}

/// Something happened to a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum JobEvent {
    /// The printer took a job up, before our eyes.
    Started {
        /// The job.
        job: JobReport,
    },
    /// It was already in a job when it was first heard: nothing is known about the beginning.
    FoundRunning {
        /// The job.
        job: JobReport,
    },
    /// The job stands still.
    Paused {
        /// The job.
        job: JobReport,
        /// Why.
        reason: PauseReason,
    },
    /// The job goes on.
    Resumed {
        /// The job.
        job: JobReport,
    },
    /// The job ended.
    Ended {
        /// The job with the last progress and layer that were seen while it ran.
        job: JobReport,
        /// How.
        outcome: JobOutcome,
        /// It ended while nobody listened: the time is not known.
        while_away: bool,
    },
}

/// What must be remembered across a restart to reconcile.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LastKnown {
    /// The job that was under way, if any.
    pub running: Option<JobReport>,
}

/// Finds the edges. Pure: the same snapshots give the same events.
#[derive(Debug, Clone, Default)]
pub struct JobWatch {
    /// The job under way as last seen, with whether it was paused.
    running: Option<(JobReport, bool)>,
    /// Nothing was heard yet: what is seen first is history, not an edge.
    is_first: bool,
}

impl JobWatch {
    /// Goes on from what was remembered before the last end of the program.
    #[must_use]
    pub fn resume(last: LastKnown) -> Self {
        Self { running: last.running.map(|job| (job, false)), is_first: true }
    }

    /// What to remember.
    #[must_use]
    pub fn last_known(&self) -> LastKnown {
        LastKnown { running: self.running.as_ref().map(|(job, _)| job.clone()) }
    }

    /// The connection was lost: jobs may come and go unseen until the next snapshot.
    pub const fn interrupted(&mut self) {
        self.is_first = true;
    }

    /// Looks at the next snapshot; what is not [known](PrinterState::is_known) counts as an interruption.
    pub fn feed(&mut self, snapshot: &Snapshot) -> Vec<JobEvent> {
        if !snapshot.state.is_known() {
            self.interrupted();
            return Vec::new();
        }
        let was_away = std::mem::replace(&mut self.is_first, false);
        let job = snapshot.job.clone().unwrap_or_default();
        let mut events = Vec::new();
        if snapshot.state.is_in_job() {
            self.in_job(&snapshot.state, job, was_away, &mut events);
        } else if let Some(outcome) = ended_as(&snapshot.state)
            && let Some((last, _)) = self.running.take()
        {
            // A job that another one has replaced on the display ended without telling us how.
            let outcome = if same_job(&last, &job) { outcome } else { JobOutcome::Unknown };
            events.push(JobEvent::Ended { job: last_seen(last, &job), outcome, while_away: was_away });
        }
        events
    }

    fn in_job(&mut self, state: &PrinterState, job: JobReport, was_away: bool, events: &mut Vec<JobEvent>) {
        let paused = match state {
            PrinterState::Paused { reason } => Some(*reason),
            _ => None,
        };
        match self.running.take() {
            Some((last, was_paused)) if same_job(&last, &job) => match (was_paused, paused) {
                (false, Some(reason)) => events.push(JobEvent::Paused { job: job.clone(), reason }),
                (true, None) => events.push(JobEvent::Resumed { job: job.clone() }),
                _ => {}
            },
            other => {
                if let Some((last, _)) = other {
                    events.push(JobEvent::Ended {
                        job: last,
                        outcome: JobOutcome::Unknown,
                        while_away: was_away,
                    });
                }
                let job = job.clone();
                events.push(if was_away {
                    JobEvent::FoundRunning { job }
                } else {
                    JobEvent::Started { job }
                });
            }
        }
        self.running = Some((job, paused.is_some()));
    }
}

/// How a job ended that is no longer in this state; none while the printer does something else in between.
fn ended_as(state: &PrinterState) -> Option<JobOutcome> {
    match state {
        PrinterState::Finished => Some(JobOutcome::Finished),
        PrinterState::Cancelled => Some(JobOutcome::Cancelled),
        PrinterState::Failed { codes } => Some(JobOutcome::Failed { codes: codes.clone() }),
        PrinterState::Idle | PrinterState::Maintenance => Some(JobOutcome::Unknown),
        PrinterState::Offline
        | PrinterState::Connecting
        | PrinterState::Preparing
        | PrinterState::Printing
        | PrinterState::Paused { .. }
        | PrinterState::Busy
        | PrinterState::Attention => None,
    }
}

/// By key where both have one, else by file; a report without either is taken for the same job.
fn same_job(a: &JobReport, b: &JobReport) -> bool {
    match (&a.key, &b.key) {
        (Some(a), Some(b)) => a == b,
        _ => match (&a.file_name, &b.file_name) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        },
    }
}

/// Printers set progress and layer to nothing at the end of a job: what was seen before counts.
fn last_seen(last: JobReport, end: &JobReport) -> JobReport {
    JobReport {
        progress_permille: last.progress_permille.max(end.progress_permille),
        layer: last.layer.max(end.layer),
        layers: last.layers.max(end.layers),
        minutes_printed: last.minutes_printed.max(end.minutes_printed),
        filament_mm: last.filament_mm.max(end.filament_mm),
        minutes_left: None,
        ..last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(state: PrinterState, key: &str, permille: u16) -> Snapshot {
        let job = JobReport {
            key: Some(key.to_owned()),
            progress_permille: Some(permille),
            ..JobReport::default()
        };
        Snapshot { state, job: Some(job), ..Snapshot::default() }
    }

    fn names(events: &[JobEvent]) -> Vec<String> {
        let word = |event: &JobEvent| match event {
            JobEvent::Started { .. } => "started".to_owned(),
            JobEvent::FoundRunning { .. } => "found".to_owned(),
            JobEvent::Paused { .. } => "paused".to_owned(),
            JobEvent::Resumed { .. } => "resumed".to_owned(),
            JobEvent::Ended { outcome, while_away, job } => {
                format!("{outcome:?} away={while_away} at {:?}", job.progress_permille)
            }
        };
        events.iter().map(word).collect()
    }

    #[test]
    fn a_job_starts_pauses_and_ends_once_with_its_last_progress() {
        let mut watch = JobWatch::resume(LastKnown::default());
        let mut seen = Vec::new();
        for (state, permille) in [
            (PrinterState::Idle, 0),
            (PrinterState::Preparing, 0),
            (PrinterState::Printing, 300),
            (PrinterState::Paused { reason: PauseReason::Runout }, 310),
            (PrinterState::Printing, 500),
            (PrinterState::Cancelled, 0),
            (PrinterState::Cancelled, 0),
            (PrinterState::Idle, 0),
        ] {
            seen.extend(names(&watch.feed(&shown(state, "7", permille))));
        }
        assert_eq!(seen, ["started", "paused", "resumed", "Cancelled away=false at Some(500)"]);
    }

    #[test]
    fn what_is_seen_first_is_history() {
        let mut watch = JobWatch::resume(LastKnown::default());
        assert!(watch.feed(&shown(PrinterState::Finished, "1", 1000)).is_empty());
        assert_eq!(names(&watch.feed(&shown(PrinterState::Printing, "2", 5))), ["started"]);
        watch.feed(&shown(PrinterState::Offline, "2", 5));
        assert!(watch.feed(&shown(PrinterState::Printing, "2", 50)).is_empty());
        let mut other = JobWatch::resume(LastKnown::default());
        assert_eq!(names(&other.feed(&shown(PrinterState::Printing, "2", 5))), ["found"]);
    }

    #[test]
    fn a_job_that_ended_while_nobody_listened_is_reconciled() {
        let mut watch = JobWatch::resume(LastKnown::default());
        watch.feed(&shown(PrinterState::Idle, "", 0));
        watch.feed(&shown(PrinterState::Printing, "9", 400));
        let remembered = watch.last_known();
        let mut watch = JobWatch::resume(remembered.clone());
        assert_eq!(
            names(&watch.feed(&shown(PrinterState::Finished, "9", 1000))),
            ["Finished away=true at Some(1000)"]
        );
        let mut watch = JobWatch::resume(remembered);
        assert_eq!(
            names(&watch.feed(&shown(PrinterState::Printing, "10", 5))),
            ["Unknown away=true at Some(400)", "found"]
        );
    }
}
