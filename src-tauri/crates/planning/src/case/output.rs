//! Writing a result.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::parse::{Case, CaseNote};
use crate::calendar::{date_of, day_of};
use crate::engine::plan;
use crate::input::{DemandKind, Snapshot};
use crate::pegging::{DemandNode, Pegging, SupplyNode};
use crate::plan::{Exception, ExceptionKind, OrderKind, OrderRef, Plan};
use crate::quantity::decimal_from_micros;

/// Most projected rows that are filled in on dates on which the item itself does not move.
const MOST_FILLED_ROWS: usize = 50_000;

/// A quantity as an exact JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub i64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = decimal_from_micros(self.0).to_string();
        RawValue::from_string(text).map_err(serde::ser::Error::custom)?.serialize(to)
    }
}

/// The result of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseResult {
    /// Orders to place, parents before components.
    pub planned_orders: Vec<OrderRow>,
    /// What needs attention now.
    pub exceptions: Vec<ExceptionRow>,
    /// Stock at the end of each date.
    pub projected_on_hand: Vec<ProjectedRow>,
    /// What is good to know and asks for nothing now.
    pub advice: Vec<ExceptionRow>,
    /// Rows that could not be used.
    pub problems: Vec<ProblemRow>,
}

/// A planned order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderRow {
    /// Item.
    pub sku: String,
    /// `make` or `buy`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Quantity started or bought, in the stock unit.
    pub qty: Number,
    /// Start date.
    pub start_date: NaiveDate,
    /// Due date.
    pub due_date: NaiveDate,
    /// What the order is for.
    pub pegs: Vec<PegRow>,
}

/// What a part of an order is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PegRow {
    /// Kind of need.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Quantity.
    pub qty: Number,
    /// Date of need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Item whose order needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Reference of the need.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExceptionRow {
    /// Item, unless the message is about several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Members of a circle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skus: Vec<String>,
    /// Quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qty: Option<Number>,
    /// Present date of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_date: Option<NaiveDate>,
    /// Date asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_date: Option<NaiveDate>,
    /// Date of need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<NaiveDate>,
    /// Reference of the need it is about.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Why.
    pub why: String,
}

/// Stock at the end of a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectedRow {
    /// Item.
    pub sku: String,
    /// Date.
    pub date: NaiveDate,
    /// Quantity.
    pub qty: Number,
}

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemRow {
    /// Item, when one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// What is wrong.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Plans a case.
#[must_use]
pub fn solve(case: &Case) -> CaseResult {
    let snapshot = &case.snapshot;
    let plan = plan(snapshot);
    let mut result = CaseResult {
        planned_orders: order_rows(snapshot, &plan),
        exceptions: Vec::new(),
        projected_on_hand: projected_rows(snapshot, &plan),
        advice: Vec::new(),
        problems: Vec::new(),
    };
    for members in plan.cycles() {
        let skus = members.iter().map(|item| snapshot.items[*item as usize].sku.clone()).collect();
        let why = "these items contain each other; they are planned as if they had no components".to_owned();
        result.exceptions.push(ExceptionRow { sku: None, skus, ..blank_row("bom_cycle", why) });
    }
    let references = references_of(snapshot);
    for exception in plan.exceptions() {
        let row = exception_row(snapshot, exception, &references);
        if is_advice(&plan, exception) { &mut result.advice } else { &mut result.exceptions }.push(row);
    }
    for note in &case.notes {
        note_row(note, &mut result);
    }
    for problem in plan.problems() {
        let sku = problem.item.map(|item| snapshot.items[item as usize].sku.clone());
        result.problems.push(ProblemRow { sku, kind: problem.kind.name(), why: None });
    }
    result
}

fn blank_row(kind: &'static str, why: String) -> ExceptionRow {
    ExceptionRow {
        sku: None,
        kind,
        skus: Vec::new(),
        qty: None,
        from_date: None,
        to_date: None,
        due_date: None,
        reference: None,
        why,
    }
}

/// Units that do not convert are a message about the item; everything else found while reading is a problem of the file.
fn note_row(note: &CaseNote, result: &mut CaseResult) {
    if note.kind == "unit_error" {
        result
            .exceptions
            .push(ExceptionRow { sku: Some(note.sku.clone()), ..blank_row(note.kind, note.why.clone()) });
    } else {
        result.problems.push(ProblemRow {
            sku: Some(note.sku.clone()),
            kind: note.kind,
            why: Some(note.why.clone()),
        });
    }
}

/// What asks for nothing now: orders that start on time, partial surplus, gaps in master data; and a past-due need whose
/// late order is already being reported.
fn is_advice(plan: &Plan, exception: &Exception) -> bool {
    match exception.kind {
        ExceptionKind::Release
        | ExceptionKind::Excess
        | ExceptionKind::MissingBom
        | ExceptionKind::MissingRouting
        | ExceptionKind::MissingVendor
        | ExceptionKind::LotRuleIncomplete
        | ExceptionKind::BelowSafetyStock
        | ExceptionKind::Substituted => true,
        ExceptionKind::PastDueDemand => {
            plan.orders_of(exception.item).first().is_some_and(|order| order.due < plan.today())
        }
        ExceptionKind::ReleasePastDue
        | ExceptionKind::Expedite
        | ExceptionKind::DeExpedite
        | ExceptionKind::Cancel
        | ExceptionKind::PastDueReceipt
        | ExceptionKind::UndatedDemand
        | ExceptionKind::UndatedReceipt
        | ExceptionKind::Shortage
        | ExceptionKind::QuantityTooLarge => false,
    }
}

type References<'a> = HashMap<OrderRef, &'a str>;

fn references_of(snapshot: &Snapshot) -> References<'_> {
    let named = snapshot.demands.iter().filter(|demand| !demand.reference.is_empty());
    named.map(|demand| (OrderRef::Demand(demand.kind, demand.id), demand.reference.as_str())).collect()
}

