//! The print farm, and the sample farm.

use serde_json::json;
use spoolyard_core::db::{Intent, Write};
use spoolyard_core::demo::{self, LoadSample, SampleMade};
use spoolyard_core::farm::{self, AddPrinter, PrinterRef};
use spoolyard_core::{App, Result};
use spoolyard_types::Role;

use crate::command::Caller;
use crate::jobs::Progress;

fn add_printer(w: &Write<'_>, request: AddPrinter) -> Result<PrinterRef> {
    farm::add_printer(w, request)
}

fn load_sample(app: &App, caller: &Caller, progress: &Progress, request: LoadSample) -> Result<SampleMade> {
    let intent = Intent {
        request_id: caller.request_id.clone(),
        request: json!(request),
        ..Intent::new(caller.actor.clone(), Role::Admin, "farm.load_sample")
    };
    demo::load(app, &intent, &request, &mut |done, total, title| progress.step(done, total, title))
}

commands! {
    write "printers.add" Admin AddPrinter => PrinterRef, "Writes a printer down.", add_printer;
    job "farm.load_sample" Admin LoadSample => SampleMade, "Loads the sample farm into an empty one.", load_sample;
}
