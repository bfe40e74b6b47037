//! What became of a command: its effect, its failure, or silence.

use std::time::Instant;

use super::codes;
use super::merge::Merged;
use crate::capability::Access;
use crate::command::{Command, CommandStatus, RefusalKind};
use crate::driver::Order;
use crate::state::{PrinterState, Severity, Snapshot};

/// A command that was sent and whose effect is looked for.
pub(super) struct Pending {
    pub(super) order: Order,
    pub(super) sequence_id: String,
    pub(super) sent: Instant,
    pub(super) deadline: Instant,
    pub(super) is_answered: bool,
    /// The error that stood before: only a new one can be this command's fault.
    pub(super) error_before: u32,
    pub(super) state_before: String,
}

/// What a person reads where commands are refused.
pub(super) const DEVELOPER_MODE: &str = "This printer can only be watched: it refuses commands from this program. Switch on \
    LAN-only mode and developer mode in its network settings, restart it, and enter the new access code.";

/// What is seen of a command's effect.
pub(super) fn verdict(pending: &Pending, merged: &Merged, raw: &Snapshot) -> Option<CommandStatus> {
    let confirmed = |is_done: bool| is_done.then(CommandStatus::confirmed);
    let error = codes::print_error(merged);
    let has_new_error = error != 0 && error != pending.error_before && !codes::CANCELLED.contains(&error);
    match &pending.order.command {
        Command::Start(start) => {
            if raw.state.is_in_job() {
                return confirmed(is_ours(start, raw));
            }
            let has_failed =
                matches!(raw.state, PrinterState::Failed { .. }) && pending.state_before != "FAILED";
            (has_new_error || has_failed).then(|| refused_by(error))
        }
        Command::Pause => confirmed(matches!(raw.state, PrinterState::Paused { .. })),
        Command::Resume if has_new_error => Some(refused_by(error)),
        Command::Resume => confirmed(matches!(raw.state, PrinterState::Printing | PrinterState::Preparing)),
        Command::Stop => confirmed(raw.state.takes_a_job()),
        Command::Light { lamp } => confirmed(raw.light_on == Some(*lamp == crate::command::Lamp::On)),
        Command::Speed { mode } => confirmed(raw.speed_percent == Some(mode.percent())),
        Command::ClearError => confirmed(error == 0),
        Command::Refresh => confirmed(merged.has_full),
        Command::Upload(_) => None,
    }
}

/// The number that was sent comes back; where firmware does not repeat it, the title does.
fn is_ours(start: &crate::command::StartPrint, raw: &Snapshot) -> bool {
    let job = raw.job.as_ref();
    match job.and_then(|job| job.key.as_deref()) {
        Some(key) if key == start.job_number.to_string() => true,
        Some(_) => job.and_then(|job| job.title.as_deref()) == Some(start.title.as_str()),
        None => true,
    }
}

fn refused_by(error: u32) -> CommandStatus {
    let why = if error == 0 {
        "The printer gave the print up before it began. Look at its display.".to_owned()
    } else {
        let alert = codes::alert(error, Severity::Error);
        format!("{} {} ({})", alert.sentence, alert.remedy, alert.code)
    };
    CommandStatus::refused(RefusalKind::Printer, why)
}

/// The last word about a command whose effect was not seen in time.
pub(super) fn late(pending: &Pending, merged: &Merged, raw: &Snapshot) -> CommandStatus {
    let name = pending.order.command.name();
    if matches!(pending.order.command, Command::Start(_)) && raw.state.is_in_job() {
        return CommandStatus::refused(
            RefusalKind::Printer,
            "Another print is running that was not sent from here. Look at the printer before sending this again.",
        );
    }
    let error = codes::print_error(merged);
    let hint = if error != 0 && error != pending.error_before {
        codes::alert(error, Severity::Error).sentence
    } else if raw.capabilities.access == Access::Unknown && !pending.is_answered {
        "It did not even answer: developer mode may be off.".to_owned()
    } else {
        "Look at the printer; nothing is sent again by itself.".to_owned()
    };
    CommandStatus::TimedOut { why: format!("The printer was not seen to {name} in time. {hint}") }
}
