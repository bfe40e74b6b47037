//! A report that was a mistake is undone: what it used up comes back onto the shelf, its minutes and its scrap leave
//! the order's cost, and the units are open again. Nothing is erased: everything is undone by a row or an entry that
//! names what it undoes.

use spoolyard_types::ids::{
    JournalEntryId, OperationId, OperationMaterialId, ScrapReasonId, SpoolId, TransactionId, WorkOrderId,
};
use spoolyard_types::{Code, Money, Quantity, Text};

use super::model::OperationStatus;
use super::queries::{WorkOrder, work_order};
use super::release::{reserve_open, show_status};
use super::report::post_minutes;
use super::store::{self, OperationRow, Order};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, not_found, refuse};
use crate::inventory;
use crate::ledger::{AccountRole, Event, Tag};

crate::wire! {
    /// A report that was a mistake.
    pub struct ReverseReport {
        /// Which report of the order's list.
        pub report_id: i64,
        /// Why.
        pub reason: Text<200>,
    }
}

crate::read_model! {
    /// A report as it was written.
    pub(super) struct Written {
        pub(super) id: i64,
        pub(super) work_order_id: WorkOrderId,
        pub(super) operation_id: OperationId,
        pub(super) quantity_good: Quantity,
        pub(super) quantity_scrapped: Quantity,
        pub(super) setup_minutes: Quantity,
        pub(super) run_minutes: Quantity,
        pub(super) reverses_id: Option<i64>,
        pub(super) with_report_id: Option<i64>,
        pub(super) reversed_by: Option<i64>,
        pub(super) journal_entry_id: Option<JournalEntryId>,
        /// A later report of units on the same operation that counts.
        pub(super) later: Option<i64>,
    }

    struct Use {
        operation_material_id: OperationMaterialId,
        inventory_transaction_id: TransactionId,
        quantity: Quantity,
    }

    struct Scrap {
        id: i64,
        total_cost: Money,
        scrap_reason_id: Option<ScrapReasonId>,
    }

    struct SpoolUse {
        id: i64,
        spool_id: SpoolId,
        weight_consumed_kg: Quantity,
    }
}

const WRITTEN: &str = "SELECT x.id, o.production_order_id AS work_order_id, x.operation_id, x.quantity_good, x.quantity_scrapped,
         x.setup_minutes, x.run_minutes, x.reverses_id, x.with_report_id, x.journal_entry_id,
         (SELECT b.id FROM operation_reports b WHERE b.reverses_id = x.id) AS reversed_by,
         (SELECT max(l.id) FROM operation_reports l
          WHERE l.operation_id = x.operation_id AND l.id > x.id AND l.reverses_id IS NULL
            AND l.quantity_good + l.quantity_scrapped > 0
            AND NOT EXISTS (SELECT 1 FROM operation_reports b WHERE b.reverses_id = l.id)) AS later
     FROM operation_reports x JOIN production_order_operations o ON o.id = x.operation_id";

