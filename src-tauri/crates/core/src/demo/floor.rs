//! The print floor and the benches: plates are printed, parts are finished, goods are put together.

use serde_json::{Value, json};
use spoolyard_types::ids::{OperationId, OperationMaterialId, PrinterId, SpoolId, WorkOrderId};
use spoolyard_types::{Code, Date, Decimal, Quantity};

use super::build::{Build, Who};
use super::masters::text;
use crate::error::Result;
use crate::{bind, production};

/// Minutes a printer works on a day: the unattended night included, changes of plates and faults taken off.
const PRINTER_MINUTES: i64 = 12 * 60;
/// A work order is printed on at most so many printers at once.
const PRINTERS_OF_AN_ORDER: i64 = 3;

/// A work order on the floor.
pub(super) struct Job {
    id: WorkOrderId,
    due: Option<Date>,
    /// The first operation, when it is a print.
    print: Option<Print>,
    /// The first operation, when people do it.
    bench: Option<OperationId>,
    began: Option<Date>,
    /// Since when nothing but finishing is left.
    ready: Option<Date>,
    released: Date,
}

struct Print {
    operation: OperationId,
    units_per_cycle: Decimal,
    minutes_per_cycle: Decimal,
    left: Decimal,
    /// Minutes that were printed and not yet reported.
    worked: Decimal,
}

impl Print {
    /// Minutes of printing that are still to come.
    fn rest(&self) -> Decimal {
        (self.left / self.units_per_cycle).ceil() * self.minutes_per_cycle - self.worked
    }
}

crate::read_model! {
    struct FirstOperation {
        id: OperationId,
        is_print: bool,
        planned_run_minutes: Quantity,
        units_per_cycle: u32,
        quantity_ordered: Quantity,
        due_date: Option<Date>,
    }

    struct SpoolChoice {
        material_id: OperationMaterialId,
        spool_id: SpoolId,
    }
}

