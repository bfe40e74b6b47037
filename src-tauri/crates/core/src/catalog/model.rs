//! What a product is: its kinds, its costs, and how its SKU is formed.

use spoolyard_types::ids::{CategoryId, ColorId, MaterialTypeId, ProductId, UserId, VendorId};
use spoolyard_types::{Code, Factor, Percent, Quantity, Timestamp, UnitCost};

use crate::error::{Result, refuse_field};

crate::stored_enum! {
    /// What kind of thing a product is.
    pub enum ItemType {
        /// Sold.
        FinishedGood = "finished_good",
        /// Made or bought to go into something else.
        Component = "component",
        /// Filament, resin, powder: what things are made of.
        Material = "material",
        /// Screws, boxes, labels.
        Supply = "supply",
        /// Sold or bought by the hour or the job; never stocked.
        Service = "service",
    }

    /// Whether a product is bought or made.
    pub enum Procurement {
        /// From a vendor.
        Buy = "buy",
        /// By a work order.
        Make = "make",
    }

    /// How stock of a product is valued.
    pub enum CostMethod {
        /// Moving average, recomputed at each receipt.
        Average = "average",
        /// The standard cost; differences are posted apart.
        Standard = "standard",
        /// Layer by layer, oldest first.
        Fifo = "fifo",
    }

    /// Whether a product is kept on the shelf.
    pub enum StockingPolicy {
        /// Made or bought when somebody wants it.
        OnDemand = "on_demand",
        /// Kept above its reorder point.
        Stock = "stock",
    }

    /// Where a product is offered.
    pub enum SalesChannel {
        /// To everybody.
        Public = "public",
        /// To wholesale customers.
        Wholesale = "wholesale",
        /// To nobody outside.
        Internal = "internal",
    }

    /// Whether a product is of the catalog or for one customer.
    pub enum ProductKind {
        /// Of the catalog.
        Standard = "standard",
        /// For one customer.
        Custom = "custom",
    }

    /// How planning sizes an order.
    pub enum LotPolicy {
        /// As much as is needed.
        LotForLot = "L4L",
        /// A fixed quantity.
        Fixed = "FOQ",
        /// The need of so many days.
        Period = "POQ",
        /// The economic order quantity.
        Economic = "EOQ",
        /// Wagner and Whitin's optimum.
        WagnerWhitin = "WW",
        /// Silver and Meal's heuristic.
        SilverMeal = "SILVER_MEAL",
        /// Least total cost.
        LeastTotalCost = "LTC",
        /// Least unit cost.
        LeastUnitCost = "LUC",
    }

    /// Where a unit cost was taken from.
    pub enum CostSource {
        /// The standard cost.
        Standard = "standard",
        /// The moving average.
        Average = "average",
        /// What is left of the receipts, oldest first.
        Layers = "layers",
        /// The last purchase, because the product's own method has no figure yet.
        Last = "last",
        /// The product's own bill of material and routing.
        RolledUp = "rolled_up",
        /// No cost is known; it counts as nothing.
        Missing = "missing",
    }
}

impl ItemType {
    /// What a SKU of this kind begins with.
    #[must_use]
    pub fn sku_prefix(self) -> &'static str {
        match self {
            Self::FinishedGood => "FG",
            Self::Component => "CMP",
            Self::Material => "MAT",
            Self::Supply => "SUP",
            Self::Service => "SVC",
        }
    }

    /// Whether stock of it is counted.
    #[must_use]
    pub fn is_stocked(self) -> bool {
        match self {
            Self::FinishedGood | Self::Component | Self::Material | Self::Supply => true,
            Self::Service => false,
        }
    }
}

