//! A generated farm in a store, row by row: planning data alone, no history of movements and no prices.

use std::collections::HashMap;

use spoolyard_planning::generate::{FarmSize, farm};
use spoolyard_planning::{Item, LotPolicy, Procurement, Snapshot, SupplyKind};
use spoolyard_types::{Actor, Code, Date, Quantity, Role};

use crate::app::App;
use crate::bind;
use crate::catalog::model as words;
use crate::db::{Intent, Write};
use crate::error::{Result, refuse};

/// What was made.
pub(super) struct Counted {
    pub(super) items: usize,
    pub(super) bom_lines: usize,
    pub(super) demands: usize,
}

/// Sales lines of one order.
const LINES_OF_AN_ORDER: usize = 4;

/// Fills a store that holds no products: five bill lines an item, five sales lines an item up to 200,000.
pub(super) fn fill(app: &App, items: u32) -> Result<Counted> {
    let size = FarmSize {
        items: items.max(100),
        bom_lines: items.max(100) * 5,
        demands: (items.max(100) * 5).min(200_000),
    };
    let farm = farm(1, size);
    let intent = Intent::new(Actor::spoolyard(), Role::Admin, "bench.make");
    app.write(&intent, |w| {
        if w.value::<i64>("SELECT 1 FROM products LIMIT 1", [])?.is_some() {
            return Err(refuse(
                Code::WrongState,
                "This farm holds products already. Measure with a new file.",
            ));
        }
        // The generated farm has its own first day; here it begins today.
        let shift = (w.today()?.get() - farm.today).num_days();
        products(w, &farm)?;
        bills(w, &farm)?;
        sales(w, &farm, shift)?;
        supplies(w, &farm, shift)
    })?;
    Ok(Counted { items: farm.items.len(), bom_lines: farm.bom.len(), demands: farm.demands.len() })
}

fn id(item: u32) -> i64 {
    i64::from(item) + 1
}

fn whole_days(item: &Item) -> i64 {
    item.lead_time / 1_000_000
}

fn lot_policy(policy: LotPolicy) -> words::LotPolicy {
    match policy {
        LotPolicy::LotForLot => words::LotPolicy::LotForLot,
        LotPolicy::FixedOrderQuantity => words::LotPolicy::Fixed,
        LotPolicy::PeriodOrderQuantity => words::LotPolicy::Period,
        LotPolicy::EconomicOrderQuantity => words::LotPolicy::Economic,
        LotPolicy::WagnerWhitin => words::LotPolicy::WagnerWhitin,
        LotPolicy::SilverMeal => words::LotPolicy::SilverMeal,
        LotPolicy::LeastTotalCost => words::LotPolicy::LeastTotalCost,
        LotPolicy::LeastUnitCost => words::LotPolicy::LeastUnitCost,
    }
}

fn products(w: &Write<'_>, farm: &Snapshot) -> Result<()> {
    let vendor =
        w.insert("INSERT INTO vendors (code, name, lead_time_days) VALUES ('BENCH', 'Bench', 5)", [])?;
    for (item, place) in farm.items.iter().zip(0..) {
        let makes = item.procurement == Procurement::Make;
        let positive = |qty: i64| Some(qty).filter(|qty| *qty > 0);
        w.insert(
            "INSERT INTO products (id, sku, name, unit, purchase_uom, item_type, procurement_type, lead_time_days,
                 safety_stock, order_multiple, lot_policy, poq_days, order_cost, average_cost, yield_percent,
                 is_phantom, preferred_vendor_id)
             VALUES (?1, ?2, ?2, 'EA', 'EA', ?3, ?4, ?5, ?6, ?7, ?8, ?9, 20000000, 1000000, ?10, ?11, ?12)",
            bind![
                id(place),
                item.sku,
                if makes { "component" } else { "material" },
                if makes { "make" } else { "buy" },
                whole_days(item),
                item.safety_stock,
                positive(item.order_multiple),
                lot_policy(item.lot_policy),
                positive(i64::from(item.poq_days)),
                item.yield_percent,
                item.phantom,
                Some(vendor).filter(|_| !makes)
            ],
        )?;
        if item.on_hand > 0 {
            w.insert(
                "INSERT INTO inventory (product_id, location_id, on_hand_quantity) VALUES (?1, 1, ?2)",
                bind![id(place), item.on_hand],
            )?;
        }
    }
    Ok(())
}

