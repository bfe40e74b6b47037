//! Pegging: which supply serves which need, at full depth and both ways.
//!
//! Supplies in date order meet needs in date order, item by item; safety stock is a need from today on. The pegs of an
//! item are worked out when they are asked for, from the plan alone, and kept for the next question.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::input::Snapshot;
use crate::model::Model;
use crate::plan::{OrderKind, OrderRef, Plan};
use crate::requirements::{ParentOrder, each_requirement};

/// Most rows that one question about a tree answers.
const LARGEST_TREE: usize = 20_000;
/// Deepest chain that is followed.
const DEEPEST_CHAIN: usize = 200;

/// Goods that serve a need. Positions count within the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SupplyNode {
    /// Stock on hand.
    OnHand,
    /// Stock that a falling safety stock sets free.
    SafetyRelease,
    /// The nth receipt by date.
    Receipt(u32),
    /// The nth planned order.
    Planned(u32),
    /// Stock of another item.
    StandIn(u32),
}

/// What goods are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DemandNode {
    /// A need of the snapshot, by its position there.
    Need(u32),
    /// An order of a parent.
    Parent(u32, ParentOrder),
    /// Another item that is short.
    StandInFor(u32),
    /// Stock that had fallen below zero.
    Debt,
    /// Safety stock.
    SafetyStock,
    /// The target of an order point.
    OrderPoint,
}

/// A quantity of supply that serves a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Peg {
    /// Day from which the goods are there; `i32::MIN` for stock.
    pub supply_day: i32,
    /// Where they come from.
    pub supply: SupplyNode,
    /// Day of need.
    pub need_day: i32,
    /// What they are for.
    pub need: DemandNode,
    /// Quantity, micro-units.
    pub qty: i64,
}

/// How the supply and demand of one item meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemPegs {
    /// Quantities that meet, in date order.
    pub pegs: Vec<Peg>,
    /// Supply that nothing needs: (node, day, quantity).
    pub spare: Vec<(SupplyNode, i32, i64)>,
    /// Needs that nothing covers: (node, day, quantity).
    pub uncovered: Vec<(DemandNode, i32, i64)>,
}

/// One row of a supply tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyStep {
    /// Levels below the need that was asked about.
    pub depth: u32,
    /// Item supplied.
    pub item: u32,
    /// Where it comes from.
    pub supply: SupplyNode,
    /// Quantity that serves the need, micro-units.
    pub qty: i64,
    /// Day on which the work or purchase starts; the arrival day where nothing is started.
    pub start: i32,
    /// Arrival day; `i32::MIN` for stock.
    pub due: i32,
}

/// Answers questions about a plan.
#[derive(Debug)]
pub struct Pegging<'a> {
    plan: &'a Plan,
    model: Arc<Model>,
    known: HashMap<u32, Rc<ItemPegs>>,
    earliest: HashMap<(u32, SupplyNode), i32>,
}

