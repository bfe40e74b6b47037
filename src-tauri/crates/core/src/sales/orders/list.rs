//! The list of orders.

use spoolyard_types::ids::{SalesOrderId, UserId};
use spoolyard_types::{Date, Money, Timestamp};

use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::Result;
use crate::sales::model::{FulfillmentStatus, OrderStatus, PaymentStatus, RushLevel};

crate::read_model! {
    /// An order in the list.
    pub struct OrderRow {
        /// Its row.
        pub id: SalesOrderId,
        /// `SO-2026-0001`.
        pub order_number: String,
        /// For whom.
        pub customer_id: Option<UserId>,
        /// Whose name it was written with.
        pub customer_name: Option<String>,
        /// The customer's own number for it.
        pub po_reference: Option<String>,
        /// What its first line sells.
        pub product_name: Option<String>,
        /// How many lines it has.
        pub line_count: u32,
        /// How far it is.
        pub status: OrderStatus,
        /// How far it is paid.
        pub payment_status: PaymentStatus,
        /// How much of it has left.
        pub fulfillment_status: FulfillmentStatus,
        /// How soon.
        pub rush_level: RushLevel,
        /// When it is wanted.
        pub requested_date: Option<Date>,
        /// Its lines, discounts taken off.
        pub total_price: Money,
        /// With tax and shipping.
        pub grand_total: Money,
        /// What was paid, refunds taken off.
        pub paid: Money,
        /// What is still to be paid; nothing for a cancelled order.
        pub balance: Money,
        /// When it was written.
        pub created_at: Timestamp,
        /// When it was promised.
        pub confirmed_at: Option<Timestamp>,
    }
}

macro_rules! paid_sql {
    () => {
        "(SELECT coalesce(sum(CASE p.payment_type WHEN 'refund' THEN -p.amount ELSE p.amount END), 0)
          FROM payments p WHERE p.sales_order_id = o.id AND p.status = 'completed')"
    };
}

const LIST: ListSpec = ListSpec {
    select: concat!(
        "o.id AS id, o.order_number AS order_number, o.customer_id AS customer_id, o.customer_name AS customer_name,
         o.po_reference AS po_reference, o.product_name AS product_name,
         (SELECT count(*) FROM sales_order_lines l WHERE l.sales_order_id = o.id AND l.is_cancelled = 0) AS line_count,
         o.status AS status, o.payment_status AS payment_status, o.fulfillment_status AS fulfillment_status,
         o.rush_level AS rush_level, o.requested_date AS requested_date, o.total_price AS total_price,
         o.grand_total AS grand_total, ",
        paid_sql!(),
        " AS paid, CASE o.status WHEN 'cancelled' THEN 0 ELSE o.grand_total - ",
        paid_sql!(),
        " END AS balance, o.created_at AS created_at, o.confirmed_at AS confirmed_at"
    ),
    from: "sales_orders o",
    always: "",
    id: "o.id",
    fields: &[
        Field::new("order_number", "o.order_number", Kind::Text),
        Field::nullable("customer_id", "o.customer_id", Kind::Integer),
        Field::nullable("customer_name", "o.customer_name", Kind::Text),
        Field::nullable("po_reference", "o.po_reference", Kind::Text),
        Field::new("status", "o.status", Kind::Text),
        Field::new("payment_status", "o.payment_status", Kind::Text),
        Field::new("fulfillment_status", "o.fulfillment_status", Kind::Text),
        Field::new("rush_level", "o.rush_level", Kind::Text),
        Field::nullable("requested_date", "o.requested_date", Kind::Date),
        Field::new("grand_total", "o.grand_total", Kind::Decimal),
        Field::new("created_at", "o.created_at", Kind::Timestamp),
        Field::nullable("confirmed_at", "o.confirmed_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "sales_orders_fts", rowid: "o.id" }),
    order: ("created_at", true),
};

/// Orders, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault, and
/// [`spoolyard_types::Code::Forbidden`] when staff filter or sort by an amount.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<OrderRow>> {
    // What is not shown must not be guessed by filtering either.
    let asks = req.filters.iter().map(|f| f.field.as_str()).chain(req.sort.iter().map(|s| s.field.as_str()));
    if !r.sees_prices() && asks.into_iter().any(|field| field == "grand_total") {
        let text = "Only an admin filters and sorts by amounts. Leave that out.";
        return Err(crate::error::refuse(spoolyard_types::Code::Forbidden, text));
    }
    r.list(&LIST, &req)
}
