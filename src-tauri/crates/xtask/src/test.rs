//! `cargo xtask test`: sets the machine up and runs every test there is.
//!
//! The order keeps a clean machine from building anything twice: the window's files come first, because
//! the program embeds them; then one build of the whole workspace in one profile, which the tests, the
//! browser tests and the desktop test share.

use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::packages::{self, Purpose};
use crate::place::Place;
use crate::steps::Steps;
use crate::tally::Tally;
use crate::{node, program, servers};

/// The version of tauri-driver that was proven with the web view.
const TAURI_DRIVER: &str = "2.1.0";

/// A step of the tests: its name on the command line, whether the next ones need it, and what it does.
struct Step {
    name: &'static str,
    /// Without it the following steps cannot say anything.
    essential: bool,
    does: fn(&Place, &mut Tally) -> Outcome,
}

const STEPS: &[Step] = &[
    Step { name: "packages", essential: true, does: |_, _| system_packages() },
    Step { name: "node", essential: true, does: |place, _| window_packages(place) },
    Step { name: "format", essential: false, does: format },
    Step { name: "window", essential: true, does: |place, _| node::build(place) },
    Step { name: "lints", essential: false, does: lints },
    Step { name: "build", essential: true, does: build },
    Step { name: "bindings", essential: false, does: bindings },
    Step { name: "servers", essential: false, does: |place, _| servers::ensure(place) },
    Step { name: "tests", essential: false, does: tests },
    Step { name: "ui", essential: false, does: ui },
    Step { name: "pages", essential: false, does: pages },
    Step { name: "driver", essential: true, does: driver },
    Step { name: "desktop", essential: false, does: desktop },
];

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
    if args.iter().any(|arg| arg == "--list") {
        println!("{}", names.join("\n"));
        return Ok(());
    }
    if let Some(unknown) = args.iter().find(|arg| !names.contains(&arg.as_str())) {
        return Err(Failure::new(format!("no step `{unknown}`; there are: {}", names.join(", "))));
    }
    let chosen = |step: &&Step| args.is_empty() || args.iter().any(|arg| arg == step.name);
    let mut steps = Steps::default();
    for step in STEPS.iter().filter(chosen) {
        let succeeded = steps.run(step.name, |tally| (step.does)(place, tally));
        if !succeeded && step.essential {
            println!("\nThe steps after `{}` need it and were not run.", step.name);
            break;
        }
    }
    steps.finish()
}

fn system_packages() -> Outcome {
    packages::ensure(&[Purpose::Build, Purpose::Screenless, Purpose::Tests])
}

fn window_packages(place: &Place) -> Outcome {
    println!("node {}", node::ensure(place)?);
    node::install(place)
}

fn cargo(place: &Place, words: &[&str], tally: &mut Tally) -> Outcome {
    watched(program::cargo(&place.root).args(words), tally)
}

fn watched(command: &mut Command, tally: &mut Tally) -> Outcome {
    program::watch(command, |line| tally.hear(line))
}

fn format(place: &Place, tally: &mut Tally) -> Outcome {
    cargo(place, &["fmt", "--all", "--check"], tally)
}

fn lints(place: &Place, tally: &mut Tally) -> Outcome {
    cargo(place, &["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"], tally)?;
    // The desktop test stands apart from the others; its lints do not.
    let desktop = ["clippy", "--locked", "--workspace", "--test", "desktop", "--", "-D", "warnings"];
    cargo(place, &desktop, tally)
}

fn build(place: &Place, tally: &mut Tally) -> Outcome {
    cargo(place, &["build", "--locked", "--workspace", "--all-targets"], tally)
}

fn bindings(place: &Place, tally: &mut Tally) -> Outcome {
    let mut command = program::command(place.built("spoolyard-cli", false), &place.root);
    watched(command.args(["bindings", "--check"]), tally)
        .map_err(|failure| Failure::new(format!("{failure}\nWrite them anew with: cargo xtask bindings")))
}

fn tests(place: &Place, tally: &mut Tally) -> Outcome {
    cargo(place, &["test", "--locked", "--workspace"], tally)
}

fn ui(place: &Place, tally: &mut Tally) -> Outcome {
    watched(program::npm(&place.ui()).args(["run", "--silent", "check"]), tally)
}

/// The pages in a browser, over the same core that the window uses.
fn pages(place: &Place, tally: &mut Tally) -> Outcome {
    let mut command = program::npm(&place.ui());
    command.args(["run", "--silent", "e2e"]).env("SPOOLYARD_CLI", place.built("spoolyard-cli", false));
    if let Some(browser) =
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(program::find)
    {
        command.env("CHROMIUM", browser);
    }
    watched(&mut command, tally)
}

/// tauri-driver stands between the test and the web view's own driver.
fn driver(place: &Place, tally: &mut Tally) -> Outcome {
    if !has_web_view_driver() || tauri_driver(place).is_file() {
        return Ok(());
    }
    let tools = place.tools();
    let mut command = program::cargo(&place.root);
    command
        .args(["install", "--locked", "--debug", "--version", TAURI_DRIVER, "tauri-driver", "--root"])
        .arg(&tools);
    command.env("CARGO_TARGET_DIR", tools.join("build"));
    watched(&mut command, tally).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nIs this machine on the network? The same by hand:\n  {}",
            program::line(&command)
        ))
    })
}

fn tauri_driver(place: &Place) -> std::path::PathBuf {
    place.tools().join("bin").join(format!("tauri-driver{}", std::env::consts::EXE_SUFFIX))
}

/// The web views of macOS and Windows have no driver that comes with them.
fn has_web_view_driver() -> bool {
    cfg!(target_os = "linux")
}

fn desktop(place: &Place, tally: &mut Tally) -> Outcome {
    if !has_web_view_driver() {
        println!("The real window is driven on Linux only: this system's web view has no driver of its own.");
        return Ok(());
    }
    let native = program::find("WebKitWebDriver").unwrap_or_else(|| Path::new("WebKitWebDriver").into());
    let mut command = program::cargo(&place.root);
    command.args(["test", "--locked", "--workspace", "--test", "desktop", "--", "--test-threads", "1"]);
    command.env("SPOOLYARD_APP", place.built("spoolyard", false));
    command.env("SPOOLYARD_CLI", place.built("spoolyard-cli", false));
    command.env("SPOOLYARD_TAURI_DRIVER", tauri_driver(place));
    command.env("SPOOLYARD_WEB_VIEW_DRIVER", native);
    watched(&mut command, tally)
}
