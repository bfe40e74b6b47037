//! A farm is filled as a person does it: printers are looked for, tried, added together and watched. Simulated ones
//! of four makes on loopback; what is typed wrong is said in words.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Actor, Host, Refusal, Request, SystemClock};
use spoolyard_printers::simulate::{Hall, HallPlan, Make, Stand};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Printers of four makes, and a runtime that they live on.
pub(crate) struct Street {
    halls: Vec<Hall>,
    _runtime: tokio::runtime::Runtime,
}

impl Street {
    pub(crate) fn open() -> Self {
        Self::of(&[Make::Moonraker, Make::Octoprint, Make::Prusalink, Make::Sdcp])
    }

    pub(crate) fn of(makes: &[Make]) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let halls = makes.iter().map(|make| {
            let plan =
                HallPlan { make: *make, printers: 1, speed_up: 60, seed: 5, set_back: None, again: false };
            runtime.block_on(Hall::open(&plan)).unwrap()
        });
        Self { halls: halls.collect(), _runtime: runtime }
    }

    pub(crate) fn stands(&self) -> impl Iterator<Item = &Stand> {
        self.halls.iter().flat_map(Hall::stands)
    }
}

pub(crate) struct Farm(pub(crate) Host);

impl Farm {
    pub(crate) fn open(file: &Path) -> Self {
        let host = Host::open(file, Arc::new(SystemClock));
        host.watch_printers().unwrap();
        Self(host)
    }

    fn ask(&self, name: &str, payload: Value) -> Result<Value, Refusal> {
        let request = Request { name: name.into(), payload, request_id: None, token: None };
        self.0.call(Actor::spoolyard(), request)
    }

    pub(crate) fn done(&self, name: &str, payload: Value) -> Value {
        self.ask(name, payload).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
    }

    /// What stands at this address, after the whole search.
    fn find(&self, at: &str) -> Vec<Value> {
        let job = self.done("printers.find", json!({ "at": at }));
        let job = self.0.wait_for_job(job["id"].as_str().unwrap()).unwrap();
        assert!(job.error.is_none(), "{at}: {:?}", job.error);
        job.result["printers"].as_array().unwrap().clone()
    }

    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let (told, heard) = std::sync::mpsc::sync_channel(1);
        self.0.subscribe(move |_| {
            // One word that waits is enough to wake.
            let _ = told.try_send(());
        });
        while !is_so(self) {
            assert!(Instant::now() < deadline, "never: {what}; {}", self.done("printers.live", json!({})));
            let _ = heard.recv_timeout(Duration::from_secs(1));
        }
    }

    pub(crate) fn all_are(&self, status: &str) -> bool {
        let rows = self.done("printers.list", json!({}));
        rows.as_array().unwrap().iter().all(|row| row["status"] == status)
    }
}

fn connection(found: &Value, secret: Option<&str>) -> Value {
    let mut request = json!({ "protocol": found["protocol"], "host": found["host"], "port": found["port"] });
    if let Some(secret) = secret {
        request["secret"] = json!(secret);
    }
    if found["serial_number"].is_string() {
        request["serial_number"] = found["serial_number"].clone();
    }
    request
}

