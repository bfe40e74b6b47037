//! What the pages of customers read.

use spoolyard_types::ids::UserId;
use spoolyard_types::{Code, Date, Money, Timestamp};

use super::commands::CustomerRef;
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::{Result, not_found, refuse_field};
use crate::sales::model::CustomerStatus;
use crate::sales::pricing::sum;

crate::read_model! {
    /// A customer in the list.
    pub struct CustomerRow {
        /// His row.
        pub id: UserId,
        /// `CUS-2026-0001`.
        pub customer_number: String,
        /// The company, or the person's name.
        pub name: String,
        /// E-mail, where there is one.
        pub email: Option<String>,
        /// Telephone.
        pub phone: Option<String>,
        /// City he is shipped to.
        pub city: Option<String>,
        /// Whether he may order.
        pub status: CustomerStatus,
        /// How many orders he has, cancelled ones left out.
        pub order_count: u32,
        /// When he last ordered.
        pub last_order_at: Option<Timestamp>,
        /// What he owes: invoiced less paid. Below zero where he paid ahead.
        pub balance: Money,
        /// Since when.
        pub created_at: Timestamp,
    }

    /// A customer.
    pub struct Customer {
        /// His row.
        pub id: UserId,
        /// `CUS-2026-0001`.
        pub customer_number: String,
        /// The company, or the person's name.
        pub name: String,
        /// Given name.
        pub first_name: Option<String>,
        /// Family name.
        pub last_name: Option<String>,
        /// Company.
        pub company_name: Option<String>,
        /// E-mail, where there is one.
        pub email: Option<String>,
        /// Telephone.
        pub phone: Option<String>,
        /// Billing street.
        pub billing_address_line1: Option<String>,
        /// Billing second line.
        pub billing_address_line2: Option<String>,
        /// Billing city.
        pub billing_city: Option<String>,
        /// Billing state.
        pub billing_state: Option<String>,
        /// Billing postal code.
        pub billing_zip: Option<String>,
        /// Billing country.
        pub billing_country: Option<String>,
        /// Shipping street.
        pub shipping_address_line1: Option<String>,
        /// Shipping second line.
        pub shipping_address_line2: Option<String>,
        /// Shipping city.
        pub shipping_city: Option<String>,
        /// Shipping state.
        pub shipping_state: Option<String>,
        /// Shipping postal code.
        pub shipping_zip: Option<String>,
        /// Shipping country.
        pub shipping_country: Option<String>,
        /// `Net 30`, …
        pub payment_terms: Option<String>,
        /// How much he may owe; none is no limit.
        pub credit_limit: Option<Money>,
        /// Whether his orders bear no tax.
        pub tax_exempt: bool,
        /// Anything else.
        pub notes: Option<String>,
        /// Whether he may order.
        pub status: CustomerStatus,
        /// How many orders he has, cancelled ones left out.
        pub order_count: u32,
        /// Of those, the ones not completed.
        pub open_order_count: u32,
        /// What he was invoiced.
        pub invoiced: Money,
        /// What he paid, refunds taken off.
        pub paid: Money,
        /// What he owes: the one less the other.
        pub balance: Money,
        /// Since when.
        pub created_at: Timestamp,
        /// When this was last changed.
        pub updated_at: Timestamp,
    }

    /// A row of a statement, before the running balance.
    struct RawEntry {
        date: Date,
        kind: StatementKind,
        number: String,
        order_number: String,
        amount: Money,
    }
}

/// The expression of a customer's name.
macro_rules! name_sql {
    () => {
        "coalesce(u.company_name, nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''),
             u.customer_number, u.email)"
    };
}

macro_rules! email_sql {
    () => {
        "CASE WHEN u.email LIKE '%@customers.invalid' THEN NULL ELSE u.email END"
    };
}

// The plus keeps SQLite from walking the index of all posted rows for each customer.
macro_rules! invoiced_sql {
    () => {
        "(SELECT coalesce(sum(i.total), 0) FROM invoices i WHERE i.customer_id = u.id AND +i.status = 'posted')"
    };
}

