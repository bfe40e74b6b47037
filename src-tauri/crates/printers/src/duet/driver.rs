//! The transport: asked over HTTP in either of the two dialects, whichever answers.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Method;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::merge::Merge;
use crate::command::{Command, RefusalKind};
use crate::driver::{Driver, Running, Seat};
use crate::event::LastKnown;
use crate::protocol::Protocol;
use crate::state::{Diagnosis, Snapshot};
use crate::wire::address::{Address, percent, percent_path};
use crate::wire::engine::{Act, Answer, Boxed, Dialect, Pace, answer, give_up, keep};
use crate::wire::http::{Access, Body, Http, HttpError, Reply};
use crate::wire::json::{at, text, truth, whole};
use crate::wire::poll::{Ask, Frames, PollLink, refresh};
use crate::wire::pursuit::No;
use crate::wire::sought::Look;
use crate::wire::tls::PrinterVerifier;
use crate::wire::transfer::{Sending, upload_failed};
use spoolyard_types::{Clock, Secret};

/// The password of a board on which nobody set one.
const NO_PASSWORD: &str = "reprap";
/// Pieces of the model that change rarely and are asked for by name.
const RARE: &[&str] = &["boards", "network", "tools", "heat"];

/// A Duet board, alone or with a computer beside it.
#[derive(Debug, Clone)]
pub struct Duet {
    address: Address,
    password: Option<Secret>,
    pin: Option<String>,
    pace: Pace,
}

impl Duet {
    /// The port of its web server.
    pub const PORT: u16 = 80;

    /// At an address; the password where one was set.
    #[must_use]
    pub const fn new(address: Address, password: Option<Secret>) -> Self {
        Self { address, password, pin: None, pace: Pace::of(Protocol::Duet) }
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

impl Driver for Duet {
    fn protocol(&self) -> Protocol {
        Protocol::Duet
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let Self { address, password, pin, pace } = *self;
        Box::pin(async move {
            let http = match Http::pinned(address, Access::Open, pace.answer, pin) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis("")).await,
            };
            let line = Line { http, session: Arc::default(), is_computer: false, pace };
            let ask = Questions {
                line,
                password,
                merge: Merge::default(),
                is_full: false,
                last: seat.last_known(),
                clock: seat.clock(),
                seen: [0; 2],
            };
            keep(PollLink { ask, pace }, seat, pace).await;
        })
    }
}

/// The way to the board, with the session that was opened on it.
#[derive(Clone)]
struct Line {
    http: Http,
    session: Arc<Mutex<Option<String>>>,
    /// A computer beside the board answers.
    is_computer: bool,
    pace: Pace,
}

impl Line {
    async fn send(&self, method: Method, path: &str, body: Body) -> Result<Reply, HttpError> {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let headers: Vec<(&str, String)> = session.map(|key| ("X-Session-Key", key)).into_iter().collect();
        self.http.send(method, path, &headers, body).await
    }

    async fn get_json(&self, path: &str) -> Result<Value, HttpError> {
        let reply = self.send(Method::GET, path, Body::Nothing).await?;
        if reply.is_good() { reply.json() } else { Err(HttpError::Answer(reply.complaint())) }
    }

