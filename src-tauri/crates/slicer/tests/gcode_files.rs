//! What is read from files of each slicer.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use spoolyard_slicer::{
    BoundingBox, Limits, PlateObject, SlicedPlate, SlicerError, SlicerFamily, SlotUse, ThumbnailFormat,
    read_gcode, read_gcode_ends, read_gcode_within,
};
use spoolyard_types::Decimal;

const SUPERSLICER: &[u8] = include_bytes!("fixtures/superslicer_two_slots.gcode");
const ORCA: &[u8] = include_bytes!("fixtures/orca_klipper.gcode");
const BAMBU: &[u8] = include_bytes!("fixtures/bambu_slots_one_and_three.gcode");
const GRIFFIN: &[u8] = include_bytes!("fixtures/cura_griffin_two_trains.gcode");

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn some(text: &str) -> Option<Decimal> {
    Some(dec(text))
}

fn family(plate: &SlicedPlate) -> SlicerFamily {
    plate.slicer.as_ref().unwrap().family
}

#[test]
fn superslicer_states_every_figure_by_slot() {
    let plate = read_gcode(SUPERSLICER).unwrap();
    assert_eq!(family(&plate), SlicerFamily::Super);
    assert_eq!(plate.print_minutes, some("1563.0667"), "1 d 2 h 3 min 4 s");
    let black = SlotUse {
        slot: 0,
        mass_g: some("3.68"),
        length_mm: some("1204.18"),
        volume_cm3: some("2.90"),
        cost: some("0.07"),
        material_type: Some("PETG".into()),
        color_hex: Some("#1A1A1A".into()),
        density_g_cm3: some("1.27"),
        diameter_mm: some("1.75"),
        profile: Some("PETG black; dry".into()),
        mass_is_computed: false,
    };
    assert_eq!(plate.slots.len(), 2, "the slot without use is left out");
    assert_eq!(plate.slots[0], black);
    assert_eq!(plate.slots[1].slot, 2);
    assert_eq!(plate.slots[1].color_hex.as_deref(), Some("#FF8000"), "the extruder's colour stands in");
    assert_eq!(plate.stated_mass_g, some("3.94"));
    assert_eq!(plate.mass_g(), some("3.94"));
    assert_eq!(plate.purge_tower_mass_g, some("0.42"));
    assert_eq!(plate.stated_cost, some("0.08"));
    assert_eq!(plate.layers, Some(3), "counted");
    assert_eq!(plate.layer_height_mm, some("0.2"));
    assert_eq!(plate.first_layer_height_mm, some("0.25"));
    assert_eq!(plate.nozzle_diameter_mm, some("0.6"));
    assert_eq!(plate.printer_model.as_deref(), Some("MK4"));
    let objects = [("hook.stl", 2), ("plate.stl", 1)];
    assert_eq!(plate.objects, objects.map(|(name, copies)| PlateObject { name: name.into(), copies }));
    assert_eq!(plate.warnings, []);
}

#[test]
fn pictures_of_three_codings_are_kept() {
    let plate = read_gcode(SUPERSLICER).unwrap();
    let seen: Vec<_> = plate.thumbnails.iter().map(|t| (t.format, t.width_px, t.height_px)).collect();
    let want = [(ThumbnailFormat::Png, 8, 4), (ThumbnailFormat::Qoi, 2, 2), (ThumbnailFormat::Jpg, 16, 16)];
    assert_eq!(seen, want);
    assert!(plate.thumbnails[0].bytes.ends_with(b"IEND\xAE\x42\x60\x82"), "the whole PNG is there");
}

#[test]
fn a_broken_picture_costs_a_warning_and_nothing_else() {
    let text = String::from_utf8(SUPERSLICER.to_vec()).unwrap();
    let png_lost = text.replacen("; thumbnail end", "G4 ; the end line is gone", 1);
    let bad_letter = text.replacen("; iVBORw0KGgo", "; iVBORw0KG*o", 1);
    let no_size = text.replacen("begin 8x4", "begin eight", 1);
    for (broken, why) in [(png_lost, "breaks off"), (bad_letter, "not base64"), (no_size, "no size")] {
        let plate = read_gcode(broken.as_bytes()).unwrap();
        assert_eq!(plate.thumbnails.len(), 2, "{why}");
        assert_eq!(plate.warnings.len(), 1, "{why}");
        assert!(plate.warnings[0].text.contains(why), "{}", plate.warnings[0].text);
        assert_eq!(plate.mass_g(), some("3.94"));
    }
}

