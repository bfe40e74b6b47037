//! What may stand in for a component when it is short.

use rust_decimal::Decimal;
use spoolyard_types::ids::{BomLineId, ProductId};
use spoolyard_types::{Code, Entered, Quantity, Text};

use super::store;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, refuse_field};

crate::read_model! {
    /// A product that may stand in for another.
    pub struct Alternate {
        /// Its row.
        pub id: i64,
        /// For which component.
        pub component_id: ProductId,
        /// What stands in.
        pub substitute_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// Only for this line of a bill; none for everywhere.
        pub bom_line_id: Option<BomLineId>,
        /// The best has 1.
        pub priority: u32,
        /// How many of the substitute replace one of the component, each in its stock unit.
        pub factor: Quantity,
        /// Notes.
        pub notes: Option<String>,
    }
}

crate::wire! {
    /// One substitute.
    pub struct SaveAlternate {
        /// What stands in.
        pub substitute_id: ProductId,
        /// Only for this line of a bill.
        #[serde(default)]
        #[ts(optional)]
        pub bom_line_id: Option<BomLineId>,
        /// The best has 1.
        pub priority: u32,
        /// How many of it replace one; 1 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub factor: Option<Entered<Quantity, 18, 6>>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<2000>>,
    }

    /// All substitutes of a component, in place of those it had.
    pub struct SetAlternates {
        /// For which component.
        pub component_id: ProductId,
        /// What stands in.
        pub alternates: Vec<SaveAlternate>,
    }
}

/// The substitutes of a component, best first.
///
/// # Errors
/// When the store cannot be read.
pub fn of(r: &Read<'_>, component: ProductId) -> Result<Vec<Alternate>> {
    r.all(
        "SELECT a.id, a.component_id, a.substitute_id, p.sku, p.name, a.bom_line_id, a.priority, a.factor, a.notes
         FROM product_alternates AS a JOIN products AS p ON p.id = a.substitute_id
         WHERE a.component_id = ?1 ORDER BY a.priority, a.id",
        bind![component],
    )
}

/// Sets what may stand in for a component.
///
/// # Errors
/// [`Code::InvalidValue`] naming the line, [`Code::NotFound`].
pub fn set(w: &Write<'_>, req: SetAlternates) -> Result<Vec<Alternate>> {
    let component = store::product(w, req.component_id)?;
    w.execute("DELETE FROM product_alternates WHERE component_id = ?1", bind![component.id])?;
    let mut seen = std::collections::HashSet::new();
    for (index, line) in req.alternates.iter().enumerate() {
        let at = |field: &str| format!("alternates[{index}].{field}");
        if line.substitute_id == component.id {
            let text = format!("{} cannot stand in for itself.", component.sku);
            return Err(refuse_field(Code::InvalidValue, at("substitute_id"), text));
        }
        if !seen.insert((line.substitute_id, line.bom_line_id)) {
            let text = "This substitute stands in the list twice. Remove one.";
            return Err(refuse_field(Code::InvalidValue, at("substitute_id"), text));
        }
        let factor = line.factor.map_or(Decimal::ONE, |f| f.0.get());
        if line.priority == 0 || factor <= Decimal::ZERO {
            let text = "The best substitute has priority 1, and a factor is above 0.";
            return Err(refuse_field(Code::InvalidValue, at("priority"), text));
        }
        store::product(w, line.substitute_id)?;
        w.insert(
            "INSERT INTO product_alternates (component_id, substitute_id, bom_line_id, priority, factor, notes, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            bind![
                component.id,
                line.substitute_id,
                line.bom_line_id,
                line.priority,
                Quantity::new(factor)?,
                line.notes,
                w.now()
            ],
        )?;
    }
    w.about("product", component.id.get(), Some(&component.sku));
    of(w, component.id)
}
