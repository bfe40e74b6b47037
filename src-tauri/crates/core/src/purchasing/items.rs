//! What each vendor calls our products, in which unit it sells them and what was last paid.

use spoolyard_types::ids::{ProductId, VendorId, VendorItemId};
use spoolyard_types::{Code, Entered, Quantity, Text, Timestamp, UnitCost};

use crate::bind;
use crate::catalog::{self, units};
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse_field};

crate::read_model! {
    /// What a vendor sells.
    pub struct VendorItemRow {
        /// Its row.
        pub id: VendorItemId,
        /// Who sells it.
        pub vendor_id: VendorId,
        /// That vendor's name.
        pub vendor_name: String,
        /// What the vendor calls it.
        pub vendor_sku: String,
        /// In the vendor's words.
        pub vendor_description: Option<String>,
        /// What it is to us.
        pub product_id: Option<ProductId>,
        /// Our SKU.
        pub sku: Option<String>,
        /// In which unit it is sold.
        pub default_purchase_unit: Option<String>,
        /// Stock units in one of it.
        pub purchase_factor: Option<Quantity>,
        /// What was last paid for one of that unit.
        pub last_unit_cost: Option<UnitCost>,
        /// When it was last ordered or received.
        pub last_seen_at: Option<Timestamp>,
        /// How often it was ordered.
        pub times_ordered: i32,
        /// How long it takes for this item, where that differs from what the vendor promises in general.
        pub lead_time_days: Option<i32>,
        /// Whether this vendor is asked first for the item.
        pub is_preferred: bool,
        /// Anything else.
        pub notes: Option<String>,
    }

    /// What fills a new line.
    pub(super) struct Known {
        pub(super) vendor_sku: String,
        pub(super) default_purchase_unit: Option<String>,
        pub(super) purchase_factor: Option<Quantity>,
        pub(super) last_unit_cost: Option<UnitCost>,
    }
}

crate::wire! {
    /// Of which vendor, or of which product.
    pub struct VendorItemsRequest {
        /// Only of this vendor.
        #[serde(default)]
        #[ts(optional)]
        pub vendor_id: Option<VendorId>,
        /// Only of this product.
        #[serde(default)]
        #[ts(optional)]
        pub product_id: Option<ProductId>,
    }

    /// What a vendor sells, as a form saves it. Without `id` it is new.
    pub struct SaveVendorItem {
        /// Which row.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<VendorItemId>,
        /// Who sells it.
        pub vendor_id: VendorId,
        /// What it is to us.
        pub product_id: ProductId,
        /// What the vendor calls it; our SKU when left out.
        #[serde(default)]
        #[ts(optional)]
        pub vendor_sku: Option<Text<100>>,
        /// In the vendor's words.
        #[serde(default)]
        #[ts(optional)]
        pub vendor_description: Option<Text<500>>,
        /// In which unit it is sold; as the item is usually bought when left out.
        #[serde(default)]
        #[ts(optional)]
        pub purchase_unit: Option<Text<20>>,
        /// The pack: stock units in one purchase unit; as the units convert when left out.
        #[serde(default)]
        #[ts(optional)]
        pub purchase_factor: Option<Entered<Quantity, 18, 6>>,
        /// The price of one purchase unit.
        #[serde(default)]
        #[ts(optional)]
        pub unit_cost: Option<Entered<UnitCost, 18, 6>>,
        /// How long it takes, 0 to 3650 days.
        #[serde(default)]
        #[ts(optional)]
        pub lead_time_days: Option<u16>,
        /// This vendor is asked first for the item.
        #[serde(default)]
        pub is_preferred: bool,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<2000>>,
    }

    /// Which row.
    pub struct VendorItemRef {
        /// Its row.
        pub id: VendorItemId,
    }
}

