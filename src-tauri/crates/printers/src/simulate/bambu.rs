//! A simulated Bambu printer behind a broker that a test starts.
//!
//! Unlike the servers beside it this one is a client, as the printer's own program is one of its own broker.
//! [`Machine`] is the printer: it prints, pauses, runs out, fails, changes filament, swallows commands, falls silent,
//! all by a script and a seed. [`serve`] carries it over a connection to the broker, in the place of the printer.

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use crate::mqtt::{Login, MqttError, MqttLink, Packet};

/// Something that happens during a print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mishap {
    /// The filament runs out: it pauses with an error and goes on after a resume.
    Runout,
    /// It changes to this slot of the feeding unit.
    ChangeTo(u8),
    /// It gives up with this error.
    Fail(u32),
    /// A person presses stop at the printer.
    StopAtThePrinter,
    /// A person presses pause at the printer.
    PauseAtThePrinter,
    /// It leaves the state "running" for this many reports, as some firmware does, and comes back.
    Flicker(u32),
}

/// What a machine does, and when.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// At which layer what happens.
    pub mishaps: Vec<(u32, Mishap)>,
    /// Whether it happens to every print, instead of once.
    pub mishaps_repeat: bool,
    /// Developer mode is off: commands are refused.
    pub refuses_commands: bool,
    /// It refuses files with this error.
    pub refuses_files: Option<u32>,
    /// Every report tells everything, as those of the larger models do.
    pub tells_everything: bool,
    /// Ticks between one print and the next, which it begins by itself; none waits to be told.
    pub again_after_ticks: Option<u32>,
}

/// A moment at the broker: told to [`serve`] from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// Reports go on and commands vanish, or are heard again.
    Deaf(bool),
    /// Nothing is sent any more, or again.
    Mute(bool),
    /// The line to the broker is cut.
    Unplug,
}

/// The printer itself.
#[derive(Debug, Clone)]
pub struct Machine {
    serial: String,
    script: Script,
    seed: u64,
    state: &'static str,
    stage: i64,
    layer: u32,
    layers: u32,
    prepare_percent: u32,
    error: u32,
    error_ticks: u32,
    flicker: u32,
    tray: u8,
    title: String,
    subtask_id: String,
    light: &'static str,
    speed_level: u32,
    nozzle_c: i64,
    nozzle_target_c: i64,
    told: Map<String, Value>,
    sequence: u64,
    /// How many seconds a layer takes, as it tells it.
    pub layer_seconds: u32,
    /// How long it has stood without a print, in ticks.
    pub ticks_at_rest: u32,
    /// Mishaps that lie ahead.
    ahead: Vec<(u32, Mishap)>,
    /// How many prints it has begun.
    pub begun: u32,
    /// Requests that it heard, by name.
    pub heard: Vec<String>,
}

impl Machine {
    /// An idle machine that prints files of `layers` layers.
    #[must_use]
    pub fn new(serial: impl Into<String>, layers: u32, script: Script, seed: u64) -> Self {
        Self {
            serial: serial.into(),
            ahead: script.mishaps.clone(),
            script,
            seed,
            state: "IDLE",
            stage: 255,
            layer: 0,
            layers,
            prepare_percent: 0,
            error: 0,
            error_ticks: 0,
            flicker: 0,
            tray: 255,
            title: String::new(),
            subtask_id: "0".to_owned(),
            light: "on",
            speed_level: 2,
            nozzle_c: 25,
            nozzle_target_c: 0,
            told: Map::new(),
            sequence: 0,
            layer_seconds: 120,
            ticks_at_rest: 0,
            begun: 0,
            heard: Vec::new(),
        }
    }

