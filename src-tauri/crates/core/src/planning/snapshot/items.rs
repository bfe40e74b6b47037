//! Items with their planning data, what they are made of, and what may stand in for them.

use std::collections::HashMap;

use rust_decimal::Decimal;
use spoolyard_planning::quantity::{MICROS, Ratio, micros_from_decimal};
use spoolyard_planning::{BomLine, Item, LotCosts, LotPolicy, Per, Procurement, StockingPolicy, Substitute};
use spoolyard_types::ids::{BomId, ProductId, VendorId, WorkCenterId};
use spoolyard_types::{Percent, Quantity, UnitCost};

use super::super::model::MessageType;
use super::super::settings::PlanSettings;
use super::{Known, Loaded, Look, Trouble};
use crate::bind;
use crate::catalog::model as words;
use crate::catalog::model::PurchaseUnit;
use crate::catalog::units::UnitTable;
use crate::db::Read;
use crate::engineering::model::{ConsumeStage, QuantityPer};
use crate::engineering::recipe::{Operation, Recipe, Recipes};
use crate::error::Result;

/// Hours of work a day where a work center names none.
const USUAL_HOURS: i64 = 8;
const MINUTES_A_DAY: i64 = 24 * 60;
const WEEKS_A_YEAR: i64 = 52;

crate::read_model! {
    struct Row {
        id: ProductId,
        sku: String,
        unit: String,
        purchase_uom: String,
        purchase_factor: Option<Quantity>,
        procurement_type: words::Procurement,
        active: bool,
        lead_time_days: Option<u32>,
        lead_time_per_unit_days: Option<Quantity>,
        vendor_lead_time_days: Option<u32>,
        min_order_qty: Option<Quantity>,
        order_multiple: Option<Quantity>,
        max_order_qty: Option<Quantity>,
        reorder_point: Option<Quantity>,
        safety_stock: Quantity,
        stocking_policy: words::StockingPolicy,
        lot_policy: words::LotPolicy,
        lot_size: Option<Quantity>,
        poq_days: Option<u32>,
        order_cost: Option<UnitCost>,
        unit_cost: Option<UnitCost>,
        yield_percent: Percent,
        is_phantom: bool,
        vendor_id: Option<VendorId>,
        bom_id: Option<BomId>,
        has_routing: bool,
        on_hand: Quantity,
        allocated: Quantity,
        blocked: Quantity,
    }
}

// Of the vendors that have sold an item, the one marked as preferred and then the one used most stands in where the
// product names none.
pub(super) const ITEMS: &str = "SELECT p.id, p.sku, p.unit, p.purchase_uom, p.purchase_factor, p.procurement_type, p.active,
       p.lead_time_days, p.lead_time_per_unit_days, coalesce((SELECT min(vl.lead_time_days) FROM vendor_items vl
       WHERE vl.product_id = p.id AND vl.vendor_id = v.id), v.lead_time_days) AS vendor_lead_time_days, p.min_order_qty,
       p.order_multiple, p.max_order_qty, p.reorder_point, p.safety_stock, p.stocking_policy, p.lot_policy, p.lot_size,
       p.poq_days, p.order_cost, coalesce(p.average_cost, p.last_cost, p.standard_cost) AS unit_cost, p.yield_percent,
       p.is_phantom, v.id AS vendor_id, b.id AS bom_id, ro.id IS NOT NULL AS has_routing,
       coalesce(s.on_hand, 0) AS on_hand, coalesce(s.allocated, 0) AS allocated, coalesce(x.quantity, 0) AS blocked
     FROM products p
     LEFT JOIN (SELECT vi.product_id, vi.vendor_id, max(vi.is_preferred * 1000000000 + vi.times_ordered) AS best
                FROM vendor_items vi JOIN vendors ve ON ve.id = vi.vendor_id AND ve.is_active = 1
                WHERE vi.product_id IS NOT NULL[[vi.product_id]] GROUP BY vi.product_id) k ON k.product_id = p.id
     LEFT JOIN vendors v ON v.id = coalesce(p.preferred_vendor_id, k.vendor_id)
     LEFT JOIN boms b ON b.product_id = p.id AND b.active = 1
     LEFT JOIN routings ro ON ro.product_id = p.id AND ro.is_active = 1 AND ro.is_template = 0
     LEFT JOIN (SELECT i.product_id, sum(i.on_hand_quantity) AS on_hand, sum(i.allocated_quantity) AS allocated
                FROM inventory i JOIN inventory_locations l ON l.id = i.location_id
                WHERE l.is_nettable = 1 AND l.active = 1[[i.product_id]] GROUP BY i.product_id) s ON s.product_id = p.id
     LEFT JOIN (SELECT t.product_id, sum(t.quantity) AS quantity
                FROM material_lots m JOIN inventory_transactions t ON t.lot_id = m.id AND t.is_posted
                JOIN inventory_locations l ON l.id = t.location_id AND l.is_nettable = 1 AND l.active = 1
                WHERE (m.status IN ('expired', 'quarantine') OR m.inspection_status = 'failed'
                   OR (m.status = 'active' AND m.expiration_date < ?2))[[m.product_id]]
                GROUP BY t.product_id) x ON x.product_id = p.id
     WHERE p.item_type <> 'service'[[p.id]] ORDER BY p.id";

