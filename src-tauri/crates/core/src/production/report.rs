//! A report: so many good, so many scrapped, so many minutes. What it used up leaves the shelf with it.

use rust_decimal::Decimal;
use spoolyard_types::ids::{
    LotId, OperationId, OperationMaterialId, PrintJobId, ScrapReasonId, SpoolId, WorkOrderId,
};
use spoolyard_types::{Code, Entered, Money, Quantity, Refusal, Text, UnitCost};

use super::consume::{Take, Used, consume};
use super::model::{OperationStatus, ReportSource};
use super::queries::{WorkOrder, work_order};
use super::store::{self, MaterialRow, OperationRow, Order};
use crate::bind;
use crate::catalog;
use crate::db::{Read, Write};
use crate::engineering::model::multiply;
use crate::error::{Error, Result, refuse, refuse_field};
use crate::ledger::{AccountRole, Event, Tag};

crate::wire! {
    /// What was really used of a material, instead of what the bill says.
    pub struct ActualMaterial {
        /// Which entry of the material list.
        pub material_id: OperationMaterialId,
        /// How much, in the component's stock unit; what the bill says when left out.
        #[serde(default)]
        #[ts(optional)]
        pub quantity: Option<Entered<Quantity, 18, 6>>,
        /// From which lot; the one that expires first when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_id: Option<LotId>,
        /// Off which spool.
        #[serde(default)]
        #[ts(optional)]
        pub spool_id: Option<SpoolId>,
    }

    /// A report on an operation.
    pub struct ReportWork {
        /// On which work order.
        pub id: WorkOrderId,
        /// On which operation; the last when left out, with those before it brought up to it.
        #[serde(default)]
        #[ts(optional)]
        pub operation_id: Option<OperationId>,
        /// Good ones.
        #[serde(default)]
        #[ts(optional)]
        pub quantity_good: Option<Entered<Quantity, 18, 4>>,
        /// Scrapped ones.
        #[serde(default)]
        #[ts(optional)]
        pub quantity_scrapped: Option<Entered<Quantity, 18, 4>>,
        /// Why they were scrapped; needed when some were.
        #[serde(default)]
        #[ts(optional)]
        pub scrap_reason_id: Option<ScrapReasonId>,
        /// Minutes of setup.
        #[serde(default)]
        #[ts(optional)]
        pub setup_minutes: Option<Entered<Quantity, 10, 2>>,
        /// Minutes of work.
        #[serde(default)]
        #[ts(optional)]
        pub run_minutes: Option<Entered<Quantity, 10, 2>>,
        /// What was really used, where it is not what the bill says.
        #[serde(default)]
        pub materials: Vec<ActualMaterial>,
        /// More than was ordered is meant.
        #[serde(default)]
        pub accept_overrun: bool,
        /// The print that it comes from.
        #[serde(default)]
        #[ts(optional)]
        pub print_job_id: Option<PrintJobId>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<2000>>,
    }
}

impl ReportWork {
    /// A report on an order that says nothing yet.
    #[must_use]
    pub fn on(id: WorkOrderId) -> Self {
        Self {
            id,
            operation_id: None,
            quantity_good: None,
            quantity_scrapped: None,
            scrap_reason_id: None,
            setup_minutes: None,
            run_minutes: None,
            materials: Vec::new(),
            accept_overrun: false,
            print_job_id: None,
            notes: None,
        }
    }
}

/// One booking on one operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Booking {
    pub(super) good: Quantity,
    pub(super) scrapped: Quantity,
    pub(super) setup_minutes: Quantity,
    pub(super) run_minutes: Quantity,
    pub(super) materials: Vec<ActualMaterial>,
    pub(super) scrap_reason: Option<ScrapReasonId>,
    pub(super) print_job: Option<PrintJobId>,
    pub(super) notes: Option<String>,
}

/// Reports good, scrap and minutes on an operation, as often as needed. The materials of what is reported leave
/// the shelf now, and never again for the same units.
///
/// # Errors
/// [`Code::WrongState`], [`Code::OverProduction`] for more than was ordered when that is not accepted,
/// [`Code::InsufficientStock`] naming what is short, [`Code::InvalidValue`], [`Code::NotFound`].
pub fn report(w: &Write<'_>, req: ReportWork) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    let booking = Booking {
        good: req.quantity_good.map_or(Quantity::ZERO, Entered::get),
        scrapped: req.quantity_scrapped.map_or(Quantity::ZERO, Entered::get),
        setup_minutes: req.setup_minutes.map_or(Quantity::ZERO, Entered::get),
        run_minutes: req.run_minutes.map_or(Quantity::ZERO, Entered::get),
        materials: req.materials,
        scrap_reason: req.scrap_reason_id,
        print_job: req.print_job_id,
        notes: req.notes.map(String::from),
    };
    let mut event = Event::new(
        w.today()?,
        format!("Work reported on {}", order.code),
        "production_order",
        order.id.get(),
    );
    book(w, &mut event, &order, req.operation_id, booking, req.accept_overrun)?;
    post(w, event, order.id)?;
    w.about("production_order", order.id.get(), Some(&order.code));
    work_order(w, order.id)
}

