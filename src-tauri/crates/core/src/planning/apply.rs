//! Open orders follow the messages of planning: earlier, later, less, not at all, or released. All that is named is
//! done, or nothing.

use spoolyard_types::ids::{PlannedOrderId, PurchaseOrderLineId, WorkOrderId};
use spoolyard_types::{Code, Date, Quantity};

use super::acts::{PlanActKind, Scene, Touched, record};
use super::commands::{MOST, drop_planned, move_planned, resize_planned};
use super::model::{MessageType, PlanOrderKind, PlannedOrderStatus};
use super::release::{ReleasePlannedOrders, ReleasedDocument, release_unrecorded};
use crate::bind;
use crate::db::Write;
use crate::error::{Error, Result, refuse, refuse_field};
use crate::production::reschedule as work;
use crate::purchasing::reschedule as purchases;

crate::wire! {
    /// Does what messages ask for.
    pub struct ApplyMessages {
        /// Which ones; all of them are done, or none.
        pub ids: Vec<i64>,
        /// The new day, where a message asks for one and names none.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
    }

    /// What was done.
    pub struct AppliedMessages {
        /// What to name when it shall be taken back.
        pub act_id: i64,
        /// What was done, one sentence each.
        pub done: Vec<String>,
        /// Documents that were written.
        pub documents: Vec<ReleasedDocument>,
        /// Why it cannot be taken back; none when it can.
        pub final_reason: Option<String>,
    }
}

crate::read_model! {
    struct Said {
        id: i64,
        message_type: MessageType,
        order_type: Option<PlanOrderKind>,
        order_id: Option<i64>,
        document: Option<String>,
        quantity: Option<Quantity>,
        from_date: Option<Date>,
        to_date: Option<Date>,
        now_date: Option<Date>,
        planned_status: Option<PlannedOrderStatus>,
    }
}

const SAID: &str = "SELECT m.id, m.message_type, m.order_type, m.order_id,
       coalesce(po.po_number, w.code, so.order_number, p.sku) AS document, m.quantity, m.from_date, m.to_date,
       coalesce(l.expected_date, po.expected_date, w.due_date, o.due_date) AS now_date, o.status AS planned_status
     FROM planning_messages m LEFT JOIN products p ON p.id = m.product_id
     LEFT JOIN purchase_order_lines l ON m.order_type = 'purchase_order_line' AND l.id = m.order_id
     LEFT JOIN purchase_orders po ON po.id = l.purchase_order_id
     LEFT JOIN production_orders w ON m.order_type = 'production_order' AND w.id = m.order_id
     LEFT JOIN planned_orders o ON m.order_type = 'planned_order' AND o.id = m.order_id
     LEFT JOIN sales_order_lines sl ON m.order_type = 'sales_order_line' AND sl.id = m.order_id
     LEFT JOIN sales_orders so ON so.id = sl.sales_order_id
     WHERE m.id IN (SELECT value FROM json_each(?1))";

/// What a message asks of its order.
enum Step {
    Move(Date),
    Reduce(Quantity),
    Drop,
    Release,
}

impl Said {
    fn step(&self, date: Option<Date>, today: Date) -> Result<Step> {
        match self.message_type {
            MessageType::Release | MessageType::ReleasePastDue => Ok(Step::Release),
            MessageType::Expedite | MessageType::DeExpedite => {
                self.to_date.map(Step::Move).ok_or_else(|| self.refuse_plain("It names no day."))
            }
            MessageType::PastDueReceipt => Ok(Step::Move(date.unwrap_or(today))),
            MessageType::UndatedReceipt => {
                let text = format!("Say when {} comes.", self.document());
                date.map(Step::Move).ok_or_else(|| refuse_field(Code::InvalidValue, "date", text))
            }
            MessageType::Cancel => Ok(Step::Drop),
            MessageType::Excess => {
                self.quantity.map(Step::Reduce).ok_or_else(|| self.refuse_plain("It names no quantity."))
            }
            MessageType::PastDueDemand | MessageType::UndatedDemand => {
                Err(self.refuse_plain("Give the order a date that can be kept."))
            }
            MessageType::Shortage
            | MessageType::BelowSafetyStock
            | MessageType::Substituted
            | MessageType::MissingBom
            | MessageType::MissingRouting
            | MessageType::MissingVendor
            | MessageType::LotRuleIncomplete
            | MessageType::QuantityTooLarge
            | MessageType::BomCycle
            | MessageType::UnitError
            | MessageType::BadData => {
                Err(self.refuse_plain("Look at the item: its data or its supply has to change."))
            }
        }
    }

