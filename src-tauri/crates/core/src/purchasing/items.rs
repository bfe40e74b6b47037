//! What each vendor calls our products, in which unit it sells them and what was last paid.

use spoolyard_types::ids::{ProductId, VendorId, VendorItemId};
use spoolyard_types::{Quantity, Timestamp, UnitCost};

use crate::bind;
use crate::db::{Read, Write};
use crate::error::Result;

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
}

/// What vendors sell, the last bought first; at most 1000 rows.
///
/// # Errors
/// When the store cannot be read.
pub fn vendor_items(r: &Read<'_>, req: VendorItemsRequest) -> Result<Vec<VendorItemRow>> {
    r.all(
        "SELECT i.id, i.vendor_id, v.name AS vendor_name, i.vendor_sku, i.vendor_description, i.product_id, p.sku,
             i.default_purchase_unit, i.purchase_factor, i.last_unit_cost, i.last_seen_at, i.times_ordered
         FROM vendor_items i JOIN vendors v ON v.id = i.vendor_id LEFT JOIN products p ON p.id = i.product_id
         WHERE (?1 IS NULL OR i.vendor_id = ?1) AND (?2 IS NULL OR i.product_id = ?2)
         ORDER BY i.last_seen_at DESC, i.id DESC LIMIT 1000",
        bind![req.vendor_id, req.product_id],
    )
}

pub(super) fn known(r: &Read<'_>, vendor: VendorId, product: ProductId) -> Result<Option<Known>> {
    r.maybe(
        "SELECT vendor_sku, default_purchase_unit, purchase_factor, last_unit_cost FROM vendor_items
         WHERE vendor_id = ?1 AND product_id = ?2 ORDER BY last_seen_at DESC, id DESC LIMIT 1",
        bind![vendor, product],
    )
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
