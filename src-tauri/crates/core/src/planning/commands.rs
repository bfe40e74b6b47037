//! What a person does to the plan: firm, change, cancel, dismiss. A firmed order is supply that runs leave alone.
//! Each act is written down with the rows that it touched, so that it can be taken back.

mod parts;

use spoolyard_types::ids::{PlannedOrderId, ProductId};
use spoolyard_types::{Code, Date, Entered, Quantity};

pub use parts::{MergePlannedOrders, PlannedPart, SplitPlannedOrder, merge, split};

use super::acts::{Acted, PlanActKind, Scene, Touched, named, record};
use super::model::{PlannedOrderStatus, PlannedOrderType};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result, refuse, refuse_field};

/// The most that one request acts on.
pub(super) const MOST: usize = 1_000;

crate::wire! {
    /// Some planned orders; all of them are acted on, or none.
    pub struct PlannedOrders {
        /// Which ones.
        pub ids: Vec<PlannedOrderId>,
    }

    /// Changes a planned order, and firms it.
    pub struct ChangePlannedOrder {
        /// Which one.
        pub id: PlannedOrderId,
        /// How much, in the product's stock unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Until when.
        pub due_date: Date,
        /// When it starts; as many days before as it did when left out.
        #[serde(default)]
        #[ts(optional)]
        pub start_date: Option<Date>,
    }

    /// Puts messages aside until they say something else.
    pub struct DismissMessage {
        /// Which ones.
        pub ids: Vec<i64>,
    }
}

crate::read_model! {
    /// A planned order as an action needs it.
    pub(super) struct Planned {
        pub(super) id: PlannedOrderId,
        pub(super) status: PlannedOrderStatus,
        pub(super) order_type: PlannedOrderType,
        pub(super) product_id: ProductId,
        pub(super) sku: String,
        pub(super) unit: String,
        pub(super) purchase_uom: String,
        pub(super) purchase_factor: Option<Quantity>,
        pub(super) quantity: Quantity,
        pub(super) due_date: Date,
        pub(super) start_date: Date,
    }
}

impl PlannedOrderStatus {
    fn firm(self) -> Result<Self> {
        match self {
            Self::Planned => Ok(Self::Firmed),
            Self::Firmed | Self::Released => Err(wrong(self, Self::Firmed)),
        }
    }

    fn unfirm(self) -> Result<Self> {
        match self {
            Self::Firmed => Ok(Self::Planned),
            Self::Planned | Self::Released => Err(wrong(self, Self::Planned)),
        }
    }

    /// Released orders live on as what they became.
    fn stay_open(self) -> Result<Self> {
        match self {
            Self::Planned | Self::Firmed => Ok(Self::Firmed),
            Self::Released => Err(wrong(self, Self::Firmed)),
        }
    }

    pub(super) fn release(self) -> Result<Self> {
        match self {
            Self::Planned | Self::Firmed => Ok(Self::Released),
            Self::Released => Err(wrong(self, Self::Released)),
        }
    }
}

fn wrong(from: PlannedOrderStatus, to: PlannedOrderStatus) -> Error {
    let remedy = match from {
        PlannedOrderStatus::Released => "Change the purchase order or work order that it became.",
        PlannedOrderStatus::Planned | PlannedOrderStatus::Firmed => "Reload the plan.",
    };
    refuse(Code::WrongState, format!("This planned order is {from} and cannot become {to}. {remedy}"))
}

/// The named orders in the order they were named.
pub(super) fn find(r: &Read<'_>, ids: &[PlannedOrderId]) -> Result<Vec<Planned>> {
    if ids.is_empty() || ids.len() > MOST {
        let text = format!("Choose 1 to {MOST} planned orders.");
        return Err(refuse_field(Code::InvalidValue, "ids", text));
    }
    let list = serde_json::json!(ids.iter().map(|id| id.get()).collect::<Vec<_>>());
    let mut found: Vec<Planned> = r.all(
        "SELECT o.id, o.status, o.order_type, o.product_id, p.sku, p.unit, p.purchase_uom, p.purchase_factor, o.quantity,
             o.due_date, o.start_date
         FROM planned_orders o JOIN products p ON p.id = o.product_id
         WHERE o.id IN (SELECT value FROM json_each(?1))",
        bind![list],
    )?;
    let place = |id: PlannedOrderId| ids.iter().position(|other| *other == id);
    found.sort_by_key(|order| place(order.id));
    if let Some(place) = ids.iter().position(|id| !found.iter().any(|order| order.id == *id)) {
        let text = "A planned order is no longer there: the plan has moved on. Reload it and choose again.";
        return Err(refuse_field(Code::PlanMoved, format!("ids[{place}]"), text));
    }
    Ok(found)
}

