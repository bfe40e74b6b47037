//! What printers announce and answer while they are looked for.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::Value;
use spoolyard_printers::discover::web::Page;
use spoolyard_printers::discover::{Found, Gathering, Looked, Service, bambu, creality, duet, elegoo, web};
use spoolyard_printers::limits::{TEXT_CHARS, read_json};
use tokio::runtime::{Builder, Runtime};

/// Whoever answers, answers from here.
const FROM: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 40));
/// Answers of one run: more would only take longer.
const MOST_ANSWERS: usize = 64;

/// Panics when what was found breaks a promise, and gathers it.
fn check(found: Option<Found>, all: &mut Gathering) {
    let Some(found) = found else { return };
    let host: IpAddr = found.host.parse().unwrap_or_else(|_| panic!("{:?} is no number", found.host));
    let is_local = match host.to_canonical() {
        IpAddr::V4(v4) => {
            let is_shared = v4.octets()[0] == 100 && (64..128).contains(&v4.octets()[1]);
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || is_shared
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    };
    assert!(is_local, "{host} leads out of the local networks");
    assert_ne!(found.port, Some(0));
    for text in [&found.model, &found.name, &found.serial, &found.firmware, &found.host_name] {
        let Some(text) = text else { continue };
        assert!(!text.trim().is_empty() && text.chars().count() <= TEXT_CHARS, "{text:?}");
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
    if let Some(serial) = &found.serial {
        assert!(!serial.contains(['/', '#', '+', ' ', '?', '&', '%', '"']), "{serial:?} would steer a topic");
    }
    all.take(found.clone());
    assert!(!all.take(found), "the same again is no news");
}

pub(super) fn ssdp(input: &[u8]) {
    check(bambu::read_notice(input, FROM), &mut Gathering::default());
    // Whatever the headers are, behind a beginning that is believed.
    let mut notice = b"NOTIFY * HTTP/1.1\r\nNT: urn:bambulab-com:device:3dprinter:1\r\n".to_vec();
    notice.extend_from_slice(input);
    check(bambu::read_notice(&notice, FROM), &mut Gathering::default());
    // From outside, only an address inside that it names itself is believed.
    check(bambu::read_notice(&notice, IpAddr::V4(Ipv4Addr::new(8, 8, 4, 4))), &mut Gathering::default());
}

/// The bytes as they come over the line, and once more as the message of a frame that is sound.
pub(super) fn detect(input: &[u8]) {
    thread_local! {
        static RUNTIME: Option<Runtime> = Builder::new_current_thread().build().ok();
    }
    let host = FROM.to_string();
    RUNTIME.with(|runtime| {
        let Some(runtime) = runtime else { return };
        let line = tokio::io::join(input, tokio::io::sink());
        check(runtime.block_on(bambu::ask_over(line, &host)), &mut Gathering::default());
    });
    check(bambu::read_answer(input, &host), &mut Gathering::default());
    check(bambu::read_answer(&bambu::frame(input), &host), &mut Gathering::default());
}

/// Lines of `kind|full name|host|port|address`, as the library hands them over. It reads the packets on a thread of its
/// own, which a search can do without, and is fuzzed by those who made it.
pub(super) fn mdns(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for line in text.lines().take(MOST_ANSWERS) {
        let mut parts = line.split('|');
        let mut next = || parts.next().unwrap_or_default();
        let (kind, name, host) = (next(), next(), next());
        let port = next().parse().unwrap_or(0);
        let addresses: Vec<Ipv4Addr> = next().split(',').filter_map(|ip| ip.parse().ok()).take(8).collect();
        let Some(service) = Service::read(kind, name, host, port, &addresses) else { continue };
        assert!(service.port > 0 && addresses.contains(&service.address), "{service:?}");
        let address = service.address;
        assert!(
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.octets()[0] == 100
        );
        for text in [&service.name, &service.host_name].into_iter().flatten() {
            assert!(!text.is_empty() && text.chars().count() <= TEXT_CHARS, "{text:?}");
            assert!(!text.chars().any(char::is_control), "{text:?}");
        }
    }
}

/// Each line is one datagram.
pub(super) fn elegoo_answers(input: &[u8]) {
    let mut all = Gathering::default();
    for line in input.split(|byte| *byte == b'\n').take(MOST_ANSWERS) {
        check(elegoo::read_sdcp(line, FROM), &mut all);
        check(elegoo::read_cc2(line, FROM), &mut all);
    }
    assert!(all.all().len() <= 2 * MOST_ANSWERS);
}

/// Lines of `page status question {…}`: the status and the question may be missing.
pub(super) fn web_answers(input: &[u8]) {
    let mut all = Gathering::default();
    let host = FROM.to_string();
    for line in input.split(|byte| *byte == b'\n').take(MOST_ANSWERS) {
        let start = line.iter().position(|byte| matches!(byte, b'{' | b'[')).unwrap_or(line.len());
        let (head, body) = line.split_at(start);
        let head = String::from_utf8_lossy(head);
        let mut words = head.trim().splitn(3, ' ');
        let page = words.next().unwrap_or_default();
        let status = words.next().and_then(|word| word.parse().ok()).unwrap_or(200);
        // What comes out of a header line holds no line ends.
        let question = words.next().map(|text| text.chars().filter(|c| !c.is_control()).collect());
        let looked = Looked { status, body: body.to_vec(), question, date: None };
        let told = read_json(body).unwrap_or(Value::Null);
        check(answer(page, &looked, &told, &host), &mut all);
    }
}

fn answer(page: &str, looked: &Looked, told: &Value, host: &str) -> Option<Found> {
    match page {
        "info" => web::read(Page::Info, looked, host, 7125),
        "version" => web::read(Page::Version, looked, host, 5000),
        "push" => web::read(Page::Push, looked, host, 80),
        "page" => creality::read_page(told, host, 80),
        "frame" => creality::read_frame(told, host, 9999),
        "model" => Some(duet::read_model(told, host, 80)),
        "door" => match duet::read_door(told, host, 80)? {
            // It becomes a header.
            duet::Door::Open(key) => {
                assert!(key.bytes().all(|byte| byte.is_ascii_graphic()), "{key:?}");
                None
            }
            duet::Door::Closed(found) => Some(found),
        },
        _ => elegoo::read_attributes(told).map(|found| Found { host: host.to_owned(), ..found }),
    }
}
