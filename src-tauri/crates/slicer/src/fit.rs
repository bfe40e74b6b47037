//! Whether a plate can be printed on a printer, in sentences for the person who asks.

use std::fmt;

use spoolyard_types::Decimal;

use crate::SlicedPlate;

/// What is known of a printer. What is not known is `None` and never counts against a plate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrinterFacts {
    /// Width, depth and height of the space it prints in, in millimetres.
    pub space_mm: [Option<Decimal>; 3],
    /// Its nozzle in millimetres.
    pub nozzle_diameter_mm: Option<Decimal>,
    /// Its model as the printer says it (`N1`).
    pub model_id: Option<String>,
    /// Its model as people say it (`Prusa MK4`).
    pub model: Option<String>,
    /// Material by slot from 0, as it is loaded now; an empty list where that is not known.
    pub loaded_materials: Vec<Option<String>>,
}

/// Why a plate does not fit a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// It takes more space than there is.
    Space {
        /// `wide`, `deep`, `high`.
        direction: &'static str,
        /// Millimetres of the plate.
        needs_mm: Decimal,
        /// Millimetres of the printer.
        has_mm: Decimal,
    },
    /// It was sliced for another nozzle.
    Nozzle {
        /// Millimetres in the file.
        sliced_for_mm: Decimal,
        /// Millimetres on the printer.
        has_mm: Decimal,
    },
    /// It was sliced for another model.
    Model {
        /// The model in the file.
        sliced_for: String,
        /// The printer's.
        has: String,
    },
    /// A slot holds another material, or none.
    Material {
        /// Slot number from 0.
        slot: u16,
        /// The material in the file.
        needs: String,
        /// What is loaded.
        has: Option<String>,
    },
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Space { direction, needs_mm, has_mm } => {
                write!(f, "the print is {needs_mm} mm {direction}, the printer has {has_mm} mm")
            }
            Self::Nozzle { sliced_for_mm, has_mm } => write!(
                f,
                "sliced for a {} mm nozzle, the printer has {} mm",
                sliced_for_mm.normalize(),
                has_mm.normalize()
            ),
            Self::Model { sliced_for, has } => write!(f, "sliced for {sliced_for}, the printer is {has}"),
            Self::Material { slot, needs, has: Some(has) } => {
                write!(f, "slot {} needs {needs} and holds {has}", u32::from(*slot) + 1)
            }
            Self::Material { slot, needs, has: None } => {
                write!(f, "slot {} needs {needs} and is empty", u32::from(*slot) + 1)
            }
        }
    }
}

impl SlicedPlate {
    /// Every reason why this plate does not fit the printer; empty where nothing speaks against it.
    pub fn misfits(&self, printer: &PrinterFacts) -> Vec<Misfit> {
        let mut found = self.space_misfits(printer);
        if let (Some(sliced_for_mm), Some(has_mm)) = (self.nozzle_diameter_mm, printer.nozzle_diameter_mm)
            && sliced_for_mm != has_mm
        {
            found.push(Misfit::Nozzle { sliced_for_mm, has_mm });
        }
        found.extend(self.model_misfit(printer));
        for slot in &self.slots {
            let Some(needs) = &slot.material_type else {
                continue;
            };
            if let Some(has) = printer.loaded_materials.get(usize::from(slot.slot))
                && !has.as_ref().is_some_and(|has| has.trim().eq_ignore_ascii_case(needs.trim()))
            {
                found.push(Misfit::Material { slot: slot.slot, needs: needs.clone(), has: has.clone() });
            }
        }
        found
    }

    fn space_misfits(&self, printer: &PrinterFacts) -> Vec<Misfit> {
        let mut size_mm = self.bounding_box.map_or([None; 3], |space| space.size_mm().map(Some));
        // The height counts from the plate, not from the lowest move.
        size_mm[2] = self.bounding_box.map(|space| space.max_mm[2]).or(self.height_mm);
        let directions = ["wide", "deep", "high"].into_iter().zip(size_mm.into_iter().zip(printer.space_mm));
        directions
            .filter_map(|(direction, sizes)| match sizes {
                (Some(needs_mm), Some(has_mm)) if needs_mm > has_mm => {
                    Some(Misfit::Space { direction, needs_mm, has_mm })
                }
                _ => None,
            })
            .collect()
    }

    /// Models are told apart by what the printer says of itself, or else by their letters and digits: slicers
    /// write `MK4S`, people `Prusa MK4S`. One name within the other is the same model.
    fn model_misfit(&self, printer: &PrinterFacts) -> Option<Misfit> {
        if let (Some(sliced_for), Some(has)) = (&self.printer_model_id, &printer.model_id) {
            let same = sliced_for.eq_ignore_ascii_case(has);
            return (!same).then(|| Misfit::Model { sliced_for: sliced_for.clone(), has: has.clone() });
        }
        let (sliced_for, has) = (self.printer_model.as_ref()?, printer.model.as_ref()?);
        let plain = |name: &str| {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let (file, machine) = (plain(sliced_for), plain(has));
        let same =
            file.is_empty() || machine.is_empty() || file.contains(&machine) || machine.contains(&file);
        (!same).then(|| Misfit::Model { sliced_for: sliced_for.clone(), has: has.clone() })
    }
}
