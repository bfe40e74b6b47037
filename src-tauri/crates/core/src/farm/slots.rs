//! Which spool is in which slot: said by a person or read from a tag, and asked again when the slot tells otherwise.

use spoolyard_types::ids::{PrinterId, SpoolId};
use spoolyard_types::{Code, Quantity, Text};

use super::colour::distance;
use super::printers::{code_of, status_of};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse_field};
use crate::inventory::{self, slot_name};

/// Spools that are offered for a slot.
const OFFERED: usize = 40;

/// A slot as a printer tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotSeen {
    /// Its place, as [`slot_key`] writes it.
    pub slot: String,
    /// How a person calls it.
    pub label: String,
    /// Whether something is in it, where the printer can tell.
    pub is_loaded: Option<bool>,
    /// `PLA`, `PETG`, …
    pub material: Option<String>,
    /// `RRGGBBAA`.
    pub colour: Option<String>,
    /// The maker's code of the filament's settings.
    pub preset: Option<String>,
    /// What the spool's tags say of who it is.
    pub tags: Vec<String>,
}

/// The unit of a spool that hangs on a holder instead of in a feeding unit.
const HOLDER: u16 = u16::MAX;

/// A slot as the store writes it: `0/2`, or `ext/0` for a spool on a holder.
#[must_use]
pub fn slot_key(unit: u16, slot: u16) -> String {
    if unit == HOLDER { format!("ext/{slot}") } else { format!("{unit}/{slot}") }
}

/// Unit and slot of [`slot_key`]; none for anything else.
#[must_use]
pub fn slot_of_key(key: &str) -> Option<(u16, u16)> {
    let (unit, slot) = key.split_once('/')?;
    let unit = if unit == "ext" { HOLDER } else { unit.parse().ok()? };
    Some((unit, slot.parse().ok()?))
}

impl SlotSeen {
    /// What makes its filament this filament. How much is left, and whether it feeds now, is not part of it.
    fn fingerprint(&self) -> String {
        let word = |text: &Option<String>| text.as_deref().unwrap_or("").trim().to_uppercase();
        let loaded = match self.is_loaded {
            Some(false) => "empty",
            Some(true) | None => "",
        };
        let all =
            [loaded, &word(&self.material), &word(&self.colour), &word(&self.preset), &self.tags.join(",")]
                .join("|");
        all.chars().take(500).collect()
    }

    fn words(&self) -> String {
        let material = self.material.as_deref().unwrap_or("another filament");
        match &self.colour {
            Some(colour) => format!("{material} #{}", colour.chars().take(6).collect::<String>()),
            None => material.to_owned(),
        }
    }
}

crate::read_model! {
    struct Known {
        slot: String,
        fingerprint: String,
    }

    struct Loaded {
        id: SpoolId,
        spool_number: String,
        slot: String,
    }

    struct Tagged {
        id: SpoolId,
        tag: String,
        printer_id: Option<PrinterId>,
        printer_slot: Option<String>,
    }

    /// A spool that is in a slot, or could be.
    pub struct SlotSpool {
        /// Its row.
        pub id: SpoolId,
        /// Its number.
        pub spool_number: String,
        /// The item on it.
        pub name: String,
        /// Its material's code.
        pub material: Option<String>,
        /// That material's family, like `PLA`.
        pub base_material: Option<String>,
        /// The colour's name.
        pub colour_name: Option<String>,
        /// The colour, `#rrggbb`.
        pub colour_hex: Option<String>,
        /// Filament left on it, in grams.
        pub left_g: Quantity,
        /// The printer that it is in now.
        pub printer_code: Option<String>,
        /// The slot of that printer, as people call it.
        pub printer_slot: Option<String>,
    }

    struct SlotState {
        slot: String,
        label: String,
        is_loaded: Option<bool>,
        material: Option<String>,
        colour: Option<String>,
        doubt: Option<String>,
        spool_id: Option<SpoolId>,
    }
}