    fn document(&self) -> &str {
        self.document.as_deref().unwrap_or("the order")
    }

    fn refuse_plain(&self, remedy: &str) -> Error {
        let text = format!("No order can follow this message about {}. {remedy}", self.document());
        refuse(Code::WrongState, text)
    }

    /// The order still says what it said when the message was written.
    fn check_fresh(&self) -> Result<()> {
        let about_receipt = self.order_type != Some(PlanOrderKind::SalesOrderLine);
        let dated = matches!(
            self.message_type,
            MessageType::Expedite | MessageType::DeExpedite | MessageType::PastDueReceipt
        );
        if about_receipt && dated && self.from_date != self.now_date {
            let text = format!(
                "{} has another date than this message speaks of: the plan has moved on. Reload it.",
                self.document()
            );
            return Err(refuse(Code::PlanMoved, text));
        }
        Ok(())
    }
}

/// The named messages in the order they were named.
fn find(w: &Write<'_>, ids: &[i64]) -> Result<Vec<Said>> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(refuse_field(Code::InvalidValue, "ids", format!("Choose 1 to {MOST} messages.")));
    }
    let mut found: Vec<Said> = w.all(SAID, bind![serde_json::json!(ids)])?;
    let place = |id: i64| ids.iter().position(|other| *other == id);
    found.sort_by_key(|said| place(said.id));
    if let Some(place) = ids.iter().position(|id| !found.iter().any(|said| said.id == *id)) {
        let text = "A message is no longer there: the plan has moved on. Reload it and choose again.";
        return Err(refuse_field(Code::PlanMoved, format!("ids[{place}]"), text));
    }
    Ok(found)
}

fn touched(w: &Write<'_>, said: &[Said]) -> Result<Touched> {
    let mut out = Touched { messages: said.iter().map(|s| s.id).collect(), ..Touched::default() };
    for (kind, id) in said.iter().filter_map(|s| s.order_type.zip(s.order_id)) {
        match kind {
            PlanOrderKind::PlannedOrder => out.planned.push(id),
            PlanOrderKind::PurchaseOrderLine => {
                out.purchases.push(purchases::order_of(w, PurchaseOrderLineId(id))?.get());
            }
            PlanOrderKind::ProductionOrder => out.work.push(id),
            PlanOrderKind::SalesOrderLine => {}
        }
    }
    Ok(out)
}

/// What the application of messages has done so far.
#[derive(Default)]
struct Work {
    done: Vec<String>,
    release: Vec<PlannedOrderId>,
    final_reason: Option<String>,
}

