//! Materials and colours, and the items that they make together.

use spoolyard_types::ids::{ColorId, MaterialTypeId, ProductId, VendorId};
use spoolyard_types::{Code, Entered, Money, Quantity, Text, UnitCost};

use super::commands::{SaveProduct, save as save_product};
use super::model::{ItemType, Procurement, Product, material_sku};
use super::store;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse_field};

crate::stored_enum! {
    /// How a material becomes a part.
    pub enum Process {
        /// Filament.
        Fdm = "FDM",
        /// Resin.
        Sla = "SLA",
        /// Powder.
        Sls = "SLS",
    }

    /// In what a material is bought.
    pub enum MaterialPack {
        /// By the kilogram.
        Kilogram = "KG",
        /// By the spool.
        Spool = "SPOOL",
    }
}

crate::read_model! {
    /// A material.
    pub struct MaterialType {
        /// Its row.
        pub id: MaterialTypeId,
        /// Code.
        pub code: String,
        /// Name.
        pub name: String,
        /// What it is a kind of: PLA, PETG.
        pub base_material: String,
        /// How it becomes a part.
        pub process_type: Process,
        /// Density, g/cm³.
        pub density: Quantity,
        /// Flow limit, mm³/s.
        pub volumetric_flow_limit: Option<Quantity>,
        /// Nozzle from, °C.
        pub nozzle_temp_min: Option<u32>,
        /// Nozzle to, °C.
        pub nozzle_temp_max: Option<u32>,
        /// Bed from, °C.
        pub bed_temp_min: Option<u32>,
        /// Bed to, °C.
        pub bed_temp_max: Option<u32>,
        /// Warps without one.
        pub requires_enclosure: bool,
        /// What a quote charges per kilogram.
        pub base_price_per_kg: Money,
        /// Multiplies that price.
        pub price_multiplier: Quantity,
        /// Description.
        pub description: Option<String>,
        /// 1 weak to 10 strong.
        pub strength_rating: Option<u32>,
        /// Offered to customers.
        pub is_customer_visible: bool,
        /// Place in lists.
        pub display_order: i32,
        /// May be chosen.
        pub active: bool,
        /// Items of it.
        pub product_count: u32,
    }

    /// A colour.
    pub struct Color {
        /// Its row.
        pub id: ColorId,
        /// Code.
        pub code: String,
        /// Name.
        pub name: String,
        /// As `#RRGGBB`.
        pub hex_code: Option<String>,
        /// The second colour of a blend, as `#RRGGBB`.
        pub hex_code_secondary: Option<String>,
        /// Place in lists.
        pub display_order: i32,
        /// Offered to customers.
        pub is_customer_visible: bool,
        /// May be chosen.
        pub active: bool,
    }

    /// A material in a colour, with the item it makes.
    pub struct MaterialColor {
        /// Its row.
        pub id: i64,
        /// Material.
        pub material_type_id: MaterialTypeId,
        /// Colour.
        pub color_id: ColorId,
        /// Colour's name.
        pub color: String,
        /// Colour, for the swatch.
        pub hex_code: Option<String>,
        /// Offered to customers.
        pub is_customer_visible: bool,
        /// May be chosen.
        pub active: bool,
        /// The item, when it was made.
        pub product_id: Option<ProductId>,
        /// The item's SKU.
        pub sku: Option<String>,
        /// On hand of it, in grams.
        pub on_hand_g: Quantity,
    }
}

