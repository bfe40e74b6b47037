//! Customers' orders: taken, promised, shipped, paid, now and then called off or given back.

use serde_json::{Value, json};
use spoolyard_types::ids::{PaymentId, SalesOrderId, SalesOrderLineId, ShipmentId};
use spoolyard_types::{Code, Date, Money, Quantity};

use super::build::{Build, Who, row};
use super::demand::{Demand, Fate};
use super::masters::text;
use crate::error::Result;
use crate::{bind, sales};

/// An order that was placed.
pub(super) struct Placed {
    demand: Demand,
    id: SalesOrderId,
    payment: Option<PaymentId>,
    parcels: Vec<(ShipmentId, Date)>,
    last_parcel: Option<Date>,
    has_left: bool,
    is_over: bool,
    /// Its goods lie ready, and something else keeps them here.
    is_held_back: bool,
}

impl Placed {
    /// Whether it waits on the desk, late.
    pub(super) fn is_held_back(&self) -> bool {
        self.is_held_back
    }
}

/// Orders of these last days may be kept on the desk.
const HELD_BACK_DAYS: i64 = 5;

crate::read_model! {
    struct OpenLine {
        id: SalesOrderLineId,
        product_id: spoolyard_types::ids::ProductId,
        open_quantity: Quantity,
        held_quantity: Quantity,
        track_serials: bool,
    }
}

