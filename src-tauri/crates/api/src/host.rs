//! The host of the table: one open store (or the reason why it did not open), its jobs, and the windows that
//! listen.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use spoolyard_core::db::{Db, Intent};
use spoolyard_core::farm::{self, SendEnd};
use spoolyard_core::notices::NoticeKind;
use spoolyard_core::seal::KeyKeeper;
use spoolyard_core::{App, Error};
use spoolyard_monitor::{
    Delivered, Garage, LanGarage, Leg, Monitor, Notice, OneOnly, Parcel, PrinterLive, Reach, Start,
};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Actor, Clock, Code, Refusal, Role};

use crate::command::{Caller, Command, Handler};
use crate::jobs::{Jobs, Progress};
use crate::prices;
use crate::replan::Replanner;

/// What a window sends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// The command.
    pub name: String,
    /// Its request.
    #[serde(default)]
    pub payload: Value,
    /// The id of this click, so that it counts once however often it is sent.
    #[serde(default)]
    pub request_id: Option<String>,
    /// The session's token.
    #[serde(default)]
    pub token: Option<String>,
}

/// What a window gets back: `{ok: true, data}` or `{ok: false, error}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Response {
    /// Whether it was done.
    pub ok: bool,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Refusal>,
}

impl From<Result<Value, Refusal>> for Response {
    fn from(outcome: Result<Value, Refusal>) -> Self {
        match outcome {
            Ok(data) => Self { ok: true, data: Some(data), error: None },
            Err(refusal) => Self { ok: false, data: None, error: Some(refusal) },
        }
    }
}

/// What every window hears.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A command changed these tables.
    Changed {
        /// Names as in the reference.
        tables: BTreeSet<String>,
    },
    /// What printers told was written down in these tables. It comes as long as printers work; how each of them is
    /// comes by itself.
    Seen {
        /// Names as in the reference.
        tables: BTreeSet<String>,
    },
    /// A printer is like this now.
    Printer {
        /// All that is shown of it.
        printer: Box<PrinterLive>,
    },
    /// A printer needs somebody.
    Call {
        /// Which printer.
        printer_id: i64,
        /// Its name.
        title: String,
        /// What for.
        text: String,
        /// What it is about.
        notice: NoticeKind,
        /// The notice that was kept of it.
        notice_id: Option<i64>,
    },
    /// A job moved on.
    Job {
        /// As it stands now.
        job: Box<crate::Job>,
    },
}

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// Those who hear events.
#[derive(Default)]
pub(crate) struct Listeners(RwLock<Vec<Listener>>);

impl Listeners {
    pub(crate) fn tell(&self, event: &Event) {
        self.0.read().unwrap_or_else(PoisonError::into_inner).iter().for_each(|listener| listener(event));
    }
}

struct Store {
    path: PathBuf,
    app: Mutex<std::result::Result<Arc<App>, Refusal>>,
    keyring: Option<Arc<dyn KeyKeeper>>,
}

/// The host. Cheap to clone; all clones are the same host.
#[derive(Clone)]
pub struct Host {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    jobs: Arc<Jobs>,
    listeners: Arc<Listeners>,
    replanner: Arc<Replanner>,
    monitor: Arc<Mutex<Option<Arc<Monitor>>>>,
}

impl Host {
    /// Opens the store at `path`. This never fails: when the file cannot be opened, the window is told why
    /// by `session.state`, and can restore a backup.
    #[must_use]
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Self {
        Self::open_with_keyring(path, clock, None)
    }

    /// As [`Host::open`], with a keyring ([`crate::keyring`]) in which the key of the secrets is kept.
    #[must_use]
    pub fn open_with_keyring(
        path: &Path,
        clock: Arc<dyn Clock>,
        keyring: Option<Arc<dyn KeyKeeper>>,
    ) -> Self {
        let app = open(path, &clock, keyring.clone());
        Self {
            store: Arc::new(Store { path: path.to_owned(), app: Mutex::new(app), keyring }),
            clock,
            jobs: Arc::default(),
            listeners: Arc::default(),
            replanner: Arc::default(),
            monitor: Arc::default(),
        }
    }

    /// Begins to watch the printers of the open store. What they do is told to every listener.
    ///
    /// # Errors
    /// The refusal of opening; [`Code::Internal`] when the computer starts no thread.
    pub fn watch_printers(&self) -> std::result::Result<(), Refusal> {
        self.watch(LanGarage)?;
        // A store that can only be read is watched by nobody.
        if let Ok(monitor) = self.monitor() {
            monitor.follow_announcements(Reach::announcements());
        }
        Ok(())
    }

