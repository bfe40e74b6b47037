//! What stock is worth: pure arithmetic on counts of millionths, exact to the last of them.

use spoolyard_types::{Money, Quantity};

/// `value × part ÷ whole`, rounded half away from zero; nothing where there is no whole. A part that is the
/// whole takes all of the value, so that a shelf that is emptied is worth nothing.
#[must_use]
pub(crate) fn share(value: Money, part: Quantity, whole: Quantity) -> Money {
    let (v, p, w) = (i128::from(value.micros()), i128::from(part.micros()), i128::from(whole.micros()));
    if w == 0 {
        return Money::ZERO;
    }
    let product = v * p;
    let rounded = (2 * product.abs() + w.abs()) / (2 * w.abs()) * product.signum() * w.signum();
    Money::from_micros(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// A receipt that is still on the shelf, in part or in whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layer {
    pub id: i64,
    pub received: Quantity,
    pub remaining: Quantity,
    /// What the whole receipt was worth.
    pub value: Money,
}

impl Layer {
    /// What `remaining` of it is worth: the whole less what its issued part took, so that the parts of a
    /// layer always add up to the layer.
    #[must_use]
    pub(super) fn value_of(&self, remaining: Quantity) -> Money {
        let gone = Quantity::from_micros(self.received.micros() - remaining.micros());
        Money::from_micros(self.value.micros() - share(self.value, gone, self.received).micros())
    }
}

/// Which layers change to what remaining quantity, and what that is worth in all.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Taken {
    pub layers: Vec<(i64, Quantity)>,
    pub value: Money,
    /// What the layers could not cover.
    pub short: Quantity,
}

/// Takes from the layers in the order given.
#[must_use]
pub(super) fn take(layers: &[Layer], wanted: Quantity) -> Taken {
    let mut left = wanted.micros();
    let mut taken = Taken::default();
    let mut value = 0;
    for layer in layers {
        let part = left.min(layer.remaining.micros());
        if part <= 0 {
            continue;
        }
        let remaining = Quantity::from_micros(layer.remaining.micros() - part);
        value += layer.value_of(layer.remaining).micros() - layer.value_of(remaining).micros();
        taken.layers.push((layer.id, remaining));
        left -= part;
    }
    taken.value = Money::from_micros(value);
    taken.short = Quantity::from_micros(left);
    taken
}

/// Puts back into the layers in the order given, up to what each had received.
#[must_use]
pub(super) fn put_back(layers: &[Layer], quantity: Quantity) -> Taken {
    let mut left = quantity.micros();
    let mut taken = Taken::default();
    let mut value = 0;
    for layer in layers {
        let part = left.min(layer.received.micros() - layer.remaining.micros());
        if part <= 0 {
            continue;
        }
        let remaining = Quantity::from_micros(layer.remaining.micros() + part);
        value += layer.value_of(remaining).micros() - layer.value_of(layer.remaining).micros();
        taken.layers.push((layer.id, remaining));
        left -= part;
    }
    taken.value = Money::from_micros(value);
    taken.short = Quantity::from_micros(left);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    fn layer(id: i64, received: &str, remaining: &str, value: &str) -> Layer {
        Layer { id, received: quantity(received), remaining: quantity(remaining), value: money(value) }
    }

    #[test]
    fn a_share_rounds_half_away_and_the_whole_takes_everything() {
        assert_eq!(share(money("1"), quantity("1"), quantity("3")), money("0.333333"));
        assert_eq!(share(money("1"), quantity("2"), quantity("3")), money("0.666667"));
        assert_eq!(share(money("-1"), quantity("2"), quantity("3")), money("-0.666667"));
        assert_eq!(share(money("7.123457"), quantity("0.3"), quantity("0.3")), money("7.123457"));
        assert_eq!(share(money("5"), quantity("1"), Quantity::ZERO), Money::ZERO);
        // Large enough to overflow anything but 128 bits.
        assert_eq!(
            share(money("9000000000000"), quantity("1000000000000"), quantity("2000000000000")),
            money("4500000000000")
        );
    }

    #[test]
    fn layers_are_taken_oldest_first_and_their_parts_add_up_to_the_receipt() {
        let layers = [layer(1, "3", "3", "1"), layer(2, "10", "10", "5")];
        let first = take(&layers, quantity("1"));
        assert_eq!(first.value, money("0.333333"));
        let rest = take(&[layer(1, "3", "2", "1"), layers[1]], quantity("4"));
        assert_eq!(rest.layers, vec![(1, Quantity::ZERO), (2, quantity("8"))]);
        assert_eq!(rest.value, money("1.666667"), "0.666667 that is left of the first, and 1 of the second");
        assert_eq!(take(&layers, quantity("14")).short, quantity("1"));
    }

    #[test]
    fn what_was_taken_last_is_put_back_at_the_same_worth() {
        let before = [layer(1, "3", "0", "1"), layer(2, "10", "8", "5")];
        let newest_first = [before[1], before[0]];
        let back = put_back(&newest_first, quantity("4"));
        assert_eq!(back.layers, vec![(2, quantity("10")), (1, quantity("2"))]);
        assert_eq!(back.value, money("1.666667"));
    }
}
