//! What the pages of parcels and invoices read.

use std::collections::HashMap;

use spoolyard_types::ids::{
    InvoiceId, LocationId, LotId, ProductId, SalesOrderId, SalesOrderLineId, ShipmentId, UserId,
};
use spoolyard_types::{Date, Money, Quantity, Timestamp};

use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read};
use crate::error::{Result, not_found};
use crate::sales::model::{InvoiceStatus, RushLevel, ShipmentStatus};

crate::read_model! {
    /// A parcel.
    pub struct ShipmentRow {
        /// Its row.
        pub id: ShipmentId,
        /// `SHP-2026-0001`.
        pub shipment_number: String,
        /// The order it is part of.
        pub sales_order_id: SalesOrderId,
        /// Its number.
        pub order_number: String,
        /// For whom.
        pub customer_id: Option<UserId>,
        /// His name when the order was written.
        pub customer_name: Option<String>,
        /// How far it is.
        pub status: ShipmentStatus,
        /// Where it was packed.
        pub location_name: String,
        /// Who carries it, when that is known.
        pub carrier: Option<String>,
        /// The carrier's service.
        pub service: Option<String>,
        /// The carrier's number for it, when he gave one.
        pub tracking_number: Option<String>,
        /// The day it left.
        pub ship_date: Option<Date>,
        /// When it left.
        pub shipped_at: Option<Timestamp>,
        /// When it arrived.
        pub delivered_at: Option<Timestamp>,
        /// The invoice it brought.
        pub invoice_number: Option<String>,
        /// What that comes to.
        pub invoice_total: Option<Money>,
        /// Why it was voided.
        pub void_reason: Option<String>,
        /// Anything else.
        pub notes: Option<String>,
    }

    /// What is in a parcel.
    pub struct ShipmentLine {
        /// Its row.
        pub id: i64,
        /// The line of the order; none for packaging.
        pub sales_order_line_id: Option<SalesOrderLineId>,
        /// What.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// How much.
        pub quantity: Quantity,
        /// The stock unit.
        pub unit: String,
        /// From which lot.
        pub lot_id: Option<LotId>,
        /// The lot's number.
        pub lot_number: Option<String>,
        /// The serial number of a single piece.
        pub serial_number: Option<String>,
    }

    /// An invoice.
    pub struct Invoice {
        /// Its row.
        pub id: InvoiceId,
        /// `INV-2026-0001`.
        pub invoice_number: String,
        /// The order.
        pub sales_order_id: SalesOrderId,
        /// Its number.
        pub order_number: String,
        /// The parcel it bills.
        pub shipment_id: Option<ShipmentId>,
        /// For whom.
        pub customer_name: Option<String>,
        /// Its day.
        pub invoice_date: Date,
        /// When it is to be paid.
        pub due_date: Option<Date>,
        /// Whether it counts.
        pub status: InvoiceStatus,
        /// Goods and services.
        pub subtotal: Money,
        /// Taken off.
        pub discount_amount: Money,
        /// Tax.
        pub tax_amount: Money,
        /// Shipping.
        pub shipping_amount: Money,
        /// To be paid.
        pub total: Money,
    }

    /// Stock that quality control holds.
    pub(in crate::sales) struct HeldByQuality {
        pub(in crate::sales) product_id: ProductId,
        pub(in crate::sales) quantity: Quantity,
        pub(in crate::sales) work_order: String,
    }
}

const SHIPMENTS: ListSpec = ListSpec {
    select: "s.id AS id, s.shipment_number AS shipment_number, s.sales_order_id AS sales_order_id,
             o.order_number AS order_number, o.customer_id AS customer_id, o.customer_name AS customer_name,
             s.status AS status, l.name AS location_name, s.carrier AS carrier, s.service AS service,
             s.tracking_number AS tracking_number, s.ship_date AS ship_date, s.shipped_at AS shipped_at,
             s.delivered_at AS delivered_at, i.invoice_number AS invoice_number, i.total AS invoice_total,
             s.void_reason AS void_reason, s.notes AS notes",
    from: "shipments s JOIN sales_orders o ON o.id = s.sales_order_id JOIN inventory_locations l ON l.id = s.location_id
           LEFT JOIN invoices i ON i.shipment_id = s.id",
    always: "",
    id: "s.id",
    fields: &[
        Field::new("shipment_number", "s.shipment_number", Kind::Text),
        Field::new("sales_order_id", "s.sales_order_id", Kind::Integer),
        Field::new("order_number", "o.order_number", Kind::Text),
        Field::nullable("customer_id", "o.customer_id", Kind::Integer),
        Field::nullable("customer_name", "o.customer_name", Kind::Text),
        Field::new("status", "s.status", Kind::Text),
        Field::nullable("carrier", "s.carrier", Kind::Text),
        Field::nullable("tracking_number", "s.tracking_number", Kind::Text),
        Field::nullable("ship_date", "s.ship_date", Kind::Date),
        Field::nullable("delivered_at", "s.delivered_at", Kind::Timestamp),
        Field::new("created_at", "s.created_at", Kind::Timestamp),
    ],
    search: Some(crate::db::Search { table: "sales_orders_fts", rowid: "s.sales_order_id" }),
    order: ("created_at", true),
};

