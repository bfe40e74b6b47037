//! Exact decimals: money, quantities, unit costs, percentages and conversion factors.
//!
//! Each is a newtype over [`Decimal`] that keeps at most six digits after the point ([`Factor`]: eight),
//! the resolution in which the store counts them (an INTEGER of 10^-6, for `Factor` 10^-8). Reading a
//! value with more digits, or one that would not fit a 64-bit count, is an error and never a rounding.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits after the point that the store keeps for every number except [`Factor`].
pub const SCALE: u32 = 6;

/// Why a text or number is not one of our decimals. The message is written for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not a decimal number at all.
    #[error("“{0}” is not a number; write digits with a point, like 12.5")]
    NotANumber(String),
    /// More digits after the point than the field keeps.
    #[error("{value} has {digits} digits after the point; at most {allowed} are kept here")]
    TooPrecise {
        /// What was given.
        value: String,
        /// Its digits after the point, trailing zeros left out.
        digits: u32,
        /// What the field keeps.
        allowed: u32,
    },
    /// Larger than the field or the store can hold.
    #[error("{value} is too large; at most {limit} fits here")]
    TooLarge {
        /// What was given.
        value: String,
        /// The largest magnitude that fits.
        limit: String,
    },
}

/// Rounds half away from zero to `digits` after the point: the one rounding that documents use.
#[must_use]
pub fn round_half_away(value: Decimal, digits: u32) -> Decimal {
    value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

fn to_count(value: Decimal, scale: u32) -> Result<i64, NumberError> {
    let normal = value.normalize();
    if normal.scale() > scale {
        return Err(NumberError::TooPrecise {
            value: normal.to_string(),
            digits: normal.scale(),
            allowed: scale,
        });
    }
    let too_large = || NumberError::TooLarge {
        value: normal.to_string(),
        limit: Decimal::from_i128_with_scale(i128::from(i64::MAX), scale).trunc().to_string(),
    };
    let shift = 10_i128.pow(scale - normal.scale());
    let count = normal.mantissa().checked_mul(shift).ok_or_else(too_large)?;
    i64::try_from(count).map_err(|_| too_large())
}

fn parse(text: &str) -> Result<Decimal, NumberError> {
    let clipped: String = text.chars().take(60).collect();
    let trimmed = text.trim();
    let digits = trimmed.strip_prefix('-').unwrap_or(trimmed);
    let shaped = !digits.is_empty()
        && digits.len() <= 60
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().any(|b| b.is_ascii_digit());
    if !shaped {
        return Err(NumberError::NotANumber(clipped));
    }
    let fraction = digits.split_once('.').map_or("", |(_, f)| f).trim_end_matches('0');
    if fraction.len() > 28 {
        return Err(NumberError::TooPrecise {
            value: clipped,
            digits: u32::try_from(fraction.len()).unwrap_or(u32::MAX),
            allowed: SCALE,
        });
    }
    Decimal::from_str_exact(trimmed.trim_end_matches('.')).map_err(|_| NumberError::NotANumber(clipped))
}

macro_rules! decimal_newtype {
    ($(#[$doc:meta])* $name:ident, $scale:expr, $ts:literal, $format:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(Decimal);

        impl $name {
            /// Digits after the point that are kept.
            pub const SCALE: u32 = $scale;
            /// Nothing.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// Takes a decimal that already fits.
            ///
            /// # Errors
            /// When it has more digits than are kept, or does not fit a 64-bit count.
            pub fn new(value: Decimal) -> Result<Self, NumberError> {
                to_count(value, Self::SCALE)?;
                Ok(Self(value.normalize()))
            }

            /// Takes the result of a computation, rounded half away from zero to the digits kept.
            ///
            /// # Errors
            /// When it does not fit a 64-bit count.
            pub fn rounded(value: Decimal) -> Result<Self, NumberError> {
                Self::new(round_half_away(value, Self::SCALE))
            }

            /// The exact value.
            #[must_use]
            pub fn get(self) -> Decimal {
                self.0
            }

            /// From the store's count of 10^-SCALE.
            #[must_use]
            pub fn from_micros(count: i64) -> Self {
                Self(Decimal::from_i128_with_scale(i128::from(count), Self::SCALE).normalize())
            }

            /// The store's count of 10^-SCALE.
            #[must_use]
            pub fn micros(self) -> i64 {
                // A value is checked when it is made, so that the count always fits.
                to_count(self.0, Self::SCALE).unwrap_or(i64::MAX)
            }

            /// Neither more nor less than nothing.
            #[must_use]
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// More than nothing.
            #[must_use]
            pub fn is_positive(self) -> bool {
                self.0 > Decimal::ZERO
            }

            /// Less than nothing.
            #[must_use]
            pub fn is_negative(self) -> bool {
                self.0 < Decimal::ZERO
            }

            /// The same size, without a sign.
            #[must_use]
            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }

            /// The sum, where it fits.
            ///
            /// # Errors
            /// When it does not fit a 64-bit count.
            pub fn plus(self, other: Self) -> Result<Self, NumberError> {
                Self::new(self.0 + other.0)
            }

            /// The difference, where it fits.
            ///
            /// # Errors
            /// When it does not fit a 64-bit count.
            pub fn minus(self, other: Self) -> Result<Self, NumberError> {
                Self::new(self.0 - other.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NumberError;
            fn from_str(text: &str) -> Result<Self, NumberError> {
                Self::new(parse(text)?)
            }
        }

        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_any(DecimalText).and_then(|v| Self::new(v).map_err(de::Error::custom))
            }
        }

        $crate::wire_as!($name, $ts, "Decimal", {
            "type": "string", "format": $format, "pattern": r"^-?\d+(\.\d+)?$"
        });
    };
}

/// Reads a decimal from a string (preferred) or a JSON integer. A JSON float is refused: it has
/// already lost digits by the time it is read.
struct DecimalText;

impl Visitor<'_> for DecimalText {
    type Value = Decimal;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal in a string, like \"12.50\"")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        parse(text).map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
        Ok(value.into())
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
        Ok(value.into())
    }
}

