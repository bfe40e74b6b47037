//! Products go out of use, come back, and are deleted while nothing speaks of them.

use spoolyard_types::{Code, Refusal};

use super::model::Product;
use super::queries::active_uses;
use super::requests::{DeactivateProduct, ProductRef};
use super::store;
use crate::db::Write;
use crate::error::{Result, refuse};

/// Takes a product out of use: it is found and read, but not ordered, bought or made any more.
///
/// # Errors
/// [`Code::InUse`] with the active bills that use it in `details`, unless they are accepted;
/// [`Code::WrongState`] when it is inactive already.
pub fn deactivate(w: &Write<'_>, req: DeactivateProduct) -> Result<Product> {
    let product = store::product(w, req.id)?;
    if !product.active {
        return Err(refuse(Code::WrongState, format!("{} is inactive already.", product.sku)));
    }
    let uses = active_uses(w, req.id)?;
    if !uses.is_empty() && !req.accept_where_used {
        let parents: Vec<_> = uses.iter().map(|u| u.sku.as_str()).collect();
        let refusal = Refusal::new(
            Code::InUse,
            format!(
                "{} goes into {}. Take it out of those bills of material first, or confirm that they keep an inactive component.",
                product.sku,
                parents.join(", ")
            ),
        )
        .with(serde_json::json!({ "where_used": uses }));
        return Err(refusal.into());
    }
    store::set_active(w, req.id, false)?;
    w.about("product", req.id.get(), Some(&product.sku));
    store::product(w, req.id)
}

/// Brings a product back into use.
///
/// # Errors
/// [`Code::WrongState`] when it is active already.
pub fn reactivate(w: &Write<'_>, req: ProductRef) -> Result<Product> {
    let product = store::product(w, req.id)?;
    if product.active {
        return Err(refuse(Code::WrongState, format!("{} is active already.", product.sku)));
    }
    store::set_active(w, req.id, true)?;
    w.about("product", req.id.get(), Some(&product.sku));
    store::product(w, req.id)
}

/// Deletes a product that nothing speaks of.
///
/// # Errors
/// [`Code::InUse`] naming what speaks of it.
pub fn delete(w: &Write<'_>, req: ProductRef) -> Result<()> {
    let product = store::product(w, req.id)?;
    let mentions = store::mentions(w, req.id)?;
    if !mentions.is_empty() {
        return Err(refuse(
            Code::InUse,
            format!("{} stands in: {}. Deactivate it instead.", product.sku, mentions.join(", ")),
        ));
    }
    store::delete(w, &product)?;
    w.about("product", req.id.get(), Some(&product.sku));
    Ok(())
}