#[test]
fn orca_counts_copies_and_ignores_text_inside_settings() {
    let plate = read_gcode(ORCA).unwrap();
    assert_eq!(family(&plate), SlicerFamily::Orca);
    assert_eq!(plate.print_minutes, some("72.5"));
    assert_eq!(plate.mass_g(), some("26.38"));
    assert_eq!(plate.layers, Some(150));
    assert_eq!(plate.height_mm, some("30.00"));
    assert_eq!(plate.first_layer_height_mm, some("0.25"));
    assert_eq!(plate.printer_model.as_deref(), Some("Voron 2.4 350"));
    assert_eq!(plate.objects, [PlateObject { name: "bracket.stl".into(), copies: 2 }]);
    assert_eq!(plate.slots[0].material_type.as_deref(), Some("ASA"));
}

#[test]
fn bambu_names_the_slots_it_uses() {
    let plate = read_gcode(BAMBU).unwrap();
    assert_eq!(family(&plate), SlicerFamily::Bambu);
    assert_eq!(plate.print_minutes, some("87.6667"), "with preparation");
    let slots: Vec<_> =
        plate.slots.iter().map(|s| (s.slot, s.mass_g, s.length_mm, s.color_hex.as_deref())).collect();
    let first = (0, some("12.02"), some("4031.26"), Some("#1E88E5"));
    let third = (2, some("0.36"), some("120.50"), Some("#1A1A1A"));
    assert_eq!(slots, [first, third]);
    assert_eq!(plate.slots[1].material_type.as_deref(), Some("PETG"));
    assert_eq!(plate.slots[1].profile.as_deref(), Some("Generic PETG"));
    assert_eq!(plate.layers, Some(120));
}

#[test]
fn bambu_without_the_list_of_slots_is_read_with_a_warning() {
    let text = String::from_utf8(BAMBU.to_vec()).unwrap().replace("; filament: 1,3\n", "");
    let plate = read_gcode(text.as_bytes()).unwrap();
    assert_eq!(plate.slots.iter().map(|s| s.slot).collect::<Vec<_>>(), [0, 1]);
    assert!(plate.warnings[0].text.contains("which of its slots"), "{:?}", plate.warnings);
}

#[test]
fn griffin_states_volumes_and_a_box() {
    let plate = read_gcode(GRIFFIN).unwrap();
    assert_eq!(family(&plate), SlicerFamily::Cura);
    assert_eq!(plate.print_minutes, some("90"));
    assert_eq!(plate.slots[0].volume_cm3, some("2.911"));
    assert_eq!(plate.slots[0].mass_g, None, "no density in the file");
    assert_eq!(plate.slots[1].mass_at(dec("1.24"), dec("2.85")), some("0.5010"));
    assert_eq!(plate.estimate(), Err(SlicerError::NoEstimate { missing: "the filament's mass" }));
    assert_eq!(plate.nozzle_diameter_mm, some("0.8"));
    assert_eq!(plate.layers, Some(12));
    let min_mm = [dec("9"), dec("6"), dec("0.4")];
    let max_mm = [dec("138.45"), dec("129.45"), dec("2.8")];
    assert_eq!(plate.bounding_box, Some(BoundingBox { min_mm, max_mm }));
    assert_eq!(plate.objects, [PlateObject { name: "tag.stl".into(), copies: 2 }]);
}

#[test]
fn cura_states_metres_by_extruder() {
    let text = b";FLAVOR:Marlin\n;TIME:1021\n;Filament used: 0.273093m, 1.5m\n;Layer height: 0.12\n;LAYER:0\n;LAYER:1\nG28\n";
    let plate = read_gcode(text).unwrap();
    assert_eq!(plate.print_minutes, some("17.0167"));
    assert_eq!(plate.slots[0].length_mm, some("273.093"));
    assert_eq!(plate.slots[1].length_mm, some("1500"));
    assert_eq!(plate.slots[0].mass_at(dec("1.24"), dec("1.75")), some("0.8145"));
    assert_eq!(plate.layer_height_mm, some("0.12"));
    assert_eq!(plate.layers, Some(2));
    let volumetric = read_gcode(b";Filament used: 4615.03mm3\nG28\n").unwrap();
    assert_eq!(volumetric.slots[0].volume_cm3, some("4.61503"));
    let old = read_gcode(b"; filament used = 1234.5mm (2.9cm3)\nG28\n").unwrap();
    assert_eq!((old.slots[0].length_mm, old.slots[0].volume_cm3), (some("1234.5"), some("2.9")));
}

