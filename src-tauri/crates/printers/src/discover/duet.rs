//! A Duet board, alone or with a computer beside it.

use serde_json::Value;

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
    let own_port = Some(port).filter(|port| *port != Duet::PORT);
    let board = Found { port: own_port, ..Found::new(Protocol::Duet, "Duet", host, Way::Asked) };
    let answer = at.look("/rr_connect?password=reprap&sessionKey=yes").await.ok()?;
    if let Some(told) = answer.json().filter(|told| told.get("err").is_some()) {
        return alone(&at, board, &told).await;
    }
    let answer = at.look("/machine/connect?password=reprap").await.ok()?;
    let key = answer.json().and_then(|told| json::text(json::at(&told, &["sessionKey"])))?;
    let model = at.look_with("/machine/model", &key).await.ok().and_then(|looked| looked.json());
    let _ = at.look_with("/machine/disconnect", &key).await;
    Some(match model {
        Some(model) => {
            described(board, json::at(&model, &["boards", "0"]), json::at(&model, &["network"]), &model)
        }
        None => board,
    })
}

async fn alone(at: &Http, board: Found, told: &Value) -> Option<Found> {
    match json::whole(json::at(told, &["err"]))? {
        0 => {}
        // Another password.
        1 => return Some(Found { needs: Needs::Password, ..board }),
        // No free session: somebody has them all, but a board it is.
        2 => return Some(board),
        _ => return None,
    }
    let key = match json::at(told, &["sessionKey"]) {
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let mut parts = [Value::Null, Value::Null];
    for (part, name) in parts.iter_mut().zip(["boards", "network"]) {
        let looked = at.look_with(&format!("/rr_model?key={name}&flags=d99vn"), &key).await.ok();
        *part = looked
            .and_then(|looked| looked.json())
            .map(|answer| answer["result"].clone())
            .unwrap_or_default();
    }
    let _ = at.look_with("/rr_disconnect", &key).await;
    let [boards, network] = parts;
    Some(described(board, &boards[0], &network, &Value::Null))
}

fn described(found: Found, board: &Value, network: &Value, whole: &Value) -> Found {
    let board = if board.is_null() { &whole["boards"][0] } else { board };
    let serial = json::text(json::at(board, &["uniqueId"]));
    Found {
        model: json::text(json::at(board, &["name"])),
        firmware: json::text(json::at(board, &["firmwareVersion"])),
        serial: serial.as_deref().and_then(found::serial),
        name: json::text(json::at(network, &["name"])),
        ..found
    }
}
