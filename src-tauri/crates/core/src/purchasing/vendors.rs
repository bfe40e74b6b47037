//! Vendors, and how they keep their word.

use spoolyard_types::ids::VendorId;
use spoolyard_types::{Code, Date, Decimal, Entered, Money, Percent, Quantity, Text};

use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search, Write};
use crate::error::{Result, not_found, refuse_field};

crate::read_model! {
    /// A vendor in the list.
    pub struct VendorRow {
        /// Its row.
        pub id: VendorId,
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Whom to ask.
        pub contact_name: Option<String>,
        /// Where to write.
        pub email: Option<String>,
        /// Where to call.
        pub phone: Option<String>,
        /// How long it says it takes.
        pub lead_time_days: Option<i32>,
        /// Stars, 0 to 5.
        pub rating: Option<Quantity>,
        /// Whether it is bought from.
        pub is_active: bool,
        /// Orders that are not done with.
        pub open_orders: u32,
    }

    /// A vendor.
    pub struct Vendor {
        /// Its row.
        pub id: VendorId,
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Whom to ask.
        pub contact_name: Option<String>,
        /// Where to write.
        pub email: Option<String>,
        /// Where to call.
        pub phone: Option<String>,
        /// Where to look.
        pub website: Option<String>,
        /// Street.
        pub address_line1: Option<String>,
        /// More of it.
        pub address_line2: Option<String>,
        /// City.
        pub city: Option<String>,
        /// State.
        pub state: Option<String>,
        /// Postal code.
        pub postal_code: Option<String>,
        /// Country.
        pub country: Option<String>,
        /// When it wants its money.
        pub payment_terms: Option<String>,
        /// The farm's number there.
        pub account_number: Option<String>,
        /// Its tax number.
        pub tax_id: Option<String>,
        /// How long it says it takes.
        pub lead_time_days: Option<i32>,
        /// Stars, 0 to 5.
        pub rating: Option<Quantity>,
        /// Anything else.
        pub notes: Option<String>,
        /// Whether it is bought from.
        pub is_active: bool,
    }

    /// The sums from which a score is made.
    pub(super) struct Kept {
        /// Whose.
        pub(super) vendor_id: VendorId,
        pub(super) orders: u32,
        pub(super) delivered: u32,
        pub(super) dated: u32,
        pub(super) on_time: u32,
        pub(super) days: i64,
        pub(super) spend: Money,
        pub(super) last_order: Option<Date>,
    }
}

crate::wire! {
    /// A vendor, as a form saves it. Without `id` it is a new one.
    pub struct SaveVendor {
        /// Which vendor.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<VendorId>,
        /// Its code; made from the name when left out.
        #[serde(default)]
        #[ts(optional)]
        pub code: Option<Text<50>>,
        /// Its name.
        pub name: Text<200>,
        /// Whom to ask.
        #[serde(default)]
        #[ts(optional)]
        pub contact_name: Option<Text<100>>,
        /// Where to write.
        #[serde(default)]
        #[ts(optional)]
        pub email: Option<Text<200>>,
        /// Where to call.
        #[serde(default)]
        #[ts(optional)]
        pub phone: Option<Text<50>>,
        /// Where to look.
        #[serde(default)]
        #[ts(optional)]
        pub website: Option<Text<500>>,
        /// Street.
        #[serde(default)]
        #[ts(optional)]
        pub address_line1: Option<Text<200>>,
        /// More of it.
        #[serde(default)]
        #[ts(optional)]
        pub address_line2: Option<Text<200>>,
        /// City.
        #[serde(default)]
        #[ts(optional)]
        pub city: Option<Text<100>>,
        /// State.
        #[serde(default)]
        #[ts(optional)]
        pub state: Option<Text<100>>,
        /// Postal code.
        #[serde(default)]
        #[ts(optional)]
        pub postal_code: Option<Text<20>>,
        /// Country.
        #[serde(default)]
        #[ts(optional)]
        pub country: Option<Text<100>>,
        /// When it wants its money.
        #[serde(default)]
        #[ts(optional)]
        pub payment_terms: Option<Text<100>>,
        /// The farm's number there.
        #[serde(default)]
        #[ts(optional)]
        pub account_number: Option<Text<100>>,
        /// Its tax number.
        #[serde(default)]
        #[ts(optional)]
        pub tax_id: Option<Text<50>>,
        /// How long it takes, 0 to 3650 days.
        #[serde(default)]
        #[ts(optional)]
        pub lead_time_days: Option<u16>,
        /// Stars, 0 to 5.
        #[serde(default)]
        #[ts(optional)]
        pub rating: Option<Entered<Quantity, 3, 2>>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10000>>,
        /// Whether it is bought from.
        pub is_active: bool,
    }

    /// Which vendor.
    pub struct VendorRef {
        /// Its row.
        pub id: VendorId,
    }

    /// How a vendor keeps its word, from what was received.
    pub struct VendorScore {
        /// Whose.
        pub vendor_id: VendorId,
        /// Orders placed.
        pub orders: u32,
        /// Of them, those that came in full.
        pub delivered: u32,
        /// Of those with a date, how many came by it; none while none did.
        pub on_time_percent: Option<Percent>,
        /// From the order to the last receipt, on average; none while none came.
        pub average_lead_time_days: Option<Quantity>,
        /// What was ordered in all.
        pub spend: Money,
        /// When something was last ordered.
        pub last_order: Option<Date>,
    }
}

