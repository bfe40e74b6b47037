//! Slicers that write neither like PrusaSlicer nor like Cura: Simplify3D, ideaMaker, IceSL, KISSlicer, Kiri:Moto; and
//! what start scripts for Cura add to its figures.
//!
//! Their figures stand under names that people use in remarks too. What does not look like a figure is left alone
//! here, where the others' would be an error.

use spoolyard_types::Decimal;

use super::results::{Results, put};
use super::settings::Settings;
use super::value::{Stated, amount, count};
use crate::Limits;

/// Takes the figure if it is one of theirs; `key` is in lower case.
pub(super) fn take(
    results: &mut Results,
    settings: &mut Settings,
    key: &str,
    stated: Stated<'_>,
    limits: &Limits,
) -> bool {
    let value = stated.value;
    match key {
        // Simplify3D 4 and 5: `1 hour 3 minutes`, `1234.5 mm (1.23 m)`, `12.34 g (0.03 lb)`.
        "build time" => set(&mut results.total_s, worded_s(value)),
        "filament length" | "material length" => put_some(&mut results.length_mm, 0, with_unit(value, "mm")),
        "plastic weight" | "material weight" => put_some(&mut results.mass_g, 0, with_unit(value, "g")),
        // ideaMaker: seconds; millimetres of each material.
        "print time" => set(&mut results.total_s, amount(value)),
        "dimension" => {
            set(&mut settings.nozzle_diameter_mm, value.split_whitespace().nth(3).and_then(amount))
        }
        "bounding box" => settings.take_box(value),
        // Start scripts for Cura: `[3.96, 3.52, 0.0] ; and what follows`.
        "filament weight" => take_weights(results, value, limits),
        "filament type" if settings.material_types.is_empty() => {
            place_text(&mut settings.material_types, 0, value)
        }
        "nozzle diameter" => set(&mut settings.nozzle_diameter_mm, amount(value)),
        // IceSL.
        "estimated_print_time_s" => set(&mut results.total_s, amount(value)),
        "filament_used_mm" => put_some(&mut results.length_mm, 0, amount(value)),
        "filament_used_g" => put_some(&mut results.mass_g, 0, amount(value)),
        "z_layer_height_mm" => set(&mut settings.layer_height_mm, amount(value)),
        "z_layer_height_first_layer_mm" => set(&mut settings.first_layer_height_mm, amount(value)),
        "nozzle_diameter_mm_0" => set(&mut settings.nozzle_diameter_mm, amount(value)),
        "print_height_mm" => set(&mut settings.height_mm, amount(value)),
        // Kiri:Moto: `--- print time: 1234s ---`, `--- filament used: 567.8 mm ---`.
        "--- print time" => set(&mut results.total_s, with_unit(value, "s")),
        "--- filament used" => put_some(&mut results.length_mm, 0, with_unit(value, "mm")),
        "sliceheight" => set(&mut settings.layer_height_mm, amount(value)),
        "firstsliceheight" => {
            set(&mut settings.first_layer_height_mm, amount(value).filter(|mm| !mm.is_zero()))
        }
        // KISSlicer: `Calculated-during-export Build Time: 123.45 minutes`.
        build if build.starts_with("calculated") && build.ends_with("build time") => {
            let minutes = with_unit(value, "minutes");
            set(&mut results.total_s, minutes.and_then(|minutes| minutes.checked_mul(Decimal::from(60))))
        }
        numbered => take_numbered(results, settings, numbered, value, limits),
    }
}

