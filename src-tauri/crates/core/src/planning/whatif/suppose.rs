//! Suppositions on a copy of what planning looks at.

use spoolyard_planning::quantity::MICROS;
use spoolyard_planning::{Demand, DemandKind, Supply, SupplyKind};
use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId};
use spoolyard_types::{Code, Quantity};

use super::Supposition;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, refuse_field};
use crate::planning::model::DemandType;
use crate::planning::snapshot::{Loaded, OpenLine, Source};

/// The key of a supposed demand, for the engine and as an order of its own: no row has it.
pub(super) fn supposed_id(index: usize) -> i64 {
    -1_000_000_000 - index as i64
}

/// The copy, with every supposition made.
pub(super) fn suppose(r: &Read<'_>, live: &Loaded, edits: &[Supposition]) -> Result<Loaded> {
    let mut loaded = live.clone();
    for (index, edit) in edits.iter().enumerate() {
        one(r, &mut loaded, index, edit)?;
    }
    Ok(loaded)
}

fn missing(index: usize, field: &str, what: &str) -> crate::Error {
    let text =
        format!("{what} is not there any more, or plays no part in the plan. Take this supposition out.");
    refuse_field(Code::NotFound, format!("edits[{index}].{field}"), text)
}

fn one(r: &Read<'_>, loaded: &mut Loaded, index: usize, edit: &Supposition) -> Result<()> {
    let position = |loaded: &Loaded, product: ProductId| {
        loaded.position(product).ok_or_else(|| missing(index, "product_id", "The item"))
    };
    match edit {
        Supposition::Demand { product_id, quantity, date } => {
            let item = position(loaded, *product_id)?;
            let id = supposed_id(index);
            loaded.snapshot.demands.push(Demand {
                item,
                kind: DemandKind::WhatIf,
                id,
                reference: String::from("what if"),
                qty: quantity.get().micros(),
                date: Some(date.get()),
            });
            let order = SalesOrderId(id);
            loaded.sources.push(Source {
                kind: DemandType::SalesOrderLine,
                id,
                owner: *product_id,
                order: Some(order),
                work_order: None,
            });
            loaded.open_lines.push(OpenLine { id: SalesOrderLineId(id), order, owner: *product_id });
        }
        Supposition::SalesLine { line_id, quantity, date } => {
            let found = free_lines(r, loaded, &[line_id.get()])?;
            if !found {
                return Err(missing(index, "line_id", "The line"));
            }
            edit_line(loaded, line_id.get(), quantity.as_ref().map(|q| q.get()), *date);
        }
        Supposition::DropOrder { order_id } => {
            let lines: Vec<i64> =
                r.values("SELECT id FROM sales_order_lines WHERE sales_order_id = ?1", bind![order_id])?;
            if !loaded.open_lines.iter().any(|line| line.order == *order_id) {
                return Err(missing(index, "order_id", "The order"));
            }
            free_lines(r, loaded, &lines)?;
            loaded.open_lines.retain(|line| line.order != *order_id);
            retain_needs(loaded, |source| source.order != Some(*order_id));
        }
        Supposition::Purchase { line_id, date } => {
            let found = supply(loaded, SupplyKind::PurchaseOrder, line_id.get(), |row| match date {
                Some(date) => row.date = Some(date.get()),
                None => row.qty = 0,
            });
            if !found {
                return Err(missing(index, "line_id", "The purchase"));
            }
        }
        Supposition::WorkOrder { work_order_id, date } => {
            let found = supply(loaded, SupplyKind::WorkOrder, work_order_id.get(), |row| match date {
                Some(date) => row.date = Some(date.get()),
                None => row.qty = 0,
            });
            if !found {
                return Err(missing(index, "work_order_id", "The work order"));
            }
            if date.is_none() {
                retain_needs(loaded, |source| source.work_order != Some(*work_order_id));
            }
        }
        Supposition::Stock { product_id, quantity } => {
            let item = position(loaded, *product_id)?;
            loaded.snapshot.items[item as usize].on_hand = quantity.get().micros();
        }
        Supposition::LeadTime { product_id, days } => {
            let item = position(loaded, *product_id)?;
            loaded.snapshot.items[item as usize].lead_time = i64::from(*days) * MICROS;
            loaded.snapshot.items[item as usize].lead_time_per_unit = 0;
        }
        Supposition::Policy { product_id, safety_stock, min_order_qty, order_multiple } => {
            let item = position(loaded, *product_id)?;
            let row = &mut loaded.snapshot.items[item as usize];
            let set = |slot: &mut i64, value: &Option<spoolyard_types::Entered<Quantity, 18, 4>>| {
                if let Some(value) = value {
                    *slot = value.get().micros();
                }
            };
            set(&mut row.safety_stock, safety_stock);
            set(&mut row.min_order_qty, min_order_qty);
            set(&mut row.order_multiple, order_multiple);
        }
    }
    // A receipt that never comes is no receipt.
    loaded.snapshot.supplies.retain(|row| row.qty > 0);
    Ok(())
}

