//! What the slicer was told: materials, colours, layer height, nozzle, printer. A setting that cannot be read
//! is left out: none of them is a figure of its own.

use spoolyard_types::Decimal;

use super::value::{Stated, amount, count, number};
use crate::{BoundingBox, Limits, SlicerError};

/// Longest text kept of a setting.
const MAX_TEXT_CHARS: usize = 255;

/// Settings as they stand in the file; the last one of a name wins.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) material_types: Vec<String>,
    pub(super) filament_colors: Vec<String>,
    pub(super) extruder_colors: Vec<String>,
    pub(super) densities: Vec<Option<Decimal>>,
    pub(super) diameters: Vec<Option<Decimal>>,
    pub(super) profiles: Vec<String>,
    pub(super) layer_height_mm: Option<Decimal>,
    pub(super) first_layer_height_mm: Option<Decimal>,
    pub(super) nozzle_diameter_mm: Option<Decimal>,
    pub(super) printer_model: Option<String>,
    pub(super) printer_profile: Option<String>,
    pub(super) bed_type: Option<String>,
    pub(super) layers: Option<u32>,
    pub(super) height_mm: Option<Decimal>,
    min_mm: [Option<Decimal>; 3],
    max_mm: [Option<Decimal>; 3],
}

impl Settings {
    /// Takes the setting if it is one that matters; `key` is in lower case.
    pub(super) fn take(
        &mut self,
        key: &str,
        stated: Stated<'_>,
        limits: &Limits,
    ) -> Result<bool, SlicerError> {
        let value = stated.value;
        let amounts = || -> Result<Vec<Option<Decimal>>, SlicerError> {
            Ok(places(stated, limits)?.iter().map(|place| positive(place)).collect())
        };
        match key {
            "filament_type" => self.material_types = places(stated, limits)?,
            "filament_colour" => self.filament_colors = places(stated, limits)?,
            "extruder_colour" => self.extruder_colors = places(stated, limits)?,
            "filament_settings_id" => self.profiles = places(stated, limits)?,
            "filament_density" => self.densities = amounts()?,
            "filament_diameter" => self.diameters = amounts()?,
            "nozzle_diameter" => self.nozzle_diameter_mm = amounts()?.first().copied().flatten(),
            "layer_height" | "layer height" => self.layer_height_mm = positive(value),
            "first_layer_height" | "initial_layer_print_height" => {
                self.first_layer_height_mm = positive(value);
            }
            "printer_model" | "target_machine.name" => self.printer_model = text(value),
            "curr_bed_type" => self.bed_type = text(value),
            "printer_settings_id" => self.printer_profile = text(value),
            "total layer number" | "total layers count" | "layer_count" => self.layers = count(value),
            "max_z_height" | "max_layer_z" => self.height_mm = positive(value),
            "extruder_train.0.nozzle.diameter" => self.nozzle_diameter_mm = positive(value),
            corner => return Ok(self.take_corner(corner, value)),
        }
        Ok(true)
    }

    /// `minx` … `maxz` and `print.size.min.x` … `print.size.max.z`.
    fn take_corner(&mut self, key: &str, value: &str) -> bool {
        let short = key.strip_prefix("print.size.").unwrap_or(key);
        let (corner, axis) = match short.as_bytes() {
            [b'm', b'i', b'n', b'.', axis] | [b'm', b'i', b'n', axis] => (&mut self.min_mm, *axis),
            [b'm', b'a', b'x', b'.', axis] | [b'm', b'a', b'x', axis] => (&mut self.max_mm, *axis),
            _ => return false,
        };
        let place = match axis {
            b'x' => 0,
            b'y' => 1,
            b'z' => 2,
            _ => return false,
        };
        corner[place] = number(value);
        true
    }

    /// `xmin xmax ymin ymax zmin zmax`.
    pub(super) fn take_box(&mut self, value: &str) -> bool {
        let sides: Option<Vec<Decimal>> = value.split_whitespace().take(7).map(number).collect();
        let Some([x0, x1, y0, y1, z0, z1]) = sides.as_deref() else { return false };
        self.min_mm = [x0, y0, z0].map(|side| Some(*side));
        self.max_mm = [x1, y1, z1].map(|side| Some(*side));
        true
    }

    /// The box, once all six corners are known and in order.
    pub(super) fn bounding_box(&self) -> Option<BoundingBox> {
        let whole = |corner: &[Option<Decimal>; 3]| Some([corner[0]?, corner[1]?, corner[2]?]);
        let (min_mm, max_mm) = (whole(&self.min_mm)?, whole(&self.max_mm)?);
        let in_order = min_mm.iter().zip(&max_mm).all(|(min, max)| min <= max);
        in_order.then_some(BoundingBox { min_mm, max_mm })
    }

    /// The colour of a slot as `#RRGGBB`.
    pub(super) fn color_hex(&self, slot: usize) -> Option<String> {
        let of = |colors: &[String]| colors.get(slot).and_then(|color| color_hex(color));
        of(&self.filament_colors).or_else(|| of(&self.extruder_colors))
    }
}

fn positive(value: &str) -> Option<Decimal> {
    amount(value).filter(|value| !value.is_zero())
}

/// The text without quotes; none where nothing is left.
fn text(value: &str) -> Option<String> {
    let text: String = value.trim().trim_matches('"').chars().take(MAX_TEXT_CHARS).collect();
    (!text.is_empty() && text != "nil").then_some(text)
}

/// `#RRGGBB` in upper case from `#rgb…`, any transparency dropped.
fn color_hex(color: &str) -> Option<String> {
    let digits = color.strip_prefix('#')?;
    let whole = matches!(digits.len(), 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| format!("#{}", digits[..6].to_ascii_uppercase()))
}

/// A list by slot: divided by semicolons where there is one outside quotes, else by commas.
fn places(stated: Stated<'_>, limits: &Limits) -> Result<Vec<String>, SlicerError> {
    let mut quoted = false;
    let semicolons = stated.value.bytes().any(|byte| {
        quoted ^= byte == b'"';
        byte == b';' && !quoted
    });
    let divider = if semicolons { ';' } else { ',' };
    let mut places = Vec::new();
    quoted = false;
    for place in stated.value.split(|c: char| {
        quoted ^= c == '"';
        c == divider && !quoted
    }) {
        if places.len() == limits.max_slots {
            return Err(SlicerError::TooMany {
                what: "slots",
                line: stated.line,
                limit: limits.max_slots as u64,
            });
        }
        places.push(text(place).unwrap_or_default());
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(value: &str) -> Vec<String> {
        places(Stated { line: 1, key: "k", value }, &Limits::default()).unwrap()
    }

    #[test]
    fn lists_respect_quotes() {
        assert_eq!(list(r#""PLA @ MK3; fast";"PETG, clear""#), ["PLA @ MK3; fast", "PETG, clear"]);
        assert_eq!(
            list(r#""PLA; dry","PETG""#),
            ["PLA; dry", "PETG"],
            "only a divider outside quotes divides"
        );
        assert_eq!(list("0.4,0.6"), ["0.4", "0.6"]);
        assert_eq!(list("PLA"), ["PLA"]);
        assert_eq!(list("PLA;;PETG"), ["PLA", "", "PETG"]);
    }

    #[test]
    fn colours_come_out_alike() {
        assert_eq!(color_hex("#ff8000").as_deref(), Some("#FF8000"));
        assert_eq!(color_hex("#00AE42FF").as_deref(), Some("#00AE42"));
        assert_eq!(color_hex("#FFF"), None);
        assert_eq!(color_hex("teal"), None);
        assert_eq!(color_hex("#ÄÄÄ"), None);
    }
}
