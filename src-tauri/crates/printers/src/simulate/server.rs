//! The server of every simulator: HTTP and websockets on one port of the loopback address.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{broadcast, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::machine::{Machine, Plan};
use super::mqtt_side::{self, MqttBrand};
use super::picture;

/// How often a simulated camera takes a picture.
const PICTURE_EVERY: std::time::Duration = std::time::Duration::from_millis(400);

/// What is asked over HTTP.
#[derive(Debug, Clone)]
pub struct HttpQuestion {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query, as it came.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is answered over HTTP.
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// A status without a body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A picture of what the machine does.
    #[must_use]
    pub fn picture(machine: &Machine) -> Self {
        let headers = vec![("content-type", "image/jpeg".to_owned())];
        Self { status: 200, headers, body: picture::jpeg(machine) }
    }

    /// A status with JSON.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }
}

/// What one websocket remembers.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Anything the brand wants to keep: what was sent last, what was subscribed to.
    pub memory: Value,
    /// Whether pushes are wanted.
    pub is_open: bool,
    /// To be closed after the frames.
    pub closes: bool,
    /// The name under which the client has reached it.
    pub host: String,
}

/// The wire of one kind of printer.
pub trait Brand: Send + Sync + 'static {
    /// Answers a request.
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer;

    /// Whether a websocket may be opened on this path.
    fn admits(&self, _question: &HttpQuestion, _machine: &Machine) -> Result<(), u16> {
        Err(404)
    }

    /// First frames of a websocket.
    fn opened(&self, _session: &mut Session, _machine: &Machine) -> Vec<String> {
        Vec::new()
    }

    /// Answers a frame.
    fn heard(&self, _frame: &str, _session: &mut Session, _machine: &mut Machine) -> Vec<String> {
        Vec::new()
    }

    /// Frames that come by themselves.
    fn pushes(&self, _session: &mut Session, _machine: &Machine) -> Vec<String> {
        Vec::new()
    }

    /// Whether this is asked of its camera, which answers with one picture after the other.
    fn streams(&self, _question: &HttpQuestion) -> bool {
        false
    }

    /// Its other side, where it is an MQTT broker as well.
    fn as_broker(&self) -> Option<&dyn MqttBrand> {
        None
    }
}

#[derive(Debug, Clone)]
pub(super) enum Nudge {
    Cut,
    Say(Vec<u8>),
}

pub(super) struct Inside {
    pub(super) brand: Box<dyn Brand>,
    pub(super) machine: Mutex<Machine>,
    pub(super) nudges: broadcast::Sender<Nudge>,
    pub(super) ticks: watch::Sender<u64>,
    /// Answers every request with these bytes as long as it is set.
    instead: Mutex<Option<Vec<u8>>>,
    /// Speaks TLS as long as it is set.
    tls: Mutex<Option<TlsAcceptor>>,
}

/// A running simulator. It ends when dropped.
pub struct Simulator {
    address: SocketAddr,
    inside: Arc<Inside>,
    tasks: Vec<AbortHandle>,
    /// Those that were told to end when the plug was pulled.
    leaving: Vec<AbortHandle>,
    is_listening: bool,
}