fn bills(w: &Write<'_>, farm: &Snapshot) -> Result<()> {
    let mut bills: HashMap<u32, i64> = HashMap::new();
    for line in &farm.bom {
        let bill = match bills.get(&line.parent) {
            Some(bill) => *bill,
            None => {
                let bill = w.insert("INSERT INTO boms (product_id) VALUES (?1)", bind![id(line.parent)])?;
                bills.insert(line.parent, bill);
                bill
            }
        };
        let quantity = Quantity::from_micros(line.qty.of_rounded_up(1_000_000));
        w.insert(
            "INSERT INTO bom_lines (bom_id, component_id, quantity, unit, scrap_factor) VALUES (?1, ?2, ?3, 'EA', ?4)",
            bind![bill, id(line.component), quantity, line.scrap_percent],
        )?;
    }
    Ok(())
}

fn date(day: Option<chrono::NaiveDate>, shift: i64) -> Option<Date> {
    Some(Date::new(day?)?.plus_days(shift))
}

fn sales(w: &Write<'_>, farm: &Snapshot, shift: i64) -> Result<()> {
    let customer = w.insert(
        "INSERT INTO users (email, first_name, last_name, account_type, status, password_hash)
         VALUES ('bench@example.com', 'Ben', 'Ch', 'customer', 'active', '-')",
        [],
    )?;
    for (lines, nth) in farm.demands.chunks(LINES_OF_AN_ORDER).zip(1..) {
        let order = w.insert(
            "INSERT INTO sales_orders (user_id, order_number, order_type, quantity, material_type, unit_price,
                 total_price, grand_total, status, customer_name)
             VALUES (?1, ?2, 'line_item', 0, 'PLA', 0, 0, 0, 'confirmed', 'Ben Ch')",
            bind![customer, format!("SO-BENCH-{nth:06}")],
        )?;
        for line in lines {
            w.insert(
                "INSERT INTO sales_order_lines (sales_order_id, product_id, quantity, unit_price, total, unit,
                     requested_date)
                 VALUES (?1, ?2, ?3, 0, 0, 'EA', ?4)",
                bind![order, id(line.item), line.qty, date(line.date, shift)],
            )?;
        }
    }
    Ok(())
}

fn supplies(w: &Write<'_>, farm: &Snapshot, shift: i64) -> Result<()> {
    for (supply, nth) in farm.supplies.iter().zip(1..) {
        let day = date(supply.date, shift);
        match supply.kind {
            SupplyKind::WorkOrder => {
                w.insert(
                    "INSERT INTO production_orders (code, product_id, quantity_ordered, status, due_date)
                     VALUES (?1, ?2, ?3, 'released', ?4)",
                    bind![format!("WO-BENCH-{nth:06}"), id(supply.item), supply.qty, day],
                )?;
            }
            SupplyKind::PurchaseOrder | SupplyKind::OnHand | SupplyKind::PlannedFirm => {
                let order = w.insert(
                    "INSERT INTO purchase_orders (po_number, vendor_id, status, expected_date)
                     VALUES (?1, (SELECT max(id) FROM vendors), 'ordered', ?2)",
                    bind![format!("PO-BENCH-{nth:06}"), day],
                )?;
                w.insert(
                    "INSERT INTO purchase_order_lines (purchase_order_id, product_id, line_number, quantity_ordered,
                         unit_cost, line_total, purchase_factor, purchase_unit)
                     VALUES (?1, ?2, 1, ?3, 0, 0, 1000000, 'EA')",
                    bind![order, id(supply.item), supply.qty],
                )?;
            }
        }
    }
    Ok(())
}