    /// Its serial number.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// Its state as it would report it.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        self.state
    }

    /// A request, and the answers to it.
    pub fn hear(&mut self, request: &Value) -> Vec<Value> {
        let Some((category, body)) = request.as_object().and_then(|envelope| envelope.iter().next()) else {
            return Vec::new();
        };
        let command = body.get("command").and_then(Value::as_str).unwrap_or("").to_owned();
        self.heard.push(command.clone());
        match command.as_str() {
            "pushall" => return vec![self.full()],
            "start" => return vec![self.full()],
            "get_version" => return vec![self.modules(body)],
            _ => {}
        }
        let is_free = category == "system";
        if self.script.refuses_commands && !is_free {
            return vec![json!({category: {"command": command, "sequence_id": body["sequence_id"],
                "result": "failed", "reason": "mqtt message verify failed", "err_code": 84_033_543}})];
        }
        self.obey(&command, body);
        let answer = json!({category: {"command": command, "sequence_id": body["sequence_id"], "result": "success",
            "param": body.get("param").cloned().unwrap_or_else(|| json!(""))}});
        let mut answers = vec![answer];
        answers.extend(self.delta());
        answers
    }

    fn obey(&mut self, command: &str, body: &Value) {
        match command {
            "pause" if self.state == "RUNNING" => self.pause(16),
            "resume" if self.state == "PAUSE" => {
                self.state = "RUNNING";
                self.stage = 0;
                self.error = 0;
            }
            "stop" if matches!(self.state, "RUNNING" | "PAUSE" | "PREPARE") => self.cancel(),
            "print_speed" => {
                let level = body["param"].as_str().and_then(|level| level.parse().ok());
                self.speed_level = level.unwrap_or(self.speed_level);
            }
            "ledctrl" => self.light = if body["led_mode"] == "off" { "off" } else { "on" },
            "clean_print_error" => self.error = 0,
            "project_file" => self.begin(body),
            _ => {}
        }
    }

    fn begin(&mut self, body: &Value) {
        if !matches!(self.state, "IDLE" | "FINISH" | "FAILED") {
            self.error = 0x0500_4004;
            return;
        }
        self.title = body["subtask_name"].as_str().unwrap_or("").to_owned();
        if let Some(error) = self.script.refuses_files {
            self.error = error;
            return;
        }
        self.subtask_id = body["subtask_id"].as_str().unwrap_or("0").to_owned();
        self.tray = body["ams_mapping"]
            .as_array()
            .and_then(|mapping| mapping.iter().find_map(Value::as_u64))
            .and_then(|tray| u8::try_from(tray).ok())
            .unwrap_or(254);
        self.state = "PREPARE";
        self.begun += 1;
        if self.script.mishaps_repeat {
            self.ahead.clone_from(&self.script.mishaps);
        }
        self.layer = 0;
        self.prepare_percent = 0;
        self.error = 0;
        self.nozzle_target_c = 220;
    }

    const fn pause(&mut self, stage: i64) {
        self.state = "PAUSE";
        self.stage = stage;
    }

    /// A cancelled print shows its error for a moment, and everything at nothing.
    const fn cancel(&mut self) {
        self.fail(0x0300_400C);
        self.error_ticks = 2;
        self.layer = 0;
    }

    const fn fail(&mut self, error: u32) {
        self.state = "FAILED";
        self.stage = 255;
        self.error = error;
        self.nozzle_target_c = 0;
    }

    /// One step of its life; the reports that it sends.
    pub fn tick(&mut self) -> Vec<Value> {
        if self.error_ticks > 0 {
            self.error_ticks -= 1;
            if self.error_ticks == 0 {
                self.error = 0;
            }
        }
        self.nozzle_c += (self.nozzle_target_c.max(25) - self.nozzle_c).clamp(-40, 40);
        if self.flicker > 0 {
            self.flicker -= 1;
            if self.flicker == 0 {
                self.state = "RUNNING";
            }
        } else {
            self.advance();
        }
        if self.script.tells_everything {
            return vec![self.full()];
        }
        self.delta().into_iter().collect()
    }

    fn advance(&mut self) {
        match self.state {
            "PREPARE" => {
                self.prepare_percent = (self.prepare_percent + 50).min(100);
                self.stage = 2;
                if self.prepare_percent == 100 && self.nozzle_c >= self.nozzle_target_c {
                    self.state = "RUNNING";
                    self.stage = 0;
                }
            }
            "RUNNING" => {
                self.layer += 1;
                self.stage = 0;
                let due = self.ahead.iter().position(|(layer, _)| *layer == self.layer);
                if let Some(place) = due {
                    let (_, mishap) = self.ahead.remove(place);
                    self.suffer(&mishap);
                } else if self.layer > self.layers {
                    self.layer = self.layers;
                    self.state = "FINISH";
                    self.stage = 255;
                    self.nozzle_target_c = 0;
                }
            }
            "IDLE" | "FINISH" | "FAILED" => self.rest(),
            _ => {}
        }
    }

    fn suffer(&mut self, mishap: &Mishap) {
        match mishap {
            Mishap::Runout => {
                self.pause(6);
                self.error = 0x0300_8015;
            }
            Mishap::ChangeTo(tray) => {
                self.tray = *tray;
                self.stage = 4;
            }
            Mishap::Fail(error) => self.fail(*error),
            Mishap::StopAtThePrinter => self.cancel(),
            Mishap::PauseAtThePrinter => self.pause(16),
            Mishap::Flicker(reports) => {
                self.flicker = (*reports).max(1);
                self.state = "IDLE";
            }
        }
    }

    /// Nothing is on the plate: after a while the next print, where the script asks for it.
    fn rest(&mut self) {
        self.ticks_at_rest += 1;
        if self.script.again_after_ticks.is_some_and(|pause| self.ticks_at_rest > pause) {
            self.ticks_at_rest = 0;
            let number = self.begun + 1;
            self.begin(&json!({"subtask_name": format!("part-{number}"), "subtask_id": number.to_string(),
                "ams_mapping": [0]}));
        }
    }

    fn minutes_left(&self) -> u32 {
        let layers = self.layers.saturating_sub(self.layer);
        layers.saturating_mul(self.layer_seconds).div_ceil(60)
    }

    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.seed >> 33
    }

    fn fields(&mut self) -> Map<String, Value> {
        let wobble = i64::try_from(self.random() % 3).unwrap_or(0);
        let is_over = matches!(self.state, "FAILED");
        let percent = if is_over { 0 } else { self.layer * 100 / self.layers.max(1) };
        let left = if self.state == "RUNNING" { self.minutes_left() } else { 0 };
        let speed_percent = match self.speed_level {
            0 | 1 => 50,
            2 => 100,
            3 => 124,
            _ => 166,
        };
        let fields = json!({
            "gcode_state": self.state, "stg_cur": self.stage, "mc_percent": percent, "mc_remaining_time": left,
            "layer_num": self.layer, "total_layer_num": if is_over { 0 } else { self.layers },
            "gcode_file_prepare_percent": self.prepare_percent.to_string(),
            "print_error": self.error, "hms": [], "subtask_name": self.title, "gcode_file": self.title,
            "subtask_id": self.subtask_id, "task_id": self.subtask_id, "print_type": "local",
            "nozzle_temper": self.nozzle_c + wobble, "nozzle_target_temper": self.nozzle_target_c,
            "bed_temper": "60.5", "bed_target_temper": 60, "chamber_temper": 5,
            "spd_lvl": self.speed_level, "spd_mag": speed_percent,
            "lights_report": [{"node": "chamber_light", "mode": self.light}],
            "nozzle_diameter": "0.4", "sdcard": true, "home_flag": 0x180, "wifi_signal": "-45dBm",
            "cooling_fan_speed": "15", "online": {"ahb": false, "rfid": false}, "ams_status": 0,
            "ams": {"tray_now": self.tray.to_string(),
                "ams_exist_bits": if self.script.tells_everything { "f" } else { "1" },
                "tray_exist_bits": if self.script.tells_everything { "7777" } else { "7" }},
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    /// Everything, as after `pushall`: only then the feeding units are told in full.
    pub fn full(&mut self) -> Value {
        let mut fields = self.fields();
        self.told = fields.clone();
        let tray = |id: u32, kind: &str, colour: &str| {
            json!({"id": id.to_string(), "tray_type": kind, "tray_sub_brands": format!("{kind} Basic"),
                "tray_color": colour, "cols": [colour], "tray_weight": "1000", "remain": 50, "state": 11,
                "tag_uid": format!("{:016X}", id + 1), "tray_uuid": format!("{:032X}", id + 1)})
        };
        if let Some(ams) = fields.get_mut("ams") {
            let unit = |id: u32| {
                json!({"id": id.to_string(), "humidity": "4", "temp": "25.0", "info": "1001", "tray": [
                tray(0, "PLA", "FFFFFFFF"), tray(1, "PLA", "000000FF"), tray(2, "PETG", "FF0000FF"), {"id": "3"}]})
            };
            let units = if self.script.tells_everything { 4 } else { 1 };
            ams["ams"] = (0..units).map(unit).collect();
        }
        fields.insert("vt_tray".into(), json!({"id": "254", "tray_type": "PLA", "tray_color": "161616FF"}));
        fields.insert("command".into(), json!("push_status"));
        fields.insert("msg".into(), json!(0));
        self.sequence += 1;
        fields.insert("sequence_id".into(), json!(self.sequence.to_string()));
        json!({ "print": fields })
    }

    /// What changed since the last report, as small machines send it.
    fn delta(&mut self) -> Option<Value> {
        let fields = self.fields();
        let mut news: Map<String, Value> = fields
            .iter()
            .filter(|(key, value)| self.told.get(*key) != Some(value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if news.is_empty() {
            return None;
        }
        self.told = fields;
        news.insert("command".into(), json!("push_status"));
        news.insert("msg".into(), json!(1));
        self.sequence += 1;
        news.insert("sequence_id".into(), json!(self.sequence.to_string()));
        Some(json!({ "print": news }))
    }

    fn modules(&self, body: &Value) -> Value {
        json!({"info": {"command": "get_version", "sequence_id": body["sequence_id"], "module": [
            {"name": "ota", "product_name": "Bambu Lab P1S", "sw_ver": "01.09.00.00", "sn": self.serial},
            {"name": "ams/0", "sw_ver": "00.00.06.49", "sn": "simulated"}]}})
    }
}

/// Carries a machine over a line to the broker until the line ends or `tell` closes; the machine comes back, so that
/// it can be plugged in again. A tick of the machine's life passes every `pace`.
///
/// # Errors
/// When the broker refuses the login.
pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    login: &Login,
    mut machine: Machine,
    pace: Duration,
    tell: &mut mpsc::Receiver<Tell>,
) -> Result<Machine, MqttError> {
    let mut link = MqttLink::log_in(stream, login, 1024 * 1024, Duration::from_secs(10)).await?;
    let report = format!("device/{}/report", machine.serial);
    link.subscribe(&format!("device/{}/request", machine.serial)).await?;
    let mut ticker = tokio::time::interval(pace.max(Duration::from_millis(1)));
    // On a busy computer it lives more slowly, and makes up for nothing in a rush.
    ticker.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut is_deaf, mut is_mute) = (false, false);
    loop {
        let reports = tokio::select! {
            packet = link.next() => match packet {
                Ok(Packet::Publish { payload, .. }) if !is_deaf => {
                    serde_json::from_slice(&payload).map(|request| machine.hear(&request)).unwrap_or_default()
                }
                Ok(_) => Vec::new(),
                Err(_) => return Ok(machine),
            },
            _ = ticker.tick() => machine.tick(),
            told = tell.recv() => match told {
                Some(Tell::Deaf(deaf)) => { is_deaf = deaf; Vec::new() }
                Some(Tell::Mute(mute)) => { is_mute = mute; Vec::new() }
                Some(Tell::Unplug) | None => return Ok(machine),
            },
        };
        for message in reports.iter().filter(|_| !is_mute) {
            if link.publish(&report, message.to_string().as_bytes()).await.is_err() {
                return Ok(machine);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(machine: &mut Machine, ticks: usize) -> Vec<&'static str> {
        let mut seen = vec![machine.state()];
        for _ in 0..ticks {
            machine.tick();
            if seen.last() != Some(&machine.state()) {
                seen.push(machine.state());
            }
        }
        seen
    }

    fn start(machine: &mut Machine) {
        machine
            .hear(&json!({"print": {"command": "project_file", "sequence_id": "1", "subtask_name": "part",
            "subtask_id": "7", "ams_mapping": [-1, 2]}}));
    }

    #[test]
    fn a_print_runs_to_its_end_and_pauses_on_the_way() {
        let script = Script { mishaps: vec![(3, Mishap::Runout)], ..Script::default() };
        let mut machine = Machine::new("S", 5, script, 1);
        start(&mut machine);
        assert_eq!(states(&mut machine, 30), ["PREPARE", "RUNNING", "PAUSE"]);
        machine.hear(&json!({"print": {"command": "resume", "sequence_id": "2"}}));
        assert_eq!(states(&mut machine, 30), ["RUNNING", "FINISH"]);
    }

    #[test]
    fn a_machine_that_prints_again_begins_the_next_print_by_itself() {
        let script = Script { again_after_ticks: Some(3), ..Script::default() };
        let mut machine = Machine::new("S", 5, script, 1);
        let seen = states(&mut machine, 60);
        assert_eq!(seen[..6], ["IDLE", "PREPARE", "RUNNING", "FINISH", "PREPARE", "RUNNING"]);
        assert!(machine.begun >= 2);
    }

    #[test]
    fn the_same_seed_lives_the_same_life() {
        let life = |seed| {
            let mut machine = Machine::new("S", 5, Script::default(), seed);
            start(&mut machine);
            (0..30).flat_map(|_| machine.tick()).map(|report| report.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(life(3), life(3));
        assert_ne!(life(3), life(4));
    }
}
