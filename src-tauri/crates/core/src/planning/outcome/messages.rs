//! What the planner is told, in rows of the store.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use spoolyard_planning::{DemandKind, Exception, ExceptionKind, OrderRef, Problem, ProblemKind, SupplyKind};
use spoolyard_types::Date;
use spoolyard_types::ids::ProductId;

use super::super::model::{MessageType, PlanOrderKind};
use super::super::snapshot::Loaded;
use super::super::view::View;
use super::trail::Trail;
use super::{Id, Standing};

/// A message as it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in super::super) struct Message {
    pub(in super::super) product: Option<ProductId>,
    pub(in super::super) kind: MessageType,
    pub(in super::super) order: Option<(PlanOrderKind, Id)>,
    pub(in super::super) qty: Option<i64>,
    pub(in super::super) from: Option<Date>,
    pub(in super::super) to: Option<Date>,
    pub(in super::super) why: String,
}

/// Messages about the marked items and about no item, and the products that they are about. Items about which
/// something else is said than before, apart from their netting, are marked too; those of which the standing plan says
/// the same are not.
pub(super) fn of(
    view: &View,
    standing: Option<&Standing>,
    trail: &mut Trail,
    mut marked: Vec<bool>,
) -> (BTreeSet<ProductId>, Vec<Message>) {
    if let Some(standing) = standing {
        for item in (0..marked.len() as u32).filter(|item| !view.touched.contains(item)) {
            let said = standing.view.plan.exceptions_of(item) == view.plan.exceptions_of(item);
            let of_same_rows =
                standing.trail.item(item).map(|kept| &kept.rows) == trail.item(item).map(|kept| &kept.rows);
            if marked[item as usize] && said && of_same_rows {
                marked[item as usize] = false;
            }
        }
    }
    let besides = besides(view);
    let only_in = |these: &[Message], those: &[Message]| -> Vec<ProductId> {
        let those: HashSet<&Message> = those.iter().collect();
        these
            .iter()
            .filter(|message| !those.contains(message))
            .filter_map(|message| message.product)
            .collect()
    };
    let mut otherwise = only_in(&besides, &trail.besides);
    otherwise.extend(only_in(&trail.besides, &besides));
    for item in otherwise.into_iter().filter_map(|product| view.loaded.position(product)) {
        marked[item as usize] = true;
    }
    let mut products = BTreeSet::new();
    let mut out: Vec<Message> = Vec::new();
    for item in view.plan.sequence().iter().filter(|item| marked[**item as usize]) {
        products.extend(view.loaded.known.get(*item as usize).map(|known| known.product));
        let said = view.plan.exceptions_of(*item).iter();
        out.extend(said.filter_map(|exception| of_exception(view, trail, exception)));
    }
    let is_asked = |message: &&Message| message.product.is_none_or(|product| products.contains(&product));
    out.extend(besides.iter().filter(is_asked).cloned());
    trail.besides = Arc::new(besides);
    (products, out)
}

/// What is said of the data.
fn besides(view: &View) -> Vec<Message> {
    let loaded = &view.loaded;
    let mut out: Vec<Message> =
        view.plan.problems().iter().map(|problem| of_problem(loaded, problem)).collect();
    for cycle in view.plan.cycles() {
        let skus: Vec<&str> =
            cycle.iter().map(|item| loaded.snapshot.items[*item as usize].sku.as_str()).collect();
        let product = cycle.first().and_then(|item| loaded.known.get(*item as usize)).map(|k| k.product);
        let why = format!(
            "{} contain one another; they are planned without components. Correct one of their bills of material.",
            skus.join(", ")
        );
        out.push(Message { why, ..about(product, MessageType::BomCycle) });
    }
    out.extend(
        loaded
            .troubles
            .iter()
            .map(|trouble| Message { why: trouble.why.clone(), ..about(trouble.product, trouble.kind) }),
    );
    out
}

fn about(product: Option<ProductId>, kind: MessageType) -> Message {
    Message { product, kind, order: None, qty: None, from: None, to: None, why: String::new() }
}

