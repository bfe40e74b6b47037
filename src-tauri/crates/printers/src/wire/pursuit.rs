//! Commands that were given and are being looked at until their effect is seen.

use std::time::Duration;

use tokio::time::Instant;

use super::json::base_name;
use crate::command::{Command, CommandId, CommandStatus, RefusalKind};
use crate::driver::Order;
use crate::state::{PrinterState, Snapshot};

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct No {
    pub(crate) kind: RefusalKind,
    pub(crate) why: String,
}

impl No {
    pub(crate) fn new(kind: RefusalKind, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }

    /// The printer's own no.
    pub(crate) fn printer(why: impl std::fmt::Display) -> Self {
        Self::new(RefusalKind::Printer, format!("The printer refuses: {why}."))
    }

    /// Something this kind of printer has no word for.
    pub(crate) fn unsupported(command: &Command) -> Self {
        let name = command.name();
        Self::new(RefusalKind::Unsupported, format!("This printer has no command for \"{name}\"."))
    }
}

/// Whether a printer in this state may be told this. What is refused here was never sent.
pub(crate) fn allow(command: &Command, snapshot: &Snapshot) -> Result<(), No> {
    let state = &snapshot.state;
    if !state.is_known() && *command != Command::Refresh {
        return Err(No::new(RefusalKind::Offline, "The printer is not connected."));
    }
    let wrong = |why: &str| Err(No::new(RefusalKind::WrongState, why));
    match command {
        Command::Start(_) if snapshot.is_stale => {
            wrong("The printer has been silent for a while: wait until it is heard again.")
        }
        Command::Start(_) if !state.takes_a_job() => {
            wrong("The printer is not idle: wait until it is done, or stop what it does.")
        }
        Command::Pause if !matches!(state, PrinterState::Printing | PrinterState::Preparing) => {
            wrong("The printer is not printing.")
        }
        Command::Resume if !matches!(state, PrinterState::Paused { .. } | PrinterState::Attention) => {
            wrong("The printer is not paused.")
        }
        Command::Stop if !state.is_in_job() && *state != PrinterState::Attention => {
            wrong("The printer has no job to stop.")
        }
        _ => Ok(()),
    }
}

/// What is seen of a command in a snapshot.
enum Seen {
    NotYet,
    Done,
    Never(&'static str),
}

#[derive(Debug)]
struct Pursuit {
    order: Order,
    /// The protocol's own number of the request, where answers carry one.
    request: Option<u64>,
    until: Instant,
    /// The job that was shown when the command was sent.
    key_before: Option<String>,
    /// A refresh ends with the first news that came after it.
    looks: u32,
}

/// The commands of one connection that have no end yet.
#[derive(Debug, Default)]
pub(crate) struct Pursuits {
    held: Vec<Pursuit>,
}

impl Pursuits {
    /// Begins to look for the effect of an order that was sent.
    pub(crate) fn begin(
        &mut self,
        order: Order,
        request: Option<u64>,
        snapshot: &Snapshot,
        now: Instant,
        patience: Option<Duration>,
    ) {
        order.report(CommandStatus::Sent);
        let key_before = snapshot.job.as_ref().and_then(|job| job.key.clone());
        let until = now + patience.unwrap_or_else(|| order.command.patience());
        self.held.push(Pursuit { order, request, until, key_before, looks: 0 });
    }

    /// The printer answered a request by its number.
    pub(crate) fn answered(&mut self, request: u64, answer: Result<(), String>) {
        let Some(place) = self.held.iter().position(|pursuit| pursuit.request == Some(request)) else {
            return;
        };
        match answer {
            Ok(()) => self.held[place].order.report(CommandStatus::Accepted),
            Err(why) => {
                let no = No::printer(why);
                self.held.swap_remove(place).order.refuse(no.kind, no.why);
            }
        }
    }

    /// The printer answered an order by its name.
    pub(crate) fn accepted(&mut self, id: CommandId) {
        if let Some(pursuit) = self.held.iter().find(|pursuit| pursuit.order.id == id) {
            pursuit.order.report(CommandStatus::Accepted);
        }
    }

    /// The printer refused an order by its name.
    pub(crate) fn refused(&mut self, id: CommandId, no: No) {
        if let Some(place) = self.held.iter().position(|pursuit| pursuit.order.id == id) {
            self.held.swap_remove(place).order.refuse(no.kind, no.why);
        }
    }

    /// Looks for effects in a new snapshot.
    pub(crate) fn observe(&mut self, snapshot: &Snapshot) {
        for pursuit in &mut self.held {
            pursuit.looks = pursuit.looks.saturating_add(1);
            match seen(pursuit, snapshot) {
                Seen::NotYet => {}
                Seen::Done => pursuit.order.report(CommandStatus::confirmed()),
                Seen::Never(why) => {
                    pursuit.order.report(CommandStatus::refused(RefusalKind::Printer, why));
                }
            }
        }
        self.held.retain(|pursuit| !pursuit.order.is_over());
    }

    /// Ends what was waited for too long.
    pub(crate) fn expire(&mut self, now: Instant) {
        for pursuit in self.held.extract_if(.., |pursuit| pursuit.until <= now) {
            let name = pursuit.order.command.name();
            pursuit.order.report(CommandStatus::TimedOut {
                why: format!(
                    "Nothing was seen of \"{name}\" in time. Look at the printer before you try again."
                ),
            });
        }
    }

    /// When to look for overdue ones.
    pub(crate) fn next_end(&self) -> Option<Instant> {
        self.held.iter().map(|pursuit| pursuit.until).min()
    }
}

fn seen(pursuit: &Pursuit, snapshot: &Snapshot) -> Seen {
    let state = &snapshot.state;
    let job_is_over = state.takes_a_job();
    let done = match &pursuit.order.command {
        Command::Start(start) => return seen_start(pursuit, &start.path, snapshot),
        Command::Pause if job_is_over => return Seen::Never("The print ended before it paused."),
        Command::Resume if job_is_over => return Seen::Never("The print ended instead of going on."),
        Command::Pause => matches!(state, PrinterState::Paused { .. }),
        Command::Resume => matches!(state, PrinterState::Printing | PrinterState::Preparing),
        Command::Stop => job_is_over,
        Command::Light { lamp } => snapshot.light_on == Some(*lamp == crate::command::Lamp::On),
        Command::Speed { mode } => snapshot.speed_percent == Some(mode.percent()),
        Command::ClearError => snapshot.alerts.is_empty(),
        Command::Refresh => true,
        Command::Upload(_) => false,
    };
    if done { Seen::Done } else { Seen::NotYet }
}

fn seen_start(pursuit: &Pursuit, path: &str, snapshot: &Snapshot) -> Seen {
    let job = snapshot.job.as_ref();
    let shown = job.and_then(|job| job.file_name.as_deref());
    let same_file = shown.is_none_or(|shown| base_name(shown).eq_ignore_ascii_case(base_name(path)));
    let key = job.and_then(|job| job.key.as_ref());
    let is_new = key.is_some() && key != pursuit.key_before.as_ref();
    match &snapshot.state {
        state if state.is_in_job() && same_file => Seen::Done,
        // So short a print that its middle was not seen.
        PrinterState::Finished if is_new && same_file => Seen::Done,
        PrinterState::Failed { .. } if is_new && same_file => {
            Seen::Never("The printer took the file and gave it up at once: look at its display.")
        }
        _ => Seen::NotYet,
    }
}
