//! Payments and refunds. Money that was taken is never rewritten: it is refunded, or voided as a mistake.

use spoolyard_types::ids::{JournalEntryId, PaymentId, SalesOrderId};
use spoolyard_types::{Code, Date, Entered, Money, Text, Timestamp};

use super::events::{Told, tell};
use super::model::{OrderStatus, PaymentState, PaymentType};
use super::{orders, status};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Sequence, Write};
use crate::error::{Result, not_found, refuse, refuse_field};
use crate::ledger::{AccountRole, Event};

crate::wire! {
    /// Money that came for an order.
    pub struct RecordPayment {
        /// The order.
        pub sales_order_id: SalesOrderId,
        /// How much.
        pub amount: Entered<Money, 10, 2>,
        /// `cash`, `card`, `bank transfer`, …
        pub payment_method: Text<50>,
        /// The day it is booked on; today when left out.
        pub date: Option<Date>,
        /// The bank's or card processor's number.
        pub transaction_id: Option<Text<255>>,
        /// The number of a cheque.
        pub check_number: Option<Text<50>>,
        /// Anything else.
        pub notes: Option<Text<10000>>,
    }

    /// Money that goes back.
    pub struct RefundPayment {
        /// The payment that it is given back from.
        pub payment_id: PaymentId,
        /// How much; all that is left of the payment when left out.
        pub amount: Option<Entered<Money, 10, 2>>,
        /// Why.
        pub reason: Text<500>,
        /// How; as it came when left out.
        pub payment_method: Option<Text<50>>,
        /// The day it is booked on; today when left out.
        pub date: Option<Date>,
        /// The bank's or card processor's number.
        pub transaction_id: Option<Text<255>>,
    }

    /// Which payment or refund was a mistake.
    pub struct VoidPayment {
        /// Its row.
        pub id: PaymentId,
        /// Why.
        pub reason: Text<500>,
    }
}

crate::read_model! {
    /// A payment or a refund.
    pub struct Payment {
        /// Its row.
        pub id: PaymentId,
        /// `PAY-2026-0001`.
        pub payment_number: String,
        /// The order.
        pub sales_order_id: SalesOrderId,
        /// Its number.
        pub order_number: String,
        /// Whose order.
        pub customer_name: Option<String>,
        /// Whether it came or went back.
        pub payment_type: PaymentType,
        /// Whether it counts.
        pub status: PaymentState,
        /// How much; never below zero.
        pub amount: Money,
        /// What of a payment may still be given back.
        pub refundable: Money,
        /// How.
        pub payment_method: String,
        /// The bank's number.
        pub transaction_id: Option<String>,
        /// The cheque's number.
        pub check_number: Option<String>,
        /// Anything else; the reason of a refund.
        pub notes: Option<String>,
        /// The payment that a refund gives back.
        pub refunds_payment_id: Option<PaymentId>,
        /// When it was recorded.
        pub payment_date: Timestamp,
        /// The day it was booked on.
        pub booked_on: Option<Date>,
        /// When it was voided.
        pub voided_at: Option<Timestamp>,
        /// Why.
        pub void_reason: Option<String>,
        /// The entry it was booked with.
        pub journal_entry_id: Option<JournalEntryId>,
    }
}

const LIST: ListSpec = ListSpec {
    select: "p.id AS id, p.payment_number AS payment_number, p.sales_order_id AS sales_order_id,
             o.order_number AS order_number, o.customer_name AS customer_name, p.payment_type AS payment_type,
             p.status AS status, p.amount AS amount,
             CASE WHEN p.payment_type = 'payment' AND p.status = 'completed' THEN p.amount -
                 (SELECT coalesce(sum(b.amount), 0) FROM payments b
                  WHERE b.refunds_payment_id = p.id AND b.status = 'completed') ELSE 0 END AS refundable,
             p.payment_method AS payment_method, p.transaction_id AS transaction_id, p.check_number AS check_number,
             p.notes AS notes, p.refunds_payment_id AS refunds_payment_id, p.payment_date AS payment_date,
             (SELECT e.entry_date FROM gl_journal_entries e WHERE e.id = p.journal_entry_id) AS booked_on,
             p.voided_at AS voided_at, p.void_reason AS void_reason, p.journal_entry_id AS journal_entry_id",
    from: "payments p JOIN sales_orders o ON o.id = p.sales_order_id",
    always: "",
    id: "p.id",
    fields: &[
        Field::new("payment_number", "p.payment_number", Kind::Text),
        Field::new("sales_order_id", "p.sales_order_id", Kind::Integer),
        Field::new("order_number", "o.order_number", Kind::Text),
        Field::nullable("customer_name", "o.customer_name", Kind::Text),
        Field::new("payment_type", "p.payment_type", Kind::Text),
        Field::new("status", "p.status", Kind::Text),
        Field::new("amount", "p.amount", Kind::Decimal),
        Field::new("payment_method", "p.payment_method", Kind::Text),
        Field::new("payment_date", "p.payment_date", Kind::Timestamp),
    ],
    search: None,
    order: ("payment_date", true),
};

