//! What a run answers: planned orders, projected on hand, messages, problems.
//!
//! What is said of one item lies together and is held by every plan that says it: a net-change run makes the rows of the
//! items that it nets, and holds those of all others together with the plan before it.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::date_of;
use crate::input::{DemandKind, SupplyKind};
use crate::model::Model;

/// The kind of a planned order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderKind {
    /// To be made.
    Make,
    /// To be bought.
    Buy,
    /// Passed through a phantom: a step of the explosion, never an order.
    PassThrough,
}

/// A planned order. Days are day numbers ([`crate::calendar::day_of`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlannedOrder {
    /// Position of the item.
    pub item: u32,
    /// Day of need.
    pub due: i32,
    /// Due less the lead time; it may lie in the past.
    pub start: i32,
    /// Quantity started or bought, micro-units.
    pub qty: i64,
    /// Quantity that reaches the stock after yield, micro-units.
    pub good: i64,
    /// Made, bought or passed through.
    pub kind: OrderKind,
}

impl PlannedOrder {
    /// Due date.
    #[must_use]
    pub fn due_date(&self) -> NaiveDate {
        date_of(self.due)
    }

    /// Start date.
    #[must_use]
    pub fn start_date(&self) -> NaiveDate {
        date_of(self.start)
    }
}

/// Projected on hand at the end of a day on which something moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Projected {
    /// Day number.
    pub day: i32,
    /// Quantity, micro-units.
    pub qty: i64,
}

/// A receipt that the plan counts on another day than its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rescheduled {
    /// Place of the receipt among those of its item, by date and id.
    pub nth: u32,
    /// Day on which the plan needs it.
    pub day: i32,
}

/// Stock of a substitute given to the item that was short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitution {
    /// The item that was short.
    pub item: u32,
    /// The item that gave.
    pub substitute: u32,
    /// Day of need.
    pub day: i32,
    /// Covered quantity of the item, micro-units.
    pub qty: i64,
    /// Quantity taken of the substitute, micro-units.
    pub taken: i64,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderRef {
    /// Nothing but the item.
    Item,
    /// The nth planned order of the item.
    Planned(u32),
    /// An open or firm order, by the caller's key.
    Supply(SupplyKind, i64),
    /// A frozen planned order inside the fence, by the caller's key.
    Frozen(i64),
    /// A need, by the caller's key.
    Demand(DemandKind, i64),
}

/// What is asked of the planner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExceptionKind {
    /// Start the order today.
    Release,
    /// The order should have been started before today.
    ReleasePastDue,
    /// Ask the receipt to come earlier.
    Expedite,
    /// Ask the receipt to come later.
    DeExpedite,
    /// Nothing needs the receipt.
    Cancel,
    /// Part of the receipt is not needed by anything known.
    Excess,
    /// The receipt's date has passed and it has not arrived.
    PastDueReceipt,
    /// The need's date has passed.
    PastDueDemand,
    /// The need has no date.
    UndatedDemand,
    /// The receipt has no date.
    UndatedReceipt,
    /// Stock falls below zero and the rules keep the plan from covering it.
    Shortage,
    /// Stock falls below safety stock and the rules keep the plan from covering it.
    BelowSafetyStock,
    /// Another item stands in.
    Substituted,
    /// A made item has no bill of material.
    MissingBom,
    /// A made item has no routing.
    MissingRouting,
    /// A bought item has no vendor.
    MissingVendor,
    /// The lot rule needs costs or a window that are not there; lot for lot is used.
    LotRuleIncomplete,
    /// Quantities are too large to be planned; the item is left out.
    QuantityTooLarge,
}

impl ExceptionKind {
    /// The name used in files and by the window.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::ReleasePastDue => "release_past_due",
            Self::Expedite => "expedite",
            Self::DeExpedite => "de_expedite",
            Self::Cancel => "cancel",
            Self::Excess => "excess",
            Self::PastDueReceipt => "past_due_receipt",
            Self::PastDueDemand => "past_due_demand",
            Self::UndatedDemand => "undated_demand",
            Self::UndatedReceipt => "undated_receipt",
            Self::Shortage => "shortage",
            Self::BelowSafetyStock => "below_safety_stock",
            Self::Substituted => "substituted",
            Self::MissingBom => "missing_bom",
            Self::MissingRouting => "missing_routing",
            Self::MissingVendor => "missing_vendor",
            Self::LotRuleIncomplete => "lot_rule_incomplete",
            Self::QuantityTooLarge => "quantity_too_large",
        }
    }

    /// Why the message is given, in a sentence that stands after the item and quantity.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::Release => "the lead time starts today",
            Self::ReleasePastDue => "the lead time reaches back before today",
            Self::Expedite => "stock runs short before it arrives",
            Self::DeExpedite => "stock lasts beyond its arrival",
            Self::Cancel => "stock and earlier receipts cover every known need",
            Self::Excess => "known needs use only a part of it",
            Self::PastDueReceipt => "its date has passed; it is counted as arriving today",
            Self::PastDueDemand => "its date has passed",
            Self::UndatedDemand => "it has no date; it is planned for today",
            Self::UndatedReceipt => "it has no date; it is counted as arriving today",
            Self::Shortage => "supply inside the firm fence or lead time is not changed",
            Self::BelowSafetyStock => "safety stock is used until supply arrives",
            Self::Substituted => "the item is short and another stands in",
            Self::MissingBom => "it is made but has no bill of material, so no components are planned",
            Self::MissingRouting => "it is made but has no routing, so no time is planned",
            Self::MissingVendor => "it is bought but has no vendor",
            Self::LotRuleIncomplete => "its lot rule lacks costs, a window or a lot; lot for lot is used",
            Self::QuantityTooLarge => "its quantities cannot be right; it is left out of the plan",
        }
    }
}