/// What vendors sell, the preferred and then the last bought first; at most 1000 rows.
///
/// # Errors
/// When the store cannot be read.
pub fn vendor_items(r: &Read<'_>, req: VendorItemsRequest) -> Result<Vec<VendorItemRow>> {
    r.all(
        "SELECT i.id, i.vendor_id, v.name AS vendor_name, i.vendor_sku, i.vendor_description, i.product_id, p.sku,
             i.default_purchase_unit, i.purchase_factor, i.last_unit_cost, i.last_seen_at, i.times_ordered,
             i.lead_time_days,
             CASE WHEN p.preferred_vendor_id IS NULL THEN i.is_preferred ELSE p.preferred_vendor_id = i.vendor_id END AS is_preferred,
             i.notes
         FROM vendor_items i JOIN vendors v ON v.id = i.vendor_id LEFT JOIN products p ON p.id = i.product_id
         WHERE (?1 IS NULL OR i.vendor_id = ?1) AND (?2 IS NULL OR i.product_id = ?2)
         ORDER BY is_preferred DESC, i.last_seen_at DESC, i.id DESC LIMIT 1000",
        bind![req.vendor_id, req.product_id],
    )
}

pub(super) fn known(r: &Read<'_>, vendor: VendorId, product: ProductId) -> Result<Option<Known>> {
    r.maybe(
        "SELECT vendor_sku, default_purchase_unit, purchase_factor, last_unit_cost FROM vendor_items
         WHERE vendor_id = ?1 AND product_id = ?2 ORDER BY is_preferred DESC, updated_at DESC, id DESC LIMIT 1",
        bind![vendor, product],
    )
}

crate::read_model! {
    struct Existing {
        vendor_id: VendorId,
        vendor_sku: String,
        product_id: Option<ProductId>,
    }
}

fn existing(r: &Read<'_>, id: VendorItemId) -> Result<Existing> {
    r.maybe("SELECT vendor_id, vendor_sku, product_id FROM vendor_items WHERE id = ?1", bind![id])?
        .ok_or_else(|| not_found("vendor's item", id))
}

/// The unit an item is bought in and the stock units in one of it.
fn pack(w: &Write<'_>, req: &SaveVendorItem, product: &catalog::Product) -> Result<(String, Quantity)> {
    let unit = match &req.purchase_unit {
        Some(unit) => units::require_unit(w, unit, "purchase_unit")?,
        None => product.purchase_uom.clone(),
    };
    if let Some(factor) = req.purchase_factor.as_ref().map(|f| f.get()) {
        if !factor.is_positive() {
            let text =
                format!("A {unit} holds more than nothing. Enter how many {} are in one.", product.unit);
            return Err(refuse_field(Code::InvalidValue, "purchase_factor", text));
        }
        return Ok((unit, factor));
    }
    let one = Quantity::from_micros(1_000_000);
    let factor = units::convert(w, one, &unit, &product.unit, Some(product.id)).map_err(|_| {
        let text = format!(
            "{unit} and {} do not convert. Enter how many {} are in one {unit}.",
            product.unit, product.unit
        );
        refuse_field(Code::UnitMismatch, "purchase_factor", text)
    })?;
    Ok((unit, factor))
}

fn check(w: &Write<'_>, req: &SaveVendorItem, sku: &str) -> Result<()> {
    if req.lead_time_days.is_some_and(|days| days > 3650) {
        return Err(refuse_field(Code::InvalidValue, "lead_time_days", "At most 3650 days, ten years."));
    }
    if req.unit_cost.as_ref().is_some_and(|cost| cost.get().is_negative()) {
        return Err(refuse_field(Code::InvalidValue, "unit_cost", "A price is not less than nothing."));
    }
    let taken: Option<String> = w.value(
        "SELECT coalesce(p.sku, i.vendor_sku) FROM vendor_items i LEFT JOIN products p ON p.id = i.product_id
         WHERE i.vendor_id = ?1 AND i.vendor_sku = ?2 AND i.id IS NOT ?3",
        bind![req.vendor_id, sku, req.id],
    )?;
    match taken {
        Some(of) => {
            let text = format!(
                "This vendor's number {sku} is that of {of} already. Change that one, or give another number."
            );
            Err(refuse_field(Code::AlreadyExists, "vendor_sku", text))
        }
        None => Ok(()),
    }
}