impl<'a> Pegging<'a> {
    /// Prepares questions about the plan of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, plan: &'a Plan) -> Self {
        Self { plan, model: Model::of_plan(snapshot, plan), known: HashMap::new(), earliest: HashMap::new() }
    }

    /// How supply and demand of an item meet.
    pub fn of(&mut self, item: u32) -> Rc<ItemPegs> {
        if let Some(known) = self.known.get(&item) {
            return Rc::clone(known);
        }
        let pegs = Rc::new(meet(self.supplies(item), self.needs(item)));
        self.known.insert(item, Rc::clone(&pegs));
        pegs
    }

    /// As [`Pegging::of`], worked out anew and not kept: for whoever looks at every item once.
    #[must_use]
    pub fn once(&self, item: u32) -> ItemPegs {
        meet(self.supplies(item), self.needs(item))
    }

    /// What an item is made of, each component once.
    #[must_use]
    pub fn components_of(&self, item: u32) -> Vec<u32> {
        self.components(item)
    }

    /// The order behind the nth receipt of an item.
    #[must_use]
    pub fn receipt(&self, item: u32, nth: u32) -> Option<OrderRef> {
        self.model.incoming_of(item).get(nth as usize).map(|row| row.order)
    }

    /// The whole supply of a need of the snapshot: parents before the components they consume.
    pub fn supply_tree(&mut self, item: u32, need_row: u32) -> Vec<SupplyStep> {
        let mut rows = Vec::new();
        self.descend(item, DemandNode::Need(need_row), None, 0, &mut rows);
        rows
    }

    /// The needs that an order, receipt or stock serves in the end, as (node, item, quantity of the supply's own item
    /// in proportion): rows of the snapshot, safety stock and order points.
    pub fn serves(&mut self, item: u32, supply: SupplyNode) -> Vec<(DemandNode, u32, i64)> {
        let total: i64 =
            self.of(item).pegs.iter().filter(|peg| peg.supply == supply).map(|peg| peg.qty).sum();
        let mut found = Vec::new();
        self.climb(item, supply, total, 0, &mut found);
        found.sort_unstable();
        found
    }

    /// The chain of supplies that decides when a need can be met: from the need down, each step the one whose own
    /// chain starts first.
    pub fn critical_path(&mut self, item: u32, need_row: u32) -> Vec<SupplyStep> {
        let mut path = Vec::new();
        let mut here = (item, DemandNode::Need(need_row));
        while path.len() < DEEPEST_CHAIN {
            let pegs = self.of(here.0);
            let mut first: Option<(i32, Peg)> = None;
            for peg in pegs.pegs.iter().filter(|peg| peg.need == here.1) {
                let start = self.chain_start(here.0, peg.supply, 0);
                if first.is_none_or(|(earliest, _)| start < earliest) {
                    first = Some((start, *peg));
                }
            }
            let Some((_, peg)) = first else { break };
            path.push(self.step(path.len() as u32, here.0, &peg, peg.qty));
            let Some(next) = self.slowest_component(here.0, peg.supply) else { break };
            here = next;
        }
        path
    }

    fn slowest_component(&mut self, item: u32, supply: SupplyNode) -> Option<(u32, DemandNode)> {
        let node = explodes(item, supply)?;
        let mut slowest: Option<(i32, u32)> = None;
        for component in self.components(item) {
            let pegs = self.of(component);
            for peg in pegs.pegs.iter().filter(|peg| peg.need == node) {
                let start = self.chain_start(component, peg.supply, 0);
                if slowest.is_none_or(|(earliest, _)| start < earliest) {
                    slowest = Some((start, component));
                }
            }
        }
        slowest.filter(|(start, _)| *start != i32::MAX).map(|(_, component)| (component, node))
    }

    /// The first day of the chain below a supply; `i32::MAX` where nothing has to be started.
    fn chain_start(&mut self, item: u32, supply: SupplyNode, depth: usize) -> i32 {
        if let Some(known) = self.earliest.get(&(item, supply)) {
            return *known;
        }
        let mut start = match supply {
            SupplyNode::Planned(nth) => {
                self.plan.orders_of(item).get(nth as usize).map_or(i32::MAX, |order| order.start)
            }
            SupplyNode::Receipt(nth) => {
                self.model.incoming_of(item).get(nth as usize).map_or(i32::MAX, |row| row.start.min(row.day))
            }
            SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => i32::MAX,
        };
        if let Some(node) = explodes(item, supply)
            && depth < DEEPEST_CHAIN
        {
            for component in self.components(item) {
                let pegs = self.of(component);
                for peg in pegs.pegs.iter().filter(|peg| peg.need == node) {
                    start = start.min(self.chain_start(component, peg.supply, depth + 1));
                }
            }
        }
        self.earliest.insert((item, supply), start);
        start
    }

    fn components(&self, item: u32) -> Vec<u32> {
        let mut components = self.model.structure.components.of(item).to_vec();
        components.sort_unstable();
        components.dedup();
        components
    }

    fn descend(
        &mut self,
        item: u32,
        need: DemandNode,
        share: Option<(i64, i64)>,
        depth: u32,
        rows: &mut Vec<SupplyStep>,
    ) {
        let pegs = self.of(item);
        for peg in pegs.pegs.iter().filter(|peg| peg.need == need) {
            if rows.len() >= LARGEST_TREE || depth as usize >= DEEPEST_CHAIN {
                return;
            }
            let qty = share.map_or(peg.qty, |(part, whole)| proportion(peg.qty, part, whole));
            rows.push(self.step(depth, item, peg, qty));
            let Some(node) = explodes(item, peg.supply) else { continue };
            let whole = self.brought(item, peg.supply);
            for component in self.components(item) {
                self.descend(component, node, Some((qty, whole)), depth + 1, rows);
            }
        }
    }

    fn climb(
        &mut self,
        item: u32,
        supply: SupplyNode,
        part: i64,
        depth: usize,
        found: &mut Vec<(DemandNode, u32, i64)>,
    ) {
        let pegs = self.of(item);
        let total: i64 = pegs.pegs.iter().filter(|peg| peg.supply == supply).map(|peg| peg.qty).sum();
        for peg in pegs.pegs.iter().filter(|peg| peg.supply == supply) {
            if found.len() >= LARGEST_TREE || depth >= DEEPEST_CHAIN {
                return;
            }
            let qty = proportion(peg.qty, part, total);
            let DemandNode::Parent(parent, order) = peg.need else {
                found.push((peg.need, item, qty));
                continue;
            };
            let node = match order {
                ParentOrder::Planned(nth) => SupplyNode::Planned(nth),
                ParentOrder::Receipt(nth) => SupplyNode::Receipt(nth),
            };
            let needed: i64 =
                pegs.pegs.iter().filter(|other| other.need == peg.need).map(|other| other.qty).sum();
            let brought: i64 =
                self.of(parent).pegs.iter().filter(|other| other.supply == node).map(|other| other.qty).sum();
            let above = proportion(brought, qty, needed);
            self.climb(parent, node, above, depth + 1, found);
        }
    }

    fn brought(&self, item: u32, supply: SupplyNode) -> i64 {
        match supply {
            SupplyNode::Planned(nth) => {
                self.plan.orders_of(item).get(nth as usize).map_or(0, |order| order.good)
            }
            SupplyNode::Receipt(nth) => {
                self.model.incoming_of(item).get(nth as usize).map_or(0, |row| row.good)
            }
            SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => 0,
        }
    }

    fn step(&self, depth: u32, item: u32, peg: &Peg, qty: i64) -> SupplyStep {
        let start = match peg.supply {
            SupplyNode::Planned(nth) => {
                self.plan.orders_of(item).get(nth as usize).map_or(peg.supply_day, |order| order.start)
            }
            SupplyNode::Receipt(nth) => self
                .model
                .incoming_of(item)
                .get(nth as usize)
                .filter(|row| row.started > 0)
                .map_or(peg.supply_day, |row| row.start),
            SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => peg.supply_day,
        };
        SupplyStep { depth, item, supply: peg.supply, qty, start, due: peg.supply_day }
    }

    fn supplies(&self, item: u32) -> Vec<(i32, SupplyNode, i64)> {
        let rule = &self.model.rules[item as usize];
        let mut rows = vec![(i32::MIN, SupplyNode::OnHand, rule.opening.max(0))];
        let moved = self.plan.rescheduled_of(item);
        for (nth, receipt) in self.model.incoming_of(item).iter().enumerate() {
            let day = moved.iter().find(|row| row.nth == nth as u32).map_or(receipt.day, |row| row.day);
            rows.push((day, SupplyNode::Receipt(nth as u32), receipt.good));
        }
        for (nth, order) in self.plan.orders_of(item).iter().enumerate() {
            rows.push((order.due, SupplyNode::Planned(nth as u32), order.good));
        }
        let given = self.plan.substitutions().iter().filter(|row| row.item == item);
        rows.extend(given.map(|row| (row.day, SupplyNode::StandIn(row.substitute), row.qty)));
        rows.extend(
            self.safety_changes(item)
                .filter(|(_, change)| *change < 0)
                .map(|(day, change)| (day, SupplyNode::SafetyRelease, -change)),
        );
        rows.sort_unstable();
        rows
    }

    fn needs(&self, item: u32) -> Vec<(i32, DemandNode, i64)> {
        let rule = &self.model.rules[item as usize];
        let mut rows: Vec<(i32, DemandNode, i64)> = self
            .model
            .needs_of(item)
            .iter()
            .map(|need| (need.day, DemandNode::Need(need.row), need.qty))
            .collect();
        each_requirement(&self.model, self.plan, item, |row| {
            rows.push((row.day, DemandNode::Parent(row.parent, row.order), row.qty));
        });
        let given = self.plan.substitutions().iter().filter(|row| row.substitute == item);
        rows.extend(given.map(|row| (row.day, DemandNode::StandInFor(row.item), row.taken)));
        if rule.opening < 0 {
            rows.push((self.model.today, DemandNode::Debt, -rule.opening));
        }
        rows.extend(
            self.safety_changes(item)
                .filter(|(_, change)| *change > 0)
                .map(|(day, change)| (day, DemandNode::SafetyStock, change)),
        );
        // Needs of one day in the order of their keys, as the model has them: where a row lies in the snapshot is
        // nothing. All others sort by themselves.
        let rank = |node: &DemandNode| if matches!(node, DemandNode::Need(_)) { None } else { Some(*node) };
        rows.sort_by_key(|(day, node, qty)| (*day, rank(node), rank(node).map(|_| *qty)));
        if let Some((_, target)) = rule.reorder {
            let safety = self.model.steps_of(item).last().map_or(rule.safety, |(_, level)| *level);
            rows.push((i32::MAX, DemandNode::OrderPoint, (target - safety).max(0)));
        }
        rows
    }

    /// Changes of the safety stock: the whole of it today, then step by step.
    fn safety_changes(&self, item: u32) -> impl Iterator<Item = (i32, i64)> {
        let today = self.model.today;
        let mut level = 0;
        let later = self.model.steps_of(item).iter().map(|(day, _)| *day).filter(|day| *day > today);
        let days: Vec<i32> = std::iter::once(today).chain(later).collect();
        let mut changes = Vec::with_capacity(days.len());
        for day in days {
            let next = self.model.safety_on(item, day);
            changes.push((day, next - level));
            level = next;
        }
        if self.model.rules[item as usize].kind == OrderKind::PassThrough {
            changes.clear();
        }
        changes.into_iter()
    }
}

