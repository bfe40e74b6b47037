//! What holds for every snapshot, whatever a printer sent.

use spoolyard_printers::limits::{LIST_ENTRIES, TEXT_CHARS};
use spoolyard_printers::{PrinterState, Snapshot};

/// Longest text that may be put together out of tame ones.
const SENTENCE_CHARS: usize = 4 * TEXT_CHARS;
/// Longest snapshot as it is stored: a wall of hundreds is redrawn from these.
const STORED_BYTES: usize = 256 * 1024;

/// Panics when a promise is broken.
pub(crate) fn check(shown: &Snapshot) {
    for (what, count) in [
        ("slots", shown.slots.len()),
        ("alerts", shown.alerts.len()),
        ("temperatures", shown.temperatures.len()),
        ("nozzles", shown.device.nozzles_um.len()),
    ] {
        assert!(count <= LIST_ENTRIES, "{count} {what}");
    }
    let job = shown.job.clone().unwrap_or_default();
    assert!(job.progress_permille.is_none_or(|share| share <= 1000), "{:?}", job.progress_permille);
    let mut texts = vec![&job.key, &job.file_name, &job.title, &shown.stage];
    texts.extend([&shown.device.serial, &shown.device.model, &shown.device.firmware, &shown.device.name]);
    for slot in &shown.slots {
        texts.extend([&slot.material, &slot.material_name, &slot.preset, &slot.spool_uid, &slot.tag_uid]);
        assert!(slot.left_percent.is_none_or(|left| left <= 100));
        for colour in &slot.colours {
            assert!(colour.len() == 8 && colour.bytes().all(|byte| byte.is_ascii_hexdigit()), "{colour}");
        }
    }
    let mut sentences: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
    for alert in &shown.alerts {
        sentences.extend([alert.code.as_str(), &alert.sentence, &alert.remedy]);
    }
    if let PrinterState::Failed { codes } = &shown.state {
        assert!(codes.len() <= LIST_ENTRIES);
        sentences.extend(codes.iter().map(String::as_str));
    }
    for text in sentences {
        assert!(text.chars().count() <= SENTENCE_CHARS, "{} characters", text.chars().count());
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
    for temperature in &shown.temperatures {
        assert!((-3000..=20_000).contains(&temperature.actual_tenths_c), "{temperature:?}");
    }
    let stored = serde_json::to_string(shown).unwrap_or_default();
    assert!(stored.len() <= STORED_BYTES, "{} bytes", stored.len());
    let again: Snapshot = serde_json::from_str(&stored).unwrap_or_else(|error| panic!("{error}: {stored}"));
    assert_eq!(&again, shown, "stored and read again");
}
