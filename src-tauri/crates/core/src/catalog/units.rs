//! Units of measure and what one is in another.
//!
//! Two units convert when they have the same base. What a box or a spool holds is a fact of the product:
//! its own factor wins over the table.

use std::collections::HashMap;

use rust_decimal::Decimal;
use spoolyard_types::ids::{ProductId, UnitId};
use spoolyard_types::{Code, Entered, Factor, Quantity, Text};

use super::model::{PurchaseUnit, positive_factor};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::stored_enum! {
    /// What a unit measures.
    pub enum UnitClass {
        /// Mass.
        Mass = "mass",
        /// Length.
        Length = "length",
        /// Volume.
        Volume = "volume",
        /// Pieces and packages.
        Each = "each",
        /// Time.
        Time = "time",
    }
}

crate::read_model! {
    /// A unit of measure.
    pub struct Unit {
        /// Its row.
        pub id: UnitId,
        /// As it is written beside a quantity.
        pub code: String,
        /// Name.
        pub name: String,
        /// The unit that the factor counts.
        pub base_unit: Option<String>,
        /// How many of the base unit one is.
        pub conversion_factor: Factor,
        /// What it measures.
        pub uom_class: Option<UnitClass>,
        /// The usual unit of its class.
        pub is_default: bool,
        /// May be chosen.
        pub active: bool,
    }
}

crate::wire! {
    /// A new unit, or one changed.
    pub struct SaveUnit {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<UnitId>,
        /// As it is written beside a quantity: `KG`.
        pub code: Text<20>,
        /// Name.
        pub name: Text<100>,
        /// The unit that the factor counts; itself when left out.
        #[serde(default)]
        #[ts(optional)]
        pub base_unit: Option<Text<20>>,
        /// How many of the base unit one is.
        pub conversion_factor: Entered<Factor, 18, 8>,
        /// What it measures.
        pub uom_class: UnitClass,
        /// May be chosen; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub active: Option<bool>,
    }

    /// How much a quantity is in another unit.
    pub struct ConvertUnits {
        /// How much.
        pub quantity: Entered<Quantity, 18, 6>,
        /// In which unit it is given.
        pub from: Text<20>,
        /// In which unit it is wanted.
        pub to: Text<20>,
        /// The product whose own purchase unit counts.
        #[serde(default)]
        #[ts(optional)]
        pub product_id: Option<ProductId>,
    }

    /// A quantity in the unit that was asked for.
    pub struct Converted {
        /// How much.
        pub quantity: Quantity,
        /// In which unit.
        pub unit: String,
    }
}

const SELECT: &str = "SELECT id, code, name, base_unit, conversion_factor, uom_class, is_default, active
     FROM units_of_measure";

/// All units, by class and size.
///
/// # Errors
/// When the store cannot be read.
pub fn list(r: &Read<'_>) -> Result<Vec<Unit>> {
    r.all(&format!("{SELECT} ORDER BY uom_class, base_unit, conversion_factor, code"), [])
}

/// The table of units, for many conversions at once.
#[derive(Debug, Clone, Default)]
pub struct UnitTable {
    units: HashMap<String, (String, Decimal, Option<UnitClass>)>,
}

