//! How many digits after the point a currency counts in (ISO 4217).

/// The digits of the minor unit: 2 for most, 0 for yen, 3 for the Kuwaiti dinar.
#[must_use]
pub fn minor_digits(currency_code: &str) -> u32 {
    match currency_code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn most_currencies_count_in_hundredths() {
        assert_eq!(["USD", "EUR", "JPY", "KWD"].map(super::minor_digits), [2, 2, 0, 3]);
    }
}
