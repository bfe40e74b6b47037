//! The SQL of the ledger's tables.

use spoolyard_types::ids::{AccountId, JournalEntryId, TransactionId};
use spoolyard_types::{Code, Date, Money};

use super::model::{AccountRole, Tag};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse};

pub(super) struct Head {
    pub number: String,
    pub date: Date,
    pub period: i64,
    pub description: String,
    pub source_type: &'static str,
    pub source_id: i64,
    pub reverses: Option<JournalEntryId>,
}

pub(super) fn insert_entry(w: &Write<'_>, head: &Head) -> Result<JournalEntryId> {
    let id = w.insert(
        "INSERT INTO gl_journal_entries (entry_number, entry_date, fiscal_period_id, description, source_type,
             source_id, reverses_id, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        bind![
            head.number,
            head.date,
            head.period,
            head.description,
            head.source_type,
            head.source_id,
            head.reverses,
            w.actor().user_id,
            w.now()
        ],
    )?;
    Ok(JournalEntryId(id))
}

pub(super) fn insert_line(
    w: &Write<'_>,
    entry: JournalEntryId,
    number: usize,
    account: AccountRole,
    amount: Money,
    tag: Tag,
) -> Result<()> {
    let account_id: AccountId =
        w.value("SELECT id FROM gl_accounts WHERE role = ?1", bind![account])?.ok_or_else(|| {
            let text = format!(
                "No account has the role “{account}”, so this cannot be posted. Give an account that role in Settings."
            );
            refuse(Code::InvalidValue, text)
        })?;
    let (debit, credit) =
        if amount.is_negative() { (Money::ZERO, amount.abs()) } else { (amount, Money::ZERO) };
    w.insert(
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, debit, credit,
             product_id, production_order_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        bind![
            entry,
            i64::try_from(number).unwrap_or(i64::MAX),
            account_id,
            debit,
            credit,
            tag.product,
            tag.work_order
        ],
    )?;
    Ok(())
}

pub(super) fn post(w: &Write<'_>, entry: JournalEntryId) -> Result<()> {
    w.execute(
        "UPDATE gl_journal_entries SET status = 'posted', posted_at = ?2 WHERE id = ?1",
        bind![entry, w.now()],
    )?;
    Ok(())
}

/// The one column of a movement that the ledger writes: which entry valued it.
pub(super) fn link_movements(
    w: &Write<'_>,
    entry: JournalEntryId,
    movements: &[TransactionId],
) -> Result<()> {
    for movement in movements {
        w.execute(
            "UPDATE inventory_transactions SET journal_entry_id = ?2 WHERE id = ?1",
            bind![movement, entry],
        )?;
    }
    Ok(())
}
