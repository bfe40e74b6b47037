//! `cargo xtask bindings`: the TypeScript side of the table of commands, written by the table itself.

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::program;

pub(crate) fn run(place: &Place, args: &[String]) -> Outcome {
    if let Some(other) = args.first() {
        return Err(Failure::new(format!("bindings takes nothing, not `{other}`")));
    }
    let mut command = program::cargo(&place.root);
    command.args(["run", "--quiet", "--locked", "--workspace", "--bin", "spoolyard-cli", "--", "bindings"]);
    program::run(&mut command)
}