const VENDORS: ListSpec = ListSpec {
    select: "v.id AS id, v.code AS code, v.name AS name, v.contact_name AS contact_name, v.email AS email,
             v.phone AS phone, v.lead_time_days AS lead_time_days, v.rating AS rating, v.is_active AS is_active,
             (SELECT count(*) FROM purchase_orders o WHERE o.vendor_id = v.id
              AND o.status IN ('draft', 'ordered', 'shipped', 'partial')) AS open_orders",
    from: "vendors v",
    always: "",
    id: "v.id",
    fields: &[
        Field::new("name", "v.name COLLATE NOCASE", Kind::Text),
        Field::new("code", "v.code", Kind::Text),
        Field::nullable("lead_time_days", "v.lead_time_days", Kind::Integer),
        Field::nullable("rating", "v.rating", Kind::Decimal),
        Field::new("is_active", "v.is_active", Kind::Bool),
        Field::nullable("city", "v.city", Kind::Text),
        Field::nullable("country", "v.country", Kind::Text),
    ],
    search: Some(Search { table: "vendors_fts", rowid: "v.id" }),
    order: ("name", false),
};

/// Vendors, by name.
///
/// # Errors
/// [`Code::InvalidValue`] naming the filter at fault.
pub fn vendors(r: &Read<'_>, req: ListRequest) -> Result<Page<VendorRow>> {
    r.list(&VENDORS, &req)
}

/// One vendor.
///
/// # Errors
/// [`Code::NotFound`].
pub fn vendor(r: &Read<'_>, req: VendorRef) -> Result<Vendor> {
    r.maybe("SELECT * FROM vendors WHERE id = ?1", bind![req.id])?.ok_or_else(|| not_found("vendor", req.id))
}

/// Adds or changes a vendor.
///
/// # Errors
/// [`Code::AlreadyExists`] for a code that is taken, [`Code::InvalidValue`], [`Code::NotFound`].
pub fn save_vendor(w: &Write<'_>, req: SaveVendor) -> Result<VendorRef> {
    if req.lead_time_days.is_some_and(|d| d > 3650) {
        return Err(refuse_field(Code::InvalidValue, "lead_time_days", "At most 3650 days, ten years."));
    }
    let rating = req.rating.map(Entered::get);
    if rating.is_some_and(|r| r.is_negative() || r.get() > Decimal::from(5)) {
        return Err(refuse_field(Code::InvalidValue, "rating", "A rating is 0 to 5 stars."));
    }
    let code = match req.code {
        Some(code) => String::from(code),
        None => free_code(w, &req.name, req.id)?,
    };
    let taken: Option<VendorId> = w.value(
        "SELECT id FROM vendors WHERE code = ?1 COLLATE NOCASE AND id IS NOT ?2",
        bind![code, req.id],
    )?;
    if taken.is_some() {
        let text = format!("Another vendor has the code {code}. Choose one of its own.");
        return Err(refuse_field(Code::AlreadyExists, "code", text));
    }
    let id = match req.id {
        Some(id) => vendor(w, VendorRef { id })?.id,
        None => VendorId(w.insert(
            "INSERT INTO vendors (code, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
            bind![code, req.name, w.now()],
        )?),
    };
    w.execute(
        "UPDATE vendors SET code = ?2, name = ?3, contact_name = ?4, email = ?5, phone = ?6, website = ?7,
             address_line1 = ?8, address_line2 = ?9, city = ?10, state = ?11, postal_code = ?12, country = ?13,
             payment_terms = ?14, account_number = ?15, tax_id = ?16, lead_time_days = ?17, rating = ?18,
             notes = ?19, is_active = ?20, updated_at = ?21
         WHERE id = ?1",
        bind![
            id,
            code,
            req.name,
            req.contact_name,
            req.email,
            req.phone,
            req.website,
            req.address_line1,
            req.address_line2,
            req.city,
            req.state,
            req.postal_code,
            req.country,
            req.payment_terms,
            req.account_number,
            req.tax_id,
            req.lead_time_days,
            rating,
            req.notes,
            req.is_active,
            w.now()
        ],
    )?;
    w.about("vendor", id.get(), Some(&code));
    Ok(VendorRef { id })
}

