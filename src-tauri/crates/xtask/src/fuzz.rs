//! `cargo xtask fuzz`: one fuzz target without end, or for a while.
//!
//! The stable compiler builds it: what tells libFuzzer which code was reached comes from LLVM by plain codegen flags.
//! The build lies in a folder of its own, so that the flags rebuild nothing else.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::place::{Place, make_dir};
use crate::program;

/// Marks every edge, and every comparison with what it compares.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";
/// Fast enough to try thousands of inputs a second, and as watchful over its own arithmetic as a test build.
const PROFILE: &[(&str, &str)] = &[
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_STRIP", "none"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only"),
    ("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true"),
    ("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true"),
];

/// The compiler's name for this machine; build scripts and macros must stay without the flags.
fn machine(place: &Place) -> Outcome<String> {
    let said = program::read(program::command("rustc", &place.root).arg("-vV"))?;
    let line = said.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not say for which machine it builds"))
}

/// What a person asked for.
struct Wish {
    targets: Vec<String>,
    seconds: Option<u32>,
}

impl Wish {
    fn read(args: &[String], known: &[String]) -> Outcome<Self> {
        let (mut target, mut seconds) = (None, None);
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--seconds" => {
                    let number = args.next().map(String::as_str).unwrap_or_default();
                    let number = number.parse::<u32>().ok().filter(|number| *number > 0);
                    seconds = Some(number.ok_or_else(|| {
                        Failure::new("--seconds wants a number of seconds, like --seconds 60")
                    })?);
                }
                name if target.is_none() && !name.starts_with('-') => target = Some(name.to_owned()),
                other => {
                    return Err(Failure::new(format!("`{other}` is not understood\n\n{}", usage(known))));
                }
            }
        }
        let targets = match target.as_deref() {
            None => return Err(Failure::new(usage(known))),
            Some("all") if seconds.is_none() => {
                return Err(Failure::new("all of them in turn need an end each: add --seconds N"));
            }
            Some("all") => known.to_vec(),
            Some(name) if known.iter().any(|one| one == name) => vec![name.to_owned()],
            Some(name) => return Err(Failure::new(format!("`{name}` is no target\n\n{}", usage(known)))),
        };
        Ok(Self { targets, seconds })
    }
}

fn usage(known: &[String]) -> String {
    format!(
        "say which target: cargo xtask fuzz TARGET [--seconds N], or all of them in turn: cargo xtask fuzz all \
         --seconds N\n\ntargets: {}",
        known.join(" ")
    )
}

/// Each target has a folder of seeds.
fn known(place: &Place) -> Outcome<Vec<String>> {
    let corpus = place.root.join("tests/printers/corpus");
    let entries = std::fs::read_dir(&corpus).map_err(|error| Failure::file("read", &corpus, &error))?;
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    let wish = Wish::read(args, &known(place)?)?;
    let own = place.target.join("fuzz");
    let binary = build(place, &own)?;
    for target in &wish.targets {
        feed(place, &own, &binary, target, wish.seconds)?;
    }
    Ok(())
}

/// The program with every target in it.
fn build(place: &Place, own: &Path) -> Outcome<PathBuf> {
    let machine = machine(place)?;
    let mut build = program::cargo(&place.root);
    build.args([
        "build",
        "--release",
        "--package",
        "spoolyard-fuzz",
        "--features",
        "endless",
        "--bin",
        "fuzz",
    ]);
    build.args(["--target", &machine, "--target-dir"]).arg(own).env("RUSTFLAGS", FLAGS);
    build.envs(PROFILE.iter().copied());
    program::run(&mut build)?;
    Ok(own.join(machine).join("release/fuzz"))
}

fn feed(place: &Place, own: &Path, binary: &Path, target: &str, seconds: Option<u32>) -> Outcome {
    let seeds = place.root.join("tests/printers/corpus").join(target);
    let findings = place.root.join("tests/printers/findings").join(target);
    let (found, corpus) = (own.join("found").join(target), own.join("corpus").join(target));
    make_dir(&found)?;
    make_dir(&corpus)?;
    let mut fuzz = program::command(binary, &place.root);
    fuzz.env("SPOOLYARD_FUZZ_TARGET", target).arg(&corpus).arg(&seeds);
    if findings.is_dir() {
        fuzz.arg(&findings);
    }
    // A case of more than ten seconds is a hang, one that takes more than this memory is growth.
    fuzz.args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"]);
    fuzz.arg(format!("-artifact_prefix={}/", found.display()));
    if let Some(seconds) = seconds {
        fuzz.arg(format!("-max_total_time={seconds}"));
    }
    eprintln!("\n{target}");
    program::run(&mut fuzz).map_err(|failure| {
        Failure::new(format!(
            "{failure}\n\nWhat broke it lies in {}. Mend it, and keep the file in {}: the tests try it from then on.",
            place.shown(&found),
            place.shown(&findings)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<(Vec<String>, Option<u32>), String> {
        let known = ["gcode".to_owned(), "sdcp".to_owned()];
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Wish::read(&args, &known)
            .map(|wish| (wish.targets, wish.seconds))
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_target_is_typed_in_any_order_and_all_of_them_by_one_word() {
        let one = vec!["sdcp".to_owned()];
        assert_eq!(read(&["sdcp"]), Ok((one.clone(), None)));
        assert_eq!(read(&["--seconds", "20", "sdcp"]), Ok((one.clone(), Some(20))));
        assert_eq!(read(&["sdcp", "--seconds", "20"]), Ok((one, Some(20))));
        assert_eq!(
            read(&["all", "--seconds", "5"]),
            Ok((vec!["gcode".to_owned(), "sdcp".to_owned()], Some(5)))
        );
    }

    #[test]
    fn what_is_missing_or_misspelt_is_said_with_the_names_there_are() {
        for (args, says) in [
            (&[][..], "targets: gcode sdcp"),
            (&["sdpc"], "`sdpc` is no target"),
            (&["sdcp", "gcode"], "`gcode` is not understood"),
            (&["sdcp", "--secs", "3"], "`--secs` is not understood"),
            (&["sdcp", "--seconds"], "wants a number"),
            (&["sdcp", "--seconds", "0"], "wants a number"),
            (&["all"], "add --seconds N"),
        ] {
            let said = read(args).expect_err("this is no wish");
            assert!(said.contains(says), "{args:?}: {said}");
        }
    }
}