impl UnitTable {
    /// Reads it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn load(r: &Read<'_>) -> Result<Self> {
        let units: Vec<Unit> = r.all(SELECT, [])?;
        Ok(Self {
            units: units
                .into_iter()
                .map(|u| {
                    let code = u.code.to_uppercase();
                    let base = u.base_unit.map_or_else(|| code.clone(), |b| b.to_uppercase());
                    (code, (base, u.conversion_factor.get(), u.uom_class))
                })
                .collect(),
        })
    }

    /// Whether there is such a unit.
    #[must_use]
    pub fn knows(&self, code: &str) -> bool {
        self.units.contains_key(&code.to_uppercase())
    }

    /// How many `to` one `from` is.
    ///
    /// # Errors
    /// [`Code::UnitMismatch`] naming both units.
    pub fn factor(&self, from: &str, to: &str, product: Option<PurchaseUnit<'_>>) -> Result<Decimal> {
        if from.eq_ignore_ascii_case(to) {
            return Ok(Decimal::ONE);
        }
        if let Some(PurchaseUnit { stock, purchase, factor: Some(factor) }) = product
            && !purchase.eq_ignore_ascii_case(stock)
        {
            if from.eq_ignore_ascii_case(purchase) {
                return Ok(factor.get() * self.general(stock, to)?);
            }
            if to.eq_ignore_ascii_case(purchase) {
                let stocked = self.general(from, stock)?;
                return stocked.checked_div(factor.get()).ok_or_else(|| mismatch(from, to));
            }
        }
        self.general(from, to)
    }

    /// `quantity` of `from` in `to`, at six digits.
    ///
    /// # Errors
    /// [`Code::UnitMismatch`] naming both units.
    pub fn convert(
        &self,
        quantity: Quantity,
        from: &str,
        to: &str,
        product: Option<PurchaseUnit<'_>>,
    ) -> Result<Quantity> {
        let factor = self.factor(from, to, product)?;
        let value = quantity.get().checked_mul(factor).ok_or_else(|| {
            refuse(Code::InvalidValue, format!("{quantity} {from} is too large to be counted in {to}."))
        })?;
        Ok(Quantity::rounded(value)?)
    }

    fn general(&self, from: &str, to: &str) -> Result<Decimal> {
        if from.eq_ignore_ascii_case(to) {
            return Ok(Decimal::ONE);
        }
        let (from_base, from_factor, from_class) = self.find(from)?;
        let (to_base, to_factor, to_class) = self.find(to)?;
        if from_base != to_base || from_class != to_class {
            return Err(mismatch(from, to));
        }
        from_factor.checked_div(*to_factor).ok_or_else(|| mismatch(from, to))
    }

    fn find(&self, code: &str) -> Result<&(String, Decimal, Option<UnitClass>)> {
        self.units.get(&code.to_uppercase()).ok_or_else(|| {
            refuse(
                Code::UnitMismatch,
                format!("There is no unit {code}. Add it under Settings → Units, or choose another."),
            )
        })
    }
}

fn mismatch(from: &str, to: &str) -> crate::Error {
    refuse(
        Code::UnitMismatch,
        format!(
            "{from} cannot be converted into {to}. Use a unit of the same kind, or say on the product how many {to} one {from} holds."
        ),
    )
}

/// `quantity` of `from` in `to`. The purchase unit of `product` wins over the table of units.
///
/// # Errors
/// [`Code::UnitMismatch`] naming both units; [`Code::NotFound`].
pub fn convert(
    r: &Read<'_>,
    quantity: Quantity,
    from: &str,
    to: &str,
    product: Option<ProductId>,
) -> Result<Quantity> {
    if from.eq_ignore_ascii_case(to) {
        return Ok(quantity);
    }
    let table = UnitTable::load(r)?;
    match product {
        Some(id) => {
            let product = super::product(r, id)?;
            table.convert(quantity, from, to, Some(product.purchase_unit()))
        }
        None => table.convert(quantity, from, to, None),
    }
}

/// Answers [`ConvertUnits`].
///
/// # Errors
/// As [`convert`].
pub fn converted(r: &Read<'_>, req: ConvertUnits) -> Result<Converted> {
    let quantity = convert(r, req.quantity.get(), &req.from, &req.to, req.product_id)?;
    Ok(Converted { quantity, unit: req.to.into() })
}

/// Refuses a unit that is not in the table; answers it as the table writes it.
///
/// # Errors
/// [`Code::InvalidValue`] at `field`.
pub fn require_unit(r: &Read<'_>, code: &str, field: &str) -> Result<String> {
    r.value("SELECT code FROM units_of_measure WHERE code = ?1 COLLATE NOCASE", bind![code])?.ok_or_else(
        || {
            refuse_field(
                Code::InvalidValue,
                field,
                format!("There is no unit {code}. Add it under Settings → Units, or choose another."),
            )
        },
    )
}

