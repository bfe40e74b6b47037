//! What stands behind a web server: Moonraker, OctoPrint or PrusaLink, as far as it tells without a key.

use serde_json::Value;

use super::found::{self, Found, Needs, Way};
use crate::moonraker::Moonraker;
use crate::octoprint::OctoPrint;
use crate::protocol::Protocol;
use crate::prusalink::PrusaLink;
use crate::prusalink::merge::model_name;
use crate::wire::address::Address;
use crate::wire::http::{Http, Looked};
use crate::wire::json;

/// Asks one port, a question at a time: small printers have few places.
pub(super) async fn ask(http: &Http, host: &str, port: u16) -> Option<Found> {
    let at = http.elsewhere(Address { is_secure: false, host: host.to_owned(), port, prefix: String::new() });
    let info = at.look(Page::Info.path()).await.ok()?;
    match read(Page::Info, &info, host, port) {
        Some(found) if found.protocol == Protocol::Moonraker => return Some(named(&at, found).await),
        Some(found) => return Some(found),
        None => {}
    }
    let version = at.look(Page::Version.path()).await.ok()?;
    if let Some(found) = read(Page::Version, &version, host, port) {
        return Some(found);
    }
    if !matches!(version.status, 401 | 403) {
        return None;
    }
    let push = at.look(Page::Push.path()).await.ok()?;
    read(Page::Push, &push, host, port)
}

/// What is asked of a web server, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Where Moonraker tells of itself.
    Info,
    /// Where OctoPrint and PrusaLink do.
    Version,
    /// OctoPrint's push socket, which tells of itself without a key.
    Push,
}

impl Page {
    const fn path(self) -> &'static str {
        match self {
            Self::Info => "/server/info",
            Self::Version => "/api/version",
            Self::Push => "/sockjs/info",
        }
    }
}

/// Reads the answer to one question; none where it is nobody's that is known.
#[must_use]
pub fn read(page: Page, looked: &Looked, host: &str, port: u16) -> Option<Found> {
    match page {
        Page::Info => moonraker(looked, host, port).or_else(|| prusalink_closed(looked, host, port)),
        Page::Version => prusalink_closed(looked, host, port).or_else(|| by_version(looked, host, port)),
        Page::Push => {
            let told = looked.json()?;
            let is_its = told.get("websocket").is_some() && told.get("entropy").is_some();
            is_its.then(|| octoprint(host, port))
        }
    }
}

/// Moonraker's answer, or its refusal to answer without a key: an object where others have a text.
fn moonraker(looked: &Looked, host: &str, port: u16) -> Option<Found> {
    let body = looked.json()?;
    let result = json::at(&body, &["result"]);
    let is_open = result.get("klippy_state").is_some() || result.get("moonraker_version").is_some();
    let refusal = json::at(&body, &["error"]);
    let is_closed = looked.status == 401 && refusal.get("code").is_some() && refusal.get("message").is_some();
    if !is_open && !is_closed {
        return None;
    }
    Some(Found {
        port: Some(port).filter(|port| *port != Moonraker::PORT),
        firmware: json::text(json::at(result, &["moonraker_version"])),
        needs: if is_closed { Needs::ApiKey } else { Needs::Nothing },
        ..Found::new(Protocol::Moonraker, "Klipper", host, Way::Asked)
    })
}

/// Adds the name that the machine has, where it tells without a key.
async fn named(at: &Http, found: Found) -> Found {
    if found.needs != Needs::Nothing {
        return found;
    }
    let info = at.look("/printer/info").await.ok().and_then(|looked| looked.json());
    let name = info.and_then(|info| json::text(json::at(&info, &["result", "hostname"])));
    Found { name, ..found }
}

/// PrusaLink asks for its password in its own words.
fn prusalink_closed(looked: &Looked, host: &str, port: u16) -> Option<Found> {
    let question = looked.question.as_deref()?;
    let is_its = looked.status == 401 && question.contains("Printer API");
    is_its.then(|| Found {
        port: Some(port).filter(|port| *port != PrusaLink::PORT),
        needs: Needs::Password,
        ..Found::new(Protocol::Prusalink, "Prusa", host, Way::Asked)
    })
}

fn by_version(looked: &Looked, host: &str, port: u16) -> Option<Found> {
    let body = looked.json()?;
    let text = json::text(json::at(&body, &["text"]))?;
    // Moonraker calls itself OctoPrint here; it was asked by its own name before.
    if text.contains("Moonraker") {
        return None;
    }
    if text.contains("OctoPrint") {
        return Some(Found { firmware: version_of(&body), ..octoprint(host, port) });
    }
    text.contains("PrusaLink").then(|| Found {
        port: Some(port).filter(|port| *port != PrusaLink::PORT),
        name: json::text(json::at(&body, &["hostname"])),
        model: ["printer", "original"]
            .iter()
            .find_map(|name| model_name(&json::text(json::at(&body, &[name]))?)),
        firmware: json::text(json::at(&body, &["firmware"])).or_else(|| version_of(&body)),
        needs: Needs::Password,
        ..Found::new(Protocol::Prusalink, "Prusa", host, Way::Asked)
    })
}

fn version_of(body: &Value) -> Option<String> {
    json::text(json::at(body, &["server"])).as_deref().and_then(found::text)
}

fn octoprint(host: &str, port: u16) -> Found {
    Found {
        port: Some(port).filter(|port| *port != OctoPrint::PORT),
        needs: Needs::ApiKey,
        ..Found::new(Protocol::Octoprint, "OctoPrint", host, Way::Asked)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn looked(status: u16, body: &str, question: Option<&str>) -> Looked {
        Looked { status, body: body.as_bytes().to_vec(), question: question.map(str::to_owned), date: None }
    }

    #[test]
    fn each_is_known_by_its_own_words() {
        let open = looked(200, r#"{"result":{"klippy_state":"ready","moonraker_version":"v0.9.3"}}"#, None);
        let found = moonraker(&open, "10.0.0.2", 7125).unwrap();
        assert_eq!(
            (found.port, found.needs, found.firmware.as_deref()),
            (None, Needs::Nothing, Some("v0.9.3"))
        );
        let closed = looked(401, r#"{"error":{"code":401,"message":"Unauthorized"}}"#, None);
        assert_eq!(moonraker(&closed, "10.0.0.2", 80).unwrap().needs, Needs::ApiKey);
        let prusa = looked(401, "", Some(r#"Digest realm="Printer API", nonce="0""#));
        assert_eq!(prusalink_closed(&prusa, "10.0.0.3", 80).unwrap().needs, Needs::Password);
        let octo = looked(200, r#"{"api":"0.1","server":"1.10.3","text":"OctoPrint 1.10.3"}"#, None);
        assert_eq!(by_version(&octo, "10.0.0.4", 5000).unwrap().firmware.as_deref(), Some("1.10.3"));
    }

    #[test]
    fn what_only_looks_like_one_of_them_is_passed_over() {
        let emulated =
            looked(200, r#"{"api":"0.1","server":"1.5.0","text":"OctoPrint (Moonraker v0.3.1)"}"#, None);
        assert_eq!(by_version(&emulated, "10.0.0.4", 80), None);
        let router = looked(401, "<html>Sign in</html>", Some(r#"Basic realm="router""#));
        assert_eq!(moonraker(&router, "10.0.0.1", 80), None);
        assert_eq!(prusalink_closed(&router, "10.0.0.1", 80), None);
        assert_eq!(moonraker(&looked(200, r#"{"result":"ok"}"#, None), "10.0.0.1", 80), None);
    }
}
