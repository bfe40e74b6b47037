//! The rows of a plan, written one by one with statements that stay prepared.

mod adding;

use rusqlite::params;
use spoolyard_planning::OrderKind;
use spoolyard_types::ids::{BomId, MrpRunId, ProductId, SalesOrderId, VendorId};
use spoolyard_types::{Code, Date};

use super::super::model::{MrpStatus, PlannedOrderType};
use super::super::outcome::{Change, Id, Message, Outcome, Wanted};
use super::super::view::View;
use super::Step;
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse};
use adding::Adding;

/// Writes steps of a run in one transaction.
pub(in super::super) struct Rows<'a> {
    w: &'a Write<'a>,
    view: &'a View,
    outcome: &'a Outcome,
    run: i64,
    now: String,
    adding: Adding<'a>,
    /// Ids of the orders that were added before this transaction.
    earlier: &'a [i64],
    /// And of those that are added in it.
    added: &'a mut Vec<i64>,
}

impl<'a> Rows<'a> {
    /// Begins in a transaction: `earlier` are the ids of orders that the run has added before it.
    pub(in super::super) fn new(
        w: &'a Write<'a>,
        (view, outcome): (&'a View, &'a Outcome),
        run: MrpRunId,
        earlier: &'a [i64],
        added: &'a mut Vec<i64>,
    ) -> Result<Self> {
        let (run, now) = (run.get(), w.now().to_string());
        let adding = Adding::new(w, run, &now)?;
        Ok(Self { w, view, outcome, run, now, adding, earlier, added })
    }

    /// Writes one row.
    pub(in super::super) fn write(&mut self, step: &Step<'_>) -> Result<()> {
        match step {
            Step::Drop(_, id) => {
                let sql = "DELETE FROM planned_orders WHERE id = ?1 AND status = 'planned'";
                self.w.execute(sql, params![id])?;
            }
            Step::Change(change) => self.change(change)?,
            Step::Add(place) => {
                let wanted = self.outcome.wanted(self.view, *place);
                held(&wanted)?;
                self.adding.add(&wanted, &self.view.loaded)?;
                self.added.push(self.w.last_id());
            }
            Step::Unsay(id) => {
                self.w.execute("DELETE FROM planning_messages WHERE id = ?1", params![id])?;
            }
            Step::SayOtherwise(id, message) => self.say_otherwise(*id, message)?,
            Step::Say(message) => self.say(message)?,
            Step::Stand(order, status) => self.stand(*order, *status)?,
        }
        Ok(())
    }

    fn change(&mut self, change: &Change) -> Result<()> {
        let Change { id, wanted, moved } = change;
        held(wanted)?;
        let (order, note) = (wanted.order, wanted.note);
        let source = note.origin.map(|origin| origin.0.as_str());
        let source_id = note.origin.map(|origin| origin.1);
        if !moved {
            // What no index holds: such a row is written where it lies.
            self.w.execute(
                "UPDATE planned_orders SET quantity = ?2, source_demand_type = ?3, source_demand_id = ?4,
                     mrp_run_id = ?5, updated_at = ?6
                 WHERE id = ?1 AND status = 'planned'",
                params![id, order.qty, source, source_id, self.run, self.now],
            )?;
            return Ok(());
        }
        self.w.execute(
            "UPDATE planned_orders SET order_type = ?2, quantity = ?3, due_date = ?4, start_date = ?5,
                 source_demand_type = ?6, source_demand_id = ?7, vendor_id = ?8, bom_id = ?9, mrp_run_id = ?10,
                 updated_at = ?11
             WHERE id = ?1 AND status = 'planned'",
            params![
                id,
                order_type(wanted).as_str(),
                order.qty,
                self.view.loaded.date(order.due).to_string(),
                self.view.loaded.date(order.start).to_string(),
                source,
                source_id,
                note.vendor.map(VendorId::get),
                note.bom.map(BomId::get),
                self.run,
                self.now
            ],
        )?;
        Ok(())
    }

    fn say_otherwise(&self, id: i64, message: &Message) -> Result<()> {
        // It says something else now: whoever dismissed it has not seen that.
        self.w.execute(
            "UPDATE planning_messages SET severity = ?2, quantity = ?3, from_date = ?4, to_date = ?5, why = ?6,
                 mrp_run_id = ?7, dismissed_by = NULL, dismissed_at = NULL, created_at = ?8 WHERE id = ?1",
            params![
                id,
                message.kind.severity().as_str(),
                message.qty,
                text(message.from),
                text(message.to),
                message.why,
                self.run,
                self.now
            ],
        )?;
        Ok(())
    }

    fn say(&self, message: &Message) -> Result<()> {
        let order = message.order.and_then(|(_, id)| match id {
            Id::Known(id) => Some(id),
            Id::Added(nth) => match nth.checked_sub(self.earlier.len()) {
                None => self.earlier.get(nth).copied(),
                Some(nth) => self.added.get(nth).copied(),
            },
        });
        self.w.insert(
            "INSERT INTO planning_messages (mrp_run_id, product_id, message_type, severity, order_type, order_id,
                 quantity, from_date, to_date, why, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                self.run,
                message.product.map(ProductId::get),
                message.kind.as_str(),
                message.kind.severity().as_str(),
                message.order.map(|order| order.0.as_str()),
                order,
                message.qty,
                text(message.from),
                text(message.to),
                message.why,
                self.now
            ],
        )?;
        Ok(())
    }

    fn stand(&self, order: SalesOrderId, status: Option<MrpStatus>) -> Result<()> {
        self.w.execute(
            "UPDATE sales_orders SET mrp_status = ?2, mrp_run_id = ?3 WHERE id = ?1",
            bind![order, status, self.run],
        )?;
        Ok(())
    }
}

/// Those rules of the table that no type holds. They are held here, since a plan is written without `CHECK`
/// (`db/relaxed.rs`) and a row that broke one would make the whole store look damaged at its next start.
fn held(wanted: &Wanted) -> Result<()> {
    let order = wanted.order;
    if order.qty > 0 && order.start <= order.due {
        return Ok(());
    }
    let text = format!("The plan asks for nothing, or backwards in time, of product {}.", wanted.product);
    Err(refuse(Code::Internal, text))
}

pub(super) fn order_type(wanted: &Wanted) -> PlannedOrderType {
    match wanted.order.kind {
        OrderKind::Buy => PlannedOrderType::Purchase,
        OrderKind::Make | OrderKind::PassThrough => PlannedOrderType::Production,
    }
}

fn text(date: Option<Date>) -> Option<String> {
    Some(date?.to_string())
}
