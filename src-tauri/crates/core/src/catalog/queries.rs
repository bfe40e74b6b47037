//! What product lists and pages read.

use spoolyard_types::ids::{BomId, CategoryId, LocationId, ProductId, RoutingId};
use spoolyard_types::{Quantity, Timestamp, UnitCost};

use super::commands::ProductRef;
use super::model::{CostSource, ItemType, Procurement, Product, StockingPolicy};
use super::{alternates, store};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::Result;

crate::read_model! {
    /// A product in the list.
    pub struct ProductRow {
        /// Its row.
        pub id: ProductId,
        /// Stock keeping unit.
        pub sku: String,
        /// Name.
        pub name: String,
        /// What kind of thing it is.
        pub item_type: ItemType,
        /// Bought or made.
        pub procurement_type: Procurement,
        /// Category.
        pub category_id: Option<CategoryId>,
        /// Category's name.
        pub category: Option<String>,
        /// Material's code.
        pub material: Option<String>,
        /// Colour's name.
        pub color: Option<String>,
        /// Colour, for the swatch.
        pub color_hex: Option<String>,
        /// Second colour, for the swatch.
        pub color_hex_secondary: Option<String>,
        /// A picture.
        pub image_url: Option<String>,
        /// Stock unit.
        pub unit: String,
        /// On hand everywhere.
        pub on_hand: Quantity,
        /// Reserved.
        pub allocated: Quantity,
        /// On hand at nettable places less what is reserved there.
        pub available: Quantity,
        /// Reorder point.
        pub reorder_point: Option<Quantity>,
        /// Kept on the shelf or not.
        pub stocking_policy: StockingPolicy,
        /// Below its reorder point.
        pub is_low: bool,
        /// Cost per stock unit.
        pub unit_cost: Option<UnitCost>,
        /// Price per stock unit.
        pub selling_price: Option<UnitCost>,
        /// What all stock is worth.
        pub stock_value: Option<spoolyard_types::Money>,
        /// Has an active bill of material.
        pub has_bom: bool,
        /// The vendor it is usually bought from.
        pub vendor: Option<String>,
        /// May be ordered, bought and made.
        pub active: bool,
        /// When it last changed.
        pub updated_at: Timestamp,
    }

    /// Stock of a product at one place.
    pub struct StockAt {
        /// The place.
        pub location_id: LocationId,
        /// Its name.
        pub location: String,
        /// Whether planning counts what lies there.
        pub is_nettable: bool,
        /// On hand.
        pub on_hand: Quantity,
        /// Reserved.
        pub allocated: Quantity,
        /// On hand less reserved.
        pub available: Quantity,
        /// When it was last counted.
        pub last_counted: Option<Timestamp>,
    }

    /// A product whose active bill or routing uses another directly.
    pub struct UsedIn {
        /// The parent.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// By this bill.
        pub bom_id: Option<BomId>,
        /// By this routing.
        pub routing_id: Option<RoutingId>,
        /// How much, in `unit`.
        pub quantity: Quantity,
        /// In which unit the line is written.
        pub unit: String,
    }

    /// What is to come and what is wanted, in stock units.
    pub struct OpenSupplyAndDemand {
        /// Lines of open sales orders that wait for goods.
        pub sales_lines: u32,
        /// What they still want.
        pub sales_quantity: Quantity,
        /// Work-order materials that wait to be used.
        pub material_lines: u32,
        /// What they still want.
        pub material_quantity: Quantity,
        /// Lines of open purchase orders.
        pub purchase_lines: u32,
        /// What they still bring, in the purchase unit.
        pub purchase_quantity: Quantity,
        /// Open work orders that make it.
        pub work_orders: u32,
        /// What they still bring.
        pub work_order_quantity: Quantity,
        /// Planned orders.
        pub planned_orders: u32,
        /// What they would bring.
        pub planned_quantity: Quantity,
    }

    /// Names of what a product points at.
    pub struct ProductNames {
        /// Category.
        pub category: Option<String>,
        /// Material's name.
        pub material: Option<String>,
        /// Colour's name.
        pub color: Option<String>,
        /// Colour, for the swatch.
        pub color_hex: Option<String>,
        /// Second colour, for the swatch.
        pub color_hex_secondary: Option<String>,
        /// Preferred vendor.
        pub vendor: Option<String>,
        /// Customer, for a custom product.
        pub customer: Option<String>,
        /// Active bill of material.
        pub bom_id: Option<BomId>,
        /// Active routing.
        pub routing_id: Option<RoutingId>,
    }
}

