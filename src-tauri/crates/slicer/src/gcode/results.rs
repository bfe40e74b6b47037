//! What the slicer worked out: time, filament, cost. A figure here that cannot be read is an error.

use spoolyard_types::Decimal;

use super::value::{Stated, amount, count};
use crate::{Limits, SlicerError};

/// What Cura's engine writes as the total before the print was reckoned.
const CURA_PLACEHOLDER_S: u32 = 6666;

/// Figures as they stand in the file, by slot where there are several.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// Seconds of the whole print.
    pub(super) total_s: Option<Decimal>,
    /// Seconds at the last mark between the moves: Cura's engine on its own leaves a placeholder as the total.
    pub(super) elapsed_s: Option<Decimal>,
    /// Seconds without preparation, where told apart.
    pub(super) model_s: Option<Decimal>,
    pub(super) mass_g: Vec<Decimal>,
    pub(super) length_mm: Vec<Decimal>,
    pub(super) volume_cm3: Vec<Decimal>,
    pub(super) cost: Vec<Decimal>,
    /// Grams and millimetres of the used slots alone, in the order of `used_slots`.
    pub(super) packed_mass_g: Vec<Decimal>,
    pub(super) packed_length_mm: Vec<Decimal>,
    pub(super) used_slots: Vec<u16>,
    pub(super) stated_mass_g: Option<Decimal>,
    pub(super) purge_tower_mass_g: Option<Decimal>,
    pub(super) stated_cost: Option<Decimal>,
}

impl Results {
    /// Seconds of the whole print, as far as they are told.
    pub(super) fn seconds(&self) -> Option<Decimal> {
        let is_placeholder = self.total_s == Some(Decimal::from(CURA_PLACEHOLDER_S));
        // Nothing was pushed in so long a print, or its own marks say another time: nobody filled the total in.
        let has_filament = self.length_mm.iter().chain(&self.volume_cm3).any(|amount| !amount.is_zero());
        let told = self.total_s.filter(|_| !is_placeholder || (has_filament && self.elapsed_s.is_none()));
        told.or(self.model_s).or(self.elapsed_s)
    }

    /// Takes the figure if it is one of the results; `key` is in lower case.
    pub(super) fn take(
        &mut self,
        key: &str,
        stated: Stated<'_>,
        limits: &Limits,
    ) -> Result<bool, SlicerError> {
        let slots = limits.max_slots;
        match key {
            "estimated printing time (normal mode)" | "estimated printing time" | "total estimated time" => {
                self.total_s = Some(stated.duration_s()?);
            }
            "model printing time" => self.take_bambu_times(stated)?,
            // A person may remark a time in lower case; Cura shouts.
            "time" if stated.key == "TIME" => self.total_s = Some(stated.amount()?),
            "time_elapsed" if stated.key == "TIME_ELAPSED" => {
                self.elapsed_s = amount(stated.value).max(self.elapsed_s);
            }
            "print.time" => self.total_s = Some(stated.amount()?),
            "filament used [g]" => self.mass_g = stated.amounts(slots)?,
            "filament used [mm]" => self.length_mm = stated.amounts(slots)?,
            "filament used [cm3]" => self.volume_cm3 = stated.amounts(slots)?,
            "filament cost" => self.cost = stated.amounts(slots)?,
            "filament used" => self.take_with_units(stated, slots)?,
            "total filament used [g]" => self.stated_mass_g = Some(stated.amount()?),
            "total filament used for wipe tower [g]" => self.purge_tower_mass_g = Some(stated.amount()?),
            "total filament cost" => self.stated_cost = Some(stated.amount()?),
            "total filament weight [g]" => self.packed_mass_g = stated.amounts(slots)?,
            "total filament length [mm]" => self.packed_length_mm = stated.amounts(slots)?,
            "filament" => return Ok(self.take_used_slots(stated.value, slots)),
            train => return self.take_train(train, stated, slots),
        }
        Ok(true)
    }

    /// `7m 34s; total estimated time: 15m 1s`, both on one line.
    fn take_bambu_times(&mut self, stated: Stated<'_>) -> Result<(), SlicerError> {
        let mut parts = stated.value.split(';');
        let model = parts.next().unwrap_or_default();
        self.model_s = Some(Stated { value: model, ..stated }.duration_s()?);
        for (key, value) in parts.filter_map(|part| part.split_once(':')) {
            if key.trim() == "total estimated time" {
                self.total_s = Some(Stated { key: key.trim(), value, ..stated }.duration_s()?);
            }
        }
        Ok(())
    }

    /// `0.27m, 1.2m`, `4615.03mm3`, `1234.5mm (2.9cm3)`: one place a slot, each with its unit.
    fn take_with_units(&mut self, stated: Stated<'_>, slots: usize) -> Result<(), SlicerError> {
        let bad = || stated.bad("amounts with a unit: m, mm, mm3, cm3 or g");
        for (slot, place) in stated.value.split(',').enumerate() {
            if slot >= slots {
                return Err(SlicerError::TooMany { what: "slots", line: stated.line, limit: slots as u64 });
            }
            for word in place.split_whitespace().map(|word| word.trim_matches(['(', ')'])) {
                let at = word.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(bad)?;
                let value = amount(&word[..at]).ok_or_else(bad)?;
                match &word[at..] {
                    "m" => put(&mut self.length_mm, slot, value * Decimal::ONE_THOUSAND),
                    "mm" => put(&mut self.length_mm, slot, value),
                    "mm3" => put(&mut self.volume_cm3, slot, value / Decimal::ONE_THOUSAND),
                    "cm3" => put(&mut self.volume_cm3, slot, value),
                    "g" => put(&mut self.mass_g, slot, value),
                    _ => return Err(bad()),
                }
            }
        }
        Ok(())
    }

    /// `1,3`: the slots that the packed lists speak of, from 1.
    fn take_used_slots(&mut self, value: &str, slots: usize) -> bool {
        let one = |text: &str| u16::try_from(count(text)?.checked_sub(1)?).ok();
        let numbers: Option<Vec<u16>> = value.split(',').take(slots + 1).map(one).collect();
        match numbers {
            Some(numbers)
                if numbers.len() <= slots && numbers.iter().all(|slot| usize::from(*slot) < slots) =>
            {
                self.used_slots = numbers;
                true
            }
            Some(_) | None => false,
        }
    }

    /// `extruder_train.1.material.volume_used`, in cubic millimetres.
    fn take_train(&mut self, key: &str, stated: Stated<'_>, slots: usize) -> Result<bool, SlicerError> {
        let slot =
            key.strip_prefix("extruder_train.").and_then(|rest| rest.strip_suffix(".material.volume_used"));
        let Some(slot) = slot.and_then(count) else {
            return Ok(false);
        };
        let slot = slot as usize;
        if slot >= slots {
            return Err(SlicerError::TooMany { what: "slots", line: stated.line, limit: slots as u64 });
        }
        put(&mut self.volume_cm3, slot, stated.amount()? / Decimal::ONE_THOUSAND);
        Ok(true)
    }
}

/// Sets place `slot`, filling the places before it with zero. `slot` is within the limits.
pub(super) fn put(list: &mut Vec<Decimal>, slot: usize, value: Decimal) {
    if list.len() <= slot {
        list.resize(slot + 1, Decimal::ZERO);
    }
    if let Some(place) = list.get_mut(slot) {
        *place = value;
    }
}
