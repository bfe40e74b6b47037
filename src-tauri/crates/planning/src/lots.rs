//! Lot sizing: how much one order is for.
//!
//! A policy decides how many of the coming net requirements an order covers (`window`, `look_ahead`, `wagner_whitin`,
//! `economic`); modifiers then round the quantity and split it (`modifiers`). Quantities are micro-units, costs
//! micro-money, days day numbers; every comparison of costs is exact.

pub(crate) mod economic;
pub(crate) mod look_ahead;
pub(crate) mod modifiers;
pub(crate) mod wagner_whitin;

use crate::input::LotCosts;

/// A net requirement: what is short on a day beyond what earlier net requirements bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Net {
    pub(crate) day: i32,
    pub(crate) qty: i64,
}

/// Setup and holding in one scale: micro-money × micro-units × days per week.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CostScale {
    pub(crate) setup: i128,
    pub(crate) holding: i128,
}

impl CostScale {
    /// Seven, because holding is counted by the week and carrying by the day.
    pub(crate) fn new(costs: LotCosts) -> Self {
        Self {
            setup: i128::from(costs.setup) * 7 * i128::from(crate::quantity::MICROS),
            holding: i128::from(costs.holding_per_unit_week),
        }
    }

    /// Cost of carrying a quantity over days.
    pub(crate) fn carrying(self, qty: i64, days: i32) -> i128 {
        // Quantity and days are bounded far below the square root of i128; holding is what can be absurd.
        self.holding.saturating_mul(i128::from(qty) * i128::from(days.max(0)))
    }
}
