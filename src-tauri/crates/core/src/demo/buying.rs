//! Orders to vendors: placed as the plan asks for them, and received when they come.

use serde_json::{Value, json};
use spoolyard_types::ids::{LocationId, ProductId, PurchaseOrderId, PurchaseOrderLineId, VendorId};
use spoolyard_types::{Date, Decimal, Quantity};

use super::build::{Build, Who, row};
use super::demand::cases;
use super::masters::text;
use super::records::Vendor;
use super::sample::faulty;
use crate::error::Result;
use crate::{bind, purchasing};

/// Within these last days of the history one order is late and one came in part: what a farm looks like on any day.
const LAST_DAYS: i64 = 6;
const LATE_DAYS: i64 = 3;

/// An order that was placed, until all of it is there.
pub(super) struct Coming {
    id: PurchaseOrderId,
    promised: Date,
    on: Date,
    /// When the rest comes, where the first parcel brings only a part.
    rest: Option<Date>,
    is_there: bool,
}

crate::read_model! {
    struct Line {
        id: PurchaseOrderLineId,
        product_id: ProductId,
        sku: String,
        quantity: Quantity,
        open: Quantity,
        unit_cost: spoolyard_types::UnitCost,
        vendor_sku: Option<String>,
        vendor_id: VendorId,
    }
}

impl Build<'_> {
    /// Places the drafts of a morning. Each vendor says when his goods come, and mostly keeps his word.
    pub(super) fn place(
        &self,
        drafts: &[PurchaseOrderId],
        day: Date,
        coming: &mut Vec<Coming>,
    ) -> Result<()> {
        for id in drafts {
            let lines = self.lines_of(*id)?;
            let Some(first) = lines.first() else { continue };
            let vendor = self.vendor_of(first)?;
            let promised = self.working_days_after(day, vendor.lead_time_days);
            let mut wanted = Vec::with_capacity(lines.len());
            for line in &lines {
                wanted.push(json!({
                    "id": line.id, "product_id": line.product_id, "quantity": line.quantity,
                    "unit_cost": line.unit_cost, "vendor_sku": line.vendor_sku, "expected_date": promised,
                }));
            }
            let request = json!({ "id": id, "order": {
                "vendor_id": first.vendor_id, "location_id": self.place_of(&first.sku)?, "expected_date": promised,
                "shipping_cost": vendor.shipping_cost, "lands_freight": true, "lands_tax": false,
                "terms": vendor.payment_terms, "lines": wanted,
            }});
            self.act(Who::Owner, "purchasing.update", request, purchasing::update_order)?;
            self.act(Who::Owner, "purchasing.order", json!({ "id": id }), purchasing::order)?;
            coming.push(self.draw_arrival(*id, promised, coming));
        }
        Ok(())
    }

    fn draw_arrival(&self, id: PurchaseOrderId, promised: Date, coming: &[Coming]) -> Coming {
        let habits = &self.sample.sales.behaviour;
        let mut random = self.random.borrow_mut();
        let is_on_time = random.in_ten_thousand(cases(habits.received_on_time_percent));
        let late = random.between(1, 3);
        let in_parts = random.in_ten_thousand(cases(habits.received_in_parts_percent));
        let after = |days: i64| self.working(promised.plus_days(days));
        if promised < self.today && promised >= self.today.plus_days(-LAST_DAYS) {
            let after_today = self.working(self.today.plus_days(2));
            let is_late = |c: &Coming| c.promised < self.today && c.on > self.today;
            if promised >= self.today.plus_days(-LATE_DAYS) && !coming.iter().any(is_late) {
                return Coming { id, promised, on: after_today, rest: None, is_there: false };
            }
            if !coming.iter().any(|c| c.rest.is_some_and(|rest| rest > self.today)) {
                return Coming { id, promised, on: promised, rest: Some(after_today), is_there: false };
            }
        }
        Coming {
            id,
            promised,
            on: if is_on_time { promised } else { after(late) },
            rest: in_parts.then(|| after(late + 3)),
            is_there: false,
        }
    }

    /// What the vendors' parcels bring on a day.
    pub(super) fn receive(&self, coming: &mut Vec<Coming>, day: Date) -> Result<()> {
        for order in coming.iter_mut().filter(|c| c.on <= day) {
            let lines = self.lines_of(order.id)?;
            let mut came = Vec::new();
            for (nth, line) in lines.iter().enumerate().filter(|(_, line)| line.open.is_positive()) {
                let mut quantity = line.open.get();
                // The last line is the one that is short; an order of one line is short by half of it.
                if order.rest.is_some() && nth + 1 == lines.len() {
                    quantity = if nth == 0 { (quantity / Decimal::TWO).floor() } else { Decimal::ZERO };
                }
                if quantity > Decimal::ZERO {
                    came.push(self.parcel_line(line, quantity, order.id)?);
                }
            }
            if let (Some(first), false) = (lines.first(), came.is_empty()) {
                let request =
                    json!({ "id": order.id, "lines": came, "location_id": self.place_of(&first.sku)? });
                self.act(Who::Desk, "purchasing.receive", request, purchasing::receive)?;
            }
            order.is_there = order.rest.is_none();
            order.on = order.rest.take().unwrap_or(order.on);
        }
        coming.retain(|c| !c.is_there);
        Ok(())
    }

    fn parcel_line(&self, line: &Line, quantity: Decimal, order: PurchaseOrderId) -> Result<Value> {
        let mut came = json!({ "line_id": line.id, "quantity": text(quantity), "spools": self.spools_of(&line.sku, quantity) });
        if self.sample.filaments.iter().any(|f| f.sku == line.sku) {
            let vendor = self.vendor_of(line)?;
            came["vendor_lot_number"] = json!(format!("{}-{}", vendor.code, order.get()));
        }
        Ok(came)
    }

    fn lines_of(&self, id: PurchaseOrderId) -> Result<Vec<Line>> {
        self.store().all(
            "SELECT l.id, l.product_id, p.sku, l.quantity_ordered AS quantity,
                 l.quantity_ordered - l.quantity_received AS open, l.unit_cost, l.vendor_sku, o.vendor_id
             FROM purchase_order_lines l JOIN purchase_orders o ON o.id = l.purchase_order_id
             JOIN products p ON p.id = l.product_id
             WHERE l.purchase_order_id = ?1 ORDER BY l.line_number",
            bind![id],
        )
    }

    fn spools_of(&self, sku: &str, quantity: Decimal) -> Vec<Value> {
        let Some(filament) = self.sample.filaments.iter().find(|f| f.sku == sku) else {
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

    fn vendor_of(&self, line: &Line) -> Result<&Vendor> {
        let code = self.rows.vendors.iter().find(|(_, id)| **id == line.vendor_id).map(|(code, _)| code);
        let vendor = self.sample.vendors.iter().find(|v| Some(&v.code) == code);
        vendor.ok_or_else(|| faulty("vendors.json", format!("nobody sells {}", line.sku)))
    }

    /// Where an item lies.
    pub(super) fn place_of(&self, sku: &str) -> Result<LocationId> {
        let filament = self.sample.filaments.iter().find(|f| f.sku == sku).map(|f| &f.location);
        let product = self.sample.products.iter().find(|p| p.sku == sku).map(|p| &p.location);
        let place = filament.or(product).ok_or_else(|| faulty("products.json", sku))?;
        row(&self.rows.locations, place)
    }
}
