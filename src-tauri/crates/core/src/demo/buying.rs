//! Orders to vendors, on their days.

use serde_json::{Value, json};
use spoolyard_types::ids::{LocationId, PurchaseOrderId, PurchaseOrderLineId};
use spoolyard_types::{Date, Decimal, UnitCost};

use super::build::{Build, Who, row};
use super::masters::text;
use super::records::{PurchaseLine, PurchaseOrder};
use super::sample::faulty;
use crate::error::Result;
use crate::{bind, purchasing};

impl Build<'_> {
    /// What is ordered and what arrives on a day. `placed` remembers the rows of the orders.
    pub(super) fn buy(&self, day: Date, placed: &mut Vec<Option<PurchaseOrderId>>) -> Result<()> {
        placed.resize(self.sample.purchasing.len(), None);
        for (order, id) in self.sample.purchasing.iter().zip(placed.iter_mut()) {
            if self.days_ago(order.ordered_days_ago) == day {
                *id = Some(self.place(order)?);
            }
            if let (Some(ago), Some(id)) = (order.received_days_ago, *id)
                && self.days_ago(ago) == day
            {
                self.receive(order, id)?;
            }
        }
        Ok(())
    }

    fn place(&self, order: &PurchaseOrder) -> Result<PurchaseOrderId> {
        let vendor = self.sample.vendors.iter().find(|v| v.code == order.vendor);
        let vendor = vendor.ok_or_else(|| faulty("purchasing.json", &order.vendor))?;
        let mut lines = Vec::with_capacity(order.lines.len());
        for line in &order.lines {
            let bought = self.bought(line)?;
            lines.push(json!({
                "product_id": row(&self.rows.products, &line.sku)?, "quantity": line.quantity,
                "unit_cost": bought.unit_cost, "vendor_sku": bought.vendor_sku,
            }));
        }
        let first = order.lines.first().ok_or_else(|| faulty("purchasing.json", "an order without lines"))?;
        let request = json!({
            "vendor_id": row(&self.rows.vendors, &order.vendor)?,
            "location_id": self.bought(first)?.location,
            "expected_date": self.today.plus_days(i64::from(order.expected_in_days)),
            "shipping_cost": vendor.shipping_cost, "lands_freight": true, "lands_tax": false,
            "terms": vendor.payment_terms, "lines": lines,
        });
        let id = self.act(Who::Owner, "purchasing.create", request, purchasing::create_order)?.id;
        if order.status != "draft" {
            self.act(Who::Owner, "purchasing.order", json!({ "id": id }), purchasing::order)?;
        }
        Ok(id)
    }

    fn receive(&self, order: &PurchaseOrder, id: PurchaseOrderId) -> Result<()> {
        let rows: Vec<PurchaseOrderLineId> = self.store().values(
            "SELECT id FROM purchase_order_lines WHERE purchase_order_id = ?1 ORDER BY line_number",
            bind![id],
        )?;
        let mut lines = Vec::new();
        for (line, row) in order.lines.iter().zip(rows) {
            let quantity = line.received_quantity.unwrap_or(line.quantity);
            if !quantity.is_positive() {
                continue;
            }
            let mut came = json!({ "line_id": row, "quantity": quantity, "spools": self.spools_of(line, quantity.get()) });
            if self.sample.filaments.iter().any(|f| f.sku == line.sku) {
                came["vendor_lot_number"] = json!(format!("{}-{}", order.vendor, id.get()));
            }
            lines.push(came);
        }
        let request = json!({ "id": id, "lines": lines });
        self.act(Who::Desk, "purchasing.receive", request, purchasing::receive)?;
        Ok(())
    }

    fn spools_of(&self, line: &PurchaseLine, quantity: Decimal) -> Vec<Value> {
        let Some(filament) = self.sample.filaments.iter().find(|f| f.sku == line.sku) else {
            return Vec::new();
        };
        let weight_kg = filament.spool_mass_g.get() / Decimal::ONE_THOUSAND;
        let mut left = quantity;
        let mut spools = Vec::new();
        while left > Decimal::ZERO {
            spools.push(json!({ "weight_kg": text(weight_kg) }));
            left -= Decimal::ONE;
        }
        spools
    }

    fn bought(&self, line: &PurchaseLine) -> Result<Bought<'_>> {
        let place = |code: &str| row(&self.rows.locations, code);
        if let Some(filament) = self.sample.filaments.iter().find(|f| f.sku == line.sku) {
            return Ok(Bought {
                unit_cost: UnitCost::new(filament.cost_per_spool.get())?,
                vendor_sku: &filament.vendor_sku,
                location: place(&filament.location)?,
            });
        }
        let product = self.sample.products.iter().find(|p| p.sku == line.sku);
        let product = product.ok_or_else(|| faulty("purchasing.json", &line.sku))?;
        let known = product.vendor_unit_cost.zip(product.vendor_sku.as_deref());
        let (cost, vendor_sku) = known.ok_or_else(|| faulty("products.json", &line.sku))?;
        Ok(Bought { unit_cost: UnitCost::new(cost.get())?, vendor_sku, location: place(&product.location)? })
    }
}

struct Bought<'b> {
    unit_cost: UnitCost,
    vendor_sku: &'b str,
    location: LocationId,
}
