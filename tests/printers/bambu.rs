//! Bambu: payloads in, state out.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::bambu::merge::{Heard, Merged};
use spoolyard_printers::bambu::view::{Context, snapshot};
use spoolyard_printers::{Access, HeatedPart, PauseReason, PrinterState, Severity, SlotId, Snapshot};

use crate::captures::payload;

fn read(messages: &[Value]) -> Snapshot {
    let mut merged = Merged::default();
    for message in messages {
        merged.take(message.to_string().as_bytes()).unwrap();
    }
    snapshot(&merged, Context::default())
}

fn full(fields: Value) -> Value {
    let mut print = json!({"command": "push_status", "msg": 0, "gcode_state": "IDLE", "ams_status": 0});
    print.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "print": print })
}

fn delta(fields: Value) -> Value {
    let mut print = json!({"command": "push_status", "msg": 1});
    print.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "print": print })
}

fn temperature(snapshot: &Snapshot, part: HeatedPart) -> Option<(i32, Option<i32>)> {
    let found = snapshot.temperatures.iter().find(|temperature| temperature.part == part)?;
    Some((found.actual_tenths_c, found.target_tenths_c))
}

#[test]
fn an_idle_a1_mini_with_four_spools() {
    let (Some(push), Some(version)) = (
        payload("bambu/a1mini_idle_pushall_bambu-rs.json"),
        payload("bambu/a1mini_get_version_bambu-rs.json"),
    ) else {
        return;
    };
    let shown = read(&[push["message"].clone(), version["message"].clone()]);
    assert_eq!(shown.state, PrinterState::Idle);
    assert_eq!(shown.device.model.as_deref(), Some("Bambu Lab A1 mini"));
    assert_eq!(shown.device.firmware.as_deref(), Some("01.07.02.00"));
    assert_eq!(shown.device.nozzles_um, [400]);
    assert!(shown.alerts.is_empty() && shown.job.is_none());
    assert_eq!(temperature(&shown, HeatedPart::Bed), Some((265, Some(0))));
    assert_eq!(temperature(&shown, HeatedPart::Chamber), None, "it has no sensor there");
    assert_eq!(shown.slots.len(), 5);
    let third = &shown.slots[2];
    assert_eq!((third.id, third.label.as_str()), (SlotId { unit: 0, slot: 2 }, "AMS Lite slot 3"));
    assert_eq!(third.material.as_deref(), Some("PETG"));
    assert_eq!(third.material_name.as_deref(), Some("PETG Translucent"));
    assert_eq!(third.colours, ["D6ABFF80"]);
    assert_eq!(third.spool_uid.as_deref(), Some("587BA32745065B41EA2AC41F7CAF5011"));
    assert_eq!((third.full_g, third.left_percent), (Some(1000), None), "never measured");
    assert!(shown.slots.iter().all(|slot| !slot.is_feeding));
    assert_eq!((shown.slots[4].id, shown.slots[4].spool_uid.as_deref()), (SlotId::external(0), None));
    assert_eq!((shown.light_on, shown.speed_percent), (Some(false), Some(100)));
    assert_eq!(shown.capabilities.access, Access::Unknown);
}

#[test]
fn a_printing_p1s_and_its_difference() {
    let (Some(push), Some(news)) =
        (payload("bambu/p1s_running_pushall_tfyre.json"), payload("bambu/p1s_delta_tfyre.json"))
    else {
        return;
    };
    let shown = read(std::slice::from_ref(&push));
    assert_eq!(shown.state, PrinterState::Printing);
    let job = shown.job.clone().unwrap();
    assert_eq!((job.key, job.title.as_deref()), (None, Some("glowie.gcode")));
    assert_eq!((job.layer, job.layers, job.minutes_left), (Some(20), Some(749), Some(958)));
    assert_eq!(job.progress_permille, Some(110));
    assert_eq!(shown.slots.iter().filter(|slot| slot.is_feeding).count(), 1);
    assert!(shown.slots[0].is_feeding);
    assert_eq!(shown.slots[3].material.as_deref(), Some("PETG"));
    assert_eq!(shown.slots[3].left_percent, None, "no tag, no measure");

    let later = read(&[push, news]);
    assert_eq!(temperature(&later, HeatedPart::Nozzle(0)), Some((2299, Some(2300))));
    assert_eq!(temperature(&later, HeatedPart::Bed), Some((650, Some(650))));
    assert_eq!(later.job.unwrap().minutes_left, Some(100));
    assert_eq!(later.slots, shown.slots);
    assert_eq!(later.state, PrinterState::Printing);
}

