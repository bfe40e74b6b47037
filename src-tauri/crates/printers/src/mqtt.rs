//! MQTT 3.1.1, as much of it as a printer needs, over any stream.
//!
//! Written here because of what must **not** happen: a command that was not acknowledged must never be sent again
//! after a reconnection, a missing acknowledgement must not block what follows, and the name given in the TLS
//! greeting is the printer's serial number, not its address. The general clients do all three by design.
//!
//! It never sends anything of its own accord but acknowledgements, and never reads a packet longer than it was told.

use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// How long a single write may take.
const WRITE: Duration = Duration::from_secs(10);

/// What went wrong on the line.
#[derive(Debug, Error)]
pub enum MqttError {
    /// The stream ended or failed.
    #[error("the connection ended: {0}")]
    Line(#[from] std::io::Error),
    /// The broker refused us, with its return code.
    #[error("the broker refused the connection (code {0})")]
    Refused(u8),
    /// The other side does not speak MQTT.
    #[error("the other side does not speak MQTT: {0}")]
    Protocol(&'static str),
    /// A packet is longer than it may be.
    #[error("a packet of {0} bytes is longer than is read")]
    TooLong(usize),
    /// A write or the greeting took too long.
    #[error("the other side does not take what is sent")]
    TooSlow,
}

impl MqttError {
    /// Whether name or password are wrong.
    #[must_use]
    pub const fn is_wrong_login(&self) -> bool {
        matches!(self, Self::Refused(4 | 5))
    }
}

/// How to introduce oneself.
#[derive(Debug, Clone)]
pub struct Login {
    /// Unique: a broker throws out the older of two with the same.
    pub client_id: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
    /// What the broker is told about how long we may be silent.
    pub keep_alive_s: u16,
}

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// A message.
    Publish {
        /// Its topic.
        topic: String,
        /// Its bytes.
        payload: Vec<u8>,
    },
    /// A message of ours arrived.
    Acknowledged {
        /// Its number.
        id: u16,
    },
    /// A subscription stands, or not.
    Subscribed {
        /// Whether the broker agreed.
        is_granted: bool,
    },
    /// The answer to a ping.
    Pong,
}

/// A connection to a broker, logged in with a clean session.
#[derive(Debug)]
pub struct MqttLink<S> {
    stream: S,
    buffer: Vec<u8>,
    most_bytes: usize,
    next_id: u16,
}

impl<S: AsyncRead + AsyncWrite + Unpin> MqttLink<S> {
    /// Logs in.
    ///
    /// # Errors
    /// When the stream fails, the broker refuses, or `within` is over.
    pub async fn log_in(
        stream: S,
        login: &Login,
        most_bytes: usize,
        within: Duration,
    ) -> Result<Self, MqttError> {
        let mut link = Self { stream, buffer: Vec::new(), most_bytes, next_id: 0 };
        let greeting = async {
            link.write(&connect_packet(login)).await?;
            match link.next_raw().await? {
                (0x20, body) => match body.as_slice() {
                    [_, 0] => Ok(()),
                    [_, code] => Err(MqttError::Refused(*code)),
                    _ => Err(MqttError::Protocol("a greeting of the wrong length")),
                },
                _ => Err(MqttError::Protocol("something else than a greeting")),
            }
        };
        tokio::time::timeout(within, greeting).await.map_err(|_| MqttError::TooSlow)??;
        Ok(link)
    }

    /// Asks for a topic's messages, each at most once.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn subscribe(&mut self, topic: &str) -> Result<(), MqttError> {
        let id = self.fresh_id();
        let mut body = id.to_be_bytes().to_vec();
        push_text(&mut body, topic);
        body.push(0);
        self.write(&packet(0x82, &body)).await
    }

