//! What work-order lists and pages read.

use spoolyard_types::ids::{
    LocationId, OperationId, OperationMaterialId, PrinterId, ProductId, SalesOrderId, SalesOrderLineId,
    ScrapReasonId, WorkCenterId, WorkOrderId,
};
use spoolyard_types::{Date, Money, Quantity, Timestamp, UnitCost};

use super::actions::{self, ActionState, WorkOrderAction};
use super::create::WorkOrderRef;
use super::model::{MaterialStatus, OperationStatus, OrderType, QcStatus, Source, WorkOrderStatus};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::engineering::centers::WorkCenterRef;
use crate::error::{Result, not_found};

crate::read_model! {
    /// A work order.
    pub struct WorkOrder {
        /// Its row.
        pub id: WorkOrderId,
        /// Its number.
        pub code: String,
        /// What it makes.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// Its stock unit.
        pub unit: String,
        /// A picture.
        pub image_url: Option<String>,
        /// Where it is in its life.
        pub status: WorkOrderStatus,
        /// Whether its goods have to be inspected.
        pub qc_status: QcStatus,
        /// How many were ordered.
        pub quantity_ordered: Quantity,
        /// Good ones.
        pub quantity_completed: Quantity,
        /// Scrapped ones.
        pub quantity_scrapped: Quantity,
        /// 1 first to 5 last.
        pub priority: i32,
        /// Until when.
        pub due_date: Option<Date>,
        /// Due before today and not over.
        pub is_late: bool,
        /// Why it was written.
        pub source: Source,
        /// For somebody or for the shelf.
        pub order_type: OrderType,
        /// For which sales order.
        pub sales_order_id: Option<SalesOrderId>,
        /// Its number.
        pub sales_order_number: Option<String>,
        /// For which line of it.
        pub sales_order_line_id: Option<SalesOrderLineId>,
        /// From which order it was split.
        pub parent_order_id: Option<WorkOrderId>,
        /// What it makes again.
        pub remake_of_id: Option<WorkOrderId>,
        /// Materials that are short: neither used up nor reserved.
        pub short_materials: u32,
        /// Planned minutes.
        pub estimated_time_minutes: Option<i64>,
        /// Reported minutes.
        pub actual_time_minutes: Option<i64>,
        /// What its materials were expected to cost.
        pub estimated_material_cost: Option<Money>,
        /// What its work was expected to cost.
        pub estimated_labor_cost: Option<Money>,
        /// What all was expected to cost.
        pub estimated_total_cost: Option<Money>,
        /// What its materials cost.
        pub actual_material_cost: Option<Money>,
        /// What its work cost.
        pub actual_labor_cost: Option<Money>,
        /// What all cost.
        pub actual_total_cost: Option<Money>,
        /// Where its goods go.
        pub location_id: Option<LocationId>,
        /// Who makes it.
        pub assigned_to: Option<String>,
        /// Notes.
        pub notes: Option<String>,
        /// Why it is on hold.
        pub hold_reason: Option<String>,
        /// Why it was closed short.
        pub closed_short_reason: Option<String>,
        /// Why it was cancelled.
        pub cancellation_reason: Option<String>,
        /// When it was written.
        pub created_at: Timestamp,
        /// When it was released.
        pub released_at: Option<Timestamp>,
        /// When work began.
        pub actual_start: Option<Timestamp>,
        /// When it was completed.
        pub completed_at: Option<Timestamp>,
    }

    /// An operation of a work order.
    pub struct WorkOperation {
        /// Its row.
        pub id: OperationId,
        /// Its place.
        pub sequence: i32,
        /// Code.
        pub operation_code: Option<String>,
        /// Name.
        pub operation_name: Option<String>,
        /// Where.
        pub work_center_id: WorkCenterId,
        /// Its name.
        pub work_center: String,
        /// On which printer.
        pub printer_id: Option<PrinterId>,
        /// Where it is in its life.
        pub status: OperationStatus,
        /// Good ones.
        pub quantity_completed: Quantity,
        /// Scrapped ones.
        pub quantity_scrapped: Quantity,
        /// Planned minutes of setup.
        pub planned_setup_minutes: Quantity,
        /// Planned minutes of work.
        pub planned_run_minutes: Quantity,
        /// Reported minutes of setup.
        pub actual_setup_minutes: Option<Quantity>,
        /// Reported minutes of work.
        pub actual_run_minutes: Option<Quantity>,
        /// Who works on it.
        pub operator_name: Option<String>,
        /// Why it is paused.
        pub pause_reason: Option<String>,
        /// When it began.
        pub actual_start: Option<Timestamp>,
        /// When it ended.
        pub actual_end: Option<Timestamp>,
        /// It can be begun, or gone on with.
        pub may_start: bool,
        /// It can be paused.
        pub may_pause: bool,
        /// It can be left out.
        pub may_skip: bool,
    }

    /// A material of a work order.
    pub struct WorkMaterial {
        /// Its row.
        pub id: OperationMaterialId,
        /// At which operation.
        pub operation_id: OperationId,
        /// The component.
        pub component_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub component_name: String,
        /// Its colour, for the swatch.
        pub color_hex: Option<String>,
        /// Its stock unit.
        pub unit: String,
        /// What the order needs.
        pub quantity_required: Quantity,
        /// What the order holds.
        pub quantity_allocated: Quantity,
        /// What it has used up.
        pub quantity_consumed: Quantity,
        /// What it neither holds nor has used up.
        pub quantity_short: Quantity,
        /// What is free of it on the shelf.
        pub quantity_free: Quantity,
        /// Whether it waits, is reserved or used up.
        pub status: MaterialStatus,
        /// The lot that was taken from last.
        pub lot_number: Option<String>,
        /// It was replaced: another entry stands in its place for what is still to be made.
        pub is_replaced: bool,
        /// It can be replaced by another item.
        pub may_replace: bool,
    }

    /// A report, as it was given.
    pub struct WorkReport {
        /// Its row.
        pub id: i64,
        /// At which operation.
        pub operation_sequence: i32,
        /// Good ones.
        pub quantity_good: Quantity,
        /// Scrapped ones.
        pub quantity_scrapped: Quantity,
        /// Minutes of setup.
        pub setup_minutes: Quantity,
        /// Minutes of work.
        pub run_minutes: Quantity,
        /// A person or a printer.
        pub source: super::model::ReportSource,
        /// The report that it undoes.
        pub reverses_id: Option<i64>,
        /// The report that undid it.
        pub reversed_by: Option<i64>,
        /// It can be undone, as far as its own row tells.
        pub may_reverse: bool,
        /// Who.
        pub reported_by: Option<String>,
        /// Notes.
        pub notes: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }

    /// Scrap, with its cost.
    pub struct ScrapRecord {
        /// Its row.
        pub id: i64,
        /// At which operation.
        pub operation_sequence: Option<i32>,
        /// How many.
        pub quantity: Quantity,
        /// What one had cost.
        pub unit_cost: UnitCost,
        /// What all had cost.
        pub total_cost: Money,
        /// Why.
        pub reason: Option<String>,
        /// Notes.
        pub notes: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }

    /// A serial number that an order gave.
    pub struct WorkSerial {
        /// Its row.
        pub id: spoolyard_types::ids::SerialId,
        /// The number.
        pub serial_number: String,
        /// Where the piece is in its life.
        pub status: String,
        /// It passed its inspection, or needs none.
        pub qc_passed: bool,
    }

    /// Something that happened to an order.
    pub struct WorkEvent {
        /// The command.
        pub command: String,
        /// Who.
        pub actor_name: Option<String>,
        /// When.
        pub at: Timestamp,
    }

    /// A reason for scrap.
    pub struct ScrapReason {
        /// Its row.
        pub id: ScrapReasonId,
        /// Code.
        pub code: String,
        /// Name.
        pub name: String,
        /// Description.
        pub description: Option<String>,
        /// May be chosen.
        pub active: bool,
    }

    /// An operation that waits or is under way at a work center.
    pub struct QueuedOperation {
        /// Its row.
        pub id: OperationId,
        /// Of which order.
        pub work_order_id: WorkOrderId,
        /// Its number.
        pub code: String,
        /// What it makes.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// Its place on the order.
        pub sequence: i32,
        /// Name.
        pub operation_name: Option<String>,
        /// Where.
        pub work_center_id: WorkCenterId,
        /// Where it is in its life.
        pub status: OperationStatus,
        /// 1 first to 5 last.
        pub priority: i32,
        /// Until when.
        pub due_date: Option<Date>,
        /// How many are still to do.
        pub quantity_left: Quantity,
        /// How many have come from the operation before; none for the first.
        pub quantity_ready: Option<Quantity>,
        /// Planned minutes, setup included.
        pub planned_minutes: Quantity,
        /// Materials of it that are short.
        pub short_materials: u32,
        /// On which printer.
        pub printer_id: Option<PrinterId>,
    }

    /// What an open order still brings, for planning.
    pub struct Expected {
        /// Which order.
        pub id: WorkOrderId,
        /// Its number.
        pub code: String,
        /// What it makes.
        pub product_id: ProductId,
        /// How many will come onto the shelf: nothing has come before it is completed.
        pub quantity: Quantity,
        /// Until when.
        pub due_date: Option<Date>,
        /// Where it is in its life.
        pub status: WorkOrderStatus,
    }
}

