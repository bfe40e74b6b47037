//! Bambu Lab: what printers announce, and what they answer when asked who they are.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::found::{self, Found, Needs, Way};
use super::range::is_local;
use crate::bambu::tls::PrinterVerifier;
use crate::limits::read_json;
use crate::protocol::Protocol;
use crate::wire::json;

/// Longest announcement that is read; real ones have some 500 bytes.
const LONGEST_NOTICE: usize = 4096;
/// Most lines of one.
const MOST_LINES: usize = 64;
/// Longest answer to the question that is read; real ones have some 250 bytes.
const LONGEST_ANSWER: usize = 8192;
/// What stands before and behind the question and its answer.
const HEAD: [u8; 2] = [0xA5, 0xA5];
const TAIL: [u8; 2] = [0xA7, 0xA7];
const MAKE: &str = "Bambu Lab";
/// The kind of thing that announces itself.
const KIND: &str = "urn:bambulab-com:device:3dprinter:1";

/// Model codes as announcements and files use them.
const MODELS: &[(&str, &str)] = &[
    ("BL-P001", "X1 Carbon"),
    ("3DPrinter-X1-Carbon", "X1 Carbon"),
    ("BL-P002", "X1"),
    ("3DPrinter-X1", "X1"),
    ("C13", "X1E"),
    ("C11", "P1P"),
    ("C12", "P1S"),
    ("N1", "A1 mini"),
    ("N2S", "A1"),
    ("N7", "P2S"),
    ("N6", "X2D"),
    ("O1D", "H2D"),
    ("O1E", "H2D Pro"),
    ("O1S", "H2S"),
    ("O1C", "H2C"),
    ("O1C2", "H2C"),
];

/// The model of a code; a code that is not known stays as it is.
#[must_use]
pub fn model_of(code: &str) -> Option<String> {
    let known = MODELS.iter().find(|(its, _)| its.eq_ignore_ascii_case(code.trim()));
    known.map(|(_, name)| (*name).to_owned()).or_else(|| found::text(code))
}

/// The question that makes printers announce themselves at once.
#[must_use]
pub fn search_notice(port: u16) -> String {
    format!(
        "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:{port}\r\nMAN: \"ssdp:discover\"\r\nMX: 3\r\nST: {KIND}\r\n\r\n"
    )
}

