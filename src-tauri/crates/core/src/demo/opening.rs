//! How things are made, and what lay on the shelf on the first morning.

use std::collections::BTreeMap;

use serde_json::json;
use spoolyard_types::{Code, Decimal, Quantity, UnitCost};

use super::build::{Build, Who, row};
use super::masters::text;
use super::records::Filament;
use crate::error::{Result, refuse};
use crate::inventory::{self, NewLot, NewSpool, Receive, Reference, ReferenceType};
use crate::ledger::{AccountRole, Event};
use crate::{engineering, production};

impl Build<'_> {
    /// Bills of material and routings; grams and print times come from the plates.
    pub(super) fn recipes(&self) -> Result<()> {
        for bom in &self.sample.boms {
            let mut lines = Vec::with_capacity(bom.lines.len());
            for line in &bom.lines {
                lines.push(json!({
                    "component_id": row(&self.rows.products, &line.component)?, "sequence": line.sequence,
                    "quantity": text(self.sample.quantity_of(line)?), "unit": line.unit,
                    "consume_stage": line.consume_stage, "scrap_factor": line.scrap_factor,
                }));
            }
            let product = row(&self.rows.products, &bom.product)?;
            let request = json!({ "product_id": product, "code": bom.code, "lines": lines });
            self.act(Who::Owner, "boms.save", request, engineering::bom::save)?;
        }
        for routing in &self.sample.routings {
            let mut operations = Vec::with_capacity(routing.operations.len());
            for operation in &routing.operations {
                operations.push(json!({
                    "sequence": operation.sequence, "operation_code": operation.operation_code,
                    "operation_name": operation.operation_name,
                    "work_center_id": row(&self.rows.work_centers, &operation.work_center)?,
                    "setup_time_minutes": operation.setup_time_minutes,
                    "run_time_minutes": text(self.sample.minutes_of(operation)?),
                    "runtime_source": operation.runtime_source, "slicer_file_path": operation.minutes_from,
                    "units_per_cycle": operation.units_per_cycle,
                    "scrap_rate_percent": operation.scrap_rate_percent,
                }));
            }
            let product = row(&self.rows.products, &routing.product)?;
            let request = json!({ "product_id": product, "code": routing.code, "operations": operations });
            self.act(Who::Owner, "routings.save", request, engineering::routing::save)?;
        }
        Ok(())
    }

    /// Opening stock. Pieces with serial numbers are made on the first morning, because a number belongs to
    /// the work order that made its piece; what they take is added to the shelf first.
    pub(super) fn opening_stock(&self) -> Result<()> {
        let day = self.days_ago(self.sample.sales.history_days);
        let mut extra: BTreeMap<&str, Decimal> = BTreeMap::new();
        let serial = |sku: &str| self.sample.products.iter().any(|p| p.sku == sku && p.track_serials);
        for product in self.sample.products.iter().filter(|p| p.track_serials) {
            let lines = self.sample.boms.iter().filter(|b| b.product == product.sku).flat_map(|b| &b.lines);
            for line in lines.filter(|l| l.consume_stage == "production") {
                let share = Decimal::ONE + line.scrap_factor.get() / Decimal::ONE_HUNDRED;
                let need = self.sample.quantity_of(line)? * product.opening_stock.get() * share;
                *extra.entry(line.component.as_str()).or_default() += need.ceil();
            }
        }
        let mut lines = Vec::new();
        for product in self.sample.products.iter().filter(|p| !serial(&p.sku)) {
            let quantity =
                product.opening_stock.get() + extra.get(product.sku.as_str()).copied().unwrap_or_default();
            if quantity > Decimal::ZERO {
                lines.push(json!({
                    "product_id": row(&self.rows.products, &product.sku)?,
                    "location_id": row(&self.rows.locations, &product.location)?,
                    "quantity": text(quantity),
                    "unit_cost": product.standard_cost.or(product.last_cost).unwrap_or_default(),
                }));
            }
        }
        let request = json!({ "date": day, "lines": lines });
        self.act(Who::Owner, "inventory.opening_stock", request, inventory::opening_stock)?;
        for filament in &self.sample.filaments {
            self.spools(filament)?;
        }
        for product in self.sample.products.iter().filter(|p| p.track_serials) {
            self.first_pieces(&product.sku, product.opening_stock, &product.location)?;
        }
        Ok(())
    }

    /// A lot of each supplier's lot, and its spools.
    fn spools(&self, filament: &Filament) -> Result<()> {
        let day = self.days_ago(self.sample.sales.history_days);
        let product = row(&self.rows.products, &filament.sku)?;
        let location = row(&self.rows.locations, &filament.location)?;
        let cost = UnitCost::rounded(filament.cost_per_spool.get() / filament.spool_mass_g.get())?;
        let mut lots: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for spool in &filament.spools {
            lots.entry(spool.supplier_lot.as_str()).or_default().push(spool);
        }
        let request = json!({ "product_id": product, "quantity": filament.opening_stock_g });
        self.step(Who::Owner, "inventory.opening_stock", request, |w| {
            let mut event = Event::new(day, format!("Opening stock of {}", filament.sku), "inventory", 0);
            for (supplier_lot, spools) in lots {
                let received = spools.iter().map(|s| s.received_days_ago).max().unwrap_or_default();
                let lot = inventory::create_lot(
                    w,
                    NewLot {
                        vendor: Some(row(&self.rows.vendors, &filament.vendor)?),
                        vendor_lot_number: Some(supplier_lot.to_owned()),
                        unit_cost: Some(cost),
                        ..NewLot::of(product, self.days_ago(received), location)
                    },
                )?;
                let mut quantity = Quantity::ZERO;
                for spool in spools {
                    quantity = quantity.plus(spool.remaining_mass_g)?;
                    inventory::create_spool(
                        w,
                        NewSpool {
                            product,
                            spool_number: None,
                            weight_kg: Quantity::new(spool.remaining_mass_g.get() / Decimal::ONE_THOUSAND)?,
                            empty_weight_kg: None,
                            location,
                            lot: Some(lot),
                            supplier_lot_number: Some(supplier_lot.to_owned()),
                            unit_cost: Some(cost),
                            expires: None,
                            date: self.days_ago(spool.received_days_ago),
                        },
                    )?;
                }
                let goods = Receive {
                    product,
                    location,
                    quantity,
                    value: cost.times(quantity)?,
                    against: AccountRole::OpeningBalance,
                    work_order: None,
                    reference: Reference::bare(ReferenceType::Opening),
                    lot: Some(lot),
                    serial: None,
                    notes: None,
                };
                inventory::receive(w, &mut event, goods)?;
            }
            w.about("product", product.get(), Some(&filament.sku));
            event.post(w)
        })?;
        Ok(())
    }

    fn first_pieces(&self, sku: &str, quantity: Quantity, location: &str) -> Result<()> {
        if !quantity.is_positive() {
            return Ok(());
        }
        let request = json!({
            "product_id": row(&self.rows.products, sku)?, "quantity": quantity,
            "due_date": self.days_ago(self.sample.sales.history_days),
            "location_id": row(&self.rows.locations, location)?, "notes": "The pieces on the shelf on the first day.",
        });
        let id = self.act(Who::Desk, "work_orders.create", request, production::create)?;
        let request = json!({ "id": id });
        self.act(Who::Desk, "work_orders.release", request.clone(), production::release::release)?;
        let done = self.act(Who::Desk, "work_orders.complete", request, production::finish::complete)?;
        if done.quantity_completed == quantity {
            return Ok(());
        }
        Err(refuse(Code::Internal, format!("Only {} of {sku} were made.", done.quantity_completed)))
    }
}
