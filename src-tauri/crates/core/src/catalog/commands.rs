//! What is done to products.

use spoolyard_types::ids::{CategoryId, ColorId, MaterialTypeId, ProductId, UserId, VendorId};
use spoolyard_types::{Code, Entered, Percent, Quantity, Refusal, Text, UnitCost};

use super::model::{
    CostMethod, Costs, ItemType, LotPolicy, Procurement, Product, ProductKind, SalesChannel, StockingPolicy,
};
use super::queries::active_uses;
use super::{store, units};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::wire! {
    /// A new product, or one changed: all that a person may set.
    pub struct SaveProduct {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<ProductId>,
        /// Stock keeping unit; formed from the kind when left out (`FG-0001`).
        #[serde(default)]
        #[ts(optional)]
        pub sku: Option<Text<50>>,
        /// The SKU it had before.
        #[serde(default)]
        #[ts(optional)]
        pub legacy_sku: Option<Text<50>>,
        /// Name.
        pub name: Text<255>,
        /// Description.
        #[serde(default)]
        #[ts(optional)]
        pub description: Option<Text<10_000>>,
        /// The one unit in which it is stocked; pieces when left out, grams for a material.
        #[serde(default)]
        #[ts(optional)]
        pub unit: Option<Text<20>>,
        /// The unit in which it is bought; the stock unit when left out.
        #[serde(default)]
        #[ts(optional)]
        pub purchase_uom: Option<Text<20>>,
        /// Stock units in one purchase unit; needed where the table of units does not say it.
        #[serde(default)]
        #[ts(optional)]
        pub purchase_factor: Option<Entered<Quantity, 18, 6>>,
        /// What kind of thing it is.
        pub item_type: ItemType,
        /// Bought or made; made for a finished good when left out, else bought.
        #[serde(default)]
        #[ts(optional)]
        pub procurement_type: Option<Procurement>,
        /// Category.
        #[serde(default)]
        #[ts(optional)]
        pub category_id: Option<CategoryId>,
        /// Material, when it is one.
        #[serde(default)]
        #[ts(optional)]
        pub material_type_id: Option<MaterialTypeId>,
        /// Colour.
        #[serde(default)]
        #[ts(optional)]
        pub color_id: Option<ColorId>,
        /// How its stock is valued; average when left out.
        #[serde(default)]
        #[ts(optional)]
        pub cost_method: Option<CostMethod>,
        /// Standard cost per stock unit.
        #[serde(default)]
        #[ts(optional)]
        pub standard_cost: Option<Entered<UnitCost, 18, 6>>,
        /// Last purchase cost per stock unit, for a product that has not been received yet; kept when left out.
        #[serde(default)]
        #[ts(optional)]
        pub last_cost: Option<Entered<UnitCost, 18, 6>>,
        /// Price per stock unit.
        #[serde(default)]
        #[ts(optional)]
        pub selling_price: Option<Entered<UnitCost, 18, 4>>,
        /// Weight of one, in ounces.
        #[serde(default)]
        #[ts(optional)]
        pub weight_oz: Option<Entered<Quantity, 8, 2>>,
        /// Length, in inches.
        #[serde(default)]
        #[ts(optional)]
        pub length_in: Option<Entered<Quantity, 8, 2>>,
        /// Width, in inches.
        #[serde(default)]
        #[ts(optional)]
        pub width_in: Option<Entered<Quantity, 8, 2>>,
        /// Height, in inches.
        #[serde(default)]
        #[ts(optional)]
        pub height_in: Option<Entered<Quantity, 8, 2>>,
        /// Days from order to receipt.
        #[serde(default)]
        #[ts(optional)]
        pub lead_time_days: Option<u32>,
        /// Days more for each unit, for what is made.
        #[serde(default)]
        #[ts(optional)]
        pub lead_time_per_unit_days: Option<Entered<Quantity, 10, 6>>,
        /// Least quantity of an order, in stock units.
        #[serde(default)]
        #[ts(optional)]
        pub min_order_qty: Option<Entered<Quantity, 10, 2>>,
        /// Orders are multiples of it, in stock units.
        #[serde(default)]
        #[ts(optional)]
        pub order_multiple: Option<Entered<Quantity, 18, 4>>,
        /// Most quantity of an order, in stock units.
        #[serde(default)]
        #[ts(optional)]
        pub max_order_qty: Option<Entered<Quantity, 18, 4>>,
        /// Order when fewer are available, in stock units.
        #[serde(default)]
        #[ts(optional)]
        pub reorder_point: Option<Entered<Quantity, 10, 2>>,
        /// Kept for surprises, in stock units.
        #[serde(default)]
        #[ts(optional)]
        pub safety_stock: Option<Entered<Quantity, 18, 4>>,
        /// The vendor it is usually bought from.
        #[serde(default)]
        #[ts(optional)]
        pub preferred_vendor_id: Option<VendorId>,
        /// Kept on the shelf or not; not when left out.
        #[serde(default)]
        #[ts(optional)]
        pub stocking_policy: Option<StockingPolicy>,
        /// How planning sizes an order; as much as is needed when left out.
        #[serde(default)]
        #[ts(optional)]
        pub lot_policy: Option<LotPolicy>,
        /// The fixed or standard lot, in stock units.
        #[serde(default)]
        #[ts(optional)]
        pub lot_size: Option<Entered<Quantity, 18, 4>>,
        /// Days of need that one order covers.
        #[serde(default)]
        #[ts(optional)]
        pub poq_days: Option<u32>,
        /// What placing or setting up one order costs.
        #[serde(default)]
        #[ts(optional)]
        pub order_cost: Option<Entered<UnitCost, 18, 4>>,
        /// Good ones of a hundred started; a hundred when left out.
        #[serde(default)]
        #[ts(optional)]
        pub yield_percent: Option<Entered<Percent, 9, 6>>,
        /// Built and used up at once, never stocked on purpose.
        #[serde(default)]
        pub is_phantom: bool,
        /// Bar code.
        #[serde(default)]
        #[ts(optional)]
        pub upc: Option<Text<50>>,
        /// Of the catalog or for one customer; of the catalog when left out.
        #[serde(default)]
        #[ts(optional)]
        pub kind: Option<ProductKind>,
        /// The print file.
        #[serde(default)]
        #[ts(optional)]
        pub gcode_file_path: Option<Text<500>>,
        /// A picture.
        #[serde(default)]
        #[ts(optional)]
        pub image_url: Option<Text<500>>,
        /// Shown to customers; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub is_public: Option<bool>,
        /// Where it is offered; to everybody when left out.
        #[serde(default)]
        #[ts(optional)]
        pub sales_channel: Option<SalesChannel>,
        /// For whom, when it is for one customer.
        #[serde(default)]
        #[ts(optional)]
        pub customer_id: Option<UserId>,
        /// Cannot be received or made without a lot.
        #[serde(default)]
        pub track_lots: bool,
        /// Cannot be made or shipped without serial numbers.
        #[serde(default)]
        pub track_serials: bool,
        /// Notes.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10_000>>,
    }

    /// Takes a product out of use.
    pub struct DeactivateProduct {
        /// Which one.
        pub id: ProductId,
        /// Also when active bills of material use it; they then have an inactive component.
        #[serde(default)]
        pub accept_where_used: bool,
    }

    /// Names a product.
    pub struct ProductRef {
        /// Which one.
        pub id: ProductId,
    }
}