/// These four were derived from states by a tool; their words for the state are the printer's own.
#[test]
fn states_that_a_tool_derived() {
    for (place, expected) in [
        ("bambu/eval_status-no-abs.json", PrinterState::Idle),
        ("bambu/eval_status-petg-in-slot3.json", PrinterState::Idle),
        ("bambu/eval_status-pla-external-only.json", PrinterState::Idle),
        ("bambu/eval_status-paused-no-source.json", PrinterState::Paused { reason: PauseReason::Runout }),
    ] {
        let Some(derived) = payload(place) else { return };
        let mut fields = json!({});
        for key in ["gcode_state", "print_type", "print_error", "mc_percent", "layer_num", "hw_switch_state"]
        {
            if let Some(value) = derived.get(key) {
                fields[key] = value.clone();
            }
        }
        fields["ams"] = json!({"tray_now": derived["ams"]["active_tray"].to_string()});
        fields["vt_tray"] = json!({"id": "254", "tray_type": derived["ams"]["external"]["material"],
            "tray_color": derived["ams"]["external"]["color"]});
        let shown = read(&[full(fields)]);
        assert_eq!(shown.state, expected, "{place}");
        assert_eq!(shown.slots[0].is_feeding, derived["ams"]["active_tray"] == 254, "{place}");
    }
}

#[test]
fn a_printer_that_only_watches_is_no_printer_in_need() {
    let shown = read(&[full(json!({"hms": [{"attr": 0x0500_0500, "code": 0x0001_0007}]}))]);
    assert_eq!((&shown.state, shown.capabilities.access), (&PrinterState::Idle, Access::MonitorOnly));
    assert_eq!(shown.alerts[0].severity, Severity::Warning);
    let burning = read(&[full(json!({"hms": [{"attr": 0x0300_0200, "code": 0x0001_0001}]}))]);
    assert_eq!(burning.state, PrinterState::Attention);
}

#[test]
fn a_slot_says_by_its_state_whether_a_spool_hangs_in_it() {
    let loaded = |state: Value| {
        let tray = json!({"id": "0", "state": state});
        read(&[full(json!({"ams": {"ams": [{"id": "0", "tray": [tray]}]}}))]).slots[0].is_loaded
    };
    for (state, expected) in
        [(0, false), (1, false), (3, true), (8, false), (9, true), (10, false), (11, true), (21, false)]
    {
        assert_eq!(loaded(json!(state)), Some(expected), "state {state}");
    }
    // The bits know better than the state.
    let shown = read(&[full(
        json!({"ams": {"tray_exist_bits": "0", "ams": [{"id": "0", "tray": [{"id": "0", "state": 11}]}]}}),
    )]);
    assert_eq!(shown.slots[0].is_loaded, Some(false));
}

#[test]
fn storage_is_there_or_not_by_truth_or_by_word() {
    for (card, expected) in [
        (json!(true), true),
        (json!(false), false),
        (json!("HAS_SDCARD_NORMAL"), true),
        (json!("NO_SDCARD"), false),
    ] {
        assert_eq!(read(&[full(json!({"sdcard": card}))]).capabilities.upload, expected);
    }
}

#[test]
fn a_print_from_the_holder_alone_is_fed_from_there_whatever_slot_is_named() {
    let from = |state: &str, mapping: Value| {
        let shown = read(&[full(json!({
            "gcode_state": state, "mapping": mapping,
            "ams": {"tray_now": "0", "ams": [{"id": "0", "tray": [{"id": "0", "tray_type": "PLA"}]}]},
            "vir_slot": [{"id": "255", "tray_type": "TPU"}],
            "device": {"extruder": {"state": 1, "info": [{"id": 0, "snow": 0, "temp": 200}]}}
        }))]);
        shown.slots.into_iter().find(|slot| slot.is_feeding).map(|slot| slot.label)
    };
    assert_eq!(from("RUNNING", json!([65_535, 65_280])).as_deref(), Some("External spool"));
    assert_eq!(from("RUNNING", json!([65_280, 0])).as_deref(), Some("AMS 1 slot 1"), "it uses both");
    assert_eq!(from("FINISH", json!([65_280])).as_deref(), Some("AMS 1 slot 1"), "the print is over");
}

#[test]
fn nozzles_in_a_rack_are_not_mounted() {
    let rack = json!([{"id": 0, "diameter": 0.4}, {"id": 1, "diameter": 0.4}, {"id": 16, "diameter": 0.2}, {"id": 17, "diameter": 0.8}]);
    let shown = read(&[full(json!({"device": {"nozzle": {"info": rack}}}))]);
    assert_eq!(shown.device.nozzles_um, [400, 400]);
}

