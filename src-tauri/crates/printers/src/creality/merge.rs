//! One flat object of some eighty names, and what they mean.
//!
//! `state` alone does not tell what the printer does: it falls to 0 or 2 in the middle of a print while a feeding unit
//! changes the filament or the printer tests itself. Whether a job is under way, `deviceState` says, which is 0 at
//! rest only. A printer that has finished is idle with a progress of a hundred and the name still set; one that was
//! stopped is idle with less, says 4, or forgets the name, as its firmware likes. Which of the two it was can only be
//! told by who saw it print.

use serde_json::{Value, json};

use crate::capability::{Access, Capabilities};
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Slot, SlotId, Snapshot,
    Temperature,
};
use crate::wire::json::{
    at, base_name, count, lay_fields, minutes_down, minutes_up, number, permille, tenths, text, truth, whole,
};

/// Feeding units and their slots that are believed.
const MOST_UNITS: usize = 8;
const MOST_SLOTS: usize = 16;

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    held: Value,
    /// How the job that is shown ended, where it was seen to end.
    ended: Option<PrinterState>,
    /// The furthest that the running job was seen.
    furthest_percent: f64,
    /// A job was under way when the last frame had been taken in.
    was_in_job: bool,
}

impl Merge {
    /// Takes a frame in: everything at first, then what changed.
    pub fn take(&mut self, frame: &Value) {
        let was_in_job = self.was_in_job;
        lay_fields(&mut self.held, frame);
        if self.code().is_none() {
            // A printer that starts up blanks its fields for a while: that ends nothing.
            return;
        }
        let is_in_job = self.is_in_job();
        self.was_in_job = is_in_job;
        if is_in_job && !was_in_job {
            self.ended = None;
            self.furthest_percent = 0.0;
        }
        if is_in_job {
            self.furthest_percent = self.furthest_percent.max(self.percent().unwrap_or(0.0));
        } else if was_in_job {
            let percent = self.percent().unwrap_or(0.0).max(self.furthest_percent);
            self.ended = Some(if self.error().is_some() {
                self.failed()
            } else if percent >= 100.0 {
                PrinterState::Finished
            } else {
                PrinterState::Cancelled
            });
        }
    }

    fn number_of(&self, name: &str) -> Option<f64> {
        number(at(&self.held, &[name]))
    }

    fn percent(&self) -> Option<f64> {
        self.number_of("printProgress").or_else(|| self.number_of("dProgress"))
    }

    fn code(&self) -> Option<i64> {
        whole(at(&self.held, &["state"]))
    }

    fn is_in_job(&self) -> bool {
        match self.code() {
            Some(1 | 5) => true,
            Some(0 | 2) => {
                self.is_moving() && self.file().is_some() && (self.is_testing() || self.was_in_job)
            }
            Some(_) | None => false,
        }
    }

    /// The machine does something, whatever it is.
    fn is_moving(&self) -> bool {
        whole(at(&self.held, &["deviceState"])).is_some_and(|device| device != 0)
    }

    /// It tests itself before a print.
    fn is_testing(&self) -> bool {
        self.number_of("withSelfTest").is_some_and(|percent| percent > 0.0 && percent < 100.0)
    }

    fn is_paused(&self) -> bool {
        let says = |name: &str| truth(at(&self.held, &[name])) == Some(true);
        self.code() == Some(5)
            || (self.code() == Some(1) && ["pause", "paused", "isPaused"].into_iter().any(says))
    }

    fn pause_reason(&self) -> PauseReason {
        let ran_out = whole(at(&self.held, &["materialStatus"])) == Some(1);
        if ran_out { PauseReason::Runout } else { PauseReason::Unknown }
    }

