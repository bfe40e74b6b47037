//! `cargo xtask`: everything a developer types, on a machine that has Rust and Node and nothing else.
//!
//! It names and installs what is missing, builds the window's files and the program in the right order,
//! and runs or tests them. It never touches the data of an installed Spoolyard, never ends a process that
//! it did not start itself, and never downloads anything but packages named by the lock files, by
//! `packages.rs` and by the lists in `servers/`.

mod bench_window;
mod bindings;
mod check;
mod child;
mod display;
mod failure;
mod fuzz;
mod node;
mod packages;
mod place;
mod program;
mod run;
mod servers;
mod shell;
mod stamp;
mod steps;
mod tally;
mod test;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use place::Place;

const USAGE: &str = "\
cargo xtask COMMAND

  run [--demo | --db FILE] [--release]   open the window; without a display: in a display of its own,
                                         with a screenshot of the first page, and then end
  test [STEP...]                         set up and run every test (the list of steps: test --list)
  check                                  the fast loop: format, lints, unit tests, types of the window
  bindings                               write ui/src/bindings anew from the table of commands
  fuzz TARGET|all [--seconds N]          feed a fuzz target until it breaks (without TARGET: their names)
  bench-window --db FILE [--runs N]      milliseconds from start to the first usable page (release)

  run and bench-window stop at a screenshot or a number of their own accord when there is no display.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Outcome {
    let Some((command, rest)) = args.split_first() else {
        return Err(Failure::new(format!("no command given\n\n{USAGE}")));
    };
    let place = Place::find()?;
    match command.as_str() {
        "run" => run::run(&place, rest),
        "test" => test::run(&place, rest),
        "check" => check::run(&place, rest),
        "bindings" => bindings::run(&place, rest),
        "fuzz" => fuzz::run(&place, rest),
        "bench-window" => bench_window::run(&place, rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::new(format!("no command `{other}`\n\n{USAGE}"))),
    }
}