/// Posts an event of an order, and links the reports and the scrap that it wrote to its entry.
pub(super) fn post(w: &Write<'_>, event: Event, order: WorkOrderId) -> Result<()> {
    let entry = event.post(w)?;
    w.execute(
        "UPDATE operation_reports SET journal_entry_id = ?2
         WHERE journal_entry_id IS NULL AND ?2 IS NOT NULL
           AND operation_id IN (SELECT id FROM production_order_operations WHERE production_order_id = ?1)",
        bind![order, entry],
    )?;
    w.execute(
        "UPDATE scrap_records SET journal_entry_id = ?2 WHERE production_order_id = ?1 AND journal_entry_id IS NULL
           AND ?2 IS NOT NULL",
        bind![order, entry],
    )?;
    Ok(())
}

/// Books on an operation, bringing the operations before it up to what passed through it.
pub(super) fn book(
    w: &Write<'_>,
    event: &mut Event,
    order: &Order,
    operation: Option<OperationId>,
    booking: Booking,
    accept_overrun: bool,
) -> Result<()> {
    check(w, &booking)?;
    let status = order.status.work(&order.code)?;
    let operations = store::operations(w, order.id)?;
    let running: Vec<&OperationRow> =
        operations.iter().filter(|o| o.status != OperationStatus::Skipped).collect();
    let at = match operation {
        None => running.len().checked_sub(1),
        Some(id) => running.iter().position(|o| o.id == id),
    }
    .ok_or_else(|| unknown_operation(order))?;
    let materials = store::materials(w, order.id)?;
    check_materials(&booking, &materials)?;
    let last = at + 1 == running.len();
    if last {
        check_overrun(order, running[at], &booking, accept_overrun)?;
    }
    store::set_status(w, order.id, status)?;
    let mut wanted = running[at].processed()?.plus(booking.good)?.plus(booking.scrapped)?;
    let mut brought_along = Vec::new();
    for earlier in running[..at].iter().rev() {
        let missing = wanted.minus(earlier.quantity_completed)?;
        if missing.is_positive() {
            let notes = Some(format!("Passed on to operation {}", running[at].sequence));
            let caught_up =
                Booking { good: missing, notes, materials: booking.materials.clone(), ..Booking::default() };
            brought_along.push(one(w, event, order, earlier, &materials, caught_up)?);
            wanted = earlier.processed()?.plus(missing)?;
        } else {
            break;
        }
    }
    let good = booking.good;
    let scrapped = booking.scrapped;
    let report = one(w, event, order, running[at], &materials, booking)?;
    for earlier in brought_along {
        w.execute("UPDATE operation_reports SET with_report_id = ?2 WHERE id = ?1", bind![earlier, report])?;
    }
    w.execute(
        "UPDATE production_orders SET quantity_completed = quantity_completed + ?2,
             quantity_scrapped = quantity_scrapped + ?3, updated_at = ?4 WHERE id = ?1",
        bind![order.id, if last { good } else { Quantity::ZERO }, scrapped, w.now()],
    )?;
    Ok(())
}

fn unknown_operation(order: &Order) -> Error {
    let text =
        format!("{} has no such operation, or it is skipped. Choose one of its operations.", order.code);
    refuse_field(Code::InvalidValue, "operation_id", text)
}

fn check(w: &Write<'_>, booking: &Booking) -> Result<()> {
    for (field, value) in [
        ("quantity_good", booking.good),
        ("quantity_scrapped", booking.scrapped),
        ("setup_minutes", booking.setup_minutes),
        ("run_minutes", booking.run_minutes),
    ] {
        if value.is_negative() {
            return Err(refuse_field(Code::InvalidValue, field, "A report only adds. Write 0 or more."));
        }
    }
    let nothing = booking.good.is_zero()
        && booking.scrapped.is_zero()
        && booking.setup_minutes.is_zero()
        && booking.run_minutes.is_zero()
        && booking.materials.is_empty();
    if nothing {
        let text = "The report says nothing. Write good ones, scrapped ones or minutes.";
        return Err(refuse_field(Code::InvalidValue, "quantity_good", text));
    }
    match booking.scrap_reason {
        None if booking.scrapped.is_positive() => Err(refuse_field(
            Code::InvalidValue,
            "scrap_reason_id",
            "Say why they were scrapped: choose a reason.",
        )),
        Some(id) if w.value::<i64>("SELECT 1 FROM scrap_reasons WHERE id = ?1", bind![id])?.is_none() => {
            Err(refuse_field(Code::NotFound, "scrap_reason_id", format!("There is no scrap reason {id}.")))
        }
        None | Some(_) => Ok(()),
    }
}

