//! Printers, prints, and who looks after them.

use serde_json::{Value, json};

use crate::case::{Case, NOBODY, done, refused, row, sql};

fn printer() -> Value {
    row("printers", "status IN ('idle', 'offline', 'maintenance')")
}

pub(super) fn cases() -> Vec<Case> {
    [printers(), connections(), several(), tables(), floor(), slots(), prints(), upkeep()]
        .into_iter()
        .flatten()
        .collect()
}

fn printers() -> Vec<Case> {
    let add = |code: &str| json!({ "code": code, "name": "Left of the door", "model": "A1", "brand": "bambu", "serial_number": "SN-NEW" });
    let form = |code: Value, active: bool| json!({ "id": printer(), "code": code, "name": "Renamed", "model": "A1", "brand": "bambu", "active": active });
    let code = || {
        sql(
            "SELECT code FROM printers WHERE id = (SELECT min(id) FROM printers WHERE status IN ('idle', 'offline', 'maintenance'))",
        )
    };
    vec![
        done("printers.list", json!({})),
        done("printers.get", json!({ "id": printer() })),
        refused("printers.get", json!({ "id": NOBODY }), "not_found", ""),
        done("printers.add", add("NEW-1")),
        done("printers.add", json!({ "code": "NEW-3", "name": "Nobody knows what", "brand": "generic" })),
        refused("printers.add", add("new-1"), "already_exists", "code"),
        refused("printers.add", add("NEW-2"), "already_exists", "serial_number"),
        done("printers.update", form(code(), true)),
        refused("printers.update", form(json!("NEW-1"), true), "already_exists", "code"),
        refused(
            "printers.update",
            json!({ "id": row("printers", "status = 'printing'"), "code": "BUSY", "name": "B", "model": "A1", "brand": "bambu", "active": false }),
            "in_use",
            "active",
        ),
        done("printers.set_maintenance", json!({ "id": printer(), "on": false })),
        refused(
            "printers.set_maintenance",
            json!({ "id": row("printers", "status = 'printing'"), "on": true }),
            "wrong_state",
            "",
        ),
    ]
}

fn connections() -> Vec<Case> {
    let connect =
        |host: Value| json!({ "id": printer(), "protocol": "moonraker", "host": host, "secret": "a key" });
    vec![
        done("printers.connect", connect(json!("127.0.0.1"))),
        refused("printers.connect", connect(Value::Null), "invalid_value", "host"),
        refused("printers.connect", connect(json!("nora@printer")), "invalid_value", "host"),
        done(
            "printers.connect",
            json!({ "id": printer(), "protocol": "octoprint", "host": "https://octopi.local:8443/octoprint", "secret": "a key" }),
        ),
        done(
            "printers.connect",
            json!({ "id": printer(), "protocol": "elegoo_mqtt", "host": "192.168.1.50" }),
        ),
        done("printers.pin", json!({ "id": printer(), "sha256": "ab".repeat(32) })),
        refused("printers.pin", json!({ "id": printer(), "sha256": "ab" }), "invalid_value", "sha256"),
        done("printers.disconnect", json!({ "id": printer() })),
        done(
            "printers.curve",
            json!({ "id": printer(), "from": "2026-03-02T09:00:00.000Z", "to": "2026-03-02T10:00:00.000Z" }),
        ),
    ]
}

fn several() -> Vec<Case> {
    let one = |code: &str, serial: &str| json!({ "code": code, "protocol": "bambu", "host": "127.0.0.9", "serial_number": serial, "secret": "12345678" });
    let all = |printers: &[Value]| json!({ "printers": printers });
    let by_hand = json!({ "code": "HAND", "protocol": "generic" });
    let homeless = json!({ "code": "LOST", "protocol": "duet" });
    let no_port = json!({ "code": "PORT", "protocol": "duet", "host": "127.0.0.9", "port": 0 });
    let strange = json!({ "code": "ODD", "protocol": "duet", "host": "nora@printer" });
    let many: Vec<Value> = (0..501).map(|n| one(&format!("M{n}"), &format!("SN-M{n}"))).collect();
    vec![
        done("printers.networks", json!({})),
        done("printers.add_many", all(&[one("ADD-1", "SN-ADD-1"), one("ADD-2", "SN-ADD-2"), by_hand])),
        refused("printers.add_many", all(&[]), "invalid_value", "printers"),
        refused("printers.add_many", all(&many), "invalid_value", "printers"),
        refused(
            "printers.add_many",
            all(&[one("ADD-3", "SN-3"), one("add-1", "SN-4")]),
            "already_exists",
            "printers[1].code",
        ),
        refused(
            "printers.add_many",
            all(&[one("ADD-3", "SN-3"), one("ADD-3", "SN-5")]),
            "already_exists",
            "printers[1].code",
        ),
        refused(
            "printers.add_many",
            all(&[one("ADD-4", "SN-ADD-1")]),
            "already_exists",
            "printers[0].serial_number",
        ),
        refused("printers.add_many", all(&[homeless]), "invalid_value", "printers[0].host"),
        refused("printers.add_many", all(&[no_port]), "invalid_value", "printers[0].port"),
        refused("printers.add_many", all(&[strange]), "invalid_value", "printers[0].host"),
    ]
}

