//! Counts with their nouns, in the words of a sentence.

use std::fmt::Display;

/// `1 day`, `3 days`, `0.5 days`.
#[must_use]
pub fn counted(count: impl Display, one: &str) -> String {
    let text = count.to_string();
    let is_one = text.strip_prefix('1').is_some_and(|rest| rest.is_empty() || is_nothing(rest));
    if is_one { format!("{text} {one}") } else { format!("{text} {one}s") }
}

/// `.000`
fn is_nothing(fraction: &str) -> bool {
    fraction.strip_prefix('.').is_some_and(|digits| digits.bytes().all(|digit| digit == b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn one_has_no_s_and_everything_else_has() {
        let told = |count| counted(count, "day");
        assert_eq!([0, 1, 2, 10, 11].map(told), ["0 days", "1 day", "2 days", "10 days", "11 days"]);
        assert_eq!(counted(Decimal::new(1_000, 3), "piece"), "1.000 piece");
        assert_eq!(counted(Decimal::new(15, 1), "piece"), "1.5 pieces");
    }
}