#[test]
fn a_real_cura_file_where_the_captures_are_at_hand() {
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/captures/gcode/cura_4.11_short.gcode");
    let Ok(bytes) = std::fs::read(folder) else {
        println!("skipped: no captures beside the repository");
        return;
    };
    let plate = read_gcode(&bytes).unwrap();
    let slicer = plate.slicer.as_ref().unwrap();
    assert_eq!((slicer.family, slicer.version.as_str()), (SlicerFamily::Cura, "4.11.0"));
    assert_eq!(plate.print_minutes, some("17.0167"));
    assert_eq!(plate.slots[0].length_mm, some("273.093"));
    assert_eq!(plate.layers, Some(3));
    assert_eq!(plate.bounding_box.unwrap().max_mm, [dec("173.648"), dec("211.081"), dec("0.36")]);
}

#[test]
fn grams_of_zero_beside_a_length_are_worked_out() {
    let text = b"; filament used [mm] = 1000.00\n; filament used [g] = 0.00\n; filament_density = 1.24\n; filament_diameter = 1.75\nG28\n";
    let plate = read_gcode(text).unwrap();
    assert_eq!(plate.slots[0].mass_g, some("2.9825"), "0.2405 cm² × 100 cm × 1.24");
    assert!(plate.slots[0].mass_is_computed);
}

#[test]
fn both_ends_of_a_file_are_enough() {
    let cut = SUPERSLICER.len() / 2;
    let (head, tail) = (&SUPERSLICER[..cut], &SUPERSLICER[cut + 20..]);
    let plate = read_gcode_ends(head, tail, &Limits::default()).unwrap();
    assert_eq!(plate.print_minutes, some("1563.0667"));
    assert_eq!(plate.mass_g(), some("3.94"));
    assert_eq!(plate.thumbnails.len(), 3);
    assert_eq!(plate.layers, None, "layers are counted only where all lines are seen");
}

#[test]
fn what_is_no_gcode_is_turned_away_by_name() {
    let with_zero = b"G28\nG1 X\0\n";
    for (bytes, want) in [
        (&b""[..], SlicerError::Empty),
        (b"GCDE\x01\x00\x00\x00", SlicerError::BrokenBinary { at: 8, what: "an end inside a block" }),
        (b"PK\x03\x04....", SlicerError::Archive),
        (with_zero, SlicerError::NotText { line: 2 }),
        (b"Dear Sir or Madam,\n; regards\n", SlicerError::NotGcode),
    ] {
        assert_eq!(read_gcode(bytes), Err(want));
    }
    let cut = read_gcode_ends(b"GCDE\x01", b"", &Limits::default());
    assert_eq!(cut, Err(SlicerError::BinaryGcode));
    let only_moves = read_gcode(b"G28\nG1 X1\n").unwrap();
    assert_eq!(only_moves.estimate(), Err(SlicerError::NoEstimate { missing: "the print time" }));
}

#[test]
fn a_figure_that_cannot_be_read_is_an_error_with_its_line() {
    for (text, line, key) in [
        ("G28\n; filament used [g] = 12.4, plenty\n", 2, "filament used [g]"),
        ("; estimated printing time (normal mode) = soon\n", 1, "estimated printing time (normal mode)"),
        (";TIME:-5\n", 1, "TIME"),
        (";Filament used: 3 spools\n", 1, "Filament used"),
        ("; total filament used [g] = 1e9\n", 1, "total filament used [g]"),
        ("; model printing time: 7m; total estimated time: never\n", 1, "total estimated time"),
    ] {
        match read_gcode(text.as_bytes()) {
            Err(SlicerError::BadValue { line: at, key: name, .. }) => {
                assert_eq!((at, name.as_str()), (line, key));
            }
            other => panic!("{text:?} gave {other:?}"),
        }
    }
    assert!(
        read_gcode(b"; time: half past ten\n; layer_height = thick\n; filament used [g] =\nG28\n").is_ok()
    );
}

