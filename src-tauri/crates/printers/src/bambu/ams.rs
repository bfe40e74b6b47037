//! What hangs in feeding units and on holders: the lists that are merged by their ids, and how they are read.
//!
//! A list of units is complete when it comes: a unit that it leaves out is gone. A slot that comes as nothing but its
//! id was emptied; with nothing but its state it is either emptied or unchanged, as the state says. On top of that a
//! field of bits says in which slots a spool hangs.

use serde_json::{Map, Value};

use super::merge::Merged;
use super::read::{bits, count, flags, int, text};
use crate::limits::LIST_ENTRIES;
use crate::state::{Slot, SlotId};

/// The first number of single-slot units (AMS HT).
const HT_FIRST: u64 = 128;
/// The unit of the A2L's built-in feeder.
const LITE_UNIT: u64 = 16;
/// Tray number of a spool on the (left) holder.
const HOLDER: u64 = 254;
/// Tray number of the main holder of machines with two; elsewhere nothing is loaded.
const MAIN_HOLDER: u64 = 255;
/// Of `mapping`: a filament of the project that this plate does not use.
const UNUSED_FILAMENT: u32 = 65_535;
/// Of `home_flag`: the printer estimates how much filament is left.
const ESTIMATES_REST: u64 = 0x80;

/// Replaces the list of units, keeping what is known of the slots of units that stay.
pub(crate) fn merge_units(held: &mut Vec<Value>, news: &[Value], is_full: bool) {
    let mut merged = Vec::new();
    for unit in news.iter().take(LIST_ENTRIES).filter_map(Value::as_object) {
        let mut kept = held
            .iter()
            .filter_map(Value::as_object)
            .find(|known| id_of(known).is_some() && id_of(known) == id_of(unit))
            .cloned()
            .unwrap_or_default();
        for (key, value) in unit.iter().filter(|(key, value)| *key != "tray" && !value.is_null()) {
            kept.insert(key.clone(), value.clone());
        }
        if let Some(Value::Array(trays)) = unit.get("tray") {
            let mut known = match kept.remove("tray") {
                Some(Value::Array(known)) => known,
                _ => Vec::new(),
            };
            merge_trays(&mut known, trays, is_full);
            kept.insert("tray".to_owned(), Value::Array(known));
        }
        merged.push(Value::Object(kept));
    }
    *held = merged;
}

/// Merges slots by their ids; a full report replaces each.
pub(crate) fn merge_trays(held: &mut Vec<Value>, news: &[Value], is_full: bool) {
    let mut merged: Vec<Value> = if is_full { Vec::new() } else { std::mem::take(held) };
    for tray in news.iter().take(LIST_ENTRIES).filter_map(Value::as_object) {
        let place = merged
            .iter()
            .position(|known| known.as_object().is_some_and(|known| id_of(known) == id_of(tray)));
        let news = match place.and_then(|place| merged[place].as_object()) {
            Some(known) if !is_full && !is_emptied(tray) => overlaid(known, tray),
            _ if is_emptied(tray) => Value::Object(only_id(tray)),
            _ => Value::Object(tray.clone()),
        };
        match place {
            Some(place) => merged[place] = news,
            None if merged.len() < LIST_ENTRIES => merged.push(news),
            None => {}
        }
    }
    *held = merged;
}

fn overlaid(known: &Map<String, Value>, news: &Map<String, Value>) -> Value {
    let mut tray = known.clone();
    for (key, value) in news.iter().filter(|(_, value)| !value.is_null()) {
        tray.insert(key.clone(), value.clone());
    }
    Value::Object(tray)
}

/// Nothing but its id, or nothing but id and a state in which nobody knows what hangs there.
fn is_emptied(tray: &Map<String, Value>) -> bool {
    match (tray.len(), tray.get("state").and_then(int)) {
        (1, _) => tray.contains_key("id"),
        (2, Some(state)) => tray.contains_key("id") && state & 3 != 3,
        _ => false,
    }
}

