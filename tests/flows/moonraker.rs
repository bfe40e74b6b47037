//! A real Moonraker between the farm and a small Klippy of the test's own.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::floor::Floor;
use crate::klippy::{self, Klippy};
use crate::server::{PLATE, Server, free_port, program};

/// A Moonraker of the test's own.
struct Moonraker {
    program: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

impl Moonraker {
    fn set_up(program: PathBuf) -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        for name in ["config", "gcodes", "database", "logs", "comms"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let this = Self { program, folder, port };
        // Nobody is trusted by address, and nothing looks outside.
        let config = format!(
            "[server]\nhost: 127.0.0.1\nport: {port}\nklippy_uds_address: {}\n\n[authorization]\n\n\
             [announcements]\nenable_moonlight: False\n\n[machine]\nprovider: none\nvalidate_service: False\n\
             validate_config: False\n",
            this.socket().display()
        );
        std::fs::write(this.folder.path().join("config/moonraker.conf"), config).unwrap();
        this
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("comms/klippy.sock")
    }

    fn klippy(&self) -> Klippy {
        Klippy::start(&self.socket(), &self.folder.path().join("gcodes"))
    }

    fn start(&self, key: &str) -> Server {
        let mut command = Command::new(&self.program);
        command.arg("-n").arg("-d").arg(self.folder.path()).env("HOME", self.folder.path());
        Server::start(&mut command, &self.folder.path().join("said"), self.port, "/server/info", key)
    }

    /// Its key, as its owner reads it at the machine itself.
    fn key(&self) -> String {
        let mut stream = UnixStream::connect(self.folder.path().join("comms/moonraker.sock")).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
        klippy::send(&mut stream, &json!({ "jsonrpc": "2.0", "method": "access.get_api_key", "id": 1 }))
            .unwrap();
        let mut answer = Vec::new();
        let mut byte = [0];
        while stream.read(&mut byte).unwrap() == 1 && byte[0] != 3 {
            answer.push(byte[0]);
        }
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["result"].as_str().unwrap().to_owned()
    }

    fn reach(&self, printer: i64) -> Value {
        json!({ "id": printer, "protocol": "moonraker", "host": "127.0.0.1", "port": self.port })
    }
}

fn send(floor: &Floor, printer: i64) {
    let sent = floor.host.send_file(printer, Path::new(PLATE), true, &mut |_| true).unwrap();
    assert!(sent.started(), "{sent:?}");
    floor.until("it prints", |f| f.status_of(printer) == "printing" && f.jobs()[0]["status"] == "printing");
}

/// What Moonraker itself remembers of its prints, the newest first.
fn history(server: &Server, key: &str) -> Vec<(String, String)> {
    let (status, body) = server.ask("GET", "/server/history/list?order=desc", key, "").unwrap();
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    let text = |job: &Value, field: &str| job[field].as_str().unwrap().to_owned();
    let jobs = body["result"]["jobs"].as_array().unwrap();
    jobs.iter().map(|job| (text(job, "job_id"), text(job, "status"))).collect()
}

#[test]
fn a_real_moonraker_is_watched_through_prints_a_lost_klipper_and_a_time_away() {
    let Some(program) = program("moonraker") else { return };
    let moonraker = Moonraker::set_up(program);
    let klippy = moonraker.klippy();
    let server = moonraker.start("");
    let key = moonraker.key();
    let folder = tempfile::tempdir().unwrap();
    let floor = Floor::open(&folder.path().join("farm.sqlite"));
    floor.host.watch_printers().unwrap();

    // It lets nobody in without its key, and says so.
    let printer = floor.add("P1");
    floor.done("printers.connect", moonraker.reach(printer));
    let asks_for_a_key =
        |f: &Floor| f.live(printer)["trouble"].as_str().is_some_and(|t| t.contains("API key"));
    floor.until("a key is asked for", asks_for_a_key);
    let mut reach = moonraker.reach(printer);
    reach["secret"] = json!(key);
    floor.done("printers.connect", reach);
    floor.until("it is idle", |f| f.status_of(printer) == "idle");
    let live = floor.live(printer);
    assert!(live["trouble"].is_null() && live["firmware"] == "v0.12.0-0-gtest", "{live:#}");

    // A print from the file to its end. What Moonraker read in the file is known while it prints.
    send(&floor, printer);
    floor.until("half of it, by the file's own time", |f| {
        let live = f.live(printer);
        live["job"]["progress_permille"].as_i64().is_some_and(|p| p > 300)
            && live["job"]["minutes_left"].as_i64().is_some_and(|left| left >= 2)
    });
    floor.tell(printer, "pause", "paused");
    floor.until("the print stands", |f| f.jobs_are(1, "paused"));
    floor.tell(printer, "resume", "printing");
    klippy.let_end();
    floor.until("it is over", |f| f.status_of(printer) == "finished" && f.jobs_are(1, "completed"));
    let job = floor.jobs()[0].clone();
    assert!(job["actual_time_minutes"].is_number() && job["finished_at"].is_string(), "{job:#}");
    let ended: Vec<String> = history(&server, &key).into_iter().map(|(_, status)| status).collect();
    assert_eq!(ended, ["completed"], "Moonraker saw one print too");

    // The second is stopped, the third lost with Klipper.
    send(&floor, printer);
    floor.tell(printer, "stop", "cancelled");
    floor.until("the second is cancelled", |f| f.jobs()[0]["status"] == "cancelled" && f.jobs().len() == 2);
    send(&floor, printer);
    drop(klippy);
    floor.until("the third failed", |f| f.jobs()[0]["status"] == "failed" && f.jobs().len() == 3);
    let klippy = moonraker.klippy();
    floor.until("Klipper is back", |f| f.status_of(printer) == "idle");

    // The fourth ends while nobody watches: how is found in Moonraker's history.
    send(&floor, printer);
    floor.host.leave_printers();
    klippy.let_end();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while history(&server, &key)[0].1 != "completed" {
        assert!(std::time::Instant::now() < deadline, "Moonraker does not see its end");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(floor.jobs()[0]["status"], "printing");
    floor.host.watch_printers().unwrap();
    floor.until("its end is found", |f| f.jobs()[0]["status"] == "completed" && f.jobs().len() == 4);

    // Moonraker itself goes and comes.
    server.kill();
    floor.until("it is gone", |f| f.status_of(printer) == "offline" && !f.live(printer)["trouble"].is_null());
    let _server = moonraker.start(&key);
    floor.done("printers.reconnect", json!({ "id": printer }));
    floor.until("it is back", |f| f.live(printer)["trouble"].is_null() && f.status_of(printer) != "offline");
    floor.host.leave_printers();
}
