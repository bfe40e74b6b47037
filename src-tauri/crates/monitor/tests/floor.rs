//! The monitor over a real store, with printers that a test holds in its hands.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use spoolyard_core::App;
use spoolyard_core::db::{Db, Intent, ListRequest};
use spoolyard_core::farm::{self, JobStatus, PrintJobRow, PrinterRef, PrinterStatus, Protocol, Reachable};
use spoolyard_core::notices::{self, NoticeKind};
use spoolyard_monitor::{Garage, Monitor, Notice, Reach};
use spoolyard_printers::discover::bambu;
use spoolyard_printers::simulate::announce::notify;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, Driver, JobReport, PauseReason, PrinterState, Running, Seat, Snapshot,
};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Actor, Role, SystemClock};
use tokio::sync::mpsc;

const PATIENCE: Duration = Duration::from_secs(20);

/// A printer in a test's hands: what is sent here, it shows.
#[derive(Default)]
struct Workshop(Mutex<BTreeMap<PrinterId, mpsc::UnboundedSender<Option<Snapshot>>>>, Condvar);

impl Workshop {
    /// The printer shows this.
    fn show(&self, printer: PrinterId, snapshot: Snapshot) {
        self.sender(printer).send(Some(snapshot)).unwrap();
    }

    /// Its driver breaks.
    fn break_down(&self, printer: PrinterId) {
        self.sender(printer).send(None).unwrap();
    }

    fn sender(&self, printer: PrinterId) -> mpsc::UnboundedSender<Option<Snapshot>> {
        let held = self.0.lock().unwrap();
        let (held, waited) =
            self.1.wait_timeout_while(held, PATIENCE, |held| !held.contains_key(&printer)).unwrap();
        assert!(!waited.timed_out(), "the printer was never connected");
        held[&printer].clone()
    }
}

struct Puppets(Arc<Workshop>);

impl Garage for Puppets {
    fn driver(&self, printer: &Reachable) -> Result<Box<dyn Driver>, String> {
        let (sender, strings) = mpsc::unbounded_channel();
        self.0.0.lock().unwrap().insert(printer.id, sender);
        self.0.1.notify_all();
        Ok(Box::new(Puppet(strings)))
    }
}

struct Puppet(mpsc::UnboundedReceiver<Option<Snapshot>>);

impl Driver for Puppet {
    fn protocol(&self) -> spoolyard_printers::Protocol {
        spoolyard_printers::Protocol::Duet
    }

    fn run(mut self: Box<Self>, mut seat: Seat) -> Running {
        Box::pin(async move {
            loop {
                tokio::select! {
                    shown = self.0.recv() => match shown {
                        Some(Some(snapshot)) => seat.publish(Snapshot { heard_at: Some(seat.now()), ..snapshot }),
                        Some(None) => panic!("this driver breaks, as the test asks"),
                        None => std::future::pending().await,
                    },
                    order = seat.next_order() => match order {
                        Some(order) => order.report(CommandStatus::confirmed()),
                        None => break,
                    },
                }
            }
            seat.publish_offline(None);
        })
    }
}

struct Farm {
    app: Arc<App>,
    workshop: Arc<Workshop>,
    heard: Arc<(Mutex<Vec<Notice>>, Condvar)>,
}

fn farm(folder: &Path, printers: usize) -> (Farm, Vec<PrinterId>) {
    let db = Db::open(&folder.join("farm.sqlite"), Arc::new(SystemClock)).unwrap();
    let app = Arc::new(App::new(db));
    let ids = (1..=printers)
        .map(|n| {
            let intent = Intent::new(Actor::spoolyard(), Role::Admin, "test");
            let sql = format!(
                "INSERT INTO printers (code, name, model, ip_address, connection_config)
                 VALUES ('P{n}', 'Printer {n}', 'Test', '127.0.0.1', json_object('protocol', '{}'))",
                Protocol::Duet
            );
            let (id, _) = app.db.write(&intent, |w| w.insert(&sql, [])).unwrap();
            PrinterId(id)
        })
        .collect();
    (Farm { app, workshop: Arc::default(), heard: Arc::default() }, ids)
}

