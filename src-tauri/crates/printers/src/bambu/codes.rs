//! Error numbers: how they are written, how bad they are, and what to do, in words of our own.
//!
//! Only numbers whose meaning is known stand here. A number without words is shown when the printer itself calls it
//! serious, with the maker's page to look it up; otherwise it is noise.

use serde_json::Value;

use super::merge::Merged;
use super::read::flags;
use crate::limits::LIST_ENTRIES;
use crate::state::{Alert, PauseReason, Severity};

/// A person ended the print at the printer or in another program.
pub const CANCELLED: [u32; 2] = [0x0300_400C, 0x0500_400E];
/// A command was refused because developer mode is off.
pub const NOT_VERIFIED: u32 = 0x0502_4007;
/// The printer says so for good, until developer mode is on and it was restarted.
pub const NOT_VERIFIED_HMS: &str = "0500_0500_0001_0007";

/// Words for one number of `print_error`.
struct Known {
    code: u32,
    sentence: &'static str,
    remedy: &'static str,
    reason: PauseReason,
}

const fn known(code: u32, reason: PauseReason, sentence: &'static str, remedy: &'static str) -> Known {
    Known { code, sentence, remedy, reason }
}

const LOOK_AT_CARD: &str = "Take the card or stick out and put it in again; if it stays, format it in the printer or use another one.";

