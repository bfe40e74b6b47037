//! The print farm, and the sample farm.

use serde_json::json;
use spoolyard_core::db::{Intent, ListRequest, Page, Read, Write};
use spoolyard_core::demo::{self, LoadSample, SampleMade};
use spoolyard_core::farm::{self, *};
use spoolyard_core::telemetry::Point;
use spoolyard_core::{App, Result};
use spoolyard_monitor::{
    CameraLook, FindPrinters, FoundPrinter, FoundPrinters, LocalNetwork, Monitor, PrinterAction, PrinterLive,
    RecordedFrameView, Searching, Tried, TryConnection,
};
use spoolyard_types::{Role, Timestamp};

use super::jobs::NoRequest;
use crate::command::Caller;
use crate::jobs::Progress;

fn list(r: &Read<'_>, _: NoRequest) -> Result<Vec<PrinterRow>> {
    farm::printers(r)
}

fn get(r: &Read<'_>, request: PrinterRef) -> Result<Printer> {
    farm::printer(r, request)
}

fn add_printer(w: &Write<'_>, request: AddPrinter) -> Result<PrinterRef> {
    farm::add_printer(w, request)
}

fn update(w: &Write<'_>, request: UpdatePrinter) -> Result<PrinterRef> {
    farm::update_printer(w, request)
}

fn set_maintenance(w: &Write<'_>, request: SetMaintenance) -> Result<PrinterRef> {
    farm::set_maintenance(w, request)
}

fn connect(app: &App, caller: &Caller, request: ConnectPrinter) -> Result<PrinterRef> {
    // The history holds what was asked for, but never the secret.
    let shown = json!({
        "id": request.id, "protocol": request.protocol, "host": request.host, "port": request.port,
        "user": request.user, "secret": request.secret.as_ref().map(|_| "…"),
    });
    farm::connect(app, &told(caller, "printers.connect", shown), &request)
}

fn disconnect(w: &Write<'_>, request: Disconnect) -> Result<PrinterRef> {
    farm::disconnect(w, request)
}

fn pin(w: &Write<'_>, request: Pin) -> Result<PrinterRef> {
    farm::pin(w, request)
}

/// What the history holds of a command that carries secrets.
fn told(caller: &Caller, command: &'static str, request: serde_json::Value) -> Intent {
    Intent {
        request_id: caller.request_id.clone(),
        request,
        ..Intent::new(caller.actor.clone(), Role::Admin, command)
    }
}

fn add_many(app: &App, caller: &Caller, request: AddPrinters) -> Result<PrintersAdded> {
    let shown = json!({ "printers": farm::without_secrets(&request.printers) });
    farm::add_printers(app, &told(caller, "printers.add_many", shown), &request)
}

fn import(app: &App, caller: &Caller, request: ImportPrinters) -> Result<PrintersImported> {
    // The table may hold access codes: the history keeps only how long it was.
    let shown = json!({ "characters": request.text.chars().count(), "check_only": request.check_only });
    farm::import_printers(app, &told(caller, "printers.import", shown), &request)
}

fn networks(_: &App, _: &Caller, _: NoRequest) -> Result<Vec<LocalNetwork>> {
    Ok(spoolyard_monitor::networks())
}

fn find(
    monitor: &Monitor,
    app: &App,
    _: &Caller,
    progress: &Progress,
    request: FindPrinters,
) -> Result<FoundPrinters> {
    #[derive(serde::Serialize)]
    struct SoFar<'a> {
        printers: &'a [FoundPrinter],
    }
    let mut trouble = None;
    let mut go_on = |searching: Searching<'_>| {
        let shown = searching.news.map_or(Ok(()), |printers| progress.show(&SoFar { printers }));
        let stepped = progress.step(searching.done, searching.total, "Looking for printers");
        trouble = shown.and(stepped).err();
        trouble.is_none()
    };
    let found = monitor.find(app, request.at.as_deref(), &mut go_on);
    match trouble {
        Some(trouble) => Err(trouble),
        None => Ok(FoundPrinters { printers: found? }),
    }
}

fn try_connection(monitor: &Monitor, app: &App, _: &Caller, request: TryConnection) -> Result<Tried> {
    let kept = match request.printer_id {
        Some(id) => farm::kept_access(app, id, request.protocol)?,
        None => KeptAccess::default(),
    };
    Ok(monitor.try_connection(&request, kept)?)
}

spoolyard_core::wire! {
    /// Tells a printer something.
    pub struct TellPrinter {
        /// Which printer.
        pub id: spoolyard_types::ids::PrinterId,
        /// What.
        pub action: PrinterAction,
    }

    /// What a printer was seen doing with what it was told.
    pub struct Told {
        /// Whether it was seen doing it.
        pub confirmed: bool,
        /// What was seen, or why it was refused, as a sentence.
        pub text: String,
    }

    /// Between which instants a printer's curves are wanted.
    pub struct CurveOf {
        /// Which printer.
        pub id: spoolyard_types::ids::PrinterId,
        /// From when.
        pub from: Timestamp,
        /// Until when.
        pub to: Timestamp,
    }
}

fn live(monitor: &Monitor, _: &App, _: &Caller, _: NoRequest) -> Result<Vec<PrinterLive>> {
    Ok(monitor.live().iter().map(|live| PrinterLive::of(live.printer, &live.snapshot)).collect())
}

