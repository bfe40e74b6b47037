//! Printers are found: by what they announce, by what they answer, and by their address. Everything on loopback.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, UdpSocket as Plain};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use spoolyard_printers::Protocol;
use spoolyard_printers::discover::{
    Found, Inquiry, Mdns, Needs, Ports, Reach, Sign, Target, bambu, elegoo, probe, search, target,
};
use spoolyard_printers::simulate::announce::{answer_sdcp, answer_who, notify};
use spoolyard_printers::simulate::{Hall, HallPlan, Make, Stand};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

fn inquiry() -> Inquiry {
    Inquiry { source: Ipv4Addr::LOCALHOST, answer: Duration::from_secs(5), ..Inquiry::default() }
}

async fn hall(make: Make) -> Hall {
    Hall::open(&HallPlan { make, printers: 1, speed_up: 60, seed: 3, set_back: None, again: false })
        .await
        .unwrap()
}

async fn asked(port: u16) -> Vec<Found> {
    probe(&inquiry(), &Target::One { host: "127.0.0.1".into(), port: Some(port) }).await
}

#[tokio::test]
async fn each_make_is_known_by_what_it_answers_at_its_address() {
    for (make, needs, model) in [
        (Make::Moonraker, Needs::Nothing, None),
        (Make::Octoprint, Needs::ApiKey, None),
        (Make::Prusalink, Needs::Password, None),
        (Make::Sdcp, Needs::Nothing, Some("Centauri Carbon")),
        (Make::Creality, Needs::Nothing, Some("K1C")),
        (Make::Duet, Needs::Nothing, Some("Duet 3 Mini 5+")),
    ] {
        let hall = hall(make).await;
        let stand = &hall.stands()[0];
        let found = asked(stand.port).await;
        let [one] = found.as_slice() else { panic!("{make:?}: {found:?}") };
        assert_eq!((one.protocol, one.needs), (stand.protocol, needs), "{one:?}");
        assert_eq!((one.model.as_deref(), one.port), (model, Some(stand.port)), "{one:?}");
        if let Some(serial) = &stand.serial {
            assert_eq!(one.serial.as_ref(), Some(serial));
        }
    }
}

#[tokio::test]
async fn a_bambu_printer_tells_who_it_is_without_its_code() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answering = tokio::spawn(answer_who(listener, "01P00A2B3C4D5E6".into(), "Left".into()));
    let found = asked(port).await;
    answering.abort();
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.protocol, one.needs), (Protocol::Bambu, Needs::AccessCode));
    assert_eq!((one.serial.as_deref(), one.model.as_deref()), (Some("01P00A2B3C4D5E6"), Some("P1S")));
    assert_eq!((one.name.as_deref(), one.lan_mode), (Some("Left"), Some(true)));
}

