//! The words of sales and the states that a document goes through.

use spoolyard_types::{Code, Money};

use crate::error::{Result, refuse};

crate::stored_enum! {
    /// How far an order is.
    pub enum OrderStatus {
        /// Being written.
        Draft = "draft",
        /// Promised to the customer.
        Confirmed = "confirmed",
        /// Work for it has begun, or part of it has left.
        InProgress = "in_progress",
        /// All of it has left and all of it is paid.
        Completed = "completed",
        /// Called off before anything left.
        Cancelled = "cancelled",
    }

    /// How far an order is paid. Derived, never set by hand.
    pub enum PaymentStatus {
        /// Nothing.
        Pending = "pending",
        /// Some.
        Partial = "partial",
        /// All.
        Paid = "paid",
        /// All that was paid went back.
        Refunded = "refunded",
    }

    /// How much of an order has left. Derived, never set by hand.
    pub enum FulfillmentStatus {
        /// Nothing.
        Pending = "pending",
        /// Some.
        Partial = "partial",
        /// All.
        Fulfilled = "fulfilled",
    }

    /// How soon the customer wants it.
    pub enum RushLevel {
        /// In the usual time.
        Standard = "standard",
        /// Sooner.
        Rush = "rush",
        /// Before everything else.
        Expedite = "expedite",
    }

    /// Whether money came or went back.
    pub enum PaymentType {
        /// It came.
        Payment = "payment",
        /// It went back.
        Refund = "refund",
    }

    /// Whether a payment counts.
    pub enum PaymentState {
        /// It does.
        Completed = "completed",
        /// It was announced.
        Pending = "pending",
        /// It did not come.
        Failed = "failed",
        /// It was taken back as a mistake.
        Voided = "voided",
    }

    /// How far a parcel is.
    pub enum ShipmentStatus {
        /// Being packed.
        Draft = "draft",
        /// It has left.
        Shipped = "shipped",
        /// It was undone.
        Voided = "voided",
    }

    /// Whether an invoice counts.
    pub enum InvoiceStatus {
        /// It does.
        Posted = "posted",
        /// It was undone.
        Voided = "voided",
    }

    /// Whether a customer may order.
    pub enum CustomerStatus {
        /// Yes.
        Active = "active",
        /// Not any more.
        Inactive = "inactive",
        /// Not until something is settled.
        Suspended = "suspended",
    }
}

impl OrderStatus {
    fn cannot(self, number: &str, to: Self, why: &str) -> crate::Error {
        refuse(Code::WrongState, format!("{number} is {self} and cannot become {to}. {why}"))
    }

    /// A draft is promised.
    ///
    /// # Errors
    /// [`Code::WrongState`] for anything but a draft.
    pub fn confirm(self, number: &str) -> Result<Self> {
        match self {
            Self::Draft => Ok(Self::Confirmed),
            Self::Confirmed | Self::InProgress | Self::Completed | Self::Cancelled => {
                Err(self.cannot(number, Self::Confirmed, "Only a draft is confirmed."))
            }
        }
    }

    /// Called off, as long as nothing has left.
    ///
    /// # Errors
    /// [`Code::WrongState`] once something was shipped, and for what is completed or cancelled.
    pub fn cancel(self, number: &str, something_left: bool) -> Result<Self> {
        match self {
            Self::Draft | Self::Confirmed | Self::InProgress if !something_left => Ok(Self::Cancelled),
            Self::Draft | Self::Confirmed | Self::InProgress | Self::Completed => Err(self.cannot(
                number,
                Self::Cancelled,
                "Part of it has left. Void its shipments first, or remove what is still to come from its lines.",
            )),
            Self::Cancelled => Err(self.cannot(number, Self::Cancelled, "It is already.")),
        }
    }

