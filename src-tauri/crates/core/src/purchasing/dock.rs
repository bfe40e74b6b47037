//! What the dock reads: what is due, and what came.

use spoolyard_types::ids::{GoodsReceiptId, ProductId, PurchaseOrderId, PurchaseOrderLineId, VendorId};
use spoolyard_types::{Date, Quantity};

use super::model::PurchaseOrderStatus;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::Result;

crate::stored_enum! {
    /// Which way goods went.
    pub enum ReceiptKind {
        /// They came.
        Receipt = "receipt",
        /// They went back to the vendor.
        Return = "return",
        /// An earlier one was undone.
        Reversal = "reversal",
    }
}

crate::read_model! {
    /// A line of an open order of which something is still to come.
    pub struct ExpectedRow {
        /// Its row.
        pub id: PurchaseOrderLineId,
        /// The order's row.
        pub purchase_order_id: PurchaseOrderId,
        /// The order's number.
        pub po_number: String,
        /// How far the order is.
        pub status: PurchaseOrderStatus,
        /// From whom.
        pub vendor_id: VendorId,
        /// That vendor's name.
        pub vendor_name: String,
        /// What.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// What the vendor calls it.
        pub vendor_sku: Option<String>,
        /// When it is due.
        pub expected_date: Option<Date>,
        /// How much is still to come, in the purchase unit.
        pub quantity: Quantity,
        /// The purchase unit; the stock unit where the line names none.
        pub purchase_unit: String,
        /// Stock units in one of it.
        pub purchase_factor: Quantity,
        /// The stock unit.
        pub unit: String,
        /// How the carrier calls the parcel.
        pub tracking_number: Option<String>,
        /// Who carries it.
        pub carrier: Option<String>,
    }

    /// A receipt, a return or a reversal.
    pub struct ReceiptRow {
        /// Its row.
        pub id: GoodsReceiptId,
        /// Its number.
        pub receipt_number: String,
        /// Which way goods went.
        pub kind: ReceiptKind,
        /// The order's row.
        pub purchase_order_id: PurchaseOrderId,
        /// The order's number.
        pub po_number: String,
        /// From or to whom.
        pub vendor_name: String,
        /// On which day.
        pub received_date: Date,
        /// Where.
        pub location_name: String,
        /// The number on the vendor's packing slip.
        pub vendor_packing_slip: Option<String>,
        /// How many lines.
        pub lines: u32,
        /// Whether it was undone.
        pub is_reversed: bool,
        /// Anything else.
        pub notes: Option<String>,
    }
}

const EXPECTED: ListSpec = ListSpec {
    select: "l.id AS id, l.purchase_order_id AS purchase_order_id, o.po_number AS po_number, o.status AS status,
             o.vendor_id AS vendor_id, v.name AS vendor_name, l.product_id AS product_id, p.sku AS sku,
             p.name AS name, l.vendor_sku AS vendor_sku, coalesce(l.expected_date, o.expected_date) AS expected_date,
             l.quantity_ordered - l.quantity_received AS quantity, coalesce(l.purchase_unit, p.unit) AS purchase_unit,
             l.purchase_factor AS purchase_factor, p.unit AS unit, o.tracking_number AS tracking_number,
             o.carrier AS carrier",
    from: "purchase_order_lines l JOIN purchase_orders o ON o.id = l.purchase_order_id
           JOIN vendors v ON v.id = o.vendor_id JOIN products p ON p.id = l.product_id",
    always: "l.quantity_received < l.quantity_ordered AND o.status IN ('ordered', 'shipped', 'partial')",
    id: "l.id",
    fields: &[
        // What nobody gave a date is due last.
        Field::new("expected_date", "coalesce(l.expected_date, o.expected_date, '9999-12-31')", Kind::Date),
        Field::new("po_number", "o.po_number", Kind::Text),
        Field::new("status", "o.status", Kind::Text),
        Field::new("vendor_id", "o.vendor_id", Kind::Integer),
        Field::new("vendor_name", "v.name COLLATE NOCASE", Kind::Text),
        Field::new("product_id", "l.product_id", Kind::Integer),
        Field::new("sku", "p.sku", Kind::Text),
    ],
    search: Some(Search { table: "purchase_orders_fts", rowid: "o.id" }),
    order: ("expected_date", false),
};

const RECEIPTS: ListSpec = ListSpec {
    select: "g.id AS id, g.receipt_number AS receipt_number,
             CASE WHEN g.reverses_id IS NOT NULL THEN 'reversal'
                  WHEN EXISTS (SELECT 1 FROM goods_receipt_lines n WHERE n.goods_receipt_id = g.id AND n.quantity < 0)
                  THEN 'return' ELSE 'receipt' END AS kind,
             g.purchase_order_id AS purchase_order_id, o.po_number AS po_number, v.name AS vendor_name,
             g.received_date AS received_date, c.name AS location_name, g.vendor_packing_slip AS vendor_packing_slip,
             (SELECT count(*) FROM goods_receipt_lines n WHERE n.goods_receipt_id = g.id) AS lines,
             EXISTS (SELECT 1 FROM goods_receipts b WHERE b.reverses_id = g.id) AS is_reversed, g.notes AS notes",
    from: "goods_receipts g JOIN purchase_orders o ON o.id = g.purchase_order_id JOIN vendors v ON v.id = o.vendor_id
           JOIN inventory_locations c ON c.id = g.location_id",
    always: "",
    id: "g.id",
    fields: &[
        Field::new("id", "g.id", Kind::Integer),
        Field::new("receipt_number", "g.receipt_number", Kind::Text),
        Field::new("po_number", "o.po_number", Kind::Text),
        Field::new("vendor_id", "o.vendor_id", Kind::Integer),
        Field::new("vendor_name", "v.name COLLATE NOCASE", Kind::Text),
        Field::new("received_date", "g.received_date", Kind::Date),
        Field::nullable("vendor_packing_slip", "g.vendor_packing_slip", Kind::Text),
    ],
    search: Some(Search { table: "purchase_orders_fts", rowid: "o.id" }),
    order: ("id", true),
};

/// Lines still to come, what is late first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn expected(r: &Read<'_>, req: ListRequest) -> Result<Page<ExpectedRow>> {
    r.list(&EXPECTED, &req)
}

/// Receipts, returns and reversals, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn receipts(r: &Read<'_>, req: ListRequest) -> Result<Page<ReceiptRow>> {
    r.list(&RECEIPTS, &req)
}
