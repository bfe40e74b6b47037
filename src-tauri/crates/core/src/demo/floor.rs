//! The benches and the work orders: plates are reported, parts are finished, goods are put together.

use serde_json::{Value, json};
use spoolyard_types::ids::{OperationId, OperationMaterialId, SpoolId, WorkOrderId};
use spoolyard_types::{Code, Date, Decimal, Quantity};

use super::build::{Build, Who};
use super::masters::text;
use super::plates::{Plate, Recipe, Stand};
use crate::error::Result;
use crate::{bind, production};

/// A work order on the floor.
pub(super) struct Job {
    pub(super) id: WorkOrderId,
    due: Option<Date>,
    /// The first operation, when it is a print.
    pub(super) print: Option<Print>,
    /// The first operation, when people do it.
    bench: Option<OperationId>,
    released: Date,
}

/// What an order prints.
pub(super) struct Print {
    pub(super) operation: OperationId,
    pub(super) recipe: Recipe,
    /// Units that no plate was started for.
    pub(super) left: Decimal,
    has_begun: bool,
    /// On the printers, or taken off them and not yet reported.
    pub(super) running: Vec<Plate>,
}

crate::read_model! {
    struct FirstOperation {
        id: OperationId,
        sku: String,
        is_print: bool,
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
            "SELECT o.id, p.sku, c.code = 'PRINT' AS is_print, o.units_per_cycle, w.quantity_ordered, w.due_date
             FROM production_order_operations o JOIN production_orders w ON w.id = o.production_order_id
             JOIN products p ON p.id = w.product_id JOIN work_centers c ON c.id = o.work_center_id
             WHERE o.production_order_id = ?1 ORDER BY o.sequence LIMIT 1",
            bind![id],
        )?;
        let Some(first) = first else { return Ok(None) };
        let print = if first.is_print {
            Some(Print {
                operation: first.id,
                recipe: self.recipe_of(&first.sku, first.units_per_cycle)?,
                left: first.quantity_ordered.get(),
                has_begun: false,
                running: Vec::new(),
            })
        } else {
            None
        };
        let bench = if first.is_print { None } else { Some(first.id) };
        Ok(Some(Job { id, due: first.due_date, print, bench, released: day }))
    }

    /// A day on the floor: what came off the printers since yesterday is reported and finished, then the printers
    /// are filled again, what is due first first.
    pub(super) fn work(&self, jobs: &mut Vec<Job>, stands: &mut [Stand], day: Date) -> Result<()> {
        jobs.sort_by_key(|job| (job.due, job.id));
        let mut done = Vec::new();
        for job in jobs.iter_mut() {
            let is_over = match (&job.print, job.bench) {
                (Some(_), _) => self.take_off(job)? && self.finish(job, None)?,
                (None, Some(operation)) => job.released < day && self.assemble(job, operation)?,
                (None, None) => self.finish(job, None)?,
            };
            if is_over {
                done.push(job.id);
            }
        }
        jobs.retain(|job| !done.contains(&job.id));
        self.open_morning(stands, day)?;
        for job in jobs.iter_mut() {
            let Some(print) = &mut job.print else { continue };
            self.fill(print, stands)?;
            if !print.has_begun
                && let Some(first) = print.running.first()
            {
                let printer = stands.get(first.stand).map(|stand| stand.id);
                let request = json!({ "operation_id": print.operation, "printer_id": printer });
                let start = production::states::start_operation;
                self.act(Who::Floor, "work_orders.start_operation", request, start)?;
                print.has_begun = true;
            }
        }
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

    /// Reports the plates that are off the printers. Whether nothing is left to print.
    fn take_off(&self, job: &mut Job) -> Result<bool> {
        let Some(print) = &mut job.print else { return Ok(true) };
        if print.running.is_empty() {
            return Ok(print.has_begun && print.left <= Decimal::ZERO);
        }
        let units = |plates: &mut dyn Iterator<Item = &Plate>| plates.map(|p| p.units).sum::<Decimal>();
        let all = units(&mut print.running.iter());
        let failed = units(&mut print.running.iter().filter(|p| p.fault.is_some()));
        let minutes: i64 = print.running.iter().map(|p| p.actual_minutes).sum();
        let mut request = json!({
            "id": job.id, "operation_id": print.operation, "quantity_good": text(all - failed),
            "run_minutes": minutes.to_string(), "materials": self.spools_for(print.operation, all)?,
        });
        if failed > Decimal::ZERO {
            let fault = print.running.iter().find_map(|p| p.fault).unwrap_or_default();
            request["quantity_scrapped"] = json!(text(failed));
            request["scrap_reason_id"] = json!(self.rows.scrap_reasons.get(fault));
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
        let plates = std::mem::take(&mut print.running);
        let (operation, recipe) = (print.operation, print.recipe.clone());
        let is_over = print.left <= Decimal::ZERO;
        self.keep_prints(job.id, operation, &recipe, &plates)?;
        Ok(is_over)
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

    fn assemble(&self, job: &mut Job, operation: OperationId) -> Result<bool> {
        self.act(Who::Desk, "work_orders.reserve", json!({ "id": job.id }), production::release::reserve)?;
        self.finish(job, Some(operation))
    }

    /// Reports what is left and takes the goods in. The bench takes a little more or less time than planned.
    fn finish(&self, job: &mut Job, bench: Option<OperationId>) -> Result<bool> {
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
