//! From the drivers' words to those of the farm.

use spoolyard_core::farm::{PrinterStatus, Protocol};
use spoolyard_printers::{Diagnosis, PauseReason, PrinterState, Snapshot};

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

/// A short line for a person who is not at the window, when the printer needs one.
pub(crate) fn call(state: &PrinterState, snapshot: &Snapshot) -> Option<String> {
    match state {
        PrinterState::Paused { reason: PauseReason::Person } => None,
        PrinterState::Paused { reason } => Some(pause(*reason).to_owned()),
        PrinterState::Failed { codes } => Some(failure(codes, snapshot)),
        PrinterState::Attention | PrinterState::Maintenance => {
            let told = snapshot.alerts.first().map(|alert| format!("{} {}", alert.sentence, alert.remedy));
            Some(
                told.filter(|t| !t.trim().is_empty())
                    .unwrap_or_else(|| String::from("The printer waits for somebody.")),
            )
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

/// What stands in the way of a good connection, and what to do about it.
pub(crate) fn trouble(diagnosis: &Diagnosis) -> String {
    match diagnosis {
        Diagnosis::Unreachable { detail } => {
            format!("Nothing answers at this address ({detail}). Is the printer on, and on this network?")
        }
        Diagnosis::AccessRefused { remedy } => {
            format!("The printer refuses the access code or key. {remedy}")
        }
        Diagnosis::CertificateChanged { .. } => String::from(
            "The printer shows another certificate than before. If it was reset or updated, trust the new one on its page; otherwise something else answers at its address.",
        ),
        Diagnosis::OtherPrinter { expected, found } => {
            format!("Another printer answers here: {found} instead of {expected}. Check the address.")
        }
        Diagnosis::Silent { remedy } => format!("Connected, but the printer does not send a word. {remedy}"),
        Diagnosis::NotListening => String::from(
            "The printer tells its state but does not listen; the connection is being made anew.",
        ),
        Diagnosis::Protocol { detail } => detail.clone(),
        Diagnosis::TooManyClients { remedy } => {
            format!("The printer has no connection left to give. {remedy}")
        }
    }
}