impl SaveProduct {
    /// A form with a name and a kind; everything else as when left out.
    #[must_use]
    pub fn named(name: Text<255>, item_type: ItemType) -> Self {
        Self {
            id: None,
            sku: None,
            legacy_sku: None,
            name,
            description: None,
            unit: None,
            purchase_uom: None,
            purchase_factor: None,
            item_type,
            procurement_type: None,
            category_id: None,
            material_type_id: None,
            color_id: None,
            cost_method: None,
            standard_cost: None,
            last_cost: None,
            selling_price: None,
            weight_oz: None,
            length_in: None,
            width_in: None,
            height_in: None,
            lead_time_days: None,
            lead_time_per_unit_days: None,
            min_order_qty: None,
            order_multiple: None,
            max_order_qty: None,
            reorder_point: None,
            safety_stock: None,
            preferred_vendor_id: None,
            stocking_policy: None,
            lot_policy: None,
            lot_size: None,
            poq_days: None,
            order_cost: None,
            yield_percent: None,
            is_phantom: false,
            upc: None,
            kind: None,
            gcode_file_path: None,
            image_url: None,
            is_public: None,
            sales_channel: None,
            customer_id: None,
            track_lots: false,
            track_serials: false,
            notes: None,
        }
    }
}

/// Adds a product or changes one.
///
/// # Errors
/// [`Code::AlreadyExists`] for a taken SKU, [`Code::UnitMismatch`] for a purchase unit that cannot be
/// counted in the stock unit, [`Code::InUse`] when the stock unit or kind of a product with history would
/// change, [`Code::InvalidValue`], [`Code::NotFound`].
pub fn save(w: &Write<'_>, req: SaveProduct) -> Result<Product> {
    let old = req.id.map(|id| store::product(w, id)).transpose()?;
    let default_unit = match req.item_type {
        ItemType::Material => "G",
        ItemType::Service => "HR",
        ItemType::FinishedGood | ItemType::Component | ItemType::Supply => "EA",
    };
    let unit = units::require_unit(w, req.unit.as_deref().unwrap_or(default_unit), "unit")?;
    let purchase_uom = match &req.purchase_uom {
        Some(uom) => units::require_unit(w, uom, "purchase_uom")?,
        None => unit.clone(),
    };
    check_numbers(w, &req, &unit, &purchase_uom)?;
    if let Some(old) = &old {
        check_change(w, old, &req, &unit)?;
    }
    let sku = choose_sku(w, &req, old.as_ref())?;
    let id = match &old {
        Some(old) => {
            update(w, old, &req, &sku, &unit, &purchase_uom)?;
            old.id
        }
        None => insert(w, &req, &sku, &unit, &purchase_uom)?,
    };
    w.about("product", id.get(), Some(&sku));
    store::product(w, id)
}