crate::wire! {
    /// All that a work order's page shows.
    pub struct WorkOrderDetail {
        /// The order.
        pub order: WorkOrder,
        /// What most likely comes next; none when it is over and nothing waits.
        pub next: Option<WorkOrderAction>,
        /// All that can be done to it, and why not.
        pub actions: Vec<ActionState>,
        /// Its operations, in order.
        pub operations: Vec<WorkOperation>,
        /// Its materials, by operation.
        pub materials: Vec<WorkMaterial>,
        /// What was reported, newest first.
        pub reports: Vec<WorkReport>,
        /// What was replaced by something else, newest first.
        pub substitutions: Vec<super::substitute::Substitution>,
        /// What was scrapped, newest first.
        pub scrap: Vec<ScrapRecord>,
        /// Serial numbers that it gave.
        pub serials: Vec<WorkSerial>,
        /// Orders split from it.
        pub splits: Vec<WorkOrder>,
        /// What lies in process.
        pub work_in_process: Money,
        /// What happened to it, newest first.
        pub events: Vec<WorkEvent>,
    }
}

/// The list of work orders.
pub const WORK_ORDERS: ListSpec = ListSpec {
    select: "wo.id AS id, wo.code AS code, wo.product_id AS product_id, p.sku AS sku, p.name AS product_name,
       p.unit AS unit, p.image_url AS image_url, wo.status AS status, wo.qc_status AS qc_status,
       wo.quantity_ordered AS quantity_ordered, wo.quantity_completed AS quantity_completed,
       wo.quantity_scrapped AS quantity_scrapped, wo.priority AS priority, wo.due_date AS due_date,
       0 AS is_late,
       wo.source AS source, wo.order_type AS order_type, wo.sales_order_id AS sales_order_id,
       so.order_number AS sales_order_number, wo.sales_order_line_id AS sales_order_line_id,
       wo.parent_order_id AS parent_order_id, wo.remake_of_id AS remake_of_id,
       (SELECT count(*) FROM production_order_operation_materials AS m
        JOIN production_order_operations AS o ON o.id = m.production_order_operation_id
        WHERE o.production_order_id = wo.id AND wo.status IN ('released', 'in_progress', 'on_hold')
          AND m.quantity_required > m.quantity_consumed + m.quantity_allocated) AS short_materials,
       wo.estimated_time_minutes AS estimated_time_minutes, wo.actual_time_minutes AS actual_time_minutes,
       wo.estimated_material_cost AS estimated_material_cost, wo.estimated_labor_cost AS estimated_labor_cost,
       wo.estimated_total_cost AS estimated_total_cost, wo.actual_material_cost AS actual_material_cost,
       wo.actual_labor_cost AS actual_labor_cost, wo.actual_total_cost AS actual_total_cost,
       wo.location_id AS location_id, wo.assigned_to AS assigned_to, wo.notes AS notes,
       wo.hold_reason AS hold_reason, wo.closed_short_reason AS closed_short_reason,
       wo.cancellation_reason AS cancellation_reason, wo.created_at AS created_at, wo.released_at AS released_at,
       wo.actual_start AS actual_start, wo.completed_at AS completed_at",
    from: "production_orders AS wo JOIN products AS p ON p.id = wo.product_id
       LEFT JOIN sales_orders AS so ON so.id = wo.sales_order_id",
    always: "",
    id: "wo.id",
    fields: &[
        Field::new("code", "wo.code", Kind::Text),
        Field::new("status", "wo.status", Kind::Text),
        Field::new("qc_status", "wo.qc_status", Kind::Text),
        Field::new("product_id", "wo.product_id", Kind::Integer),
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("product_name", "p.name", Kind::Text),
        Field::new("quantity_ordered", "wo.quantity_ordered", Kind::Decimal),
        Field::new("quantity_completed", "wo.quantity_completed", Kind::Decimal),
        Field::new("quantity_scrapped", "wo.quantity_scrapped", Kind::Decimal),
        Field::new("priority", "wo.priority", Kind::Integer),
        Field::nullable("due_date", "wo.due_date", Kind::Date),
        Field::new("source", "wo.source", Kind::Text),
        Field::nullable("sales_order_id", "wo.sales_order_id", Kind::Integer),
        Field::nullable("sales_order_number", "so.order_number", Kind::Text),
        Field::nullable("assigned_to", "wo.assigned_to", Kind::Text),
        Field::nullable("parent_order_id", "wo.parent_order_id", Kind::Integer),
        Field::nullable("remake_of_id", "wo.remake_of_id", Kind::Integer),
        Field::new("created_at", "wo.created_at", Kind::Timestamp),
        Field::nullable("completed_at", "wo.completed_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "production_orders_fts", rowid: "wo.id" }),
    order: ("created_at", true),
};

/// A page of work orders.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] for a field or value that this list does not know.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<WorkOrder>> {
    let mut page: Page<WorkOrder> = r.list(&WORK_ORDERS, &req)?;
    let today = r.today()?;
    for row in &mut page.rows {
        row.is_late = row.status.is_open() && row.due_date.is_some_and(|due| due < today);
    }
    Ok(page)
}

/// One work order, as lists show it.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn work_order(r: &Read<'_>, id: WorkOrderId) -> Result<WorkOrder> {
    let sql = format!("SELECT {} FROM {} WHERE wo.id = ?1", WORK_ORDERS.select, WORK_ORDERS.from);
    let mut row: WorkOrder = r.maybe(&sql, bind![id])?.ok_or_else(|| not_found("work order", id))?;
    let today = r.today()?;
    row.is_late = row.status.is_open() && row.due_date.is_some_and(|due| due < today);
    Ok(row)
}