const KNOWN: &[Known] = &[
    known(
        0x0300_8015,
        PauseReason::Runout,
        "The filament ran out.",
        "Load filament of the same kind, then resume.",
    ),
    known(
        0x0300_8004,
        PauseReason::Runout,
        "The filament ran out.",
        "Load filament of the same kind, then resume.",
    ),
    known(
        0x0700_8011,
        PauseReason::Runout,
        "The filament in this slot of feeding unit 1 ran out.",
        "Put a new spool into the slot, then resume.",
    ),
    known(
        0x0701_8011,
        PauseReason::Runout,
        "The filament in this slot of feeding unit 2 ran out.",
        "Put a new spool into the slot, then resume.",
    ),
    known(
        0x0702_8011,
        PauseReason::Runout,
        "The filament in this slot of feeding unit 3 ran out.",
        "Put a new spool into the slot, then resume.",
    ),
    known(
        0x0703_8011,
        PauseReason::Runout,
        "The filament in this slot of feeding unit 4 ran out.",
        "Put a new spool into the slot, then resume.",
    ),
    known(
        0x07FF_8011,
        PauseReason::Runout,
        "The filament on the holder ran out.",
        "Hang up a new spool, push its end in until it is taken, then resume.",
    ),
    known(
        0x0700_8006,
        PauseReason::Feeding,
        "The filament cannot be fed into the extruder.",
        "See that the spool turns freely and the end is not broken off in the tube, then press retry.",
    ),
    known(
        0x0700_8005,
        PauseReason::Feeding,
        "The filament did not come out of its slot.",
        "Cut the end clean, push it in again, then press retry.",
    ),
    known(
        0x0700_8003,
        PauseReason::Feeding,
        "The filament cannot be pulled back.",
        "See whether it is stuck in the extruder or tangled on the spool, then press retry.",
    ),
    known(
        0x0700_8007,
        PauseReason::Feeding,
        "The extruder does not push the filament.",
        "The nozzle may be clogged: clean it, then press retry.",
    ),
    known(
        0x0700_8010,
        PauseReason::Feeding,
        "The feeding unit's motor has to pull too hard.",
        "The spool may be tangled or stuck: free it, then resume.",
    ),
    known(
        0x07FF_8010,
        PauseReason::Feeding,
        "The spool on the holder is tangled or stuck.",
        "Free it, then resume.",
    ),
    known(
        0x0700_8012,
        PauseReason::Feeding,
        "The printer could not make out which slot feeds which filament.",
        "Check the slots chosen for this print and start it again.",
    ),
    known(
        0x07FF_8012,
        PauseReason::Feeding,
        "The printer could not make out which slot feeds which filament.",
        "Check the slots chosen for this print and start it again.",
    ),
    known(
        0x0300_8000,
        PauseReason::Unknown,
        "The print was paused for a reason the printer does not tell.",
        "Look at the printer's display, then resume.",
    ),
    known(0x0300_8001, PauseReason::Person, "The print was paused by a person.", "Resume when ready."),
    known(
        0x0300_8002,
        PauseReason::Inspection,
        "The printer saw a fault in the first layer.",
        "Look at the plate: resume if it is fine, stop if it is not.",
    ),
    known(
        0x0300_8003,
        PauseReason::Inspection,
        "The printer saw a tangle of filament where the part should be.",
        "Look at the plate: resume if it is fine, stop if it is not.",
    ),
    known(
        0x0300_8005,
        PauseReason::Cover,
        "The toolhead's front cover came off.",
        "Put it back, then resume.",
    ),
    known(
        0x0300_8008,
        PauseReason::Heating,
        "The nozzle's temperature is not what it should be.",
        "Check the plug of the hotend and its silicone sock; if it stays, replace the hotend.",
    ),
    known(
        0x0300_8009,
        PauseReason::Heating,
        "The bed's temperature is not what it should be.",
        "See that nothing cools the bed; if it stays, check its cable.",
    ),
    known(
        0x0300_800A,
        PauseReason::Inspection,
        "Filament piled up in the waste chute.",
        "Clear the chute, then resume.",
    ),
    known(
        0x0300_800B,
        PauseReason::Motion,
        "The cutter is stuck.",
        "Press its lever by hand and clear it, then resume.",
    ),
    known(
        0x0300_800C,
        PauseReason::Motion,
        "The printer lost steps.",
        "See that nothing blocks the head, then resume; stop if the layers are shifted.",
    ),
    known(0x0500_C010, PauseReason::Unknown, "The card cannot be read or written.", LOOK_AT_CARD),
    known(0x0500_C011, PauseReason::Unknown, "The card cannot be read or written.", LOOK_AT_CARD),
    known(
        0x0500_4001,
        PauseReason::Unknown,
        "The printer cannot reach its maker's service.",
        "For a printer on the local network this does not matter.",
    ),
    known(
        0x0500_4002,
        PauseReason::Unknown,
        "The file asks for something this printer does not do.",
        "Slice it for this model and send it again.",
    ),
    known(
        0x0500_4003,
        PauseReason::Unknown,
        "The printer cannot read the file.",
        "Send it again; if it stays, slice it again and check the card.",
    ),
    known(
        0x0500_4004,
        PauseReason::Unknown,
        "The printer was busy and took no new print.",
        "Wait until it is free, look at what it does, then start again.",
    ),
    known(
        0x0500_4020,
        PauseReason::Unknown,
        "The printer does not take the file's name.",
        "Rename it with plain letters, digits and hyphens.",
    ),
    known(
        0x0500_403F,
        PauseReason::Unknown,
        "The printer could not fetch the file.",
        "Send it again; check the card and the network if it stays.",
    ),
    known(
        0x0500_4006,
        PauseReason::Unknown,
        "There is no room left on the card.",
        "Delete files that are no longer needed.",
    ),
    known(
        0x0500_4008,
        PauseReason::Unknown,
        "The printer could not begin the print.",
        "Switch it off and on, then send the print again.",
    ),
    known(
        0x0500_400A,
        PauseReason::Unknown,
        "The printer does not take the file's name.",
        "Rename it with plain letters, digits and hyphens.",
    ),
    known(
        0x0500_400B,
        PauseReason::Unknown,
        "The printer could not fetch the file.",
        "Send it again; check the card and the network if it stays.",
    ),
    known(
        0x0500_400C,
        PauseReason::Unknown,
        "There is no card in the printer.",
        "Put one in that the printer has formatted, then start the print again.",
    ),
    known(
        0x0500_400D,
        PauseReason::Unknown,
        "The printer wants to test itself first.",
        "Run its self-test at the display, then start the print again.",
    ),
    known(
        0x0300_4009,
        PauseReason::Motion,
        "The head did not find its home position.",
        "See that nothing blocks it and the belts run freely, then start again.",
    ),
    known(
        0x07FF_8003,
        PauseReason::Feeding,
        "The filament from the holder is to be pulled out.",
        "Pull it out by hand, then press done on the display.",
    ),
    known(
        0x07FF_8006,
        PauseReason::Feeding,
        "The filament from the holder is to be pushed in.",
        "Push it into the tube until it goes no further, then press done on the display.",
    ),
    known(
        0x07FF_8007,
        PauseReason::Feeding,
        "The printer asks whether filament comes out of the nozzle.",
        "Press done on the display if it does; push gently and press retry if it does not.",
    ),
    known(
        NOT_VERIFIED,
        PauseReason::Unknown,
        "The printer refuses commands from this program.",
        "Switch on LAN-only mode and developer mode in the printer's network settings; until then it can only be watched.",
    ),
];

/// The same for whichever unit: which one, the code alone does not say in words.
const SLOT_RAN_OUT: Known = known(
    0x0700_8011,
    PauseReason::Runout,
    "The filament in a slot of a feeding unit ran out.",
    "Put a new spool into the slot, then resume.",
);