    fn remember(&self, answer: &Value) {
        let key = at(answer, &["sessionKey"]);
        let key = text(key).or_else(|| whole(key).map(|number| number.to_string()));
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// Opens a session in one of the dialects.
    async fn sign_in(&mut self, password: &str) -> Result<(), HttpError> {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let password = percent(password);
        let path = format!("/rr_connect?password={password}&sessionKey=yes");
        let alone = self.send(Method::GET, &path, Body::Nothing).await?;
        if alone.is_good() {
            let body = alone.json()?;
            self.is_computer = false;
            return match whole(at(&body, &["err"])) {
                Some(0) => {
                    self.remember(&body);
                    Ok(())
                }
                Some(1) => Err(HttpError::Denied(401)),
                _ => Err(HttpError::Answer(
                    "no session is free: close other programs on this printer".to_owned(),
                )),
            };
        }
        let answer = self.get_json(&format!("/machine/connect?password={password}")).await?;
        self.is_computer = true;
        self.remember(&answer);
        Ok(())
    }

    /// Gives the board a line of G-code.
    async fn code(&self, code: &str) -> Answer {
        if self.is_computer {
            return answer(self.send(Method::POST, "/machine/code", Body::Text(code.to_owned())).await);
        }
        let path = format!("/rr_gcode?gcode={}", percent(code));
        let reply = self.send(Method::GET, &path, Body::Nothing).await;
        let refused = reply.as_ref().ok().and_then(|reply| reply.json().ok());
        if refused.is_some_and(|body| whole(at(&body, &["err"])).is_some_and(|err| err != 0)) {
            return Err(No::printer("its queue is full"));
        }
        answer(reply)
    }

    async fn state(&self) -> Result<Option<String>, HttpError> {
        let path = if self.is_computer { "/machine/model" } else { "/rr_model?key=state&flags=d99vn" };
        let body = self.get_json(path).await?;
        let state = if self.is_computer { at(&body, &["state"]) } else { at(&body, &["result"]) };
        Ok(text(at(state, &["status"])))
    }

    /// Ends a print: the firmware wants it paused first.
    async fn stop(self, is_paused: bool) -> Answer {
        if !is_paused {
            self.code("M25").await?;
            let until = Instant::now() + self.pace.lost;
            while self.state().await.ok().flatten().as_deref() != Some("paused") {
                if Instant::now() >= until {
                    return Err(No::printer("the print did not pause, and only a paused one can be stopped"));
                }
                sleep(self.pace.beat).await;
            }
        }
        self.code("M0").await
    }
}

struct Questions {
    line: Line,
    password: Option<Secret>,
    merge: Merge,
    /// No session was free.
    is_full: bool,
    last: LastKnown,
    clock: Arc<dyn Clock>,
    /// The counters of job and tools when they were last asked for.
    seen: [i64; 2],
}

impl Questions {
    async fn ask_all(&mut self) -> Result<Frames, HttpError> {
        if self.line.is_computer {
            let reply = self.line.send(Method::GET, "/machine/model", Body::Nothing).await?;
            if !reply.is_good() {
                return Err(HttpError::Answer(reply.complaint()));
            }
            let model = reply.json()?;
            if !model.is_object() {
                return Err(no_model());
            }
            // The whole model comes: nothing of the last one may stay.
            self.merge.forget_model();
            self.merge.take("", &model);
            self.merge.seen_at(self.now_s());
            return Ok(vec![("model", Vec::new())]);
        }
        let reply = self.line.send(Method::GET, "/rr_model?flags=d99fn", Body::Nothing).await?;
        if !reply.is_good() {
            return Err(HttpError::Answer(reply.complaint()));
        }
        let body = reply.json()?;
        if !at(&body, &["result"]).is_object() {
            return Err(no_model());
        }
        self.merge.take("", at(&body, &["result"]));
        let now = [self.merge.sequence("job"), self.merge.sequence("tools")];
        for (place, key) in ["job", "tools"].into_iter().enumerate() {
            if self.seen[place] != now[place] {
                self.ask_piece(key).await?;
            }
        }
        self.seen = now;
        self.merge.seen_at(self.now_s());
        Ok(vec![("model", reply.body)])
    }

    fn now_s(&self) -> i64 {
        self.clock.now().get().timestamp()
    }

