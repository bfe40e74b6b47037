//! What is done to products.

use spoolyard_types::ids::{ProductId, VendorId};
use spoolyard_types::{Code, Entered, Percent, Quantity};

use super::model::{
    Costs, ItemType, LotPolicy, Procurement, Product, ProductKind, SalesChannel, StockingPolicy,
};
pub use super::requests::{DeactivateProduct, ProductRef, SaveProduct};
pub use super::retire::{deactivate, delete, reactivate};
use super::{store, units};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

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
