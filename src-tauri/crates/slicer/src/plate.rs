//! One sliced plate, in the words of the shop.

use spoolyard_types::Decimal;

use crate::SlicerError;

/// What a slicer said about one plate. A figure it did not state is `None`, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlicedPlate {
    /// The program that sliced it.
    pub slicer: Option<SlicerProgram>,
    /// Print time in minutes, rounded to 4 decimals; includes preparation where the slicer counts it.
    pub print_minutes: Option<Decimal>,
    /// The slots that give filament, by slot number. Slots without use are left out.
    pub slots: Vec<SlotUse>,
    /// Grams of the whole plate as stated, with the purge tower where the slicer adds it.
    pub stated_mass_g: Option<Decimal>,
    /// Grams of `stated_mass_g` that go into the purge tower.
    pub purge_tower_mass_g: Option<Decimal>,
    /// Cost of the filament as stated, in the currency of the slicer's profile.
    pub stated_cost: Option<Decimal>,
    /// Layers: stated, or counted when the whole file was given.
    pub layers: Option<u32>,
    /// Layer height in millimetres.
    pub layer_height_mm: Option<Decimal>,
    /// Height of the first layer in millimetres.
    pub first_layer_height_mm: Option<Decimal>,
    /// Nozzle diameter in millimetres, of the first nozzle where there are several.
    pub nozzle_diameter_mm: Option<Decimal>,
    /// The printer's model as the profile names it.
    pub printer_model: Option<String>,
    /// The printer's model as the printer itself says it (`N1`, `BL-P001`): 3MF of Bambu Studio and Orca alone.
    pub printer_model_id: Option<String>,
    /// The build plate it was sliced for.
    pub bed_type: Option<String>,
    /// What stands on the plate; empty when the slicer was told not to label objects.
    pub objects: Vec<PlateObject>,
    /// Pictures, in the order of the file.
    pub thumbnails: Vec<Thumbnail>,
    /// Space the print takes, where stated.
    pub bounding_box: Option<BoundingBox>,
    /// Height of the print in millimetres, where stated.
    pub height_mm: Option<Decimal>,
    /// What was odd but did no harm to the figures.
    pub warnings: Vec<Warning>,
}

/// The figures a quote or a routing cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Print time in minutes.
    pub minutes: Decimal,
    /// Filament of all slots in grams.
    pub mass_g: Decimal,
}

impl SlicedPlate {
    /// Grams of all slots together; the stated total where no slot has a mass of its own.
    pub fn mass_g(&self) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        for slot in &self.slots {
            match slot.mass_g {
                Some(mass_g) => sum = sum.checked_add(mass_g)?,
                None => return self.stated_mass_g,
            }
        }
        if self.slots.is_empty() { self.stated_mass_g } else { Some(sum) }
    }

    /// Time and grams, both above zero.
    ///
    /// # Errors
    /// [`SlicerError::NoEstimate`] names the figure that is missing.
    pub fn estimate(&self) -> Result<Estimate, SlicerError> {
        let above_zero = |value: &Decimal| *value > Decimal::ZERO;
        let minutes = self.print_minutes.filter(above_zero);
        let mass_g = self.mass_g().filter(above_zero);
        Ok(Estimate {
            minutes: minutes.ok_or(SlicerError::NoEstimate { missing: "the print time" })?,
            mass_g: mass_g.ok_or(SlicerError::NoEstimate { missing: "the filament's mass" })?,
        })
    }
}

/// Filament that one slot gives to a plate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlotUse {
    /// Slot number from 0: the extruder, or the place in the multi-material unit.
    pub slot: u16,
    /// Grams: as stated, or from length or volume and the profile's density (4 decimals).
    pub mass_g: Option<Decimal>,
    /// True where `mass_g` was computed because the slicer stated none.
    pub mass_is_computed: bool,
    /// Length in millimetres.
    pub length_mm: Option<Decimal>,
    /// Volume in cubic centimetres.
    pub volume_cm3: Option<Decimal>,
    /// Cost in the currency of the slicer's profile.
    pub cost: Option<Decimal>,
    /// Material as the profile calls it: `PLA`, `PETG`, `FLEX`.
    pub material_type: Option<String>,
    /// Colour as `#RRGGBB`, upper case.
    pub color_hex: Option<String>,
    /// Density in g/cm³ as the profile has it.
    pub density_g_cm3: Option<Decimal>,
    /// Diameter of the filament in millimetres.
    pub diameter_mm: Option<Decimal>,
    /// The filament profile's name.
    pub profile: Option<String>,
}

/// π to 20 decimals: far beyond what a filament's diameter is known to.
fn pi() -> Decimal {
    Decimal::from_i128_with_scale(314_159_265_358_979_323_846, 20)
}

impl SlotUse {
    /// Grams at a density in g/cm³ and a diameter in millimetres, from the volume or else the length, rounded
    /// to 4 decimals. Cura states a length alone: the caller knows the spool.
    pub fn mass_at(&self, density_g_cm3: Decimal, diameter_mm: Decimal) -> Option<Decimal> {
        let volume_cm3 = match self.volume_cm3 {
            Some(volume_cm3) => volume_cm3,
            None => {
                let radius_mm = diameter_mm.checked_div(Decimal::TWO)?;
                let area_mm2 = radius_mm.checked_mul(radius_mm)?.checked_mul(pi())?;
                area_mm2.checked_mul(self.length_mm?)?.checked_div(Decimal::ONE_THOUSAND)?
            }
        };
        Some(spoolyard_types::number::round_half_away(volume_cm3.checked_mul(density_g_cm3)?, 4))
    }
}

/// The program that wrote a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlicerProgram {
    /// Which of the known ones.
    pub family: SlicerFamily,
    /// Its name as it signs.
    pub name: String,
    /// Its version as it signs; empty where it does not say.
    pub version: String,
}

/// Slicers whose comments this crate knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlicerFamily {
    /// PrusaSlicer.
    Prusa,
    /// SuperSlicer.
    Super,
    /// The older Slic3r.
    Slic3r,
    /// OrcaSlicer.
    Orca,
    /// Bambu Studio.
    Bambu,
    /// Cura.
    Cura,
    /// Another one; the comments are read as far as they are alike.
    Other,
}

/// An object of the plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlateObject {
    /// The model's name, without the marks of its copy.
    pub name: String,
    /// How many of it are on the plate.
    pub copies: u32,
}

/// A picture of the plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// How the bytes are coded.
    pub format: ThumbnailFormat,
    /// Width in pixels as stated.
    pub width_px: u32,
    /// Height in pixels as stated.
    pub height_px: u32,
    /// The picture's file.
    pub bytes: Vec<u8>,
}

/// Codings that slicers use for pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThumbnailFormat {
    /// PNG.
    Png,
    /// QOI.
    Qoi,
    /// JPEG.
    Jpg,
}

/// Corners of the space that a print takes, in millimetres: x, y, z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoundingBox {
    /// Lowest corner.
    pub min_mm: [Decimal; 3],
    /// Highest corner.
    pub max_mm: [Decimal; 3],
}

impl BoundingBox {
    /// Width, depth and height in millimetres.
    pub fn size_mm(&self) -> [Decimal; 3] {
        [0, 1, 2].map(|axis| self.max_mm[axis] - self.min_mm[axis])
    }
}

/// Something odd in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What, in a sentence.
    pub text: String,
}