#[test]
fn four_makes_are_found_tried_added_together_and_watched() {
    let folder = tempfile::tempdir().unwrap();
    let street = Street::open();
    let farm = Farm::open(&folder.path().join("farm.sqlite"));
    let mut printers = Vec::new();
    for (number, stand) in street.stands().enumerate() {
        let found = farm.find(&format!("127.0.0.1:{}", stand.port));
        let [one] = found.as_slice() else { panic!("{stand:?}: {found:?}") };
        assert_eq!(one["protocol"], stand.protocol.code());
        assert_eq!(one["known"], Value::Null);
        assert_eq!(one["needs"] == "nothing", stand.secret.is_none(), "{one}");

        if stand.secret.is_some() {
            let tried = farm.done("printers.try", connection(one, Some("a wrong key")));
            assert_eq!((&tried["ok"], &tried["trouble"]), (&json!(false), &json!("wrong_code")), "{tried}");
            let tried = farm.done("printers.try", connection(one, None));
            assert_eq!(tried["trouble"], "incomplete", "{tried}");
        }
        let tried = farm.done("printers.try", connection(one, stand.secret.as_deref()));
        assert_eq!((&tried["ok"], &tried["status"]), (&json!(true), &json!("idle")), "{tried}");

        let mut printer = connection(one, stand.secret.as_deref());
        printer["code"] = json!(format!("P{number:02}"));
        printers.push(printer);
    }
    let added = farm.done("printers.add_many", json!({ "printers": printers }));
    assert_eq!(added["ids"].as_array().map(Vec::len), Some(4));
    farm.until("all are reached", |farm| farm.all_are("idle"));

    // One of the farm is tried with the key that is kept for it, which no window is shown.
    let listed = farm.done("printers.list", json!({}));
    for (number, stand) in street.stands().enumerate().filter(|(_, stand)| stand.secret.is_some()) {
        let id = listed
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["code"] == format!("P{number:02}"))
            .unwrap()["id"]
            .clone();
        let request = json!({ "printer_id": id, "protocol": stand.protocol.code(), "host": stand.host, "port": stand.port,
            "serial_number": stand.serial });
        let tried = farm.done("printers.try", request.clone());
        assert_eq!(tried["ok"], true, "{tried}");
        let mut wrong = request;
        wrong["secret"] = json!("a wrong key");
        assert_eq!(farm.done("printers.try", wrong)["trouble"], "wrong_code", "what is typed goes before it");
    }

    // What the farm has is known again, and what cannot be is said in words.
    let stand = street.stands().next().unwrap();
    let again = farm.find(&format!("127.0.0.1:{}", stand.port));
    assert_eq!(again[0]["known_code"], "P00", "{again:?}");
    let job = farm.done("printers.find", json!({ "at": "8.8.8.0/24" }));
    let job = farm.0.wait_for_job(job["id"].as_str().unwrap()).unwrap();
    assert!(job.error.is_some_and(|refusal| refusal.field.as_deref() == Some("at")));
    farm.0.leave_printers();
}

#[test]
fn what_stands_in_the_way_of_a_connection_has_a_name_and_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let street = Street::open();
    let farm = Farm::open(&folder.path().join("farm.sqlite"));
    let port = |protocol: &str| street.stands().find(|s| s.protocol.code() == protocol).unwrap().port;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (request, trouble) in [
        (json!({ "protocol": "duet", "host": "127.0.0.1", "port": nobody }), "nothing_listens"),
        (json!({ "protocol": "sdcp", "host": "127.0.0.1", "port": port("octoprint") }), "not_a_printer"),
        (json!({ "protocol": "bambu", "host": "127.0.0.1", "secret": "12345678" }), "incomplete"),
        (json!({ "protocol": "generic", "host": "127.0.0.1" }), "incomplete"),
    ] {
        let tried = farm.done("printers.try", request.clone());
        assert_eq!((&tried["ok"], &tried["trouble"]), (&json!(false), &json!(trouble)), "{request}: {tried}");
        assert!(tried["text"].as_str().is_some_and(|text| text.len() > 20), "{tried}");
    }
    farm.0.leave_printers();
}

#[test]
fn a_printer_that_is_known_by_its_number_is_followed_to_its_new_address() {
    let folder = tempfile::tempdir().unwrap();
    let street = Street::open();
    let farm = Farm::open(&folder.path().join("farm.sqlite"));
    let stand = street.stands().find(|stand| stand.serial.is_some()).unwrap();
    // It was written down at another address, where nobody answers.
    let printer = json!({ "code": "P01", "protocol": "sdcp", "host": "127.0.0.77", "port": stand.port, "serial_number": stand.serial });
    farm.done("printers.add_many", json!({ "printers": [printer] }));
    farm.until("it is not reached", |farm| {
        let live = farm.done("printers.live", json!({}));
        live[0]["trouble"].is_string()
    });
    let found = farm.find(&format!("127.0.0.1:{}", stand.port));
    assert_eq!((&found[0]["known_code"], &found[0]["moved"]), (&json!("P01"), &json!(true)), "{found:?}");
    farm.until("it is reached where it is now", |farm| farm.all_are("idle"));
    let list = farm.done("printers.list", json!({}));
    assert_eq!(list[0]["ip_address"], "127.0.0.1");
    // Once it is reached, nobody who claims its number elsewhere is believed.
    let again = farm.find(&format!("127.0.0.2:{}", stand.port));
    assert!(again.iter().all(|one| one["moved"] == false), "{again:?}");
    farm.0.leave_printers();
}
