//! Printers that talk over a websocket.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::address::Address;
use super::engine::{Boxed, Desk, Dialect, End, Link, Lost, Pace, publish_connecting};
use super::tls::PrinterVerifier;
use crate::driver::Seat;
use crate::event::LastKnown;
use crate::limits::{FRAME_BYTES, tame};
use crate::ring::Direction;
use crate::state::{Diagnosis, Snapshot};

/// What a frame meant.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Frames to send back.
    pub(crate) replies: Vec<String>,
    /// What is known has changed.
    pub(crate) is_news: bool,
    /// Requests that were answered.
    pub(crate) answers: Vec<(u64, Result<(), String>)>,
    /// The connection is of no use.
    pub(crate) lost: Option<Diagnosis>,
    /// What was so for a moment, before what is so now: ends of jobs that nobody saw.
    pub(crate) moments: Vec<Snapshot>,
}

/// The pure half of a protocol on a websocket.
pub(crate) trait Talk: Dialect {
    /// First frames of a connection; everything known of the last one is forgotten. `last` is the job that was
    /// under way when the printer was last heard.
    fn greet(&mut self, last: LastKnown) -> Vec<String>;

    /// Takes a frame in.
    fn take(&mut self, frame: &[u8]) -> Taken;

    /// A sign of life, or a question; sent at every beat.
    fn beat(&mut self) -> Vec<String>;

    /// Whether the websocket's own ping is answered, and counts as a sign of life.
    fn answers_pings(&self) -> bool {
        false
    }

    /// Last frames.
    fn farewell(&mut self) -> Vec<String> {
        Vec::new()
    }
}

/// A printer behind one websocket.
pub(crate) struct SocketLink<T> {
    pub(crate) address: Address,
    pub(crate) path: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) talk: T,
    pub(crate) pace: Pace,
}

impl<T: Talk> Link for SocketLink<T> {
    fn serve<'a>(&'a mut self, seat: &'a mut Seat) -> Boxed<'a, End> {
        Box::pin(async move {
            match open(&self.address, self.path, &self.headers, self.talk.trust(), self.pace).await {
                Ok(socket) => serve(socket, &mut self.talk, seat, self.pace).await,
                Err(diagnosis) => End::Lost(Lost::never_stood(diagnosis)),
            }
        })
    }
}

/// What carries a websocket: the line itself, or TLS over it.
pub(crate) trait Carrier: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Carrier for T {}

type Socket = WebSocketStream<Box<dyn Carrier>>;

/// Opens a websocket, with frames bounded.
pub(crate) async fn open(
    address: &Address,
    path: &str,
    headers: &[(&'static str, String)],
    trust: Option<Arc<PrinterVerifier>>,
    pace: Pace,
) -> Result<Socket, Diagnosis> {
    let detail = |detail: String| Diagnosis::Unreachable { detail };
    // What carries it is chosen below: to the handshake itself both look the same.
    let uri = format!("ws://{}{}{path}", address.authority(), address.prefix);
    let mut request =
        uri.into_client_request().map_err(|error| detail(tame(&format!("no such address: {error}"))))?;
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            request.headers_mut().insert(*name, value);
        }
    }
    let connecting = async {
        let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
        let stream = stream.map_err(|error| detail(error.to_string()))?;
        // Frames are small and every one is waited for.
        let _ = stream.set_nodelay(true);
        let stream: Box<dyn Carrier> = match &trust {
            Some(trust) => Box::new(secure(trust, &address.host, stream).await?),
            None => Box::new(stream),
        };
        let bounds =
            WebSocketConfig::default().max_message_size(Some(FRAME_BYTES)).max_frame_size(Some(FRAME_BYTES));
        let opened = tokio_tungstenite::client_async_with_config(request, stream, Some(bounds)).await;
        opened.map(|(socket, _)| socket).map_err(|error| refused(&error))
    };
    timeout(pace.answer, connecting).await.map_err(|_| detail("no answer in time".to_owned()))?
}