    /// Watches this printer alone: the command line has one thing to do with it, and leaves the others in peace.
    ///
    /// # Errors
    /// As [`Host::watch_printers`].
    pub fn watch_printer(&self, printer: i64) -> std::result::Result<(), Refusal> {
        self.watch(OneOnly(PrinterId(printer)))
    }

    /// Sends a file from this computer to a printer that is watched, and starts it when that is wanted. `go_on`
    /// hears how far it is and answers whether to go on. It blocks until the printer was seen doing it.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a printer that is not connected; [`Code::WrongState`] when it is busy, or with its
    /// reason; [`Code::InvalidValue`] for a file without a name.
    pub fn send_file(
        &self,
        printer: i64,
        file: &Path,
        start: bool,
        go_on: &mut dyn FnMut(Leg) -> bool,
    ) -> std::result::Result<Delivered, Refusal> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).ok_or_else(|| {
            Refusal::new(Code::InvalidValue, format!("{} has no name. Name a file.", file.display()))
        })?;
        // Different for every print of this printer, as long as two are more than a second apart.
        let second = self.clock.now().get().timestamp().rem_euclid(0x7FFF_FFFF);
        let job_number = u32::try_from(second).unwrap_or_default().max(1);
        let start = start.then_some(Start {
            plate: 1,
            job: None,
            job_number,
            slots: Vec::new(),
            level_bed: true,
            timelapse: false,
        });
        let parcel = Parcel { file: file.to_owned(), name, skip_if_there: false, start };
        let delivered = self.monitor()?.send(PrinterId(printer), &parcel, go_on)?;
        match delivered.start {
            Some(SendEnd::NotStarted { why } | SendEnd::Unclear { why }) => {
                Err(Refusal::new(Code::WrongState, why))
            }
            Some(SendEnd::Started) | None => Ok(delivered),
        }
    }

    fn watch(&self, garage: impl Garage) -> std::result::Result<(), Refusal> {
        let app = self.app()?;
        if app.db.is_read_only() {
            return Ok(());
        }
        farm::forget_unsent(&app).map_err(Error::into_refusal)?;
        let listeners = Arc::clone(&self.listeners);
        let monitor = Monitor::start(app, garage, move |notice| listeners.tell(&event(notice)));
        let monitor = monitor.map_err(|err| {
            Refusal::new(
                Code::Internal,
                format!("The printers cannot be watched ({err}). Start Spoolyard again."),
            )
        })?;
        *self.monitor.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(monitor));
        Ok(())
    }

    /// Says goodbye to the printers. It takes a few seconds at most.
    pub fn leave_printers(&self) {
        let monitor = self.monitor.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(monitor) = monitor {
            monitor.stop();
        }
    }

    fn monitor(&self) -> std::result::Result<Arc<Monitor>, Refusal> {
        let monitor = self.monitor.lock().unwrap_or_else(PoisonError::into_inner).clone();
        monitor.ok_or_else(|| {
            Refusal::new(
                Code::WrongState,
                "The printers are not watched here. Open Spoolyard's window, or run `spoolyard-cli monitor`.",
            )
        })
    }

    /// Calls `listener` for every event, on the thread that caused it. It must not block.
    pub fn subscribe(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.listeners.0.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// The application, or why its store did not open.
    ///
    /// # Errors
    /// The refusal of opening.
    pub fn app(&self) -> std::result::Result<Arc<App>, Refusal> {
        self.store.app.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Carries out a request of somebody who may have signed in. It blocks: call it off the UI thread.
    #[must_use]
    pub fn dispatch(&self, request: Request) -> Response {
        self.answer(request, None).into()
    }

    /// Waits until the plan has followed every change, for at most `patience`; whether it has.
    #[must_use]
    pub fn plan_settled(&self, patience: std::time::Duration) -> bool {
        self.replanner.settle(patience)
    }

    /// Looks which day it is: when the business date has turned since this was last asked, and when it is asked for the
    /// first time, the plan follows in the background.
    pub fn look_at_day(&self) {
        if let Ok(app) = self.app() {
            self.replanner.look_at_day(&app, &self.listeners);
        }
    }

    /// Keeps looking which day it is for as long as the host lives, so that no plan is of yesterday.
    ///
    /// # Errors
    /// [`Code::Internal`] when the computer starts no thread.
    pub fn follow_days(&self) -> std::result::Result<(), Refusal> {
        // Once a minute rather than at midnight: a computer sleeps, and its clock and the company's time zone are set.
        const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(60);
        let store = Arc::downgrade(&self.store);
        let (replanner, listeners) = (Arc::clone(&self.replanner), Arc::clone(&self.listeners));
        let look = move || {
            while let Some(store) = store.upgrade() {
                let app = store.app.lock().unwrap_or_else(PoisonError::into_inner).clone();
                drop(store);
                if let Ok(app) = app {
                    replanner.look_at_day(&app, &listeners);
                }
                std::thread::park_timeout(LOOK_EVERY);
            }
        };
        let started = std::thread::Builder::new().name(String::from("planning-day")).spawn(look);
        started.map(drop).map_err(|err| {
            let text = format!("The plan cannot follow the days ({err}). Start Spoolyard again.");
            Refusal::new(Code::Internal, text)
        })
    }

    /// Carries out a request as `actor`, without a session: the command line on one's own file.
    ///
    /// # Errors
    /// What the command refuses.
    pub fn call(&self, actor: Actor, request: Request) -> std::result::Result<Value, Refusal> {
        self.answer(request, Some(actor))
    }

    /// Waits for background work to end. It blocks: for the command line.
    ///
    /// # Errors
    /// [`Code::NotFound`] when there is no such job.
    pub fn wait_for_job(&self, id: &str) -> std::result::Result<crate::Job, Refusal> {
        self.jobs
            .wait(id)
            .ok_or_else(|| Refusal::new(Code::NotFound, format!("There is no background work {id}.")))
    }

    fn answer(&self, request: Request, actor: Option<Actor>) -> std::result::Result<Value, Refusal> {
        match request.name.as_str() {
            "session.state" if self.app().is_err() => return self.trouble(),
            "backup.restore_last" => return self.restore_last(&request.payload),
            _ => {}
        }
        let app = self.app()?;
        let command = find(&request.name)?;
        // The command line does one thing and ends: its plan follows when it asks for a run, or a window opens.
        let follows = actor.is_none();
        let actor = match actor {
            Some(actor) => actor,
            None => app.actor(request.token.as_deref()).map_err(Error::into_refusal)?,
        };
        let caller = Caller { actor, token: request.token, request_id: request.request_id };
        match command.name {
            "jobs.list" => return jobs_answer(&caller, || json!({ "jobs": self.jobs.all() })),
            "jobs.cancel" => {
                let id = request.payload.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                return jobs_answer(&caller, || json!({ "found": self.jobs.cancel(&id) }));
            }
            _ => {}
        }
        let mut answer = self.run(&app, command, caller, request.payload, follows)?;
        if answer.1 < Role::Admin {
            prices::blank(command, &mut answer.0);
        }
        Ok(answer.0)
    }

    fn run(
        &self,
        app: &Arc<App>,
        command: &'static Command,
        caller: Caller,
        payload: Value,
        follows: bool,
    ) -> std::result::Result<(Value, Role), Refusal> {
        let role = caller.actor.role;
        let answer = match command.handler {
            Handler::Read(run) => app.db.read(&caller.actor, command.role, |r| run(r, payload)),
            Handler::Write(run) => {
                let intent = Intent {
                    actor: caller.actor,
                    needs: command.role,
                    command: command.name.to_owned(),
                    request_id: caller.request_id,
                    request: payload.clone(),
                };
                app.db.write_once(&intent, |w| run(w, payload)).map(|(value, changes)| {
                    self.tell_changes(app, changes.tables, follows);
                    value
                })
            }
            Handler::App(run) => {
                spoolyard_core::app::allow(&caller.actor, command.role).map_err(Error::into_refusal)?;
                let answer = run(app, &caller, payload);
                self.tell_changes(app, app.take_changes(), follows);
                answer
            }
            Handler::Floor(run) => {
                spoolyard_core::app::allow(&caller.actor, command.role).map_err(Error::into_refusal)?;
                let answer = run(&*self.monitor()?, app, &caller, payload);
                self.tell_changes(app, app.take_changes(), follows);
                answer
            }
            Handler::Job(run) => {
                spoolyard_core::app::allow(&caller.actor, command.role).map_err(Error::into_refusal)?;
                let work = move |app: &App, progress: &Progress| run(app, &caller, progress, payload);
                return self.start(app, command, work, follows).map(|job| (job, role));
            }
            Handler::FloorJob(run) => {
                spoolyard_core::app::allow(&caller.actor, command.role).map_err(Error::into_refusal)?;
                let monitor = self.monitor()?;
                let work =
                    move |app: &App, progress: &Progress| run(&monitor, app, &caller, progress, payload);
                return self.start(app, command, work, follows).map(|job| (job, role));
            }
        };
        answer.map(|value| (value, role)).map_err(Error::into_refusal)
    }

    fn start(
        &self,
        app: &Arc<App>,
        command: &'static Command,
        run: impl FnOnce(&App, &Progress) -> spoolyard_core::Result<Value> + Send + 'static,
        follows: bool,
    ) -> std::result::Result<Value, Refusal> {
        let (job, progress) = self.jobs.start(command.name, command.summary, &self.listeners);
        let (host, app) = (self.clone(), Arc::clone(app));
        let work = move || {
            let outcome = run(&app, &progress).map_err(Error::into_refusal);
            host.tell_changes(&app, app.take_changes(), follows);
            host.jobs.end(&progress, outcome);
        };
        std::thread::Builder::new().name(format!("job {}", command.name)).spawn(work).map_err(|err| {
            Refusal::new(Code::Internal, format!("The computer could not start the work ({err}). Try again."))
        })?;
        serde_json::to_value(job).map_err(|err| Refusal::new(Code::Internal, err.to_string()))
    }

    fn tell_changes(&self, app: &Arc<App>, tables: BTreeSet<String>, follows: bool) {
        if !tables.is_empty() {
            if tables.contains("printers")
                && let Ok(monitor) = self.monitor()
            {
                monitor.reload();
            }
            if follows {
                self.replanner.changed(app, &tables, &self.listeners);
            }
            self.listeners.tell(&Event::Changed { tables });
        }
    }

    /// `session.state` while the store is not open.
    fn trouble(&self) -> std::result::Result<Value, Refusal> {
        match self.app() {
            Ok(_) => Err(Refusal::new(Code::WrongState, "The data is open.")),
            Err(refusal) => Ok(json!({
                "needs_setup": false,
                "user": null,
                "company": null,
                "read_only": false,
                "version": env!("CARGO_PKG_VERSION"),
                "path": self.store.path,
                "trouble": refusal,
            })),
        }
    }

    /// Puts a backup in the place of a file that did not open, and opens it.
    fn restore_last(&self, payload: &Value) -> std::result::Result<Value, Refusal> {
        let mut app = self.store.app.lock().unwrap_or_else(PoisonError::into_inner);
        let Err(refusal) = &*app else {
            return Err(Refusal::new(Code::WrongState, "The data is open; restore from Settings → Backup."));
        };
        if refusal.code != Code::DamagedFile {
            return Err(refusal.clone());
        }
        let backup = payload.get("path").or_else(|| refusal.details.get("backup")).and_then(Value::as_str);
        let Some(backup) = backup.map(PathBuf::from) else {
            return Err(
                Refusal::new(Code::NotFound, "There is no backup beside the data. Choose one.").at("path")
            );
        };
        let kept = Db::restore(&self.store.path, &backup, self.clock.now()).map_err(Error::into_refusal)?;
        *app = open(&self.store.path, &self.clock, self.store.keyring.clone());
        app.as_ref().map(|_| json!({ "restored": backup, "kept": kept })).map_err(Clone::clone)
    }
}

fn event(notice: &Notice) -> Event {
    match notice {
        Notice::Live { printer, snapshot } => {
            Event::Printer { printer: Box::new(PrinterLive::of(*printer, snapshot)) }
        }
        Notice::Changed { tables } => Event::Seen { tables: tables.clone() },
        Notice::Person { printer, title, text, kind, notice } => Event::Call {
            printer_id: printer.get(),
            title: title.clone(),
            text: text.clone(),
            notice: *kind,
            notice_id: *notice,
        },
    }
}

fn jobs_answer(caller: &Caller, answer: impl FnOnce() -> Value) -> std::result::Result<Value, Refusal> {
    spoolyard_core::app::allow(&caller.actor, Role::Staff).map_err(Error::into_refusal)?;
    Ok(answer())
}

fn open(
    path: &Path,
    clock: &Arc<dyn Clock>,
    keyring: Option<Arc<dyn KeyKeeper>>,
) -> std::result::Result<Arc<App>, Refusal> {
    let db = Db::open(path, Arc::clone(clock)).map_err(Error::into_refusal)?;
    Ok(Arc::new(App::new(db).with_keyring(keyring)))
}

fn find(name: &str) -> std::result::Result<&'static Command, Refusal> {
    crate::all().find(|c| c.name == name).ok_or_else(|| {
        let shown: String = name.chars().take(60).collect();
        Refusal::new(
            Code::UnknownCommand,
            format!("There is no command “{shown}”; `spoolyard-cli commands` lists them."),
        )
    })
}