fn tables() -> Vec<Case> {
    let table = |text: &str, check_only: bool| json!({ "text": text, "check_only": check_only });
    let good =
        "code;protocol;address;access code\nT01;Bambu Lab;127.0.0.9;12345678\nT02;klipper;127.0.0.9;\n";
    let large = "x".repeat(1024 * 1024 + 1);
    vec![
        done("printers.import", table(good, true)),
        done("printers.import", table(good, false)),
        // The same again: every code is taken by now.
        refused("printers.import", table(good, false), "invalid_value", "text"),
        refused("printers.import", table("", false), "invalid_value", "text"),
        refused("printers.import", table("code,protocol\n", true), "invalid_value", "text"),
        refused("printers.import", table("code,protocol,host\nT03,duet,\n", false), "invalid_value", "text"),
        refused(
            "printers.import",
            table("code,protocol,port\nT04,generic,\nT05,telnet,99999\n", false),
            "invalid_value",
            "text",
        ),
        refused("printers.import", table(&large, false), "invalid_value", "text"),
    ]
}

/// The command line and these tests watch no printers; what the floor answers to a window is tried in the monitor.
fn floor() -> Vec<Case> {
    let unwatched = |command: &'static str, request: Value| refused(command, request, "wrong_state", "");
    vec![
        unwatched("printers.live", json!({})),
        unwatched("printers.tell", json!({ "id": printer(), "action": "pause" })),
        unwatched("printers.look", json!({ "id": printer() })),
        unwatched("printers.reconnect", json!({ "id": printer() })),
        unwatched("printers.recording", json!({ "id": printer() })),
        unwatched("printers.find", json!({ "at": "127.0.0.1:9" })),
        unwatched("printers.try", json!({ "protocol": "duet", "host": "127.0.0.1", "port": 9 })),
        unwatched("print_files.fit", json!({ "plate_id": NOBODY })),
        unwatched("print_files.send", json!({ "plate_id": NOBODY, "printer_id": printer(), "start": true })),
    ]
}

fn slots() -> Vec<Case> {
    let spool = || row("material_spools", "status = 'active' AND printer_slot IS NULL");
    let load = |slot: &str, spool: Value| json!({ "id": printer(), "slot": slot, "spool_id": spool });
    vec![
        done("printers.slots", json!({ "id": printer() })),
        refused("printers.slots", json!({ "id": NOBODY }), "not_found", ""),
        done("printers.spools_for", json!({ "id": printer(), "slot": "ext/0" })),
        done("printers.load_slot", load("ext/0", spool())),
        done("printers.load_slot", json!({ "id": printer(), "slot": "ext/0" })),
        refused("printers.load_slot", load("third", spool()), "invalid_value", "slot"),
        refused("printers.load_slot", load("ext/0", json!(NOBODY)), "not_found", ""),
    ]
}

fn prints() -> Vec<Case> {
    let ended = || row("print_jobs", "status = 'completed'");
    let running = || row("print_jobs", "status = 'printing'");
    vec![
        done("print_jobs.list", json!({ "limit": 3 })),
        done("print_jobs.get", json!({ "id": ended() })),
        refused("print_jobs.get", json!({ "id": NOBODY }), "not_found", ""),
        done(
            "print_jobs.link",
            json!({ "id": ended(), "production_order_id": row("production_orders", "status <> 'cancelled'") }),
        ),
        refused("print_jobs.link", json!({ "id": ended(), "production_order_id": NOBODY }), "not_found", ""),
        refused(
            "print_jobs.settle",
            json!({ "id": running(), "status": "printing" }),
            "invalid_value",
            "status",
        ),
        refused("print_jobs.settle", json!({ "id": ended(), "status": "failed" }), "wrong_state", ""),
        done("print_jobs.settle", json!({ "id": running(), "status": "failed", "reason": "It fell over." })),
    ]
}

fn upkeep() -> Vec<Case> {
    let log = |at: &str| json!({ "printer_id": printer(), "maintenance_type": "preventive", "description": "Rods greased", "performed_at": at });
    vec![
        done("maintenance.list", json!({ "limit": 3 })),
        done("maintenance.due", json!({})),
        done("maintenance.log", log("2020-03-02T09:00:00.000Z")),
        refused("maintenance.log", log("2099-03-02T09:00:00.000Z"), "invalid_value", "performed_at"),
    ]
}