/// TLS over an open line, to the certificate that is trusted.
async fn secure(
    trust: &Arc<PrinterVerifier>,
    host: &str,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, Diagnosis> {
    let unreachable =
        |error: &dyn std::fmt::Display| Diagnosis::Unreachable { detail: tame(&error.to_string()) };
    let config = trust.config().map_err(|error| unreachable(&error))?;
    let name = ServerName::try_from(host.to_owned()).map_err(|error| unreachable(&error))?;
    TlsConnector::from(config).connect(name, stream).await.map_err(|error| match trust.changed() {
        Some((pinned, shown)) => Diagnosis::CertificateChanged { pinned, shown },
        None => unreachable(&error),
    })
}

fn refused(error: &Error) -> Diagnosis {
    match error {
        Error::Http(response) if matches!(response.status().as_u16(), 401 | 403) => {
            Diagnosis::AccessRefused { remedy: "Check the printer's key in its settings.".to_owned() }
        }
        Error::Http(response) if response.status().as_u16() == 503 => Diagnosis::TooManyClients {
            remedy: "Close other programs that are connected to this printer.".to_owned(),
        },
        Error::Http(response) => Diagnosis::Protocol {
            detail: format!("no websocket here (status {})", response.status().as_u16()),
        },
        other => Diagnosis::Unreachable { detail: tame(&other.to_string()) },
    }
}

/// Serves an open websocket until its end.
pub(crate) async fn serve(mut socket: Socket, talk: &mut impl Talk, seat: &mut Seat, pace: Pace) -> End {
    publish_connecting(seat);
    let mut desk = Desk::new(pace);
    let greetings = talk.greet(seat.last_known());
    if let Err(end) = say(&mut socket, seat, greetings).await {
        return end;
    }
    let mut next_beat = Instant::now() + pace.beat;
    let mut had_news = false;
    loop {
        let next_look = desk.next_look();
        let step = tokio::select! {
            frame = socket.next() => Step::Frame(frame),
            order = seat.next_order() => Step::Order(order),
            ended = desk.request_ended() => {
                // An answer to a request is a word of the printer's too.
                let was_answered = matches!(ended, Some((_, Ok(()))));
                desk.note_request(ended);
                if was_answered {
                    desk.hear(talk, seat);
                }
                continue;
            }
            () = sleep_until(next_beat) => Step::Beat,
            () = sleep_until(next_look) => {
                if desk.look_at_clock(seat) {
                    let remedy = "Check that the printer is on and in the network.".to_owned();
                    return lost(Diagnosis::Silent { remedy }, had_news);
                }
                continue;
            }
        };
        let frames = match step {
            Step::Beat => {
                next_beat = Instant::now() + pace.beat;
                if talk.answers_pings()
                    && let Err(error) = socket.send(Message::Ping(bytes::Bytes::new())).await
                {
                    return lost(Diagnosis::Unreachable { detail: tame(&error.to_string()) }, true);
                }
                talk.beat()
            }
            Step::Order(None) => {
                let farewell = talk.farewell();
                // The printer may be gone already; then there is nobody to greet.
                let _ = say(&mut socket, seat, farewell).await;
                let _ = timeout(pace.answer, socket.close(None)).await;
                return End::Closed;
            }
            Step::Order(Some(order)) => desk.take(order, talk, seat).await,
            Step::Frame(frame) => {
                let bytes = match read(frame) {
                    Ok(Some(bytes)) => bytes,
                    Ok(None) => {
                        desk.hear_nothing_new(talk, seat);
                        continue;
                    }
                    Err(diagnosis) => return lost(diagnosis, had_news),
                };
                seat.record(Direction::In, "", &bytes);
                let taken = talk.take(&bytes);
                for (request, answer) in taken.answers {
                    desk.pursuits.answered(request, answer);
                }
                if let Some(diagnosis) = taken.lost {
                    return lost(diagnosis, had_news);
                }
                for moment in taken.moments {
                    desk.pass(moment, seat);
                }
                if taken.is_news {
                    had_news = true;
                    desk.hear(talk, seat);
                } else {
                    desk.hear_nothing_new(talk, seat);
                }
                taken.replies
            }
        };
        if let Err(end) = say(&mut socket, seat, frames).await {
            return end;
        }
    }
}

enum Step {
    Frame(Option<Result<Message, Error>>),
    Order(Option<crate::driver::Order>),
    Beat,
}

/// The bytes of a frame; none for one that only says that somebody is there.
fn read(frame: Option<Result<Message, Error>>) -> Result<Option<Vec<u8>>, Diagnosis> {
    match frame {
        None | Some(Ok(Message::Close(_))) => {
            Err(Diagnosis::Unreachable { detail: "the printer closed the connection".to_owned() })
        }
        Some(Ok(Message::Text(text))) => Ok(Some(text.as_bytes().to_vec())),
        Some(Ok(Message::Binary(bytes))) => Ok(Some(bytes.to_vec())),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
        Some(Err(Error::Capacity(_))) => {
            Err(Diagnosis::Protocol { detail: format!("a frame is longer than {FRAME_BYTES} bytes") })
        }
        Some(Err(error)) => Err(Diagnosis::Unreachable { detail: tame(&error.to_string()) }),
    }
}

const fn lost(diagnosis: Diagnosis, had_stood: bool) -> End {
    End::Lost(Lost { diagnosis: Some(diagnosis), had_stood })
}

async fn say(socket: &mut Socket, seat: &Seat, frames: Vec<String>) -> Result<(), End> {
    for frame in frames {
        seat.record(Direction::Out, "", frame.as_bytes());
        if let Err(error) = socket.send(Message::text(frame)).await {
            let detail = tame(&error.to_string());
            return Err(lost(Diagnosis::Unreachable { detail }, true));
        }
    }
    Ok(())
}
