//! The words of stock, and the rules that need no store.

use spoolyard_types::ids::{LotId, OperationMaterialId, ProductId, SalesOrderLineId, TransactionId};
use spoolyard_types::{Code, Money, Quantity, UnitCost};

pub use crate::catalog::model::{CostMethod, ItemType, Procurement};
use crate::error::{Error, Result, refuse};
use crate::ledger::AccountRole;

crate::stored_enum! {
    /// What kind of movement.
    pub enum TransactionType {
        /// Came in.
        Receipt = "receipt",
        /// Went out.
        Issue = "issue",
        /// Was found to be more or less, or to be worth more or less.
        Adjustment = "adjustment",
        /// Went from one place to another: a row down and a row up.
        Transfer = "transfer",
    }

    /// Why a movement happened.
    pub enum ReferenceType {
        /// A purchase order.
        Po = "po",
        /// A sales order.
        So = "so",
        /// A work order.
        Wo = "wo",
        /// A count.
        CycleCount = "cycle_count",
        /// By hand.
        Manual = "manual",
        /// Scrapped.
        Scrap = "scrap",
        /// A spool weighed or emptied.
        Spool = "spool",
        /// Between places.
        Transfer = "transfer",
        /// Undoes an earlier movement.
        Reversal = "reversal",
        /// What was there on the first day.
        Opening = "opening",
    }

    /// Where a lot is in its life.
    pub enum LotStatus {
        /// May be used.
        Active = "active",
        /// Nothing is left.
        Depleted = "depleted",
        /// Too old.
        Expired = "expired",
        /// Set aside.
        Quarantine = "quarantine",
    }

    /// What an inspection of a lot found.
    pub enum InspectionStatus {
        /// Nobody looked yet.
        Pending = "pending",
        /// It is good.
        Passed = "passed",
        /// It is not, and is never issued.
        Failed = "failed",
    }
}

impl LotStatus {
    fn in_words(self) -> &'static str {
        match self {
            Self::Active => "in use",
            Self::Depleted => "used up",
            Self::Expired => "expired",
            Self::Quarantine => "in quarantine",
        }
    }

    fn cannot(self, to: Self, remedy: &str) -> Error {
        let text = format!("The lot is {} and cannot become {}. {remedy}", self.in_words(), to.in_words());
        refuse(Code::WrongState, text)
    }

    /// Set aside, so that nothing is issued from it.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn quarantine(self) -> Result<Self> {
        match self {
            Self::Active | Self::Expired => Ok(Self::Quarantine),
            Self::Depleted => Err(self.cannot(Self::Quarantine, "Nothing of it is left to be set aside.")),
            Self::Quarantine => Err(self.cannot(Self::Quarantine, "It is set aside already.")),
        }
    }

    /// Let go again, with `left` of it.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn release(self, left: Quantity) -> Result<Self> {
        match self {
            Self::Quarantine if left.is_positive() => Ok(Self::Active),
            Self::Quarantine => Ok(Self::Depleted),
            Self::Active | Self::Depleted | Self::Expired => {
                Err(self.cannot(Self::Active, "Only a lot that was set aside is let go."))
            }
        }
    }
}

/// Why a movement happened: the kind of document and its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The kind of document.
    pub kind: ReferenceType,
    /// The row of the document.
    pub id: Option<i64>,
}

impl Reference {
    /// A document of a kind.
    #[must_use]
    pub fn new(kind: ReferenceType, id: i64) -> Self {
        Self { kind, id: Some(id) }
    }

    /// A kind without a document: by hand, opening stock.
    #[must_use]
    pub fn bare(kind: ReferenceType) -> Self {
        Self { kind, id: None }
    }

