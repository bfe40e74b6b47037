//! Rule 9 and the top level: what lies where, and how long it is.

use crate::{sources, top};

/// The top level as the owner asked for it.
const TOP: &[&str] =
    &["Cargo.toml", "Cargo.lock", "LICENSE", "README.md", "assets", "migrations", "src-tauri", "tests", "ui"];

/// What a build leaves beside them.
const BUILT: &[&str] = &["target"];

#[test]
fn the_top_level_is_as_asked_for() {
    for entry in std::fs::read_dir(top()).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = name.starts_with('.') || name.starts_with("target-") || TOP.contains(&name.as_str());
        assert!(known || BUILT.contains(&name.as_str()), "{name} does not belong at the top level");
    }
    for name in TOP {
        assert!(top().join(name).exists(), "{name} is missing at the top level");
    }
}

#[test]
fn no_source_file_is_longer_than_a_person_reads() {
    let code = sources("src-tauri", &[".rs"]).into_iter().chain(sources("ui/src", &[".ts", ".tsx"]));
    let long: Vec<String> = code
        .filter(|(_, text)| text.lines().count() > 800)
        .map(|(path, text)| format!("{} ({} lines)", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "split these: {}", long.join(", "));
}

#[test]
fn a_crate_says_in_its_head_what_it_is_and_never_does() {
    for (path, text) in sources("src-tauri", &["src/lib.rs", "src/main.rs", "lib.rs", "main.rs"]) {
        let is_root = path.ends_with("src/lib.rs") || path.ends_with("src/main.rs");
        if is_root {
            assert!(text.starts_with("//!"), "{} has no header", path.display());
        }
    }
}

#[test]
fn migrations_are_numbered_without_gaps_and_say_why() {
    let files = sources("migrations", &[".sql"]);
    for (index, (path, text)) in files.iter().enumerate() {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(name.starts_with(&format!("V{:03}__", index + 1)), "{name} is out of order");
        assert!(text.starts_with("-- "), "{name} does not say why it is there");
    }
}
