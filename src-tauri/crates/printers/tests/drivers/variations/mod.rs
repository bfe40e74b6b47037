//! What printers and their firmware really send, and what differs between models and versions: a table a protocol,
//! written by hand from facts about real machines. Each row says what a person at the wall must read.

mod bambu;
mod creality;
mod duet;
mod elegoo;
mod moonraker;
mod octoprint;
mod prusalink;

use serde_json::Value;
use spoolyard_printers::{JobReport, PauseReason, PrinterState, Protocol, Replay, Snapshot};

/// The snapshot after these frames, each with what was asked.
fn heard(protocol: Protocol, frames: &[(&str, Value)]) -> Snapshot {
    let mut replay = Replay::of(protocol).unwrap();
    for (subject, frame) in frames {
        replay.hear(subject, frame.to_string().as_bytes());
    }
    replay.snapshot()
}

fn job(snapshot: &Snapshot) -> JobReport {
    snapshot.job.clone().unwrap_or_else(|| panic!("no job in {snapshot:#?}"))
}

fn paused(reason: PauseReason) -> PrinterState {
    PrinterState::Paused { reason }
}

fn failed(codes: &[&str]) -> PrinterState {
    PrinterState::Failed { codes: codes.iter().map(|code| (*code).to_owned()).collect() }
}
