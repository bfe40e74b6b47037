//! A file onto a printer, and the print of it: one after the other, each seen before the next.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use spoolyard_core::farm::SendEnd;
use spoolyard_printers::{Command, CommandStatus, SlotChoice, SlotId, StartPrint, Ticket, Upload};
use spoolyard_types::ids::{PrintJobId, PrinterId};
use spoolyard_types::{Code, Refusal};

use crate::fit::start_refusal;
use crate::floor::Monitor;

/// How often whoever waits is asked whether to go on, also when nothing moves.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// A file that is to be sent.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Where it lies on this computer.
    pub file: PathBuf,
    /// The name it gets on the printer.
    pub name: String,
    /// Whether it need not be sent where a file of this name and size lies on the printer already.
    pub skip_if_there: bool,
    /// What to print of it once it is there; none only sends it.
    pub start: Option<Start>,
}

/// A print of a file.
#[derive(Debug, Clone)]
pub struct Start {
    /// The plate in it, from 1.
    pub plate: u16,
    /// The print as the store has written it down, by which it is known when the printer begins.
    pub job: Option<PrintJobId>,
    /// Our number for the print, 1 to 2147483647, by which it is known again where the printer echoes it.
    pub job_number: u32,
    /// Filament, unit and slot of each filament.
    pub slots: Vec<(u16, u16, u16)>,
    /// Whether the bed is levelled first.
    pub level_bed: bool,
    /// Whether a timelapse is taken.
    pub timelapse: bool,
}

/// How far a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// It waits for its turn: others are on their way.
    Waiting,
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
    /// It lay there already; nothing was sent.
    pub was_there: bool,
    /// How its print began; none when it was only sent.
    pub start: Option<SendEnd>,
}

impl Delivered {
    /// Whether the printer was seen printing it.
    #[must_use]
    pub fn started(&self) -> bool {
        self.start == Some(SendEnd::Started)
    }
}

impl Monitor {
    /// Sends a file to a printer, and starts it when that is wanted; answers once the printer was seen doing it.
    /// A file that arrived and was not started is delivered, with the reason. `go_on` hears how far it is and answers
    /// whether to go on: an upload stops half way, a start that the printer has heard stays said. It blocks, for
    /// minutes with a large file: call it off the UI thread.
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
        if parcel.start.is_some() {
            self.must_be_free(printer)?;
        }
        let (path, was_there) = self.put(printer, parcel, go_on)?;
        let start = parcel.start.as_ref().map(|start| self.begin(printer, &path, parcel, start, go_on));
        Ok(Delivered { path, was_there, start })
    }

    fn put(
        &self,
        printer: PrinterId,
        parcel: &Parcel,
        go_on: &mut dyn FnMut(Leg) -> bool,
    ) -> Result<(String, bool), Refusal> {
        let Some(_place) = self.gate.enter(&mut || go_on(Leg::Waiting)) else {
            return Err(taken_back("Nothing was sent."));
        };
        let upload = Upload {
            local: parcel.file.clone(),
            name: parcel.name.clone(),
            skip_if_there: parcel.skip_if_there,
        };
        let ticket = self.command(printer, Command::Upload(upload))?;
        match follow(&ticket, go_on)? {
            Seen::Done { path, was_there } => Ok((path.unwrap_or_else(|| parcel.name.clone()), was_there)),
            Seen::TakenBack => Err(taken_back("The file was not sent whole.")),
            Seen::Refused(why) | Seen::TimedOut(why) => {
                Err(Refusal::new(Code::WrongState, crate::words::spoken(&why)))
            }
        }
    }

    fn begin(
        &self,
        printer: PrinterId,
        path: &str,
        parcel: &Parcel,
        start: &Start,
        go_on: &mut dyn FnMut(Leg) -> bool,
    ) -> SendEnd {
        let not_started = |why: String| SendEnd::NotStarted { why };
        // Somebody may have started another print while the file was on its way.
        if let Err(refusal) = self.must_be_free(printer) {
            return not_started(format!("The file lies on the printer. {}", refusal.message));
        }
        if !go_on(Leg::Starting) {
            return not_started(String::from("Cancelled. The file lies on the printer; it was not started."));
        }
        let order = StartPrint {
            path: path.to_owned(),
            title: parcel.name.clone(),
            plate: start.plate,
            job_number: start.job_number,
            slots: start.slots.iter().map(|&choice| chosen(choice)).collect(),
            level_bed: start.level_bed,
            calibrate_flow: false,
            timelapse: start.timelapse,
        };
        let told = self
            .will_print(printer, start.job)
            .and_then(|()| self.command(printer, Command::Start(order)))
            .and_then(|ticket| follow(&ticket, &mut |_| go_on(Leg::Starting)));
        let end = match told {
            Ok(Seen::Done { .. }) => return SendEnd::Started,
            // It may still begin: then it is this one.
            Ok(Seen::TimedOut(why)) => return SendEnd::Unclear { why },
            Ok(Seen::Refused(why)) => not_started(why),
            Ok(Seen::TakenBack) => not_started(String::from("Cancelled before the printer heard of it.")),
            Err(refusal) => not_started(refusal.message),
        };
        let _ = self.will_print(printer, None);
        end
    }

    fn must_be_free(&self, printer: PrinterId) -> Result<(), Refusal> {
        let snapshot = self.snapshot(printer).ok_or_else(|| {
            let text = "This printer is not connected. Enter its address under Connection first.";
            Refusal::new(Code::NotFound, text).with(json!({ "printer": printer }))
        })?;
        match start_refusal(&snapshot) {
            None => Ok(()),
            Some(why) => Err(Refusal::new(Code::WrongState, why)),
        }
    }
}

fn chosen((filament, unit, slot): (u16, u16, u16)) -> SlotChoice {
    SlotChoice { filament, slot: SlotId { unit, slot } }
}

fn taken_back(text: &str) -> Refusal {
    Refusal::new(Code::WrongState, format!("Cancelled. {text}"))
}

/// The end of a command.
enum Seen {
    Done { path: Option<String>, was_there: bool },
    Refused(String),
    TimedOut(String),
    TakenBack,
}

/// Follows a command to its end.
fn follow(ticket: &Ticket, go_on: &mut dyn FnMut(Leg) -> bool) -> Result<Seen, Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|err| {
        Refusal::new(Code::Internal, format!("The computer cannot wait for the printer ({err}). Try again."))
    })?;
    let mut watch = ticket.watch();
    let mut is_cancelled = false;
    loop {
        let status = watch.borrow_and_update().clone();
        let leg = match status {
            CommandStatus::Confirmed { path, was_there } => return Ok(Seen::Done { path, was_there }),
            CommandStatus::Refused { .. } if is_cancelled => return Ok(Seen::TakenBack),
            CommandStatus::Refused { why, .. } => return Ok(Seen::Refused(why)),
            CommandStatus::TimedOut { why } => return Ok(Seen::TimedOut(why)),
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
