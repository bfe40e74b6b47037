//! What lists and pages read of purchasing.

use spoolyard_types::ids::{
    GoodsReceiptId, LocationId, LotId, ProductId, PurchaseOrderId, PurchaseOrderLineId, VendorId,
};
use spoolyard_types::{Date, Money, Quantity, Timestamp, UnitCost, currency};

use super::bill_queries::{self, BillReceiptRow, UnbilledReceipt, VendorBill, VendorPayment};
use super::model::{PurchaseOrderRefusals, PurchaseOrderStatus};
use super::orders::PurchaseOrderRef;
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::{Result, not_found};

crate::read_model! {
    /// A purchase order in the list.
    pub struct PurchaseOrderRow {
        /// Its row.
        pub id: PurchaseOrderId,
        /// `PO-2026-0001`.
        pub po_number: String,
        /// How far it is.
        pub status: PurchaseOrderStatus,
        /// Whom it went to.
        pub vendor_id: VendorId,
        /// That vendor's name.
        pub vendor_name: String,
        /// When it was placed.
        pub order_date: Option<Date>,
        /// When it is due.
        pub expected_date: Option<Date>,
        /// When all of it had come.
        pub received_date: Option<Date>,
        /// How many lines it has.
        pub lines: u32,
        /// How many of them came in full.
        pub lines_received: u32,
        /// With tax and freight.
        pub total_amount: Money,
        /// In which currency.
        pub currency_code: String,
        /// The carrier's number.
        pub tracking_number: Option<String>,
        /// When it was written.
        pub created_at: Timestamp,
    }

    /// A purchase order's head.
    pub struct PurchaseOrderHead {
        /// Its row.
        pub id: PurchaseOrderId,
        /// `PO-2026-0001`.
        pub po_number: String,
        /// How far it is.
        pub status: PurchaseOrderStatus,
        /// Whom it went to.
        pub vendor_id: VendorId,
        /// That vendor's name.
        pub vendor_name: String,
        /// When it was placed.
        pub order_date: Option<Date>,
        /// When it is due.
        pub expected_date: Option<Date>,
        /// Since when it is on its way.
        pub shipped_date: Option<Date>,
        /// When all of it had come.
        pub received_date: Option<Date>,
        /// The carrier's number.
        pub tracking_number: Option<String>,
        /// Who carries it.
        pub carrier: Option<String>,
        /// The sum of its lines.
        pub subtotal: Money,
        /// Tax.
        pub tax_amount: Money,
        /// Freight.
        pub shipping_cost: Money,
        /// All of it.
        pub total_amount: Money,
        /// In which currency.
        pub currency_code: String,
        /// Freight is part of what the goods are worth.
        pub lands_freight: bool,
        /// Tax is part of what the goods are worth.
        pub lands_tax: bool,
        /// Where the goods are to go.
        pub location_id: Option<LocationId>,
        /// Payment and delivery terms.
        pub terms: Option<String>,
        /// How it is paid.
        pub payment_method: Option<String>,
        /// The vendor's own number.
        pub payment_reference: Option<String>,
        /// Anything else.
        pub notes: Option<String>,
        /// Why it was called off.
        pub cancellation_reason: Option<String>,
        /// Who wrote it.
        pub created_by: Option<String>,
        /// When it was written.
        pub created_at: Timestamp,
    }

    /// A line of a purchase order.
    pub struct PurchaseLineRow {
        /// Its row.
        pub id: PurchaseOrderLineId,
        /// Its place.
        pub line_number: i32,
        /// What.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// The stock unit.
        pub unit: String,
        /// Whether it is kept by lot.
        pub track_lots: bool,
        /// How much, in the purchase unit.
        pub quantity_ordered: Quantity,
        /// How much of that came.
        pub quantity_received: Quantity,
        /// How much of that went back.
        pub quantity_returned: Quantity,
        /// In which unit.
        pub purchase_unit: Option<String>,
        /// Stock units in one of it.
        pub purchase_factor: Quantity,
        /// What one of it costs.
        pub unit_cost: UnitCost,
        /// All of the line.
        pub line_total: Money,
        /// What the vendor calls it.
        pub vendor_sku: Option<String>,
        /// In words.
        pub description: Option<String>,
        /// When it is due, where that differs.
        pub expected_date: Option<Date>,
        /// Anything else.
        pub notes: Option<String>,
    }

    /// A row of a receipt, a reversal or a return of an order.
    pub struct PurchaseReceiptRow {
        /// The receipt's row.
        pub receipt_id: GoodsReceiptId,
        /// Its number.
        pub receipt_number: String,
        /// On which day.
        pub received_date: Date,
        /// Where.
        pub location_name: String,
        /// The number on the packing slip.
        pub vendor_packing_slip: Option<String>,
        /// The receipt that it undoes.
        pub reverses_id: Option<GoodsReceiptId>,
        /// Whether it was undone.
        pub is_reversed: bool,
        /// Of which line.
        pub line_number: i32,
        /// What.
        pub sku: String,
        /// How much, in the purchase unit; negative when it went out.
        pub quantity: Quantity,
        /// How much, in the stock unit.
        pub stock_quantity: Quantity,
        /// What one stock unit cost, with what was landed on it.
        pub unit_cost: UnitCost,
        /// Which lot.
        pub lot_id: Option<LotId>,
        /// That lot's number.
        pub lot_number: Option<String>,
    }

    /// What happened to an order.
    pub struct PurchaseEventRow {
        /// Its row.
        pub id: i64,
        /// What kind.
        pub event_type: String,
        /// In a few words.
        pub title: String,
        /// In more.
        pub description: Option<String>,
        /// What it was before.
        pub old_value: Option<String>,
        /// What it became.
        pub new_value: Option<String>,
        /// On which business date.
        pub event_date: Option<Date>,
        /// Who did it.
        pub user_name: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }
}

