//! What Spoolyard prints: a view model goes in, the bytes of a PDF come out.
//!
//! *How do I print one?* Fill its view model ([`OrderConfirmation`], [`PackingSlip`], [`Invoice`], [`PurchaseOrder`]),
//! say with [`Format`] how the shop writes dates, figures and which paper it loads, and call the function of the same
//! name.
//!
//! *How does a new document join?* It is one file beside `purchase_order.rs`: its view model, and a function
//! that hands letterhead, parties, facts, table, totals and notes of the layout kit to one story.
//!
//! This crate never opens a file, a database or the network, never asks for the time, never draws random numbers:
//! the same view model gives the same bytes. It never computes a figure: sums, taxes and roundings arrive ready,
//! and are printed digit for digit. It never prints a box in place of a character.

mod error;
mod format;
mod invoice;
mod kit;
mod logo;
mod order_confirmation;
mod packing_slip;
mod party;
mod purchase_order;
mod sale;

pub use error::DocumentError;
pub use format::{DateStyle, Format, Paper, SymbolPosition};
pub use invoice::{Invoice, invoice};
pub use logo::{LOGO_MAX_BYTES, LOGO_MAX_PIXELS, check_logo};
pub use order_confirmation::{OrderConfirmation, order_confirmation};
pub use packing_slip::{PackingLine, PackingSlip, packing_slip};
pub use party::{Company, Party};
pub use purchase_order::{PurchaseLine, PurchaseOrder, purchase_order};
pub use sale::{PaidPart, SaleLine, SaleSums};
