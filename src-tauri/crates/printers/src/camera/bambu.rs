//! Bambu's A1 and P1: JPEG after JPEG over TLS. The X1, P2 and H2 send video instead, in which there are no pictures.

use bytes::Bytes;
use rustls::pki_types::ServerName;
use spoolyard_types::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::{Camera, PICTURE_BYTES, Patience, Sink};
use crate::bambu::model::{Family, family_of_serial};
use crate::limits::tame;
use crate::wire::tls::PrinterVerifier;

/// Bytes in front of every picture; the first four are its length.
const HEAD_BYTES: usize = 16;

/// The camera of an A1 or P1.
#[derive(Debug, Clone)]
pub struct BambuCamera {
    /// Host name or address.
    pub host: String,
    /// 6000.
    pub port: u16,
    /// The serial number, which stands in the certificate.
    pub serial: String,
    /// The access code.
    pub code: Secret,
    /// The certificate that was accepted for this printer.
    pub pin: Option<String>,
}

impl BambuCamera {
    /// The port of the camera.
    pub const PORT: u16 = 6000;

    /// The camera of this printer, or why its pictures cannot be shown.
    #[must_use]
    pub fn of(host: String, serial: String, code: Secret, pin: Option<String>) -> Camera {
        match family_of_serial(&serial) {
            Family::X1 | Family::P2 | Family::H2 => Camera::None(
                "This model sends video (RTSPS) and no single pictures. Spoolyard shows none of it: look in Bambu \
                 Studio, or at the printer."
                    .to_owned(),
            ),
            Family::A1 | Family::P1 | Family::Other => {
                Camera::Bambu(Self { host, port: Self::PORT, serial, code, pin })
            }
        }
    }

    /// Shows pictures until something fails; why.
    pub(super) async fn watch(&self, sink: &Sink<'_>, patience: Patience) -> String {
        match self.stream(sink, patience).await {
            Ok(()) => "The printer ended its pictures.".to_owned(),
            Err(why) => why,
        }
    }

    async fn stream(&self, sink: &Sink<'_>, patience: Patience) -> Result<(), String> {
        let gone = |error: &dyn std::fmt::Display| {
            format!(
                "The camera cannot be reached ({}). Is LAN Only Liveview switched on at the printer?",
                tame(&error.to_string())
            )
        };
        let tcp = timeout(patience.answer, TcpStream::connect((self.host.as_str(), self.port))).await;
        let tcp = tcp.map_err(|_| gone(&"no answer in time"))?.map_err(|error| gone(&error))?;
        let verifier = PrinterVerifier::new(&self.serial, self.pin.clone());
        let config = verifier.config().map_err(|error| gone(&error))?;
        let name =
            ServerName::try_from(self.serial.clone()).or_else(|_| ServerName::try_from(self.host.clone()));
        let name = name.map_err(|error| gone(&error))?;
        let greeting = timeout(patience.answer, TlsConnector::from(config).connect(name, tcp)).await;
        let mut stream = match greeting {
            Ok(Ok(stream)) => stream,
            _ if verifier.changed().is_some() || verifier.other_printer().is_some() => {
                return Err("The camera shows another certificate than the printer. Nothing was sent to it."
                    .to_owned());
            }
            Ok(Err(error)) => return Err(gone(&error)),
            Err(_) => return Err(gone(&"no answer in time")),
        };
        stream.write_all(&login(self.code.reveal())).await.map_err(|error| gone(&error))?;
        let mut count = 0_u64;
        loop {
            let next = timeout(patience.answer, picture(&mut stream)).await;
            match next {
                Ok(Ok(bytes)) if sink.show(&bytes) => count += 1,
                Ok(Ok(_)) => return Err("What the camera sends is no picture.".to_owned()),
                Ok(Err(error)) if count == 0 && error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    let why = "The camera hung up: the access code is another one, or another program looks through it. \
                               Check the code, and close Bambu Studio's view.";
                    return Err(why.to_owned());
                }
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
                Ok(Err(error)) => return Err(gone(&error)),
                Err(_) => return Err("The camera stopped sending pictures.".to_owned()),
            }
        }
    }
}

/// The greeting: its own length and kind, the user and the code in 32 bytes each.
fn login(code: &str) -> [u8; 80] {
    let mut bytes = [0; 80];
    bytes[0] = 0x40;
    bytes[5] = 0x30;
    for (place, text) in [(16, "bblp"), (48, code)] {
        let text = &text.as_bytes()[..text.len().min(32)];
        bytes[place..place + text.len()].copy_from_slice(text);
    }
    bytes
}

async fn picture(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> std::io::Result<Bytes> {
    let mut head = [0; HEAD_BYTES];
    stream.read_exact(&mut head).await?;
    let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    if length > PICTURE_BYTES {
        return Err(std::io::Error::other(format!("a picture of {length} bytes is larger than is read")));
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(Bytes::from(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_is_as_long_as_it_says_and_holds_name_and_code() {
        let bytes = login("12345678");
        assert_eq!((&bytes[..4], &bytes[4..8]), (&[0x40, 0, 0, 0][..], &[0, 0x30, 0, 0][..]));
        assert_eq!((&bytes[16..21], &bytes[48..57]), (&b"bblp\0"[..], &b"12345678\0"[..]));
        assert_eq!(login(&"x".repeat(100))[79], b'x');
    }

    #[test]
    fn a_model_that_sends_video_says_so() {
        let of =
            |serial: &str| BambuCamera::of("h".to_owned(), serial.to_owned(), Secret::new("12345678"), None);
        assert!(matches!(of("00M123"), Camera::None(why) if why.contains("RTSPS")));
        assert!(matches!(of("01P123"), Camera::Bambu(_)));
    }
}
