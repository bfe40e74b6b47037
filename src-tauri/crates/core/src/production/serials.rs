//! The list of serial numbers: every single piece, what it was made by and where it went.

use spoolyard_types::Timestamp;
use spoolyard_types::ids::{ProductId, SalesOrderId, SerialId, ShipmentId, UserId, WorkOrderId};

use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::Result;

crate::read_model! {
    /// A single piece.
    pub struct SerialRow {
        /// Its row.
        pub id: SerialId,
        /// Its number.
        pub serial_number: String,
        /// What it is.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// `manufactured`, `sold`, `returned` or `scrapped`; `held` while it may not leave.
        pub state: String,
        /// When it was made.
        pub manufactured_at: Timestamp,
        /// The work order that made it.
        pub production_order_id: WorkOrderId,
        /// That order's number.
        pub work_order_code: String,
        /// The order it went out on.
        pub sales_order_id: Option<SalesOrderId>,
        /// That order's number.
        pub order_number: Option<String>,
        /// Who has it.
        pub customer_id: Option<UserId>,
        /// His name when the order was written.
        pub customer_name: Option<String>,
        /// The parcel it left in.
        pub shipment_id: Option<ShipmentId>,
        /// That parcel's number.
        pub shipment_number: Option<String>,
        /// When it left.
        pub shipped_at: Option<Timestamp>,
        /// The carrier's number for it.
        pub tracking_number: Option<String>,
        /// What its inspection noted.
        pub qc_notes: Option<String>,
    }
}

const SERIALS: ListSpec = ListSpec {
    select: "n.id AS id, n.serial_number AS serial_number, n.product_id AS product_id, p.sku AS sku, p.name AS name,
             CASE WHEN n.status = 'manufactured' AND n.qc_passed = 0 THEN 'held' ELSE n.status END AS state,
             n.manufactured_at AS manufactured_at, n.production_order_id AS production_order_id,
             wo.code AS work_order_code, n.sales_order_id AS sales_order_id, so.order_number AS order_number,
             so.customer_id AS customer_id, so.customer_name AS customer_name, n.shipment_id AS shipment_id,
             sh.shipment_number AS shipment_number, n.shipped_at AS shipped_at, n.tracking_number AS tracking_number,
             n.qc_notes AS qc_notes",
    from: "serial_numbers n JOIN products p ON p.id = n.product_id
           JOIN production_orders wo ON wo.id = n.production_order_id
           LEFT JOIN sales_orders so ON so.id = n.sales_order_id LEFT JOIN shipments sh ON sh.id = n.shipment_id",
    always: "",
    id: "n.id",
    fields: &[
        Field::new("id", "n.id", Kind::Integer),
        Field::new("serial_number", "n.serial_number", Kind::Text),
        Field::new("product_id", "n.product_id", Kind::Integer),
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("name", "p.name", Kind::Text),
        Field::new(
            "state",
            "CASE WHEN n.status = 'manufactured' AND n.qc_passed = 0 THEN 'held' ELSE n.status END",
            Kind::Text,
        ),
        Field::new("production_order_id", "n.production_order_id", Kind::Integer),
        Field::new("work_order_code", "wo.code", Kind::Text),
        Field::nullable("sales_order_id", "n.sales_order_id", Kind::Integer),
        Field::nullable("order_number", "so.order_number", Kind::Text),
        Field::nullable("customer_name", "so.customer_name", Kind::Text),
        Field::nullable("shipment_number", "sh.shipment_number", Kind::Text),
        Field::nullable("tracking_number", "n.tracking_number", Kind::Text),
        Field::new("manufactured_at", "n.manufactured_at", Kind::Timestamp),
        Field::nullable("shipped_at", "n.shipped_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "serial_numbers_fts", rowid: "n.id" }),
    order: ("id", true),
};

/// Single pieces, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<SerialRow>> {
    r.list(&SERIALS, &req)
}
