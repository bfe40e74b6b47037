//! Every command of the table once well and once for each reason for which it may refuse, a file a capability.

mod accounts;
mod catalog;
mod engineering;
mod farm;
mod inventory;
mod notices;
mod planning;
mod production;
mod purchasing;
mod sales;
mod settings;

use std::collections::BTreeSet;

use spoolyard_types::Code;

use crate::case::{Case, Wants, run};

/// Commands that a list of requests to a running farm cannot hold, and the test that carries each out.
const ELSEWHERE: &[(&str, &str)] = &[
    ("setup.start", "doors: the first start"),
    ("session.sign_in", "doors: who is there"),
    ("session.resume", "doors: who is there"),
    ("session.sign_out", "doors: who is there"),
    ("session.recover", "doors: the recovery code"),
    ("password.request_reset", "doors: a lost password"),
    ("password.decide_reset", "doors: a lost password"),
    ("password.complete_reset", "doors: a lost password"),
    ("backup.restore_last", "doors: a damaged file"),
    ("backup.make", "doors: background work"),
    ("jobs.list", "doors: background work"),
    ("jobs.cancel", "doors: background work"),
    ("farm.load_sample", "doors: background work"),
    ("print_files.list", "print_files: a file comes in and goes again"),
    ("print_files.get", "print_files: a file comes in and goes again"),
    ("print_files.picture", "print_files: a file comes in and goes again"),
    ("print_files.begin", "print_files: a file comes in and goes again"),
    ("print_files.piece", "print_files: a file comes in and goes again"),
    ("print_files.finish", "print_files: a file comes in and goes again"),
    ("print_files.update", "print_files: a file comes in and goes again"),
    ("print_files.delete", "print_files: a file comes in and goes again"),
    ("print_files.fit", "flows: sent"),
    ("print_files.send", "flows: sent"),
    ("printers.live", "the crate monitor: tests/floor.rs"),
    ("printers.tell", "the crate monitor: tests/floor.rs"),
    ("printers.look", "the crate monitor: tests/floor.rs"),
    ("printers.reconnect", "the crate monitor: tests/floor.rs"),
    ("printers.recording", "the crate monitor: tests/floor.rs"),
    ("printers.find", "flows: four makes are found, tried, added together and watched"),
    ("printers.try", "flows: four makes are found, tried, added together and watched"),
];

/// Codes that no request can provoke on a sound machine, and what holds them instead.
const NOT_BY_A_REQUEST: &[(&str, &str)] = &[
    ("internal", "a bug: hostile::junk_is_refused_everywhere_and_nothing_breaks holds that there is none"),
    (
        "unbalanced",
        "a bug: every entry is balanced before it is written; the store holds it too (tests/store)",
    ),
    ("disk_full", "a full disk"),
    ("file_trouble", "a broken disk"),
    ("file_in_use", "a second program: tests/store/opening.rs"),
    ("read_only", "a medium that cannot be written: tests/store/opening.rs"),
];

/// Codes that tests of this folder provoke by other means than a list of requests.
pub(crate) const BY_OTHER_TESTS: &[&str] = &[
    "already_set_up",
    "damaged_file",
    "foreign_file",
    "forbidden",
    "newer_file",
    "request_reused",
    "sign_in_required",
    "too_many_tries",
    "unknown_command",
];

fn all() -> Vec<Case> {
    [
        accounts::cases(),
        catalog::cases(),
        engineering::cases(),
        farm::cases(),
        inventory::cases(),
        notices::cases(),
        planning::cases(),
        production::cases(),
        purchasing::cases(),
        sales::cases(),
        settings::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_command_of_the_table_has_a_case() {
    let done: BTreeSet<&str> =
        all().iter().filter(|case| matches!(case.wants, Wants::Done)).map(|case| case.command).collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(name, _)| *name).collect();
    let missing: Vec<&str> = spoolyard_api::all()
        .map(|command| command.name)
        .filter(|name| !done.contains(name) && !elsewhere.contains(name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "write a case in tests/api/cases for each");
    let gone: Vec<&&str> =
        elsewhere.iter().filter(|name| !spoolyard_api::all().any(|c| c.name == **name)).collect();
    assert_eq!(gone, Vec::<&&str>::new(), "these are no commands any more");
}

#[test]
fn every_code_is_provoked_somewhere() {
    let mut provoked: BTreeSet<&str> = all()
        .iter()
        .filter_map(|case| match case.wants {
            Wants::Refused(code, _) => Some(code),
            Wants::Done => None,
        })
        .collect();
    provoked.extend(BY_OTHER_TESTS);
    provoked.extend(NOT_BY_A_REQUEST.iter().map(|(code, _)| *code));
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.as_str()).filter(|c| !provoked.contains(c)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "provoke each in a case");
    let unknown: Vec<&&str> =
        provoked.iter().filter(|code| !Code::ALL.iter().any(|known| known.as_str() == **code)).collect();
    assert_eq!(unknown, Vec::<&&str>::new(), "these are no codes any more");
}

macro_rules! farms {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            run(&super::$name::cases());
        }
    )*};
}

mod carried_out {
    use super::*;
    farms! { accounts catalog engineering farm inventory notices planning production purchasing sales settings }
}