crate::wire! {
    /// A slot of a printer and the spool in it.
    pub struct PrinterSlot {
        /// Its place: `0/2` is the third slot of the first unit, `ext/0` a spool on a holder.
        pub slot: String,
        /// How a person calls it.
        pub label: String,
        /// Whether something is in it; none where the printer does not tell.
        pub is_loaded: Option<bool>,
        /// The material that the printer tells.
        pub material: Option<String>,
        /// The colour that the printer tells, `RRGGBBAA`.
        pub colour: Option<String>,
        /// The spool that is in it, as somebody said or its tag says.
        pub spool: Option<SlotSpool>,
        /// Why it has to be asked again which spool that is.
        pub doubt: Option<String>,
        /// The spool that it most likely is, where none is known.
        pub suggestion: Option<SlotSpool>,
    }

    /// Which slot.
    pub struct SlotRef {
        /// Of which printer.
        pub id: PrinterId,
        /// Its place, like `0/2` or `ext/0`.
        pub slot: Text<20>,
    }

    /// Says which spool is in a slot.
    pub struct LoadSlot {
        /// Of which printer.
        pub id: PrinterId,
        /// Its place, like `0/2` or `ext/0`.
        pub slot: Text<20>,
        /// The spool; none takes out what was in it.
        #[serde(default)]
        #[ts(optional)]
        pub spool_id: Option<SpoolId>,
    }
}

const SPOOL: &str = concat!(
    "s.id, s.spool_number, p.name, m.code AS material, m.base_material AS base_material,
     c.name AS colour_name, c.hex_code AS colour_hex, s.current_weight_kg * 1000 AS left_g, d.code AS printer_code,
     ",
    slot_name!("s.printer_slot"),
    " AS printer_slot"
);

const SPOOLS: &str = "material_spools AS s JOIN products AS p ON p.id = s.product_id
     LEFT JOIN material_types AS m ON m.id = p.material_type_id LEFT JOIN colors AS c ON c.id = p.color_id
     LEFT JOIN printers AS d ON d.id = s.printer_id
     LEFT JOIN printer_slots AS t ON t.printer_id = s.printer_id AND t.slot = s.printer_slot";

/// Writes down what the slots of a printer hold, and whom that leaves in doubt. A spool whose tag was read is the one
/// in the slot, whatever stood there.
///
/// # Errors
/// When the store refuses.
pub(super) fn see_slots(w: &Write<'_>, printer: PrinterId, seen: &[SlotSeen]) -> Result<()> {
    let known: Vec<Known> =
        w.all("SELECT slot, fingerprint FROM printer_slots WHERE printer_id = ?1", bind![printer])?;
    let loaded: Vec<Loaded> = w.all(
        "SELECT id, spool_number, printer_slot AS slot FROM material_spools WHERE printer_id = ?1 AND printer_slot IS NOT NULL",
        bind![printer],
    )?;
    let tags: Vec<&String> = seen.iter().flat_map(|slot| &slot.tags).collect();
    let tagged: Vec<Tagged> = match tags.is_empty() {
        true => Vec::new(),
        false => w.all(
            "SELECT id, tag_uid AS tag, printer_id, printer_slot FROM material_spools
             WHERE upper(tag_uid) IN (SELECT upper(value) FROM json_each(?1)) AND status = 'active' ORDER BY id",
            bind![serde_json::json!(tags)],
        )?,
    };
    for slot in seen {
        let fingerprint = slot.fingerprint();
        let before = known.iter().find(|known| known.slot == slot.slot);
        let inside = loaded.iter().find(|spool| spool.slot == slot.slot);
        let by_tag =
            tagged.iter().find(|spool| slot.tags.iter().any(|tag| tag.eq_ignore_ascii_case(&spool.tag)));
        if before.is_some_and(|before| before.fingerprint == fingerprint)
            && by_tag.is_none_or(|tag| inside.is_some_and(|i| i.id == tag.id))
        {
            continue;
        }
        if let Some(spool) = by_tag {
            let is_there =
                spool.printer_id == Some(printer) && spool.printer_slot.as_deref() == Some(&slot.slot);
            if !is_there {
                put(w, printer, &slot.slot, Some(spool.id))?;
            }
        }
        let doubt = match (inside, before, by_tag) {
            (Some(spool), Some(_), None) => Some(doubt(slot, &spool.spool_number)),
            _ => None,
        };
        write(w, printer, slot, &fingerprint, doubt.as_deref())?;
    }
    Ok(())
}

fn doubt(slot: &SlotSeen, spool: &str) -> String {
    if slot.is_loaded == Some(false) {
        return format!("{spool} was in it, and now it is empty.");
    }
    format!("{spool} was in it, and now it tells {}.", slot.words())
}

