//! The company.

use spoolyard_types::ids::{AttachmentId, LocationId, WorkCenterId};
use spoolyard_types::{Code, Entered, Percent, Quantity, Text, currency};

use crate::accounts::{FarmKind, SetUp};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, refuse_field};

stored_enum! {
    /// What documents are printed on.
    pub enum PaperSize {
        /// 8.5 × 11 inches.
        Letter = "letter",
        /// 210 × 297 mm.
        A4 = "a4",
    }
}

read_model! {
    /// The company as the window and documents need it.
    pub struct Company {
        /// Its name, as it stands on documents.
        pub company_name: Option<String>,
        /// The sample farm, or one's own.
        pub farm_kind: Option<FarmKind>,
        /// Street.
        pub address_line1: Option<String>,
        /// Second line.
        pub address_line2: Option<String>,
        /// City.
        pub city: Option<String>,
        /// State or province.
        pub state: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// Country.
        pub country: Option<String>,
        /// Telephone.
        pub phone: Option<String>,
        /// E-mail address on documents.
        pub email: Option<String>,
        /// Web address on documents.
        pub website: Option<String>,
        /// Tax number on documents.
        pub tax_id: Option<String>,
        /// IANA time zone of the business day.
        pub timezone: Option<String>,
        /// BCP 47: how dates and numbers are written.
        pub locale: String,
        /// ISO 4217.
        pub currency_code: String,
        /// Digits of the currency's minor unit.
        pub currency_digits: u32,
        /// What documents are printed on.
        pub paper_size: PaperSize,
        /// First day of the week, 0 = Monday.
        pub week_start: u8,
        /// Tax on new orders, as a fraction: 0.0825 is 8.25 %.
        pub default_tax_rate: Quantity,
        /// How much more than ordered may be received, in per cent.
        pub over_receipt_percent: Percent,
        /// Lead time of an item that names none.
        pub default_lead_time_days: i64,
        /// Where goods go when nobody says otherwise.
        pub default_location_id: Option<LocationId>,
        /// Where work without a routing is done.
        pub default_work_center_id: Option<WorkCenterId>,
        /// The logo on documents.
        pub logo_attachment_id: Option<AttachmentId>,
    }
}

impl Company {
    /// What somebody sees who has not signed in.
    #[must_use]
    pub fn name_only(self) -> Self {
        Self {
            address_line1: None,
            address_line2: None,
            city: None,
            state: None,
            postal_code: None,
            country: None,
            phone: None,
            email: None,
            website: None,
            tax_id: None,
            logo_attachment_id: None,
            ..self
        }
    }
}

wire! {
    /// The company as it shall be.
    pub struct UpdateCompany {
        /// Its name.
        pub company_name: Text<200>,
        /// Street.
        pub address_line1: Option<Text<255>>,
        /// Second line.
        pub address_line2: Option<Text<255>>,
        /// City.
        pub city: Option<Text<100>>,
        /// State or province.
        pub state: Option<Text<100>>,
        /// Postal code.
        pub postal_code: Option<Text<20>>,
        /// Country.
        pub country: Option<Text<100>>,
        /// Telephone.
        pub phone: Option<Text<50>>,
        /// E-mail address on documents.
        pub email: Option<Text<255>>,
        /// Web address on documents.
        pub website: Option<Text<255>>,
        /// Tax number.
        pub tax_id: Option<Text<50>>,
        /// IANA time zone.
        pub timezone: Text<50>,
        /// BCP 47.
        pub locale: Text<20>,
        /// ISO 4217; fixed once something was posted.
        pub currency_code: Text<3>,
        /// What documents are printed on.
        pub paper_size: PaperSize,
        /// First day of the week, 0 = Monday.
        pub week_start: u8,
        /// Tax on new orders, as a fraction.
        pub default_tax_rate: Entered<Quantity, 5, 4>,
        /// How much more than ordered may be received, in per cent.
        pub over_receipt_percent: Entered<Percent, 5, 2>,
        /// Lead time of an item that names none.
        pub default_lead_time_days: u16,
        /// Where goods go when nobody says otherwise.
        pub default_location_id: Option<LocationId>,
        /// Where work without a routing is done.
        pub default_work_center_id: Option<WorkCenterId>,
    }
}

/// Refuses a time zone that nobody knows.
pub(crate) fn check_timezone(name: &str, field: &str) -> Result<()> {
    if name.parse::<chrono_tz::Tz>().is_ok() {
        return Ok(());
    }
    let text = format!("“{name}” is not a time zone. Choose one like Europe/Berlin or America/Chicago.");
    Err(refuse_field(Code::InvalidValue, field, text))
}