fn of_exception(view: &View, trail: &Trail, exception: &Exception) -> Option<Message> {
    let date = |day: Option<i32>| day.map(|day| view.loaded.date(day));
    let (from, to) = match exception.kind {
        // The order's own days: they do not change merely because a day has passed.
        ExceptionKind::Release | ExceptionKind::ReleasePastDue => (exception.from, exception.due),
        ExceptionKind::UndatedDemand | ExceptionKind::UndatedReceipt => (None, None),
        _ => (exception.from, exception.to.or(exception.due)),
    };
    // A work order without a date says so once, not with each of its materials.
    if matches!(exception.order, OrderRef::Demand(DemandKind::WorkOrderMaterial, _)) {
        return None;
    }
    // A sales line whose day has passed says so once, not with each box and label that leaves with it.
    if let OrderRef::Demand(DemandKind::SalesOrderLine, line) = exception.order
        && view.loaded.packaging.contains(&(line, exception.item))
    {
        return None;
    }
    let order = match exception.order {
        OrderRef::Planned(nth) => {
            trail.row(exception.item, nth).map(|row| (PlanOrderKind::PlannedOrder, row))
        }
        other => order(&view.loaded, other),
    };
    Some(Message {
        order,
        qty: Some(exception.qty),
        from: date(from),
        to: date(to),
        why: sentence(exception.kind.why()),
        ..about(
            view.loaded.known.get(exception.item as usize).map(|known| known.product),
            MessageType::of(exception.kind),
        )
    })
}

fn of_problem(loaded: &Loaded, problem: &Problem) -> Message {
    Message {
        product: problem.item.and_then(|item| loaded.known.get(item as usize)).map(|known| known.product),
        kind: MessageType::BadData,
        order: problem.item.and_then(|_| order(loaded, problem.order)),
        qty: None,
        from: None,
        to: None,
        why: String::from(match problem.kind {
            ProblemKind::UnknownItem => "A row names an item that is not planned; it is left out.",
            ProblemKind::QuantityNotPositive => "A quantity is zero or below; the row is left out.",
            ProblemKind::QuantityTooLarge => "A quantity cannot be right; the row is left out.",
            ProblemKind::NegativeStock => {
                "More is promised than is on hand; the difference is planned as needed today."
            }
            ProblemKind::NegativeLeadTime => "The lead time is below zero; zero is used.",
            ProblemKind::ImpossibleYield => "The yield is not a share of what is started; 100 % is used.",
            ProblemKind::ImpossibleUsage => {
                "The bill of material makes nothing or scraps less than nothing; it is read as 1 and 0 %."
            }
            ProblemKind::ImpossibleLot => "The order quantities contradict one another; they are not used.",
            ProblemKind::ImpossibleSubstitute => {
                "The substitute is the item itself, below it, or stands in for it in a circle; it is not used."
            }
            ProblemKind::NoWorkingDays => "The calendar has no working day; every day counts.",
        }),
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// An order that is a row of the store already.
fn order(loaded: &Loaded, order: OrderRef) -> Option<(PlanOrderKind, Id)> {
    let known = |kind, id| Some((kind, Id::Known(id)));
    match order {
        OrderRef::Item | OrderRef::Planned(_) | OrderRef::Supply(SupplyKind::OnHand, _) => None,
        OrderRef::Supply(SupplyKind::PurchaseOrder, id) => known(PlanOrderKind::PurchaseOrderLine, id),
        OrderRef::Supply(SupplyKind::WorkOrder, id) => known(PlanOrderKind::ProductionOrder, id),
        OrderRef::Supply(SupplyKind::PlannedFirm, id) | OrderRef::Frozen(id) => {
            known(PlanOrderKind::PlannedOrder, id)
        }
        OrderRef::Demand(DemandKind::SalesOrderLine, id) => known(PlanOrderKind::SalesOrderLine, id),
        OrderRef::Demand(kind, id) => {
            let demands = loaded.snapshot.demands.iter();
            let row = demands.clone().position(|demand| demand.kind == kind && demand.id == id)?;
            known(PlanOrderKind::ProductionOrder, loaded.sources.get(row)?.work_order?.get())
        }
    }
}