impl Work {
    fn one(&mut self, w: &Write<'_>, said: &Said, date: Option<Date>) -> Result<()> {
        said.check_fresh()?;
        let step = said.step(date, w.today()?)?;
        let Some((kind, id)) = said.order_type.zip(said.order_id) else {
            return Err(said.refuse_plain("Look at the item."));
        };
        let text = match (kind, step) {
            (PlanOrderKind::PlannedOrder, Step::Release) => {
                if !self.release.contains(&PlannedOrderId(id)) {
                    self.release.push(PlannedOrderId(id));
                }
                return Ok(());
            }
            (PlanOrderKind::PlannedOrder, Step::Move(to)) => move_planned(w, PlannedOrderId(id), to)?,
            (PlanOrderKind::PlannedOrder, Step::Reduce(by)) => resize_planned(w, PlannedOrderId(id), by)?,
            (PlanOrderKind::PlannedOrder, Step::Drop) => drop_planned(w, PlannedOrderId(id))?,
            (PlanOrderKind::PurchaseOrderLine, Step::Move(to)) => {
                purchases::reschedule_line(w, PurchaseOrderLineId(id), to)?
            }
            (PlanOrderKind::PurchaseOrderLine, Step::Reduce(by)) => {
                purchases::reduce_line(w, PurchaseOrderLineId(id), by)?
            }
            (PlanOrderKind::PurchaseOrderLine, Step::Drop) => {
                purchases::drop_line(w, PurchaseOrderLineId(id))?
            }
            (PlanOrderKind::ProductionOrder, Step::Move(to)) => work::reschedule(w, WorkOrderId(id), to)?,
            (PlanOrderKind::ProductionOrder, Step::Reduce(by)) => {
                self.gives_up(w, WorkOrderId(id), || work::reduce(w, WorkOrderId(id), by))?
            }
            (PlanOrderKind::ProductionOrder, Step::Drop) => {
                self.gives_up(w, WorkOrderId(id), || work::give_up(w, WorkOrderId(id)))?
            }
            (PlanOrderKind::PurchaseOrderLine | PlanOrderKind::ProductionOrder, Step::Release)
            | (PlanOrderKind::SalesOrderLine, _) => {
                return Err(said.refuse_plain("Open it and change it there."));
            }
        };
        self.done.push(text);
        Ok(())
    }

    /// Released work lets go of what it holds, and somebody else may take it: that is not taken back.
    fn gives_up(
        &mut self,
        w: &Write<'_>,
        id: WorkOrderId,
        act: impl FnOnce() -> Result<String>,
    ) -> Result<String> {
        let draft = work::is_draft(w, id)?;
        let text = act()?;
        if !draft {
            self.final_reason = Some(format!("{text}, and what it held is free for others."));
        }
        Ok(text)
    }
}

/// Does what messages ask of their orders: all of it, or nothing.
///
/// # Errors
/// [`Code::PlanMoved`] when a message or its order has moved on, [`Code::WrongState`] when the order cannot follow,
/// [`Code::InvalidValue`]; each names the message by `ids[n]`.
pub fn apply(w: &Write<'_>, req: ApplyMessages) -> Result<AppliedMessages> {
    let said = find(w, &req.ids)?;
    let touched = touched(w, &said)?;
    let before = Scene::of(w, &touched)?;
    let mut work = Work::default();
    for (index, said) in said.iter().enumerate() {
        work.one(w, said, req.date).map_err(|err| at(err, index))?;
    }
    let mut documents = Vec::new();
    if !work.release.is_empty() {
        documents = release_unrecorded(w, &ReleasePlannedOrders { ids: work.release.clone() })?;
        let numbers: Vec<&str> = documents.iter().map(|document| document.number.as_str()).collect();
        let text = format!("{} written", numbers.join(", "));
        work.final_reason = Some(format!("{text}. Cancel the drafts instead.").chars().take(500).collect());
        work.done.push(text);
    }
    w.execute(
        "DELETE FROM planning_messages WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(req.ids)],
    )?;
    let title = match work.done.as_slice() {
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        [] => String::from("Messages followed"),
    };
    let act_id = record(w, PlanActKind::Apply, &title, &before, &touched, work.final_reason.as_deref())?;
    if documents.is_empty() {
        w.about("plan_act", act_id, None);
    }
    Ok(AppliedMessages { act_id, done: work.done, documents, final_reason: work.final_reason })
}

/// Names the message that could not be followed.
fn at(err: Error, index: usize) -> Error {
    let refusal = err.into_refusal();
    match refusal.field.as_deref() {
        Some("date") => refusal.into(),
        _ => refusal.at(format!("ids[{index}]")).into(),
    }
}
