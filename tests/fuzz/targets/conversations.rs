//! Frames of a printer, one a line: `{…}`, or `subject {…}` where it matters what was asked.

use std::time::{Duration, Instant};

use spoolyard_printers::bambu::session::{Patience, Session};
use spoolyard_printers::command::{Lamp, SlotChoice, SpeedMode, StartPrint};
use spoolyard_printers::driver::Order;
use spoolyard_printers::{Command, JobWatch, LastKnown, Protocol, Replay, SlotId};

use crate::sane;

/// Frames of one run: more would only take longer.
const MOST_FRAMES: usize = 64;

fn replay(protocol: Protocol, input: &[u8]) {
    let Some(mut replay) = Replay::of(protocol) else { return };
    let mut watch = JobWatch::resume(LastKnown::default());
    for line in input.split(|byte| *byte == b'\n').take(MOST_FRAMES) {
        let (subject, frame) = parted(line);
        replay.hear(subject, frame);
        let shown = replay.snapshot();
        sane::check(&shown);
        assert!(watch.feed(&shown).len() <= 2, "a snapshot is at most an end and a beginning");
    }
}

/// `job {"id":1}` is the answer to `job`.
fn parted(line: &[u8]) -> (&str, &[u8]) {
    let length = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    match std::str::from_utf8(&line[..length]) {
        Ok(subject) if length > 0 && line.get(length) == Some(&b' ') => (subject, &line[length + 1..]),
        _ => ("", line),
    }
}

pub(super) fn bambu(input: &[u8]) {
    replay(Protocol::Bambu, input);
}

pub(super) fn moonraker(input: &[u8]) {
    replay(Protocol::Moonraker, input);
}

pub(super) fn octoprint(input: &[u8]) {
    replay(Protocol::Octoprint, input);
}

pub(super) fn prusalink(input: &[u8]) {
    replay(Protocol::Prusalink, input);
}

pub(super) fn sdcp(input: &[u8]) {
    replay(Protocol::Sdcp, input);
}

pub(super) fn elegoo_mqtt(input: &[u8]) {
    replay(Protocol::ElegooMqtt, input);
}

pub(super) fn creality(input: &[u8]) {
    replay(Protocol::Creality, input);
}

pub(super) fn duet(input: &[u8]) {
    replay(Protocol::Duet, input);
}

/// Reports with commands in between: every command comes to an end, and what is published can be read again.
pub(super) fn bambu_commands(input: &[u8]) {
    let mut now = Instant::now();
    let mut session = Session::new("01P00A000000000".to_owned(), Patience::default(), 0);
    let mut published = session.connected(now);
    let mut tickets = Vec::new();
    for (index, line) in input.split(|byte| *byte == b'\n').take(MOST_FRAMES).enumerate() {
        now += Duration::from_secs(7);
        let _ = session.hear(line, now);
        sane::check(&session.view(now));
        let (order, ticket) = Order::new(command(line, index));
        tickets.push(ticket);
        published.extend(session.order(order, now));
        session.judge(now);
        session.due(now);
    }
    // Whatever is still open ends when its time is over, connected or not.
    now += Duration::from_secs(1000);
    session.due(now);
    drop(session);
    assert!(tickets.iter().all(|ticket| ticket.status().is_final()), "a command without an end");
    for message in published {
        let text = message.to_string();
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok() && text.len() < 64 * 1024, "{text}");
    }
}

/// A command that follows from the bytes.
fn command(line: &[u8], index: usize) -> Command {
    let sum = line.iter().fold(index, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let number = |shift: usize| u16::try_from(sum >> shift & 0xFF).unwrap_or(0);
    let text: String = String::from_utf8_lossy(line).chars().take(300).collect();
    match sum % 9 {
        0 => Command::Pause,
        1 => Command::Resume,
        2 => Command::Stop,
        3 => Command::Light { lamp: Lamp::On },
        4 => Command::Speed { mode: SpeedMode::Sport },
        5 => Command::ClearError,
        6 => Command::Refresh,
        _ => {
            let slots = (0..number(4) % 5)
                .map(|place| SlotChoice {
                    filament: number(5).wrapping_mul(place),
                    slot: SlotId { unit: number(8), slot: place },
                })
                .collect();
            Command::Start(StartPrint {
                path: format!("/{text}.gcode.3mf"),
                title: text,
                plate: number(3),
                job_number: u32::from(number(6)) << 24,
                slots,
                level_bed: true,
                calibrate_flow: false,
                timelapse: true,
            })
        }
    }
}