/// Payments and refunds, the newest first.
///
/// # Errors
/// [`Code::InvalidValue`] naming the filter at fault.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<Payment>> {
    r.list(&LIST, &req)
}

pub(super) fn of_order(r: &Read<'_>, order: SalesOrderId) -> Result<Vec<Payment>> {
    let sql =
        format!("SELECT {} FROM {} WHERE p.sales_order_id = ?1 ORDER BY p.id DESC", LIST.select, LIST.from);
    r.all(&sql, bind![order])
}

fn load(r: &Read<'_>, id: PaymentId) -> Result<Payment> {
    let sql = format!("SELECT {} FROM {} WHERE p.id = ?1", LIST.select, LIST.from);
    r.maybe(&sql, bind![id])?.ok_or_else(|| not_found("payment", id))
}

fn check_amount(amount: Money, digits: u32) -> Result<()> {
    if !amount.is_positive() {
        return Err(refuse_field(Code::InvalidValue, "amount", "The amount must be more than zero."));
    }
    if amount.to_minor(digits) != amount {
        let text = format!("This currency has {digits} digits after the point. Round the amount.");
        return Err(refuse_field(Code::InvalidValue, "amount", text));
    }
    Ok(())
}

struct Row<'t> {
    order: SalesOrderId,
    kind: PaymentType,
    amount: Money,
    method: &'t str,
    transaction: Option<&'t str>,
    check: Option<&'t str>,
    notes: Option<&'t str>,
    refunds: Option<PaymentId>,
    date: Date,
}

/// Writes the row and its entry: cash against what the customer owes.
fn book(w: &Write<'_>, row: &Row<'_>, order_number: &str) -> Result<PaymentId> {
    let number = w.next_number(Sequence::Payment, w.today()?)?;
    let id = PaymentId(w.insert(
        "INSERT INTO payments (sales_order_id, recorded_by_id, payment_number, amount, payment_method, transaction_id,
             check_number, payment_type, status, notes, payment_date, refunds_payment_id, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'completed', ?9, ?10, ?11, ?10, ?10)",
        bind![
            row.order, w.actor().user_id, number, row.amount, row.method, row.transaction, row.check, row.kind,
            row.notes, w.now(), row.refunds
        ],
    )?);
    let (word, signed) = match row.kind {
        PaymentType::Payment => ("Payment", row.amount),
        PaymentType::Refund => ("Refund", -row.amount),
    };
    let mut event = Event::new(row.date, format!("{word} {number} for {order_number}"), "payment", id.get());
    event.debit(AccountRole::Cash, signed);
    event.credit(AccountRole::Receivable, signed);
    let entry = event.post(w)?;
    w.execute("UPDATE payments SET journal_entry_id = ?2 WHERE id = ?1", bind![id, entry])?;
    w.execute(
        "UPDATE sales_orders SET payment_method = ?2, payment_transaction_id = coalesce(?3, payment_transaction_id),
             updated_at = ?4
         WHERE id = ?1",
        bind![row.order, row.method, row.transaction, w.now()],
    )?;
    let told = Told { title: format!("{word} {number}"), description: row.notes, ..Told::default() };
    tell(w, row.order, &word.to_lowercase(), &told)?;
    status::refresh(w, row.order)?;
    w.about("payment", id.get(), Some(&number));
    Ok(id)
}