/// The need that a supply places on its components, if it explodes.
fn explodes(item: u32, supply: SupplyNode) -> Option<DemandNode> {
    match supply {
        SupplyNode::Planned(nth) => Some(DemandNode::Parent(item, ParentOrder::Planned(nth))),
        SupplyNode::Receipt(nth) => Some(DemandNode::Parent(item, ParentOrder::Receipt(nth))),
        SupplyNode::OnHand | SupplyNode::SafetyRelease | SupplyNode::StandIn(_) => None,
    }
}

fn proportion(qty: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 || part >= whole {
        return qty;
    }
    (i128::from(qty) * i128::from(part) / i128::from(whole)) as i64
}

fn meet(supplies: Vec<(i32, SupplyNode, i64)>, needs: Vec<(i32, DemandNode, i64)>) -> ItemPegs {
    let mut found = ItemPegs::default();
    let mut supplies = supplies.into_iter().filter(|(_, _, qty)| *qty > 0);
    let mut open = supplies.next();
    for (need_day, need, wanted) in needs {
        let mut left = wanted;
        while left > 0 {
            let Some((supply_day, supply, qty)) = &mut open else {
                found.uncovered.push((need, need_day, left));
                break;
            };
            let taken = left.min(*qty);
            found.pegs.push(Peg { supply_day: *supply_day, supply: *supply, need_day, need, qty: taken });
            left -= taken;
            *qty -= taken;
            if *qty == 0 {
                open = supplies.next();
            }
        }
    }
    found.spare.extend(
        open.into_iter().filter(|row| row.2 > 0).chain(supplies).map(|(day, node, qty)| (node, day, qty)),
    );
    // An order point asks for stock beyond known needs; what it lacks is no need that went uncovered.
    found.uncovered.retain(|(need, _, _)| *need != DemandNode::OrderPoint);
    found
}
