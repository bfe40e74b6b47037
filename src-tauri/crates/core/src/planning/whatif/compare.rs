//! Two plans side by side: what is ordered, what it costs, and who has to wait.

use std::collections::{BTreeMap, HashMap, HashSet};

use spoolyard_planning::calendar::date_of;
use spoolyard_planning::diff::diff;
use spoolyard_planning::netchange;
use spoolyard_planning::{ExistingOrder, OrderKind, Plan, PlannedOrder, Procurement, Snapshot};
use spoolyard_types::ids::{ProductId, SalesOrderId};
use spoolyard_types::{Money, Quantity, UnitCost};

use super::suppose::supposed_id;
use super::{
    OrderChange, Supposition, WhatIf, WhatIfDemand, WhatIfFigures, WhatIfOrder, WhatIfSale, WhatIfTotals,
};
use crate::bind;
use crate::db::Read;
use crate::error::Result;
use crate::planning::model::{MrpStatus, PlannedOrderType};
use crate::planning::outcome::standing;
use crate::planning::snapshot::Loaded;

/// Orders that an answer lists.
const MOST: usize = 2_000;

type Side<'a> = (&'a Loaded, &'a Plan);

crate::read_model! {
    struct Product {
        id: ProductId,
        name: String,
        unit: String,
        cost: Option<UnitCost>,
    }

    struct Sale {
        id: SalesOrderId,
        order_number: String,
        customer_name: Option<String>,
    }
}

/// The orders of a plan that people act on.
fn orders(plan: &Plan, item: u32) -> impl Iterator<Item = &PlannedOrder> {
    plan.orders_of(item).iter().filter(|order| order.kind != OrderKind::PassThrough)
}

/// What differs between the orders of two plans, as pairs of before and after.
fn pairs(live: &Plan, supposed: &Plan, items: &[u32]) -> Vec<(Option<PlannedOrder>, Option<PlannedOrder>)> {
    let before: Vec<PlannedOrder> = items.iter().flat_map(|item| orders(live, *item)).copied().collect();
    let mut paper = Snapshot::new(date_of(supposed.today()));
    let last = items.iter().max().copied().unwrap_or(0);
    paper.items = (0..=last)
        .map(|id| spoolyard_planning::Item::new(i64::from(id), String::new(), Procurement::Buy))
        .collect();
    paper.existing = before
        .iter()
        .enumerate()
        .map(|(id, order)| ExistingOrder {
            id: id as i64,
            item: order.item,
            procurement: if order.kind == OrderKind::Make { Procurement::Make } else { Procurement::Buy },
            qty: order.qty,
            start: order.start_date(),
            due: order.due_date(),
        })
        .collect();
    let wanted: HashSet<u32> = items.iter().copied().collect();
    let found = diff(&paper, supposed);
    let old = |id: i64| before.get(id as usize).copied();
    let mut out: Vec<_> = found.changed.iter().map(|row| (old(row.id), Some(row.order))).collect();
    out.extend(found.dropped.iter().map(|id| (old(*id), None)));
    out.extend(
        found.added.iter().filter(|order| wanted.contains(&order.item)).map(|order| (None, Some(*order))),
    );
    out
}

pub(super) fn compare(
    r: &Read<'_>,
    live: Side<'_>,
    supposed: Side<'_>,
    edits: &[Supposition],
) -> Result<WhatIf> {
    let items = netchange::compare(live.1, supposed.1);
    let mut differing = pairs(live.1, supposed.1, &items);
    let day = |pair: &(Option<PlannedOrder>, Option<PlannedOrder>)| {
        pair.1.or(pair.0).map_or((i32::MAX, u32::MAX), |order| (order.start, order.item))
    };
    differing.sort_by_key(day);
    let products = products(r, live.0, live.1, supposed.1)?;
    let is_cut = differing.len() > MOST;
    differing.truncate(MOST);
    let mut rows = Vec::with_capacity(differing.len());
    for (before, after) in differing {
        rows.extend(row(supposed.0, &products, before, after)?);
    }
    let (was, will) = (standings(live), standings(supposed));
    Ok(WhatIf {
        live: totals(live, &was, &products)?,
        supposed: totals(supposed, &will, &products)?,
        orders: rows,
        sales: sales(r, &was, &will)?,
        names: super::names::names(r, edits)?,
        demands: demands(edits, &will),
        is_cut,
    })
}

fn products(
    r: &Read<'_>,
    loaded: &Loaded,
    live: &Plan,
    supposed: &Plan,
) -> Result<HashMap<ProductId, Product>> {
    let mut ids: HashSet<i64> = HashSet::new();
    for order in live.planned_orders().chain(supposed.planned_orders()) {
        ids.extend(loaded.known.get(order.item as usize).map(|known| known.product.get()));
    }
    let rows: Vec<Product> = r.all(
        "SELECT id, name, unit, coalesce(last_cost, average_cost, standard_cost) AS cost FROM products
         WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(ids)],
    )?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn value(order: &PlannedOrder, product: &Product) -> Result<Option<Money>> {
    if order.kind != OrderKind::Buy {
        return Ok(None);
    }
    Ok(product.cost.map(|cost| cost.times(Quantity::from_micros(order.qty))).transpose()?)
}

