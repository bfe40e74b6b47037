//! Whatever the bytes are, the reader answers: a plate or an error, within its limits.

use proptest::prelude::*;
use spoolyard_slicer::{Limits, SlicedPlate, SlicerError, read_gcode_ends, read_gcode_within};
use spoolyard_types::Decimal;

const HEADS: [&[u8]; 5] = [
    include_bytes!("fixtures/superslicer_two_slots.gcode"),
    include_bytes!("fixtures/orca_klipper.gcode"),
    include_bytes!("fixtures/bambu_slots_one_and_three.gcode"),
    include_bytes!("fixtures/cura_griffin_two_trains.gcode"),
    include_bytes!("../../../../assets/sample-farm/gcode/key-tag-x5.gcode"),
];

fn limits() -> Limits {
    Limits {
        max_bytes: 1 << 16,
        max_line_bytes: 2048,
        max_lines: 500,
        max_slots: 8,
        max_objects: 8,
        max_thumbnails: 3,
        max_thumbnail_bytes: 512,
        ..Limits::default()
    }
}

/// What holds for every answer.
fn check(answer: &Result<SlicedPlate, SlicerError>) -> Result<(), TestCaseError> {
    let limits = limits();
    let plate = match answer {
        Ok(plate) => plate,
        Err(error) => {
            prop_assert!(!error.to_string().is_empty());
            prop_assert!(error.to_string().len() < 600, "an error never echoes the file");
            return Ok(());
        }
    };
    prop_assert!(plate.slots.len() <= limits.max_slots);
    prop_assert!(plate.objects.len() <= limits.max_objects);
    prop_assert!(plate.thumbnails.len() <= limits.max_thumbnails);
    prop_assert!(plate.thumbnails.iter().all(|picture| picture.bytes.len() <= limits.max_thumbnail_bytes));
    prop_assert!(plate.warnings.len() <= 100);
    prop_assert!(plate.print_minutes.is_none_or(|minutes| minutes >= Decimal::ZERO));
    let above_zero = |value: Option<Decimal>| value.is_none_or(|value| value > Decimal::ZERO);
    for slot in &plate.slots {
        prop_assert!(above_zero(slot.length_mm) && above_zero(slot.volume_cm3) && above_zero(slot.cost));
        prop_assert!(slot.mass_g.is_none_or(|mass_g| mass_g >= Decimal::ZERO));
    }
    if let Ok(estimate) = plate.estimate() {
        prop_assert!(estimate.minutes > Decimal::ZERO && estimate.mass_g > Decimal::ZERO);
    }
    Ok(())
}

fn read(bytes: &[u8]) -> Result<SlicedPlate, SlicerError> {
    read_gcode_within(bytes, &limits(), &mut || true)
}

/// One change to a file.
#[derive(Debug, Clone)]
enum Change {
    Overwrite(usize, u8),
    Remove(usize, usize),
    Repeat(usize, usize, usize),
    Insert(usize, &'static str),
}

const WORDS: [&str; 18] = [
    "\n; filament used [g] = ",
    "\n; filament: ",
    "\n;TIME:",
    "999999999",
    "-",
    "0.000000000000000000000000000001",
    ",,,,,,,,,,,,",
    ";;;",
    "\n; thumbnail begin 16x16 9\n; ",
    "\n; thumbnail end\n",
    "\n;EXTRUDER_TRAIN.9999999999.MATERIAL.VOLUME_USED:1",
    "d h m s",
    "\u{FEFF}",
    "é½",
    "\"",
    "\n; objects_info = {\"objects\":[[[[",
    "\nM486 A",
    "\nEXCLUDE_OBJECT_DEFINE NAME=",
];

fn change() -> impl Strategy<Value = Change> {
    let at = 0..4000_usize;
    prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Overwrite(at, byte)),
        (at.clone(), 1..200_usize).prop_map(|(at, count)| Change::Remove(at, count)),
        (at.clone(), 1..80_usize, 2..40_usize)
            .prop_map(|(at, count, times)| Change::Repeat(at, count, times)),
        (at, proptest::sample::select(WORDS.to_vec())).prop_map(|(at, word)| Change::Insert(at, word)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let within = |at: usize| if bytes.is_empty() { 0 } else { at % bytes.len() };
    match *change {
        Change::Overwrite(at, byte) => {
            let at = within(at);
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
        Change::Remove(at, count) => {
            let at = within(at);
            let end = (at + count).min(bytes.len());
            bytes.drain(at..end);
        }
        Change::Repeat(at, count, times) => {
            let at = within(at);
            let end = (at + count).min(bytes.len());
            let piece = bytes[at..end].repeat(times);
            bytes.splice(at..at, piece);
        }
        Change::Insert(at, word) => {
            let at = within(at);
            bytes.splice(at..at, word.bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        check(&read(&bytes))?;
    }

    #[test]
    fn on_lines_that_look_like_comments(
        lines in proptest::collection::vec("; ?(filament used \\[g\\]|TIME|filament|LAYER|filament_type|thumbnail begin|MINX)[ =:]{1,3}[-0-9a-zé.,;#\"]{0,40}", 0..60),
    ) {
        check(&read(lines.join("\n").as_bytes()))?;
    }

    #[test]
    fn on_files_that_were_tampered_with(
        head in proptest::sample::select(HEADS.to_vec()),
        changes in proptest::collection::vec(change(), 1..12),
    ) {
        let mut bytes = head.to_vec();
        for change in &changes {
            apply(&mut bytes, change);
        }
        check(&read(&bytes))?;
    }

    #[test]
    fn on_files_cut_anywhere(head in proptest::sample::select(HEADS.to_vec()), cut in 0..4000_usize, gap in 0..500_usize) {
        let cut = cut % head.len();
        let tail = (cut + gap).min(head.len());
        check(&read_gcode_ends(&head[..cut], &head[tail..], &limits()))?;
        check(&read(&head[..cut]))?;
    }

    #[test]
    fn amounts_come_back_exactly(whole in 0_u32..1_000_000, fraction in 0_u32..100, hours in 0_u32..500, seconds in 0_u32..60) {
        prop_assume!(whole > 0 || fraction > 0);
        let mass = format!("{whole}.{fraction:02}");
        let text = format!("; filament used [g] = {mass}\n; estimated printing time (normal mode) = {hours}h {seconds}s\n");
        let plate = read(text.as_bytes()).unwrap();
        prop_assert_eq!(plate.mass_g().unwrap().to_string(), mass);
        let exact_s = Decimal::from(hours * 3600 + seconds);
        let difference = plate.print_minutes.unwrap() * Decimal::from(60) - exact_s;
        prop_assert!(difference.abs() <= Decimal::new(3, 3), "rounded to 4 decimals of a minute");
    }
}
