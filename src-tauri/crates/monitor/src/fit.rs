//! A printer as it is now, for whoever asks whether a plate fits it.

use spoolyard_core::farm::{LoadedSlot, PrinterNow};
use spoolyard_printers::{Capability, PrinterState, Snapshot};
use spoolyard_types::ids::PrinterId;

use crate::floor::Monitor;
use crate::words;

impl Monitor {
    /// How a printer is now, as far as a plate goes; none when it is not watched.
    #[must_use]
    pub fn printer_now(&self, printer: PrinterId) -> Option<PrinterNow> {
        self.snapshot(printer).map(|snapshot| now(&snapshot))
    }
}

fn now(snapshot: &Snapshot) -> PrinterNow {
    PrinterNow {
        send_refusal: send_refusal(snapshot),
        start_refusal: start_refusal(snapshot),
        model: snapshot.device.model.clone(),
        nozzle_um: snapshot.device.nozzles_um.first().copied(),
        slots: snapshot
            .slots
            .iter()
            .map(|slot| LoadedSlot {
                unit: slot.id.unit,
                slot: slot.id.slot,
                label: slot.label.clone(),
                is_loaded: slot.is_loaded,
                material: slot.material.clone(),
                colour: slot.colours.first().cloned(),
            })
            .collect(),
    }
}

fn send_refusal(snapshot: &Snapshot) -> Option<String> {
    match (&snapshot.state, &snapshot.diagnosis) {
        (PrinterState::Offline | PrinterState::Connecting, Some(diagnosis)) => {
            Some(words::trouble(diagnosis))
        }
        (PrinterState::Offline | PrinterState::Connecting, None) => {
            Some(String::from("It is not reached now. Is it on, and on this network?"))
        }
        _ if !snapshot.capabilities.has(Capability::Upload) => Some(String::from(
            "It takes no files now. Put a card or stick into it (FAT32 or exFAT); where it needs none, send the file with its maker's own program.",
        )),
        _ => None,
    }
}

/// Why nothing can be started on a printer that is reached; none when something can.
pub(crate) fn start_refusal(snapshot: &Snapshot) -> Option<String> {
    if snapshot.is_ready_for_a_job() {
        return None;
    }
    Some(match &snapshot.state {
        PrinterState::Offline | PrinterState::Connecting => match &snapshot.diagnosis {
            Some(diagnosis) => words::trouble(diagnosis),
            None => String::from("The printer is not reached yet. Try again in a moment."),
        },
        state if state.takes_a_job() && snapshot.is_stale => {
            String::from("The printer has been silent for a while. Wait until it is heard again.")
        }
        state if state.takes_a_job() => {
            String::from("The printer can only be watched from here; start the file at the printer.")
        }
        state => {
            format!("The printer is {}; nothing is started. Wait until it is free.", words::status(state))
        }
    })
}