    async fn ask_piece(&mut self, key: &str) -> Result<(), HttpError> {
        let body = self.line.get_json(&format!("/rr_model?key={key}&flags=d99vn")).await?;
        self.merge.take(key, at(&body, &["result"]));
        Ok(())
    }
}

fn no_model() -> HttpError {
    HttpError::Answer("it holds no object model".to_owned())
}

impl Dialect for Questions {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn trust(&self) -> Option<Arc<PrinterVerifier>> {
        self.line.http.trust()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let code = match command {
            // A quote in a file's name is doubled.
            Command::Start(start) => format!("M32 \"{}\"", start.path.replace('"', "\"\"")),
            Command::Pause => "M25".to_owned(),
            Command::Resume => "M24".to_owned(),
            Command::Stop => {
                return Ok(Act::Request(Box::pin(self.line.clone().stop(self.merge.is_paused()))));
            }
            Command::ClearError => "M999".to_owned(),
            Command::Refresh => return Ok(refresh()),
            Command::Light { .. } | Command::Speed { .. } | Command::Upload(_) => {
                return Err(No::unsupported(command));
            }
        };
        let line = self.line.clone();
        Ok(Act::Request(Box::pin(async move { line.code(&code).await })))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        Box::pin(send_file(self.line.clone(), sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let sending = sending.clone();
        let line = self.line.clone();
        Look::aside(async move {
            let path = format!("0:/gcodes/{}", sending.name);
            let question = if line.is_computer {
                format!("/machine/fileinfo/{}", percent_path(&path))
            } else {
                format!("/rr_fileinfo?name={}", percent(&path))
            };
            let reply = line.send(Method::GET, &question, Body::Nothing).await.ok()?;
            let body = reply.json().ok().filter(|_| reply.is_good())?;
            let is_there = whole(at(&body, &["err"])).is_none_or(|err| err == 0);
            (is_there && at(&body, &["size"]).as_u64() == Some(sending.bytes)).then_some(path)
        })
    }
}

impl Ask for Questions {
    fn greet(&mut self, last: LastKnown, clock: Arc<dyn Clock>) {
        (self.last, self.clock) = (last, clock);
    }

    fn open(&mut self) -> Boxed<'_, Result<(), HttpError>> {
        Box::pin(async {
            self.merge = Merge::after(self.last.clone());
            self.seen = [0; 2];
            let password = self.password.as_ref().filter(|password| !password.is_empty());
            let signed_in = self.line.sign_in(password.map_or(NO_PASSWORD, Secret::reveal)).await;
            self.is_full = matches!(&signed_in, Err(HttpError::Answer(why)) if why.starts_with("no session"));
            if self.is_full {
                return Ok(());
            }
            signed_in?;
            if !self.line.is_computer {
                for key in RARE {
                    self.ask_piece(key).await?;
                }
                self.ask_piece("job").await?;
            }
            Ok(())
        })
    }

    fn ask(&mut self) -> Boxed<'_, Result<Frames, HttpError>> {
        Box::pin(self.ask_all())
    }

    fn remedy(&self) -> &'static str {
        "Enter the password that was set with M551 in the printer's config.g."
    }

    fn close(&mut self) -> Boxed<'_, ()> {
        Box::pin(async {
            let path = if self.line.is_computer { "/machine/disconnect" } else { "/rr_disconnect" };
            // Sessions end by themselves; this only frees the place sooner.
            let _ = self.line.send(Method::GET, path, Body::Nothing).await;
        })
    }

    fn objection(&self) -> Option<Diagnosis> {
        self.is_full.then(|| Diagnosis::TooManyClients {
            remedy: "Close web pages and programs that are connected to this printer.".to_owned(),
        })
    }
}

/// Puts a file among the jobs; a board alone checks its sum.
async fn send_file(line: Line, sending: Sending) -> Result<String, No> {
    let path = format!("0:/gcodes/{}", sending.name);
    let (method, request) = if line.is_computer {
        (Method::PUT, format!("/machine/file/{}", percent_path(&path)))
    } else {
        let mut sum = crc32fast::Hasher::new();
        sending.each_piece(|piece| sum.update(piece)).await?;
        let sum = sum.finalize();
        (Method::POST, format!("/rr_upload?name={}&crc32={sum:08x}", percent(&path)))
    };
    let body = Body::Stream(sending.body().await?, sending.bytes, "application/octet-stream");
    let reply = line.send(method, &request, body).await.map_err(|error| upload_failed(&error))?;
    let body = reply.json().unwrap_or_default();
    let failed =
        whole(at(&body, &["err"])).is_some_and(|err| err != 0) || truth(at(&body, &["error"])) == Some(true);
    if reply.is_good() && !failed {
        Ok(path)
    } else if reply.is_good() {
        Err(No::new(RefusalKind::File, "The printer could not write the file: check its card."))
    } else {
        Err(No::printer(reply.complaint()))
    }
}
