//! From the drivers' words to those of the farm.

use spoolyard_core::farm::{PrinterStatus, Protocol};
use spoolyard_core::notices::NoticeKind;
use spoolyard_printers::{Diagnosis, JobOutcome, JobReport, PauseReason, PrinterState, Snapshot};

/// What the store calls a protocol.
pub(crate) fn protocol(protocol: spoolyard_printers::Protocol) -> Protocol {
    use spoolyard_printers::Protocol as Spoken;
    match protocol {
        Spoken::Bambu => Protocol::Bambu,
        Spoken::Moonraker => Protocol::Moonraker,
        Spoken::Octoprint => Protocol::Octoprint,
        Spoken::Prusalink => Protocol::Prusalink,
        Spoken::Sdcp => Protocol::Sdcp,
        Spoken::ElegooMqtt => Protocol::ElegooMqtt,
        Spoken::Creality => Protocol::Creality,
        Spoken::Duet => Protocol::Duet,
        Spoken::ByHand => Protocol::Generic,
    }
}

/// What the store calls a state.
pub(crate) fn status(state: &PrinterState) -> PrinterStatus {
    match state {
        PrinterState::Offline => PrinterStatus::Offline,
        PrinterState::Connecting => PrinterStatus::Connecting,
        PrinterState::Idle => PrinterStatus::Idle,
        PrinterState::Preparing => PrinterStatus::Preparing,
        PrinterState::Printing => PrinterStatus::Printing,
        PrinterState::Paused { .. } => PrinterStatus::Paused,
        PrinterState::Finished => PrinterStatus::Finished,
        PrinterState::Cancelled => PrinterStatus::Cancelled,
        PrinterState::Failed { .. } => PrinterStatus::Failed,
        PrinterState::Busy => PrinterStatus::Busy,
        PrinterState::Attention => PrinterStatus::Attention,
        PrinterState::Maintenance => PrinterStatus::Attention,
    }
}

/// Why a print stands, as a sentence.
pub(crate) fn pause(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::Person => "Somebody pressed pause.",
        PauseReason::File => "The file asks for a pause: change the colour or place the insert, then resume.",
        PauseReason::Runout => "The filament ran out. Load a new spool and resume.",
        PauseReason::Feeding => "The filament does not feed. Look for a tangle or a clog, then resume.",
        PauseReason::Cover => "A door or cover is open. Close it and resume.",
        PauseReason::Heating => "A heater or fan does not do what it should. Look at the printer.",
        PauseReason::Inspection => {
            "The printer saw something wrong on the plate. Look at it, then resume or stop."
        }
        PauseReason::Motion => "Something stands in the way of a moving part. Look at the printer.",
        PauseReason::Unknown => "The printer does not say why. Look at it.",
    }
}

/// Why a print failed, as a sentence: what the printer complains about, else its codes.
pub(crate) fn failure(codes: &[String], snapshot: &Snapshot) -> String {
    let told: Vec<&str> =
        snapshot.alerts.iter().map(|alert| alert.sentence.as_str()).filter(|s| !s.is_empty()).collect();
    match (told.is_empty(), codes.is_empty()) {
        (false, _) => told.join(" "),
        (true, false) => format!("The printer reports {}.", codes.join(", ")),
        (true, true) => String::from("The printer does not say why."),
    }
}

/// A short line for a person who is not at the window, when the printer needs one, and what it is about.
pub(crate) fn call(state: &PrinterState, snapshot: &Snapshot) -> Option<(NoticeKind, String)> {
    match state {
        PrinterState::Paused { reason: PauseReason::Person } => None,
        PrinterState::Paused { reason: PauseReason::Runout } => {
            Some((NoticeKind::Runout, pause(PauseReason::Runout).to_owned()))
        }
        PrinterState::Paused { reason } => Some((NoticeKind::Paused, pause(*reason).to_owned())),
        PrinterState::Failed { codes } => Some((NoticeKind::Failed, failure(codes, snapshot))),
        PrinterState::Attention | PrinterState::Maintenance => {
            let told = snapshot.alerts.first().map(|alert| format!("{} {}", alert.sentence, alert.remedy));
            let text = told
                .filter(|t| !t.trim().is_empty())
                .unwrap_or_else(|| String::from("The printer waits for somebody."));
            Some((NoticeKind::Attention, text))
        }
        PrinterState::Offline
        | PrinterState::Connecting
        | PrinterState::Idle
        | PrinterState::Preparing
        | PrinterState::Printing
        | PrinterState::Finished
        | PrinterState::Cancelled
        | PrinterState::Busy => None,
    }
}

