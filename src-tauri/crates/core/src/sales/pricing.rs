//! What a line costs the customer, and which part of it an invoice bills. Pure rules: no store, no clock.
//!
//! Every figure of a line is rounded half away from zero to the currency's minor unit; a total is the sum of
//! such figures and is never rounded again.

use rust_decimal::Decimal;
use spoolyard_types::{Code, Money, Percent, Quantity, UnitCost};

use crate::error::{Result, refuse};

/// The figures of a line or of a part of it, each rounded to the minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Quantity times price.
    pub gross: Money,
    /// Taken off.
    pub discount: Money,
    /// What is left: gross less discount, before tax.
    pub net: Money,
    /// Tax on that.
    pub tax: Money,
}

/// How much is taken off a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// Nothing.
    None,
    /// An amount.
    Amount(Money),
    /// A share of what the line costs.
    Percent(Percent),
}

fn too_large() -> crate::Error {
    refuse(Code::InvalidValue, "The line's amount is too large to be kept. Split it over several orders.")
}

/// What `quantity` at `price` costs, in a currency with `digits` after the point.
///
/// # Errors
/// [`Code::InvalidValue`] when the discount exceeds the line, or a figure does not fit.
pub fn price(
    quantity: Quantity,
    price: UnitCost,
    discount: Discount,
    tax: Percent,
    digits: u32,
) -> Result<Figures> {
    let gross = quantity.get().checked_mul(price.get()).ok_or_else(too_large)?;
    let gross = Money::rounded(gross)?.to_minor(digits);
    let discount = match discount {
        Discount::None => Money::ZERO,
        Discount::Amount(amount) => amount.to_minor(digits),
        Discount::Percent(share) => share.of(gross)?.to_minor(digits),
    };
    if discount > gross || discount.is_negative() {
        return Err(refuse(Code::InvalidValue, "The discount is more than the line costs. Lower it."));
    }
    let net = gross.minus(discount)?;
    Ok(Figures { gross, discount, net, tax: tax.of(net)?.to_minor(digits) })
}

/// What an invoice bills of a line, so that the invoices of a line that left in parts add up to exactly what
/// the line costs: what `gone` of `ordered` costs, less what was billed before.
///
/// # Errors
/// When a figure does not fit.
pub fn bill(
    whole: Figures,
    ordered: Quantity,
    gone: Quantity,
    billed: Figures,
    digits: u32,
) -> Result<Figures> {
    let share = |amount: Money, before: Money| -> Result<Money> {
        let due = if gone >= ordered {
            amount
        } else {
            let part = amount.get().checked_mul(gone.get()).and_then(|v| v.checked_div(ordered.get()));
            Money::rounded(part.unwrap_or(Decimal::ZERO))?.to_minor(digits)
        };
        Ok(due.minus(before)?.max(Money::ZERO))
    };
    let discount = share(whole.discount, billed.discount)?;
    let net = share(whole.net, billed.net)?;
    Ok(Figures { gross: net.plus(discount)?, discount, net, tax: share(whole.tax, billed.tax)? })
}

/// The sum of figures that are already rounded.
///
/// # Errors
/// When it does not fit.
pub fn sum(all: impl IntoIterator<Item = Money>) -> Result<Money> {
    let mut total = Money::ZERO;
    for amount in all {
        total = total.plus(amount)?;
    }
    Ok(total)
}

/// A fraction (0.0825) as per cent (8.25).
///
/// # Errors
/// When it does not fit.
pub fn percent_of_fraction(fraction: Quantity) -> Result<Percent> {
    Ok(Percent::rounded(fraction.get() * Decimal::ONE_HUNDRED)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn figures(quantity: &str, unit: &str, discount: Discount, tax: &str, digits: u32) -> Figures {
        price(quantity.parse().unwrap(), unit.parse().unwrap(), discount, tax.parse().unwrap(), digits)
            .unwrap()
    }

    #[test]
    fn each_line_is_rounded_half_away_from_zero_to_the_minor_unit() {
        let line = figures("3", "0.335", Discount::None, "8.25", 2);
        assert_eq!((line.gross.to_string(), line.tax.to_string()), ("1.01".into(), "0.08".into()));
        let yen = figures("3", "33.5", Discount::None, "10", 0);
        assert_eq!((yen.net.to_string(), yen.tax.to_string()), ("101".into(), "10".into()));
        let dinar = figures("1", "0.0005", Discount::None, "0", 3);
        assert_eq!(dinar.net.to_string(), "0.001");
    }

    #[test]
    fn a_discount_is_an_amount_or_a_share_and_never_more_than_the_line() {
        let off = Discount::Percent("12.5".parse().unwrap());
        assert_eq!(figures("1", "9.99", off, "0", 2).discount.to_string(), "1.25");
        let amount = Discount::Amount("10".parse().unwrap());
        let refused = price("1".parse().unwrap(), "9.99".parse().unwrap(), amount, Percent::ZERO, 2);
        assert_eq!(refused.unwrap_err().code(), Code::InvalidValue);
    }

    proptest! {
        /// However a line leaves in parts, its invoices add up to the line and none is negative.
        #[test]
        fn invoices_of_parts_add_up_to_the_line(
            parts in prop::collection::vec(1_i64..50, 1..12), cents in 0_i64..100_000, off in 0_i64..=100, rate in 0_i64..3000,
        ) {
            let ordered = Quantity::from_micros(parts.iter().sum::<i64>() * 1_000_000);
            let unit = UnitCost::from_micros(cents * 1_234);
            let off = Discount::Percent(Percent::from_micros(off * 1_000_000));
            let whole = price(ordered, unit, off, Percent::from_micros(rate * 10_000), 2).unwrap();
            let (mut gone, mut billed) = (0, Figures::default());
            for part in parts {
                gone += part;
                let now = bill(whole, ordered, Quantity::from_micros(gone * 1_000_000), billed, 2).unwrap();
                prop_assert!(!now.net.is_negative() && !now.discount.is_negative() && !now.tax.is_negative());
                prop_assert_eq!(now.gross, now.net.plus(now.discount).unwrap());
                billed = Figures {
                    gross: billed.gross.plus(now.gross).unwrap(),
                    discount: billed.discount.plus(now.discount).unwrap(),
                    net: billed.net.plus(now.net).unwrap(),
                    tax: billed.tax.plus(now.tax).unwrap(),
                };
            }
            prop_assert_eq!(billed, whole);
        }
    }
}
