//! Files that printers print, where they go, and what is loaded in the printers' slots.

use serde_json::json;
use spoolyard_core::db::{Intent, ListRequest, Page, Read, Write};
use spoolyard_core::farm::{self, *};
use spoolyard_core::{App, Result};
use spoolyard_monitor::Monitor;
use spoolyard_types::Role;

use crate::command::Caller;
use crate::jobs::Progress;
use crate::sending::send;

fn intent(caller: &Caller, command: &str) -> Intent {
    Intent {
        request_id: caller.request_id.clone(),
        ..Intent::new(caller.actor.clone(), Role::Staff, command)
    }
}

fn list(r: &Read<'_>, request: ListRequest) -> Result<Page<PrintFileRow>> {
    farm::print_files(r, &request)
}

fn get(r: &Read<'_>, request: PrintFileRef) -> Result<PrintFile> {
    farm::print_file(r, request)
}

fn picture(app: &App, caller: &Caller, request: PrintPlateRef) -> Result<Picture> {
    farm::picture(app, &intent(caller, "print_files.picture"), &request)
}

fn begin(app: &App, _: &Caller, request: BeginUpload) -> Result<UploadStarted> {
    farm::begin_upload(app, &request)
}

fn piece(app: &App, _: &Caller, request: UploadPiece) -> Result<UploadSoFar> {
    farm::put_piece(app, &request)
}

fn finish(app: &App, caller: &Caller, progress: &Progress, request: FinishUpload) -> Result<PrintFileRef> {
    let intent = Intent { request: json!(request), ..intent(caller, "print_files.finish") };
    farm::finish_upload(app, &intent, &request, &mut |done, total, title| progress.step(done, total, title))
}

fn update(w: &Write<'_>, request: UpdatePrintFile) -> Result<PrintFile> {
    farm::update_print_file(w, request)
}

fn delete(app: &App, caller: &Caller, request: PrintFileRef) -> Result<PrintFileRef> {
    let intent = Intent { request: json!(request), ..intent(caller, "print_files.delete") };
    farm::delete_print_file(app, &intent, &request)
}

fn fit(monitor: &Monitor, app: &App, caller: &Caller, request: FitRequest) -> Result<Vec<PlateFit>> {
    app.db.read(&caller.actor, Role::Staff, |r| {
        farm::plate_fits(r, &request, &|printer| monitor.printer_now(printer))
    })
}

fn slots(r: &Read<'_>, request: PrinterRef) -> Result<Vec<PrinterSlot>> {
    farm::printer_slots(r, request)
}

fn spools_for(r: &Read<'_>, request: SlotRef) -> Result<Vec<SlotSpool>> {
    farm::spools_for_slot(r, request)
}

fn load_slot(w: &Write<'_>, request: LoadSlot) -> Result<Vec<PrinterSlot>> {
    farm::load_slot(w, request)
}

commands! {
    read "print_files.list" Staff ListRequest => Page<PrintFileRow>, "Files that printers print, the latest first.", list;
    read "print_files.get" Staff PrintFileRef => PrintFile, "One file with its plates and where it lies.", get;
    app "print_files.picture" Staff PrintPlateRef => Picture, "The picture of a plate.", picture;
    app "print_files.begin" Staff BeginUpload => UploadStarted, "Makes room for a file that is about to come.", begin;
    app "print_files.piece" Staff UploadPiece => UploadSoFar, "Keeps the next piece of a file.", piece;
    job "print_files.finish" Staff FinishUpload => PrintFileRef, "Reads a file that has come and puts it into the library.", finish;
    write "print_files.update" Staff UpdatePrintFile => PrintFile, "Renames a file and says what it is for.", update;
    app "print_files.delete" Staff PrintFileRef => PrintFileRef, "Deletes a file that no print uses.", delete;
    floor "print_files.fit" Staff FitRequest => Vec<PlateFit>, "How a plate fits printers as they are now.", fit;
    floor_job "print_files.send" Staff SendPlate => PlateSent, "Sends a plate to a printer, and starts it.", send;
    read "printers.slots" Staff PrinterRef => Vec<PrinterSlot>, "A printer's slots and the spools in them.", slots;
    read "printers.spools_for" Staff SlotRef => Vec<SlotSpool>, "Spools that could be in a slot, the likeliest first.", spools_for;
    write "printers.load_slot" Staff LoadSlot => Vec<PrinterSlot>, "Says which spool is in a slot.", load_slot;
}
