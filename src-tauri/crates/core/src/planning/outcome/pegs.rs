//! Which supply serves which need, in rows of the store. Phantoms are stepped through: they are never orders.

use std::collections::HashMap;

use spoolyard_planning::pegging::{DemandNode, Pegging, SupplyNode};
use spoolyard_planning::requirements::ParentOrder;
use spoolyard_planning::{OrderRef, SupplyKind};
use spoolyard_types::ids::ProductId;

use super::super::model::{DemandType, SupplyType};
use super::super::snapshot::Loaded;
use super::{Id, Names};

/// Phantoms inside phantoms that are followed.
const DEEPEST: u32 = 50;

/// A supply, a need, and how much of the one serves the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Peg {
    pub(in super::super) supply: (SupplyType, Id),
    pub(in super::super) demand: (DemandType, Id),
    pub(in super::super) product: ProductId,
    pub(in super::super) qty: i64,
}

/// The store's name of an order that the engine counts as a receipt.
pub(super) fn receipt(order: OrderRef) -> Option<(SupplyType, i64)> {
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

struct Finding<'a, 'p> {
    loaded: &'a Loaded,
    pegging: &'a mut Pegging<'p>,
    names: &'a Names,
}

pub(super) fn all(loaded: &Loaded, pegging: &mut Pegging<'_>, names: &Names) -> Vec<Peg> {
    let mut finding = Finding { loaded, pegging, names };
    let mut sums: HashMap<(SupplyType, Id, DemandType, Id, ProductId), i64> = HashMap::new();
    for item in 0..loaded.snapshot.items.len() as u32 {
        let Some(product) = loaded.known.get(item as usize).map(|known| known.product) else { continue };
        for peg in &finding.pegging.of(item).pegs {
            let Some(supply) = finding.supply(item, product, peg.supply) else { continue };
            let mut demands = Vec::new();
            finding.demands(item, product, peg.need, peg.qty, 0, &mut demands);
            for (demand, qty) in demands {
                *sums.entry((supply.0, supply.1, demand.0, demand.1, product)).or_default() += qty;
            }
        }
    }
    let peg = |((st, si, dt, di, product), qty)| Peg { supply: (st, si), demand: (dt, di), product, qty };
    let mut out: Vec<Peg> = sums.into_iter().filter(|(_, qty)| *qty > 0).map(peg).collect();
    out.sort_unstable_by_key(|peg| (peg.supply, peg.demand, peg.product));
    out
}

impl Finding<'_, '_> {
    fn supply(&self, item: u32, product: ProductId, node: SupplyNode) -> Option<(SupplyType, Id)> {
        let stock = |product: ProductId| Some((SupplyType::Stock, Id::Known(product.get())));
        match node {
            SupplyNode::OnHand | SupplyNode::SafetyRelease => stock(product),
            SupplyNode::StandIn(other) => stock(self.loaded.known.get(other as usize)?.product),
            SupplyNode::Planned(nth) => Some((SupplyType::PlannedOrder, self.names.planned(item, nth)?)),
            SupplyNode::Receipt(nth) => {
                let (kind, id) = receipt(self.pegging.receipt(item, nth)?)?;
                Some((kind, Id::Known(id)))
            }
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
        out: &mut Vec<((DemandType, Id), i64)>,
    ) {
        let own = Id::Known(product.get());
        match need {
            DemandNode::Need(row) => {
                if let Some(source) = self.loaded.sources.get(row as usize) {
                    out.push(((source.kind, Id::Known(source.id)), qty));
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
                    out.push(((DemandType::PlannedOrder, Id::Known(id)), qty));
                }
            }
            DemandNode::Parent(parent, ParentOrder::Planned(nth)) => match self.names.planned(parent, nth) {
                Some(id) => out.push(((DemandType::PlannedOrder, id), qty)),
                None if depth < DEEPEST && parent != item => self.through(parent, nth, qty, depth, out),
                None => {}
            },
        }
    }

    /// Through a phantom: its own needs share what its step needs, the last one taking what is left.
    fn through(
        &mut self,
        phantom: u32,
        nth: u32,
        qty: i64,
        depth: u32,
        out: &mut Vec<((DemandType, Id), i64)>,
    ) {
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