/// Undoes a report exactly, with the reports of earlier operations that it brought along.
///
/// # Errors
/// [`Code::NotFound`], [`Code::AlreadyReversed`], [`Code::WrongState`] when the order is over, held, or the report is
/// a reversal itself, [`Code::InUse`] when its units went on to the next operation, are being made again, or a later
/// report stands upon it, [`Code::PeriodClosed`].
pub fn reverse_report(w: &Write<'_>, req: ReverseReport) -> Result<WorkOrder> {
    let report: Written = w
        .maybe(&format!("{WRITTEN} WHERE x.id = ?1"), bind![req.report_id])?
        .ok_or_else(|| not_found("report", req.report_id))?;
    let order = store::order(w, report.work_order_id)?;
    check(&order, &report)?;
    let mut group: Vec<Written> =
        w.all(&format!("{WRITTEN} WHERE x.with_report_id = ?1"), bind![report.id])?;
    group.push(report);
    let operations = store::operations(w, order.id)?;
    still_here(w, &order, &operations, &group)?;
    let text = format!("Report {} on {} was reversed: {}", req.report_id, order.code, req.reason);
    let mut event = Event::new(w.today()?, text, "production_order", order.id.get());
    // What was done last is undone first.
    group.sort_by_key(|one| std::cmp::Reverse(one.id));
    let mut written = Vec::new();
    for one in &group {
        let operation = operations.iter().find(|o| o.id == one.operation_id).ok_or_else(|| lost(one))?;
        written.push(undo(w, &mut event, &order, operation, one, &req.reason)?);
    }
    if let Some(entry) = group.iter().find_map(|one| one.journal_entry_id) {
        event.reverses(entry);
    }
    let entry = event.post(w)?;
    for id in written {
        w.execute("UPDATE operation_reports SET journal_entry_id = ?2 WHERE id = ?1", bind![id, entry])?;
    }
    recount(w, &order, &operations, &group)?;
    reserve_open(w, order.id, order.quantity_ordered)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

fn lost(report: &Written) -> Error {
    not_found("operation of report", report.id)
}

/// Why a report cannot be undone, as far as its own row tells.
pub(super) fn check(order: &Order, report: &Written) -> Result<()> {
    let id = report.id;
    if let Some(by) = report.reversed_by {
        return Err(refuse(Code::AlreadyReversed, format!("Report {id} was reversed by {by} already.")));
    }
    if report.reverses_id.is_some() {
        let text = format!("Report {id} is a reversal itself. Report anew instead.");
        return Err(refuse(Code::WrongState, text));
    }
    if let Some(leader) = report.with_report_id {
        let text = format!("Report {id} came with report {leader}. Reverse that one; this one goes with it.");
        return Err(refuse(Code::InUse, text));
    }
    if !order.status.is_open() {
        let text = format!(
            "{} is {}: its goods have gone onto the shelf and its cost is settled. Correct the stock there instead.",
            order.code, order.status
        );
        return Err(refuse(Code::WrongState, text));
    }
    order.status.work(&order.code)?;
    let counts = report.quantity_good.plus(report.quantity_scrapped)?.is_positive();
    match report.later {
        Some(later) if counts => {
            let text = format!("Report {later} stands upon report {id}. Reverse {later} first.");
            Err(refuse(Code::InUse, text))
        }
        Some(_) | None => Ok(()),
    }
}

/// Good and scrapped units that a group of reports booked on an operation.
fn booked(group: &[Written], operation: OperationId) -> Result<(Quantity, Quantity)> {
    let (mut good, mut scrapped) = (Quantity::ZERO, Quantity::ZERO);
    for one in group.iter().filter(|one| one.operation_id == operation) {
        good = good.plus(one.quantity_good)?;
        scrapped = scrapped.plus(one.quantity_scrapped)?;
    }
    Ok((good, scrapped))
}

/// Refuses when units that the reports passed on are processed further along, or their scrap is made again.
fn still_here(r: &Read<'_>, order: &Order, operations: &[OperationRow], group: &[Written]) -> Result<()> {
    let running: Vec<&OperationRow> =
        operations.iter().filter(|o| o.status != OperationStatus::Skipped).collect();
    for pair in running.windows(2) {
        let [here, next] = pair else { continue };
        let (good, _) = booked(group, here.id)?;
        let (next_good, next_scrapped) = booked(group, next.id)?;
        let left = here.quantity_completed.minus(good)?;
        let further = next.processed()?.minus(next_good)?.minus(next_scrapped)?;
        if good.is_positive() && further > left {
            let text = format!(
                "{} of them have gone on to operation {} of {}. Reverse what was reported there first.",
                further.minus(left)?,
                next.sequence,
                order.code
            );
            return Err(refuse(Code::InUse, text));
        }
    }
    let mut scrapped = Quantity::ZERO;
    for one in group {
        scrapped = scrapped.plus(one.quantity_scrapped)?;
    }
    let again: Quantity = r
        .value(
            "SELECT coalesce(sum(quantity_ordered), 0) FROM production_orders
             WHERE remake_of_id = ?1 AND status <> 'cancelled'",
            bind![order.id],
        )?
        .unwrap_or_default();
    if scrapped.is_positive() && again > order.quantity_scrapped.minus(scrapped)? {
        let text =
            format!("{again} of the scrap of {} are being made again. Cancel that order first.", order.code);
        return Err(refuse(Code::InUse, text));
    }
    Ok(())
}

/// Undoes one report; the row that says so.
fn undo(
    w: &Write<'_>,
    event: &mut Event,
    order: &Order,
    operation: &OperationRow,
    report: &Written,
    reason: &str,
) -> Result<i64> {
    let worth = give_back(w, event, report, reason)?;
    let minutes = report.setup_minutes.plus(report.run_minutes)?;
    let work = post_minutes(event, order, operation, -minutes)?;
    store::add_cost(w, order.id, -worth, work, -minutes)?;
    unscrap(w, event, order, report)?;
    w.insert(
        "INSERT INTO operation_reports (operation_id, quantity_good, quantity_scrapped, setup_minutes, run_minutes,
             reverses_id, reported_by, notes, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        bind![
            operation.id,
            -report.quantity_good,
            -report.quantity_scrapped,
            -report.setup_minutes,
            -report.run_minutes,
            report.id,
            w.actor().user_id,
            reason,
            w.now()
        ],
    )
}

/// Brings back what a report used up, at what it was worth, and onto the spools it came off; the worth.
fn give_back(w: &Write<'_>, event: &mut Event, report: &Written, reason: &str) -> Result<Money> {
    let uses: Vec<Use> = w.all(
        "SELECT operation_material_id, inventory_transaction_id, quantity FROM operation_report_uses
         WHERE operation_report_id = ?1 ORDER BY id DESC",
        bind![report.id],
    )?;
    let mut worth = Money::ZERO;
    for used in uses {
        let moved = inventory::reverse_in(w, event, used.inventory_transaction_id, reason, None)?;
        worth = worth.plus(moved.value)?;
        w.execute(
            "INSERT INTO production_lot_consumptions (production_order_id, material_lot_id, serial_number_id, bom_line_id,
                 quantity_consumed, consumed_at, inventory_transaction_id)
             SELECT production_order_id, material_lot_id, serial_number_id, bom_line_id, -quantity_consumed, ?2, ?3
             FROM production_lot_consumptions WHERE inventory_transaction_id = ?1",
            bind![used.inventory_transaction_id, w.now(), moved.transaction],
        )?;
        w.execute(
            "UPDATE production_order_operation_materials SET quantity_consumed = quantity_consumed - ?2,
                 consumed_at = CASE WHEN quantity_consumed = ?2 THEN NULL ELSE consumed_at END,
                 consumed_by = CASE WHEN quantity_consumed = ?2 THEN NULL ELSE consumed_by END
             WHERE id = ?1",
            bind![used.operation_material_id, used.quantity],
        )?;
        show_status(w, used.operation_material_id)?;
    }
    let spools: Vec<SpoolUse> = w.all(
        "SELECT id, spool_id, weight_consumed_kg FROM production_order_spools WHERE operation_report_id = ?1",
        bind![report.id],
    )?;
    for used in spools {
        inventory::refill_spool(w, used.spool_id, used.weight_consumed_kg)?;
        w.execute("UPDATE production_order_spools SET weight_consumed_kg = 0 WHERE id = ?1", bind![used.id])?;
    }
    Ok(worth)
}