crate::wire! {
    /// A new material, or one changed.
    pub struct SaveMaterialType {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<MaterialTypeId>,
        /// Code.
        pub code: Text<50>,
        /// Name.
        pub name: Text<100>,
        /// What it is a kind of: PLA, PETG.
        pub base_material: Text<20>,
        /// How it becomes a part; filament when left out.
        #[serde(default)]
        #[ts(optional)]
        pub process_type: Option<Process>,
        /// Density, g/cm³.
        pub density: Entered<Quantity, 6, 4>,
        /// Flow limit, mm³/s.
        #[serde(default)]
        #[ts(optional)]
        pub volumetric_flow_limit: Option<Entered<Quantity, 6, 2>>,
        /// Nozzle from, °C.
        #[serde(default)]
        #[ts(optional)]
        pub nozzle_temp_min: Option<u32>,
        /// Nozzle to, °C.
        #[serde(default)]
        #[ts(optional)]
        pub nozzle_temp_max: Option<u32>,
        /// Bed from, °C.
        #[serde(default)]
        #[ts(optional)]
        pub bed_temp_min: Option<u32>,
        /// Bed to, °C.
        #[serde(default)]
        #[ts(optional)]
        pub bed_temp_max: Option<u32>,
        /// Warps without one.
        #[serde(default)]
        pub requires_enclosure: bool,
        /// What a quote charges per kilogram.
        pub base_price_per_kg: Entered<Money, 10, 2>,
        /// Multiplies that price; 1 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub price_multiplier: Option<Entered<Quantity, 4, 2>>,
        /// Description.
        #[serde(default)]
        #[ts(optional)]
        pub description: Option<Text<2000>>,
        /// 1 weak to 10 strong.
        #[serde(default)]
        #[ts(optional)]
        pub strength_rating: Option<u32>,
        /// Offered to customers; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub is_customer_visible: Option<bool>,
        /// Place in lists.
        #[serde(default)]
        #[ts(optional)]
        pub display_order: Option<i32>,
        /// May be chosen; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub active: Option<bool>,
    }

    /// A new colour, or one changed.
    pub struct SaveColor {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<ColorId>,
        /// Code.
        pub code: Text<30>,
        /// Name.
        pub name: Text<100>,
        /// As `#RRGGBB`.
        #[serde(default)]
        #[ts(optional)]
        pub hex_code: Option<Text<7>>,
        /// The second colour of a blend, as `#RRGGBB`.
        #[serde(default)]
        #[ts(optional)]
        pub hex_code_secondary: Option<Text<7>>,
        /// Place in lists.
        #[serde(default)]
        #[ts(optional)]
        pub display_order: Option<i32>,
        /// Offered to customers; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub is_customer_visible: Option<bool>,
        /// May be chosen; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub active: Option<bool>,
    }

    /// Names a material.
    pub struct MaterialRef {
        /// Which one.
        pub id: MaterialTypeId,
    }

    /// Says in which colours a material comes.
    pub struct SetMaterialColors {
        /// Material.
        pub material_type_id: MaterialTypeId,
        /// All its colours.
        pub color_ids: Vec<ColorId>,
    }

    /// A material and a colour make an item by themselves.
    pub struct MakeMaterialItem {
        /// Material.
        pub material_type_id: MaterialTypeId,
        /// Colour.
        pub color_id: ColorId,
        /// Bought by the kilogram or by the spool; by the spool when left out.
        #[serde(default)]
        #[ts(optional)]
        pub pack: Option<MaterialPack>,
        /// Grams on a spool; 1000 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub spool_mass_g: Option<Entered<Quantity, 10, 2>>,
        /// What one gram cost last.
        #[serde(default)]
        #[ts(optional)]
        pub last_cost: Option<Entered<UnitCost, 18, 6>>,
        /// Order when fewer grams are available.
        #[serde(default)]
        #[ts(optional)]
        pub reorder_point: Option<Entered<Quantity, 10, 2>>,
        /// The vendor it is usually bought from.
        #[serde(default)]
        #[ts(optional)]
        pub preferred_vendor_id: Option<VendorId>,
        /// Cannot be received without a lot.
        #[serde(default)]
        pub track_lots: bool,
    }
}

const MATERIALS: &str =
    "SELECT m.id, m.code, m.name, m.base_material, m.process_type, m.density, m.volumetric_flow_limit,
       m.nozzle_temp_min, m.nozzle_temp_max, m.bed_temp_min, m.bed_temp_max, m.requires_enclosure,
       m.base_price_per_kg, m.price_multiplier, m.description, m.strength_rating, m.is_customer_visible,
       m.display_order, m.active,
       (SELECT count(*) FROM products AS p WHERE p.material_type_id = m.id) AS product_count
     FROM material_types AS m";
const COLORS: &str =
    "SELECT id, code, name, hex_code, hex_code_secondary, display_order, is_customer_visible, active
     FROM colors";

/// All materials.
///
/// # Errors
/// When the store cannot be read.
pub fn list_materials(r: &Read<'_>) -> Result<Vec<MaterialType>> {
    r.all(&format!("{MATERIALS} ORDER BY m.display_order, m.name, m.id"), [])
}

/// All colours.
///
/// # Errors
/// When the store cannot be read.
pub fn list_colors(r: &Read<'_>) -> Result<Vec<Color>> {
    r.all(&format!("{COLORS} ORDER BY display_order, name, id"), [])
}

/// The colours of a material, with the items they make.
///
/// # Errors
/// When the store cannot be read.
pub fn list_material_colors(r: &Read<'_>, req: MaterialRef) -> Result<Vec<MaterialColor>> {
    r.all(
        "SELECT mc.id, mc.material_type_id, mc.color_id, c.name AS color, c.hex_code, mc.is_customer_visible,
                mc.active, p.id AS product_id, p.sku,
                coalesce((SELECT sum(i.on_hand_quantity) FROM inventory AS i WHERE i.product_id = p.id), 0) AS on_hand_g
         FROM material_colors AS mc JOIN colors AS c ON c.id = mc.color_id
         LEFT JOIN products AS p ON p.id = (
             SELECT min(q.id) FROM products AS q
             WHERE q.material_type_id = mc.material_type_id AND q.color_id = mc.color_id AND q.item_type = 'material')
         WHERE mc.material_type_id = ?1 ORDER BY mc.display_order, c.name, mc.id",
        bind![req.id],
    )
}