crate::read_model! {
    /// A product as the other capabilities know it.
    pub struct Product {
        /// Its row.
        pub id: ProductId,
        /// Stock keeping unit.
        pub sku: String,
        /// The SKU it had before.
        pub legacy_sku: Option<String>,
        /// Name.
        pub name: String,
        /// Description.
        pub description: Option<String>,
        /// The one unit in which it is stocked, needed and costed.
        pub unit: String,
        /// The unit in which it is bought.
        pub purchase_uom: String,
        /// Stock units in one purchase unit, where the product itself says so.
        pub purchase_factor: Option<Quantity>,
        /// What kind of thing it is.
        pub item_type: ItemType,
        /// Bought or made.
        pub procurement_type: Procurement,
        /// Category.
        pub category_id: Option<CategoryId>,
        /// Material, when it is one.
        pub material_type_id: Option<MaterialTypeId>,
        /// Colour, when it is a material.
        pub color_id: Option<ColorId>,
        /// How its stock is valued.
        pub cost_method: CostMethod,
        /// Standard cost per stock unit.
        pub standard_cost: Option<UnitCost>,
        /// Moving average per stock unit.
        pub average_cost: Option<UnitCost>,
        /// Last purchase cost per stock unit.
        pub last_cost: Option<UnitCost>,
        /// Price per stock unit.
        pub selling_price: Option<UnitCost>,
        /// Weight of one, in ounces.
        pub weight_oz: Option<Quantity>,
        /// Length, in inches.
        pub length_in: Option<Quantity>,
        /// Width, in inches.
        pub width_in: Option<Quantity>,
        /// Height, in inches.
        pub height_in: Option<Quantity>,
        /// Days from order to receipt.
        pub lead_time_days: Option<u32>,
        /// Days more for each unit, for what is made.
        pub lead_time_per_unit_days: Option<Quantity>,
        /// Least quantity of an order, in stock units.
        pub min_order_qty: Option<Quantity>,
        /// Orders are multiples of it, in stock units.
        pub order_multiple: Option<Quantity>,
        /// Most quantity of an order, in stock units.
        pub max_order_qty: Option<Quantity>,
        /// Order when fewer are available, in stock units.
        pub reorder_point: Option<Quantity>,
        /// Kept for surprises, in stock units.
        pub safety_stock: Quantity,
        /// The vendor it is usually bought from.
        pub preferred_vendor_id: Option<VendorId>,
        /// Kept on the shelf or not.
        pub stocking_policy: StockingPolicy,
        /// How planning sizes an order.
        pub lot_policy: LotPolicy,
        /// The fixed or standard lot, in stock units.
        pub lot_size: Option<Quantity>,
        /// Days of need that one order covers.
        pub poq_days: Option<u32>,
        /// What placing or setting up one order costs.
        pub order_cost: Option<UnitCost>,
        /// Good ones of a hundred started.
        pub yield_percent: Percent,
        /// Built and used up at once, never stocked on purpose.
        pub is_phantom: bool,
        /// Bar code.
        pub upc: Option<String>,
        /// Of the catalog or for one customer.
        pub kind: ProductKind,
        /// The print file.
        pub gcode_file_path: Option<String>,
        /// A picture.
        pub image_url: Option<String>,
        /// Shown to customers.
        pub is_public: bool,
        /// Where it is offered.
        pub sales_channel: SalesChannel,
        /// For whom, when it is for one customer.
        pub customer_id: Option<UserId>,
        /// Goes into others as it is bought.
        pub is_raw_material: bool,
        /// Has an active bill of material.
        pub has_bom: bool,
        /// Cannot be received or made without a lot.
        pub track_lots: bool,
        /// Cannot be made or shipped without serial numbers.
        pub track_serials: bool,
        /// May be ordered, bought and made.
        pub active: bool,
        /// Notes.
        pub notes: Option<String>,
        /// When it was added.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

impl Product {
    /// The columns that [`Product`] is read from, of `products AS p`.
    pub const COLUMNS: &'static str = "p.id, p.sku, p.legacy_sku, p.name, p.description, p.unit, p.purchase_uom,
        p.purchase_factor, p.item_type, p.procurement_type, p.category_id, p.material_type_id, p.color_id,
        p.cost_method, p.standard_cost, p.average_cost, p.last_cost, p.selling_price, p.weight_oz, p.length_in,
        p.width_in, p.height_in, p.lead_time_days, p.lead_time_per_unit_days, p.min_order_qty, p.order_multiple,
        p.max_order_qty, p.reorder_point, p.safety_stock, p.preferred_vendor_id, p.stocking_policy, p.lot_policy,
        p.lot_size, p.poq_days, p.order_cost, p.yield_percent, p.is_phantom, p.upc, p.type AS kind,
        p.gcode_file_path, p.image_url, p.is_public, p.sales_channel, p.customer_id, p.is_raw_material, p.has_bom,
        p.track_lots, p.track_serials, p.active, p.notes, p.created_at, p.updated_at";

    /// What one stock unit costs by this product's own method, and where that figure comes from. Where the
    /// method has no figure yet, the last purchase stands in, then the standard, then the average.
    #[must_use]
    pub fn cost(&self) -> (UnitCost, CostSource) {
        let own = match self.cost_method {
            CostMethod::Standard => self.standard_cost.map(|c| (c, CostSource::Standard)),
            CostMethod::Average => self.average_cost.map(|c| (c, CostSource::Average)),
            CostMethod::Fifo => self.average_cost.map(|c| (c, CostSource::Layers)),
        };
        own.or_else(|| self.last_cost.map(|c| (c, CostSource::Last)))
            .or_else(|| self.standard_cost.map(|c| (c, CostSource::Standard)))
            .or_else(|| self.average_cost.map(|c| (c, CostSource::Average)))
            .unwrap_or((UnitCost::ZERO, CostSource::Missing))
    }

    /// The quantity that is usually made or bought at once, in stock units: over it a setup is spread.
    #[must_use]
    pub fn standard_lot(&self) -> Quantity {
        self.lot_size.or(self.min_order_qty).unwrap_or_else(|| Quantity::from_micros(1_000_000))
    }

    /// How it is bought, for conversions.
    #[must_use]
    pub fn purchase_unit(&self) -> PurchaseUnit<'_> {
        PurchaseUnit { stock: &self.unit, purchase: &self.purchase_uom, factor: self.purchase_factor }
    }
}

/// A product's own units: one `purchase` is `factor` of `stock`.
#[derive(Debug, Clone, Copy)]
pub struct PurchaseUnit<'p> {
    /// The stock unit.
    pub stock: &'p str,
    /// The purchase unit.
    pub purchase: &'p str,
    /// Stock units in one purchase unit; none when the table of units says it.
    pub factor: Option<Quantity>,
}

