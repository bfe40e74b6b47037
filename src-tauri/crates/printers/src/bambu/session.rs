//! What this program knows about one printer over time, and what became of the commands it gave.
//!
//! Pure: time comes in with every call, bytes go in and come out. The transport asks [`Session::due`] now and then.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::access::{Evidence, is_signature_refusal};
use super::merge::{Answer, Heard, Merged};
use super::verdict::{DEVELOPER_MODE, Pending, late, verdict};
use super::view::{Context, gcode_state, snapshot};
use super::{codes, model, request};
use crate::capability::Access;
use crate::command::{Command, CommandStatus, RefusalKind};
use crate::driver::Order;
use crate::limits::FrameError;
use crate::state::{JobReport, PrinterState, Snapshot};

/// How long things may take. The defaults fit real printers.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From a start command to the first sign of preparing: small printers parse for minutes.
    pub start: Duration,
    /// From any other command to its effect; none for the command's own.
    pub command: Option<Duration>,
    /// A command without any answer for this long makes the session doubtful; twice, and it is dead.
    pub answer: Duration,
    /// A print that seems over must stay so for this long.
    pub settle: Duration,
    /// Silence after which the state counts as stale and the printer is nudged.
    pub silence: Duration,
    /// From the nudge to a new connection.
    pub nudge: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(240),
            command: None,
            answer: Duration::from_secs(10),
            settle: Duration::from_millis(2500),
            silence: crate::Protocol::Bambu.stale_after(),
            nudge: Duration::from_secs(15),
        }
    }
}

/// What the transport must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// Publish this.
    Publish(Value),
    /// Make the connection anew: it is silent.
    Silent,
    /// Make the connection anew: commands vanish in it.
    Deaf,
}

/// One printer's session. It outlives connections: what was sent is looked for after a reconnection too.
pub struct Session {
    serial: String,
    patience: Patience,
    merged: Merged,
    evidence: Evidence,
    was_cancelled: bool,
    stop_was_ours: bool,
    pending: Vec<Pending>,
    sequence: u32,
    connected: Option<Instant>,
    heard: Option<Instant>,
    nudged: Option<Instant>,
    probed: Option<Instant>,
    /// The job as it last ran, and the state it was shown in.
    running: Option<(PrinterState, JobReport)>,
    settled_at: Option<Instant>,
    /// Nothing was shown yet on this connection: an end that is seen first happened while nobody listened.
    is_fresh: bool,
    /// When a full report is asked for again if none came, and how often it was.
    next_question: Option<Instant>,
    questions: u32,
    had_full: bool,
    asked_for_layers: bool,
    /// What was heard since the question of missing layers was last looked at.
    has_news: bool,
    /// What was shown last was held back until it is certain.
    is_held_back: bool,
}

impl Session {
    /// A session for this serial number; `sequence` is where its numbering of requests begins.
    #[must_use]
    pub fn new(serial: impl Into<String>, patience: Patience, sequence: u32) -> Self {
        Self {
            serial: serial.into(),
            patience,
            merged: Merged::default(),
            evidence: Evidence::default(),
            was_cancelled: false,
            stop_was_ours: false,
            pending: Vec::new(),
            sequence: sequence % 1_000_000_000,
            connected: None,
            heard: None,
            nudged: None,
            probed: None,
            running: None,
            settled_at: None,
            is_fresh: true,
            next_question: None,
            questions: 0,
            had_full: false,
            asked_for_layers: false,
            has_news: false,
            is_held_back: false,
        }
    }

    /// A connection stands: what was known belongs to the one before. Answers what to ask first.
    pub fn connected(&mut self, now: Instant) -> Vec<Value> {
        self.merged = Merged::default();
        self.evidence = Evidence::default();
        self.connected = Some(now);
        self.heard = None;
        self.nudged = None;
        self.probed = None;
        self.settled_at = None;
        self.is_fresh = true;
        self.next_question = Some(now + self.patience.answer);
        self.questions = 0;
        self.had_full = false;
        vec![request::get_version(self.next_sequence()), request::push_all(self.next_sequence())]
    }

