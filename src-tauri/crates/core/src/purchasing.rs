//! Purchasing: whom the farm buys from, what is on order, what came and what went back.
//!
//! Nouns: vendor, vendor item, purchase order, line, receipt, return. Verbs: create, update, order, ship,
//! receive, reverse, return, close, cancel.
//!
//! Always: a line changes only in draft and ordered; nothing beyond the tolerance is received; what a line
//! shows as received less returned is the sum of its receipts; a receipt is never changed, only reversed.
//! Invoices of vendors are not kept here: what was received waits in goods received, not invoiced.
//!
//! Tables owned: `vendors`, `vendor_items`, `purchase_orders`, `purchase_order_lines`, `goods_receipts`,
//! `goods_receipt_lines`, `purchase_order_documents`, `purchasing_events`.

mod dock;
mod items;
mod model;
mod orders;
pub(crate) mod papers;
mod queries;
mod receipts;
mod returns;
mod store;
mod vendors;

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