crate::read_model! {
    struct Capacity {
        id: WorkCenterId,
        hours: Option<Quantity>,
    }
}

pub(super) fn load(
    r: &Read<'_>,
    look: Look<'_>,
    settings: &PlanSettings,
    units: &UnitTable,
    recipes: &Recipes,
    loaded: &mut Loaded,
) -> Result<()> {
    let default_days: i64 =
        r.value("SELECT default_lead_time_days FROM company_settings WHERE id = 1", [])?.unwrap_or_default();
    let capacities: Vec<Capacity> =
        r.all("SELECT id, capacity_hours_per_day AS hours FROM work_centers", [])?;
    let minutes_a_day: HashMap<WorkCenterId, Decimal> =
        capacities.into_iter().filter_map(|c| Some((c.id, c.hours?.get() * Decimal::from(60)))).collect();
    let none = Recipe::default();
    for row in r.all::<Row>(&look.sql(ITEMS), bind![look.key(), r.today()?])? {
        let recipe = recipes.by_product.get(&row.id).unwrap_or(&none);
        let mut item = item(&row, settings);
        (item.lead_time, item.lead_time_per_unit) = lead_time(&row, recipe, &minutes_a_day, default_days);
        match purchase_factor(&row, units) {
            Ok(factor) => item.purchase_factor = factor,
            Err(err) => loaded.troubles.push(Trouble {
                product: Some(row.id),
                kind: MessageType::UnitError,
                why: err.into_refusal().message,
            }),
        }
        let known = Known {
            product: row.id,
            vendor: row.vendor_id,
            bom: row.bom_id,
            unit: row.unit,
            purchase: (row.purchase_uom, row.purchase_factor),
        };
        loaded.put(known, item);
    }
    for problem in &recipes.problems {
        loaded.troubles.push(Trouble {
            product: Some(problem.parent),
            kind: MessageType::UnitError,
            why: problem.message.clone(),
        });
    }
    Ok(())
}

fn item(row: &Row, settings: &PlanSettings) -> Item {
    let procurement = match row.procurement_type {
        words::Procurement::Make => Procurement::Make,
        words::Procurement::Buy => Procurement::Buy,
    };
    let micros = |quantity: Option<Quantity>| quantity.map_or(0, Quantity::micros);
    let mut item = Item::new(row.id.get(), row.sku.clone(), procurement);
    item.phantom = row.is_phantom;
    item.on_hand = row.on_hand.micros().saturating_sub(row.blocked.micros());
    item.allocated = row.allocated.micros();
    item.lot_policy = match row.lot_policy {
        words::LotPolicy::LotForLot => LotPolicy::LotForLot,
        words::LotPolicy::Fixed => LotPolicy::FixedOrderQuantity,
        words::LotPolicy::Period => LotPolicy::PeriodOrderQuantity,
        words::LotPolicy::Economic => LotPolicy::EconomicOrderQuantity,
        words::LotPolicy::WagnerWhitin => LotPolicy::WagnerWhitin,
        words::LotPolicy::SilverMeal => LotPolicy::SilverMeal,
        words::LotPolicy::LeastTotalCost => LotPolicy::LeastTotalCost,
        words::LotPolicy::LeastUnitCost => LotPolicy::LeastUnitCost,
    };
    item.min_order_qty = micros(row.min_order_qty);
    item.order_multiple = micros(row.order_multiple);
    item.max_order_qty = micros(row.max_order_qty);
    if row.lot_policy == words::LotPolicy::Fixed && row.lot_size.is_some() {
        item.min_order_qty = micros(row.lot_size);
    }
    item.poq_days = row.poq_days.and_then(|days| i32::try_from(days).ok()).unwrap_or(0);
    item.yield_percent = row.yield_percent.micros();
    item.has_vendor = row.vendor_id.is_some();
    item.has_routing = row.has_routing;
    item.costs = costs(row, settings);
    // What is no longer active is made and bought for those who still ask, and kept for nobody else.
    if row.active {
        item.safety_stock = row.safety_stock.micros();
        if row.stocking_policy == words::StockingPolicy::Stock
            && let Some(point) = row.reorder_point
        {
            item.stocking = StockingPolicy::ReorderPoint { point: point.micros(), target: point.micros() };
        }
    }
    item
}

fn costs(row: &Row, settings: &PlanSettings) -> Option<LotCosts> {
    let yearly = row.unit_cost?.get() * settings.holding_percent_per_year.get().get() / Decimal::ONE_HUNDRED;
    let (holding, _) = micros_from_decimal(yearly / Decimal::from(WEEKS_A_YEAR))?;
    Some(LotCosts { setup: row.order_cost?.micros(), holding_per_unit_week: holding })
}