const INVOICES: ListSpec = ListSpec {
    select: "i.id AS id, i.invoice_number AS invoice_number, i.sales_order_id AS sales_order_id,
             o.order_number AS order_number, i.shipment_id AS shipment_id, o.customer_name AS customer_name,
             i.invoice_date AS invoice_date, i.due_date AS due_date, i.status AS status, i.subtotal AS subtotal,
             i.discount_amount AS discount_amount, i.tax_amount AS tax_amount, i.shipping_amount AS shipping_amount,
             i.total AS total",
    from: "invoices i JOIN sales_orders o ON o.id = i.sales_order_id",
    always: "",
    id: "i.id",
    fields: &[
        Field::new("invoice_number", "i.invoice_number", Kind::Text),
        Field::new("sales_order_id", "i.sales_order_id", Kind::Integer),
        Field::new("order_number", "o.order_number", Kind::Text),
        Field::nullable("customer_id", "i.customer_id", Kind::Integer),
        Field::nullable("customer_name", "o.customer_name", Kind::Text),
        Field::new("invoice_date", "i.invoice_date", Kind::Date),
        Field::nullable("due_date", "i.due_date", Kind::Date),
        Field::new("status", "i.status", Kind::Text),
        Field::new("total", "i.total", Kind::Decimal),
    ],
    search: Some(crate::db::Search { table: "sales_orders_fts", rowid: "i.sales_order_id" }),
    order: ("invoice_date", true),
};

crate::wire! {
    /// Which parcel.
    pub struct ShipmentRef {
        /// Its row.
        pub id: ShipmentId,
    }

    /// A parcel with what is in it.
    pub struct ShipmentDetail {
        /// The parcel.
        pub head: ShipmentRow,
        /// What is in it, packaging last.
        pub lines: Vec<ShipmentLine>,
        /// Whether it may be voided.
        pub may_void: bool,
    }

    /// A line that may be shipped.
    pub struct ReadyLine {
        /// The line.
        pub id: SalesOrderLineId,
        /// What.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// The stock unit.
        pub unit: String,
        /// How much is still to come.
        pub open_quantity: Quantity,
        /// How much of that is held for it on the shelf; a service is always there.
        pub ready_quantity: Quantity,
        /// Whether its serial numbers are asked for.
        pub track_serials: bool,
    }

    /// An order of which something may be shipped.
    pub struct ReadyOrder {
        /// The order.
        pub id: SalesOrderId,
        /// Its number.
        pub order_number: String,
        /// For whom.
        pub customer_name: Option<String>,
        /// Where to.
        pub shipping_city: Option<String>,
        /// Country.
        pub shipping_country: Option<String>,
        /// When it is wanted.
        pub requested_date: Option<Date>,
        /// How soon.
        pub rush_level: RushLevel,
        /// Whether all that is still to come may leave now.
        pub complete: bool,
        /// The lines that are still to come.
        pub lines: Vec<ReadyLine>,
    }
}

/// Parcels, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<ShipmentRow>> {
    r.list(&SHIPMENTS, &req)
}

/// Invoices, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn invoices(r: &Read<'_>, req: ListRequest) -> Result<Page<Invoice>> {
    r.list(&INVOICES, &req)
}

pub(in crate::sales) fn of_order(r: &Read<'_>, order: SalesOrderId) -> Result<Vec<ShipmentRow>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE s.sales_order_id = ?1 ORDER BY s.id DESC",
        SHIPMENTS.select, SHIPMENTS.from
    );
    r.all(&sql, bind![order])
}

pub(in crate::sales) fn invoices_of(r: &Read<'_>, order: SalesOrderId) -> Result<Vec<Invoice>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE i.sales_order_id = ?1 ORDER BY i.id DESC",
        INVOICES.select, INVOICES.from
    );
    r.all(&sql, bind![order])
}

pub(super) fn head(r: &Read<'_>, id: ShipmentId) -> Result<ShipmentRow> {
    let sql = format!("SELECT {} FROM {} WHERE s.id = ?1", SHIPMENTS.select, SHIPMENTS.from);
    r.maybe(&sql, bind![id])?.ok_or_else(|| not_found("shipment", id))
}