/// A message to the planner. Days are day numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Exception {
    /// Position of the item.
    pub item: u32,
    /// What is asked.
    pub kind: ExceptionKind,
    /// The order or need it is about.
    pub order: OrderRef,
    /// Quantity, micro-units.
    pub qty: i64,
    /// Present date of the order, when it has one.
    pub from: Option<i32>,
    /// Date that the plan asks for.
    pub to: Option<i32>,
    /// Date of need.
    pub due: Option<i32>,
}

/// Data that could not be used. The row is left out, the rest is planned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Problem {
    /// Position of the item, when one is known.
    pub item: Option<u32>,
    /// What is wrong.
    pub kind: ProblemKind,
    /// The row it was found in.
    pub order: OrderRef,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// A row names an item that is not there.
    UnknownItem,
    /// A quantity is zero or below.
    QuantityNotPositive,
    /// A quantity cannot be right.
    QuantityTooLarge,
    /// On hand is below zero; the deficit is planned as needed today.
    NegativeStock,
    /// A lead time is below zero; zero is used.
    NegativeLeadTime,
    /// A yield is not above 0 % and at most 100 %; 100 % is used.
    ImpossibleYield,
    /// A bill of material makes nothing or scraps a negative share; the line or batch is corrected to 1 and 0 %.
    ImpossibleUsage,
    /// A lot quantity is below zero, or the largest order lies below the smallest; it is not used.
    ImpossibleLot,
    /// The substitute is the item itself, below it, or stands in for it in a circle.
    ImpossibleSubstitute,
    /// The working calendar has no working day; calendar days are used.
    NoWorkingDays,
}

impl ProblemKind {
    /// The name used in files and by the window.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownItem => "unknown_item",
            Self::QuantityNotPositive => "quantity_not_positive",
            Self::QuantityTooLarge => "quantity_too_large",
            Self::NegativeStock => "negative_stock",
            Self::NegativeLeadTime => "negative_lead_time",
            Self::ImpossibleYield => "impossible_yield",
            Self::ImpossibleUsage => "impossible_usage",
            Self::ImpossibleLot => "impossible_lot",
            Self::ImpossibleSubstitute => "impossible_substitute",
            Self::NoWorkingDays => "no_working_days",
        }
    }
}

/// Start and end of an item's rows.
pub(crate) type Span = (u32, u32);

/// What a run answers about one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ItemPlan {
    pub(crate) orders: Box<[PlannedOrder]>,
    pub(crate) projected: Box<[Projected]>,
    pub(crate) exceptions: Box<[Exception]>,
    pub(crate) rescheduled: Box<[Rescheduled]>,
}

impl ItemPlan {
    fn counts(&self) -> (usize, usize) {
        let orders = self.orders.iter().filter(|order| order.kind != OrderKind::PassThrough).count();
        (orders, usize::from(!self.orders.is_empty()))
    }
}

/// The answer of a run. Two plans are equal when they say the same about every item.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What was planned, made ready.
    pub(crate) model: Arc<Model>,
    items: Vec<Arc<ItemPlan>>,
    pub(crate) substitutions: Vec<Substitution>,
    /// Planned orders, and items that have any; steps through a phantom count for the second alone.
    counts: (usize, usize),
}

impl Plan {
    /// A plan in which nothing is planned yet; or, where there is an earlier one, all is as it was.
    pub(crate) fn begin(model: Arc<Model>, earlier: Option<&Self>) -> Self {
        let items = model.rules.len();
        let (mut rows, counts) =
            earlier.map_or_else(Default::default, |plan| (plan.items.clone(), plan.counts));
        rows.resize_with(items, Arc::default);
        Self { model, items: rows, substitutions: Vec::new(), counts }
    }

