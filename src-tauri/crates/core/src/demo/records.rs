//! The sample farm's files as types: what assets/sample-farm/README.md says, in Rust. Unknown fields are
//! refused, numbers are read as the exact types of the store: a file that passes here can be loaded.
#![allow(dead_code, reason = "a field that only has to be readable is still part of the format")]

use serde::Deserialize;
use spoolyard_types::{Factor, Money, Percent, Quantity, UnitCost};

/// Declares records that refuse unknown fields.
macro_rules! records {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $kind:ty,)* })*) => {
        $(#[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $($(#[$meta])* pub(super) $field: $kind,)* })*
    };
}

fn yes() -> bool {
    true
}

fn ea() -> String {
    "EA".into()
}

fn production() -> String {
    "production".into()
}

records! {
    Company {
        company_name: String, legal_name: String, business_type: String, timezone: String, currency: String,
        email: String, phone: String, website: String, tax_id: String,
        address_line1: String, city: String, state: String, postal_code: String, country: String,
        business_hours_start: u8, business_hours_end: u8, working_weekdays: Vec<u8>, holidays: Vec<String>,
        tax_rate_percent: Percent, tax_home_state: String, quote_valid_days: u32, default_lead_time_days: u32,
        plan_dampening_days: u32,
        over_receipt_tolerance_percent: Percent,
        people: Vec<Person>, categories: Vec<Category>, locations: Vec<Location>, scrap_reasons: Vec<ScrapReason>,
    }
    Person { first_name: String, last_name: String, email: String, role: String, title: String, }
    Category { code: String, name: String, #[serde(default)] parent: Option<String>, sort_order: i32, }
    Location {
        code: String, name: String, #[serde(rename = "type")] kind: String,
        #[serde(default)] parent: Option<String>, #[serde(default = "yes")] nettable: bool,
    }
    ScrapReason { code: String, name: String, description: String, }

    Materials { material_types: Vec<MaterialType>, colors: Vec<Color>, }
    MaterialType {
        code: String, name: String, base_material: String, process_type: String, density: Quantity,
        nozzle_temp_min: u16, nozzle_temp_max: u16, bed_temp_min: u16, bed_temp_max: u16, requires_enclosure: bool,
        base_price_per_kg: Money, price_multiplier: Factor, strength_rating: u8, volumetric_flow_limit: Quantity,
        description: String, display_order: i32,
    }
    Color {
        code: String, name: String, hex_code: String, #[serde(default)] hex_code_secondary: Option<String>,
        display_order: i32,
    }

    Filament {
        sku: String, name: String, material_type: String, color: String, vendor: String, vendor_sku: String,
        spool_mass_g: Quantity, cost_per_spool: Money, safety_stock_g: Quantity, reorder_point_g: Quantity,
        min_order_spools: u32, opening_stock_g: Quantity, location: String, spools: Vec<Spool>,
    }
    Spool { remaining_mass_g: Quantity, supplier_lot: String, received_days_ago: u32, }

    Vendor {
        code: String, name: String, contact_name: String, email: String, phone: String,
        #[serde(default)] website: Option<String>, address_line1: String, city: String,
        #[serde(default)] state: Option<String>, postal_code: String, country: String, payment_terms: String,
        account_number: String, lead_time_days: u32, rating: Quantity, shipping_cost: Money,
        #[serde(default)] notes: Option<String>,
    }
    Customer {
        customer_number: String, first_name: String, last_name: String, #[serde(default)] company_name: Option<String>,
        email: String, phone: String, channel: String, address_line1: String,
        #[serde(default)] address_line2: Option<String>, city: String, #[serde(default)] state: Option<String>,
        zip: String, country: String, order_weight: u32, discount_percent: Percent, payment_terms: String,
        #[serde(default)] credit_limit: Option<Money>,
    }

    WorkCenter {
        code: String, name: String, description: String, center_type: String, capacity_hours_per_day: Quantity,
        machine_rate_per_hour: Money, labor_rate_per_hour: Money, overhead_rate_per_hour: Money, hourly_rate: Money,
        is_bottleneck: bool, scheduling_priority: u8, #[serde(default)] resources: Vec<Resource>,
    }
    Resource { code: String, name: String, }
    Printer {
        code: String, name: String, brand: String, model: String, serial_number: String, ip_address: Option<String>,
        work_center: String, location: String, capabilities: Capabilities, maintenance: Maintenance,
        loaded: Vec<Option<String>>,
    }
    Capabilities {
        build_volume_mm: [u32; 3], nozzle_diameter_mm: Quantity, enclosure: bool, slots: usize, materials: Vec<String>,
    }
    Maintenance {
        print_hours: u32, interval_hours: u32, #[serde(default)] is_open_now: bool, #[serde(default)] log: Vec<Upkeep>,
    }
    Upkeep {
        days_ago: u32, #[serde(rename = "type")] kind: String, description: String,
        #[serde(default)] next_due_in_days: Option<u32>, #[serde(default)] cost: Option<Money>,
        #[serde(default)] downtime_minutes: Option<u32>, #[serde(default)] parts_used: Option<String>,
    }

    Product {
        sku: String, name: String, #[serde(default)] description: Option<String>,
        item_type: String, procurement_type: String, category: String, location: String, unit: String,
        cost_method: String, #[serde(default)] standard_cost: Option<UnitCost>,
        #[serde(default)] selling_price: Option<Money>, lead_time_days: u32,
        lot_policy: String, #[serde(default)] fixed_order_qty: Option<Quantity>, #[serde(default)] poq_days: Option<u32>,
        #[serde(default)] min_order_qty: Option<Quantity>, #[serde(default)] order_multiple: Option<Quantity>,
        #[serde(default)] reorder_point: Option<Quantity>, safety_stock: Quantity, stocking_policy: String,
        #[serde(default = "ea")] purchase_uom: String, #[serde(default)] purchase_factor: Option<Factor>,
        #[serde(default)] last_cost: Option<UnitCost>, #[serde(default)] vendor: Option<String>,
        #[serde(default)] vendor_sku: Option<String>, #[serde(default)] vendor_unit_cost: Option<Money>,
        #[serde(default)] gcode_file: Option<String>, #[serde(default)] units_per_plate: Option<u32>,
        #[serde(default)] track_lots: bool, #[serde(default)] track_serials: bool,
        #[serde(default)] weight_oz: Option<Quantity>, sales_channel: String, opening_stock: Quantity,
    }
    Bom { product: String, code: String, lines: Vec<BomLine>, }
    BomLine {
        sequence: u32, component: String, unit: String, #[serde(default = "production")] consume_stage: String,
        #[serde(default)] scrap_factor: Percent, #[serde(default)] quantity: Option<Quantity>,
        #[serde(default)] grams_from: Option<String>, #[serde(default)] slot: Option<u16>,
        #[serde(default)] units_per_plate: Option<u32>,
    }
    Routing { product: String, code: String, operations: Vec<Operation>, }
    Operation {
        sequence: u32, operation_code: String, operation_name: String, work_center: String,
        setup_time_minutes: Quantity, runtime_source: String, units_per_cycle: u32, scrap_rate_percent: Percent,
        #[serde(default)] run_time_minutes: Option<Quantity>, #[serde(default)] minutes_from: Option<String>,
    }

    Sales {
        seed: u64, history_days: u32, orders_per_working_day: Vec<OrdersPerDay>, lines_per_order: Vec<LinesPerOrder>,
        products: Vec<Demand>, quantity_discounts: Vec<QuantityDiscount>, lead_days: Vec<LeadDays>, rush: Vec<Rush>,
        shipping: Vec<Shipping>, payment_methods: Vec<PaymentMethod>, behaviour: Behaviour, quotes: Vec<Quote>,
        late_reasons: Vec<String>,
    }
    OrdersPerDay { orders: u32, weight: u32, }
    LinesPerOrder { channel: String, lines: usize, weight: u32, }
    Demand {
        sku: String, weight: u32, public_quantities: Vec<WeightedQuantity>, wholesale_quantities: Vec<WeightedQuantity>,
    }
    WeightedQuantity { quantity: Quantity, weight: u32, }
    QuantityDiscount { min_quantity: Quantity, percent: Percent, }
    LeadDays { channel: String, min: u32, max: u32, }
    Rush { rush_level: String, weight: u32, lead_days_percent: Percent, surcharge_percent: Percent, }
    Shipping { country: String, base: Money, per_item: Money, free_above: Option<Money>, carrier: String, }
    PaymentMethod { channel: String, method: String, weight: u32, }
    Behaviour {
        open_window_days: u32, shipped_on_time_percent: Percent, late_by_days_max: u32,
        partial_shipment_percent: Percent, cancelled_percent: Percent, draft_percent: Percent, refund_percent: Percent,
        wholesale_paid_within_days_max: u32, print_failure_percent: Percent,
        received_on_time_percent: Percent, received_in_parts_percent: Percent,
    }
    Quote {
        product_name: String, gcode: String, units_per_plate: u32, material_type: String, color: String, quantity: u32,
        customer: String, margin_percent: Percent, days_ago: u32, status: String, rush_level: String,
    }
}