decimal_newtype! {
    /// An amount of the company's currency. Six digits, so that inventory values add up exactly;
    /// what is printed on a document is rounded per line by [`Money::to_minor`].
    /// On the wire it is null for people who may not see prices.
    Money, SCALE, "string | null", "money"
}
decimal_newtype! {
    /// How much of a product, in a unit that stands beside it (the stock unit unless said otherwise).
    Quantity, SCALE, "string", "decimal"
}
decimal_newtype! {
    /// Currency per unit, six digits: filament costs 0.0164 a gram, and two digits would be 22 % off.
    UnitCost, SCALE, "string | null", "money"
}
decimal_newtype! {
    /// Parts of a hundred: 8.25 is 8.25 %.
    Percent, SCALE, "string", "decimal"
}
decimal_newtype! {
    /// A conversion factor between units, eight digits.
    Factor, 8, "string", "decimal"
}

impl Money {
    /// Rounds half away from zero to the minor unit of a currency with `digits` after the point.
    #[must_use]
    pub fn to_minor(self, digits: u32) -> Self {
        Self(round_half_away(self.0, digits).normalize())
    }
}

impl UnitCost {
    /// `quantity` at this cost, at six digits.
    ///
    /// # Errors
    /// When the product does not fit.
    pub fn times(self, quantity: Quantity) -> Result<Money, NumberError> {
        let product = self.0.checked_mul(quantity.get()).ok_or_else(|| NumberError::TooLarge {
            value: format!("{quantity} at {self}"),
            limit: String::from("9223372036854"),
        })?;
        Money::rounded(product)
    }

    /// What one unit costs when `quantity` of them are worth `value`; nothing when there is no quantity.
    ///
    /// # Errors
    /// When the quotient does not fit.
    pub fn per(value: Money, quantity: Quantity) -> Result<Self, NumberError> {
        if quantity.is_zero() {
            return Ok(Self::ZERO);
        }
        let quotient = value.get().checked_div(quantity.get()).ok_or_else(|| NumberError::TooLarge {
            value: format!("{value} over {quantity}"),
            limit: String::from("9223372036854"),
        })?;
        Self::rounded(quotient)
    }
}

impl Percent {
    /// A hundred per cent.
    #[must_use]
    pub fn hundred() -> Self {
        Self(Decimal::ONE_HUNDRED)
    }

    /// This share of an amount, not yet rounded to the minor unit.
    ///
    /// # Errors
    /// When the product does not fit.
    pub fn of(self, amount: Money) -> Result<Money, NumberError> {
        Money::rounded(amount.get() * self.0 / Decimal::ONE_HUNDRED)
    }
}

