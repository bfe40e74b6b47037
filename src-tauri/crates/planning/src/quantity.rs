//! Exact arithmetic on quantities: micro-units in `i64`, products in `i128`, ratios kept as ratios.
//!
//! A quantity is an `i64` that counts 10^-6 of the item's stock unit. A bill-of-material usage is a [`Ratio`],
//! because "1 per batch of 3" has no decimal form and a rounded one would grow an error with every order.

use rust_decimal::Decimal;

/// Micro-units in one unit.
pub const MICROS: i64 = 1_000_000;

/// Largest quantity (in micro-units) that one row may carry: 10^11 units. Anything above is a typing error.
pub const LARGEST_QTY: i64 = 100_000_000_000 * MICROS;

/// Micro-units of a whole number of units; saturates.
#[must_use]
pub const fn units(whole: i64) -> i64 {
    whole.saturating_mul(MICROS)
}

/// Micro-units of a decimal, and whether digits beyond the sixth decimal were rounded away (half up, away from zero).
/// `None` when the number does not fit.
#[must_use]
pub fn micros_from_decimal(value: Decimal) -> Option<(i64, bool)> {
    let (num, den) = decimal_parts(value);
    let scaled = num.checked_mul(i128::from(MICROS))?;
    let exact = scaled % den == 0;
    let half = den / 2;
    let rounded = if scaled >= 0 { (scaled + half) / den } else { (scaled - half) / den };
    i64::try_from(rounded).ok().map(|micros| (micros, !exact))
}

/// The decimal that a quantity in micro-units stands for.
#[must_use]
pub fn decimal_from_micros(micros: i64) -> Decimal {
    Decimal::new(micros, 6).normalize()
}

fn decimal_parts(value: Decimal) -> (i128, i128) {
    let value = value.normalize();
    (value.mantissa(), 10_i128.pow(value.scale()))
}

/// A non-negative exact fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// One to one.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den` in lowest terms; `None` when `den` is zero or the value is negative.
    #[must_use]
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den <= 0 || num < 0 {
            return None;
        }
        let divisor = gcd(num, den).max(1);
        Some(Self { num: num / divisor, den: den / divisor })
    }

    /// The ratio that a quantity in micro-units stands for; negative counts as none.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        Self::new(i128::from(micros), i128::from(MICROS))
    }

    /// An exact decimal as a ratio; `None` when it is negative.
    #[must_use]
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        let (num, den) = decimal_parts(value);
        Self::new(num, den)
    }

    /// The product, in lowest terms; `None` when it does not fit.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let across = gcd(self.num, other.den).max(1);
        let back = gcd(other.num, self.den).max(1);
        let num = (self.num / across).checked_mul(other.num / back)?;
        let den = (self.den / back).checked_mul(other.den / across)?;
        Self::new(num, den)
    }

    /// The quotient; `None` when `other` is zero or the value does not fit.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.den, other.num)?)
    }

    /// Numerator and denominator in lowest terms.
    #[must_use]
    pub const fn parts(self) -> (i128, i128) {
        (self.num, self.den)
    }

    /// Whether the ratio is nothing at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// `qty × ratio`, rounded up to the micro-unit; saturates at [`LARGEST_QTY`].
    #[must_use]
    pub fn of_rounded_up(self, qty: i64) -> i64 {
        match i128::from(qty).checked_mul(self.num) {
            Some(product) => clamp_qty(ceil_div(product, self.den)),
            None => LARGEST_QTY,
        }
    }

    /// `qty × ratio`, rounded down to the micro-unit; saturates at [`LARGEST_QTY`].
    #[must_use]
    pub fn of_rounded_down(self, qty: i64) -> i64 {
        match i128::from(qty).checked_mul(self.num) {
            Some(product) => clamp_qty(product.div_euclid(self.den)),
            None => LARGEST_QTY,
        }
    }
}

/// Integer division that rounds up; `den` must be positive.
#[must_use]
pub const fn ceil_div(num: i128, den: i128) -> i128 {
    let quotient = num.div_euclid(den);
    if num.rem_euclid(den) == 0 { quotient } else { quotient + 1 }
}

/// The smallest multiple of `step` that is not below `qty`; `qty` itself when there is no step. Saturates.
#[must_use]
pub fn round_up_to(qty: i64, step: i64) -> i64 {
    if step <= 0 {
        return qty;
    }
    clamp_qty(ceil_div(i128::from(qty), i128::from(step)) * i128::from(step))
}

/// The smallest step that is a whole number of both; either alone when the other is zero.
/// `None` when no common step fits a quantity.
#[must_use]
pub fn common_step(a: i64, b: i64) -> Option<i64> {
    if a <= 0 || b <= 0 {
        return Some(a.max(b).max(0));
    }
    let divisor = gcd(i128::from(a), i128::from(b)).max(1);
    let step = i128::from(a) / divisor * i128::from(b);
    i64::try_from(step).ok().filter(|step| *step <= LARGEST_QTY)
}

/// Greatest common divisor of two non-negative numbers.
#[must_use]
pub const fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        let rest = a % b;
        a = b;
        b = rest;
    }
    a
}

/// Floor of the square root of a non-negative number, by Newton's method on integers.
#[must_use]
pub fn square_root(value: i128) -> i128 {
    if value < 2 {
        return value.max(0);
    }
    let mut guess = 1_i128 << (value.ilog2() / 2 + 1);
    loop {
        let next = (guess + value / guess) / 2;
        if next >= guess {
            return guess;
        }
        guess = next;
    }
}

fn clamp_qty(value: i128) -> i64 {
    let bound = i128::from(LARGEST_QTY);
    i64::try_from(value.clamp(-bound, bound)).unwrap_or(LARGEST_QTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_micros_exactly_and_say_when_they_cannot() {
        assert_eq!(micros_from_decimal(Decimal::new(1969, 3)), Some((1_969_000, false)));
        assert_eq!(micros_from_decimal(Decimal::new(-15, 7)), Some((-2, true)));
        assert_eq!(micros_from_decimal(Decimal::MAX), None);
        assert_eq!(decimal_from_micros(645_600_000).to_string(), "645.6");
    }

    #[test]
    fn ratios_stay_exact() {
        let third = Ratio::new(2, 6).expect("a ratio");
        assert_eq!(third.parts(), (1, 3));
        assert_eq!(third.of_rounded_up(units(10)), 3_333_334);
        assert_eq!(third.of_rounded_down(units(10)), 3_333_333);
        assert_eq!(third.divided_by(third), Some(Ratio::ONE));
        assert_eq!(third.divided_by(Ratio::new(0, 1).expect("zero")), None);
    }

    #[test]
    fn steps_and_roots() {
        assert_eq!(round_up_to(units(112), units(25)), units(125));
        assert_eq!(round_up_to(-3, 0), -3);
        assert_eq!(common_step(units(4), units(6)), Some(units(12)));
        assert_eq!(common_step(units(100_000_000_000), units(99_999_999_999)), None);
        assert_eq!(square_root(5400), 73);
        assert_eq!(square_root(1), 1);
        assert!(square_root(i128::MAX / 4).pow(2) <= i128::MAX / 4);
    }
}