    /// Whether it is promised and not yet done: it may be shipped, reserved for and paid.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Confirmed | Self::InProgress => true,
            Self::Draft | Self::Completed | Self::Cancelled => false,
        }
    }

    /// Where an order stands, from what happened to it. A draft and a cancelled order stay what they are; a
    /// promised one is completed when all of it has left and nothing is owed (all paid, or all given back),
    /// in progress when work for it began or part of it left, and confirmed otherwise.
    #[must_use]
    pub fn derive(self, fulfillment: FulfillmentStatus, payment: PaymentStatus, work_began: bool) -> Self {
        match self {
            Self::Draft => Self::Draft,
            Self::Cancelled => Self::Cancelled,
            Self::Confirmed | Self::InProgress | Self::Completed => match (fulfillment, payment) {
                (FulfillmentStatus::Fulfilled, PaymentStatus::Paid | PaymentStatus::Refunded) => {
                    Self::Completed
                }
                (FulfillmentStatus::Fulfilled, PaymentStatus::Pending | PaymentStatus::Partial)
                | (FulfillmentStatus::Partial, _) => Self::InProgress,
                (FulfillmentStatus::Pending, _) if work_began => Self::InProgress,
                (FulfillmentStatus::Pending, _) => Self::Confirmed,
            },
        }
    }
}

impl PaymentStatus {
    /// From what is owed for the whole order, what came and what went back. A promised order that costs
    /// nothing is paid.
    #[must_use]
    pub fn derive(total: Money, paid: Money, refunded: Money, promised: bool) -> Self {
        if total.is_zero() && promised {
            return Self::Paid;
        }
        if paid > refunded {
            let net = paid.get() - refunded.get();
            return if net >= total.get() { Self::Paid } else { Self::Partial };
        }
        if refunded.is_positive() { Self::Refunded } else { Self::Pending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn m(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_draft_is_confirmed_and_the_refusal_names_both_states() {
        assert_eq!(OrderStatus::Draft.confirm("SO-1").unwrap(), OrderStatus::Confirmed);
        for status in OrderStatus::ALL.iter().filter(|s| **s != OrderStatus::Draft) {
            let text = status.confirm("SO-1").unwrap_err().to_string();
            assert!(text.contains(status.as_str()) && text.contains("become confirmed"), "{text}");
        }
    }

    #[test]
    fn nothing_is_cancelled_once_it_left() {
        for status in [OrderStatus::Draft, OrderStatus::Confirmed, OrderStatus::InProgress] {
            assert!(status.cancel("SO-1", false).is_ok());
            assert!(status.cancel("SO-1", true).is_err());
        }
        assert!(OrderStatus::Completed.cancel("SO-1", false).is_err());
        assert!(OrderStatus::Cancelled.cancel("SO-1", false).is_err());
    }

    #[test]
    fn an_order_is_completed_when_all_left_and_nothing_is_owed() {
        use FulfillmentStatus as F;
        use OrderStatus as S;
        use PaymentStatus as P;
        assert_eq!(S::Confirmed.derive(F::Fulfilled, P::Paid, false), S::Completed);
        assert_eq!(S::Completed.derive(F::Fulfilled, P::Partial, false), S::InProgress);
        assert_eq!(S::Completed.derive(F::Pending, P::Paid, false), S::Confirmed);
        assert_eq!(S::Confirmed.derive(F::Pending, P::Paid, true), S::InProgress);
        assert_eq!(S::Cancelled.derive(F::Fulfilled, P::Paid, true), S::Cancelled);
    }

    #[test]
    fn payment_follows_the_money() {
        let at = |paid, back| PaymentStatus::derive(m("100"), m(paid), m(back), true);
        assert_eq!(at("0", "0"), PaymentStatus::Pending);
        assert_eq!(at("40", "0"), PaymentStatus::Partial);
        assert_eq!(at("100", "0"), PaymentStatus::Paid);
        assert_eq!(at("100", "1"), PaymentStatus::Partial);
        assert_eq!(at("100", "100"), PaymentStatus::Refunded);
        assert_eq!(PaymentStatus::derive(m("0"), m("0"), m("0"), true), PaymentStatus::Paid);
        assert_eq!(PaymentStatus::derive(m("0"), m("0"), m("0"), false), PaymentStatus::Pending);
    }
}