/// A number as a person entered it, bound to `P` digits in all and `S` after the point, as the table
/// reference bounds its column (`Numeric(P,S)`). Reading one with more digits is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Entered<T, const P: u32, const S: u32>(pub T);

impl<T: Copy, const P: u32, const S: u32> Entered<T, P, S> {
    /// The value.
    #[must_use]
    pub fn get(self) -> T {
        self.0
    }
}

impl<T: Serialize, const P: u32, const S: u32> Serialize for Entered<T, P, S> {
    fn serialize<Z: Serializer>(&self, s: Z) -> Result<Z::Ok, Z::Error> {
        self.0.serialize(s)
    }
}

impl<'de, T: FromStr<Err = NumberError>, const P: u32, const S: u32> Deserialize<'de> for Entered<T, P, S> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let value = d.deserialize_any(DecimalText)?.normalize();
        if value.scale() > S {
            let err = NumberError::TooPrecise { value: value.to_string(), digits: value.scale(), allowed: S };
            return Err(de::Error::custom(err));
        }
        let limit = Decimal::from_i128_with_scale(10_i128.pow(P) - 1, S);
        if value.abs() > limit {
            let err = NumberError::TooLarge { value: value.to_string(), limit: limit.to_string() };
            return Err(de::Error::custom(err));
        }
        value.to_string().parse().map(Self).map_err(de::Error::custom)
    }
}

crate::wire_as!(for [T: 'static, const P: u32, const S: u32] Entered<T, P, S>, "string", "Decimal", {
    "type": "string", "pattern": r"^-?\d+(\.\d+)?$"
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_micro_units_is_exact_both_ways() {
        for count in [0, 1, -1, 16_400, 26_667, 999_999_999_999_999_999, i64::MAX, i64::MIN + 1] {
            assert_eq!(Money::from_micros(count).micros(), count);
        }
        assert_eq!("0.0164".parse::<UnitCost>().unwrap().micros(), 16_400);
        assert_eq!("1.00000000".parse::<Factor>().unwrap().micros(), 100_000_000);
    }

    #[test]
    fn more_digits_than_are_kept_is_an_error_not_a_rounding() {
        assert!(matches!("0.123456789012".parse::<Money>(), Err(NumberError::TooPrecise { digits: 12, .. })));
        assert_eq!("0.1000000000".parse::<Money>().unwrap().to_string(), "0.1");
        let typed: Result<Entered<Quantity, 10, 2>, _> = serde_json::from_str("\"1.255\"");
        assert!(typed.unwrap_err().to_string().contains("3 digits after the point"));
    }

    #[test]
    fn a_number_too_large_for_the_column_names_the_limit() {
        let typed: Result<Entered<Quantity, 10, 2>, _> = serde_json::from_str("\"100000000\"");
        assert!(typed.unwrap_err().to_string().contains("99999999.99"));
        assert!(matches!("99999999999999999999".parse::<Money>(), Err(NumberError::TooLarge { .. })));
    }

    #[test]
    fn a_json_float_is_refused_because_it_has_lost_digits() {
        assert!(serde_json::from_str::<Money>("0.1").is_err());
        assert_eq!(serde_json::from_str::<Money>("3").unwrap().to_string(), "3");
        for junk in ["\"\"", "\"-\"", "\"1e5\"", "\"1,5\"", "\".\"", "\"0x10\"", "\"1.2.3\"", "null"] {
            assert!(serde_json::from_str::<Money>(junk).is_err(), "{junk}");
        }
    }

    #[test]
    fn documents_round_half_away_from_zero() {
        let minor = |t: &str| t.parse::<Money>().unwrap().to_minor(2).to_string();
        assert_eq!(minor("0.125"), "0.13");
        assert_eq!(minor("-0.125"), "-0.13");
        assert_eq!(minor("2.675"), "2.68");
    }

    #[test]
    fn average_cost_of_the_behaviour_page() {
        let value = Money::new(Decimal::from(40)).unwrap();
        let quantity = Quantity::new(Decimal::from(1500)).unwrap();
        assert_eq!(UnitCost::per(value, quantity).unwrap().to_string(), "0.026667");
    }
}