impl Build<'_> {
    /// Puts a released work order on the floor.
    pub(super) fn queue(&self, id: WorkOrderId, day: Date) -> Result<Option<Job>> {
        let first: Option<FirstOperation> = self.store().maybe(
            "SELECT o.id, c.code = 'PRINT' AS is_print, o.planned_run_minutes, o.units_per_cycle, w.quantity_ordered,
                 w.due_date
             FROM production_order_operations o JOIN production_orders w ON w.id = o.production_order_id
             JOIN work_centers c ON c.id = o.work_center_id
             WHERE o.production_order_id = ?1 ORDER BY o.sequence LIMIT 1",
            bind![id],
        )?;
        let Some(first) = first else { return Ok(None) };
        let units = Decimal::from(first.units_per_cycle.max(1));
        let cycles = (first.quantity_ordered.get() / units).ceil().max(Decimal::ONE);
        let print = first.is_print.then(|| Print {
            operation: first.id,
            units_per_cycle: units,
            minutes_per_cycle: (first.planned_run_minutes.get() / cycles).max(Decimal::ONE),
            left: first.quantity_ordered.get(),
            worked: Decimal::ZERO,
        });
        let bench = if first.is_print { None } else { Some(first.id) };
        Ok(Some(Job { id, due: first.due_date, print, bench, began: None, ready: None, released: day }))
    }

    /// A day on the floor. What is done leaves `jobs`; on the last day work has begun and nothing is done yet.
    pub(super) fn work(&self, jobs: &mut Vec<Job>, printers: &[PrinterId], day: Date) -> Result<()> {
        jobs.sort_by_key(|job| (job.due, job.id));
        let mut free = Decimal::from(printers.len()) * Decimal::from(PRINTER_MINUTES);
        let mut next = 0_usize;
        let mut done = Vec::new();
        for job in jobs.iter_mut() {
            let over = match (&job.print, job.bench) {
                (Some(print), _) if print.left > Decimal::ZERO => {
                    let most = Decimal::from(PRINTERS_OF_AN_ORDER * PRINTER_MINUTES);
                    let given = free.min(most).min(print.rest());
                    if given > Decimal::ZERO {
                        let printer = printers.get(next % printers.len()).copied();
                        next += 1;
                        if self.print(job, given, printer, day)? {
                            free -= given;
                        }
                    }
                    false
                }
                (Some(_), _) => job.ready.is_some_and(|ready| ready < day) && self.finish(job, day)?,
                (None, Some(operation)) => job.released < day && self.assemble(job, operation, day)?,
                (None, None) => self.finish(job, day)?,
            };
            if over {
                done.push(job.id);
            }
        }
        jobs.retain(|job| !done.contains(&job.id));
        Ok(())
    }

    /// Whether a refusal only means that something has to be waited for.
    fn or_wait<T>(outcome: Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(err) if err.code() == Code::InsufficientStock || err.code() == Code::LotBlocked => Ok(None),
            Err(err) => Err(err),
        }
    }

    /// Prints as many plates as the given minutes of printers allow. Whether it kept them busy.
    fn print(&self, job: &mut Job, minutes: Decimal, on: Option<PrinterId>, day: Date) -> Result<bool> {
        let Some(print) = &mut job.print else { return Ok(false) };
        if job.began.is_none() {
            let request = json!({ "operation_id": print.operation, "printer_id": on });
            self.act(
                Who::Floor,
                "work_orders.start_operation",
                request,
                production::states::start_operation,
            )?;
            job.began = Some(day);
        }
        if day >= self.today {
            return Ok(true);
        }
        let manage = minutes + print.worked;
        let plates = (manage / print.minutes_per_cycle).floor();
        let units = (plates * print.units_per_cycle).min(print.left);
        if units <= Decimal::ZERO {
            print.worked = manage;
            return Ok(true);
        }
        let failed = self.failed(units, print.units_per_cycle);
        let mut request = json!({
            "id": job.id, "operation_id": print.operation, "quantity_good": text(units - failed),
            "run_minutes": text((plates * print.minutes_per_cycle).round_dp(2)),
            "materials": self.spools_for(print.operation, units)?,
        });
        if failed > Decimal::ZERO {
            let reasons = &self.rows.scrap_reasons;
            let at = self.random.borrow_mut().below(u64::try_from(reasons.len()).unwrap_or(1));
            let at = usize::try_from(at).unwrap_or(0);
            request["quantity_scrapped"] = json!(text(failed));
            request["scrap_reason_id"] = json!(reasons.get(at));
        }
        let report =
            |request| self.act(Who::Floor, "work_orders.report", request, production::report::report);
        let mut reported = Self::or_wait(report(request.clone()))?;
        if reported.is_none() {
            // The spool's lot may be promised to others: any lot will do then.
            request["materials"] = json!([]);
            reported = Self::or_wait(report(request))?;
        }
        if reported.is_none() {
            return Ok(false);
        }
        print.left -= units;
        print.worked = (manage - plates * print.minutes_per_cycle).max(Decimal::ZERO);
        if print.left <= Decimal::ZERO {
            job.ready = Some(day);
        }
        Ok(true)
    }

    /// Now and then a plate fails.
    fn failed(&self, units: Decimal, of_a_plate: Decimal) -> Decimal {
        let share = self.sample.sales.behaviour.print_failure_percent.micros() / 10_000;
        let mut random = self.random.borrow_mut();
        let plates = (units / of_a_plate).ceil();
        let mut failed = Decimal::ZERO;
        let mut plate = Decimal::ZERO;
        while plate < plates {
            if random.in_ten_thousand(share) {
                failed += of_a_plate;
            }
            plate += Decimal::ONE;
        }
        failed.min(units)
    }

    /// The spools that are opened already and hold enough for what is reported, one a material.
    fn spools_for(&self, operation: OperationId, units: Decimal) -> Result<Vec<Value>> {
        let chosen: Vec<SpoolChoice> = self.store().all(
            "SELECT m.id AS material_id, (
                 SELECT s.id FROM material_spools s
                 WHERE s.product_id = m.component_id AND s.status = 'active'
                   AND s.current_weight_kg * 1000 >= (m.quantity_required * ?2) / w.quantity_ordered + 1000000
                   AND (SELECT coalesce(sum(t.quantity), 0) FROM inventory_transactions t
                        WHERE t.lot_id = s.lot_id AND t.is_posted) >= (m.quantity_required * ?2) / w.quantity_ordered + 1000000
                 ORDER BY s.current_weight_kg, s.id LIMIT 1) AS spool_id
             FROM production_order_operation_materials m
             JOIN production_order_operations o ON o.id = m.production_order_operation_id
             JOIN production_orders w ON w.id = o.production_order_id
             WHERE o.id = ?1 AND spool_id IS NOT NULL",
            bind![operation, Quantity::new(units)?],
        )?;
        Ok(chosen.iter().map(|c| json!({ "material_id": c.material_id, "spool_id": c.spool_id })).collect())
    }

    fn assemble(&self, job: &mut Job, operation: OperationId, day: Date) -> Result<bool> {
        self.act(Who::Desk, "work_orders.reserve", json!({ "id": job.id }), production::release::reserve)?;
        if day >= self.today {
            return Ok(false);
        }
        self.finish_with(job, Some(operation), day)
    }

    fn finish(&self, job: &mut Job, day: Date) -> Result<bool> {
        if day >= self.today {
            return Ok(false);
        }
        self.finish_with(job, None, day)
    }

    /// Reports what is left and takes the goods in. The bench takes a little more or less time than planned.
    fn finish_with(&self, job: &mut Job, bench: Option<OperationId>, day: Date) -> Result<bool> {
        if let Some(operation) = bench {
            let planned: Option<Quantity> = self.store().value(
                "SELECT planned_setup_minutes + planned_run_minutes FROM production_order_operations WHERE id = ?1",
                bind![operation],
            )?;
            let ordered: Option<Quantity> = self
                .store()
                .value("SELECT quantity_ordered FROM production_orders WHERE id = ?1", bind![job.id])?;
            let share = Decimal::from(self.random.borrow_mut().between(88, 118)) / Decimal::ONE_HUNDRED;
            let minutes = (planned.unwrap_or_default().get() * share).round_dp(2);
            let request = json!({
                "id": job.id, "operation_id": operation, "quantity_good": ordered, "run_minutes": text(minutes),
            });
            let report = self.act(Who::Desk, "work_orders.report", request, production::report::report);
            if Self::or_wait(report)?.is_none() {
                return Ok(false);
            }
            job.began = Some(day);
            job.bench = None;
        }
        let complete = self.act(
            Who::Desk,
            "work_orders.complete",
            json!({ "id": job.id }),
            production::finish::complete,
        );
        Ok(Self::or_wait(complete)?.is_some())
    }
}
