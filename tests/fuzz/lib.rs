//! Fuzz targets: whatever bytes come in, an answer comes out, within bounds.
//!
//! A target is a plain function over bytes ([`TARGETS`]), one for each protocol and file format. It panics when what
//! came out breaks a promise: a text that is not tame, a list without end, a share beyond the whole, a snapshot that
//! does not survive being stored. Seeds lie in `../printers/corpus/<target>`, all written by hand for this project;
//! `../printers/findings/<target>` holds what an endless run has found, and stays for ever.
//!
//! Two ways to run them:
//!
//! - `cargo test -p spoolyard-fuzz`: every seed and finding, and a fixed number of changes of
//!   each ([`mutate`]), the same ones every time. Part of the ordinary tests.
//! - `cargo xtask fuzz TARGET [--seconds N]`: without end, led by what code the bytes reach (libFuzzer). It works with
//!   the stable compiler; a C++ compiler must be there. What it finds is written into `target/fuzz/found/`. Without a
//!   target it says which there are; `all` is each of them in turn.
//!
//! This crate is no part of the program. Its ordinary build knows nothing of libFuzzer.

pub mod mutate;
mod sane;
mod targets;

use std::path::PathBuf;

pub use targets::TARGETS;

/// One thing that bytes are given to.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, and that of its folder of seeds.
    pub name: &'static str,
    /// Panics when a promise is broken.
    pub run: fn(&[u8]),
    /// Whether its bytes are lines of JSON, which are changed by their values.
    pub is_json: bool,
}

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().copied().find(|target| target.name == name)
}

impl Target {
    /// Seeds and findings with their names, in a fixed order.
    #[must_use]
    pub fn inputs(&self) -> Vec<(String, Vec<u8>)> {
        let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../printers");
        let mut found = Vec::new();
        for folder in ["corpus", "findings"] {
            let Ok(entries) = std::fs::read_dir(beside.join(folder).join(self.name)) else { continue };
            for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
                let name = format!("{folder}/{}/{}", self.name, entry.file_name().to_string_lossy());
                if let Ok(bytes) = std::fs::read(entry.path()) {
                    found.push((name, bytes));
                }
            }
        }
        found.sort();
        found
    }
}
