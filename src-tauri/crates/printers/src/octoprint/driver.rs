//! The transport.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::merge::Merge;
use crate::command::{Command, RefusalKind};
use crate::driver::{Driver, Running, Seat};
use crate::event::LastKnown;
use crate::limits;
use crate::protocol::Protocol;
use crate::ring::Direction;
use crate::state::{Diagnosis, Snapshot};
use crate::wire::address::{Address, percent, percent_path};
use crate::wire::engine::{Act, Boxed, Dialect, End, Link, Lost, Pace, give_up, keep, request};
use crate::wire::http::{Access, Body, Http, HttpError};
use crate::wire::json::{at, text};
use crate::wire::poll::{self, Ask, Frames, refresh};
use crate::wire::pursuit::No;
use crate::wire::socket::{self, Taken, Talk};
use crate::wire::sought::Look;
use crate::wire::tls::PrinterVerifier;
use crate::wire::transfer::{Sending, size_there, upload_failed};
use spoolyard_types::Secret;

/// What to do when OctoPrint refuses the key.
const REMEDY: &str = "Enter an API key of OctoPrint (Settings, Application Keys) that may print and upload.";

/// A printer behind OctoPrint.
#[derive(Debug, Clone)]
pub struct OctoPrint {
    address: Address,
    key: Secret,
    pin: Option<String>,
    pace: Pace,
}

impl OctoPrint {
    /// The port of an OctoPrint without a web server in front of it.
    pub const PORT: u16 = 5000;

    /// At an address, with an API key.
    #[must_use]
    pub const fn new(address: Address, key: Secret) -> Self {
        Self { address, key, pin: None, pace: Pace::of(Protocol::Octoprint) }
    }

    /// With another patience.
    #[must_use]
    pub const fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// The certificate that was accepted before, for an address with `https://`; none accepts the first that is seen.
    #[must_use]
    pub fn with_pin(mut self, sha256: Option<String>) -> Self {
        self.pin = sha256;
        self
    }
}

impl Driver for OctoPrint {
    fn protocol(&self) -> Protocol {
        Protocol::Octoprint
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let Self { address, key, pin, pace } = *self;
        Box::pin(async move {
            let access = Access::Header("X-Api-Key", key);
            let http = match Http::pinned(address, access, pace.answer, pin) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis(REMEDY)).await,
            };
            let desk = FrontDesk::new(http, pace);
            keep(desk, seat, pace).await;
        })
    }
}

pub(crate) struct FrontDesk {
    http: Http,
    pub(crate) merge: Merge,
    /// Name and session for the push socket.
    sign_in: Option<String>,
    pace: Pace,
}

impl FrontDesk {
    pub(crate) fn new(http: Http, pace: Pace) -> Self {
        Self { http, merge: Merge::default(), sign_in: None, pace }
    }

    /// Asks for everything once: who it is, what it does, and a session for the push socket.
    async fn learn(&mut self) -> Result<(), HttpError> {
        self.merge = Merge::default();
        self.sign_in = None;
        let version = self.http.get_json("/api/version").await?;
        self.merge.version(&version);
        // A key without the right to see profiles is a good key all the same.
        if let Ok(profiles) = self.http.get_json("/api/printerprofiles").await {
            self.merge.profiles(&profiles);
        }
        self.ask_all().await?;
        let reply = self.http.post_json("/api/login", json!({ "passive": true })).await;
        if let Ok(reply) = reply
            && let Ok(body) = reply.json()
            && let (Some(name), Some(session)) = (text(at(&body, &["name"])), text(at(&body, &["session"])))
        {
            self.sign_in = Some(format!("{name}:{session}"));
        }
        Ok(())
    }

    async fn ask_all(&mut self) -> Result<Frames, HttpError> {
        // The job is asked last and taken in first: when the print is seen to be over, how far it came is known.
        let printer = self.http.get("/api/printer?exclude=sd").await?;
        let job = self.http.get("/api/job").await?;
        if !job.is_good() {
            return Err(HttpError::Answer(job.complaint()));
        }
        self.merge.job(&job.json()?);
        match printer.status {
            200 => self.merge.printer(&printer.json()?),
            // OctoPrint is there, its printer is not.
            409 => self.merge.printer(&Value::Null),
            _ => return Err(HttpError::Answer(printer.complaint())),
        }
        Ok(vec![("job", job.body), ("printer", printer.body)])
    }
}

