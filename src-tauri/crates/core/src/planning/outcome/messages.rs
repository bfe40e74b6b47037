//! What the planner is told, in rows of the store.

use spoolyard_planning::{
    DemandKind, Exception, ExceptionKind, OrderRef, Plan, Problem, ProblemKind, SupplyKind,
};
use spoolyard_types::Date;
use spoolyard_types::ids::ProductId;

use super::super::model::{DemandType, MessageType, PlanOrderKind};
use super::super::snapshot::Loaded;
use super::{Id, Names};

/// A message as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Message {
    pub(in super::super) product: Option<ProductId>,
    pub(in super::super) kind: MessageType,
    pub(in super::super) order: Option<(PlanOrderKind, Id)>,
    pub(in super::super) qty: Option<i64>,
    pub(in super::super) from: Option<Date>,
    pub(in super::super) to: Option<Date>,
    pub(in super::super) why: String,
}

pub(super) fn all(loaded: &Loaded, plan: &Plan, names: &Names) -> Vec<Message> {
    let mut out: Vec<Message> =
        plan.exceptions().filter_map(|exception| of_exception(loaded, names, exception)).collect();
    out.extend(plan.problems().iter().map(|problem| of_problem(loaded, names, problem)));
    for cycle in plan.cycles() {
        let skus: Vec<&str> =
            cycle.iter().map(|item| loaded.snapshot.items[*item as usize].sku.as_str()).collect();
        let product = cycle.first().and_then(|item| loaded.known.get(*item as usize)).map(|k| k.product);
        let why = format!(
            "{} contain one another; they are planned without components. Correct one of their bills of material.",
            skus.join(", ")
        );
        out.push(Message {
            product,
            kind: MessageType::BomCycle,
            order: None,
            qty: None,
            from: None,
            to: None,
            why,
        });
    }
    out.extend(loaded.troubles.iter().map(|trouble| Message {
        product: trouble.product,
        kind: trouble.kind,
        order: None,
        qty: None,
        from: None,
        to: None,
        why: trouble.why.clone(),
    }));
    out
}

fn of_exception(loaded: &Loaded, names: &Names, exception: &Exception) -> Option<Message> {
    let date = |day: Option<i32>| day.map(|day| loaded.date(day));
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
        && loaded.packaging.contains(&(line, exception.item))
    {
        return None;
    }
    Some(Message {
        product: loaded.known.get(exception.item as usize).map(|known| known.product),
        kind: MessageType::of(exception.kind),
        order: order(loaded, names, exception.item, exception.order),
        qty: Some(exception.qty),
        from: date(from),
        to: date(to),
        why: sentence(exception.kind.why()),
    })
}

fn of_problem(loaded: &Loaded, names: &Names, problem: &Problem) -> Message {
    Message {
        product: problem.item.and_then(|item| loaded.known.get(item as usize)).map(|known| known.product),
        kind: MessageType::BadData,
        order: problem.item.and_then(|item| order(loaded, names, item, problem.order)),
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

fn order(loaded: &Loaded, names: &Names, item: u32, order: OrderRef) -> Option<(PlanOrderKind, Id)> {
    let known = |kind, id| Some((kind, Id::Known(id)));
    match order {
        OrderRef::Item | OrderRef::Supply(SupplyKind::OnHand, _) => None,
        OrderRef::Planned(nth) => Some((PlanOrderKind::PlannedOrder, names.planned(item, nth)?)),
        OrderRef::Supply(SupplyKind::PurchaseOrder, id) => known(PlanOrderKind::PurchaseOrderLine, id),
        OrderRef::Supply(SupplyKind::WorkOrder, id) => known(PlanOrderKind::ProductionOrder, id),
        OrderRef::Supply(SupplyKind::PlannedFirm, id) | OrderRef::Frozen(id) => {
            known(PlanOrderKind::PlannedOrder, id)
        }
        OrderRef::Demand(kind, id) => {
            let source = loaded.sources.get(names.demand(kind, id)?)?;
            match source.kind {
                DemandType::SalesOrderLine => known(PlanOrderKind::SalesOrderLine, source.id),
                DemandType::OperationMaterial
                | DemandType::ProductionOrder
                | DemandType::PlannedOrder
                | DemandType::SafetyStock
                | DemandType::ReorderPoint => known(PlanOrderKind::ProductionOrder, source.work_order?.get()),
            }
        }
    }
}
