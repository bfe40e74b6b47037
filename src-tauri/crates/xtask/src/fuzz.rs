//! `cargo xtask fuzz`: one fuzz target without end, or for a while.
//!
//! The stable compiler builds it: what tells libFuzzer which code was reached comes from LLVM by plain codegen flags.
//! The build lies in a folder of its own, so that the flags rebuild nothing else.

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

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    let (target, seconds) = match args {
        [target] => (target, None),
        [target, option, seconds] if option == "--seconds" => {
            let seconds = seconds
                .parse::<u32>()
                .map_err(|_| Failure::new(format!("`{seconds}` is no number of seconds")))?;
            (target, Some(seconds))
        }
        _ => return Err(Failure::new("say which target: cargo xtask fuzz TARGET [--seconds N]")),
    };
    let seeds = place.root.join("tests/printers/corpus").join(target);
    if !seeds.is_dir() {
        return Err(Failure::new(format!("`{target}` is no target: {} is not there", place.shown(&seeds))));
    }
    let own = place.target.join("fuzz");
    let (found, corpus) = (own.join("found").join(target), own.join("corpus").join(target));
    make_dir(&found)?;
    make_dir(&corpus)?;
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
    build.args(["--target", &machine, "--target-dir"]).arg(&own).env("RUSTFLAGS", FLAGS);
    build.envs(PROFILE.iter().copied());
    program::run(&mut build)?;
    let mut fuzz = program::command(own.join(&machine).join("release/fuzz"), &place.root);
    fuzz.env("SPOOLYARD_FUZZ_TARGET", target).arg(&corpus).arg(&seeds);
    // A case of more than ten seconds is a hang, one that takes more than this memory is growth.
    fuzz.args(["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"]);
    fuzz.arg(format!("-artifact_prefix={}/", found.display()));
    if let Some(seconds) = seconds {
        fuzz.arg(format!("-max_total_time={seconds}"));
    }
    program::run(&mut fuzz)
}