/// All that a work order's page shows.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn detail(r: &Read<'_>, req: WorkOrderRef) -> Result<WorkOrderDetail> {
    let order = work_order(r, req.id)?;
    let splits = format!(
        "SELECT {} FROM {} WHERE wo.parent_order_id = ?1 ORDER BY wo.id",
        WORK_ORDERS.select, WORK_ORDERS.from
    );
    let operations = operations(r, req.id)?;
    let remade: Option<Quantity> = r.value(
        "SELECT coalesce(sum(quantity_ordered), 0) FROM production_orders
         WHERE remake_of_id = ?1 AND status <> 'cancelled'",
        bind![req.id],
    )?;
    Ok(WorkOrderDetail {
        materials: materials(r, req.id)?,
        reports: reports(r, req.id)?,
        scrap: r.all(
            "SELECT s.id, s.operation_sequence, s.quantity, s.unit_cost, s.total_cost,
                    coalesce(x.name, s.scrap_reason_code) AS reason, s.notes, s.created_at
             FROM scrap_records AS s LEFT JOIN scrap_reasons AS x ON x.id = s.scrap_reason_id
             WHERE s.production_order_id = ?1 AND s.reversed_at IS NULL ORDER BY s.id DESC",
            bind![req.id],
        )?,
        substitutions: super::substitute::of_order(r, req.id)?,
        serials: r.all(
            "SELECT id, serial_number, status, qc_passed FROM serial_numbers WHERE production_order_id = ?1 ORDER BY id",
            bind![req.id],
        )?,
        splits: r.all(&splits, bind![req.id])?,
        work_in_process: crate::ledger::work_order_wip(r, req.id)?,
        events: r.all(
            "SELECT command, actor_name, at FROM command_log
             WHERE document_type = 'production_order' AND document_id = ?1 ORDER BY id DESC LIMIT 200",
            bind![req.id],
        )?,
        next: actions::next(&order)?,
        actions: actions::actions(&order, &operations, remade.unwrap_or_default())?,
        operations,
        order,
    })
}

