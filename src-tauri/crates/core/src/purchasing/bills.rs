//! What a vendor asks for is recorded against what it delivered, and undone when it was a mistake.

use spoolyard_types::ids::{GoodsReceiptId, JournalEntryId, PurchaseOrderId, VendorBillId};
use spoolyard_types::{Code, Date, Entered, Money, Refusal, Text};

use super::bill_queries::{self, UnbilledReceipt};
use super::store::{self, Head, Said};
use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::error::{Result, not_found, refuse, refuse_field};
use crate::inventory::day;
use crate::ledger::{AccountRole, Event};

crate::stored_enum! {
    /// Whether a bill or a payment of it counts.
    pub enum BillState {
        /// It counts.
        Posted = "posted",
        /// It was a mistake.
        Voided = "voided",
    }
}

crate::wire! {
    /// A vendor's bill.
    pub struct BillPurchaseOrder {
        /// For which order.
        pub id: PurchaseOrderId,
        /// The vendor's number on it.
        pub vendor_invoice_number: Text<100>,
        /// Its day; today when left out.
        #[serde(default)]
        #[ts(optional)]
        pub bill_date: Option<Date>,
        /// Until when it is to be paid; as the vendor's terms say when left out.
        #[serde(default)]
        #[ts(optional)]
        pub due_date: Option<Date>,
        /// All that it asks; below zero for a credit note.
        pub total: Entered<Money, 18, 4>,
        /// What of that is tax that comes back from the tax office. Tax and freight that the order lands on its
        /// goods are part of their worth and do not stand here.
        #[serde(default)]
        #[ts(optional)]
        pub tax_amount: Option<Entered<Money, 18, 4>>,
        /// Which receipts and returns it covers; all that no bill covers yet when left out.
        #[serde(default)]
        #[ts(optional)]
        pub receipt_ids: Option<Vec<GoodsReceiptId>>,
        /// What it asks beyond, or below, what was received at the order's prices is meant.
        #[serde(default)]
        pub accept_variance: bool,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10000>>,
    }

    /// Which bill.
    pub struct VendorBillRef {
        /// Its row.
        pub id: VendorBillId,
    }

    /// A bill that was a mistake.
    pub struct VoidVendorBill {
        /// Which bill.
        pub id: VendorBillId,
        /// Why.
        pub reason: Text<200>,
    }
}

/// What a bill comes to.
struct Figures {
    received: Money,
    services: Money,
    tax: Money,
    variance: Money,
    total: Money,
}

/// Records a bill: what its receipts brought into goods received, not invoiced becomes payable; tax is taken
/// against what is owed in tax; services count as overhead; the rest is a purchase price variance.
///
/// # Errors
/// [`Code::WrongState`] when nothing that came is unbilled, [`Code::AlreadyExists`] for the same number of the
/// same vendor, [`Code::BillDiffers`] for a variance that is not accepted, [`Code::InvalidValue`],
/// [`Code::PeriodClosed`].
pub fn record_bill(w: &Write<'_>, req: BillPurchaseOrder) -> Result<VendorBillRef> {
    let head = store::head(w, req.id)?;
    let date = day(w, req.bill_date)?;
    known_already(w, &head, &req.vendor_invoice_number)?;
    let covered = covered(w, &head, req.receipt_ids.as_deref())?;
    let tax = req.tax_amount.map_or(Money::ZERO, Entered::get);
    let figures = figures(&head, &covered, req.total.get(), tax)?;
    if !figures.variance.is_zero() && !req.accept_variance {
        return Err(differs(&head, &figures));
    }
    let due = match req.due_date {
        Some(due) if due < date => {
            let text = format!("It cannot be due before its day, {date}.");
            return Err(refuse_field(Code::InvalidValue, "due_date", text));
        }
        Some(due) => due,
        None => date.plus_days(days_to_pay(w, &head)?),
    };
    let number = w.next_number(Sequence::VendorBill, date)?;
    let id = VendorBillId(w.insert(
        "INSERT INTO vendor_bills (bill_number, purchase_order_id, vendor_id, vendor_invoice_number, bill_date, due_date,
             received_value, service_value, tax_amount, variance, total, notes, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        bind![
            number, head.id, head.vendor_id, req.vendor_invoice_number.trim(), date, due, figures.received,
            figures.services, figures.tax, figures.variance, figures.total, req.notes, w.actor().user_id, w.now()
        ],
    )?);
    for receipt in &covered {
        w.insert(
            "INSERT INTO vendor_bill_receipts (vendor_bill_id, goods_receipt_id, received_value, service_value)
             VALUES (?1, ?2, ?3, ?4)",
            bind![id, receipt.receipt_id, receipt.received_value, receipt.service_value],
        )?;
    }
    let text = format!("Bill {number} ({}) for {}", req.vendor_invoice_number.trim(), head.po_number);
    let mut event = Event::new(date, text, "vendor_bill", id.get());
    post(&mut event, &figures, false);
    let entry = event.post(w)?;
    w.execute("UPDATE vendor_bills SET journal_entry_id = ?2 WHERE id = ?1", bind![id, entry])?;
    let said = Said {
        kind: "billed",
        title: format!("Billed {number}"),
        description: Some(format!("The vendor's number {}", req.vendor_invoice_number.trim())),
        old: None,
        new: None,
        date: Some(date),
    };
    store::say(w, &head, said)?;
    Ok(VendorBillRef { id })
}