crate::wire! {
    /// All there is to know about a purchase order.
    pub struct PurchaseOrderPage {
        /// The order.
        pub head: PurchaseOrderHead,
        /// Its lines.
        pub lines: Vec<PurchaseLineRow>,
        /// What came and went back.
        pub receipts: Vec<PurchaseReceiptRow>,
        /// What came and went back that no bill covers.
        pub unbilled: Vec<UnbilledReceipt>,
        /// What its vendor asked for, the newest first.
        pub bills: Vec<VendorBill>,
        /// Which receipts those cover.
        pub billed: Vec<BillReceiptRow>,
        /// What was paid of them, the newest first.
        pub payments: Vec<VendorPayment>,
        /// What happened to it.
        pub events: Vec<PurchaseEventRow>,
        /// Why each thing cannot be done to it now.
        pub refusals: PurchaseOrderRefusals,
    }
}

const ORDERS: ListSpec = ListSpec {
    select: "o.id AS id, o.po_number AS po_number, o.status AS status, o.vendor_id AS vendor_id,
             v.name AS vendor_name, o.order_date AS order_date, o.expected_date AS expected_date,
             o.received_date AS received_date,
             (SELECT count(*) FROM purchase_order_lines l WHERE l.purchase_order_id = o.id) AS lines,
             (SELECT count(*) FROM purchase_order_lines l WHERE l.purchase_order_id = o.id
              AND l.quantity_received >= l.quantity_ordered) AS lines_received,
             o.total_amount AS total_amount, o.currency_code AS currency_code,
             o.tracking_number AS tracking_number, o.created_at AS created_at",
    from: "purchase_orders o JOIN vendors v ON v.id = o.vendor_id",
    always: "",
    id: "o.id",
    fields: &[
        Field::new("created_at", "o.created_at", Kind::Timestamp),
        Field::new("po_number", "o.po_number", Kind::Text),
        Field::new("status", "o.status", Kind::Text),
        Field::new("vendor_id", "o.vendor_id", Kind::Integer),
        Field::new("vendor_name", "v.name COLLATE NOCASE", Kind::Text),
        Field::nullable("order_date", "o.order_date", Kind::Date),
        Field::nullable("expected_date", "o.expected_date", Kind::Date),
        Field::nullable("received_date", "o.received_date", Kind::Date),
        Field::new("total_amount", "o.total_amount", Kind::Decimal),
    ],
    search: Some(Search { table: "purchase_orders_fts", rowid: "o.id" }),
    order: ("created_at", true),
};

/// Purchase orders, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn orders(r: &Read<'_>, req: ListRequest) -> Result<Page<PurchaseOrderRow>> {
    r.list(&ORDERS, &req)
}

/// A purchase order with its lines, receipts and events. One query a part.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn order_page(r: &Read<'_>, req: PurchaseOrderRef) -> Result<PurchaseOrderPage> {
    let head: PurchaseOrderHead = r
        .maybe(
            "SELECT o.*, v.name AS vendor_name FROM purchase_orders o JOIN vendors v ON v.id = o.vendor_id
             WHERE o.id = ?1",
            bind![req.id],
        )?
        .ok_or_else(|| not_found("purchase order", req.id))?;
    let lines = r.all(
        "SELECT l.*, p.sku, p.name, p.unit, p.track_lots FROM purchase_order_lines l
         JOIN products p ON p.id = l.product_id
         WHERE l.purchase_order_id = ?1 ORDER BY l.line_number",
        bind![req.id],
    )?;
    let receipts = r.all(
        "SELECT g.id AS receipt_id, g.receipt_number, g.received_date, c.name AS location_name,
             g.vendor_packing_slip, g.reverses_id,
             EXISTS (SELECT 1 FROM goods_receipts b WHERE b.reverses_id = g.id) AS is_reversed,
             l.line_number, p.sku, gl.quantity, gl.stock_quantity, gl.unit_cost, gl.lot_id, m.lot_number
         FROM goods_receipts g JOIN goods_receipt_lines gl ON gl.goods_receipt_id = g.id
         JOIN purchase_order_lines l ON l.id = gl.purchase_order_line_id
         JOIN products p ON p.id = l.product_id JOIN inventory_locations c ON c.id = g.location_id
         LEFT JOIN material_lots m ON m.id = gl.lot_id
         WHERE g.purchase_order_id = ?1 ORDER BY gl.id",
        bind![req.id],
    )?;
    let events = r.all(
        "SELECT e.id, e.event_type, e.title, e.description, e.old_value, e.new_value, e.event_date,
             coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email) AS user_name,
             e.created_at
         FROM purchasing_events e LEFT JOIN users u ON u.id = e.user_id
         WHERE e.purchase_order_id = ?1 ORDER BY e.id DESC",
        bind![req.id],
    )?;
    let refusals = head.status.refusals(&head.po_number);
    let digits = currency::minor_digits(&head.currency_code);
    Ok(PurchaseOrderPage {
        unbilled: bill_queries::unbilled(r, req.id, digits)?,
        bills: bill_queries::of_order(r, req.id)?,
        billed: bill_queries::receipts_of_bills(r, req.id)?,
        payments: bill_queries::payments_of_order(r, req.id)?,
        head,
        lines,
        receipts,
        events,
        refusals,
    })
}
