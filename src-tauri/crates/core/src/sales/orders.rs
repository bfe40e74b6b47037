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
pub use lifecycle::{CancelOrder, ConfirmOrder, NoteOrder, Reserved, add_note, cancel, confirm, reserve};
pub use list::{OrderRow, list};
pub use requests::{OrderAddress, CreateOrder, OrderFields, OrderLineRequest, OrderRef, UpdateOrder};
pub(super) use lifecycle::check_open;
pub(super) use lines::hold;
pub(super) use store::{Line, Order, lines_of, load};
pub use supply::{OrderIssue, OrderIssueCause, OrderRemedy, LineSupply, LineSupplyKind};
pub use write::{create, duplicate, update};
