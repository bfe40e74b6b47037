//! What is read from binary G-code and from sliced 3MF projects, both made here by the rules of their formats.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod packed;

use packed::{bgcode, block, figures, project, zlib};
use proptest::prelude::*;
use spoolyard_slicer::{
    Limits, Misfit, PlateObject, PrinterFacts, SlicedFileKind, SlicerError, SlicerFamily, read_sliced,
    read_sliced_within,
};
use spoolyard_types::Decimal;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn some(text: &str) -> Option<Decimal> {
    Some(dec(text))
}

const PRINTER: &str = "printer_model=MK4S\nfilament_type=PLA;PETG\nnozzle_diameter=0.4,0.4\nmax_layer_z=12.4\n\
    filament used [g]=8.40,1.10\nfilament used [mm]=2816.00,365.00\n\
    estimated printing time (normal mode)=1h 2m 30s\n";

#[test]
fn binary_gcode_states_what_its_comments_would() {
    let moves = b";LAYER_CHANGE\nG1 X1\n;LAYER_CH";
    let more = b"ANGE\nM486 Ahook.stl\n";
    let file = bgcode(
        true,
        &[
            figures(0, 0, "Producer=PrusaSlicer 2.8.1\n"),
            figures(3, 0, PRINTER),
            block(5, 0, &[0, 16, 16], b"\x89PNG\r\n\x1A\nrest".to_vec(), None),
            figures(2, 1, "filament_colour=#ff8000;#1a1a1a\nlayer_height=0.2\n"),
            block(1, 1, &[0], zlib(moves), Some(moves.len())),
            block(1, 0, &[0], more.to_vec(), None),
        ],
    );
    let read = read_sliced(&file).unwrap();
    assert_eq!(read.kind, SlicedFileKind::BinaryGcode);
    let plate = &read.plates[0].plate;
    let program = plate.slicer.as_ref().unwrap();
    assert_eq!((program.family, program.version.as_str()), (SlicerFamily::Prusa, "2.8.1"));
    assert_eq!((plate.print_minutes, plate.mass_g()), (some("62.5"), some("9.50")));
    assert_eq!(plate.slots[1].material_type.as_deref(), Some("PETG"));
    assert_eq!(plate.slots[0].color_hex.as_deref(), Some("#FF8000"));
    assert_eq!(plate.layers, Some(2), "a line may run over the end of a block");
    assert_eq!(plate.height_mm, some("12.4"));
    assert_eq!(plate.objects, [PlateObject { name: "hook.stl".into(), copies: 1 }]);
    assert_eq!(plate.thumbnails.len(), 1);
}

#[test]
fn damaged_binary_gcode_says_where() {
    let good = bgcode(true, &[figures(3, 0, PRINTER)]);
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let lying = bgcode(false, &[block(3, 1, &[0], zlib(PRINTER.as_bytes()), Some(4))]);
    let huge = bgcode(false, &[block(3, 1, &[0], zlib(b"x"), Some(u32::MAX as usize))]);
    let newer = bgcode(false, &[block(3, 9, &[0], b"x".to_vec(), Some(1))]);
    for (bytes, want) in [
        (&flipped[..], "checksum"),
        (&good[..good.len() - 5], "end inside a block"),
        (&lying, "does not unpack"),
        (&huge, "too large"),
        (&newer, "compression"),
    ] {
        match read_sliced(bytes) {
            Err(SlicerError::BrokenBinary { at: _, what }) => assert!(what.contains(want), "{what}"),
            other => panic!("{want}: {other:?}"),
        }
    }
    let unknown_block = bgcode(false, &[block(77, 0, &[0], b"??".to_vec(), None), figures(3, 0, PRINTER)]);
    assert!(read_sliced(&unknown_block).is_ok(), "blocks of a newer kind are stepped over");
}

const INFO: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<config>
  <header><header_item key="X-BBL-Client-Version" value="02.04.00.70"/></header>
  <plate>
    <metadata key="index" value="2"/>
    <metadata key="printer_model_id" value="N1"/>
    <metadata key="nozzle_diameters" value="0.4"/>
    <metadata key="prediction" value="5430"/>
    <metadata key="weight" value="21.45"/>
    <object identify_id="77" name="hook &amp; eye.stl" skipped="false"/>
    <object identify_id="78" name="hook &amp; eye.stl" skipped="false"/>
    <object identify_id="79" name="left out.stl" skipped="true"/>
    <filament id="1" type="PLA" color="#1e88e5" used_m="6.50" used_g="19.45" some_new_field="1"/>
    <filament id="4" type="PETG" color="#1A1A1AFF" used_m="0.70" used_g="2.00"/>
    <warning msg="bed_temperature_too_high_than_filament" level="1"/>
  </plate>