/// A short line about a print that has ended, where somebody has to do something about it.
pub(crate) fn ended(job: &JobReport, outcome: &JobOutcome) -> Option<(NoticeKind, String)> {
    let title = job.title.as_deref().or(job.file_name.as_deref()).unwrap_or("The print");
    match outcome {
        JobOutcome::Finished => {
            Some((NoticeKind::Finished, format!("{title} has ended well and lies on the plate.")))
        }
        JobOutcome::Unknown => Some((
            NoticeKind::Attention,
            format!("{title} is over, and nobody saw how. Look at the plate and say how it came out."),
        )),
        // A failed print is told by the printer's state; a person who stopped one knows of it.
        JobOutcome::Failed { .. } | JobOutcome::Cancelled => None,
    }
}

/// A printer that was lost while it printed.
pub(crate) const AWAY: &str = "It was lost while it printed. The print may go on; look at the printer and at its \
                               network.";

/// What the operating system says, without the number that it gives it.
pub(crate) fn spoken(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once(')').map_or("", |(_, behind)| behind));
    std::iter::once(first).chain(rest).collect()
}

/// What stands in the way of a good connection, and what to do about it.
pub(crate) fn trouble(diagnosis: &Diagnosis) -> String {
    match diagnosis {
        Diagnosis::Unreachable { detail } => {
            let detail = spoken(detail);
            format!("Nothing answers at this address ({detail}). Is the printer on, and on this network?")
        }
        Diagnosis::AccessRefused { remedy } => {
            format!("The printer refuses the access code or key. {remedy}")
        }
        Diagnosis::CertificateChanged { .. } => String::from(
            "The printer shows another certificate than before. If it was reset or updated, trust the new one on its page; otherwise something else answers at its address.",
        ),
        Diagnosis::OtherPrinter { expected, found } => {
            format!(
                "Another printer answers here: {found} instead of {expected}. Check the address and the serial number."
            )
        }
        Diagnosis::Silent { remedy } => format!("Connected, but the printer does not send a word. {remedy}"),
        Diagnosis::NotListening => String::from(
            "The printer tells its state but does not listen; the connection is being made anew.",
        ),
        Diagnosis::Settings { sentence } => sentence.clone(),
        Diagnosis::Protocol { detail } => format!(
            "Something answers at this address, but not as such a printer does ({detail}). Check make, address and port. If they are right, its firmware may be newer than this Spoolyard."
        ),
        Diagnosis::TooManyClients { remedy } => {
            format!("The printer has no connection left to give. {remedy}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_no_numbers_of_the_operating_system() {
        assert_eq!(spoken("Connection refused (os error 111). Try it."), "Connection refused. Try it.");
        assert_eq!(spoken("a (os error 1), b (os error 2)"), "a, b");
        assert_eq!(spoken("nothing of the kind"), "nothing of the kind");
    }

    #[test]
    fn every_trouble_names_its_cause_and_what_to_do() {
        let text = |text: &str| text.to_owned();
        for (diagnosis, cause, remedy) in [
            (
                Diagnosis::Unreachable { detail: text("Connection refused") },
                "Nothing answers at this address (Connection refused).",
                "Is the printer on",
            ),
            (
                Diagnosis::AccessRefused { remedy: text("Read it again on its display.") },
                "refuses the access code or key",
                "Read it again",
            ),
            (
                Diagnosis::CertificateChanged { pinned: text("aa"), shown: text("bb") },
                "another certificate than before",
                "trust the new one on its page",
            ),
            (
                Diagnosis::OtherPrinter { expected: text("01P1"), found: text("01P2") },
                "01P2 instead of 01P1",
                "Check the address and the serial number",
            ),
            (
                Diagnosis::Silent { remedy: text("Check the serial number.") },
                "does not send a word",
                "Check the serial number",
            ),
            (Diagnosis::NotListening, "does not listen", "is being made anew"),
            (
                Diagnosis::Settings { sentence: text("The key is missing. Enter it under Connection.") },
                "is missing",
                "Enter it",
            ),
            (
                Diagnosis::Protocol { detail: text("a frame is longer than 1048576 bytes") },
                "not as such a printer does (a frame is longer than 1048576 bytes)",
                "Check make, address and port",
            ),
            (
                Diagnosis::TooManyClients { remedy: text("Close slicers.") },
                "no connection left to give",
                "Close slicers",
            ),
        ] {
            let said = trouble(&diagnosis);
            assert!(said.contains(cause) && said.contains(remedy), "{said}");
            assert!(said.ends_with(['.', '?']), "{said}");
        }
    }
}
