//! A plate on its way to a printer, as background work that a window follows.

use serde_json::json;
use spoolyard_core::db::Intent;
use spoolyard_core::farm::{self, Dispatch, PlateSent, SendEnd, SendPlate};
use spoolyard_core::{App, Error, Result};
use spoolyard_monitor::{Delivered, Leg, Monitor, Parcel, Start};
use spoolyard_types::{Code, Refusal, Role};

use crate::command::Caller;
use crate::jobs::Progress;

/// Sends a plate and starts it when that is wanted; what is answered was seen.
pub(crate) fn send(
    monitor: &Monitor,
    app: &App,
    caller: &Caller,
    progress: &Progress,
    req: SendPlate,
) -> Result<PlateSent> {
    let intent = Intent {
        request_id: caller.request_id.clone(),
        request: json!(req),
        ..Intent::new(caller.actor.clone(), Role::Staff, "print_files.send")
    };
    let sent = farm::begin_send(app, &intent, &req)?;
    progress.tell(app.take_changes());
    let mut go_on = |leg| report(progress, &sent, leg);
    let delivered = monitor.send(sent.printer, &parcel(&sent, &req), &mut go_on);
    let told = close(app, &sent, delivered);
    progress.tell(app.take_changes());
    told
}

fn parcel(sent: &Dispatch, req: &SendPlate) -> Parcel {
    // The print's own row is its number: it stays the same through a restart, and no two prints share it.
    let number = sent.job.and_then(|job| u32::try_from(job.get()).ok()).filter(|n| i32::try_from(*n).is_ok());
    let start = req.start.then(|| Start {
        plate: sent.plate,
        job: sent.job,
        job_number: number.unwrap_or(1),
        slots: sent.slots.clone(),
        level_bed: req.level_bed.unwrap_or(true),
        timelapse: req.timelapse.unwrap_or(false),
    });
    Parcel { file: sent.local.clone(), name: sent.name.clone(), skip_if_there: sent.may_be_there, start }
}

/// Says how far it is; whether to go on.
fn report(progress: &Progress, sent: &Dispatch, leg: Leg) -> bool {
    let (name, code) = (&sent.name, &sent.printer_code);
    let kib = |bytes: u64| u32::try_from(bytes >> 10).unwrap_or(u32::MAX);
    let whole = kib(sent.size).max(1);
    let told = match leg {
        Leg::Waiting => progress.step(0, whole, &format!("{name} waits for its turn to {code}")),
        Leg::Uploading { sent_bytes, .. } => {
            progress.step(kib(sent_bytes).min(whole), whole, &format!("Sending {name} to {code}"))
        }
        Leg::Starting => progress.step(whole, whole, &format!("Starting {name} on {code}")),
    };
    told.is_ok()
}

/// Writes down how it ended, and says it.
fn close(
    app: &App,
    sent: &Dispatch,
    delivered: std::result::Result<Delivered, Refusal>,
) -> Result<PlateSent> {
    let delivered = match delivered {
        Ok(delivered) => delivered,
        Err(refusal) => {
            farm::end_send(app, sent, &SendEnd::NotStarted { why: refusal.message.clone() })?;
            return Err(refusal.into());
        }
    };
    farm::note_copy(app, sent, &delivered.path)?;
    let Delivered { path, was_there, start } = delivered;
    let (name, code) = (&sent.name, &sent.printer_code);
    let text = match &start {
        Some(end) => {
            farm::end_send(app, sent, end)?;
            match end {
                SendEnd::Started => format!("{code} prints {name}."),
                SendEnd::NotStarted { why } | SendEnd::Unclear { why } => {
                    return Err(Error::from(Refusal::new(Code::WrongState, format!("{code}: {why}"))));
                }
            }
        }
        None if was_there => format!("{name} lies on {code} already."),
        None => format!("{name} lies on {code} now."),
    };
    Ok(PlateSent { path, was_there, started: start.is_some(), print_job_id: sent.job, text })
}