/// A port of the loopback address at which nobody hears datagrams.
fn silent_port() -> u16 {
    Plain::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn announcements_and_answers_are_gathered_as_they_come_each_machine_once() {
    let ears = SocketAddrV4::new(Ipv4Addr::LOCALHOST, silent_port());
    let notices = [(2, "01P00A000000001"), (3, "01P00A000000002")].map(|(last, serial)| {
        let own = Ipv4Addr::new(127, 0, 0, last);
        (Ipv4Addr::LOCALHOST, bambu::notice(own, serial, "N2S", "Rack"))
    });
    let announcing = tokio::spawn(notify(ears.into(), notices.to_vec(), Duration::from_millis(20)));
    let elegoo = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let elegoo_at = elegoo.local_addr().unwrap();
    let answers = vec![elegoo::sdcp_answer("127.0.0.4", "b0a4d0007", "Carbon")];
    let answering = tokio::spawn(answer_sdcp(elegoo, answers));
    let reach = Reach {
        ssdp: vec![ears],
        ask_from: vec![Ipv4Addr::LOCALHOST],
        sdcp_ask: vec![elegoo_at],
        cc2_ask: vec![SocketAddr::from((Ipv4Addr::LOCALHOST, silent_port()))],
        listen: Duration::from_millis(800),
        ..Reach::deaf()
    };
    let signs = Arc::<Mutex<Vec<Sign>>>::default();
    let heard = Arc::clone(&signs);
    let found = search(&reach, &[], &inquiry(), &move |sign| heard.lock().unwrap().push(sign)).await;
    announcing.abort();
    answering.abort();
    let mut serials: Vec<_> =
        found.iter().map(|one| (one.host.as_str(), one.serial.as_deref().unwrap())).collect();
    serials.sort_unstable();
    assert_eq!(
        serials,
        [("127.0.0.2", "01P00A000000001"), ("127.0.0.3", "01P00A000000002"), ("127.0.0.4", "b0a4d0007")]
    );
    let signs = signs.lock().unwrap();
    let grows: Vec<usize> = signs
        .iter()
        .filter_map(|sign| if let Sign::Found(all) = sign { Some(all.len()) } else { None })
        .collect();
    assert_eq!(grows, [1, 2, 3], "every machine was told once, as it came");
    assert!(signs.iter().any(|sign| matches!(sign, Sign::Step { done, total } if done == total)));
}

#[tokio::test]
async fn a_range_is_asked_address_by_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answering = tokio::spawn(answer_who(listener, "01P00A2B3C4D5E6".into(), "Left".into()));
    let targets = [target("127.0.0.1-127.0.0.9").unwrap()];
    let steps = Arc::<Mutex<Vec<(u32, u32)>>>::default();
    let heard = Arc::clone(&steps);
    let tell = move |sign| {
        if let Sign::Step { done, total } = sign {
            heard.lock().unwrap().push((done, total));
        }
    };
    let found = search(&Reach::deaf(), &targets, &inquiry().at(Ports::only(port)), &tell).await;
    answering.abort();
    assert_eq!(found.iter().map(|one| one.host.as_str()).collect::<Vec<_>>(), ["127.0.0.1"]);
    assert_eq!(steps.lock().unwrap().last(), Some(&(9, 9)));
}

/// A datagram as a printer sends it, byte for byte.
fn announcement(serial: &str, model: &str, connect: &str) -> String {
    format!(
        "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nServer: UPnP/1.0\r\nLocation: 127.0.0.9\r\n\
         NT: urn:bambulab-com:device:3dprinter:1\r\nUSN: {serial}\r\nCache-Control: max-age=1800\r\n\
         DevModel.bambu.com: {model}\r\nDevName.bambu.com: 3DP-{model}\r\nDevSignal.bambu.com: -41\r\n\
         DevConnect.bambu.com: {connect}\r\nDevBind.bambu.com: free\r\nDevseclink.bambu.com: secure\r\n\
         DevInf.bambu.com: wlan0\r\nDevVersion.bambu.com: 01.07.02.00\r\nDevCap.bambu.com: 1\r\n\r\n"
    )
}

/// Looks until so many are found, or for a long time.
async fn look_until(reach: Reach, count: usize) -> Vec<Found> {
    look_for(reach, |all| all.len() >= count).await
}