/// One parcel with what is in it.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn get(r: &Read<'_>, req: ShipmentRef) -> Result<ShipmentDetail> {
    let head = head(r, req.id)?;
    let lines = r.all(
        "SELECT l.id, l.sales_order_line_id, l.product_id, p.sku, p.name AS product_name, l.quantity, l.unit, l.lot_id,
             m.lot_number, t.serial_number
         FROM shipment_lines l JOIN products p ON p.id = l.product_id
         LEFT JOIN material_lots m ON m.id = l.lot_id
         LEFT JOIN inventory_transactions t ON t.id = l.inventory_transaction_id
         LEFT JOIN sales_order_lines o ON o.id = l.sales_order_line_id
         WHERE l.shipment_id = ?1 ORDER BY l.sales_order_line_id IS NULL, o.line_number, l.id",
        bind![req.id],
    )?;
    Ok(ShipmentDetail { may_void: head.status == ShipmentStatus::Shipped, head, lines })
}

crate::read_model! {
    struct ReadyRow {
        order_id: SalesOrderId,
        order_number: String,
        customer_name: Option<String>,
        shipping_city: Option<String>,
        shipping_country: Option<String>,
        requested_date: Option<Date>,
        rush_level: RushLevel,
        id: SalesOrderLineId,
        product_id: ProductId,
        sku: String,
        product_name: String,
        unit: String,
        open_quantity: Quantity,
        ready_quantity: Quantity,
        track_serials: bool,
    }
}

/// Orders of which something may leave now, the most urgent first: what is wanted soonest, rushed orders
/// ahead of others of the same day.
///
/// # Errors
/// When the store cannot be read.
pub fn ready(r: &Read<'_>) -> Result<Vec<ReadyOrder>> {
    let rows: Vec<ReadyRow> = r.all(
        "SELECT o.id AS order_id, o.order_number, o.customer_name, o.shipping_city, o.shipping_country, o.requested_date,
             o.rush_level, l.id, l.product_id, p.sku, p.name AS product_name, l.unit,
             l.quantity - l.shipped_quantity AS open_quantity,
             CASE p.item_type WHEN 'service' THEN l.quantity - l.shipped_quantity
                 ELSE min(l.allocated_quantity, l.quantity - l.shipped_quantity) END AS ready_quantity,
             p.track_serials
         FROM sales_order_lines l
         JOIN sales_orders o ON o.id = l.sales_order_id AND o.status IN ('confirmed', 'in_progress')
         JOIN products p ON p.id = l.product_id
         WHERE l.is_cancelled = 0 AND l.shipped_quantity < l.quantity
         ORDER BY o.requested_date IS NULL, o.requested_date,
             CASE o.rush_level WHEN 'expedite' THEN 0 WHEN 'rush' THEN 1 ELSE 2 END, o.id, l.line_number, l.id",
        [],
    )?;
    let products: Vec<ProductId> = rows.iter().map(|row| row.product_id).collect();
    let mut blocked: HashMap<ProductId, bool> = HashMap::new();
    for held in held_by_quality(r, &products)? {
        blocked.insert(held.product_id, true);
    }
    let mut out: Vec<ReadyOrder> = Vec::new();
    for row in rows {
        let line = ReadyLine {
            id: row.id,
            product_id: row.product_id,
            sku: row.sku,
            product_name: row.product_name,
            unit: row.unit,
            open_quantity: row.open_quantity,
            ready_quantity: row.ready_quantity,
            track_serials: row.track_serials,
        };
        match out.last_mut() {
            Some(order) if order.id == row.order_id => order.lines.push(line),
            _ => out.push(ReadyOrder {
                id: row.order_id,
                order_number: row.order_number,
                customer_name: row.customer_name,
                shipping_city: row.shipping_city,
                shipping_country: row.shipping_country,
                requested_date: row.requested_date,
                rush_level: row.rush_level,
                complete: false,
                lines: vec![line],
            }),
        }
    }
    for order in &mut out {
        order.complete = order
            .lines
            .iter()
            .all(|l| l.ready_quantity >= l.open_quantity && !blocked.contains_key(&l.product_id));
    }
    out.retain(|order| order.lines.iter().any(|l| l.ready_quantity.is_positive()));
    Ok(out)
}

/// What quality control holds of these products: what work orders made that awaits inspection, and what
/// failed and is to be reworked. What was scrapped counts as not made.
pub(in crate::sales) fn held_by_quality(r: &Read<'_>, products: &[ProductId]) -> Result<Vec<HeldByQuality>> {
    r.all(
        "SELECT product_id, sum(quantity_completed) AS quantity, group_concat(code, ', ') AS work_order
         FROM production_orders
         WHERE qc_status IN ('pending', 'failed') AND quantity_completed > 0
           AND product_id IN (SELECT value FROM json_each(?1))
         GROUP BY product_id",
        bind![serde_json::json!(products)],
    )
}

/// Where a parcel is packed when nobody says where.
pub(super) fn packing_place(r: &Read<'_>, named: Option<LocationId>) -> Result<LocationId> {
    named.map_or_else(|| crate::inventory::default_location(r), Ok)
}
