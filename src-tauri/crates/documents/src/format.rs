//! How this shop writes dates, quantities and money, and the paper it prints on.
//!
//! Nothing here rounds: a figure with more digits than the currency has keeps them, because a printed
//! figure that differs from the stored one is an error nobody can find.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The sheet in the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 8.5 × 11 inch.
    Letter,
    /// 210 × 297 mm.
    #[default]
    A4,
}

impl Paper {
    /// Width and height in points (1/72 inch).
    #[must_use]
    pub fn size_pt(self) -> (f32, f32) {
        match self {
            Self::Letter => (612.0, 792.0),
            Self::A4 => (595.276, 841.89),
        }
    }
}

/// The order in which a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateStyle {
    /// `2026-03-07`
    #[default]
    Iso,
    /// `03/07/2026`
    MonthDayYear,
    /// `07/03/2026`
    DayMonthYear,
    /// `07.03.2026`
    DayMonthYearDots,
    /// `7 Mar 2026`
    DayMonthName,
}

/// Where the currency's symbol stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SymbolPosition {
    /// `€5.00`
    #[default]
    Before,
    /// `5,00 €`
    After,
}

/// The habits of the shop: every figure and date on every document is written with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// The order in which dates are written.
    pub date_style: DateStyle,
    /// What stands between whole and fraction, usually `.` or `,`.
    pub decimal_separator: String,
    /// What stands between groups of three digits; empty for none.
    pub group_separator: String,
    /// ISO 4217, for instance `EUR`.
    pub currency_code: String,
    /// For instance `€`; empty prints none.
    pub currency_symbol: String,
    /// Where that symbol stands.
    pub symbol_position: SymbolPosition,
    /// Digits that money shows at least: 2 for euro, 0 for yen.
    pub minor_digits: u32,
    /// The sheet.
    pub paper: Paper,
}

impl Default for Format {
    fn default() -> Self {
        Self {
            date_style: DateStyle::Iso,
            decimal_separator: ".".into(),
            group_separator: ",".into(),
            currency_code: "USD".into(),
            currency_symbol: "$".into(),
            symbol_position: SymbolPosition::Before,
            minor_digits: 2,
            paper: Paper::A4,
        }
    }
}

impl Format {
    /// A business date in the shop's order.
    #[must_use]
    pub fn date(&self, date: NaiveDate) -> String {
        let pattern = match self.date_style {
            DateStyle::Iso => "%Y-%m-%d",
            DateStyle::MonthDayYear => "%m/%d/%Y",
            DateStyle::DayMonthYear => "%d/%m/%Y",
            DateStyle::DayMonthYearDots => "%d.%m.%Y",
            DateStyle::DayMonthName => "%-d %b %Y",
        };
        date.format(pattern).to_string()
    }

    /// A quantity: its digits without trailing zeros (`1500.00` prints as `1,500`).
    #[must_use]
    pub fn quantity(&self, quantity: Decimal) -> String {
        self.digits(quantity.normalize(), 0)
    }

    /// An amount without its symbol, as columns show it: at least the currency's digits, and all that matter
    /// (`0.0164` stays `0.0164`, `12.5` prints as `12.50`).
    #[must_use]
    pub fn amount(&self, amount: Decimal) -> String {
        self.digits(amount.normalize(), self.minor_digits)
    }

    /// An amount with the currency's symbol, as a grand total shows it.
    #[must_use]
    pub fn money(&self, amount: Decimal) -> String {
        if self.currency_symbol.is_empty() {
            return self.amount(amount);
        }
        let figure = self.amount(amount.abs());
        let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
        match self.symbol_position {
            SymbolPosition::Before => format!("{sign}{}{figure}", self.currency_symbol),
            SymbolPosition::After => format!("{sign}{figure}\u{a0}{}", self.currency_symbol),
        }
    }

    fn digits(&self, number: Decimal, least_fraction: u32) -> String {
        let plain = number.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut written = String::new();
        if number.is_sign_negative() && !number.is_zero() {
            written.push('-');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                written.push_str(&self.group_separator);
            }
            written.push(digit);
        }
        let padding = (least_fraction as usize).saturating_sub(fraction.len());
        if !fraction.is_empty() || padding > 0 {
            written.push_str(&self.decimal_separator);
            written.push_str(fraction);
            written.extend(std::iter::repeat_n('0', padding));
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn figures_keep_every_digit_that_matters() {
        let format = Format::default();
        for (given, quantity, amount) in [
            ("0", "0", "0.00"),
            ("1500.000000", "1,500", "1,500.00"),
            ("0.016400", "0.0164", "0.0164"),
            ("-1234567.5", "-1,234,567.5", "-1,234,567.50"),
            ("999", "999", "999.00"),
            ("-0.00", "0", "0.00"),
            (
                "79228162514264337593543950335",
                "79,228,162,514,264,337,593,543,950,335",
                "79,228,162,514,264,337,593,543,950,335.00",
            ),
        ] {
            assert_eq!(format.quantity(decimal(given)), quantity);
            assert_eq!(format.amount(decimal(given)), amount);
        }
    }

    #[test]
    fn money_follows_the_habits_of_the_shop() {
        let german = Format {
            decimal_separator: ",".into(),
            group_separator: ".".into(),
            currency_symbol: "€".into(),
            symbol_position: SymbolPosition::After,
            ..Format::default()
        };
        assert_eq!(german.money(decimal("-12345.6")), "-12.345,60\u{a0}€");
        let yen = Format { minor_digits: 0, currency_symbol: "¥".into(), ..Format::default() };
        assert_eq!(yen.money(decimal("12000")), "¥12,000");
        assert_eq!(Format::default().money(decimal("-5")), "-$5.00");
    }

    #[test]
    fn dates_follow_the_chosen_order() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 7).unwrap();
        for (date_style, written) in [
            (DateStyle::Iso, "2026-03-07"),
            (DateStyle::MonthDayYear, "03/07/2026"),
            (DateStyle::DayMonthYear, "07/03/2026"),
            (DateStyle::DayMonthYearDots, "07.03.2026"),
            (DateStyle::DayMonthName, "7 Mar 2026"),
        ] {
            assert_eq!(Format { date_style, ..Format::default() }.date(date), written);
        }
    }
}
