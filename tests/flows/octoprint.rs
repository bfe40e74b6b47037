//! A real OctoPrint with its virtual printer prints a real plate: sent, watched, told and interrupted from here.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::floor::Floor;
use crate::server::{PLATE, Server, free_port, program};

/// The key of the account that the farm uses.
const KEY: &str = "3D5A9B1C7E8F40426A8C0E2F4B6D8091";
/// An OctoPrint of the test's own.
struct OctoPrint {
    program: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

impl OctoPrint {
    /// Settles everything that a person is asked at the first start. Nothing of it looks outside.
    fn set_up(program: PathBuf) -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let config = json!({
            "accessControl": { "salt": "a pinch of it" },
            "server": {
                "host": "127.0.0.1", "port": port, "firstRun": false, "secretKey": "known to this test alone",
                "onlineCheck": { "enabled": false }, "pluginBlacklist": { "enabled": false },
            },
            "serial": { "port": "VIRTUAL", "autoconnect": true },
            "plugins": {
                "virtual_printer": { "enabled": true },
                "_disabled": [
                    "achievements", "announcements", "backup", "discovery", "errortracking", "firmware_check",
                    "health_check", "pi_support", "pluginmanager", "softwareupdate", "tracking",
                ],
            },
        });
        let users = json!({ "farm": {
            "active": true, "apikey": KEY, "groups": ["users", "admins"], "password": "nobody signs in with it",
            "permissions": [], "settings": {},
        } });
        // What is JSON is YAML.
        std::fs::write(folder.path().join("config.yaml"), config.to_string()).unwrap();
        std::fs::write(folder.path().join("users.yaml"), users.to_string()).unwrap();
        Self { program, folder, port }
    }

    fn start(&self) -> Server {
        let mut command = Command::new(&self.program);
        // As root, as in a container, it wants to be told that this is meant.
        command.args(["serve", "--iknowwhatimdoing", "--basedir"]).arg(self.folder.path());
        command.env("HOME", self.folder.path());
        Server::start(&mut command, &self.folder.path().join("said"), self.port, "/api/version", KEY)
    }

    fn reach(&self, printer: i64, key: &str) -> Value {
        json!({ "id": printer, "protocol": "octoprint", "host": "127.0.0.1", "port": self.port, "secret": key })
    }
}

fn send(floor: &Floor, printer: i64) {
    let sent = floor.host.send_file(printer, Path::new(PLATE), true, &mut |_| true).unwrap();
    assert!(sent.started(), "{sent:?}");
    floor.until("it prints", |f| f.status_of(printer) == "printing" && f.jobs()[0]["status"] == "printing");
}

#[test]
fn a_real_octoprint_prints_a_plate_to_its_end_and_loses_one_to_a_power_cut() {
    let Some(program) = program("octoprint") else { return };
    let octoprint = OctoPrint::set_up(program);
    let server = octoprint.start();
    let folder = tempfile::tempdir().unwrap();
    let floor = Floor::open(&folder.path().join("farm.sqlite"));
    floor.host.watch_printers().unwrap();

    // A wrong key is named, and the right one is taken up at once.
    let printer = floor.add("P1");
    floor.done("printers.connect", octoprint.reach(printer, "00000000000000000000000000000000"));
    let names_the_key =
        |f: &Floor| f.live(printer)["trouble"].as_str().is_some_and(|t| t.contains("API key"));
    floor.until("the key is refused", names_the_key);
    floor.done("printers.connect", octoprint.reach(printer, KEY));
    floor.until("it is idle", |f| f.status_of(printer) == "idle");
    let live = floor.live(printer);
    assert!(live["trouble"].is_null() && live["obeys"] == true && live["takes_files"] == true, "{live:#}");
    assert!(live["firmware"].as_str().is_some_and(|f| f.starts_with("OctoPrint 1.")), "{live:#}");

    // From the file to the end of the print, with a break.
    send(&floor, printer);
    floor.tell(printer, "pause", "paused");
    floor.until("the print stands", |f| f.jobs_are(1, "paused"));
    floor.tell(printer, "resume", "printing");
    floor.until("it gets warm", |f| {
        f.live(printer)["temperatures"]
            .as_array()
            .is_some_and(|all| all.iter().any(|t| t["actual"].as_i64() > Some(400)))
    });
    floor.until("it is over", |f| f.status_of(printer) == "finished" && f.jobs_are(1, "completed"));
    let job = &floor.jobs()[0];
    assert!(job["actual_time_minutes"].is_number() && job["finished_at"].is_string(), "{job:#}");
    assert!(job["gcode_file"].as_str().is_some_and(|file| file.ends_with("foot.gcode")), "{job:#}");

    // Another one is stopped on the way.
    send(&floor, printer);
    floor.tell(printer, "stop", "cancelled");
    floor.until("the second is cancelled", |f| f.jobs()[0]["status"] == "cancelled" && f.jobs().len() == 2);

    // In the third the power goes. When it is back OctoPrint knows nothing of the print; a person is asked.
    send(&floor, printer);
    server.kill();
    floor.until("it is gone", |f| f.status_of(printer) == "offline" && !f.live(printer)["trouble"].is_null());
    let server = octoprint.start();
    floor.done("printers.reconnect", json!({ "id": printer }));
    floor.until("it is back", |f| f.status_of(printer) == "idle");
    let lost = floor.jobs()[0].clone();
    let question = lost["failure_reason"].as_str().unwrap_or_default();
    assert!(lost["status"] == "paused" && question.contains("Look at the plate"), "{lost:#}");
    let settled = json!({ "id": lost["id"], "status": "failed", "reason": "A power cut." });
    assert_eq!(floor.done("print_jobs.settle", settled)["status"], "failed");

    // Somebody starts the plate at OctoPrint itself: that is seen too, as a print of its own.
    let asked =
        server.ask("POST", "/api/files/local/foot.gcode", KEY, r#"{"command":"select","print":true}"#);
    assert_eq!(asked.map(|(status, _)| status), Some(204));
    floor.until("a fourth print", |f| f.jobs().len() == 4 && f.jobs()[0]["status"] == "printing");
    floor.tell(printer, "stop", "cancelled");
    floor.host.leave_printers();
}