    fn file(&self) -> Option<String> {
        text(at(&self.held, &["printFileName"]))
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.state(),
            job: self.job(),
            temperatures: self.temperatures(),
            slots: self.slots(),
            alerts: self.alerts(),
            device: Device {
                model: text(at(&self.held, &["model"])).map(|code| model_name(&code)),
                firmware: text(at(&self.held, &["modelVersion"])).and_then(|told| firmware(&told)),
                name: text(at(&self.held, &["hostname"])),
                ..Device::default()
            },
            capabilities: Capabilities {
                access: Access::Control,
                slots: at(&self.held, &["boxsInfo", "materialBoxs"]).is_array(),
                upload: true,
                light: self.held.get("lightSw").is_some(),
                speed: true,
                clear_error: true,
                ..Capabilities::default()
            },
            light_on: truth(at(&self.held, &["lightSw"])),
            speed_percent: count(at(&self.held, &["curFeedratePct"])).and_then(|n| u16::try_from(n).ok()),
            ..Snapshot::default()
        }
    }

    fn state(&self) -> PrinterState {
        match self.code() {
            None => PrinterState::Connecting,
            Some(_) if self.is_paused() => PrinterState::Paused { reason: self.pause_reason() },
            Some(1) if self.is_getting_ready() => PrinterState::Preparing,
            Some(1) => PrinterState::Printing,
            Some(0 | 2) if self.is_in_job() && self.is_testing() => PrinterState::Preparing,
            // The feeding unit changes the filament.
            Some(0 | 2) if self.is_in_job() => PrinterState::Printing,
            // Homing and the like.
            Some(0 | 2 | 4) if self.is_moving() => PrinterState::Busy,
            Some(4) => PrinterState::Cancelled,
            Some(0 | 2) => self.at_rest(),
            Some(_) => PrinterState::Busy,
        }
    }

    fn at_rest(&self) -> PrinterState {
        let is_done = self.file().is_some() && self.percent().is_some_and(|percent| percent >= 100.0);
        match &self.ended {
            Some(ended) => ended.clone(),
            None if is_done => PrinterState::Finished,
            None if self.code() == Some(2) => PrinterState::Busy,
            None => PrinterState::Idle,
        }
    }

    fn is_getting_ready(&self) -> bool {
        let has_begun = self.percent().unwrap_or(0.0) > 0.0 || self.number_of("layer").unwrap_or(0.0) > 0.0;
        let of = |name: &str| self.number_of(name).unwrap_or(0.0);
        self.is_testing() || (!has_begun && of("nozzleTemp") + 10.0 < of("targetNozzleTemp"))
    }

    fn error(&self) -> Option<(i64, Option<i64>)> {
        let error = at(&self.held, &["err"]);
        // Some firmware gives the bare number.
        let code = whole(error).or_else(|| whole(at(error, &["errcode"]))).filter(|code| *code != 0)?;
        Some((code, whole(at(error, &["key"])).filter(|key| *key != 0)))
    }

    fn error_code(&self) -> Option<String> {
        self.error().map(|(code, key)| key.map_or(code.to_string(), |key| format!("{code}-{key}")))
    }

    fn failed(&self) -> PrinterState {
        PrinterState::Failed { codes: self.error_code().into_iter().collect() }
    }

    fn alerts(&self) -> Vec<Alert> {
        let alert = |code| Alert {
            code,
            severity: if self.is_in_job() { Severity::Warning } else { Severity::Error },
            sentence: String::new(),
            remedy: "Read the printer's display; clear the error when it is mended.".to_owned(),
            link: None,
        };
        self.error_code().map(alert).into_iter().collect()
    }

    fn job(&self) -> Option<JobReport> {
        let file = self.file()?;
        let started = whole(at(&self.held, &["printStartTime"])).filter(|time| *time > 0);
        let key = text(at(&self.held, &["printId"]))
            .or_else(|| started.map(|time| format!("{}@{time}", base_name(&file))));
        let positive = |name: &str| count(at(&self.held, &[name])).filter(|n| *n > 0);
        let percent = if self.is_in_job() {
            self.percent()
        } else {
            self.percent().map(|p| p.max(self.furthest_percent))
        };
        Some(JobReport {
            key,
            title: Some(base_name(&file).to_owned()),
            progress_permille: percent.and_then(|percent| permille(percent / 100.0)),
            layer: count(at(&self.held, &["layer"])),
            layers: positive("TotalLayer"),
            minutes_left: self
                .number_of("printLeftTime")
                .or_else(|| self.number_of("printTimeLeft"))
                .filter(|_| self.is_in_job())
                .and_then(minutes_up),
            minutes_printed: self.number_of("printJobTime").and_then(minutes_down),
            filament_mm: count(at(&self.held, &["usedMaterialLength"])),
            file_name: Some(file),
        })
    }

    fn temperatures(&self) -> Vec<Temperature> {
        let parts = [
            (HeatedPart::Nozzle(0), "nozzleTemp", "targetNozzleTemp"),
            (HeatedPart::Bed, "bedTemp0", "targetBedTemp0"),
            (HeatedPart::Chamber, "boxTemp", "targetBoxTemp"),
        ];
        let read = |(part, actual, target): (HeatedPart, &str, &str)| {
            Some(Temperature {
                part,
                actual_tenths_c: tenths(at(&self.held, &[actual]))?,
                target_tenths_c: tenths(at(&self.held, &[target])),
            })
        };
        parts.into_iter().filter_map(read).collect()
    }

    fn slots(&self) -> Vec<Slot> {
        let boxes = at(&self.held, &["boxsInfo", "materialBoxs"]).as_array();
        let mut slots = Vec::new();
        for unit in boxes.map(Vec::as_slice).unwrap_or_default().iter().take(MOST_UNITS) {
            let number = count(at(unit, &["id"])).and_then(|id| u16::try_from(id).ok()).unwrap_or(0);
            let is_external = whole(at(unit, &["type"])) == Some(1);
            let materials = at(unit, &["materials"]).as_array().map(Vec::as_slice).unwrap_or_default();
            for (place, material) in materials.iter().take(MOST_SLOTS).enumerate() {
                // Some firmware leaves empty slots out: the number counts, not the place in the list.
                let told = whole(at(material, &["id"])).filter(|id| (0..256).contains(id));
                let told = told.and_then(|id| u16::try_from(id).ok());
                let place = told.unwrap_or_else(|| u16::try_from(place).unwrap_or(0));
                let id =
                    if is_external { SlotId::external(place) } else { SlotId { unit: number, slot: place } };
                let label = if is_external {
                    "External spool".to_owned()
                } else {
                    format!("CFS {number} slot {}", place + 1)
                };
                slots.push(slot(id, label, material));
            }
        }
        slots
    }

    /// Where files lie on this printer.
    #[must_use]
    pub fn folder(&self) -> &'static str {
        let model = text(at(&self.held, &["model"])).unwrap_or_default();
        let is_newer = ["F008", "F012", "F021", "F018"].contains(&model.as_str()) || model.contains("K2");
        if is_newer { "/mnt/UDISK/printer_data/gcodes" } else { "/usr/data/printer_data/gcodes" }
    }
}