fn write(
    w: &Write<'_>,
    printer: PrinterId,
    slot: &SlotSeen,
    fingerprint: &str,
    doubt: Option<&str>,
) -> Result<()> {
    let short =
        |text: &Option<String>, most: usize| text.as_ref().map(|t| t.chars().take(most).collect::<String>());
    w.execute(
        "INSERT INTO printer_slots (printer_id, slot, label, is_loaded, material, colour, fingerprint, doubt, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (printer_id, slot) DO UPDATE SET label = excluded.label, is_loaded = excluded.is_loaded,
             material = excluded.material, colour = excluded.colour, fingerprint = excluded.fingerprint,
             doubt = excluded.doubt, updated_at = excluded.updated_at",
        bind![
            printer,
            slot.slot,
            slot.label.chars().take(100).collect::<String>(),
            slot.is_loaded,
            short(&slot.material, 50),
            short(&slot.colour, 20),
            fingerprint,
            doubt,
            w.now()
        ],
    )?;
    Ok(())
}

/// One spool a slot: what was in it comes out.
fn put(w: &Write<'_>, printer: PrinterId, slot: &str, spool: Option<SpoolId>) -> Result<()> {
    let inside: Option<SpoolId> = w.value(
        "SELECT id FROM material_spools WHERE printer_id = ?1 AND printer_slot = ?2",
        bind![printer, slot],
    )?;
    if let Some(out) = inside.filter(|inside| Some(*inside) != spool) {
        inventory::load_spool(w, out, None)?;
    }
    if let Some(spool) = spool {
        inventory::load_spool(w, spool, Some((printer, slot)))?;
    }
    // Nobody doubts which spool is in a slot that has none.
    w.execute(
        "UPDATE printer_slots SET doubt = NULL WHERE doubt IS NOT NULL AND NOT EXISTS (SELECT 1 FROM material_spools AS s
             WHERE s.printer_id = printer_slots.printer_id AND s.printer_slot = printer_slots.slot)",
        [],
    )?;
    Ok(())
}

/// Says which spool is in a slot, or that none is. A spool that was in another slot is there no more.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for a place that no slot has; [`Code::WrongState`] for a spool that is
/// empty or expired.
pub fn load_slot(w: &Write<'_>, req: LoadSlot) -> Result<Vec<PrinterSlot>> {
    status_of(w, req.id)?;
    let slot = req.slot.trim();
    if slot_of_key(slot).is_none() {
        let text =
            format!("“{slot}” is no slot. Slots are called like 0/2, or ext/0 for a spool on a holder.");
        return Err(refuse_field(Code::InvalidValue, "slot", text));
    }
    if let Some(spool) = req.spool_id {
        let state: Option<String> =
            w.value("SELECT status FROM material_spools WHERE id = ?1", bind![spool])?;
        match state.as_deref() {
            None => return Err(not_found("spool", spool)),
            Some("active") => {}
            Some(state) => {
                let text = format!("This spool is {state}. Choose another one.");
                return Err(refuse_field(Code::WrongState, "spool_id", text));
            }
        }
    }
    put(w, req.id, slot, req.spool_id)?;
    w.execute(
        "UPDATE printer_slots SET doubt = NULL, updated_at = ?3 WHERE printer_id = ?1 AND slot = ?2",
        bind![req.id, slot, w.now()],
    )?;
    w.about("printer", req.id.get(), code_of(w, req.id)?.as_deref());
    printer_slots(w, super::PrinterRef { id: req.id })
}