fn operations(r: &Read<'_>, id: WorkOrderId) -> Result<Vec<WorkOperation>> {
    r.all(
        "SELECT o.id, o.sequence, o.operation_code, o.operation_name, o.work_center_id, wc.name AS work_center,
                o.printer_id, o.status, o.quantity_completed, o.quantity_scrapped, o.planned_setup_minutes,
                o.planned_run_minutes, o.actual_setup_minutes, o.actual_run_minutes, o.operator_name, o.pause_reason,
                o.actual_start, o.actual_end,
                o.status IN ('pending', 'paused') AND wo.status IN ('released', 'in_progress') AS may_start,
                o.status = 'in_progress' AS may_pause,
                o.status <> 'skipped' AND o.quantity_completed + o.quantity_scrapped = 0
                  AND wo.status IN ('released', 'in_progress', 'on_hold')
                  AND EXISTS (SELECT 1 FROM production_order_operations AS x
                              WHERE x.production_order_id = wo.id AND x.id <> o.id AND x.status <> 'skipped') AS may_skip
         FROM production_order_operations AS o JOIN work_centers AS wc ON wc.id = o.work_center_id
         JOIN production_orders AS wo ON wo.id = o.production_order_id
         WHERE o.production_order_id = ?1 ORDER BY o.sequence",
        bind![id],
    )
}