fn supply(loaded: &mut Loaded, kind: SupplyKind, id: i64, change: impl Fn(&mut Supply)) -> bool {
    let rows = loaded.snapshot.supplies.iter_mut().filter(|row| row.kind == kind && row.id == id);
    rows.map(change).count() > 0
}

/// Keeps needs and their sources side by side.
fn retain_needs(loaded: &mut Loaded, keep: impl Fn(&Source) -> bool) {
    let kept: Vec<bool> = loaded.sources.iter().map(keep).collect();
    let mut of_demand = kept.iter();
    loaded.snapshot.demands.retain(|_| of_demand.next().copied().unwrap_or(true));
    let mut of_source = kept.iter();
    loaded.sources.retain(|_| of_source.next().copied().unwrap_or(true));
}

crate::read_model! {
    struct Line {
        id: i64,
        order_id: SalesOrderId,
        product_id: ProductId,
        held: Quantity,
    }
}

/// What lines hold is free again and needed again: a supposition about a line is about all of it. Whether any line
/// was found.
fn free_lines(r: &Read<'_>, loaded: &mut Loaded, lines: &[i64]) -> Result<bool> {
    let rows: Vec<Line> = r.all(
        "SELECT l.id, l.sales_order_id AS order_id, a.product_id, sum(a.quantity) AS held
         FROM inventory_allocations a JOIN sales_order_lines l ON l.id = a.holder_id
         WHERE a.holder_type = 'sales_order_line' AND l.id IN (SELECT value FROM json_each(?1))
         GROUP BY l.id, a.product_id ORDER BY l.id, a.product_id",
        bind![serde_json::json!(lines)],
    )?;
    let mut found =
        loaded.sources.iter().any(|s| s.kind == DemandType::SalesOrderLine && lines.contains(&s.id));
    for row in rows {
        let Some(item) = loaded.position(row.product_id) else { continue };
        found = true;
        let held = row.held.micros();
        let stock = &mut loaded.snapshot.items[item as usize];
        stock.allocated = stock.allocated.saturating_sub(held).max(0);
        let own = |(need, source): (&Demand, &Source)| {
            source.kind == DemandType::SalesOrderLine && source.id == row.id && need.item == item
        };
        let place = loaded.snapshot.demands.iter().zip(&loaded.sources).position(own);
        match place {
            Some(place) => loaded.snapshot.demands[place].qty += held,
            None => {
                let date = r.value(
                    "SELECT coalesce(l.requested_date, so.requested_date) FROM sales_order_lines l
                     JOIN sales_orders so ON so.id = l.sales_order_id WHERE l.id = ?1",
                    bind![row.id],
                )?;
                let date: Option<spoolyard_types::Date> = date.flatten();
                loaded.snapshot.demands.push(Demand {
                    item,
                    kind: DemandKind::SalesOrderLine,
                    id: row.id,
                    reference: String::new(),
                    qty: held,
                    date: date.map(spoolyard_types::Date::get),
                });
                loaded.sources.push(Source {
                    kind: DemandType::SalesOrderLine,
                    id: row.id,
                    owner: loaded.known.get(item as usize).map_or(ProductId(0), |known| known.product),
                    order: Some(row.order_id),
                    work_order: None,
                });
            }
        }
    }
    Ok(found)
}

/// Of a line's own product the first need is the line; what is packed with it follows its share.
fn edit_line(
    loaded: &mut Loaded,
    line: i64,
    quantity: Option<Quantity>,
    date: Option<spoolyard_types::Date>,
) {
    let mut whole: Option<i64> = None;
    for (need, source) in loaded.snapshot.demands.iter_mut().zip(&loaded.sources) {
        if source.kind != DemandType::SalesOrderLine || source.id != line {
            continue;
        }
        if let Some(date) = date {
            need.date = Some(date.get());
        }
        if let Some(quantity) = quantity {
            let before = *whole.get_or_insert(need.qty.max(1));
            let share = i128::from(need.qty) * i128::from(quantity.micros()) / i128::from(before);
            need.qty = i64::try_from(share).unwrap_or(i64::MAX);
        }
    }
    let dead: Vec<bool> = loaded.snapshot.demands.iter().map(|need| need.qty <= 0).collect();
    let mut of_demand = dead.iter();
    loaded.snapshot.demands.retain(|_| !of_demand.next().copied().unwrap_or(false));
    let mut of_source = dead.iter();
    loaded.sources.retain(|_| !of_source.next().copied().unwrap_or(false));
}
