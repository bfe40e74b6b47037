//! How products are made: bills of material, routings, and where the work is done.
//!
//! Nouns: BOM, line, routing, operation, operation material, work center, resource, need. Verbs: save,
//! version, activate, copy, compare, resolve, explode, roll up, use.
//! Tables owned: `boms`, `bom_lines`, `routings`, `routing_operations`, `routing_operation_materials`,
//! `work_centers`, `resources`.
//!
//! Always: at most one active BOM and one active routing per product; there is ONE answer to what making a
//! quantity needs ([`resolve`]), which release, reservation, planning, cost and consumption all ask.
//! Never: a BOM or routing contains its own product, at any depth; a line has a unit that cannot be counted
//! in its component's stock unit.

pub mod bom;
pub mod bom_versions;
pub mod centers;
pub mod cost;
pub mod cycle;
pub mod explode;
pub mod model;
pub mod recipe;
pub mod routing;
mod routing_checks;
mod routing_commands;
mod routing_queries;
mod routing_store;

pub use cost::{CostTree, roll_up};
pub use model::{ConsumeStage, Need, QuantityPer};
pub use recipe::{Edge, Recipe, Recipes, Structure, UnitProblem, resolve, structure};