</config>"##;

const PLATE: &str = "; HEADER_BLOCK_START\n; BambuStudio 02.04.00.70\n; model printing time: 11m 15s; total estimated time: 18m 15s\n\
    ; total layer number: 90\n; total filament weight [g] : 19.45,2.00\n; max_z_height: 18.00\n; HEADER_BLOCK_END\n\
    ; CONFIG_BLOCK_START\n; filament_type = PLA;PLA;PLA;PETG\n; curr_bed_type = Textured PEI Plate\n; CONFIG_BLOCK_END\nG28\n";

const SIDE: &str = r#"{"bbox_all":[10.5,20,110.5,70.25],"bed_type":"textured_plate","new":{"deep":[1]}}"#;

#[test]
fn a_sliced_project_gives_each_plate_with_its_slots() {
    let small = packed::png(8, 6);
    let file = project(&[
        ("Metadata/slice_info.config", INFO.as_bytes()),
        ("Metadata/plate_2.gcode", PLATE.as_bytes()),
        ("Metadata/plate_2.json", SIDE.as_bytes()),
        ("Metadata/plate_2.png", &small),
        ("Metadata/plate_1.png", b"not sliced"),
    ]);
    let read = read_sliced(&file).unwrap();
    assert_eq!((read.kind, read.plates.len(), read.plates[0].number), (SlicedFileKind::Project, 1, 2));
    let plate = &read.plates[0].plate;
    assert_eq!((plate.print_minutes, plate.mass_g()), (some("90.5"), some("21.45")));
    let slots: Vec<_> =
        plate.slots.iter().map(|s| (s.slot, s.mass_g.unwrap(), s.color_hex.as_deref().unwrap())).collect();
    assert_eq!(slots, [(0, dec("19.45"), "#1E88E5"), (3, dec("2.00"), "#1A1A1A")]);
    assert_eq!(plate.slots[1].length_mm, some("700"));
    assert_eq!(plate.layers, Some(90));
    assert_eq!(plate.printer_model_id.as_deref(), Some("N1"));
    assert_eq!(plate.bed_type.as_deref(), Some("textured_plate"));
    assert_eq!(plate.objects, [PlateObject { name: "hook & eye.stl".into(), copies: 2 }]);
    assert_eq!(plate.bounding_box.unwrap().size_mm(), [dec("100"), dec("50.25"), dec("18")]);
    assert_eq!((plate.thumbnails[0].width_px, plate.thumbnails[0].height_px), (8, 6));
    let warnings: Vec<_> = plate.warnings.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(warnings, ["the slicer warned: bed temperature too high than filament"]);
}

#[test]
fn a_project_that_was_not_sliced_says_so() {
    let file = project(&[("3D/3dmodel.model", b"<model/>"), ("Metadata/slice_info.config", b"<config/>")]);
    assert_eq!(read_sliced(&file), Err(SlicerError::NotSliced));
    assert!(matches!(read_sliced(b"PK\x03\x04 and no more"), Err(SlicerError::BrokenArchive { .. })));
    let bad_xml = project(&[
        ("Metadata/slice_info.config", b"<config><plate></config>"),
        ("Metadata/plate_1.gcode", b"G28\n"),
    ]);
    assert!(matches!(read_sliced(&bad_xml), Err(SlicerError::BrokenArchive { .. })));
}