/// Words for a number. Feeding units of every kind count alike: what holds for the first holds for the others.
fn words(error: u32) -> Option<&'static Known> {
    let exact = |code: u32| KNOWN.iter().find(|known| known.code == code);
    let (module, unit, rest) = (error >> 24, error >> 16 & 0xFF, error & 0xFFFF);
    exact(error).or_else(|| match (module, unit, rest) {
        (0x07 | 0x12 | 0x18, 0xFE | 0xFF, _) => exact(0x07FF_0000 | rest),
        (0x07 | 0x12 | 0x18, _, 0x8011) => Some(&SLOT_RAN_OUT),
        (0x07 | 0x12 | 0x18, _, _) => exact(0x0700_0000 | rest),
        _ => None,
    })
}

/// `0300_8015` as people look it up.
#[must_use]
pub fn written(error: u32) -> String {
    format!("{:04X}_{:04X}", error >> 16, error & 0xFFFF)
}

/// What the printer complains about as its last error; 0 is none.
#[must_use]
pub fn print_error(merged: &Merged) -> u32 {
    let error = merged.get("print_error").and_then(flags).unwrap_or(0);
    u32::try_from(error & 0xFFFF_FFFF).unwrap_or(0)
}

/// An alert for a print error of this severity: the number alone does not say how bad it is, since some firmware
/// keeps an old one beside a print that ended well.
#[must_use]
pub fn alert(error: u32, severity: Severity) -> Alert {
    let found = words(error);
    Alert {
        code: written(error),
        severity,
        sentence: found.map_or_else(
            || format!("The {} reports error {}.", module(u64::from(error >> 24)), written(error)),
            |known| known.sentence.to_owned(),
        ),
        remedy: found
            .map_or_else(|| "Look at the printer's display.".to_owned(), |known| known.remedy.to_owned()),
        link: Some(format!("https://e.bambulab.com/query.php?lang=en&e={error:08X}")),
    }
}

/// Why a print stands, where its error says it.
#[must_use]
pub fn pause_reason(error: u32) -> Option<PauseReason> {
    words(error).map(|known| known.reason).filter(|reason| *reason != PauseReason::Unknown)
}

/// Words for health messages whose meaning is known.
const HMS_KNOWN: &[(&str, &str, &str)] = &[
    (
        NOT_VERIFIED_HMS,
        "The printer refuses commands from this program.",
        "Switch on LAN-only mode and developer mode in the printer's network settings and restart it; until then it can only be watched.",
    ),
    (
        "0300_0100_0001_0001",
        "The bed is too hot.",
        "Switch the printer off and have the bed's heater checked.",
    ),
    ("0300_0200_0001_0001", "The nozzle is too hot.", "Switch the printer off and replace the hotend."),
    (
        "0300_0300_0001_0001",
        "The hotend's fan turns too slowly or stands.",
        "Clear it of filament, check its plug, replace it if it stays.",
    ),
    ("0300_0D00_0001_0003", "The plate is not placed right.", "Put it in line with the bed's rear corners."),
    ("0700_2000_0002_0001", "Slot 1 of feeding unit 1 is empty.", "Put a spool in."),
    ("0700_2100_0002_0001", "Slot 2 of feeding unit 1 is empty.", "Put a spool in."),
    ("0700_2200_0002_0001", "Slot 3 of feeding unit 1 is empty.", "Put a spool in."),
    ("0700_2300_0002_0001", "Slot 4 of feeding unit 1 is empty.", "Put a spool in."),
    ("0C00_0300_0003_0007", "The first layer may have a fault.", "Look at the plate."),
    (
        "0C00_0300_0003_0008",
        "The print may have turned into a tangle of filament.",
        "Look at the plate, and stop if it did.",
    ),
];

/// Called serious by the printer, and shown by it for ever without a word or a consequence.
const NOISE: &[&str] = &["0C00_0100_0002_000E"];

/// One health message.
struct Health {
    code: String,
    severity: Severity,
    module: u64,
}

/// The alerts of a printer's health list; messages without words are left out unless they are serious.
#[must_use]
pub fn health(merged: &Merged) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for health in entries(merged) {
        let found = HMS_KNOWN.iter().find(|(code, _, _)| *code == health.code);
        let (sentence, remedy) = match found {
            Some((_, sentence, remedy)) => ((*sentence).to_owned(), (*remedy).to_owned()),
            None if health.severity >= Severity::Error && !NOISE.contains(&health.code.as_str()) => (
                format!("The {} reports a serious fault, {}.", module(health.module), health.code),
                "Look at the printer's display, or at the maker's page about this code.".to_owned(),
            ),
            None => continue,
        };
        let link = Some(format!("https://wiki.bambulab.com/en/x1/troubleshooting/hmscode/{}", health.code));
        alerts.push(Alert { code: health.code, severity: health.severity, sentence, remedy, link });
    }
    alerts
}

