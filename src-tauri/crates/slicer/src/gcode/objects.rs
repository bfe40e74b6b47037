//! What stands on the plate, from whichever labels the slicer wrote.

use std::collections::HashSet;

use serde::Deserialize;

use super::tally::{Tally, Warnings};
use super::value::{Stated, count};
use crate::{Limits, PlateObject, SlicerError};

/// Longest label kept of an object.
const MAX_LABEL_CHARS: usize = 255;

/// Labels by where they were found, the most trustworthy first.
#[derive(Debug, Default)]
pub(super) struct Objects {
    listed: Labels,
    defined: Labels,
    printed: Labels,
}

#[derive(Debug, Default)]
struct Labels {
    in_order: Vec<String>,
    seen: HashSet<String>,
}

#[derive(Deserialize)]
struct Listing {
    objects: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
}

/// Takes a command: all it is looked at for is the name of an object.
pub(super) fn read_command(tally: &mut Tally<'_>, line: u64, command: &[u8]) -> Result<(), SlicerError> {
    tally.pictures.interrupt(line);
    tally.known |= matches!(command, [b'G' | b'M' | b'T', b'0'..=b'9', ..]);
    let label = if let Some(rest) = command.strip_prefix(b"EXCLUDE_OBJECT_DEFINE ") {
        let rest = String::from_utf8_lossy(rest).into_owned();
        rest.split_whitespace().find_map(|word| word.strip_prefix("NAME=")).map(str::to_owned)
    } else if let Some(rest) = command.strip_prefix(b"M486 ") {
        let rest = String::from_utf8_lossy(rest).into_owned();
        let at = if rest.starts_with('A') { Some(0) } else { rest.find(" A").map(|at| at + 1) };
        at.map(|at| rest[at + 1..].to_owned())
    } else {
        None
    };
    match label {
        Some(label) => tally.objects.defined.add(tally.limits, line, label.trim_matches(['\'', '"'])),
        None => Ok(()),
    }
}

impl Objects {
    /// Takes `printing object NAME …` and `MESH:NAME`.
    pub(super) fn read_comment(
        &mut self,
        limits: &Limits,
        line: u64,
        text: &str,
    ) -> Result<bool, SlicerError> {
        let Some(label) = text.strip_prefix("printing object ").or_else(|| text.strip_prefix("MESH:")) else {
            return Ok(false);
        };
        if label != "NONMESH" {
            self.printed.add(limits, line, label)?;
        }
        Ok(true)
    }

    /// Takes `objects_info`, a list in JSON.
    pub(super) fn read_listing(
        &mut self,
        key: &str,
        stated: Stated<'_>,
        limits: &Limits,
        warnings: &mut Warnings,
    ) -> Result<bool, SlicerError> {
        if key != "objects_info" {
            return Ok(false);
        }
        match serde_json::from_str::<Listing>(stated.value) {
            Ok(listing) => {
                for object in listing.objects {
                    self.listed.add(limits, stated.line, &object.name)?;
                }
            }
            Err(_) => warnings.add(stated.line, "the list of objects cannot be read"),
        }
        Ok(true)
    }

    /// The objects with the number of their copies. Labels between the moves count only if all were seen.
    pub(super) fn finish(self, saw_all: bool) -> Vec<PlateObject> {
        let printed = if saw_all { self.printed } else { Labels::default() };
        let labels =
            [self.listed, self.defined, printed].into_iter().find(|labels| !labels.in_order.is_empty());
        let mut objects: Vec<PlateObject> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for label in labels.unwrap_or_default().in_order {
            let name = without_copy(&label);
            let place = *places.entry(name.to_owned()).or_insert(objects.len());
            match objects.get_mut(place) {
                Some(object) => object.copies = object.copies.saturating_add(1),
                None => objects.push(PlateObject { name: name.to_owned(), copies: 1 }),
            }
        }
        objects
    }
}

impl Labels {
    fn add(&mut self, limits: &Limits, line: u64, label: &str) -> Result<(), SlicerError> {
        let label = label.trim();
        let end = label.char_indices().nth(MAX_LABEL_CHARS).map_or(label.len(), |(at, _)| at);
        let label = &label[..end];
        if label.is_empty() || self.seen.contains(label) {
            return Ok(());
        }
        if self.in_order.len() == limits.max_objects {
            return Err(SlicerError::TooMany { what: "objects", line, limit: limits.max_objects as u64 });
        }
        self.seen.insert(label.to_owned());
        self.in_order.push(label.to_owned());
        Ok(())
    }
}

/// The model's name without ` id:0 copy 1`, `_id_0_copy_1`, ` (Instance 2)` or `(2)`.
fn without_copy(label: &str) -> &str {
    for (id, copy) in [(" id:", " copy "), ("_id_", "_copy_")] {
        if let Some((name, marks)) = label.rsplit_once(id)
            && let Some((id, copy)) = marks.split_once(copy)
            && count(id).is_some()
            && count(copy).is_some()
        {
            return name;
        }
    }
    if let Some((name, mark)) = label.strip_suffix(')').and_then(|rest| rest.rsplit_once('('))
        && count(mark.strip_prefix("Instance ").unwrap_or(mark)).is_some()
        && !name.trim_end().is_empty()
    {
        return name.trim_end();
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_copy_come_off() {
        for (label, name) in [
            ("hook.stl id:0 copy 3", "hook.stl"),
            ("hook_id_12_copy_0", "hook"),
            ("hook.stl (Instance 2)", "hook.stl"),
            ("hook.stl(1)", "hook.stl"),
            ("hook (left)", "hook (left)"),
            ("hook id:x copy 1", "hook id:x copy 1"),
            ("(2)", "(2)"),
        ] {
            assert_eq!(without_copy(label), name, "{label}");
        }
    }
}
