//! What a test of the window is written with.
//!
//! ```text
//! let stage = Stage::set("first_order");             // display, bus, drivers, an empty folder
//! let window = stage.open(&stage.new_farm()).await;  // the program, waiting for its first page
//! window.click(&On::button("New order")).await;
//! window.fill("Customer", "Alma").await;
//! window.wait_for(&On::text("SO-2026-0001")).await;
//! window.picture("first_order").await;
//! window.close().await;
//! ```

mod books;
mod on;
mod picture;
mod running;
mod stage;
mod window;

pub(crate) use books::{Books, OWNER};
pub(crate) use on::On;
pub(crate) use stage::Stage;
pub(crate) use window::Window;
