//! What a run keeps of each item beside the plan itself: the rows of its orders, whom they serve in the end, and how
//! bad the supply of those is that use it. A run after a change starts from here.

use std::collections::BTreeMap;
use std::sync::Arc;

use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::shared::Shared;
use spoolyard_types::ids::SalesOrderId;

use super::super::model::{DemandType, MrpStatus};
use super::super::snapshot::OpenLine;
use super::{Id, Message};

/// Whom an order serves first, and the row of that need.
pub(in super::super) type Origin = (DemandType, i64);

/// Who suffers when the supply of an item is late or short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Sufferer {
    /// An order of a parent.
    Parent(u32, ParentOrder),
    /// A sales order.
    Order(SalesOrderId),
    /// An open work order, with the place of its product.
    Work(i64, u32),
}

/// What is kept of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct ItemTrail {
    /// Rows of its planned orders; none for the steps through a phantom.
    pub(in super::super) rows: Vec<Option<Id>>,
    /// Origins of its planned orders and receipts, in their order.
    pub(in super::super) origins: Vec<(ParentOrder, Origin)>,
}

/// How somebody stands by what an item lacks.
pub(super) type Charge = (Sufferer, MrpStatus);

/// What a run keeps.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Trail {
    pub(in super::super) items: Vec<Arc<ItemTrail>>,
    /// What items lack, and who suffers by it.
    pub(super) burdens: Burdens,
    /// Open sales orders, in their order.
    pub(in super::super) open: Shared<Vec<SalesOrderId>>,
    /// The lines that these were found by.
    pub(super) lines: Shared<Vec<OpenLine>>,
    /// Messages that do not come from the netting of an item.
    pub(in super::super) besides: Arc<Vec<Message>>,
}

impl Trail {
    pub(in super::super) fn item(&self, item: u32) -> Option<&ItemTrail> {
        self.items.get(item as usize).map(Arc::as_ref)
    }

    /// Takes in items that were not there before.
    pub(super) fn make_room(&mut self, items: usize) {
        self.items.resize_with(items, Arc::default);
        self.burdens.charges.resize_with(items, Shared::default);
    }

    /// The row of the nth planned order of an item.
    pub(in super::super) fn row(&self, item: u32, nth: u32) -> Option<Id> {
        self.item(item)?.rows.get(nth as usize).copied().flatten()
    }

    /// Rows that were added are known by their ids from now on.
    pub(in super::super) fn name(&mut self, ids: &[i64]) {
        for item in &mut self.items {
            if item.rows.iter().any(|row| matches!(row, Some(Id::Added(_)))) {
                for row in &mut Arc::make_mut(item).rows {
                    if let Some(Id::Added(nth)) = row {
                        *row = ids.get(*nth).copied().map(Id::Known);
                    }
                }
            }
        }
    }
}

/// Whom an order of an item serves first.
pub(super) fn origin(kept: &ItemTrail, order: ParentOrder) -> Option<Origin> {
    let place = kept.origins.binary_search_by_key(&order, |(order, _)| *order).ok()?;
    Some(kept.origins[place].1)
}

/// What items lack, and who suffers by it.
#[derive(Debug, Clone, Default)]
pub(super) struct Burdens {
    /// How those stand that use an item, where they are not covered, in their order.
    pub(super) charges: Vec<Shared<Vec<Charge>>>,
    /// The worst that each item brings on a sales order, where it is not covered.
    pub(super) orders: Documents,
    /// The same of work orders.
    pub(super) works: Documents,
}

impl Burdens {
    pub(super) fn order_status(&self, order: SalesOrderId) -> MrpStatus {
        self.orders.worst(order.get())
    }

    pub(super) fn work_status(&self, work: i64) -> MrpStatus {
        self.works.worst(work)
    }
}

/// Parts of a table of documents: a run changes few of them, and the others stay shared.
const PARTS: usize = 512;

/// What items bring on documents, by document and item.
#[derive(Debug, Clone)]
pub(super) struct Documents(Vec<Shared<BTreeMap<(i64, u32), MrpStatus>>>);

impl Default for Documents {
    fn default() -> Self {
        Self(vec![Shared::default(); PARTS])
    }
}

impl Documents {
    fn part(&mut self, document: i64) -> &mut Shared<BTreeMap<(i64, u32), MrpStatus>> {
        &mut self.0[document.rem_euclid(PARTS as i64) as usize]
    }

    pub(super) fn put(&mut self, document: i64, item: u32, status: MrpStatus) {
        self.part(document).insert((document, item), status);
    }

    pub(super) fn lift(&mut self, document: i64, item: u32) {
        let part = self.part(document);
        if part.contains_key(&(document, item)) {
            part.remove(&(document, item));
        }
    }

    fn worst(&self, document: i64) -> MrpStatus {
        let part = &self.0[document.rem_euclid(PARTS as i64) as usize];
        let found = part.range((document, 0)..=(document, u32::MAX)).map(|(_, status)| *status);
        found.max().unwrap_or(MrpStatus::Covered)
    }
}
