//! Status, attributes and the feeding unit, and what their numbers mean.

use serde_json::Value;

use crate::capability::{Access, Capabilities};
use crate::command::SpeedMode;
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Slot, SlotId, Snapshot,
    Temperature,
};
use crate::wire::json::{
    at, base_name, count, lay_deep, minutes_down, minutes_up, number, permille, tenths, text, truth, whole,
};

/// Gaps in the numbers of updates after which the whole status is asked for.
const MOST_GAPS: u32 = 5;
/// Feeding units, slots and exceptions that are believed.
const MOST_ENTRIES: usize = 32;

/// What a message meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// What is known has changed.
    pub is_news: bool,
    /// Updates were missed: the whole status is to be asked for.
    pub wants_all: bool,
    /// A request was answered: its number, and the printer's error code (0 is good).
    pub answered: Option<(u64, i64)>,
    /// A file is printed whose layers are to be asked for: updates do not name their number.
    pub wants_layers_of: Option<String>,
}

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    status: Value,
    attributes: Value,
    feeding: Value,
    last_update: Option<i64>,
    gaps: u32,
    /// The file whose layers were asked for, and their number once it was told.
    layers_of: Option<(String, Option<u32>)>,
}

impl Merge {
    /// Takes a message in.
    pub fn take(&mut self, message: &Value) -> Taken {
        let mut taken = Taken::default();
        let result = at(message, &["result"]);
        let number = whole(at(message, &["id"]));
        let method = whole(at(message, &["method"]));
        let error = whole(at(result, &["error_code"])).unwrap_or(0);
        if method != Some(6000) && method != Some(6008) {
            taken.answered =
                number.and_then(|number| u64::try_from(number).ok()).map(|number| (number, error));
        }
        if !result.is_object() || error != 0 {
            return taken;
        }
        match method {
            Some(6000) => {
                taken.wants_all = self.count(number);
                lay_deep(&mut self.status, result);
            }
            Some(1002) => {
                // The whole: nothing that is not in it holds any longer.
                self.status = result.clone();
                (self.last_update, self.gaps) = (None, 0);
            }
            Some(1001 | 6008) => lay_deep(&mut self.attributes, result),
            Some(1046) => self.note_layers(result),
            Some(2005) => self.feeding = at(result, &["canvas_info"]).clone(),
            _ => return taken,
        }
        taken.wants_layers_of = self.file_without_layers();
        taken.is_news = true;
        taken
    }

    /// The file under way, once: its layers have not been asked for.
    fn file_without_layers(&mut self) -> Option<String> {
        let file = text(at(&self.status, &["print_status", "filename"]))?;
        let was_asked = self.layers_of.as_ref().is_some_and(|(asked, _)| *asked == file);
        if was_asked || !self.state().is_in_job() {
            return None;
        }
        self.layers_of = Some((file.clone(), None));
        Some(file)
    }

    fn note_layers(&mut self, detail: &Value) {
        let layers = count(at(detail, &["layer"])).filter(|layers| *layers > 0);
        if let (Some((asked, known)), Some(file)) = (&mut self.layers_of, text(at(detail, &["filename"])))
            && *asked == file
        {
            *known = layers;
        }
    }

    /// Layers of this file: as its details tell, since the status keeps the number of the print before.
    fn layers(&self, file: &str) -> Option<u32> {
        let told = self.layers_of.as_ref().filter(|(asked, _)| asked == file).and_then(|(_, layers)| *layers);
        told.or_else(|| count(at(&self.status, &["print_status", "total_layer"])))
            .filter(|layers| *layers > 0)
    }

    /// Counts updates; true where too many are missing.
    fn count(&mut self, number: Option<i64>) -> bool {
        let expected = self.last_update.map(|last| last.saturating_add(1));
        self.last_update = number;
        if expected.is_none() || expected == number {
            self.gaps = 0;
            return false;
        }
        self.gaps += 1;
        let too_many = self.gaps >= MOST_GAPS;
        if too_many {
            self.gaps = 0;
        }
        too_many
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let light = truth(at(&self.status, &["led", "status"]));
        Snapshot {
            state: self.state(),
            job: self.job(),
            temperatures: self.temperatures(),
            slots: self.slots(),
            alerts: self.alerts(),
            device: Device {
                serial: text(at(&self.attributes, &["sn"])),
                model: text(at(&self.attributes, &["machine_model"])),
                firmware: text(at(&self.attributes, &["software_version", "ota_version"])),
                name: text(at(&self.attributes, &["hostname"])),
                ..Device::default()
            },
            capabilities: Capabilities {
                access: Access::Control,
                slots: at(&self.feeding, &["canvas_list"]).is_array(),
                upload: true,
                light: light.is_some(),
                speed: true,
                ..Capabilities::default()
            },
            light_on: light,
            speed_percent: self.speed_percent(),
            ..Snapshot::default()
        }
    }

    fn speed_percent(&self) -> Option<u16> {
        let moves = ["gcode_move_inf", "gcode_move"];
        // The printer names modes, not percents: what was asked for is what is shown.
        let mode = match moves.iter().find_map(|name| whole(at(&self.status, &[name, "speed_mode"])))? {
            0 => SpeedMode::Silent,
            1 => SpeedMode::Standard,
            2 => SpeedMode::Sport,
            3 => SpeedMode::Ludicrous,
            _ => return None,
        };
        Some(mode.percent())
    }

