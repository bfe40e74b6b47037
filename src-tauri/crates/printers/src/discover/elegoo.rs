//! Elegoo: SDCP machines and the Centauri Carbon 2 answer a question to everybody.

use std::net::IpAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::found::{self, Found, Needs, Way};
use super::probe::Inquiry;
use super::range::is_local;
use crate::limits::read_json;
use crate::protocol::Protocol;
use crate::sdcp::Sdcp;
use crate::wire::address::Address;
use crate::wire::{json, socket};

/// Where SDCP machines hear the question.
pub const SDCP_PORT: u16 = 3000;
/// The question to SDCP machines.
pub const SDCP_QUESTION: &[u8] = b"M99999";
/// Where the Centauri Carbon 2 hears the question.
pub const CC2_PORT: u16 = 52700;
/// The question to the Centauri Carbon 2.
pub const CC2_QUESTION: &[u8] = br#"{"id":0,"method":7000}"#;
const MAKE: &str = "Elegoo";
/// Frames of a websocket that are waited for before it is given up.
const FRAMES: usize = 8;

/// Reads an SDCP machine's answer that came from `source`. Machines of the first version, which call back instead of
/// being called, are passed over.
#[must_use]
pub fn read_sdcp(bytes: &[u8], source: IpAddr) -> Option<Found> {
    let answer = read_json(bytes).ok()?;
    let told = json::at(&answer, &["Data"]);
    let found = read_attributes(told.get("Attributes").unwrap_or(told))?;
    let own = json::text(json::at(told, &["MainboardIP"])).and_then(|ip| ip.parse::<IpAddr>().ok());
    let host = own.filter(|ip| is_local(*ip)).unwrap_or(source);
    is_local(host).then(|| Found { host: host.to_string(), way: Way::Answered, ..found })
}

/// Reads what a machine tells of itself, without its place.
#[must_use]
pub fn read_attributes(told: &Value) -> Option<Found> {
    let text = |name: &str| json::text(json::at(told, &[name]));
    let version = text("ProtocolVersion")?;
    if !version.trim_start_matches(['V', 'v']).starts_with('3') {
        return None;
    }
    Some(Found {
        serial: Some(found::serial(&text("MainboardID")?)?),
        model: text("MachineName"),
        name: text("Name"),
        firmware: text("FirmwareVersion"),
        ..Found::new(Protocol::Sdcp, MAKE, String::new(), Way::Asked)
    })
}

/// Reads a Centauri Carbon 2's answer that came from `source`.
#[must_use]
pub fn read_cc2(bytes: &[u8], source: IpAddr) -> Option<Found> {
    let answer = read_json(bytes).ok()?;
    let told = json::at(&answer, &["result"]);
    let text = |name: &str| json::text(json::at(told, &[name]));
    let serial = found::serial(&text("sn")?)?;
    if !is_local(source) {
        return None;
    }
    let asks_for_code = json::whole(json::at(told, &["token_status"])) == Some(1);
    Some(Found {
        serial: Some(serial),
        model: text("machine_model"),
        name: text("host_name"),
        lan_mode: json::truth(json::at(told, &["lan_status"])),
        needs: if asks_for_code { Needs::AccessCode } else { Needs::Nothing },
        ..Found::new(Protocol::ElegooMqtt, MAKE, source.to_string(), Way::Answered)
    })
}

/// Asks an SDCP machine over its websocket.
pub(super) async fn ask(inquiry: &Inquiry, host: &str, port: u16) -> Option<Found> {
    let asking = async {
        let address = Address { is_secure: false, host: host.to_owned(), port, prefix: String::new() };
        let mut line = socket::open(&address, "/websocket", &[], None, inquiry.pace()).await.ok()?;
        let id = "5d1c0c0000000000000000000000a001";
        let question = json!({
            "Id": "", "Topic": "sdcp/request/",
            "Data": { "Cmd": 1, "Data": {}, "RequestID": id, "MainboardID": "", "TimeStamp": 1, "From": 1 },
        });
        line.send(Message::text(question.to_string())).await.ok()?;
        let mut found = None;
        for _ in 0..FRAMES {
            let Some(Ok(frame)) = line.next().await else { break };
            let Message::Text(text) = frame else { continue };
            let heard = read_json(text.as_bytes()).ok()?;
            if let Some(told) = heard.get("Attributes") {
                found = read_attributes(told);
                break;
            }
        }
        // Its few places are given back at once.
        let _ = line.close(None).await;
        found
    };
    let found = timeout(inquiry.answer * 2, asking).await.ok()??;
    let port = Some(port).filter(|port| *port != Sdcp::PORT);
    Some(Found { host: host.to_owned(), port, ..found })
}

/// Asks one address whether a Centauri Carbon 2 stands there.
pub(super) async fn ask_cc2(
    source: std::net::Ipv4Addr,
    at: std::net::SocketAddr,
    patience: Duration,
) -> Option<Found> {
    let line = super::hear::datagrams(std::net::SocketAddrV4::new(source, 0), false).ok()?;
    line.connect(at).await.ok()?;
    line.send(CC2_QUESTION).await.ok()?;
    let mut buffer = vec![0; 4096];
    let length = timeout(patience, line.recv(&mut buffer)).await.ok()?.ok()?;
    read_cc2(buffer.get(..length)?, at.ip()).map(|found| Found { way: Way::Asked, ..found })
}

/// What an SDCP machine answers; for simulated ones.
#[must_use]
pub fn sdcp_answer(host: &str, serial: &str, name: &str) -> String {
    json!({ "Id": "979d4C788A4a78bC777A870F1A02867A", "Data": {
        "Name": name, "MachineName": "Centauri Carbon", "BrandName": "ELEGOO", "MainboardIP": host,
        "MainboardID": serial, "ProtocolVersion": "V3.0.0", "FirmwareVersion": "V1.1.29",
    }})
    .to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn an_sdcp_machine_is_read_and_one_of_the_first_version_passed_over() {
        let text = sdcp_answer("10.0.0.8", "b0a4d0001", "Carbon");
        let found = read_sdcp(text.as_bytes(), HERE).unwrap();
        assert_eq!((found.host.as_str(), found.model.as_deref()), ("10.0.0.8", Some("Centauri Carbon")));
        assert_eq!((found.serial.as_deref(), found.needs), (Some("b0a4d0001"), Needs::Nothing));
        assert_eq!(read_sdcp(text.replace("V3.0.0", "V1.0.0").as_bytes(), HERE), None);
        let far = read_sdcp(text.replace("10.0.0.8", "9.9.9.9").as_bytes(), HERE).unwrap();
        assert_eq!(far.host, "127.0.0.1", "no answer leads out of the local networks");
    }

    #[test]
    fn a_centauri_carbon_2_says_whether_it_wants_a_code() {
        let answer = |token: u8| {
            json!({ "id": 0, "result": { "host_name": "Two", "machine_model": "Centauri Carbon 2",
            "sn": "CC2-0001", "token_status": token, "lan_status": 1 } })
        };
        let open = read_cc2(answer(0).to_string().as_bytes(), HERE).unwrap();
        assert_eq!((open.needs, open.lan_mode), (Needs::Nothing, Some(true)));
        let closed = read_cc2(answer(1).to_string().as_bytes(), HERE).unwrap();
        assert_eq!(closed.needs, Needs::AccessCode);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_passed_over(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "[\\[\\]{}:,\"a-zA-Z0-9]{0,200}") {
            for body in [&bytes[..], text.as_bytes()] {
                let _ = read_sdcp(body, HERE);
                let _ = read_cc2(body, HERE);
            }
        }
    }
}
