//! The transport.

use std::sync::Arc;

use reqwest::Method;
use serde_json::Value;

use super::merge::Merge;
use crate::command::{Command, RefusalKind};
use crate::driver::{Driver, Running, Seat};
use crate::protocol::Protocol;
use crate::state::Snapshot;
use crate::wire::address::{Address, percent, percent_path};
use crate::wire::engine::{Act, Boxed, Dialect, Pace, give_up, keep, request};
use crate::wire::http::{Access, Body, Http, HttpError};
use crate::wire::poll::{Ask, Frames, PollLink, refresh};
use crate::wire::pursuit::No;
use crate::wire::sought::Look;
use crate::wire::tls::PrinterVerifier;
use crate::wire::transfer::{Sending, size_there, upload_failed};
use spoolyard_types::Secret;

/// Questions between two looks at the material.
const QUESTIONS_PER_MATERIAL: u32 = 20;

/// How a printer is convinced.
#[derive(Debug, Clone)]
pub enum PrusaLinkAccess {
    /// The name and password that the printer shows; never sent in clear.
    Password {
        /// Mostly `maker`.
        user: String,
        /// The password.
        password: Secret,
    },
    /// The key of a PrusaLink on a computer of its own.
    Key(Secret),
}

/// A printer with PrusaLink.
#[derive(Debug, Clone)]
pub struct PrusaLink {
    address: Address,
    access: PrusaLinkAccess,
    pin: Option<String>,
    pace: Pace,
}

impl PrusaLink {
    /// The port of its web server.
    pub const PORT: u16 = 80;

    /// At an address.
    #[must_use]
    pub const fn new(address: Address, access: PrusaLinkAccess) -> Self {
        Self { address, access, pin: None, pace: Pace::of(Protocol::Prusalink) }
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

impl Driver for PrusaLink {
    fn protocol(&self) -> Protocol {
        Protocol::Prusalink
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        Box::pin(async move {
            let access = match self.access {
                PrusaLinkAccess::Password { user, password } => Access::digest(&user, password),
                PrusaLinkAccess::Key(key) => Access::Header("X-Api-Key", key),
            };
            let http = match Http::pinned(self.address, access, self.pace.answer, self.pin) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis("")).await,
            };
            let ask = Questions { http, merge: Merge::default(), asked: 0 };
            keep(PollLink { ask, pace: self.pace }, seat, self.pace).await;
        })
    }
}

struct Questions {
    http: Http,
    merge: Merge,
    asked: u32,
}

impl Questions {
    /// An answer that may be missing: older firmware does not know every question.
    async fn optional(&self, path: &str) -> Result<Value, HttpError> {
        match self.http.get(path).await? {
            reply if reply.is_good() => Ok(reply.json().unwrap_or_default()),
            _ => Ok(Value::Null),
        }
    }

    async fn ask_all(&mut self) -> Result<Frames, HttpError> {
        let status = self.http.get("/api/v1/status").await?;
        if !status.is_good() {
            return Err(HttpError::Answer(status.complaint()));
        }
        self.merge.status(status.json()?);
        let mut frames = vec![("status", status.body)];
        if self.merge.wants_job() {
            let job = self.http.get("/api/v1/job").await?;
            if job.is_good() {
                self.merge.job(job.json()?);
                frames.push(("job", job.body));
            }
        }
        if self.asked.is_multiple_of(QUESTIONS_PER_MATERIAL) {
            let printer = self.optional("/api/printer").await?;
            self.merge.old_printer(&printer);
        }
        self.asked = self.asked.wrapping_add(1);
        Ok(frames)
    }
}

impl Dialect for Questions {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn trust(&self) -> Option<Arc<PrinterVerifier>> {
        self.http.trust()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let job = || {
            let none = No::new(RefusalKind::WrongState, "The printer shows no job.");
            self.merge.job_id().ok_or(none)
        };
        let (method, path) = match command {
            Command::Start(start) => {
                let path = start.path.trim_start_matches('/');
                (Method::POST, format!("/api/v1/files/{}", percent_path(path)))
            }
            Command::Pause => (Method::PUT, format!("/api/v1/job/{}/pause", job()?)),
            Command::Resume => (Method::PUT, format!("/api/v1/job/{}/resume", job()?)),
            Command::Stop => (Method::DELETE, format!("/api/v1/job/{}", job()?)),
            Command::Refresh => return Ok(refresh()),
            Command::Light { .. } | Command::Speed { .. } | Command::ClearError | Command::Upload(_) => {
                return Err(No::unsupported(command));
            }
        };
        Ok(request(&self.http, method, path, None))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        let (http, storage) = (self.http.clone(), self.merge.storage_name().to_owned());
        Box::pin(send_file(http, storage, sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let sending = sending.clone();
        let (http, storage) = (self.http.clone(), self.merge.storage_name().to_owned());
        Look::aside(async move {
            let question = format!("/api/v1/files/{}/{}", percent_path(&storage), percent(&sending.name));
            let size = size_there(&http, &question, &["size"]).await?;
            (size == sending.bytes).then(|| format!("{storage}/{}", sending.name))
        })
    }
}

impl Ask for Questions {
    fn open(&mut self) -> Boxed<'_, Result<(), HttpError>> {
        Box::pin(async {
            self.merge = Merge::default();
            self.asked = 0;
            let version = self.http.get_json("/api/version").await?;
            self.merge.version(version);
            let info = self.optional("/api/v1/info").await?;
            self.merge.info(info);
            let storage = self.optional("/api/v1/storage").await?;
            self.merge.storage(&storage);
            Ok(())
        })
    }

    fn ask(&mut self) -> Boxed<'_, Result<Frames, HttpError>> {
        Box::pin(self.ask_all())
    }

    fn remedy(&self) -> &'static str {
        "Enter the name and password that the printer shows under Settings, Network, PrusaLink."
    }
}

/// Puts a file onto the stick. The question of the digest is asked first: a file is given away only once.
async fn send_file(http: Http, storage: String, sending: Sending) -> Result<String, No> {
    http.get("/api/version").await.map_err(|error| upload_failed(&error))?;
    let headers = [("Print-After-Upload", "?0".to_owned()), ("Overwrite", "?1".to_owned())];
    let path = format!("/api/v1/files/{}/{}", percent_path(&storage), percent(&sending.name));
    let body = Body::Stream(sending.body().await?, sending.bytes, "application/octet-stream");
    let reply = http.send(Method::PUT, &path, &headers, body).await.map_err(|error| upload_failed(&error))?;
    match reply.status {
        200..=299 => Ok(format!("{storage}/{}", sending.name)),
        404 => Err(No::new(RefusalKind::File, "The printer has no stick to put the file onto.")),
        409 => {
            Err(No::new(RefusalKind::Printer, "The printer is busy with another file, or prints this one."))
        }
        507 => Err(No::new(RefusalKind::File, "The printer's storage is full.")),
        _ => Err(No::printer(reply.complaint())),
    }
}
