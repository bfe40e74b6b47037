//! `cargo xtask check`: the fast loop. No window, no browser, no printer: a minute, mostly less.

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::steps::Steps;
use crate::{node, program};

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    if let Some(other) = args.first() {
        return Err(Failure::new(format!("check takes nothing, not `{other}`")));
    }
    let mut steps = Steps::default();
    steps.run("format", |tally| {
        program::watch(program::cargo(&place.root).args(["fmt", "--all", "--check"]), |line| tally.hear(line))
    });
    steps.run("lints", |tally| {
        let mut command = program::cargo(&place.root);
        program::watch(
            command.args(["clippy", "--locked", "--all-targets", "--", "-D", "warnings"]),
            |line| tally.hear(line),
        )
    });
    steps.run("unit tests", |tally| {
        let mut command = program::cargo(&place.root);
        program::watch(command.args(["test", "--locked", "--lib", "--bins"]), |line| tally.hear(line))
    });
    steps.run("types of the window", |tally| {
        node::ensure(place)?;
        node::install(place)?;
        program::watch(program::npm(&place.ui()).args(["run", "--silent", "types"]), |line| tally.hear(line))
    });
    steps.finish()
}