#[test]
fn limits_stop_the_reader() {
    let tight =
        Limits { max_bytes: 4000, max_slots: 2, max_objects: 1, max_thumbnails: 1, ..Limits::default() };
    let read = |bytes: &[u8]| read_gcode_within(bytes, &tight, &mut || true);
    assert_eq!(read(&[b' '; 4001]), Err(SlicerError::TooLarge { bytes: 4001, limit: 4000 }));
    let too_many = |what, line, limit| Err(SlicerError::TooMany { what, line, limit });
    assert_eq!(read(b"G28\n; filament used [g] = 1,2,3\n"), too_many("slots", 2, 2));
    assert_eq!(read(b"; filament_type = PLA;PLA;PLA\n"), too_many("slots", 1, 2));
    assert_eq!(read(b";EXTRUDER_TRAIN.2.MATERIAL.VOLUME_USED:1\n"), too_many("slots", 1, 2));
    assert_eq!(read(b";MESH:a\n;MESH:b\n"), too_many("objects", 2, 1));
    let picture = "; thumbnail begin 1x1 4\n; cW9pZg==\n; thumbnail end\n";
    let plate = read(format!("{picture}{picture}G28\n").as_bytes()).unwrap();
    assert_eq!((plate.thumbnails.len(), plate.warnings.len()), (1, 1));
}

#[test]
fn the_caller_can_stop_a_long_read() {
    let long = b"G1 X1\n".repeat(50_000);
    let mut looks = 0;
    let stopped = read_gcode_within(&long, &Limits::default(), &mut || {
        looks += 1;
        looks < 2
    });
    assert_eq!((stopped, looks), (Err(SlicerError::Cancelled), 2));
}

/// The figures of one file: minutes, grams, millimetres of the first slot, layers.
fn figures(text: &str) -> (Option<String>, Option<String>, Option<String>, Option<u32>) {
    let plate = read_gcode(text.as_bytes()).unwrap();
    let shown = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
    let length_mm = plate.slots.first().and_then(|slot| slot.length_mm);
    (shown(plate.print_minutes), shown(plate.mass_g()), shown(length_mm), plate.layers)
}

fn told(
    minutes: &str,
    grams: &str,
    mm: &str,
) -> (Option<String>, Option<String>, Option<String>, Option<u32>) {
    (Some(minutes.into()), Some(grams.into()), Some(mm.into()), None)
}

#[test]
fn slicers_that_go_their_own_way() {
    let simplify = "; G-Code generated by Simplify3D(R) Version 4.1.2\nG28\n; Build Summary\n;   Build time: 1 hour 3 minutes\n\
                    ;   Filament length: 4120.5 mm (4.12 m)\n;   Plastic volume: 9911.1 mm^3 (9.91 cc)\n;   Plastic weight: 12.34 g (0.03 lb)\n";
    assert_eq!(figures(simplify), told("63", "12.34", "4120.5"));
    let newer = "; G-Code generated by Simplify3D(R) Version 5.0.0\nG28\n;   Build Time: 2 hours 5 min\n\
                 ;   Material Length: 100.0 mm (0.10 m)\n;   Material Weight: 0.31 g (0.00 lb)\n";
    assert_eq!(figures(newer), told("125", "0.31", "100"));
    let idea = ";Sliced by ideaMaker 5.0.6.8380, 2025-01-02 03:04:05 UTC+0000\n;Dimension: 305.000 305.000 605.000 0.400 0.400\n\
                ;Filament Diameter #1: 1.750\n;Filament Density #1: 1240.000\n;Filament Type #1: PLA\n;Filament Name #1: [Raise3D] PLA\n\
                ;Bounding Box: 10.0 50.0 20.0 60.0 0.0 12.5\nG28\n;Print Time: 3600\n;Material#1 Used: 1000.0\n;Material#2 Used: 0.0\n";
    assert_eq!(figures(idea), told("60", "2.9825", "1000"));
    let plate = read_gcode(idea.as_bytes()).unwrap();
    assert_eq!((plate.slots.len(), plate.slots[0].material_type.as_deref()), (1, Some("PLA")));
    assert!(plate.slots[0].mass_is_computed && plate.nozzle_diameter_mm == some("0.4"));
    assert_eq!(
        plate.bounding_box.unwrap().size_mm().map(|side| side.normalize().to_string()),
        ["40", "40", "12.5"]
    );
    let ice = "; <IceSL 2.4.1>\n; estimated_print_time_s : 600\n; filament_used_mm : 1234.5\n; filament_used_g : 3.7\n; layer_count : 42\nG28\n";
    assert_eq!(figures(ice), (Some("10".into()), Some("3.7".into()), Some("1234.5".into()), Some(42)));
    let kiri = "; Generated by Kiri:Moto 4.1.0\n; sliceHeight = 0.25\nG28\n; --- filament used: 345.6 mm ---\n; --- print time: 90s ---\n";
    assert_eq!(figures(kiri), (Some("1.5".into()), None, Some("345.6".into()), None));
    let kiss = "; KISSlicer - FREE\nG28\n;    Ext #1  =   812.50 mm  (1.954 cm^3)\n; Calculated-during-export Build Time: 12.50 minutes\n";
    assert_eq!(figures(kiss), (Some("12.5".into()), None, Some("812.5".into()), None));
}

