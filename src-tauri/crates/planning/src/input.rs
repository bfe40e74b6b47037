//! What the engine plans: one snapshot of items, structure, supply and demand.
//!
//! Items are named by their position in [`Snapshot::items`]. Quantities are micro-units (10^-6) of the item's stock
//! unit, percentages are micro-percents (5 % = 5_000_000), lead times micro-days. External ids are carried through
//! untouched so that a store can find its rows again.
//!
//! Rows are [`Shared`]: a snapshot is copied at no cost, and the copy that differs in one table holds the others together
//! with the first.

use chrono::NaiveDate;

use crate::calendar::WorkCalendar;
use crate::quantity::{MICROS, Ratio};
use crate::shared::{ByItem, Shared};

/// Everything one planning run looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The business date of the run.
    pub today: NaiveDate,
    /// The items; all other rows point at them by position.
    pub items: Shared<Vec<Item>>,
    /// What making a parent consumes (cost-only lines left out).
    pub bom: Shared<Vec<BomLine>>,
    /// Open orders that still expect goods, and firm planned orders.
    pub supplies: Shared<Vec<Supply>>,
    /// Independent demand and the component needs of open work orders.
    pub demands: Shared<Vec<Demand>>,
    /// Items that may stand in for another one.
    pub substitutes: Shared<Vec<Substitute>>,
    /// Planned orders of the last run that nobody has firmed, by item.
    pub existing: ByItem<ExistingOrder>,
    /// Working days; without it lead times count calendar days.
    pub calendar: Option<WorkCalendar>,
    /// Costs for items that bring none of their own.
    pub costs: Option<LotCosts>,
    /// How the run behaves.
    pub options: Options,
}

impl Snapshot {
    /// An empty snapshot of one day.
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            items: Shared::default(),
            bom: Shared::default(),
            supplies: Shared::default(),
            demands: Shared::default(),
            substitutes: Shared::default(),
            existing: ByItem::default(),
            calendar: None,
            costs: None,
            options: Options::default(),
        }
    }
}

/// How an item is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Procurement {
    /// Made here: a planned order explodes into components.
    Make,
    /// Bought.
    Buy,
}

/// The lot-sizing rule of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LotPolicy {
    /// Lot for lot: exactly the net requirement of the date.
    LotForLot,
    /// Fixed order quantity: whole multiples of one quantity (the minimum, or else the multiple of the item).
    FixedOrderQuantity,
    /// Period order quantity: one order for all net requirements of a window of days.
    PeriodOrderQuantity,
    /// Economic order quantity from average demand, setup and holding cost.
    EconomicOrderQuantity,
    /// The cheapest split of the whole horizon.
    WagnerWhitin,
    /// Least cost per period, looking forward.
    SilverMeal,
    /// Least total cost: carrying cost closest to the setup cost.
    LeastTotalCost,
    /// Least cost per unit.
    LeastUnitCost,
}

/// When an item is replenished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockingPolicy {
    /// Net requirements alone.
    OnDemand,
    /// Order point: once the inventory position falls below `point`, order up to `target`.
    ReorderPoint {
        /// Order point, micro-units.
        point: i64,
        /// Level to fill up to, micro-units; never less than the point.
        target: i64,
    },
}

/// Ordering and carrying cost, in micro-units of any one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotCosts {
    /// Cost of one order or setup.
    pub setup: i64,
    /// Cost of carrying one unit for one week.
    pub holding_per_unit_week: i64,
}

/// A safety stock that holds from a date on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SafetyStep {
    /// First day of the level.
    pub from: NaiveDate,
    /// Level, micro-units.
    pub qty: i64,
}

/// One item with its planning data.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The caller's own key.
    pub id: i64,
    /// What people call it.
    pub sku: String,
    /// Made or bought.
    pub procurement: Procurement,
    /// A phantom is never ordered: its need passes to its components after its own stock is used.
    pub phantom: bool,
    /// Nettable stock, micro-units.
    pub on_hand: i64,
    /// Stock promised to demand that is not listed again, micro-units.
    pub allocated: i64,
    /// Safety stock, micro-units.
    pub safety_stock: i64,
    /// Safety stock by date; a step replaces `safety_stock` from its date on.
    pub safety_stock_steps: Vec<SafetyStep>,
    /// Order point or none.
    pub stocking: StockingPolicy,
    /// Lot-sizing rule.
    pub lot_policy: LotPolicy,
    /// Smallest order, micro-units; zero for none.
    pub min_order_qty: i64,
    /// Orders are whole multiples of this, micro-units; zero for none.
    pub order_multiple: i64,
    /// Largest order, micro-units; larger needs are split. Zero for none.
    pub max_order_qty: i64,
    /// Window of [`LotPolicy::PeriodOrderQuantity`] in calendar days.
    pub poq_days: i32,
    /// Stock units (micro) in one purchase unit; zero when it is bought in its stock unit.
    pub purchase_factor: i64,
    /// Fixed part of the lead time, micro-days.
    pub lead_time: i64,
    /// Lead time added by each unit ordered, micro-days.
    pub lead_time_per_unit: i64,
    /// Share of what is started that turns out good, micro-percent.
    pub yield_percent: i64,
    /// Quantity that the bill of material makes at once, micro-units.
    pub bom_batch_qty: i64,
    /// Costs of its own.
    pub costs: Option<LotCosts>,
    /// Whether a vendor is known (bought items).
    pub has_vendor: bool,
    /// Whether a routing is known (made items).
    pub has_routing: bool,
}