fn choose_sku(w: &Write<'_>, req: &SaveProduct, old: Option<&Product>) -> Result<String> {
    let Some(sku) = &req.sku else {
        return match old {
            Some(old) => Ok(old.sku.clone()),
            None => store::next_sku(w, req.item_type.sku_prefix()),
        };
    };
    let sku = sku.trim();
    if let Some(owner) = store::sku_owner(w, sku)?
        && Some(owner) != req.id
    {
        let text = format!(
            "{sku} is another product already. Choose another SKU, or leave it out to get the next one."
        );
        return Err(refuse_field(Code::AlreadyExists, "sku", text));
    }
    Ok(sku.to_owned())
}

fn check_numbers(r: &Read<'_>, req: &SaveProduct, unit: &str, purchase_uom: &str) -> Result<()> {
    let positive = [
        ("purchase_factor", req.purchase_factor.map(Entered::get)),
        ("min_order_qty", req.min_order_qty.map(Entered::get)),
        ("order_multiple", req.order_multiple.map(Entered::get)),
        ("max_order_qty", req.max_order_qty.map(Entered::get)),
        ("lot_size", req.lot_size.map(Entered::get)),
    ];
    for (field, value) in positive {
        if value.is_some_and(|v| !v.is_positive()) {
            return Err(refuse_field(
                Code::InvalidValue,
                field,
                "Write a number above 0, or leave it empty.",
            ));
        }
    }
    let not_negative = [
        ("reorder_point", req.reorder_point.is_some_and(|v| v.0.is_negative())),
        ("safety_stock", req.safety_stock.is_some_and(|v| v.0.is_negative())),
        ("standard_cost", req.standard_cost.is_some_and(|v| v.0.is_negative())),
        ("last_cost", req.last_cost.is_some_and(|v| v.0.is_negative())),
        ("selling_price", req.selling_price.is_some_and(|v| v.0.is_negative())),
        ("order_cost", req.order_cost.is_some_and(|v| v.0.is_negative())),
        ("weight_oz", req.weight_oz.is_some_and(|v| v.0.is_negative())),
        ("length_in", req.length_in.is_some_and(|v| v.0.is_negative())),
        ("width_in", req.width_in.is_some_and(|v| v.0.is_negative())),
        ("height_in", req.height_in.is_some_and(|v| v.0.is_negative())),
        ("lead_time_per_unit_days", req.lead_time_per_unit_days.is_some_and(|v| v.0.is_negative())),
    ];
    if let Some((field, _)) = not_negative.iter().find(|(_, wrong)| *wrong) {
        return Err(refuse_field(Code::InvalidValue, *field, "This cannot be below 0."));
    }
    if req.yield_percent.is_some_and(|y| !y.0.is_positive() || y.0 > Percent::hundred()) {
        let text = "The yield is above 0 and at most 100 per cent.";
        return Err(refuse_field(Code::InvalidValue, "yield_percent", text));
    }
    if req.poq_days == Some(0) {
        return Err(refuse_field(Code::InvalidValue, "poq_days", "An order covers at least one day."));
    }
    if let (Some(least), Some(most)) = (req.min_order_qty, req.max_order_qty)
        && least.0 > most.0
    {
        let text = "The least quantity of an order is above the most. Lower one or raise the other.";
        return Err(refuse_field(Code::InvalidValue, "max_order_qty", text));
    }
    if req.purchase_factor.is_none() && !purchase_uom.eq_ignore_ascii_case(unit) {
        units::convert(r, Quantity::from_micros(1_000_000), purchase_uom, unit, None).map_err(|_| {
            refuse_field(
                Code::UnitMismatch,
                "purchase_factor",
                format!("Say how many {unit} one {purchase_uom} holds: the table of units cannot know it."),
            )
        })?;
    }
    Ok(())
}

