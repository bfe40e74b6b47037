//! Customers: the rows of `users` that never sign in.
//!
//! `users.email` is required and unique, but a walk-in customer may have none. He then gets an address under
//! `customers.invalid`, a domain that can never exist: it keeps the column's promise, and is shown to nobody.

mod commands;
mod queries;

pub use commands::{
    CreateCustomer, CustomerDeleted, CustomerRef, UpdateCustomer, create, deactivate, delete, reactivate,
    update,
};
pub use queries::{
    Customer, CustomerRow, Statement, StatementEntry, StatementKind, StatementRequest, get, list, statement,
};
pub(super) use queries::{exposure, load};

/// Where the addresses of customers without one end.
pub(super) const NO_EMAIL: &str = "@customers.invalid";

/// What stands in place of a password's hash: no password has it, so nobody signs in with it.
const NO_PASSWORD: &str = "!";
