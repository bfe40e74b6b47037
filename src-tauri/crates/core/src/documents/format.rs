//! How this company writes: paper, dates, figures, currency, letterhead.

use spoolyard_documents::{Company as Letterhead, DateStyle, Format, Paper, SymbolPosition};
use spoolyard_types::currency;

use crate::settings::{Company, PaperSize};

/// Order of a date, decimal separator, group separator, where the currency stands.
type Habits = (DateStyle, &'static str, &'static str, SymbolPosition);

/// What people who speak a language in a country are used to; ISO dates and points where we do not know.
fn habits(locale: &str) -> Habits {
    use DateStyle::{DayMonthYear, DayMonthYearDots, Iso, MonthDayYear};
    use SymbolPosition::{After, Before};
    let mut parts = locale.split(['-', '_']);
    let language = parts.next().unwrap_or_default().to_lowercase();
    let country = parts.next_back().unwrap_or_default().to_uppercase();
    match (language.as_str(), country.as_str()) {
        ("en", "US" | "") => (MonthDayYear, ".", ",", Before),
        ("en", "CA") => (Iso, ".", ",", Before),
        ("en", _) => (DayMonthYear, ".", ",", Before),
        ("de" | "fr" | "it", "CH") => (DayMonthYearDots, ".", "’", Before),
        ("de", "AT") => (DayMonthYearDots, ",", "\u{a0}", Before),
        ("de" | "da" | "nb" | "no" | "tr", _) => (DayMonthYearDots, ",", ".", After),
        ("pl" | "cs" | "sk" | "fi" | "ru" | "uk" | "bg" | "hr", _) => {
            (DayMonthYearDots, ",", "\u{a0}", After)
        }
        ("fr" | "pt", _) if country != "BR" => (DayMonthYear, ",", "\u{a0}", After),
        ("es" | "it" | "el", _) => (DayMonthYear, ",", ".", After),
        ("nl" | "pt", _) => (DayMonthYear, ",", ".", Before),
        ("sv", _) => (Iso, ",", "\u{a0}", After),
        _ => (Iso, ".", ",", Before),
    }
}

/// What stands for a currency; nothing where its code is what people write.
fn symbol(code: &str) -> &'static str {
    match code {
        "USD" | "CAD" | "AUD" | "NZD" | "MXN" | "SGD" | "HKD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" | "CNY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        "PLN" => "zł",
        "CZK" => "Kč",
        "BRL" => "R$",
        "TRY" => "₺",
        _ => "",
    }
}

/// The habits of the company, in the currency of the document.
pub(super) fn format(company: &Company, currency_code: &str) -> Format {
    let (date_style, decimal, group, symbol_position) = habits(&company.locale);
    Format {
        date_style,
        decimal_separator: decimal.to_owned(),
        group_separator: group.to_owned(),
        currency_code: currency_code.to_owned(),
        currency_symbol: symbol(currency_code).to_owned(),
        symbol_position,
        minor_digits: currency::minor_digits(currency_code),
        paper: match company.paper_size {
            PaperSize::Letter => Paper::Letter,
            PaperSize::A4 => Paper::A4,
        },
    }
}

/// The lines of an address, blank ones left out. City, state and postal code share one.
pub(super) fn address(
    lines: [Option<&str>; 2],
    city: [Option<&str>; 3],
    country: Option<&str>,
) -> Vec<String> {
    let full = |part: &Option<&str>| part.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let town: Vec<String> = city.iter().filter_map(full).collect();
    let mut out: Vec<String> = lines.iter().filter_map(full).collect();
    if !town.is_empty() {
        out.push(town.join(" "));
    }
    out.extend(full(&country));
    out
}

/// The company as it stands above a document.
pub(super) fn letterhead(company: &Company, logo: Option<Vec<u8>>) -> Letterhead {
    Letterhead {
        name: company.company_name.clone().unwrap_or_default(),
        address: address(
            [company.address_line1.as_deref(), company.address_line2.as_deref()],
            [company.city.as_deref(), company.state.as_deref(), company.postal_code.as_deref()],
            company.country.as_deref(),
        ),
        phone: company.phone.clone(),
        email: company.email.clone(),
        website: company.website.clone(),
        tax_id: company.tax_id.clone(),
        logo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_brings_its_habits() {
        assert_eq!(habits("en-US").0, DateStyle::MonthDayYear);
        assert_eq!(habits("en-GB").0, DateStyle::DayMonthYear);
        assert_eq!(habits("de-DE"), (DateStyle::DayMonthYearDots, ",", ".", SymbolPosition::After));
        assert_eq!(habits("pt-BR").3, SymbolPosition::Before);
        assert_eq!(habits("tlh").0, DateStyle::Iso);
    }

    #[test]
    fn an_address_has_no_blank_lines() {
        let lines = address([Some("1 Mill Lane"), Some(" ")], [Some("Leeds"), None, Some("LS1")], None);
        assert_eq!(lines, ["1 Mill Lane", "Leeds LS1"]);
    }
}
