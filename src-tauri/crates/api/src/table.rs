//! The table, a file a capability. The order here is the order in which it is shown.

mod accounts;
mod jobs;
mod settings;

use crate::command::Command;

const TABLES: &[&[Command]] = &[accounts::COMMANDS, settings::COMMANDS, jobs::COMMANDS];

/// Every command.
pub fn all() -> impl Iterator<Item = &'static Command> {
    TABLES.iter().flat_map(|table| table.iter())
}
