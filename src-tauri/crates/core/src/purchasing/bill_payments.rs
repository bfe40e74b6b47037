//! A bill is paid, and a payment that was a mistake is taken back.

use spoolyard_types::ids::{JournalEntryId, PurchaseOrderId, VendorBillId, VendorPaymentId};
use spoolyard_types::{Code, Date, Entered, Money, Text, currency};

use super::bills::{BillState, VendorBillRef};
use super::store::{self, Said};
use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::error::{Result, not_found, refuse, refuse_field};
use crate::inventory::day;
use crate::ledger::{AccountRole, Event};

crate::wire! {
    /// Money for a bill. For a credit note it comes back.
    pub struct PayVendorBill {
        /// Which bill.
        pub id: VendorBillId,
        /// How much, more than zero; all that is open when left out.
        #[serde(default)]
        #[ts(optional)]
        pub amount: Option<Entered<Money, 18, 4>>,
        /// `bank transfer`, `card`, `cash`, …
        pub payment_method: Text<50>,
        /// The day it is booked on; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub date: Option<Date>,
        /// The bank's number.
        #[serde(default)]
        #[ts(optional)]
        pub reference: Option<Text<255>>,
    }

    /// A payment that was a mistake.
    pub struct VoidVendorPayment {
        /// Which payment.
        pub id: VendorPaymentId,
        /// Why.
        pub reason: Text<200>,
    }
}

crate::read_model! {
    struct Bill {
        id: VendorBillId,
        bill_number: String,
        purchase_order_id: PurchaseOrderId,
        status: BillState,
        currency_code: String,
        balance: Money,
    }

    struct Written {
        id: VendorPaymentId,
        payment_number: String,
        vendor_bill_id: VendorBillId,
        amount: Money,
        is_voided: bool,
        journal_entry_id: Option<JournalEntryId>,
    }
}

fn load(r: &Read<'_>, id: VendorBillId) -> Result<Bill> {
    r.maybe(
        "SELECT b.id, b.bill_number, b.purchase_order_id, b.status, o.currency_code,
             b.total - (SELECT coalesce(sum(p.amount), 0) FROM vendor_payments p
                        WHERE p.vendor_bill_id = b.id AND p.status = 'completed') AS balance
         FROM vendor_bills b JOIN purchase_orders o ON o.id = b.purchase_order_id WHERE b.id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("bill", id))
}

/// Pays a bill, in part or in full: what is payable falls, and so does cash.
///
/// # Errors
/// [`Code::WrongState`] for a voided bill or one that is paid, [`Code::OverPayment`] for more than is open,
/// [`Code::InvalidValue`], [`Code::PeriodClosed`].
pub fn pay_bill(w: &Write<'_>, req: PayVendorBill) -> Result<VendorBillRef> {
    let bill = load(w, req.id)?;
    let number = &bill.bill_number;
    match bill.status {
        BillState::Posted if !bill.balance.is_zero() => {}
        BillState::Posted => return Err(refuse(Code::WrongState, format!("{number} is paid."))),
        BillState::Voided => {
            return Err(refuse(Code::WrongState, format!("{number} was voided; nothing is owed on it.")));
        }
    }
    let open = bill.balance.abs();
    let amount = req.amount.map_or(open, Entered::get);
    let digits = currency::minor_digits(&bill.currency_code);
    if !amount.is_positive() || amount.to_minor(digits) != amount {
        let text = format!("Write more than zero, with at most {digits} digits after the point.");
        return Err(refuse_field(Code::InvalidValue, "amount", text));
    }
    if amount > open {
        let text = format!("{open} {} are open on {number}. Pay at most that.", bill.currency_code);
        return Err(refuse_field(Code::OverPayment, "amount", text));
    }
    let signed = if bill.balance.is_negative() { -amount } else { amount };
    let date = day(w, req.date)?;
    let paid = w.next_number(Sequence::VendorPayment, date)?;
    let id = VendorPaymentId(w.insert(
        "INSERT INTO vendor_payments (payment_number, vendor_bill_id, amount, payment_date, payment_method, reference,
             created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        bind![paid, bill.id, signed, date, req.payment_method, req.reference, w.actor().user_id, w.now()],
    )?);
    let mut event = Event::new(date, format!("Payment {paid} of {number}"), "vendor_payment", id.get());
    event.debit(AccountRole::Payable, signed);
    event.credit(AccountRole::Cash, signed);
    let entry = event.post(w)?;
    w.execute("UPDATE vendor_payments SET journal_entry_id = ?2 WHERE id = ?1", bind![id, entry])?;
    say(w, &bill, "bill_paid", format!("Paid {number} with {paid}"), None, date)?;
    Ok(VendorBillRef { id: bill.id })
}

/// Takes back a payment that was a mistake, with an entry that reverses its own, today.
///
/// # Errors
/// [`Code::WrongState`] when it was voided already, [`Code::PeriodClosed`].
pub fn void_payment(w: &Write<'_>, req: VoidVendorPayment) -> Result<VendorBillRef> {
    let payment: Written = w
        .maybe(
            "SELECT id, payment_number, vendor_bill_id, amount, status = 'voided' AS is_voided, journal_entry_id
             FROM vendor_payments WHERE id = ?1",
            bind![req.id],
        )?
        .ok_or_else(|| not_found("payment", req.id))?;
    let number = &payment.payment_number;
    if payment.is_voided {
        return Err(refuse(Code::WrongState, format!("{number} was voided already.")));
    }
    let bill = load(w, payment.vendor_bill_id)?;
    let today = w.today()?;
    let text = format!("{number} was voided: {}", req.reason);
    let mut event = Event::new(today, text, "vendor_payment", payment.id.get());
    event.credit(AccountRole::Payable, payment.amount);
    event.debit(AccountRole::Cash, payment.amount);
    if let Some(entry) = payment.journal_entry_id {
        event.reverses(entry);
    }
    event.post(w)?;
    w.execute(
        "UPDATE vendor_payments SET status = 'voided', voided_at = ?2, void_reason = ?3 WHERE id = ?1",
        bind![payment.id, w.now(), req.reason],
    )?;
    let title = format!("Voided {number} of {}", bill.bill_number);
    say(w, &bill, "bill_payment_voided", title, Some(req.reason.into()), today)?;
    Ok(VendorBillRef { id: bill.id })
}

fn say(
    w: &Write<'_>,
    bill: &Bill,
    kind: &str,
    title: String,
    description: Option<String>,
    date: Date,
) -> Result<()> {
    let head = store::head(w, bill.purchase_order_id)?;
    store::say(w, &head, Said { kind, title, description, old: None, new: None, date: Some(date) })
}
