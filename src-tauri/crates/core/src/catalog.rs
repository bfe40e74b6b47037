//! What the farm buys, makes and sells.
//!
//! Nouns: product, category, unit of measure, material, colour, alternate. Verbs: create, update, deactivate,
//! reactivate, delete, convert. Tables owned: `units_of_measure`, `item_categories`, `material_types`,
//! `colors`, `material_colors`, `products`, `product_alternates`.
//!
//! Always: each product has one stock unit, and units of different classes never convert; a SKU is unique
//! without regard to case; a product that has history is deactivated and never deleted.
//! Never: this capability moves no stock and posts nothing; costs come from inventory through [`set_costs`].

pub mod alternates;
pub mod categories;
pub mod commands;
pub mod materials;
pub mod model;
pub(crate) mod planning_rules;
pub mod queries;
mod requests;
mod retire;
pub mod store;
pub mod units;

pub use commands::{require_active, set_costs, set_has_bom, set_preferred_vendor};
pub use model::{CostMethod, CostSource, Costs, ItemType, Procurement, Product};
pub use store::product;