/// The legs of a bill, or of the entry that undoes it.
fn post(event: &mut Event, figures: &Figures, undo: bool) {
    let signed = |amount: Money| if undo { -amount } else { amount };
    event.debit(AccountRole::Grni, signed(figures.received));
    event.debit(AccountRole::OverheadAbsorbed, signed(figures.services));
    event.debit(AccountRole::SalesTaxPayable, signed(figures.tax));
    event.debit(AccountRole::PurchasePriceVariance, signed(figures.variance));
    event.credit(AccountRole::Payable, signed(figures.total));
}

fn known_already(r: &Read<'_>, head: &Head, vendor_number: &str) -> Result<()> {
    let known: Option<String> = r.value(
        "SELECT bill_number FROM vendor_bills
         WHERE vendor_id = ?1 AND vendor_invoice_number = ?2 COLLATE NOCASE AND status = 'posted'",
        bind![head.vendor_id, vendor_number.trim()],
    )?;
    match known {
        None => Ok(()),
        Some(bill) => {
            let text = format!(
                "{} of this vendor is recorded already, as {bill}. Check the number, or void {bill} first.",
                vendor_number.trim()
            );
            Err(refuse_field(Code::AlreadyExists, "vendor_invoice_number", text))
        }
    }
}

/// The receipts that the bill covers.
fn covered(r: &Read<'_>, head: &Head, named: Option<&[GoodsReceiptId]>) -> Result<Vec<UnbilledReceipt>> {
    let mut open = bill_queries::unbilled(r, head.id, head.digits())?;
    if let Some(named) = named {
        for (index, id) in named.iter().enumerate() {
            if !open.iter().any(|receipt| receipt.receipt_id == *id) {
                let text = format!(
                    "The receipt {id} is not one of {}, or a bill covers it already.",
                    head.po_number
                );
                return Err(refuse_field(Code::InvalidValue, format!("receipt_ids[{index}]"), text));
            }
        }
        open.retain(|receipt| named.contains(&receipt.receipt_id));
    }
    if open.is_empty() {
        let text = format!(
            "Nothing that came of {} waits for a bill. Receive the goods first, then record what they cost.",
            head.po_number
        );
        return Err(refuse(Code::WrongState, text));
    }
    Ok(open)
}

fn figures(head: &Head, covered: &[UnbilledReceipt], total: Money, tax: Money) -> Result<Figures> {
    for (field, amount) in [("total", total), ("tax_amount", tax)] {
        if amount.to_minor(head.digits()) != amount {
            let text =
                format!("This currency has {} digits after the point. Round the amount.", head.digits());
            return Err(refuse_field(Code::InvalidValue, field, text));
        }
    }
    if total.is_zero() {
        let text = "A bill asks for something. Write what it comes to.";
        return Err(refuse_field(Code::InvalidValue, "total", text));
    }
    let wrong_side = !tax.is_zero() && tax.is_negative() != total.is_negative();
    if wrong_side || tax.abs() > total.abs() {
        let text = "The tax is a part of what the bill asks. Write that part.";
        return Err(refuse_field(Code::InvalidValue, "tax_amount", text));
    }
    let (mut received, mut services) = (Money::ZERO, Money::ZERO);
    for receipt in covered {
        received = received.plus(receipt.received_value)?;
        services = services.plus(receipt.service_value)?;
    }
    let variance = total.minus(tax)?.minus(received)?.minus(services)?;
    Ok(Figures { received, services, tax, variance, total })
}