/// Adds or changes what a vendor sells of an item: it fills new lines, and planning asks the preferred vendor.
///
/// # Errors
/// [`Code::AlreadyExists`] for a number of another item, [`Code::UnitMismatch`], [`Code::InvalidValue`],
/// [`Code::NotFound`].
pub fn save_vendor_item(w: &Write<'_>, req: SaveVendorItem) -> Result<VendorItemRef> {
    let vendor = super::vendor(w, super::VendorRef { id: req.vendor_id })?;
    let product = catalog::product(w, req.product_id)?;
    let sku = req.vendor_sku.as_ref().map_or_else(|| product.sku.clone(), ToString::to_string);
    check(w, &req, &sku)?;
    let (unit, factor) = pack(w, &req, &product)?;
    let id = match req.id {
        Some(id) => {
            existing(w, id)?;
            id
        }
        None => VendorItemId(w.insert(
            "INSERT INTO vendor_items (vendor_id, vendor_sku, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
            bind![req.vendor_id, sku, w.now()],
        )?),
    };
    w.execute(
        "UPDATE vendor_items SET vendor_id = ?2, vendor_sku = ?3, vendor_description = ?4, product_id = ?5,
             default_purchase_unit = ?6, purchase_factor = ?7, last_unit_cost = ?8, lead_time_days = ?9,
             is_preferred = ?10, notes = ?11, updated_at = ?12
         WHERE id = ?1",
        bind![
            id,
            req.vendor_id,
            sku,
            req.vendor_description,
            req.product_id,
            unit,
            factor,
            req.unit_cost.map(Entered::get),
            req.lead_time_days,
            req.is_preferred,
            req.notes,
            w.now()
        ],
    )?;
    prefer(w, id, &req, product.preferred_vendor_id)?;
    w.about("vendor", vendor.id.get(), Some(&vendor.code));
    Ok(VendorItemRef { id })
}

/// One vendor is asked first for an item: the item itself says which.
fn prefer(w: &Write<'_>, id: VendorItemId, req: &SaveVendorItem, now: Option<VendorId>) -> Result<()> {
    if req.is_preferred {
        w.execute(
            "UPDATE vendor_items SET is_preferred = 0 WHERE product_id = ?1 AND id <> ?2 AND is_preferred = 1",
            bind![req.product_id, id],
        )?;
        catalog::set_preferred_vendor(w, req.product_id, Some(req.vendor_id))
    } else if now == Some(req.vendor_id) {
        catalog::set_preferred_vendor(w, req.product_id, None)
    } else {
        Ok(())
    }
}

/// Forgets what a vendor sells; orders keep what stands on them.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete_vendor_item(w: &Write<'_>, req: VendorItemRef) -> Result<VendorItemRef> {
    let row = existing(w, req.id)?;
    w.execute("DELETE FROM vendor_items WHERE id = ?1", bind![req.id])?;
    if let Some(product) = row.product_id {
        let others: Option<i64> = w.value(
            "SELECT 1 FROM vendor_items WHERE vendor_id = ?1 AND product_id = ?2",
            bind![row.vendor_id, product],
        )?;
        if others.is_none() && catalog::product(w, product)?.preferred_vendor_id == Some(row.vendor_id) {
            catalog::set_preferred_vendor(w, product, None)?;
        }
    }
    w.about("vendor", row.vendor_id.get(), Some(&row.vendor_sku));
    Ok(req)
}

/// Remembers what was agreed for a product; `ordered` counts another order of it.
pub(super) fn remember(
    w: &Write<'_>,
    vendor: VendorId,
    line: &super::store::Line,
    ordered: bool,
) -> Result<()> {
    let sku = line.vendor_sku.as_ref().unwrap_or(&line.sku);
    w.execute(
        "INSERT INTO vendor_items (vendor_id, vendor_sku, product_id, default_purchase_unit, purchase_factor,
             last_unit_cost, last_seen_at, times_ordered, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?7)
         ON CONFLICT (vendor_id, vendor_sku) DO UPDATE SET product_id = excluded.product_id,
             default_purchase_unit = excluded.default_purchase_unit, purchase_factor = excluded.purchase_factor,
             last_unit_cost = excluded.last_unit_cost, last_seen_at = excluded.last_seen_at,
             times_ordered = times_ordered + excluded.times_ordered, updated_at = excluded.updated_at",
        bind![
            vendor,
            sku,
            line.product_id,
            line.purchase_unit,
            line.purchase_factor,
            line.unit_cost,
            w.now(),
            i64::from(ordered)
        ],
    )?;
    Ok(())
}
