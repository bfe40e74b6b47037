//! Klipper's host program as Moonraker sees it: a unix socket with messages of JSON, each ended by 0x03. It prints
//! nothing but the clock, and answers as much as a Moonraker asks of it.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Klipper tells what changed this often.
const TICK: Duration = Duration::from_millis(250);
/// How far a print comes by itself; the rest of it waits until the test lets it end.
const HALF: f64 = 0.5;
/// What Moonraker may call.
const ENDPOINTS: [&str; 11] = [
    "info",
    "list_endpoints",
    "register_remote_method",
    "gcode/script",
    "gcode/subscribe_output",
    "objects/list",
    "objects/query",
    "objects/subscribe",
    "pause_resume/cancel",
    "pause_resume/pause",
    "pause_resume/resume",
];

/// A running Klippy. It goes away when dropped, as one that crashes: without a word.
pub(crate) struct Klippy {
    place: PathBuf,
    machine: Arc<Mutex<Machine>>,
    stop: Option<mpsc::Sender<()>>,
    clock: Option<JoinHandle<()>>,
    listener: Option<JoinHandle<()>>,
}

impl Klippy {
    /// Listens here; files lie in `files`.
    pub(crate) fn start(place: &Path, files: &Path) -> Self {
        let listener = UnixListener::bind(place).unwrap();
        let machine = Arc::new(Mutex::new(Machine::new(files)));
        let (stop, stopped) = mpsc::channel::<()>();
        let ticking = Arc::clone(&machine);
        let clock = std::thread::spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                ticking.lock().unwrap().tick();
            }
        });
        let heard = Arc::clone(&machine);
        let listener = std::thread::spawn(move || {
            // Whoever stops it connects once more, and is the one that finds it stopped.
            for stream in listener.incoming().map_while(Result::ok) {
                if heard.lock().unwrap().is_gone {
                    return;
                }
                let machine = Arc::clone(&heard);
                std::thread::spawn(move || talk(stream, &machine));
            }
        });
        Self {
            place: place.to_owned(),
            machine,
            stop: Some(stop),
            clock: Some(clock),
            listener: Some(listener),
        }
    }

    /// Lets the print that is under way come to its end.
    pub(crate) fn let_end(&self) {
        self.machine.lock().unwrap().may_end = true;
    }
}

impl Drop for Klippy {
    fn drop(&mut self) {
        drop(self.stop.take());
        {
            let mut machine = self.machine.lock().unwrap();
            machine.is_gone = true;
            for subscriber in machine.subscribers.drain(..) {
                let _ = subscriber.stream.shutdown(std::net::Shutdown::Both);
            }
        }
        let _ = UnixStream::connect(&self.place);
        let _ = std::fs::remove_file(&self.place);
        for thread in [self.clock.take(), self.listener.take()].into_iter().flatten() {
            let _ = thread.join();
        }
    }
}

/// Who wants to hear what.
struct Subscriber {
    stream: UnixStream,
    template: Value,
    objects: BTreeSet<String>,
}

/// The printer behind it.
struct Machine {
    objects: Value,
    subscribers: Vec<Subscriber>,
    begun: Instant,
    may_end: bool,
    is_gone: bool,
}

impl Machine {
    fn new(files: &Path) -> Self {
        let objects = json!({
            "webhooks": { "state": "ready", "state_message": "Printer is ready" },
            "configfile": { "config": { "virtual_sdcard": { "path": files } }, "settings": {}, "warnings": [] },
            "print_stats": { "state": "standby", "filename": "", "total_duration": 0.0, "print_duration": 0.0,
                "filament_used": 0.0, "message": "", "info": { "total_layer": null, "current_layer": null } },
            "virtual_sdcard": { "progress": 0.0, "is_active": false, "file_position": 0, "file_size": 0 },
            "display_status": { "progress": 0.0, "message": null },
            "pause_resume": { "is_paused": false },
            "idle_timeout": { "state": "Idle", "printing_time": 0.0 },
            "gcode_move": { "speed_factor": 1.0 },
            "extruder": { "temperature": 21.5, "target": 0.0 },
            "heater_bed": { "temperature": 21.0, "target": 0.0 },
        });
        Self { objects, subscribers: Vec::new(), begun: Instant::now(), may_end: false, is_gone: false }
    }

    fn state(&self) -> &str {
        self.objects["print_stats"]["state"].as_str().unwrap()
    }

    /// Changes fields of objects, and tells them to whoever asked for these objects.
    fn change(&mut self, news: &Value) {
        for (object, fields) in news.as_object().unwrap() {
            for (field, value) in fields.as_object().unwrap() {
                self.objects[object][field] = value.clone();
            }
        }
        let at = self.begun.elapsed().as_secs_f64();
        self.subscribers.retain_mut(|subscriber| {
            let wanted =
                news.as_object().unwrap().iter().filter(|(name, _)| subscriber.objects.contains(*name));
            let status: serde_json::Map<_, _> =
                wanted.map(|(name, fields)| (name.clone(), fields.clone())).collect();
            let mut told = subscriber.template.clone();
            told["params"] = json!({ "eventtime": at, "status": status });
            status.is_empty() || send(&mut subscriber.stream, &told).is_ok()
        });
    }

