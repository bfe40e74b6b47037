//! Bills of material: saved as a whole, checked line by line.

use spoolyard_types::ids::{BomId, BomLineId, ProductId};
use spoolyard_types::{Code, Date, Entered, Percent, Quantity, Text, Timestamp, UnitCost};

use super::cycle::refuse_cycle;
use super::model::ConsumeStage;
use crate::bind;
use crate::catalog;
use crate::catalog::model::PurchaseUnit;
use crate::catalog::units::{self, UnitTable};
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search, Write};
use crate::error::{Result, not_found, refuse_field};

crate::read_model! {
    /// A bill of material.
    pub struct Bom {
        /// Its row.
        pub id: BomId,
        /// Of which product.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// Code.
        pub code: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// Counts up per product.
        pub version: u32,
        /// Revision, as drawings have it.
        pub revision: Option<String>,
        /// The one that counts.
        pub active: bool,
        /// What one unit's lines cost when it was last saved.
        pub total_cost: Option<UnitCost>,
        /// Minutes of work for one unit, for a product without a routing.
        pub assembly_time_minutes: Option<u32>,
        /// From when it is meant.
        pub effective_date: Option<Date>,
        /// Notes.
        pub notes: Option<String>,
        /// Lines.
        pub line_count: u32,
        /// When it was written.
        pub created_at: Timestamp,
    }

    /// A line of a bill.
    pub struct BomLine {
        /// Its row.
        pub id: BomLineId,
        /// The component.
        pub component_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub component_name: String,
        /// Whether it may still be bought and made.
        pub component_active: bool,
        /// Its place.
        pub sequence: Option<i32>,
        /// How much for one unit.
        pub quantity: Quantity,
        /// In which unit.
        pub unit: String,
        /// The component's stock unit.
        pub stock_unit: String,
        /// While it is made or when it is shipped.
        pub consume_stage: ConsumeStage,
        /// It costs, and is never reserved, planned or issued.
        pub is_cost_only: bool,
        /// Per cent added for scrap.
        pub scrap_factor: Percent,
        /// An operation of the active routing names the component: its line counts instead of this one.
        pub taken_by_operation: bool,
        /// Notes.
        pub notes: Option<String>,
    }
}

crate::wire! {
    /// A line of a bill, to be saved.
    pub struct SaveBomLine {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<BomLineId>,
        /// The component.
        pub component_id: ProductId,
        /// Its place; as the lines stand when left out.
        #[serde(default)]
        #[ts(optional)]
        pub sequence: Option<i32>,
        /// How much for one unit.
        pub quantity: Entered<Quantity, 18, 4>,
        /// In which unit; the component's stock unit when left out.
        #[serde(default)]
        #[ts(optional)]
        pub unit: Option<Text<20>>,
        /// While it is made or when it is shipped; while it is made when left out.
        #[serde(default)]
        #[ts(optional)]
        pub consume_stage: Option<ConsumeStage>,
        /// It costs, and is never reserved, planned or issued.
        #[serde(default)]
        pub is_cost_only: bool,
        /// Per cent added for scrap.
        #[serde(default)]
        #[ts(optional)]
        pub scrap_factor: Option<Entered<Percent, 5, 2>>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<2000>>,
    }

    /// A new bill, or one changed: all its lines.
    pub struct SaveBom {
        /// Which one; none for a new version.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<BomId>,
        /// Of which product.
        pub product_id: ProductId,
        /// Code.
        #[serde(default)]
        #[ts(optional)]
        pub code: Option<Text<50>>,
        /// Name.
        #[serde(default)]
        #[ts(optional)]
        pub name: Option<Text<255>>,
        /// Revision, as drawings have it.
        #[serde(default)]
        #[ts(optional)]
        pub revision: Option<Text<10>>,
        /// Minutes of work for one unit, for a product without a routing.
        #[serde(default)]
        #[ts(optional)]
        pub assembly_time_minutes: Option<u32>,
        /// From when it is meant.
        #[serde(default)]
        #[ts(optional)]
        pub effective_date: Option<Date>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10_000>>,
        /// All lines.
        pub lines: Vec<SaveBomLine>,
        /// A new version becomes the one that counts; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub activate: Option<bool>,
    }

    /// Names a bill.
    pub struct BomRef {
        /// Which one.
        pub id: BomId,
    }

    /// A bill with its lines.
    pub struct BomDetail {
        /// The bill.
        pub bom: Bom,
        /// Its lines, in order.
        pub lines: Vec<BomLine>,
        /// All versions of the product's bill, newest first.
        pub versions: Vec<Bom>,
    }
}