    /// The connection is gone.
    pub const fn disconnected(&mut self) {
        self.connected = None;
    }

    /// Takes a message.
    ///
    /// # Errors
    /// When it is too long, too deep or no JSON.
    pub fn hear(&mut self, bytes: &[u8], now: Instant) -> Result<Heard, FrameError> {
        let heard = self.merged.take(bytes)?;
        self.heard = Some(now);
        self.nudged = None;
        self.has_news = true;
        match &heard {
            Heard::Answer(answer) => {
                self.probed = None;
                self.evidence.learn(answer);
                self.answered(answer);
            }
            Heard::Modules => self.probed = None,
            Heard::Full => {
                self.had_full = true;
                self.note_cancellation();
            }
            Heard::Delta => self.note_cancellation(),
            Heard::Ignored => {}
        }
        Ok(heard)
    }

    /// A person's stop shows for two seconds only; it is remembered until the next print.
    fn note_cancellation(&mut self) {
        let is_cancel = codes::CANCELLED.contains(&codes::print_error(&self.merged));
        match gcode_state(&self.merged) {
            "PREPARE" | "SLICING" | "RUNNING" | "PAUSE" if !is_cancel && !self.stop_was_ours => {
                self.was_cancelled = false;
            }
            "FAILED" if self.stop_was_ours => {
                self.was_cancelled = true;
                self.stop_was_ours = false;
            }
            "IDLE" | "FINISH" => self.stop_was_ours = false,
            _ => {}
        }
        self.was_cancelled |= is_cancel;
    }

    /// What to show now. Its `heard_at` and certificate are the transport's to add.
    pub fn view(&mut self, now: Instant) -> Snapshot {
        let mut shown = self.raw();
        shown.is_stale = self.silent_for(now) >= self.patience.silence;
        self.is_held_back = false;
        let was_fresh = shown.state.is_known() && std::mem::replace(&mut self.is_fresh, false);
        if shown.state.is_in_job() {
            self.settled_at = None;
            let mut job = shown.job.take().unwrap_or_default();
            if let Some((_, last)) = &self.running
                && last.key == job.key
                && last.file_name == job.file_name
            {
                // Some firmware forgets the number of layers on the way.
                job.layers = job.layers.or(last.layers);
            }
            self.running = Some((shown.state.clone(), job.clone()));
            shown.job = Some(job);
        } else if shown.state.takes_a_job()
            && let Some((state, last)) = &self.running
        {
            let settle = self.patience.settle;
            let settled_at = *self.settled_at.get_or_insert(if was_fresh { now } else { now + settle });
            if now < settled_at {
                self.is_held_back = true;
                shown.state = state.clone();
                shown.job = Some(last.clone());
            } else if shown.state != PrinterState::Idle {
                // Printers set everything to nothing at the end; what was seen before counts.
                let end = shown.job.take().unwrap_or_default();
                let reached = last.progress_permille.max(end.progress_permille);
                let is_done = shown.state == PrinterState::Finished;
                shown.job = Some(JobReport {
                    key: last.key.clone().or(end.key),
                    progress_permille: if is_done { Some(1000) } else { reached },
                    layer: last.layer.max(end.layer),
                    layers: last.layers.max(end.layers),
                    minutes_left: None,
                    ..last.clone()
                });
            } else {
                self.running = None;
                self.settled_at = None;
            }
        }
        shown
    }

    /// Whether time alone may change what is shown. Otherwise only what is heard does, and to look is a waste.
    #[must_use]
    pub fn changes_with_time(&self, now: Instant) -> bool {
        !self.had_full || self.is_held_back || self.silent_for(now) >= self.patience.silence
    }

    fn raw(&self) -> Snapshot {
        let context =
            Context { serial: &self.serial, evidence: self.evidence, was_cancelled: self.was_cancelled };
        let mut raw = snapshot(&self.merged, context);
        // What changed says little as long as the whole is not known; a printer that never tells the whole is taken
        // at its word after the question was repeated.
        if !self.had_full && self.questions < 2 {
            raw.state = PrinterState::Connecting;
        }
        raw
    }