fn materials(r: &Read<'_>, id: WorkOrderId) -> Result<Vec<WorkMaterial>> {
    r.all(
        "SELECT m.id, o.id AS operation_id, m.component_id, p.sku, p.name AS component_name, c.hex_code AS color_hex,
                m.unit, m.quantity_required, m.quantity_allocated, m.quantity_consumed,
                max(m.quantity_required - m.quantity_allocated - m.quantity_consumed, 0) AS quantity_short,
                coalesce((SELECT sum(max(i.available_quantity, 0)) FROM inventory AS i
                          JOIN inventory_locations AS l ON l.id = i.location_id AND l.is_nettable = 1
                          WHERE i.product_id = m.component_id), 0) AS quantity_free,
                m.status, m.lot_number, m.counts_upto IS NOT NULL AS is_replaced,
                m.counts_upto IS NULL AND wo.status IN ('released', 'in_progress')
                  AND o.quantity_completed + o.quantity_scrapped < wo.quantity_ordered AND m.quantity_required > 0
                  AS may_replace
         FROM production_order_operation_materials AS m
         JOIN production_order_operations AS o ON o.id = m.production_order_operation_id
         JOIN production_orders AS wo ON wo.id = o.production_order_id
         JOIN products AS p ON p.id = m.component_id LEFT JOIN colors AS c ON c.id = p.color_id
         WHERE o.production_order_id = ?1 ORDER BY o.sequence, m.id",
        bind![id],
    )
}

