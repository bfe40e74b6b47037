//! Rule 1 and 2: which crate may use which, and who alone may know what.

use std::collections::BTreeMap;

use crate::{sources, top};

/// The arrows that are allowed. A crate of ours that is not named here may not exist.
const ARROWS: &[(&str, &[&str])] = &[
    ("spoolyard-types", &[]),
    ("spoolyard-planning", &["spoolyard-types"]),
    ("spoolyard-slicer", &["spoolyard-types"]),
    ("spoolyard-documents", &["spoolyard-types"]),
    ("spoolyard-printers", &["spoolyard-types"]),
    ("spoolyard-core", &["spoolyard-types", "spoolyard-planning", "spoolyard-slicer", "spoolyard-documents"]),
    ("spoolyard-monitor", &["spoolyard-types", "spoolyard-core", "spoolyard-printers"]),
    ("spoolyard-api", &["spoolyard-types", "spoolyard-core", "spoolyard-monitor"]),
    ("spoolyard-cli", &["spoolyard-types", "spoolyard-api"]),
    ("spoolyard", &["spoolyard-types", "spoolyard-api"]),
    ("xtask", &[]),
];

/// Libraries that one or two crates alone may know.
const ALONE: &[(&str, &[&str])] = &[
    ("tauri", &["spoolyard"]),
    ("rusqlite", &["spoolyard-core"]),
    ("refinery", &["spoolyard-core"]),
    ("printpdf", &["spoolyard-documents"]),
    ("axum", &["spoolyard-cli"]),
    ("tokio", &["spoolyard-cli", "spoolyard", "spoolyard-printers", "spoolyard-monitor"]),
    ("rumqttc", &["spoolyard-printers"]),
    ("rustls", &["spoolyard-printers"]),
    ("tokio-rustls", &["spoolyard-printers"]),
    ("tokio-tungstenite", &["spoolyard-printers"]),
    ("reqwest", &["spoolyard-printers"]),
    ("mdns-sd", &["spoolyard-printers"]),
    ("x509-parser", &["spoolyard-printers"]),
    ("keyring", &["spoolyard-api"]),
    ("notify-rust", &["spoolyard"]),
    ("openssl", &[]),
    ("native-tls", &[]),
    ("aws-lc-rs", &[]),
];

/// Name → the names in its `[dependencies]`.
fn manifests() -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for (path, text) in sources("src-tauri", &["Cargo.toml"]) {
        let mut name = String::new();
        let mut uses = Vec::new();
        let mut section = String::new();
        for line in text.lines() {
            if let Some(head) = line.strip_prefix('[') {
                section = head.trim_end_matches(']').to_owned();
            } else if let Some((key, value)) = line.split_once('=') {
                let key = key.trim().trim_end_matches(".workspace");
                match section.as_str() {
                    "package" if key == "name" => name = value.trim().trim_matches('"').to_owned(),
                    "dependencies" => uses.push(key.to_owned()),
                    other if other.starts_with("target.") && other.ends_with("dependencies") => {
                        uses.push(key.to_owned());
                    }
                    _ => {}
                }
            }
        }
        assert!(!name.is_empty(), "{}: no name", path.display());
        all.insert(name, uses);
    }
    all
}

#[test]
fn crates_use_only_what_stands_above_them() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for (name, uses) in manifests() {
        let may = allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} stands in no layer"));
        for used in uses.iter().filter(|u| *u == "spoolyard" || u.starts_with("spoolyard-")) {
            assert!(may.contains(&used.as_str()), "{name} may not use {used} (ARCHITECTURE.md, rule 1)");
        }
    }
}

#[test]
fn a_library_is_known_where_it_belongs_and_nowhere_else() {
    for (name, uses) in manifests() {
        for (library, homes) in ALONE {
            let knows =
                uses.iter().any(|u| u == library || (*library == "tauri" && u.starts_with("tauri-plugin")));
            assert!(
                !knows || homes.contains(&name.as_str()),
                "{name} may not know {library} (ARCHITECTURE.md, rule 2)"
            );
        }
    }
}

#[test]
fn no_openssl_and_no_second_tls_in_the_tree() {
    let lock = std::fs::read_to_string(top().join("Cargo.lock")).unwrap();
    for banned in ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"] {
        assert!(!lock.contains(&format!("name = \"{banned}\"")), "{banned} came into Cargo.lock");
    }
}

#[test]
fn the_window_reaches_the_shell_from_one_folder_only() {
    for (path, text) in sources("ui/src", &[".ts", ".tsx"]) {
        let reaches = text.contains("@tauri-apps/");
        assert!(!reaches || path.starts_with("ui/src/platform"), "{} imports the shell", path.display());
    }
}