impl Item {
    /// An item with neither stock, lead time nor lot rule.
    #[must_use]
    pub fn new(id: i64, sku: impl Into<String>, procurement: Procurement) -> Self {
        Self {
            id,
            sku: sku.into(),
            procurement,
            phantom: false,
            on_hand: 0,
            allocated: 0,
            safety_stock: 0,
            safety_stock_steps: Vec::new(),
            stocking: StockingPolicy::OnDemand,
            lot_policy: LotPolicy::LotForLot,
            min_order_qty: 0,
            order_multiple: 0,
            max_order_qty: 0,
            poq_days: 0,
            purchase_factor: 0,
            lead_time: 0,
            lead_time_per_unit: 0,
            yield_percent: 100 * MICROS,
            bom_batch_qty: MICROS,
            costs: None,
            has_vendor: true,
            has_routing: true,
        }
    }
}

/// What a usage is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Per {
    /// The parent's quantity: one `bom_batch_qty` of it, in proportion.
    #[default]
    Unit,
    /// A batch that is begun, however full it is: a build plate, a mould.
    Batch {
        /// What one batch makes of the parent, micro-units.
        qty: i64,
    },
    /// An order of the parent, whatever it is for: what setting up takes.
    Order,
}

/// What a parent consumes of a component.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BomLine {
    /// Position of the parent.
    pub parent: u32,
    /// Position of the component.
    pub component: u32,
    /// Usage for one of what `per` says (`bom_batch_qty` units by default), in the component's stock unit.
    pub qty: Ratio,
    /// What the usage is said of. Orders that a largest quantity splits, and each step through a phantom, count
    /// apart.
    pub per: Per,
    /// Extra usage lost on the way, micro-percent of the usage.
    pub scrap_percent: i64,
}

/// Where goods come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SupplyKind {
    /// Stock that arrives with a date of its own, such as a lot out of quarantine.
    OnHand,
    /// An open purchase order line.
    PurchaseOrder,
    /// An open work order; its component needs are listed as demand.
    WorkOrder,
    /// A planned order that a person has firmed; made items still explode.
    PlannedFirm,
}

/// Goods that are expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Position of the item.
    pub item: u32,
    /// Where they come from.
    pub kind: SupplyKind,
    /// The caller's own key.
    pub id: i64,
    /// Expected good quantity, micro-units; for a firm planned order the quantity started.
    pub qty: i64,
    /// Expected date; without one the goods count from today.
    pub date: Option<NaiveDate>,
    /// Start of a firm planned order when a person has set it; otherwise the due date less the lead time.
    pub start: Option<NaiveDate>,
}

/// Who needs goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DemandKind {
    /// A sales order line.
    SalesOrderLine,
    /// A component of an open work order.
    WorkOrderMaterial,
    /// A forecast or a need typed by hand.
    Forecast,
    /// A supposed need of a what-if plan.
    WhatIf,
}

/// A need from outside the bill of material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Position of the item.
    pub item: u32,
    /// Who needs it.
    pub kind: DemandKind,
    /// The caller's own key.
    pub id: i64,
    /// What people call it, such as an order number.
    pub reference: String,
    /// Quantity, micro-units.
    pub qty: i64,
    /// Date of need; without one it is needed today and a message says so.
    pub date: Option<NaiveDate>,
}

/// One item that may stand in for another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Substitute {
    /// The item that is short.
    pub item: u32,
    /// The one that stands in, out of stock that it does not need itself.
    pub substitute: u32,
    /// Lower comes first.
    pub priority: i32,
    /// Units of the substitute for one unit of the item.
    pub factor: Ratio,
}

impl FromIterator<ExistingOrder> for ByItem<ExistingOrder> {
    fn from_iter<I: IntoIterator<Item = ExistingOrder>>(orders: I) -> Self {
        let mut found = Self::default();
        for order in orders {
            found.push(order.item, order);
        }
        found
    }
}

/// A planned order as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingOrder {
    /// The store's key, kept by the order as long as it lives.
    pub id: i64,
    /// Position of the item.
    pub item: u32,
    /// Made or bought.
    pub procurement: Procurement,
    /// Quantity started, micro-units.
    pub qty: i64,
    /// Start date.
    pub start: NaiveDate,
    /// Due date.
    pub due: NaiveDate,
}

/// How a run behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Ask a later open receipt to come earlier before planning new supply.
    pub use_late_receipts: bool,
    /// With late receipts in use, let even a dip below safety stock pull one in; otherwise the dip is what safety
    /// stock is for, as long as a receipt within the lead time mends it.
    pub strict_safety_stock: bool,
    /// Days from today in which nothing is replanned.
    pub firm_fence_days: i32,
    /// Reschedule messages of at most this many days are kept quiet.
    pub dampening_days: i32,
    /// Reschedule and cancel messages below this quantity (micro-units) are kept quiet.
    pub dampening_qty: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            use_late_receipts: true,
            strict_safety_stock: false,
            firm_fence_days: 0,
            dampening_days: 0,
            dampening_qty: 0,
        }
    }
}