impl Farm {
    fn watch(&self) -> Monitor {
        let heard = Arc::clone(&self.heard);
        let garage = Puppets(Arc::clone(&self.workshop));
        // A printer that prints counts as lost at once.
        Monitor::start_patient(Arc::clone(&self.app), garage, Duration::from_millis(1), move |notice| {
            heard.0.lock().unwrap().push(notice.clone());
            heard.1.notify_all();
        })
        .unwrap()
    }

    /// What printers wanted somebody to know, the oldest first.
    fn notices(&self) -> Vec<(NoticeKind, String)> {
        let kept = self.app.look(notices::list).unwrap();
        kept.rows.into_iter().rev().map(|notice| (notice.kind, notice.text)).collect()
    }

    fn calls(&self) -> usize {
        self.heard.0.lock().unwrap().iter().filter(|n| matches!(n, Notice::Person { .. })).count()
    }

    /// Waits until what was heard answers.
    fn hear<T>(&self, mut find: impl FnMut(&[Notice]) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut held = self.heard.0.lock().unwrap();
        loop {
            if let Some(found) = find(&held) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never heard; last: {:?}", held.last());
            held = self.heard.1.wait_timeout(held, left).unwrap().0;
        }
    }

    /// Waits until the store says so; every write is told.
    fn stored(&self, mut is_so: impl FnMut(&App) -> bool) {
        self.hear(|_| is_so(&self.app).then_some(()));
    }

    fn jobs(&self) -> Vec<PrintJobRow> {
        self.app.look(|r| farm::jobs(r, &ListRequest::default())).unwrap().rows
    }

    fn status(&self, id: PrinterId) -> PrinterStatus {
        self.app.look(|r| farm::printer(r, PrinterRef { id })).unwrap().status
    }
}

fn shows(state: PrinterState, key: &str, permille: u16) -> Snapshot {
    let job = JobReport {
        key: Some(key.to_owned()),
        file_name: Some(format!("{key}.gcode")),
        progress_permille: Some(permille),
        ..JobReport::default()
    };
    Snapshot { state, job: Some(job), ..Snapshot::default() }
}

#[test]
fn a_print_is_followed_into_the_store_and_a_person_is_called_once() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 1);
    let monitor = farm.watch();
    let printer = ids[0];
    farm.workshop.show(printer, shows(PrinterState::Idle, "", 0));
    farm.stored(|_| farm.status(printer) == PrinterStatus::Idle);
    farm.workshop.show(printer, shows(PrinterState::Printing, "42", 10));
    farm.stored(|_| farm.jobs().first().is_some_and(|j| j.status == JobStatus::Printing));
    let runout = PrinterState::Paused { reason: PauseReason::Runout };
    farm.workshop.show(printer, shows(runout.clone(), "42", 300));
    farm.workshop.show(printer, shows(runout, "42", 301));
    farm.stored(|_| farm.status(printer) == PrinterStatus::Paused);
    let reason = farm.jobs()[0].failure_reason.clone().unwrap();
    assert!(reason.contains("ran out"), "{reason}");
    farm.workshop.show(printer, shows(PrinterState::Finished, "42", 1000));
    farm.stored(|_| farm.jobs()[0].status == JobStatus::Completed);
    assert_eq!(farm.jobs().len(), 1);
    let ticket = monitor.command(printer, Command::Pause).unwrap();
    assert!(!matches!(ticket.status(), CommandStatus::Refused { .. }));
    assert!(monitor.command(PrinterId(99), Command::Pause).is_err());
    monitor.stop();
    assert_eq!(farm.status(printer), PrinterStatus::Offline);
    let kinds: Vec<NoticeKind> = farm.notices().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [NoticeKind::Runout, NoticeKind::Finished]);
    assert_eq!(farm.calls(), 2);
}

