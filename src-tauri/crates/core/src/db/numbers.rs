//! Document numbers: `SO-2026-0001`, taken from a table of sequences inside the caller's transaction,
//! so that a number is never used twice and none is skipped on success.

use spoolyard_types::Date;

use super::Write;
use crate::bind;
use crate::error::{Error, Result};

/// A kind of document that is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// `Q-`
    Quote,
    /// `SO-`
    SalesOrder,
    /// `PO-`
    PurchaseOrder,
    /// `WO-`
    WorkOrder,
    /// `PAY-`
    Payment,
    /// `LOT-`
    Lot,
    /// `SPL-`
    Spool,
    /// `SN-`
    Serial,
    /// `SHP-`
    Shipment,
    /// `GR-`
    GoodsReceipt,
    /// `INV-`
    Invoice,
    /// `JE-`
    JournalEntry,
    /// `CUS-`
    Customer,
    /// `BILL-`
    VendorBill,
    /// `VPAY-`
    VendorPayment,
}

impl Sequence {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Quote,
        Self::SalesOrder,
        Self::PurchaseOrder,
        Self::WorkOrder,
        Self::Payment,
        Self::Lot,
        Self::Spool,
        Self::Serial,
        Self::Shipment,
        Self::GoodsReceipt,
        Self::Invoice,
        Self::JournalEntry,
        Self::Customer,
        Self::VendorBill,
        Self::VendorPayment,
    ];

    /// What stands before the year.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Quote => "Q",
            Self::SalesOrder => "SO",
            Self::PurchaseOrder => "PO",
            Self::WorkOrder => "WO",
            Self::Payment => "PAY",
            Self::Lot => "LOT",
            Self::Spool => "SPL",
            Self::Serial => "SN",
            Self::Shipment => "SHP",
            Self::GoodsReceipt => "GR",
            Self::Invoice => "INV",
            Self::JournalEntry => "JE",
            Self::Customer => "CUS",
            Self::VendorBill => "BILL",
            Self::VendorPayment => "VPAY",
        }
    }
}

impl Write<'_> {
    /// The next number of a kind, for the year of `on` (the company's business date). At least four
    /// digits; past 9999 it grows, and lists that sort by id keep their order.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn next_number(&self, kind: Sequence, on: Date) -> Result<String> {
        let sql = "INSERT INTO number_sequences (prefix, year, next_value) VALUES (?1, ?2, 2)
             ON CONFLICT (prefix, year) DO UPDATE SET next_value = next_value + 1
             RETURNING next_value - 1";
        let value: i64 = self
            .value(sql, bind![kind.prefix(), on.year()])?
            .ok_or_else(|| Error::Unreadable { column: String::from("number_sequences.next_value") })?;
        Ok(format!("{}-{}-{value:04}", kind.prefix(), on.year()))
    }

    /// The next of a count that never starts again, beginning with 1: what SKUs are formed from.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn next_count(&self, prefix: &'static str) -> Result<i64> {
        let sql = "INSERT INTO number_sequences (prefix, year, next_value) VALUES (?1, 0, 2)
             ON CONFLICT (prefix, year) DO UPDATE SET next_value = next_value + 1
             RETURNING next_value - 1";
        self.value(sql, bind![prefix])?
            .ok_or_else(|| Error::Unreadable { column: String::from("number_sequences.next_value") })
    }
}
