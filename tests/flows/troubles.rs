//! What stands in the way of a printer: for each a sentence that names the cause and what to do, and whoever stands
//! beside goes on as if nothing was. What only a driver can be shown (a certificate that changes, a card that is
//! missing) is in `tests/printers`; how each is put into words, in the monitor's own tests.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};
use spoolyard_printers::simulate::{Make, Stand};

use crate::found::{Farm, Street};

/// What a web server on loopback answers to the path of a request; it is asked until the test ends.
fn web_server(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for line in listener.incoming() {
            let Ok(mut line) = line else { return };
            let mut heard = [0; 4096];
            let length = line.read(&mut heard).unwrap_or(0);
            let heard = String::from_utf8_lossy(&heard[..length]).into_owned();
            answer(heard.split(' ').nth(1).unwrap_or_default(), &mut line);
        }
    });
    port
}

/// A Duet whose clock stands in 2019.
fn board_with_a_wrong_clock() -> u16 {
    web_server(|path, line| {
        let body = match path.split('?').next().unwrap_or_default() {
            "/rr_connect" => json!({ "err": 0, "sessionTimeout": 8000, "sessionKey": 1 }),
            "/rr_model" => json!({ "result": { "state": { "status": "idle", "upTime": 60 }, "seqs": {} } }),
            _ => json!({ "err": 0 }),
        };
        let body = body.to_string();
        let head = "HTTP/1.1 200 OK\r\nDate: Tue, 01 Jan 2019 00:00:00 GMT\r\nConnection: close\r\n";
        let _ = write!(line, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
    })
}

/// Something that begins to send a gigabyte, whatever it is asked.
fn gigabyte() -> u16 {
    web_server(|_, line| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n";
        let _ = line.write_all(head.as_bytes());
        // Until whoever asked hangs up.
        while line.write_all(&[b' '; 65_536]).is_ok() {}
    })
}

fn request(stand: &Stand, secret: Option<&str>, serial: Option<&str>) -> Value {
    let mut request = json!({ "protocol": stand.protocol.code(), "host": stand.host, "port": stand.port });
    for (name, value) in [("secret", secret), ("serial_number", serial)] {
        if let Some(value) = value {
            request[name] = json!(value);
        }
    }
    request
}

#[test]
fn each_trouble_has_a_sentence_to_act_on_and_the_neighbour_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let street = Street::of(&[Make::Bambu, Make::Moonraker, Make::Octoprint, Make::Prusalink, Make::Duet]);
    let farm = Farm::open(&folder.path().join("farm.sqlite"));
    let stand = |protocol: &str| street.stands().find(|s| s.protocol.code() == protocol).unwrap();

    let mut neighbour = request(stand("moonraker"), stand("moonraker").secret.as_deref(), None);
    neighbour["code"] = json!("P01");
    farm.done("printers.add_many", json!({ "printers": [neighbour] }));
    farm.until("the neighbour is reached", |farm| farm.all_are("idle"));

    let bambu = stand("bambu");
    let (code, serial) = (bambu.secret.as_deref(), bambu.serial.as_deref());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = |protocol: &str, port: u16| json!({ "protocol": protocol, "host": "127.0.0.1", "port": port });
    for (what, request, trouble, says) in [
        (
            "wrong code",
            request(bambu, Some("00000000"), serial),
            "wrong_code",
            &["access code", "display"][..],
        ),
        (
            "wrong serial",
            request(bambu, code, Some("01P00A000000000")),
            "other_printer",
            &["01P00A000000000", "Check the address and the serial number"],
        ),
        (
            "serial with / and #",
            request(bambu, code, Some("01P/../#")),
            "incomplete",
            &["serial number", "Copy it from the printer's display"],
        ),
        ("no serial", request(bambu, code, None), "incomplete", &["serial number is missing", "device menu"]),
        ("wrong key", request(stand("octoprint"), Some("wrong"), None), "wrong_code", &["refuses", "key"]),
        (
            "wrong password",
            request(stand("prusalink"), Some("wrong"), None),
            "wrong_code",
            &["refuses", "password"],
        ),
        ("printer off", at("duet", nobody), "nothing_listens", &["Nothing answers", "Is the printer on"]),
        ("nothing wrong", request(stand("duet"), None, None), "", &[]),
        (
            "a gigabyte",
            at("duet", gigabyte()),
            "not_a_printer",
            &["longer than", "Check make, address and port"],
        ),
        (
            "clock off",
            at("duet", board_with_a_wrong_clock()),
            "clock_off",
            &["clock", "minutes", "Set both by the network's time"],
        ),
    ] {
        let tried = farm.done("printers.try", request);
        if trouble.is_empty() {
            assert_eq!((&tried["ok"], &tried["trouble"]), (&json!(true), &Value::Null), "{what}: {tried}");
            continue;
        }
        assert_eq!(tried["trouble"], trouble, "{what}: {tried}");
        assert_eq!(tried["ok"], trouble == "clock_off", "{what}: {tried}");
        let text = tried["text"].as_str().unwrap();
        for word in says {
            assert!(text.contains(word), "{what}: {text}");
        }
        assert!(text.ends_with(['.', '?']) && text.len() < 400, "{what}: {text}");
        println!("{what}: {text}");
    }

    let live = farm.done("printers.live", json!({}));
    assert_eq!((&live[0]["trouble"], farm.all_are("idle")), (&Value::Null, true), "{live}");
    farm.0.leave_printers();
}
