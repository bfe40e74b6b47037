//! A Duet board, alone or with a computer beside it.

use serde_json::{Map, Value};

use super::found::{self, Found, Needs, Way};
use crate::duet::Duet;
use crate::protocol::Protocol;
use crate::wire::address::Address;
use crate::wire::http::Http;
use crate::wire::json;

/// Asks with the password that boards have when nobody set one. The session is given back. The time is not told:
/// a board would take it for its own.
pub(super) async fn ask(http: &Http, host: &str, port: u16) -> Option<Found> {
    let at = http.elsewhere(Address { is_secure: false, host: host.to_owned(), port, prefix: String::new() });
    let answer = at.look("/rr_connect?password=reprap&sessionKey=yes").await.ok()?;
    if let Some(told) = answer.json().filter(|told| told.get("err").is_some()) {
        return alone(&at, &told, host, port).await;
    }
    let answer = at.look("/machine/connect?password=reprap").await.ok()?;
    let key = answer.json().and_then(|told| json::text(json::at(&told, &["sessionKey"])))?;
    let model = at.look_with("/machine/model", &key).await.ok().and_then(|looked| looked.json());
    let _ = at.look_with("/machine/disconnect", &key).await;
    Some(read_model(&model.unwrap_or_default(), host, port))
}

/// How a board answers who asks to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Let in, with the key of the session where it gives one.
    Open(String),
    /// Closed, but a board it is: this is all that it tells.
    Closed(Found),
}

/// Reads the answer of a board alone to whoever wants to be let in; none where it is no board.
#[must_use]
pub fn read_door(told: &Value, host: &str, port: u16) -> Option<Door> {
    let board = board_at(host, port);
    match json::whole(json::at(told, &["err"]))? {
        0 => Some(Door::Open(match json::at(told, &["sessionKey"]) {
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        })),
        // Another password.
        1 => Some(Door::Closed(Found { needs: Needs::Password, ..board })),
        // No free session: somebody has them all.
        2 => Some(Door::Closed(board)),
        _ => None,
    }
}

/// Reads an object model, or the pieces of one that were asked for.
#[must_use]
pub fn read_model(model: &Value, host: &str, port: u16) -> Found {
    let board = json::at(model, &["boards"]).get(0).unwrap_or(&Value::Null);
    let serial = json::text(json::at(board, &["uniqueId"]));
    Found {
        model: json::text(json::at(board, &["name"])),
        firmware: json::text(json::at(board, &["firmwareVersion"])),
        serial: serial.as_deref().and_then(found::serial),
        name: json::text(json::at(model, &["network", "name"])),
        ..board_at(host, port)
    }
}

fn board_at(host: &str, port: u16) -> Found {
    let own_port = Some(port).filter(|port| *port != Duet::PORT);
    Found { port: own_port, ..Found::new(Protocol::Duet, "Duet", host, Way::Asked) }
}

async fn alone(at: &Http, told: &Value, host: &str, port: u16) -> Option<Found> {
    let key = match read_door(told, host, port)? {
        Door::Open(key) => key,
        Door::Closed(found) => return Some(found),
    };
    let mut model = Map::new();
    for name in ["boards", "network"] {
        let looked = at.look_with(&format!("/rr_model?key={name}&flags=d99vn"), &key).await.ok();
        let piece =
            looked.and_then(|looked| looked.json()).map(|answer| json::at(&answer, &["result"]).clone());
        model.insert(name.to_owned(), piece.unwrap_or_default());
    }
    let _ = at.look_with("/rr_disconnect", &key).await;
    Some(read_model(&Value::Object(model), host, port))
}