/// What stands once for each material: `material#1 used`, `filament density #1`, `ext #1`.
fn take_numbered(
    results: &mut Results,
    settings: &mut Settings,
    key: &str,
    value: &str,
    limits: &Limits,
) -> bool {
    let Some((name, rest)) = key.split_once('#') else { return false };
    let (number, end) = rest.split_once(' ').unwrap_or((rest, ""));
    let Some(slot) = count(number).and_then(|number| usize::try_from(number).ok()?.checked_sub(1)) else {
        return false;
    };
    if slot >= limits.max_slots {
        return false;
    }
    match (name.trim(), end.trim()) {
        ("material", "used") => put_some(&mut results.length_mm, slot, amount(value)),
        ("ext", "") => put_some(&mut results.length_mm, slot, with_unit(value, "mm")),
        ("filament diameter", "") => place(&mut settings.diameters, slot, amount(value)),
        // Kilograms a cubic metre.
        ("filament density", "") => {
            let density = amount(value).and_then(|density| density.checked_div(Decimal::ONE_THOUSAND));
            place(&mut settings.densities, slot, density)
        }
        ("filament type", "") => place_text(&mut settings.material_types, slot, value),
        ("filament name", "") => place_text(&mut settings.profiles, slot, value),
        _ => false,
    }
}

/// Grams of each slot, in brackets; nothing where one of them is no number.
fn take_weights(results: &mut Results, value: &str, limits: &Limits) -> bool {
    let inside = value.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inside, _)| inside);
    let grams: Option<Vec<Decimal>> =
        inside.unwrap_or_default().split(',').take(limits.max_slots).map(amount).collect();
    match grams {
        Some(grams) if results.mass_g.is_empty() => {
            results.mass_g = grams;
            true
        }
        Some(_) | None => false,
    }
}

fn set(held: &mut Option<Decimal>, news: Option<Decimal>) -> bool {
    let is_figure = news.is_some();
    if is_figure {
        *held = news;
    }
    is_figure
}

fn put_some(list: &mut Vec<Decimal>, slot: usize, news: Option<Decimal>) -> bool {
    news.map(|value| put(list, slot, value)).is_some()
}

fn place(list: &mut Vec<Option<Decimal>>, slot: usize, news: Option<Decimal>) -> bool {
    if list.len() <= slot {
        list.resize(slot + 1, None);
    }
    list[slot] = news.filter(|value| !value.is_zero());
    list[slot].is_some()
}

fn place_text(list: &mut Vec<String>, slot: usize, value: &str) -> bool {
    if list.len() <= slot {
        list.resize(slot + 1, String::new());
    }
    list[slot] = value.chars().take(255).collect();
    true
}

/// The number in front of a unit: `1234.5 mm (1.23 m)`, `123s ---`.
fn with_unit(value: &str, unit: &str) -> Option<Decimal> {
    let at = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let rest = value[at..].trim_start().strip_prefix(unit)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then(|| amount(&value[..at]))?
}

/// Seconds of `1 hour 3 minutes`, `2 hours 1 min 5 sec`; every word must be understood.
fn worded_s(value: &str) -> Option<Decimal> {
    let mut words = value.split_whitespace();
    let mut seconds = None;
    while let Some(number) = words.next() {
        let unit = words.next()?;
        let each = match unit.trim_end_matches(['s', '.', ',']) {
            "day" => 86_400,
            "hour" => 3600,
            "minute" | "min" => 60,
            "second" | "sec" => 1,
            _ => return None,
        };
        let part = amount(number)?.checked_mul(Decimal::from(each))?;
        seconds = Some(part.checked_add(seconds.unwrap_or(Decimal::ZERO))?);
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: Option<Decimal>) -> Option<String> {
        value.map(|value| value.to_string())
    }

    #[test]
    fn times_in_words_and_numbers_with_units() {
        assert_eq!(shown(worded_s("1 hour 3 minutes")).as_deref(), Some("3780"));
        assert_eq!(shown(worded_s("2 hours 1 min 5 sec")).as_deref(), Some("7265"));
        assert_eq!((worded_s("tomorrow"), worded_s("1"), worded_s("")), (None, None, None));
        assert_eq!(shown(with_unit("1234.5 mm (1.23 m)", "mm")).as_deref(), Some("1234.5"));
        assert_eq!(shown(with_unit("1234s ---", "s")).as_deref(), Some("1234"));
        assert_eq!(
            (with_unit("12 mmm", "mm"), with_unit("mm", "mm"), with_unit("1 €", "g")),
            (None, None, None)
        );
    }
}
