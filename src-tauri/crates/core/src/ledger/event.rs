//! One business event, collected leg by leg and posted as one balanced entry.

use spoolyard_types::ids::{JournalEntryId, TransactionId};
use spoolyard_types::{Code, Date, Money};

use super::model::{AccountRole, Tag};
use super::{periods, store};
use crate::db::{Sequence, Write};
use crate::error::{Result, refuse};

struct Leg {
    account: AccountRole,
    tag: Tag,
    /// Debits are positive, credits negative.
    amount: Money,
}

/// One business event → one balanced journal entry, posted in the transaction of the event itself.
#[must_use = "an event that is not posted leaves stock without its value"]
pub struct Event {
    date: Date,
    description: String,
    source_type: &'static str,
    source_id: i64,
    reverses: Option<JournalEntryId>,
    legs: Vec<Leg>,
    movements: Vec<TransactionId>,
    overflow: bool,
}

impl Event {
    /// An event on a business date. `source_type` and `source_id` name the document that caused it:
    /// `purchase_order`, `production_order`, `shipment`, `payment`, `inventory`, …
    pub fn new(
        date: Date,
        description: impl Into<String>,
        source_type: &'static str,
        source_id: i64,
    ) -> Self {
        Self {
            date,
            description: description.into().chars().take(500).collect(),
            source_type,
            source_id,
            reverses: None,
            legs: Vec::new(),
            movements: Vec::new(),
            overflow: false,
        }
    }

    /// The business date of the event, and of every movement of stock in it.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// Names the causing document after it got its id.
    pub fn set_source(&mut self, id: i64) {
        self.source_id = id;
    }

    /// Says that this event undoes an earlier entry.
    pub fn reverses(&mut self, entry: JournalEntryId) {
        self.reverses = Some(entry);
    }

    /// Debits an account; a negative amount credits it.
    pub fn debit(&mut self, account: AccountRole, amount: Money) {
        self.debit_for(account, amount, Tag::default());
    }

    /// Credits an account; a negative amount debits it.
    pub fn credit(&mut self, account: AccountRole, amount: Money) {
        self.debit_for(account, -amount, Tag::default());
    }

    /// Credits an account, saying for which product or work order.
    pub fn credit_for(&mut self, account: AccountRole, amount: Money, tag: Tag) {
        self.debit_for(account, -amount, tag);
    }

    /// Debits an account, saying for which product or work order. Legs that are equal in account and tag
    /// become one line; what nets to nothing leaves no line.
    pub fn debit_for(&mut self, account: AccountRole, amount: Money, tag: Tag) {
        match self.legs.iter_mut().find(|leg| leg.account == account && leg.tag == tag) {
            Some(leg) => match leg.amount.plus(amount) {
                Ok(sum) => leg.amount = sum,
                Err(_) => self.overflow = true,
            },
            None => self.legs.push(Leg { account, tag, amount }),
        }
    }

    /// Registers a movement of stock, which is linked to the entry when it is posted.
    pub(crate) fn carries(&mut self, movement: TransactionId) {
        self.movements.push(movement);
    }

    /// Posts the entry; none when nothing of value moved. The month's period is opened when it is new.
    ///
    /// # Errors
    /// [`Code::PeriodClosed`] when the month is closed, [`Code::Unbalanced`] when debits and credits differ.
    pub fn post(self, w: &Write<'_>) -> Result<Option<JournalEntryId>> {
        let legs: Vec<&Leg> = self.legs.iter().filter(|leg| !leg.amount.is_zero()).collect();
        if legs.is_empty() && self.movements.is_empty() {
            return Ok(None);
        }
        let period = periods::open_on(w, self.date)?;
        if legs.is_empty() {
            return Ok(None);
        }
        let sum: i128 = legs.iter().map(|leg| i128::from(leg.amount.micros())).sum();
        if sum != 0 || self.overflow {
            let text = format!(
                "The entry for “{}” does not balance, so nothing was posted. Send a support bundle from Settings.",
                self.description
            );
            return Err(refuse(Code::Unbalanced, text));
        }
        let number = w.next_number(Sequence::JournalEntry, self.date)?;
        let head = store::Head {
            number,
            date: self.date,
            period,
            description: self.description,
            source_type: self.source_type,
            source_id: self.source_id,
            reverses: self.reverses,
        };
        let entry = store::insert_entry(w, &head)?;
        for (index, leg) in legs.iter().enumerate() {
            store::insert_line(w, entry, index + 1, leg.account, leg.amount, leg.tag)?;
        }
        store::post(w, entry)?;
        store::link_movements(w, entry, &self.movements)?;
        Ok(Some(entry))
    }
}