impl Simulator {
    /// Begins to listen where the plan says: on a free port of the loopback address unless it says otherwise.
    ///
    /// # Errors
    /// When there is no port, or the address is not one of this computer alone.
    pub async fn start(brand: impl Brand, plan: Plan) -> io::Result<Self> {
        if !plan.listen.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "simulated printers listen on this computer alone",
            ));
        }
        let listener = TcpListener::bind(plan.listen).await?;
        let tick = plan.tick;
        let inside = Arc::new(Inside {
            brand: Box::new(brand),
            machine: Mutex::new(Machine::new(plan)),
            nudges: broadcast::channel(16).0,
            ticks: watch::channel(0).0,
            instead: Mutex::new(None),
            tls: Mutex::new(None),
        });
        let clock = Arc::clone(&inside);
        let ticking = tokio::spawn(async move {
            let mut interval = tokio::time::interval(tick);
            loop {
                interval.tick().await;
                held(&clock.machine).tick();
                clock.ticks.send_modify(|ticks| *ticks += 1);
            }
        });
        let address = listener.local_addr()?;
        let mut simulator = Self {
            address,
            inside,
            tasks: vec![ticking.abort_handle()],
            leaving: Vec::new(),
            is_listening: false,
        };
        simulator.listen(listener);
        Ok(simulator)
    }

    fn listen(&mut self, listener: TcpListener) {
        let task = tokio::spawn(accept(listener, Arc::clone(&self.inside)));
        self.tasks.push(task.abort_handle());
        self.is_listening = true;
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Looks at the machine, or changes it behind the driver's back.
    pub fn machine<T>(&self, look: impl FnOnce(&mut Machine) -> T) -> T {
        look(&mut held(&self.inside.machine))
    }

    /// Waits until the machine is so, looking at every tick.
    pub async fn until(&self, is_so: impl Fn(&Machine) -> bool) {
        let mut ticks = self.inside.ticks.subscribe();
        while !is_so(&held(&self.inside.machine)) {
            if ticks.changed().await.is_err() {
                return;
            }
        }
    }

    /// Breaks every open websocket.
    pub fn cut(&self) {
        // Nobody connected is no fault.
        let _ = self.inside.nudges.send(Nudge::Cut);
    }

    /// Sends this to every open websocket.
    pub fn say(&self, frame: impl Into<Vec<u8>>) {
        let _ = self.inside.nudges.send(Nudge::Say(frame.into()));
    }

    /// Answers every request over HTTP with these bytes; none for its own answers again.
    pub fn answer_instead(&self, bytes: Option<Vec<u8>>) {
        *held(&self.inside.instead) = bytes;
    }

    /// From now on it speaks TLS, with a certificate that it makes for itself; another one at every call.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn secure(&self) -> io::Result<()> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = CertificateParams::default().self_signed(&key).map_err(io::Error::other)?;
        let private = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .map_err(io::Error::other)?;
        *held(&self.inside.tls) = Some(TlsAcceptor::from(Arc::new(config)));
        Ok(())
    }

    /// Pulls the plug: no port, no connections. The machine goes on, as a print does when the network fails.
    pub fn switch_off(&mut self) {
        self.leaving = self.tasks.split_off(1);
        self.leaving.iter().for_each(AbortHandle::abort);
        self.is_listening = false;
        self.cut();
    }

    /// Puts the plug back in, at the same port.
    ///
    /// # Errors
    /// When somebody else has the port by now.
    pub async fn switch_on(&mut self) -> io::Result<()> {
        if !self.is_listening {
            // The port is free once the one who listened at it is gone, which the runtime does in its own time.
            while self.leaving.iter().any(|task| !task.is_finished()) {
                tokio::task::yield_now().await;
            }
            let listener = TcpListener::bind(self.address).await?;
            self.listen(listener);
        }
        Ok(())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
        self.cut();
    }
}

async fn accept(listener: TcpListener, inside: Arc<Inside>) {
    // Connections end with the listener: a set of tasks is aborted when it is dropped.
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        while connections.try_join_next().is_some() {}
        let inside = Arc::clone(&inside);
        connections.spawn(async move {
            if inside.brand.as_broker().is_some() && mqtt_side::is_greeted(&stream).await {
                return mqtt_side::converse(stream, &inside).await;
            }
            let tls = held(&inside.tls).clone();
            match tls {
                // Who does not like the certificate goes away again.
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        converse_http(stream, inside).await;
                    }
                }
                None => converse_http(stream, inside).await,
            }
        });
    }
}

async fn converse_http<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, inside: Arc<Inside>) {
    let service = service_fn(move |request| serve(request, Arc::clone(&inside)));
    let connection = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // A client that goes away in the middle is no fault of a printer's.
    let _ = connection.await;
}

async fn serve(mut request: Request<Incoming>, inside: Arc<Inside>) -> Result<Response<Answer>, Infallible> {
    let upgrade = request.extensions_mut().remove::<hyper::upgrade::OnUpgrade>();
    let (parts, body) = request.into_parts();
    let headers: HashMap<String, String> = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let body = body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_default();
    let question = HttpQuestion {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    };
    if let Some(key) = question.headers.get("sec-websocket-key").cloned() {
        return Ok(open_websocket(upgrade, &key, &question, inside));
    }
    if inside.brand.streams(&question) {
        return Ok(pictures(inside));
    }
    let instead = held(&inside.instead).clone();
    let answer = match instead {
        Some(body) => HttpAnswer { status: 200, headers: Vec::new(), body },
        None => inside.brand.answer(&question, &mut held(&inside.machine)),
    };
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    Ok(response.body(whole(answer.body)).unwrap_or_default())
}

