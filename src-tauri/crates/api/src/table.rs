//! The table, a file a capability. The order here is the order in which it is shown.

mod accounts;
mod catalog;
mod documents;
mod engineering;
mod farm;
mod inventory;
mod jobs;
mod ledger;
mod notices;
mod planning;
mod print_files;
mod production;
mod purchasing;
mod reports;
mod sales;
mod settings;

use crate::command::Command;

#[rustfmt::skip] // one line each, so that capabilities can be added side by side
const TABLES: &[&[Command]] = &[
    accounts::COMMANDS,
    catalog::COMMANDS,
    documents::COMMANDS,
    engineering::COMMANDS,
    farm::COMMANDS,
    inventory::COMMANDS,
    jobs::COMMANDS,
    ledger::COMMANDS,
    notices::COMMANDS,
    planning::COMMANDS,
    print_files::COMMANDS,
    production::COMMANDS,
    purchasing::COMMANDS,
    reports::COMMANDS,
    sales::COMMANDS,
    settings::COMMANDS,
];

/// Every command.
pub fn all() -> impl Iterator<Item = &'static Command> {
    TABLES.iter().flat_map(|table| table.iter())
}
