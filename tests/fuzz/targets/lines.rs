//! What stands below the frames: packets, replies, headers, certificates, and what people type.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use spoolyard_printers::bambu::ftps::{Replies, passive_port};
use spoolyard_printers::bambu::request::safe_name;
use spoolyard_printers::bambu::tls::{PrinterVerifier, algorithm_identifier, read_certificate};
use spoolyard_printers::mqtt::{Login, MqttLink, Packet};
use spoolyard_printers::ring::{Direction, FrameRing};
use spoolyard_printers::wire::address::{Address, percent_path};
use spoolyard_printers::wire::digest::{Challenge, Request};
use spoolyard_types::{Clock, SystemClock};
use tokio::runtime::{Builder, Runtime};

/// Longest packet that these connections read.
const PACKET_BYTES: usize = 4096;

thread_local! {
    static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
}

/// A broker that sends the bytes and then hangs up: packets come out whole, or the connection ends.
pub(super) fn mqtt(input: &[u8]) {
    RUNTIME.with_borrow_mut(|held| {
        let built = || Builder::new_current_thread().enable_time().build();
        if held.is_none() {
            *held = built().ok();
        }
        if let Some(runtime) = held {
            runtime.block_on(listen(input));
        }
    });
}

async fn listen(input: &[u8]) {
    let login = Login {
        client_id: "fuzz".to_owned(),
        user: "user".to_owned(),
        password: "password".to_owned(),
        keep_alive_s: 30,
    };
    let stream = tokio::io::join(input, tokio::io::sink());
    let logged_in = MqttLink::log_in(stream, &login, PACKET_BYTES, Duration::from_secs(60)).await;
    let Ok(mut link) = logged_in else { return };
    let mut packets = 0_usize;
    while let Ok(packet) = link.next().await {
        packets += 1;
        assert!(packets <= input.len(), "more packets than bytes");
        if let Packet::Publish { topic, payload } = packet {
            assert!(topic.len() <= 3 * PACKET_BYTES && payload.len() <= PACKET_BYTES);
        }
    }
}

/// A control connection: the first byte says how the rest is cut.
pub(super) fn ftps(input: &[u8]) {
    let Some((cut, bytes)) = input.split_first() else { return };
    let mut replies = Replies::default();
    for piece in bytes.chunks(usize::from(*cut).max(1)) {
        replies.push(piece);
        while let Ok(Some((_, text))) = replies.take() {
            assert!(!text.contains(['\r', '\n']));
            let _ = passive_port(&text);
        }
    }
    // However it is cut, the same replies come out.
    let all = |mut replies: Replies| std::iter::from_fn(move || replies.take().ok().flatten()).count();
    let mut whole = Replies::default();
    whole.push(bytes);
    let mut by_byte = Replies::default();
    bytes.chunks(1).for_each(|piece| by_byte.push(piece));
    assert_eq!(all(whole), all(by_byte));
}

pub(super) fn digest(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    // What comes out of a header line holds no line ends, and no header is longer.
    let header: String = text.chars().filter(|c| !c.is_control()).collect();
    let Some(challenge) = Challenge::read(&header) else { return };
    let request = Request { user: "maker", password: "secret", method: "GET", path: "/api/version" };
    let answer = challenge.answer(&request, 1, "0a1b");
    assert!(answer.len() < 16 * 1024, "{} bytes", answer.len());
    assert!(answer.starts_with("Digest username=\"maker\"") && !answer.contains("secret"));
    assert_eq!(answer, challenge.answer(&request, 1, "0a1b"));
}

pub(super) fn certificate(input: &[u8]) {
    let shown = read_certificate(input);
    assert_eq!(shown.sha256.len(), 64);
    assert!(shown.common_name.is_none_or(|name| name.chars().count() <= 256));
    let _ = algorithm_identifier(input);
    let verifier: Arc<PrinterVerifier> = PrinterVerifier::new("01P00A000000000", None);
    let leaf = CertificateDer::from(input.to_vec());
    let Ok(name) = ServerName::try_from("01P00A000000000") else { return };
    let accepted =
        verifier.verify_server_cert(&leaf, &[], &name, &[], UnixTime::since_unix_epoch(Duration::ZERO));
    assert_eq!(accepted.is_ok(), verifier.other_printer().is_none(), "only this printer's name passes");
}

/// Addresses and names as people type them, and frames as they are recorded.
pub(super) fn typed(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(address) = Address::parse(&text, 80) {
        assert!(address.port > 0 && !address.host.is_empty() && address.host.len() <= 253);
        let again = Address::parse(&address.url(""), 80);
        assert_eq!(again.as_ref().map(|again| &again.host), Ok(&address.host), "{address}");
        assert_eq!(again.map(|again| again.port), Ok(address.port), "{address}");
    }
    let name = safe_name(&text);
    assert!(name.len() <= 80 && name.ends_with(".3mf") && !name.starts_with('.'), "{name}");
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)), "{name}");
    assert_eq!(safe_name(&name), name, "a safe name stays");
    assert!(percent_path(&text).is_ascii());
    let now = SystemClock.now();
    let mut ring = FrameRing::bounded(4, 4096, 1024, ["12345678".to_owned(), "abcd".to_owned()]);
    for piece in input.chunks(700) {
        ring.record(now, Direction::In, "12345678", piece);
        assert!(ring.held_bytes() <= 4096 && ring.frames().count() <= 4);
        for frame in ring.frames() {
            assert!(!frame.text.contains("12345678") && !frame.text.contains("abcd"), "{}", frame.text);
        }
    }
}