/// Records money that came for a promised order, before or after it was invoiced.
///
/// # Errors
/// [`Code::OverPayment`] for more than is owed, [`Code::WrongState`] for a draft or a cancelled order,
/// [`Code::InvalidValue`], [`Code::PeriodClosed`].
pub fn record(w: &Write<'_>, req: RecordPayment) -> Result<Payment> {
    let order = orders::load(w, req.sales_order_id)?;
    let amount = req.amount.get();
    check_amount(amount, order.digits())?;
    match order.status {
        OrderStatus::Confirmed | OrderStatus::InProgress | OrderStatus::Completed => {}
        OrderStatus::Draft | OrderStatus::Cancelled => {
            let text = format!(
                "{} is {}; money is taken for orders that are promised. Confirm it first, or choose another order.",
                order.order_number, order.status
            );
            return Err(refuse(Code::WrongState, text));
        }
    }
    let owed = order.grand_total.minus(order.paid)?;
    if amount > owed {
        let text =
            format!("{} still owes {owed} {}. Record at most that.", order.order_number, order.currency_code);
        return Err(refuse_field(Code::OverPayment, "amount", text));
    }
    let row = Row {
        order: order.id,
        kind: PaymentType::Payment,
        amount,
        method: &req.payment_method,
        transaction: req.transaction_id.as_deref(),
        check: req.check_number.as_deref(),
        notes: req.notes.as_deref(),
        refunds: None,
        date: req.date.map_or_else(|| w.today(), Ok)?,
    };
    let id = book(w, &row, &order.order_number)?;
    load(w, id)
}

/// Gives money back, at most what is left of the payment it came with. The order may be in any state.
///
/// # Errors
/// [`Code::OverRefund`], [`Code::WrongState`] for what is a refund itself or was voided, [`Code::PeriodClosed`].
pub fn refund(w: &Write<'_>, req: RefundPayment) -> Result<Payment> {
    let paid = load(w, req.payment_id)?;
    let order = orders::load(w, paid.sales_order_id)?;
    let number = &paid.payment_number;
    if paid.payment_type != PaymentType::Payment || paid.status != PaymentState::Completed {
        let text =
            format!("{number} is a {} {}. Choose a payment that counts.", paid.status, paid.payment_type);
        return Err(refuse_field(Code::WrongState, "payment_id", text));
    }
    let amount = req.amount.map_or(paid.refundable, Entered::get);
    if amount > paid.refundable || paid.refundable.is_zero() {
        let text = format!("{} of {number} may still be given back. Refund at most that.", paid.refundable);
        return Err(refuse_field(Code::OverRefund, "amount", text));
    }
    check_amount(amount, order.digits())?;
    let row = Row {
        order: order.id,
        kind: PaymentType::Refund,
        amount,
        method: req.payment_method.as_deref().unwrap_or(&paid.payment_method),
        transaction: req.transaction_id.as_deref(),
        check: None,
        notes: Some(&req.reason),
        refunds: Some(paid.id),
        date: req.date.map_or_else(|| w.today(), Ok)?,
    };
    let id = book(w, &row, &order.order_number)?;
    load(w, id)
}

/// Takes back a payment or a refund that was a mistake, with an entry that reverses its own, today.
///
/// # Errors
/// [`Code::WrongState`] when it was voided or was given back in part, [`Code::OverPayment`] when without this
/// refund more than the order costs would be paid, [`Code::PeriodClosed`].
pub fn void(w: &Write<'_>, req: VoidPayment) -> Result<Payment> {
    let paid = load(w, req.id)?;
    let order = orders::load(w, paid.sales_order_id)?;
    let number = &paid.payment_number;
    if paid.status != PaymentState::Completed {
        return Err(refuse(
            Code::WrongState,
            format!("{number} is {} and does not count already.", paid.status),
        ));
    }
    let signed = match paid.payment_type {
        PaymentType::Payment => {
            if paid.refundable != paid.amount {
                let text = format!("Part of {number} was given back. Void that refund first.");
                return Err(refuse(Code::WrongState, text));
            }
            paid.amount
        }
        PaymentType::Refund => {
            if order.paid.plus(paid.amount)? > order.grand_total {
                let text = format!(
                    "Without {number} more than {} costs would be paid. Void the payment that came after it first.",
                    order.order_number
                );
                return Err(refuse(Code::OverPayment, text));
            }
            -paid.amount
        }
    };
    let title = format!("{number} was voided");
    let mut event = Event::new(w.today()?, format!("{title}: {}", req.reason), "payment", paid.id.get());
    event.credit(AccountRole::Cash, signed);
    event.debit(AccountRole::Receivable, signed);
    if let Some(entry) = paid.journal_entry_id {
        event.reverses(entry);
    }
    event.post(w)?;
    w.execute(
        "UPDATE payments SET status = 'voided', voided_at = ?2, void_reason = ?3, updated_at = ?2 WHERE id = ?1",
        bind![paid.id, w.now(), req.reason],
    )?;
    tell(w, order.id, "payment_voided", &Told { title, description: Some(&req.reason), ..Told::default() })?;
    status::refresh(w, order.id)?;
    w.about("payment", paid.id.get(), Some(number));
    load(w, paid.id)
}
