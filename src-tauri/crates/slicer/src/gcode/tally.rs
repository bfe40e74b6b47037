//! Everything found so far, and the sum of it.

use spoolyard_types::Decimal;
use spoolyard_types::number::round_half_away;

use super::objects::Objects;
use super::results::Results;
use super::settings::Settings;
use super::thumbnail::Pictures;
use crate::{Limits, SlicedPlate, SlicerError, SlicerProgram, SlotUse, Warning};

/// Warnings kept of one file: more would tell nobody more.
const MAX_WARNINGS: usize = 50;

/// A bounded list of warnings.
#[derive(Debug, Default)]
pub(super) struct Warnings(Vec<Warning>);

impl Warnings {
    pub(super) fn add(&mut self, line: u64, text: impl Into<String>) {
        if self.0.len() < MAX_WARNINGS {
            self.0.push(Warning { line, text: text.into() });
        }
    }
}

/// What the lines so far have told.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    pub(super) limits: &'a Limits,
    /// Whether every line of the file is seen, so that counting makes sense.
    sees_all: bool,
    /// Whether anything was seen that only G-code holds.
    pub(super) known: bool,
    pub(super) program: Option<SlicerProgram>,
    pub(super) results: Results,
    pub(super) settings: Settings,
    pub(super) objects: Objects,
    pub(super) pictures: Pictures,
    pub(super) layers_counted: u32,
    pub(super) warnings: Warnings,
}

impl<'a> Tally<'a> {
    pub(super) fn new(limits: &'a Limits, sees_all: bool) -> Self {
        Self {
            limits,
            sees_all,
            known: false,
            program: None,
            results: Results::default(),
            settings: Settings::default(),
            objects: Objects::default(),
            pictures: Pictures::new(limits),
            layers_counted: 0,
            warnings: Warnings::default(),
        }
    }

    /// Ends a piece of the file: nothing runs on into the next.
    pub(super) fn close_piece(&mut self) {
        self.pictures.interrupt(0);
    }

    /// Sums up.
    pub(super) fn finish(mut self) -> Result<SlicedPlate, SlicerError> {
        self.close_piece();
        if !self.known {
            return Err(SlicerError::NotGcode);
        }
        self.unpack();
        let slots = self.slots();
        let (thumbnails, picture_warnings) = self.pictures.finish();
        let mut warnings = self.warnings.0;
        warnings.extend(picture_warnings.0);
        warnings.sort_by_key(|warning| warning.line);
        let counted = (self.sees_all && self.layers_counted > 0).then_some(self.layers_counted);
        let seconds = self.results.seconds();
        Ok(SlicedPlate {
            slicer: self.program,
            print_minutes: seconds.map(|seconds| round_half_away(seconds / Decimal::from(60), 4)),
            slots,
            stated_mass_g: self.results.stated_mass_g,
            purge_tower_mass_g: self.results.purge_tower_mass_g,
            stated_cost: self.results.stated_cost,
            layers: self.settings.layers.or(counted),
            layer_height_mm: self.settings.layer_height_mm,
            first_layer_height_mm: self.settings.first_layer_height_mm,
            nozzle_diameter_mm: self.settings.nozzle_diameter_mm,
            objects: self.objects.finish(self.sees_all),
            thumbnails,
            bounding_box: self.settings.bounding_box(),
            height_mm: self.settings.height_mm,
            printer_model: self.settings.printer_model.or(self.settings.printer_profile),
            printer_model_id: None,
            bed_type: self.settings.bed_type,
            warnings,
        })
    }

    /// Spreads lists that name the used slots alone over all slots. Lists by slot, where given, win.
    fn unpack(&mut self) {
        let results = &mut self.results;
        let packed = [
            (std::mem::take(&mut results.packed_mass_g), &mut results.mass_g),
            (std::mem::take(&mut results.packed_length_mm), &mut results.length_mm),
        ];
        for (values, by_slot) in packed {
            if values.is_empty() || !by_slot.is_empty() {
                continue;
            }
            if results.used_slots.len() == values.len() {
                let last = results.used_slots.iter().max().copied().unwrap_or(0);
                by_slot.resize(usize::from(last) + 1, Decimal::ZERO);
                for (slot, value) in results.used_slots.iter().zip(values) {
                    by_slot[usize::from(*slot)] = value;
                }
            } else {
                let known = self.settings.material_types.len();
                if known > values.len() {
                    let text =
                        "the file does not say which of its slots are used: the first ones are assumed";
                    self.warnings.add(0, text);
                }
                *by_slot = values;
            }
        }
    }

    fn slots(&self) -> Vec<SlotUse> {
        let (results, settings) = (&self.results, &self.settings);
        let lists = [&results.mass_g, &results.length_mm, &results.volume_cm3];
        let count = lists.iter().map(|list| list.len()).max().unwrap_or(0);
        let used =
            (0..count).filter(|slot| lists.iter().any(|list| list.get(*slot).is_some_and(|v| !v.is_zero())));
        used.filter_map(|slot| self.slot(slot, settings)).collect()
    }

    fn slot(&self, slot: usize, settings: &Settings) -> Option<SlotUse> {
        let at = |list: &[Decimal]| list.get(slot).copied().filter(|value| !value.is_zero());
        // A profile may give one value for all slots.
        let of = |list: &[Option<Decimal>]| {
            list.get(slot).or(list.first().filter(|_| list.len() == 1)).copied()?
        };
        let named = |list: &[String]| list.get(slot).filter(|text| !text.is_empty()).cloned();
        let mut found = SlotUse {
            slot: u16::try_from(slot).ok()?,
            mass_g: at(&self.results.mass_g),
            mass_is_computed: false,
            length_mm: at(&self.results.length_mm),
            volume_cm3: at(&self.results.volume_cm3),
            cost: at(&self.results.cost),
            material_type: named(&settings.material_types),
            color_hex: settings.color_hex(slot),
            density_g_cm3: of(&settings.densities),
            diameter_mm: of(&settings.diameters),
            profile: named(&settings.profiles),
        };
        // A slicer without a density states grams of zero beside a length: that is no statement.
        if found.mass_g.is_none()
            && let Some(density) = found.density_g_cm3
            && (found.volume_cm3.is_some() || found.diameter_mm.is_some())
        {
            found.mass_g = found.mass_at(density, found.diameter_mm.unwrap_or_default());
            found.mass_is_computed = found.mass_g.is_some();
        }
        Some(found)
    }
}
