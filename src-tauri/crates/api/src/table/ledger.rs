//! The journal, the trial balance and the months.

use spoolyard_core::Result;
use spoolyard_core::accounts::Done;
use spoolyard_core::db::{ListRequest, Page, Read, Write};
use spoolyard_core::ledger::{self, *};
use spoolyard_core::verify::{self, Finding};

use super::jobs::NoRequest;

fn periods(r: &Read<'_>, _: NoRequest) -> Result<Vec<PeriodRow>> {
    ledger::periods(r)
}

fn close(w: &Write<'_>, request: ClosePeriod) -> Result<Done> {
    ledger::close_period(w, request).map(|()| Done {})
}

fn reopen(w: &Write<'_>, request: ClosePeriod) -> Result<Done> {
    ledger::reopen_period(w, request).map(|()| Done {})
}

fn verify(r: &Read<'_>, _: NoRequest) -> Result<Vec<Finding>> {
    verify::verify(r)
}

commands! {
    read "ledger.entries" Admin ListRequest => Page<EntryRow>, "The journal, the newest first.", ledger::entries;
    read "ledger.entry" Admin GetEntry => Entry, "One entry with its lines.", ledger::entry;
    read "ledger.trial_balance" Admin TrialBalanceRequest => TrialBalance, "Every account with what moved on it.", ledger::trial_balance;
    read "ledger.periods" Admin NoRequest => Vec<PeriodRow>, "The months, and whether they take postings.", periods;
    write "ledger.close_period" Admin ClosePeriod => Done, "Closes a month.", close;
    write "ledger.reopen_period" Admin ClosePeriod => Done, "Opens a closed month again.", reopen;
    read "data.verify" Admin NoRequest => Vec<Finding>, "Checks that everything in the store adds up.", verify;
}
