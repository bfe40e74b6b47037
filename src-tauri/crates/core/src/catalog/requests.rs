//! What is asked of products.

use spoolyard_types::ids::{CategoryId, ColorId, MaterialTypeId, ProductId, UserId, VendorId};
use spoolyard_types::{Entered, Percent, Quantity, Text, UnitCost};

use super::model::{CostMethod, ItemType, LotPolicy, Procurement, ProductKind, SalesChannel, StockingPolicy};

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
