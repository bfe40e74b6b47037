//! What customers ask for, drawn by the pattern of the sample before the history begins.

use spoolyard_types::{Date, Decimal, Money, Percent, Quantity, UnitCost};

use super::build::Build;
use super::records::{Customer, Shipping};
use super::sample::faulty;
use crate::error::Result;

/// A line that somebody will order.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) sku: String,
    pub(super) quantity: Quantity,
    pub(super) unit_price: UnitCost,
    pub(super) discount: Percent,
}

/// An order that will be placed, and what becomes of it.
#[derive(Debug, Clone)]
pub(super) struct Demand {
    pub(super) day: Date,
    /// Its place in the sample's list of customers.
    pub(super) customer: usize,
    pub(super) lines: Vec<Wish>,
    pub(super) rush_level: String,
    pub(super) requested: Date,
    pub(super) shipping: Money,
    pub(super) carrier: String,
    pub(super) method: String,
    pub(super) fate: Fate,
    /// From when it may leave.
    pub(super) leaves_from: Date,
    pub(super) in_parts: bool,
    /// Days from the last parcel until the money is there; none for one that pays in advance.
    pub(super) pays_after_days: Option<i64>,
    pub(super) is_refunded: bool,
}

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is made, shipped and paid.
    Served,
    /// It stays a draft.
    Draft,
    /// It is called off a day or two later.
    CalledOff,
}

/// A share of a hundred as cases of ten thousand.
pub(super) fn cases(share: Percent) -> i64 {
    share.micros() / 10_000
}

impl Build<'_> {
    /// Every order of the history, by day.
    pub(super) fn draw_demand(&self) -> Result<Vec<Demand>> {
        let days = self.sample.sales.history_days;
        let mut out = Vec::new();
        for ago in (0..=days).rev() {
            let day = self.days_ago(ago);
            if !self.works_on(day) {
                continue;
            }
            let list = &self.sample.sales.orders_per_working_day;
            let drawn = self.random.borrow_mut().pick(list, |entry| entry.weight);
            let orders = drawn.and_then(|at| list.get(at)).map_or(0, |entry| entry.orders);
            for _ in 0..orders {
                out.push(self.draw_order(day, ago)?);
            }
        }
        Ok(out)
    }

    fn draw_order(&self, day: Date, ago: u32) -> Result<Demand> {
        let sales = &self.sample.sales;
        let mut random = self.random.borrow_mut();
        let none = |what: &str| faulty("sales.json", format!("nothing of {what} can be drawn"));
        let customer =
            random.pick(&self.sample.customers, |c| c.order_weight).ok_or_else(|| none("customers"))?;
        let buyer = &self.sample.customers[customer];
        let counts: Vec<_> = sales.lines_per_order.iter().filter(|l| l.channel == buyer.channel).collect();
        let count = random.pick(&counts, |l| l.weight).ok_or_else(|| none("lines"))?;
        let count = counts[count].lines;
        let rush = random.pick(&sales.rush, |r| r.weight).ok_or_else(|| none("rush"))?;
        let rush = &sales.rush[rush];
        let mut left: Vec<_> = sales.products.iter().collect();
        let mut lines = Vec::with_capacity(count);
        for _ in 0..count {
            let Some(at) = random.pick(&left, |demand| demand.weight) else { break };
            let wanted = left.remove(at);
            let sizes = match buyer.channel.as_str() {
                "wholesale" => &wanted.wholesale_quantities,
                _ => &wanted.public_quantities,
            };
            let size = random.pick(sizes, |s| s.weight).ok_or_else(|| none("quantities"))?;
            lines.push(self.wish(buyer, &wanted.sku, sizes[size].quantity, rush.surcharge_percent)?);
        }
        let lead =
            sales.lead_days.iter().find(|l| l.channel == buyer.channel).ok_or_else(|| none("lead days"))?;
        let lead = random.between(i64::from(lead.min), i64::from(lead.max));
        let lead = (lead * cases(rush.lead_days_percent) / 10_000).max(2);
        let requested = self.working(day.plus_days(lead));
        let habits = &sales.behaviour;
        let is_open = ago <= habits.open_window_days;
        let fate = if random.in_ten_thousand(cases(habits.cancelled_percent)) {
            Fate::CalledOff
        } else if random.in_ten_thousand(cases(habits.draft_percent) * 3) && is_open {
            Fate::Draft
        } else {
            Fate::Served
        };
        let is_on_time = random.in_ten_thousand(cases(habits.shipped_on_time_percent));
        let early = random.between(0, 2);
        let late = random.between(1, i64::from(habits.late_by_days_max));
        let leaves_from = requested.plus_days(if is_on_time { -early } else { late }).max(day.plus_days(1));
        let methods: Vec<_> = sales.payment_methods.iter().filter(|m| m.channel == buyer.channel).collect();
        let method = random.pick(&methods, |m| m.weight).ok_or_else(|| none("payment methods"))?;
        let to = self.shipping_to(&buyer.country)?;
        let in_parts = random.in_ten_thousand(cases(habits.partial_shipment_percent)) && lines.len() > 1;
        let pays_after = random.between(5, i64::from(habits.wholesale_paid_within_days_max));
        Ok(Demand {
            day,
            customer,
            shipping: shipping_cost(to, &lines)?,
            carrier: to.carrier.clone(),
            lines,
            rush_level: rush.rush_level.clone(),
            requested,
            method: methods[method].method.clone(),
            fate,
            leaves_from,
            in_parts,
            pays_after_days: (buyer.channel == "wholesale").then_some(pays_after),
            is_refunded: random.in_ten_thousand(cases(habits.refund_percent) * 2),
        })
    }

    fn wish(&self, buyer: &Customer, sku: &str, quantity: Quantity, surcharge: Percent) -> Result<Wish> {
        let product = self.sample.products.iter().find(|p| p.sku == sku);
        let price = product.and_then(|p| p.selling_price).ok_or_else(|| faulty("sales.json", sku))?;
        let factor = Decimal::ONE + surcharge.get() / Decimal::ONE_HUNDRED;
        let breaks = self.sample.sales.quantity_discounts.iter().filter(|d| d.min_quantity <= quantity);
        let discount = breaks.map(|d| d.percent).max().unwrap_or_default().max(buyer.discount_percent);
        let unit_price = UnitCost::rounded((price.get() * factor).round_dp(2))?;
        Ok(Wish { sku: sku.to_owned(), quantity, unit_price, discount })
    }

    fn shipping_to(&self, country: &str) -> Result<&Shipping> {
        let rates = &self.sample.sales.shipping;
        rates
            .iter()
            .find(|s| s.country == country)
            .or_else(|| rates.iter().find(|s| s.country == "*"))
            .ok_or_else(|| faulty("sales.json", "no shipping rate"))
    }
}

fn shipping_cost(rate: &Shipping, lines: &[Wish]) -> Result<Money> {
    let mut value = Decimal::ZERO;
    let mut items = Decimal::ZERO;
    for line in lines {
        let share = Decimal::ONE - line.discount.get() / Decimal::ONE_HUNDRED;
        value += line.unit_price.get() * line.quantity.get() * share;
        items += line.quantity.get();
    }
    if rate.free_above.is_some_and(|free| value >= free.get()) {
        return Ok(Money::ZERO);
    }
    Ok(Money::rounded(rate.base.get() + rate.per_item.get() * items)?.to_minor(2))
}