/// New costs per stock unit; what is none stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Costs {
    /// Moving average.
    pub average: Option<UnitCost>,
    /// Last purchase.
    pub last: Option<UnitCost>,
    /// Standard.
    pub standard: Option<UnitCost>,
}

/// The SKU of a material in a colour: `MAT-PLA-BLACK`.
#[must_use]
pub fn material_sku(material_code: &str, color_code: &str) -> String {
    let part = |code: &str| {
        let mut out = String::new();
        for c in code.trim().chars() {
            if c.is_alphanumeric() {
                out.extend(c.to_uppercase());
            } else if !out.ends_with('-') && !out.is_empty() {
                out.push('-');
            }
        }
        out.trim_end_matches('-').to_owned()
    };
    let sku = format!("MAT-{}-{}", part(material_code), part(color_code));
    sku.chars().take(50).collect()
}

/// A factor of the table of units must be more than nothing.
///
/// # Errors
/// [`Code::InvalidValue`] naming the field.
pub fn positive_factor(factor: Factor) -> Result<Factor> {
    if factor.is_positive() {
        return Ok(factor);
    }
    Err(refuse_field(
        Code::InvalidValue,
        "conversion_factor",
        "A unit holds more than nothing of its base unit; write a number above 0.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_material_and_a_colour_name_their_item() {
        assert_eq!(material_sku("PLA", "BLACK"), "MAT-PLA-BLACK");
        assert_eq!(material_sku("pla silk", "Antique  Gold"), "MAT-PLA-SILK-ANTIQUE-GOLD");
        assert_eq!(material_sku("PLA+", "red/blue"), "MAT-PLA-RED-BLUE");
    }
}