fn differs(head: &Head, figures: &Figures) -> crate::Error {
    let (expected, variance) =
        (figures.total.minus(figures.tax).and_then(|net| net.minus(figures.variance)), figures.variance);
    let expected = expected.unwrap_or_default();
    let word = if variance.is_negative() { "less" } else { "more" };
    let text = format!(
        "What came of {} is worth {expected} at the order's prices; the bill asks {} {word}. Check it with the vendor, \
         or say that the difference is meant.",
        head.po_number,
        variance.abs()
    );
    Refusal::new(Code::BillDiffers, text)
        .at("total")
        .with(serde_json::json!({ "expected": expected, "variance": variance }))
        .into()
}

/// Days until a bill is to be paid, from the vendor's terms (`Net 30`); on receipt where they name none.
fn days_to_pay(r: &Read<'_>, head: &Head) -> Result<i64> {
    let terms: Option<String> =
        r.value("SELECT payment_terms FROM vendors WHERE id = ?1", bind![head.vendor_id])?.flatten();
    let digits: String = terms.unwrap_or_default().chars().filter(char::is_ascii_digit).take(3).collect();
    Ok(digits.parse().unwrap_or(0).min(365))
}

crate::read_model! {
    struct Written {
        id: VendorBillId,
        bill_number: String,
        purchase_order_id: PurchaseOrderId,
        status: BillState,
        received_value: Money,
        service_value: Money,
        tax_amount: Money,
        variance: Money,
        total: Money,
        journal_entry_id: Option<JournalEntryId>,
        is_paid: bool,
    }
}

/// Undoes a bill with an entry that reverses its own, today. Its receipts wait for a bill again.
///
/// # Errors
/// [`Code::WrongState`] when it was voided already, [`Code::InUse`] while a payment of it counts,
/// [`Code::PeriodClosed`].
pub fn void_bill(w: &Write<'_>, req: VoidVendorBill) -> Result<VendorBillRef> {
    let bill: Written = w
        .maybe(
            "SELECT b.*, EXISTS (SELECT 1 FROM vendor_payments p
                 WHERE p.vendor_bill_id = b.id AND p.status = 'completed') AS is_paid
             FROM vendor_bills b WHERE b.id = ?1",
            bind![req.id],
        )?
        .ok_or_else(|| not_found("bill", req.id))?;
    let number = &bill.bill_number;
    match bill.status {
        BillState::Posted => {}
        BillState::Voided => {
            return Err(refuse(Code::WrongState, format!("{number} was voided already.")));
        }
    }
    if bill.is_paid {
        return Err(refuse(
            Code::InUse,
            format!("{number} was paid in part or in full. Void its payments first."),
        ));
    }
    let today = w.today()?;
    let figures = Figures {
        received: bill.received_value,
        services: bill.service_value,
        tax: bill.tax_amount,
        variance: bill.variance,
        total: bill.total,
    };
    let mut event =
        Event::new(today, format!("{number} was voided: {}", req.reason), "vendor_bill", bill.id.get());
    post(&mut event, &figures, true);
    if let Some(entry) = bill.journal_entry_id {
        event.reverses(entry);
    }
    event.post(w)?;
    w.execute(
        "UPDATE vendor_bills SET status = 'voided', voided_at = ?2, void_reason = ?3 WHERE id = ?1",
        bind![bill.id, w.now(), req.reason],
    )?;
    let head = store::head(w, bill.purchase_order_id)?;
    let said = Said {
        kind: "bill_voided",
        title: format!("Voided {number}"),
        description: Some(req.reason.into()),
        old: None,
        new: None,
        date: Some(today),
    };
    store::say(w, &head, said)?;
    Ok(VendorBillRef { id: bill.id })
}
