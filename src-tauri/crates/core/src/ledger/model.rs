//! The words of the ledger.

use spoolyard_types::ids::{ProductId, WorkOrderId};

crate::stored_enum! {
    /// What an account is for. The farm's accountant may number and name it as he likes.
    pub enum AccountRole {
        /// Money in the bank.
        Cash = "cash",
        /// What customers owe.
        Receivable = "receivable",
        /// Materials, supplies and bought parts on the shelf.
        InventoryRaw = "inventory_raw",
        /// What the farm made and has on the shelf.
        InventoryFinished = "inventory_finished",
        /// What lies in open work orders.
        Wip = "wip",
        /// Goods received that no vendor has invoiced yet.
        Grni = "grni",
        /// What vendors are owed.
        Payable = "payable",
        /// Sales tax collected.
        SalesTaxPayable = "sales_tax_payable",
        /// The other side of what was there on the first day.
        OpeningBalance = "opening_balance",
        /// Goods and services sold.
        Sales = "sales",
        /// Shipping charged to customers.
        ShippingIncome = "shipping_income",
        /// Discounts given.
        Discounts = "discounts",
        /// What the goods sold had cost.
        Cogs = "cogs",
        /// Goods and material lost.
        Scrap = "scrap",
        /// Differences found by counting.
        InventoryAdjustment = "inventory_adjustment",
        /// Bought dearer or cheaper than the standard.
        PurchasePriceVariance = "purchase_price_variance",
        /// Made dearer or cheaper than the standard.
        ProductionVariance = "production_variance",
        /// Wages that went into products.
        LaborAbsorbed = "labor_absorbed",
        /// Machines and overhead that went into products.
        OverheadAbsorbed = "overhead_absorbed",
    }

    /// Where an account stands in the statements.
    pub enum AccountType {
        /// Owned.
        Asset = "asset",
        /// Owed.
        Liability = "liability",
        /// The owner's.
        Equity = "equity",
        /// Earned.
        Revenue = "revenue",
        /// Spent.
        Expense = "expense",
    }

    /// How far an entry is.
    pub enum EntryStatus {
        /// Its lines are being written; never seen outside one transaction.
        Draft = "draft",
        /// Final.
        Posted = "posted",
    }

    /// Whether a month takes postings.
    pub enum PeriodStatus {
        /// It does.
        Open = "open",
        /// It does not.
        Closed = "closed",
    }
}

/// What a line of an entry is about, so that accounts can be read by product and by work order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tag {
    /// The product that moved.
    pub product: Option<ProductId>,
    /// The work order that took or gave it.
    pub work_order: Option<WorkOrderId>,
}

impl Tag {
    /// About a product.
    #[must_use]
    pub fn product(id: ProductId) -> Self {
        Self { product: Some(id), work_order: None }
    }

    /// About a work order.
    #[must_use]
    pub fn work_order(id: WorkOrderId) -> Self {
        Self { product: None, work_order: Some(id) }
    }
}