#[test]
fn a_bomb_is_stopped_while_it_unpacks() {
    let zeros = b"; filament used [g] = 1\n".repeat(400_000);
    let file = project(&[("Metadata/plate_1.gcode", &zeros)]);
    assert!(file.len() < 200_000, "packed it is small: {}", file.len());
    let limits = Limits { max_bytes: 1 << 20, ..Limits::default() };
    match read_sliced_within(&file, &limits, &mut || true) {
        Err(SlicerError::TooLarge { bytes, limit }) => {
            assert!(bytes < limit + (1 << 17), "stopped at once, not at the end");
        }
        other => panic!("{other:?}"),
    }
    let many: Vec<(String, &[u8])> = (0..40).map(|n| (format!("a{n}"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let limits = Limits { max_entries: 20, ..Limits::default() };
    let answer = read_sliced_within(&project(&many), &limits, &mut || true);
    assert_eq!(answer, Err(SlicerError::TooMany { what: "entries", line: 0, limit: 20 }));
}

#[test]
fn a_long_plate_loses_nothing_where_its_ends_meet() {
    let filler = "G1 X1 Y1 E1 ; a long way to go\n";
    for copies in [30_000, 60_000, 120_000] {
        let text = format!("{}; filament used [g] = 3.25\n{}", filler.repeat(copies), filler.repeat(10));
        let file = project(&[("Metadata/plate_1.gcode", text.as_bytes())]);
        assert_eq!(read_sliced(&file).unwrap().plates[0].plate.mass_g(), some("3.25"), "{copies} lines");
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let file = project(&[
        ("Metadata/slice_info.config", INFO.as_bytes()),
        ("Metadata/plate_2.gcode", PLATE.as_bytes()),
        ("Metadata/plate_2.json", SIDE.as_bytes()),
    ]);
    let plate = &read_sliced(&file).unwrap().plates[0].plate;
    assert_eq!(plate.misfits(&PrinterFacts::default()), [], "what is not known does not count");
    let fits = PrinterFacts {
        space_mm: [some("180"), some("180"), some("180")],
        nozzle_diameter_mm: some("0.40"),
        model_id: Some("N1".into()),
        model: None,
        loaded_materials: vec![Some("pla".into()), None, None, Some("PETG".into())],
    };
    assert_eq!(plate.misfits(&fits), []);
    let small = PrinterFacts {
        space_mm: [some("90"), some("180"), some("17.5")],
        nozzle_diameter_mm: some("0.6"),
        model_id: Some("C12".into()),
        model: None,
        loaded_materials: vec![Some("ABS".into()), None, None, None],
    };
    let said: Vec<String> = plate.misfits(&small).iter().map(Misfit::to_string).collect();
    assert_eq!(
        said,
        [
            "the print is 100.0 mm wide, the printer has 90 mm",
            "the print is 18.00 mm high, the printer has 17.5 mm",
            "sliced for a 0.4 mm nozzle, the printer has 0.6 mm",
            "sliced for N1, the printer is C12",
            "slot 1 needs PLA and holds ABS",
            "slot 4 needs PETG and is empty",
        ]
    );
}

#[test]
fn models_are_compared_by_their_letters() {
    let text = b"; printer_model = MK4S\nG28\n";
    let plate = &read_sliced(text).unwrap().plates[0].plate;
    let of = |model: &str| PrinterFacts { model: Some(model.into()), ..PrinterFacts::default() };
    assert_eq!(plate.misfits(&of("Prusa MK4S")), []);
    assert_eq!(plate.misfits(&of("Prusa XL")).len(), 1);
}

fn tight() -> Limits {
    Limits {
        max_bytes: 1 << 18,
        max_block_bytes: 1 << 14,
        max_entries: 16,
        max_lines: 2000,
        ..Limits::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_behind_a_known_beginning_are_answered(
        head in proptest::sample::select(vec![&b"GCDE\x01\0\0\0\0\0"[..], b"GCDE\x01\0\0\0\x01\0", b"PK\x03\x04", b"; "]),
        rest in proptest::collection::vec(any::<u8>(), 0..2000),
    ) {
        let bytes = [head, &rest].concat();
        if let Err(error) = read_sliced_within(&bytes, &tight(), &mut || true) {
            prop_assert!(error.to_string().len() < 600);
        }
    }

    #[test]
    fn tampered_files_are_answered(
        binary in any::<bool>(),
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = if binary {
            bgcode(false, &[figures(3, 0, PRINTER), figures(2, 1, PRINTER), block(1, 2, &[1], vec![0xA5; 300], Some(600))])
        } else {
            project(&[("Metadata/slice_info.config", INFO.as_bytes()), ("Metadata/plate_2.gcode", PLATE.as_bytes()), ("Metadata/plate_2.json", SIDE.as_bytes())])
        };
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Ok(file) = read_sliced_within(&bytes, &tight(), &mut || true) {
            prop_assert!(!file.plates.is_empty());
        }
    }

    #[test]
    fn tampered_figures_of_a_project_are_answered(at in any::<usize>(), word in "[<>&\"'a-z0-9=/ -]{0,12}") {
        let mut info = INFO.to_owned();
        let mut at = at % info.len();
        while !info.is_char_boundary(at) { at -= 1; }
        info.insert_str(at, &word);
        let bytes = project(&[("Metadata/slice_info.config", info.as_bytes()), ("Metadata/plate_2.gcode", PLATE.as_bytes())]);
        if let Err(error) = read_sliced_within(&bytes, &tight(), &mut || true) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