fn check_materials(booking: &Booking, materials: &[MaterialRow]) -> Result<()> {
    for (index, actual) in booking.materials.iter().enumerate() {
        if !materials.iter().any(|m| m.id == actual.material_id) {
            let text = "This material is not one of the work order. Choose one of its list.";
            return Err(refuse_field(Code::InvalidValue, format!("materials[{index}].material_id"), text));
        }
        if actual.quantity.is_some_and(|q| q.0.is_negative()) {
            let text = "Less than nothing cannot be used. Write 0 or more.";
            return Err(refuse_field(Code::InvalidValue, format!("materials[{index}].quantity"), text));
        }
    }
    Ok(())
}

fn check_overrun(order: &Order, last: &OperationRow, booking: &Booking, accepted: bool) -> Result<()> {
    let good = last.quantity_completed.plus(booking.good)?;
    if accepted || good <= order.quantity_ordered {
        return Ok(());
    }
    let more = good.minus(order.quantity_ordered)?;
    let text = format!(
        "{} asks for {}; this would make {good}. Confirm that {more} more are meant, or correct the quantity.",
        order.code, order.quantity_ordered
    );
    let refusal = Refusal::new(Code::OverProduction, text)
        .at("quantity_good")
        .with(serde_json::json!({ "ordered": order.quantity_ordered, "good": good, "more": more }));
    Err(refusal.into())
}

/// One report row with its materials, minutes and scrap; the row.
fn one(
    w: &Write<'_>,
    event: &mut Event,
    order: &Order,
    operation: &OperationRow,
    materials: &[MaterialRow],
    booking: Booking,
) -> Result<i64> {
    let before = operation.processed()?;
    let after = before.plus(booking.good)?.plus(booking.scrapped)?;
    let mut used: Vec<Used> = Vec::new();
    for material in materials.iter().filter(|m| m.operation_id == operation.id) {
        let actual = booking.materials.iter().filter(|a| a.material_id == material.id);
        let planned = material.share(order.quantity_ordered).between(before, after)?;
        let mut named = false;
        for actual in actual {
            named = true;
            let quantity = actual.quantity.map_or(planned, Entered::get);
            let take = Take { quantity, lot: actual.lot_id, spool: actual.spool_id };
            used.push(consume(w, event, order, material, take)?);
        }
        if !named {
            let take = Take { quantity: planned, lot: None, spool: None };
            used.push(consume(w, event, order, material, take)?);
        }
    }
    let minutes = booking.setup_minutes.plus(booking.run_minutes)?;
    let work = post_minutes(event, order, operation, minutes)?;
    let worth = used.iter().try_fold(Money::ZERO, |sum, one| sum.plus(one.worth))?;
    store::add_cost(w, order.id, worth, work, minutes)?;
    let report = write_report(w, operation, &booking, after >= order.quantity_ordered)?;
    link_uses(w, report, &used)?;
    if booking.scrapped.is_positive() {
        scrap(w, event, order, operation, materials, &booking, report)?;
    }
    Ok(report)
}

/// Says of a report which movements took its materials, so that it can be undone exactly.
fn link_uses(w: &Write<'_>, report: i64, used: &[Used]) -> Result<()> {
    for (material, movement, quantity) in used.iter().flat_map(|one| &one.movements) {
        w.insert(
            "INSERT INTO operation_report_uses (operation_report_id, operation_material_id, inventory_transaction_id, quantity)
             VALUES (?1, ?2, ?3, ?4)",
            bind![report, material, movement, quantity],
        )?;
    }
    for row in used.iter().filter_map(|one| one.spool_row) {
        w.execute(
            "UPDATE production_order_spools SET operation_report_id = ?2 WHERE id = ?1",
            bind![row, report],
        )?;
    }
    Ok(())
}

/// Debits the order with the minutes at the rates it was released with; their worth.
pub(super) fn post_minutes(
    event: &mut Event,
    order: &Order,
    operation: &OperationRow,
    minutes: Quantity,
) -> Result<Money> {
    let at = |rate: UnitCost| -> Result<Money> {
        Ok(Money::rounded(multiply(minutes.get(), rate.get())? / Decimal::from(60))?)
    };
    let labor = at(operation.labor_rate)?;
    let rest = at(operation.machine_rate)?.plus(at(operation.overhead_rate)?)?;
    let all = labor.plus(rest)?;
    event.debit_for(AccountRole::Wip, all, Tag::work_order(order.id));
    event.credit(AccountRole::LaborAbsorbed, labor);
    event.credit(AccountRole::OverheadAbsorbed, rest);
    Ok(all)
}

