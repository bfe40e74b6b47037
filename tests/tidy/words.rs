//! Words that must not stand in the code: rules 3, 4 and 9, and what a stranger should never read.

use crate::{code, sources};

fn refuse(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn matching(folder: &str, endings: &[&str], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources(folder, endings) {
        let in_tests = path.components().any(|c| c.as_os_str() == "tests" || c.as_os_str() == "benches");
        if in_tests {
            continue;
        }
        for (line, content) in code(&text).filter(|(_, content)| wrong(content)) {
            found.push(format!("{}:{line}: {}", path.display(), content.trim()));
        }
    }
    found
}

#[test]
fn nothing_is_left_for_later() {
    let words = ["todo!(", "unimplemented!(", "TODO", "FIXME", "XXX", "HACK"];
    let mut found = matching("src-tauri", &[".rs"], |line| words.iter().any(|w| line.contains(w)));
    found.extend(matching("ui/src", &[".ts", ".tsx"], |line| words.iter().any(|w| line.contains(w))));
    refuse(&found, "left for later");
}

#[test]
fn nothing_unwraps_outside_tests() {
    refuse(&matching("src-tauri", &[".rs"], |line| line.contains(".unwrap()")), "unwrap outside tests");
}

#[test]
fn no_float_touches_money_or_quantity() {
    let float = |line: &str| {
        ["f32", "f64"].iter().any(|f| line.split(|c: char| !c.is_alphanumeric()).any(|w| w == *f))
    };
    for folder in ["types", "core", "planning", "api", "slicer"] {
        refuse(
            &matching(&format!("src-tauri/crates/{folder}/src"), &[".rs"], float),
            "a float where money or quantity is",
        );
    }
}

#[test]
fn time_comes_in_as_an_argument() {
    let asks = |line: &str| ["Utc::now", "Local::now", "SystemTime::now"].iter().any(|w| line.contains(w));
    let mut found = matching("src-tauri/crates", &[".rs"], asks);
    found.retain(|line| {
        !line.starts_with("src-tauri/crates/types/src/clock.rs")
            && !line.starts_with("src-tauri/crates/xtask")
    });
    refuse(&found, "asks the computer for the time");
}

#[test]
fn no_sql_outside_the_core() {
    let sql =
        |line: &str| ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"].iter().any(|w| line.contains(w));
    let mut found = Vec::new();
    for folder in ["types", "planning", "slicer", "documents", "cli"] {
        found.extend(matching(&format!("src-tauri/crates/{folder}/src"), &[".rs"], sql));
    }
    refuse(&found, "SQL outside the core");
}

#[test]
fn no_place_of_one_machine_stands_in_the_tree() {
    let places = ["/root/", "/home/"];
    let wrong = |line: &str| places.iter().any(|p| line.contains(p));
    for (folder, endings) in [
        ("src-tauri", &[".rs", ".md", ".json", ".toml"][..]),
        ("ui/src", &[".ts", ".tsx"][..]),
        ("tests", &[".rs"][..]),
    ] {
        let mut found = Vec::new();
        for (path, text) in sources(folder, endings) {
            if path.ends_with("tidy/words.rs") {
                continue;
            }
            for (index, line) in text.lines().enumerate().filter(|(_, line)| wrong(line)) {
                found.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
        refuse(&found, "a place of one machine");
    }
}
