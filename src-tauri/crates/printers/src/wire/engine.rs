//! The loop around a connection: connect, serve, lose, wait, connect again.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::http::Http;
use super::pursuit::{No, Pursuits, allow};
use super::sought::Look;
use super::tls::PrinterVerifier;
use super::transfer::Sending;
use crate::backoff::Backoff;
use crate::command::{Command, CommandId, RefusalKind};
use crate::driver::{Order, Seat};
use crate::protocol::Protocol;
use crate::ring::Direction;
use crate::state::{Diagnosis, PrinterState, Snapshot};

/// A boxed future with an answer.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How patient a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Longest wait for one answer.
    pub answer: Duration,
    /// Between two questions or signs of life of ours.
    pub beat: Duration,
    /// Silence after which what is known no longer counts as the truth.
    pub stale: Duration,
    /// Silence after which the connection is made anew.
    pub lost: Duration,
    /// First wait before connecting again.
    pub first_wait: Duration,
    /// Longest wait before connecting again.
    pub longest_wait: Duration,
    /// Wait after the printer refused the key: asking faster only locks it.
    pub refused_wait: Duration,
    /// Patience for the effect of a command; none for the command's own.
    pub patience: Option<Duration>,
}

impl Pace {
    /// What suits real printers of this protocol.
    #[must_use]
    pub const fn of(protocol: Protocol) -> Self {
        let beat = match protocol {
            Protocol::Moonraker | Protocol::ElegooMqtt => 10,
            Protocol::Prusalink | Protocol::Sdcp | Protocol::Octoprint => 4,
            Protocol::Creality => 10,
            Protocol::Duet => 2,
            Protocol::Bambu | Protocol::ByHand => 30,
        };
        let longest = match protocol {
            Protocol::Creality => 300,
            Protocol::Prusalink => 60,
            _ => 30,
        };
        let stale = protocol.stale_after();
        Self {
            answer: Duration::from_secs(10),
            beat: Duration::from_secs(beat),
            stale,
            lost: Duration::from_secs(stale.as_secs().saturating_mul(2)),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(longest),
            refused_wait: Duration::from_secs(300),
            patience: None,
        }
    }

    /// For tests and simulators: everything happens within a second or two.
    #[must_use]
    pub const fn brisk() -> Self {
        Self {
            answer: Duration::from_secs(5),
            beat: Duration::from_millis(30),
            stale: Duration::from_secs(2),
            lost: Duration::from_secs(5),
            first_wait: Duration::from_millis(20),
            longest_wait: Duration::from_millis(100),
            refused_wait: Duration::from_millis(150),
            patience: Some(Duration::from_secs(10)),
        }
    }
}

/// How serving a connection ended.
pub(crate) enum End {
    /// Nobody wants it any more.
    Closed,
    /// The printer is gone, or was never there.
    Lost(Lost),
}

/// Why a connection is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lost {
    pub(crate) diagnosis: Option<Diagnosis>,
    /// It had stood before: the next wait is short again.
    pub(crate) had_stood: bool,
}

impl Lost {
    pub(crate) fn never_stood(diagnosis: Diagnosis) -> Self {
        Self { diagnosis: Some(diagnosis), had_stood: false }
    }
}

/// One connection at a time to one printer.
pub(crate) trait Link: Send {
    /// Connects and serves until the end.
    fn serve<'a>(&'a mut self, seat: &'a mut Seat) -> Boxed<'a, End>;
}

/// Keeps a printer connected until nobody wants it any more.
pub(crate) async fn keep(mut link: impl Link, mut seat: Seat, pace: Pace) {
    let mut seed = [0; 8];
    // Without randomness all printers knock together: worse, but no reason to stay away.
    let _ = getrandom::fill(&mut seed);
    let mut backoff = Backoff::new(pace.first_wait, pace.longest_wait, u64::from_le_bytes(seed));
    loop {
        let lost = match link.serve(&mut seat).await {
            End::Closed => return seat.publish_offline(None),
            End::Lost(lost) => lost,
        };
        let words = format!("lost: {:?}", lost.diagnosis);
        seat.record(Direction::Note, "connection", words.as_bytes());
        let is_refused = matches!(
            lost.diagnosis,
            Some(
                Diagnosis::AccessRefused { .. }
                    | Diagnosis::Settings { .. }
                    | Diagnosis::OtherPrinter { .. }
                    | Diagnosis::CertificateChanged { .. }
            )
        );
        seat.refuse_waiting("The printer is not connected.");
        seat.publish_offline(lost.diagnosis);
        if lost.had_stood {
            backoff.succeeded();
        }
        let wait = if is_refused { pace.refused_wait } else { backoff.next_wait() };
        let until = Instant::now() + wait;
        loop {
            tokio::select! {
                () = sleep_until(until) => break,
                order = seat.next_order() => match order {
                    None => return,
                    // Someone at the screen wants to know now.
                    Some(order) if order.command == Command::Refresh => {
                        order.refuse(RefusalKind::Offline, "The printer is being looked for.");
                        break;
                    }
                    Some(order) => order.refuse(RefusalKind::Offline, "The printer is not connected."),
                },
            }
        }
    }
}

