//! Making things: work orders, their operations, what they use up, what they yield.
//!
//! Nouns: work order, operation, material, report, scrap record, serial number. Verbs: create, release, start,
//! report, reverse, substitute, complete, close short, hold, resume, cancel, split, remake, inspect.
//! Tables owned: `production_orders`, `production_order_operations`, `production_order_operation_materials`,
//! `operation_reports`, `operation_report_uses`, `production_order_materials`, `scrap_reasons`, `scrap_records`, `serial_numbers`, `production_order_spools`,
//! `production_lot_consumptions`.
//!
//! Always: what is issued to an order is the sum of what was reported; the work in process of a finished order
//! is nothing; finished goods come in the quantity made. Never: a material is used up twice for one unit, or a
//! reservation outlives its order.

pub mod actions;
mod consume;
pub mod create;
pub mod finish;
pub mod model;
pub mod quality;
pub mod queries;
pub mod release;
pub mod report;
pub(crate) mod reschedule;
pub mod serials;
pub mod split;
pub mod states;
mod store;
pub mod substitute;
pub mod undo;

pub use create::{NewWorkOrder, create};
pub use model::{OperationStatus, OrderType, QcStatus, Source, WorkOrderStatus};
pub use quality::awaiting_qc;
pub use queries::{Expected, expected};
