//! Versions of a bill: started, activated, copied to another product, compared.

use spoolyard_types::ids::{BomId, ProductId};
use spoolyard_types::{Code, Percent, Quantity, Text};

use super::bom::{Bom, BomDetail, BomLine, BomRef, bom, detail, lines, make_active, new_version};
use super::cycle::refuse_cycle;
use super::model::ConsumeStage;
use crate::bind;
use crate::catalog;
use crate::db::{Read, Write};
use crate::error::{Result, refuse};

crate::wire! {
    /// Starts a new version as a copy of another.
    pub struct NewBomVersion {
        /// From which one.
        pub id: BomId,
        /// Revision of the new one, as drawings have it.
        #[serde(default)]
        #[ts(optional)]
        pub revision: Option<Text<10>>,
        /// It becomes the one that counts at once.
        #[serde(default)]
        pub activate: bool,
    }

    /// Copies a bill to another product.
    pub struct CopyBom {
        /// From which one.
        pub id: BomId,
        /// To which product.
        pub product_id: ProductId,
        /// It becomes the one that counts at once; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub activate: Option<bool>,
    }

    /// Compares two bills.
    pub struct CompareBoms {
        /// The one before.
        pub before: BomId,
        /// The one after.
        pub after: BomId,
    }

    /// A line as it stands in one of two bills.
    pub struct LineState {
        /// How much for one unit.
        pub quantity: Quantity,
        /// In which unit.
        pub unit: String,
        /// Per cent added for scrap.
        pub scrap_factor: Percent,
        /// While it is made or when it is shipped.
        pub consume_stage: ConsumeStage,
        /// It costs, and is never reserved, planned or issued.
        pub is_cost_only: bool,
    }

    /// What became of a component between two bills.
    pub struct LineChange {
        /// The component.
        pub component_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub component_name: String,
        /// Before; none when it was added.
        pub before: Option<LineState>,
        /// After; none when it was removed.
        pub after: Option<LineState>,
        /// Whether anything differs.
        pub changed: bool,
    }

    /// Two bills, component by component.
    pub struct BomComparison {
        /// The one before.
        pub before: Bom,
        /// The one after.
        pub after: Bom,
        /// Every component of either, in the order of the later bill, then what was removed.
        pub lines: Vec<LineChange>,
    }
}

fn copy_lines(w: &Write<'_>, from: BomId, to: BomId) -> Result<()> {
    w.execute(
        "INSERT INTO bom_lines (bom_id, component_id, sequence, quantity, unit, consume_stage, is_cost_only,
             scrap_factor, notes)
         SELECT ?2, component_id, sequence, quantity, unit, consume_stage, is_cost_only, scrap_factor, notes
         FROM bom_lines WHERE bom_id = ?1 ORDER BY sequence, id",
        bind![from, to],
    )?;
    w.execute(
        "UPDATE boms SET (name, assembly_time_minutes, notes) =
             (SELECT name, assembly_time_minutes, notes FROM boms WHERE id = ?1) WHERE id = ?2",
        bind![from, to],
    )?;
    Ok(())
}

fn components(r: &Read<'_>, id: BomId) -> Result<Vec<ProductId>> {
    r.values("SELECT component_id FROM bom_lines WHERE bom_id = ?1", bind![id])
}

/// Starts a new version as a copy of another; it counts only when it is activated.
///
/// # Errors
/// [`Code::NotFound`], [`Code::CircularBom`].
pub fn start(w: &Write<'_>, req: NewBomVersion) -> Result<BomDetail> {
    let old = bom(w, req.id)?;
    let id = new_version(w, old.product_id)?;
    copy_lines(w, old.id, id)?;
    w.execute(
        "UPDATE boms SET code = ?2, revision = ?3 WHERE id = ?1",
        bind![id, old.code, req.revision.map(String::from).or(old.revision)],
    )?;
    if req.activate {
        refuse_cycle(w, old.product_id, &components(w, id)?)?;
        make_active(w, id, old.product_id)?;
    }
    super::cost::store_totals(w, old.product_id)?;
    w.about("bom", id.get(), old.code.as_deref().or(Some(&old.sku)));
    detail(w, BomRef { id })
}