async fn look_for(reach: Reach, is_enough: impl Fn(&[Found]) -> bool) -> Vec<Found> {
    let reach = Reach { listen: Duration::from_secs(20), ..reach };
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let tell = move |sign| drop(tell.send(sign));
    let inquiry = inquiry();
    let searching = search(&reach, &[], &inquiry, &tell);
    tokio::pin!(searching);
    loop {
        tokio::select! {
            all = &mut searching => return all,
            sign = told.recv() => match sign {
                Some(Sign::Found(all)) if is_enough(&all) => return all,
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn newer_and_older_firmware_announces_itself_at_another_port_each() {
    let ears = [silent_port(), silent_port()].map(|port| SocketAddrV4::new(Ipv4Addr::LOCALHOST, port));
    let announcing = tokio::spawn(async move {
        let sender = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut pace = tokio::time::interval(Duration::from_millis(50));
        loop {
            pace.tick().await;
            for (ear, (serial, model, connect)) in
                ears.iter().zip([("0309CA000000123", "N1", "lan"), ("01S09C420800555", "C11", "cloud")])
            {
                // Whoever does not listen yet hears it the next time.
                let _ = sender.send_to(announcement(serial, model, connect).as_bytes(), ear).await;
            }
        }
    });
    let found = look_until(Reach { ssdp: ears.into(), ..Reach::deaf() }, 2).await;
    announcing.abort();
    let mut told: Vec<_> = found
        .iter()
        .map(|one| (one.serial.as_deref().unwrap(), one.model.as_deref().unwrap(), one.lan_mode.unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("01S09C420800555", "P1P", false), ("0309CA000000123", "A1 mini", true)]);
    assert!(found.iter().all(|one| one.host == "127.0.0.9"));
}

#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "not every system carries groups on its loopback address")]
async fn services_are_heard_and_asked_what_they_are() {
    let mut halls = Vec::new();
    for make in [Make::Moonraker, Make::Octoprint, Make::Prusalink] {
        let plan = HallPlan { make, printers: 1, speed_up: 60, seed: 3, set_back: None, again: false };
        halls.push(Hall::open_to_be_found(&plan).await.unwrap());
    }
    // Others of this computer may be heard as well.
    let is_ours = |one: &&Found, stand: &Stand| {
        one.host == stand.host
            && one.port.is_none_or(|port| port == stand.port)
            && one.protocol == stand.protocol
    };
    let stands: Vec<&Stand> = halls.iter().flat_map(Hall::stands).collect();
    let are_all = |all: &[Found]| stands.iter().all(|stand| all.iter().any(|one| is_ours(&one, stand)));
    let found = look_for(Reach { mdns: Mdns::Loopback, ..Reach::deaf() }, are_all).await;
    assert!(are_all(&found), "{found:?}");
    for one in stands.iter().filter_map(|stand| found.iter().find(|one| is_ours(one, stand))) {
        assert!(one.host.starts_with("127.") && one.host_name.is_some(), "{one:?}");
    }
}

/// Says this to everybody who connects, after it heard something.
async fn somebody_who_says(words: Vec<u8>) -> (u16, tokio::task::AbortHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        loop {
            let (mut line, _) = listener.accept().await.unwrap();
            let words = words.clone();
            tokio::spawn(async move {
                let mut heard = [0; 64];
                let _ = line.read(&mut heard).await;
                let _ = line.write_all(&words).await;
                // Held open: whoever waits for more must give up by itself.
                std::future::pending::<()>().await;
            });
        }
    });
    (port, task.abort_handle())
}

#[tokio::test]
async fn what_is_no_printer_is_passed_over_whatever_it_says() {
    let endless = {
        let mut words = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"result\":\"".to_vec();
        words.resize(4 * 1024 * 1024, b'x');
        words
    };
    let deep = format!("HTTP/1.1 200 OK\r\n\r\n{}", "[".repeat(50_000));
    let lying_length = [0xA5, 0xA5, 0xFF, 0xFF, b'{', b'}'].to_vec();
    let bad_serial = bambu::answer("01P/#/../x", "C12", "x");
    let html = b"HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n<html>hi</html>".to_vec();
    let quick = Inquiry { answer: Duration::from_millis(200), ..inquiry() };
    for words in [Vec::new(), endless, deep.into_bytes(), lying_length, bad_serial, html, vec![0xFF; 5000]] {
        let told: Vec<u8> = words.iter().copied().take(40).collect();
        let (port, task) = somebody_who_says(words).await;
        let target = Target::One { host: "127.0.0.1".into(), port: Some(port) };
        let asking = probe(&quick, &target);
        let found =
            tokio::time::timeout(Duration::from_secs(60), asking).await.expect("it gives up by itself");
        task.abort();
        assert_eq!(found, [], "{}", String::from_utf8_lossy(&told));
    }
}

#[tokio::test]
async fn an_address_outside_local_networks_is_not_even_asked() {
    let found = probe(&inquiry(), &Target::One { host: "203.0.113.9".into(), port: Some(80) }).await;
    assert_eq!(found, []);
}
