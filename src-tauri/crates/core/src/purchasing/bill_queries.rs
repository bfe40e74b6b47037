//! What lists and pages read of bills, and which receipts wait for one.

use spoolyard_types::ids::{
    GoodsReceiptId, JournalEntryId, PurchaseOrderId, VendorBillId, VendorId, VendorPaymentId,
};
use spoolyard_types::{Date, Money, Quantity, Timestamp, UnitCost};

use super::bills::{BillState, VendorBillRef};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read};
use crate::error::Result;

crate::read_model! {
    /// A bill.
    pub struct VendorBill {
        /// Its row.
        pub id: VendorBillId,
        /// `BILL-2026-0001`.
        pub bill_number: String,
        /// The vendor's number on it.
        pub vendor_invoice_number: String,
        /// For which order.
        pub purchase_order_id: PurchaseOrderId,
        /// Its number.
        pub po_number: String,
        /// Whose.
        pub vendor_id: VendorId,
        /// That vendor's name.
        pub vendor_name: String,
        /// Its day.
        pub bill_date: Date,
        /// Until when it is to be paid.
        pub due_date: Option<Date>,
        /// Whether it counts.
        pub status: BillState,
        /// What its receipts had brought, at the order's prices.
        pub received_value: Money,
        /// What of services they had brought.
        pub service_value: Money,
        /// Tax that comes back.
        pub tax_amount: Money,
        /// What it asks beyond what was received; below zero where it asks less.
        pub variance: Money,
        /// All that it asks; below zero for a credit note.
        pub total: Money,
        /// What was paid of it.
        pub paid: Money,
        /// What is still to be paid.
        pub balance: Money,
        /// In which currency.
        pub currency_code: String,
        /// The entry it was booked with.
        pub journal_entry_id: Option<JournalEntryId>,
        /// Anything else.
        pub notes: Option<String>,
        /// Why it was voided.
        pub void_reason: Option<String>,
        /// When it was recorded.
        pub created_at: Timestamp,
    }

    /// A payment of a bill.
    pub struct VendorPayment {
        /// Its row.
        pub id: VendorPaymentId,
        /// `VPAY-2026-0001`.
        pub payment_number: String,
        /// Of which bill.
        pub vendor_bill_id: VendorBillId,
        /// That bill's number.
        pub bill_number: String,
        /// How much; below zero for what came back.
        pub amount: Money,
        /// The day it was booked on.
        pub payment_date: Date,
        /// How.
        pub payment_method: String,
        /// The bank's number.
        pub reference: Option<String>,
        /// It was a mistake.
        pub is_voided: bool,
        /// Why.
        pub void_reason: Option<String>,
    }

    /// A receipt or a return that no bill covers.
    pub struct UnbilledReceipt {
        /// Its row.
        pub receipt_id: GoodsReceiptId,
        /// Its number.
        pub receipt_number: String,
        /// On which day.
        pub received_date: Date,
        /// The number on the vendor's packing slip.
        pub vendor_packing_slip: Option<String>,
        /// What it brought into goods received, not invoiced; below zero for what went back.
        pub received_value: Money,
        /// What it brought of services.
        pub service_value: Money,
    }

    /// What of a receipt a bill covers.
    pub struct BillReceiptRow {
        /// The bill.
        pub vendor_bill_id: VendorBillId,
        /// The receipt.
        pub receipt_id: GoodsReceiptId,
        /// Its number.
        pub receipt_number: String,
    }
}

const BILLS: ListSpec = ListSpec {
    select: "b.id AS id, b.bill_number AS bill_number, b.vendor_invoice_number AS vendor_invoice_number,
             b.purchase_order_id AS purchase_order_id, b.po_number AS po_number, b.vendor_id AS vendor_id,
             b.vendor_name AS vendor_name, b.bill_date AS bill_date, b.due_date AS due_date, b.status AS status,
             b.received_value AS received_value, b.service_value AS service_value, b.tax_amount AS tax_amount,
             b.variance AS variance, b.total AS total, b.paid AS paid, b.balance AS balance,
             b.currency_code AS currency_code, b.journal_entry_id AS journal_entry_id, b.notes AS notes,
             b.void_reason AS void_reason, b.created_at AS created_at",
    from: "(SELECT v.*, o.po_number, o.currency_code, n.name AS vendor_name,
                coalesce(p.paid, 0) AS paid,
                CASE v.status WHEN 'posted' THEN v.total - coalesce(p.paid, 0) ELSE 0 END AS balance
            FROM vendor_bills v JOIN purchase_orders o ON o.id = v.purchase_order_id JOIN vendors n ON n.id = v.vendor_id
            LEFT JOIN (SELECT vendor_bill_id, sum(amount) AS paid FROM vendor_payments
                       WHERE status = 'completed' GROUP BY vendor_bill_id) p ON p.vendor_bill_id = v.id) b",
    always: "",
    id: "b.id",
    fields: &[
        Field::new("bill_number", "b.bill_number", Kind::Text),
        Field::new("vendor_invoice_number", "b.vendor_invoice_number", Kind::Text),
        Field::new("po_number", "b.po_number", Kind::Text),
        Field::new("purchase_order_id", "b.purchase_order_id", Kind::Integer),
        Field::new("vendor_id", "b.vendor_id", Kind::Integer),
        Field::new("vendor_name", "b.vendor_name COLLATE NOCASE", Kind::Text),
        Field::new("bill_date", "b.bill_date", Kind::Date),
        Field::nullable("due_date", "b.due_date", Kind::Date),
        Field::new("status", "b.status", Kind::Text),
        Field::new("total", "b.total", Kind::Decimal),
        Field::new("balance", "b.balance", Kind::Decimal),
        Field::new("created_at", "b.created_at", Kind::Timestamp),
    ],
    search: None,
    order: ("created_at", true),
};