    /// A quarter of a second of its life.
    fn tick(&mut self) {
        if self.state() != "printing" {
            return;
        }
        let stats = &self.objects["print_stats"];
        let seconds = |field: &str| stats[field].as_f64().unwrap() + TICK.as_secs_f64();
        let (total, printed) = (seconds("total_duration"), seconds("print_duration"));
        let most = if self.may_end { 1.0 } else { HALF };
        let progress = (self.objects["virtual_sdcard"]["progress"].as_f64().unwrap() + 0.1).min(most);
        let size = self.objects["virtual_sdcard"]["file_size"].as_u64().unwrap();
        let is_over = progress >= 1.0;
        self.change(&json!({
            "print_stats": { "state": if is_over { "complete" } else { "printing" }, "total_duration": total,
                "print_duration": printed, "filament_used": progress * 108.7 },
            "virtual_sdcard": { "progress": progress, "is_active": !is_over,
                "file_position": (progress * size as f64) as u64 },
            "display_status": { "progress": progress },
            "extruder": { "temperature": 219.8, "target": if is_over { 0.0 } else { 220.0 } },
        }));
    }

    fn print(&mut self, script: &str) {
        let Some(name) = script.strip_prefix("SDCARD_PRINT_FILE FILENAME=") else { return };
        let name = name.trim_matches('"');
        let files = self.objects["configfile"]["config"]["virtual_sdcard"]["path"].as_str().unwrap();
        let size = std::fs::metadata(Path::new(files).join(name)).unwrap().len();
        self.may_end = false;
        self.change(&json!({
            "print_stats": { "state": "printing", "filename": name, "total_duration": 0.0, "print_duration": 0.0,
                "filament_used": 0.0 },
            "virtual_sdcard": { "progress": 0.0, "is_active": true, "file_position": 0, "file_size": size },
        }));
    }

    /// What a request is answered.
    fn answer(&mut self, stream: &UnixStream, method: &str, params: &Value) -> Value {
        match method {
            "list_endpoints" => return json!({ "endpoints": ENDPOINTS }),
            "info" => {
                return json!({ "state": "ready", "state_message": "Printer is ready", "hostname": "bench",
                    "klipper_path": "/nowhere/klipper", "python_path": "/nowhere/python", "log_file": "",
                    "config_file": "/nowhere/printer.cfg", "software_version": "v0.12.0-0-gtest",
                    "cpu_info": "1 core", "process_id": std::process::id(), "user_id": 0, "group_id": 0 });
            }
            "objects/list" => {
                let names: Vec<&String> = self.objects.as_object().unwrap().keys().collect();
                return json!({ "objects": names });
            }
            "objects/query" | "objects/subscribe" => return self.look(stream, method, params),
            "gcode/script" => self.print(params["script"].as_str().unwrap_or_default()),
            "pause_resume/pause" if self.state() == "printing" => self.change(&json!({
                "print_stats": { "state": "paused" }, "pause_resume": { "is_paused": true },
            })),
            "pause_resume/resume" if self.state() == "paused" => self.change(&json!({
                "print_stats": { "state": "printing",
                    "total_duration": self.objects["print_stats"]["total_duration"].as_f64().unwrap() + 1.0 },
                "pause_resume": { "is_paused": false },
            })),
            "pause_resume/cancel" => self.change(&json!({
                "print_stats": { "state": "cancelled" }, "pause_resume": { "is_paused": false },
                "virtual_sdcard": { "is_active": false },
            })),
            _ => {}
        }
        json!({})
    }

    fn look(&mut self, stream: &UnixStream, method: &str, params: &Value) -> Value {
        let wanted = params["objects"].as_object().cloned().unwrap_or_default();
        let known = wanted.keys().filter_map(|name| Some((name.clone(), self.objects.get(name)?.clone())));
        let status: serde_json::Map<_, _> = known.collect();
        if method == "objects/subscribe" {
            // One connection has one subscription: the newest.
            self.subscribers.clear();
            self.subscribers.push(Subscriber {
                stream: stream.try_clone().unwrap(),
                template: params["response_template"].clone(),
                objects: status.keys().cloned().collect(),
            });
        }
        json!({ "eventtime": self.begun.elapsed().as_secs_f64(), "status": status })
    }
}

/// Answers one Moonraker until it goes.
fn talk(mut stream: UnixStream, machine: &Mutex<Machine>) {
    let mut held = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return,
            Ok(length) => held.extend_from_slice(&piece[..length]),
        }
        while let Some(end) = held.iter().position(|byte| *byte == 3) {
            let message: Vec<u8> = held.drain(..=end).collect();
            let request: Value = serde_json::from_slice(&message[..end]).unwrap();
            let mut machine = machine.lock().unwrap();
            if machine.is_gone {
                return;
            }
            let method = request["method"].as_str().unwrap_or_default();
            let result = machine.answer(&stream, method, &request["params"]);
            // The lock is held: nothing comes between a subscription and its first answer.
            if send(&mut stream, &json!({ "id": request["id"], "result": result })).is_err() {
                return;
            }
        }
    }
}

/// Writes a message.
pub(crate) fn send(stream: &mut UnixStream, message: &Value) -> std::io::Result<()> {
    let mut bytes = message.to_string().into_bytes();
    bytes.push(3);
    stream.write_all(&bytes)
}