fn tell(monitor: &Monitor, _: &App, _: &Caller, request: TellPrinter) -> Result<Told> {
    let (confirmed, text) = monitor.tell(request.id, request.action)?;
    Ok(Told { confirmed, text })
}

fn look(monitor: &Monitor, _: &App, _: &Caller, request: PrinterRef) -> Result<CameraLook> {
    Ok(CameraLook::of(&monitor.look(request.id)?))
}

fn reconnect(monitor: &Monitor, _: &App, _: &Caller, request: PrinterRef) -> Result<PrinterRef> {
    monitor.reconnect(request.id);
    Ok(request)
}

fn recording(monitor: &Monitor, _: &App, _: &Caller, request: PrinterRef) -> Result<Vec<RecordedFrameView>> {
    Ok(monitor.recording(request.id)?.iter().map(RecordedFrameView::of).collect())
}

fn curve(app: &App, _: &Caller, request: CurveOf) -> Result<Vec<Point>> {
    app.look(|r| farm::printer(r, PrinterRef { id: request.id }))?;
    app.telemetry()?.curve(request.id, request.from, request.to, app.db.clock().now())
}

fn jobs(r: &Read<'_>, request: ListRequest) -> Result<Page<PrintJobRow>> {
    farm::jobs(r, &request)
}

fn job(r: &Read<'_>, request: PrintJobRef) -> Result<PrintJob> {
    farm::job(r, request)
}

fn link_job(w: &Write<'_>, request: LinkJob) -> Result<PrintJob> {
    farm::link_job(w, request)
}

fn settle_job(w: &Write<'_>, request: SettleJob) -> Result<PrintJob> {
    farm::settle_job(w, request)
}

fn maintenance(r: &Read<'_>, request: ListRequest) -> Result<Page<MaintenanceLogRow>> {
    farm::maintenance_logs(r, &request)
}

fn due(r: &Read<'_>, _: NoRequest) -> Result<Vec<MaintenanceDue>> {
    farm::due(r)
}

fn log_maintenance(w: &Write<'_>, request: LogMaintenance) -> Result<MaintenanceLogRow> {
    farm::log_maintenance(w, request)
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
    read "printers.list" Staff NoRequest => Vec<PrinterRow>, "Every printer with what it does.", list;
    read "printers.get" Staff PrinterRef => Printer, "One printer.", get;
    write "printers.add" Admin AddPrinter => PrinterRef, "Writes a printer down.", add_printer;
    write "printers.update" Admin UpdatePrinter => PrinterRef, "Changes what is written down of a printer.", update;
    write "printers.set_maintenance" Staff SetMaintenance => PrinterRef, "Takes a printer out of service, or back.", set_maintenance;
    app "printers.connect" Admin ConnectPrinter => PrinterRef, "Says how a printer is reached; its code is sealed.", connect;
    floor_job "printers.find" Admin FindPrinters => FoundPrinters, "Looks for printers on the network.", find;
    app "printers.networks" Admin NoRequest => Vec<LocalNetwork>, "The networks of this computer, each as a range that can be asked.", networks;
    floor "printers.try" Admin TryConnection => Tried, "Tries a connection before it is written down, and says what is in its way.", try_connection;
    app "printers.add_many" Admin AddPrinters => PrintersAdded, "Writes printers down and connects them: all of them, or none.", add_many;
    app "printers.import" Admin ImportPrinters => PrintersImported, "Adds the printers of a table, or says everything that is wrong with it.", import;
    write "printers.disconnect" Admin Disconnect => PrinterRef, "Forgets how a printer is reached.", disconnect;
    write "printers.pin" Admin Pin => PrinterRef, "Trusts a printer's certificate, or forgets it.", pin;
    floor "printers.live" Staff NoRequest => Vec<PrinterLive>, "How every printer that is watched is now.", live;
    floor "printers.tell" Staff TellPrinter => Told, "Pauses, resumes, stops a print; switches light and speed.", tell;
    floor "printers.look" Staff PrinterRef => CameraLook, "What a printer's camera sees; it is open as long as somebody looks.", look;
    floor "printers.reconnect" Staff PrinterRef => PrinterRef, "Makes the connection to a printer anew.", reconnect;
    floor "printers.recording" Admin PrinterRef => Vec<RecordedFrameView>, "The last frames of a printer, without secrets, for support.", recording;
    app "printers.curve" Staff CurveOf => Vec<Point>, "What a printer measured between two instants.", curve;
    read "print_jobs.list" Staff ListRequest => Page<PrintJobRow>, "Prints, the latest first.", jobs;
    read "print_jobs.get" Staff PrintJobRef => PrintJob, "One print.", job;
    write "print_jobs.link" Staff LinkJob => PrintJob, "Says which work order a print is for.", link_job;
    write "print_jobs.settle" Staff SettleJob => PrintJob, "Says how a print came out that nobody saw end.", settle_job;
    read "maintenance.list" Staff ListRequest => Page<MaintenanceLogRow>, "Work that was done on printers.", maintenance;
    read "maintenance.due" Staff NoRequest => Vec<MaintenanceDue>, "Work that is due on printers.", due;
    write "maintenance.log" Staff LogMaintenance => MaintenanceLogRow, "Writes down work on a printer.", log_maintenance;
    job "farm.load_sample" Admin LoadSample => SampleMade, "Loads the sample farm into an empty one.", load_sample;
}