#[test]
fn a_restart_does_not_call_again_for_what_somebody_was_called_for() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 1);
    let runout = || shows(PrinterState::Paused { reason: PauseReason::Runout }, "42", 300);
    let monitor = farm.watch();
    farm.workshop.show(ids[0], shows(PrinterState::Printing, "42", 10));
    farm.workshop.show(ids[0], runout());
    farm.stored(|_| farm.notices().len() == 1);
    monitor.stop();
    farm.workshop.0.lock().unwrap().clear();
    let monitor = farm.watch();
    farm.workshop.show(ids[0], runout());
    farm.stored(|_| farm.status(ids[0]) == PrinterStatus::Paused);
    farm.workshop.show(ids[0], shows(PrinterState::Printing, "42", 310));
    farm.stored(|_| farm.status(ids[0]) == PrinterStatus::Printing);
    farm.workshop.show(ids[0], runout());
    farm.stored(|_| farm.notices().len() == 2);
    monitor.stop();
    assert_eq!(farm.notices().len(), 2, "once before the restart, once when it ran out anew");
}

#[test]
fn a_printer_that_is_lost_while_it_prints_is_told_once_and_an_idle_one_never() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 2);
    let monitor = farm.watch();
    farm.workshop.show(ids[0], shows(PrinterState::Printing, "a", 10));
    farm.workshop.show(ids[1], shows(PrinterState::Idle, "", 0));
    farm.stored(|_| {
        farm.status(ids[0]) == PrinterStatus::Printing && farm.status(ids[1]) == PrinterStatus::Idle
    });
    for id in &ids {
        farm.workshop
            .show(*id, Snapshot { state: PrinterState::Offline, is_stale: true, ..Snapshot::default() });
    }
    farm.stored(|_| farm.notices().len() == 1);
    farm.stored(|_| farm.status(ids[1]) == PrinterStatus::Offline);
    assert_eq!(farm.notices()[0].0, NoticeKind::Offline);
    farm.workshop.show(ids[0], shows(PrinterState::Printing, "a", 20));
    farm.workshop.show(ids[0], shows(PrinterState::Finished, "a", 1000));
    farm.stored(|_| farm.notices().len() == 2);
    monitor.stop();
    assert_eq!(farm.notices()[1].0, NoticeKind::Finished);
}

#[test]
fn a_printer_without_a_camera_says_so_and_one_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 1);
    let monitor = farm.watch();
    farm.workshop.show(ids[0], shows(PrinterState::Idle, "", 0));
    farm.stored(|_| farm.status(ids[0]) == PrinterStatus::Idle);
    let deadline = Instant::now() + PATIENCE;
    let look = loop {
        let look = monitor.look(ids[0]).unwrap();
        if look.trouble.is_some() {
            break look;
        }
        assert!(Instant::now() < deadline, "it never says anything");
        std::thread::yield_now();
    };
    assert!(look.picture.is_none() && look.trouble.unwrap().contains("no camera"));
    assert!(monitor.look(PrinterId(99)).is_err());
    monitor.stop();
}

#[test]
fn what_ended_while_nobody_watched_is_found_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 2);
    let monitor = farm.watch();
    for &id in &ids {
        farm.workshop.show(id, shows(PrinterState::Idle, "", 0));
        farm.workshop.show(id, shows(PrinterState::Printing, &format!("job {id}"), 400));
    }
    farm.stored(|_| farm.jobs().len() == 2);
    monitor.stop();
    farm.workshop.0.lock().unwrap().clear();
    let monitor = farm.watch();
    farm.workshop.show(ids[0], shows(PrinterState::Finished, &format!("job {}", ids[0]), 1000));
    farm.workshop.show(ids[1], Snapshot { state: PrinterState::Idle, ..Snapshot::default() });
    farm.stored(|_| {
        let jobs = farm.jobs();
        let of = |id| jobs.iter().find(|j| j.printer_id == Some(id)).unwrap();
        of(ids[0]).status == JobStatus::Completed
            && of(ids[1]).failure_reason.as_deref().is_some_and(|why| why.contains("say how it came out"))
    });
    assert_eq!(farm.jobs().len(), 2, "no print is counted twice");
    drop(monitor);
}

