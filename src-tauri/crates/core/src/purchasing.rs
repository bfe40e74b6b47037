//! Purchasing: whom the farm buys from, what is on order, what came and what went back.
//!
//! Nouns: vendor, vendor item, purchase order, line, receipt, return, bill, payment. Verbs: create, update, order,
//! ship, receive, reverse, return, close, cancel, bill, pay, void.
//!
//! Always: a line changes only in draft and ordered; nothing beyond the tolerance is received; what a line
//! shows as received less returned is the sum of its receipts; a receipt is never changed, only reversed.
//! What was received waits in goods received, not invoiced, until a bill covers its receipt, once; the payable
//! account equals what bills ask less what was paid. Never: a bill is rewritten, or the same one recorded twice.
//!
//! Tables owned: `vendors`, `vendor_items`, `purchase_orders`, `purchase_order_lines`, `goods_receipts`,
//! `goods_receipt_lines`, `vendor_bills`, `vendor_bill_receipts`, `vendor_payments`, `purchase_order_documents`,
//! `purchasing_events`.

mod bill_payments;
mod bill_queries;
mod bills;
mod dock;
mod items;
mod model;
mod orders;
pub(crate) mod papers;
mod queries;
mod receipts;
pub(crate) mod reschedule;
mod returns;
mod store;
mod vendors;

pub use bill_payments::{PayVendorBill, VoidVendorPayment, pay_bill, void_payment};
pub use bill_queries::{BillReceiptRow, UnbilledReceipt, VendorBill, VendorPayment, bills, payments_of_bill};
pub use bills::{BillPurchaseOrder, BillState, VendorBillRef, VoidVendorBill, record_bill, void_bill};
pub use dock::{ExpectedRow, ReceiptKind, ReceiptRow, expected, receipts};
pub use items::{
    SaveVendorItem, VendorItemRef, VendorItemRow, VendorItemsRequest, delete_vendor_item, save_vendor_item,
    vendor_items,
};
pub use model::{PurchaseOrderRefusals, PurchaseOrderStatus};
pub use orders::{
    CancelPurchaseOrder, ClosePurchaseOrder, NewPurchaseLine, NewPurchaseOrder, PlacePurchaseOrder,
    PurchaseOrderRef, ShipPurchaseOrder, UpdatePurchaseOrder, cancel, close, create_order, mark_shipped,
    order, update_order,
};
pub use queries::{
    PurchaseEventRow, PurchaseLineRow, PurchaseOrderHead, PurchaseOrderPage, PurchaseOrderRow,
    PurchaseReceiptRow, order_page, orders,
};
pub use receipts::{
    GoodsReceiptRef, ReceiveLine, ReceivePurchaseOrder, ReceivedSpool, ReverseGoodsReceipt, receive,
    reverse_receipt,
};
pub use returns::{ReturnGoods, ReturnLine, return_goods};
pub use vendors::{
    SaveVendor, Vendor, VendorRef, VendorRow, VendorScore, save_vendor, vendor, vendor_score, vendor_scores,
    vendors,
};