/// What stock, needs and costs are counted in stays as it is once something has been counted in it.
fn check_change(r: &Read<'_>, old: &Product, req: &SaveProduct, unit: &str) -> Result<()> {
    if old.unit != unit {
        let mentions = store::mentions(r, old.id)?;
        if !mentions.is_empty() {
            let text = format!(
                "{} is counted in {} in: {}. Add a product in {unit} and deactivate this one.",
                old.sku,
                old.unit,
                mentions.join(", ")
            );
            return Err(refuse_field(Code::InUse, "unit", text));
        }
    }
    let stock: i64 = r
        .value(
            "SELECT coalesce(sum(on_hand_quantity), 0) FROM inventory WHERE product_id = ?1",
            bind![old.id],
        )?
        .unwrap_or(0);
    let procurement = req.procurement_type.unwrap_or(old.procurement_type);
    if stock != 0 && (old.item_type != req.item_type || old.procurement_type != procurement) {
        let text = format!(
            "{} has stock, which stands in the accounts of its kind. Count it to nothing first, or add another product.",
            old.sku
        );
        return Err(refuse_field(Code::InUse, "item_type", text));
    }
    if stock != 0 && req.cost_method.is_some_and(|m| m != old.cost_method) {
        let text = format!("{} has stock, which is valued by {}. Use it up first.", old.sku, old.cost_method);
        return Err(refuse_field(Code::InUse, "cost_method", text));
    }
    Ok(())
}

fn procurement_of(req: &SaveProduct) -> Procurement {
    req.procurement_type.unwrap_or(match req.item_type {
        ItemType::FinishedGood => Procurement::Make,
        ItemType::Component | ItemType::Material | ItemType::Supply | ItemType::Service => Procurement::Buy,
    })
}

fn insert(w: &Write<'_>, req: &SaveProduct, sku: &str, unit: &str, purchase_uom: &str) -> Result<ProductId> {
    let id = w.insert(
        "INSERT INTO products (sku, name, unit, purchase_uom, item_type, procurement_type, is_raw_material,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        bind![
            sku,
            req.name,
            unit,
            purchase_uom,
            req.item_type,
            procurement_of(req),
            req.item_type == ItemType::Material,
            w.now()
        ],
    )?;
    let product = store::product(w, ProductId(id))?;
    update(w, &product, req, sku, unit, purchase_uom)?;
    Ok(product.id)
}