    /// Sends a message, at least once (the broker acknowledges it); the number that the acknowledgement will name.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn publish(&mut self, topic: &str, payload: &[u8]) -> Result<u16, MqttError> {
        let id = self.fresh_id();
        let mut body = Vec::with_capacity(payload.len() + topic.len() + 4);
        push_text(&mut body, topic);
        body.extend(id.to_be_bytes());
        body.extend(payload);
        self.write(&packet(0x32, &body)).await?;
        Ok(id)
    }

    /// Asks for a sign of life.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn ping(&mut self) -> Result<(), MqttError> {
        self.write(&[0xC0, 0]).await
    }

    /// Says goodbye, so that the broker frees our place at once.
    pub async fn goodbye(mut self) {
        // The line may be gone already; nothing is lost then.
        let _ = self.write(&[0xE0, 0]).await;
        let _ = tokio::time::timeout(Duration::from_millis(500), self.stream.shutdown()).await;
    }

    /// The next packet. Safe inside `select!`: what was read stays read.
    ///
    /// # Errors
    /// When the stream ends or what comes is no MQTT.
    pub async fn next(&mut self) -> Result<Packet, MqttError> {
        loop {
            let (head, body) = self.next_raw().await?;
            match head >> 4 {
                3 => return self.incoming(head, &body).await,
                4 => {
                    let id =
                        body.get(..2).ok_or(MqttError::Protocol("an acknowledgement without a number"))?;
                    return Ok(Packet::Acknowledged { id: u16::from_be_bytes([id[0], id[1]]) });
                }
                9 => {
                    return Ok(Packet::Subscribed {
                        is_granted: body.get(2).is_some_and(|code| *code < 0x80),
                    });
                }
                13 => return Ok(Packet::Pong),
                // Anything else is not for a client that asks for messages at most once.
                _ => {}
            }
        }
    }

    async fn incoming(&mut self, head: u8, body: &[u8]) -> Result<Packet, MqttError> {
        const SHORT: MqttError = MqttError::Protocol("a message that is too short");
        let length = body.get(..2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]]))).ok_or(SHORT)?;
        let topic = String::from_utf8_lossy(body.get(2..2 + length).ok_or(SHORT)?).into_owned();
        let mut rest = &body[2 + length..];
        if head >> 1 & 3 != 0 {
            let id = rest.get(..2).ok_or(SHORT)?;
            self.write(&[0x40, 2, id[0], id[1]]).await?;
            rest = &rest[2..];
        }
        Ok(Packet::Publish { topic, payload: rest.to_vec() })
    }

    async fn next_raw(&mut self) -> Result<(u8, Vec<u8>), MqttError> {
        loop {
            if let Some(found) = self.take_packet()? {
                return Ok(found);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
            }
        }
    }

    /// Cuts a whole packet off the front of what was read.
    fn take_packet(&mut self) -> Result<Option<(u8, Vec<u8>)>, MqttError> {
        let Some((length, header)) = remaining_length(&self.buffer)? else { return Ok(None) };
        if length > self.most_bytes {
            return Err(MqttError::TooLong(length));
        }
        if self.buffer.len() < header + length {
            return Ok(None);
        }
        let head = self.buffer[0];
        let body = self.buffer[header..header + length].to_vec();
        self.buffer.drain(..header + length);
        Ok(Some((head, body)))
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), MqttError> {
        let all = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        tokio::time::timeout(WRITE, all).await.map_err(|_| MqttError::TooSlow)??;
        Ok(())
    }

    const fn fresh_id(&mut self) -> u16 {
        self.next_id = if self.next_id == u16::MAX { 1 } else { self.next_id + 1 };
        self.next_id
    }
}

/// The length that follows the first byte, and where the body begins; none while it is not all there.
pub(crate) fn remaining_length(buffer: &[u8]) -> Result<Option<(usize, usize)>, MqttError> {
    let mut length = 0_usize;
    for (index, byte) in buffer.iter().skip(1).enumerate() {
        if index == 4 {
            return Err(MqttError::Protocol("a length that does not end"));
        }
        length |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok(Some((length, index + 2)));
        }
    }
    Ok(None)
}

fn connect_packet(login: &Login) -> Vec<u8> {
    let mut body = Vec::new();
    push_text(&mut body, "MQTT");
    // Version 3.1.1; user name, password, clean session.
    body.extend([4, 0b1100_0010]);
    body.extend(login.keep_alive_s.to_be_bytes());
    for text in [&login.client_id, &login.user, &login.password] {
        push_text(&mut body, text);
    }
    packet(0x10, &body)
}

pub(crate) fn push_text(body: &mut Vec<u8>, text: &str) {
    let bytes = &text.as_bytes()[..text.len().min(usize::from(u16::MAX))];
    body.extend(u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes());
    body.extend(bytes);
}

pub(crate) fn packet(head: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![head];
    let mut length = body.len();
    loop {
        let low = u8::try_from(length & 0x7F).unwrap_or(0);
        length >>= 7;
        bytes.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    bytes.extend(body);
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn login() -> Login {
        Login { client_id: "a".into(), user: "u".into(), password: "p".into(), keep_alive_s: 30 }
    }

    #[tokio::test]
    async fn a_message_arrives_however_it_is_cut() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let broker = tokio::spawn(async move {
            let mut greeting = [0_u8; 21];
            theirs.read_exact(&mut greeting).await.unwrap();
            assert_eq!(&greeting[..2], &[0x10, 19]);
            theirs.write_all(&[0x20, 2, 0, 0]).await.unwrap();
            let mut body = vec![0, 1, b't', 0, 7];
            body.extend(vec![b'x'; 300]);
            for byte in packet(0x32, &body) {
                theirs.write_all(&[byte]).await.unwrap();
            }
            let mut ack = [0_u8; 4];
            theirs.read_exact(&mut ack).await.unwrap();
            assert_eq!(ack, [0x40, 2, 0, 7]);
        });
        let mut link = MqttLink::log_in(ours, &login(), 1000, Duration::from_secs(5)).await.unwrap();
        assert_eq!(
            link.next().await.unwrap(),
            Packet::Publish { topic: "t".into(), payload: vec![b'x'; 300] }
        );
        broker.await.unwrap();
        assert!(matches!(link.next().await, Err(MqttError::Line(_))));
    }

    #[tokio::test]
    async fn a_wrong_code_and_a_packet_without_end_are_told_apart() {
        for (answer, expected) in [
            (vec![0x20, 2, 0, 5], "refused"),
            (vec![0x20, 0xFF, 0xFF, 0xFF, 0x7F], "longer"),
            (vec![0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "length"),
            (b"HTTP/1.1 400".to_vec(), "MQTT"),
        ] {
            let (ours, mut theirs) = tokio::io::duplex(4096);
            theirs.write_all(&answer).await.unwrap();
            theirs.shutdown().await.unwrap();
            let error = MqttLink::log_in(ours, &login(), 1000, Duration::from_secs(5)).await.unwrap_err();
            assert!(error.to_string().contains(expected) || expected == "MQTT", "{error}");
            assert_eq!(error.is_wrong_login(), expected == "refused");
        }
    }
}
