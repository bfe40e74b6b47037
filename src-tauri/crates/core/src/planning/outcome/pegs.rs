//! Which supply serves which need, in rows of the store. Phantoms are stepped through: they are never orders.

use std::collections::HashMap;
use std::rc::Rc;

use spoolyard_planning::pegging::{DemandNode, Pegging, SupplyNode};
use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::{OrderRef, SupplyKind};
use spoolyard_types::ids::ProductId;

use super::super::model::{DemandType, SupplyType};
use super::super::snapshot::Loaded;
use super::trail::Trail;
use super::{Id, Standing};

/// Phantoms inside phantoms that are followed.
const DEEPEST: u32 = 50;

/// A supply, a need, and how much of the one serves the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Peg {
    pub(in super::super) supply: Supply,
    pub(in super::super) demand: Node,
    pub(in super::super) product: ProductId,
    pub(in super::super) qty: i64,
}

/// The store's name of an order that the engine counts as a receipt.
fn receipt(order: OrderRef) -> Option<(SupplyType, i64)> {
    match order {
        OrderRef::Supply(SupplyKind::PurchaseOrder, id) => Some((SupplyType::PurchaseOrderLine, id)),
        OrderRef::Supply(SupplyKind::WorkOrder, id) => Some((SupplyType::ProductionOrder, id)),
        OrderRef::Supply(SupplyKind::PlannedFirm, id) | OrderRef::Frozen(id) => {
            Some((SupplyType::PlannedOrder, id))
        }
        OrderRef::Supply(SupplyKind::OnHand, _)
        | OrderRef::Item
        | OrderRef::Planned(_)
        | OrderRef::Demand(..) => None,
    }
}

/// What serves or is served, in the words of the store.
pub(in super::super) type Node = (DemandType, i64);
/// What serves.
pub(in super::super) type Supply = (SupplyType, i64);

/// Answers who serves whom in the standing plan, item by item as it is asked.
pub(in super::super) struct Pegs<'a> {
    loaded: &'a Loaded,
    trail: &'a Trail,
    standing: &'a Standing,
    pegging: Pegging<'a>,
    known: HashMap<u32, Rc<Vec<Peg>>>,
}

impl<'a> Pegs<'a> {
    pub(in super::super) fn new(standing: &'a Standing) -> Self {
        let (loaded, trail) = (&*standing.view.loaded, &standing.trail);
        let pegging = Pegging::new(&loaded.snapshot, &standing.view.plan);
        Self { loaded, trail, standing, pegging, known: HashMap::new() }
    }

    /// All pegs whose supply this is.
    pub(in super::super) fn of_supply(&mut self, supply: Supply) -> Vec<Peg> {
        let Some(item) = self.item_of(supply) else { return Vec::new() };
        let mut items = vec![item];
        if supply.0 == SupplyType::Stock {
            let given = self.standing.view.plan.substitutions().iter().filter(|row| row.substitute == item);
            items.extend(given.map(|row| row.item));
        }
        self.chosen(items, |peg| peg.supply == supply)
    }

    /// All pegs that serve this need.
    pub(in super::super) fn of_demand(&mut self, demand: Node) -> Vec<Peg> {
        let items = match demand.0 {
            DemandType::PlannedOrder => self
                .item_of((SupplyType::PlannedOrder, demand.1))
                .map_or_else(Vec::new, |item| self.below(item)),
            DemandType::SafetyStock | DemandType::ReorderPoint => {
                self.loaded.position(ProductId(demand.1)).into_iter().collect()
            }
            DemandType::SalesOrderLine | DemandType::ProductionOrder | DemandType::OperationMaterial => {
                let rows = self.loaded.sources.iter().zip(&self.loaded.snapshot.demands);
                rows.filter(|(source, _)| (source.kind, source.id) == demand)
                    .map(|(_, row)| row.item)
                    .collect()
            }
        };
        self.chosen(items, |peg| peg.demand == demand)
    }

    fn chosen(&mut self, mut items: Vec<u32>, is_chosen: impl Fn(&Peg) -> bool) -> Vec<Peg> {
        items.sort_unstable();
        items.dedup();
        let mut out = Vec::new();
        for item in items {
            out.extend(self.of_item(item).iter().filter(|peg| is_chosen(peg)).copied());
        }
        out
    }

    /// The item that a supply is of.
    fn item_of(&self, supply: Supply) -> Option<u32> {
        let receipt = |kind: SupplyKind| {
            let rows = &self.loaded.snapshot.supplies;
            rows.iter().find(|row| row.kind == kind && row.id == supply.1).map(|row| row.item)
        };
        match supply.0 {
            SupplyType::Stock => self.loaded.position(ProductId(supply.1)),
            SupplyType::PurchaseOrderLine => receipt(SupplyKind::PurchaseOrder),
            SupplyType::ProductionOrder => receipt(SupplyKind::WorkOrder),
            SupplyType::PlannedOrder => self.standing.place(supply.1),
        }
    }

