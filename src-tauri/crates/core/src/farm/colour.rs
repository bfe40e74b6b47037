//! How alike two filaments are.

/// Farther than any two colours: one of them is not known.
const UNKNOWN: u32 = 3 * 255 * 255 + 1;

fn channels(hex: &str) -> Option<[i64; 3]> {
    let digits = hex.trim().trim_start_matches('#');
    let channel = |at: usize| i64::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// How far two colours are apart, `RRGGBB` with or without a mark in front; 0 is the same.
pub(super) fn distance(a: Option<&str>, b: Option<&str>) -> u32 {
    let (Some(a), Some(b)) = (a.and_then(channels), b.and_then(channels)) else { return UNKNOWN };
    let sum: i64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    u32::try_from(sum).unwrap_or(UNKNOWN)
}

/// Whether two names mean one material. Makers write `PLA Basic`, `PLA+` and `PLA-S` for what prints as PLA, but
/// `PLA-CF` is another material.
pub(super) fn same_material(a: &str, b: &str) -> bool {
    let plain = |name: &str| {
        let upper = name.trim().to_uppercase();
        let filled = ["CF", "GF"].into_iter().find(|fill| upper.split(['-', ' ']).any(|word| word == *fill));
        let base: String = upper.chars().take_while(char::is_ascii_alphanumeric).collect();
        (base, filled)
    };
    let (a, b) = (plain(a), plain(b));
    !a.0.is_empty() && a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_filament_is_known_under_its_names() {
        for (a, b) in [("PLA", "pla"), ("PLA Basic", "PLA"), ("PLA+", "PLA"), ("PETG-CF", "PETG CF")] {
            assert!(same_material(a, b), "{a} {b}");
        }
        for (a, b) in [("PLA", "PETG"), ("PLA-CF", "PLA"), ("", ""), ("PA6-GF", "PA6-CF")] {
            assert!(!same_material(a, b), "{a} {b}");
        }
    }

    #[test]
    fn near_colours_are_nearer() {
        assert_eq!(distance(Some("#FF0000"), Some("ff0000FF")), 0);
        let near = distance(Some("FF0000"), Some("F01010"));
        assert!(near < distance(Some("FF0000"), Some("0000FF")));
        assert!(distance(Some("FF0000"), None) > distance(Some("000000"), Some("FFFFFF")));
        assert!(distance(Some("red"), Some("FF0000")) > distance(Some("000000"), Some("FFFFFF")));
    }
}
