//! Stock: where how much of what lies, who holds it, and what it is worth.
//!
//! Nouns: location, movement (a row of `inventory_transactions`), holder, reservation, lot, spool, cost layer,
//! count. Verbs: receive, issue, adjust, transfer, reverse, reserve, release, request, approve, reject, count.
//!
//! Always: what lies at a place equals the sum of its posted movements and is never below zero; what is
//! allocated equals what holders hold; what stock is worth equals the inventory accounts, and nothing left is
//! worth nothing. A movement is never changed or deleted: a reversing row undoes it.
//!
//! Tables owned: `inventory_locations`, `inventory`, `inventory_allocations`, `inventory_transactions`,
//! `inventory_cost_layers`, `product_valuations`, `material_lots`, `material_spools`. It also keeps
//! `products.average_cost` and `last_cost`, and the allocated quantity that a holder's own line shows.

mod adjust;
mod costing;
mod issue;
mod layers;
mod lots;
mod model;
mod receive;
mod reserve;
mod reverse;
mod spool_use;
mod store;
mod transfer;
mod value;

pub use adjust::{Adjust, adjust};
pub use issue::{Issue, issue};
pub use lots::{NewLot, create_lot};
pub use model::{
    CostMethod, Holder, ItemType, LotStatus, Moved, Part, Procurement, Reference, ReferenceType,
    TransactionType, inventory_account,
};
pub use receive::{Receive, receive};
pub use reserve::{held, release, reserve};
pub use reverse::{reverse, reverse_in};
pub use spool_use::use_spool;
pub use store::{available, default_location, on_hand};
pub use transfer::{Transfer, transfer};
