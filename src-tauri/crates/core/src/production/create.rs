//! Work orders are written down, changed while they are drafts, and deleted as long as they are.

use spoolyard_types::ids::{
    LocationId, PlannedOrderId, ProductId, SalesOrderId, SalesOrderLineId, WorkOrderId,
};
use spoolyard_types::{Code, Date, Entered, Quantity, Text};

use super::model::{OrderType, QcStatus, Source, WorkOrderStatus};
use super::queries::{WorkOrder, work_order};
use super::store;
use crate::bind;
use crate::catalog::{self, Product};
use crate::db::{Read, Sequence, Write};
use crate::engineering::{cost, recipe};
use crate::error::{Result, refuse, refuse_field};

crate::wire! {
    /// A new work order.
    pub struct NewWorkOrder {
        /// What to make.
        pub product_id: ProductId,
        /// How many.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Until when.
        #[serde(default)]
        #[ts(optional)]
        pub due_date: Option<Date>,
        /// 1 first to 5 last; 3 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub priority: Option<i32>,
        /// Why; somebody wanted it when left out.
        #[serde(default)]
        #[ts(optional)]
        pub source: Option<Source>,
        /// For which line of a sales order.
        #[serde(default)]
        #[ts(optional)]
        pub sales_order_line_id: Option<SalesOrderLineId>,
        /// From which planned order.
        #[serde(default)]
        #[ts(optional)]
        pub planned_order_id: Option<PlannedOrderId>,
        /// Where the goods go; the default place when left out.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// The goods have to pass an inspection before they can ship.
        #[serde(default)]
        pub requires_qc: bool,
        /// Who makes it.
        #[serde(default)]
        #[ts(optional)]
        pub assigned_to: Option<Text<100>>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10_000>>,
    }

    /// A draft, changed.
    pub struct UpdateWorkOrder {
        /// Which one.
        pub id: WorkOrderId,
        /// How many; only a draft's quantity changes.
        pub quantity: Entered<Quantity, 18, 4>,
        /// Until when.
        #[serde(default)]
        #[ts(optional)]
        pub due_date: Option<Date>,
        /// 1 first to 5 last.
        pub priority: i32,
        /// Where the goods go.
        #[serde(default)]
        #[ts(optional)]
        pub location_id: Option<LocationId>,
        /// The goods have to pass an inspection before they can ship.
        pub requires_qc: bool,
        /// Who makes it.
        #[serde(default)]
        #[ts(optional)]
        pub assigned_to: Option<Text<100>>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10_000>>,
    }

    /// Names a work order.
    pub struct WorkOrderRef {
        /// Which one.
        pub id: WorkOrderId,
    }
}

impl NewWorkOrder {
    /// A quantity of a product; everything else as when left out.
    #[must_use]
    pub fn of(product_id: ProductId, quantity: Quantity) -> Self {
        Self {
            product_id,
            quantity: Entered(quantity),
            due_date: None,
            priority: None,
            source: None,
            sales_order_line_id: None,
            planned_order_id: None,
            location_id: None,
            requires_qc: false,
            assigned_to: None,
            notes: None,
        }
    }
}

pub(super) fn check_quantity(product: &Product, quantity: Quantity) -> Result<()> {
    if !quantity.is_positive() {
        return Err(refuse_field(Code::InvalidValue, "quantity", "A work order makes more than 0."));
    }
    if product.track_serials && !quantity.get().fract().is_zero() {
        let text = format!("{} has serial numbers, so whole ones are made.", product.sku);
        return Err(refuse_field(Code::InvalidValue, "quantity", text));
    }
    Ok(())
}

fn check_priority(priority: i32) -> Result<i32> {
    if (1..=5).contains(&priority) {
        return Ok(priority);
    }
    Err(refuse_field(Code::InvalidValue, "priority", "Priorities go from 1 (first) to 5 (last)."))
}

fn sales_order_of(r: &Read<'_>, line: SalesOrderLineId) -> Result<SalesOrderId> {
    r.value("SELECT sales_order_id FROM sales_order_lines WHERE id = ?1", bind![line])?
        .ok_or_else(|| crate::error::not_found("sales order line", line))
}

