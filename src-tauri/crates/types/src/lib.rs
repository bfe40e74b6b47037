//! The words every other crate speaks: identifiers, exact numbers, units, dates, errors.
//!
//! This crate never does I/O, never reads a clock of its own accord, never rounds silently and never
//! holds a business rule. It knows neither SQLite nor JSON-RPC; it only knows how a value looks on the
//! wire (a decimal is a string, an id a number, a date `YYYY-MM-DD`, an instant RFC 3339 with `Z`).

pub mod clock;
pub mod code;
pub mod count;
pub mod currency;
pub mod date;
pub mod ids;
pub mod number;
pub mod refusal;
pub mod role;
pub mod secret;
pub mod text;
pub mod wire;

pub use chrono::NaiveDate;
pub use clock::{Clock, FixedClock, SystemClock};
pub use code::Code;
pub use count::counted;
pub use date::{Date, Timestamp};
pub use number::{Entered, Factor, Money, NumberError, Percent, Quantity, UnitCost};
pub use refusal::Refusal;
pub use role::{Actor, Role};
pub use rust_decimal::Decimal;
pub use secret::Secret;
pub use text::Text;