/// Takes the scrap of a report out of the scrap account and back into the order.
fn unscrap(w: &Write<'_>, event: &mut Event, order: &Order, report: &Written) -> Result<()> {
    let scraps: Vec<Scrap> = w.all(
        "SELECT id, total_cost, scrap_reason_id FROM scrap_records WHERE operation_report_id = ?1 AND reversed_at IS NULL",
        bind![report.id],
    )?;
    for scrap in scraps {
        let tag = Tag { product: Some(order.product_id), work_order: Some(order.id) };
        event.credit_for(AccountRole::Scrap, scrap.total_cost, tag);
        event.debit_for(AccountRole::Wip, scrap.total_cost, Tag::work_order(order.id));
        w.execute("UPDATE scrap_records SET reversed_at = ?2 WHERE id = ?1", bind![scrap.id, w.now()])?;
    }
    Ok(())
}

/// Takes what the reports booked off the operations and off the order.
fn recount(w: &Write<'_>, order: &Order, operations: &[OperationRow], group: &[Written]) -> Result<()> {
    let last = operations.iter().rfind(|o| o.status != OperationStatus::Skipped).map(|o| o.id);
    let (mut made, mut all_scrapped) = (Quantity::ZERO, Quantity::ZERO);
    for one in group {
        let minutes = (one.setup_minutes, one.run_minutes);
        w.execute(
            "UPDATE production_order_operations SET quantity_completed = quantity_completed - ?2,
                 quantity_scrapped = quantity_scrapped - ?3, actual_setup_minutes = actual_setup_minutes - ?4,
                 actual_run_minutes = actual_run_minutes - ?5, actual_end = NULL, updated_at = ?6,
                 status = CASE WHEN status = 'completed' AND quantity_completed - ?2 + quantity_scrapped - ?3 < ?7
                     THEN 'in_progress' ELSE status END,
                 scrap_reason = CASE WHEN quantity_scrapped = ?3 THEN NULL ELSE scrap_reason END
             WHERE id = ?1",
            bind![
                one.operation_id,
                one.quantity_good,
                one.quantity_scrapped,
                minutes.0,
                minutes.1,
                w.now(),
                order.quantity_ordered
            ],
        )?;
        if Some(one.operation_id) == last {
            made = made.plus(one.quantity_good)?;
        }
        all_scrapped = all_scrapped.plus(one.quantity_scrapped)?;
    }
    w.execute(
        "UPDATE production_orders SET quantity_completed = quantity_completed - ?2,
             quantity_scrapped = quantity_scrapped - ?3, updated_at = ?4,
             scrapped_at = CASE WHEN quantity_scrapped = ?3 THEN NULL ELSE scrapped_at END,
             scrap_reason = CASE WHEN quantity_scrapped = ?3 THEN NULL ELSE scrap_reason END
         WHERE id = ?1",
        bind![order.id, made, all_scrapped, w.now()],
    )?;
    Ok(())
}