    /// How long the printer has been silent on this connection.
    #[must_use]
    pub fn silent_for(&self, now: Instant) -> Duration {
        let last = self.heard.or(self.connected);
        last.map_or(Duration::ZERO, |last| now.saturating_duration_since(last))
    }

    /// Whether anything was heard on this connection.
    #[must_use]
    pub const fn was_heard(&self) -> bool {
        self.heard.is_some()
    }

    /// Takes a command: answers what to publish, or refuses it.
    pub fn order(&mut self, order: Order, now: Instant) -> Vec<Value> {
        let raw = self.raw();
        if let Err((kind, why)) = self.permit(&order.command, &raw, now) {
            order.refuse(kind, why);
            return Vec::new();
        }
        let sequence = self.next_sequence();
        let family = model::family(&self.merged, &self.serial);
        let request = match request::write(&order.command, sequence, &self.merged, family) {
            Ok(request) => request,
            Err((kind, why)) => {
                order.refuse(kind, why);
                return Vec::new();
            }
        };
        if order.command == Command::Stop {
            self.stop_was_ours = true;
        }
        if order.command == Command::Refresh {
            // The full report that comes must be a new one.
            self.merged.has_full = false;
        }
        order.report(CommandStatus::Sent);
        let wait = match &order.command {
            Command::Start(_) => self.patience.start,
            other => self.patience.command.unwrap_or_else(|| other.patience()),
        };
        self.pending.push(Pending {
            order,
            sequence_id: request.sequence_id,
            sent: now,
            deadline: now + wait,
            is_answered: false,
            error_before: codes::print_error(&self.merged),
            state_before: gcode_state(&self.merged).to_owned(),
        });
        request.messages
    }

    /// Whether a command makes sense now; nothing was sent yet.
    fn permit(&self, command: &Command, raw: &Snapshot, now: Instant) -> Result<(), (RefusalKind, String)> {
        let wrong = |why: &str| Err((RefusalKind::WrongState, why.to_owned()));
        if self.connected.is_none() {
            return Err((RefusalKind::Offline, "The printer is not connected.".to_owned()));
        }
        let is_free = matches!(command, Command::Light { .. } | Command::Refresh | Command::Upload(_));
        if !is_free && raw.capabilities.access == Access::MonitorOnly {
            return Err((RefusalKind::NotPermitted, DEVELOPER_MODE.to_owned()));
        }
        match command {
            Command::Start(_) if self.is_starting() => wrong("Another print was just sent to this printer."),
            Command::Start(_) if !raw.state.is_known() || self.silent_for(now) >= self.patience.silence => {
                wrong(
                    "The printer's state is not known; a print is sent only to a printer that is seen idle.",
                )
            }
            Command::Start(_) if !raw.state.takes_a_job() => {
                wrong("The printer is busy; a print is sent only to a printer that is seen idle.")
            }
            Command::Pause if !matches!(raw.state, PrinterState::Printing | PrinterState::Preparing) => {
                wrong("There is no running print to pause.")
            }
            Command::Resume if !matches!(raw.state, PrinterState::Paused { .. }) => {
                wrong("There is no paused print to resume.")
            }
            Command::Stop if !raw.state.is_in_job() && raw.state != PrinterState::Busy => {
                wrong("There is no print to stop.")
            }
            Command::ClearError if codes::print_error(&self.merged) == 0 => {
                wrong("The printer shows no error that could be cleared.")
            }
            _ => Ok(()),
        }
    }

    fn is_starting(&self) -> bool {
        self.pending.iter().any(|pending| matches!(pending.order.command, Command::Start(_)))
    }