/// Writes a work order down as a draft.
///
/// # Errors
/// [`Code::InactiveProduct`], [`Code::InvalidValue`], [`Code::NotFound`].
pub fn create(w: &Write<'_>, req: NewWorkOrder) -> Result<WorkOrderId> {
    let product = catalog::require_active(w, req.product_id)?;
    if !product.item_type.is_stocked() {
        let text = format!("{} is a service and is not made. Choose a product.", product.sku);
        return Err(refuse_field(Code::InvalidValue, "product_id", text));
    }
    check_quantity(&product, req.quantity.get())?;
    let priority = check_priority(req.priority.unwrap_or(3))?;
    let sales_order = req.sales_order_line_id.map(|line| sales_order_of(w, line)).transpose()?;
    let source =
        req.source.unwrap_or(if sales_order.is_some() { Source::SalesOrder } else { Source::Manual });
    let order_type = if sales_order.is_some() { OrderType::MakeToOrder } else { OrderType::MakeToStock };
    let qc = if req.requires_qc { QcStatus::Pending } else { QcStatus::NotRequired };
    let code = w.next_number(Sequence::WorkOrder, w.today()?)?;
    let actor: String = w.actor().name.chars().take(100).collect();
    let id = WorkOrderId(w.insert(
        "INSERT INTO production_orders (code, product_id, sales_order_id, sales_order_line_id, quantity_ordered, source,
             order_type, status, qc_status, priority, due_date, assigned_to, notes, created_at, updated_at,
             created_by, location_id, planned_order_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'draft', ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15, ?16)",
        bind![
            code,
            product.id,
            sales_order,
            req.sales_order_line_id,
            req.quantity,
            source,
            order_type,
            qc,
            priority,
            req.due_date,
            req.assigned_to,
            req.notes,
            w.now(),
            actor,
            req.location_id,
            req.planned_order_id
        ],
    )?);
    set_estimate(w, id, &product, req.quantity.get())?;
    w.about("production_order", id.get(), Some(&code));
    Ok(id)
}

/// Writes down what the order is expected to cost, as far as its recipe is known by now.
pub(super) fn set_estimate(
    w: &Write<'_>,
    id: WorkOrderId,
    product: &Product,
    quantity: Quantity,
) -> Result<()> {
    let recipe = recipe::recipe(w, product.id)?;
    let estimate = cost::estimate(w, &recipe, quantity)?;
    let work = estimate.labor.plus(estimate.overhead)?;
    let total = estimate.materials.plus(work)?.plus(estimate.cost_only)?;
    let mut minutes = rust_decimal::Decimal::ZERO;
    for operation in &recipe.operations {
        minutes += super::release::planned_minutes(operation, quantity)?.1.get();
        minutes += operation.setup_time_minutes.get();
    }
    let minutes = minutes.round();
    let minutes = i64::try_from(minutes.mantissa() / 10_i128.pow(minutes.scale())).unwrap_or(i64::MAX);
    w.execute(
        "UPDATE production_orders SET estimated_material_cost = ?2, estimated_labor_cost = ?3, estimated_total_cost = ?4,
             estimated_time_minutes = ?5, bom_id = ?6, routing_id = ?7 WHERE id = ?1",
        bind![id, estimate.materials, work, total, minutes, recipe.bom, recipe.routing],
    )?;
    Ok(())
}

/// [`create`], answering the order.
///
/// # Errors
/// As [`create`].
pub fn create_work_order(w: &Write<'_>, req: NewWorkOrder) -> Result<WorkOrder> {
    let id = create(w, req)?;
    work_order(w, id)
}

/// Changes a work order. The quantity changes only while it is a draft; the rest until it is over.
///
/// # Errors
/// [`Code::WrongState`], [`Code::InvalidValue`], [`Code::NotFound`].
pub fn update(w: &Write<'_>, req: UpdateWorkOrder) -> Result<WorkOrder> {
    let order = store::order(w, req.id)?;
    if !order.status.is_open() {
        return Err(refuse(
            Code::WrongState,
            format!("{} is {} and stays as it is.", order.code, order.status),
        ));
    }
    let product = catalog::product(w, order.product_id)?;
    let quantity = req.quantity.get();
    if quantity != order.quantity_ordered {
        if order.status != WorkOrderStatus::Draft {
            let text = format!(
                "{} is {}, so its materials are laid out for {}. Split it or close it short instead.",
                order.code, order.status, order.quantity_ordered
            );
            return Err(refuse_field(Code::WrongState, "quantity", text));
        }
        check_quantity(&product, quantity)?;
    }
    let qc = match (order.qc_status, req.requires_qc) {
        (QcStatus::NotRequired, true) => QcStatus::Pending,
        (QcStatus::Pending, false) => QcStatus::NotRequired,
        (qc @ (QcStatus::NotRequired | QcStatus::Pending | QcStatus::Passed | QcStatus::Failed), _) => qc,
    };
    w.execute(
        "UPDATE production_orders SET quantity_ordered = ?2, due_date = ?3, priority = ?4, location_id = ?5,
             qc_status = ?6, assigned_to = ?7, notes = ?8, updated_at = ?9 WHERE id = ?1",
        bind![
            req.id,
            quantity,
            req.due_date,
            check_priority(req.priority)?,
            req.location_id,
            qc,
            req.assigned_to,
            req.notes,
            w.now()
        ],
    )?;
    if order.status == WorkOrderStatus::Draft {
        set_estimate(w, req.id, &product, quantity)?;
    }
    w.about("production_order", req.id.get(), Some(&order.code));
    work_order(w, req.id)
}
