//! Orders: written, promised, changed within limits, called off.

mod detail;
mod lifecycle;
mod lines;
mod requests;
mod store;
mod supply;
mod write;

mod list;

pub use detail::{OrderAction, OrderAllowed, OrderDetail, OrderHead, OrderLine, get};
pub(super) use lifecycle::check_open;
pub use lifecycle::{CancelOrder, ConfirmOrder, NoteOrder, Reserved, add_note, cancel, confirm, reserve};
pub(super) use lines::hold;
pub use list::{OrderRow, list};
pub use requests::{CreateOrder, OrderAddress, OrderFields, OrderLineRequest, OrderRef, UpdateOrder};
pub(super) use store::{Line, Order, lines_of, load};
pub use supply::{LineSupply, LineSupplyKind, ORDER_REMEDIES, OrderIssue, OrderIssueCause, OrderRemedy};
pub use write::{create, duplicate, update};