/// Whether the health list holds this code, with words or without.
#[must_use]
pub fn has_health(merged: &Merged, code: &str) -> bool {
    entries(merged).iter().any(|health| health.code == code)
}

fn entries(merged: &Merged) -> Vec<Health> {
    let list = merged.get("hms").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |entry: &Value| {
        let attr = entry.get("attr").and_then(flags)? & 0xFFFF_FFFF;
        let code = entry.get("code").and_then(flags)? & 0xFFFF_FFFF;
        let parts = [attr >> 16, attr & 0xFFFF, code >> 16, code & 0xFFFF];
        let written = parts.map(|part| format!("{part:04X}")).join("_");
        let severity = match code >> 16 {
            // The printer calls this fatal. It prints and reports as ever, and only takes no commands from us.
            _ if written == NOT_VERIFIED_HMS => Severity::Warning,
            1 => Severity::Fatal,
            2 => Severity::Error,
            3 => Severity::Warning,
            _ => Severity::Info,
        };
        Some(Health { code: written, severity, module: attr >> 24 })
    };
    list.iter().take(LIST_ENTRIES).filter_map(read).collect()
}

/// The part of the machine that speaks.
const fn module(number: u64) -> &'static str {
    match number {
        0x03 => "motion controller",
        0x05 => "mainboard",
        0x07 | 0x12 | 0x18 => "feeding unit",
        0x08 => "toolhead",
        0x0C => "camera",
        _ => "printer",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_written_as_people_look_them_up() {
        assert_eq!(written(50_348_044), "0300_400C");
        assert_eq!(alert(0x0300_8015, Severity::Error).sentence, "The filament ran out.");
        assert!(alert(0x0812_3456, Severity::Error).sentence.contains("toolhead"));
    }

    #[test]
    fn feeding_units_of_every_kind_count_alike() {
        for (error, reason, word) in [
            (0x0702_8006, PauseReason::Feeding, "cannot be fed"),
            (0x1200_8005, PauseReason::Feeding, "did not come out"),
            (0x1801_8011, PauseReason::Runout, "ran out"),
            (0x12FF_8006, PauseReason::Feeding, "holder"),
            (0x07FE_8011, PauseReason::Runout, "holder"),
        ] {
            assert_eq!(pause_reason(error), Some(reason), "{error:08X}");
            assert!(alert(error, Severity::Error).sentence.contains(word), "{error:08X}");
        }
        assert!(alert(0x0500_400C, Severity::Error).sentence.contains("no card"));
    }

    #[test]
    fn what_a_printer_shows_for_ever_is_noise() {
        let mut merged = Merged::default();
        let hms = json!([{"attr": 0x0C00_0100, "code": 0x0002_000E}]);
        merged.take_value(&json!({"print": {"command": "push_status", "msg": 0, "hms": hms}}));
        assert!(health(&merged).is_empty());
    }

    #[test]
    fn no_number_stands_twice_and_each_has_words() {
        for (index, known) in KNOWN.iter().enumerate() {
            assert!(KNOWN[index + 1..].iter().all(|other| other.code != known.code), "{:X}", known.code);
            assert!(known.sentence.ends_with('.') && known.remedy.ends_with('.'), "{:X}", known.code);
        }
    }

    #[test]
    fn health_is_shown_when_it_has_words_or_weight() {
        let mut merged = Merged::default();
        let hms = json!([
            {"attr": 0x0C00_0300, "code": 0x0003_0007},
            {"attr": 0x0300_9999_u32, "code": 0x0003_0001},
            {"attr": "134218752", "code": 0x0001_0002},
            {"attr": null}, 7
        ]);
        merged.take_value(&json!({"print": {"command": "push_status", "msg": 0, "hms": hms}}));
        let alerts = health(&merged);
        let codes: Vec<&str> = alerts.iter().map(|alert| alert.code.as_str()).collect();
        assert_eq!(codes, ["0C00_0300_0003_0007", "0800_0400_0001_0002"]);
        assert_eq!(alerts[1].severity, Severity::Fatal);
        assert!(has_health(&merged, "0300_9999_0003_0001"));
    }
}