#[test]
fn a_single_slot_unit_feeds_by_its_number() {
    let shown = read(&[full(json!({
        "gcode_state": "RUNNING", "stg_cur": 14,
        "ams": {"tray_now": "0", "power_on_flag": false, "ams_exist_bits": "11", "tray_exist_bits": "1000f", "ams": [
            {"id": "0", "info": "1101", "tray": [{"id": "0", "tray_type": "PLA"}]},
            {"id": "128", "info": "2004", "tray": [{"id": "0", "tray_type": "PA-GF", "tray_color": "000000FF"}]}]},
        "device": {"extruder": {"state": 2, "info": [
            {"id": 0, "snow": 32768, "temp": 14_745_800}, {"id": 1, "snow": 65_279, "temp": 40}]}}
    }))]);
    let feeding: Vec<&str> =
        shown.slots.iter().filter(|slot| slot.is_feeding).map(|slot| slot.label.as_str()).collect();
    assert_eq!(feeding, ["AMS HT 1"]);
    assert_eq!(temperature(&shown, HeatedPart::Nozzle(0)), Some((2000, Some(2250))));
    assert_eq!(temperature(&shown, HeatedPart::Nozzle(1)), Some((400, Some(0))));
}

#[test]
fn a_machine_with_two_nozzles_and_packed_numbers() {
    let shown = read(&[full(json!({
        "gcode_state": "RUNNING", "chamber_temper": 2_949_157, "stg_cur": 0,
        "ams": {"tray_now": "3", "ams_exist_bits": "3", "tray_exist_bits": "100f0", "ams": [
            {"id": "0", "info": "1103", "tray": [{"id": "0", "tray_type": "PLA", "tray_color": "FFFFFFFF"}, {"id": "1"}]},
            {"id": "1", "info": "1003", "tray": (0..4).map(|n| json!({"id": n.to_string(), "tray_type": "ABS",
                "tray_color": "000000ff", "cols": ["000000ff", "FF0000FF"], "state": 11})).collect::<Vec<_>>()},
            {"id": "128", "info": "1004", "tray": [{"id": "0", "tray_type": "PC"}]}
        ]},
        "vir_slot": [{"id": "254", "tray_type": ""}, {"id": "255", "tray_type": "TPU", "tray_color": "00FF00FF"}],
        "vt_tray": {"id": "255", "tray_type": "PVA"},
        "device": {"extruder": {"state": 2, "info": [
                {"id": 1, "temp": 16_056_565, "snow": 65535}, {"id": 0, "temp": 14_418_140, "snow": 259}]},
            "bed": {"info": {"temp": 3_932_220}}, "ctc": {"info": {"temp": 45}},
            "nozzle": {"info": [{"id": 0, "diameter": 0.4}, {"id": 1, "diameter": "0.6"}]}}
    }))]);
    assert_eq!(temperature(&shown, HeatedPart::Nozzle(0)), Some((2200, Some(2200))));
    assert_eq!(temperature(&shown, HeatedPart::Nozzle(1)), Some((2450, Some(2450))));
    assert_eq!(temperature(&shown, HeatedPart::Bed), Some((600, Some(600))));
    assert_eq!(temperature(&shown, HeatedPart::Chamber), Some((450, Some(0))));
    assert_eq!(shown.device.nozzles_um, [400, 600]);
    let feeding: Vec<SlotId> =
        shown.slots.iter().filter(|slot| slot.is_feeding).map(|slot| slot.id).collect();
    assert_eq!(feeding, [SlotId { unit: 1, slot: 3 }], "not the local number 3");
    let unit_0: Vec<_> = shown.slots.iter().filter(|slot| slot.id.unit == 0).collect();
    assert!(
        unit_0.iter().all(|slot| slot.is_loaded == Some(false) && slot.material.is_none()),
        "bits say empty"
    );
    assert_eq!(unit_0[0].nozzle, Some(1));
    assert!(shown.slots.iter().all(|slot| slot.id.unit != 128), "its exist bit is off");
    let holders: Vec<_> = shown.slots.iter().filter(|slot| slot.id.unit == SlotId::EXTERNAL).collect();
    assert_eq!(holders.len(), 2);
    assert_eq!(
        (holders[0].material.as_deref(), holders[0].label.as_str()),
        (Some("TPU"), "External spool right")
    );
    let two_colours = shown.slots.iter().find(|slot| slot.id == SlotId { unit: 1, slot: 0 }).unwrap();
    assert_eq!(two_colours.colours, ["000000FF", "FF0000FF"]);
}