fn write_report(w: &Write<'_>, operation: &OperationRow, booking: &Booking, done: bool) -> Result<i64> {
    let source = if booking.print_job.is_some() { ReportSource::Printer } else { ReportSource::Person };
    let id = w.insert(
        "INSERT INTO operation_reports (operation_id, quantity_good, quantity_scrapped, setup_minutes, run_minutes, source,
             print_job_id, reported_by, notes, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        bind![
            operation.id,
            booking.good,
            booking.scrapped,
            booking.setup_minutes,
            booking.run_minutes,
            source,
            booking.print_job,
            w.actor().user_id,
            booking.notes,
            w.now()
        ],
    )?;
    let status = if done { OperationStatus::Completed } else { OperationStatus::InProgress };
    w.execute(
        "UPDATE production_order_operations SET quantity_completed = quantity_completed + ?2,
             quantity_scrapped = quantity_scrapped + ?3,
             actual_setup_minutes = coalesce(actual_setup_minutes, 0) + ?4,
             actual_run_minutes = coalesce(actual_run_minutes, 0) + ?5, status = ?6,
             actual_start = coalesce(actual_start, ?7),
             actual_end = CASE WHEN ?6 = 'completed' THEN ?7 ELSE actual_end END,
             paused_at = NULL, pause_reason = NULL,
             scrap_reason = coalesce((SELECT code FROM scrap_reasons WHERE id = ?8), scrap_reason), updated_at = ?7
         WHERE id = ?1",
        bind![
            operation.id,
            booking.good,
            booking.scrapped,
            booking.setup_minutes,
            booking.run_minutes,
            status,
            w.now(),
            booking.scrap_reason
        ],
    )?;
    Ok(id)
}

/// What one unit was meant to cost up to and with an operation: its materials and planned minutes so far.
fn cost_upto(
    r: &Read<'_>,
    order: &Order,
    operation: &OperationRow,
    materials: &[MaterialRow],
) -> Result<UnitCost> {
    let ids: Vec<_> = materials.iter().map(|m| m.component_id).collect();
    let products = catalog::store::products(r, &ids)?;
    let mut sum = Decimal::ZERO;
    for material in materials.iter().filter(|m| m.operation_sequence <= operation.sequence) {
        if let Some(product) = products.iter().find(|p| p.id == material.component_id) {
            sum += product.cost().0.times(material.quantity_required)?.get();
        }
    }
    for earlier in store::operations(r, order.id)?.iter().filter(|o| o.sequence <= operation.sequence) {
        let minutes = earlier.planned_setup_minutes.plus(earlier.planned_run_minutes)?;
        let rate = earlier.labor_rate.plus(earlier.machine_rate)?.plus(earlier.overhead_rate)?;
        sum += multiply(minutes.get(), rate.get())? / Decimal::from(60);
    }
    Ok(UnitCost::rounded(sum.checked_div(order.quantity_ordered.get()).unwrap_or_default())?)
}

fn scrap(
    w: &Write<'_>,
    event: &mut Event,
    order: &Order,
    operation: &OperationRow,
    materials: &[MaterialRow],
    booking: &Booking,
    report: i64,
) -> Result<()> {
    let each = cost_upto(w, order, operation, materials)?;
    let total = each.times(booking.scrapped)?;
    w.insert(
        "INSERT INTO scrap_records (production_order_id, production_operation_id, operation_sequence, product_id, quantity,
             unit_cost, total_cost, scrap_reason_id, scrap_reason_code, notes, created_at, created_by_user_id,
             operation_report_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT code FROM scrap_reasons WHERE id = ?8), ?9, ?10, ?11, ?12)",
        bind![
            order.id,
            operation.id,
            operation.sequence,
            order.product_id,
            booking.scrapped,
            each,
            total,
            booking.scrap_reason,
            booking.notes,
            w.now(),
            w.actor().user_id,
            report
        ],
    )?;
    w.execute(
        "UPDATE production_orders SET scrapped_at = ?2, scrap_reason = (SELECT code FROM scrap_reasons WHERE id = ?3)
         WHERE id = ?1",
        bind![order.id, w.now(), booking.scrap_reason],
    )?;
    event.debit_for(
        AccountRole::Scrap,
        total,
        Tag { product: Some(order.product_id), work_order: Some(order.id) },
    );
    event.credit_for(AccountRole::Wip, total, Tag::work_order(order.id));
    Ok(())
}

/// Refuses an order without operations: it was never released.
pub(super) fn require_operations(order: &Order, operations: &[OperationRow]) -> Result<()> {
    if operations.iter().any(|o| o.status != OperationStatus::Skipped) {
        return Ok(());
    }
    Err(refuse(Code::WrongState, format!("{} has no operation left to report on.", order.code)))
}