fn update(
    w: &Write<'_>,
    old: &Product,
    req: &SaveProduct,
    sku: &str,
    unit: &str,
    purchase_uom: &str,
) -> Result<()> {
    let hundred = Percent::hundred();
    w.execute(
        "UPDATE products SET sku = ?2, legacy_sku = ?3, name = ?4, description = ?5, unit = ?6, purchase_uom = ?7,
             purchase_factor = ?8, item_type = ?9, procurement_type = ?10, category_id = ?11,
             material_type_id = ?12, color_id = ?13, cost_method = ?14, standard_cost = ?15,
             last_cost = coalesce(?16, last_cost), selling_price = ?17, weight_oz = ?18, length_in = ?19,
             width_in = ?20, height_in = ?21, lead_time_days = ?22, lead_time_per_unit_days = ?23,
             min_order_qty = ?24, order_multiple = ?25, max_order_qty = ?26, reorder_point = ?27,
             safety_stock = ?28, preferred_vendor_id = ?29, stocking_policy = ?30, lot_policy = ?31,
             lot_size = ?32, poq_days = ?33, order_cost = ?34, yield_percent = ?35, is_phantom = ?36, upc = ?37,
             type = ?38, gcode_file_path = ?39, image_url = ?40, is_public = ?41, sales_channel = ?42,
             customer_id = ?43, track_lots = ?44, track_serials = ?45, notes = ?46, is_raw_material = ?47,
             updated_at = ?48
         WHERE id = ?1",
        bind![
            old.id,
            sku,
            req.legacy_sku,
            req.name,
            req.description,
            unit,
            purchase_uom,
            req.purchase_factor,
            req.item_type,
            procurement_of(req),
            req.category_id,
            req.material_type_id,
            req.color_id,
            req.cost_method.unwrap_or(old.cost_method),
            req.standard_cost,
            req.last_cost,
            req.selling_price,
            req.weight_oz,
            req.length_in,
            req.width_in,
            req.height_in,
            req.lead_time_days,
            req.lead_time_per_unit_days,
            req.min_order_qty,
            req.order_multiple,
            req.max_order_qty,
            req.reorder_point,
            req.safety_stock.map_or(Quantity::ZERO, Entered::get),
            req.preferred_vendor_id,
            req.stocking_policy.unwrap_or(StockingPolicy::OnDemand),
            req.lot_policy.unwrap_or(LotPolicy::LotForLot),
            req.lot_size,
            req.poq_days,
            req.order_cost,
            req.yield_percent.map_or(hundred, Entered::get),
            req.is_phantom,
            req.upc,
            req.kind.unwrap_or(ProductKind::Standard),
            req.gcode_file_path,
            req.image_url,
            req.is_public.unwrap_or(true),
            req.sales_channel.unwrap_or(SalesChannel::Public),
            req.customer_id,
            req.track_lots,
            req.track_serials,
            req.notes,
            req.item_type == ItemType::Material,
            w.now(),
        ],
    )?;
    Ok(())
}

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

/// The product, if it may be ordered, bought and made.
///
/// # Errors
/// [`Code::InactiveProduct`], [`Code::NotFound`].
pub fn require_active(r: &Read<'_>, id: ProductId) -> Result<Product> {
    let product = store::product(r, id)?;
    if product.active {
        return Ok(product);
    }
    Err(refuse(
        Code::InactiveProduct,
        format!("{} is inactive. Reactivate it, or choose another product.", product.sku),
    ))
}

/// Says which vendor is asked first for a product.
///
/// # Errors
/// [`Code::NotFound`].
pub fn set_preferred_vendor(w: &Write<'_>, id: ProductId, vendor: Option<VendorId>) -> Result<()> {
    let changed = w.execute(
        "UPDATE products SET preferred_vendor_id = ?2, updated_at = ?3 WHERE id = ?1",
        bind![id, vendor, w.now()],
    )?;
    if changed == 0 { Err(not_found("product", id)) } else { Ok(()) }
}

/// Writes what inventory and purchasing have learned of a product's costs.
///
/// # Errors
/// When the store refuses.
pub fn set_costs(w: &Write<'_>, id: ProductId, costs: Costs) -> Result<()> {
    w.execute(
        "UPDATE products SET average_cost = coalesce(?2, average_cost), last_cost = coalesce(?3, last_cost),
             standard_cost = coalesce(?4, standard_cost), updated_at = ?5 WHERE id = ?1",
        bind![id, costs.average, costs.last, costs.standard, w.now()],
    )?;
    Ok(())
}

/// Says whether the product has an active bill of material.
///
/// # Errors
/// When the store refuses.
pub fn set_has_bom(w: &Write<'_>, id: ProductId, has_bom: bool) -> Result<()> {
    w.execute("UPDATE products SET has_bom = ?2 WHERE id = ?1 AND has_bom <> ?2", bind![id, has_bom])?;
    Ok(())
}