#[test]
fn feeding_units_come_and_go_and_slots_are_emptied() {
    let spool = |kind: &str| {
        json!({"tray_type": kind, "tray_color": "112233FF", "tray_uuid": "AB".repeat(16),
        "tag_uid": "1", "tray_weight": "1000", "remain": 40, "state": 11})
    };
    let tray = |id: &str, kind: &str| {
        let mut tray = spool(kind);
        tray["id"] = json!(id);
        tray
    };
    let start = full(
        json!({"home_flag": -2_147_483_520_i64, "ams": {"tray_exist_bits": "31", "tray_now": "0", "ams": [
        {"id": "0", "tray": [tray("0", "PLA"), {"id": "1"}, {"id": "2"}, {"id": "3"}]},
        {"id": "1", "tray": [tray("0", "ABS"), tray("1", "ABS")]}]}}),
    );
    let shown = read(std::slice::from_ref(&start));
    assert_eq!(shown.slots[0].left_g(), Some(400));
    // A difference with scalars only leaves what hangs there alone.
    let scalars = read(&[start.clone(), delta(json!({"ams": {"tray_now": "4", "version": 8}}))]);
    assert_eq!(scalars.slots.len(), shown.slots.len());
    assert!(scalars.slots.iter().find(|slot| slot.is_feeding).is_some_and(|slot| slot.id.unit == 1));
    // Unit 1 is gone, slot 1 of unit 0 was emptied, a slot with nothing but a good state keeps what it had.
    let partial = delta(json!({"ams": {"ams": [{"id": "0", "tray": [{"id": "0", "state": 11}]}]}}));
    let kept = read(&[start.clone(), partial]);
    assert_eq!(kept.slots.iter().filter(|slot| slot.id.unit == 0).count(), 4);
    assert!(kept.slots.iter().all(|slot| slot.id.unit == 0));
    assert_eq!(kept.slots[0].material.as_deref(), Some("PLA"));
    let emptied = delta(json!({"ams": {"ams": [{"id": "0", "tray": [{"id": "0"}]}], "tray_exist_bits": "0",
        "power_on_flag": true}}));
    let shown = read(&[start.clone(), emptied]);
    assert_eq!((shown.slots[0].is_loaded, shown.slots[0].material.clone()), (Some(false), None));
    // All bits off while the power goes: nothing is forgotten.
    let shutdown = delta(json!({"ams": {"tray_exist_bits": "0", "power_on_flag": false}}));
    assert_eq!(read(&[start, shutdown]).slots[0].material.as_deref(), Some("PLA"));
}

#[test]
fn the_same_error_number_weighs_what_the_state_says() {
    let runout = 0x0300_8015;
    for (gcode_state, severity) in [
        ("PAUSE", Severity::Error),
        ("FAILED", Severity::Error),
        ("RUNNING", Severity::Warning),
        ("FINISH", Severity::Info),
        ("IDLE", Severity::Info),
    ] {
        let shown = read(&[full(json!({"gcode_state": gcode_state, "print_error": runout}))]);
        assert_eq!(shown.alerts[0].severity, severity, "{gcode_state}");
        assert_eq!(shown.alerts[0].code, "0300_8015");
    }
    let shown = read(&[full(json!({"gcode_state": "FAILED", "print_error": runout}))]);
    assert_eq!(shown.state, PrinterState::Failed { codes: vec!["0300_8015".into()] });
}

#[test]
fn states_that_are_new_or_odd_take_no_job() {
    for (fields, expected) in [
        (json!({"gcode_state": "DREAMING"}), PrinterState::Busy),
        (json!({"gcode_state": "INIT"}), PrinterState::Busy),
        (json!({"gcode_state": "RUNNING", "print_type": "system"}), PrinterState::Busy),
        (json!({"gcode_state": "IDLE", "ams_status": 258}), PrinterState::Busy),
        (json!({"gcode_state": "FINISH", "ams_status": 768}), PrinterState::Finished),
        (json!({"gcode_state": "IDLE", "upgrade_state": {"status": "FLASHING"}}), PrinterState::Busy),
        (json!({"gcode_state": "SLICING"}), PrinterState::Preparing),
        (
            json!({"gcode_state": "IDLE", "hms": [{"attr": 0x0300_0200, "code": 0x0001_0001}]}),
            PrinterState::Attention,
        ),
    ] {
        assert_eq!(read(&[full(fields.clone())]).state, expected, "{fields}");
    }
}