/// Waits out a seat whose printer can never be reached, because its settings make no sense.
pub(crate) async fn give_up(mut seat: Seat, diagnosis: Diagnosis) {
    seat.publish_offline(Some(diagnosis));
    while let Some(order) = seat.next_order().await {
        order.refuse(RefusalKind::Offline, "The printer's settings are not usable.");
    }
}

/// What a printer's answer to a command was worth.
pub(crate) type Answer = Result<(), No>;

/// How a protocol carries out a command.
pub(crate) enum Act {
    /// By frames on the connection; answers carry the number, if there is one.
    Frames(Vec<String>, Option<u64>),
    /// By a request of its own.
    Request(Boxed<'static, Answer>),
}

/// What both kinds of connection ask of a protocol.
pub(crate) trait Dialect: Send + Sync {
    /// What is known now. `heard_at`, `is_stale` and the certificate are filled in by the connection.
    fn snapshot(&self) -> Snapshot;

    /// Whom it talks to, where it talks over TLS.
    fn trust(&self) -> Option<Arc<PrinterVerifier>> {
        None
    }

    /// How to carry out a command that the state allows; an upload never comes here.
    fn act(&mut self, command: &Command) -> Result<Act, No>;

    /// How to send a file; gives the path on the printer.
    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>>;

    /// How to find out whether a file lies on the printer already, with the same name and size.
    fn find_file(&mut self, sending: &Sending) -> Look;
}

/// Commands, uploads and the age of the news: what a connection keeps while it stands.
pub(crate) struct Desk {
    pub(crate) pursuits: Pursuits,
    requests: tokio::task::JoinSet<(CommandId, Answer)>,
    uploads: tokio::task::JoinSet<()>,
    heard: Instant,
    is_stale: bool,
    pace: Pace,
}

impl Desk {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            pursuits: Pursuits::default(),
            requests: tokio::task::JoinSet::new(),
            uploads: tokio::task::JoinSet::new(),
            heard: Instant::now(),
            is_stale: false,
            pace,
        }
    }

    /// Something was heard: publishes what is known now and looks for effects.
    pub(crate) fn hear(&mut self, dialect: &dyn Dialect, seat: &Seat) {
        self.heard = Instant::now();
        self.is_stale = false;
        let mut snapshot = Snapshot { heard_at: Some(seat.now()), is_stale: false, ..dialect.snapshot() };
        if let Some(trust) = dialect.trust() {
            snapshot.device.certificate_sha256 = trust.pinned();
        }
        self.pursuits.observe(&snapshot);
        seat.publish(snapshot);
    }

    /// Publishes what was so for a moment.
    pub(crate) fn pass(&mut self, moment: Snapshot, seat: &Seat) {
        let snapshot = Snapshot { heard_at: Some(seat.now()), is_stale: false, ..moment };
        self.pursuits.observe(&snapshot);
        seat.publish(snapshot);
    }

    /// Something was heard that says nothing new.
    pub(crate) fn hear_nothing_new(&mut self, dialect: &dyn Dialect, seat: &Seat) {
        if self.is_stale {
            self.hear(dialect, seat);
        } else {
            self.heard = Instant::now();
        }
    }

    /// Looks at the clock; true when the connection has been silent for too long.
    pub(crate) fn look_at_clock(&mut self, seat: &Seat) -> bool {
        let now = Instant::now();
        self.pursuits.expire(now);
        let silent = now.saturating_duration_since(self.heard);
        if silent >= self.pace.stale && !self.is_stale {
            self.is_stale = true;
            seat.publish(Snapshot { is_stale: true, ..(*seat.newest()).clone() });
        }
        silent >= self.pace.lost
    }

    /// When to look at the clock again.
    pub(crate) fn next_look(&self) -> Instant {
        let silence = if self.is_stale { self.pace.lost } else { self.pace.stale };
        let due = self.heard + silence;
        self.pursuits.next_end().map_or(due, |end| end.min(due))
    }

    /// Takes an order up. Frames to send come back.
    pub(crate) async fn take(&mut self, order: Order, dialect: &mut dyn Dialect, seat: &Seat) -> Vec<String> {
        if order.is_cancelled() {
            order.refuse(RefusalKind::Cancelled, "It was taken back before it was sent.");
            return Vec::new();
        }
        let snapshot = seat.newest();
        if let Err(no) = allow(&order.command, &snapshot) {
            order.refuse(no.kind, no.why);
            return Vec::new();
        }
        if let Command::Upload(upload) = &order.command {
            let upload = upload.clone();
            return self.take_upload(order, &upload, dialect).await;
        }
        seat.record(Direction::Out, order.command.name(), b"");
        let (id, patience) = (order.id, self.pace.patience);
        match dialect.act(&order.command) {
            Err(no) => order.refuse(no.kind, no.why),
            Ok(Act::Frames(frames, number)) => {
                self.pursuits.begin(order, number, &snapshot, Instant::now(), patience);
                return frames;
            }
            Ok(Act::Request(request)) => {
                self.pursuits.begin(order, None, &snapshot, Instant::now(), patience);
                self.requests.spawn(async move { (id, request.await) });
            }
        }
        Vec::new()
    }

    async fn take_upload(
        &mut self,
        order: Order,
        upload: &crate::command::Upload,
        dialect: &mut dyn Dialect,
    ) -> Vec<String> {
        // Ends of earlier ones, so that their number is right.
        while self.uploads.try_join_next().is_some() {}
        if !self.uploads.is_empty() {
            let why = "Another file is on its way to this printer: wait for its end.";
            order.refuse(RefusalKind::WrongState, why);
            return Vec::new();
        }
        let sending = match Sending::begin(order, upload).await {
            Ok(sending) => sending,
            Err((order, no)) => {
                order.refuse(no.kind, no.why);
                return Vec::new();
            }
        };
        let Look { frames, answer } =
            if sending.skip_if_there { dialect.find_file(&sending) } else { Look::nowhere() };
        let send = dialect.send_file(sending.clone());
        let work = async move {
            match answer.await {
                Some(path) => Ok((path, true)),
                None => send.await.map(|path| (path, false)),
            }
        };
        self.uploads.spawn(async move {
            let taken_back = No::new(RefusalKind::Cancelled, "The upload was taken back.");
            let result = tokio::select! {
                result = work => result,
                () = sending.cancelled() => Err(taken_back),
            };
            sending.end(result);
        });
        frames
    }

    /// The next end of a request of its own; waits for ever where there is none.
    pub(crate) async fn request_ended(&mut self) -> Option<(CommandId, Answer)> {
        if self.requests.is_empty() {
            std::future::pending::<()>().await;
        }
        self.requests.join_next().await.and_then(Result::ok)
    }

    /// Takes in how a request ended.
    pub(crate) fn note_request(&mut self, ended: Option<(CommandId, Answer)>) {
        match ended {
            Some((id, Ok(()))) => self.pursuits.accepted(id),
            Some((id, Err(no))) => self.pursuits.refused(id, no),
            None => {}
        }
    }
}