/// The rows of an act on planned orders alone, before it.
pub(super) fn scene(w: &Write<'_>, orders: &[Planned]) -> Result<(Scene, Touched)> {
    let planned = orders.iter().map(|order| order.id.get()).collect();
    let touched = Touched { planned, ..Touched::default() };
    Ok((Scene::of(w, &touched)?, touched))
}

pub(super) fn skus(orders: &[Planned]) -> Vec<String> {
    orders.iter().map(|order| order.sku.clone()).collect()
}

fn set_status(
    w: &Write<'_>,
    req: PlannedOrders,
    kind: PlanActKind,
    verb: &str,
    step: impl Fn(PlannedOrderStatus) -> Result<PlannedOrderStatus>,
) -> Result<Acted> {
    let orders = find(w, &req.ids)?;
    let (before, touched) = scene(w, &orders)?;
    for order in &orders {
        let status = step(order.status)?;
        let firmed_at = (status == PlannedOrderStatus::Firmed).then(|| w.now());
        w.execute(
            "UPDATE planned_orders SET status = ?2, firmed_at = ?3, updated_at = ?4 WHERE id = ?1",
            bind![order.id, status, firmed_at, w.now()],
        )?;
        w.about("planned_order", order.id.get(), Some(&order.sku));
    }
    let title = format!("{verb} {}", named(&skus(&orders)));
    let act_id = record(w, kind, &title, &before, &touched, None)?;
    Ok(Acted { act_id, ids: req.ids })
}

/// Stands by planned orders: runs leave them as they are and count them as supply.
///
/// # Errors
/// [`Code::PlanMoved`] when one is gone, [`Code::WrongState`] when one is not a proposal.
pub fn firm(w: &Write<'_>, req: PlannedOrders) -> Result<Acted> {
    set_status(w, req, PlanActKind::Firm, "Firmed", PlannedOrderStatus::firm)
}

/// Leaves firmed orders to the runs again.
///
/// # Errors
/// As [`firm`].
pub fn unfirm(w: &Write<'_>, req: PlannedOrders) -> Result<Acted> {
    set_status(w, req, PlanActKind::Unfirm, "Left to planning:", PlannedOrderStatus::unfirm)
}

/// Writes quantity and dates, and firms.
pub(super) fn put(w: &Write<'_>, order: &Planned, quantity: Quantity, due: Date, start: Date) -> Result<()> {
    let status = order.status.stay_open()?;
    w.execute(
        "UPDATE planned_orders SET quantity = ?2, due_date = ?3, start_date = ?4, status = ?5, firmed_at = ?6,
             updated_at = ?6 WHERE id = ?1",
        bind![order.id, quantity, due, start, status, w.now()],
    )?;
    w.about("planned_order", order.id.get(), Some(&order.sku));
    Ok(())
}

impl Planned {
    /// Where an order starts that is due on another day: as many days before as now.
    pub(super) fn start_for(&self, due: Date) -> Date {
        due.plus_days(-(self.due_date.get() - self.start_date.get()).num_days())
    }
}

fn one(w: &Write<'_>, id: PlannedOrderId) -> Result<Planned> {
    let gone = || refuse(Code::PlanMoved, "This planned order is gone. Reload the plan.");
    find(w, &[id])?.pop().ok_or_else(gone)
}