    /// Takes in what was found out about an item.
    pub(crate) fn put(&mut self, item: u32, found: ItemPlan) {
        let slot = &mut self.items[item as usize];
        // What came out as it was stays the very same: whoever compares two plans sees it at once.
        if **slot == found {
            return;
        }
        let (before, after) = (slot.counts(), found.counts());
        self.counts.0 = self.counts.0 + after.0 - before.0;
        self.counts.1 = self.counts.1 + after.1 - before.1;
        *slot = Arc::new(found);
    }

    /// Puts another projection in the place of an item's.
    pub(crate) fn project(&mut self, item: u32, projected: Vec<Projected>) {
        if *self.items[item as usize].projected != projected[..] {
            Arc::make_mut(&mut self.items[item as usize]).projected = projected.into();
        }
    }

    /// Whether both plans say the same about an item.
    pub(crate) fn agrees(&self, other: &Self, item: u32) -> bool {
        match (self.items.get(item as usize), other.items.get(item as usize)) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs) || mine == theirs,
            (Some(rows), None) | (None, Some(rows)) => **rows == ItemPlan::default(),
            (None, None) => true,
        }
    }

    /// Day number of the run.
    #[must_use]
    pub fn today(&self) -> i32 {
        self.model.today
    }

    /// How many planned orders there are, phantoms left out.
    #[must_use]
    pub fn order_count(&self) -> usize {
        self.counts.0
    }

    /// The last day on which a planned order is due.
    #[must_use]
    pub fn last_due(&self) -> Option<i32> {
        let last = |rows: &Arc<ItemPlan>| {
            rows.orders.last().filter(|order| order.kind != OrderKind::PassThrough).map(|order| order.due)
        };
        self.items.iter().filter_map(last).max()
    }

    /// What an order of an item explodes into.
    #[must_use]
    pub fn components_of(&self, item: u32) -> &[u32] {
        let known = (item as usize) < self.items.len();
        if known { self.model.structure.components.of(item) } else { &[] }
    }

    /// For how many items something has to be ordered or passed on.
    #[must_use]
    pub fn wanting_count(&self) -> usize {
        self.counts.1
    }

    /// Items in the order in which they were netted: parents before components, item by item the same every time.
    #[must_use]
    pub fn sequence(&self) -> &[u32] {
        &self.model.structure.sequence
    }

    /// Low-level code of an item: 0 for what nothing uses.
    #[must_use]
    pub fn low_level_code(&self, item: u32) -> u32 {
        self.model.structure.levels.get(item as usize).copied().unwrap_or(0)
    }

    /// All planned orders, phantoms left out, parents before components.
    pub fn planned_orders(&self) -> impl Iterator<Item = &PlannedOrder> {
        self.sequence()
            .iter()
            .flat_map(|item| self.orders_of(*item))
            .filter(|order| order.kind != OrderKind::PassThrough)
    }

    /// Planned orders of an item by due date; those of a phantom are steps of the explosion.
    #[must_use]
    pub fn orders_of(&self, item: u32) -> &[PlannedOrder] {
        self.items.get(item as usize).map_or(&[], |rows| &rows.orders)
    }

    /// Projected on hand of an item on each date on which something moves, receipts counted where the plan asks for them.
    #[must_use]
    pub fn projected_of(&self, item: u32) -> &[Projected] {
        self.items.get(item as usize).map_or(&[], |rows| &rows.projected)
    }

    /// Messages about an item.
    #[must_use]
    pub fn exceptions_of(&self, item: u32) -> &[Exception] {
        self.items.get(item as usize).map_or(&[], |rows| &rows.exceptions)
    }

    /// All messages, parents before components.
    pub fn exceptions(&self) -> impl Iterator<Item = &Exception> {
        self.sequence().iter().flat_map(|item| self.exceptions_of(*item))
    }

    /// Receipts of an item that the plan counts on another day.
    #[must_use]
    pub fn rescheduled_of(&self, item: u32) -> &[Rescheduled] {
        self.items.get(item as usize).map_or(&[], |rows| &rows.rescheduled)
    }

    /// Where one item stands in for another.
    #[must_use]
    pub fn substitutions(&self) -> &[Substitution] {
        &self.substitutions
    }

    /// Data that could not be used.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.model.problems
    }

    /// Circles in the structure; their members are planned as if they had no components.
    #[must_use]
    pub fn cycles(&self) -> &[Vec<u32>] {
        &self.model.structure.cycles
    }
}

impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        self.today() == other.today()
            && self.model.structure.levels == other.model.structure.levels
            && self.sequence() == other.sequence()
            && self.cycles() == other.cycles()
            && self.problems() == other.problems()
            && self.substitutions == other.substitutions
            && (0..self.items.len() as u32).all(|item| self.agrees(other, item))
    }
}

impl Eq for Plan {}
