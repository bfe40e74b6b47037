//! The states of a purchase order, and its arithmetic.

use spoolyard_types::{Code, Money, Quantity, UnitCost};

use crate::error::{Result, refuse};
use crate::inventory::share;

crate::stored_enum! {
    /// How far a purchase order is.
    pub enum PurchaseOrderStatus {
        /// Being written.
        Draft = "draft",
        /// Sent to the vendor.
        Ordered = "ordered",
        /// On its way.
        Shipped = "shipped",
        /// Some of it came.
        Partial = "partial",
        /// All of it came.
        Received = "received",
        /// Done with.
        Closed = "closed",
        /// Called off before anything came.
        Cancelled = "cancelled",
    }
}

crate::wire! {
    /// Why each thing cannot be done to an order now; none when it can.
    pub struct PurchaseOrderRefusals {
        /// Changing its lines.
        pub edit: Option<String>,
        /// Placing it.
        pub order: Option<String>,
        /// Marking it as shipped.
        pub ship: Option<String>,
        /// Receiving goods.
        pub receive: Option<String>,
        /// Undoing a receipt.
        pub reverse: Option<String>,
        /// Giving goods back.
        pub give_back: Option<String>,
        /// Being done with it.
        pub close: Option<String>,
        /// Calling it off.
        pub cancel: Option<String>,
    }
}

impl PurchaseOrderStatus {
    /// What its state refuses, in the words of the commands themselves.
    pub(super) fn refusals(self, number: &str) -> PurchaseOrderRefusals {
        fn why<T>(result: Result<T>) -> Option<String> {
            result.err().map(|err| err.into_refusal().message)
        }
        PurchaseOrderRefusals {
            edit: why(self.edit(number)),
            order: why(self.order(number)),
            ship: why(self.ship(number)),
            receive: why(self.receive(number)),
            reverse: why(self.reverse(number)),
            give_back: why(self.give_back(number)),
            close: why(self.close(number)),
            cancel: why(self.cancel(number)),
        }
    }

    fn impossible<T>(self, number: &str, to: Self, remedy: &str) -> Result<T> {
        Err(refuse(Code::WrongState, format!("{number} is {self}, so it cannot become {to}. {remedy}")))
    }

    /// Sent to the vendor.
    pub(super) fn order(self, number: &str) -> Result<Self> {
        match self {
            Self::Draft => Ok(Self::Ordered),
            Self::Ordered
            | Self::Shipped
            | Self::Partial
            | Self::Received
            | Self::Closed
            | Self::Cancelled => self.impossible(number, Self::Ordered, "Only a draft is ordered."),
        }
    }

    /// On its way.
    pub(super) fn ship(self, number: &str) -> Result<Self> {
        match self {
            Self::Ordered | Self::Shipped => Ok(Self::Shipped),
            Self::Draft | Self::Partial | Self::Received | Self::Closed | Self::Cancelled => self.impossible(
                number,
                Self::Shipped,
                "Only an order that is placed and of which nothing came is marked as shipped.",
            ),
        }
    }

    /// Goods may come.
    pub(super) fn receive(self, number: &str) -> Result<()> {
        match self {
            Self::Ordered | Self::Shipped | Self::Partial => Ok(()),
            Self::Draft => self.impossible(number, Self::Received, "Order it first."),
            Self::Received | Self::Closed | Self::Cancelled => {
                self.impossible(number, Self::Partial, "Nothing more is due on it; create another order.")
            }
        }
    }

    /// A receipt may be undone.
    pub(super) fn reverse(self, number: &str) -> Result<()> {
        match self {
            Self::Partial | Self::Received => Ok(()),
            Self::Draft | Self::Ordered | Self::Shipped | Self::Closed | Self::Cancelled => self.impossible(
                number,
                Self::Ordered,
                "Goods of a closed order go back as a return to the vendor.",
            ),
        }
    }

    /// Goods may go back to the vendor.
    pub(super) fn give_back(self, number: &str) -> Result<()> {
        match self {
            Self::Partial | Self::Received | Self::Closed => Ok(()),
            Self::Draft | Self::Ordered | Self::Shipped | Self::Cancelled => Err(refuse(
                Code::WrongState,
                format!("{number} is {self}: nothing of it came, so nothing can go back."),
            )),
        }
    }

    /// Done with.
    pub(super) fn close(self, number: &str) -> Result<Self> {
        match self {
            Self::Partial | Self::Received => Ok(Self::Closed),
            Self::Draft | Self::Ordered | Self::Shipped => {
                self.impossible(number, Self::Closed, "Nothing of it came: cancel it instead.")
            }
            Self::Closed | Self::Cancelled => {
                self.impossible(number, Self::Closed, "It is done with already.")
            }
        }
    }

    /// Called off.
    pub(super) fn cancel(self, number: &str) -> Result<Self> {
        match self {
            Self::Draft | Self::Ordered | Self::Shipped => Ok(Self::Cancelled),
            Self::Partial | Self::Received => self.impossible(
                number,
                Self::Cancelled,
                "Goods came already: close it, or reverse its receipts first.",
            ),
            Self::Closed | Self::Cancelled => {
                self.impossible(number, Self::Cancelled, "It is done with already.")
            }
        }
    }

