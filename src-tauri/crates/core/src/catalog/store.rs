//! The SQL of the catalog's own tables.

use spoolyard_types::Code;
use spoolyard_types::ids::ProductId;

use super::model::Product;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse};

/// The product of that id.
///
/// # Errors
/// [`Code::NotFound`].
pub fn product(r: &Read<'_>, id: ProductId) -> Result<Product> {
    r.maybe(&format!("SELECT {} FROM products AS p WHERE p.id = ?1", Product::COLUMNS), bind![id])?
        .ok_or_else(|| not_found("product", id))
}

/// The products of these ids, in no order; ids that do not exist are left out.
///
/// # Errors
/// When the store cannot be read.
pub fn products(r: &Read<'_>, ids: &[ProductId]) -> Result<Vec<Product>> {
    r.all(
        &format!(
            "SELECT {} FROM products AS p WHERE p.id IN (SELECT value FROM json_each(?1))",
            Product::COLUMNS
        ),
        bind![serde_json::json!(ids)],
    )
}

/// Who has the SKU, whatever its case.
pub(super) fn sku_owner(r: &Read<'_>, sku: &str) -> Result<Option<ProductId>> {
    r.value("SELECT id FROM products WHERE sku = ?1 COLLATE NOCASE", bind![sku])
}

/// The next free SKU of a prefix: `FG-0001`. Counting goes on where it stopped, past SKUs typed by hand.
pub(super) fn next_sku(w: &Write<'_>, prefix: &'static str) -> Result<String> {
    loop {
        let sku = format!("{prefix}-{:04}", w.next_count(prefix)?);
        if sku_owner(w, &sku)?.is_none() {
            return Ok(sku);
        }
    }
}

/// The tables that still speak of a product, with how they say it.
pub(super) fn mentions(r: &Read<'_>, id: ProductId) -> Result<Vec<String>> {
    // What a product owns itself goes with it; every other reference is history.
    let references: Vec<String> = r.values(
        "SELECT m.name || ' ' || f.\"from\" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
         WHERE m.type = 'table' AND f.\"table\" = 'products' AND m.name <> 'product_alternates'
         ORDER BY 1",
        [],
    )?;
    let mut found = Vec::new();
    for reference in references {
        let Some((table, column)) = reference.split_once(' ') else { continue };
        let sql = format!("SELECT 1 FROM \"{table}\" WHERE \"{column}\" = ?1 LIMIT 1");
        if r.value::<i64>(&sql, bind![id])?.is_some() {
            let words = table.replace('_', " ");
            if !found.contains(&words) {
                found.push(words);
            }
        }
    }
    Ok(found)
}

pub(super) fn delete(w: &Write<'_>, product: &Product) -> Result<()> {
    w.execute(
        "DELETE FROM product_alternates WHERE component_id = ?1 OR substitute_id = ?1",
        bind![product.id],
    )?;
    let gone = w.execute("DELETE FROM products WHERE id = ?1", bind![product.id])?;
    if gone == 0 {
        return Err(refuse(Code::ChangedMeanwhile, format!("{} is gone already.", product.sku)));
    }
    Ok(())
}

pub(super) fn set_active(w: &Write<'_>, id: ProductId, active: bool) -> Result<()> {
    w.execute("UPDATE products SET active = ?2, updated_at = ?3 WHERE id = ?1", bind![id, active, w.now()])?;
    Ok(())
}