fn one_material(r: &Read<'_>, id: MaterialTypeId) -> Result<MaterialType> {
    r.maybe(&format!("{MATERIALS} WHERE m.id = ?1"), bind![id])?.ok_or_else(|| not_found("material", id))
}

fn one_color(r: &Read<'_>, id: ColorId) -> Result<Color> {
    r.maybe(&format!("{COLORS} WHERE id = ?1"), bind![id])?.ok_or_else(|| not_found("colour", id))
}

/// Adds a material or changes one.
///
/// # Errors
/// [`Code::AlreadyExists`], [`Code::InvalidValue`], [`Code::NotFound`].
pub fn save_material(w: &Write<'_>, req: SaveMaterialType) -> Result<MaterialType> {
    let code = req.code.trim().to_uppercase();
    let taken: Option<MaterialTypeId> =
        w.value("SELECT id FROM material_types WHERE code = ?1 COLLATE NOCASE", bind![code])?;
    if taken.is_some() && taken != req.id {
        return Err(refuse_field(
            Code::AlreadyExists,
            "code",
            format!("There is a material {code} already."),
        ));
    }
    if !req.density.0.is_positive() {
        return Err(refuse_field(
            Code::InvalidValue,
            "density",
            "The density is above 0 g/cm³; PLA has 1.24.",
        ));
    }
    if req.base_price_per_kg.0.is_negative() {
        return Err(refuse_field(Code::InvalidValue, "base_price_per_kg", "A price cannot be below 0."));
    }
    if req.strength_rating.is_some_and(|s| !(1..=10).contains(&s)) {
        return Err(refuse_field(
            Code::InvalidValue,
            "strength_rating",
            "Rate from 1 (weak) to 10 (strong).",
        ));
    }
    for (field, from, to) in [
        ("nozzle_temp_max", req.nozzle_temp_min, req.nozzle_temp_max),
        ("bed_temp_max", req.bed_temp_min, req.bed_temp_max),
    ] {
        if from.is_some() && to.is_some() && from > to {
            return Err(refuse_field(Code::InvalidValue, field, "The range ends below where it begins."));
        }
    }
    let id = match req.id {
        Some(id) => one_material(w, id)?.id,
        None => MaterialTypeId(w.insert(
            "INSERT INTO material_types (code, name, base_material, density, base_price_per_kg, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            bind![code, req.name, req.base_material, req.density, req.base_price_per_kg, w.now()],
        )?),
    };
    w.execute(
        "UPDATE material_types SET code = ?2, name = ?3, base_material = ?4, process_type = ?5, density = ?6,
             volumetric_flow_limit = ?7, nozzle_temp_min = ?8, nozzle_temp_max = ?9, bed_temp_min = ?10,
             bed_temp_max = ?11, requires_enclosure = ?12, base_price_per_kg = ?13, price_multiplier = ?14,
             description = ?15, strength_rating = ?16, is_customer_visible = ?17, display_order = ?18, active = ?19,
             updated_at = ?20
         WHERE id = ?1",
        bind![
            id,
            code,
            req.name,
            req.base_material,
            req.process_type.unwrap_or(Process::Fdm),
            req.density,
            req.volumetric_flow_limit,
            req.nozzle_temp_min,
            req.nozzle_temp_max,
            req.bed_temp_min,
            req.bed_temp_max,
            req.requires_enclosure,
            req.base_price_per_kg,
            req.price_multiplier.map_or(Quantity::from_micros(1_000_000), Entered::get),
            req.description,
            req.strength_rating,
            req.is_customer_visible.unwrap_or(true),
            req.display_order.unwrap_or(100),
            req.active.unwrap_or(true),
            w.now(),
        ],
    )?;
    w.about("material_type", id.get(), Some(&code));
    one_material(w, id)
}

fn check_hex(field: &'static str, hex: Option<&Text<7>>) -> Result<()> {
    match hex {
        Some(hex)
            if !(hex.len() == 7
                && hex.starts_with('#')
                && hex.chars().skip(1).all(|c| c.is_ascii_hexdigit())) =>
        {
            Err(refuse_field(Code::InvalidValue, field, "Write the colour as #RRGGBB, like #1A1A1A."))
        }
        Some(_) | None => Ok(()),
    }
}