/// Adds a unit or changes one.
///
/// # Errors
/// [`Code::AlreadyExists`], [`Code::InvalidValue`] for a factor or base that cannot be,
/// [`Code::InUse`] when a unit that products use would change its size.
pub fn save(w: &Write<'_>, req: SaveUnit) -> Result<Unit> {
    let factor = positive_factor(req.conversion_factor.get())?;
    let code = req.code.trim().to_uppercase();
    let taken: Option<UnitId> =
        w.value("SELECT id FROM units_of_measure WHERE code = ?1 COLLATE NOCASE", bind![code])?;
    if taken.is_some() && taken != req.id {
        return Err(refuse_field(Code::AlreadyExists, "code", format!("There is a unit {code} already.")));
    }
    let base = req.base_unit.as_ref().map_or_else(|| code.clone(), |b| b.trim().to_uppercase());
    check_base(w, &code, &base, factor, req.uom_class)?;
    let id = match req.id {
        None => UnitId(w.insert(
            "INSERT INTO units_of_measure (code, name, base_unit, conversion_factor, uom_class, active, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            bind![code, req.name, base, factor, req.uom_class, req.active.unwrap_or(true), w.now()],
        )?),
        Some(id) => {
            change(w, id, &code, &base, factor, &req)?;
            id
        }
    };
    w.about("unit_of_measure", id.get(), Some(&code));
    w.maybe(&format!("{SELECT} WHERE id = ?1"), bind![id])?.ok_or_else(|| not_found("unit", id))
}

fn check_base(w: &Write<'_>, code: &str, base: &str, factor: Factor, class: UnitClass) -> Result<()> {
    if base == code {
        if factor.get() == Decimal::ONE {
            return Ok(());
        }
        let text =
            format!("{code} is its own base, so one of it is 1 of it. Write 1, or choose another base.");
        return Err(refuse_field(Code::InvalidValue, "conversion_factor", text));
    }
    let of_base: Option<Unit> = w.maybe(&format!("{SELECT} WHERE code = ?1 COLLATE NOCASE"), bind![base])?;
    let Some(of_base) = of_base else {
        let text = format!("There is no unit {base} to count {code} in. Add it first.");
        return Err(refuse_field(Code::InvalidValue, "base_unit", text));
    };
    if of_base.uom_class != Some(class) {
        let text =
            format!("{base} measures something else than {code} would. Choose a base of the same class.");
        return Err(refuse_field(Code::UnitMismatch, "base_unit", text));
    }
    if of_base.base_unit.as_deref().is_some_and(|b| !b.eq_ignore_ascii_case(base)) {
        let text = format!("{base} is itself counted in another unit. Count {code} in that one.");
        return Err(refuse_field(Code::InvalidValue, "base_unit", text));
    }
    Ok(())
}

fn change(w: &Write<'_>, id: UnitId, code: &str, base: &str, factor: Factor, req: &SaveUnit) -> Result<()> {
    let old: Unit =
        w.maybe(&format!("{SELECT} WHERE id = ?1"), bind![id])?.ok_or_else(|| not_found("unit", id))?;
    let same_size =
        old.conversion_factor == factor && old.base_unit.as_deref() == Some(base) && old.code == code;
    let used: i64 = w
        .value(
            "SELECT (SELECT count(*) FROM products WHERE ?1 IN (unit, purchase_uom))
                  + (SELECT count(*) FROM bom_lines WHERE unit = ?1)
                  + (SELECT count(*) FROM routing_operation_materials WHERE unit = ?1)",
            bind![old.code],
        )?
        .unwrap_or(0);
    if !same_size && used > 0 {
        let text = format!(
            "{} is used by {used} products or bill lines, so its code and size stay. Add another unit instead.",
            old.code
        );
        return Err(refuse_field(Code::InUse, "conversion_factor", text));
    }
    w.execute(
        "UPDATE units_of_measure SET code = ?2, name = ?3, base_unit = ?4, conversion_factor = ?5, uom_class = ?6,
             active = ?7, updated_at = ?8 WHERE id = ?1",
        bind![id, code, req.name, base, factor, req.uom_class, req.active.unwrap_or(old.active), w.now()],
    )?;
    Ok(())
}