/// Reads an announcement that came from `source`; none for anything else.
#[must_use]
pub fn read_notice(bytes: &[u8], source: IpAddr) -> Option<Found> {
    if bytes.len() > LONGEST_NOTICE {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let first = lines.next()?.trim();
    let is_notice = first.starts_with("NOTIFY ") || first.starts_with("HTTP/1.1 200");
    if !is_notice {
        return None;
    }
    let headers: Vec<(&str, &str)> = lines
        .take(MOST_LINES)
        .filter_map(|line| line.split_once(':').map(|(name, value)| (name.trim(), value.trim())))
        .collect();
    let of =
        |name: &str| headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    let kind = of("NT").or_else(|| of("ST"))?;
    if !kind.starts_with("urn:bambulab-com:device:3dprinter") {
        return None;
    }
    // The address stands there bare; where it does not, the sender's own counts.
    let told = of("Location").and_then(|at| at.parse::<Ipv4Addr>().ok()).map(IpAddr::V4);
    let host = told.filter(|ip| is_local(*ip)).unwrap_or(source);
    if !is_local(host) {
        return None;
    }
    Some(Found {
        serial: Some(found::serial(of("USN")?.trim_start_matches("uuid:"))?),
        model: of("DevModel.bambu.com").and_then(model_of),
        name: of("DevName.bambu.com").and_then(found::text),
        firmware: of("DevVersion.bambu.com").and_then(found::text),
        lan_mode: of("DevConnect.bambu.com").map(|how| how.eq_ignore_ascii_case("lan")),
        needs: Needs::AccessCode,
        ..Found::new(Protocol::Bambu, MAKE, host.to_string(), Way::Announced)
    })
}

/// The question who somebody is, in its frame.
#[must_use]
pub fn question() -> Vec<u8> {
    frame(br#"{"login":{"command":"detect","sequence_id":"20004"}}"#)
}

/// Puts a message into its frame.
#[must_use]
pub fn frame(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len() + 6).unwrap_or(u16::MAX);
    let mut bytes = HEAD.to_vec();
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(message);
    bytes.extend_from_slice(&TAIL);
    bytes
}

/// Reads the answer of `host` to the [`question`].
#[must_use]
pub fn read_answer(frame: &[u8], host: &str) -> Option<Found> {
    let body = frame.strip_prefix(&HEAD)?.get(2..)?.strip_suffix(&TAIL)?;
    let answer = read_json(body).ok()?;
    let told = answer.get("login").unwrap_or(&answer);
    let text = |name: &str| json::text(json::at(told, &[name]));
    Some(Found {
        serial: Some(found::serial(&text("id")?)?),
        model: text("model").as_deref().and_then(model_of),
        name: text("name"),
        firmware: text("version"),
        lan_mode: text("connect").map(|how| how.eq_ignore_ascii_case("lan")),
        needs: Needs::AccessCode,
        ..Found::new(Protocol::Bambu, MAKE, host, Way::Asked)
    })
}

/// Asks over an open line; the answer may claim to be longer than is read. One question a line: that is all that
/// printers answer.
pub async fn ask_over(mut line: impl AsyncRead + AsyncWrite + Unpin, host: &str) -> Option<Found> {
    line.write_all(&question()).await.ok()?;
    line.flush().await.ok()?;
    let mut head = [0; 4];
    line.read_exact(&mut head).await.ok()?;
    let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
    if head[..2] != HEAD || !(6..=LONGEST_ANSWER).contains(&length) {
        return None;
    }
    let mut whole = head.to_vec();
    whole.resize(length, 0);
    line.read_exact(&mut whole[4..]).await.ok()?;
    read_answer(&whole, host)
}

/// Asks in the clear, as older models answer.
pub(super) async fn ask(host: &str, port: u16, patience: Duration) -> Option<Found> {
    let asking = async { ask_over(TcpStream::connect((host, port)).await.ok()?, host).await };
    timeout(patience, asking).await.ok()?
}

/// Asks over TLS, as newer models answer. Nothing secret is said, so any certificate will do.
pub(super) async fn ask_over_tls(host: &str, port: u16, patience: Duration) -> Option<Found> {
    let asking = async {
        let stream = TcpStream::connect((host, port)).await.ok()?;
        let config = PrinterVerifier::looking().config().ok()?;
        let name = ServerName::try_from(host.to_owned()).ok()?;
        ask_over(TlsConnector::from(config).connect(name, stream).await.ok()?, host).await
    };
    timeout(patience, asking).await.ok()?
}

/// Looks at the certificate of the printer's own server: the serial number is the name in it. For printers that
/// answer no question.
pub(super) async fn look(host: &str, port: u16, patience: Duration) -> Option<Found> {
    let looking = async {
        let stream = TcpStream::connect((host, port)).await.ok()?;
        let verifier = PrinterVerifier::looking();
        let name = ServerName::try_from(host.to_owned()).ok()?;
        let _line = TlsConnector::from(verifier.config().ok()?).connect(name, stream).await.ok();
        let serial = found::serial(&verifier.shown()?.common_name?)?;
        let model = crate::bambu::model::name_of_serial(&serial)?;
        Some(Found {
            serial: Some(serial),
            model: Some(model.trim_start_matches("Bambu Lab ").to_owned()),
            needs: Needs::AccessCode,
            ..Found::new(Protocol::Bambu, MAKE, host, Way::Asked)
        })
    };
    timeout(patience, looking).await.ok()?
}

/// What a printer announces of itself; for simulated ones.
#[must_use]
pub fn notice(host: Ipv4Addr, serial: &str, model: &str, name: &str) -> String {
    format!(
        "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nServer: UPnP/1.0\r\nLocation: {host}\r\nNT: {KIND}\r\nUSN: {serial}\r\n\
         Cache-Control: max-age=1800\r\nDevModel.bambu.com: {model}\r\nDevName.bambu.com: {name}\r\nDevSignal.bambu.com: -40\r\n\
         DevConnect.bambu.com: lan\r\nDevBind.bambu.com: free\r\nDevVersion.bambu.com: 01.08.00.00\r\n\r\n"
    )
}

/// What a printer answers to the [`question`]; for simulated ones.
#[must_use]
pub fn answer(serial: &str, model: &str, name: &str) -> Vec<u8> {
    let told: Value = serde_json::json!({ "login": {
        "bind": "free", "command": "detect", "connect": "lan", "dev_cap": 1, "id": serial, "model": model,
        "name": name, "sequence_id": 3021, "version": "01.08.00.00",
    }});
    frame(told.to_string().as_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn an_announcement_says_who_where_and_in_which_mode() {
        let text = notice([192, 168, 1, 40].into(), "01P00A2B3C4D5E6", "C12", "Left of the door");
        let found = read_notice(text.as_bytes(), HERE).unwrap();
        assert_eq!((found.host.as_str(), found.serial.as_deref()), ("192.168.1.40", Some("01P00A2B3C4D5E6")));
        assert_eq!((found.model.as_deref(), found.lan_mode), (Some("P1S"), Some(true)));
        assert_eq!((found.name.as_deref(), found.needs), (Some("Left of the door"), Needs::AccessCode));
        let cloud = text.replace("Connect.bambu.com: lan", "Connect.bambu.com: cloud");
        assert_eq!(read_notice(cloud.as_bytes(), HERE).unwrap().lan_mode, Some(false));
    }

    #[test]
    fn an_announcement_leads_nowhere_but_into_a_local_network() {
        let text = notice([8, 8, 8, 8].into(), "01P00A2B3C4D5E6", "C12", "x");
        assert_eq!(read_notice(text.as_bytes(), HERE).unwrap().host, "127.0.0.1");
        assert_eq!(read_notice(text.as_bytes(), IpAddr::V4([8, 8, 4, 4].into())), None);
    }

    #[test]
    fn other_things_that_announce_themselves_are_passed_over() {
        let text = notice([192, 168, 1, 40].into(), "01P00A2B3C4D5E6", "C12", "x");
        for other in [
            text.replace(KIND, "upnp:rootdevice"),
            text.replace("01P00A2B3C4D5E6", "01P/#"),
            text.replace("NOTIFY", "M-SEARCH"),
            text.replace("USN:", "X:"),
            text + &"x".repeat(LONGEST_NOTICE),
        ] {
            assert_eq!(read_notice(other.as_bytes(), HERE), None);
        }
    }

    #[test]
    fn an_answer_says_who_it_is() {
        let found = read_answer(&answer("030A1B2C3D4E5F6", "N1", "Mini"), "10.0.0.4").unwrap();
        assert_eq!(
            (found.model.as_deref(), found.serial.as_deref()),
            (Some("A1 mini"), Some("030A1B2C3D4E5F6"))
        );
        assert_eq!(question()[2..4], [0x3A, 0x00], "the length counts the frame");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_passed_over(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = read_notice(&bytes, HERE);
            let _ = read_answer(&bytes, "10.0.0.1");
            let _ = read_answer(&frame(&bytes), "10.0.0.1");
            let mut notice = b"NOTIFY * HTTP/1.1\r\nNT: urn:bambulab-com:device:3dprinter:1\r\nUSN: ".to_vec();
            notice.extend_from_slice(&bytes);
            if let Some(found) = read_notice(&notice, HERE) {
                prop_assert!(found.serial.is_some_and(|s| !s.contains(['/', '#', '+'])));
            }
        }
    }
}
