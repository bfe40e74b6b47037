//! Goods that are expected: purchases, work orders, planned orders.

use spoolyard_planning::quantity::ceil_div;
use spoolyard_planning::{ExistingOrder, Item, Procurement, Supply, SupplyKind};
use spoolyard_types::ids::{ProductId, WorkOrderId};
use spoolyard_types::{Date, Quantity};

use super::super::model::{DemandType, PlannedOrderStatus, PlannedOrderType};
use super::{Loaded, Look, Note, calendar};
use crate::bind;
use crate::db::{Read, column_at};
use crate::error::Result;

const WHOLE_PERCENT: i128 = 100_000_000;

crate::read_model! {
    struct PurchaseLine {
        id: i64,
        product_id: ProductId,
        open: Quantity,
        factor: Quantity,
        expected: Option<Date>,
        order_date: Option<Date>,
    }
}

// A draft counts when it was released from the plan: else what was released would be planned once more.
pub(super) const PURCHASES: &str =
    "SELECT l.id, l.product_id, l.quantity_ordered - l.quantity_received AS open,
       l.purchase_factor AS factor, coalesce(l.expected_date, po.expected_date) AS expected, po.order_date
     FROM purchase_orders po JOIN purchase_order_lines l ON l.purchase_order_id = po.id
     WHERE ([+]po.status IN ('ordered', 'shipped', 'partial')
            OR ([+]po.status = 'draft' AND l.planned_order_id IS NOT NULL))
       AND l.quantity_received < l.quantity_ordered[[l.product_id]]
     ORDER BY l.id";

pub(super) fn purchases(r: &Read<'_>, look: Look<'_>, loaded: &mut Loaded) -> Result<()> {
    for row in r.all::<PurchaseLine>(&look.sql(PURCHASES), bind![look.key()])? {
        let Some(item) = loaded.position(row.product_id) else { continue };
        let qty = Quantity::rounded(row.open.get() * row.factor.get())?.micros();
        let lead = lead_days(&loaded.snapshot.items[item as usize], qty);
        let date = row.expected.or_else(|| row.order_date.map(|day| day.plus_days(lead)));
        loaded.snapshot.supplies.push(Supply {
            item,
            kind: SupplyKind::PurchaseOrder,
            id: row.id,
            qty,
            date: date.map(Date::get),
            start: None,
        });
    }
    Ok(())
}

pub(super) const PLANNED: &str =
    "SELECT id, order_type, product_id, quantity, due_date, start_date, status, source_demand_type,
       source_demand_id, vendor_id, bom_id
     FROM planned_orders WHERE [+]status IN ('planned', 'firmed')[[product_id]] ORDER BY id";

/// Firmed orders as supply, proposals so that they keep their ids.
pub(super) fn planned(r: &Read<'_>, look: Look<'_>, loaded: &mut Loaded) -> Result<()> {
    r.each(&look.sql(PLANNED), bind![look.key()], |row| {
        // A product that became a service has no plan; its proposals are dropped.
        let item = loaded.position(column_at(row, 2)?);
        let (id, qty) = (column_at(row, 0)?, column_at(row, 3)?);
        let (due, start): (Date, Date) = (column_at(row, 4)?, column_at(row, 5)?);
        match column_at(row, 6)? {
            PlannedOrderStatus::Planned => {
                let item = item.unwrap_or(u32::MAX);
                let procurement = match column_at(row, 1)? {
                    PlannedOrderType::Production => Procurement::Make,
                    PlannedOrderType::Purchase => Procurement::Buy,
                };
                let (due, start) = (due.get(), start.get());
                let order = ExistingOrder { id, item, procurement, qty, start, due };
                loaded.snapshot.existing.push(item, order);
                let origin: Option<DemandType> = column_at(row, 7)?;
                let note = Note {
                    origin: origin.zip(column_at(row, 8)?),
                    vendor: column_at(row, 9)?,
                    bom: column_at(row, 10)?,
                };
                loaded.notes.push(item, note);
            }
            PlannedOrderStatus::Firmed => {
                if let Some(item) = item {
                    let (date, start) = (Some(due.get()), Some(start.get()));
                    let firm = Supply { item, kind: SupplyKind::PlannedFirm, id, qty, date, start };
                    loaded.snapshot.supplies.push(firm);
                }
            }
            PlannedOrderStatus::Released => {}
        }
        Ok(())
    })
}

crate::read_model! {
    struct WorkRow {
        id: WorkOrderId,
        product_id: ProductId,
        status: String,
        remaining: Quantity,
        finished: Quantity,
        due: Option<Date>,
        start: Option<Date>,
    }
}

/// An open work order, for the needs of its components.
pub(super) struct Work {
    pub(super) id: WorkOrderId,
    pub(super) product: ProductId,
    /// Its materials are not copied yet.
    pub(super) is_draft: bool,
    pub(super) remaining: Quantity,
    /// When its components are needed; none when it has no date.
    pub(super) start: Option<Date>,
}

// What was reported good lies in the order until it is completed: nothing of it is on the shelf yet.
pub(super) const WORK_ORDERS: &str = "SELECT w.id, w.product_id, w.status,
       max(w.quantity_ordered - w.quantity_completed - w.quantity_scrapped, 0) AS remaining,
       w.quantity_completed AS finished,
       coalesce(w.due_date, substr(w.scheduled_end, 1, 10)) AS due,
       coalesce(substr(w.actual_start, 1, 10), substr(w.scheduled_start, 1, 10), p.start_date) AS start
     FROM production_orders w LEFT JOIN planned_orders p ON p.id = w.planned_order_id
     WHERE [+]w.status IN ('draft', 'released', 'in_progress', 'on_hold')[[w.product_id]]
     ORDER BY w.id";

pub(super) fn work_orders(r: &Read<'_>, look: Look<'_>, loaded: &mut Loaded) -> Result<Vec<Work>> {
    let today = r.today()?;
    let mut out = Vec::new();
    for row in r.all::<WorkRow>(&look.sql(WORK_ORDERS), bind![look.key()])? {
        let Some(position) = loaded.position(row.product_id) else { continue };
        let item = &loaded.snapshot.items[position as usize];
        let qty = row.remaining.micros();
        let good = (i128::from(qty) * i128::from(item.yield_percent) / WHOLE_PERCENT) as i64;
        let good = good.saturating_add(row.finished.micros());
        let lead = lead_days(item, qty);
        let counted = row
            .due
            .and_then(|due| Date::new(calendar::back(loaded.snapshot.calendar.as_ref(), due.get(), lead)));
        if good > 0 {
            loaded.snapshot.supplies.push(Supply {
                item: position,
                kind: SupplyKind::WorkOrder,
                id: row.id.get(),
                qty: good,
                date: row.due.map(Date::get),
                start: None,
            });
        }
        out.push(Work {
            id: row.id,
            product: row.product_id,
            is_draft: row.status == "draft",
            remaining: row.remaining,
            // What should lie ready already is needed today: the order itself is what is late.
            start: row.start.or(counted).map(|start| start.max(today)),
        });
    }
    Ok(out)
}

/// Whole days of lead time of a lot.
fn lead_days(item: &Item, qty: i64) -> i64 {
    let micros = i128::from(spoolyard_planning::quantity::MICROS);
    let variable = ceil_div(i128::from(item.lead_time_per_unit) * i128::from(qty.max(0)), micros);
    ceil_div(i128::from(item.lead_time) + variable, micros).min(36_500) as i64
}