crate::wire! {
    /// All that a product's page shows.
    pub struct ProductDetail {
        /// The product.
        pub product: Product,
        /// Names of what it points at.
        pub names: ProductNames,
        /// On hand everywhere.
        pub on_hand: Quantity,
        /// Reserved.
        pub allocated: Quantity,
        /// On hand at nettable places less what is reserved there.
        pub available: Quantity,
        /// Where it lies.
        pub stock: Vec<StockAt>,
        /// What uses it directly.
        pub used_in: Vec<UsedIn>,
        /// What is to come and what is wanted.
        pub open: OpenSupplyAndDemand,
        /// What may stand in for it.
        pub alternates: Vec<alternates::Alternate>,
        /// What one costs by its own method.
        pub unit_cost: UnitCost,
        /// Where that figure comes from.
        pub cost_source: CostSource,
    }
}

/// The list of products.
pub const PRODUCTS: ListSpec = ListSpec {
    select: "p.id AS id, p.sku AS sku, p.name AS name, p.item_type AS item_type,
        p.procurement_type AS procurement_type, p.category_id AS category_id, c.name AS category,
        m.code AS material, col.name AS color, col.hex_code AS color_hex,
        col.hex_code_secondary AS color_hex_secondary, p.image_url AS image_url, p.unit AS unit,
        coalesce(s.on_hand, 0) AS on_hand, coalesce(s.allocated, 0) AS allocated,
        coalesce(s.available, 0) AS available, p.reorder_point AS reorder_point,
        p.stocking_policy AS stocking_policy,
        (p.reorder_point IS NOT NULL AND coalesce(s.available, 0) < p.reorder_point) AS is_low,
        CASE p.cost_method WHEN 'standard' THEN coalesce(p.standard_cost, p.last_cost, p.average_cost)
             ELSE coalesce(p.average_cost, p.last_cost, p.standard_cost) END AS unit_cost,
        p.selling_price AS selling_price, v.total_value AS stock_value, p.has_bom AS has_bom,
        ven.name AS vendor, p.active AS active, p.updated_at AS updated_at",
    from: "products AS p
        LEFT JOIN item_categories AS c ON c.id = p.category_id
        LEFT JOIN material_types AS m ON m.id = p.material_type_id
        LEFT JOIN colors AS col ON col.id = p.color_id
        LEFT JOIN vendors AS ven ON ven.id = p.preferred_vendor_id
        LEFT JOIN product_valuations AS v ON v.product_id = p.id
        LEFT JOIN (SELECT i.product_id, sum(i.on_hand_quantity) AS on_hand, sum(i.allocated_quantity) AS allocated,
                          sum(CASE WHEN l.is_nettable = 1 THEN i.available_quantity ELSE 0 END) AS available
                   FROM inventory AS i JOIN inventory_locations AS l ON l.id = i.location_id
                   GROUP BY i.product_id) AS s ON s.product_id = p.id",
    always: "",
    id: "p.id",
    fields: &[
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("name", "p.name", Kind::Text),
        Field::new("item_type", "p.item_type", Kind::Text),
        Field::new("procurement_type", "p.procurement_type", Kind::Text),
        Field::nullable("category_id", "p.category_id", Kind::Integer),
        Field::nullable("category", "c.name", Kind::Text),
        Field::nullable("material_type_id", "p.material_type_id", Kind::Integer),
        Field::nullable("material", "m.code", Kind::Text),
        Field::nullable("color_id", "p.color_id", Kind::Integer),
        Field::nullable("color", "col.name", Kind::Text),
        Field::nullable("vendor_id", "p.preferred_vendor_id", Kind::Integer),
        Field::nullable("vendor", "ven.name", Kind::Text),
        Field::new("unit", "p.unit", Kind::Text),
        Field::new("on_hand", "coalesce(s.on_hand, 0)", Kind::Decimal),
        Field::new("allocated", "coalesce(s.allocated, 0)", Kind::Decimal),
        Field::new("available", "coalesce(s.available, 0)", Kind::Decimal),
        Field::nullable("reorder_point", "p.reorder_point", Kind::Decimal),
        Field::new("stocking_policy", "p.stocking_policy", Kind::Text),
        Field::new(
            "is_low",
            "(p.reorder_point IS NOT NULL AND coalesce(s.available, 0) < p.reorder_point)",
            Kind::Bool,
        ),
        Field::new("sales_channel", "p.sales_channel", Kind::Text),
        Field::new("has_bom", "p.has_bom", Kind::Bool),
        Field::new("active", "p.active", Kind::Bool),
        Field::new("track_lots", "p.track_lots", Kind::Bool),
        Field::new("track_serials", "p.track_serials", Kind::Bool),
        Field::nullable("customer_id", "p.customer_id", Kind::Integer),
        Field::new("created_at", "p.created_at", Kind::Timestamp),
        Field::new("updated_at", "p.updated_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "products_fts", rowid: "p.id" }),
    order: ("sku", false),
};

/// A page of products. Costs and prices are not among the fields to sort by: their order would tell them.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] for a field or value that this list does not know.
pub fn list(r: &Read<'_>, req: ListRequest) -> Result<Page<ProductRow>> {
    r.list(&PRODUCTS, &req)
}

/// The active bills and routings that use a product directly.
///
/// # Errors
/// When the store cannot be read.
pub fn active_uses(r: &Read<'_>, id: ProductId) -> Result<Vec<UsedIn>> {
    r.all(
        "SELECT p.id AS product_id, p.sku AS sku, p.name AS name, b.id AS bom_id, NULL AS routing_id,
                l.quantity AS quantity, l.unit AS unit
         FROM bom_lines AS l JOIN boms AS b ON b.id = l.bom_id AND b.active = 1
         JOIN products AS p ON p.id = b.product_id WHERE l.component_id = ?1
         UNION ALL
         SELECT p.id, p.sku, p.name, NULL, ro.id, m.quantity, m.unit
         FROM routing_operation_materials AS m
         JOIN routing_operations AS o ON o.id = m.routing_operation_id AND o.is_active = 1
         JOIN routings AS ro ON ro.id = o.routing_id AND ro.is_active = 1 AND ro.is_template = 0
         JOIN products AS p ON p.id = ro.product_id WHERE m.component_id = ?1
         ORDER BY 2",
        bind![id],
    )
}

fn open(r: &Read<'_>, id: ProductId) -> Result<Option<OpenSupplyAndDemand>> {
    r.maybe(
        "WITH sales AS (
             SELECT count(*) AS n, coalesce(sum(l.quantity - l.shipped_quantity), 0) AS q
             FROM sales_order_lines AS l JOIN sales_orders AS o ON o.id = l.sales_order_id
             WHERE l.product_id = ?1 AND l.is_cancelled = 0 AND l.quantity > l.shipped_quantity
               AND o.status NOT IN ('draft', 'completed', 'cancelled')),
         materials AS (
             SELECT count(*) AS n, coalesce(sum(max(m.quantity_required - m.quantity_consumed, 0)), 0) AS q
             FROM production_order_operation_materials AS m
             JOIN production_order_operations AS o ON o.id = m.production_order_operation_id
             JOIN production_orders AS wo ON wo.id = o.production_order_id
             WHERE m.component_id = ?1 AND m.quantity_required > m.quantity_consumed
               AND wo.status IN ('released', 'in_progress', 'on_hold')),
         purchases AS (
             SELECT count(*) AS n, coalesce(sum(l.quantity_ordered - l.quantity_received), 0) AS q
             FROM purchase_order_lines AS l JOIN purchase_orders AS o ON o.id = l.purchase_order_id
             WHERE l.product_id = ?1 AND l.quantity_ordered > l.quantity_received
               AND o.status NOT IN ('draft', 'received', 'closed', 'cancelled')),
         making AS (
             SELECT count(*) AS n,
                    coalesce(sum(max(wo.quantity_ordered - wo.quantity_scrapped, wo.quantity_completed)), 0) AS q
             FROM production_orders AS wo
             WHERE wo.product_id = ?1 AND wo.status IN ('draft', 'released', 'in_progress', 'on_hold')),
         planned AS (
             SELECT count(*) AS n, coalesce(sum(quantity), 0) AS q FROM planned_orders
             WHERE product_id = ?1 AND status IN ('planned', 'firmed'))
         SELECT sales.n AS sales_lines, sales.q AS sales_quantity, materials.n AS material_lines,
                materials.q AS material_quantity, purchases.n AS purchase_lines, purchases.q AS purchase_quantity,
                making.n AS work_orders, making.q AS work_order_quantity, planned.n AS planned_orders,
                planned.q AS planned_quantity
         FROM sales, materials, purchases, making, planned",
        bind![id],
    )
}

fn names(r: &Read<'_>, id: ProductId) -> Result<Option<ProductNames>> {
    r.maybe(
        "SELECT c.name AS category, m.name AS material, col.name AS color, col.hex_code AS color_hex,
                col.hex_code_secondary AS color_hex_secondary, v.name AS vendor,
                coalesce(u.company_name, trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))) AS customer,
                (SELECT id FROM boms WHERE product_id = p.id AND active = 1) AS bom_id,
                (SELECT id FROM routings WHERE product_id = p.id AND is_active = 1 AND is_template = 0) AS routing_id
         FROM products AS p
         LEFT JOIN item_categories AS c ON c.id = p.category_id
         LEFT JOIN material_types AS m ON m.id = p.material_type_id
         LEFT JOIN colors AS col ON col.id = p.color_id
         LEFT JOIN vendors AS v ON v.id = p.preferred_vendor_id
         LEFT JOIN users AS u ON u.id = p.customer_id
         WHERE p.id = ?1",
        bind![id],
    )
}

