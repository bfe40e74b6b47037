//! Where recorded payloads are found.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of recorded payloads, where there is one.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.parent()?.join("shared/captures");
    let folder = std::env::var_os("SPOOLYARD_CAPTURES").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// One payload by its place in the folder (`bambu/p1s_delta.json`); none, and said so, where it is absent.
pub(crate) fn payload(place: &str) -> Option<Value> {
    let bytes = folder().and_then(|folder| std::fs::read(folder.join(place)).ok());
    if bytes.is_none() {
        eprintln!("skipped: the recorded payload {place} is not here");
    }
    bytes.map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn every_recorded_payload_is_json_within_the_limits() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no folder of recorded payloads");
        return;
    };
    for protocol in std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|e| e.path().is_dir()) {
        for file in std::fs::read_dir(protocol.path()).unwrap().map(Result::unwrap) {
            if file.path().extension().is_some_and(|end| end == "json") {
                let bytes = std::fs::read(file.path()).unwrap();
                spoolyard_printers::limits::read_json(&bytes)
                    .unwrap_or_else(|error| panic!("{}: {error}", file.path().display()));
            }
        }
    }
}

#[test]
fn a_payload_that_is_not_here_is_skipped() {
    assert!(payload("nowhere/nothing.json").is_none());
}
