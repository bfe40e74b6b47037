//! The broker's side of MQTT, for a simulated printer that is a broker itself. What such a printer lets pass and
//! answers is its own affair, so that no general broker could stand in its place.

use bytes::Buf;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::machine::Machine;
use super::server::{Inside, Nudge, Session, held};
use crate::limits::FRAME_BYTES;
use crate::mqtt::{packet, push_text, remaining_length};

/// A message on its topic.
pub type Topical = (String, String);

/// The broker inside a simulated printer.
pub trait MqttBrand: Send + Sync {
    /// Whether this name and password are let in.
    fn lets_in(&self, user: &str, password: &str, machine: &Machine) -> bool;

    /// A client sent something; what is sent back to it.
    fn heard(&self, topic: &str, payload: &str, session: &mut Session, machine: &mut Machine)
    -> Vec<Topical>;

    /// Messages that come by themselves.
    fn pushes(&self, session: &mut Session, machine: &Machine) -> Vec<Topical>;

    /// Where it tells its status.
    fn status_topic(&self) -> String;

    /// The client is gone.
    fn left(&self, session: &Session);
}

/// Whether the first byte is that of MQTT's greeting; anything else is HTTP.
pub(super) async fn is_greeted(stream: &TcpStream) -> bool {
    let mut first = [0];
    matches!(stream.peek(&mut first).await, Ok(1)) && first[0] == 0x10
}

/// Serves one client until it goes.
pub(super) async fn converse(mut stream: TcpStream, inside: &Inside) {
    let Some(broker) = inside.brand.as_broker() else { return };
    let mut session = Session::default();
    // A client that goes away in the middle is no fault of a printer's.
    let _ = serve(&mut stream, broker, &mut session, inside).await;
    broker.left(&session);
}

async fn serve(
    stream: &mut TcpStream,
    broker: &dyn MqttBrand,
    session: &mut Session,
    inside: &Inside,
) -> std::io::Result<()> {
    let mut nudges = inside.nudges.subscribe();
    let mut ticks = inside.ticks.subscribe();
    let mut buffer = Vec::new();
    loop {
        let messages = tokio::select! {
            read = stream.read_buf(&mut buffer) => {
                if read? == 0 {
                    return Ok(());
                }
                let mut messages = Vec::new();
                while let Some((head, body)) = cut(&mut buffer)? {
                    let Some((answer, mut sent)) = take(head, &body, broker, session, inside) else {
                        return Ok(());
                    };
                    stream.write_all(&answer).await?;
                    messages.append(&mut sent);
                }
                messages
            }
            nudge = nudges.recv() => match nudge {
                Ok(Nudge::Say(bytes)) => {
                    let mut body = Vec::new();
                    push_text(&mut body, &broker.status_topic());
                    body.extend(bytes);
                    stream.write_all(&packet(0x30, &body)).await?;
                    Vec::new()
                }
                Ok(Nudge::Cut) | Err(_) => return Ok(()),
            },
            changed = ticks.changed() => match changed {
                Ok(()) => broker.pushes(session, &held(&inside.machine)),
                Err(_) => return Ok(()),
            },
        };
        for (topic, text) in messages {
            let mut body = Vec::new();
            push_text(&mut body, &topic);
            body.extend(text.as_bytes());
            stream.write_all(&packet(0x30, &body)).await?;
        }
    }
}

/// Cuts a packet off the front.
fn cut(buffer: &mut Vec<u8>) -> std::io::Result<Option<(u8, Vec<u8>)>> {
    let Some((length, header)) = remaining_length(buffer).map_err(std::io::Error::other)? else {
        return Ok(None);
    };
    if length > FRAME_BYTES {
        return Err(std::io::Error::other("a packet that is too long"));
    }
    if buffer.len() < header + length {
        return Ok(None);
    }
    let head = buffer[0];
    let body = buffer[header..header + length].to_vec();
    buffer.drain(..header + length);
    Ok(Some((head, body)))
}

/// The answer on the line, and messages for this client; none where the client is to go.
fn take(
    head: u8,
    mut body: &[u8],
    broker: &dyn MqttBrand,
    session: &mut Session,
    inside: &Inside,
) -> Option<(Vec<u8>, Vec<Topical>)> {
    let quiet = |answer: Vec<u8>| Some((answer, Vec::new()));
    match head >> 4 {
        1 => {
            let _name = text(&mut body)?;
            // Version, flags, how long it may be silent; then its id, user and password.
            body = body.get(4..)?;
            let _client = text(&mut body)?;
            let (user, password) = (text(&mut body).unwrap_or_default(), text(&mut body).unwrap_or_default());
            let is_in = broker.lets_in(&user, &password, &held(&inside.machine));
            session.is_open = is_in;
            quiet(vec![0x20, 2, 0, if is_in { 0 } else { 5 }])
        }
        _ if !session.is_open => None,
        3 => {
            let topic = text(&mut body)?;
            let mut answer = Vec::new();
            if head & 0x06 != 0 {
                let id = body.get(..2)?;
                answer = vec![0x40, 2, id[0], id[1]];
                body.advance(2);
            }
            let payload = String::from_utf8_lossy(body);
            let sent = broker.heard(&topic, &payload, session, &mut held(&inside.machine));
            Some((answer, sent))
        }
        8 => {
            let id = body.get(..2)?;
            quiet(vec![0x90, 3, id[0], id[1], 0])
        }
        12 => quiet(vec![0xD0, 0]),
        14 => None,
        _ => quiet(Vec::new()),
    }
}

fn text(body: &mut &[u8]) -> Option<String> {
    let length = body.get(..2).map(|two| usize::from(u16::from_be_bytes([two[0], two[1]])))?;
    let text = String::from_utf8_lossy(body.get(2..2 + length)?).into_owned();
    body.advance(2 + length);
    Some(text)
}