/// All that a product's page shows.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn detail(r: &Read<'_>, req: ProductRef) -> Result<ProductDetail> {
    let product = store::product(r, req.id)?;
    let stock: Vec<StockAt> = r.all(
        "SELECT l.id AS location_id, l.name AS location, l.is_nettable AS is_nettable,
                i.on_hand_quantity AS on_hand, i.allocated_quantity AS allocated,
                i.available_quantity AS available, i.last_counted AS last_counted
         FROM inventory AS i JOIN inventory_locations AS l ON l.id = i.location_id
         WHERE i.product_id = ?1 ORDER BY l.name, l.id",
        bind![req.id],
    )?;
    let mut totals = (Quantity::ZERO, Quantity::ZERO, Quantity::ZERO);
    for at in &stock {
        totals.0 = totals.0.plus(at.on_hand)?;
        totals.1 = totals.1.plus(at.allocated)?;
        if at.is_nettable {
            totals.2 = totals.2.plus(at.available)?;
        }
    }
    let missing = || crate::error::not_found("product", req.id);
    let (unit_cost, cost_source) = product.cost();
    Ok(ProductDetail {
        names: names(r, req.id)?.ok_or_else(missing)?,
        on_hand: totals.0,
        allocated: totals.1,
        available: totals.2,
        stock,
        used_in: active_uses(r, req.id)?,
        open: open(r, req.id)?.ok_or_else(missing)?,
        alternates: alternates::of(r, req.id)?,
        unit_cost,
        cost_source,
        product,
    })
}