// The index is named and the orders come first: left to itself SQLite walks all payments of a state for each customer.
macro_rules! paid_sql {
    () => {
        "(SELECT coalesce(sum(CASE p.payment_type WHEN 'refund' THEN -p.amount ELSE p.amount END), 0)
          FROM sales_orders po CROSS JOIN payments p INDEXED BY payments_counted
              ON p.sales_order_id = po.id AND p.status = 'completed'
          WHERE po.customer_id = u.id)"
    };
}

macro_rules! balance_sql {
    () => {
        concat!("(", invoiced_sql!(), " - ", paid_sql!(), ")")
    };
}

const LIST: ListSpec = ListSpec {
    select: concat!(
        "u.id AS id, coalesce(u.customer_number, '') AS customer_number, ",
        name_sql!(),
        " AS name, ",
        email_sql!(),
        " AS email, u.phone AS phone, u.shipping_city AS city, u.status AS status,
         (SELECT count(*) FROM sales_orders o WHERE o.customer_id = u.id AND o.status <> 'cancelled') AS order_count,
         (SELECT max(o.created_at) FROM sales_orders o WHERE o.customer_id = u.id) AS last_order_at, ",
        balance_sql!(),
        " AS balance, u.created_at AS created_at"
    ),
    from: "users u",
    always: "u.account_type = 'customer'",
    id: "u.id",
    fields: &[
        Field::new("customer_number", "coalesce(u.customer_number, '')", Kind::Text),
        Field::new("name", name_sql!(), Kind::Text),
        Field::nullable("email", email_sql!(), Kind::Text),
        Field::nullable("phone", "u.phone", Kind::Text),
        Field::nullable("city", "u.shipping_city", Kind::Text),
        Field::new("status", "u.status", Kind::Text),
        Field::new(
            "order_count",
            "(SELECT count(*) FROM sales_orders o WHERE o.customer_id = u.id AND o.status <> 'cancelled')",
            Kind::Integer,
        ),
        Field::new("balance", balance_sql!(), Kind::Decimal),
        Field::new("created_at", "u.created_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "users_fts", rowid: "u.id" }),
    order: ("created_at", true),
};

/// Customers, the newest first.
///
/// # Errors
/// [`Code::InvalidValue`] naming the filter at fault.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<CustomerRow>> {
    r.list(&LIST, &req)
}

pub(in crate::sales) fn load(r: &Read<'_>, id: UserId) -> Result<Customer> {
    let sql = concat!(
        "SELECT u.*, invoiced - paid AS balance FROM (
         SELECT u.id, coalesce(u.customer_number, '') AS customer_number, ",
        name_sql!(),
        " AS name, u.first_name, u.last_name, u.company_name, ",
        email_sql!(),
        " AS email, u.phone, u.billing_address_line1, u.billing_address_line2, u.billing_city, u.billing_state,
         u.billing_zip, u.billing_country, u.shipping_address_line1, u.shipping_address_line2, u.shipping_city,
         u.shipping_state, u.shipping_zip, u.shipping_country, u.payment_terms, u.credit_limit, u.tax_exempt,
         u.notes, u.status,
         (SELECT count(*) FROM sales_orders o WHERE o.customer_id = u.id AND o.status <> 'cancelled') AS order_count,
         (SELECT count(*) FROM sales_orders o WHERE o.customer_id = u.id
             AND o.status IN ('draft', 'confirmed', 'in_progress')) AS open_order_count, ",
        invoiced_sql!(),
        " AS invoiced, ",
        paid_sql!(),
        " AS paid, u.created_at, u.updated_at
         FROM users u WHERE u.id = ?1 AND u.account_type = 'customer') AS u"
    );
    r.maybe(sql, bind![id])?.ok_or_else(|| not_found("customer", id))
}

/// One customer.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(r: &Read<'_>, req: CustomerRef) -> Result<Customer> {
    load(r, req.id)
}