/// The slots of a printer with the spools in them, each with the likeliest where none is known. A printer that tells
/// no slots has one: its spool.
///
/// # Errors
/// [`Code::NotFound`].
pub fn printer_slots(r: &Read<'_>, req: super::PrinterRef) -> Result<Vec<PrinterSlot>> {
    status_of(r, req.id)?;
    let mut states: Vec<SlotState> = r.all(
        concat!(
            "SELECT k.slot, ",
            slot_name!("k.slot"),
            " AS label, t.is_loaded, t.material, t.colour, t.doubt, s.id AS spool_id
         FROM (SELECT slot FROM printer_slots WHERE printer_id = ?1
               UNION SELECT printer_slot FROM material_spools WHERE printer_id = ?1 AND printer_slot IS NOT NULL) AS k
         LEFT JOIN printer_slots AS t ON t.printer_id = ?1 AND t.slot = k.slot
         LEFT JOIN material_spools AS s ON s.printer_id = ?1 AND s.printer_slot = k.slot
         ORDER BY k.slot LIKE 'ext/%', length(k.slot), k.slot"
        ),
        bind![req.id],
    )?;
    if states.is_empty() {
        states.push(SlotState {
            slot: slot_key(HOLDER, 0),
            label: String::from("Spool holder"),
            is_loaded: None,
            material: None,
            colour: None,
            doubt: None,
            spool_id: None,
        });
    }
    let inside: Vec<SlotSpool> = r.all(
        &format!("SELECT {SPOOL} FROM {SPOOLS} WHERE s.printer_id = ?1 AND s.printer_slot IS NOT NULL"),
        bind![req.id],
    )?;
    let needs_one = states.iter().any(|state| state.spool_id.is_none() || state.doubt.is_some());
    let free = if needs_one { free_spools(r)? } else { Vec::new() };
    let slots = states.into_iter().map(|state| {
        let spool = inside.iter().find(|spool| Some(spool.id) == state.spool_id).cloned();
        let wants = (spool.is_none() || state.doubt.is_some()) && state.is_loaded != Some(false);
        let wanted = (state.material.as_deref(), state.colour.as_deref());
        let suggestion = match (wants, wanted.0) {
            (true, Some(_)) => ranked(&free, wanted).into_iter().find(|s| s.printer_code.is_none()).cloned(),
            _ => None,
        };
        PrinterSlot {
            slot: state.slot,
            label: state.label,
            is_loaded: state.is_loaded,
            material: state.material,
            colour: state.colour,
            spool,
            doubt: state.doubt,
            suggestion,
        }
    });
    Ok(slots.collect())
}

fn free_spools(r: &Read<'_>) -> Result<Vec<SlotSpool>> {
    let sql = format!(
        "SELECT {SPOOL} FROM {SPOOLS} WHERE s.status = 'active' ORDER BY s.printer_id IS NOT NULL, s.id DESC LIMIT 2000"
    );
    r.all(&sql, [])
}

/// Those of the same material, the nearest colour first, and of equals the one with the least on it: it is used up
/// before the next is opened.
fn ranked<'a>(spools: &'a [SlotSpool], wanted: (Option<&str>, Option<&str>)) -> Vec<&'a SlotSpool> {
    let (material, colour) = wanted;
    let same = |spool: &&SlotSpool| {
        material.is_none_or(|wanted| {
            let is = |has: &Option<String>| {
                has.as_deref().is_some_and(|has| super::colour::same_material(has, wanted))
            };
            is(&spool.material) || is(&spool.base_material)
        })
    };
    let mut found: Vec<&SlotSpool> = spools.iter().filter(same).collect();
    found.sort_by_key(|spool| {
        (distance(spool.colour_hex.as_deref(), colour), spool.printer_code.is_some(), spool.left_g, spool.id)
    });
    found
}

/// Spools that could be in a slot, the likeliest first.
///
/// # Errors
/// [`Code::NotFound`].
pub fn spools_for_slot(r: &Read<'_>, req: SlotRef) -> Result<Vec<SlotSpool>> {
    status_of(r, req.id)?;
    let tells: Option<(Option<String>, Option<String>)> = {
        let mut tells = None;
        let sql = "SELECT material, colour FROM printer_slots WHERE printer_id = ?1 AND slot = ?2";
        r.each(sql, bind![req.id, req.slot], |row| {
            tells = Some((crate::db::column(row, "material")?, crate::db::column(row, "colour")?));
            Ok(())
        })?;
        tells
    };
    let (material, colour) = tells.unwrap_or_default();
    let spools = free_spools(r)?;
    let first = ranked(&spools, (material.as_deref(), colour.as_deref()));
    // What the printer tells may be wrong: the others come behind.
    let rest = spools.iter().filter(|spool| !first.iter().any(|known| known.id == spool.id));
    Ok(first.iter().copied().chain(rest).take(OFFERED).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_written_and_read_back() {
        for (unit, slot) in [(0, 0), (3, 2), (128, 0), (HOLDER, 0), (HOLDER, 1)] {
            assert_eq!(slot_of_key(&slot_key(unit, slot)), Some((unit, slot)));
        }
        for bad in ["", "3", "a/1", "0/", "0/x", "70000/1"] {
            assert_eq!(slot_of_key(bad), None, "{bad}");
        }
    }
}
