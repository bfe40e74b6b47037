//! Routings: operations in order, each with its work center, minutes and materials.

use spoolyard_types::ids::{ProductId, RoutingId, RoutingMaterialId, RoutingOperationId, WorkCenterId};
use spoolyard_types::{Code, Date, Entered, Percent, Quantity, Text, Timestamp, UnitCost};

use super::bom::{check_scrap, line_unit};
use super::centers;
use super::cycle::refuse_cycle;
use super::model::{QuantityPer, RuntimeSource};
use crate::bind;
use crate::catalog;
use crate::catalog::units::UnitTable;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::read_model! {
    /// A routing.
    pub struct Routing {
        /// Its row.
        pub id: RoutingId,
        /// Of which product; none for a template.
        pub product_id: Option<ProductId>,
        /// Its SKU.
        pub sku: Option<String>,
        /// Its name.
        pub product_name: Option<String>,
        /// Code.
        pub code: String,
        /// Name.
        pub name: Option<String>,
        /// Copied, never run.
        pub is_template: bool,
        /// Counts up per product.
        pub version: u32,
        /// Revision.
        pub revision: String,
        /// The one that counts.
        pub is_active: bool,
        /// Setup minutes of all operations.
        pub total_setup_time_minutes: Option<Quantity>,
        /// Run minutes of one cycle of all operations.
        pub total_run_time_minutes: Option<Quantity>,
        /// What the work on one unit cost when it was last saved.
        pub total_cost: Option<UnitCost>,
        /// From when it is meant.
        pub effective_date: Option<Date>,
        /// Notes.
        pub notes: Option<String>,
        /// Operations in use.
        pub operation_count: u32,
        /// When it last changed.
        pub updated_at: Timestamp,
    }

    /// An operation of a routing.
    pub struct RoutingOperation {
        /// Its row.
        pub id: RoutingOperationId,
        /// Its place.
        pub sequence: i32,
        /// Code.
        pub operation_code: Option<String>,
        /// Name.
        pub operation_name: Option<String>,
        /// Description.
        pub description: Option<String>,
        /// Where.
        pub work_center_id: WorkCenterId,
        /// Its name.
        pub work_center: String,
        /// Once an order, in minutes.
        pub setup_time_minutes: Quantity,
        /// For each cycle, in minutes.
        pub run_time_minutes: Quantity,
        /// Waiting after it, in minutes.
        pub wait_time_minutes: Quantity,
        /// Moving on, in minutes.
        pub move_time_minutes: Quantity,
        /// Where the minutes come from.
        pub runtime_source: RuntimeSource,
        /// The slicer's file.
        pub slicer_file_path: Option<String>,
        /// Units of a cycle.
        pub units_per_cycle: u32,
        /// Per cent of the work that is lost.
        pub scrap_rate_percent: Percent,
        /// Labour an hour, instead of the work center's.
        pub labor_rate_override: Option<UnitCost>,
        /// Machine an hour, instead of the work center's.
        pub machine_rate_override: Option<UnitCost>,
        /// May begin before the one before is done.
        pub can_overlap: bool,
    }

    /// What an operation takes.
    pub struct OperationMaterial {
        /// Its row.
        pub id: RoutingMaterialId,
        /// At which operation.
        pub routing_operation_id: RoutingOperationId,
        /// The component.
        pub component_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub component_name: String,
        /// How much.
        pub quantity: Quantity,
        /// For a unit, a batch or an order.
        pub quantity_per: QuantityPer,
        /// In which unit.
        pub unit: String,
        /// The component's stock unit.
        pub stock_unit: String,
        /// Per cent added for scrap.
        pub scrap_factor: Percent,
        /// It costs, and is never reserved, planned or issued.
        pub is_cost_only: bool,
        /// It may be used, and is neither reserved nor planned.
        pub is_optional: bool,
        /// Notes.
        pub notes: Option<String>,
    }
}