/// What a customer owes or has promised to pay: all his confirmed orders less all he paid for them, but for
/// one order that is being judged.
pub(in crate::sales) fn exposure(
    r: &Read<'_>,
    customer: UserId,
    but: spoolyard_types::ids::SalesOrderId,
) -> Result<Money> {
    let sum: Option<Money> = r.value(
        "SELECT coalesce(sum(max(0, o.grand_total - coalesce((
             SELECT sum(CASE p.payment_type WHEN 'refund' THEN -p.amount ELSE p.amount END)
             FROM payments p WHERE p.sales_order_id = o.id AND p.status = 'completed'), 0))), 0)
         FROM sales_orders o
         WHERE o.customer_id = ?1 AND o.id <> ?2 AND o.status IN ('confirmed', 'in_progress', 'completed')",
        bind![customer, but],
    )?;
    Ok(sum.unwrap_or_default())
}

crate::stored_enum! {
    /// What a row of a statement is.
    pub enum StatementKind {
        /// He owes more.
        Invoice = "invoice",
        /// He paid.
        Payment = "payment",
        /// He got money back.
        Refund = "refund",
    }
}

crate::wire! {
    /// Whose statement, over which days.
    pub struct StatementRequest {
        /// The customer.
        pub id: UserId,
        /// The first day; the beginning when left out.
        pub from: Option<Date>,
        /// The last day; today when left out.
        pub to: Option<Date>,
    }

    /// A row of a statement.
    pub struct StatementEntry {
        /// The day.
        pub date: Date,
        /// What it is.
        pub kind: StatementKind,
        /// The number of the invoice or payment.
        pub number: String,
        /// The order it belongs to.
        pub order_number: String,
        /// What it adds to what he owes; below zero for a payment.
        pub amount: Money,
        /// What he owes after it.
        pub balance: Money,
    }

    /// What a customer was invoiced and paid, day by day.
    pub struct Statement {
        /// Whose.
        pub customer: Customer,
        /// The first day asked for.
        pub from: Option<Date>,
        /// The last day.
        pub to: Date,
        /// What he owed before the first day.
        pub opening: Money,
        /// The rows, the oldest first.
        pub entries: Vec<StatementEntry>,
        /// What he owes after the last day.
        pub closing: Money,
    }
}

/// A customer's statement of account. What was voided is not on it: it never counted.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InvalidValue`] when the days are the wrong way round.
pub fn statement(r: &Read<'_>, req: StatementRequest) -> Result<Statement> {
    let customer = load(r, req.id)?;
    let to = match req.to {
        Some(day) => day,
        None => r.today()?,
    };
    if req.from.is_some_and(|from| from > to) {
        return Err(refuse_field(
            Code::InvalidValue,
            "from",
            "The first day lies after the last. Swap them.",
        ));
    }
    let rows: Vec<RawEntry> = r.all(
        "SELECT i.invoice_date AS date, 'invoice' AS kind, i.invoice_number AS number, o.order_number, i.total AS amount,
             i.created_at AS at, i.id AS place
         FROM invoices i JOIN sales_orders o ON o.id = i.sales_order_id
         WHERE i.customer_id = ?1 AND i.status = 'posted' AND i.invoice_date <= ?2
         UNION ALL
         SELECT coalesce(e.entry_date, substr(p.payment_date, 1, 10)), p.payment_type, p.payment_number, o.order_number,
             CASE p.payment_type WHEN 'refund' THEN p.amount ELSE -p.amount END, p.created_at, p.id
         FROM sales_orders o JOIN payments p ON p.sales_order_id = o.id AND p.status = 'completed'
         LEFT JOIN gl_journal_entries e ON e.id = p.journal_entry_id
         WHERE o.customer_id = ?1 AND coalesce(e.entry_date, substr(p.payment_date, 1, 10)) <= ?2
         ORDER BY date, at, kind, place",
        bind![req.id, to],
    )?;
    let before = |row: &&RawEntry| req.from.is_some_and(|from| row.date < from);
    let opening = sum(rows.iter().filter(before).map(|row| row.amount))?;
    let mut balance = opening;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| !before(&row)) {
        balance = balance.plus(row.amount)?;
        entries.push(StatementEntry {
            date: row.date,
            kind: row.kind,
            number: row.number,
            order_number: row.order_number,
            amount: row.amount,
            balance,
        });
    }
    Ok(Statement { customer, from: req.from, to, opening, entries, closing: balance })
}
