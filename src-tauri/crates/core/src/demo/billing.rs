//! What vendors ask for what came, and what is paid of it.

use serde_json::json;
use spoolyard_types::ids::{PurchaseOrderId, VendorBillId};
use spoolyard_types::{Date, Money};

use super::build::{Build, Who};
use crate::bind;
use crate::error::Result;
use crate::purchasing::{self, PurchaseOrderRef};

/// Bills come with the post, so long after the parcel.
const POST_DAYS: i64 = 3;
/// Every so-many-th bill asks for a little more than was agreed, and it is meant.
const DEARER: i64 = 9;
const SURCHARGE_MICROS: i64 = 1_500_000;

crate::read_model! {
    struct Come {
        id: PurchaseOrderId,
        vendor: String,
        bills: i64,
    }

    struct Due {
        id: VendorBillId,
        bill_number: String,
    }
}

impl Build<'_> {
    /// The bills that come on a day, and those that are paid on it: when they are due, as an owner does who keeps cash.
    pub(super) fn bills(&self, day: Date) -> Result<()> {
        let come: Vec<Come> = self.store().all(
            "SELECT o.id, v.code AS vendor, (SELECT count(*) FROM vendor_bills) AS bills
             FROM purchase_orders o JOIN vendors v ON v.id = o.vendor_id
             WHERE o.status IN ('received', 'closed')
               AND NOT EXISTS (SELECT 1 FROM vendor_bills b WHERE b.purchase_order_id = o.id)
               AND ?1 >= (SELECT max(g.received_date) FROM goods_receipts g WHERE g.purchase_order_id = o.id)
             ORDER BY o.id",
            bind![day.plus_days(-POST_DAYS)],
        )?;
        for (nth, order) in (0..).zip(come) {
            let waiting = purchasing::order_page(self.store(), PurchaseOrderRef { id: order.id })?.unbilled;
            let mut total = Money::ZERO;
            for receipt in waiting {
                total = total.plus(receipt.received_value)?.plus(receipt.service_value)?;
            }
            let is_dearer = (order.bills + nth) % DEARER == DEARER - 1;
            if is_dearer {
                total = total.plus(Money::from_micros(SURCHARGE_MICROS))?;
            }
            let request = json!({
                "id": order.id, "vendor_invoice_number": format!("{}-{:05}", order.vendor, 4_100 + order.id.get()),
                "total": total, "accept_variance": is_dearer,
                "notes": is_dearer.then_some("Small-order surcharge, agreed on the phone"),
            });
            self.act(Who::Desk, "bills.record", request, purchasing::record_bill)?;
        }
        let due: Vec<Due> = self.store().all(
            "SELECT b.id, b.bill_number FROM vendor_bills b
             WHERE b.status = 'posted' AND b.due_date <= ?1
               AND NOT EXISTS (SELECT 1 FROM vendor_payments p WHERE p.vendor_bill_id = b.id)
             ORDER BY b.id",
            bind![day],
        )?;
        for bill in due {
            let request =
                json!({ "id": bill.id, "payment_method": "transfer", "reference": bill.bill_number });
            self.act(Who::Owner, "bills.pay", request, purchasing::pay_bill)?;
        }
        Ok(())
    }
}
