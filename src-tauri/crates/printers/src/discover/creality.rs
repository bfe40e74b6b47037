//! Creality: a page about itself, else the first word of its websocket.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::found::{Found, Way};
use super::probe::Inquiry;
use crate::creality::Creality;
use crate::limits::read_json;
use crate::protocol::Protocol;
use crate::wire::address::Address;
use crate::wire::http::Http;
use crate::wire::{json, socket};

/// Model codes as the page tells them.
const MODELS: &[(&str, &str)] = &[
    ("F008", "K2 Plus"),
    ("F012", "K2 Pro"),
    ("F021", "K2"),
    ("F018", "Hi"),
    ("F001", "Ender-3 V3"),
    ("F002", "Ender-3 V3 Plus"),
    ("F005", "Ender-3 V3 KE"),
    ("CR-K1", "K1"),
    ("CR-K1 Max", "K1 Max"),
];
/// Frames that are waited for before it is given up.
const FRAMES: usize = 4;

/// Asks the page at `page`, then the websocket.
pub(super) async fn ask(inquiry: &Inquiry, http: &Http, host: &str, page: u16, port: u16) -> Option<Found> {
    let at = http.elsewhere(Address {
        is_secure: false,
        host: host.to_owned(),
        port: page,
        prefix: String::new(),
    });
    let told = at.look("/info").await.ok().and_then(|looked| looked.json());
    match told.and_then(|told| read_page(&told, host, port)) {
        Some(found) => Some(found),
        None => first_word(inquiry, host, port).await,
    }
}

/// Reads the page about itself; one that names neither model nor network card is somebody else's.
#[must_use]
pub fn read_page(told: &Value, host: &str, port: u16) -> Option<Found> {
    (told.get("model").is_some() && told.get("mac").is_some()).then(|| described(told, host, port))
}

/// Reads a frame of the websocket. The first holds everything; what names neither model nor temperatures is somebody
/// else's.
#[must_use]
pub fn read_frame(told: &Value, host: &str, port: u16) -> Option<Found> {
    (told.get("model").is_some() && told.get("nozzleTemp").is_some()).then(|| described(told, host, port))
}

fn described(told: &Value, host: &str, port: u16) -> Found {
    Found {
        model: json::text(json::at(told, &["model"])).map(|code| model_of(&code)),
        name: json::text(json::at(told, &["hostname"])),
        port: Some(port).filter(|port| *port != Creality::PORT),
        ..Found::new(Protocol::Creality, "Creality", host, Way::Asked)
    }
}

fn model_of(code: &str) -> String {
    MODELS
        .iter()
        .find(|(its, _)| *its == code)
        .map_or_else(|| code.to_owned(), |(_, name)| (*name).to_owned())
}

async fn first_word(inquiry: &Inquiry, host: &str, port: u16) -> Option<Found> {
    let listening = async {
        let address = Address { is_secure: false, host: host.to_owned(), port, prefix: String::new() };
        let mut line = socket::open(&address, "/", &[], None, inquiry.pace()).await.ok()?;
        let mut found = None;
        for _ in 0..FRAMES {
            let Some(Ok(frame)) = line.next().await else { break };
            let Message::Text(text) = frame else { continue };
            let Ok(heard) = read_json(text.as_bytes()) else { continue };
            found = read_frame(&heard, host, port);
            if found.is_some() {
                break;
            }
        }
        let _ = line.send(Message::Close(None)).await;
        found
    };
    timeout(inquiry.answer * 2, listening).await.ok()?
}
