//! The general ledger: what every business event was worth, by double entry.
//!
//! Nouns: account (by role), fiscal period (a month), journal entry, event. Verbs: post, balance, close, reopen.
//!
//! Always: an entry balances; it lies in an open period; it is never changed or deleted, only reversed; the
//! inventory accounts equal what the stock is worth ([`crate::inventory`]).
//!
//! Tables owned: `gl_accounts`, `gl_fiscal_periods`, `gl_journal_entries`, `gl_journal_entry_lines`.

mod event;
mod model;
mod periods;
mod queries;
mod store;

pub use event::Event;
pub use model::{AccountRole, AccountType, EntryStatus, PeriodStatus, Tag};
pub use periods::{ClosePeriod, PeriodRow, close_period, periods, reopen_period};
pub use queries::{
    BalanceRow, Entry, EntryLine, EntryRow, GetEntry, TrialBalance, TrialBalanceRequest, balance, entries,
    entry, trial_balance, work_order_wip,
};