fn purchase_factor(row: &Row, units: &UnitTable) -> Result<i64> {
    if row.procurement_type == words::Procurement::Make || row.purchase_uom.eq_ignore_ascii_case(&row.unit) {
        return Ok(0);
    }
    let own = PurchaseUnit { stock: &row.unit, purchase: &row.purchase_uom, factor: row.purchase_factor };
    let factor = units.factor(&row.purchase_uom, &row.unit, Some(own))?;
    Ok(micros_from_decimal(factor).map_or(0, |(micros, _)| micros))
}

/// Fixed and per-unit lead time in micro-days: the product's own word; then the routing's minutes for what is made
/// and the vendor's days for what is bought; then the company's usual days.
fn lead_time(
    row: &Row,
    recipe: &Recipe,
    minutes_a_day: &HashMap<WorkCenterId, Decimal>,
    default_days: i64,
) -> (i64, i64) {
    let days = |days: i64| days.saturating_mul(MICROS);
    let own = row.lead_time_per_unit_days.map(Quantity::micros);
    if let Some(fixed) = row.lead_time_days {
        return (days(i64::from(fixed)), own.unwrap_or(0));
    }
    match row.procurement_type {
        words::Procurement::Buy => {
            (days(row.vendor_lead_time_days.map_or(default_days, i64::from)), own.unwrap_or(0))
        }
        words::Procurement::Make => {
            let (setup, run) = worked_days(&recipe.operations, minutes_a_day);
            if setup.is_zero() && run.is_zero() {
                return (days(default_days), own.unwrap_or(0));
            }
            (up(setup), own.unwrap_or_else(|| up(run)))
        }
    }
}

/// Days of setting up once, and of running for one unit.
fn worked_days(
    operations: &[Operation],
    minutes_a_day: &HashMap<WorkCenterId, Decimal>,
) -> (Decimal, Decimal) {
    let mut total = (Decimal::ZERO, Decimal::ZERO);
    for operation in operations {
        let usual = Decimal::from(USUAL_HOURS * 60);
        let minutes = minutes_a_day.get(&operation.work_center_id).copied().unwrap_or(usual);
        let minutes = if minutes > Decimal::ZERO { minutes.min(Decimal::from(MINUTES_A_DAY)) } else { usual };
        let each = Decimal::from(operation.units_per_cycle.max(1));
        total.0 += operation.setup_time_minutes.get() / minutes;
        total.1 += operation.run_time_minutes.get() / minutes / each;
    }
    total
}

fn up(days: Decimal) -> i64 {
    micros_from_decimal(days.round_dp_with_strategy(6, rust_decimal::RoundingStrategy::AwayFromZero))
        .map_or(0, |(micros, _)| micros)
}

/// What is planned with its parent: taken while it is made, always, from stock. What leaves with a parcel is needed
/// by the sales line itself.
pub(super) fn structure(recipes: &Recipes, loaded: &mut Loaded) {
    let mut parents: Vec<_> = recipes.by_product.iter().collect();
    parents.sort_by_key(|(parent, _)| **parent);
    for (parent, recipe) in parents {
        let Some(position) = loaded.position(*parent) else { continue };
        let item = &loaded.snapshot.items[position as usize];
        if item.procurement == Procurement::Buy && !item.phantom {
            continue;
        }
        for line in &recipe.lines {
            if line.cost_only || line.optional || line.stage == ConsumeStage::Shipping {
                continue;
            }
            let Some(component) = loaded.position(line.component) else { continue };
            let usage = line.quantity.get().checked_mul(line.factor).and_then(Ratio::from_decimal);
            let per = match line.per {
                QuantityPer::Unit => Per::Unit,
                QuantityPer::Batch => {
                    Per::Batch { qty: i64::from(line.units_per_cycle.max(1)).saturating_mul(MICROS) }
                }
                QuantityPer::Order => Per::Order,
            };
            match usage {
                Some(qty) => loaded.snapshot.bom.push(BomLine {
                    parent: position,
                    component,
                    qty,
                    per,
                    scrap_percent: line.scrap_percent.micros(),
                }),
                None => loaded.troubles.push(Trouble {
                    product: Some(*parent),
                    kind: MessageType::BadData,
                    why: format!("a line of its bill of material takes {} {}", line.quantity, line.unit),
                }),
            }
        }
    }
}

crate::read_model! {
    struct Alternate {
        component_id: ProductId,
        substitute_id: ProductId,
        priority: i32,
        factor: Quantity,
    }
}

pub(super) fn substitutes(r: &Read<'_>, loaded: &mut Loaded) -> Result<()> {
    let rows: Vec<Alternate> = r.all(
        "SELECT component_id, substitute_id, priority, factor FROM product_alternates WHERE bom_line_id IS NULL
         ORDER BY component_id, priority, id",
        [],
    )?;
    for row in rows {
        if let (Some(item), Some(substitute), Some(factor)) = (
            loaded.position(row.component_id),
            loaded.position(row.substitute_id),
            Ratio::from_micros(row.factor.micros()),
        ) {
            loaded.snapshot.substitutes.push(Substitute { item, substitute, priority: row.priority, factor });
        }
    }
    Ok(())
}