crate::wire! {
    /// What an operation takes, to be saved.
    pub struct SaveOperationMaterial {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<RoutingMaterialId>,
        /// The component.
        pub component_id: ProductId,
        /// How much.
        pub quantity: Entered<Quantity, 18, 6>,
        /// For a unit, a batch or an order; for a unit when left out.
        #[serde(default)]
        #[ts(optional)]
        pub quantity_per: Option<QuantityPer>,
        /// In which unit; the component's stock unit when left out.
        #[serde(default)]
        #[ts(optional)]
        pub unit: Option<Text<20>>,
        /// Per cent added for scrap.
        #[serde(default)]
        #[ts(optional)]
        pub scrap_factor: Option<Entered<Percent, 5, 2>>,
        /// It costs, and is never reserved, planned or issued.
        #[serde(default)]
        pub is_cost_only: bool,
        /// It may be used, and is neither reserved nor planned.
        #[serde(default)]
        pub is_optional: bool,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<2000>>,
    }

    /// An operation, to be saved.
    pub struct SaveOperation {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<RoutingOperationId>,
        /// Its place; as the operations stand when left out.
        #[serde(default)]
        #[ts(optional)]
        pub sequence: Option<i32>,
        /// Code.
        #[serde(default)]
        #[ts(optional)]
        pub operation_code: Option<Text<50>>,
        /// Name.
        #[serde(default)]
        #[ts(optional)]
        pub operation_name: Option<Text<200>>,
        /// Description.
        #[serde(default)]
        #[ts(optional)]
        pub description: Option<Text<10_000>>,
        /// Where.
        pub work_center_id: WorkCenterId,
        /// Once an order, in minutes.
        #[serde(default)]
        #[ts(optional)]
        pub setup_time_minutes: Option<Entered<Quantity, 10, 2>>,
        /// For each cycle, in minutes.
        pub run_time_minutes: Entered<Quantity, 10, 2>,
        /// Waiting after it, in minutes.
        #[serde(default)]
        #[ts(optional)]
        pub wait_time_minutes: Option<Entered<Quantity, 10, 2>>,
        /// Moving on, in minutes.
        #[serde(default)]
        #[ts(optional)]
        pub move_time_minutes: Option<Entered<Quantity, 10, 2>>,
        /// Where the minutes come from; written by hand when left out.
        #[serde(default)]
        #[ts(optional)]
        pub runtime_source: Option<RuntimeSource>,
        /// The slicer's file.
        #[serde(default)]
        #[ts(optional)]
        pub slicer_file_path: Option<Text<500>>,
        /// Units of a cycle; 1 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub units_per_cycle: Option<u32>,
        /// Per cent of the work that is lost.
        #[serde(default)]
        #[ts(optional)]
        pub scrap_rate_percent: Option<Entered<Percent, 5, 2>>,
        /// Labour an hour, instead of the work center's.
        #[serde(default)]
        #[ts(optional)]
        pub labor_rate_override: Option<Entered<UnitCost, 18, 4>>,
        /// Machine an hour, instead of the work center's.
        #[serde(default)]
        #[ts(optional)]
        pub machine_rate_override: Option<Entered<UnitCost, 18, 4>>,
        /// May begin before the one before is done.
        #[serde(default)]
        pub can_overlap: bool,
        /// What it takes.
        #[serde(default)]
        pub materials: Vec<SaveOperationMaterial>,
    }

    /// A new routing, or one changed: all its operations.
    pub struct SaveRouting {
        /// Which one; none for a new version.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<RoutingId>,
        /// Of which product; none for a template.
        #[serde(default)]
        #[ts(optional)]
        pub product_id: Option<ProductId>,
        /// Code; formed from the SKU when left out.
        #[serde(default)]
        #[ts(optional)]
        pub code: Option<Text<50>>,
        /// Name.
        #[serde(default)]
        #[ts(optional)]
        pub name: Option<Text<200>>,
        /// Revision; 1.0 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub revision: Option<Text<20>>,
        /// From when it is meant.
        #[serde(default)]
        #[ts(optional)]
        pub effective_date: Option<Date>,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10_000>>,
        /// All operations.
        pub operations: Vec<SaveOperation>,
        /// A new version becomes the one that counts; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub activate: Option<bool>,
    }

    /// Names a routing.
    pub struct RoutingRef {
        /// Which one.
        pub id: RoutingId,
    }

    /// Copies a routing or template to a product.
    pub struct CopyRouting {
        /// From which one.
        pub id: RoutingId,
        /// To which product.
        pub product_id: ProductId,
    }

    /// An operation with what it takes.
    pub struct OperationWithMaterials {
        /// The operation.
        pub operation: RoutingOperation,
        /// What it takes.
        pub materials: Vec<OperationMaterial>,
    }

    /// A routing with its operations.
    pub struct RoutingDetail {
        /// The routing.
        pub routing: Routing,
        /// Its operations, in order.
        pub operations: Vec<OperationWithMaterials>,
        /// All versions of the product's routing, newest first.
        pub versions: Vec<Routing>,
    }
}