    fn answered(&mut self, answer: &Answer) {
        let Some(sequence_id) = &answer.sequence_id else { return };
        let Some(pending) = self.pending.iter_mut().find(|pending| pending.sequence_id == *sequence_id)
        else {
            return;
        };
        pending.is_answered = true;
        if is_signature_refusal(answer) {
            pending.order.report(CommandStatus::refused(RefusalKind::NotPermitted, DEVELOPER_MODE));
        } else if answer.is_yes() == Some(false) {
            let reason = answer.reason.as_deref().unwrap_or("it gives no reason");
            let why = format!("The printer refused to {}: {reason}.", pending.order.command.name());
            pending.order.report(CommandStatus::refused(RefusalKind::Printer, why));
        } else if answer.is_yes() == Some(true) {
            pending.order.report(CommandStatus::Accepted);
        }
    }

    /// Looks for the effect of what was sent, and says it. To be called once what was heard is shown: whoever learns
    /// that a command took effect must find it in the snapshot.
    pub fn judge(&mut self, now: Instant) {
        if self.pending.is_empty() {
            return;
        }
        let raw = self.raw();
        let merged = &self.merged;
        for pending in &self.pending {
            if let Some(status) = verdict(pending, merged, &raw) {
                pending.order.report(status);
            } else if now >= pending.deadline {
                pending.order.report(late(pending, merged, &raw));
            }
        }
        self.pending.retain(|pending| !pending.order.is_over());
    }

    /// What time itself makes necessary.
    pub fn due(&mut self, now: Instant) -> Vec<Due> {
        self.judge(now);
        let mut due = Vec::new();
        if self.connected.is_none() {
            return due;
        }
        if self.silent_for(now) >= self.patience.silence {
            match self.nudged {
                None => {
                    self.nudged = Some(now);
                    due.push(Due::Publish(request::nudge()));
                }
                Some(nudged) if now.duration_since(nudged) >= self.patience.nudge => due.push(Due::Silent),
                Some(_) => {}
            }
            return due;
        }
        due.extend(self.unanswered_question(now).map(Due::Publish));
        due.extend(self.deafness(now));
        due
    }

    /// The full report that was asked for after connecting may get lost, and some firmware tells the number of layers
    /// only in a full one. It is asked for again, but rarely: small printers stumble over it.
    fn unanswered_question(&mut self, now: Instant) -> Option<Value> {
        if std::mem::take(&mut self.has_news) && self.lacks_layers() {
            return Some(request::push_all(self.next_sequence()));
        }
        if self.merged.has_full || self.next_question.is_none_or(|at| now < at) {
            return None;
        }
        self.questions += 1;
        let pause = if self.questions == 1 { 5 } else { 30 };
        self.next_question = Some(now + self.patience.answer * pause);
        Some(request::push_all(self.next_sequence()))
    }

    /// Whether the number of layers is missing in a print, for the first time in it.
    fn lacks_layers(&mut self) -> bool {
        let raw = self.raw();
        if raw.state != PrinterState::Printing {
            self.asked_for_layers = false;
            return false;
        }
        let is_missing = |job: JobReport| job.layers.is_none() && job.layer.is_some_and(|layer| layer > 0);
        self.merged.has_full
            && raw.job.is_some_and(is_missing)
            && !std::mem::replace(&mut self.asked_for_layers, true)
    }

    /// Commands that vanish: one without an answer is followed by a harmless question; if that vanishes too, the
    /// session is dead. Never while a print was sent: a printer that parses a file is slow, and a new connection in
    /// the middle makes it drop the file.
    fn deafness(&mut self, now: Instant) -> Option<Due> {
        if self.is_starting() {
            self.probed = None;
            return None;
        }
        let patience = self.patience.answer;
        if let Some(probed) = self.probed {
            return (now.duration_since(probed) >= patience).then_some(Due::Deaf);
        }
        let vanished = self
            .pending
            .iter()
            .any(|pending| !pending.is_answered && now.duration_since(pending.sent) >= patience);
        if !vanished {
            return None;
        }
        for pending in &mut self.pending {
            pending.is_answered |= now.duration_since(pending.sent) >= patience;
        }
        self.probed = Some(now);
        Some(Due::Publish(request::get_version(self.next_sequence())))
    }

    const fn next_sequence(&mut self) -> u32 {
        self.sequence = self.sequence % 1_999_999_999 + 1;
        self.sequence
    }
}
