//! One planned order becomes several, several become one. Nothing is gained or lost on the way.

use spoolyard_types::ids::PlannedOrderId;
use spoolyard_types::{Code, Date, Entered, Quantity};

use super::{MOST, Planned, find, put, remove, scene};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse, refuse_field};
use crate::planning::acts::{Acted, PlanActKind, record};
use crate::planning::model::PlannedOrderType;

/// Parts of one order.
const MOST_PARTS: usize = 50;

crate::wire! {
    /// Makes several planned orders of one, and firms them.
    pub struct SplitPlannedOrder {
        /// Which one.
        pub id: PlannedOrderId,
        /// What it becomes; together as much as it was. The first keeps its number.
        pub parts: Vec<PlannedPart>,
    }

    /// A part of a planned order.
    pub struct PlannedPart {
        /// How much, in the product's stock unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Until when; as before when left out.
        #[serde(default)]
        #[ts(optional)]
        pub due_date: Option<Date>,
    }

    /// Makes one planned order of several of the same item, due when the first of them was, and firms it.
    pub struct MergePlannedOrders {
        /// Which ones.
        pub ids: Vec<PlannedOrderId>,
    }
}

fn check_parts(order: &Planned, parts: &[PlannedPart]) -> Result<()> {
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        let text = format!("A planned order is split into 2 to {MOST_PARTS} parts.");
        return Err(refuse_field(Code::InvalidValue, "parts", text));
    }
    let mut sum = Quantity::ZERO;
    // What is bought by the spool is split into whole spools.
    let factor = order.purchase_factor.filter(|_| order.order_type == PlannedOrderType::Purchase);
    let whole = |quantity: Quantity| {
        factor.is_none_or(|f| {
            (quantity.get() % f.get()).is_zero() || !(order.quantity.get() % f.get()).is_zero()
        })
    };
    for (index, part) in parts.iter().enumerate() {
        let (quantity, field) = (part.quantity.get(), format!("parts[{index}].quantity"));
        if !quantity.is_positive() {
            return Err(refuse_field(Code::InvalidValue, field, "A planned order is for more than 0."));
        }
        if !whole(quantity) {
            let text = format!(
                "{} is bought in {} of {} {}; split it into whole ones.",
                order.sku,
                order.purchase_uom,
                factor.unwrap_or_default(),
                order.unit
            );
            return Err(refuse_field(Code::InvalidValue, field, text));
        }
        sum = sum.plus(quantity)?;
    }
    if sum != order.quantity {
        let text = format!(
            "The parts are {sum} {} together, the order is {}. Make them as much.",
            order.unit, order.quantity
        );
        return Err(refuse_field(Code::InvalidValue, "parts", text));
    }
    Ok(())
}

/// Makes several planned orders of one.
///
/// # Errors
/// [`Code::PlanMoved`], [`Code::WrongState`] when it is released, [`Code::InvalidValue`] naming the part.
pub fn split(w: &Write<'_>, req: SplitPlannedOrder) -> Result<Acted> {
    let orders = find(w, &[req.id])?;
    let Some(order) = orders.first() else {
        return Err(refuse(Code::PlanMoved, "This planned order is gone. Reload the plan."));
    };
    order.status.stay_open()?;
    check_parts(order, &req.parts)?;
    let (before, mut touched) = scene(w, &orders)?;
    let mut ids = vec![order.id];
    for (index, part) in req.parts.iter().enumerate() {
        let due = part.due_date.unwrap_or(order.due_date);
        let start = order.start_for(due);
        if index == 0 {
            put(w, order, part.quantity.get(), due, start)?;
            continue;
        }
        let id = w.insert(
            "INSERT INTO planned_orders (order_type, product_id, quantity, due_date, start_date, source_demand_type,
                 source_demand_id, mrp_run_id, status, notes, created_at, created_by, updated_at, firmed_at, vendor_id,
                 bom_id)
             SELECT order_type, product_id, ?2, ?3, ?4, source_demand_type, source_demand_id, mrp_run_id, 'firmed',
                 notes, ?5, ?6, ?5, ?5, vendor_id, bom_id FROM planned_orders WHERE id = ?1",
            bind![order.id, part.quantity, due, start, w.now(), w.actor().user_id],
        )?;
        touched.planned.push(id);
        ids.push(PlannedOrderId(id));
    }
    let title = format!("Split the planned order of {} into {}", order.sku, req.parts.len());
    let act_id = record(w, PlanActKind::Split, &title, &before, &touched, None)?;
    Ok(Acted { act_id, ids })
}

/// Makes one planned order of several.
///
/// # Errors
/// [`Code::PlanMoved`], [`Code::WrongState`] when one is released, [`Code::InvalidValue`] when they are not of one
/// item.
pub fn merge(w: &Write<'_>, req: MergePlannedOrders) -> Result<Acted> {
    let mut ids = req.ids;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < 2 {
        let text = format!("Choose 2 to {MOST} planned orders of one item.");
        return Err(refuse_field(Code::InvalidValue, "ids", text));
    }
    let mut orders = find(w, &ids)?;
    orders.sort_by_key(|order| (order.due_date, order.id));
    let (before, touched) = scene(w, &orders)?;
    let [first, rest @ ..] = orders.as_slice() else {
        return Err(refuse(Code::PlanMoved, "These planned orders are gone. Reload the plan."));
    };
    let (mut quantity, mut start) = (first.quantity, first.start_date);
    for order in rest {
        if order.product_id != first.product_id || order.order_type != first.order_type {
            let text =
                format!("{} and {} cannot be one order. Choose orders of one item.", first.sku, order.sku);
            return Err(refuse_field(Code::InvalidValue, "ids", text));
        }
        quantity = quantity.plus(order.quantity)?;
        start = start.min(order.start_date);
    }
    put(w, first, quantity, first.due_date, start)?;
    for order in rest {
        remove(w, order)?;
    }
    w.about("planned_order", first.id.get(), Some(&first.sku));
    let title = format!("Made one of {} planned orders of {}", orders.len(), first.sku);
    let act_id = record(w, PlanActKind::Merge, &title, &before, &touched, None)?;
    Ok(Acted { act_id, ids: vec![first.id] })
}
