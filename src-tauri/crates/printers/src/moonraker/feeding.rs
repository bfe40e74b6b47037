//! Feeding units that Klipper carries as objects of their own: Happy Hare's `mmu`, with a list for each fact and a
//! place for each gate, and the lanes of the Automated Filament Control, an object each.

use serde_json::{Map, Value};

use crate::limits::LIST_ENTRIES;
use crate::state::{PauseReason, Slot, SlotId};
use crate::wire::json::{at, text, truth, whole};

/// Whether an object is one of these.
pub(super) fn is_feeding_unit(name: &str) -> bool {
    name == "mmu" || is_lane(name)
}

fn is_lane(name: &str) -> bool {
    name.starts_with("AFC_stepper ") || name.starts_with("AFC_lane ")
}

/// Every slot of every unit.
pub(super) fn slots(status: &Map<String, Value>) -> Vec<Slot> {
    let mut slots = status.get("mmu").map(gates).unwrap_or_default();
    let lanes = status.iter().filter(|(name, _)| is_lane(name)).take(LIST_ENTRIES).enumerate();
    slots.extend(lanes.filter_map(|(place, (name, fields))| lane(place, name, fields)));
    slots.truncate(LIST_ENTRIES);
    slots
}

/// Why the unit stopped a print, where it was the unit.
pub(super) fn pause_reason(status: &Map<String, Value>) -> Option<PauseReason> {
    let mmu = status.get("mmu")?;
    if truth(at(mmu, &["runout"])) == Some(true) {
        return Some(PauseReason::Runout);
    }
    (at(mmu, &["print_state"]).as_str() == Some("pause_locked")).then_some(PauseReason::Feeding)
}

fn gates(mmu: &Value) -> Vec<Slot> {
    if truth(at(mmu, &["enabled"])) == Some(false) {
        return Vec::new();
    }
    let of = |list: &str, place: usize| at(mmu, &[list]).get(place).unwrap_or(&Value::Null);
    let count = at(mmu, &["gate_status"]).as_array().map_or(0, Vec::len).min(LIST_ENTRIES);
    let selected = whole(at(mmu, &["gate"])).and_then(|gate| usize::try_from(gate).ok());
    let is_loaded = at(mmu, &["filament"]).as_str() == Some("Loaded");
    let gate = |place: usize| {
        let number = u16::try_from(place).ok()?;
        let mut slot = Slot::empty(SlotId { unit: 0, slot: number }, format!("Gate {place}"));
        slot.is_loaded = match whole(of("gate_status", place))? {
            0 => Some(false),
            1.. => Some(true),
            // Nobody has looked yet.
            _ => None,
        };
        slot.is_feeding = is_loaded && selected == Some(place);
        if slot.is_loaded != Some(false) {
            slot.material = text(of("gate_material", place));
            slot.material_name = text(of("gate_filament_name", place));
            slot.colours.extend(text(of("gate_color", place)).and_then(|told| colour(&told)));
        }
        Some(slot)
    };
    (0..count).filter_map(gate).collect()
}

fn lane(place: usize, name: &str, fields: &Value) -> Option<Slot> {
    let short = name.split_once(' ').map_or(name, |(_, lane)| lane);
    let label = crate::limits::tame(short);
    let mut slot = Slot::empty(SlotId { unit: 0, slot: u16::try_from(place).ok()? }, label);
    // The second sensor sees that it was drawn in; the first is constant where a lane stands for something else.
    slot.is_loaded = truth(at(fields, &["load"])).or_else(|| truth(at(fields, &["prep"])));
    slot.is_feeding = truth(at(fields, &["tool_loaded"])) == Some(true);
    if slot.is_loaded != Some(false) {
        slot.material = text(at(fields, &["material"])).filter(|material| material != "NONE");
        slot.colours.extend(text(at(fields, &["color"])).and_then(|told| colour(&told)));
    }
    Some(slot)
}

/// `ff8000`, `#FF8000`, with or without transparency; a name of a colour is none.
fn colour(told: &str) -> Option<String> {
    let digits = told.trim().trim_start_matches('#');
    let whole = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match digits.len() {
        6 if whole => Some(format!("{}FF", digits.to_ascii_uppercase())),
        8 if whole => Some(digits.to_ascii_uppercase()),
        _ => None,
    }
}