    /// The account on the other side of such a movement, where nothing says otherwise.
    #[must_use]
    pub fn usual_account(self) -> AccountRole {
        match self.kind {
            ReferenceType::Po => AccountRole::Grni,
            ReferenceType::So => AccountRole::Cogs,
            ReferenceType::Wo => AccountRole::Wip,
            ReferenceType::Scrap => AccountRole::Scrap,
            ReferenceType::Opening => AccountRole::OpeningBalance,
            ReferenceType::CycleCount
            | ReferenceType::Manual
            | ReferenceType::Spool
            | ReferenceType::Transfer
            | ReferenceType::Reversal => AccountRole::InventoryAdjustment,
        }
    }
}

/// Who may hold reserved stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A line of a sales order.
    SalesOrderLine(SalesOrderLineId),
    /// A material of an operation of a work order.
    OperationMaterial(OperationMaterialId),
}

impl Holder {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::SalesOrderLine(_) => "sales_order_line",
            Self::OperationMaterial(_) => "operation_material",
        }
    }

    pub(super) fn id(self) -> i64 {
        match self {
            Self::SalesOrderLine(id) => id.get(),
            Self::OperationMaterial(id) => id.get(),
        }
    }
}

/// What moved. Quantities and values are positive whichever way it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The movement; the first of them when lots made it several.
    pub transaction: TransactionId,
    /// How much, in the stock unit.
    pub quantity: Quantity,
    /// By how much the worth of the stock changed.
    pub value: Money,
    /// That per stock unit.
    pub unit_cost: UnitCost,
    /// One for each movement: more than one only where several lots were taken.
    pub parts: Vec<Part>,
}

/// One movement of [`Moved`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The movement.
    pub transaction: TransactionId,
    /// The lot it took from or put into.
    pub lot: Option<LotId>,
    /// How much, in the stock unit.
    pub quantity: Quantity,
    /// Its worth.
    pub value: Money,
}

crate::read_model! {
    /// What stock needs to know of a product.
    pub(super) struct Item {
        /// The product.
        pub(super) id: ProductId,
        /// Its SKU, for sentences.
        pub(super) sku: String,
        /// The stock unit.
        pub(super) unit: String,
        /// What kind of thing.
        pub(super) item_type: ItemType,
        /// Bought or made.
        pub(super) procurement_type: Procurement,
        /// How it is valued.
        pub(super) cost_method: CostMethod,
        /// The fixed cost, where there is one.
        pub(super) standard_cost: Option<UnitCost>,
        /// The moving average.
        pub(super) average_cost: Option<UnitCost>,
        /// What the last receipt cost.
        pub(super) last_cost: Option<UnitCost>,
        /// Whether each movement names a lot.
        pub(super) track_lots: bool,
    }
}

impl Item {
    /// The inventory account that carries its worth.
    #[must_use]
    pub(super) fn account(&self) -> AccountRole {
        inventory_account(self.item_type, self.procurement_type)
    }

    /// The fixed cost by which stock is valued; none where the method is another or no cost is set yet,
    /// in which case a standard-cost product is valued at the average until one is.
    #[must_use]
    pub(super) fn standard(&self) -> Option<UnitCost> {
        match self.cost_method {
            CostMethod::Standard => self.standard_cost,
            CostMethod::Average | CostMethod::Fifo => None,
        }
    }

    /// What one is thought to cost where nothing on the shelf tells.
    #[must_use]
    pub(super) fn assumed_cost(&self) -> UnitCost {
        self.standard().or(self.average_cost).or(self.last_cost).or(self.standard_cost).unwrap_or_default()
    }
}

/// The inventory account of a product: what the farm makes or sells lies with finished goods, the rest with
/// materials and supplies.
#[must_use]
pub fn inventory_account(item_type: ItemType, procurement: Procurement) -> AccountRole {
    match (item_type, procurement) {
        (ItemType::FinishedGood, _) | (ItemType::Component, Procurement::Make) => {
            AccountRole::InventoryFinished
        }
        (ItemType::Component, Procurement::Buy)
        | (ItemType::Material | ItemType::Supply | ItemType::Service, _) => AccountRole::InventoryRaw,
    }
}