#[test]
fn a_remark_that_only_sounds_like_a_figure_is_no_figure() {
    let text = "; generated by PrusaSlicer 2.8.0\n; build time: tomorrow\n; print time: 1:20:00\n; material #1: blue\n\
                ; filament used [g] = 5\n; estimated printing time (normal mode) = 10m 0s\nG28\n";
    assert_eq!(figures(text), (Some("10".into()), Some("5".into()), None, None));
}

#[test]
fn curas_engine_on_its_own_fills_no_total_in() {
    let text = ";FLAVOR:Marlin\n;TIME:6666\n;Filament used: 0m\n;Layer height: 0.1\n;MAXX:2.14748e+06\n;Generated with Cura_SteamEngine 5.8\n\
                ;LAYER_COUNT:2\n;LAYER:0\nG1 X1\n;TIME_ELAPSED:60.5\n;LAYER:1\nG1 X2\n;TIME_ELAPSED:123.0\n";
    let plate = read_gcode(text.as_bytes()).unwrap();
    assert_eq!(plate.print_minutes, some("2.05"), "the last mark between the moves");
    assert_eq!((plate.mass_g(), plate.layers, plate.bounding_box), (None, Some(2), None));
    let unfilled = read_gcode(b";FLAVOR:Marlin\n;TIME:6666\n;Filament used: 0m\nG28\n").unwrap();
    assert_eq!(unfilled.print_minutes, None, "a placeholder is no time");
    let by_chance = read_gcode(b";FLAVOR:Marlin\n;TIME:6666\n;Filament used: 12.5m\nG28\n").unwrap();
    assert_eq!(by_chance.print_minutes, some("111.1"));
}

#[test]
fn an_older_bambu_studio_states_a_time_and_no_grams() {
    let text = "; HEADER_BLOCK_START\n; BambuStudio 01.06.02.04\n; model printing time: 5m 39s; total estimated time: 11m 27s\n\
                ; total layer number: 30\n; HEADER_BLOCK_END\nG28\n";
    let plate = read_gcode(text.as_bytes()).unwrap();
    assert_eq!((plate.print_minutes, plate.layers), (some("11.45"), Some(30)));
    assert_eq!(plate.estimate().unwrap_err(), SlicerError::NoEstimate { missing: "the filament's mass" });
}

#[test]
fn a_start_script_for_cura_knows_the_grams() {
    let text = ";FLAVOR:Marlin\n;TIME:4493\n;Filament used: 0.500757m, 0.502888m, 0m\n;Generated with Cura_SteamEngine 5.9.1\n\
                ;Nozzle diameter = 0.6\n;Filament type = PETG\n;Filament weight = [3.9612, 3.5289, 0.0] ; M190 S85\nG28\n";
    let plate = read_gcode(text.as_bytes()).unwrap();
    let grams: Vec<_> = plate.slots.iter().map(|slot| slot.mass_g).collect();
    assert_eq!(grams, [some("3.9612"), some("3.5289")]);
    assert_eq!(
        (plate.nozzle_diameter_mm, plate.slots[0].material_type.as_deref()),
        (some("0.6"), Some("PETG"))
    );
}