fn exception_row(snapshot: &Snapshot, exception: &Exception, references: &References<'_>) -> ExceptionRow {
    let reference = references.get(&exception.order).map(|reference| (*reference).to_owned());
    // A release is about the due date alone: its start and today stand in the order and the case.
    let is_release = matches!(exception.kind, ExceptionKind::Release | ExceptionKind::ReleasePastDue);
    ExceptionRow {
        sku: Some(snapshot.items[exception.item as usize].sku.clone()),
        qty: Some(Number(exception.qty)),
        from_date: exception.from.filter(|_| !is_release).map(date_of),
        to_date: exception.to.filter(|_| !is_release).map(date_of),
        due_date: exception.due.map(date_of),
        reference,
        ..blank_row(exception.kind.name(), exception.kind.why().to_owned())
    }
}

fn order_rows(snapshot: &Snapshot, plan: &Plan) -> Vec<OrderRow> {
    let mut pegging = Pegging::new(snapshot, plan);
    let mut rows = Vec::new();
    for item in plan.sequence() {
        let pegs = pegging.of(*item);
        for (nth, order) in plan.orders_of(*item).iter().enumerate() {
            let kind = match order.kind {
                OrderKind::Make => "make",
                OrderKind::Buy => "buy",
                OrderKind::PassThrough => continue,
            };
            let mine = pegs.pegs.iter().filter(|peg| peg.supply == SupplyNode::Planned(nth as u32));
            rows.push(OrderRow {
                sku: snapshot.items[*item as usize].sku.clone(),
                kind,
                qty: Number(order.qty),
                start_date: order.start_date(),
                due_date: order.due_date(),
                pegs: mine.map(|peg| peg_row(snapshot, peg.need, peg.need_day, peg.qty)).collect(),
            });
        }
    }
    rows
}

fn peg_row(snapshot: &Snapshot, need: DemandNode, day: i32, qty: i64) -> PegRow {
    let mut row = PegRow {
        kind: "safety_stock",
        qty: Number(qty),
        date: Some(date_of(day)),
        sku: None,
        reference: None,
    };
    match need {
        DemandNode::Need(position) => {
            let demand = &snapshot.demands[position as usize];
            row.kind = match demand.kind {
                DemandKind::SalesOrderLine => "demand",
                DemandKind::WorkOrderMaterial => "work_order_material",
                DemandKind::Forecast => "forecast",
                DemandKind::WhatIf => "what_if",
            };
            row.reference = Some(demand.reference.clone()).filter(|reference| !reference.is_empty());
        }
        DemandNode::Parent(parent, _) => {
            row.kind = "planned_order";
            row.sku = Some(snapshot.items[parent as usize].sku.clone());
        }
        DemandNode::StandInFor(item) => {
            row.kind = "substitute";
            row.sku = Some(snapshot.items[item as usize].sku.clone());
        }
        DemandNode::Debt => row.kind = "negative_stock",
        DemandNode::SafetyStock => {}
        DemandNode::OrderPoint => {
            row.kind = "reorder_point";
            row.date = None;
        }
    }
    row
}

/// Stock of every item on the dates of the whole case and week by week from today, so that items can be read side by
/// side, also those that nothing moves; for large cases only the dates on which the item moves.
fn projected_rows(snapshot: &Snapshot, plan: &Plan) -> Vec<ProjectedRow> {
    let days = days_of(snapshot, plan);
    let fill = days.len().saturating_mul(snapshot.items.len()) <= MOST_FILLED_ROWS;
    let mut rows = Vec::new();
    for item in plan.sequence() {
        let sku = &snapshot.items[*item as usize].sku;
        let moves = plan.projected_of(*item);
        let mut push = |day: i32, qty: i64| {
            rows.push(ProjectedRow { sku: sku.clone(), date: date_of(day), qty: Number(qty) });
        };
        if !fill {
            moves.iter().for_each(|row| push(row.day, row.qty));
            continue;
        }
        let opening = available(snapshot, *item);
        for day in &days {
            let passed = moves.partition_point(|row| row.day <= *day);
            push(*day, if passed == 0 { opening } else { moves[passed - 1].qty });
        }
    }
    rows
}

/// The dates that a case is about: those it names, those of the plan, and the weeks from today on.
fn days_of(snapshot: &Snapshot, plan: &Plan) -> BTreeSet<i32> {
    let mut days: BTreeSet<i32> =
        plan.sequence().iter().flat_map(|item| plan.projected_of(*item)).map(|row| row.day).collect();
    days.extend(plan.planned_orders().flat_map(|order| [order.start, order.due]));
    let received = snapshot.supplies.iter().filter_map(|row| row.date);
    let steps = snapshot.items.iter().flat_map(|item| &item.safety_stock_steps).map(|step| step.from);
    let wanted = snapshot.demands.iter().filter_map(|row| row.date);
    days.extend(received.chain(steps).chain(wanted).map(day_of));
    days.insert(plan.today());
    if let Some(last) = days.last().copied().filter(|last| *last < plan.today().saturating_add(3_660)) {
        days.extend((plan.today()..=last).step_by(7));
    }
    days
}

fn available(snapshot: &Snapshot, item: u32) -> i64 {
    let row = &snapshot.items[item as usize];
    row.on_hand.saturating_sub(row.allocated).max(0)
}