/// Says that the printer is there and its state not told yet.
pub(crate) fn publish_connecting(seat: &Seat) {
    let newest = seat.newest();
    if newest.state == PrinterState::Offline && newest.diagnosis.is_none() {
        seat.publish(Snapshot { state: PrinterState::Connecting, ..(*newest).clone() });
    }
}

/// Turns the end of a request into the answer to a command.
pub(crate) fn answer(result: Result<super::http::Reply, super::http::HttpError>) -> Answer {
    use super::http::HttpError;
    match result {
        Ok(reply) if reply.is_good() => Ok(()),
        Ok(reply) if reply.status == 404 => {
            let why = "The printer does not have this file or job (any more): send the file first.";
            Err(No::new(RefusalKind::File, why))
        }
        Ok(reply) => Err(No::printer(reply.complaint())),
        Err(HttpError::Denied(_)) => {
            Err(No::new(RefusalKind::NotPermitted, "The key or password does not allow this."))
        }
        // Whether it arrived is not known: the watch over its effect goes on.
        Err(HttpError::Slow) => Ok(()),
        Err(error) => Err(No::new(RefusalKind::Interrupted, format!("It could not be sent: {error}."))),
    }
}

/// A request that carries out a command: method, path and body of JSON.
pub(crate) fn request(
    http: &Http,
    method: reqwest::Method,
    path: impl Into<String>,
    body: Option<serde_json::Value>,
) -> Act {
    use super::http::Body;
    let (http, path) = (http.clone(), path.into());
    Act::Request(Box::pin(async move {
        let body = body.map_or(Body::Nothing, Body::Json);
        answer(http.send(method, &path, &[], body).await)
    }))
}