/// The list of routings.
pub const ROUTINGS: ListSpec = ListSpec {
    select: "ro.id AS id, ro.product_id AS product_id, p.sku AS sku, p.name AS product_name, ro.code AS code,
       ro.name AS name, ro.is_template AS is_template, ro.version AS version, ro.revision AS revision,
       ro.is_active AS is_active, ro.total_setup_time_minutes AS total_setup_time_minutes,
       ro.total_run_time_minutes AS total_run_time_minutes, ro.total_cost AS total_cost,
       ro.effective_date AS effective_date, ro.notes AS notes,
       (SELECT count(*) FROM routing_operations AS o WHERE o.routing_id = ro.id AND o.is_active = 1) AS operation_count,
       ro.updated_at AS updated_at",
    from: "routings AS ro LEFT JOIN products AS p ON p.id = ro.product_id",
    always: "",
    id: "ro.id",
    fields: &[
        Field::new("code", "ro.code", Kind::Text),
        Field::nullable("sku", "p.sku", Kind::Text),
        Field::nullable("product_id", "ro.product_id", Kind::Integer),
        Field::nullable("product_name", "p.name", Kind::Text),
        Field::new("version", "ro.version", Kind::Integer),
        Field::new("is_active", "ro.is_active", Kind::Bool),
        Field::new("is_template", "ro.is_template", Kind::Bool),
        Field::nullable("total_run_time_minutes", "ro.total_run_time_minutes", Kind::Decimal),
        Field::new("updated_at", "ro.updated_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "products_fts", rowid: "ro.product_id" }),
    order: ("code", false),
};

/// A page of routings.
///
/// # Errors
/// [`Code::InvalidValue`] for a field or value that this list does not know.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<Routing>> {
    r.list(&ROUTINGS, &req)
}

fn select() -> String {
    format!("SELECT {} FROM {}", ROUTINGS.select, ROUTINGS.from)
}

fn routing(r: &Read<'_>, id: RoutingId) -> Result<Routing> {
    r.maybe(&format!("{} WHERE ro.id = ?1", select()), bind![id])?.ok_or_else(|| not_found("routing", id))
}

/// A routing with its operations, materials and versions.
///
/// # Errors
/// [`Code::NotFound`].
pub fn detail(r: &Read<'_>, req: RoutingRef) -> Result<RoutingDetail> {
    let routing = routing(r, req.id)?;
    let operations: Vec<RoutingOperation> = r.all(
        "SELECT o.id, o.sequence, o.operation_code, o.operation_name, o.description, o.work_center_id,
                wc.name AS work_center, o.setup_time_minutes, o.run_time_minutes, o.wait_time_minutes,
                o.move_time_minutes, o.runtime_source, o.slicer_file_path, o.units_per_cycle, o.scrap_rate_percent,
                o.labor_rate_override, o.machine_rate_override, o.can_overlap
         FROM routing_operations AS o JOIN work_centers AS wc ON wc.id = o.work_center_id
         WHERE o.routing_id = ?1 AND o.is_active = 1 ORDER BY o.sequence, o.id",
        bind![req.id],
    )?;
    let materials: Vec<OperationMaterial> = r.all(
        "SELECT m.id, m.routing_operation_id, m.component_id, p.sku, p.name AS component_name, m.quantity,
                m.quantity_per, m.unit, p.unit AS stock_unit, m.scrap_factor, m.is_cost_only, m.is_optional, m.notes
         FROM routing_operation_materials AS m JOIN routing_operations AS o ON o.id = m.routing_operation_id
         JOIN products AS p ON p.id = m.component_id
         WHERE o.routing_id = ?1 AND o.is_active = 1 ORDER BY m.id",
        bind![req.id],
    )?;
    let versions = r.all(
        &format!("{} WHERE ro.product_id = ?1 ORDER BY ro.version DESC, ro.id DESC", select()),
        bind![routing.product_id],
    )?;
    let operations = operations
        .into_iter()
        .map(|operation| OperationWithMaterials {
            materials: materials.iter().filter(|m| m.routing_operation_id == operation.id).cloned().collect(),
            operation,
        })
        .collect();
    Ok(RoutingDetail { routing, operations, versions })
}

/// Adds a version of a product's routing (or a template), or changes one in place.
///
/// # Errors
/// [`Code::CircularBom`] with the path; [`Code::UnitMismatch`] and [`Code::InvalidValue`] naming the operation
/// and line; [`Code::InUse`] when a material goes that work orders were released with.
pub fn save(w: &Write<'_>, req: SaveRouting) -> Result<RoutingDetail> {
    let product = req.product_id.map(|id| catalog::product(w, id)).transpose()?;
    let units = check_operations(w, &req)?;
    if let Some(product) = &product {
        let components: Vec<_> =
            req.operations.iter().flat_map(|o| o.materials.iter().map(|m| m.component_id)).collect();
        refuse_cycle(w, product.id, &components)?;
    }
    let id = match req.id {
        Some(id) => {
            let old = routing(w, id)?;
            if old.product_id != req.product_id {
                let text = "A routing stays with its product. Copy it to the other one instead.";
                return Err(refuse_field(Code::InvalidValue, "product_id", text));
            }
            id
        }
        None => new_version(w, &req, product.as_ref())?,
    };
    let old = routing(w, id)?;
    let code = req.code.as_deref().map_or(old.code, str::to_owned);
    w.execute(
        "UPDATE routings SET code = ?2, name = ?3, revision = ?4, effective_date = ?5, notes = ?6, updated_at = ?7
         WHERE id = ?1",
        bind![
            id,
            code,
            req.name,
            req.revision.as_deref().unwrap_or("1.0"),
            req.effective_date,
            req.notes,
            w.now()
        ],
    )?;
    super::routing_store::write_operations(w, id, &req, &units)?;
    if let Some(product) = &product {
        if req.id.is_none() && req.activate.unwrap_or(true) {
            make_active(w, id, product.id)?;
        }
        super::cost::store_totals(w, product.id)?;
    }
    w.about("routing", id.get(), Some(&code));
    detail(w, RoutingRef { id })
}

fn new_version(w: &Write<'_>, req: &SaveRouting, product: Option<&catalog::Product>) -> Result<RoutingId> {
    let code = match (&req.code, product) {
        (Some(code), _) => code.as_str().to_owned(),
        (None, Some(product)) => format!("RT-{}", product.sku).chars().take(50).collect(),
        (None, None) => {
            return Err(refuse_field(
                Code::InvalidValue,
                "code",
                "A template needs a code, so that it can be found.",
            ));
        }
    };
    let id = w.insert(
        "INSERT INTO routings (product_id, code, is_template, version, is_active, created_at, updated_at)
         VALUES (?1, ?2, ?3, (SELECT coalesce(max(version), 0) + 1 FROM routings WHERE product_id = ?1), ?3, ?4, ?4)",
        bind![req.product_id, code, product.is_none(), w.now()],
    )?;
    Ok(RoutingId(id))
}

fn make_active(w: &Write<'_>, id: RoutingId, product: ProductId) -> Result<()> {
    w.execute(
        "UPDATE routings SET is_active = 0, updated_at = ?2 WHERE product_id = ?1 AND is_active = 1",
        bind![product, w.now()],
    )?;
    w.execute("UPDATE routings SET is_active = 1, updated_at = ?2 WHERE id = ?1", bind![id, w.now()])?;
    Ok(())
}

/// Makes a version the one that counts; the one before stays readable.
///
/// # Errors
/// [`Code::WrongState`] when it counts already or is a template, [`Code::CircularBom`].
pub fn activate(w: &Write<'_>, req: RoutingRef) -> Result<RoutingDetail> {
    let old = routing(w, req.id)?;
    let Some(product) = old.product_id else {
        return Err(refuse(
            Code::WrongState,
            format!("{} is a template. Copy it to a product instead.", old.code),
        ));
    };
    if old.is_active {
        let text = format!("Version {} of {} is the active one already.", old.version, old.code);
        return Err(refuse(Code::WrongState, text));
    }
    let components: Vec<ProductId> = w.values(
        "SELECT m.component_id FROM routing_operation_materials AS m
         JOIN routing_operations AS o ON o.id = m.routing_operation_id AND o.is_active = 1 WHERE o.routing_id = ?1",
        bind![req.id],
    )?;
    refuse_cycle(w, product, &components)?;
    make_active(w, req.id, product)?;
    super::cost::store_totals(w, product)?;
    w.about("routing", req.id.get(), Some(&old.code));
    detail(w, req)
}

/// Copies a routing or a template to a product, as the version that counts.
///
/// # Errors
/// As [`save`].
pub fn copy(w: &Write<'_>, req: CopyRouting) -> Result<RoutingDetail> {
    let from = detail(w, RoutingRef { id: req.id })?;
    let product = catalog::require_active(w, req.product_id)?;
    let text = |why: String| refuse_field(Code::InvalidValue, "id", why);
    let mut operations = Vec::with_capacity(from.operations.len());
    for OperationWithMaterials { operation: o, materials } in from.operations {
        let mut lines = Vec::with_capacity(materials.len());
        for m in materials {
            lines.push(SaveOperationMaterial {
                id: None,
                component_id: m.component_id,
                quantity: Entered(m.quantity),
                quantity_per: Some(m.quantity_per),
                unit: Some(Text::new(m.unit).map_err(text)?),
                scrap_factor: Some(Entered(m.scrap_factor)),
                is_cost_only: m.is_cost_only,
                is_optional: m.is_optional,
                notes: m.notes.map(Text::new).transpose().map_err(text)?,
            });
        }
        operations.push(SaveOperation {
            id: None,
            sequence: Some(o.sequence),
            operation_code: o.operation_code.map(Text::new).transpose().map_err(text)?,
            operation_name: o.operation_name.map(Text::new).transpose().map_err(text)?,
            description: o.description.map(Text::new).transpose().map_err(text)?,
            work_center_id: o.work_center_id,
            setup_time_minutes: Some(Entered(o.setup_time_minutes)),
            run_time_minutes: Entered(o.run_time_minutes),
            wait_time_minutes: Some(Entered(o.wait_time_minutes)),
            move_time_minutes: Some(Entered(o.move_time_minutes)),
            runtime_source: Some(o.runtime_source),
            slicer_file_path: o.slicer_file_path.map(Text::new).transpose().map_err(text)?,
            units_per_cycle: Some(o.units_per_cycle),
            scrap_rate_percent: Some(Entered(o.scrap_rate_percent)),
            labor_rate_override: o.labor_rate_override.map(Entered),
            machine_rate_override: o.machine_rate_override.map(Entered),
            can_overlap: o.can_overlap,
            materials: lines,
        });
    }
    let form = SaveRouting {
        id: None,
        product_id: Some(product.id),
        code: None,
        name: from.routing.name.map(Text::new).transpose().map_err(text)?,
        revision: None,
        effective_date: None,
        notes: from.routing.notes.map(Text::new).transpose().map_err(text)?,
        operations,
        activate: Some(true),
    };
    save(w, form)
}

/// The unit of every material of every operation, after each was checked.
fn check_operations(w: &Write<'_>, req: &SaveRouting) -> Result<Vec<Vec<String>>> {
    let table = UnitTable::load(w)?;
    let ids: Vec<_> =
        req.operations.iter().flat_map(|o| o.materials.iter().map(|m| m.component_id)).collect();
    let known = catalog::store::products(w, &ids)?;
    let mut places = std::collections::HashSet::new();
    let mut out = Vec::with_capacity(req.operations.len());
    for (index, operation) in req.operations.iter().enumerate() {
        let at = |field: &str| format!("operations[{index}].{field}");
        if !places.insert(place(index, operation)) {
            let text = "Two operations have this place. Number them apart.";
            return Err(refuse_field(Code::InvalidValue, at("sequence"), text));
        }
        check_operation(w, operation, &at)?;
        let mut units = Vec::with_capacity(operation.materials.len());
        for (row, material) in operation.materials.iter().enumerate() {
            let at = |field: &str| format!("operations[{index}].materials[{row}].{field}");
            let component = known.iter().find(|p| p.id == material.component_id).ok_or_else(|| {
                let text = format!("There is no product {}.", material.component_id);
                refuse_field(Code::NotFound, at("component_id"), text)
            })?;
            if !component.active && material.id.is_none() {
                let text =
                    format!("{} is inactive. Reactivate it, or choose another component.", component.sku);
                return Err(refuse_field(Code::InactiveProduct, at("component_id"), text));
            }
            if !material.quantity.0.is_positive() {
                return Err(refuse_field(
                    Code::InvalidValue,
                    at("quantity"),
                    "A material needs more than 0.",
                ));
            }
            check_scrap(material.scrap_factor, at("scrap_factor"))?;
            units.push(line_unit(w, &table, material.unit.as_deref(), component, &at("unit"))?);
        }
        out.push(units);
    }
    Ok(out)
}

fn check_operation(w: &Write<'_>, operation: &SaveOperation, at: &dyn Fn(&str) -> String) -> Result<()> {
    centers::require(w, operation.work_center_id, at("work_center_id"))?;
    if operation.units_per_cycle == Some(0) {
        return Err(refuse_field(
            Code::InvalidValue,
            at("units_per_cycle"),
            "A cycle makes at least one unit.",
        ));
    }
    check_scrap(operation.scrap_rate_percent, at("scrap_rate_percent"))?;
    let minutes = [
        ("setup_time_minutes", operation.setup_time_minutes),
        ("run_time_minutes", Some(operation.run_time_minutes)),
        ("wait_time_minutes", operation.wait_time_minutes),
        ("move_time_minutes", operation.move_time_minutes),
    ];
    for (field, value) in minutes {
        if value.is_some_and(|v| v.0.is_negative()) {
            return Err(refuse_field(Code::InvalidValue, at(field), "Minutes cannot be below 0."));
        }
    }
    for (field, value) in [
        ("labor_rate_override", operation.labor_rate_override),
        ("machine_rate_override", operation.machine_rate_override),
    ] {
        if value.is_some_and(|v| v.0.is_negative()) {
            return Err(refuse_field(Code::InvalidValue, at(field), "A rate cannot be below 0."));
        }
    }
    Ok(())
}

pub(super) fn place(index: usize, operation: &SaveOperation) -> i32 {
    operation.sequence.unwrap_or_else(|| i32::try_from((index + 1) * 10).unwrap_or(i32::MAX))
}