/// A field of a report that a view reads, with a value of any plausible or wrong kind.
fn field() -> impl Strategy<Value = (String, Value)> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        "[0-9a-fA-Fx.-]{0,18}".prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let any_value = leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(
                prop::sample::select(vec![
                    "id",
                    "tray",
                    "ams",
                    "info",
                    "temp",
                    "snow",
                    "state",
                    "tray_type",
                    "tray_color",
                    "cols",
                    "remain",
                    "tray_exist_bits",
                    "attr",
                    "code",
                    "extruder",
                    "bed",
                    "node",
                    "mode",
                    "diameter",
                    "status",
                ]),
                inner,
                0..6
            )
            .prop_map(|map| Value::Object(map.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    });
    let key = prop::sample::select(vec![
        "gcode_state",
        "stg_cur",
        "ams",
        "vir_slot",
        "vt_tray",
        "device",
        "hms",
        "print_error",
        "lights_report",
        "home_flag",
        "fun",
        "mc_percent",
        "layer_num",
        "chamber_temper",
        "nozzle_temper",
        "nozzle_diameter",
        "subtask_id",
        "subtask_name",
        "ams_status",
        "upgrade_state",
        "msg",
        "spd_mag",
        "sdcard",
    ]);
    (key.prop_map(str::to_owned), any_value)
}

/// Fields whose last value counts: what [`Snapshot`] must agree on, whichever way the printer told it.
fn plain_field() -> impl Strategy<Value = (String, Value)> {
    let number =
        |key: &'static str, range: std::ops::Range<i64>| range.prop_map(move |n| (key.to_owned(), json!(n)));
    prop_oneof![
        prop::sample::select(vec!["IDLE", "PREPARE", "RUNNING", "PAUSE", "FINISH", "FAILED"])
            .prop_map(|state| ("gcode_state".to_owned(), json!(state))),
        number("mc_percent", 0..101),
        number("layer_num", 0..900),
        number("total_layer_num", 0..900),
        number("mc_remaining_time", 0..3000),
        number("stg_cur", -1..80),
        number("print_error", 0..0x0500_0000),
        number("nozzle_temper", 0..300),
        number("bed_temper", 0..120),
        number("spd_mag", 50..167),
        (0_u32..0x10000).prop_map(|bits| ("hms".to_owned(), json!([{"attr": 0x0300_0000, "code": bits}]))),
        prop::collection::vec(prop::sample::select(vec!["PLA", "PETG", "ABS"]), 4).prop_map(|kinds| {
            let trays: Vec<Value> = kinds
                .iter()
                .enumerate()
                .map(|(n, kind)| json!({"id": n.to_string(), "tray_type": kind}))
                .collect();
            (
                "ams".to_owned(),
                json!({"ams": [{"id": "0", "tray": trays}], "tray_exist_bits": "f", "tray_now": "1"}),
            )
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_sent_nothing_panics(messages in prop::collection::vec(prop::collection::vec(field(), 0..8), 1..6)) {
        let mut merged = Merged::default();
        for fields in messages {
            let mut print = json!({"command": "push_status", "msg": 1});
            print.as_object_mut().unwrap().extend(fields);
            merged.take_value(&json!({ "print": print }));
            let shown = snapshot(&merged, Context::default());
            prop_assert!(shown.slots.len() <= 64 && shown.alerts.len() <= 64);
        }
    }

    #[test]
    fn random_bytes_are_refused_or_ignored(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut merged = Merged::default();
        if let Ok(heard) = merged.take(&bytes) {
            prop_assert_ne!(heard, Heard::Full);
        }
    }

    #[test]
    fn differences_lead_to_the_same_as_a_later_full_report(
        start in prop::collection::vec(plain_field(), 6..12),
        steps in prop::collection::vec(prop::collection::vec(plain_field(), 1..5), 0..12),
    ) {
        let object = |fields: &[(String, Value)]| Value::Object(fields.iter().cloned().collect());
        let mut told = Merged::default();
        told.take_value(&full(object(&start)));
        let mut truth = full(object(&start));
        for step in &steps {
            told.take_value(&delta(object(step)));
            truth["print"].as_object_mut().unwrap().extend(object(step).as_object().unwrap().clone());
        }
        let mut asked = Merged::default();
        asked.take_value(&truth);
        prop_assert_eq!(snapshot(&told, Context::default()), snapshot(&asked, Context::default()));
        told.take_value(&truth);
        prop_assert_eq!(snapshot(&told, Context::default()), snapshot(&asked, Context::default()));
    }
}