/// What stays of a slot whose spool is not known: its id, and the state that tells whether one hangs there.
fn only_id(tray: &Map<String, Value>) -> Map<String, Value> {
    let stays = |key: &String| key == "id" || key == "state";
    tray.iter().filter(|(key, _)| stays(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Whether a spool hangs in a slot, by the slot's own state; none where it does not say. Older firmware counts from 0
/// to 3, of which 3 is a spool; newer firmware sets the lowest bit for a spool and 4 while it moves.
fn state_is_loaded(tray: &Map<String, Value>) -> Option<bool> {
    match tray.get("state").and_then(int)? {
        state @ 0..=7 => Some(state == 3),
        state => Some(state & 1 == 1 && state & 4 == 0),
    }
}

fn id_of(fields: &Map<String, Value>) -> Option<u64> {
    fields.get("id").and_then(int).and_then(|id| u64::try_from(id).ok())
}

/// Which bit of `tray_exist_bits` stands for a slot.
fn exist_bit(unit: u64, slot: u64) -> Option<u32> {
    let bit = match unit {
        0..=3 if slot < 4 => unit * 4 + slot,
        LITE_UNIT if slot < 4 => 24 + slot,
        HT_FIRST..=135 if slot == 0 => 16 + (unit - HT_FIRST),
        _ => return None,
    };
    u32::try_from(bit).ok()
}

/// The bits that say where spools hang; none where they are not sent, or while the feeding units lose their power and
/// all read as empty.
fn exist_bits(ams: &Map<String, Value>) -> Option<u64> {
    let exist = ams.get("tray_exist_bits").and_then(bits)?;
    let is_losing_power = exist == 0 && ams.get("power_on_flag").and_then(Value::as_bool) == Some(false);
    (!is_losing_power).then_some(exist)
}

/// Forgets what was known of slots that the bits call empty.
pub(crate) fn clear_absent(ams: &mut Map<String, Value>) {
    let Some(exist) = exist_bits(ams) else { return };
    let Some(Value::Array(units)) = ams.get_mut("ams") else { return };
    for unit in units.iter_mut().filter_map(Value::as_object_mut) {
        let Some(unit_id) = id_of(unit) else { continue };
        let Some(Value::Array(trays)) = unit.get_mut("tray") else { continue };
        for tray in trays.iter_mut().filter_map(Value::as_object_mut) {
            let bit = id_of(tray).and_then(|slot| exist_bit(unit_id, slot));
            if bit.is_some_and(|bit| exist >> bit & 1 == 0) {
                *tray = only_id(tray);
                tray.remove("state");
            }
        }
    }
}

/// Every slot of the machine, feeding units first.
#[must_use]
pub fn slots(merged: &Merged) -> Vec<Slot> {
    let feeding = feeding(merged);
    let estimates = merged.get("home_flag").and_then(flags).is_none_or(|flags| flags & ESTIMATES_REST != 0);
    let mut slots = Vec::new();
    if let Some(ams) = merged.get("ams").and_then(Value::as_object) {
        for unit in units(ams) {
            unit_slots(ams, unit, estimates, &mut slots);
        }
    }
    holders(merged, &mut slots);
    for slot in &mut slots {
        slot.is_feeding = feeding == Some(slot.id);
    }
    slots.truncate(LIST_ENTRIES);
    slots
}

/// The units that exist.
fn units(ams: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    let exist = ams.get("ams_exist_bits").and_then(bits).filter(|exist| *exist != 0);
    let list = ams.get("ams").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_there = |unit: &&Map<String, Value>| match (exist, id_of(unit)) {
        (Some(exist), Some(id @ 0..=3)) => exist >> id & 1 == 1,
        (Some(exist), Some(id @ HT_FIRST..=135)) => exist >> (4 + id - HT_FIRST) & 1 == 1,
        (_, id) => id.is_some(),
    };
    list.iter().filter_map(Value::as_object).filter(is_there).collect()
}

fn unit_slots(ams: &Map<String, Value>, unit: &Map<String, Value>, estimates: bool, slots: &mut Vec<Slot>) {
    let Some(unit_id) = id_of(unit) else { return };
    let exist = exist_bits(ams);
    let info = unit.get("info").and_then(bits);
    let name = unit_name(unit_id, info);
    // 0 feeds the right or only nozzle, 1 the left one; 0xE means that the unit does not know yet.
    let nozzle = info.and_then(|info| u8::try_from(info >> 8 & 0xF).ok()).filter(|nozzle| *nozzle <= 1);
    for tray in unit.get("tray").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    {
        let Some(slot_id) = id_of(tray) else { continue };
        let (Ok(unit_number), Ok(slot_number)) = (u16::try_from(unit_id), u16::try_from(slot_id)) else {
            continue;
        };
        let label = if unit_id >= HT_FIRST { name.clone() } else { format!("{name} slot {}", slot_id + 1) };
        let mut slot = read_tray(SlotId { unit: unit_number, slot: slot_number }, label, tray, estimates);
        if let Some(bit) = exist_bit(unit_id, slot_id)
            && let Some(exist) = exist
        {
            slot.is_loaded = Some(exist >> bit & 1 == 1);
        }
        slot.nozzle = nozzle;
        slots.push(slot);
    }
}

/// How the printer's own display calls a unit.
fn unit_name(unit_id: u64, info: Option<u64>) -> String {
    match (unit_id, info.map(|info| info & 0xF)) {
        (LITE_UNIT, _) => "AMS Lite".to_owned(),
        (HT_FIRST.., _) => format!("AMS HT {}", unit_id - HT_FIRST + 1),
        (_, Some(2)) => "AMS Lite".to_owned(),
        _ => format!("AMS {}", unit_id + 1),
    }
}

/// Spools on holders: the list of newer machines wins over the single object of older ones.
fn holders(merged: &Merged, slots: &mut Vec<Slot>) {
    let listed: Vec<&Map<String, Value>> = merged
        .get("vir_slot")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_object).collect())
        .unwrap_or_default();
    let several = listed.len() > 1;
    if listed.is_empty() {
        if let Some(tray) = merged.get("vt_tray").and_then(Value::as_object) {
            slots.push(read_tray(SlotId::external(0), "External spool".to_owned(), tray, false));
        }
        return;
    }
    for tray in listed {
        let is_left = several && id_of(tray) == Some(HOLDER);
        let label = match (several, is_left) {
            (false, _) => "External spool",
            (true, false) => "External spool right",
            (true, true) => "External spool left",
        };
        let mut slot = read_tray(SlotId::external(u16::from(is_left)), label.to_owned(), tray, false);
        slot.nozzle = several.then_some(u8::from(is_left));
        slots.push(slot);
    }
    slots.sort_by_key(|slot| slot.id);
}

fn read_tray(id: SlotId, label: String, tray: &Map<String, Value>, estimates: bool) -> Slot {
    let word = |key: &str| tray.get(key).and_then(text);
    let mut slot = Slot::empty(id, label);
    slot.material = word("tray_type");
    slot.is_loaded = match (&slot.material, id.unit) {
        (Some(_), _) => Some(true),
        // Nobody tells whether something hangs on a holder.
        (None, SlotId::EXTERNAL) => None,
        (None, _) => Some(state_is_loaded(tray).unwrap_or(tray.len() > 2)),
    };
    slot.material_name = word("tray_sub_brands");
    slot.preset = word("tray_info_idx");
    slot.colours = if slot.material.is_some() { colours(tray) } else { Vec::new() };
    slot.spool_uid = word("tray_uuid").and_then(|uid| identity(&uid));
    slot.tag_uid = word("tag_uid").and_then(|uid| identity(&uid));
    slot.full_g = tray.get("tray_weight").and_then(count).filter(|grams| (1..=20_000).contains(grams));
    let has_tag = slot.spool_uid.is_some() || slot.tag_uid.is_some();
    // A spool that feeds and has nothing left was never measured; without a tag the number means nothing.
    slot.left_percent = tray
        .get("remain")
        .and_then(int)
        .and_then(|left| u8::try_from(left).ok())
        .filter(|left| estimates && has_tag && (1..=100).contains(left));
    slot
}

fn colours(tray: &Map<String, Value>) -> Vec<String> {
    let listed = tray.get("cols").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |value: &Value| {
        let colour = value.as_str()?.trim().to_ascii_uppercase();
        (colour.len() == 8 && colour.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(colour)
    };
    let several: Vec<String> = listed.iter().take(8).filter_map(read).collect();
    if several.is_empty() { tray.get("tray_color").and_then(read).into_iter().collect() } else { several }
}

/// Upper-case hexadecimal; none where it is all zeros (no tag).
fn identity(uid: &str) -> Option<String> {
    let uid = uid.to_ascii_uppercase();
    let is_real = uid.bytes().all(|byte| byte.is_ascii_hexdigit()) && uid.bytes().any(|byte| byte != b'0');
    is_real.then_some(uid)
}

/// The slot that the active nozzle is fed from. On machines that tell it per extruder that word counts; the older
/// number is only the place inside one unit there.
#[must_use]
pub fn feeding(merged: &Merged) -> Option<SlotId> {
    let active = active_nozzle(merged);
    if let Some(holder) = feeds_from_holder(merged) {
        return Some(holder);
    }
    if let Some(extruders) = merged.at(&["device", "extruder", "info"]).and_then(Value::as_array) {
        let snow = extruders
            .iter()
            .filter_map(Value::as_object)
            .find(|extruder| id_of(extruder) == Some(u64::from(active)))
            .and_then(|extruder| extruder.get("snow").and_then(count));
        if let Some(snow) = snow {
            return from_snow(snow, active);
        }
    }
    let now = merged.at(&["ams", "tray_now"]).and_then(int).and_then(|now| u64::try_from(now).ok())?;
    from_tray_now(now, lone_lite(merged))
}

/// The holder, where the running print uses nothing else: some machines go on naming a slot of their feeding unit.
fn feeds_from_holder(merged: &Merged) -> Option<SlotId> {
    let is_running = matches!(merged.get("gcode_state").and_then(Value::as_str), Some("RUNNING" | "PAUSE"));
    let mapping = merged.get("mapping").and_then(Value::as_array).filter(|_| is_running)?;
    let used = mapping.iter().take(LIST_ENTRIES).filter_map(count).filter(|place| *place != UNUSED_FILAMENT);
    let mut holders = used.map(|place| match (u64::from(place >> 8), place & 0xFF) {
        (MAIN_HOLDER, 0) => Some(SlotId::external(0)),
        (HOLDER, 0) => Some(SlotId::external(1)),
        _ => None,
    });
    let first = holders.next()??;
    holders.all(|holder| holder == Some(first)).then_some(first)
}

/// Which nozzle prints: 0 is the right or only one.
#[must_use]
pub fn active_nozzle(merged: &Merged) -> u8 {
    let state = merged.at(&["device", "extruder", "state"]).and_then(flags).unwrap_or(0);
    u8::try_from(state >> 4 & 0xF).unwrap_or(0).min(1)
}

fn lone_lite(merged: &Merged) -> bool {
    let units = merged.at(&["ams", "ams"]).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    matches!(units, [Value::Object(unit)] if id_of(unit) == Some(LITE_UNIT))
}

/// High byte: the unit; low byte: the slot, 255 for none.
fn from_snow(snow: u32, nozzle: u8) -> Option<SlotId> {
    let (unit, slot) = (u64::from(snow >> 8 & 0xFF), u16::try_from(snow & 0xFF).ok()?);
    match (unit, slot) {
        (_, 255) => None,
        (HOLDER | MAIN_HOLDER, _) => Some(SlotId::external(u16::from(nozzle))),
        (unit, slot) => Some(SlotId { unit: u16::try_from(unit).ok()?, slot }),
    }
}

fn from_tray_now(now: u64, lone_lite: bool) -> Option<SlotId> {
    match now {
        0..=3 if lone_lite => Some(SlotId { unit: 16, slot: u16::try_from(now).ok()? }),
        0..=15 => Some(SlotId { unit: u16::try_from(now / 4).ok()?, slot: u16::try_from(now % 4).ok()? }),
        HT_FIRST..=135 => Some(SlotId { unit: u16::try_from(now).ok()?, slot: 0 }),
        HOLDER => Some(SlotId::external(0)),
        _ => None,
    }
}

/// The number under which a start command names a slot: unit × 4 + slot, 128 and up for single-slot units.
#[must_use]
pub fn tray_number(id: SlotId) -> Option<i64> {
    match (id.unit, id.slot) {
        (unit @ 0..=3, slot @ 0..=3) => Some(i64::from(unit) * 4 + i64::from(slot)),
        (16, slot @ 0..=3) => Some(i64::from(slot)),
        (unit @ 128..=135, 0) => Some(i64::from(unit)),
        _ => None,
    }
}