    /// Components of an item, and through phantoms what these are made of.
    fn below(&self, item: u32) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        let mut waiting = vec![item];
        while let Some(parent) = waiting.pop() {
            for component in self.pegging.components_of(parent) {
                if !found.contains(&component) {
                    found.push(component);
                    if self.loaded.snapshot.items[component as usize].phantom {
                        waiting.push(component);
                    }
                }
            }
        }
        found
    }

    fn of_item(&mut self, item: u32) -> Rc<Vec<Peg>> {
        if let Some(known) = self.known.get(&item) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find(item));
        self.known.insert(item, Rc::clone(&found));
        found
    }

    fn find(&mut self, item: u32) -> Vec<Peg> {
        let Some(product) = self.loaded.known.get(item as usize).map(|known| known.product) else {
            return Vec::new();
        };
        let mut sums: HashMap<(Supply, Node), i64> = HashMap::new();
        for peg in &self.pegging.of(item).pegs {
            let Some(supply) = self.supply(item, product, peg.supply) else { continue };
            let mut demands = Vec::new();
            self.demands(item, product, peg.need, peg.qty, 0, &mut demands);
            for (demand, qty) in demands {
                *sums.entry((supply, demand)).or_default() += qty;
            }
        }
        let mut out: Vec<Peg> = sums
            .into_iter()
            .filter(|(_, qty)| *qty > 0)
            .map(|((supply, demand), qty)| Peg { supply, demand, product, qty })
            .collect();
        out.sort_unstable_by_key(|peg| (peg.supply, peg.demand));
        out
    }

    fn row(&self, item: u32, nth: u32) -> Option<i64> {
        match self.trail.row(item, nth) {
            Some(Id::Known(id)) => Some(id),
            Some(Id::Added(_)) | None => None,
        }
    }

    fn supply(&self, item: u32, product: ProductId, node: SupplyNode) -> Option<Supply> {
        let stock = |product: ProductId| Some((SupplyType::Stock, product.get()));
        match node {
            SupplyNode::OnHand | SupplyNode::SafetyRelease => stock(product),
            SupplyNode::StandIn(other) => stock(self.loaded.known.get(other as usize)?.product),
            SupplyNode::Planned(nth) => Some((SupplyType::PlannedOrder, self.row(item, nth)?)),
            SupplyNode::Receipt(nth) => receipt(self.pegging.receipt(item, nth)?),
        }
    }

    /// The rows whose need this is, with their shares.
    fn demands(
        &mut self,
        item: u32,
        product: ProductId,
        need: DemandNode,
        qty: i64,
        depth: u32,
        out: &mut Vec<(Node, i64)>,
    ) {
        let own = product.get();
        match need {
            DemandNode::Need(row) => {
                if let Some(source) = self.loaded.sources.get(row as usize) {
                    out.push(((source.kind, source.id), qty));
                }
            }
            DemandNode::SafetyStock | DemandNode::Debt => out.push(((DemandType::SafetyStock, own), qty)),
            DemandNode::OrderPoint => out.push(((DemandType::ReorderPoint, own), qty)),
            // Written down with the item that was short.
            DemandNode::StandInFor(_) => {}
            DemandNode::Parent(parent, ParentOrder::Receipt(nth)) => {
                if let Some((SupplyType::PlannedOrder, id)) =
                    self.pegging.receipt(parent, nth).and_then(receipt)
                {
                    out.push(((DemandType::PlannedOrder, id), qty));
                }
            }
            DemandNode::Parent(parent, ParentOrder::Planned(nth)) => match self.row(parent, nth) {
                Some(id) => out.push(((DemandType::PlannedOrder, id), qty)),
                None if depth < DEEPEST && parent != item => self.through(parent, nth, qty, depth, out),
                None => {}
            },
        }
    }

    /// Through a phantom: its own needs share what its step needs, the last one taking what is left.
    fn through(&mut self, phantom: u32, nth: u32, qty: i64, depth: u32, out: &mut Vec<(Node, i64)>) {
        let Some(product) = self.loaded.known.get(phantom as usize).map(|known| known.product) else {
            return;
        };
        let pegs = self.pegging.of(phantom);
        let own: Vec<_> = pegs.pegs.iter().filter(|peg| peg.supply == SupplyNode::Planned(nth)).collect();
        let total: i128 = own.iter().map(|peg| i128::from(peg.qty)).sum();
        let mut left = qty;
        for (place, peg) in own.iter().enumerate() {
            let share = if place + 1 == own.len() {
                left
            } else {
                ((i128::from(qty) * i128::from(peg.qty)) / total.max(1)) as i64
            };
            left -= share;
            self.demands(phantom, product, peg.need, share, depth + 1, out);
        }
    }
}
