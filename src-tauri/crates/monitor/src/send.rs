//! A file onto a printer, and the print of it: one after the other, each seen before the next.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use spoolyard_printers::{Command, CommandStatus, PrinterState, StartPrint, Ticket, Upload};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Code, Refusal};

use crate::floor::Monitor;
use crate::words;

/// How often whoever waits is asked whether to go on, also when nothing moves.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// A file that is to be sent.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Where it lies on this computer.
    pub file: PathBuf,
    /// The name it gets on the printer.
    pub name: String,
    /// Whether it is printed as soon as it is there.
    pub start: bool,
    /// Our number for the print, 1 to 2147483647, by which it is known again where the printer echoes it.
    pub job_number: u32,
}

/// How far a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// On its way.
    Uploading {
        /// Bytes so far.
        sent_bytes: u64,
        /// Bytes in all; 0 while unknown.
        total_bytes: u64,
    },
    /// It lies on the printer, which was told to print it.
    Starting,
}

/// What was seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The file's path on the printer.
    pub path: String,
    /// Whether the printer was seen printing it.
    pub started: bool,
}

impl Monitor {
    /// Sends a file to a printer, and starts it when that is wanted; answers once the printer was seen doing it.
    /// `go_on` hears how far it is and answers whether to go on: an upload stops half way, a start that the printer
    /// has heard stays said. It blocks, for minutes with a large file: call it off the UI thread.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a printer that is not connected; [`Code::WrongState`] when it is busy (nothing is
    /// sent), when a person took it back, or with the printer's or the driver's reason.
    pub fn send(
        &self,
        printer: PrinterId,
        parcel: &Parcel,
        go_on: &mut dyn FnMut(Leg) -> bool,
    ) -> Result<Delivered, Refusal> {
        if parcel.start {
            self.must_be_free(printer)?;
        }
        let upload = Upload { local: parcel.file.clone(), name: parcel.name.clone() };
        let ticket = self.command(printer, Command::Upload(upload))?;
        let path = follow(&ticket, go_on)?.unwrap_or_else(|| parcel.name.clone());
        if !parcel.start {
            return Ok(Delivered { path, started: false });
        }
        // Somebody may have started another print while the file was on its way.
        self.must_be_free(printer)?;
        let start = StartPrint {
            path: path.clone(),
            title: parcel.name.clone(),
            plate: 1,
            job_number: parcel.job_number,
            slots: Vec::new(),
            level_bed: true,
            calibrate_flow: false,
            timelapse: false,
        };
        if !go_on(Leg::Starting) {
            return Err(taken_back("The file lies on the printer; it was not started."));
        }
        let ticket = self.command(printer, Command::Start(start))?;
        follow(&ticket, &mut |_| go_on(Leg::Starting))?;
        Ok(Delivered { path, started: true })
    }

    fn must_be_free(&self, printer: PrinterId) -> Result<(), Refusal> {
        let snapshot = self.snapshot(printer).ok_or_else(|| {
            let text = "This printer is not connected. Enter its address under Connection first.";
            Refusal::new(Code::NotFound, text).with(json!({ "printer": printer }))
        })?;
        if snapshot.is_ready_for_a_job() {
            return Ok(());
        }
        let text = match &snapshot.state {
            PrinterState::Offline | PrinterState::Connecting => match &snapshot.diagnosis {
                Some(diagnosis) => words::trouble(diagnosis),
                None => String::from("The printer is not reached yet. Try again in a moment."),
            },
            state if state.takes_a_job() => {
                String::from("The printer can only be watched from here; start the file at the printer.")
            }
            state => format!(
                "The printer is {}; nothing was started. Wait until it is free.",
                words::status(state)
            ),
        };
        Err(Refusal::new(Code::WrongState, text))
    }
}

fn taken_back(text: &str) -> Refusal {
    Refusal::new(Code::WrongState, format!("Cancelled. {text}"))
}

/// Follows a command to its end; the path that it answered.
fn follow(ticket: &Ticket, go_on: &mut dyn FnMut(Leg) -> bool) -> Result<Option<String>, Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|err| {
        Refusal::new(Code::Internal, format!("The computer cannot wait for the printer ({err}). Try again."))
    })?;
    let mut watch = ticket.watch();
    let mut is_cancelled = false;
    loop {
        let status = watch.borrow_and_update().clone();
        let leg = match status {
            CommandStatus::Confirmed { path } => return Ok(path),
            CommandStatus::Refused { .. } if is_cancelled => {
                return Err(taken_back("Nothing was started on the printer."));
            }
            CommandStatus::Refused { why, .. } | CommandStatus::TimedOut { why } => {
                return Err(Refusal::new(Code::WrongState, why));
            }
            CommandStatus::Uploading { sent_bytes, total_bytes } => {
                Leg::Uploading { sent_bytes, total_bytes }
            }
            CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Accepted => {
                Leg::Uploading { sent_bytes: 0, total_bytes: 0 }
            }
        };
        if !is_cancelled && !go_on(leg) {
            is_cancelled = true;
            ticket.cancel();
        }
        // Time is up without news: asked again. The sender is gone: its last word stands in the channel, a final one.
        let _ = runtime.block_on(async { tokio::time::timeout(ASK_EVERY, watch.changed()).await });
    }
}
