//! What real printers sent, where the recordings lie beside the repository.

use std::path::PathBuf;

use serde_json::Value;

/// Every recording of a brand; says so and gives none where there are none.
pub(crate) fn of(brand: &str) -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/captures").join(brand);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no captures beside the repository");
        return Vec::new();
    };
    let mut found: Vec<(String, Value)> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "json"))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// One recording of a brand.
pub(crate) fn one(brand: &str, name: &str) -> Option<Value> {
    of(brand).into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
}
