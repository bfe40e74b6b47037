//! What pages read of the ledger.

use spoolyard_types::ids::{AccountId, JournalEntryId, ProductId, WorkOrderId};
use spoolyard_types::{Date, Money, Timestamp};

use super::model::{AccountRole, AccountType};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read};
use crate::error::{Result, not_found};

/// Debits less credits of an account, everything ever posted.
///
/// # Errors
/// When the store cannot be read.
pub fn balance(r: &Read<'_>, account: AccountRole) -> Result<Money> {
    let sum: Option<Money> = r.value(
        "SELECT coalesce(sum(l.debit - l.credit), 0)
         FROM gl_journal_entry_lines l JOIN gl_accounts a ON a.id = l.account_id WHERE a.role = ?1",
        bind![account],
    )?;
    Ok(sum.unwrap_or_default())
}

/// What lies in a work order: debits less credits of work in process for it.
///
/// # Errors
/// When the store cannot be read.
pub fn work_order_wip(r: &Read<'_>, order: WorkOrderId) -> Result<Money> {
    let sum: Option<Money> = r.value(
        "SELECT coalesce(sum(l.debit - l.credit), 0)
         FROM gl_journal_entry_lines l JOIN gl_accounts a ON a.id = l.account_id
         WHERE l.production_order_id = ?1 AND a.role = 'wip'",
        bind![order],
    )?;
    Ok(sum.unwrap_or_default())
}

crate::read_model! {
    /// A row of the journal.
    pub struct EntryRow {
        /// Its row.
        pub id: JournalEntryId,
        /// `JE-2026-0001`.
        pub entry_number: String,
        /// The business date.
        pub entry_date: Date,
        /// What happened.
        pub description: String,
        /// The kind of document that caused it.
        pub source_type: Option<String>,
        /// That document's row.
        pub source_id: Option<i64>,
        /// The sum of its debits.
        pub amount: Money,
        /// The entry it undoes.
        pub reverses_id: Option<JournalEntryId>,
        /// When it was posted.
        pub posted_at: Option<Timestamp>,
    }

    /// A line of an entry.
    pub struct EntryLine {
        /// Its place.
        pub line_number: i32,
        /// The account.
        pub account_id: AccountId,
        /// The account's number.
        pub account_code: String,
        /// The account's name.
        pub account_name: String,
        /// What the account is for.
        pub role: Option<AccountRole>,
        /// Debited.
        pub debit: Money,
        /// Credited.
        pub credit: Money,
        /// The product that moved.
        pub product_id: Option<ProductId>,
        /// Its SKU.
        pub sku: Option<String>,
        /// The work order.
        pub production_order_id: Option<WorkOrderId>,
        /// Its number.
        pub work_order_number: Option<String>,
    }

    /// An account in the trial balance. Balances are debits less credits.
    pub struct BalanceRow {
        /// The account.
        pub account_id: AccountId,
        /// Its number.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Where it stands.
        pub account_type: AccountType,
        /// What it is for.
        pub role: Option<AccountRole>,
        /// Balance before the first day asked for.
        pub opening: Money,
        /// Debited in the span.
        pub debit: Money,
        /// Credited in the span.
        pub credit: Money,
        /// Balance at the end of the last day.
        pub closing: Money,
    }
}

const ENTRIES: ListSpec = ListSpec {
    select: "e.id AS id, e.entry_number AS entry_number, e.entry_date AS entry_date,
             e.description AS description, e.source_type AS source_type, e.source_id AS source_id,
             (SELECT coalesce(sum(l.debit), 0) FROM gl_journal_entry_lines l WHERE l.journal_entry_id = e.id) AS amount,
             e.reverses_id AS reverses_id, e.posted_at AS posted_at",
    from: "gl_journal_entries e",
    always: "e.status = 'posted'",
    id: "e.id",
    fields: &[
        Field::new("entry_date", "e.entry_date", Kind::Date),
        Field::new("entry_number", "e.entry_number", Kind::Text),
        Field::new("description", "e.description", Kind::Text),
        Field::nullable("source_type", "e.source_type", Kind::Text),
        Field::nullable("source_id", "e.source_id", Kind::Integer),
    ],
    search: None,
    order: ("entry_date", true),
};