/// A code from the name's letters: `POLARIS`, and `POLARIS-2` where that is taken.
fn free_code(w: &Write<'_>, name: &str, id: Option<VendorId>) -> Result<String> {
    let letters: String =
        name.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>().to_uppercase();
    let stem = if letters.is_empty() { String::from("VENDOR") } else { letters };
    let taken: Vec<String> = w.values(
        "SELECT upper(code) FROM vendors WHERE upper(code) GLOB ?1 || '*' AND id IS NOT ?2",
        bind![stem, id],
    )?;
    let free = |code: &String| !taken.contains(code);
    if free(&stem) {
        return Ok(stem);
    }
    Ok((2..).map(|n: u32| format!("{stem}-{n}")).find(free).unwrap_or(stem))
}

/// How a vendor keeps its word: measured on orders that came in full.
///
/// # Errors
/// [`Code::NotFound`].
pub fn vendor_score(r: &Read<'_>, req: VendorRef) -> Result<VendorScore> {
    vendor(r, VendorRef { id: req.id })?;
    scores(r, Some(req.id))?.pop().ok_or_else(|| not_found("vendor", req.id))
}

/// How every vendor keeps its word, those included that never had an order.
///
/// # Errors
/// When the store cannot be read.
pub fn vendor_scores(r: &Read<'_>) -> Result<Vec<VendorScore>> {
    scores(r, None)
}

fn scores(r: &Read<'_>, one: Option<VendorId>) -> Result<Vec<VendorScore>> {
    let kept: Vec<Kept> = r.all(
        "WITH came AS (
             SELECT o.vendor_id, o.order_date, o.expected_date, max(g.received_date) AS last_receipt
             FROM purchase_orders o JOIN goods_receipts g ON g.purchase_order_id = o.id AND g.reverses_id IS NULL
             WHERE (?1 IS NULL OR o.vendor_id = ?1) AND o.status IN ('received', 'closed')
               AND NOT EXISTS (SELECT 1 FROM goods_receipts b WHERE b.reverses_id = g.id)
               AND NOT EXISTS (SELECT 1 FROM goods_receipt_lines gl WHERE gl.goods_receipt_id = g.id AND gl.quantity < 0)
             GROUP BY o.id),
         kept AS (
             SELECT vendor_id, count(*) AS delivered, sum(expected_date IS NOT NULL) AS dated,
                 sum(last_receipt <= expected_date) AS on_time,
                 sum(unixepoch(last_receipt) - unixepoch(order_date)) / 86400 AS days
             FROM came GROUP BY vendor_id),
         bought AS (
             SELECT vendor_id, count(*) AS orders, sum(total_amount) AS spend, max(order_date) AS last_order
             FROM purchase_orders
             WHERE (?1 IS NULL OR vendor_id = ?1) AND status NOT IN ('draft', 'cancelled') GROUP BY vendor_id)
         SELECT v.id AS vendor_id, coalesce(b.orders, 0) AS orders, coalesce(k.delivered, 0) AS delivered,
             coalesce(k.dated, 0) AS dated, coalesce(k.on_time, 0) AS on_time,
             CAST(coalesce(k.days, 0) AS INTEGER) AS days, coalesce(b.spend, 0) AS spend, b.last_order
         FROM vendors v LEFT JOIN kept k ON k.vendor_id = v.id LEFT JOIN bought b ON b.vendor_id = v.id
         WHERE ?1 IS NULL OR v.id = ?1",
        bind![one],
    )?;
    kept.into_iter().map(score).collect()
}

fn score(kept: Kept) -> Result<VendorScore> {
    let on_time_percent = match kept.dated {
        0 => None,
        n => Some(Percent::rounded(Decimal::from(kept.on_time) * Decimal::ONE_HUNDRED / Decimal::from(n))?),
    };
    let average_lead_time_days = match kept.delivered {
        0 => None,
        n => Some(Quantity::rounded(Decimal::from(kept.days) / Decimal::from(n))?),
    };
    Ok(VendorScore {
        vendor_id: kept.vendor_id,
        orders: kept.orders,
        delivered: kept.delivered,
        on_time_percent,
        average_lead_time_days,
        spend: kept.spend,
        last_order: kept.last_order,
    })
}