/// Changes quantity and dates of a planned order and firms it.
///
/// # Errors
/// As [`firm`], and [`Code::InvalidValue`] naming the field.
pub fn change(w: &Write<'_>, req: ChangePlannedOrder) -> Result<Acted> {
    let order = one(w, req.id)?;
    order.status.stay_open()?;
    if !req.quantity.get().is_positive() {
        return Err(refuse_field(Code::InvalidValue, "quantity", "A planned order is for more than 0."));
    }
    let start = req.start_date.unwrap_or_else(|| order.start_for(req.due_date));
    if start > req.due_date {
        let text = format!("It starts on {start}, after it is due on {}. Start it earlier.", req.due_date);
        return Err(refuse_field(Code::InvalidValue, "start_date", text));
    }
    let orders = [order];
    let (before, touched) = scene(w, &orders)?;
    put(w, &orders[0], req.quantity.get(), req.due_date, start)?;
    let title = format!("Changed {}", named(&skus(&orders)));
    let act_id = record(w, PlanActKind::Change, &title, &before, &touched, None)?;
    Ok(Acted { act_id, ids: vec![req.id] })
}

/// Takes planned orders away. A run proposes anew what is still needed.
///
/// # Errors
/// As [`firm`].
pub fn cancel(w: &Write<'_>, req: PlannedOrders) -> Result<Acted> {
    let orders = find(w, &req.ids)?;
    let (before, touched) = scene(w, &orders)?;
    for order in &orders {
        remove(w, order)?;
    }
    let title = format!("Took away {}", named(&skus(&orders)));
    let act_id = record(w, PlanActKind::Cancel, &title, &before, &touched, None)?;
    Ok(Acted { act_id, ids: Vec::new() })
}

fn remove(w: &Write<'_>, order: &Planned) -> Result<()> {
    order.status.stay_open()?;
    w.execute("DELETE FROM planned_orders WHERE id = ?1", bind![order.id])?;
    w.about("planned_order", order.id.get(), Some(&order.sku));
    Ok(())
}

/// Wants a planned order on another day; answers what was done. The caller records the act.
pub(super) fn move_planned(w: &Write<'_>, id: PlannedOrderId, to: Date) -> Result<String> {
    let order = one(w, id)?;
    put(w, &order, order.quantity, to, order.start_for(to))?;
    Ok(format!("Planned order of {} due on {to}", order.sku))
}

/// Wants less of a planned order; answers what was done. The caller records the act.
pub(super) fn resize_planned(w: &Write<'_>, id: PlannedOrderId, by: Quantity) -> Result<String> {
    let order = one(w, id)?;
    let left = order.quantity.minus(by)?;
    if !left.is_positive() {
        return drop_planned(w, id);
    }
    put(w, &order, left, order.due_date, order.start_date)?;
    Ok(format!("Planned order of {}: {left} instead of {}", order.sku, order.quantity))
}

/// Takes a planned order away; answers what was done. The caller records the act.
pub(super) fn drop_planned(w: &Write<'_>, id: PlannedOrderId) -> Result<String> {
    let order = one(w, id)?;
    remove(w, &order)?;
    Ok(format!("Planned order of {} taken away", order.sku))
}

/// Puts messages aside. A message that says something else later is shown again.
///
/// # Errors
/// [`Code::PlanMoved`] when one is gone.
pub fn dismiss(w: &Write<'_>, req: DismissMessage) -> Result<DismissMessage> {
    mark(w, &req, true)?;
    Ok(req)
}

/// Shows messages again that were put aside.
///
/// # Errors
/// As [`dismiss`].
pub fn restore(w: &Write<'_>, req: DismissMessage) -> Result<DismissMessage> {
    mark(w, &req, false)?;
    Ok(req)
}

fn mark(w: &Write<'_>, req: &DismissMessage, aside: bool) -> Result<()> {
    if req.ids.is_empty() || req.ids.len() > MOST {
        return Err(refuse_field(Code::InvalidValue, "ids", format!("Choose 1 to {MOST} messages.")));
    }
    let at = aside.then(|| w.now());
    let by = w.actor().user_id.filter(|_| aside);
    let marked = w.execute(
        "UPDATE planning_messages SET dismissed_at = ?2, dismissed_by = ?3
         WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(req.ids), at, by],
    )?;
    let mut ids = req.ids.clone();
    ids.sort_unstable();
    ids.dedup();
    if marked != ids.len() {
        return Err(refuse(
            Code::PlanMoved,
            "A message is no longer there: the plan has moved on. Reload it.",
        ));
    }
    if let Some(id) = ids.first() {
        w.about("planning_message", *id, None);
    }
    Ok(())
}