    fn state(&self) -> PrinterState {
        let machine = at(&self.status, &["machine_status"]);
        let step = whole(at(machine, &["sub_status"])).unwrap_or(0);
        match whole(at(machine, &["status"])) {
            None => PrinterState::Connecting,
            Some(1) => self.at_rest(step),
            Some(2) => self.printing(step),
            Some(14) => PrinterState::Maintenance,
            Some(15) => PrinterState::Preparing,
            // Booting, feeding, calibrating, updating, homing, transferring, and what a newer firmware does.
            Some(_) => PrinterState::Busy,
        }
    }

    fn at_rest(&self, step: i64) -> PrinterState {
        match step {
            2077 => PrinterState::Finished,
            2503 | 2504 => PrinterState::Cancelled,
            _ => PrinterState::Idle,
        }
    }

    fn printing(&self, step: i64) -> PrinterState {
        match step {
            1045 | 1096 | 1405 | 1906 | 2801 | 2802 | 2901 | 2902 => PrinterState::Preparing,
            2077 => PrinterState::Finished,
            2502 | 2505 | 2401 => PrinterState::Paused { reason: self.pause_reason() },
            2504 => PrinterState::Cancelled,
            _ => PrinterState::Printing,
        }
    }

    fn pause_reason(&self) -> PauseReason {
        let extruder = at(&self.status, &["extruder"]);
        let ran_out = truth(at(extruder, &["filament_detect_enable"])) == Some(true)
            && truth(at(extruder, &["filament_detected"])) == Some(false);
        if ran_out { PauseReason::Runout } else { PauseReason::Unknown }
    }

    fn job(&self) -> Option<JobReport> {
        let print = at(&self.status, &["print_status"]);
        let file_name = text(at(print, &["filename"]))?;
        let percent = number(at(print, &["progress"]))
            .or_else(|| number(at(&self.status, &["machine_status", "progress"])));
        let layers = self.layers(&file_name);
        Some(JobReport {
            key: text(at(print, &["uuid"])),
            title: Some(base_name(&file_name).to_owned()),
            file_name: Some(file_name),
            progress_permille: percent.and_then(|percent| permille(percent / 100.0)),
            layer: count(at(print, &["current_layer"])),
            layers,
            minutes_left: number(at(print, &["remaining_time_sec"]))
                .filter(|_| self.state().is_in_job())
                .and_then(minutes_up),
            minutes_printed: number(at(print, &["print_duration"])).and_then(minutes_down),
            ..JobReport::default()
        })
    }

    fn temperatures(&self) -> Vec<Temperature> {
        let parts = [
            (HeatedPart::Nozzle(0), "extruder"),
            (HeatedPart::Bed, "heater_bed"),
            (HeatedPart::Chamber, "ztemperature_sensor"),
        ];
        let read = |(part, name): (HeatedPart, &str)| {
            Some(Temperature {
                part,
                actual_tenths_c: tenths(at(&self.status, &[name, "temperature"]))?,
                target_tenths_c: tenths(at(&self.status, &[name, "target"])),
            })
        };
        parts.into_iter().filter_map(read).collect()
    }

    fn alerts(&self) -> Vec<Alert> {
        let list = at(&self.status, &["machine_status", "exception_status"]).as_array();
        let codes = list.map(Vec::as_slice).unwrap_or_default().iter().take(MOST_ENTRIES).filter_map(whole);
        let alert = |code: i64| Alert {
            code: code.to_string(),
            severity: if self.state().is_in_job() { Severity::Warning } else { Severity::Error },
            sentence: String::new(),
            remedy: "Read the printer's display.".to_owned(),
            link: None,
        };
        codes.map(alert).collect()
    }

    fn slots(&self) -> Vec<Slot> {
        let active =
            (whole(at(&self.feeding, &["active_canvas_id"])), whole(at(&self.feeding, &["active_tray_id"])));
        let units = at(&self.feeding, &["canvas_list"]).as_array().map(Vec::as_slice).unwrap_or_default();
        let mut slots = Vec::new();
        for unit in units.iter().take(MOST_ENTRIES) {
            let number = whole(at(unit, &["canvas_id"]));
            let trays = at(unit, &["tray_list"]).as_array().map(Vec::as_slice).unwrap_or_default();
            for tray in trays.iter().take(MOST_ENTRIES) {
                let place = whole(at(tray, &["tray_id"]));
                let id = |number: Option<i64>| number.and_then(|n| u16::try_from(n).ok());
                let (Some(unit_id), Some(slot_id)) = (id(number), id(place)) else {
                    continue;
                };
                let label = format!("Canvas {} slot {}", u32::from(unit_id) + 1, u32::from(slot_id) + 1);
                let is_active = active == (number, place);
                slots.push(slot(SlotId { unit: unit_id, slot: slot_id }, label, tray, is_active));
            }
        }
        slots.truncate(MOST_ENTRIES);
        slots
    }
}

fn slot(id: SlotId, label: String, tray: &Value, is_active: bool) -> Slot {
    let mut slot = Slot::empty(id, label);
    slot.is_loaded = whole(at(tray, &["status"])).map(|status| status != 0);
    slot.is_feeding = is_active && slot.is_loaded == Some(true);
    if slot.is_loaded != Some(false) {
        slot.material = text(at(tray, &["filament_type"]));
        slot.material_name = text(at(tray, &["filament_name"]));
        let color = text(at(tray, &["filament_color"])).unwrap_or_default();
        if let Some(digits) = color.strip_prefix('#').filter(|digits| digits.len() == 6)
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        {
            slot.colours.push(format!("{}FF", digits.to_ascii_uppercase()));
        }
    }
    slot
}