pub(super) const BOM: &str =
    "SELECT b.id AS id, b.product_id AS product_id, p.sku AS sku, p.name AS product_name, b.code AS code,
       b.name AS name, b.version AS version, b.revision AS revision, b.active AS active,
       b.total_cost AS total_cost, b.assembly_time_minutes AS assembly_time_minutes,
       b.effective_date AS effective_date, b.notes AS notes,
       (SELECT count(*) FROM bom_lines AS l WHERE l.bom_id = b.id) AS line_count, b.created_at AS created_at
     FROM boms AS b JOIN products AS p ON p.id = b.product_id";

/// The list of bills.
pub const BOMS: ListSpec = ListSpec {
    select: "b.id AS id, b.product_id AS product_id, p.sku AS sku, p.name AS product_name, b.code AS code,
       b.name AS name, b.version AS version, b.revision AS revision, b.active AS active,
       b.total_cost AS total_cost, b.assembly_time_minutes AS assembly_time_minutes,
       b.effective_date AS effective_date, b.notes AS notes,
       (SELECT count(*) FROM bom_lines AS l WHERE l.bom_id = b.id) AS line_count, b.created_at AS created_at",
    from: "boms AS b JOIN products AS p ON p.id = b.product_id",
    always: "",
    id: "b.id",
    fields: &[
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("product_id", "b.product_id", Kind::Integer),
        Field::new("product_name", "p.name", Kind::Text),
        Field::nullable("code", "b.code", Kind::Text),
        Field::new("version", "b.version", Kind::Integer),
        Field::new("active", "b.active", Kind::Bool),
        Field::nullable("effective_date", "b.effective_date", Kind::Date),
        Field::new("created_at", "b.created_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "products_fts", rowid: "p.id" }),
    order: ("sku", false),
};

/// A page of bills.
///
/// # Errors
/// [`Code::InvalidValue`] for a field or value that this list does not know.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<Bom>> {
    r.list(&BOMS, &req)
}

pub(super) fn bom(r: &Read<'_>, id: BomId) -> Result<Bom> {
    r.maybe(&format!("{BOM} WHERE b.id = ?1"), bind![id])?.ok_or_else(|| not_found("bill of material", id))
}

pub(super) fn lines(r: &Read<'_>, id: BomId) -> Result<Vec<BomLine>> {
    r.all(
        "SELECT l.id, l.component_id, p.sku, p.name AS component_name, p.active AS component_active, l.sequence,
                l.quantity, l.unit, p.unit AS stock_unit, l.consume_stage, l.is_cost_only, l.scrap_factor,
                EXISTS (SELECT 1 FROM routings AS ro
                        JOIN routing_operations AS o ON o.routing_id = ro.id AND o.is_active = 1
                        JOIN routing_operation_materials AS m ON m.routing_operation_id = o.id
                        WHERE ro.product_id = b.product_id AND ro.is_active = 1 AND ro.is_template = 0
                          AND m.component_id = l.component_id) AS taken_by_operation,
                l.notes
         FROM bom_lines AS l JOIN boms AS b ON b.id = l.bom_id JOIN products AS p ON p.id = l.component_id
         WHERE l.bom_id = ?1 ORDER BY l.sequence, l.id",
        bind![id],
    )
}

/// A bill with its lines and versions.
///
/// # Errors
/// [`Code::NotFound`].
pub fn detail(r: &Read<'_>, req: BomRef) -> Result<BomDetail> {
    let bom = bom(r, req.id)?;
    let versions = r.all(
        &format!("{BOM} WHERE b.product_id = ?1 ORDER BY b.version DESC, b.id DESC"),
        bind![bom.product_id],
    )?;
    Ok(BomDetail { lines: lines(r, req.id)?, versions, bom })
}

/// Adds a version of a product's bill or changes one in place. A new version is the one that counts unless
/// told otherwise; the old stays readable.
///
/// # Errors
/// [`Code::CircularBom`] with the path; [`Code::UnitMismatch`], [`Code::InactiveProduct`] and
/// [`Code::InvalidValue`] naming the line; [`Code::InUse`] when a line goes that work orders were released with.
pub fn save(w: &Write<'_>, req: SaveBom) -> Result<BomDetail> {
    let product = catalog::product(w, req.product_id)?;
    let written = check_lines(w, &req)?;
    let components: Vec<_> = req.lines.iter().map(|l| l.component_id).collect();
    refuse_cycle(w, product.id, &components)?;
    let id = match req.id {
        Some(id) => {
            let old = bom(w, id)?;
            if old.product_id != product.id {
                let text = format!("This bill belongs to {}. Copy it to {} instead.", old.sku, product.sku);
                return Err(refuse_field(Code::InvalidValue, "product_id", text));
            }
            id
        }
        None => new_version(w, product.id)?,
    };
    w.execute(
        "UPDATE boms SET code = ?2, name = ?3, revision = ?4, assembly_time_minutes = ?5, effective_date = ?6, notes = ?7
         WHERE id = ?1",
        bind![id, req.code, req.name, req.revision, req.assembly_time_minutes, req.effective_date, req.notes],
    )?;
    write_lines(w, id, &req.lines, &written)?;
    if req.id.is_none() && req.activate.unwrap_or(true) {
        make_active(w, id, product.id)?;
    }
    super::cost::store_totals(w, product.id)?;
    w.about("bom", id.get(), req.code.as_deref().or(Some(&product.sku)));
    detail(w, BomRef { id })
}

pub(super) fn new_version(w: &Write<'_>, product: ProductId) -> Result<BomId> {
    let id = w.insert(
        "INSERT INTO boms (product_id, version, active, created_at)
         VALUES (?1, (SELECT coalesce(max(version), 0) + 1 FROM boms WHERE product_id = ?1), 0, ?2)",
        bind![product, w.now()],
    )?;
    Ok(BomId(id))
}

pub(super) fn make_active(w: &Write<'_>, id: BomId, product: ProductId) -> Result<()> {
    w.execute("UPDATE boms SET active = 0 WHERE product_id = ?1 AND active = 1", bind![product])?;
    w.execute("UPDATE boms SET active = 1 WHERE id = ?1", bind![id])?;
    catalog::set_has_bom(w, product, true)
}

/// The unit in which each line is written, after every line was checked.
fn check_lines(w: &Write<'_>, req: &SaveBom) -> Result<Vec<String>> {
    let table = UnitTable::load(w)?;
    let ids: Vec<_> = req.lines.iter().map(|l| l.component_id).collect();
    let known = catalog::store::products(w, &ids)?;
    let mut out = Vec::with_capacity(req.lines.len());
    for (index, line) in req.lines.iter().enumerate() {
        let at = |field: &str| format!("lines[{index}].{field}");
        let component = known.iter().find(|p| p.id == line.component_id).ok_or_else(|| {
            refuse_field(
                Code::NotFound,
                at("component_id"),
                format!("There is no product {}.", line.component_id),
            )
        })?;
        // A line that was there before may keep a component that was deactivated since.
        if !component.active && line.id.is_none() {
            let text = format!("{} is inactive. Reactivate it, or choose another component.", component.sku);
            return Err(refuse_field(Code::InactiveProduct, at("component_id"), text));
        }
        if !line.quantity.0.is_positive() {
            return Err(refuse_field(Code::InvalidValue, at("quantity"), "A line needs more than 0."));
        }
        check_scrap(line.scrap_factor, at("scrap_factor"))?;
        out.push(line_unit(w, &table, line.unit.as_deref(), component, &at("unit"))?);
    }
    Ok(out)
}

pub(super) fn check_scrap(scrap: Option<Entered<Percent, 5, 2>>, at: String) -> Result<()> {
    if scrap.is_some_and(|s| s.0.is_negative() || s.0 > Percent::hundred()) {
        return Err(refuse_field(Code::InvalidValue, at, "Scrap is between 0 and 100 per cent."));
    }
    Ok(())
}

/// The unit of a line as the table of units writes it; refused when the component's stock cannot be counted in it.
pub(super) fn line_unit(
    r: &Read<'_>,
    table: &UnitTable,
    unit: Option<&str>,
    component: &catalog::Product,
    at: &str,
) -> Result<String> {
    let Some(unit) = unit else { return Ok(component.unit.clone()) };
    let unit = units::require_unit(r, unit, at)?;
    let PurchaseUnit { stock, .. } = component.purchase_unit();
    table.factor(&unit, stock, Some(component.purchase_unit())).map_err(|_| {
        let text = format!(
            "{} is stocked in {stock}, which {unit} cannot be converted into. Write the line in {stock} or a unit of its kind.",
            component.sku
        );
        refuse_field(Code::UnitMismatch, at, text)
    })?;
    Ok(unit)
}

fn write_lines(w: &Write<'_>, bom: BomId, lines: &[SaveBomLine], written: &[String]) -> Result<()> {
    let kept: Vec<_> = lines.iter().filter_map(|l| l.id).collect();
    let used: Option<String> = w.value(
        "SELECT p.sku FROM bom_lines AS l JOIN products AS p ON p.id = l.component_id
         WHERE l.bom_id = ?1 AND l.id NOT IN (SELECT value FROM json_each(?2))
           AND (EXISTS (SELECT 1 FROM production_order_operation_materials AS m WHERE m.bom_line_id = l.id)
             OR EXISTS (SELECT 1 FROM production_order_materials AS m WHERE m.bom_line_id = l.id)
             OR EXISTS (SELECT 1 FROM production_lot_consumptions AS c WHERE c.bom_line_id = l.id))",
        bind![bom, serde_json::json!(kept)],
    )?;
    if let Some(sku) = used {
        let text = format!(
            "Work orders were released with the line of {sku}, so it stays. Start a new version instead."
        );
        return Err(refuse_field(Code::InUse, "lines", text));
    }
    w.execute(
        "DELETE FROM bom_lines WHERE bom_id = ?1 AND id NOT IN (SELECT value FROM json_each(?2))",
        bind![bom, serde_json::json!(kept)],
    )?;
    for (index, (line, unit)) in lines.iter().zip(written).enumerate() {
        let place = i32::try_from((index + 1) * 10).unwrap_or(i32::MAX);
        let sequence = line.sequence.unwrap_or(place);
        let stage = line.consume_stage.unwrap_or(ConsumeStage::Production);
        let scrap = line.scrap_factor.map_or(Percent::ZERO, Entered::get);
        let values = bind![
            line.id,
            bom,
            line.component_id,
            sequence,
            line.quantity,
            unit,
            stage,
            line.is_cost_only,
            scrap,
            line.notes
        ];
        let touched = if line.id.is_some() {
            w.execute(
                "UPDATE bom_lines SET component_id = ?3, sequence = ?4, quantity = ?5, unit = ?6, consume_stage = ?7,
                     is_cost_only = ?8, scrap_factor = ?9, notes = ?10 WHERE id = ?1 AND bom_id = ?2",
                values,
            )?
        } else {
            w.execute(
                "INSERT INTO bom_lines (id, bom_id, component_id, sequence, quantity, unit, consume_stage, is_cost_only,
                     scrap_factor, notes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                values,
            )?
        };
        if touched == 0 {
            let text = "This line is not one of this bill any more. Open the bill again.";
            return Err(refuse_field(Code::ChangedMeanwhile, format!("lines[{index}].id"), text));
        }
    }
    Ok(())
}
