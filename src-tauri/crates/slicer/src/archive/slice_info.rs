//! `slice_info.config`: time, grams by slot, objects and warnings of each plate, in XML.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use spoolyard_types::Decimal;

use super::unzip::broken;
use crate::gcode::exact_number;
use crate::{Limits, PlateObject, SlicerError, SlotUse};

/// Longest name kept.
const MAX_TEXT_CHARS: usize = 255;
/// Warnings kept of one plate.
const MAX_WARNINGS: usize = 20;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct SliceInfo {
    /// Name and version of the program.
    pub(super) program: Option<(String, String)>,
    pub(super) plates: Vec<PlateInfo>,
}

/// What it says about one plate.
#[derive(Debug, Default)]
pub(super) struct PlateInfo {
    pub(super) number: u32,
    pub(super) seconds: Option<Decimal>,
    pub(super) mass_g: Option<Decimal>,
    pub(super) printer_model_id: Option<String>,
    pub(super) nozzle_diameter_mm: Option<Decimal>,
    pub(super) slots: Vec<SlotUse>,
    pub(super) objects: Vec<PlateObject>,
    pub(super) warnings: Vec<String>,
}

/// Reads the text. Elements that are not known are stepped over.
pub(super) fn read(text: &str, limits: &Limits) -> Result<SliceInfo, SlicerError> {
    let mut reader = Reader::from_str(text);
    let mut info = SliceInfo::default();
    let mut open: Option<PlateInfo> = None;
    loop {
        match reader.read_event().map_err(|error| broken(&error.to_string()))? {
            Event::Start(element) | Event::Empty(element) => {
                take_element(&element, &mut info, &mut open, limits)?;
            }
            Event::End(element) if element.name().as_ref() == "plate" => {
                close(&mut info, &mut open, limits)?;
            }
            Event::Eof => {
                close(&mut info, &mut open, limits)?;
                return Ok(info);
            }
            _ => {}
        }
    }
}

fn close(info: &mut SliceInfo, open: &mut Option<PlateInfo>, limits: &Limits) -> Result<(), SlicerError> {
    if let Some(plate) = open.take() {
        if info.plates.len() >= limits.max_plates {
            return Err(too_many("plates", limits.max_plates));
        }
        info.plates.push(plate);
    }
    Ok(())
}

fn take_element(
    element: &BytesStart<'_>,
    info: &mut SliceInfo,
    open: &mut Option<PlateInfo>,
    limits: &Limits,
) -> Result<(), SlicerError> {
    let of = |name: &str| attribute(element, name);
    match (element.name().as_ref(), open.as_mut()) {
        ("plate", None) => *open = Some(PlateInfo::default()),
        ("header_item", _) if of("key").as_deref() == Some("X-BBL-Client-Version") => {
            info.program = of("value").map(|version| ("BambuStudio".to_owned(), version));
        }
        ("metadata", Some(plate)) => {
            if let (Some(key), Some(value)) = (of("key"), of("value")) {
                plate.take(&key, &value);
            }
        }
        ("filament", Some(plate)) => {
            if plate.slots.len() >= limits.max_slots {
                return Err(too_many("slots", limits.max_slots));
            }
            plate.slots.extend(slot(element, limits));
        }
        ("object", Some(plate)) if of("skipped").as_deref() != Some("true") => {
            if let Some(name) = of("name") {
                plate.add_object(name, limits)?;
            }
        }
        ("warning", Some(plate)) if plate.warnings.len() < MAX_WARNINGS => {
            plate
                .warnings
                .extend(of("msg").map(|text| format!("the slicer warned: {}", text.replace('_', " "))));
        }
        _ => {}
    }
    Ok(())
}

impl PlateInfo {
    fn take(&mut self, key: &str, value: &str) {
        let positive = |text: &str| exact_number(text).filter(|value| *value > Decimal::ZERO);
        match key {
            "index" => self.number = value.trim().parse().unwrap_or_default(),
            "prediction" => self.seconds = positive(value),
            "weight" => self.mass_g = positive(value),
            "printer_model_id" => self.printer_model_id = Some(value.to_owned()).filter(|id| !id.is_empty()),
            "nozzle_diameters" => {
                self.nozzle_diameter_mm = value.split([',', ';']).next().and_then(positive);
            }
            _ => {}
        }
    }

    fn add_object(&mut self, name: String, limits: &Limits) -> Result<(), SlicerError> {
        if let Some(object) = self.objects.iter_mut().find(|object| object.name == name) {
            object.copies = object.copies.saturating_add(1);
        } else if self.objects.len() < limits.max_objects {
            self.objects.push(PlateObject { name, copies: 1 });
        } else {
            return Err(too_many("objects", limits.max_objects));
        }
        Ok(())
    }
}

/// A used filament; `None` where its number is not one of a slot.
fn slot(element: &BytesStart<'_>, limits: &Limits) -> Option<SlotUse> {
    let of = |name: &str| attribute(element, name);
    let positive =
        |name: &str| of(name).and_then(|text| exact_number(&text)).filter(|value| *value > Decimal::ZERO);
    let number: u16 = of("id")?.trim().parse().ok()?;
    let slot = number.checked_sub(1).filter(|slot| usize::from(*slot) < limits.max_slots)?;
    let color = of("color").filter(|color| {
        color.len() >= 7
            && color.starts_with('#')
            && color.bytes().skip(1).take(6).all(|byte| byte.is_ascii_hexdigit())
    });
    Some(SlotUse {
        slot,
        mass_g: positive("used_g"),
        length_mm: positive("used_m").and_then(|metres| metres.checked_mul(Decimal::ONE_THOUSAND)),
        material_type: of("type").filter(|name| !name.is_empty()),
        color_hex: color.map(|color| color[..7].to_ascii_uppercase()),
        ..SlotUse::default()
    })
}

/// An attribute as text, shortened; entities that XML does not know stay as they are.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|found| found.key.as_ref() == name)?;
    let raw = attribute.value.as_ref();
    let text = quick_xml::escape::unescape(raw).unwrap_or(std::borrow::Cow::Borrowed(raw));
    Some(text.chars().take(MAX_TEXT_CHARS).collect())
}

fn too_many(what: &'static str, limit: usize) -> SlicerError {
    SlicerError::TooMany { what, line: 0, limit: limit as u64 }
}
