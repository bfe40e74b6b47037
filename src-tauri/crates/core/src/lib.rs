//! The application without a window: what the business knows, and the one SQLite file that holds it.
//!
//! Synchronous. This crate never opens a socket, never knows Tauri or tokio, never asks the system for
//! the time (a [`Clock`](spoolyard_types::Clock) is handed in), and never lets SQL leave a capability's
//! `store.rs`, `queries.rs` or `sql/`.
//!
//! A folder a capability: `model.rs` pure rules and states, `commands.rs` load → decide → save,
//! `queries.rs` what lists and pages read, `store.rs` the SQL of its own tables. A capability writes only
//! its own tables; another's facts change by calling its command inside the same transaction.

#[macro_use]
mod wire;
pub mod accounts;
pub mod app;
pub mod attachments;
pub mod catalog;
pub mod db;
pub mod demo;
pub mod documents;
pub mod engineering;
pub mod error;
pub mod farm;
pub mod inventory;
pub mod ledger;
pub mod notices;
pub mod planning;
pub mod production;
pub mod purchasing;
pub mod reports;
pub mod sales;
pub mod seal;
pub mod settings;
pub mod telemetry;
pub mod verify;

pub use app::App;
pub use error::{Error, Result};
