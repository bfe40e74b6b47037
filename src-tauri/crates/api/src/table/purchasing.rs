//! Vendors and purchase orders.

use spoolyard_core::Result;
use spoolyard_core::db::{ListRequest, Page, Read};
use spoolyard_core::purchasing::{self, *};

use super::jobs::NoRequest;

fn scores(r: &Read<'_>, _: NoRequest) -> Result<Vec<VendorScore>> {
    purchasing::vendor_scores(r)
}

commands! {
    read "vendors.list" Staff ListRequest => Page<VendorRow>, "Vendors, by name.", purchasing::vendors;
    read "vendors.get" Staff VendorRef => Vendor, "One vendor.", purchasing::vendor;
    read "vendors.score" Staff VendorRef => VendorScore, "How a vendor keeps its word.", purchasing::vendor_score;
    read "vendors.scores" Staff NoRequest => Vec<VendorScore>, "How every vendor keeps its word.", scores;
    read "vendors.items" Staff VendorItemsRequest => Vec<VendorItemRow>, "What vendors call our products, and what was last paid.", purchasing::vendor_items;
    write "vendors.save" Admin SaveVendor => VendorRef, "Adds or changes a vendor.", purchasing::save_vendor;
    write "vendors.save_item" Admin SaveVendorItem => VendorItemRef, "Adds or changes what a vendor sells of an item.", purchasing::save_vendor_item;
    write "vendors.delete_item" Admin VendorItemRef => VendorItemRef, "Forgets what a vendor sells.", purchasing::delete_vendor_item;
    read "purchasing.list" Staff ListRequest => Page<PurchaseOrderRow>, "Purchase orders, the newest first.", purchasing::orders;
    read "purchasing.get" Staff PurchaseOrderRef => PurchaseOrderPage, "A purchase order with lines, receipts and events.", purchasing::order_page;
    read "purchasing.expected" Staff ListRequest => Page<ExpectedRow>, "What is still to come, late first.", purchasing::expected;
    read "purchasing.receipts" Staff ListRequest => Page<ReceiptRow>, "Receipts, returns and reversals, the newest first.", purchasing::receipts;
    write "purchasing.create" Admin NewPurchaseOrder => PurchaseOrderRef, "Writes a draft.", purchasing::create_order;
    write "purchasing.update" Admin UpdatePurchaseOrder => PurchaseOrderRef, "Changes a draft or a placed order.", purchasing::update_order;
    write "purchasing.order" Admin PlacePurchaseOrder => PurchaseOrderRef, "Places an order.", purchasing::order;
    write "purchasing.ship" Staff ShipPurchaseOrder => PurchaseOrderRef, "Says that goods are on their way.", purchasing::mark_shipped;
    write "purchasing.receive" Staff ReceivePurchaseOrder => GoodsReceiptRef, "Receives goods.", purchasing::receive;
    write "purchasing.reverse_receipt" Admin ReverseGoodsReceipt => GoodsReceiptRef, "Undoes a receipt.", purchasing::reverse_receipt;
    write "purchasing.return" Staff ReturnGoods => GoodsReceiptRef, "Gives goods back to the vendor.", purchasing::return_goods;
    read "bills.list" Admin ListRequest => Page<VendorBill>, "What vendors asked for, the newest first.", purchasing::bills;
    read "bills.payments" Admin VendorBillRef => Vec<VendorPayment>, "What was paid of a bill.", purchasing::payments_of_bill;
    write "bills.record" Admin BillPurchaseOrder => VendorBillRef, "Records what a vendor asks for what came.", purchasing::record_bill;
    write "bills.void" Admin VoidVendorBill => VendorBillRef, "Undoes a bill that was a mistake.", purchasing::void_bill;
    write "bills.pay" Admin PayVendorBill => VendorBillRef, "Pays a bill, in part or in full.", purchasing::pay_bill;
    write "bills.void_payment" Admin VoidVendorPayment => VendorBillRef, "Takes back a payment that was a mistake.", purchasing::void_payment;
    write "purchasing.close" Admin ClosePurchaseOrder => PurchaseOrderRef, "Is done with an order.", purchasing::close;
    write "purchasing.cancel" Admin CancelPurchaseOrder => PurchaseOrderRef, "Calls an order off.", purchasing::cancel;
}
