//! The printers: which plate lies on which, since when, and what became of it.

use serde_json::json;
use spoolyard_types::ids::{OperationId, PrinterId, WorkOrderId};
use spoolyard_types::{Date, Decimal, Entered, Quantity, Text, Timestamp};

use super::build::{Build, Who};
use super::demand::cases;
use super::floor::{Job, Print};
use super::sample::faulty;
use crate::bind;
use crate::error::Result;
use crate::farm::{self, JobStatus, LogMaintenance, MaintenanceType, PrinterStatus};

/// Plates are changed from this hour on.
const FILLED_FROM: (u32, u32) = (11, 10);
/// Minutes a printer works until the next morning: the night included, people's absence taken off.
const PRINTER_MINUTES: i64 = 16 * 60;
/// Minutes between two plates.
const CHANGE_MINUTES: i64 = 8;

/// A printer.
pub(super) struct Stand {
    pub(super) id: PrinterId,
    /// Codes of what it can melt.
    materials: Vec<String>,
    slots: usize,
    /// It stands open on the last day.
    is_open_now: bool,
    free_from: Timestamp,
    free_minutes: i64,
}

/// What a plate takes.
#[derive(Clone)]
pub(super) struct Recipe {
    gcode_file: String,
    materials: Vec<String>,
    units: Decimal,
    minutes: i64,
    mass_g: Decimal,
}

/// A plate on a printer.
pub(super) struct Plate {
    /// The printer's place among the stands.
    pub(super) stand: usize,
    printer: PrinterId,
    begins: Timestamp,
    pub(super) actual_minutes: i64,
    pub(super) units: Decimal,
    /// Why it failed: the place of a reason among the reasons for scrap.
    pub(super) fault: Option<usize>,
    progress_percent: i64,
}

fn later(at: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::new(at.get() + chrono::TimeDelta::minutes(minutes))
}

