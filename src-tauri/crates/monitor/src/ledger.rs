//! What is remembered of a printer across a restart, and what becomes of a job's events.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use spoolyard_core::farm::{JobEvent as Told, JobSighting, Sighting, SlotSeen, slot_key};
use spoolyard_core::notices::NoticeKind;
use spoolyard_printers::{JobEvent, JobOutcome, JobReport, LastKnown, Slot, Snapshot};
use spoolyard_types::ids::{PrintJobId, PrinterId};
use spoolyard_types::{Quantity, Timestamp};

use crate::words;

/// What the store keeps of a printer in `printer_states`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The job under way, by which a restart knows it again.
    #[serde(default)]
    pub last_known: LastKnown,
    /// What that job is called in the list of prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_key: Option<String>,
    /// What a person was called for last, so that a restart does not call again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// How the printer was, for a window that opens before it is heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Value>,
}

impl Remembered {
    /// Reads what was remembered; what cannot be read is as if nothing was.
    #[must_use]
    pub fn read(state: Option<&Value>) -> Self {
        state.and_then(|state| serde_json::from_value(state.clone()).ok()).unwrap_or_default()
    }
}

/// One printer's page in the monitor's book.
#[derive(Debug)]
pub(crate) struct Ledger {
    printer: PrinterId,
    job_key: Option<String>,
    called: Option<String>,
    /// The print that was told to start from here and has not been seen yet.
    sent: Option<PrintJobId>,
    /// The slots as they were last written.
    slots: Vec<SlotSeen>,
}

impl Ledger {
    pub(crate) fn open(printer: PrinterId, remembered: &Remembered) -> Self {
        Self {
            printer,
            job_key: remembered.job_key.clone(),
            called: remembered.called.clone(),
            sent: None,
            slots: Vec::new(),
        }
    }

    /// Notes that a person is called for this; false where one was called for it already.
    pub(crate) fn calls(&mut self, kind: NoticeKind, job: Option<&str>) -> bool {
        let mark = format!("{kind} {}", job.unwrap_or_default());
        let is_news = self.called.as_ref() != Some(&mark);
        self.called = Some(mark);
        is_news
    }

    /// Nobody is needed any more.
    pub(crate) fn calls_nobody(&mut self) {
        self.called = None;
    }

    /// The next print that begins is this one; none forgets it.
    pub(crate) fn will_print(&mut self, sent: Option<PrintJobId>) {
        self.sent = sent;
    }

    /// Whether the slots hold another thing than what was last written.
    pub(crate) fn has_other_slots(&self, snapshot: &Snapshot) -> bool {
        !snapshot.slots.is_empty() && slots(snapshot) != self.slots
    }

    /// What to write of a printer of which only the state changed.
    pub(crate) fn state(&mut self, snapshot: &Snapshot, last_known: LastKnown) -> Sighting {
        let remembered = Remembered {
            last_known,
            job_key: self.job_key.clone(),
            called: self.called.clone(),
            snapshot: serde_json::to_value(snapshot).ok(),
        };
        let slots = self.has_other_slots(snapshot).then(|| slots(snapshot));
        if let Some(slots) = &slots {
            self.slots.clone_from(slots);
        }
        Sighting {
            printer: self.printer,
            status: words::status(&snapshot.state),
            heard_at: snapshot.heard_at,
            state: json!(remembered),
            slots,
            model: snapshot.device.model.clone(),
            job: None,
        }
    }

    /// What to write of an event in a job's life.
    pub(crate) fn event(
        &mut self,
        event: &JobEvent,
        snapshot: &Snapshot,
        last_known: LastKnown,
        now: Timestamp,
    ) -> Sighting {
        let (report, told) = match event {
            JobEvent::Started { job } => {
                self.job_key = Some(key(job, now));
                (job, Told::Started)
            }
            JobEvent::FoundRunning { job } => {
                self.job_key = Some(key(job, now));
                (job, Told::Underway)
            }
            JobEvent::Paused { job, reason } => {
                (job, Told::Paused { reason: words::pause(*reason).to_owned() })
            }
            JobEvent::Resumed { job } => (job, Told::Resumed),
            JobEvent::Ended { job, outcome, while_away } => (job, ended(outcome, *while_away, snapshot)),
        };
        let begins = matches!(event, JobEvent::Started { .. } | JobEvent::FoundRunning { .. });
        let sent = if begins { self.sent.take() } else { None };
        let key = self.job_key.clone().unwrap_or_else(|| key(report, now));
        let is_end = matches!(event, JobEvent::Ended { .. });
        let job = JobSighting {
            key,
            file: report.file_name.clone().or_else(|| report.title.clone()),
            title: report.title.clone(),
            sent,
            event: told,
            progress: report.progress_permille.map(|p| Quantity::from_micros(i64::from(p) * 100_000)),
            estimated_minutes: estimate(report),
            actual_minutes: report.minutes_printed.and_then(|m| i32::try_from(m).ok()).filter(|_| is_end),
            estimated_grams: None,
            actual_grams: None,
            at: now,
        };
        if is_end {
            self.job_key = None;
        }
        Sighting { job: Some(job), ..self.state(snapshot, last_known) }
    }
}

/// The slots in the words of the farm.
fn slots(snapshot: &Snapshot) -> Vec<SlotSeen> {
    // More than any machine has.
    snapshot.slots.iter().take(64).map(slot_seen).collect()
}

fn slot_seen(slot: &Slot) -> SlotSeen {
    SlotSeen {
        slot: slot_key(slot.id.unit, slot.id.slot),
        label: slot.label.clone(),
        is_loaded: slot.is_loaded,
        material: slot.material.clone(),
        colour: slot.colours.first().cloned(),
        preset: slot.preset.clone(),
        tags: slot.spool_uid.iter().chain(&slot.tag_uid).cloned().collect(),
    }
}

/// The printer's own key; where it has none, the file and the minute at which it was first seen.
fn key(job: &JobReport, now: Timestamp) -> String {
    job.key.clone().unwrap_or_else(|| {
        let file = job.file_name.as_deref().or(job.title.as_deref()).unwrap_or("print");
        let file: String = file.chars().take(150).collect();
        format!("{file}@{now}")
    })
}

fn estimate(job: &JobReport) -> Option<i32> {
    let left = job.minutes_left?;
    i32::try_from(left.checked_add(job.minutes_printed.unwrap_or(0))?).ok()
}

fn ended(outcome: &JobOutcome, while_away: bool, snapshot: &Snapshot) -> Told {
    match outcome {
        JobOutcome::Finished => Told::Completed,
        JobOutcome::Cancelled => Told::Cancelled,
        JobOutcome::Failed { codes } => Told::Failed { reason: words::failure(codes, snapshot) },
        JobOutcome::Unknown => {
            let reason = match while_away {
                true => {
                    "It ended while Spoolyard was not watching. Look at the plate and say how it came out."
                }
                false => {
                    "The printer went idle without saying how it ended. Look at the plate and say how it came out."
                }
            };
            Told::Unclear { reason: reason.to_owned() }
        }
    }
}