type Answer = UnsyncBoxBody<Bytes, Infallible>;

fn whole(bytes: Vec<u8>) -> Answer {
    Full::new(Bytes::from(bytes)).boxed_unsync()
}

/// What its camera sees, one picture after the other, as long as somebody looks.
fn pictures(inside: Arc<Inside>) -> Response<Answer> {
    let mut pace = tokio::time::interval(PICTURE_EVERY);
    // A picture that came late is not made up for: many printers may share one thread.
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let frames = futures_util::stream::unfold((pace, inside), |(mut pace, inside)| async move {
        pace.tick().await;
        let picture = picture::jpeg(&held(&inside.machine));
        let mut part =
            format!("--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len())
                .into_bytes();
        part.extend(picture);
        part.extend(b"\r\n");
        Some((Ok(Frame::data(Bytes::from(part))), (pace, inside)))
    });
    Response::builder()
        .header("content-type", "multipart/x-mixed-replace; boundary=picture")
        .body(StreamBody::new(frames).boxed_unsync())
        .unwrap_or_default()
}

fn open_websocket(
    upgrade: Option<hyper::upgrade::OnUpgrade>,
    key: &str,
    question: &HttpQuestion,
    inside: Arc<Inside>,
) -> Response<Answer> {
    let refused = inside.brand.admits(question, &held(&inside.machine)).err();
    let (None, Some(upgrade)) = (refused, upgrade) else {
        let status = refused.unwrap_or(400);
        return Response::builder().status(status).body(Answer::default()).unwrap_or_default();
    };
    let host = question.headers.get("host").cloned().unwrap_or_default();
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            let io = TokioIo::new(upgraded);
            converse(WebSocketStream::from_raw_socket(io, Role::Server, None).await, host, &inside).await;
        }
    });
    Response::builder()
        .status(101)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-accept", derive_accept_key(key.as_bytes()))
        .body(Answer::default())
        .unwrap_or_default()
}

async fn converse(
    mut socket: WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>,
    host: String,
    inside: &Inside,
) {
    let mut session = Session { host, ..Session::default() };
    let mut nudges = inside.nudges.subscribe();
    let mut ticks = inside.ticks.subscribe();
    let mut frames = inside.brand.opened(&mut session, &held(&inside.machine));
    loop {
        for frame in frames.drain(..) {
            if socket.send(Message::text(frame)).await.is_err() {
                return;
            }
        }
        if session.closes {
            return;
        }
        frames = tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(text))) => {
                    inside.brand.heard(text.as_str(), &mut session, &mut held(&inside.machine))
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Vec::new(),
            },
            nudge = nudges.recv() => match nudge {
                Ok(Nudge::Say(bytes)) => {
                    let frame = match String::from_utf8(bytes) {
                        Ok(text) => Message::text(text),
                        Err(error) => Message::binary(error.into_bytes()),
                    };
                    if socket.send(frame).await.is_err() {
                        return;
                    }
                    Vec::new()
                }
                Ok(Nudge::Cut) | Err(_) => return,
            },
            changed = ticks.changed() => match changed {
                Ok(()) => inside.brand.pushes(&mut session, &held(&inside.machine)),
                Err(_) => return,
            },
        };
    }
}

/// The file inside a form, with its name: what lies between the blank line after `filename="…"` and the border.
pub(super) fn file_of_form(question: &HttpQuestion) -> Option<(String, Vec<u8>)> {
    let kind = question.headers.get("content-type")?;
    let border = format!("--{}", kind.split_once("boundary=")?.1.trim_matches('"'));
    let body = &question.body;
    let find = |from: usize, what: &[u8]| {
        body.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let name_at = find(0, b"filename=\"")? + 10;
    let name_end = find(name_at, b"\"")?;
    let start = find(name_end, b"\r\n\r\n")? + 4;
    let end = find(start, border.as_bytes())?.checked_sub(2)?;
    let name = String::from_utf8_lossy(body.get(name_at..name_end)?).into_owned();
    Some((name, body.get(start..end)?.to_vec()))
}

/// A field of a form.
pub(super) fn field_of_form(question: &HttpQuestion, name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(&question.body);
    let at = text.find(&format!("name=\"{name}\"\r\n"))?;
    let value = text[at..].split_once("\r\n\r\n")?.1;
    value.split_once("\r\n").map(|(value, _)| value.to_owned())
}

pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