    /// Whether its lines may change.
    pub(super) fn edit(self, number: &str) -> Result<()> {
        match self {
            Self::Draft | Self::Ordered => Ok(()),
            Self::Shipped | Self::Partial | Self::Received | Self::Closed | Self::Cancelled => Err(refuse(
                Code::WrongState,
                format!("{number} is {self}; an order changes only while it is draft or ordered."),
            )),
        }
    }
}

/// A line's total, rounded to the currency's minor unit.
///
/// # Errors
/// When it does not fit.
pub(super) fn line_total(unit_cost: UnitCost, quantity: Quantity, digits: u32) -> Result<Money> {
    Ok(unit_cost.times(quantity)?.to_minor(digits))
}

/// What a quantity of a line adds to the stock's worth: its share of the line, so that a line received in
/// parts is worth the line, and its unit cost for what comes beyond the order; with what is landed on it.
pub(super) struct LineWorth {
    pub ordered: Quantity,
    pub line_total: Money,
    pub unit_cost: UnitCost,
    /// Freight and tax that this line carries when all of it came.
    pub landed: Money,
}

impl LineWorth {
    /// The worth of what came when `before` had come already.
    pub(super) fn between(&self, before: Quantity, after: Quantity, digits: u32) -> Result<Money> {
        let value = self.up_to(after, digits)?.minus(self.up_to(before, digits)?)?;
        Ok(value)
    }

    fn up_to(&self, came: Quantity, digits: u32) -> Result<Money> {
        let within = came.min(self.ordered);
        let goods = share(self.line_total, within, self.ordered).to_minor(digits);
        let landed = share(self.landed, within, self.ordered).to_minor(digits);
        let beyond = line_total(self.unit_cost, came.minus(within)?, digits)?;
        Ok(goods.plus(landed)?.plus(beyond)?)
    }
}

/// Spreads an amount over lines by their value, to the minor unit; the parts add up to the amount. Lines
/// without any value carry equal parts.
#[must_use]
pub(super) fn spread(amount: Money, weights: &[Money], digits: u32) -> Vec<Money> {
    let total: i64 = weights.iter().map(|w| w.micros()).sum();
    let count = i64::try_from(weights.len()).unwrap_or(i64::MAX);
    let (mut passed, mut given) = (0_i64, 0_i64);
    let mut parts = Vec::with_capacity(weights.len());
    for (index, weight) in (1_i64..).zip(weights) {
        passed += weight.micros();
        let (part, whole) = if total == 0 { (index, count) } else { (passed, total) };
        let upto = if part == whole {
            amount
        } else {
            share(amount, Quantity::from_micros(part), Quantity::from_micros(whole)).to_minor(digits)
        };
        parts.push(Money::from_micros(upto.micros() - given));
        given = upto.micros();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn freight_is_spread_by_value_and_adds_up() {
        let parts = spread(money("10"), &[money("1"), money("1"), money("1")], 2);
        assert_eq!(parts, [money("3.33"), money("3.34"), money("3.33")]);
        assert_eq!(spread(money("5"), &[money("0"), money("0")], 2), [money("2.5"), money("2.5")]);
        assert_eq!(spread(money("7"), &[money("30"), money("0")], 2), [money("7"), money("0")]);
    }

    #[test]
    fn a_line_received_in_parts_is_worth_the_line() {
        let worth = LineWorth {
            ordered: "3".parse().unwrap(),
            line_total: money("10"),
            unit_cost: "3.333333".parse().unwrap(),
            landed: money("1"),
        };
        let q = |t: &str| t.parse::<Quantity>().unwrap();
        let parts = [("0", "1"), ("1", "2"), ("2", "3")].map(|(a, b)| worth.between(q(a), q(b), 2).unwrap());
        assert_eq!(parts, [money("3.66"), money("3.68"), money("3.66")]);
        assert_eq!(worth.between(q("3"), q("4"), 2).unwrap(), money("3.33"), "beyond the order at its cost");
    }

    #[test]
    fn an_impossible_change_of_state_names_both() {
        let err = PurchaseOrderStatus::Closed.cancel("PO-2026-0001").unwrap_err().into_refusal();
        assert!(err.message.contains("closed") && err.message.contains("cancelled"), "{}", err.message);
        assert!(
            PurchaseOrderStatus::Partial.cancel("x").is_err()
                && PurchaseOrderStatus::Shipped.cancel("x").is_ok()
        );
        assert!(
            PurchaseOrderStatus::Draft.receive("x").is_err()
                && PurchaseOrderStatus::Ordered.close("x").is_err()
        );
        assert!(
            PurchaseOrderStatus::Shipped.edit("x").is_err() && PurchaseOrderStatus::Ordered.edit("x").is_ok()
        );
    }
}
