//! The words of bills and routings, and the rule of how much a line needs.

use rust_decimal::Decimal;
use spoolyard_types::ids::{BomLineId, ProductId, RoutingMaterialId};
use spoolyard_types::{Code, Quantity};

use crate::error::{Result, refuse};

crate::stored_enum! {
    /// When a line of a bill is used up.
    pub enum ConsumeStage {
        /// While it is made.
        Production = "production",
        /// When it is shipped.
        Shipping = "shipping",
    }

    /// What the quantity of an operation's material counts for.
    pub enum QuantityPer {
        /// For each unit.
        Unit = "unit",
        /// For each cycle of the operation.
        Batch = "batch",
        /// For the whole order.
        Order = "order",
    }

    /// Where the minutes of an operation come from.
    pub enum RuntimeSource {
        /// Somebody wrote them.
        Manual = "manual",
        /// The slicer said so.
        Slicer = "slicer",
    }
}

crate::wire! {
    /// What making a quantity of a product needs of one component.
    pub struct Need {
        /// The component.
        pub component: ProductId,
        /// At which operation; none when the product has no routing, or at shipping.
        pub operation_sequence: Option<i32>,
        /// The line of the bill that asks for it.
        pub bom_line: Option<BomLineId>,
        /// The operation's material that asks for it.
        pub routing_material: Option<RoutingMaterialId>,
        /// How much, in the component's stock unit, scrap included.
        pub quantity: Quantity,
        /// The component's stock unit.
        pub unit: String,
        /// While it is made or when it is shipped.
        pub stage: ConsumeStage,
        /// It costs, and is never reserved, planned or issued.
        pub cost_only: bool,
        /// It may be used, and is neither reserved nor planned.
        pub optional: bool,
        /// Per cent that the line adds for scrap.
        pub scrap_percent: spoolyard_types::Percent,
    }
}

impl Need {
    /// Whether it is taken from stock while the product is made.
    #[must_use]
    pub fn is_issued(&self) -> bool {
        self.stage == ConsumeStage::Production && !self.cost_only && !self.optional
    }
}

/// A product of two decimals, or a refusal where it does not fit.
///
/// # Errors
/// [`Code::InvalidValue`].
pub fn multiply(a: Decimal, b: Decimal) -> Result<Decimal> {
    a.checked_mul(b).ok_or_else(|| {
        refuse(Code::InvalidValue, format!("{a} times {b} is too large. Use a smaller quantity."))
    })
}

/// `1 + percent / 100`.
#[must_use]
pub fn plus_percent(percent: Decimal) -> Decimal {
    Decimal::ONE + percent / Decimal::ONE_HUNDRED
}

/// How many cycles of `units_per_cycle` a quantity takes, the last one perhaps not full.
///
/// # Errors
/// [`Code::InvalidValue`] for a cycle of nothing.
pub fn cycles(quantity: Quantity, units_per_cycle: u32) -> Result<Decimal> {
    quantity
        .get()
        .checked_div(Decimal::from(units_per_cycle))
        .map(|c| c.ceil())
        .ok_or_else(|| refuse(Code::InvalidValue, "A cycle makes at least one unit. Correct the operation."))
}

/// How much of a line `quantity` takes, before scrap and in the line's own unit.
///
/// # Errors
/// [`Code::InvalidValue`] where it does not fit.
pub fn line_quantity(
    per: QuantityPer,
    line: Quantity,
    quantity: Quantity,
    units_per_cycle: u32,
) -> Result<Decimal> {
    match per {
        QuantityPer::Unit => multiply(line.get(), quantity.get()),
        QuantityPer::Batch => multiply(line.get(), cycles(quantity, units_per_cycle)?),
        QuantityPer::Order => Ok(if quantity.is_zero() { Decimal::ZERO } else { line.get() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_counts_for_a_unit_a_batch_or_an_order() {
        let need =
            |per, made: &str| line_quantity(per, q("2.5"), q(made), 4).unwrap().normalize().to_string();
        assert_eq!(need(QuantityPer::Unit, "10"), "25");
        assert_eq!(need(QuantityPer::Batch, "10"), "7.5");
        assert_eq!(need(QuantityPer::Batch, "8"), "5");
        assert_eq!(need(QuantityPer::Order, "10"), "2.5");
        assert_eq!(need(QuantityPer::Order, "0"), "0");
    }
}
