//! Which work orders a foreman writes in the morning: what is wanted and neither on the shelf nor in work.

use std::collections::BTreeMap;

use serde_json::json;
use spoolyard_types::ids::{ProductId, SalesOrderLineId, WorkOrderId};
use spoolyard_types::{Date, Decimal, Quantity};

use super::build::{Build, Who, row};
use super::masters::text;
use super::records::Product;
use crate::error::Result;
use crate::{bind, production};

crate::read_model! {
    struct Balance {
        product_id: ProductId,
        wanted: Quantity,
        there: Quantity,
        in_work: Quantity,
        wanted_on: Option<Date>,
    }

    struct BigLine {
        id: SalesOrderLineId,
        product_id: ProductId,
        missing: Quantity,
        requested_date: Option<Date>,
    }
}

/// A line of at least this many pieces that is not kept on the shelf gets a work order of its own.
const BIG: i64 = 6_000_000;

const BALANCES: &str = "
    SELECT p.id AS product_id,
        coalesce((SELECT sum(l.quantity - l.shipped_quantity) FROM sales_order_lines l
                  JOIN sales_orders o ON o.id = l.sales_order_id AND o.status IN ('confirmed', 'in_progress')
                  WHERE l.product_id = p.id AND l.is_cancelled = 0), 0)
        + coalesce((SELECT sum(max(m.quantity_required - m.quantity_consumed, 0))
                    FROM production_order_operation_materials m
                    JOIN production_order_operations op ON op.id = m.production_order_operation_id
                    JOIN production_orders w ON w.id = op.production_order_id
                    WHERE m.component_id = p.id AND w.status IN ('released', 'in_progress', 'on_hold')), 0) AS wanted,
        coalesce((SELECT sum(i.on_hand_quantity) FROM inventory i WHERE i.product_id = p.id), 0) AS there,
        coalesce((SELECT sum(max(w.quantity_ordered - w.quantity_scrapped, 0)) FROM production_orders w
                  WHERE w.product_id = p.id AND w.status IN ('draft', 'released', 'in_progress', 'on_hold')), 0) AS in_work,
        (SELECT min(o.requested_date) FROM sales_order_lines l
         JOIN sales_orders o ON o.id = l.sales_order_id AND o.status IN ('confirmed', 'in_progress')
         WHERE l.product_id = p.id AND l.is_cancelled = 0
           AND l.quantity - l.shipped_quantity > l.allocated_quantity) AS wanted_on
    FROM products p WHERE p.procurement_type = 'make' AND p.item_type = ?1 ORDER BY p.id";

/// Rounded up to a multiple.
fn up_to(quantity: Decimal, multiple: Decimal) -> Decimal {
    if multiple <= Decimal::ZERO { quantity.ceil() } else { (quantity / multiple).ceil() * multiple }
}

impl Build<'_> {
    /// Writes and releases the work orders of a morning: goods first, then the parts that these take.
    pub(super) fn schedule(&self, day: Date) -> Result<Vec<WorkOrderId>> {
        let mut out = self.for_big_lines(day)?;
        for (kind, days) in [("finished_good", 4), ("component", 2)] {
            let balances: Vec<Balance> = self.store().all(BALANCES, bind![kind])?;
            let by_id: BTreeMap<ProductId, &Product> = self
                .sample
                .products
                .iter()
                .filter_map(|p| self.rows.products.get(&p.sku).map(|id| (*id, p)))
                .collect();
            for balance in &balances {
                let Some(product) = by_id.get(&balance.product_id) else { continue };
                let Some(quantity) = self.to_make(product, balance)? else { continue };
                let due = balance.wanted_on.filter(|_| kind == "finished_good");
                let due =
                    due.map_or(day.plus_days(days), |wanted| wanted.plus_days(-1).max(day.plus_days(1)));
                out.push(self.write_order(product, quantity, due, None)?);
            }
        }
        Ok(out)
    }

    /// How many to make, if any: what is missing, or up to the shelf's target once it fell below its point.
    fn to_make(&self, product: &Product, balance: &Balance) -> Result<Option<Quantity>> {
        let left = balance.there.get() + balance.in_work.get() - balance.wanted.get();
        let point = product.reorder_point.map(Quantity::get);
        let quantity = match point {
            Some(point) if left < point => point * Decimal::TWO + product.safety_stock.get() - left,
            Some(_) => return Ok(None),
            None if left < product.safety_stock.get() => product.safety_stock.get() - left,
            None => return Ok(None),
        };
        let multiple = product.fixed_order_qty.or(product.order_multiple).map_or(Decimal::ONE, Quantity::get);
        Ok(Some(Quantity::new(up_to(quantity, multiple))?))
    }

    /// Large lines of goods that are made to order have work orders of their own.
    fn for_big_lines(&self, day: Date) -> Result<Vec<WorkOrderId>> {
        let lines: Vec<BigLine> = self.store().all(
            "SELECT l.id, l.product_id, l.quantity - l.shipped_quantity - l.allocated_quantity AS missing,
                 o.requested_date
             FROM sales_order_lines l JOIN sales_orders o ON o.id = l.sales_order_id JOIN products p ON p.id = l.product_id
             WHERE o.status IN ('confirmed', 'in_progress') AND l.is_cancelled = 0
               AND p.stocking_policy = 'on_demand' AND p.procurement_type = 'make'
               AND l.quantity - l.shipped_quantity - l.allocated_quantity >= ?1
               AND NOT EXISTS (SELECT 1 FROM production_orders w WHERE w.sales_order_line_id = l.id)
             ORDER BY o.requested_date, l.id",
            bind![BIG],
        )?;
        let mut out = Vec::new();
        for line in lines {
            let own = self.sample.products.iter();
            let product = own.into_iter().find(|p| self.rows.products.get(&p.sku) == Some(&line.product_id));
            let Some(product) = product else { continue };
            let multiple = product.order_multiple.map_or(Decimal::ONE, Quantity::get);
            let quantity = Quantity::new(up_to(line.missing.get(), multiple))?;
            let due = line.requested_date.unwrap_or(day).plus_days(-1).max(day.plus_days(1));
            out.push(self.write_order(product, quantity, due, Some(line.id))?);
        }
        Ok(out)
    }

    fn write_order(
        &self,
        product: &Product,
        quantity: Quantity,
        due: Date,
        line: Option<SalesOrderLineId>,
    ) -> Result<WorkOrderId> {
        let request = json!({
            "product_id": row(&self.rows.products, &product.sku)?, "quantity": text(quantity.get()),
            "due_date": due, "sales_order_line_id": line, "priority": if line.is_some() { 2 } else { 3 },
            "location_id": row(&self.rows.locations, &product.location)?,
        });
        let id = self.act(Who::Floor, "work_orders.create", request, production::create)?;
        self.act(Who::Floor, "work_orders.release", json!({ "id": id }), production::release::release)?;
        Ok(id)
    }
}
