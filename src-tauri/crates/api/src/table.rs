//! The table, a file a capability. The order here is the order in which it is shown.

mod accounts;
mod catalog;
mod engineering;
mod jobs;
mod production;
mod reports;
mod sales;
mod settings;

use crate::command::Command;

#[rustfmt::skip] // one line each, so that capabilities can be added side by side
const TABLES: &[&[Command]] = &[
    accounts::COMMANDS,
    catalog::COMMANDS,
    engineering::COMMANDS,
    jobs::COMMANDS,
    production::COMMANDS,
    reports::COMMANDS,
    sales::COMMANDS,
    settings::COMMANDS,
];

/// Every command.
pub fn all() -> impl Iterator<Item = &'static Command> {
    TABLES.iter().flat_map(|table| table.iter())
}