/// Bills of vendors, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn bills(r: &Read<'_>, req: ListRequest) -> Result<Page<VendorBill>> {
    r.list(&BILLS, &req)
}

pub(super) fn of_order(r: &Read<'_>, order: PurchaseOrderId) -> Result<Vec<VendorBill>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE b.purchase_order_id = ?1 ORDER BY b.id DESC",
        BILLS.select, BILLS.from
    );
    r.all(&sql, bind![order])
}

const PAYMENTS: &str =
    "SELECT p.id, p.payment_number, p.vendor_bill_id, b.bill_number, p.amount, p.payment_date,
         p.payment_method, p.reference, p.status = 'voided' AS is_voided, p.void_reason
     FROM vendor_payments p JOIN vendor_bills b ON b.id = p.vendor_bill_id";

/// The payments of a bill, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn payments_of_bill(r: &Read<'_>, req: VendorBillRef) -> Result<Vec<VendorPayment>> {
    r.all(&format!("{PAYMENTS} WHERE p.vendor_bill_id = ?1 ORDER BY p.id DESC"), bind![req.id])
}

pub(super) fn payments_of_order(r: &Read<'_>, order: PurchaseOrderId) -> Result<Vec<VendorPayment>> {
    r.all(&format!("{PAYMENTS} WHERE b.purchase_order_id = ?1 ORDER BY p.id DESC"), bind![order])
}

pub(super) fn receipts_of_bills(r: &Read<'_>, order: PurchaseOrderId) -> Result<Vec<BillReceiptRow>> {
    r.all(
        "SELECT c.vendor_bill_id, c.goods_receipt_id AS receipt_id, g.receipt_number
         FROM vendor_bill_receipts c JOIN vendor_bills b ON b.id = c.vendor_bill_id
         JOIN goods_receipts g ON g.id = c.goods_receipt_id
         WHERE b.purchase_order_id = ?1 ORDER BY g.id",
        bind![order],
    )
}

crate::read_model! {
    struct Booked {
        receipt_id: GoodsReceiptId,
        receipt_number: String,
        received_date: Date,
        vendor_packing_slip: Option<String>,
        received_value: Money,
    }

    struct Service {
        receipt_id: GoodsReceiptId,
        stock_quantity: Quantity,
        unit_cost: UnitCost,
    }
}

/// Receipts and returns of an order that no bill covers, the oldest first, with what each booked into goods
/// received, not invoiced. What services cost is told by their lines: they are never stocked.
pub(super) fn unbilled(r: &Read<'_>, order: PurchaseOrderId, digits: u32) -> Result<Vec<UnbilledReceipt>> {
    let receipts: Vec<Booked> = r.all(
        "SELECT g.id AS receipt_id, g.receipt_number, g.received_date, g.vendor_packing_slip,
             (SELECT coalesce(sum(l.credit - l.debit), 0)
              FROM gl_journal_entries e JOIN gl_journal_entry_lines l ON l.journal_entry_id = e.id
              JOIN gl_accounts a ON a.id = l.account_id
              WHERE e.source_type = 'goods_receipt' AND e.source_id = g.id AND a.role = 'grni') AS received_value
         FROM goods_receipts g
         WHERE g.purchase_order_id = ?1
           AND NOT EXISTS (SELECT 1 FROM vendor_bill_receipts c JOIN vendor_bills b ON b.id = c.vendor_bill_id
                           WHERE c.goods_receipt_id = g.id AND b.status = 'posted')
         ORDER BY g.id",
        bind![order],
    )?;
    let services: Vec<Service> = r.all(
        "SELECT l.goods_receipt_id AS receipt_id, l.stock_quantity, l.unit_cost
         FROM goods_receipt_lines l JOIN goods_receipts g ON g.id = l.goods_receipt_id
         WHERE g.purchase_order_id = ?1 AND l.inventory_transaction_id IS NULL",
        bind![order],
    )?;
    let mut out = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        let mut service_value = Money::ZERO;
        for line in services.iter().filter(|line| line.receipt_id == receipt.receipt_id) {
            service_value =
                service_value.plus(line.unit_cost.times(line.stock_quantity)?.to_minor(digits))?;
        }
        out.push(UnbilledReceipt {
            receipt_id: receipt.receipt_id,
            receipt_number: receipt.receipt_number,
            received_date: receipt.received_date,
            vendor_packing_slip: receipt.vendor_packing_slip,
            received_value: receipt.received_value,
            service_value,
        });
    }
    Ok(out)
}