impl Build<'_> {
    /// Every printer, empty.
    pub(super) fn stands(&self) -> Result<Vec<Stand>> {
        let mut out = Vec::with_capacity(self.sample.printers.len());
        for printer in &self.sample.printers {
            let id: Option<PrinterId> =
                self.store().value("SELECT id FROM printers WHERE code = ?1", bind![printer.code])?;
            out.push(Stand {
                id: id.ok_or_else(|| faulty("printers.json", &printer.code))?,
                materials: printer.capabilities.materials.clone(),
                slots: printer.capabilities.slots,
                is_open_now: printer.maintenance.is_open_now,
                free_from: self.store().now(),
                free_minutes: 0,
            });
        }
        Ok(out)
    }

    /// What a plate of an item takes, as its slicer file says.
    pub(super) fn recipe_of(&self, sku: &str, units: u32) -> Result<Recipe> {
        let product = self.sample.products.iter().find(|p| p.sku == sku);
        let file = product.and_then(|p| p.gcode_file.clone());
        let file = file.ok_or_else(|| faulty("products.json", format!("{sku} has no plate")))?;
        let estimate = self.sample.estimate(&file)?;
        let lines = self.sample.boms.iter().filter(|b| b.product == sku).flat_map(|b| &b.lines);
        let filaments = lines.filter_map(|l| self.sample.filaments.iter().find(|f| f.sku == l.component));
        Ok(Recipe {
            gcode_file: file,
            materials: filaments.map(|f| f.material_type.clone()).collect(),
            units: Decimal::from(units.max(1)),
            minutes: i64::try_from(estimate.minutes.ceil()).unwrap_or(1).max(1),
            mass_g: estimate.mass_g,
        })
    }

    /// The printers are free again.
    pub(super) fn open_morning(&self, stands: &mut [Stand], day: Date) -> Result<()> {
        let from = self.at(day, FILLED_FROM.0, FILLED_FROM.1)?;
        for stand in stands {
            let is_open = stand.is_open_now && day >= self.today.plus_days(-1);
            stand.free_from = from;
            stand.free_minutes = if is_open { 0 } else { PRINTER_MINUTES };
        }
        Ok(())
    }

    /// Lays plates of an order on the printers that can print it, on the one that is free longest first.
    pub(super) fn fill(&self, print: &mut Print, stands: &mut [Stand]) -> Result<()> {
        let recipe = print.recipe.clone();
        let failures = cases(self.sample.sales.behaviour.print_failure_percent);
        let reasons = i64::try_from(self.rows.scrap_reasons.len()).unwrap_or(1);
        while print.left > Decimal::ZERO {
            let can = |s: &Stand| {
                s.free_minutes >= recipe.minutes
                    && s.slots >= recipe.materials.len()
                    && recipe.materials.iter().all(|m| s.materials.contains(m))
            };
            let best = stands.iter().enumerate().filter(|(_, s)| can(s));
            let best = best.max_by_key(|(nth, s)| (s.free_minutes, usize::MAX - nth)).map(|(nth, _)| nth);
            let Some((nth, stand)) = best.and_then(|nth| stands.get_mut(nth).map(|s| (nth, s))) else {
                break;
            };
            let mut random = self.random.borrow_mut();
            let fault = random.in_ten_thousand(failures).then(|| random.between(0, reasons - 1));
            let progress_percent = if fault.is_some() { random.between(15, 95) } else { 100 };
            let took = recipe.minutes * random.between(97, 106) * progress_percent / 10_000;
            print.running.push(Plate {
                stand: nth,
                printer: stand.id,
                begins: stand.free_from,
                actual_minutes: took.max(1),
                units: recipe.units.min(print.left),
                fault: fault.and_then(|at| usize::try_from(at).ok()),
                progress_percent,
            });
            stand.free_from = later(stand.free_from, took + CHANGE_MINUTES);
            stand.free_minutes -= recipe.minutes + CHANGE_MINUTES;
            print.left -= recipe.units.min(print.left);
        }
        Ok(())
    }

    /// Keeps the prints that were reported.
    pub(super) fn keep_prints(
        &self,
        work_order: WorkOrderId,
        operation: OperationId,
        recipe: &Recipe,
        plates: &[Plate],
    ) -> Result<()> {
        let request = json!({ "operation_id": operation, "plates": plates.len() });
        self.step(Who::Floor, "print_jobs.record", request, |w| {
            for plate in plates {
                farm::record_print(w, &self.as_print(work_order, operation, recipe, plate)?)?;
            }
            Ok(())
        })
    }

    /// A print as it stands at the instant of the history, over or not.
    fn as_print(
        &self,
        work_order: WorkOrderId,
        operation: OperationId,
        recipe: &Recipe,
        plate: &Plate,
    ) -> Result<farm::Print> {
        let now = self.store().now();
        let ends = later(plate.begins, plate.actual_minutes);
        let gone = (now.get() - plate.begins.get()).num_minutes();
        let (status, progress) = match plate.fault {
            _ if gone < 0 => (JobStatus::Queued, 0),
            _ if ends > now => (JobStatus::Printing, gone * 100 / recipe.minutes.max(1)),
            Some(_) => (JobStatus::Failed, plate.progress_percent),
            None => (JobStatus::Completed, 100),
        };
        let has_begun = status != JobStatus::Queued;
        let is_over = matches!(status, JobStatus::Completed | JobStatus::Failed);
        let share = Decimal::from(plate.progress_percent) / Decimal::ONE_HUNDRED;
        let reason = plate.fault.and_then(|at| self.sample.company.scrap_reasons.get(at));
        Ok(farm::Print {
            work_order,
            operation,
            printer: has_begun.then_some(plate.printer),
            gcode_file: Some(recipe.gcode_file.clone()),
            status,
            estimated_minutes: recipe.minutes,
            actual_minutes: is_over.then_some(plate.actual_minutes),
            estimated_g: Quantity::rounded(recipe.mass_g)?,
            actual_g: if is_over {
                Some(Quantity::rounded((recipe.mass_g * share).round_dp(2))?)
            } else {
                None
            },
            queued_at: later(plate.begins, -25).min(now),
            started_at: has_begun.then_some(plate.begins),
            finished_at: is_over.then_some(ends),
            progress_percent: progress.min(if is_over { 100 } else { 99 }),
            failure_reason: reason.filter(|_| status == JobStatus::Failed).map(|r| r.name.clone()),
        })
    }

    /// How the printers stand when the history ends: at work, waiting, or open on the bench.
    pub(super) fn leave(&self, jobs: &[Job], stands: &[Stand]) -> Result<()> {
        let now = self.store().now();
        let mut busy = Vec::new();
        for job in jobs {
            let Some(print) = job.print.as_ref().filter(|p| !p.running.is_empty()) else { continue };
            self.keep_prints(job.id, print.operation, &print.recipe, &print.running)?;
            let at_work = |p: &&Plate| p.begins <= now && later(p.begins, p.actual_minutes) > now;
            busy.extend(print.running.iter().filter(at_work).map(|p| p.printer));
        }
        for stand in stands {
            let status = match () {
                () if stand.is_open_now => PrinterStatus::Maintenance,
                () if busy.contains(&stand.id) => PrinterStatus::Printing,
                () => PrinterStatus::Idle,
            };
            let request = json!({ "id": stand.id, "status": status });
            self.step(Who::Floor, "printers.seen", request, |w| farm::seen(w, stand.id, status))?;
        }
        Ok(())
    }

    /// What the floor does to its printers on a day.
    pub(super) fn keep_up(&self, stands: &[Stand], day: Date) -> Result<()> {
        for (printer, stand) in self.sample.printers.iter().zip(stands) {
            for done in
                printer.maintenance.log.iter().filter(|l| self.working(self.days_ago(l.days_ago)) == day)
            {
                let kind = MaintenanceType::ALL.iter().copied().find(|kind| kind.as_str() == done.kind);
                let log = LogMaintenance {
                    printer_id: stand.id,
                    maintenance_type: kind.ok_or_else(|| faulty("printers.json", &done.kind))?,
                    description: words(&done.description)?,
                    performed_by: Some(words("Diego Marín")?),
                    performed_at: None,
                    next_due_at: match done.next_due_in_days {
                        Some(days) => Some(self.at(day.plus_days(i64::from(days)), 9, 0)?),
                        None => None,
                    },
                    cost: done.cost.map(Entered),
                    downtime_minutes: done.downtime_minutes,
                    parts_used: done.parts_used.as_deref().map(words).transpose()?,
                    notes: None,
                };
                let request = json!(log);
                self.step(Who::Floor, "maintenance.log", request, |w| farm::log_maintenance(w, log.clone()))?;
            }
        }
        Ok(())
    }
}

/// A text of the sample, which fits.
fn words<const N: usize>(text: &str) -> Result<Text<N>> {
    Text::new(text).map_err(|_| faulty("printers.json", text))
}
