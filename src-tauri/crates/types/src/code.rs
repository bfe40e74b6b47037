//! The closed list of reasons for which Spoolyard refuses.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),* $(,)?) => {
        /// A reason, stable across versions. TypeScript knows the same list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $variant),*
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it crosses the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $text),*
                }
            }
        }
    };
}

codes! {
    // Any command
    /// A value is missing, of the wrong form, too long, too precise or too large.
    InvalidValue = "invalid_value",
    /// No row with that id or number.
    NotFound = "not_found",
    /// A name, number or code is already taken.
    AlreadyExists = "already_exists",
    /// The document is in a state that does not allow this.
    WrongState = "wrong_state",
    /// Somebody else changed it in the meantime.
    ChangedMeanwhile = "changed_meanwhile",
    /// It cannot go away while others depend on it.
    InUse = "in_use",
    /// No command of that name.
    UnknownCommand = "unknown_command",
    /// The account may not do this.
    Forbidden = "forbidden",
    /// Nobody has signed in, or the session has ended.
    SignInRequired = "sign_in_required",
    /// The same request was sent before with other content.
    RequestReused = "request_reused",
    /// A bug or a broken machine; nothing was changed.
    Internal = "internal",

    // The store
    /// The file is not a Spoolyard database.
    ForeignFile = "foreign_file",
    /// The file was written by a newer version.
    NewerFile = "newer_file",
    /// The file is damaged.
    DamagedFile = "damaged_file",
    /// Another program holds the file.
    FileInUse = "file_in_use",
    /// The file or its folder cannot be written.
    ReadOnly = "read_only",
    /// No space is left on the disk.
    DiskFull = "disk_full",
    /// The file cannot be read or written.
    FileTrouble = "file_trouble",

    // Accounts and settings
    /// Set-up has already been done.
    AlreadySetUp = "already_set_up",
    /// The e-mail address or the password is wrong.
    WrongCredentials = "wrong_credentials",
    /// Too many wrong tries; wait.
    TooManyTries = "too_many_tries",
    /// The password is too easy.
    WeakPassword = "weak_password",
    /// The last admin would be locked out.
    LastAdmin = "last_admin",

    // Catalog and engineering
    /// Units of different classes, or with no known factor.
    UnitMismatch = "unit_mismatch",
    /// A BOM would contain itself.
    CircularBom = "circular_bom",
    /// The product has no active bill of material.
    MissingBom = "missing_bom",
    /// The product is inactive.
    InactiveProduct = "inactive_product",

    // Inventory
    /// Not enough on hand, or not enough that is free.
    InsufficientStock = "insufficient_stock",
    /// The lot is expired, quarantined or failed.
    LotBlocked = "lot_blocked",
    /// A lot or serial number is required.
    LotRequired = "lot_required",
    /// The spools' weights do not add up to the receipt.
    SpoolWeights = "spool_weights",
    /// The movement was already reversed.
    AlreadyReversed = "already_reversed",

    // Purchasing
    /// More than was ordered, beyond the tolerance.
    OverReceipt = "over_receipt",
    /// The product has no vendor to buy from.
    NoVendor = "no_vendor",

    /// The bill asks for something else than what was received at the order's prices.
    BillDiffers = "bill_differs",

    // Sales
    /// The order has no line, address, customer or price where it needs one.
    OrderIncomplete = "order_incomplete",
    /// More than is ordered or than is there.
    OverShipment = "over_shipment",
    /// The customer's credit limit would be passed.
    CreditLimit = "credit_limit",
    /// More than was paid.
    OverRefund = "over_refund",
    /// More than is owed.
    OverPayment = "over_payment",

    // Production
    /// More than the work order asks for, beyond what was agreed.
    OverProduction = "over_production",
    /// Quality control has not passed.
    QualityHold = "quality_hold",

    // Planning
    /// The planned order is already released or gone.
    PlanMoved = "plan_moved",

    // Ledger
    /// The fiscal period is closed.
    PeriodClosed = "period_closed",
    /// Debits and credits differ.
    Unbalanced = "unbalanced",

    // Files
    /// The file is too large or of a kind that is not taken.
    FileRefused = "file_refused",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_match_their_wire_form() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()));
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
