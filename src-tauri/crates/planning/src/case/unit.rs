//! Units of measure that convert without knowing the product.

use crate::quantity::Ratio;

/// What a unit measures, and how many of the class's base unit it is.
fn known(unit: &str) -> Option<(&'static str, i128, i128)> {
    Some(match unit {
        "mg" => ("mass", 1, 1000),
        "g" | "gram" | "grams" => ("mass", 1, 1),
        "kg" | "kilogram" | "kilograms" => ("mass", 1000, 1),
        "t" | "tonne" => ("mass", 1_000_000, 1),
        "oz" => ("mass", 28_349_523_125, 1_000_000_000),
        "lb" | "lbs" => ("mass", 45_359_237, 100_000),
        "mm" => ("length", 1, 1),
        "cm" => ("length", 10, 1),
        "m" | "meter" | "metre" => ("length", 1000, 1),
        "in" | "inch" => ("length", 254, 10),
        "ft" => ("length", 3048, 10),
        "yd" => ("length", 9144, 10),
        "ml" => ("volume", 1, 1),
        "cl" => ("volume", 10, 1),
        "l" | "liter" | "litre" => ("volume", 1000, 1),
        "ea" | "each" | "pc" | "pcs" | "piece" | "pieces" | "unit" | "units" | "nos" | "no" => {
            ("count", 1, 1)
        }
        "pair" => ("count", 2, 1),
        "dz" | "doz" | "dozen" => ("count", 12, 1),
        "min" | "minute" | "minutes" => ("time", 1, 1),
        "h" | "hr" | "hour" | "hours" => ("time", 60, 1),
        _ => return None,
    })
}

/// How many `to` one `from` is; `None` when they do not convert.
pub(super) fn conversion(from: &str, to: &str) -> Option<Ratio> {
    let (from, to) = (from.trim().to_lowercase(), to.trim().to_lowercase());
    if from == to || from.is_empty() || to.is_empty() {
        return Some(Ratio::ONE);
    }
    let (from_class, from_num, from_den) = known(&from)?;
    let (to_class, to_num, to_den) = known(&to)?;
    (from_class == to_class).then(|| Ratio::new(from_num * to_den, from_den * to_num))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_class_convert_and_others_do_not() {
        assert_eq!(conversion("KG", "g"), Ratio::new(1000, 1));
        assert_eq!(conversion("in", "mm"), Ratio::new(127, 5));
        assert_eq!(conversion("EA", "pcs"), Some(Ratio::ONE));
        assert_eq!(conversion("SPOOL", "spool"), Some(Ratio::ONE));
        assert_eq!(conversion("SPOOL", "g"), None);
        assert_eq!(conversion("g", "mm"), None);
    }
}
