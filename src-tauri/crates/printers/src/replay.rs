//! Recorded frames read again without a printer: what a support bundle says, and what tests feed.
//!
//! A frame goes through the very code that a connection hands it to; nothing is answered and nothing is sent. A
//! replay starts like a fresh connection.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bambu::session::{Patience, Session};
use crate::event::LastKnown;
use crate::limits::read_json;
use crate::protocol::Protocol;
use crate::state::Snapshot;
use crate::wire::address::Address;
use crate::wire::engine::{Dialect, Pace};
use crate::wire::http::{Access, Http};
use crate::wire::socket::Talk;
use crate::{creality, duet, elegoo_mqtt, moonraker, octoprint, prusalink, sdcp};

/// One printer's frames, in their order.
pub struct Replay {
    kind: Kind,
}

enum Kind {
    Bambu { session: Box<Session>, now: Instant },
    Talk(Box<dyn Talk>),
    OctoPrint(Box<octoprint::FrontDesk>),
    PrusaLink(Box<prusalink::merge::Merge>),
    Duet(Box<duet::merge::Merge>),
    ElegooMqtt(Box<elegoo_mqtt::merge::Merge>),
}

impl Replay {
    /// A replay of this protocol; none where there are no frames, or no way to make its conversation.
    #[must_use]
    pub fn of(protocol: Protocol) -> Option<Self> {
        let kind = match protocol {
            Protocol::Bambu => {
                let now = Instant::now();
                let mut session = Box::new(Session::new(String::new(), Patience::default(), 0));
                session.connected(now);
                Kind::Bambu { session, now }
            }
            Protocol::Moonraker => talk(moonraker::Conversation::new(nowhere()?, None)),
            Protocol::Octoprint => {
                Kind::OctoPrint(Box::new(octoprint::FrontDesk::new(nowhere()?, Pace::of(protocol))))
            }
            Protocol::Sdcp => talk(sdcp::Conversation::new(nowhere()?)),
            Protocol::Creality => {
                let address = Address::parse("127.0.0.1:9", 9).ok()?;
                talk(creality::Conversation::new(nowhere()?, address, Pace::of(protocol)))
            }
            Protocol::Prusalink => Kind::PrusaLink(Box::default()),
            Protocol::Duet => Kind::Duet(Box::default()),
            Protocol::ElegooMqtt => Kind::ElegooMqtt(Box::default()),
            Protocol::ByHand => return None,
        };
        Some(Self { kind })
    }

    /// Takes a frame in. Protocols that are asked need to know what was asked, by the name under which it was
    /// recorded: `status`, `job`, `version`, `info`, `storage`, `printer` of PrusaLink, `version`, `profiles`, `job`,
    /// `printer` of OctoPrint (a push has no name), `model` or the key of a piece of it of a Duet. What cannot be read is left out, as a connection does.
    pub fn hear(&mut self, subject: &str, bytes: &[u8]) {
        match &mut self.kind {
            Kind::Bambu { session, now } => {
                *now += Duration::from_secs(1);
                // A frame that is too long, too deep or no JSON leaves everything as it was.
                let _ = session.hear(bytes, *now);
                session.view(*now);
            }
            Kind::Talk(talk) => drop(talk.take(bytes)),
            Kind::OctoPrint(desk) if subject.is_empty() => drop(desk.take(bytes)),
            Kind::OctoPrint(desk) => {
                if let Ok(answer) = read_json(bytes) {
                    hear_octoprint(&mut desk.merge, subject, &answer);
                }
            }
            Kind::PrusaLink(merge) => {
                if let Ok(answer) = read_json(bytes) {
                    hear_prusalink(merge, subject, answer);
                }
            }
            Kind::Duet(merge) => {
                if let Ok(answer) = read_json(bytes) {
                    let key = if subject == "model" { "" } else { subject };
                    merge.take(key, answer.get("result").unwrap_or(&answer));
                    merge.seen_at(0);
                }
            }
            Kind::ElegooMqtt(merge) => {
                if let Ok(message) = read_json(bytes) {
                    merge.take(&message);
                }
            }
        }
    }

    /// What is known after the frames so far; when it was heard is the connection's to say.
    #[must_use]
    pub fn snapshot(&mut self) -> Snapshot {
        match &mut self.kind {
            Kind::Bambu { session, now } => session.view(*now),
            Kind::Talk(talk) => talk.snapshot(),
            Kind::OctoPrint(desk) => desk.snapshot(),
            Kind::PrusaLink(merge) => merge.snapshot(),
            Kind::Duet(merge) => merge.snapshot(),
            Kind::ElegooMqtt(merge) => merge.snapshot(),
        }
    }
}

fn talk(mut talk: impl Talk + 'static) -> Kind {
    talk.greet(LastKnown::default());
    Kind::Talk(Box::new(talk))
}

/// A web client that is never used: a conversation holds one for files and commands.
fn nowhere() -> Option<Http> {
    static HTTP: OnceLock<Option<Http>> = OnceLock::new();
    HTTP.get_or_init(|| {
        let address = Address::parse("127.0.0.1:9", 9).ok()?;
        Http::new(address, Access::Open, Duration::from_secs(1)).ok()
    })
    .clone()
}

fn hear_prusalink(merge: &mut prusalink::merge::Merge, subject: &str, answer: Value) {
    match subject {
        "version" => merge.version(answer),
        "info" => merge.info(answer),
        "storage" => merge.storage(&answer),
        "status" => merge.status(answer),
        "job" => merge.job(answer),
        "printer" => merge.old_printer(&answer),
        _ => {}
    }
}

fn hear_octoprint(merge: &mut octoprint::merge::Merge, subject: &str, answer: &Value) {
    match subject {
        "version" => merge.version(answer),
        "profiles" => merge.profiles(answer),
        "job" => merge.job(answer),
        "printer" => merge.printer(answer),
        _ => {}
    }
}