fn reports(r: &Read<'_>, id: WorkOrderId) -> Result<Vec<WorkReport>> {
    r.all(
        "SELECT x.id, o.sequence AS operation_sequence, x.quantity_good, x.quantity_scrapped, x.setup_minutes,
                x.run_minutes, x.source, x.reverses_id, b.id AS reversed_by,
                x.reverses_id IS NULL AND b.id IS NULL AND x.with_report_id IS NULL
                  AND wo.status IN ('released', 'in_progress') AS may_reverse,
                u.email AS reported_by, x.notes, x.created_at
         FROM operation_reports AS x JOIN production_order_operations AS o ON o.id = x.operation_id
         JOIN production_orders AS wo ON wo.id = o.production_order_id
         LEFT JOIN operation_reports AS b ON b.reverses_id = x.id
         LEFT JOIN users AS u ON u.id = x.reported_by
         WHERE o.production_order_id = ?1 ORDER BY x.id DESC",
        bind![id],
    )
}

/// The reasons for scrap.
///
/// # Errors
/// When the store cannot be read.
pub fn scrap_reasons(r: &Read<'_>) -> Result<Vec<ScrapReason>> {
    r.all("SELECT id, code, name, description, active FROM scrap_reasons ORDER BY sequence, name", [])
}

/// What waits or is under way at a work center, in the order in which it should be done.
///
/// # Errors
/// When the store cannot be read.
pub fn queue(r: &Read<'_>, req: WorkCenterRef) -> Result<Vec<QueuedOperation>> {
    r.all(
        "SELECT o.id, wo.id AS work_order_id, wo.code, p.sku, p.name AS product_name, o.sequence, o.operation_name,
                o.work_center_id, o.status, wo.priority, wo.due_date,
                max(wo.quantity_ordered - o.quantity_completed - o.quantity_scrapped, 0) AS quantity_left,
                (SELECT b.quantity_completed FROM production_order_operations AS b
                 WHERE b.production_order_id = wo.id AND b.sequence < o.sequence AND b.status <> 'skipped'
                 ORDER BY b.sequence DESC LIMIT 1) AS quantity_ready,
                o.planned_setup_minutes + o.planned_run_minutes AS planned_minutes,
                (SELECT count(*) FROM production_order_operation_materials AS m
                 WHERE m.production_order_operation_id = o.id
                   AND m.quantity_required > m.quantity_consumed + m.quantity_allocated) AS short_materials,
                o.printer_id
         FROM production_order_operations AS o JOIN production_orders AS wo ON wo.id = o.production_order_id
         JOIN products AS p ON p.id = wo.product_id
         WHERE o.work_center_id = ?1 AND o.status IN ('pending', 'in_progress', 'paused')
           AND wo.status IN ('released', 'in_progress')
         ORDER BY o.status = 'pending', wo.priority, wo.due_date IS NULL, wo.due_date, wo.id, o.sequence",
        bind![req.id],
    )
}

/// What open work orders still bring onto the shelf. Goods come when an order is completed, so that good ones
/// already reported are still to come.
///
/// # Errors
/// When the store cannot be read.
pub fn expected(r: &Read<'_>) -> Result<Vec<Expected>> {
    r.all(
        "SELECT id, code, product_id, max(quantity_ordered - quantity_scrapped, quantity_completed) AS quantity,
                due_date, status
         FROM production_orders WHERE status IN ('draft', 'released', 'in_progress', 'on_hold')
         ORDER BY product_id, due_date, id",
        [],
    )
}