impl Build<'_> {
    /// Takes an order down and promises it.
    pub(super) fn take(&self, demand: Demand) -> Result<Placed> {
        let customer = &self.sample.customers[demand.customer];
        let company = &self.sample.company;
        let at_home = customer.country == company.country
            && customer.state.as_deref() == Some(company.tax_home_state.as_str());
        let rate = company.tax_rate_percent.get() / spoolyard_types::Decimal::ONE_HUNDRED;
        let mut lines = Vec::with_capacity(demand.lines.len());
        for line in &demand.lines {
            lines.push(json!({
                "product_id": row(&self.rows.products, &line.sku)?, "quantity": line.quantity,
                "unit_price": line.unit_price, "discount_percent": line.discount,
            }));
        }
        let request = json!({ "order": {
            "customer_id": row(&self.rows.customers, &customer.customer_number)?,
            "requested_date": demand.requested, "rush_level": demand.rush_level,
            "tax_rate": if at_home { text(rate) } else { String::from("0") },
            "shipping_cost": demand.shipping, "lines": lines,
        }});
        let order = self.act(Who::Owner, "orders.create", request, sales::orders::create)?;
        let id = order.head.id;
        let mut placed = Placed {
            demand,
            id,
            payment: None,
            parcels: Vec::new(),
            last_parcel: None,
            has_left: false,
            is_over: false,
            is_held_back: false,
        };
        if placed.demand.fate == Fate::Draft {
            placed.is_over = true;
            return Ok(placed);
        }
        self.confirm(id)?;
        if placed.demand.pays_after_days.is_none() {
            placed.payment = self.pay(&placed, order.head.grand_total)?;
        }
        Ok(placed)
    }

    /// Promises an order; the owner passes a credit limit when asked.
    fn confirm(&self, id: SalesOrderId) -> Result<()> {
        let confirm =
            |request: Value| self.act(Who::Owner, "orders.confirm", request, sales::orders::confirm);
        match confirm(json!({ "id": id })) {
            Err(err) if err.code() == Code::CreditLimit => {
                confirm(json!({ "id": id, "pass_credit_limit": true })).map(drop)
            }
            other => other.map(drop),
        }
    }

    fn pay(&self, placed: &Placed, amount: Money) -> Result<Option<PaymentId>> {
        if !amount.is_positive() {
            return Ok(None);
        }
        let method = placed.demand.method.replace('_', " ");
        let request = json!({ "sales_order_id": placed.id, "amount": amount, "payment_method": method });
        self.act(Who::Owner, "payments.record", request, sales::payments::record).map(|paid| Some(paid.id))
    }

    /// What happens to a promised order on a day. Nothing leaves on the last day: its parcels wait on the desk.
    /// `waiting` counts those that are kept on the desk.
    pub(super) fn follow(&self, placed: &mut Placed, day: Date, waiting: &mut usize) -> Result<()> {
        self.arrivals(placed, day)?;
        if placed.is_over || placed.is_held_back {
            return Ok(());
        }
        if placed.demand.fate == Fate::CalledOff {
            if day > placed.demand.day {
                self.call_off(placed)?;
            }
            return Ok(());
        }
        // The first parcel of an order that leaves in parts goes ahead.
        let ahead = if placed.demand.in_parts && !placed.has_left { -3 } else { 0 };
        let leaves = placed.demand.leaves_from.plus_days(ahead).max(placed.demand.day.plus_days(1));
        if placed.last_parcel.is_none() && day >= leaves && day < self.today {
            if self.hold_back(placed, *waiting)? {
                *waiting += 1;
                return Ok(());
            }
            self.ship(placed, day)?;
        }
        let Some(left) = placed.last_parcel else { return Ok(()) };
        if let Some(days) = placed.demand.pays_after_days
            && placed.payment.is_none()
            && day >= left.plus_days(days)
        {
            let owed = self
                .store()
                .value::<Money>("SELECT grand_total FROM sales_orders WHERE id = ?1", bind![placed.id])?;
            placed.payment = self.pay(placed, owed.unwrap_or_default())?;
        }
        if placed.demand.is_refunded
            && day >= left.plus_days(6)
            && let Some(payment) = placed.payment
        {
            let request =
                json!({ "payment_id": payment, "reason": "Arrived damaged; the customer keeps it." });
            self.act(Who::Owner, "payments.refund", request, sales::payments::refund)?;
            placed.is_over = true;
        }
        Ok(())
    }

    /// A few orders of the last days wait although their goods are there, and say why.
    fn hold_back(&self, placed: &mut Placed, waiting: usize) -> Result<bool> {
        let wanted = placed.demand.requested;
        let reason = self.sample.sales.late_reasons.get(waiting);
        let (Some(reason), true) = (
            reason,
            wanted < self.today && wanted >= self.today.plus_days(-HELD_BACK_DAYS) && !placed.has_left,
        ) else {
            return Ok(false);
        };
        let request = json!({ "id": placed.id, "note": reason });
        self.act(Who::Desk, "orders.add_note", request, sales::orders::add_note)?;
        placed.is_held_back = true;
        Ok(true)
    }

    fn arrivals(&self, placed: &mut Placed, day: Date) -> Result<()> {
        let (come, away): (Vec<_>, Vec<_>) =
            placed.parcels.drain(..).partition(|(_, left)| day >= left.plus_days(4));
        placed.parcels = away;
        for (parcel, _) in come {
            self.act(Who::Desk, "shipments.deliver", json!({ "id": parcel }), sales::shipments::deliver)?;
        }
        Ok(())
    }

    fn call_off(&self, placed: &mut Placed) -> Result<()> {
        let request = json!({ "id": placed.id, "reason": "The customer changed his mind." });
        self.act(Who::Owner, "orders.cancel", request, sales::orders::cancel)?;
        if let Some(payment) = placed.payment {
            let request = json!({ "payment_id": payment, "reason": "The order was called off." });
            self.act(Who::Owner, "payments.refund", request, sales::payments::refund)?;
        }
        placed.is_over = true;
        Ok(())
    }

    fn ship(&self, placed: &mut Placed, day: Date) -> Result<()> {
        let lines: Vec<OpenLine> = self.store().all(
            "SELECT l.id, l.product_id, l.quantity - l.shipped_quantity AS open_quantity,
                 min(l.allocated_quantity, l.quantity - l.shipped_quantity) AS held_quantity, p.track_serials
             FROM sales_order_lines l JOIN products p ON p.id = l.product_id
             WHERE l.sales_order_id = ?1 AND l.is_cancelled = 0 AND l.shipped_quantity < l.quantity ORDER BY l.id",
            bind![placed.id],
        )?;
        let in_part = placed.demand.in_parts && !placed.has_left;
        let complete = !in_part && lines.iter().all(|l| l.held_quantity == l.open_quantity);
        let some = lines.iter().find(|l| l.held_quantity.is_positive());
        if !complete && (!in_part || some.is_none()) {
            return Ok(());
        }
        let packed: Vec<&OpenLine> =
            if complete { lines.iter().collect() } else { some.into_iter().collect() };
        let mut parcel = Vec::new();
        for line in packed {
            let serials = if line.track_serials { self.serials(line)? } else { Vec::new() };
            let quantity = line.held_quantity;
            parcel.push(json!({ "sales_order_line_id": line.id, "quantity": quantity, "serials": serials }));
        }
        let mut request =
            json!({ "sales_order_id": placed.id, "lines": parcel, "carrier": placed.demand.carrier });
        let mut shipped = self.act(Who::Desk, "shipments.ship", request.clone(), sales::shipments::ship);
        if shipped.as_ref().is_err_and(|err| err.code() == Code::InsufficientStock) {
            request["without_packaging"] = json!(true);
            shipped = self.act(Who::Desk, "shipments.ship", request, sales::shipments::ship);
        }
        placed.parcels.push((shipped?.head.id, day));
        placed.has_left = true;
        if complete {
            placed.last_parcel = Some(day);
        }
        Ok(())
    }

    /// Whoever opens the farm finds an order of which a part has left: where chance made none, the order that is wanted
    /// first among those of several lines sends ahead what lies ready.
    pub(super) fn send_ahead(&self, orders: &mut [Placed], day: Date) -> Result<()> {
        let is_open =
            |placed: &Placed| !placed.is_over && !placed.is_held_back && placed.last_parcel.is_none();
        if orders.iter().any(|placed| is_open(placed) && placed.has_left) {
            return Ok(());
        }
        let mut several: Vec<&mut Placed> = orders
            .iter_mut()
            .filter(|placed| {
                is_open(placed) && placed.demand.fate == Fate::Served && placed.demand.lines.len() > 1
            })
            .collect();
        several.sort_by_key(|placed| (placed.demand.requested, placed.id));
        for placed in several {
            placed.demand.in_parts = true;
            self.ship(placed, day)?;
            if placed.has_left {
                break;
            }
            placed.demand.in_parts = false;
        }
        Ok(())
    }

    fn serials(&self, line: &OpenLine) -> Result<Vec<String>> {
        let count = line.held_quantity.micros() / 1_000_000;
        self.store().values(
            "SELECT serial_number FROM serial_numbers WHERE product_id = ?1 AND status = 'manufactured'
             ORDER BY id LIMIT ?2",
            bind![line.product_id, count],
        )
    }

    /// Orders take what has become free, the soonest wanted first.
    pub(super) fn hold(&self) -> Result<()> {
        let waiting: Vec<SalesOrderId> = self.store().values(
            "SELECT o.id FROM sales_orders o
             WHERE o.status IN ('confirmed', 'in_progress') AND EXISTS (
                 SELECT 1 FROM sales_order_lines l JOIN inventory i ON i.product_id = l.product_id
                 WHERE l.sales_order_id = o.id AND l.is_cancelled = 0
                   AND l.quantity - l.shipped_quantity > l.allocated_quantity
                   AND i.on_hand_quantity > i.allocated_quantity)
             ORDER BY o.requested_date, o.id",
            [],
        )?;
        for id in waiting {
            self.act(Who::Desk, "orders.reserve", json!({ "id": id }), sales::orders::reserve)?;
        }
        Ok(())
    }
}