/// The journal, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn entries(r: &Read<'_>, req: ListRequest) -> Result<Page<EntryRow>> {
    r.list(&ENTRIES, &req)
}

crate::wire! {
    /// Which entry.
    pub struct GetEntry {
        /// Its row.
        pub id: JournalEntryId,
    }

    /// An entry with its lines.
    pub struct Entry {
        /// The entry.
        pub head: EntryRow,
        /// Its lines, in order.
        pub lines: Vec<EntryLine>,
    }

    /// Which days the trial balance covers.
    pub struct TrialBalanceRequest {
        /// The first day; the beginning of time when left out.
        #[serde(default)]
        #[ts(optional)]
        pub from: Option<Date>,
        /// The last day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub to: Option<Date>,
    }

    /// Every account with what moved on it.
    pub struct TrialBalance {
        /// The last day.
        pub to: Date,
        /// The accounts, by number.
        pub rows: Vec<BalanceRow>,
        /// All debits of the span.
        pub debit: Money,
        /// All credits of the span; the same.
        pub credit: Money,
    }
}

/// One entry with its lines.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn entry(r: &Read<'_>, req: GetEntry) -> Result<Entry> {
    let sql = format!("SELECT {} FROM {} WHERE e.id = ?1", ENTRIES.select, ENTRIES.from);
    let head = r.maybe(&sql, bind![req.id])?.ok_or_else(|| not_found("journal entry", req.id))?;
    let lines = r.all(
        "SELECT l.line_number, l.account_id, a.code AS account_code, a.name AS account_name, a.role, l.debit,
             l.credit, l.product_id, p.sku, l.production_order_id, w.code AS work_order_number
         FROM gl_journal_entry_lines l
         JOIN gl_accounts a ON a.id = l.account_id
         LEFT JOIN products p ON p.id = l.product_id
         LEFT JOIN production_orders w ON w.id = l.production_order_id
         WHERE l.journal_entry_id = ?1 ORDER BY l.line_number",
        bind![req.id],
    )?;
    Ok(Entry { head, lines })
}

/// The trial balance of a span of days.
///
/// # Errors
/// When the store cannot be read.
pub fn trial_balance(r: &Read<'_>, req: TrialBalanceRequest) -> Result<TrialBalance> {
    let to = match req.to {
        Some(to) => to,
        None => r.today()?,
    };
    let from = req.from.map_or_else(|| String::from("0000-00-00"), |d| d.to_string());
    let rows: Vec<BalanceRow> = r.all(
        "SELECT a.id AS account_id, a.code, a.name, a.account_type, a.role,
             coalesce(sum(CASE WHEN e.entry_date < ?1 THEN l.debit - l.credit END), 0) AS opening,
             coalesce(sum(CASE WHEN e.entry_date >= ?1 THEN l.debit END), 0) AS debit,
             coalesce(sum(CASE WHEN e.entry_date >= ?1 THEN l.credit END), 0) AS credit,
             coalesce(sum(l.debit - l.credit), 0) AS closing
         FROM gl_accounts a
         LEFT JOIN (gl_journal_entry_lines l
             JOIN gl_journal_entries e ON e.id = l.journal_entry_id AND e.entry_date <= ?2)
           ON l.account_id = a.id
         GROUP BY a.id ORDER BY a.code",
        bind![from, to],
    )?;
    let mut total = (Money::ZERO, Money::ZERO);
    for row in &rows {
        total = (total.0.plus(row.debit)?, total.1.plus(row.credit)?);
    }
    Ok(TrialBalance { to, rows, debit: total.0, credit: total.1 })
}