/// Makes a version the one that counts; the one before stays readable.
///
/// # Errors
/// [`Code::WrongState`] when it counts already, [`Code::CircularBom`] with the path.
pub fn activate(w: &Write<'_>, req: BomRef) -> Result<BomDetail> {
    let old = bom(w, req.id)?;
    if old.active {
        let text = format!("Version {} of {} is the active one already.", old.version, old.sku);
        return Err(refuse(Code::WrongState, text));
    }
    refuse_cycle(w, old.product_id, &components(w, old.id)?)?;
    make_active(w, old.id, old.product_id)?;
    super::cost::store_totals(w, old.product_id)?;
    w.about("bom", old.id.get(), old.code.as_deref().or(Some(&old.sku)));
    detail(w, req)
}

/// Takes a version out of use; the product then has no active bill.
///
/// # Errors
/// [`Code::WrongState`] when it is not the active one.
pub fn deactivate(w: &Write<'_>, req: BomRef) -> Result<BomDetail> {
    let old = bom(w, req.id)?;
    if !old.active {
        let text = format!("Version {} of {} is not active.", old.version, old.sku);
        return Err(refuse(Code::WrongState, text));
    }
    w.execute("UPDATE boms SET active = 0 WHERE id = ?1", bind![old.id])?;
    catalog::set_has_bom(w, old.product_id, false)?;
    w.about("bom", old.id.get(), old.code.as_deref().or(Some(&old.sku)));
    detail(w, req)
}

/// Copies a bill to another product, as a version of that product's bill.
///
/// # Errors
/// [`Code::CircularBom`] when the other product is among its components, at any depth.
pub fn copy(w: &Write<'_>, req: CopyBom) -> Result<BomDetail> {
    let old = bom(w, req.id)?;
    let product = catalog::require_active(w, req.product_id)?;
    refuse_cycle(w, product.id, &components(w, old.id)?)?;
    let id = new_version(w, product.id)?;
    copy_lines(w, old.id, id)?;
    if req.activate.unwrap_or(true) {
        make_active(w, id, product.id)?;
    }
    super::cost::store_totals(w, product.id)?;
    w.about("bom", id.get(), Some(&product.sku));
    detail(w, BomRef { id })
}

fn state(line: &BomLine) -> LineState {
    LineState {
        quantity: line.quantity,
        unit: line.unit.clone(),
        scrap_factor: line.scrap_factor,
        consume_stage: line.consume_stage,
        is_cost_only: line.is_cost_only,
    }
}

fn differs(before: &LineState, after: &LineState) -> bool {
    before.quantity != after.quantity
        || before.unit != after.unit
        || before.scrap_factor != after.scrap_factor
        || before.consume_stage != after.consume_stage
        || before.is_cost_only != after.is_cost_only
}

/// Compares two bills component by component; a component that stands in several lines is paired in their order.
///
/// # Errors
/// [`Code::NotFound`].
pub fn compare(r: &Read<'_>, req: CompareBoms) -> Result<BomComparison> {
    let mut olds: Vec<_> = lines(r, req.before)?.into_iter().map(Some).collect();
    let mut out = Vec::new();
    for new in lines(r, req.after)? {
        let old = olds
            .iter_mut()
            .find(|o| o.as_ref().is_some_and(|o| o.component_id == new.component_id))
            .and_then(Option::take);
        let (before, after) = (old.as_ref().map(state), state(&new));
        out.push(LineChange {
            component_id: new.component_id,
            sku: new.sku,
            component_name: new.component_name,
            changed: before.as_ref().is_none_or(|b| differs(b, &after)),
            before,
            after: Some(after),
        });
    }
    for old in olds.into_iter().flatten() {
        out.push(LineChange {
            component_id: old.component_id,
            before: Some(state(&old)),
            after: None,
            changed: true,
            sku: old.sku,
            component_name: old.component_name,
        });
    }
    Ok(BomComparison { before: bom(r, req.before)?, after: bom(r, req.after)?, lines: out })
}
