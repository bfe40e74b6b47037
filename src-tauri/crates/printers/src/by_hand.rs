//! A printer without a connection: people say what it does.
//!
//! It goes through the same doors as the others, so that queue, plan and history need no second way: a start, a
//! pause, an end are told by a person and are true as soon as they are told.

use tokio::sync::mpsc;

use crate::capability::{Access, Capabilities};
use crate::command::{Command, CommandStatus, RefusalKind};
use crate::driver::{Driver, Order, Running, Seat};
use crate::protocol::Protocol;
use crate::state::{JobReport, PauseReason, PrinterState, Snapshot};
use crate::wire::json::base_name;
use crate::wire::pursuit::allow;

/// Reports that may wait.
const REPORTS: usize = 16;

/// What a person saw at the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The print is done.
    Finished,
    /// The print went wrong; what was seen, in a few words.
    Failed(String),
    /// The filament ran out.
    RanOut,
    /// Out of service.
    OutOfService,
    /// In service and free.
    Free,
    /// So much is done, in thousandths.
    Progress(u16),
}

/// A printer that is kept by hand.
#[derive(Debug)]
pub struct ByHand {
    reports: mpsc::Receiver<Report>,
}

/// Takes reports for one such printer.
#[derive(Debug, Clone)]
pub struct Reporter(mpsc::Sender<Report>);

impl Reporter {
    /// Tells what was seen; false where the printer is no longer there or too much waits.
    #[must_use]
    pub fn tell(&self, report: Report) -> bool {
        self.0.try_send(report).is_ok()
    }
}

impl ByHand {
    /// A driver, and who tells it.
    #[must_use]
    pub fn new() -> (Self, Reporter) {
        let (sender, reports) = mpsc::channel(REPORTS);
        (Self { reports }, Reporter(sender))
    }
}

impl Driver for ByHand {
    fn protocol(&self) -> Protocol {
        Protocol::ByHand
    }

    fn run(self: Box<Self>, mut seat: Seat) -> Running {
        let mut reports = self.reports;
        Box::pin(async move {
            let mut book = Book::goes_on(seat.last_known().running);
            seat.publish(book.snapshot(&seat));
            let mut has_reporter = true;
            loop {
                tokio::select! {
                    // What was seen before a command was given comes first.
                    biased;
                    report = reports.recv(), if has_reporter => match report {
                        Some(report) => book.note(report),
                        // Commands still come; nobody reports any more.
                        None => has_reporter = false,
                    },
                    order = seat.next_order() => match order {
                        Some(order) => book.take(order, &seat),
                        None => return,
                    },
                }
                seat.publish(book.snapshot(&seat));
            }
        })
    }
}

/// What was told so far.
#[derive(Debug)]
struct Book {
    state: PrinterState,
    job: Option<JobReport>,
}

impl Book {
    /// A job that was under way when the program ended still is: nobody said otherwise.
    fn goes_on(running: Option<JobReport>) -> Self {
        let state = if running.is_some() { PrinterState::Printing } else { PrinterState::Idle };
        Self { state, job: running }
    }

    fn snapshot(&self, seat: &Seat) -> Snapshot {
        Snapshot {
            state: self.state.clone(),
            job: self.job.clone(),
            capabilities: Capabilities {
                access: Access::Control,
                clear_error: true,
                ..Capabilities::default()
            },
            heard_at: Some(seat.now()),
            ..Snapshot::default()
        }
    }

    fn take(&mut self, order: Order, seat: &Seat) {
        if let Err(no) = allow(&order.command, &self.snapshot(seat)) {
            return order.refuse(no.kind, no.why);
        }
        match &order.command {
            Command::Start(start) => {
                self.job = Some(JobReport {
                    key: Some(start.job_number.to_string()),
                    file_name: Some(base_name(&start.path).to_owned()),
                    title: Some(start.title.clone()),
                    progress_permille: Some(0),
                    ..JobReport::default()
                });
                self.state = PrinterState::Printing;
            }
            Command::Pause => self.state = PrinterState::Paused { reason: PauseReason::Person },
            Command::Resume => self.state = PrinterState::Printing,
            Command::Stop => self.state = PrinterState::Cancelled,
            Command::ClearError => self.state = PrinterState::Idle,
            Command::Refresh => {}
            Command::Upload(_) | Command::Light { .. } | Command::Speed { .. } => {
                let why = "This printer is kept by hand: do it at the printer.";
                return order.refuse(RefusalKind::Unsupported, why);
            }
        }
        order.report(CommandStatus::confirmed());
    }

    fn note(&mut self, report: Report) {
        let is_in_job = self.state.is_in_job();
        match report {
            Report::Finished if is_in_job => {
                self.progress(1000);
                self.state = PrinterState::Finished;
            }
            Report::Failed(what) if is_in_job => {
                self.state = PrinterState::Failed { codes: vec![crate::limits::tame(&what)] };
            }
            Report::RanOut if is_in_job => self.state = PrinterState::Paused { reason: PauseReason::Runout },
            Report::Progress(permille) if is_in_job => self.progress(permille.min(1000)),
            Report::OutOfService => self.state = PrinterState::Maintenance,
            Report::Free if !is_in_job => self.state = PrinterState::Idle,
            // What is told of a print that is not there changes nothing.
            Report::Finished | Report::Failed(_) | Report::RanOut | Report::Progress(_) | Report::Free => {}
        }
    }

    fn progress(&mut self, permille: u16) {
        if let Some(job) = &mut self.job {
            job.progress_permille = Some(permille);
        }
    }
}
