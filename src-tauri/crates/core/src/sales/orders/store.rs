//! The SQL of orders and their lines that more than one command needs.

use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId, UserId};
use spoolyard_types::{Money, Percent, Quantity, Timestamp, UnitCost, currency};

use crate::bind;
use crate::catalog::ItemType;
use crate::db::{Read, Write};
use crate::error::{Result, not_found};
use crate::sales::model::OrderStatus;
use crate::sales::pricing::{Discount, Figures, price};

crate::read_model! {
    /// An order as commands need it.
    pub(in crate::sales) struct Order {
        pub(in crate::sales) id: SalesOrderId,
        pub(in crate::sales) order_number: String,
        pub(in crate::sales) status: OrderStatus,
        pub(in crate::sales) customer_id: Option<UserId>,
        pub(in crate::sales) currency_code: String,
        pub(in crate::sales) tax_rate: Option<Quantity>,
        pub(in crate::sales) shipping_cost: Money,
        pub(in crate::sales) shipping_tax_amount: Money,
        pub(in crate::sales) grand_total: Money,
        pub(in crate::sales) paid: Money,
        pub(in crate::sales) payment_terms: Option<String>,
        pub(in crate::sales) shipping_address_line1: Option<String>,
        pub(in crate::sales) shipping_city: Option<String>,
        pub(in crate::sales) shipping_country: Option<String>,
        pub(in crate::sales) updated_at: Timestamp,
    }

    /// A line as commands need it.
    pub(in crate::sales) struct Line {
        pub(in crate::sales) id: SalesOrderLineId,
        pub(in crate::sales) line_number: u32,
        pub(in crate::sales) product_id: ProductId,
        pub(in crate::sales) sku: String,
        pub(in crate::sales) name: String,
        pub(in crate::sales) item_type: ItemType,
        pub(in crate::sales) active: bool,
        pub(in crate::sales) track_serials: bool,
        pub(in crate::sales) unit: String,
        pub(in crate::sales) quantity: Quantity,
        pub(in crate::sales) unit_price: UnitCost,
        pub(in crate::sales) discount: Money,
        pub(in crate::sales) tax_rate: Percent,
        pub(in crate::sales) description: Option<String>,
        pub(in crate::sales) shipped_quantity: Quantity,
    }
}

impl Order {
    /// Digits of the currency's minor unit.
    pub(in crate::sales) fn digits(&self) -> u32 {
        currency::minor_digits(&self.currency_code)
    }
}

impl Line {
    /// What is still to come.
    pub(in crate::sales) fn open(&self) -> Result<Quantity> {
        Ok(self.quantity.minus(self.shipped_quantity)?.max(Quantity::ZERO))
    }

    /// What the whole line costs.
    pub(in crate::sales) fn figures(&self, digits: u32) -> Result<Figures> {
        price(self.quantity, self.unit_price, Discount::Amount(self.discount), self.tax_rate, digits)
    }

    /// What documents call it.
    pub(in crate::sales) fn title(&self) -> &str {
        self.description.as_deref().unwrap_or(&self.name)
    }
}

/// The order of that id.
pub(in crate::sales) fn load(r: &Read<'_>, id: SalesOrderId) -> Result<Order> {
    r.maybe(
        "SELECT o.id, o.order_number, o.status, o.customer_id, o.currency_code, o.tax_rate, o.shipping_cost,
             o.shipping_tax_amount, o.grand_total,
             (SELECT coalesce(sum(CASE p.payment_type WHEN 'refund' THEN -p.amount ELSE p.amount END), 0)
              FROM payments p WHERE p.sales_order_id = o.id AND p.status = 'completed') AS paid,
             o.payment_terms, o.shipping_address_line1, o.shipping_city, o.shipping_country, o.updated_at
         FROM sales_orders o WHERE o.id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("order", id))
}

/// The lines of an order that were not called off, in their order.
pub(in crate::sales) fn lines_of(r: &Read<'_>, order: SalesOrderId) -> Result<Vec<Line>> {
    r.all(
        "SELECT l.id, l.line_number, l.product_id, p.sku, p.name, p.item_type, p.active, p.track_serials, l.unit,
             l.quantity, l.unit_price, l.discount, l.tax_rate, l.description, l.shipped_quantity
         FROM sales_order_lines l JOIN products p ON p.id = l.product_id
         WHERE l.sales_order_id = ?1 AND l.is_cancelled = 0 ORDER BY l.line_number, l.id",
        bind![order],
    )
}

/// Writes the totals of an order from its lines; the grand total.
pub(super) fn write_totals(
    w: &Write<'_>,
    id: SalesOrderId,
    shipping: Money,
    shipping_tax: Money,
) -> Result<Money> {
    let order = load(w, id)?;
    let lines = lines_of(w, id)?;
    let mut all = Figures::default();
    for line in &lines {
        let one = line.figures(order.digits())?;
        all.net = all.net.plus(one.net)?;
        all.discount = all.discount.plus(one.discount)?;
        all.tax = all.tax.plus(one.tax)?;
    }
    let tax = all.tax.plus(shipping_tax)?;
    let grand = all.net.plus(tax)?.plus(shipping)?;
    let mut pieces = Quantity::ZERO;
    for line in &lines {
        pieces = pieces.plus(line.quantity)?;
    }
    let only = match lines.as_slice() {
        [line] => Some(line),
        _ => None,
    };
    w.execute(
        "UPDATE sales_orders SET total_price = ?2, discount_amount = ?3, tax_amount = ?4, shipping_cost = ?5,
             shipping_tax_amount = ?6, grand_total = ?7, quantity = ?8, product_id = ?9, product_name = ?10,
             unit_price = ?11, updated_at = ?12
         WHERE id = ?1",
        bind![
            id,
            all.net,
            all.discount,
            tax,
            shipping,
            shipping_tax,
            grand,
            pieces,
            only.map(|l| l.product_id),
            lines.first().map(|l| l.name.chars().take(255).collect::<String>()),
            only.map_or(UnitCost::ZERO, |l| l.unit_price),
            w.now()
        ],
    )?;
    Ok(grand)
}