fn figures(loaded: &Loaded, order: &PlannedOrder) -> WhatIfFigures {
    WhatIfFigures {
        quantity: Quantity::from_micros(order.qty),
        start_date: loaded.date(order.start),
        due_date: loaded.date(order.due),
    }
}

fn row(
    loaded: &Loaded,
    products: &HashMap<ProductId, Product>,
    before: Option<PlannedOrder>,
    after: Option<PlannedOrder>,
) -> Result<Option<WhatIfOrder>> {
    let Some(any) = after.or(before) else { return Ok(None) };
    let (Some(known), Some(item)) =
        (loaded.known.get(any.item as usize), loaded.snapshot.items.get(any.item as usize))
    else {
        return Ok(None);
    };
    let Some(product) = products.get(&known.product) else { return Ok(None) };
    let change = match (&before, &after) {
        (None, _) => OrderChange::New,
        (_, None) => OrderChange::Gone,
        (Some(before), Some(after)) => {
            match (before.qty != after.qty, (before.start, before.due) != (after.start, after.due)) {
                (true, true) => OrderChange::Changed,
                (true, false) => OrderChange::Resized,
                (false, _) => OrderChange::Moved,
            }
        }
    };
    let worth = |order: &Option<PlannedOrder>| order.as_ref().map_or(Ok(None), |order| value(order, product));
    let value_change = match (worth(&before)?, worth(&after)?) {
        (None, None) => None,
        (before, after) => Some(after.unwrap_or_default().minus(before.unwrap_or_default())?),
    };
    Ok(Some(WhatIfOrder {
        change,
        order_type: if any.kind == OrderKind::Buy {
            PlannedOrderType::Purchase
        } else {
            PlannedOrderType::Production
        },
        product_id: known.product,
        sku: item.sku.clone(),
        name: product.name.clone(),
        unit: product.unit.clone(),
        live: before.as_ref().map(|order| figures(loaded, order)),
        supposed: after.as_ref().map(|order| figures(loaded, order)),
        value_change,
    }))
}

fn standings((loaded, plan): Side<'_>) -> BTreeMap<SalesOrderId, MrpStatus> {
    standing(loaded, plan).into_iter().collect()
}

fn totals(
    (loaded, plan): Side<'_>,
    standings: &BTreeMap<SalesOrderId, MrpStatus>,
    products: &HashMap<ProductId, Product>,
) -> Result<WhatIfTotals> {
    let mut found = WhatIfTotals {
        make: 0,
        buy: 0,
        buy_value: Money::ZERO,
        late_starts: 0,
        late_orders: standings.values().filter(|status| **status == MrpStatus::Late).count() as u32,
        short_orders: standings.values().filter(|status| **status == MrpStatus::Short).count() as u32,
        messages: plan.exceptions().count() as u32,
    };
    for order in plan.planned_orders() {
        match order.kind {
            OrderKind::Buy => found.buy += 1,
            OrderKind::Make => found.make += 1,
            OrderKind::PassThrough => {}
        }
        let product = loaded.known.get(order.item as usize).and_then(|known| products.get(&known.product));
        if let Some(worth) = product.map_or(Ok(None), |product| value(order, product))? {
            found.buy_value = found.buy_value.plus(worth)?;
        }
        if order.start < plan.today() {
            found.late_starts += 1;
        }
    }
    Ok(found)
}

fn sales(
    r: &Read<'_>,
    was: &BTreeMap<SalesOrderId, MrpStatus>,
    will: &BTreeMap<SalesOrderId, MrpStatus>,
) -> Result<Vec<WhatIfSale>> {
    let all: std::collections::BTreeSet<SalesOrderId> = was.keys().chain(will.keys()).copied().collect();
    let differing: Vec<i64> =
        all.into_iter().filter(|id| was.get(id) != will.get(id)).map(SalesOrderId::get).collect();
    let rows: Vec<Sale> = r.all(
        "SELECT id, order_number, customer_name FROM sales_orders WHERE id IN (SELECT value FROM json_each(?1))
         ORDER BY id",
        bind![serde_json::json!(differing)],
    )?;
    let sale = |row: Sale| WhatIfSale {
        live: was.get(&row.id).copied(),
        supposed: will.get(&row.id).copied(),
        order_id: row.id,
        order_number: row.order_number,
        customer: row.customer_name,
    };
    Ok(rows.into_iter().map(sale).collect())
}

fn demands(edits: &[Supposition], will: &BTreeMap<SalesOrderId, MrpStatus>) -> Vec<WhatIfDemand> {
    let of = |(index, edit): (usize, &Supposition)| match edit {
        Supposition::Demand { .. } => {
            let status = will.get(&SalesOrderId(supposed_id(index))).copied().unwrap_or(MrpStatus::Covered);
            Some(WhatIfDemand { index: index as u32, status })
        }
        Supposition::SalesLine { .. }
        | Supposition::DropOrder { .. }
        | Supposition::Purchase { .. }
        | Supposition::WorkOrder { .. }
        | Supposition::Stock { .. }
        | Supposition::LeadTime { .. }
        | Supposition::Policy { .. } => None,
    };
    edits.iter().enumerate().filter_map(of).collect()
}
