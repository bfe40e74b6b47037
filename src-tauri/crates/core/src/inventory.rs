//! Stock: where how much of what lies, who holds it, and what it is worth.
//!
//! Nouns: location, movement (a row of `inventory_transactions`), holder, reservation, lot, spool, cost layer,
//! count. Verbs: receive, issue, adjust, transfer, reverse, reserve, release, request, approve, reject, count,
//! quarantine, inspect, weigh.
//!
//! Always: what lies at a place equals the sum of its posted movements and is never below zero; what is
//! allocated equals what holders hold; what stock is worth equals the inventory accounts, and nothing left is
//! worth nothing. A movement is never changed or deleted: a reversing row undoes it.
//!
//! Tables owned: `inventory_locations`, `inventory`, `inventory_allocations`, `inventory_transactions`,
//! `inventory_cost_layers`, `product_valuations`, `material_lots`, `material_spools`. It also keeps
//! `products.average_cost` and `last_cost`, and the allocated quantity that a holder's own line shows.

mod adjust;
mod approvals;
mod commands;
mod costing;
mod counts;
mod issue;
mod layers;
mod locations;
mod lot_pages;
mod lot_states;
mod lots;
mod model;
mod overview;
mod queries;
mod receive;
mod reserve;
mod revalue;
mod reverse;
mod slot_name;
mod spool_pages;
mod spool_use;
mod spools;
mod store;
mod transfer;
mod value;
mod weigh;

pub use adjust::{Adjust, adjust};
pub use approvals::{RequestIssue, approve, reject, request_issue};
pub use commands::{
    AdjustStock, IssueOutcome, IssueStock, MovementRef, OpeningLine, OpeningStock, ReverseMovement,
    TransferStock, adjust_stock, approve_request, issue_stock, opening_stock, reject_request,
    reverse_movement, transfer_stock,
};
pub(crate) use commands::{day, in_line};
pub(crate) use costing::share;
pub use counts::{
    CountLine, CountResult, CountSheetRequest, CountSheetRow, PostCount, count_sheet, post_count,
};
pub use issue::{Issue, issue};
pub use locations::{
    LocationRef, LocationRow, LocationType, SaveLocation, delete_location, locations, save_location,
};
pub use lot_pages::{
    LotListRow, LotPage, LotPlace, LotReceipt, LotRef, LotRefusals, LotUse, lot_list, lot_page,
};
pub use lot_states::{InspectLot, QuarantineLot, inspect_lot, quarantine_lot, release_lot};
pub use lots::{NewLot, create_lot};
pub use model::{
    CostMethod, Holder, InspectionStatus, ItemType, LotStatus, Moved, Part, Procurement, Reference,
    ReferenceType, TransactionType, inventory_account,
};
pub use overview::{CategoryValue, StockValue, stock_value};
pub use queries::{
    HolderRow, IncomingRow, LotRow, MovementRow, PlaceRow, StockCard, StockCardRequest, StockRow, movements,
    stock, stock_card, waiting_requests,
};
pub use receive::{Receive, receive};
pub use reserve::{held, release, reserve};
pub use revalue::{change_cost_method, reclassify, set_standard_cost};
pub use reverse::{reverse, reverse_in};
pub(crate) use slot_name::slot_name;
pub use spool_pages::{SpoolPage, SpoolRef, SpoolRow, SpoolUse, spool_list, spool_page};
pub use spool_use::{load_spool, refill_spool, use_spool};
pub use spools::{NewSpool, create_spool};
pub(crate) use spools::{kilograms, take_back};
pub use store::{available, default_location, on_hand};
pub use transfer::{Transfer, transfer};
pub use weigh::{MoveSpool, WeighSpool, WeighedSpool, move_spool, weigh_spool};