impl Link for FrontDesk {
    fn serve<'a>(&'a mut self, seat: &'a mut Seat) -> Boxed<'a, End> {
        Box::pin(async move {
            if let Err(error) = self.learn().await {
                return End::Lost(Lost::never_stood(error.diagnosis(REMEDY)));
            }
            let address = self.http.address().clone();
            match socket::open(&address, "/sockjs/websocket", &[], self.http.trust(), self.pace).await {
                Ok(open) => socket::serve(open, self, seat, self.pace).await,
                Err(diagnosis) => {
                    // A web server in front that lets no websocket through: asking works everywhere.
                    seat.record(Direction::Note, "no push socket", format!("{diagnosis:?}").as_bytes());
                    let pace = self.pace;
                    poll::serve(self, seat, pace).await
                }
            }
        })
    }
}

impl Dialect for FrontDesk {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn trust(&self) -> Option<Arc<PrinterVerifier>> {
        self.http.trust()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let (path, body) = match command {
            Command::Start(start) => {
                let path = start.path.trim_start_matches('/');
                let path = path.strip_prefix("local/").unwrap_or(path);
                let path = format!("/api/files/local/{}", percent_path(path));
                (path, json!({ "command": "select", "print": true }))
            }
            Command::Pause => ("/api/job".to_owned(), json!({ "command": "pause", "action": "pause" })),
            Command::Resume => ("/api/job".to_owned(), json!({ "command": "pause", "action": "resume" })),
            Command::Stop => ("/api/job".to_owned(), json!({ "command": "cancel" })),
            Command::ClearError => ("/api/connection".to_owned(), json!({ "command": "connect" })),
            Command::Refresh => return Ok(refresh()),
            // OctoPrint does not tell the speed, so that nothing could be seen of a change.
            Command::Light { .. } | Command::Speed { .. } | Command::Upload(_) => {
                return Err(No::unsupported(command));
            }
        };
        Ok(request(&self.http, Method::POST, path, Some(body)))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        Box::pin(send_file(self.http.clone(), sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let sending = sending.clone();
        let http = self.http.clone();
        Look::aside(async move {
            let question = format!("/api/files/local/{}", percent(&sending.name));
            let size = size_there(&http, &question, &["size"]).await?;
            (size == sending.bytes).then_some(sending.name)
        })
    }
}

impl Talk for FrontDesk {
    fn greet(&mut self, _last: LastKnown) -> Vec<String> {
        let what = json!({ "subscribe": { "state": { "logs": false, "messages": false }, "events": true, "plugins": false } });
        let mut frames = vec![what.to_string(), json!({ "throttle": 2 }).to_string()];
        if let Some(sign_in) = &self.sign_in {
            frames.push(json!({ "auth": sign_in }).to_string());
        }
        frames
    }

    fn take(&mut self, frame: &[u8]) -> Taken {
        let mut taken = Taken::default();
        let Ok(message) = limits::read_json(frame) else {
            return taken;
        };
        for (kind, content) in message.as_object().into_iter().flatten() {
            match kind.as_str() {
                "connected" => taken.is_news = true,
                "current" | "history" => {
                    self.merge.current(content);
                    taken.is_news = true;
                }
                "event" => {
                    let name = at(content, &["type"]).as_str().unwrap_or_default();
                    taken.is_news |= self.merge.event(name, at(content, &["payload"]));
                }
                "reauthRequired" => {
                    let detail = "OctoPrint asks to sign in again".to_owned();
                    taken.lost = Some(Diagnosis::Unreachable { detail });
                }
                _ => {}
            }
        }
        taken
    }

    fn beat(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn answers_pings(&self) -> bool {
        true
    }
}

impl Ask for FrontDesk {
    fn open(&mut self) -> Boxed<'_, Result<(), HttpError>> {
        // Everything was learnt on the way to the push socket that is not there.
        Box::pin(async { Ok(()) })
    }

    fn ask(&mut self) -> Boxed<'_, Result<Frames, HttpError>> {
        Box::pin(self.ask_all())
    }

    fn remedy(&self) -> &'static str {
        REMEDY
    }
}

async fn send_file(http: Http, sending: Sending) -> Result<String, No> {
    let form = reqwest::multipart::Form::new()
        .text("select", "false")
        .text("print", "false")
        .part("file", sending.part().await?);
    let reply = http.send(Method::POST, "/api/files/local", &[], Body::Form(form)).await;
    let reply = reply.map_err(|error| upload_failed(&error))?;
    match reply.status {
        200..=299 => {
            let body = reply.json().unwrap_or_default();
            Ok(text(at(&body, &["files", "local", "path"])).unwrap_or_else(|| sending.name.clone()))
        }
        409 => Err(No::new(RefusalKind::Printer, "OctoPrint is printing this very file.")),
        413 => Err(No::new(RefusalKind::File, "OctoPrint takes no file of this size.")),
        415 => Err(No::new(RefusalKind::File, "OctoPrint does not take files of this kind: send G-code.")),
        _ => Err(No::printer(reply.complaint())),
    }
}