fn slot(id: SlotId, label: String, material: &Value) -> Slot {
    let mut slot = Slot::empty(id, label);
    let state = whole(at(material, &["state"]));
    slot.is_loaded = state.map(|state| state != 0);
    slot.is_feeding = truth(at(material, &["selected"])) == Some(true);
    if slot.is_loaded != Some(false) {
        slot.material = text(at(material, &["type"]));
        slot.material_name = text(at(material, &["name"]));
        slot.preset = text(at(material, &["rfid"])).filter(|code| code.bytes().any(|byte| byte != b'0'));
        slot.colours = colours(&text(at(material, &["color"])).unwrap_or_default());
        slot.left_percent =
            count(at(material, &["percent"])).filter(|n| *n <= 100).and_then(|n| u8::try_from(n).ok());
    }
    slot
}

/// `#0rrggbb`: a nought stands before the six digits. A spool of several colours lists them.
fn colours(told: &str) -> Vec<String> {
    let one = |color: &str| {
        let color = color.trim();
        let digits = color.get(color.len().checked_sub(6)?..)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| format!("{}FF", digits.to_ascii_uppercase()))
    };
    told.split([',', ';']).take(8).filter_map(one).collect()
}

fn model_name(code: &str) -> String {
    match code {
        "F008" => "K2 Plus",
        "F012" => "K2 Pro",
        "F021" => "K2",
        "F018" => "Hi",
        "F001" => "Ender-3 V3",
        "F002" => "Ender-3 V3 Plus",
        "F005" => "Ender-3 V3 KE",
        other => other,
    }
    .to_owned()
}

/// The version among `name:value;` pairs, or the whole text where there are none.
fn firmware(told: &str) -> Option<String> {
    let version = told.split(';').filter_map(|pair| pair.split_once(':'));
    let mut versions = version.filter(|(name, _)| name.contains("sw ver")).map(|(_, version)| version.trim());
    let found = versions.rfind(|version| !version.is_empty()).map(str::to_owned);
    found.or_else(|| (!told.contains(':')).then(|| told.to_owned()))
}

/// A request that sets one thing.
#[must_use]
pub fn set(name: &str, value: Value) -> String {
    json!({ "method": "set", "params": { name: value } }).to_string()
}

/// Whether a frame lists the files on the printer.
#[must_use]
pub fn is_list(told: &Value) -> bool {
    at(told, &["retGcodeFileInfo2"]).is_array() || at(told, &["retGcodeFileInfo", "fileInfo"]).is_string()
}

/// The size in bytes of the file at a path, as a list of files tells it: newer firmware by objects, older one by a
/// text of `folder:name:size:…` with semicolons between.
#[must_use]
pub fn size_in_list(told: &Value, path: &str) -> Option<u64> {
    if let Some(files) = at(told, &["retGcodeFileInfo2"]).as_array() {
        let file = files.iter().find(|file| at(file, &["path"]).as_str() == Some(path))?;
        return at(file, &["file_size"]).as_u64();
    }
    let listed = at(told, &["retGcodeFileInfo", "fileInfo"]).as_str()?;
    listed.split(';').find_map(|file| {
        let mut parts = file.split(':');
        let (folder, name, size) = (parts.next()?, parts.next()?, parts.next()?);
        (path.strip_prefix(folder)?.trim_start_matches('/') == name).then(|| size.trim().parse().ok())?
    })
}
