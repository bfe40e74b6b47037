//! Routings: operations in order, each with its work center, minutes and materials.

use spoolyard_types::ids::{ProductId, RoutingId, RoutingMaterialId, RoutingOperationId, WorkCenterId};
use spoolyard_types::{Date, Entered, Percent, Quantity, Text, Timestamp, UnitCost};

use super::model::{QuantityPer, RuntimeSource};
pub use super::routing_commands::{activate, copy, save};
pub use super::routing_queries::{ROUTINGS, detail, list};

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
