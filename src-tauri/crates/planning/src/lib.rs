//! Material requirements planning: what to make and buy, how much, and when to start.
//!
//! [`plan`] takes a [`Snapshot`] of items, bills of material, open orders and needs, and answers a [`Plan`]: planned
//! orders, projected on hand, messages to the planner, and the data that could not be used.
//!
//! # What this crate never does
//! It never opens a database or a file, never asks for the time, starts no thread, draws no random number, and keeps no
//! state between calls. It never fails on bad data: a row that makes no sense becomes a [`Problem`], and everything else
//! is planned. It never computes a quantity in floating point.
//!
//! # How the data lies, and why
//! * An item is its position (`u32`) in the snapshot. Everything about items stands in arrays indexed by it.
//! * The structure is packed in compressed rows (one array of edges, one of starts), by component. Low-level codes come
//!   from Kahn's algorithm; items are netted once, in that order, after all that can need them.
//! * A component *pulls* its requirements from the orders of its parents ([`requirements`]). A million dependent
//!   requirements are therefore never stored: they pass through one buffer that stays in the cache, are sorted by
//!   day and netted. Pegging walks the same path again for the one item that somebody looks at.
//! * Quantities are `i64` counts of 10^-6 of a unit, days are `i32` day numbers; usages are exact fractions. A row of
//!   the plan is a few machine words, and the rows of an item lie side by side.
//! * What a change leaves alone is [`shared`]: the tables of a snapshot, the packed structure, and item by item the rows
//!   of a plan. A net change copies no row that it keeps, and two plans that share an item's rows are known to agree on
//!   it without being compared. What is left for each change is a walk over the items and one over the needs.
//!
//! # How fast it has to be
//! Medians on a quiet machine; `cargo bench -p spoolyard-planning` measures the engine, `spoolyard-cli bench mrp` the engine
//! and the store together.
//!
//! | farm | compute | load and save |
//! |---|---|---|
//! | 1,000 items, 5,000 bill lines, 5,000 needs | 15 ms | 100 ms |
//! | 10,000 items, 50,000 lines, 50,000 needs | 250 ms | 1.5 s |
//! | 100,000 items, 500,000 lines, 200,000 needs | 1.2 s | 10 s, 1 GB |
//! | one order edited among 10,000 items | 20 ms | 30 ms |
//! | a promise for a line being typed | 50 ms in all | |
//!
//! # Where to read
//! `model` and its parts check and pack, `levels` sorts the structure, `requirements` explodes, `netting` nets, `lots` sizes,
//! `order_point` and `substitutes` are the special cases, `messages` speaks, `engine` drives. On top of a plan stand
//! [`pegging`], [`diff`], [`netchange`] and [`promise`]. [`case`] is the file form, [`generate`] makes farms of any size.
//!
//! A finite schedule of printers and stations will stand beside this crate's infinite plan, feeding it lead times.

pub mod calendar;
pub mod case;
pub mod diff;
mod engine;
pub mod generate;
pub mod input;
mod levels;
mod lots;
mod messages;
mod model;
pub mod netchange;
mod netting;
mod order_point;
pub mod pegging;
mod plan;
pub mod promise;
pub mod quantity;
pub mod requirements;
pub mod shared;
mod substitutes;

pub use engine::plan;
pub use input::*;
pub use plan::*;
