//! Order modifiers: minimum, multiple, purchase unit, maximum.

use crate::model::Rule;
use crate::quantity::{LARGEST_QTY, round_up_to};

/// Largest number of orders that one net requirement is split into; beyond it the maximum must be a typing error.
const MOST_SPLITS: i64 = 1_000;

/// The quantities to start so that at least `good` reaches the stock. Rounded once, up: the minimum first, then the
/// next whole multiple. What exceeds the maximum goes into further orders, each by the same rule.
pub(crate) fn order_quantities(rule: &Rule, good: i64, lot: i64, pieces: &mut Vec<i64>) {
    pieces.clear();
    let needed = rule.started(good.min(LARGEST_QTY));
    // Neither a lot nor the pieces of a split exceed the maximum, and the pieces are whole lots.
    let lot = if rule.max > 0 { lot.min(rule.max) } else { lot };
    let most = if lot > 0 { rule.max - rule.max % lot } else { rule.max };
    let mut left = round_up_to(needed, lot);
    let split = most > 0 && left / most < MOST_SPLITS;
    while left > 0 {
        let mut piece = round_up_to(left.max(rule.min), rule.step);
        if split && piece > most {
            piece = most;
        }
        pieces.push(piece);
        left = left.saturating_sub(piece);
    }
}