#[test]
fn one_driver_that_breaks_takes_nobody_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 3);
    let monitor = farm.watch();
    farm.workshop.show(ids[0], shows(PrinterState::Printing, "a", 1));
    farm.workshop.break_down(ids[0]);
    farm.workshop.show(ids[2], shows(PrinterState::Printing, "c", 1));
    farm.stored(|_| farm.status(ids[2]) == PrinterStatus::Printing);
    monitor.stop();
}

#[test]
fn a_window_hears_of_a_printer_at_most_twice_a_second_and_of_its_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 1);
    let monitor = farm.watch();
    for permille in 1..=500 {
        farm.workshop.show(ids[0], shows(PrinterState::Printing, "a", permille));
    }
    let live = |notices: &[Notice]| -> Vec<u16> {
        let told = notices.iter().filter_map(|notice| match notice {
            Notice::Live { snapshot, .. } => snapshot.job.as_ref()?.progress_permille,
            _ => None,
        });
        told.collect()
    };
    let told = farm.hear(|heard| Some(live(heard)).filter(|told| told.last() == Some(&500)));
    assert!(told.len() < 50, "{} tellings of 500 changes", told.len());
    monitor.stop();
}

impl Farm {
    /// Makes it a Bambu printer whose certificate is remembered.
    fn is_bambu(&self, id: PrinterId, serial: &str) {
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, "test");
        let config = format!("{{\"protocol\": \"bambu\", \"pin\": \"{}\"}}", "ab".repeat(32));
        let sql = format!(
            "UPDATE printers SET serial_number = '{serial}', connection_config = '{config}' WHERE id = {id}"
        );
        self.app.db.write(&intent, |w| w.execute(&sql, [])).unwrap();
    }

    fn host(&self, id: PrinterId) -> Option<String> {
        self.app.look(|r| farm::printer(r, PrinterRef { id })).unwrap().ip_address
    }
}

#[test]
fn a_printer_that_is_missed_is_followed_to_where_it_announces_itself_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (farm, ids) = farm(folder.path(), 2);
    let (missed, reached) = (ids[0], ids[1]);
    farm.is_bambu(missed, "01P00A000000001");
    farm.is_bambu(reached, "01P00A000000002");
    let monitor = farm.watch();
    let detail = String::from("timed out");
    farm.workshop
        .show(missed, Snapshot { diagnosis: Some(Diagnosis::Unreachable { detail }), ..Snapshot::default() });
    farm.workshop.show(reached, Snapshot { state: PrinterState::Idle, ..Snapshot::default() });
    farm.hear(|_| {
        let of = |id| monitor.snapshot(id);
        let (missed, reached) = (of(missed)?, of(reached)?);
        (missed.diagnosis.is_some() && reached.state == PrinterState::Idle).then_some(())
    });

    let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ears = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    // Both claim to be elsewhere; the one that is reached where it was is not believed.
    let elsewhere = Ipv4Addr::new(127, 0, 0, 88);
    let notices = ["01P00A000000002", "01P00A000000001"]
        .map(|serial| (Ipv4Addr::LOCALHOST, bambu::notice(elsewhere, serial, "C12", "Rack")));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let announcing = runtime.spawn(notify(ears.into(), notices.to_vec(), Duration::from_millis(50)));
    monitor.follow_announcements(Reach { ssdp: vec![ears], ..Reach::deaf() });
    farm.stored(|_| farm.host(missed).as_deref() == Some("127.0.0.88"));
    assert_eq!(farm.host(reached).as_deref(), Some("127.0.0.1"));
    announcing.abort();
    monitor.stop();
}