/// Refuses what is not a currency's code.
pub(crate) fn check_currency(code: &str, field: &str) -> Result<()> {
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(refuse_field(Code::InvalidValue, field, "A currency is three capital letters, like USD or EUR."))
}

/// The company, once it is set up.
///
/// # Errors
/// When the store cannot be read.
pub fn company(r: &Read<'_>) -> Result<Option<Company>> {
    let company: Option<Company> = r.maybe(
        "SELECT company_name, farm_kind, address_line1, address_line2, city, state, postal_code, country, phone, email,
             website, tax_id, timezone, locale, currency_code, 2 AS currency_digits, paper_size, week_start,
             default_tax_rate, over_receipt_percent, default_lead_time_days, default_location_id,
             default_work_center_id, logo_attachment_id
         FROM company_settings WHERE id = 1 AND company_name IS NOT NULL",
        [],
    )?;
    Ok(company.map(|c| Company { currency_digits: currency::minor_digits(&c.currency_code), ..c }))
}

/// Writes the company that the first-start assistant asked about.
pub(crate) fn begin(w: &Write<'_>, request: &SetUp) -> Result<()> {
    let paper = request.paper_size.unwrap_or(match request.currency_code.as_str() {
        "USD" | "CAD" | "MXN" => PaperSize::Letter,
        _ => PaperSize::A4,
    });
    let locale = request.locale.as_deref().unwrap_or("en-US");
    w.execute(
        "INSERT INTO company_settings (id, company_name, timezone, locale, currency_code, paper_size, farm_kind,
             created_at, updated_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
         ON CONFLICT (id) DO UPDATE SET company_name = excluded.company_name, timezone = excluded.timezone,
             locale = excluded.locale, currency_code = excluded.currency_code, paper_size = excluded.paper_size,
             farm_kind = excluded.farm_kind, updated_at = excluded.updated_at",
        bind![request.company_name, request.timezone, locale, request.currency_code, paper, request.farm, w.now()],
    )?;
    Ok(())
}

/// Changes the company.
///
/// # Errors
/// [`Code::InvalidValue`]; [`Code::InUse`] for the currency once something was posted.
pub fn update_company(w: &Write<'_>, request: &UpdateCompany) -> Result<Company> {
    check_timezone(&request.timezone, "timezone")?;
    check_currency(&request.currency_code, "currency_code")?;
    if request.week_start > 6 {
        return Err(refuse_field(
            Code::InvalidValue,
            "week_start",
            "A week begins on a day from 0 (Monday) to 6.",
        ));
    }
    let rate = request.default_tax_rate.get();
    if rate.is_negative() || rate > Quantity::from_micros(1_000_000) {
        let text = "A tax rate is a fraction between 0 and 1: 0.0825 is 8.25 %.";
        return Err(refuse_field(Code::InvalidValue, "default_tax_rate", text));
    }
    let before =
        company(w)?.ok_or_else(|| crate::error::refuse(Code::WrongState, "Set the farm up first."))?;
    let posted = w.value::<i64>("SELECT 1 FROM gl_journal_entries LIMIT 1", [])?.is_some();
    if posted && before.currency_code != request.currency_code.as_str() {
        let text = format!("Amounts were already posted in {}; the currency stays.", before.currency_code);
        return Err(refuse_field(Code::InUse, "currency_code", text));
    }
    w.execute(
        "UPDATE company_settings SET company_name = ?1, address_line1 = ?2, address_line2 = ?3, city = ?4, state = ?5,
             postal_code = ?6, country = ?7, phone = ?8, email = ?9, website = ?10, tax_id = ?11, timezone = ?12,
             locale = ?13, currency_code = ?14, paper_size = ?15, week_start = ?16, default_tax_rate = ?17,
             over_receipt_percent = ?18, default_lead_time_days = ?19, default_location_id = ?20,
             default_work_center_id = ?21, updated_at = ?22
         WHERE id = 1",
        bind![
            request.company_name,
            request.address_line1,
            request.address_line2,
            request.city,
            request.state,
            request.postal_code,
            request.country,
            request.phone,
            request.email,
            request.website,
            request.tax_id,
            request.timezone,
            request.locale,
            request.currency_code,
            request.paper_size,
            request.week_start,
            request.default_tax_rate,
            request.over_receipt_percent,
            request.default_lead_time_days,
            request.default_location_id,
            request.default_work_center_id,
            w.now()
        ],
    )?;
    w.about("company", 1, None);
    company(w)?.ok_or_else(|| crate::error::not_found("company", 1))
}