/// Adds a colour or changes one.
///
/// # Errors
/// [`Code::AlreadyExists`], [`Code::InvalidValue`], [`Code::NotFound`].
pub fn save_color(w: &Write<'_>, req: SaveColor) -> Result<Color> {
    let code = req.code.trim().to_uppercase();
    let taken: Option<ColorId> =
        w.value("SELECT id FROM colors WHERE code = ?1 COLLATE NOCASE", bind![code])?;
    if taken.is_some() && taken != req.id {
        return Err(refuse_field(Code::AlreadyExists, "code", format!("There is a colour {code} already.")));
    }
    check_hex("hex_code", req.hex_code.as_ref())?;
    check_hex("hex_code_secondary", req.hex_code_secondary.as_ref())?;
    let id = match req.id {
        Some(id) => one_color(w, id)?.id,
        None => ColorId(w.insert(
            "INSERT INTO colors (code, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
            bind![code, req.name, w.now()],
        )?),
    };
    w.execute(
        "UPDATE colors SET code = ?2, name = ?3, hex_code = ?4, hex_code_secondary = ?5, display_order = ?6,
             is_customer_visible = ?7, active = ?8, updated_at = ?9 WHERE id = ?1",
        bind![
            id,
            code,
            req.name,
            req.hex_code,
            req.hex_code_secondary,
            req.display_order.unwrap_or(100),
            req.is_customer_visible.unwrap_or(true),
            req.active.unwrap_or(true),
            w.now(),
        ],
    )?;
    w.about("color", id.get(), Some(&code));
    one_color(w, id)
}

/// Says in which colours a material comes; those left out are switched off and keep their history.
///
/// # Errors
/// [`Code::NotFound`].
pub fn set_colors(w: &Write<'_>, req: SetMaterialColors) -> Result<Vec<MaterialColor>> {
    let material = one_material(w, req.material_type_id)?;
    w.execute("UPDATE material_colors SET active = 0 WHERE material_type_id = ?1", bind![material.id])?;
    for color in req.color_ids {
        link(w, material.id, one_color(w, color)?.id)?;
    }
    w.about("material_type", material.id.get(), Some(&material.code));
    list_material_colors(w, MaterialRef { id: material.id })
}

fn link(w: &Write<'_>, material: MaterialTypeId, color: ColorId) -> Result<()> {
    w.execute(
        "INSERT INTO material_colors (material_type_id, color_id) VALUES (?1, ?2)
         ON CONFLICT (material_type_id, color_id) DO UPDATE SET active = 1",
        bind![material, color],
    )?;
    Ok(())
}

/// The item that a material and a colour make: stocked in grams, bought by the kilogram or by the spool.
/// Asked for twice, it is the same item.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InvalidValue`], [`Code::AlreadyExists`] when another product has the SKU.
pub fn make_item(w: &Write<'_>, req: MakeMaterialItem) -> Result<Product> {
    let material = one_material(w, req.material_type_id)?;
    let color = one_color(w, req.color_id)?;
    link(w, material.id, color.id)?;
    let existing: Option<ProductId> = w.value(
        "SELECT min(id) FROM products WHERE material_type_id = ?1 AND color_id = ?2 AND item_type = 'material'
         HAVING min(id) IS NOT NULL",
        bind![material.id, color.id],
    )?;
    if let Some(id) = existing {
        return store::product(w, id);
    }
    let text = |value: String, field: &str| {
        Text::new(value).map_err(|why| refuse_field(Code::InvalidValue, field, why))
    };
    let kilogram = Quantity::from_micros(1_000_000_000);
    let pack = req.pack.unwrap_or(MaterialPack::Spool);
    let factor = match pack {
        MaterialPack::Kilogram => kilogram,
        MaterialPack::Spool => req.spool_mass_g.map_or(kilogram, Entered::get),
    };
    let mut form =
        SaveProduct::named(text(format!("{} {}", material.name, color.name), "name")?, ItemType::Material);
    form.sku = Some(
        Text::new(material_sku(&material.code, &color.code))
            .map_err(|why| refuse_field(Code::InvalidValue, "material_type_id", why))?,
    );
    form.unit = Some(Text::new("G").map_err(|why| refuse_field(Code::InvalidValue, "unit", why))?);
    form.purchase_uom =
        Some(Text::new(pack.as_str()).map_err(|why| refuse_field(Code::InvalidValue, "pack", why))?);
    form.purchase_factor = Some(Entered(factor));
    form.procurement_type = Some(Procurement::Buy);
    form.material_type_id = Some(material.id);
    form.color_id = Some(color.id);
    form.last_cost = req.last_cost;
    form.reorder_point = req.reorder_point;
    form.preferred_vendor_id = req.preferred_vendor_id;
    form.track_lots = req.track_lots;
    save_product(w, form)
}
